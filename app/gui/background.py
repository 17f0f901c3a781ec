"""One thread for short calculations whose newest request alone matters."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

T = TypeVar("T")


class Background(QObject):
    """Calculates off the GUI thread. A new request under a name replaces the one before, started or not."""

    _done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._condition = threading.Condition()
        self._waiting: dict[Hashable, tuple[int, Callable[[], Any], Callable[[Any], object]]] = {}
        self._newest: dict[Hashable, int] = {}
        self._ticket = 0
        self._stopped = False
        self._thread: threading.Thread | None = None
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def ask(self, name: Hashable, work: Callable[[], T], then: Callable[[T], object]) -> None:
        """Do ``work`` in the thread and give its result to ``then`` in the GUI thread, unless asked anew by then."""
        with self._condition:
            self._ticket += 1
            self._newest[name] = self._ticket
            self._waiting.pop(name, None)
            self._waiting[name] = (self._ticket, work, then)
            if self._thread is None and not self._stopped:
                self._thread = threading.Thread(target=self._work, name="looks", daemon=True)
                self._thread.start()
            self._condition.notify()

    def drop(self, name: Hashable) -> None:
        """What was asked for under this name is not wanted any more."""
        with self._condition:
            self._waiting.pop(name, None)
            self._newest.pop(name, None)

    def shut_down(self) -> None:
        """End the thread, waiting for the calculation in hand."""
        with self._condition:
            self._stopped = True
            self._waiting.clear()
            self._newest.clear()
            self._condition.notify()
        if self._thread is not None:
            self._thread.join(10.0)

    def _work(self) -> None:
        while True:
            with self._condition:
                while not self._waiting and not self._stopped:
                    self._condition.wait()
                if self._stopped:
                    return
                name = next(iter(self._waiting))
                ticket, work, then = self._waiting.pop(name)
            bug: BaseException | None = None
            result: Any = None
            try:
                result = work()
            except BaseException as error:
                bug = error  # raised again in the GUI thread, where it is seen
            with self._condition:
                if not self._stopped:
                    self._done.emit((name, ticket, then, result, bug))

    def _deliver(self, done: tuple[Hashable, int, Callable[[Any], object], Any, BaseException | None]) -> None:
        name, ticket, then, result, bug = done
        if bug is not None:
            raise bug
        if self._newest.get(name) == ticket:
            del self._newest[name]
            then(result)
