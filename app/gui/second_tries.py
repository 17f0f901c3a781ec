"""What could not be shown, and another try once it has been read anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.catalog.records import PhotoColumns

if TYPE_CHECKING:
    from app.gui.photo_area import PhotoArea


class SecondTries(QObject):
    """Keeps why a thumbnail is missing, and lets thumbnails and views try again what the intake could read since."""

    def __init__(self, area: PhotoArea) -> None:
        super().__init__(area)
        self._area = area
        area.thumbnails.failed.connect(self._failed)
        area.session.arrivals.arrived.connect(self._arrived)

    def _failed(self, photo_id: int, reason: str) -> None:
        session = self._area.session
        session.reasons.setdefault(photo_id, reason)
        self._area.model.touch(session.table.positions([photo_id]))

    def _arrived(self, columns: PhotoColumns, _reasons: dict[int, str]) -> None:
        readable = frozenset(columns.ids[~columns.errors].tolist())
        self._area.thumbnails.try_again(readable)
        self._area.loupe.try_again(readable)
