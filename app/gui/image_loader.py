"""Decodes photos for the loupe in the background: the shown one first, its neighbours ahead of the key press."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, Protocol

from PySide6.QtCore import QObject, Signal

from app.errors import PhotoError
from app.gui.rendering import Rendering, RenderingCache, Stage, full_rendering, to_qimage
from app.gui.zoom import Zoom
from app.photos.model import Decoded, PhotoKind

CACHE_BYTES = 400 * 2**20


class PhotoToShow(NamedTuple):
    """What the loader must know of a photo."""

    id: int
    path: Path
    kind: PhotoKind


class Read(Protocol):
    """The signature of :func:`app.photos.decode.decode`."""

    def __call__(self, path: Path, kind: PhotoKind | None = None, *, min_edge: int | None = None) -> Decoded:
        """Decode one photo."""


@dataclass(frozen=True, slots=True)
class _Job:
    photo: PhotoToShow
    stage: Stage
    view: tuple[int, int]
    size: tuple[int, int] | None  # upright full size, where known
    generation: int
    ahead: bool = False

    @property
    def key(self) -> tuple[int, Stage, tuple[int, int], int]:
        """What makes it the same work, whoever asks for it."""
        return self.photo.id, self.stage, self.view if self.stage is Stage.PREVIEW else (0, 0), self.generation


@dataclass(frozen=True, slots=True)
class _Done:
    job: _Job
    renderings: tuple[Rendering, ...] = ()
    problem: str | None = None
    bug: Exception | None = None


def _decode(path: Path, kind: PhotoKind | None = None, *, min_edge: int | None = None) -> Decoded:
    from app.photos.decode import decode  # Pillow and its plug-ins are not needed before the first photo

    return decode(path, kind, min_edge=min_edge)


def render(job: _Job, read: Read) -> tuple[Rendering, ...]:
    """Do one job; runs in a worker. A whole decode that a preview could not avoid gives the full resolution too."""
    if job.stage is Stage.FULL:
        return (full_rendering(read(job.photo.path, job.photo.kind).image),)
    edge = min(job.view)
    if job.size:
        edge = max(1, min(edge, *(round(side * Zoom(job.view, job.size).fit_scale) for side in job.size)))
    decoded = read(job.photo.path, job.photo.kind, min_edge=edge)
    full = (decoded.width, decoded.height)
    image = decoded.image
    _, _, *fitted = Zoom(job.view, full).rect()
    if image.size == full and fitted[0] >= full[0]:
        return (full_rendering(image),)
    preview = image
    if fitted[0] < image.width:
        from PIL import Image

        preview = image.resize((fitted[0], fitted[1]), Image.Resampling.LANCZOS, reducing_gap=3.0)
    made = Rendering(Stage.PREVIEW, (to_qimage(preview),), *full, job.view)
    if image.size == full and not job.ahead:
        return made, full_rendering(image)
    return (made,)


class _Workers:
    """A few threads that always take the first job of a plan which may be replaced at any moment."""

    def __init__(self, count: int, read: Read, deliver: Callable[[_Done], None]) -> None:
        self._read = read
        self._deliver = deliver
        self._most_ahead = max(1, count - 1)  # the shown photo never waits behind its neighbours
        self._condition = threading.Condition()
        self._plan: list[_Job] = []
        self._running: list[_Job] = []
        self._stopped = False
        self._threads = [
            threading.Thread(target=self._work, name=f"loupe-{number}", daemon=True) for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def replace(self, plan: list[_Job]) -> None:
        """Do these next, the first first; what has not been started of the old plan is forgotten."""
        with self._condition:
            self._plan = plan
            self._condition.notify_all()

    def stop(self) -> None:
        """Deliver nothing more and take no more jobs."""
        with self._condition:
            self._stopped = True
            self._plan = []
            self._condition.notify_all()

    def join(self, seconds: float) -> None:
        """Wait for the jobs under way."""
        for thread in self._threads:
            thread.join(seconds)

    def _next(self) -> _Job | None:
        running = {job.key for job in self._running}
        full_up = sum(job.ahead for job in self._running) >= self._most_ahead
        for place, job in enumerate(self._plan):
            if job.key not in running and not (job.ahead and full_up):
                return self._plan.pop(place)
        return None

    def _work(self) -> None:
        while True:
            with self._condition:
                job = self._next()
                while job is None and not self._stopped:
                    self._condition.wait()
                    job = self._next()
                if self._stopped or job is None:
                    return
                self._running.append(job)
            try:
                done = _Done(job, render(job, self._read))
            except PhotoError as error:
                done = _Done(job, problem=error.reason)
            except MemoryError:
                done = _Done(job, problem="There is not enough memory to show this photo.")
            except Exception as bug:
                done = _Done(job, bug=bug)  # raised again in the GUI thread, where it is seen
            with self._condition:
                self._running.remove(job)
                if not self._stopped:
                    self._deliver(done)
                self._condition.notify_all()


class ImageLoader(QObject):
    """Gives renderings of the shown photo as they become ready.

    Signals:
        loaded: photo id and Rendering, for the photo requested last only.
        failed: photo id, Stage and a sentence, likewise.
    """

    loaded = Signal(int, object)
    failed = Signal(int, object, str)
    _done = Signal(object)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        read: Read = _decode,
        workers: int = 2,
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        super().__init__(parent)
        self._cache = RenderingCache(cache_bytes)
        self._view = (1, 1)
        self._shown: _Job | None = None
        self._full_wanted = False
        self._shown_full: Rendering | None = None  # kept even where it is too large for the cache
        self._ahead: list[PhotoToShow] = []
        self._problems: set[tuple[int, Stage]] = set()
        self._generation = 0
        self._done.connect(self._take)
        self._workers = _Workers(workers, read, self._done.emit)
        self.destroyed.connect(self._workers.stop)

    @property
    def cached_bytes(self) -> int:
        """Bytes of the renderings kept."""
        return self._cache.size_bytes

    def request(
        self, photo: PhotoToShow, *, size: tuple[int, int] | None = None, full: bool = False
    ) -> Rendering | None:
        """Make a photo the shown one.

        Args:
            photo: the photo; whatever was requested before is stale from now on.
            size: its upright full size, where known.
            full: the full resolution is wanted at once, not only after :meth:`want_full`.

        Returns:
            The best rendering at hand; better ones follow by ``loaded``.
        """
        if self._shown is None or self._shown.photo.id != photo.id:
            self._shown_full = None
        self._shown = _Job(photo, Stage.PREVIEW, self._view, size, self._generation)
        self._full_wanted = full
        self._problems -= {(photo.id, stage) for stage in Stage}  # the file may be back
        self._replan()
        return self.at_hand(photo.id)

    def at_hand(self, photo_id: int) -> Rendering | None:
        """The best rendering in memory."""
        return self._full_at_hand(photo_id) or self._cache.get(photo_id, Stage.PREVIEW)

    def want_full(self) -> None:
        """Load the full resolution of the shown photo too."""
        if not self._full_wanted:
            self._full_wanted = True
            self._replan()

    def prefetch(self, photos: Sequence[PhotoToShow]) -> None:
        """Look ahead: previews of these, nearest first."""
        self._ahead = list(photos)
        self._replan()

    def set_view(self, width: int, height: int) -> None:
        """The size of the view in device pixels, for which previews are made."""
        if (width, height) != self._view:
            self._view = (max(1, width), max(1, height))
            self._replan()

    def release(self) -> None:
        """Show nothing and look ahead at nothing."""
        self._shown = None
        self._shown_full = None
        self._ahead = []
        self._replan()

    def forget(self, photo_ids: Collection[int]) -> None:
        """These files have changed: drop what is kept of them and what is under way."""
        self._generation += 1
        for photo_id in photo_ids:
            self._cache.forget(photo_id)
        self._shown_full = None
        self._problems = {problem for problem in self._problems if problem[0] not in photo_ids}
        self._replan()

    def shut_down(self) -> None:
        """End the workers, waiting for a decode under way."""
        self._workers.stop()
        self._workers.join(10.0)

    def _replan(self) -> None:
        plan: list[_Job] = []
        if self._shown is not None:
            shown = self._shown = replace(self._shown, view=self._view, generation=self._generation)
            self._add(plan, shown)
            if self._full_wanted:
                self._add(plan, replace(shown, stage=Stage.FULL))
        for place, photo in enumerate(self._ahead):
            if self._shown is not None and photo.id == self._shown.photo.id:
                continue
            job = _Job(photo, Stage.PREVIEW, self._view, None, self._generation, ahead=True)
            self._add(plan, job)
            if self._full_wanted and place == 0:
                self._add(plan, replace(job, stage=Stage.FULL))
        self._workers.replace(plan)

    def _full_at_hand(self, photo_id: int) -> Rendering | None:
        if self._shown is not None and self._shown.photo.id == photo_id and self._shown_full is not None:
            return self._shown_full
        return self._cache.get(photo_id, Stage.FULL)

    def _add(self, plan: list[_Job], job: _Job) -> None:
        """Plan a job unless it is done already, or in vain."""
        if (job.photo.id, job.stage) in self._problems or self._full_at_hand(job.photo.id) is not None:
            return
        if job.stage is Stage.PREVIEW:
            made = self._cache.get(job.photo.id, Stage.PREVIEW)
            if made is not None and made.view == job.view:
                return
        plan.append(job)

    def _take(self, done: _Done) -> None:
        if done.bug is not None:
            raise done.bug
        job = done.job
        if job.generation != self._generation:
            return
        shown = self._shown is not None and self._shown.photo.id == job.photo.id
        if done.problem is not None:
            self._problems.add((job.photo.id, job.stage))
            if shown:
                self.failed.emit(job.photo.id, job.stage, done.problem)
        for rendering in done.renderings:
            self._cache.put(job.photo.id, rendering)
            if shown:
                if rendering.stage is Stage.FULL:
                    self._shown_full = rendering
                self.loaded.emit(job.photo.id, rendering)
