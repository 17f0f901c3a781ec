"""Sidecars written by themselves a moment after each decision, in a thread of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from time import monotonic

from app.catalog.lane import CatalogLane
from app.catalog.records import ModelKey
from app.culling.sidecar_writer import SidecarWriter, Written
from app.errors import UserError
from app.photos.xmp.settings import MetadataSettings

QUIET_SECONDS = 2.0
"""A decision is written when none has come for so long: a photographer often changes his mind at once."""

MOST_SECONDS = 15.0
"""But never later than this after the first."""

_PORTION = 500


class AutoWriter:
    """Writes what is due whenever it is poked.

    What is due is kept in the catalogue, so a window that is closed or killed meanwhile loses nothing: the next one
    goes on. What cannot be written now (the drive is away) stays due until the next poke.

    Args:
        lane: of the catalogue.
        settings: asked before each write, in the thread of the writer.
        on_written: gets results, in the thread of the writer.
        on_trouble: gets a UserError of the catalogue, likewise.
        model: whose score goes along.
    """

    def __init__(
        self,
        lane: CatalogLane,
        settings: Callable[[], MetadataSettings],
        on_written: Callable[[Sequence[Written]], None],
        on_trouble: Callable[[UserError], None],
        *,
        model: Callable[[], ModelKey | None] = lambda: None,
        quiet_seconds: float = QUIET_SECONDS,
    ) -> None:
        self._lane = lane
        self._settings = settings
        self._on_written = on_written
        self._on_trouble = on_trouble
        self._model = model
        self._quiet_seconds = quiet_seconds
        self._condition = threading.Condition()
        self._first: float | None = None
        self._last = 0.0
        self._busy = False
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="auto-writer", daemon=True)
        self._thread.start()

    def poke(self) -> None:
        """Something was decided."""
        with self._condition:
            self._last = monotonic()
            if self._first is None:
                self._first = self._last
            self._condition.notify_all()

    def wait(self, timeout: float) -> bool:
        """Wait until there is nothing to do; False where that took longer."""
        with self._condition:
            return self._condition.wait_for(lambda: self._first is None and not self._busy, timeout)

    def close(self, timeout: float = 20.0) -> bool:
        """End after the portion in hand; what is left stays due. False where the thread is still busy."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while self._wait_for_work():
            try:
                self._write()
            except UserError as error:
                self._on_trouble(error)
            finally:
                with self._condition:
                    self._busy = False
                    self._condition.notify_all()

    def _wait_for_work(self) -> bool:
        with self._condition:
            while not self._closed:
                if self._first is None:
                    self._condition.wait()
                    continue
                due = min(self._last + self._quiet_seconds, self._first + MOST_SECONDS)
                left = due - monotonic()
                if left <= 0:
                    self._first = None
                    self._busy = True
                    return True
                self._condition.wait(left)
            return False

    def _write(self) -> None:
        settings = self._settings()
        if not settings.automatic:
            return
        due = self._lane.call(lambda catalog: catalog.sidecars.due(settings.since_us))
        style = settings.style
        model = self._model() if style.score or style.keyword else None
        for start in range(0, len(due), _PORTION):
            if self._closed:
                return
            portion = self._within_reach(due[start : start + _PORTION])
            results = SidecarWriter(self._lane, settings).write(portion, model, cancelled=lambda: self._closed)
            if results:
                self._on_written(results)

    def _within_reach(self, ids: list[int]) -> list[int]:
        """Without the photos of folders that are not there now."""
        photos = self._lane.call(lambda catalog: catalog.sidecars.photos(ids))
        there = {folder: folder.is_dir() for folder in {photo.path.parent for photo in photos}}
        return [photo.id for photo in photos if there[photo.path.parent]]
