"""Which photos stand side by side: a candidate against one challenger after the other, or up to four at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

MOST = 4
"""Photos that can be compared at once."""

Ids = NDArray[np.int64]


class Board(NamedTuple):
    """What a comparison is at one moment, to be taken up again.

    Attributes:
        panes, focus: as of `Comparison`.
        members, ranked: as of its constructor.
        met: photos that have been side by side with others so far.
    """

    panes: tuple[int, ...]
    focus: int
    members: tuple[int, ...] | None
    ranked: bool
    met: frozenset[int]


class Comparison:
    """Two to four photos, one of which has the focus.

    With two, the first is the candidate and the second the challenger, who is replaced by the next one of ``order``;
    with more, the photos stay and the focus moves.

    Attributes:
        panes: photo ids, the candidate first.
        focus: index into ``panes``.
        order: ids of all photos that may come, in their order.
    """

    def __init__(
        self,
        panes: Sequence[int],
        focus: int,
        visible: Ids,
        members: Sequence[int] | None = None,
        *,
        ranked: bool = False,
    ) -> None:
        """Begin.

        Args:
            panes: ids of the first photos, at least two.
            focus: which of them has the focus.
            visible: ids of all visible photos in their order.
            members: only these may come; None for all that are visible.
            ranked: they come in the order of ``members``, the best first, and not in that of ``visible``.
        """
        self.panes = list(panes)
        self.focus = focus
        self._members = None if members is None else np.asarray(members, np.int64)
        self._ranked = ranked
        self._met: set[int] = set()
        self.order = self._allowed(visible)

    @classmethod
    def begin(cls, current: int, selected: Sequence[int], visible: Ids, group: Sequence[int] = ()) -> Comparison | None:
        """Choose what to compare; None where there is nothing to compare with.

        Two to four selected photos are compared with each other. Of more, two are, and the others come one by one. A
        single photo is compared with those of its group, which comes with its best first, else with the one that
        follows it.
        """
        shown = np.isin(np.asarray(selected, np.int64), visible) if len(selected) else np.empty(0, bool)
        chosen = [photo_id for photo_id, here in zip(selected, shown.tolist(), strict=True) if here]
        if 2 <= len(chosen) <= MOST:
            focus = chosen.index(current) if current in chosen else 0
            return cls(chosen, focus, visible)
        group = np.asarray(group, np.int64)[np.isin(group, visible)].tolist() if len(group) > 1 else []
        ranked = len(chosen) <= MOST and len(group) > 1
        members = chosen if len(chosen) > MOST else group if ranked else None
        if current not in visible or (members is not None and current not in members):
            if members is None:
                return None
            current = members[0]
        made = cls([current], 0, visible, members, ranked=ranked)
        challenger = None if ranked else made._neighbour(current, 1) or made._neighbour(current, -1)
        if ranked:
            challenger = next(photo_id for photo_id in made.order.tolist() if photo_id != current)
        if challenger is None:
            return None
        made.panes.append(challenger)
        made.focus = 1
        return made

    @classmethod
    def resume(cls, board: Board, visible: Ids) -> Comparison | None:
        """Go on where a comparison was; None where fewer than two of its photos are left."""
        made = cls(board.panes, board.focus, visible, board.members, ranked=board.ranked)
        made._met = set(board.met)
        return made if made.update(visible) else None

    def board(self) -> Board:
        """What it is now."""
        members = None if self._members is None else tuple(self._members.tolist())
        return Board(tuple(self.panes), self.focus, members, self._ranked, frozenset(self._met))

    @property
    def focused(self) -> int:
        """Id of the photo with the focus."""
        return self.panes[self.focus]

    @property
    def duel(self) -> bool:
        """Whether it is one against one."""
        return len(self.panes) == 2

    def step(self, by: int) -> bool:
        """Bring the next challenger (1) or the one before (-1), or move the focus; False at the end."""
        if not self.duel:
            return self.move_focus(by)
        challenger = self._neighbour(self.panes[1], by)
        if challenger is None:
            return False
        self._met.update(self.panes)
        self.panes[1] = challenger
        self.focus = 1
        return True

    def coming(self, most: int) -> list[int]:
        """The challengers that would come next, and the one before, nearest first; at most so many ahead."""
        found: list[int] = []
        at = self.panes[-1]
        for _ in range(most):
            following = self._neighbour(at, 1)
            if following is None:
                break
            found.append(following)
            at = following
        back = self._neighbour(self.panes[-1], -1)
        return found if back is None else [*found, back]

    def go_to_end(self, last: bool) -> bool:
        """Bring the first or the last challenger there is, or focus the first or last photo."""
        if not self.duel:
            self.focus = len(self.panes) - 1 if last else 0
            return True
        others = [
            photo_id
            for photo_id in (self.order[::-1] if last else self.order)[:2].tolist()
            if photo_id != self.panes[0]
        ]
        if not others:
            return False
        self._met.update(self.panes)
        self.panes[1] = others[0]
        self.focus = 1
        return True

    def move_focus(self, by: int) -> bool:
        """Focus another of the photos shown; False at the end."""
        wanted = self.focus + by
        if not 0 <= wanted < len(self.panes):
            return False
        self.focus = wanted
        return True

    def swap(self) -> None:
        """Candidate and focused challenger change places; the focus stays with its photo."""
        other = self.focus or 1
        self.panes[0], self.panes[other] = self.panes[other], self.panes[0]
        self.focus = other if self.focus == 0 else 0

    def win(self) -> bool:
        """The focused challenger becomes the candidate and the next one comes.

        Of a group, or of more photos than can be shown at once, each comes once, wherever it began: of a group the
        best one first, else those that follow before those ahead. Of all that are visible those that follow come.
        False where no other is left: all stays as it is.
        """
        other = self.focus or 1
        winner, loser = self.panes[other], self.panes[0]
        if not self.duel:
            self.panes[0], self.panes[other] = winner, loser
            self.focus = 0
            return True
        gone = {winner, loser} | (self._met if self._members is not None else set())
        challenger = next((photo_id for photo_id in self._following((winner, loser)) if photo_id not in gone), None)
        if challenger is None:
            return False
        self._met.update(self.panes)
        self.panes = [winner, challenger]
        self.focus = 1
        return True

    def _following(self, shown: Sequence[int]) -> list[int]:
        """Those that may come once one of these two has won, the next one first."""
        later = max(self._place(photo_id) for photo_id in shown) + 1
        order: list[int] = self.order.tolist()
        if self._ranked:
            return order
        return order[later:] if self._members is None else order[later:] + order[:later]

    def bring(self, photo_id: int) -> None:
        """Focus a photo, as the challenger where it is not shown yet."""
        if photo_id not in self.panes:
            self._met.update(self.panes)
            self.panes[self.focus if self.focus and not self.duel else 1] = photo_id
        self.focus = self.panes.index(photo_id)

    def update(self, visible: Ids) -> bool:
        """Others are visible now: who went away is followed by the next one; False where fewer than two are left."""
        before, self.order = self.order, self._allowed(visible)
        here = set(self.panes) & set(visible[np.isin(visible, self.panes)].tolist())
        gone = [photo_id for photo_id in self.panes if photo_id not in here]
        if not gone:
            return True
        wanted = 2 if self.duel else max(2, len(here))
        focused = self.focused
        self.panes = [photo_id for photo_id in self.panes if photo_id in here]
        for photo_id in gone:
            follower = self._follower(before, photo_id) if len(self.panes) < wanted else None
            if follower is not None:
                self.panes.append(follower)
        if len(self.panes) < 2:
            return False
        self.focus = self.panes.index(focused) if focused in self.panes else min(self.focus, len(self.panes) - 1)
        if focused in gone and self.duel:
            self.focus = 1
        return True

    def _allowed(self, visible: Ids) -> Ids:
        if self._members is None:
            return visible
        if self._ranked:
            return self._members[np.isin(self._members, visible)]
        return visible[np.isin(visible, self._members)]

    def _place(self, photo_id: int) -> int:
        found = np.flatnonzero(self.order == photo_id)
        return int(found[0]) if len(found) else -1

    def _neighbour(self, photo_id: int, by: int) -> int | None:
        """The nearest photo of the order in this direction that is not shown."""
        at = self._place(photo_id)
        if at < 0:
            at = -1 if by > 0 else len(self.order)
        at += by
        while 0 <= at < len(self.order):
            if int(self.order[at]) not in self.panes:
                return int(self.order[at])
            at += by
        return None

    def _follower(self, before: Ids, gone: int) -> int | None:
        """Who comes instead of a photo that is visible no more: the next one after it, else the last one before it."""
        found = np.flatnonzero(before == gone)
        at = int(found[0]) if len(found) else 0
        free = np.isin(before, self.order) & ~np.isin(before, self.panes)
        after, ahead = np.flatnonzero(free[at:]), np.flatnonzero(free[:at])
        if len(after):
            return int(before[at + after[0]])
        return int(before[ahead[-1]]) if len(ahead) else None
