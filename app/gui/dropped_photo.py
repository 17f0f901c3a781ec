"""A photo that was dropped on the window becomes the current one, whatever would hide it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.photos.pairs import pair_names

if TYPE_CHECKING:
    from app.gui.main_window import MainWindow


class DroppedPhoto(QObject):
    """Waits until the photo is among those of the folder that was opened for it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._path = ""
        self._root: Path | None = None
        window.session.orderChanged.connect(lambda _: self._look())

    def want(self, path: Path) -> None:
        """Make this photo the current one as soon as it is there; its folder is being opened."""
        path = Path(os.path.abspath(path))  # noqa: PTH100 - links stay as the user named them
        self._path = self._window.session.wanted_path = str(self._face_of(path))
        self._root = self._window.session.root
        self._look()

    def _face_of(self, path: Path) -> Path:
        """The photo that stands for this one: of a pair the JPEG, where pairs are one photo."""
        if self._window.actions_by_id["pairs"].isChecked():
            try:
                names = [entry.name for entry in path.parent.iterdir()]
            except OSError:
                return path  # opening the folder tells why it cannot be listed
            return path.with_name(pair_names(names).get(path.name, path.name))
        return path

    def _look(self) -> None:
        session = self._window.session
        columns = session.table.columns
        if session.root != self._root:
            self._path = ""
        if not self._path or self._path not in columns.paths:
            return
        path, self._path = Path(self._path), ""
        position = columns.paths.index(str(path))
        photo_id = int(columns.ids[position])
        session.take_hold()
        if not session.view.passing(session.table.positions([photo_id]))[0]:
            session.current = photo_id
            self._window.clear_filter()
            self._window.tell(self.tr("The filter is cleared: it hid {name}.").format(name=path.name))
        elif session.groups.open_for([photo_id]):
            self._window.area.go_to(photo_id)
