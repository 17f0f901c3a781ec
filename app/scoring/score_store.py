"""Brings results into the catalogue and thumbnails into their cache, behind the engine's back."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from app.catalog.catalog import Catalog
from app.catalog.lane import CatalogLane
from app.catalog.records import ModelKey, ScoreResult
from app.scoring.parcels import Finished

STORE_EVERY_S = 0.5
_STORE_COUNT = 32
_STORES_UNDER_WAY = 4


class Thumbnails(Protocol):
    """The part of the thumbnail cache that a job needs."""

    def has_many(self, fingerprints: Collection[str], /) -> set[str]: ...

    def put_many(self, thumbnails: Mapping[str, bytes], /) -> None: ...


class ScoreStore:
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

    def add(self, finished: Sequence[Finished]) -> None:
        """Take results that are to be written."""
        for done in finished:
            self._results.append(done.result)
            if done.thumbnail is not None:
                self._thumbnails[done.photo_fingerprint] = done.thumbnail

    def turn(self, now: float, *, at_once: bool) -> list[int]:
        """Start a write when it is time; return the photos whose results have been written since the last turn."""
        if self._results and (at_once or len(self._results) >= _STORE_COUNT or now - self._last >= STORE_EVERY_S):
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
