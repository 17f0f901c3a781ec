"""How groups look in the grid: the pile of a closed stack, the bracket around an open one, the place in the group."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from app.culling.groups import GroupKind
from app.culling.stacks import StackState
from app.gui import theme
from app.gui.badges import name_font, score_font
from app.gui.folder_view import FolderView, Positions
from app.gui.group_words import step_words

LINE = 3.0
"""Width of the bracket around a group, device-independent pixels."""
RANK_GAP = 4.0
"""Between the place in the group and what stands beside it."""

_ON_PHOTO = "#f2f2f2"  # words on a dark pill over a photo, whatever the theme


class StackCell(NamedTuple):
    """What of a photo's group is painted.

    Attributes:
        rank, size: place of the photo and number of photos in its group, hidden ones included.
        matching: photos of the group that pass the filter.
        closed: the photo stands for its group.
        first, last: it is the first or last of a run of neighbours of its group.
        bracket: the group is an exposure bracket.
        step: stops of exposure of a photo in a bracket, else "".
    """

    rank: int
    size: int
    matching: int
    closed: bool
    first: bool
    last: bool
    bracket: bool
    step: str

    @property
    def count_words(self) -> str:
        """How many photos lie under a closed stack: "7", or "4 of 7" where the filter hides some of them."""
        return str(self.size) if self.matching == self.size else f"{self.matching}/{self.size}"


def stack_cell(view: FolderView, order: Positions, row: int) -> StackCell | None:
    """What is painted for a row, None for a photo that is in no group.

    Args:
        order: positions as they are shown.
    """
    groups, stacks = view.stacks.groups, view.stacks
    position = int(order[row])
    group = groups.group(position)
    if group < 0:
        return None
    closed = stacks.state(group) is StackState.CLOSED
    step = ""
    if groups.kind(group) is GroupKind.BRACKET:
        members = groups.members(group).tolist()
        step = step_words(groups.steps[group][members.index(position)])
    return StackCell(
        rank=int(groups.rank[position]),
        size=int(groups.size[position]),
        matching=stacks.matching(group),
        closed=closed,
        first=closed or row == 0 or groups.group(int(order[row - 1])) != group,
        last=closed or row + 1 == len(order) or groups.group(int(order[row + 1])) != group,
        bracket=bool(step),
        step=step,
    )


def paint_group(painter: QPainter, rect: QRectF, card: QRectF, stack: StackCell) -> None:
    """Paint what lies around the photo: the sheets under a closed stack, or a part of the bracket over a group.

    Args:
        rect: the whole cell; its neighbours' cells touch it, so that a line goes through.
        card: the card in it.
    """
    color = QColor(theme.TEXT if stack.bracket else theme.TEXT_DIM)
    painter.save()
    if stack.closed:
        painter.setPen(QPen(color, 1.5))
        for number, inset in enumerate((7.0, 14.0)):
            y = card.top() + 4.5 - 3 * number
            painter.drawLine(QPointF(card.left() + inset, y), QPointF(card.right() - inset, y))
    elif not (stack.first and stack.last):
        pen = QPen(color, LINE, Qt.PenStyle.DashLine if stack.bracket else Qt.PenStyle.SolidLine)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        y = rect.top() + LINE / 2
        left = card.left() + 1 if stack.first else rect.left()
        right = card.right() - 1 if stack.last else rect.right() + 1
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        painter.setPen(QPen(color, LINE))
        for at, end in ((left, stack.first), (right, stack.last)):
            if end:
                x = at + (LINE / 2 if at == left else -LINE / 2)
                painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.top() + 12))
    painter.restore()


def paint_badges(painter: QPainter, area: QRectF, stack: StackCell) -> None:
    """Paint over the photo's upper left corner: the count of a closed stack, the exposure step of a bracket."""
    x = area.left()
    if stack.closed:
        x += _pill(painter, QPointF(x, area.top()), stack.count_words, pile=True) + 3
    if stack.step:
        words = f"±{stack.size}" if stack.closed else f"{stack.step} EV"
        _pill(painter, QPointF(x, area.top()), words, pile=False)


def paint_rank(painter: QPainter, line: QRectF, stack: StackCell, *, at_left: bool = False) -> float:
    """Paint the place in the group at one end of what is free of a line, without the size where it is narrow; the best
    stands out.

    Args:
        line: what is free.
        at_left: at the left end; else at the right one.

    Returns:
        the width taken with a gap beside it, 0 where there was no room.
    """
    best = stack.rank == 1
    font: QFont = score_font() if best else name_font()
    metrics, around = QFontMetrics(font), 8.0 if best else 2.0
    for text in (f"{stack.rank}/{stack.size}", str(stack.rank)):
        width = metrics.horizontalAdvance(text) + around
        if width + RANK_GAP <= line.width():
            break
    else:
        return 0.0
    height = min(line.height(), max(line.height() - 4, metrics.height()))
    left = line.left() if at_left else line.right() - width - RANK_GAP
    place = QRectF(left, line.center().y() - height / 2, width, height)
    painter.setFont(font)
    if best:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.TEXT_BRIGHT))
        painter.drawRoundedRect(place, 3, 3)
        painter.setPen(QColor(theme.CANVAS))
    else:
        painter.setPen(QColor(theme.TEXT_DIM))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
    return width + RANK_GAP


def _pill(painter: QPainter, at: QPointF, text: str, *, pile: bool) -> float:
    """A dark pill with light words; returns its width."""
    font = score_font()
    metrics = QFontMetrics(font)
    sign = 15.0 if pile else 0.0
    place = QRectF(at.x() + 2, at.y() + 2, metrics.horizontalAdvance(text) + 12 + sign, metrics.height() + 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(20, 20, 20, 215))
    painter.drawRoundedRect(place, 4, 4)
    painter.setPen(QPen(QColor(_ON_PHOTO), 1.2))
    if pile:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        middle = place.center().y()
        left = place.left()
        behind = ((8.0, -5.5), (16.0, -5.5), (16.0, 2.0))
        painter.drawPolyline([QPointF(left + x, middle + y) for x, y in behind])
        painter.drawRect(QRectF(left + 5, middle - 2.5, 8, 8))
    painter.setFont(font)
    painter.drawText(place.adjusted(sign, 0, 0, 0), Qt.AlignmentFlag.AlignCenter, text)
    return place.width() + 2
