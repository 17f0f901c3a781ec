"""Several photos zoomed and panned as one, while each may be moved by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject

from app.gui.photo_canvas import PhotoCanvas


class _Lead(NamedTuple):
    """How near the photo is seen that was zoomed last; it stays true when that pane shows another photo."""

    scale: float
    whole: float
    edge: int


class ZoomLink(QObject):
    """Makes canvases follow each other.

    A photo that is moved alone (with Shift) keeps its distance to the others from then on, in whichever canvas it is
    and also when it went away and comes back, until the whole photo is shown again. What is passed on is how near the
    photo is seen (`Zoom.scale_like`) and the centre as a share of the photo, so photos of one shoot stay on the same
    detail however far they are dragged and however many pixels each has.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvases: list[PhotoCanvas] = []
        self._apart: dict[int | None, tuple[float, float]] = {}  # by photo
        self._leader: PhotoCanvas | None = None
        self._lead: _Lead | None = None

    def join(self, canvas: PhotoCanvas) -> None:
        """Let a canvas take part."""
        self._canvases.append(canvas)
        canvas.movedByUser.connect(lambda alone, canvas=canvas: self._moved(canvas, alone))
        canvas.sizeChanged.connect(lambda canvas=canvas: self._resized(canvas))

    def middle(self) -> tuple[float, float]:
        """The place in the middle of all canvases, but for photos that were moved alone."""
        shown = [canvas for canvas in (self._leader, *self._canvases) if canvas is not None and canvas.isVisible()]
        return self._centre(shown[0]) if shown else (0.5, 0.5)

    def rejoin(self, canvas: PhotoCanvas, middle: tuple[float, float]) -> None:
        """Bring a canvas to the others: it shows another photo now.

        Args:
            canvas: which one.
            middle: what `middle` said before any canvas got another photo.
        """
        self._place(canvas, middle)

    def align(self, canvases: Sequence[PhotoCanvas], leader: PhotoCanvas) -> None:
        """Show the same part in all of these as in ``leader``."""
        self._apart.clear()
        self._take_lead(leader)
        for canvas in canvases:
            if canvas is not leader:
                self._follow(canvas, leader)

    def _moved(self, leader: PhotoCanvas, alone: bool) -> None:
        others = [canvas for canvas in self._canvases if canvas is not leader and canvas.isVisible()]
        if not others:
            return
        if alone:
            self._part(leader, others[0])
            return
        if leader.zoom.fit:
            self._apart.clear()
        self._take_lead(leader)
        for canvas in others:
            self._follow(canvas, leader)

    def _resized(self, canvas: PhotoCanvas) -> None:
        """Another photo, or the true size of this one, which may come after it was zoomed."""
        if canvas is self._leader or canvas.zoom.fit or not canvas.isVisible():
            return
        self._near(canvas)

    def _take_lead(self, canvas: PhotoCanvas) -> None:
        zoom = canvas.zoom
        self._leader = canvas
        self._lead = None if zoom.fit else _Lead(zoom.scale, zoom.fit_scale, max(zoom.photo))

    def _near(self, canvas: PhotoCanvas) -> None:
        """As near as the photo that leads."""
        if self._lead is not None:
            canvas.take_place((canvas.zoom.scale_like(*self._lead), canvas.zoom.centre))

    def _part(self, canvas: PhotoCanvas, other: PhotoCanvas) -> None:
        if canvas.zoom.fit or other.zoom.fit:
            self._apart.pop(canvas.photo_id, None)
            return
        own, base = canvas.zoom.centre, self._centre(other)
        self._apart[canvas.photo_id] = (own[0] - base[0], own[1] - base[1])

    def _centre(self, canvas: PhotoCanvas) -> tuple[float, float]:
        """Where the canvas would be, had it never been moved alone."""
        own, apart = canvas.zoom.centre, self._apart.get(canvas.photo_id, (0.0, 0.0))
        return own[0] - apart[0], own[1] - apart[1]

    def _follow(self, canvas: PhotoCanvas, leader: PhotoCanvas) -> None:
        self._place(canvas, self._centre(leader))

    def _place(self, canvas: PhotoCanvas, middle: tuple[float, float]) -> None:
        """As near as the photo that leads, and as far from the middle as this one was moved alone."""
        if self._lead is None:
            canvas.take_place(None)
            return
        apart = self._apart.get(canvas.photo_id, (0.0, 0.0))
        canvas.take_place((canvas.zoom.scale_like(*self._lead), (middle[0] + apart[0], middle[1] + apart[1])))
