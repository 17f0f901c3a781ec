"""Who goes first on a busy processor."""

from __future__ import annotations

import os
import sys
import threading

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


def process_gives_way(steps: int) -> None:
    """Let all other programs go before this whole process, as ``give_way`` does for a thread."""
    try:
        if sys.platform == "win32":
            _process_gives_way_windows()
        else:
            os.setpriority(os.PRIO_PROCESS, 0, max(steps, os.getpriority(os.PRIO_PROCESS, 0)))
    except OSError:
        return


def _give_way_windows() -> None:
    import ctypes

    below_normal = -1
    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]
    kernel.GetCurrentThread.restype = ctypes.c_void_p  # a handle has 64 bits, where ctypes expects 32
    kernel.SetThreadPriority(ctypes.c_void_p(kernel.GetCurrentThread()), below_normal)


def _process_gives_way_windows() -> None:
    import ctypes

    below_normal_class = 0x4000
    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    kernel.SetPriorityClass(ctypes.c_void_p(kernel.GetCurrentProcess()), below_normal_class)
