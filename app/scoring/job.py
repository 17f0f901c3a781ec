"""The scoring job: a pool decodes, the engine judges meanwhile, results are stored in batches."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

import numpy as np

from app.catalog.catalog import Catalog
from app.catalog.lane import CatalogLane
from app.catalog.records import ModelKey, PhotoToScore, ScoreResult
from app.errors import UserError
from app.scoring.conveyor import Conveyor
from app.scoring.events import JobEvent, JobReport, Progress, Scored
from app.scoring.prepare import Prepared, prepare_photo
from app.scoring.rate import RateMeter
from dpiqa_core.errors import BadScore, ModelError

if TYPE_CHECKING:
    from dpiqa_core.quality import Quality
    from dpiqa_core.scorer import Scorer

MOST_WORKERS = 8
"""Beyond this a disk, not the processor, is the limit."""
_STORE_EVERY = 0.5
_STORE_COUNT = 32
_TELL_EVERY = 0.1
_STORES_UNDER_WAY = 4


class Thumbnails(Protocol):
    """The part of the thumbnail cache that a job needs."""

    def has_many(self, fingerprints: Collection[str], /) -> set[str]: ...

    def put_many(self, thumbnails: Mapping[str, bytes], /) -> None: ...


class ScoringJob:
    """Scores photos once; make a new job for the next list.

    ``run`` blocks and is to be called once, from the thread that shall do the inference. All other methods may be
    called from any thread at any time. ``on_event`` is called in the thread of ``run``.

    Args:
        lane: the catalogue.
        thumbnails: cache to fill on the way.
        load_scorer: called in ``run``, only when there is something to score.
        photos: in the order wanted, see ``Catalog.to_score``.
        on_event: takes ``Progress`` (at most ten a second) and ``Scored``.
        workers: decoding threads; default one per processor, eight at most.
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
        self._lane = lane
        self._thumbnails = thumbnails
        self._load_scorer = load_scorer
        self._photos = photos
        self._on_event = on_event
        self._workers = workers or default_workers()
        self._belt: Conveyor[Prepared] = Conveyor(photos, capacity=2 * self._workers)
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
                self._score(self._load_scorer())
            except ModelError as error:
                raise UserError(str(error)) from error
        return JobReport(
            scored=self._done - self._failed,
            failed=self._failed,
            cancelled=self._belt.cancelled and self._done < len(self._photos),
            seconds=time.monotonic() - started,
        )

    def _score(self, scorer: Scorer) -> None:
        has_thumbnail = self._known_thumbnails()
        workers = [
            threading.Thread(target=self._work, args=(scorer, has_thumbnail), name=f"decode-{i}", daemon=True)
            for i in range(min(self._workers, len(self._photos)))
        ]
        # Room for what the workers hold and for two batches: neither side waits for the other, and memory stays flat.
        self._belt.widen(2 * self._workers + 2 * scorer.best_batch)
        store = _Store(self._lane, self._thumbnails, model_key_of(scorer))
        self._tell(time.monotonic(), force=True)
        for worker in workers:
            worker.start()
        try:
            self._judge_all(scorer, store)
        finally:
            # Also on an error: no worker may outlive the job and go on decoding for nobody.
            self._belt.close()
            for worker in workers:
                worker.join()
            self._tell_stored(store.close())
        self._tell(time.monotonic(), force=True)

    def _known_thumbnails(self) -> frozenset[str]:
        return frozenset(self._thumbnails.has_many([photo.fingerprint for photo in self._photos]))

    def _work(self, scorer: Scorer, has_thumbnail: frozenset[str]) -> None:
        while (photo := self._belt.take()) is not None:
            try:
                wanted = photo.fingerprint not in has_thumbnail
                self._belt.put(prepare_photo(photo, scorer.preprocessing, thumbnail=wanted))
            except BaseException as error:
                self._belt.fail(error)
                return

    def _judge_all(self, scorer: Scorer, store: _Store) -> None:
        was_paused = False
        while (items := self._belt.collect(scorer.best_batch, timeout=_STORE_EVERY / 2)) is not None:
            if items:
                results = judge(scorer, items)
                self._done += len(results)
                self._failed += sum(r.error is not None for r in results)
                store.add(results, items)
            now = time.monotonic()
            paused = self._belt.paused
            if paused != was_paused:
                (self._rate.pause if paused else self._rate.resume)(now)
                was_paused = paused
                self._tell(now, force=True)
            self._tell_stored(store.turn(now, at_once=paused))
            self._tell(now)

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


class _Store:
    """Writes results behind the engine's back, in order, one transaction a batch; at most a few batches wait."""

    def __init__(self, lane: CatalogLane, thumbnails: Thumbnails, model: ModelKey) -> None:
        self._lane = lane
        self._cache = thumbnails
        self._model = model
        self._results: list[ScoreResult] = []
        self._thumbnails: dict[str, bytes] = {}
        self._last = time.monotonic()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-scores")
        self._under_way: deque[Future[list[int]]] = deque()

    def add(self, results: Sequence[ScoreResult], items: Sequence[Prepared]) -> None:
        """Take results that are to be written."""
        self._results += results
        for item in items:
            if item.thumbnail is not None:
                self._thumbnails[item.photo.fingerprint] = item.thumbnail

    def turn(self, now: float, *, at_once: bool) -> list[int]:
        """Start a write when it is time; return the photos whose results have been written since the last turn."""
        if self._results and (at_once or len(self._results) >= _STORE_COUNT or now - self._last >= _STORE_EVERY):
            self._flush()
            self._last = now
        stored: list[int] = []
        while self._under_way and (self._under_way[0].done() or len(self._under_way) > _STORES_UNDER_WAY):
            stored += self._under_way.popleft().result()
        return stored

    def close(self) -> list[int]:
        """Write what is left and wait for it; returns the photos that ``turn`` has not returned yet."""
        if self._results:
            self._flush()
        with self._writer:
            return [photo_id for write in self._under_way for photo_id in write.result()]

    def _flush(self) -> None:
        results, thumbnails = self._results, self._thumbnails
        self._results, self._thumbnails = [], {}

        def write() -> list[int]:
            if thumbnails:
                self._cache.put_many(thumbnails)

            def store(catalog: Catalog) -> None:
                catalog.store_scores(self._model, results)

            self._lane.call(store)
            return [result.photo_id for result in results]

        self._under_way.append(self._writer.submit(write))


def judge(scorer: Scorer, items: Sequence[Prepared]) -> list[ScoreResult]:
    """Results for prepared photos, in order; what could not be read or judged gets its sentence instead of a score.

    Raises:
        ModelError: the engine cannot go on.
    """
    refused: dict[int, str] = {}
    while True:
        chosen = [i for i, item in enumerate(items) if item.inputs is not None and i not in refused]
        if not chosen:
            judged: dict[int, Quality] = {}
            break
        try:
            inputs = [inputs for i in chosen if (inputs := items[i].inputs) is not None]
            judged = dict(zip(chosen, scorer.score_prepared(inputs), strict=True))
            break
        except BadScore as error:
            refused.update((chosen[position], error.reason) for position in error.positions)
    return [_result(item, judged[i]) if i in judged else _failure(item, refused.get(i)) for i, item in enumerate(items)]


def _failure(item: Prepared, refused: str | None) -> ScoreResult:
    # Without a fingerprint the sentence belongs to the photo until the next intake, not to its content for good:
    # another model may well judge what this one refused.
    fingerprint = item.photo.fingerprint if item.about_content and refused is None else None
    return ScoreResult(item.photo.id, fingerprint, None, error=refused or item.error)


def _result(item: Prepared, quality: Quality) -> ScoreResult:
    quality_map = quality.quality_map
    return ScoreResult(
        photo_id=item.photo.id,
        fingerprint=item.photo.fingerprint,
        # Some models leave 0..1 a little at the ends; users are promised 0..100.
        score=min(max(float(quality.score), 0.0), 1.0) * 100.0,
        faults=dict(quality.faults),
        quality_map=None if quality_map is None else np.rint(np.clip(quality_map, 0, 1) * 255).astype(np.uint8),
        measures=item.measures,
        features=quality.features,
    )


def model_key_of(scorer: Scorer) -> ModelKey:
    """Under which key the catalogue keeps the scores of ``scorer``."""
    return ModelKey(scorer.card.name, scorer.weights_hash, scorer.preprocessing.version)


def default_workers() -> int:
    """Decoding threads: one per processor that this process may use, ``MOST_WORKERS`` at most."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST_WORKERS)
