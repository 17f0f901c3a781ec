"""Who goes first on a busy processor."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

BEHIND, LAST = 5, 10
"""For what the user waits for but which must not stop the window; for long work that takes what is left."""


def give_way(steps: int) -> None:
    """Let other threads of this program go before the calling one where both want a processor.

    On Linux (where ``steps`` are those of ``nice``, 0..19) the threads that it starts inherit that. Where the system
    does not let a program order its threads (macOS knows no such number per thread) or refuses, nothing changes.
    """
    try:
        if sys.platform == "win32":
            _give_way_windows()
        elif sys.platform == "linux":
            # A process id of Linux is a thread's as well.
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), steps)
    except OSError:
        return


def _give_way_windows() -> None:
    import ctypes

    below_normal = -1
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    kernel.SetThreadPriority(kernel.GetCurrentThread(), below_normal)


def made_last(make: Callable[[], T]) -> T:
    """What ``make`` gives, made in a thread that goes last, so that on Linux the threads which it starts go last, too.

    For engines that compute with threads of their own, beside threads that run Python: whoever holds the interpreter's
    lock must not wait for a processor behind them, or the window waits with it.

    Raises:
        BaseException: what ``make`` raises.
    """
    made: list[T] = []
    raised: list[BaseException] = []

    def work() -> None:
        give_way(LAST)
        try:
            made.append(make())
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=work, name="made-last")
    thread.start()
    thread.join()
    if raised:
        raise raised[0]
    return made[0]
