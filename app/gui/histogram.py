"""The folder's scores as bars, with a threshold to drag."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.gui import theme

_BINS = 50
_SIDE = 12  # room left and right, so that the handle is whole at 0 and at 100
_ABOVE = 10  # room for the handle
_BELOW = 18  # room for the scale
_ABOVE_COLOR = "#9c9c9c"
DEFAULT_THRESHOLD = 35.0


class HistogramPlot(QWidget):
    """The bars and the line; a slider to mouse, keys and screen readers."""

    moved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a drag does not take the keys away from the photos
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 72)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Score threshold"))
        self.setToolTip(self.tr("Drag the line, or move it by the arrow keys."))
        self._bars: NDArray[np.int64] = np.zeros(_BINS, dtype=np.int64)
        self._threshold = DEFAULT_THRESHOLD

    def sizeHint(self) -> QSize:
        """Wide and low."""
        return QSize(280, 104)

    @property
    def threshold(self) -> float:
        """Where the line stands, 0..100."""
        return self._threshold

    @threshold.setter
    def threshold(self, value: float) -> None:
        self._threshold = min(100.0, max(0.0, value))
        self.update()

    def set_scores(self, scores: NDArray[np.float64]) -> None:
        """Scores 0..100 without NaN."""
        self._bars = np.histogram(np.clip(scores, 0.0, 100.0), bins=_BINS, range=(0.0, 100.0))[0]
        self.update()

    def x_of(self, score: float) -> float:
        """Where a score lies across the widget, in device-independent pixels."""
        return _SIDE + score / 100.0 * (self.width() - 2 * _SIDE)

    def score_at(self, x: float) -> float:
        """The whole score nearest to a place across the widget."""
        return float(min(100, max(0, round((x - _SIDE) / max(1, self.width() - 2 * _SIDE) * 100.0))))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint grid, bars, line and handle."""
        painter = QPainter(self)
        bottom = self.height() - _BELOW
        self._paint_scale(painter, bottom)
        self._paint_bars(painter, bottom)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = QColor(theme.ACCENT if self.hasFocus() else theme.TEXT_BRIGHT)
        x = self.x_of(self._threshold)
        painter.setPen(QPen(color, 1.5))
        painter.drawLine(QPointF(x, _ABOVE - 2), QPointF(x, bottom + 3))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        handle = [(x - 6, 0), (x + 6, 0), (x + 6, 5), (x, 11), (x - 6, 5)]
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in handle]))
        painter.end()

    def _paint_scale(self, painter: QPainter, bottom: int) -> None:
        font = QFont(self.font())
        font.setPixelSize(10)
        painter.setFont(font)
        for score in range(0, 101, 20):
            x = round(self.x_of(score))
            painter.setPen(QColor(theme.RAISED))
            painter.drawLine(x, _ABOVE, x, bottom)
            painter.setPen(QColor(theme.TEXT_DIM))
            painter.drawText(QRectF(x - 20, bottom + 2, 40, _BELOW - 2), Qt.AlignmentFlag.AlignCenter, str(score))
        painter.setPen(QColor(theme.LINE))
        painter.drawLine(round(self.x_of(0)), bottom, round(self.x_of(100)), bottom)

    def _paint_bars(self, painter: QPainter, bottom: int) -> None:
        highest = int(self._bars.max())
        if not highest:
            return
        room = bottom - _ABOVE - 4
        wide = 100.0 / _BINS
        ratio = self.devicePixelRatioF()  # edges on whole device pixels: crisp and equally spaced at any density
        bars = []
        for place in np.flatnonzero(self._bars):
            left = round(self.x_of(place * wide) * ratio) / ratio
            right = round(self.x_of((place + 1) * wide) * ratio) / ratio - 1
            tall = max(2.0, round(int(self._bars[place]) / highest * room * ratio) / ratio)
            bars.append(QRectF(left, bottom - tall, max(1.0, right - left), tall))
        painter.setPen(Qt.PenStyle.NoPen)
        split = self.x_of(self._threshold)
        below, above = QRectF(0, 0, split, bottom), QRectF(split, 0, self.width() - split, bottom)
        for side, color in ((below, theme.BAD), (above, _ABOVE_COLOR)):
            painter.setClipRect(side)
            painter.setBrush(QColor(color))
            painter.drawRects(bars)
        painter.setClipping(False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The line jumps to the cursor."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._move(self.score_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The line follows the cursor."""
        near = abs(event.position().x() - self.x_of(self._threshold)) < 8
        self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.ArrowCursor)
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move(self.score_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the line: by one, with Page Up and Page Down by ten."""
        ways = {
            Qt.Key.Key_Left: self._threshold - 1,
            Qt.Key.Key_Down: self._threshold - 1,
            Qt.Key.Key_Right: self._threshold + 1,
            Qt.Key.Key_Up: self._threshold + 1,
            Qt.Key.Key_PageDown: self._threshold - 10,
            Qt.Key.Key_PageUp: self._threshold + 10,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: 100.0,
        }
        if event.key() in ways:
            self._move(min(100.0, max(0.0, ways[Qt.Key(event.key())])))
        else:
            super().keyPressEvent(event)

    def _move(self, threshold: float) -> None:
        if threshold != self._threshold:
            self.threshold = threshold
            self.moved.emit(threshold)


class ScoreHistogram(QWidget):
    """Distribution of the folder's scores, a threshold, and what lies on each side.

    Signals:
        thresholdChanged: 0..100, at every step of a drag.
        rejectBelowRequested: the threshold; the window makes the proposal and asks.
    """

    thresholdChanged = Signal(float)
    rejectBelowRequested = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scores: NDArray[np.float64] = np.empty(0)
        self._unscored = 0
        self._plot = HistogramPlot()
        self._below = QLabel()
        self._below.setStyleSheet(f"color: {theme.BAD}; font-weight: 600")
        self._above = QLabel()
        self._above.setStyleSheet(f"color: {theme.TEXT_BRIGHT}; font-weight: 600")
        self._rest = QLabel()
        self._rest.setStyleSheet(f"color: {theme.TEXT_DIM}")
        self._button = QPushButton()
        self._button.clicked.connect(lambda: self.rejectBelowRequested.emit(self.threshold()))

        counts = QHBoxLayout()
        counts.setSpacing(theme.SPACE)
        counts.addWidget(self._below)
        counts.addStretch()
        counts.addWidget(self._above)
        foot = QHBoxLayout()
        foot.setSpacing(theme.SPACE)
        foot.addWidget(self._rest, 1)
        foot.addWidget(self._button)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * theme.SPACE, theme.SPACE, 2 * theme.SPACE, 2 * theme.SPACE)
        column.setSpacing(theme.SPACE)
        column.addLayout(counts)
        column.addWidget(self._plot, 1)
        column.addLayout(foot)
        self.setFocusProxy(self._plot)
        self._plot.moved.connect(self._on_moved)
        self._say()

    @property
    def plot(self) -> HistogramPlot:
        """The part with the bars."""
        return self._plot

    @property
    def reject_button(self) -> QPushButton:
        """Asks for the proposal."""
        return self._button

    def set_scores(self, scores: NDArray[np.float64]) -> None:
        """Scores 0..100 of the folder; NaN stands for a photo without one."""
        known = ~np.isnan(scores)
        self._scores = np.sort(scores[known])
        self._unscored = int(len(scores) - len(self._scores))
        self._plot.set_scores(self._scores)
        self._say()

    def threshold(self) -> float:
        """Where the line stands, 0..100."""
        return self._plot.threshold

    def set_threshold(self, threshold: float) -> None:
        """Move the line without a signal."""
        self._plot.threshold = threshold
        self._say()

    def counts(self) -> tuple[int, int, int]:
        """Photos below the threshold, at or above it, and without a score."""
        below = int(np.searchsorted(self._scores, self.threshold(), side="left"))
        return below, len(self._scores) - below, self._unscored

    def _on_moved(self, threshold: float) -> None:
        self._say()
        self.thresholdChanged.emit(threshold)

    def _say(self) -> None:
        below, above, unscored = self.counts()
        threshold = f"{self.threshold():g}"
        self._below.setText(self.tr("{count} below").format(count=f"{below:,}"))
        self._above.setText(self.tr("{count} at or above").format(count=f"{above:,}"))
        self._rest.setText(self.tr("{count} without a score").format(count=f"{unscored:,}") if unscored else "")
        self._button.setText(self.tr("Reject below {threshold} …").format(threshold=threshold))
        self._button.setEnabled(below > 0)
        self._button.setToolTip(
            self.tr("Shows the photos first. What you have decided on is left alone.")
            if below
            else self.tr("No photo scores below {threshold}.").format(threshold=threshold)
        )
        self._plot.setAccessibleDescription(
            self.tr("{threshold}: {below} photos below, {above} at or above, {unscored} without a score").format(
                threshold=threshold, below=below, above=above, unscored=unscored
            )
        )
