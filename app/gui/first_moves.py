"""Notices the first thing that somebody does with the photos of a folder; until then its first photo stays current."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from app.gui.photo_area import PhotoArea


class FirstMoves(QObject):
    """Watches the grid and tells the session of moving, selecting, clicking and scrolling.

    Of decisions the session hears itself, and the area says when one of the large views is wanted.
    """

    def __init__(self, area: PhotoArea) -> None:
        super().__init__(area)
        self._area = area
        grid = area.grid
        grid.pressed.connect(lambda _: area.session.take_hold())
        grid.currentChangedTo.connect(lambda _: self._look())
        grid.selectionChangedTo.connect(self._look)
        grid.verticalScrollBar().valueChanged.connect(lambda _: self._look())

    def _look(self) -> None:
        """Anything but the first photo alone, at the top of the grid, is somebody's doing."""
        session, model, grid = self._area.session, self._area.model, self._area.grid
        if not session.untouched or not model.rowCount():
            return
        first = model.id_at(0)
        stays = grid.current_id() == first and grid.selected_ids().tolist() == [first]
        if not stays or grid.verticalScrollBar().value():
            session.take_hold()
