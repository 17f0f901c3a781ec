"""Reads photos again that are new or have a new score, several at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.catalog.records import ModelKey, PhotoColumns
from app.errors import UserError
from app.gui.dispatcher import Dispatcher
from app.gui.folder_contents import read_reasons

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog
    from app.gui.services import Services

CALM_MS = 250
"""Arrivals within this time are read together."""


class Arrivals(QObject):
    """Collects ids and reads their rows in the lane, one request at a time.

    Signals:
        arrived: PhotoColumns, and a dict of photo id -> why it cannot be read.
        failed: a UserError.
    """

    arrived = Signal(object, object)
    failed = Signal(object)

    def __init__(self, dispatcher: Dispatcher, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dispatcher = dispatcher
        self._services: Services | None = None
        self._model: ModelKey | None = None
        self._waiting: dict[int, None] = {}  # in the order of their arrival
        self._reading = False
        self._generation = 0
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(CALM_MS)
        self._calm.timeout.connect(self.read_now)

    def use(self, services: Services) -> None:
        """Read through these."""
        self._services = services

    @property
    def busy(self) -> bool:
        """Whether something is still to be read."""
        return self._reading or bool(self._waiting)

    def clear(self) -> None:
        """Forget what is waiting and drop what is under way."""
        self._generation += 1
        self._calm.stop()
        self._calm.setInterval(CALM_MS)
        self._waiting.clear()
        self._reading = False

    def set_cost(self, seconds: float) -> None:
        """What it cost to show the last ones: in a huge new folder looking must not eat the time of the hand."""
        self._calm.setInterval(max(CALM_MS, round(8000 * seconds)))

    def add(self, ids: Sequence[int], model: ModelKey | None, *, at_once: bool = False) -> None:
        """Read these soon."""
        self._model = model
        self._waiting.update(dict.fromkeys(ids))
        if at_once:
            self.read_now()
        elif not self._calm.isActive():
            self._calm.start()

    def read_now(self) -> None:
        """Read what is waiting, unless a request is under way: then what is waiting comes after it."""
        if self._reading or not self._waiting or self._services is None:
            return
        ids, model, generation = list(self._waiting), self._model, self._generation
        self._waiting.clear()
        self._reading = True

        def read(catalog: Catalog) -> tuple[PhotoColumns, dict[int, str]]:
            columns = catalog.columns_for(ids, model)
            return columns, read_reasons(catalog, columns, model)

        def come(result: tuple[PhotoColumns, dict[int, str]]) -> None:
            if generation != self._generation:
                return
            self._reading = False
            self.arrived.emit(*result)
            if self._waiting and not self._calm.isActive():
                self._calm.start()

        def lost(error: UserError) -> None:
            if generation == self._generation:
                self._reading = False
                self.failed.emit(error)

        self._dispatcher.when_done(self._services.lane.submit(read), come, lost)
