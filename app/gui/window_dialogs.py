"""The dialogs of the window; what they show is imported when they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox

from app.culling.proposals import Proposal
from app.culling.wording import photos
from app.errors import UserError
from app.gui.commands import commands
from app.gui.key_sheet import KeySheet
from app.gui.sentences import localised
from app.gui.shown_only import reach_of

if TYPE_CHECKING:
    from app.gui.main_window import MainWindow


class WindowDialogs(QObject):
    """Asks and does what is answered."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def propose_reject_below(self, threshold: float) -> None:
        """Show what would be rejected and do it if the user says so."""
        session = self._window.session
        everything = session.propose_reject_below(threshold)
        if everything.ids and session.view.hidden:
            self.propose(session.propose_reject_below(threshold, only_shown=True), everything)
        else:
            self.propose(everything)

    def propose(self, proposal: Proposal, everything: Proposal | None = None) -> None:
        """Show what a proposal would do and do it if the user says so.

        Args:
            proposal: what is shown first.
            everything: the same without regard to the filter, where the user may choose it instead.
        """
        from app.gui.proposing import ask_proposal

        window = self._window
        if not proposal.ids and everything is None:
            window.tell(proposal.text)
            return
        reach = reach_of(window.session.view)
        agreed = ask_proposal(window, proposal, window.area.model, window.area.thumbnails, reach, everything)
        if agreed is not None:
            window.session.accept(agreed)
        window.area.grid.visibleChanged.emit()  # the dialog had its own wishes for thumbnails

    def export_keepers(self) -> None:
        """Ask which keepers go where, and write the list."""
        from app.gui.export_dialog import ExportDialog
        from app.gui.hand_over import count_keepers, write_keepers

        window = self._window
        if window.services is None or window.session.root is None:
            return
        view = window.session.view
        dialog = ExportDialog(
            lambda query, only_shown: count_keepers(view, query, only_shown),
            reach=reach_of(view),
            folder=window.session.root,
            parent=window,
        )
        if not dialog.exec():
            return
        to, form = dialog.destination(), dialog.format()
        only_shown = dialog.shown_only.on
        done = write_keepers(window.services, window.session, dialog.query(), to, form, only_shown=only_shown)
        window.dispatcher.when_done(
            done,
            lambda count: window.tell(self.tr("Wrote {photos} to {file}.").format(photos=photos(count), file=to)),
            lambda error: self._export_failed(error),
        )

    def _export_failed(self, error: UserError) -> None:
        QMessageBox.warning(self._window, self.tr("The list was not written"), localised(str(error)))

    def show_keys(self) -> None:
        """The key sheet."""
        KeySheet(commands(), self._window).exec()
