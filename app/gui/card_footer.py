"""What stands under a photo in the grid and in the filmstrip: decisions, scores, and the places they mean.

A score never stands without its rank in the group and its place in the folder: where one line has no room for them,
they go to the other one, and at the very least they are shortened.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from app.catalog.records import Flag
from app.gui import theme
from app.gui.badges import name_font, paint_flag, paint_score, paint_stars
from app.gui.pair_switch import paint_pair, pair_width
from app.gui.photo_model import Cell
from app.gui.place_sign import paint_place
from app.gui.second_opinion_card import paint_second, second_width
from app.gui.stacks import StackCell, paint_rank

NAME_ROOM, LEAST_NAME_ROOM = 64.0, 24.0
"""What the place in the folder leaves to the name beside it, and what it leaves at least; device-independent pixels."""
_GAP = 4.0
_FEW_STARS = 26.0  # a number and one star, with a gap


def paint_decisions(
    painter: QPainter, line: QRectF, cell: Cell, stack: StackCell | None = None, *, gap: float = 5.0
) -> tuple[QRectF, bool]:
    """Paint flag and stars from the left, score, second opinion and rank from the right.

    Args:
        stack: None where the rank in the group stands elsewhere, or there is none.
        gap: between flag and stars.

    Returns:
        what is left of the line between them, and whether the rank had room.
    """
    x, right = line.left(), line.right()
    if cell.flag:
        x += paint_flag(painter, x, line, Flag(cell.flag)) + gap
    right -= paint_score(painter, line, cell.score)
    taken = x + (_FEW_STARS if cell.stars else 0.0)
    second = second_width(cell.second)
    second += _GAP if second else 0.0
    if second > right - taken:
        second = 0.0  # the tip of the cell tells it
    ranked = 0.0
    if stack is not None:
        ranked = paint_rank(painter, QRectF(taken + second, line.top(), right - taken - second, line.height()), stack)
        right -= ranked
    if second:
        paint_second(painter, line, right - _GAP, cell.second)
        right -= second
    right -= _GAP
    x += paint_stars(painter, x, line, cell.stars, right)
    return QRectF(x, line.top(), max(0.0, right - x), line.height()), ranked > 0


def paint_places(painter: QPainter, line: QRectF, cell: Cell, stack: StackCell | None) -> QRectF:
    """Paint the rank in the group at the left end of a line and the place in the folder at its right end.

    Returns:
        what is left of the line between them.
    """
    free = QRectF(line)
    free.setRight(line.right() - paint_place(painter, _less(line, stack), cell.place, short=True))
    if stack is not None:
        free.setLeft(line.left() + paint_rank(painter, free, stack, at_left=True))
    return free


def paint_named(
    painter: QPainter, upper: QRectF, lower: QRectF, cell: Cell, name: str, stack: StackCell | None
) -> None:
    """Paint the two lines of a cell that is wide enough for a name.

    Args:
        upper: line of the name.
        lower: line of decisions and scores.
    """
    free, ranked = paint_decisions(painter, lower, cell, stack)
    words = QRectF(upper)
    font = name_font()
    if cell.pair:
        sign = paint_pair(painter, words.right(), upper.top(), upper.height(), cell.pair, font)
        words.setRight(words.right() - sign - _GAP)
    if stack is not None and not ranked:
        words.setLeft(words.left() + paint_rank(painter, words, stack, at_left=True) + 4)
    # Right above the score, if the name does not suffer; else between stars and score; else the name has to suffer.
    placed = paint_place(painter, words.adjusted(NAME_ROOM, 0, 0, 0), cell.place)
    if not placed and not paint_place(painter, free, cell.place):
        placed = paint_place(painter, words.adjusted(LEAST_NAME_ROOM, 0, 0, 0), cell.place, short=True)
        placed = placed or paint_place(painter, words, cell.place, short=True)
    words.setRight(words.right() - placed)
    metrics = QFontMetrics(font)
    painter.setFont(font)
    painter.setPen(QColor(theme.TEXT_DIM))
    text = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, int(words.width()))
    painter.drawText(QPointF(words.left(), upper.top() + metrics.ascent()), text)


def paint_small(painter: QPainter, upper: QRectF, lower: QRectF, cell: Cell, stack: StackCell | None) -> None:
    """Paint the two lines of a cell that has no room for a name."""
    paint_decisions(painter, lower, cell)
    free = paint_places(painter, upper, cell, stack)
    if cell.pair and pair_width(cell.pair, name_font()) <= free.width():
        left = free.left() + pair_width(cell.pair, name_font())
        paint_pair(painter, left, upper.top(), upper.height(), cell.pair, name_font())


def _less(line: QRectF, stack: StackCell | None) -> QRectF:
    """What of a line the place in the folder may take, so that a rank without its size has room beside it."""
    if stack is None:
        return line
    return line.adjusted(QFontMetrics(name_font()).horizontalAdvance(str(stack.rank)) + 14.0, 0, 0, 0)
