"""The window's side of the process that scores: start it, lend it to one job at a time, end it when it is idle."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.catalog.records import ModelKey, PhotoToScore
from app.errors import UserError
from app.helpers.client import HelperProcess, command_of
from app.helpers.frames import Message
from app.scoring.parcels import Finished, finished_of, photo_record

IDLE_S = 180.0
"""Seconds after which an idle process gives its memory back."""
_LOOK_EVERY_S = 0.1
_COMMAND = command_of("app.scoring.scoring_process")


class Customer(Protocol):
    """A job that the process works for. Called in threads of the process's client."""

    @property
    def cancelled(self) -> bool:
        """Whether it does not want to wait any more."""

    def take(self, done: Finished) -> None:
        """A photo is done."""

    def lost(self, why: str) -> None:
        """The process has ended with all that it had been sent; ``why`` is a sentence. ``start`` starts another."""

    def failed(self, error: UserError) -> None:
        """The engine cannot go on."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The model that is ready to judge.

    Attributes:
        key: under which the catalogue keeps its scores.
        best_batch: photos that it likes to judge at once.
    """

    key: ModelKey
    best_batch: int


class ScorerProcess:
    """The process, started when it is first needed. Methods may be called from any thread.

    Args:
        name: of the model.
        device: ``auto``, ``cpu``, ``cuda`` or ``mps``.
        ask_cpu: asked with a sentence, in a thread of its own, whether to go on with the CPU where a GPU has no room.
        workers: decoding threads.
        idle_s: see ``IDLE_S``.
        command: starts the process; None for the program's own.
    """

    def __init__(
        self,
        name: str,
        device: str,
        ask_cpu: Callable[[str], bool],
        *,
        workers: int,
        idle_s: float = IDLE_S,
        command: Sequence[str] | None = None,
    ) -> None:
        self._name = name
        self._device = device
        self._ask_cpu = ask_cpu
        self._workers = workers
        self._idle_s = idle_s
        self._command = command or _COMMAND
        self._turn = threading.Lock()  # held by the job that the process works for
        self._changed = threading.Condition(threading.RLock())
        self._helper: HelperProcess | None = None
        self._loaded: Loaded | None = None
        self._trouble: UserError | None = None
        self._customer: Customer | None = None
        self._job = 0
        self._timer: threading.Timer | None = None
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether ``close`` was called."""
        return self._closed

    @property
    def pid(self) -> int | None:
        """Of the process, or None where there is none."""
        helper = self._helper
        return None if helper is None else helper.pid

    def begin(self, customer: Customer, model: ModelKey | None = None) -> Loaded | None:
        """Lend the process to a job, which has to ``end``; waits for the one before it and for the model.

        Args:
            model: as it is installed now. A process that has loaded another one under the same name, which was
                replaced since, is replaced by a new one. None: whatever is loaded.

        Returns:
            The model, or None where the job was cancelled meanwhile or all is being closed; then nothing is lent.

        Raises:
            UserError: the model cannot be used; then nothing is lent.
        """
        while not self._turn.acquire(timeout=_LOOK_EVERY_S):
            if customer.cancelled:
                return None
        with self._changed:
            self._end_timer()
            self._job += 1
            self._customer = customer
        try:
            loaded = self.start(customer)
            if loaded is not None and model not in (None, loaded.key):
                with self._changed:
                    helper = self._drop_helper()
                if helper is not None:
                    helper.kill()  # it holds nothing of anybody
                    helper.close()
                loaded = self.start(customer)
        except BaseException:
            self.end(customer)
            raise
        if loaded is None:
            self.end(customer)
        return loaded

    def start(self, customer: Customer) -> Loaded | None:
        """Start the process where there is none, and wait for the model; see ``begin``."""
        with self._changed:
            if self._helper is None:
                self._trouble = None
            while not (self._closed or customer.cancelled or self._customer is not customer):
                if self._loaded is not None:
                    return self._loaded
                if self._trouble is not None:
                    raise self._trouble
                if self._helper is None:
                    self._helper = self._new_helper()
                    self._helper.send(do="load", name=self._name, device=self._device, workers=self._workers)
                self._changed.wait(_LOOK_EVERY_S)
            return None

    def send(self, photo: PhotoToScore, *, thumbnail: bool) -> None:
        """Let the process judge a photo for the job that has it; nothing happens where the process has ended."""
        with self._changed:
            helper, job = self._helper, self._job
        # Without the lock: a process that does not read lets this wait until ``close`` ends it.
        if helper is not None:
            helper.send(do="score", job=job, photo=photo_record(photo), thumbnail=thumbnail)

    def end(self, customer: Customer) -> None:
        """Give the process back; what it still holds of the job is dropped."""
        with self._changed:
            if self._customer is not customer:
                return
            self._customer = None
            helper, job = self._helper, self._job
            if helper is not None:
                self._timer = threading.Timer(self._idle_s, self._unload)
                self._timer.daemon = True
                self._timer.start()
        if helper is not None:
            helper.send(do="drop", job=job)
        self._turn.release()

    def close(self) -> None:
        """End the process and wait for it."""
        with self._changed:
            self._closed = True
            self._end_timer()
            helper = self._drop_helper()
            customer = self._customer
            self._changed.notify_all()
        if helper is not None:
            helper.kill()
            helper.close()
        if customer is not None:
            customer.lost("The program is being closed.")

    # -- the process ---------------------------------------------------------------------------------------------

    def _new_helper(self) -> HelperProcess:
        holder: list[HelperProcess] = []
        ready = threading.Event()

        def helper() -> HelperProcess:
            ready.wait()
            return holder[0]

        try:
            made = HelperProcess(
                lambda message: self._take(helper(), message), lambda why: self._died(helper(), why), self._command
            )
        except OSError as error:
            told = f"{os.strerror(error.errno or 0)}."
            raise UserError(f"The process that scores ended while it loaded the model. {told}") from error
        holder.append(made)
        ready.set()
        return holder[0]

    def _drop_helper(self) -> HelperProcess | None:
        helper, self._helper, self._loaded = self._helper, None, None
        return helper

    # A customer is called without the lock: it may hold a lock of its own while it sends.

    def _take(self, helper: HelperProcess, message: Message) -> None:
        match message["say"]:
            case "scored":
                with self._changed:
                    wanted = self._helper is helper and message["job"] == self._job
                    customer = self._customer if wanted else None
                if customer is not None:
                    customer.take(finished_of(message))
            case "loaded":
                key = ModelKey(message["model"], message["weights"], message["preprocessing"])
                with self._changed:
                    if self._helper is helper:
                        self._loaded = Loaded(key, message["best_batch"])
                        self._changed.notify_all()
            case "ask-cpu":
                # Not in this thread: the answer comes from a person, and whoever closes meanwhile waits for this one.
                asking = threading.Thread(target=self._ask, args=(helper, message["text"]), name="ask-cpu", daemon=True)
                asking.start()
            case "failed":
                error = UserError(message["reason"])
                customer = self._leave(helper, error)
                helper.kill()
                if customer is not None:
                    customer.failed(error)

    def _ask(self, helper: HelperProcess, text: str) -> None:
        helper.send(do="answer", yes=self._ask_cpu(text))

    def _died(self, helper: HelperProcess, why: str | None) -> None:
        told = why or "It was ended."
        customer = self._leave(helper, UserError(f"The process that scores ended while it loaded the model. {told}"))
        if customer is not None:
            customer.lost(told)

    def _leave(self, helper: HelperProcess, trouble: UserError) -> Customer | None:
        """Give up the process; returns who has to be told. A ``start`` that still waits for the model tells, too."""
        with self._changed:
            if self._helper is not helper:
                return None
            was_loaded = self._loaded is not None
            self._drop_helper()
            self._trouble = trouble
            self._changed.notify_all()
            return self._customer if was_loaded else None

    def _unload(self) -> None:
        with self._changed:
            if self._customer is not None:
                return
            helper = self._drop_helper()
        if helper is not None:
            helper.close()

    def _end_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
