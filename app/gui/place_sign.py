"""The place of a photo in its folder, in the same words wherever it is told: "top 12 %", "last 30 %"."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from app.gui import theme
from app.gui.badges import name_font

_GAP = 6.0


def place_numbers(percentiles: NDArray[np.float64]) -> NDArray[np.int16]:
    """Places in whole percent, so that a cell is painted anew only where other words stand in it.

    Args:
        percentiles: share of the other photos that each beats, NaN where not scored.

    Returns:
        12 for a photo among the best 12 %, -12 for one among the last 12 %, itself counted; 0 where there is no place:
        without a score, or where no other photo has one.
    """
    places = np.zeros(len(percentiles), np.int16)
    known = ~np.isnan(percentiles)
    count = int(known.sum())
    if count < 2:
        return places
    share = percentiles[known]
    upper = share >= 50.0
    ahead = np.where(upper, 100.0 - share, share) / 100.0 * (count - 1)
    percent = np.clip(np.rint((ahead + 1.0) / count * 100.0), 1, 100).astype(np.int16)
    places[known] = np.where(upper, percent, -percent)
    return places


def place_words(place: int) -> str:
    """The words of a number of :func:`place_numbers`; empty for 0."""
    if not place:
        return ""
    words = (
        QCoreApplication.translate("Places", "top {percent} %")
        if place > 0
        else QCoreApplication.translate("Places", "last {percent} %")
    )
    return words.format(percent=abs(place))


def folder_place_words(place: int) -> str:
    """The same in running text, where it has to be said what it is a place in; empty for 0."""
    if not place:
        return ""
    words = (
        QCoreApplication.translate("Places", "top {percent} % of this folder")
        if place > 0
        else QCoreApplication.translate("Places", "last {percent} % of this folder")
    )
    return words.format(percent=abs(place))


def short_place_words(place: int) -> str:
    """The same for a narrow place: an arrow for the end of the folder, and the number."""
    return f"{'▲' if place > 0 else '▼'}{abs(place)}%" if place else ""


def paint_place(painter: QPainter, line: QRectF, place: int, *, short: bool = False) -> float:
    """Paint the words at the right end of what is free of a line.

    Args:
        line: what is free.
        place: see :func:`place_numbers`.
        short: take the short words where the full ones have no room.

    Returns:
        the width taken with a gap on the left, 0 where there is no place or no room.
    """
    if not place:
        return 0.0
    font = name_font()
    metrics = QFontMetrics(font)
    for words in (place_words(place), short_place_words(place))[: 2 if short else 1]:
        width = metrics.horizontalAdvance(words) + 1.0
        if width + _GAP <= line.width():
            break
    else:
        return 0.0
    painter.setFont(font)
    painter.setPen(QColor(theme.TEXT_DIM))
    painter.drawText(QRectF(line.right() - width, line.top(), width, line.height()), _RIGHT, words)
    return width + _GAP


_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
