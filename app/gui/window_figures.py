"""What is shown around the photos: phase, title, counts, targets, undo, and which commands make sense now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.gui.phase import Phase

if TYPE_CHECKING:
    from app.gui.main_window import MainWindow

_COUNTS_MS = 120


class WindowFigures(QObject):
    """Keeps bars, panels and actions of a window true."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._shown_root: Path | None = None
        self._counts = QTimer(self)
        self._counts.setSingleShot(True)
        self._counts.setInterval(_COUNTS_MS)
        self._counts.timeout.connect(self.show_counts)

    def stop(self) -> None:
        """Show nothing more."""
        self._counts.stop()

    def phase_changed(self) -> None:
        """Say what the folder is doing."""
        window = self._window
        session, status, actions = window.session, window.status, window.actions_by_id
        phase = session.phase
        if phase is Phase.OPENING:
            status.show_busy(self.tr("Opening…"))
        elif phase is Phase.SCANNING:
            status.show_busy(self.tr("Looking for photos…"))
        elif phase is Phase.LOADING_MODEL:
            status.show_busy(self.tr("Loading the model…"))
        elif phase is not Phase.SCORING:
            status.show_idle()
        if session.model_trouble and phase is Phase.READY:
            window.tell(self.tr("Nothing is scored: {reason}").format(reason=session.model_trouble))
            status.show_note(self.tr("No scores: no model"), session.model_trouble)
        opened = session.root is not None and phase is not Phase.FAILED
        for name in ("rescan", "export", "write-xmp", "reject-below", "keep-best", "search"):
            actions[name].setEnabled(opened)
        actions["close-folder"].setEnabled(session.root is not None)
        actions["pause"].setEnabled(session.working)
        window.show_filter_bar(actions["filter-bar"].isChecked())
        self._show_title()
        self.show_numbers()
        if phase is Phase.CLOSED:
            window.opening.load_recent()

    def _show_title(self) -> None:
        root = self._window.session.root
        self._window.setWindowTitle(f"{root.name or root} — Keepers" if root else "Keepers")

    def show_folder(self) -> None:
        """Another table holds the photos now."""
        window = self._window
        if window.session.root != self._shown_root:
            self._shown_root = window.session.root
            window.status.tell("")
        if window.session.root is None:
            window.folder_tree.show_figures(None, {})
        self.counts_soon()
        self.show_undo()

    def counts_soon(self) -> None:
        """Count anew, a moment late, so that no key press waits for it."""
        if not self._counts.isActive():
            self._counts.start()

    def show_counts(self) -> None:
        """Counts of the filter bar, histogram and folder badges."""
        window = self._window
        session = window.session
        columns = session.view.scope_columns()
        counts = session.view.counts()
        window.filter_bar.set_counts(counts, session.view.matching, session.view.scope_size)
        window.histogram.set_scores(columns.scores, columns.stars)
        window.info.refresh()
        if session.root is not None:
            window.folder_tree.set_threshold(window.histogram.threshold())
            window.folder_tree.rate(session.table.columns, session.root, window.histogram.threshold())
        self.show_numbers()

    def show_numbers(self) -> None:
        """What is hidden, what a decision would apply to, and whether there is anything to decide on."""
        window = self._window
        view, actions = window.session.view, window.actions_by_id
        window.tool_bar.show_hidden(0 if window.filter_bar.isVisible() else view.hidden)  # the bar says it itself
        window.views.words.show_hidden(view.hidden)
        actions["clear-filter"].setEnabled(view.spec.active)
        targets = window.area.targets()
        window.status.show_count(len(view.order), len(targets))
        for name, action in actions.items():
            if name.startswith(("pick", "reject", "unflag", "stars-", "label-")) and name != "reject-below":
                action.setEnabled(bool(targets))
        for name in ("show-file", "open-editor", "copy-path"):
            actions[name].setEnabled(bool(targets))
        for name in ("invert-filter", "save-filter"):
            actions[name].setEnabled(view.spec.active)

    def show_undo(self) -> None:
        """What undo and redo would do."""
        desk = self._window.session.desk
        for name, words, plain, with_words in (
            ("undo", desk.undo_text, self.tr("Undo"), self.tr("Undo: {what}")),
            ("redo", desk.redo_text, self.tr("Redo"), self.tr("Redo: {what}")),
        ):
            action = self._window.actions_by_id[name]
            action.setEnabled(words is not None or desk.moving or (name == "undo" and desk.writing))
            action.setText(with_words.format(what=words) if words else plain)
