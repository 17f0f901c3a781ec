"""Locks on files between processes: the system lets go when a process ends, however it does."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import msvcrt

    def try_lock(descriptor: int) -> bool:
        """Lock an open file; whether nobody else has."""
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def lock(descriptor: int) -> None:
        """Lock an open file; waits for whoever has it, which should be a moment.

        Raises:
            OSError: it takes long.
        """
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)

else:
    import fcntl

    def try_lock(descriptor: int) -> bool:
        """Lock an open file; whether nobody else has.

        Raises:
            OSError: this file system knows no locks.
        """
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def lock(descriptor: int) -> None:
        """Lock an open file; waits for whoever has it, which should be a moment.

        Raises:
            OSError: this file system knows no locks.
        """
        fcntl.flock(descriptor, fcntl.LOCK_EX)
