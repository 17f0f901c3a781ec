"""Notices that another process wrote into the catalogue: a second window, a script, the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import UserError
from app.gui.dispatcher import Dispatcher

if TYPE_CHECKING:
    from app.gui.services import Services

POLL_MS = 2000
"""How often it is asked."""


class ChangeWatch(QObject):
    """Asks the catalogue's change counter now and then, in its lane.

    Signals:
        changed: somebody else wrote (on PostgreSQL maybe also we).
    """

    changed = Signal()

    def __init__(self, dispatcher: Dispatcher, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dispatcher = dispatcher
        self._services: Services | None = None
        self._counter: int | None = None
        self._asking = False
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self.look)

    def start(self, services: Services) -> None:
        """Begin; what is in the catalogue now counts as known."""
        self._services = services
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """End."""
        self._timer.stop()

    def look(self) -> None:
        """Ask now, unless an answer is on its way."""
        if self._services is None or self._asking:
            return
        self._asking = True
        future = self._services.lane.submit(lambda catalog: catalog.change_counter())
        self._dispatcher.when_done(future, self._answered, self._no_answer)

    def _answered(self, counter: int) -> None:
        self._asking = False
        known, self._counter = self._counter, counter
        if known is not None and counter != known:
            self.changed.emit()

    def _no_answer(self, _: UserError) -> None:
        # Whatever else is done with the catalogue tells of the trouble; a question every two seconds must not.
        self._asking = False
