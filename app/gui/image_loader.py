"""Decodes photos for the views in the background: the shown ones first, their neighbours ahead of the key press."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from app.gui.loader_workers import Done, Job, PhotoToShow, Read, Workers, decode_photo
from app.gui.rendering import Rendering, RenderingCache, Stage

CACHE_BYTES = 320 * 2**20

__all__ = ["CACHE_BYTES", "ImageLoader", "PhotoToShow"]


@dataclass(slots=True)
class _Place:
    """One view that shows a photo: the loupe, one pane of the comparison, the second screen."""

    view: tuple[int, int] = (1, 1)
    job: Job | None = None
    full_wanted: bool = False
    full: Rendering | None = None  # kept even where it is too large for the cache
    used: int = 0


class ImageLoader(QObject):
    """Gives renderings of the shown photos as they become ready.

    Several views may share one loader and its memory; each names itself by its ``slot``.

    Signals:
        loaded: photo id and Rendering, for photos that are shown somewhere.
        failed: photo id, Stage and a sentence, likewise.
        forgotten: ids of photos whose files have changed (frozenset); their renderings come anew.
    """

    loaded = Signal(int, object)
    failed = Signal(int, object, str)
    forgotten = Signal(object)
    _done = Signal(object)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        read: Read = decode_photo,
        workers: int = 3,
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        super().__init__(parent)
        self._cache = RenderingCache(cache_bytes)
        self._places: dict[Hashable, _Place] = {}
        self._ahead: list[PhotoToShow] = []
        self._ahead_for: Hashable = 0
        self._problems: set[tuple[int, Stage]] = set()
        self._generation = 0
        self._uses = 0
        self._done.connect(self._take)
        self._workers = Workers(workers, read, self._done.emit)
        self.destroyed.connect(self._workers.stop)

    @property
    def cached_bytes(self) -> int:
        """Bytes of the renderings kept."""
        return self._cache.size_bytes

    @property
    def busy(self) -> bool:
        """Whether something is being decoded or waits for it."""
        return self._workers.busy

    def request(
        self, photo: PhotoToShow, *, size: tuple[int, int] | None = None, full: bool = False, slot: Hashable = 0
    ) -> Rendering | None:
        """Make a photo the one shown in a view.

        Args:
            photo: the photo; whatever this view requested before is stale from now on.
            size: its upright full size, where known.
            full: the full resolution is wanted at once, not only after :meth:`want_full`.
            slot: the view; the one that asked last is served first.

        Returns:
            The best rendering at hand; better ones follow by ``loaded``.
        """
        place = self._place(slot)
        if place.job is None or place.job.photo.id != photo.id:
            place.full = None
        place.job = Job(photo, Stage.PREVIEW, photo.fits(place.view), size, self._generation)
        place.full_wanted = full
        self._uses += 1
        place.used = self._uses
        self._problems -= {(photo.id, stage) for stage in Stage}  # the file may be back
        self._replan()
        return self.at_hand(photo.id, slot)

    def at_hand(self, photo_id: int, slot: Hashable = 0) -> Rendering | None:
        """The best rendering in memory."""
        job = self._place(slot).job
        view = job.view if job is not None and job.photo.id == photo_id else None
        return (
            self._full_at_hand(photo_id)
            or self._cache.get(photo_id, Stage.PREVIEW, view)
            or self._cache.get(photo_id, Stage.PREVIEW)
        )

    def want_full(self, slot: Hashable = 0) -> None:
        """Load the full resolution of the photo in this view too."""
        place = self._place(slot)
        if not place.full_wanted:
            place.full_wanted = True
            self._replan()

    def prefetch(self, photos: Sequence[PhotoToShow], slot: Hashable = 0) -> None:
        """Look ahead: previews of these for this view, nearest first."""
        self._ahead = list(photos)
        self._ahead_for = slot
        self._replan()

    def set_view(self, width: int, height: int, slot: Hashable = 0) -> None:
        """The size of the view in device pixels, for which previews are made."""
        place = self._place(slot)
        if (width, height) != place.view:
            place.view = (max(1, width), max(1, height))
            self._replan()

    def release(self, slot: Hashable = 0) -> None:
        """Show nothing in this view and look ahead at nothing for it."""
        place = self._place(slot)
        place.job = None
        place.full = None
        place.full_wanted = False
        if self._ahead_for == slot:
            self._ahead = []
        self._replan()

    def forget(self, photo_ids: Collection[int]) -> None:
        """These files have changed: drop what is kept of them and what is under way."""
        changed = frozenset(photo_ids)
        self._generation += 1
        self._cache.forget(changed)
        for place in self._places.values():
            if place.job is not None and place.job.photo.id in changed:
                place.full = None
                place.job = replace(place.job, size=None)
        self._problems = {problem for problem in self._problems if problem[0] not in changed}
        self.forgotten.emit(changed)
        self._replan()

    def forget_all(self) -> None:
        """Another folder is shown: files may have changed that nobody looked at meanwhile."""
        self._cache.clear()
        self._problems.clear()

    def try_again(self, photo_ids: Collection[int]) -> None:
        """Those of these that could not be decoded may be readable now."""
        again = {problem for problem in self._problems if problem[0] in photo_ids}
        if again:
            self._problems -= again
            self._replan()

    def shut_down(self) -> None:
        """End the workers, waiting for a decode under way."""
        self._workers.stop()
        self._workers.join(10.0)

    def _place(self, slot: Hashable) -> _Place:
        return self._places.setdefault(slot, _Place())

    def _shown(self) -> list[_Place]:
        """The views that show a photo, the one that asked last first."""
        return sorted(
            (place for place in self._places.values() if place.job is not None), key=lambda place: -place.used
        )

    def _replan(self) -> None:
        plan: list[Job] = []
        shown = self._shown()
        for place in shown:
            assert place.job is not None
            view = place.job.photo.fits(place.view)
            place.job = replace(place.job, view=view, generation=self._generation)
            self._add(plan, place.job)
        for place in shown:
            if place.full_wanted and place.job is not None:
                self._add(plan, replace(place.job, stage=Stage.FULL))
        leader = self._place(self._ahead_for)
        for number, photo in enumerate(self._ahead):
            if leader.job is not None and photo.id == leader.job.photo.id:
                continue
            job = Job(photo, Stage.PREVIEW, photo.fits(leader.view), None, self._generation, ahead=True)
            self._add(plan, job)
            if leader.full_wanted and number == 0:
                self._add(plan, replace(job, stage=Stage.FULL))
        self._workers.replace(plan)

    def _full_at_hand(self, photo_id: int) -> Rendering | None:
        for place in self._places.values():
            if place.job is not None and place.job.photo.id == photo_id and place.full is not None:
                return place.full
        return self._cache.get(photo_id, Stage.FULL)

    def _add(self, plan: list[Job], job: Job) -> None:
        """Plan a job unless it is done already, or in vain."""
        if (job.photo.id, job.stage) in self._problems or self._full_at_hand(job.photo.id) is not None:
            return
        if job.stage is Stage.PREVIEW and self._cache.get(job.photo.id, Stage.PREVIEW, job.view) is not None:
            return
        plan.append(job)

    def _take(self, done: Done) -> None:
        if done.bug is not None:
            raise done.bug
        job = done.job
        if job.generation != self._generation:
            return
        places = [place for place in self._shown() if place.job is not None and place.job.photo.id == job.photo.id]
        if done.problem is not None:
            self._problems.add((job.photo.id, job.stage))
            if places:
                self.failed.emit(job.photo.id, job.stage, done.problem)
        for rendering in done.renderings:
            self._cache.put(job.photo.id, rendering)
            if rendering.stage is Stage.FULL:
                for place in places:
                    place.full = rendering
            if places:
                self.loaded.emit(job.photo.id, rendering)
