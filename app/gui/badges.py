"""The small signs on a photo's card: flag, stars, score, label. Every view paints them with these."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPolygonF

from app.catalog.records import Flag, Label
from app.gui import theme

STRIP = 4
"""Height of the label strip."""
REJECTED_OPACITY = 0.3


def name_font() -> QFont:
    """The font of names and other quiet words."""
    font = QFont()
    font.setPointSizeF(max(7.0, QFont().pointSizeF() * 0.85))
    return font


def score_font() -> QFont:
    """The font of scores."""
    font = QFont()
    font.setBold(True)
    font.setPointSizeF(max(7.5, QFont().pointSizeF() * 0.95))
    return font


def paint_flag(painter: QPainter, x: float, line: QRectF, flag: Flag) -> float:
    """Paint a flag at the left end of what is free of a line; returns the width taken."""
    size = min(16.0, line.height())
    circle = QRectF(x, line.center().y() - size / 2, size, size)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.GOOD if flag == Flag.PICK else theme.BAD))
    painter.drawEllipse(circle)
    ratio = painter.device().devicePixelRatio()
    icon = theme.icon_pixmap("check" if flag == Flag.PICK else "x", 12, theme.ON_SCORE, ratio)
    painter.drawPixmap(QPointF(circle.center().x() - 6, circle.center().y() - 6), icon)
    return size


def paint_stars(painter: QPainter, x: float, line: QRectF, stars: int, end: float) -> float:
    """Paint stars from ``x`` on, or a number and one star where they would pass ``end``; returns the width taken."""
    if not stars:
        return 0.0
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.TEXT_BRIGHT))
    size, step = 11.0, 13.0
    if x + stars * step > end:
        font = name_font()
        painter.setFont(font)
        painter.setPen(QColor(theme.TEXT_BRIGHT))
        width = float(QFontMetrics(font).horizontalAdvance(str(stars)))
        painter.drawText(QRectF(x, line.top(), width + 1, line.height()), Qt.AlignmentFlag.AlignVCenter, str(stars))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPolygon(_star(x + width + 2 + size / 2, line.center().y(), size / 2))
        return width + 2 + size
    for number in range(stars):
        painter.drawPolygon(_star(x + number * step + size / 2, line.center().y(), size / 2))
    return stars * step


def paint_score(painter: QPainter, line: QRectF, score: float) -> float:
    """Paint a score badge at the right end of a line; returns the width taken, 0 for a score of NaN."""
    if math.isnan(score):
        return 0.0
    font = score_font()
    painter.setFont(font)
    width = QFontMetrics(font).horizontalAdvance("00") + 12.0
    height = line.height() - 2
    badge = QRectF(line.right() - width, line.center().y() - height / 2, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.score_color(score))
    painter.drawRoundedRect(badge, 3, 3)
    painter.setPen(QColor(theme.ON_SCORE))
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, f"{score:.0f}")
    return width


def paint_label(painter: QPainter, place: QRectF, label: Label) -> None:
    """Paint a colour label as a strip that fills ``place``."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.LABEL_COLORS[label]))
    painter.drawRoundedRect(place, 2, 2)


def fitted(area: QRectF, width: float, height: float) -> QRectF:
    """The largest centred rectangle of this shape in ``area``."""
    scale = min(area.width() / width, area.height() / height)
    found = QRectF(0, 0, max(1.0, width * scale), max(1.0, height * scale))
    found.moveCenter(area.center())
    return found


def _star(x: float, y: float, radius: float) -> QPolygonF:
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.45
        angle = math.pi * (corner / 5 - 0.5)
        points.append(QPointF(x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return QPolygonF(points)
