"""A scoring job whose photos are decoded and judged in another process."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Collection, Sequence

from app.catalog.lane import CatalogLane
from app.catalog.records import ModelKey, PhotoToScore, ScoreResult
from app.errors import UserError
from app.photos import crash_journal
from app.scoring.events import JobEvent
from app.scoring.job import Job
from app.scoring.parcels import Finished
from app.scoring.score_store import Thumbnails
from app.scoring.scorer_client import Loaded, ScorerProcess

MOST_LOSSES = 5
"""Photos in a row, each alone in the process, that may end it before one from the other end of the folder is tried."""


class JobApart(Job[Finished]):
    """See ``Job``; photos go to ``process`` as room is, and results come back.

    Where the process dies, the photos that it held are judged one by one in a new one: the photo that ends it again
    gets a sentence instead of a score, and the job goes on.

    Args:
        process: what decodes and judges; works for one job after the other.
        model: that is to judge, as it is installed now; None: the one that ``process`` has loaded.
    """

    def __init__(
        self,
        lane: CatalogLane,
        thumbnails: Thumbnails,
        process: ScorerProcess,
        photos: Sequence[PhotoToScore],
        *,
        on_event: Callable[[JobEvent], None],
        model: ModelKey | None = None,
    ) -> None:
        super().__init__(lane, thumbnails, photos, on_event=on_event)
        self._process = process
        self._model = model
        self._judge = model
        self._has_thumbnail: Collection[str] = ()
        self._changed = threading.Condition(threading.RLock())
        self._sent: dict[int, PhotoToScore] = {}
        self._lost: str | None = None  # why there is no process just now
        self._alone = False  # photos go one by one, from another thread
        self._over = False

    @property
    def cancelled(self) -> bool:
        """Whether it was cancelled."""
        return self._belt.cancelled

    def _score(self) -> None:
        loaded: Loaded | None = self._process.begin(self, self._model)
        if loaded is None:
            self._belt.cancel()
            return
        self._judge = loaded.key
        try:
            if self._model not in (None, loaded.key):
                raise _replaced(loaded.key)
            self._has_thumbnail = self._known_thumbnails()
            feeder = threading.Thread(target=self._feed, name="feed-scorer", daemon=True)
            self._work_off(loaded.key, loaded.best_batch, [feeder], lambda items: items)
        finally:
            self._process.end(self)

    def _wind_up(self) -> None:
        with self._changed:
            self._over = True
            self._changed.notify_all()

    # -- to the process ------------------------------------------------------------------------------------------

    def _feed(self) -> None:
        try:
            self._feed_all()
        except BaseException as error:
            self._belt.fail(error)

    def _feed_all(self) -> None:
        while (photo := self._belt.take()) is not None:
            with self._changed:
                self._changed.wait_for(lambda: not self._alone or self._ended())
                if self._ended():
                    return
                self._send(photo)

    def _send(self, photo: PhotoToScore) -> None:
        self._sent[photo.id] = photo
        self._process.send(photo, thumbnail=photo.fingerprint not in self._has_thumbnail)

    def _ended(self) -> bool:
        return self._over or self.cancelled

    # -- from the process ----------------------------------------------------------------------------------------

    def take(self, done: Finished) -> None:
        """A photo is done."""
        with self._changed:
            if self._sent.pop(done.result.photo_id, None) is None:
                return
            self._changed.notify_all()
        self._belt.put(done)

    def failed(self, error: UserError) -> None:
        """The engine cannot go on."""
        self._belt.fail(error)

    def lost(self, why: str) -> None:
        """The process has ended."""
        with self._changed:
            self._lost = why
            self._changed.notify_all()
            if self._alone or self._ended():
                return
            self._alone = True
        threading.Thread(target=self._go_on_alone, name="revive-scorer", daemon=True).start()

    def _go_on_alone(self) -> None:
        try:
            while self._judge_alone():
                with self._changed:
                    if self._lost is None:  # else it has ended again meanwhile
                        self._alone = False
                        self._changed.notify_all()
                        return
            self.cancel()  # everything is being closed
        except BaseException as error:
            self._belt.fail(error)

    def _judge_alone(self) -> bool:
        """Judge one by one what the process held; whether the job can go on."""
        with self._changed:
            suspects = deque(self._sent.values())
        losses = 0
        while suspects:
            photo = suspects.popleft()
            if not self._revived():
                return False
            why = self._send_alone(photo)
            if why is None:
                losses = 0
                continue
            if self._process.closed:
                return False
            self.take(_blamed(photo, why))
            losses += 1
            if losses == MOST_LOSSES and not self._goes_on_elsewhere(suspects):
                raise UserError(f"The process that scores photos ended {losses} times in a row. {why}")
            losses %= MOST_LOSSES
        return self._revived()

    def _goes_on_elsewhere(self, suspects: deque[PhotoToScore]) -> bool:
        """Whether a photo far from the present ones can be judged: neighbours may all be damaged by one bad card."""
        photo = self._belt.take_last()
        if photo is None:
            if not suspects:
                return True  # those were all that is left
            photo = suspects.pop()
        if not self._revived():
            return False
        why = self._send_alone(photo)
        if why is not None:
            self.take(_blamed(photo, why))
        return why is None

    def _send_alone(self, photo: PhotoToScore) -> str | None:
        """Judge one photo; why the process ended over it, or None where it did not."""
        with self._changed:
            if self._ended():
                return None
            self._send(photo)
            self._changed.wait_for(lambda: photo.id not in self._sent or self._lost is not None or self._ended())
            return self._lost if photo.id in self._sent else None

    def _revived(self) -> bool:
        """Whether there is a process again; starts one where there is none."""
        with self._changed:
            if self._ended():
                return False
            if self._lost is None:
                return True
            self._lost = None
        loaded = self._process.start(self)
        if loaded is not None and loaded.key != self._judge:
            raise _replaced(loaded.key)
        return loaded is not None


def _replaced(model: ModelKey) -> UserError:
    return UserError(
        f"The model {model.name} was replaced while it was scoring photos. Look at the folder again to have them"
        " scored by the new one."
    )


def _blamed(photo: PhotoToScore, why: str) -> Finished:
    crash_journal.accuse(photo.path, photo.size, photo.mtime_ns)
    # Without a fingerprint: the next intake may try it again, with more memory or another program version.
    error = f"Reading or judging this photo ended the process that scores. {why}"
    return Finished(ScoreResult(photo.id, None, None, error=error), photo.fingerprint)
