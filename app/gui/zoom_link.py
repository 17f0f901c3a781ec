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

    A canvas that is moved alone (with Shift) keeps its distance to the others from then on, until the whole photo is
    shown again. What is passed on is how near the photo is seen (`Zoom.scale_like`) and the centre as a share of the
    photo, so photos of one shoot stay on the same detail however far they are dragged and however many pixels each has.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvases: list[PhotoCanvas] = []
        self._apart: dict[PhotoCanvas, tuple[float, float]] = {}
        self._leader: PhotoCanvas | None = None
        self._lead: _Lead | None = None

    def join(self, canvas: PhotoCanvas) -> None:
        """Let a canvas take part."""
        self._canvases.append(canvas)
        canvas.movedByUser.connect(lambda alone, canvas=canvas: self._moved(canvas, alone))
        canvas.sizeChanged.connect(lambda canvas=canvas: self._resized(canvas))

    def rejoin(self, canvas: PhotoCanvas) -> None:
        """Bring a canvas back to the others: it shows another photo now."""
        moved = self._apart.pop(canvas, None) is not None
        leader = next((other for other in self._canvases if other is not canvas and other.isVisible()), None)
        if leader is not None and (moved or self._lead is not None):
            self._follow(canvas, leader)

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
            self._apart.pop(canvas, None)
            return
        own, base = canvas.zoom.centre, self._centre(other)
        self._apart[canvas] = (own[0] - base[0], own[1] - base[1])

    def _centre(self, canvas: PhotoCanvas) -> tuple[float, float]:
        """Where the canvas would be, had it never been moved alone."""
        own, apart = canvas.zoom.centre, self._apart.get(canvas, (0.0, 0.0))
        return own[0] - apart[0], own[1] - apart[1]

    def _follow(self, canvas: PhotoCanvas, leader: PhotoCanvas) -> None:
        if leader.zoom.fit or self._lead is None:
            canvas.take_place(None)
            return
        base, apart = self._centre(leader), self._apart.get(canvas, (0.0, 0.0))
        canvas.take_place((canvas.zoom.scale_like(*self._lead), (base[0] + apart[0], base[1] + apart[1])))
