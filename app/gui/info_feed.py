"""Keeps the side panel and the loupe's quality map up to date with the current photo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from app.catalog.records import PhotoRecord
from app.culling.agreement import compare
from app.gui.dispatcher import Dispatcher
from app.gui.folder_session import FolderSession
from app.gui.photo_area import PhotoArea
from app.gui.photo_model import PhotoModel
from app.gui.side_panel import SidePanel

if TYPE_CHECKING:
    from app.gui.services import Services


class InfoFeed(QObject):
    """Reads records in the lane, one at a time; while one is under way only the newest wish is kept."""

    def __init__(
        self,
        session: FolderSession,
        area: PhotoArea,
        panel: SidePanel,
        dispatcher: Dispatcher,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._area = area
        self._model: PhotoModel = area.model
        self._panel = panel
        self._dispatcher = dispatcher
        self._services: Services | None = None
        self._reading = False
        self._wanted = False
        self._shown: PhotoRecord | None = None
        self._percentiles = self._model.percentiles  # those that the places shown were made of
        area.currentChangedTo.connect(lambda _: self.refresh())
        area.targetsChanged.connect(self.refresh)
        session.looksChanged.connect(lambda _: self.refresh())
        session.countsChanged.connect(self._counts_changed)  # after the area, which gives the model its places

    def use(self, services: Services) -> None:
        """Read through these."""
        self._services = services
        self.refresh()

    def stop(self) -> None:
        """Read no more."""
        self._services = None

    def refresh(self) -> None:
        """Show what is true of the current photo now."""
        targets = self._area.targets()
        self._shown = None
        if len(targets) > 1:
            self._panel.show_record(None, count=len(targets))
            return
        photo_id = self._session.current
        if photo_id < 0:
            self._panel.show_record(None)
            return
        if self._services is None:
            return
        if self._reading:
            self._wanted = True
            return
        self._reading = True
        model = self._session.model
        ids = self._area.shown_ids() or [photo_id]
        future = self._services.lane.submit(lambda catalog: catalog.records(ids, model), urgent=True)
        self._dispatcher.when_done(future, self._arrived, lambda _: self._arrived([]))

    def _arrived(self, records: list[PhotoRecord]) -> None:
        self._reading = False
        if self._wanted:
            self._wanted = False
            self.refresh()
            return
        self._area.take_records(records)
        for record in records:
            if record.id != self._session.current:
                continue
            place = self._model.place_of(self._session.table.position(record.id))
            self._panel.show_record(record, place, self._session.view.scope_size)
            self._show_second(record)
            self._shown, self._percentiles = record, self._model.percentiles

    def _counts_changed(self) -> None:
        """Scores came in: the photo has the place that its cell shows, though nothing else of it changed."""
        record = self._shown
        if record is not None and self._percentiles is not self._model.percentiles:
            self._percentiles = self._model.percentiles
            self._panel.show_place(self._model.place_of(self._session.table.position(record.id)))
            self._show_second(record)

    def _show_second(self, record: PhotoRecord) -> None:
        columns, at = self._session.table.columns, self._session.table.position(record.id)
        if record.second is None or at < 0:
            self._panel.second.clear()
        else:
            comparison = compare(columns.scores, columns.second)
            everyone = np.array_equal(np.isnan(comparison.first), np.isnan(self._model.percentiles))
            self._panel.second.show_opinion(record.score, record.second, comparison, at, everyone=everyone)
