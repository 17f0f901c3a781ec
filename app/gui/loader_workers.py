"""The threads behind the loupe's loader: they decode one job after the other, the most urgent first."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from app.errors import PhotoError
from app.gui.rendering import Rendering, Stage, full_rendering, to_qimage
from app.gui.zoom import Zoom
from app.photos.model import Decoded, PhotoKind
from app.priority import BEHIND, give_way

if TYPE_CHECKING:
    from PIL import Image

PROCESSORS = os.cpu_count() or 1


class PhotoToShow(NamedTuple):
    """What the loader must know of a photo; ``turned``: it is shown on its side, so width and height of views swap."""

    id: int
    path: Path
    kind: PhotoKind
    turned: bool = False

    def fits(self, view: tuple[int, int]) -> tuple[int, int]:
        """The view as the upright photo sees it."""
        return (view[1], view[0]) if self.turned else view


class Read(Protocol):
    """The signature of :func:`app.photos.decode.decode`."""

    def __call__(
        self, path: Path, kind: PhotoKind | None = None, *, min_edge: int | None = None, quick: bool = False
    ) -> Decoded:
        """Decode one photo."""


@dataclass(frozen=True, slots=True)
class Job:
    """One stage of one photo for one view; ``size`` is the upright full size, where known."""

    photo: PhotoToShow
    stage: Stage
    view: tuple[int, int]
    size: tuple[int, int] | None
    generation: int
    ahead: bool = False

    @property
    def behind(self) -> bool:
        """Whether it may wait: everything but the preview of a shown photo."""
        return self.ahead or self.stage is Stage.FULL

    @property
    def key(self) -> tuple[int, Stage, tuple[int, int], int]:
        """What makes it the same work, whoever asks for it."""
        return self.photo.id, self.stage, self.view if self.stage is Stage.PREVIEW else (0, 0), self.generation


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a job: renderings, a sentence why there are none, or a bug."""

    job: Job
    renderings: tuple[Rendering, ...] = ()
    problem: str | None = None
    bug: Exception | None = None


def decode_photo(
    path: Path, kind: PhotoKind | None = None, *, min_edge: int | None = None, quick: bool = False
) -> Decoded:
    from app.photos.decode import decode  # Pillow and its plug-ins are not needed before the first photo

    return decode(path, kind, min_edge=min_edge, quick=quick)


def render(job: Job, read: Read) -> tuple[Rendering, ...]:
    """Do one job; runs in a worker. A whole decode that a preview could not avoid gives the full resolution too."""
    if job.stage is Stage.FULL:
        return (full_rendering(read(job.photo.path, job.photo.kind).image),)
    edge = min(job.view)
    if job.size:
        edge = max(1, min(edge, *(round(side * Zoom(job.view, job.size).fit_scale) for side in job.size)))
    decoded = read(job.photo.path, job.photo.kind, min_edge=edge, quick=True)
    full = (decoded.width, decoded.height)
    image = decoded.image
    _, _, *fitted = Zoom(job.view, full).rect()
    if image.size == full and fitted[0] >= full[0]:
        return (full_rendering(image),)
    made = Rendering(Stage.PREVIEW, (fitted_image(image, fitted[0], fitted[1]),), *full, job.view)
    if image.size == full and not job.ahead:
        return made, full_rendering(image)
    return (made,)


def fitted_image(image: Image.Image, width: int, height: int) -> QImage:
    """The image at this size, never enlarged; whole halvings by Pillow, the rest by Qt, which is the quickest way."""
    factor = image.width // max(1, width)
    small = to_qimage(image.reduce(factor) if factor > 1 else image)
    if width >= small.width():
        return small
    kinds = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    return small.scaled(width, height, *kinds)


class Workers:
    """A few threads that always take the first job of a plan which may be replaced at any moment."""

    def __init__(self, count: int, read: Read, deliver: Callable[[Done], None]) -> None:
        self._read = read
        self._deliver = deliver
        # The preview of the shown photo waits neither behind neighbours nor behind a full resolution of another photo.
        self._most_behind = max(1, count - 1)
        self._most_ahead = max(1, count - 2)
        self._condition = threading.Condition()
        self._plan: list[Job] = []
        self._running: list[Job] = []
        self._stopped = False
        self._threads = [
            threading.Thread(target=self._work, name=f"loupe-{number}", daemon=True) for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def busy(self) -> bool:
        """Whether a job is in hand or waits."""
        with self._condition:
            return bool(self._running or self._plan)

    def replace(self, plan: list[Job]) -> None:
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

    def _next(self) -> Job | None:
        running = {job.key for job in self._running}
        behind = sum(job.behind for job in self._running) >= self._most_behind
        # A neighbour may slow down the photo on show only where a processor is left for it and one for the window.
        shown = sum(not job.behind for job in self._running)
        most_ahead = min(self._most_ahead, PROCESSORS - 1 - shown) if shown else self._most_ahead
        ahead = sum(job.ahead for job in self._running) >= most_ahead
        for place, job in enumerate(self._plan):
            if job.key not in running and not (job.behind and behind) and not (job.ahead and ahead):
                return self._plan.pop(place)
        return None

    def _work(self) -> None:
        give_way(BEHIND)
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
                done = Done(job, render(job, self._read))
            except PhotoError as error:
                done = Done(job, problem=error.reason)
            except MemoryError:
                done = Done(job, problem="There is not enough memory to show this photo.")
            except Exception as bug:
                done = Done(job, bug=bug)  # raised again in the GUI thread, where it is seen
            with self._condition:
                self._running.remove(job)
                if not self._stopped:
                    self._deliver(done)
                self._condition.notify_all()
