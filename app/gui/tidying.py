"""Objects in cycles are collected in the window's thread only.

By default that is done by whichever thread makes the next object. A cycle that holds parts of a closed window or dialog
has their signals disconnected then: under a lock of Qt, which that thread keeps while it waits for the interpreter. If
the window's thread, which has the interpreter, wants the lock in the meantime, both wait for ever.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 50
YOUNG, MIDDLE, OLD = 2_000, 20, 250
"""New objects, runs over them, and runs over those that stayed, after which the next older ones are looked at, too."""


class Tidier(QObject):
    """Collects now and then, in the thread that it is made in, and nobody else does.

    Runs are as frequent as the interpreter's own would be, so that each is short.

    Args:
        parent: it ends with it; the interpreter collects by itself again then.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(_tidy)
        self._timer.start()
        self.destroyed.connect(lambda *_: gc.enable())


def _tidy() -> None:
    young, middle, old = gc.get_count()
    if old > OLD and middle > MIDDLE:
        gc.collect(2)
    elif middle > MIDDLE:
        gc.collect(1)
    elif young > YOUNG:
        gc.collect(0)
