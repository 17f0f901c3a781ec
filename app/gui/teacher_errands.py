"""Getting a teacher from within the window: import a checkpoint, download CLIP, make the text table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QWidget

from app.errors import UserError
from app.gui.dispatcher import Dispatcher
from app.gui.sentences import localised
from app.gui.teacher_dialogs import ErrandDialog, LicenceDialog, NoTeacherDialog
from app.helpers.client import HelperProcess
from app.scoring import model_store
from app.scoring.second_opinion import HELPER

if TYPE_CHECKING:
    from app.helpers.frames import Message

CLIP_SIZE = "1.71 GB"


class TeacherErrands(QObject):
    """Each errand runs in a helper process, which Cancel ends; nothing half is left, and a download goes on later.

    Signals:
        installed: name of a model that is there now.
        told: a sentence for the status bar.
    """

    installed = Signal(str)
    told = Signal(str)

    def __init__(self, dispatcher: Dispatcher, window: QWidget) -> None:
        super().__init__(window)
        self._dispatcher = dispatcher
        self._window = window
        self._helper: HelperProcess | None = None
        self.dialog: QDialog | None = None
        """The dialog that is open, or None."""

    def begin(self) -> None:
        """Say what is missing and how to get it."""
        dialog = NoTeacherDialog(model_store.has_text_table(), parent=self._window)
        dialog.importRequested.connect(self.choose_checkpoint)
        dialog.downloadRequested.connect(self.ask_download)
        dialog.tableRequested.connect(self.choose_table)
        self._open(dialog)

    def shut_down(self) -> None:
        """End what is under way."""
        if self._helper is not None:
            helper, self._helper = self._helper, None
            helper.kill()
            helper.close()

    # -- a checkpoint --------------------------------------------------------------------------------------------

    def choose_checkpoint(self) -> None:
        """Ask for a checkpoint file and import it."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Import a released DP-IQA checkpoint"),
            str(Path.home()),
            self.tr("Checkpoints (*.pth *.pt);;All files (*)"),
        )
        if chosen:
            self.look_at(Path(chosen))

    def look_at(self, file: Path) -> None:
        """Find out what a file is, then show its licence."""
        self._run(
            self.tr("Checking {file}").format(file=file.name),
            self.tr("The file is only read; nothing that it holds is run."),
            lambda found: self._recognised(file, found),
            do="look",
            path=str(file),
        )

    def _recognised(self, file: Path, found: Message) -> None:
        if found["kind"] == "teacher" and not model_store.has_text_table():
            dialog = NoTeacherDialog(False, has_teacher=True, parent=self._window)
            dialog.import_button.hide()
            dialog.downloadRequested.connect(self.ask_download)
            dialog.tableRequested.connect(self.choose_table)
            self._open(dialog)
            return
        licence = LicenceDialog(file, found["kind"], found["parameters"], found["usual_name"], self._window)
        licence.accepted.connect(lambda: self._import(file, licence.name()))
        self._open(licence)

    def _import(self, file: Path, name: str) -> None:
        try:
            model_store.check_name(name)
        except UserError as error:
            self._warn(localised(str(error)))
            return
        title = self.tr("Converting {file}").format(file=file.name)
        self._run(title, "", self._imported, do="import", path=str(file), name=name)

    def _imported(self, message: Message) -> None:
        self.told.emit(self.tr("Imported the model {name}.").format(name=message["name"]))
        self.installed.emit(message["name"])

    # -- the text table ------------------------------------------------------------------------------------------

    def ask_download(self) -> None:
        """Ask before 1.71 GB are fetched."""
        if model_store.is_downloaded(model_store.CLIP):
            self._make_table(None)
            return
        weights = model_store.base_weights(model_store.CLIP)
        question = QMessageBox(
            QMessageBox.Icon.Question,
            self.tr("Download CLIP ViT-L/14"),
            self.tr("Download {size} from {repository}?").format(size=CLIP_SIZE, repository=weights.repository),
            QMessageBox.StandardButton.Cancel,
            self._window,
        )
        question.setInformativeText(
            self.tr(
                "Revision {revision}, safetensors only, to {folder}. A download that is broken off goes on from there"
                " the next time."
            ).format(revision=weights.revision[:12], folder=model_store.base_dir() / weights.name)
        )
        button = question.addButton(self.tr("Download"), QMessageBox.ButtonRole.AcceptRole)
        button.clicked.connect(self._download)
        self._open(question)

    def _download(self) -> None:
        self._run(
            self.tr("Downloading CLIP ViT-L/14"),
            self.tr("Asking the hub…"),
            lambda _: self._make_table(None),
            do="download",
            name=model_store.CLIP,
        )

    def choose_table(self) -> None:
        """Ask for a file with the text table."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Text table, 1485 x 768"),
            str(Path.home()),
            self.tr("Text tables (*.safetensors *.npy *.pt *.pth);;All files (*)"),
        )
        if chosen:
            self._make_table(Path(chosen))

    def _make_table(self, source: Path | None) -> None:
        self._run(
            self.tr("Making the text table"),
            self.tr("1485 prompts; a few minutes, once."),
            lambda _: self._table_made(),
            in_bytes=False,
            do="prepare-text",
            source=None if source is None else str(source),
        )

    def _table_made(self) -> None:
        self.told.emit(self.tr("The text table is ready."))
        if not model_store.installed_teachers():
            self.begin()

    # -- running -------------------------------------------------------------------------------------------------

    def _run(
        self, text: str, note: str, then: Callable[[Message], object], *, in_bytes: bool = True, **request: object
    ) -> None:
        dialog = ErrandDialog(text, note, self._window)

        def done(message: Message) -> None:
            if self._helper is helper:
                self._leave(dialog)
                then(message)

        def failed(reason: str) -> None:
            if self._helper is helper:
                self._leave(dialog)
                self._warn(reason)

        def arrived(message: Message) -> None:
            match message["say"]:
                case "progress":
                    now, total = message["done"], message["total"]
                    self._dispatcher.post(lambda: dialog.show_progress(now, total, in_bytes))
                case "done":
                    self._dispatcher.post(lambda: done(message))
                case "failed":
                    self._dispatcher.post(lambda: failed(localised(message["reason"])))

        def ended(why: str | None) -> None:
            if why is not None:
                words = self.tr("It could not be finished. {why}").format(why=localised(why))
                self._dispatcher.post(lambda: failed(words))

        helper = HelperProcess(arrived, ended, HELPER)
        self._helper = helper
        dialog.rejected.connect(self._cancelled)
        self._open(dialog)
        helper.send(**request)

    def _cancelled(self) -> None:
        if self._helper is not None:
            helper, self._helper = self._helper, None
            helper.kill()
            self.told.emit(self.tr("Cancelled."))

    def _leave(self, dialog: QDialog) -> None:
        helper, self._helper = self._helper, None
        dialog.accept()
        if helper is not None:
            helper.kill()

    def _warn(self, reason: str) -> None:
        box = QMessageBox(
            QMessageBox.Icon.Warning,
            self.tr("Second opinion"),
            reason,
            QMessageBox.StandardButton.Ok,
            self._window,
        )
        self._open(box)

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(lambda _: self._closed(dialog))
        dialog.open()

    def _closed(self, dialog: QDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()
