"""The window: puts the parts together and passes on what they say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMenu, QMessageBox, QVBoxLayout, QWidget

from app.catalog.records import Flag, Label
from app.culling.wording import photos
from app.errors import UserError
from app.gui.actions import AND_NEXT, build_actions
from app.gui.commands import commands
from app.gui.dispatcher import Dispatcher
from app.gui.filter_bar import FilterBar
from app.gui.folder_session import FolderSession, Phase
from app.gui.folder_tree import FolderTree
from app.gui.histogram import ScoreHistogram
from app.gui.info_feed import InfoFeed
from app.gui.key_sheet import KeySheet
from app.gui.menus import build_menus
from app.gui.panels import Panel, Panels
from app.gui.photo_area import PhotoArea
from app.gui.side_panel import SidePanel
from app.gui.status_bar import StatusBar
from app.gui.tool_bar import MainToolBar
from app.gui.window_state import WindowState

if TYPE_CHECKING:
    from app.gui.services import Services

_COUNTS_MS = 120
USUAL_THRESHOLD = 35.0


class MainWindow(QMainWindow):
    """Keepers' window.

    Signals:
        closed: everything behind the window has ended.
    """

    closed = Signal()

    def __init__(self, state: WindowState | None = None) -> None:
        super().__init__()
        self.state = state or WindowState()
        self.services: Services | None = None
        self._closing = False
        self._recent: list[Path] = []
        self._shown_root: Path | None = None
        self.dispatcher = Dispatcher(lambda error: self._tell(str(error)), self)
        self.session = FolderSession(self.dispatcher, self)
        self.area = PhotoArea(self.session, self.dispatcher, self)
        self.filter_bar = FilterBar(self)
        self.histogram = ScoreHistogram(self)
        self.side_panel = SidePanel(self)
        self.folder_tree = FolderTree(self.dispatcher, self)
        self.status = StatusBar(self)
        self.actions_by_id: dict[str, QAction] = build_actions(self, self.area, self.area.loupe, self._handlers())
        modes = QActionGroup(self)
        for name in ("grid", "loupe"):
            self.actions_by_id[name].setCheckable(True)
            modes.addAction(self.actions_by_id[name])
        self.actions_by_id["grid"].setChecked(True)
        self.tool_bar = MainToolBar(self.actions_by_id, self)
        self.recent_menu: QMenu = build_menus(self.menuBar(), self.actions_by_id)
        self._build()
        self.info = InfoFeed(self.session, self.area, self.side_panel, self.dispatcher, self)
        self._counts = QTimer(self)
        self._counts.setSingleShot(True)
        self._counts.setInterval(_COUNTS_MS)
        self._counts.timeout.connect(self._show_counts)
        self._connect()
        self._restore()
        self._phase_changed()

    # -- building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setWindowTitle("Keepers")
        self.setAcceptDrops(True)
        self.resize(1440, 900)
        self.addToolBar(self.tool_bar)
        middle = QWidget(self)
        rows = QVBoxLayout(middle)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        self.panels = Panels(
            self.area,
            {
                "folders": Panel(self.tr("Folders"), self.folder_tree, left=True),
                "scores": Panel(self.tr("Scores"), self.histogram),
                "photo": Panel(self.tr("Photo"), self.side_panel),
            },
            self,
        )
        self.docks = self.panels.docks
        rows.addWidget(self.filter_bar)
        rows.addWidget(self.panels, 1)
        self.setCentralWidget(middle)
        self.setStatusBar(self.status)

    def sizeHint(self) -> QSize:
        return QSize(1440, 900)

    def _handlers(self) -> dict[str, Callable[..., object]]:
        area, session = self.area, self.session
        handlers: dict[str, Callable[..., object]] = {
            "advance": lambda _: None,
            "previous": lambda: area.step(-1),
            "next": lambda: area.step(1),
            "first": lambda: area.go_to_end(False),
            "last": lambda: area.go_to_end(True),
            "grid": area.show_grid,
            "loupe": area.show_loupe,
            "zoom": lambda: area.loupe.toggle_zoom(None) if area.in_loupe else area.show_loupe(),
            "back": self._back,
            "info": area.loupe.set_overlay_visible,
            "quality-map": area.loupe.set_quality_map_visible,
            "zoom-in": area.loupe.zoom_in,
            "zoom-out": area.loupe.zoom_out,
            "larger": area.grid.larger,
            "smaller": area.grid.smaller,
            "undo": session.desk.undo,
            "redo": session.desk.redo,
            "select-all": area.grid.selectAll,
            "select-none": area.grid.select_only_current,
            "open": self.choose_folder,
            "rescan": session.rescan,
            "close-folder": session.close_folder,
            "reject-below": lambda: self.propose_reject_below(self.histogram.threshold()),
            "export": self.export_keepers,
            "pause": session.pause_or_resume,
            "filter-bar": self._show_filter_bar,
            "clear-filter": self.clear_filter,
            "panels": self._show_panels,
            "full-screen": self._full_screen,
            "next-area": lambda: self.focusNextChild(),
            "keys": self.show_keys,
            "quit": self.close,
        }
        decisions: dict[str, Callable[[list[int]], None]] = {
            "pick": lambda ids: session.desk.set_flag(ids, Flag.PICK),
            "reject": lambda ids: session.desk.set_flag(ids, Flag.REJECT),
            "unflag": lambda ids: session.desk.set_flag(ids, Flag.NONE),
            **{f"stars-{n}": lambda ids, n=n: session.desk.set_stars(ids, n) for n in range(6)},  # type: ignore[misc]
            **{
                f"label-{label.name.lower()}": lambda ids, label=label: session.desk.set_label(ids, label)  # type: ignore[misc]
                for label in (Label.RED, Label.YELLOW, Label.GREEN, Label.BLUE)
            },
        }
        for name, decide in decisions.items():
            handlers[name] = lambda decide=decide: self._decide(decide, False)
            handlers[name + AND_NEXT] = lambda decide=decide: self._decide(decide, True)
        return handlers

    def _connect(self) -> None:
        session, area = self.session, self.area
        session.phaseChanged.connect(self._phase_changed)
        session.orderChanged.connect(lambda _: self._show_numbers())
        session.countsChanged.connect(self._counts_soon)
        session.rebuilt.connect(self._show_folder)
        session.progressed.connect(self.status.show_progress)
        session.told.connect(self._tell)
        session.desk.settled.connect(lambda *_: self._show_undo())
        session.desk.changed.connect(lambda _: self._show_undo())
        area.targetsChanged.connect(self._show_numbers)
        area.modeChanged.connect(self._mode_changed)
        area.openRequested.connect(self.choose_folder)
        area.clearFilterRequested.connect(self.clear_filter)
        area.rescanRequested.connect(session.rescan)
        area.reopenRequested.connect(self._reopen)
        area.start.folderRequested.connect(self.open_folder)
        area.grid.cellSizeChanged.connect(self.tool_bar.set_cell_edge)
        self.tool_bar.cellEdgeChanged.connect(area.grid.set_cell_edge)
        self.tool_bar.sortChanged.connect(session.set_sort)
        self.filter_bar.specChanged.connect(session.set_spec)
        self.filter_bar.left.connect(area.focus_photos)
        self.histogram.rejectBelowRequested.connect(self.propose_reject_below)
        self.histogram.thresholdChanged.connect(lambda _: self._counts_soon())
        self.folder_tree.folderChosen.connect(session.set_scope)
        self.folder_tree.itemClicked.connect(lambda *_: area.focus_photos())  # by mouse; the arrow keys stay there
        self.status.undoRequested.connect(session.desk.undo)
        self.status.pauseRequested.connect(session.pause_or_resume)
        self.status.cancelRequested.connect(session.cancel_work)
        self.recent_menu.aboutToShow.connect(self._fill_recent_menu)

    # -- the rooms behind ----------------------------------------------------------------------------------------

    def use_services(self, services: Services) -> None:
        """The rooms behind are ready."""
        self.services = services
        self.area.thumbnails.start(services)
        self.info.use(services)
        self.session.start(services)
        self._load_recent()

    def services_failed(self, error: UserError) -> None:
        """They could not be built."""
        QMessageBox.critical(self, "Keepers", str(error))

    # -- folders -------------------------------------------------------------------------------------------------

    def choose_folder(self) -> None:
        """Ask for a folder and open it."""
        start = str(self.session.root or Path.home())
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Open folder"), start)
        if chosen:
            self.open_folder(Path(chosen))

    def open_folder(self, folder: Path) -> None:
        """Open a folder; a filter left over from another one is cleared, lest it hide photos nobody asked to hide."""
        if self.session.root is not None and folder != self.session.root:
            self.clear_filter()
        self.session.open(folder)

    def _reopen(self) -> None:
        if self.session.root is not None:
            self.session.open(self.session.root)

    def open_last_folder(self) -> None:
        """Go on where the last session ended, if that folder is still there."""
        folder = self.state.folder()
        if folder is not None and folder.is_dir():
            self.session.wanted_path = self.state.photo()
            self.session.open(folder)

    def _load_recent(self) -> None:
        if self.services is not None:
            future = self.services.lane.submit(lambda catalog: catalog.recent_folders())
            self.dispatcher.when_done(future, self._take_recent, lambda error: self._tell(str(error)))

    def _take_recent(self, folders: list[Path]) -> None:
        self._recent = [folder for folder in folders if folder.is_dir()]
        self.area.start.show_recent(self._recent)

    def _fill_recent_menu(self) -> None:
        self.recent_menu.clear()
        for folder in self._recent:
            action = self.recent_menu.addAction(str(folder).replace("&", "&&"))
            action.triggered.connect(lambda _=False, folder=folder: self.open_folder(folder))
        if self.recent_menu.isEmpty():
            self.recent_menu.addAction(self.tr("None yet")).setEnabled(False)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            if not path.is_dir():
                self.session.wanted_path = str(path)
            self.open_folder(path if path.is_dir() else path.parent)

    # -- what is shown around the photos -------------------------------------------------------------------------

    def _phase_changed(self) -> None:
        session = self.session
        phase = session.phase
        if phase is Phase.OPENING:
            self.status.show_busy(self.tr("Opening…"))
        elif phase is Phase.SCANNING:
            self.status.show_busy(self.tr("Looking for photos…"))
        elif phase is Phase.LOADING_MODEL:
            self.status.show_busy(self.tr("Loading the model…"))
        elif phase is not Phase.SCORING:
            self.status.show_idle()
        if session.model_trouble and phase is Phase.READY:
            self._tell(self.tr("Nothing is scored: {reason}").format(reason=session.model_trouble))
            self.status.show_note(self.tr("No scores: no model"), session.model_trouble)
        opened = session.root is not None and phase is not Phase.FAILED
        for name in ("rescan", "close-folder", "export", "reject-below"):
            self.actions_by_id[name].setEnabled(opened)
        self.actions_by_id["pause"].setEnabled(session.working)
        self.filter_bar.setVisible(opened and self.actions_by_id["filter-bar"].isChecked())
        self._show_title()
        self._show_numbers()
        if phase is Phase.CLOSED:
            self._load_recent()

    def _show_title(self) -> None:
        root = self.session.root
        self.setWindowTitle(f"{root.name or root} — Keepers" if root else "Keepers")

    def _show_folder(self) -> None:
        if self.session.root != self._shown_root:
            self._shown_root = self.session.root
            self.status.tell("")
        if self.session.root is None:
            self.folder_tree.show_figures(None, {})
        self._counts_soon()
        self._show_undo()

    def _counts_soon(self) -> None:
        if not self._counts.isActive():
            self._counts.start()

    def _show_counts(self) -> None:
        """Counts of the filter bar, histogram and folder badges; a moment late, so that no key press waits for them."""
        session = self.session
        columns = session.view.scope_columns()
        counts = session.view.counts()
        self.filter_bar.set_counts(counts, len(session.view.order), session.view.scope_size)
        self.histogram.set_scores(columns.scores)
        self.info.refresh()
        if session.root is not None:
            self.folder_tree.set_threshold(self.histogram.threshold())
            self.folder_tree.rate(session.table.columns, session.root, self.histogram.threshold())
        self._show_numbers()

    def _show_numbers(self) -> None:
        view = self.session.view
        self.tool_bar.show_hidden(0 if self.filter_bar.isVisible() else view.hidden)  # the filter bar says it itself
        self.actions_by_id["clear-filter"].setEnabled(view.spec.active)
        targets = self.area.targets()
        self.status.show_count(len(view.order), len(targets))
        for name, action in self.actions_by_id.items():
            if name.startswith(("pick", "reject", "unflag", "stars-", "label-")) and name != "reject-below":
                action.setEnabled(bool(targets))

    def _show_undo(self) -> None:
        desk = self.session.desk
        for name, words, plain, with_words in (
            ("undo", desk.undo_text, self.tr("Undo"), self.tr("Undo: {what}")),
            ("redo", desk.redo_text, self.tr("Redo"), self.tr("Redo: {what}")),
        ):
            action = self.actions_by_id[name]
            action.setEnabled(words is not None or (name == "undo" and desk.writing))
            action.setText(with_words.format(what=words) if words else plain)

    def _mode_changed(self) -> None:
        loupe = self.area.in_loupe
        self.actions_by_id["loupe" if loupe else "grid"].setChecked(True)
        for name in ("larger", "smaller", "select-all", "select-none"):
            self.actions_by_id[name].setEnabled(not loupe)
        for name in ("zoom-in", "zoom-out", "quality-map"):
            self.actions_by_id[name].setEnabled(loupe)

    def _tell(self, text: str, undo: bool = False) -> None:
        self.status.tell(text, undo)

    # -- commands ------------------------------------------------------------------------------------------------

    def _decide(self, decide: Callable[[list[int]], None], and_next: bool) -> None:
        targets = self.area.targets()
        if not targets:
            return
        current = self.session.current
        decide(targets)
        # Where the decision hid the photo, the next one is current already.
        if (and_next or self.actions_by_id["advance"].isChecked()) and self.session.current == current:
            self.area.step_after(targets)

    def clear_filter(self) -> None:
        """Show everything again."""
        spec = type(self.session.view.spec)()
        self.filter_bar.set_spec(spec)
        self.session.set_spec(spec)

    def propose_reject_below(self, threshold: float) -> None:
        """Show what would be rejected and do it if the user says so."""
        from app.gui.proposing import ask_proposal

        proposal = self.session.propose_reject_below(threshold)
        if not proposal.ids:
            self._tell(proposal.text)
            return
        if ask_proposal(self, proposal, self.session.table, self.area.thumbnails):
            self.session.accept(proposal)
        self.area.grid.visibleChanged.emit()  # the dialog had its own wishes for thumbnails

    def export_keepers(self) -> None:
        """Ask which keepers go where, and write the list."""
        from app.gui.export_dialog import ExportDialog
        from app.gui.hand_over import count_keepers, write_keepers

        if self.services is None or self.session.root is None:
            return
        dialog = ExportDialog(lambda query: count_keepers(self.session, query), folder=self.session.root, parent=self)
        if not dialog.exec():
            return
        to, form = dialog.destination(), dialog.format()
        done = write_keepers(self.services, self.session, dialog.query(), to, form)
        self.dispatcher.when_done(
            done,
            lambda count: self._tell(self.tr("Wrote {photos} to {file}.").format(photos=photos(count), file=to)),
            lambda error: self._export_failed(error),
        )

    def _export_failed(self, error: UserError) -> None:
        QMessageBox.warning(self, self.tr("The list was not written"), str(error))

    def show_keys(self) -> None:
        """The key sheet."""
        KeySheet(commands(), self).exec()

    def _show_filter_bar(self, on: bool) -> None:
        self.filter_bar.setVisible(on and self.session.phase not in (Phase.CLOSED, Phase.FAILED))
        self._show_numbers()

    def _show_panels(self, on: bool) -> None:
        for dock in self.docks.values():
            dock.setVisible(on)

    def _back(self) -> None:
        """From the loupe to the grid, from there out of the full screen."""
        if self.area.in_loupe:
            self.area.show_grid()
        else:
            self.actions_by_id["full-screen"].setChecked(False)

    def changeEvent(self, event: QEvent) -> None:
        """The desktop can end the full screen too."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and not self._closing:
            self.actions_by_id["full-screen"].setChecked(self.isFullScreen())

    def _full_screen(self, on: bool) -> None:
        self.setWindowState(
            self.windowState() | Qt.WindowState.WindowFullScreen
            if on
            else self.windowState() & ~Qt.WindowState.WindowFullScreen
        )
        self.menuBar().setVisible(not on)

    # -- restart and end -----------------------------------------------------------------------------------------

    def _restore(self) -> None:
        state = self.state
        self.restoreGeometry(state.bytes("geometry"))
        self.panels.restoreState(state.bytes("docks"))
        self.area.grid.set_cell_edge(int(state.number("cell", self.area.grid.cell_edge())))
        key, descending = state.sort()
        self.session.view.key, self.session.view.descending = key, descending
        self.tool_bar.set_sort(key, descending)
        spec = state.spec()
        self.session.view.spec = spec
        self.filter_bar.set_spec(spec)
        self.histogram.set_threshold(state.number("threshold", USUAL_THRESHOLD))
        for name, default in (("filter-bar", True), ("advance", False), ("info", True), ("panels", True)):
            self.actions_by_id[name].setChecked(state.switch(name, default))

    def _keep(self) -> None:
        state, session = self.state, self.session
        if self.isFullScreen():
            self.actions_by_id["full-screen"].setChecked(False)
        state.set_bytes("geometry", self.saveGeometry())
        state.set_bytes("docks", self.panels.saveState())
        state.set_value("cell", self.area.grid.cell_edge())
        state.set_sort(session.view.key, session.view.descending)
        state.set_spec(session.view.spec)
        state.set_value("threshold", self.histogram.threshold())
        for name in ("filter-bar", "advance", "info", "panels"):
            state.set_value(name, self.actions_by_id[name].isChecked())
        position = session.table.position(session.current)
        state.set_folder(session.root, session.table.columns.paths[position] if position >= 0 else "")
        state.save()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._closing:
            event.accept()
            return
        self._closing = True
        self._keep()
        self.hide()  # what follows may take a moment: the batch in hand is finished and stored
        self._counts.stop()
        self.info.stop()
        self.session.shut_down()
        self.area.shut_down()
        self.folder_tree.shut_down()
        self.dispatcher.close()
        if self.services is not None:
            self.services.close()
        event.accept()
        self.closed.emit()


def _dropped(event: QDropEvent) -> Path | None:
    """The folder or the photo that is being dropped; a photo opens its folder and becomes the current one."""
    for url in event.mimeData().urls():
        path = Path(url.toLocalFile())
        if url.isLocalFile() and path.exists():
            return path
    return None
