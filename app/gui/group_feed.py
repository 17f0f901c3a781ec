"""Brings the session's groups to everything in the window that speaks of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.culling.groups import GroupKind, GroupSettings
from app.culling.stacks import StackState
from app.gui.group_panel import GroupPanel
from app.gui.group_words import folder_words, group_title, rank_words, reason_words
from app.gui.stack_commands import StackCommands
from app.gui.stacks import StackCell, stack_cell

if TYPE_CHECKING:
    from app.gui.main_window import MainWindow


class GroupFeed(QObject):
    """Wires groups to the grid's cells, the panels, the status bar and the settings of the next start."""

    def __init__(self, window: MainWindow, commands: StackCommands, panel: GroupPanel) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._area = window.area
        self._commands = commands
        self._panel = panel
        model = self._area.model
        model.stack_of = self._stack_of
        model.rank_in_group = self._rank_of
        self._area.neighbours = self._neighbours
        panel.set_actions(window.actions_by_id)
        panel.settingsChanged.connect(self._session.groups.set_settings)
        panel.bestRequested.connect(self._go_to_best)
        self._session.groups.changed.connect(self._show_all)
        self._session.orderChanged.connect(lambda _: self._show_all())
        self._area.currentChangedTo.connect(lambda _: self.show())
        self._area.targetsChanged.connect(self.show)

    # -- for the photo model -------------------------------------------------------------------------------------

    def _stack_of(self, row: int) -> StackCell | None:
        return stack_cell(self._session.view, self._area.model.order, row)

    def _rank_of(self, position: int) -> tuple[int, int] | None:
        groups = self._session.view.stacks.groups
        if groups.group(position) < 0:
            return None
        return int(groups.rank[position]), int(groups.size[position])

    def _neighbours(self, photo_id: int) -> Sequence[int]:
        groups, table = self._session.view.stacks.groups, self._session.table
        group = groups.group(table.position(photo_id))
        if group < 0:
            return ()
        ids: list[int] = table.columns.ids[groups.ranked(group)].tolist()
        return ids

    # -- words ---------------------------------------------------------------------------------------------------

    def _show_all(self) -> None:
        """Say what is true of the groups now."""
        session, view = self._session, self._session.view
        self._panel.show_folder(folder_words(view.stacks.groups) if len(session.table) else "")
        self._window.status.show_stacked(view.stacks.under_fronts())
        self.show()

    def show(self) -> None:
        """Say what is true of the current photo's group now."""
        session, groups = self._session, self._session.view.stacks.groups
        self._commands.enable(self._window.actions_by_id)
        position = session.table.position(session.current)
        group = groups.group(position)
        if group < 0:
            alone = self.tr("This photo is in no group.") if position >= 0 else ""
            self._panel.show_group("", "", "", "", f"{alone} {self._selection_hint()}".strip())
            self._window.side_panel.show_rank("")
            self._window.status.show_rank("")
            return
        rank = rank_words(int(groups.rank[position]), int(groups.size[position]))
        best = groups.best(group)
        name = "" if best == position else session.table.columns.paths[best].rpartition(os.sep)[2]
        reason = reason_words(groups.suggestion(group))
        if not name:
            reason = reason[:1].upper() + reason[1:]
        hint = self._selection_hint() or self._hint(group)
        self._panel.show_group(group_title(groups, group), rank, name, reason, hint)
        self._window.side_panel.show_rank(rank)
        self._window.status.show_rank(rank)

    def _selection_hint(self) -> str:
        """What B would do with several selected photos; empty where it is about one."""
        outlook = self._commands.outlook()
        if len(outlook.kept) < 2:
            return ""
        kept, rest = len(outlook.kept), len(outlook.rest)
        if outlook.asks:
            words = self.tr("The photos of a bracket belong together: B asks before it rejects.")
        elif rest:
            words = self.tr("B keeps the {count} selected photos and rejects the other {rest} of their groups.")
        else:
            words = self.tr("B keeps the {count} selected photos.")
        words = words.format(count=kept, rest=rest)
        if outlook.hidden:
            words += " " + self.tr("{count} hidden by the filter stay as they are.").format(count=outlook.hidden)
        return words

    def _hint(self, group: int) -> str:
        """What the keys would do: the target of an action is always visible."""
        view = self._session.view
        groups, stacks = view.stacks.groups, view.stacks
        others = stacks.matching(group) - 1
        words = ""
        if stacks.state(group) is StackState.CLOSED:
            words = self.tr("Collapsed: a decision is about the photo that is shown, not about those under it. ")
        if groups.kind(group) is GroupKind.BRACKET:
            return words + self.tr("The photos of a bracket belong together: B asks before it rejects.")
        if others > 0:
            words += self.tr("B keeps this one and rejects the other {count}.").format(count=others)
        hidden = len(groups.members(group)) - stacks.matching(group)
        if hidden:
            words += " " + self.tr("{count} hidden by the filter stay as they are.").format(count=hidden)
        return words.strip()

    def _go_to_best(self) -> None:
        session = self._session
        groups = session.view.stacks.groups
        group = groups.group(session.table.position(session.current))
        if group < 0:
            return
        photo_id = int(session.table.columns.ids[groups.best(group)])
        if self._area.model.row_of(photo_id) < 0 and not session.groups.open_for([photo_id]):
            session.told.emit(self.tr("The suggested photo is hidden by the filter."), False)
            return
        self._area.go_to(photo_id)

    # -- from one start to the next ------------------------------------------------------------------------------

    def restore(self) -> None:
        """Put back the settings of the last time."""
        state = self._window.state
        try:
            settings = GroupSettings(
                state.number("group-gap", GroupSettings().max_gap_s),
                state.number("group-similarity", GroupSettings().similarity),
            )
        except ValueError:
            settings = GroupSettings()  # the file of settings was edited by hand
        self._panel.show_settings(settings)
        self._session.groups.set_settings(settings)
        self._session.view.stacks.set_all(closed=state.switch("stacks-closed", False))

    def keep(self) -> None:
        """Write the settings down."""
        state, groups = self._window.state, self._session.groups
        state.set_value("group-gap", groups.settings.max_gap_s)
        state.set_value("group-similarity", groups.settings.similarity)
        state.set_value("stacks-closed", self._session.view.stacks.all_closed)
