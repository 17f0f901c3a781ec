"""What of the open folder is shown and in which order: scope, filter and sort over the photo table, without Qt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.catalog.records import PhotoColumns
from app.culling.filters import FacetCounts, FilterSpec, apply_filter, facet_counts
from app.culling.names import NameKeys
from app.culling.ranking import percentiles
from app.culling.sorting import SortKey, sort_order
from app.culling.stacks import Stacks
from app.gui.photo_table import PhotoTable, subset

Positions = NDArray[np.intp]


class FolderView:
    """The order of the visible photos.

    ``sort`` and ``filter`` work out anew what depends on the table; nothing happens by itself, so that a decision does
    not move photos about under one's hand.

    Attributes:
        spec: the filter.
        key, descending: the sort.
        scope: folder to which the view is narrowed, or None for the whole open folder.
        order: positions of the visible photos in their order; a closed stack is one of them.
        matching: photos of the scope that pass the filter, those in closed stacks included.
        scope_size: photos in the scope, hidden or not.
        stacks: which groups are closed and opened.
    """

    def __init__(self) -> None:
        self.table = PhotoTable()
        self.spec = FilterSpec()
        self.key = SortKey.NAME
        self.descending = False
        self.scope: str | None = None
        self.order: Positions = np.empty(0, np.intp)
        self.matching = 0
        self.scope_size = 0
        self.stacks = Stacks()
        self._passes = np.empty(0, np.bool_)
        self._order_before: Positions = np.empty(0, np.intp)
        self._names = NameKeys([])
        self._sorted: Positions = np.empty(0, np.intp)
        # Positions, their scores, and the percentiles that follow from them.
        self._ranked: tuple[Positions, NDArray[np.float64], NDArray[np.float64]] = (
            np.empty(0, np.intp),
            np.empty(0),
            np.empty(0),
        )

    def show(self, table: PhotoTable, names: NameKeys | None = None) -> None:
        """Show another table; ``names`` where its keys are at hand already."""
        self.stacks.carry_over(table.positions(self.table.columns.ids), table.columns)
        self.order = np.empty(0, np.intp)
        self.table = table
        self._names = names or NameKeys(table.columns.paths)
        if self.scope is not None and not table.inside(self.scope).any():
            self.scope = None
        self.sort()

    def sort(self) -> None:
        """Work out order and filter anew."""
        self._names = self._names.refreshed(self.table.columns.paths)
        if self.key is SortKey.GROUP:
            self._sorted = self.stacks.group_order(self.table.columns, self._names, self.descending)
        else:
            self._sorted = sort_order(self.table.columns, self.key, self.descending, self._names)
        self.filter()

    def regroup(self) -> None:
        """There are other groups."""
        if self.key is SortKey.GROUP:
            self.sort()
        else:
            self.filter()

    def filter(self) -> None:
        """Work out anew what is visible, in the order that is."""
        mask = apply_filter(self.table.columns, self.spec, self._names)
        if self.scope is not None:
            inside = self.table.inside(self.scope)
            self.scope_size = int(np.count_nonzero(inside))
            mask = mask & inside
        else:
            self.scope_size = len(self.table)
        self._passes = mask
        matching = self._sorted[mask[self._sorted]]
        self.matching = len(matching)
        self._order_before = self.order
        self.order = self.stacks.arrange(matching, self.table.columns)

    def passing(self, positions: Positions) -> NDArray[np.bool_]:
        """Which of these photos the scope and the filter let through; a closed stack hides none of them."""
        known = positions < len(self._passes)
        return known & self._passes[np.where(known, positions, 0)] if len(self._passes) else known

    @property
    def names(self) -> NameKeys:
        """Keys of the table's paths."""
        return self._names

    @property
    def hidden(self) -> int:
        """Photos of the scope that the filter hides."""
        return self.scope_size - self.matching

    def scope_positions(self) -> Positions:
        """Photos of the scope, hidden or not."""
        if self.scope is None:
            return np.arange(len(self.table))
        return np.flatnonzero(self.table.inside(self.scope))

    def scope_columns(self) -> PhotoColumns:
        """Columns of the photos of the scope, hidden or not."""
        return self.table.columns if self.scope is None else subset(self.table.columns, self.scope_positions())

    def target_positions(self, only_shown: bool) -> Positions:
        """Photos that an action on the folder is about: what passes the filter, or all of the scope."""
        at = self.scope_positions()
        return at[self.passing(at)] if only_shown else at

    def target_columns(self, only_shown: bool) -> PhotoColumns:
        """Columns of `target_positions`, in their order."""
        if not only_shown or not self.hidden:
            return self.scope_columns()
        return subset(self.table.columns, self.target_positions(True))

    def hidden_among(self, ids: Sequence[int]) -> int:
        """How many of these photos the filter hides."""
        return int(np.count_nonzero(~self.passing(self.table.positions(ids))))

    def counts(self) -> FacetCounts:
        """Live counts for the filter bar, within the scope."""
        return facet_counts(self.scope_columns(), self.spec, self._names if self.scope is None else None)

    def percentiles(self) -> NDArray[np.float64]:
        """Percentile in the scope of each photo by position; NaN outside of it or without a score.

        The same array as before where scope and scores are as they were, as after every decision.
        """
        at = self.scope_positions()
        scores = self.table.columns.scores[at]
        known_at, known_scores, result = self._ranked
        same = len(result) == len(self.table) and np.array_equal(known_at, at)
        if not same or not np.array_equal(known_scores, scores, equal_nan=True):
            result = np.full(len(self.table), np.nan)
            result[at] = percentiles(scores)
            self._ranked = at.copy(), scores, result
        return result

    def successor(self, position: int) -> int:
        """The photo to go to from one that is hidden now; -1 for none.

        The one that stands for its closed stack; else its neighbour: the first visible one after it, or where there is
        none the last one before it. Where photos were hidden only, that is as they were shown, else as they are sorted.
        """
        if not len(self.order):
            return -1
        front = self.stacks.front_of(position)
        if front >= 0:
            return front
        # The order of opened stacks, or of scores that have changed since, is not that of the sort.
        was_shown = _among(len(self.table), self._order_before)
        only_hidden = was_shown[position] and was_shown[self.order].all()
        line = self._order_before if only_hidden else self._sorted
        at = int(np.flatnonzero(line == position)[0])
        visible = _among(len(self.table), self.order)[line]
        after, before = np.flatnonzero(visible[at:]), np.flatnonzero(visible[:at])
        return int(line[at + after[0]] if len(after) else line[before[-1]])


def _among(count: int, positions: Positions) -> NDArray[np.bool_]:
    """Which of so many photos are among these."""
    mask = np.zeros(count, np.bool_)
    mask[positions] = True
    return mask
