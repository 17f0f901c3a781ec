"""What makes long work with the window easy: Caps Lock, watching, notices, other programs, keys, settings, hint."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QBoxLayout

from app.culling.bands import ScoreBand
from app.culling.keep_best import keep_best, keep_best_of_groups
from app.culling.proposals import Proposal
from app.gui import theme_switch
from app.gui.actions import rebind
from app.gui.caps_lock import CapsLock
from app.gui.commands import commands, usual_commands
from app.gui.drag_out import DragOut
from app.gui.folder_watch import FolderWatch
from app.gui.hint_bar import HintBar
from app.gui.menus import menu_keys
from app.gui.new_photos import NewPhotos
from app.gui.notifier import Notifier
from app.gui.outside import Outside
from app.gui.phase import Phase
from app.gui.preferences import Look, Preferences
from app.gui.shown_only import reach_of

if TYPE_CHECKING:
    from app.gui.main_window import MainWindow
    from app.gui.services import Services


class Comfort(QObject):
    """Owns these helpers of a window.

    Attributes:
        caps: Caps Lock.
        watch: looks for new photos.
        outside: other programs.
        notifier: the ends of long jobs.
        hint: the line of the first start; None once it was read.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.preferences = Preferences()
        self.caps = CapsLock(self)
        self.caps.listen_to(window)
        self.caps.changed.connect(self._caps_changed)
        self.watch = FolderWatch(window.session, window.dispatcher, self)
        self.new_photos = NewPhotos(window.session, self.watch, window.dispatcher)
        self.notifier = Notifier(window, self.preferences)
        self.outside = Outside(window, self.target_paths, window.tell, self.preferences)
        self.drag_out = DragOut(window.area.grid, self._paths_of, window.area.thumbnails.pixmap)
        self.hint: HintBar | None = None
        window.session.phaseChanged.connect(self._phase_changed)
        window.histogram.bandChanged.connect(self._band_changed)
        window.histogram.keepBestRequested.connect(self.keep_best)
        QApplication.styleHints().colorSchemeChanged.connect(self._scheme_changed)

    def use(self, services: Services) -> None:
        """The rooms behind are ready."""
        self.new_photos.use(services)
        self.watch.use(services)

    def close(self) -> None:
        """End the threads."""
        self.watch.close()
        self.new_photos.close()
        self.notifier.close()

    @property
    def goes_on(self) -> bool:
        """Whether every decision goes on to the next photo."""
        return self.caps.on or self._window.actions_by_id["advance"].isChecked()

    def _caps_changed(self, on: bool) -> None:
        if on:
            self._window.tell(self.tr("Caps Lock is on: every decision goes on to the next photo."))
        else:
            self._window.tell(self.tr("Caps Lock is off."))

    # -- targets -------------------------------------------------------------------------------------------------

    def target_paths(self) -> list[Path]:
        """The files that a command works on."""
        return self._paths_of(self._window.area.targets())

    def _paths_of(self, ids: object) -> list[Path]:
        table = self._window.session.table
        at = table.positions(ids)  # type: ignore[arg-type]
        return [Path(table.columns.paths[position]) for position in at.tolist() if position >= 0]

    # -- phases --------------------------------------------------------------------------------------------------

    def _phase_changed(self) -> None:
        session = self._window.session
        if session.phase in (Phase.SCANNING, Phase.LOADING_MODEL, Phase.SCORING):
            self.notifier.begin()
        elif session.phase is Phase.READY:
            name = session.root.name if session.root else ""
            self.notifier.end(self.tr("{folder} is scored.").format(folder=name))
        else:
            self.notifier.forget()
        if session.root is not None and len(session.table) and self.hint is None and not self.preferences.hint_seen:
            self._show_hint()

    def _show_hint(self) -> None:
        middle = self._window.centralWidget()
        rows = middle.layout() if middle is not None else None
        if not isinstance(rows, QBoxLayout):
            return
        self.hint = HintBar(commands(), middle)
        self.hint.read.connect(self._hint_read)
        self.hint.keysRequested.connect(self._window.dialogs.show_keys)
        rows.insertWidget(0, self.hint)

    def _hint_read(self) -> None:
        self.preferences.hint_seen = True
        if self.hint is not None:
            self.hint.hide()
            self.hint.deleteLater()
            self.hint = None
        self._window.area.focus_photos()

    # -- undo ----------------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take the last step back; redo can be pressed at once, before that is done."""
        self._window.session.desk.undo()
        self._window.figures.show_undo()

    def redo(self) -> None:
        """Do again what was undone; undo can be pressed at once."""
        self._window.session.desk.redo()
        self._window.figures.show_undo()

    # -- filter and proposals ------------------------------------------------------------------------------------

    def search(self) -> None:
        """Begin to type into the search field of the filter bar."""
        if self._window.session.root is not None:
            self._window.actions_by_id["filter-bar"].setChecked(True)
            self._window.filter_bar.focus_search()

    def _band_changed(self, band: ScoreBand) -> None:
        self._window.session.band = band
        self._window.figures.counts_soon()

    def keep_best(self) -> None:
        """Ask how many photos to keep, show which ones that concerns, and do it if the user says so."""
        from app.gui.keep_best_dialog import Contest, KeepBestDialog

        view = self._window.session.view
        if np.isnan(view.scope_columns().scores).all():
            self._window.tell(self.tr("No photo has a score yet."))
            return

        def contest_for(only_shown: bool) -> Contest:
            columns, groups = view.target_columns(only_shown), self._groups(only_shown)
            return Contest(
                int(np.count_nonzero(~np.isnan(columns.scores))),
                lambda count, pick: keep_best(columns, count, pick=pick),
                None if groups is None else lambda count, pick: keep_best_of_groups(columns, *groups, count, pick=pick),
            )

        dialog = KeepBestDialog(contest_for, reach_of(view), self._window)
        agreed = dialog.exec()
        dialog.deleteLater()
        if agreed:
            self.propose(dialog.proposal())

    def _groups(self, only_shown: bool) -> tuple[np.ndarray, np.ndarray] | None:
        """Group and rank of each photo that competes; brackets are left out, as their photos are no duplicates."""
        from app.culling.groups import GroupKind

        session = self._window.session
        groups = session.groups.groups
        if not len(groups):
            return None
        at = session.view.target_positions(only_shown)
        if (at >= len(groups.group_of)).any():
            return None  # photos arrived since; the groups are being made anew
        bracket = np.array([*(kind is GroupKind.BRACKET for kind in groups.kinds), True])  # the last one is for -1
        group_of = np.where(bracket[groups.group_of[at]], -1, groups.group_of[at]).astype(np.int32)
        return (group_of, groups.rank[at]) if (group_of >= 0).any() else None

    def propose(self, proposal: Proposal) -> None:
        """Show a proposal with its photos and do it if the user says so."""
        self._window.dialogs.propose(proposal)

    # -- dialogs -------------------------------------------------------------------------------------------------

    def change_keys(self) -> None:
        """Let the user give commands other keys; menus, tool tips and key sheet follow at once."""
        from app.gui.key_dialog import KeyDialog

        dialog = KeyDialog(commands(), usual_commands(), self._window, menus=menu_keys(self._window.menuBar()))
        if dialog.exec():
            self.keys_changed()
        dialog.deleteLater()

    def keys_changed(self) -> None:
        """Take over the keys that are kept."""
        rebind(self._window.actions_by_id)
        if self.hint is not None:
            self.hint.show_keys(commands())

    def change_settings(self) -> None:
        """The settings."""
        from app.gui.settings_dialog import SettingsDialog
        from app.gui.translations import languages

        dialog = SettingsDialog(self.preferences, languages(), self._window)
        if dialog.exec():
            self.follow_look()
        dialog.deleteLater()

    def _scheme_changed(self) -> None:
        if self.preferences.look is Look.SYSTEM:
            self.follow_look()

    def follow_look(self) -> None:
        """Show the theme that is wanted, at once."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        if theme_switch.switch(app, light=theme_switch.wants_light(app, self.preferences.look)):
            self._window.info.refresh()  # the colour of its score is none of the theme's, but between them
