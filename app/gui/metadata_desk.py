"""The window's dealings with XMP: writing on command and by itself, what scans read, and conflicts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from time import time_ns
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget

from app.catalog.sidecar_choices import Found, Prefer
from app.culling.proposals import decided_mask
from app.culling.wording import in_digits
from app.culling.wording import photos as in_words
from app.errors import UserError
from app.gui.conflict_dialog import Conflict, ConflictDialog
from app.gui.dispatcher import Dispatcher
from app.gui.folder_session import FolderSession
from app.gui.sentences import localised
from app.gui.shown_only import ShownOnly, hidden_words, reach_of
from app.photos.xmp.settings import MetadataSettings, load_settings, save_settings

if TYPE_CHECKING:  # these bring the database, which the window does not wait for
    from app.catalog.records import ModelKey
    from app.catalog.sidecar_intake import Reading
    from app.culling.auto_writer import AutoWriter
    from app.culling.sidecar_writer import Written
    from app.gui.services import Services

T = TypeVar("T")
_MOST_SHOWN = 8


class MetadataDesk(QObject):
    """Writes and reads XMP for the open folder.

    Attributes:
        settings: the user's, as in the file that the command line reads, too.
        conflicts: photo id -> what waits for a person to say who is right.
    """

    def __init__(
        self,
        session: FolderSession,
        dispatcher: Dispatcher,
        tell: Callable[[str], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._dispatcher = dispatcher
        self._tell = tell
        self._window = window
        self._services: Services | None = None
        self._auto: AutoWriter | None = None
        self._pool: ThreadPoolExecutor | None = None
        self._stopping = False
        self.settings: MetadataSettings = load_settings()
        self.conflicts: dict[int, Conflict] = {}
        session.desk.settled.connect(lambda *_: self._poke())
        session.sidecarsRead.connect(self._read)

    def handlers(self) -> dict[str, Callable[..., object]]:
        """What to do for the commands of metadata."""
        return {"write-xmp": self.ask_and_write, "xmp-conflicts": self.show_conflicts, "metadata": self.ask_settings}

    def use(self, services: Services) -> None:
        """The rooms behind are ready: what a closed or killed window left unwritten is written now."""
        from app.culling.auto_writer import AutoWriter

        self._services = services
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="metadata")
        self._auto = AutoWriter(
            services.lane,
            lambda: self.settings,
            lambda results: self._dispatcher.post(lambda: self._written(results, asked=False)),
            lambda error: self._dispatcher.post(lambda: self._tell(localised(str(error)))),
            model=lambda: self._session.model,
        )
        self._poke()

    def shut_down(self) -> None:
        """End after the photos in hand; what is left is written the next time."""
        self._stopping = True
        if self._auto is not None:
            self._auto.close()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _poke(self) -> None:
        if self._auto is not None and self.settings.automatic:
            self._auto.poke()

    # -- settings ------------------------------------------------------------------------------------------------

    def ask_settings(self) -> None:
        """Let the user change the settings."""
        from app.gui.metadata_dialog import MetadataDialog

        dialog = MetadataDialog(self.settings, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.change(dialog.settings())

    def change(self, settings: MetadataSettings) -> None:
        """Take over and keep other settings; decisions made before automatic writing began are not written by it."""
        if settings.automatic and not self.settings.automatic:
            settings = replace(settings, since_us=time_ns() // 1000)
        self.settings = settings
        try:
            save_settings(settings)
        except UserError as error:
            self._tell(localised(str(error)))

    # -- writing -------------------------------------------------------------------------------------------------

    def ask_and_write(self) -> None:
        """Write the decisions of the photos shown, or of the whole folder, after one question that names the number."""
        view = self._session.view
        everything = view.scope_columns()
        if self._services is None or not len(everything.ids):
            return
        if not decided_mask(everything).any():
            self._tell(self.tr("Nothing is decided yet, so there is nothing to write."))
            return
        where = (
            self.tr("JPEG, TIFF and DNG files themselves, and sidecars beside all others")
            if self.settings.embed
            else self.tr("sidecars beside the photos")
        )
        box = QMessageBox(QMessageBox.Icon.Question, self.tr("Write XMP"), "", parent=self._window)
        shown_only = ShownOnly(reach_of(view), box)
        if shown_only.offered:
            box.setCheckBox(shown_only)
        box.addButton(QMessageBox.StandardButton.Cancel)
        write = box.addButton(self.tr("Write"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(write)

        def say() -> None:
            columns = view.target_columns(shown_only.on)
            ids = columns.ids[decided_mask(columns)].tolist()
            question = self.tr("Write the decisions of {photos} into {where}?")
            box.setText(question.format(photos=in_words(len(ids)), where=where))
            words = self.tr("What other programs wrote there stays. Photos without a decision get none.")
            hidden = "" if shown_only.on else hidden_words(view.hidden_among(ids))
            box.setInformativeText(f"{words} {hidden}".rstrip())
            write.setEnabled(bool(ids))

        shown_only.toggled.connect(say)
        say()
        box.exec()
        if box.clickedButton() is write:
            # Those whose decision was taken back, too: their sidecar has to forget it.
            self.write(view.target_columns(shown_only.on).ids.tolist())

    def write(self, ids: Sequence[int], prefer: Prefer = Prefer.NOBODY) -> None:
        """Write the decisions of these photos in the background."""
        from app.culling.sidecar_writer import SidecarWriter

        services, settings, model = self._services, self.settings, self._model()
        if services is None:
            return
        writer = SidecarWriter(services.lane, settings, prefer=prefer)
        done = self._submit(lambda: writer.write(ids, model, cancelled=lambda: self._stopping))
        self._dispatcher.when_done(done, lambda results: self._written(results, asked=True))

    def _model(self) -> ModelKey | None:
        style = self.settings.style
        return self._session.model if style.score or style.keyword else None

    def _submit(self, what: Callable[[], T]) -> Future[T]:
        assert self._pool is not None
        return self._pool.submit(what)

    def _written(self, results: Sequence[Written], *, asked: bool) -> None:
        from app.culling.sidecar_writer import Outcome, counts

        self._refresh([r.photo.id for r in results if r.decision != r.photo.decision])
        for result in results:
            self.conflicts.pop(result.photo.id, None)
            if result.outcome is Outcome.CONFLICT:
                photo = result.photo
                conflict = Conflict(photo.id, photo.path, photo.decision, result.theirs, result.files)
                self.conflicts[photo.id] = conflict
        refused = [localised(r.reason) for r in results if r.outcome is Outcome.REFUSED]
        number = counts(results)
        if asked:
            words = self.tr("Wrote XMP of {photos}, {same} up to date.")
            self._tell(words.format(photos=in_words(number[Outcome.WRITTEN]), same=in_digits(number[Outcome.SAME])))
            notes = dict.fromkeys(r.reason for r in results if r.reason and r.outcome is not Outcome.REFUSED)
            self._show_refused(refused, [localised(note) for note in notes])
            if number[Outcome.CONFLICT]:
                self.show_conflicts()
        elif refused:
            self._tell(refused[0])
        elif number[Outcome.CONFLICT]:
            self._tell_conflicts()

    def _show_refused(self, refused: Sequence[str], notes: Sequence[str]) -> None:
        lines = [*refused, *notes]
        if not lines:
            return
        text = (
            self.tr("{photos} could not be written.").format(photos=in_words(len(refused)))
            if refused
            else self.tr("All decisions were written, some to another place than usual.")
        )
        box = QMessageBox(QMessageBox.Icon.Warning, self.tr("Write XMP"), text, parent=self._window)
        box.setInformativeText("\n\n".join(lines[:_MOST_SHOWN]))
        if len(lines) > _MOST_SHOWN:
            box.setDetailedText("\n".join(lines))
        box.exec()

    # -- reading -------------------------------------------------------------------------------------------------

    def _read(self, readings: Sequence[Reading]) -> None:
        """A scan read sidecars that changed."""
        taken = sum(1 for reading in readings if reading.found is Found.TAKEN)
        problems = [reading.reason for reading in readings if reading.found is Found.PROBLEM]
        for reading in readings:
            self.conflicts.pop(reading.photo.id, None)
            if reading.found is Found.CONFLICT:
                photo = reading.photo
                self.conflicts[photo.id] = Conflict(photo.id, photo.path, photo.decision, reading.theirs, reading.files)
        if self.conflicts:
            self._tell_conflicts()
        elif problems:
            more = self.tr(" And {count} more.").format(count=len(problems) - 1) if len(problems) > 1 else ""
            self._tell(localised(problems[0]) + more)
        elif taken:
            self._tell(self.tr("Took over the decisions of {photos} from XMP.").format(photos=in_words(taken)))

    def _refresh(self, ids: Sequence[int]) -> None:
        if ids:
            self._session.arrivals.add(ids, self._session.model)

    # -- conflicts -----------------------------------------------------------------------------------------------

    def _tell_conflicts(self) -> None:
        words = self.tr("{photos} in conflict with XMP: see “Conflicts with XMP” in the File menu.")
        self._tell(words.format(photos=in_words(len(self.conflicts))))

    def show_conflicts(self) -> None:
        """Ask who is right, and do it."""
        if not self.conflicts:
            self._tell(self.tr("There are no conflicts with XMP."))
            return
        dialog = ConflictDialog(list(self.conflicts.values()), self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.resolve(dialog.choices())

    def resolve(self, choices: Mapping[int, Prefer]) -> None:
        """Write Keepers' decisions into the files, or take over the files'."""
        ours = [photo_id for photo_id, prefer in choices.items() if prefer is Prefer.KEEPERS]
        theirs = [self.conflicts[i].path for i, p in choices.items() if p is Prefer.FILE and i in self.conflicts]
        for photo_id in choices:
            self.conflicts.pop(photo_id, None)
        if ours:
            self.write(ours, Prefer.KEEPERS)
        if theirs:
            self._take(theirs)

    def _take(self, paths: Sequence[Path]) -> None:
        from app.catalog.sidecar_intake import SidecarReader

        services = self._services
        if services is None:
            return
        reader = SidecarReader(services.lane, self.settings.style.own_words)
        done = self._submit(lambda: reader.read(paths, everything=True, prefer=Prefer.FILE))

        def arrived(readings: Sequence[Reading]) -> None:
            self._refresh([reading.photo.id for reading in readings])
            self._read(readings)

        self._dispatcher.when_done(done, arrived)
