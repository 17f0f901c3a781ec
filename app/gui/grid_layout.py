"""Where the cells of the grid are: arithmetic on cells of one size, so 100,000 of them cost nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QItemSelection, QPoint, QRect, QSize
from PySide6.QtWidgets import QAbstractItemView

from app.gui.photo_model import Ordering, PhotoModel

Action = QAbstractItemView.CursorAction


@dataclass(slots=True)
class GridLayout:
    """Cells of one size in lines.

    Attributes:
        cell: size of a cell.
        columns: cells in a line.
    """

    cell: QSize
    columns: int = 1

    def lines(self, count: int) -> int:
        """Lines that so many photos fill."""
        return -(-count // self.columns)

    def top_of(self, row: int) -> int:
        """Distance of a photo from the top of all lines."""
        return row // self.columns * self.cell.height()

    def rect(self, row: int, offset: int) -> QRect:
        """Place of a photo in a viewport that is scrolled down by ``offset``."""
        line, column = divmod(row, self.columns)
        return QRect(QPoint(column * self.cell.width(), line * self.cell.height() - offset), self.cell)

    def row_at(self, point: QPoint, offset: int, count: int) -> int:
        """The photo under a point of the viewport, -1 for none."""
        line = (point.y() + offset) // self.cell.height()
        column = point.x() // self.cell.width()
        row = line * self.columns + column
        inside = line >= 0 and 0 <= column < self.columns and row < count
        return row if inside else -1

    def rows_in(self, rect: QRect, offset: int, count: int) -> Ordering:
        """The photos that a rectangle of the viewport touches."""
        top = max(0, rect.top() + offset)
        lines = np.arange(top // self.cell.height(), (rect.bottom() + offset) // self.cell.height() + 1)
        left = min(max(0, rect.left() // self.cell.width()), self.columns)
        right = min(max(-1, rect.right() // self.cell.width()), self.columns - 1)
        rows = (lines[:, None] * self.columns + np.arange(left, right + 1)[None, :]).ravel()
        return rows[(rows >= 0) & (rows < count)].astype(np.intp)

    def visible(self, offset: int, height: int, count: int) -> tuple[int, int]:
        """First and last photo in sight; (0, -1) where there are none."""
        if not count:
            return 0, -1
        first = offset // self.cell.height() * self.columns
        last = ((offset + height - 1) // self.cell.height() + 1) * self.columns - 1
        return min(first, count - 1), min(last, count - 1)

    def goal(self, action: Action, row: int, height: int, count: int) -> int:
        """Where an arrow or page key leads from a photo; left and right go on in the next line, as in reading."""
        page = max(1, height // self.cell.height()) * self.columns
        steps = {
            Action.MoveLeft: -1,
            Action.MovePrevious: -1,
            Action.MoveRight: 1,
            Action.MoveNext: 1,
            Action.MoveUp: -self.columns,
            Action.MoveDown: self.columns,
            Action.MovePageUp: -page,
            Action.MovePageDown: page,
            Action.MoveHome: -count,
            Action.MoveEnd: count,
        }
        goal = row + steps[action]
        if action == Action.MoveUp and goal < 0:
            goal = row
        if action == Action.MoveDown and goal >= count and (count - 1) // self.columns == row // self.columns:
            goal = row  # already in the last line
        return min(max(goal, 0), count - 1)


def ranges_of(model: PhotoModel, rows: Ordering) -> QItemSelection:
    """Few ranges instead of many rows: 100,000 rows are one range after Ctrl+A."""
    selection = QItemSelection()
    if len(rows):
        breaks = np.flatnonzero(np.diff(rows) > 1)
        starts = np.concatenate([rows[:1], rows[breaks + 1]])
        ends = np.concatenate([rows[breaks], rows[-1:]])
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            selection.select(model.index(start), model.index(end))
    return selection
