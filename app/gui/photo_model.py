"""The list model of the grid: an index array over the photo table. ``data`` never touches a disk."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QPixmap

from app.catalog.records import Flag
from app.culling.reasons import reasons
from app.culling.wording import in_digits, label_word
from app.gui.fault_words import fault_word
from app.gui.pair_switch import pair_text
from app.gui.photo_table import PhotoTable
from app.gui.place_sign import folder_place_words, place_numbers
from app.gui.sentences import localised

Index = QModelIndex | QPersistentModelIndex
Ordering = NDArray[np.intp]


class Cell(NamedTuple):
    """What the delegate needs to paint one photo; ``score`` is NaN where there is none."""

    id: int
    name: str
    score: float
    flag: int
    stars: int
    label: int
    error: bool
    width: int
    height: int
    second: float = math.nan
    pair: str = ""
    place: int = 0  # in the folder, see place_sign


class PhotoModel(QAbstractListModel):
    """Rows are the visible photos in their order.

    Attributes:
        thumbnail: gives the pixmap of a photo id, or None; asked in ``data`` for DecorationRole.
        reasons: photo id -> why it cannot be read.
        percentiles: those from which the places follow, by position, NaN where not scored.
        stack_of: gives what is painted of the group of a row's photo, or None; asked in ``data`` for StackRole.
        rank_in_group: gives place and size of the group for a position, or None for a photo that stands alone.
        turn_of: gives the quarter turns by which the view of a photo id is turned.
    """

    CellRole = int(Qt.ItemDataRole.UserRole) + 1
    IdRole = int(Qt.ItemDataRole.UserRole) + 2
    StackRole = int(Qt.ItemDataRole.UserRole) + 3

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table = PhotoTable()
        self.order: Ordering = np.empty(0, np.intp)
        self._rows: Ordering = np.empty(0, np.intp)  # by position, -1 where hidden
        self.thumbnail: Callable[[int], QPixmap | None] = lambda _: None
        self.reasons: dict[int, str] = {}
        self.percentiles: NDArray[np.float64] = np.empty(0)
        self._places: NDArray[np.int16] = np.empty(0, np.int16)
        self.stack_of: Callable[[int], object] = lambda _: None
        self.rank_in_group: Callable[[int], tuple[int, int] | None] = lambda _: None
        self.turn_of: Callable[[int], int] = lambda _: 0

    # -- contents ------------------------------------------------------------------------------------------------

    def show(self, table: PhotoTable, order: Ordering) -> None:
        """Show these positions of the table in this order; resets the model."""
        self.beginResetModel()
        self.table = table
        self.order = order
        self._rows = np.full(len(table), -1, np.intp)
        self._rows[order] = np.arange(len(order))
        self.endResetModel()

    def row_of(self, photo_id: int) -> int:
        """Row of a photo, -1 where it is hidden or unknown."""
        position = self.table.position(photo_id)
        return int(self._rows[position]) if 0 <= position < len(self._rows) else -1

    def rows_of(self, ids: NDArray[np.int64]) -> Ordering:
        """Rows of those photos that are visible, ascending."""
        at = self.table.positions(ids)
        rows = self._rows[at[(at >= 0) & (at < len(self._rows))]]
        return np.sort(rows[rows >= 0])

    def id_at(self, row: int) -> int:
        """Photo id of a row."""
        return int(self.table.columns.ids[self.order[row]])

    def ids_at(self, rows: Ordering) -> NDArray[np.int64]:
        """Photo ids of rows."""
        return self.table.columns.ids[self.order[rows]]

    def touch(self, positions: Ordering) -> None:
        """Say that these photos look different now; many become one range, for views repaint only what shows."""
        at = positions[(positions >= 0) & (positions < len(self._rows))]
        rows = self._rows[at]
        rows = rows[rows >= 0]
        if not len(rows):
            return
        if len(rows) > 16:
            self.dataChanged.emit(self.index(int(rows.min())), self.index(int(rows.max())))
            return
        for row in rows.tolist():
            self.dataChanged.emit(self.index(row), self.index(row))

    # -- the Qt side ---------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.order)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self.order):
            return None
        position = int(self.order[index.row()])
        columns = self.table.columns
        if role == self.CellRole:
            return self.cell(position)
        if role == self.StackRole:
            return self.stack_of(index.row())
        if role == self.IdRole:
            return int(columns.ids[position])
        if role == Qt.ItemDataRole.DecorationRole:
            return self.thumbnail(int(columns.ids[position]))
        if role == Qt.ItemDataRole.DisplayRole:
            return _shown(columns.paths[position].rpartition(os.sep)[2])
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tool_tip(position)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._in_words(position)
        return None

    def cell(self, position: int) -> Cell:
        """What is painted of one photo."""
        columns = self.table.columns
        photo_id = int(columns.ids[position])
        sides = int(columns.widths[position]), int(columns.heights[position])
        width, height = reversed(sides) if self.turn_of(photo_id) % 2 else sides
        return Cell(
            photo_id,
            columns.paths[position].rpartition(os.sep)[2],
            float(columns.scores[position]),
            int(columns.flags[position]),
            int(columns.stars[position]),
            int(columns.labels[position]),
            bool(columns.errors[position]) or photo_id in self.reasons,
            width,
            height,
            float(columns.second[position]),
            pair_text(columns.paths[position]) if columns.pairs[position] else "",
            self.place_of(position),
        )

    def show_percentiles(self, percentiles: NDArray[np.float64]) -> None:
        """Take percentiles by position; photos whose place in whole percent is another one look different now."""
        if percentiles is self.percentiles:
            return
        before, self.percentiles, self._places = self._places, percentiles, place_numbers(percentiles)
        known = min(len(before), len(self._places))
        moved = np.flatnonzero(before[:known] != self._places[:known])
        self.touch(np.concatenate([moved, np.arange(known, len(self._places))]))

    def place_of(self, position: int) -> int:
        """Place in the folder as :func:`place_sign.place_numbers` gives it, 0 where there is none."""
        return int(self._places[position]) if 0 <= position < len(self._places) else 0

    def faults_of(self, position: int) -> list[str]:
        """Why this photo scores low, in plain words, worst first."""
        columns = self.table.columns
        found = reasons(dict(zip(columns.fault_names, columns.faults[position].tolist(), strict=True)))
        return [fault_word(fault) for fault in found]

    def details(self, position: int) -> str:
        """What is decided, the score, its place in the folder and the reasons in one line; empty where nothing is."""
        columns, decision = self.table.columns, self.table.decision(position)
        parts = [{Flag.PICK: "✓ " + self.tr("Pick"), Flag.REJECT: "✕ " + self.tr("Reject")}.get(decision.flag, "")]
        parts.append("★" * decision.stars)
        if decision.label:
            parts.append(self.tr("label {name}").format(name=label_word(decision.label)))
        score = float(columns.scores[position])
        if score == score:
            parts.append(self.tr("score {score}").format(score=f"{score:.0f}"))
            parts.append(folder_place_words(self.place_of(position)))
        second = float(columns.second[position])
        if second == second:
            parts.append(self.tr("teacher {score}").format(score=f"{second:.0f}"))
        if (rank := self.rank_in_group(position)) is not None:
            parts.append(self.tr("{place} of {count} in its group").format(place=rank[0], count=rank[1]))
        parts.append(", ".join(self.faults_of(position)))
        return "   ".join(part for part in parts if part)

    def _tool_tip(self, position: int) -> str:
        columns = self.table.columns
        lines = [_shown(columns.paths[position].rpartition(os.sep)[2])]
        score = float(columns.scores[position])
        if score == score:
            words = [
                self.tr("Score {score}").format(score=in_digits(score, 1)),
                folder_place_words(self.place_of(position)),
            ]
            lines.append(", ".join(word for word in words if word))
        if (rank := self.rank_in_group(position)) is not None:
            lines.append(self.tr("{place} of {count} in its group").format(place=rank[0], count=rank[1]))
        if columns.pairs[position]:
            sign = pair_text(columns.paths[position])
            lines.append(self.tr("{pair}: a decision is for both files").format(pair=sign))
        if faults := ", ".join(self.faults_of(position)):
            lines.append(faults[0].upper() + faults[1:])
        if reason := self.reasons.get(int(columns.ids[position])):
            lines.append(localised(reason))
        elif columns.errors[position]:
            lines.append(self.tr("This photo cannot be read."))
        return "\n".join(lines)

    def _in_words(self, position: int) -> str:
        columns = self.table.columns
        words = [_shown(columns.paths[position].rpartition(os.sep)[2])]
        if columns.pairs[position]:
            words.append(pair_text(columns.paths[position]))
        score = float(columns.scores[position])
        if score == score:
            words.append(self.tr("score {score}").format(score=f"{score:.0f}"))
            if place := folder_place_words(self.place_of(position)):
                words.append(place)
        if (rank := self.rank_in_group(position)) is not None:
            words.append(self.tr("{place} of {count} in its group").format(place=rank[0], count=rank[1]))
        words += self.faults_of(position)
        decision = self.table.decision(position)
        if decision.flag == Flag.PICK:
            words.append(self.tr("picked"))
        elif decision.flag == Flag.REJECT:
            words.append(self.tr("rejected"))
        if decision.stars:
            words.append(self.tr("1 star") if decision.stars == 1 else self.tr("{n} stars").format(n=decision.stars))
        if decision.label:
            words.append(self.tr("label {name}").format(name=label_word(decision.label)))
        if columns.errors[position]:
            words.append(self.tr("cannot be read"))
        return ", ".join(words)


def _shown(name: str) -> str:
    """A file name fit for a label: bytes that are no UTF-8 and line breaks made visible."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\n", "⏎")
