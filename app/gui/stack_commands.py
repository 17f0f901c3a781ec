"""What the keys of groups and stacks do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from app.catalog.records import Decision, Flag
from app.culling.groups import GroupKind
from app.culling.stacks import StackState
from app.culling.wording import photos
from app.gui.asked_twice import AskedTwice
from app.gui.folder_session import FolderSession
from app.gui.folder_view import Positions
from app.gui.photo_area import PhotoArea

Handler = Callable[..., object]


class Outlook(NamedTuple):
    """What B would do now.

    Attributes:
        kept: positions of the photos that it picks.
        rest: those that it rejects.
        hidden: how many of their groups it leaves alone because the filter hides them.
        asks: an exposure bracket is among them, so it asks first.
    """

    kept: Positions
    rest: Positions
    hidden: int
    asks: bool


class StackCommands(QObject):
    """Acts on the group of the current photo, or on the groups of the selection.

    A key that decides hits the photos that are shown, so of a closed stack only the one that stands for it. Only B
    reaches the others of a group: those that the filter shows or a closed stack holds, never those that the filter
    hides.
    """

    def __init__(self, session: FolderSession, area: PhotoArea, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._area = area
        self._asked = AskedTwice(self)  # about the photos of a bracket
        area.currentChangedTo.connect(lambda _: self._asked.forget())
        area.modeChanged.connect(self._asked.forget)
        session.desk.changed.connect(lambda _: self._asked.forget())

    def handlers(self) -> dict[str, Handler]:
        """What to do for each command."""
        return {
            "previous-group": lambda: self.step(-1),
            "next-group": lambda: self.step(1),
            "keep-group": self.keep_rest,
            "stack": self.toggle,
            "stacks": self.toggle_all,
            "split-group": self.split,
            "merge-groups": self.merge,
            "automatic-group": self.automatic,
        }

    def enable(self, actions: dict[str, QAction]) -> None:
        """Say which commands make sense now."""
        self._asked.action = actions["keep-group"]
        position = self._session.table.position(self._session.current)
        groups = self._session.view.stacks.groups
        grouped = groups.group(position) >= 0
        several = len(self._area.targets()) > 1
        for name in ("stack", "split-group"):
            actions[name].setEnabled(grouped or several)
        actions["merge-groups"].setEnabled(several)
        actions["automatic-group"].setEnabled(self._session.groups.by_hand(position) or several)
        actions["keep-group"].setEnabled(position >= 0)

    # -- where we are --------------------------------------------------------------------------------------------

    def _targets(self) -> Positions:
        at = self._session.table.positions(self._area.targets())
        return at[at >= 0]

    def _groups_of(self, positions: Positions) -> list[int]:
        """The groups of photos, each once; photos alone have none."""
        group_of = self._session.view.stacks.groups.group_of
        found = np.unique(group_of[positions[positions < len(group_of)]])
        groups: list[int] = found[found >= 0].tolist()
        return groups

    def _current_group(self) -> int:
        session = self._session
        return session.view.stacks.groups.group(session.table.position(session.current))

    def _tell(self, text: str) -> None:
        self._session.told.emit(text, False)

    # -- stacks --------------------------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Close the stack of the current photo, and of all selected ones, or open it."""
        if self._side_by_side():
            return
        stacks = self._session.view.stacks
        group = self._current_group()
        chosen = self._groups_of(self._targets()) or ([group] if group >= 0 else [])
        if not chosen:
            self._tell(self.tr("This photo is in no group."))
            return
        first = group if group >= 0 else chosen[0]
        close = stacks.state(first) is not StackState.CLOSED
        stacks.set_state(chosen, StackState.CLOSED if close else StackState.OPEN)
        self._session.groups.rearrange()

    def toggle_all(self) -> None:
        """Close all stacks, or where one is closed, show every photo in its place again."""
        if self._side_by_side():
            return
        stacks = self._session.view.stacks
        if not len(stacks.groups):
            self._tell(self.tr("There are no groups here."))
            return
        stacks.set_all(closed=not len(stacks.closed_groups()))
        self._session.groups.rearrange()

    def _side_by_side(self) -> bool:
        """Whether photos are compared or surveyed: closing their stack would take them from view, so this is told."""
        if not (self._area.in_compare or self._area.in_survey):
            return False
        self._tell(
            self.tr("Stacks are collapsed and expanded in the grid and the loupe: here the photos stay side by side.")
        )
        return True

    # -- moving --------------------------------------------------------------------------------------------------

    def step(self, by: int) -> bool:
        """Go to the group of two or more before or after this one, past photos alone; False at the end."""
        if not len(self._session.view.stacks.groups):
            self._tell(self.tr("There are no groups here."))
            return False
        goal = self._neighbour(by, alone=False)
        if goal < 0:
            self._tell(self.tr("There is no further group.") if by > 0 else self.tr("There is no group before this."))
            return False
        self._area.ways.go_to_group(goal, self._area.mode)
        return True

    def _neighbour(self, by: int, *, alone: bool, done: Outlook | None = None) -> int:
        """Id of the best visible photo of the next run of neighbours of one group, -1 at the end.

        Args:
            by: 1 for what follows, -1 for what is ahead.
            alone: a photo that is in no group is one, too.
            done: these are decided, wherever the sort puts them.
        """
        view, table = self._session.view, self._session.table
        row = self._area.model.row_of(self._session.current)
        if row < 0:
            return -1
        group_of = view.stacks.groups_of(view.order)
        goals = (group_of < 0) if alone else np.zeros(len(group_of), np.bool_)
        goals |= (group_of >= 0) & (group_of != group_of[row])
        if done is not None:
            goals &= ~np.isin(view.order, np.concatenate([done.kept, done.rest]))
        rows = np.flatnonzero(goals)
        rows = rows[rows > row] if by > 0 else rows[rows < row]
        if not len(rows):
            return -1
        runs = view.stacks.runs(view.order)
        rows = np.flatnonzero(runs == runs[rows[0 if by > 0 else -1]])
        return int(table.columns.ids[self._best(view.order[rows])])

    def _best(self, positions: Positions) -> int:
        """The best of these that is not rejected, else the best."""
        rank = self._session.view.stacks.groups.rank
        places = [int(rank[p]) if p < len(rank) else 1 for p in positions.tolist()]
        rejected = self._session.table.columns.flags[positions] == Flag.REJECT
        return int(positions[np.lexsort((places, rejected))[0]])

    # -- keep this, reject the rest ------------------------------------------------------------------------------

    def keep_rest(self) -> None:
        """Pick what is selected, reject the rest of its groups as one step, and go on to the next group."""
        session, mode = self._session, self._area.mode
        outlook = self.outlook()
        kept, rest = outlook.kept, outlook.rest
        if not len(kept) or not self._agreed(outlook):
            return
        goal = self._neighbour(1, alone=True, done=outlook)
        ids = session.table.columns.ids
        keep = set(ids[kept].tolist())
        order = [*ids[kept].tolist(), *ids[rest].tolist()]
        words = self._words(outlook)

        def decide(photo_id: int, decision: Decision) -> Decision:
            return replace(decision, flag=Flag.PICK if photo_id in keep else Flag.REJECT)

        # The words are finished: braces in them are no places to fill.
        session.desk.apply(order, decide, words.replace("{", "{{").replace("}", "}}"))
        if self._area.model.row_of(goal) >= 0:
            session.told.emit(f"{words}.", True)
            self._area.ways.go_to_group(goal, mode)
        else:
            session.told.emit(f"{words}. " + self.tr("There is no further group."), True)

    def outlook(self) -> Outlook:
        """What B would do now: which photos it keeps, and which others of their groups it would reject."""
        groups = self._session.view.stacks.groups
        kept = self._targets()
        chosen = self._groups_of(kept)
        others = np.flatnonzero(np.isin(groups.group_of, chosen)) if chosen else np.empty(0, np.intp)
        others = others[~np.isin(others, kept)]
        passing = self._session.view.passing(others)
        rest = others[passing]
        asks = bool(len(rest)) and any(groups.kind(group) is GroupKind.BRACKET for group in chosen)
        return Outlook(kept, rest, int((~passing).sum()), asks)

    def _agreed(self, outlook: Outlook) -> bool:
        """The frames of a bracket belong together: the first B says so, the second does it."""
        if not outlook.asks or self._asked.agreed((outlook.kept.tolist(), outlook.rest.tolist())):
            return True
        words = self.tr("An exposure bracket, not duplicates: press again to reject its other {photos}.")
        self._tell(words.format(photos=photos(len(outlook.rest))))
        return False

    def _words(self, outlook: Outlook) -> str:
        kept, rest, hidden = outlook.kept, outlook.rest, outlook.hidden
        columns = self._session.table.columns
        words = self.tr("Kept {kept}").format(kept=photos(len(kept)))
        if len(rest):
            words += self.tr(", rejected the other {count} of the group").format(count=len(rest))
        rated = (columns.stars[rest] > 0) | (columns.labels[rest] > 0) | (columns.flags[rest] == Flag.PICK)
        overruled = rated & (columns.flags[rest] != Flag.REJECT)
        changed = int(overruled.sum() + (columns.flags[kept] == Flag.REJECT).sum())
        if changed == 1:
            words += self.tr("; 1 had been decided otherwise")
        elif changed:
            words += self.tr("; {count} had been decided otherwise").format(count=changed)
        if hidden:
            words += self.tr("; {count} hidden by the filter left alone").format(count=hidden)
        return words

    # -- by hand -------------------------------------------------------------------------------------------------

    def split(self) -> None:
        """Split the current photo's group in two: before it, or the selected photos off the rest."""
        session = self._session
        stacks, groups = session.view.stacks, session.view.stacks.groups
        group = self._current_group()
        if group < 0:
            self._tell(self.tr("This photo is in no group."))
            return
        if stacks.state(group) is StackState.CLOSED:
            stacks.set_state([group], StackState.OPEN)
            session.groups.rearrange()
            self._tell(self.tr("Opened the stack: go to the first photo of the new group and split again."))
            return
        members = groups.members(group)
        chosen = self._targets()
        chosen = chosen[np.isin(chosen, members)]
        if len(chosen) > 1:
            away = np.isin(members, chosen)
        else:
            away = np.arange(len(members)) >= np.flatnonzero(members == session.table.position(session.current))[0]
        if away.all():
            self._tell(self.tr("Nothing of the group is before this photo: go to where the new group shall begin."))
            return
        ids = session.table.columns.ids
        parts = [ids[members[~away]].tolist(), ids[members[away]].tolist()]
        text = self.tr("Split a group of {photos}")
        session.desk.regroup(lambda decider, catalog: decider.group(catalog, parts, text))

    def merge(self) -> None:
        """Make one group of the selected photos and all the groups that they are in."""
        session = self._session
        chosen = self._targets()
        members = [session.view.stacks.groups.members(group) for group in self._groups_of(chosen)]
        everyone = np.unique(np.concatenate([chosen, *members]))
        if len(chosen) < 2:
            self._tell(self.tr("Select the photos that shall be one group."))
            return
        ids = session.table.columns.ids[everyone].tolist()
        text = self.tr("Merged {photos} into one group")
        session.desk.regroup(lambda decider, catalog: decider.group(catalog, [ids], text))

    def automatic(self) -> None:
        """Forget what was done by hand with the groups of the selected photos, of a split with all of its parts."""
        chosen = self._targets()
        if len(chosen):
            self._session.groups.let_go(self._session.table.columns.ids[chosen].tolist())
