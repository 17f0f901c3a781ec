"""SQLite's write-ahead log, switched on so that two instances that start at once do not trip over each other."""

from __future__ import annotations

import sqlite3
import time


def switch_to_wal(connection: sqlite3.Connection, seconds: float) -> None:
    """Set WAL, trying for so many seconds: for this one change SQLite does not wait by itself for another connection.

    Raises:
        sqlite3.Error: as SQLite has it.
    """
    give_up = time.monotonic() + seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.05)
