"""The second opinion: a teacher in a process of its own judges chosen photos, and its scores are stored as its own.

Nothing is lost when that process dies: what is judged is stored one by one. It is loaded on demand and ends by itself
when it has not been asked for a while, so that its memory returns.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.catalog.records import ModelKey, PhotoToScore, ScoreResult
from app.errors import UserError
from app.helpers.client import HelperProcess, command_of
from app.scoring.estimates import remember
from app.scoring.parcels import photo_record

if TYPE_CHECKING:  # the catalogue brings the database, which the window does not wait for
    from app.catalog.catalog import Catalog
    from app.catalog.lane import CatalogLane
    from app.helpers.frames import Message
    from dpiqa_core.weights import Card

log = logging.getLogger(__name__)

HELPER = command_of("app.scoring.helper_process")
"""Starts the process of a teacher and of everything else that is heavy."""
IDLE_S = 180.0
"""Seconds after which an idle teacher gives its memory back."""
_STOP_PATIENCE_S = 2.0


@dataclass(frozen=True, slots=True)
class Starting:
    """The model is being loaded; ``count`` photos wait for it."""

    model: str
    count: int


@dataclass(frozen=True, slots=True)
class Judged:
    """How far it is; sent once with ``done`` 0 when the model is loaded.

    Attributes:
        ids: photos whose score is in the catalogue since just now.
        done, total: photos of this request, refused ones included.
        photo_s: seconds a photo, or None before the first.
        device: where it runs.
    """

    ids: tuple[int, ...]
    done: int
    total: int
    photo_s: float | None
    device: str

    @property
    def seconds_left(self) -> float | None:
        """Estimate, or None before the first photo."""
        return None if self.photo_s is None else self.photo_s * (self.total - self.done)


@dataclass(frozen=True, slots=True)
class CpuWanted:
    """The GPU is full; call ``SecondOpinion.answer``. ``text`` is a sentence."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The request is over; everything counted is stored.

    Attributes:
        judged: photos with a new score.
        refused: photo id -> why it could not be judged.
        stopped: whether it was cancelled before the end.
        trouble: why it ended before its end, a sentence, or empty.
    """

    judged: int
    refused: dict[int, str]
    stopped: bool
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Unloaded:
    """The process has ended and its memory is free."""


Event = Starting | Judged | CpuWanted | Finished | Unloaded


@dataclass(slots=True)
class _Request:
    number: int
    card: Card
    key: ModelKey
    total: int = 0
    left: dict[int, PhotoToScore] = field(default_factory=dict)
    under_way: int = 0  # lists of photos that the helper has not finished
    judged: int = 0
    refused: dict[int, str] = field(default_factory=dict)
    seconds: float = 0.0
    stopping: bool = False

    @property
    def done(self) -> int:
        return self.total - len(self.left)


class SecondOpinion:
    """One teacher at a time. Methods may be called from any thread; none waits for the teacher.

    Args:
        lane: the catalogue.
        on_event: takes the events, in threads of this class.
        device: ``auto``, ``cpu``, ``cuda`` or ``mps``.
        idle_s: see ``IDLE_S``.
        command: starts the helper process; None for the program's own.
    """

    def __init__(
        self,
        lane: CatalogLane,
        on_event: Callable[[Event], None],
        *,
        device: str = "auto",
        idle_s: float = IDLE_S,
        command: Sequence[str] | None = None,
    ) -> None:
        self._lane = lane
        self._on_event = on_event
        self._device = device
        self._idle_s = idle_s
        self._command = command or HELPER
        self._lock = threading.RLock()
        self._helper: HelperProcess | None = None
        self._loaded: str | None = None  # hash of the weights that are loaded
        self._load_s = 0.0
        self._memory = 0
        self._request: _Request | None = None
        self._requests = 0
        self._timer: threading.Timer | None = None

    @property
    def busy(self) -> bool:
        """Whether a request is under way."""
        return self._request is not None

    @property
    def pid(self) -> int | None:
        """Process id of the helper, or None where there is none."""
        helper = self._helper
        return None if helper is None else helper.pid

    def is_loaded(self, card: Card) -> bool:
        """Whether this model is ready to judge."""
        return self._loaded == card.sha256

    def ask(self, card: Card, photos: Sequence[PhotoToScore]) -> None:
        """Let a model judge photos; those asked for while it is busy join the request that is under way.

        Raises:
            UserError: another model is at work, or it is just being cancelled.
        """
        with self._lock:
            request = self._request
            if request is not None and (request.stopping or request.card.sha256 != card.sha256):
                raise UserError("The teacher is still busy with other photos; try again in a moment.")
            if request is not None:
                new = [photo for photo in photos if photo.id not in request.left]
                self._add(request, new)
                if self._loaded is not None and new:
                    self._send(request, new)
                return
            self._end_timer()
            self._requests += 1
            key = ModelKey(card.name, card.sha256, card.preprocessing.version)
            request = self._request = _Request(self._requests, card, key)
            self._add(request, photos)
            if self._helper is not None and self._loaded != card.sha256:
                self._drop_helper().kill()
            if self._helper is None:
                self._helper = self._new_helper()
                self._on_event(Starting(card.name, request.total))
                self._helper.send(do="load", name=card.name, device=self._device)
            else:
                self._begin(request)

    @staticmethod
    def _add(request: _Request, photos: Sequence[PhotoToScore]) -> None:
        request.total += len(photos)
        request.left.update((photo.id, photo) for photo in photos)

    def _send(self, request: _Request, photos: Sequence[PhotoToScore]) -> None:
        assert self._helper is not None
        request.under_way += 1
        self._helper.send(do="judge", request=request.number, photos=[photo_record(photo) for photo in photos])

    def answer(self, go_on_with_cpu: bool) -> None:
        """Answer ``CpuWanted``."""
        with self._lock:
            if self._helper is not None:
                self._helper.send(do="answer", yes=go_on_with_cpu)

    def cancel(self) -> None:
        """End the request; what is judged stays. A teacher that does not listen within two seconds is ended."""
        with self._lock:
            if self._request is None or self._helper is None or self._request.stopping:
                return
            self._request.stopping = True
            if self._loaded is None:
                self._helper.kill()
                return
            self._helper.send(do="stop", request=self._request.number)
            self._timer = threading.Timer(_STOP_PATIENCE_S, self._kill_if_stopping, [self._request])
            self._timer.daemon = True
            self._timer.start()

    def close(self) -> None:
        """End everything and wait for it; no event comes afterwards from a request that was under way."""
        with self._lock:
            self._end_timer()
            helper, self._request = self._drop_helper() if self._helper else None, None
        if helper is not None:
            helper.kill()
            helper.close()

    def unload(self) -> None:
        """Give the memory back, unless a request is under way."""
        with self._lock:
            if self._request is not None or self._helper is None:
                return
            self._end_timer()
            helper = self._drop_helper()
        helper.close()
        self._on_event(Unloaded())

    # -- the helper ----------------------------------------------------------------------------------------------

    def _new_helper(self) -> HelperProcess:
        holder: list[HelperProcess] = []
        ready = threading.Event()

        def mine() -> bool:
            ready.wait()
            return self._helper is holder[0]

        def message(record: Message) -> None:
            with self._lock:
                if mine():
                    self._take(record)

        def ended(why: str | None) -> None:
            with self._lock:
                if mine():
                    self._died(why)

        holder.append(HelperProcess(message, ended, self._command))
        ready.set()
        return holder[0]

    def _drop_helper(self) -> HelperProcess:
        helper, self._helper, self._loaded = self._helper, None, None
        assert helper is not None
        return helper

    def _begin(self, request: _Request) -> None:
        self._on_event(Judged((), 0, request.total, None, self._device))
        self._send(request, list(request.left.values()))

    def _take(self, message: Message) -> None:
        request = self._request
        match message["say"]:
            case "loaded":
                self._load_s, self._memory = message["seconds"], message["memory"]
                if request is not None:
                    self._loaded = request.card.sha256
                    self._begin(request)
            case "judged":
                if request is not None:
                    self._judged(request, message)
            case "finished":
                if request is not None:
                    request.under_way -= 1
                    if not request.under_way:
                        self._finish(Finished(request.judged, request.refused, stopped=bool(message["stopped"])))
            case "ask-cpu":
                self._on_event(CpuWanted(message["text"]))
            case "failed":
                self._failed(message["reason"])

    def _judged(self, request: _Request, message: Message) -> None:
        photo_id, score = message["id"], message["score"]
        request.left.pop(photo_id, None)
        request.seconds += message["seconds"]
        self._memory = max(self._memory, message["memory"])
        stored: tuple[int, ...] = ()
        if score is None:
            # Only told: that the teacher could not judge a photo must not make it an unreadable one.
            request.refused[photo_id] = message["error"]
        else:
            result = ScoreResult(photo_id, message["fingerprint"], score)

            def store(catalog: Catalog) -> None:
                catalog.store_scores(request.key, [result])

            try:
                self._lane.call(store, urgent=True)
            except UserError as error:
                self._failed(str(error))
                return
            request.judged += 1
            stored = (photo_id,)
        photo_s = request.seconds / request.done
        self._on_event(Judged(stored, request.done, request.total, photo_s, message["device"]))

    def _failed(self, reason: str) -> None:
        """The helper is of no use any more: a model that cannot be loaded, a GPU that is full."""
        helper = self._drop_helper()
        request = self._request
        helper.kill()
        if request is not None:
            self._finish(Finished(request.judged, request.refused, stopped=True, trouble=reason))

    def _died(self, why: str | None) -> None:
        self._helper = self._loaded = None
        request = self._request
        if request is None:
            self._end_timer()
            if why is not None:
                self._on_event(Unloaded())
            return
        trouble = ""
        if why is not None and not request.stopping:
            trouble = (
                f"The teacher's process ended in the middle of its work. {why} "
                f"{request.judged} of {request.total} photos are judged and kept; ask again to go on."
            )
        self._finish(Finished(request.judged, request.refused, stopped=True, trouble=trouble))

    def _finish(self, report: Finished) -> None:
        request, self._request = self._request, None
        self._end_timer()
        if request is not None and request.judged and not report.trouble:
            remember(request.card, self._device, self._load_s, request.seconds / request.done, self._memory)
        if self._helper is not None:
            self._timer = threading.Timer(self._idle_s, self.unload)
            self._timer.daemon = True
            self._timer.start()
        self._on_event(report)

    def _kill_if_stopping(self, request: _Request) -> None:
        with self._lock:
            if self._request is request and self._helper is not None:
                self._helper.kill()

    def _end_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
