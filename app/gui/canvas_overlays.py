"""What is painted over a photo: words, legend of the quality map, histogram, autofocus point."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPen, QPolygonF

from app.gui import theme

_ON_PLATE = "#f2f2f2"  # on the dark plate, whatever the theme
_HISTOGRAM = QSize(200, 96)
_CHANNELS = ((225, 70, 60), (80, 190, 85), (80, 130, 240))
# Weak, middling, good: told apart by brightness and on the blue-yellow axis too, so not by red and green alone.
_HEAT = ((0, (235, 64, 52), 165), (128, (245, 196, 80), 120), (255, (70, 160, 190), 50))


class AfPoint(NamedTuple):
    """Where the camera focused, as shares 0..1 of the upright photo."""

    x: float
    y: float


def heat_image(quality_map: NDArray[np.uint8]) -> QImage:
    """Colours of a quality map of (rows, columns) 0..255: the weaker, the warmer and the denser."""
    stops = [stop[0] for stop in _HEAT]
    values = quality_map.astype(np.float64)
    alpha = np.interp(values, stops, [stop[2] for stop in _HEAT])
    channels = [np.interp(values, stops, [stop[1][i] for stop in _HEAT]) * alpha / 255.0 for i in range(3)]
    pixels = np.ascontiguousarray(np.rint(np.stack([*channels, alpha], axis=-1)).astype(np.uint8))
    rows, columns = quality_map.shape
    return QImage(pixels.data, columns, rows, columns * 4, QImage.Format.Format_RGBA8888_Premultiplied).copy()


def paint_plate(painter: QPainter, place: QRect) -> None:
    """A dark ground for words; leaves the pen for them."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(16, 16, 16, 205))
    painter.drawRoundedRect(place, theme.RADIUS, theme.RADIUS)
    painter.setPen(QColor(_ON_PLATE))


def paint_pill(painter: QPainter, room: QRect, text: str, align: Qt.AlignmentFlag) -> None:
    """Words in a corner or at an edge of ``room``, each line shortened in the middle where it does not fit."""
    if room.width() < 200:
        return  # a small tile: the photo matters more
    margin = 2 * theme.SPACE if room.width() > 640 else theme.SPACE
    room = room.adjusted(margin, margin, -margin, -margin)
    metrics = painter.fontMetrics()
    shown = "\n".join(
        metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, room.width() - 24) for line in text.split("\n")
    )
    size = metrics.size(0, shown) + QSize(24, 12)
    place = QRect(room.topLeft(), size)
    if align & Qt.AlignmentFlag.AlignBottom:
        place.moveBottom(room.bottom())
    if align & Qt.AlignmentFlag.AlignHCenter:
        place.moveLeft(room.center().x() - size.width() // 2)
    paint_plate(painter, place)
    painter.drawText(place.adjusted(12, 6, -12, -6), Qt.AlignmentFlag.AlignLeft, shown)


def paint_legend(painter: QPainter, room: QRect) -> None:
    """What the colours of the quality map mean, in the lower left corner."""
    metrics = painter.fontMetrics()
    weak, good = QCoreApplication.translate("PhotoCanvas", "weak"), QCoreApplication.translate("PhotoCanvas", "good")
    bar = 96
    words = metrics.horizontalAdvance(weak), metrics.horizontalAdvance(good)
    height = metrics.height() + 12
    margin = 2 * theme.SPACE
    place = QRect(margin, room.bottom() + 1 - margin - height, sum(words) + bar + 40, height)
    paint_plate(painter, place)
    painter.drawText(place.adjusted(12, 6, 0, 0), Qt.AlignmentFlag.AlignLeft, weak)
    painter.drawText(place.adjusted(0, 6, -12, 0), Qt.AlignmentFlag.AlignRight, good)
    ramp = QRect(place.left() + 20 + words[0], place.center().y() - 3, bar, 8)
    gradient = QLinearGradient(ramp.topLeft(), ramp.topRight())
    for stop, color, _alpha in _HEAT:
        gradient.setColorAt(stop / 255, QColor(*color))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(gradient)
    painter.drawRoundedRect(ramp, 4, 4)


def paint_histogram(painter: QPainter, room: QRect, counts: NDArray[np.int64]) -> None:
    """The RGB histogram, counts (3, 256), in the upper right corner; smaller and below where the room is narrow.

    The height is the square root of the count, up to that of the fullest value inside: a spike of pure black or white
    then neither flattens the rest nor is lost.
    """
    narrow = room.width() < 640
    margin = theme.SPACE if narrow else 2 * theme.SPACE
    size = QSize(min(_HISTOGRAM.width(), room.width() // 3), min(_HISTOGRAM.height(), room.height() // 4))
    if size.width() < 48 or size.height() < 28:
        return
    top_edge = room.bottom() + 1 - margin - size.height() if narrow else room.top() + margin
    place = QRect(QPoint(room.right() + 1 - margin - size.width(), top_edge), size)
    paint_plate(painter, place)
    inset = 4 if narrow else 8
    plot = QRectF(place).adjusted(inset, inset, -inset, -inset)
    heights = np.sqrt(counts.reshape(3, 128, 2).sum(axis=2))
    top = max(1.0, float(heights[:, 1:-1].max()))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
    for channel, color in zip(heights, _CHANNELS, strict=True):
        painter.setBrush(QColor(*color, 170))
        step = plot.width() / 128
        points = [QPointF(plot.left(), plot.bottom())]
        for value, height in enumerate(channel.tolist()):
            points.append(
                QPointF(plot.left() + (value + 0.5) * step, plot.bottom() - min(1.0, height / top) * plot.height())
            )
        points.append(QPointF(plot.right(), plot.bottom()))
        painter.drawPolygon(QPolygonF(points))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


def paint_af_point(painter: QPainter, place: QRectF) -> None:
    """A frame where the camera focused, seen on bright and on dark ground."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for color, width in ((QColor(0, 0, 0, 170), 4.0), (QColor(255, 72, 72), 2.0)):
        painter.setPen(QPen(color, width))
        painter.drawRect(place)
