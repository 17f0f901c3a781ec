"""The bars of the score histogram, with a threshold and a band of doubt to drag."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.culling.bands import USUAL_REACH, USUAL_THRESHOLD, ScoreBand
from app.gui import theme

_BINS = 50
_SIDE = 12  # room left and right, so that the handle is whole at 0 and at 100
_ABOVE = 10  # room for the handle
_STARS = 14  # room for the star marks, where there are any
_BELOW = 18  # room for the scale
_REACH = 8  # a handle is caught from this far


class Handle(Enum):
    """What can be dragged."""

    THRESHOLD = auto()
    LOW = auto()
    HIGH = auto()


class HistogramPlot(QWidget):
    """The bars and the lines; a slider to mouse, keys and screen readers.

    The threshold takes its band along; each end of the band has a handle of its own at the foot of the bars.

    Signals:
        moved: the threshold, at every step of a drag.
        bandMoved: an end of the band, likewise.
    """

    moved = Signal(float)
    bandMoved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a drag does not take the keys away from the photos
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 72)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Score threshold"))
        self.setToolTip(
            self.tr(
                "Drag the line, or move it by the arrow keys. The small handles at the foot are the ends of the band of"
                " doubt; Ctrl and the arrow keys move the lower end, Shift the upper one."
            )
        )
        self._bars: NDArray[np.int64] = np.zeros(_BINS, dtype=np.int64)
        self._stars: Mapping[int, float] = {}
        self._threshold = USUAL_THRESHOLD
        self._reach = {Handle.LOW: USUAL_REACH, Handle.HIGH: USUAL_REACH}
        self._dragged: Handle | None = None

    def sizeHint(self) -> QSize:
        """Wide and low."""
        return QSize(280, 112)

    @property
    def threshold(self) -> float:
        """Where the line stands, 0..100; the band goes with it."""
        return self._threshold

    @threshold.setter
    def threshold(self, value: float) -> None:
        self._threshold = min(100.0, max(0.0, value))
        self.update()

    @property
    def band(self) -> ScoreBand:
        """The band of doubt."""
        low = max(0.0, self._threshold - self._reach[Handle.LOW])
        return ScoreBand(low, min(100.0, self._threshold + self._reach[Handle.HIGH]))

    @property
    def reach(self) -> tuple[float, float]:
        """How far the band reaches under and above the threshold."""
        return self._reach[Handle.LOW], self._reach[Handle.HIGH]

    @reach.setter
    def reach(self, value: tuple[float, float]) -> None:
        low, high = (min(100.0, max(0.0, end)) for end in value)
        self._reach = {Handle.LOW: low, Handle.HIGH: high}
        self.update()

    def set_scores(self, scores: NDArray[np.float64], stars: Mapping[int, float]) -> None:
        """Scores 0..100 without NaN; number of stars -> where their mark stands."""
        self._bars = np.histogram(np.clip(scores, 0.0, 100.0), bins=_BINS, range=(0.0, 100.0))[0]
        self._stars = stars
        self.update()

    def x_of(self, score: float) -> float:
        """Where a score lies across the widget, in device-independent pixels."""
        return _SIDE + score / 100.0 * (self.width() - 2 * _SIDE)

    def score_at(self, x: float) -> float:
        """The whole score nearest to a place across the widget."""
        return float(min(100, max(0, round((x - _SIDE) / max(1, self.width() - 2 * _SIDE) * 100.0))))

    # -- painting ------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint scale, bars, marks, line and handles."""
        with QPainter(self) as painter:
            bottom = self.height() - _BELOW
            top = _ABOVE + (_STARS if self._stars else 0)
            self._paint_scale(painter, top, bottom)
            self._paint_bars(painter, top, bottom)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_stars(painter, bottom)
            self._paint_handles(painter, bottom)

    def _paint_scale(self, painter: QPainter, top: int, bottom: int) -> None:
        font = QFont(self.font())
        font.setPixelSize(10)
        painter.setFont(font)
        band = self.band
        shade = QColor(theme.MIDDLING)
        shade.setAlpha(36)
        painter.fillRect(QRectF(QPointF(self.x_of(band.low), top), QPointF(self.x_of(band.high), bottom)), shade)
        for score in range(0, 101, 20):
            x = round(self.x_of(score))
            painter.setPen(QColor(theme.RAISED))
            painter.drawLine(x, top, x, bottom)
            painter.setPen(QColor(theme.TEXT_DIM))
            painter.drawText(QRectF(x - 20, bottom + 2, 40, _BELOW - 2), Qt.AlignmentFlag.AlignCenter, str(score))
        painter.setPen(QColor(theme.LINE))
        painter.drawLine(round(self.x_of(0)), bottom, round(self.x_of(100)), bottom)

    def _paint_bars(self, painter: QPainter, top: int, bottom: int) -> None:
        highest = int(self._bars.max())
        if not highest:
            return
        room = bottom - top - 4
        wide = 100.0 / _BINS
        ratio = self.devicePixelRatioF()  # edges on whole device pixels: crisp and equally spaced at any density
        bars = []
        for place in np.flatnonzero(self._bars).tolist():
            left = round(self.x_of(place * wide) * ratio) / ratio
            right = round(self.x_of((place + 1) * wide) * ratio) / ratio - 1
            tall = max(2.0, round(int(self._bars[place]) / highest * room * ratio) / ratio)
            bars.append(QRectF(left, bottom - tall, max(1.0, right - left), tall))
        painter.setPen(Qt.PenStyle.NoPen)
        band = self.band
        ends = [0.0, self.x_of(band.low), self.x_of(band.high), float(self.width())]
        for place, color in enumerate((theme.BAD, theme.MIDDLING, theme.BAR)):
            painter.setClipRect(QRectF(ends[place], 0, ends[place + 1] - ends[place], bottom))
            painter.setBrush(QColor(color))
            painter.drawRects(bars)
        painter.setClipping(False)

    def _paint_stars(self, painter: QPainter, bottom: int) -> None:
        taken = -100.0
        for number, score in sorted(self._stars.items(), key=lambda mark: mark[1]):
            x = self.x_of(score)
            painter.setPen(QPen(QColor(theme.ACCENT), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, _ABOVE + _STARS), QPointF(x, bottom))
            if x - taken < 20:
                continue  # two numbers over each other tell nothing
            taken = x
            painter.setPen(QColor(theme.ACCENT))
            painter.drawText(QRectF(x - 14, _ABOVE + 1, 28, _STARS), Qt.AlignmentFlag.AlignCenter, f"{number}★")

    def _paint_handles(self, painter: QPainter, bottom: int) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.MIDDLING))
        for score in (self.band.low, self.band.high):
            x = self.x_of(score)
            foot = [(x, bottom - 7), (x + 5, bottom + 3), (x - 5, bottom + 3)]
            painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in foot]))
        color = QColor(theme.ACCENT if self.hasFocus() else theme.TEXT_BRIGHT)
        x = self.x_of(self._threshold)
        painter.setPen(QPen(color, 1.5))
        painter.drawLine(QPointF(x, _ABOVE - 2), QPointF(x, bottom + 3))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        handle = [(x - 6, 0), (x + 6, 0), (x + 6, 5), (x, 11), (x - 6, 5)]
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in handle]))

    # -- moving --------------------------------------------------------------------------------------------------

    def handle_at(self, place: QPointF) -> Handle | None:
        """The handle under the cursor; the ends of the band are caught only at the foot."""
        x, y = place.x(), place.y()
        if y > self.height() - _BELOW - 14:
            to_low, to_high = abs(x - self.x_of(self.band.low)), abs(x - self.x_of(self.band.high))
            if min(to_low, to_high) < _REACH:
                # Where both lie over each other, the one that is dragged away from the threshold is meant.
                low = to_low < to_high or (to_low == to_high and x <= self.x_of(self._threshold))
                return Handle.LOW if low else Handle.HIGH
        return Handle.THRESHOLD if abs(x - self.x_of(self._threshold)) < _REACH else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the handle under the cursor; elsewhere the line jumps to it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged = self.handle_at(event.position()) or Handle.THRESHOLD
            if self._dragged is Handle.THRESHOLD:
                self._move(Handle.THRESHOLD, self.score_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """What was taken follows the cursor."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move(self._dragged or Handle.THRESHOLD, self.score_at(event.position().x()))
        near = self.handle_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._dragged = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the line: by one, with Page Up and Page Down by ten; with Ctrl or Shift an end of the band."""
        modifiers = event.modifiers()
        handle = Handle.THRESHOLD
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            handle = Handle.LOW
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            handle = Handle.HIGH
        now = {Handle.THRESHOLD: self._threshold, Handle.LOW: self.band.low, Handle.HIGH: self.band.high}[handle]
        ways = {
            Qt.Key.Key_Left: now - 1,
            Qt.Key.Key_Down: now - 1,
            Qt.Key.Key_Right: now + 1,
            Qt.Key.Key_Up: now + 1,
            Qt.Key.Key_PageDown: now - 10,
            Qt.Key.Key_PageUp: now + 10,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: 100.0,
        }
        if event.key() in ways:
            self._move(handle, min(100.0, max(0.0, ways[Qt.Key(event.key())])))
        else:
            super().keyPressEvent(event)

    def _move(self, handle: Handle, score: float) -> None:
        if handle is Handle.THRESHOLD:
            if score != self._threshold:
                self.threshold = score
                self.moved.emit(score)
            return
        reach = self._threshold - score if handle is Handle.LOW else score - self._threshold
        reach = max(0.0, reach)
        if reach != self._reach[handle]:
            self._reach[handle] = reach
            self.update()
            self.bandMoved.emit()
