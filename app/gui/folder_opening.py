"""The ways into a folder: dialog, recent folders, a drop, the last time."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QMenu

from app.gui.dropped_photo import DroppedPhoto
from app.gui.last_view import LastView
from app.gui.sentences import localised

if TYPE_CHECKING:
    from app.gui.main_window import MainWindow


class FolderOpening(QObject):
    """Opens folders in a window and remembers them.

    Attributes:
        recent: folders opened before that are still there, the latest first.
        last_view: where the last session ended, once this one goes on there.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.recent: list[Path] = []
        self.last_view: LastView | None = None
        self._dropped = DroppedPhoto(window)
        self._filtered = window.state.folder()  # the filter was set for the photos of this one

    def choose(self) -> None:
        """Ask for a folder and open it."""
        start = str(self._window.session.root or Path.home())
        chosen = QFileDialog.getExistingDirectory(self._window, self.tr("Open folder"), start)
        if chosen:
            self.open(Path(chosen))

    def open(self, folder: Path) -> None:
        """Open a folder; a filter left over from another one is cleared, lest it hide photos nobody asked to hide."""
        window = self._window
        folder = Path(os.path.abspath(folder))  # noqa: PTH100 - links stay as the user named them
        if folder != (window.session.root or self._filtered):
            window.clear_filter()
        self._filtered = folder
        window.session.open(folder)

    def again(self) -> None:
        """Open the open folder once more."""
        session = self._window.session
        if session.root is not None:
            session.open(session.root)

    def open_last(self) -> None:
        """Go on where the last session ended, if that folder is still there."""
        window = self._window
        folder = window.state.folder()
        if folder is not None and folder.is_dir():
            photo = window.state.photo()
            window.session.wanted_path = photo
            self.last_view = LastView(window, folder, photo, window.state.text("last-view"))
            window.session.open(folder)

    # -- recent folders ------------------------------------------------------------------------------------------

    def load_recent(self) -> None:
        """Ask the catalogue which folders were opened."""
        window = self._window
        if window.services is not None:
            future = window.services.lane.submit(lambda catalog: catalog.recent_folders())
            window.dispatcher.when_done(future, self._take_recent, lambda error: window.tell(localised(str(error))))

    def _take_recent(self, folders: list[Path]) -> None:
        self.recent = [folder for folder in folders if folder.is_dir()]
        self._window.area.start.show_recent(self.recent)

    def fill_menu(self, menu: QMenu) -> None:
        """List the recent folders in a menu."""
        menu.clear()
        for folder in self.recent:
            action = menu.addAction(str(folder).replace("&", "&&"))
            action.triggered.connect(lambda _=False, folder=folder: self.open(folder))
        if menu.isEmpty():
            menu.addAction(self.tr("None yet")).setEnabled(False)

    # -- drag and drop -------------------------------------------------------------------------------------------

    def dropped(self, event: QDropEvent) -> Path | None:
        """The folder or the photo that is being dropped."""
        for url in event.mimeData().urls():
            path = Path(url.toLocalFile())
            if url.isLocalFile() and path.exists():
                return path
        return None

    def take_drop(self, event: QDropEvent) -> None:
        """Open what was dropped; a photo opens its folder and becomes the current one."""
        path = self.dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.open(path if path.is_dir() else path.parent)
            if not path.is_dir():
                self._dropped.want(path)
