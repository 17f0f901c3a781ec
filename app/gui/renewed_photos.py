"""Photos whose files were changed or renamed while they are shown: every view shows them as they are now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.gui.photo_table import PhotoTable, Renewed

if TYPE_CHECKING:
    from app.gui.photo_area import PhotoArea


class RenewedPhotos(QObject):
    """Listens to what the catalogue says of photos, by whichever way it comes: the watch, F5, another process.

    Signals:
        seenAnew: the photos that are shown large have been shown anew.
    """

    seenAnew = Signal()

    def __init__(self, area: PhotoArea) -> None:
        super().__init__(area)
        self._area = area
        self._table = PhotoTable()  # the photos as they were shown before another table came
        self._root = area.session.root
        self._waiting = Renewed()
        area.session.arrivals.arrived.connect(lambda *_: self._show(area.session.table.renewed))
        area.session.rebuilt.connect(self._rebuilt)
        area.session.orderChanged.connect(lambda _: self._ordered())

    def _rebuilt(self) -> None:
        session = self._area.session
        if session.root != self._root:
            self._root = session.root
            self._area.large.loader.forget_all()
        elif len(session.table):
            self._waiting = session.table.since(self._table)
        if len(session.table) or session.root is None:
            self._table = session.table

    def _ordered(self) -> None:
        waiting, self._waiting = self._waiting, Renewed()
        self._show(waiting)

    def _show(self, renewed: Renewed) -> None:
        if not renewed:
            return
        area = self._area
        if renewed.contents:
            area.thumbnails.renew(renewed.contents)
            area.large.loader.forget(renewed.contents)
        shown = {area.session.current, *area.shown_ids()}
        if not shown.isdisjoint(renewed.contents | renewed.paths):
            if area.in_large:
                area.show_current()
            self.seenAnew.emit()
