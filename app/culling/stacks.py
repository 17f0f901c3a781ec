"""Which groups are shown as one cell, which are opened, and what that makes of the order of the photos."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from app.catalog.records import Flag, PhotoColumns
from app.culling.groups import Groups, carried_over, no_groups
from app.culling.names import NameKeys
from app.culling.series import capture_order

Positions = NDArray[np.intp]


class StackState(Enum):
    """How a group is shown.

    LOOSE: its photos are where the sort puts them.
    CLOSED: one of them stands for all.
    OPEN: all of them together, where the one that stood for them was.
    """

    LOOSE = auto()
    CLOSED = auto()
    OPEN = auto()


class Stacks:
    """Remembers by photo what was closed and opened, so that it outlives a grouping anew.

    Attributes:
        groups: the groups of the present table.
        all_closed: how a group is shown that was not opened or closed by itself: closed or loose.
    """

    def __init__(self) -> None:
        self.groups: Groups = no_groups()
        self.all_closed = False
        self._ids: NDArray[np.int64] = np.empty(0, np.int64)
        self._single: dict[int, StackState] = {}  # photo id -> what was done with its group alone
        self._states: NDArray[np.int8] = np.empty(0, np.int8)  # by group
        self._shown: Positions = np.empty(0, np.intp)  # the photos that stand for closed groups
        self._matching: NDArray[np.intp] = np.empty(0, np.intp)  # by group: photos that pass the filter

    # -- open and close ------------------------------------------------------------------------------------------

    def show(self, groups: Groups, ids: NDArray[np.int64], current: int = -1) -> None:
        """Take other groups.

        Args:
            groups: of the photos 0..n-1.
            ids: of at least these photos.
            current: position that goes on standing for its group if it does so now.
        """
        self.groups = groups
        self._ids = ids
        self.choose_anew(current)
        self._restate()

    def carry_over(self, places: Positions, columns: PhotoColumns) -> None:
        """Another table holds the photos: the groups stay with them until they are made anew.

        Args:
            places: position in the other table of each photo of the present one, -1 where it is not there.
            columns: of the other table.
        """
        shown = places[self._shown]
        self._shown = shown[shown >= 0]
        self.groups = carried_over(self.groups, places[: len(self.groups.group_of)], columns)
        self._ids = columns.ids
        if self._single:
            known = set(columns.ids.tolist())
            self._single = {photo_id: state for photo_id, state in self._single.items() if photo_id in known}
        self._restate()

    def choose_anew(self, current: int = -1) -> None:
        """Let the best photo stand for each closed group, whichever did so far; the current one stays."""
        self._shown = self._shown[self._shown == current]

    def state(self, group: int) -> StackState:
        """How a group is shown."""
        return StackState(int(self._states[group])) if 0 <= group < len(self._states) else StackState.LOOSE

    def set_state(self, groups: Collection[int], state: StackState) -> None:
        """Show these groups so, whatever holds for the others."""
        for group in groups:
            members = self.groups.members(group)
            self._single.update(dict.fromkeys(self._ids[members].tolist(), state))
            self._shown = self._shown[~np.isin(self._shown, members)]
        self._restate()

    def open_for(self, ids: Collection[int]) -> None:
        """Show the groups of these photos opened, also groups that are made later."""
        self._single.update(dict.fromkeys(ids, StackState.OPEN))
        self._restate()

    def set_all(self, *, closed: bool) -> None:
        """Show every group closed, or every one loose."""
        self.all_closed = closed
        self._single.clear()
        self.choose_anew()
        self._restate()

    def closed_groups(self) -> NDArray[np.intp]:
        """Groups that are closed."""
        return np.flatnonzero(self._states == StackState.CLOSED.value)

    def _restate(self) -> None:
        usual = StackState.CLOSED if self.all_closed else StackState.LOOSE
        self._states = np.full(len(self.groups), usual.value, np.int8)
        if not self._single:
            return
        known = np.array(list(self._single), np.int64)
        values = np.array([state.value for state in self._single.values()], np.int8)
        mine = self._ids[: len(self.groups.group_of)]
        rows = np.flatnonzero(np.isin(mine, known) & (self.groups.group_of >= 0))
        order = np.argsort(known)
        found = values[order][np.searchsorted(known[order], mine[rows])]
        # Of a group that was put together from several, one photo decides; it can be toggled with a key.
        self._states[self.groups.group_of[rows]] = found

    # -- order ---------------------------------------------------------------------------------------------------

    def group_order(self, columns: PhotoColumns, names: NameKeys, descending: bool = False) -> Positions:
        """All photos in the order in which they were taken, but the photos of a group together.

        Args:
            columns: the photos.
            names: keys of the same paths.
            descending: the last group first; inside a group the order stays.
        """
        order = capture_order(columns, names)
        group_of = self.groups_of(order)
        first = np.arange(len(order))
        inside = np.flatnonzero(group_of >= 0)
        begins = np.full(len(self.groups), len(order), np.intp)
        np.minimum.at(begins, group_of[inside], inside)
        first[inside] = begins[group_of[inside]]
        result: Positions = order[np.argsort(-first if descending else first, kind="stable")]
        return result

    def arrange(self, order: Positions, columns: PhotoColumns) -> Positions:
        """Put closed groups under one photo and opened ones together.

        A closed group is shown by the photo that stood for it before, while it passes the filter; else by its best
        pick, else by its best photo that is not rejected, else by its best. It has that photo's place.

        Args:
            order: positions that pass the filter, in the order of the sort.
            columns: the photos.
        """
        group_of = self.groups_of(order)
        inside = np.flatnonzero(group_of >= 0)
        self._matching = np.bincount(group_of[inside], minlength=len(self.groups)).astype(np.intp)
        states = self._states[group_of[inside]]
        stacked = inside[states != StackState.LOOSE.value]
        if not len(stacked):
            self._shown = np.empty(0, np.intp)
            return order
        front = self._fronts(order, stacked, group_of, columns)  # by group: place in ``order``, -1 where loose
        closed = inside[states == StackState.CLOSED.value]
        keep = np.ones(len(order), np.bool_)
        keep[closed] = False
        keep[front[group_of[closed]]] = True
        self._shown = order[front[np.unique(group_of[closed])]]
        place = np.arange(len(order))
        place[stacked] = front[group_of[stacked]]
        arranged = np.argsort(place, kind="stable")
        result: Positions = order[arranged[keep[arranged]]]
        return result

    def _fronts(
        self, order: Positions, stacked: Positions, group_of: NDArray[np.int32], columns: PhotoColumns
    ) -> NDArray[np.intp]:
        at = order[stacked]
        flags = columns.flags[at]
        shown_before = np.isin(at, self._shown)
        keys = (
            self.groups.rank[at],
            flags == Flag.REJECT,
            flags != Flag.PICK,
            ~shown_before,
            group_of[stacked],
        )
        ranked = stacked[np.lexsort(keys)]
        groups = group_of[ranked]
        first = np.flatnonzero(np.diff(groups, prepend=-1))
        front = np.full(len(self.groups), -1, np.intp)
        front[groups[first]] = ranked[first]
        return front

    def groups_of(self, positions: Positions) -> NDArray[np.int32]:
        """Groups of photos, -1 alone and for photos that came after the groups were made."""
        known = self.groups.group_of
        if not len(known):
            return np.full(len(positions), -1, np.int32)
        return np.where(positions < len(known), known[np.minimum(positions, len(known) - 1)], np.int32(-1))

    # -- what is shown -------------------------------------------------------------------------------------------

    def front_of(self, position: int) -> int:
        """The photo that stands for the closed group of this one, -1 where its group is not closed."""
        group = self.groups.group(position)
        if group < 0 or self.state(group) is not StackState.CLOSED:
            return -1
        at = self._shown[self.groups.group_of[self._shown] == group]
        return int(at[0]) if len(at) else -1

    def matching(self, group: int) -> int:
        """How many photos of a group pass the filter."""
        return int(self._matching[group]) if 0 <= group < len(self._matching) else 0

    def under_fronts(self) -> int:
        """How many photos that pass the filter are not to be seen because their group is closed."""
        closed = self.closed_groups()
        closed = closed[closed < len(self._matching)]
        return int(np.maximum(self._matching[closed] - 1, 0).sum())

    def runs(self, order: Positions) -> NDArray[np.intp]:
        """Number of the run of each row: neighbours of one group, or a photo alone, have one number.

        Args:
            order: positions as they are shown.
        """
        group_of = self.groups_of(order)
        new = np.ones(len(order), np.bool_)
        new[1:] = (group_of[1:] != group_of[:-1]) | (group_of[1:] < 0)
        return np.cumsum(new) - 1
