"""What of the open folder is shown and in which order: scope, filter and sort over the photo table, without Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.catalog.records import PhotoColumns
from app.culling.filters import FacetCounts, FilterSpec, apply_filter, facet_counts
from app.culling.names import NameKeys
from app.culling.ranking import percentiles
from app.culling.sorting import SortKey, sort_order
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
        order: positions of the visible photos in their order.
        scope_size: photos in the scope, hidden or not.
    """

    def __init__(self) -> None:
        self.table = PhotoTable()
        self.spec = FilterSpec()
        self.key = SortKey.NAME
        self.descending = False
        self.scope: str | None = None
        self.order: Positions = np.empty(0, np.intp)
        self.scope_size = 0
        self._names = NameKeys([])
        self._sorted: Positions = np.empty(0, np.intp)

    def show(self, table: PhotoTable, names: NameKeys | None = None) -> None:
        """Show another table; ``names`` where its keys are at hand already."""
        self.table = table
        self._names = names or NameKeys(table.columns.paths)
        if self.scope is not None and not table.inside(self.scope).any():
            self.scope = None
        self.sort()

    def sort(self) -> None:
        """Work out order and filter anew."""
        self._names = self._names.refreshed(self.table.columns.paths)
        self._sorted = sort_order(self.table.columns, self.key, self.descending, self._names)
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
        self.order = self._sorted[mask[self._sorted]]

    @property
    def hidden(self) -> int:
        """Photos of the scope that the filter hides."""
        return self.scope_size - len(self.order)

    def scope_positions(self) -> Positions:
        """Photos of the scope, hidden or not."""
        if self.scope is None:
            return np.arange(len(self.table))
        return np.flatnonzero(self.table.inside(self.scope))

    def scope_columns(self) -> PhotoColumns:
        """Columns of the photos of the scope, hidden or not."""
        return self.table.columns if self.scope is None else subset(self.table.columns, self.scope_positions())

    def counts(self) -> FacetCounts:
        """Live counts for the filter bar, within the scope."""
        return facet_counts(self.scope_columns(), self.spec, self._names if self.scope is None else None)

    def percentiles(self) -> NDArray[np.float64]:
        """Percentile in the scope of each photo by position; NaN outside of it or without a score."""
        result = np.full(len(self.table), np.nan)
        at = self.scope_positions()
        result[at] = percentiles(self.table.columns.scores[at])
        return result

    def successor(self, position: int) -> int:
        """The first visible photo after this (hidden) one in the order, else the last one before it; -1 for none."""
        if not len(self.order):
            return -1
        places = np.empty(len(self._sorted), np.intp)
        places[self._sorted] = np.arange(len(self._sorted))
        after = int(np.searchsorted(places[self.order], places[position]))
        return int(self.order[min(after, len(self.order) - 1)])
