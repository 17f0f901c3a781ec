"""Waiting for a window to come to rest, with the event loop running."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer


def wait(until: Callable[[], bool], seconds: float = 60.0) -> None:
    """Run the event loop until something is true; ends the program where it does not become so."""
    loop = QEventLoop()
    deadline = time.perf_counter() + seconds
    poll = QTimer(interval=1)
    poll.timeout.connect(lambda: loop.quit() if until() or time.perf_counter() > deadline else None)
    poll.start()
    loop.exec()
    if not until():
        raise SystemExit(f"The window did not come to rest within {seconds:.0f} s.")
