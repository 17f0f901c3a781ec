"""The window: puts the parts together and passes on what they say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QMessageBox, QVBoxLayout, QWidget

from app.errors import UserError
from app.gui.actions import build_actions
from app.gui.comfort import Comfort
from app.gui.dispatcher import Dispatcher
from app.gui.filter_bar import FilterBar
from app.gui.focus_order import FocusOrder
from app.gui.folder_opening import FolderOpening
from app.gui.folder_session import FolderSession
from app.gui.folder_tree import FolderTree
from app.gui.group_feed import GroupFeed
from app.gui.group_panel import GroupPanel
from app.gui.histogram import ScoreHistogram
from app.gui.info_feed import InfoFeed
from app.gui.menus import build_menus
from app.gui.metadata_desk import MetadataDesk
from app.gui.pair_switch import PairSwitch
from app.gui.panels import Panel, Panels
from app.gui.phase import Phase
from app.gui.photo_area import PhotoArea
from app.gui.second_opinion import SecondOpinionDesk
from app.gui.sentences import localised
from app.gui.side_panel import SidePanel
from app.gui.stack_commands import StackCommands
from app.gui.status_bar import StatusBar
from app.gui.tool_bar import MainToolBar
from app.gui.transfer_desk import TransferDesk
from app.gui.view_commands import ViewCommands
from app.gui.window_dialogs import WindowDialogs
from app.gui.window_figures import WindowFigures
from app.gui.window_handlers import handlers
from app.gui.window_memory import keep, restore
from app.gui.window_state import WindowState

if TYPE_CHECKING:
    from app.gui.services import Services


class MainWindow(QMainWindow):
    """Keepers' window.

    Attributes:
        opening, dialogs, figures: the ways into a folder, the dialogs, what is shown around the photos.
        focus_order: where Tab and F6 lead.

    Signals:
        closed: everything behind the window has ended.
    """

    closed = Signal()

    def __init__(self, state: WindowState | None = None) -> None:
        super().__init__()
        self.state = state or WindowState()
        self.services: Services | None = None
        self._closing = False
        self.dispatcher = Dispatcher(lambda error: self.tell(localised(str(error))), self)
        self.session = FolderSession(self.dispatcher, self)
        self.area = PhotoArea(self.session, self.dispatcher, self)
        self.filter_bar = FilterBar(self)
        self.histogram = ScoreHistogram(self)
        self.side_panel = SidePanel(self)
        self.folder_tree = FolderTree(self.dispatcher, self)
        self.status = StatusBar(self)
        self.opening = FolderOpening(self)
        self.dialogs = WindowDialogs(self)
        self.figures = WindowFigures(self)
        self.teacher = SecondOpinionDesk(
            self.session, self.area.targets, self.histogram.band, self.dispatcher, self.state, self.tell, self
        )
        self.metadata = MetadataDesk(self.session, self.dispatcher, self.tell, self)
        self.views = ViewCommands(self)
        self.pairs = PairSwitch(self)
        self.transfers = TransferDesk(self)
        self.stacking = StackCommands(self.session, self.area, self)
        self.group_panel = GroupPanel(self)
        self.actions_by_id: dict[str, QAction] = build_actions(self, self.area, self.area.large, handlers(self))
        self.views.group_modes()
        self.tool_bar = MainToolBar(self.actions_by_id, self)
        self.recent_menu: QMenu = build_menus(self.menuBar(), self.actions_by_id)
        self._build()
        self.info = InfoFeed(self.session, self.area, self.side_panel, self.dispatcher, self)
        self._connect()
        self.comfort = Comfort(self)
        self.groups = GroupFeed(self, self.stacking, self.group_panel)
        restore(self)
        self.figures.phase_changed()

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
                "groups": Panel(self.tr("Groups"), self.group_panel, left=True),
                "scores": Panel(self.tr("Scores"), self.histogram),
                "photo": Panel(self.tr("Photo"), self.side_panel),
            },
            self,
        )
        self.docks = self.panels.docks
        self.focus_order = FocusOrder(self, self.panels)
        rows.addWidget(self.filter_bar)
        rows.addWidget(self.panels, 1)
        self.setCentralWidget(middle)
        self.setStatusBar(self.status)
        self.status.addPermanentWidget(self.teacher.strip)

    def sizeHint(self) -> QSize:
        return QSize(1440, 900)

    def _connect(self) -> None:
        session, area, figures = self.session, self.area, self.figures
        session.phaseChanged.connect(figures.phase_changed)
        session.orderChanged.connect(lambda _: figures.show_numbers())
        session.countsChanged.connect(figures.counts_soon)
        session.rebuilt.connect(figures.show_folder)
        session.progressed.connect(self.status.show_progress)
        session.told.connect(self.tell)
        session.desk.settled.connect(lambda *_: figures.show_undo())
        session.desk.changed.connect(lambda _: figures.show_undo())
        session.desk.stepsTakenUp.connect(figures.show_undo)
        area.targetsChanged.connect(figures.show_numbers)
        area.modeChanged.connect(self.views.mode_changed)
        area.told.connect(self.tell)
        area.openRequested.connect(self.opening.choose)
        area.clearFilterRequested.connect(self.clear_filter)
        area.rescanRequested.connect(session.rescan)
        area.reopenRequested.connect(self.opening.again)
        area.start.folderRequested.connect(self.open_folder)
        area.grid.cellSizeChanged.connect(self.tool_bar.set_cell_edge)
        self.tool_bar.cellEdgeChanged.connect(area.grid.set_cell_edge)
        self.tool_bar.sortChanged.connect(session.set_sort)
        self.filter_bar.specChanged.connect(session.set_spec)
        self.filter_bar.left.connect(area.focus_photos)
        self.histogram.rejectBelowRequested.connect(self.propose_reject_below)
        self.histogram.thresholdChanged.connect(lambda _: figures.counts_soon())
        self.folder_tree.folderChosen.connect(session.set_scope)
        self.folder_tree.itemClicked.connect(lambda *_: area.focus_photos())  # by mouse; the arrow keys stay there
        self.status.undoRequested.connect(session.desk.undo)
        self.status.pauseRequested.connect(session.pause_or_resume)
        self.status.cancelRequested.connect(session.cancel_work)
        self.recent_menu.aboutToShow.connect(lambda: self.opening.fill_menu(self.recent_menu))

    # -- the rooms behind ----------------------------------------------------------------------------------------

    def use_services(self, services: Services) -> None:
        """The rooms behind are ready."""
        self.services = services
        self.area.thumbnails.start(services)
        self.info.use(services)
        self.teacher.use(services)
        self.comfort.use(services)
        self.transfers.use(services)
        self.pairs.use(services)
        self.metadata.use(services)
        self.session.start(services)
        self.session.desk.take_up_steps()
        self.opening.load_recent()

    def services_failed(self, error: UserError) -> None:
        """They could not be built."""
        QMessageBox.critical(self, "Keepers", localised(str(error)))

    # -- folders -------------------------------------------------------------------------------------------------

    def open_folder(self, folder: Path) -> None:
        """Open a folder."""
        self.opening.open(folder)

    def open_last_folder(self) -> None:
        """Go on where the last session ended, if that folder is still there."""
        self.opening.open_last()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.opening.dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.opening.take_drop(event)

    # -- commands ------------------------------------------------------------------------------------------------

    def tell(self, text: str, undo: bool = False) -> None:
        """Say something in the status bar, with an Undo button where that makes sense."""
        self.status.tell(text, undo)

    def decide(self, decide: Callable[[list[int]], None], and_next: bool) -> None:
        """Decide about the targets, and go on to the next photo if asked to or if that is switched on."""
        targets = self.area.targets()
        if not targets:
            return
        current = self.session.current
        self.tell("")  # what was said before is not about this decision
        self.area.show_targets()
        decide(targets)
        # Where the decision hid the photo, the next one is current already.
        if (and_next or self.comfort.goes_on) and self.session.current == current:
            self.area.step_after(targets)

    def clear_filter(self) -> None:
        """Show everything again."""
        spec = type(self.session.view.spec)()
        self.filter_bar.set_spec(spec)
        self.session.set_spec(spec)

    def propose_reject_below(self, threshold: float) -> None:
        """Show what would be rejected and do it if the user says so."""
        self.dialogs.propose_reject_below(threshold)

    def show_filter_bar(self, on: bool) -> None:
        """Show or hide the filter bar; it never shows without a folder."""
        opened = self.session.phase not in (Phase.CLOSED, Phase.FAILED)
        self.filter_bar.setVisible(on and opened and not self.views.bare)
        self.figures.show_numbers()

    def show_panels(self, on: bool) -> None:
        """Show or hide the panels at the sides."""
        for dock in self.docks.values():
            dock.setVisible(on)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes through the window as the eye does; so does the focus of a control that is hidden."""
        return super().focusNextPrevChild(forward) if self._closing else self.focus_order.go(forward)

    def changeEvent(self, event: QEvent) -> None:
        """The desktop can end the full screen too."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and not self._closing:
            self.actions_by_id["full-screen"].setChecked(self.isFullScreen())

    # -- end -----------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._closing:
            event.accept()
            return
        self._closing = True
        keep(self)
        self.views.second.hide()
        self.hide()  # what follows may take a moment: the batch in hand is finished and stored
        self.figures.stop()
        self.info.stop()
        self.comfort.close()
        self.transfers.shut_down()
        self.metadata.shut_down()
        self.teacher.shut_down()
        self.session.desk.keep_steps()
        self.session.shut_down()
        self.area.shut_down()
        self.folder_tree.shut_down()
        self.dispatcher.close()
        if self.services is not None:
            self.services.close()
        event.accept()
        self.closed.emit()
