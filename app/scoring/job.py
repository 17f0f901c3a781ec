"""The scoring job: a pool decodes, the engine judges meanwhile, results are stored in batches."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from app.catalog.lane import CatalogLane
from app.catalog.records import ModelKey, PhotoToScore
from app.errors import UserError
from app.scoring.conveyor import Conveyor
from app.scoring.events import JobEvent, JobReport, Progress, Scored
from app.scoring.judging import default_workers, finish
from app.scoring.parcels import Finished
from app.scoring.prepare import Prepared, prepare_photo
from app.scoring.rate import RateMeter
from app.scoring.score_store import STORE_EVERY_S, ScoreStore, Thumbnails
from dpiqa_core.errors import ModelError

if TYPE_CHECKING:
    from dpiqa_core.scorer import Scorer

_TELL_EVERY = 0.1

Item = TypeVar("Item")


class Job(ABC, Generic[Item]):
    """Scores photos once; make a new job for the next list. What decodes and judges is the subclass's.

    ``run`` blocks and is to be called once. All other methods may be called from any thread at any time. ``on_event``
    is called in the thread of ``run``.

    Args:
        lane: the catalogue.
        thumbnails: cache to fill on the way.
        photos: in the order wanted, see ``Catalog.to_score``.
        on_event: takes ``Progress`` (at most ten a second) and ``Scored``.
        workers: decoding threads; default one per processor, eight at most.
    """

    def __init__(
        self,
        lane: CatalogLane,
        thumbnails: Thumbnails,
        photos: Sequence[PhotoToScore],
        *,
        on_event: Callable[[JobEvent], None],
        workers: int | None = None,
    ) -> None:
        self._lane = lane
        self._thumbnails = thumbnails
        self._photos = photos
        self._on_event = on_event
        self._workers = workers or default_workers()
        self._belt: Conveyor[Item] = Conveyor(photos, capacity=2 * self._workers)
        self._rate = RateMeter()
        self._done = self._failed = 0
        self._told_at = float("-inf")

    # -- control, from any thread --------------------------------------------------------------------------------

    def pause(self) -> None:
        """Stop decoding and judging after what is in work; what is finished is stored."""
        self._belt.pause()

    def resume(self) -> None:
        """Go on after ``pause``."""
        self._belt.resume()

    def cancel(self) -> None:
        """End soon; what is judged is stored, the rest stays unscored."""
        self._belt.cancel()

    def prioritise(self, ids: Collection[int]) -> None:
        """Let these photos, where they still wait, come next, in this order (e.g. the visible ones)."""
        self._belt.prioritise(ids)

    @property
    def total(self) -> int:
        """Photos of the job."""
        return len(self._photos)

    # -- the work ------------------------------------------------------------------------------------------------

    def run(self) -> JobReport:
        """Score everything and return when it is stored.

        Raises:
            UserError: the model cannot be used, or the catalogue cannot be written.
        """
        started = time.monotonic()
        if self._photos and not self._belt.cancelled:
            try:
                self._score()
            except ModelError as error:
                raise UserError(str(error)) from error
        return JobReport(
            scored=self._done - self._failed,
            failed=self._failed,
            cancelled=self._belt.cancelled and self._done < len(self._photos),
            seconds=time.monotonic() - started,
        )

    @abstractmethod
    def _score(self) -> None:
        """Get a model and take the photos through ``_work_off``."""

    def _work_off(
        self,
        model: ModelKey,
        batch: int,
        workers: Sequence[threading.Thread],
        finish: Callable[[Sequence[Item]], Sequence[Finished]],
    ) -> None:
        """Store what ``workers`` put on the belt and ``finish`` makes of it, until there is nothing more."""
        # Room for what the workers hold and for two batches: neither side waits for the other, and memory stays flat.
        self._belt.widen(2 * self._workers + 2 * batch)
        store = ScoreStore(self._lane, self._thumbnails, model)
        self._tell(time.monotonic(), force=True)
        for worker in workers:
            worker.start()
        try:
            self._collect_all(batch, finish, store)
        finally:
            # Also on an error: no worker may outlive the job and go on decoding for nobody.
            self._belt.close()
            self._wind_up()
            for worker in workers:
                worker.join()
            self._tell_stored(store.close())
        self._tell(time.monotonic(), force=True)

    def _wind_up(self) -> None:
        """Let workers that wait for anything but the belt end; it is closed."""

    def _collect_all(
        self, batch: int, finish: Callable[[Sequence[Item]], Sequence[Finished]], store: ScoreStore
    ) -> None:
        was_paused = False
        while (items := self._belt.collect(batch, timeout=STORE_EVERY_S / 2)) is not None:
            if items:
                finished = finish(items)
                self._done += len(finished)
                self._failed += sum(done.result.error is not None for done in finished)
                store.add(finished)
            now = time.monotonic()
            paused = self._belt.paused
            if paused != was_paused:
                (self._rate.pause if paused else self._rate.resume)(now)
                was_paused = paused
                self._tell(now, force=True)
            self._tell_stored(store.turn(now, at_once=paused))
            self._tell(now)

    def _known_thumbnails(self) -> frozenset[str]:
        return frozenset(self._thumbnails.has_many([photo.fingerprint for photo in self._photos]))

    def _tell(self, now: float, *, force: bool = False) -> None:
        if not force and now - self._told_at < _TELL_EVERY:
            return
        self._told_at = now
        self._rate.mark(now, self._done)
        self._on_event(
            Progress(
                done=self._done,
                failed=self._failed,
                total=len(self._photos),
                per_second=self._rate.per_second(),
                seconds_left=self._rate.seconds_left(len(self._photos) - self._done),
                paused=self._belt.paused,
            )
        )

    def _tell_stored(self, ids: Sequence[int]) -> None:
        if ids:
            self._on_event(Scored(tuple(ids)))


class ScoringJob(Job[Prepared]):
    """Decodes and judges in this process; the engine runs in the thread of ``run``.

    Args:
        lane, thumbnails, photos, on_event, workers: see ``Job``.
        load_scorer: called in ``run``, only when there is something to score.
    """

    def __init__(
        self,
        lane: CatalogLane,
        thumbnails: Thumbnails,
        load_scorer: Callable[[], Scorer],
        photos: Sequence[PhotoToScore],
        *,
        on_event: Callable[[JobEvent], None],
        workers: int | None = None,
    ) -> None:
        super().__init__(lane, thumbnails, photos, on_event=on_event, workers=workers)
        self._load_scorer = load_scorer

    def _score(self) -> None:
        scorer = self._load_scorer()
        known = self._known_thumbnails()
        workers = [
            threading.Thread(target=self._work, args=(scorer, known), name=f"decode-{i}", daemon=True)
            for i in range(min(self._workers, len(self._photos)))
        ]
        self._work_off(model_key_of(scorer), scorer.best_batch, workers, lambda items: finish(scorer, items))

    def _work(self, scorer: Scorer, has_thumbnail: frozenset[str]) -> None:
        while (photo := self._belt.take()) is not None:
            try:
                wanted = photo.fingerprint not in has_thumbnail
                self._belt.put(prepare_photo(photo, scorer.preprocessing, thumbnail=wanted))
            except BaseException as error:
                self._belt.fail(error)
                return


def model_key_of(scorer: Scorer) -> ModelKey:
    """Under which key the catalogue keeps the scores of ``scorer``."""
    return ModelKey(scorer.card.name, scorer.weights_hash, scorer.preprocessing.version)
