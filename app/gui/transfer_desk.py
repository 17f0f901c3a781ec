"""Copy, move, rejects, lists of names: asks, works off the GUI thread, reports, takes back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QMessageBox

from app.catalog.records import Flag
from app.culling.keepers import KeeperFlag, KeeperQuery
from app.culling.transfer_model import PhotoAt, TransferMode, TransferSettings
from app.errors import UserError
from app.gui.hand_over import count_keepers, keeper_photos
from app.gui.menus import command_text, place_of
from app.gui.phase import Phase
from app.gui.sentences import localised
from app.gui.shown_only import Counted, reach_of
from app.gui.transfer_fields import count_words

if TYPE_CHECKING:  # these bring the database, which the window does not wait for
    from app.catalog.transfers import JournalTransfer
    from app.culling.transfer import TransferProgress
    from app.culling.transfer_report import TransferReport
    from app.gui.main_window import MainWindow
    from app.gui.services import Services
    from app.gui.transfer_progress import TransferProgressDialog

Work: TypeAlias = "Callable[[Callable[[TransferProgress], None], Callable[[], bool]], TransferReport]"
"""Gets where to tell progress and whom to ask for cancellation."""


class TransferDesk(QObject):
    """Hands photos over on behalf of the window.

    Attributes:
        dialog: progress or report of the transfer under way, or of the last one while it is open.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._services: Services | None = None
        self._thread: threading.Thread | None = None
        self._cancelled = threading.Event()
        self._last_folder: Path | None = None
        self._interrupted: JournalTransfer | None = None
        self.dialog: TransferProgressDialog | None = None
        window.session.phaseChanged.connect(self._phase_changed)

    def handlers(self) -> dict[str, Callable[..., object]]:
        """What the commands do."""
        return {
            "transfer": self.hand_over,
            "move-rejects": self.move_rejects,
            "find-list": self.find_from_list,
            "undo-transfer": self.take_back,
            "finish-transfer": self.go_on,
        }

    def use(self, services: Services) -> None:
        """The rooms behind are ready: look whether something was interrupted."""
        self._services = services
        for name in ("undo-transfer", "finish-transfer"):
            self._window.actions_by_id[name].setEnabled(False)
        self._phase_changed()
        self._look()

    def shut_down(self) -> None:
        """End a transfer under way after the file in hand, and wait for it."""
        self._cancelled.set()
        if self._thread is not None:
            self._thread.join(60.0)

    @property
    def working(self) -> bool:
        """Whether a transfer is under way."""
        return self._thread is not None and self._thread.is_alive()

    # -- commands ------------------------------------------------------------------------------------------------

    def hand_over(self) -> None:
        """Ask which keepers go where, and bring them there."""
        from app.gui.transfer_dialog import TransferDialog

        root = self._ready()
        if root is None:
            return
        targets = self._window.area.targets()
        view = self._window.session.view

        def photos_for(query: KeeperQuery, only_shown: bool) -> tuple[list[PhotoAt], Counted]:
            return keeper_photos(view, query, only_shown), count_keepers(view, query, only_shown)

        dialog = TransferDialog(
            photos_for,
            self._photos_of(targets),
            root,
            reach=reach_of(view),
            pairs=self._pairs(),
            parent=self._window,
        )
        if self._last_folder is not None:
            dialog.folder.set_folder(self._last_folder)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        settings = dialog.settings()
        self._last_folder = settings.destination
        self.start(dialog.photos(), settings)

    def move_rejects(self) -> None:
        """Ask once, then move the rejects away."""
        from app.gui.rejects_dialog import RejectsDialog

        root = self._ready()
        if root is None:
            return
        view = self._window.session.view
        query = KeeperQuery(flag=KeeperFlag.REJECT)
        rejects, shown = keeper_photos(view, query, False), keeper_photos(view, query, True)
        if not rejects:
            self._window.tell(self.tr("Nothing is rejected here."))
            return
        seen = {photo.id for photo in shown}
        dialog = RejectsDialog(
            shown,
            root,
            hidden=[photo for photo in rejects if photo.id not in seen],
            reach=reach_of(view),
            back=place_of("undo-transfer", self._window.actions_by_id),
            pairs=self._pairs(),
            parent=self._window,
        )
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.start(dialog.rejects(), dialog.settings())

    def find_from_list(self) -> None:
        """Flag or select the photos that a list names."""
        from app.gui.list_dialog import ListDialog

        if self._services is None or self._window.session.root is None:
            return
        session = self._window.session
        columns = session.view.scope_columns()
        dialog = ListDialog(list(columns.paths), self._window)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        self.use_list([int(columns.ids[at]) for at in dialog.found()], dialog.flag())

    def use_list(self, ids: list[int], flag: Flag | None) -> None:
        """Flag these as one step, or select them."""
        session = self._window.session
        if flag is not None:
            session.desk.set_flag(ids, flag)
            return
        at = session.table.positions(ids)
        visible = at[np.isin(at, session.view.order)]
        if len(visible):
            chosen = session.table.columns.ids[visible].tolist()
            session.current = chosen[0]
            session.currentWanted.emit(chosen[0])
            session.selectionWanted.emit(chosen)
        if len(visible) < len(ids):
            words = self.tr("{photos} of the list are hidden by the filter.")
            self._window.tell(words.format(photos=count_words(len(ids) - len(visible))))

    def take_back(self) -> None:
        """Take the last transfer back."""
        from app.culling import transferring

        services = self._services
        if services is not None and self._is_free():
            self._run(
                self.tr("Take back"),
                lambda tell, ask: transferring.undo_last(services.lane, on_progress=tell, cancelled=ask),
                takes_away=True,
            )

    def go_on(self) -> None:
        """Do the rest of the transfer that was interrupted."""
        from app.culling import transferring

        services, interrupted = self._services, self._interrupted
        if services is None or interrupted is None or not self._is_free():
            return
        mode = TransferMode(interrupted.mode)
        self._run(
            self._title(mode),
            lambda tell, ask: transferring.go_on(services.lane, interrupted, on_progress=tell, cancelled=ask),
            takes_away=mode in (TransferMode.MOVE, TransferMode.TRASH),
        )

    def start(self, photos: list[PhotoAt], settings: TransferSettings) -> None:
        """Carry out what was asked for."""
        from app.culling import transferring
        from app.culling.sidecar_writer import SidecarWriter

        services, metadata = self._services, self._window.metadata.settings
        assert services is not None

        def work(tell: Callable[[TransferProgress], None], ask: Callable[[], bool]) -> TransferReport:
            if metadata.automatic:
                # Sidecars that wait to be written are written first, so that they go along.
                SidecarWriter(services.lane, metadata).write([photo.id for photo in photos], cancelled=ask)
            return transferring.transfer(services.lane, photos, settings, on_progress=tell, cancelled=ask)

        self._run(
            self._title(settings.mode),
            work,
            takes_away=settings.mode in (TransferMode.MOVE, TransferMode.TRASH),
        )

    def photos_for(self, query: KeeperQuery) -> list[PhotoAt]:
        """The photos of the folder shown that a query takes, hidden or not."""
        return keeper_photos(self._window.session.view, query, False)

    def _photos_of(self, ids: list[int]) -> list[PhotoAt]:
        table = self._window.session.table
        at = [position for position in table.positions(ids).tolist() if position >= 0]
        return [PhotoAt(int(table.columns.ids[p]), Path(table.columns.paths[p])) for p in at]

    def _pairs(self) -> bool:
        return self._window.actions_by_id["pairs"].isChecked()

    def _ready(self) -> Path | None:
        """The open folder, if something can be done with it now."""
        if self._services is None or not self._is_free():
            return None
        return self._window.session.root

    def _is_free(self) -> bool:
        if self.working:
            self._window.tell(self.tr("Photos are being handed over already. Wait until that is done."))
        return not self.working

    def _title(self, mode: TransferMode) -> str:
        return {
            TransferMode.COPY: self.tr("Copying photos"),
            TransferMode.MOVE: self.tr("Moving photos"),
            TransferMode.LINK: self.tr("Linking photos"),
            TransferMode.TRASH: self.tr("Putting photos into the trash"),
        }[mode]

    # -- the work ------------------------------------------------------------------------------------------------

    def _run(self, title: str, work: Work, *, takes_away: bool) -> None:
        from app.gui.transfer_progress import TransferProgressDialog

        window = self._window
        if takes_away and window.session.working:
            window.session.cancel_work()  # it would stumble over files that go; it is taken up again afterwards
        self._cancelled.clear()
        dialog = TransferProgressDialog(title, window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # While photos are copied one can go on deciding; while they go away one cannot.
        dialog.setWindowModality(Qt.WindowModality.WindowModal if takes_away else Qt.WindowModality.NonModal)
        dialog.cancelRequested.connect(self._cancelled.set)
        dialog.undoRequested.connect(self.take_back)
        dialog.destroyed.connect(self._forget_dialog)
        self.dialog = dialog
        future: Future[TransferReport] = Future()

        def tell(progress: TransferProgress) -> None:
            window.dispatcher.post(lambda: dialog.show_progress(progress) if self.dialog is dialog else None)

        def run() -> None:
            try:
                future.set_result(work(tell, self._cancelled.is_set))
            except BaseException as error:
                future.set_exception(error)

        window.dispatcher.when_done(
            future,
            lambda report: self._done(dialog, report, takes_away),
            lambda error: self._failed(dialog, error),
        )
        self._thread = threading.Thread(target=run, name="transfer", daemon=True)
        self._thread.start()
        dialog.show()

    def _forget_dialog(self) -> None:
        self.dialog = None

    def _done(self, dialog: TransferProgressDialog, report: TransferReport, takes_away: bool) -> None:
        if self.dialog is dialog:
            dialog.show_report(report)
        self._window.tell(report.text)
        if takes_away:
            self._read_again()
        self._look()

    def _failed(self, dialog: TransferProgressDialog, error: UserError) -> None:
        if self.dialog is dialog:
            dialog.give_up()
        QMessageBox.warning(self._window, dialog.windowTitle(), localised(str(error)))
        self._look()

    def _read_again(self) -> None:
        """Photos are elsewhere now; what was stopped for that goes on."""
        session = self._window.session
        if session.root is None:
            return
        if session.scanned:
            session.reload()
            session.score_what_is_new()
        else:
            # A scan begun anew drops what is still being read, so it waits for that.
            session.rebuilt.connect(session.rescan, Qt.ConnectionType.SingleShotConnection)
            session.reload()

    # -- what could be taken back or gone on with ----------------------------------------------------------------

    def _phase_changed(self) -> None:
        session = self._window.session
        opened = session.root is not None and session.phase is not Phase.FAILED
        for name in ("transfer", "move-rejects", "find-list"):
            self._window.actions_by_id[name].setEnabled(opened)

    def _look(self) -> None:
        services = self._services
        if services is None:
            return
        future: Future[tuple[JournalTransfer | None, JournalTransfer | None]] = Future()

        def look() -> None:
            from app.culling import transferring

            try:
                undoable = services.lane.call(lambda catalog: catalog.transfers.undoable())
                future.set_result((undoable, transferring.interrupted(services.lane)))
            except BaseException as error:
                future.set_exception(error)

        self._window.dispatcher.when_done(future, lambda found: self._offer(*found))
        threading.Thread(target=look, name="transfer-look", daemon=True).start()

    def _offer(self, undoable: JournalTransfer | None, interrupted: JournalTransfer | None) -> None:
        actions = self._window.actions_by_id
        back = actions["undo-transfer"]
        back.setEnabled(undoable is not None)
        back.setText(command_text("undo-transfer") + ("" if undoable is None else self._back_words(undoable)))
        first = self._interrupted is None and interrupted is not None and not self.working
        self._interrupted = interrupted
        actions["finish-transfer"].setEnabled(interrupted is not None)
        if first and interrupted is not None and self.dialog is None:
            words = self.tr("A transfer was interrupted after {done} of {photos}. “{command}” goes on.")
            photos, command = count_words(interrupted.sets), place_of("finish-transfer", actions)
            self._window.tell(words.format(done=interrupted.done, photos=photos, command=command))

    def _back_words(self, transfer: JournalTransfer) -> str:
        texts = {
            TransferMode.COPY: self.tr(" (copy of {photos} to {place})"),
            TransferMode.MOVE: self.tr(" (move of {photos} to {place})"),
            TransferMode.LINK: self.tr(" (links of {photos} in {place})"),
            TransferMode.TRASH: self.tr(" ({photos} from the trash)"),
        }
        place = transfer.destination.name if transfer.destination is not None else ""
        words = texts[TransferMode(transfer.mode)].format(photos=count_words(transfer.done), place=place)
        return words.replace("&", "&&")
