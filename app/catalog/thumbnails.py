"""The thumbnail cache: JPEG bytes by content fingerprint in a file of its own, bounded, free to be deleted any time."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from app import places
from app.catalog.wal import switch_to_wal
from app.errors import UserError

_log = logging.getLogger(__name__)

T = TypeVar("T")

DEFAULT_LIMIT = 2 << 30
_KEEP_SHARE = 0.9
"""What is left after an eviction: room for a while, so that evictions are rare."""

_VERSION = 1
_CHUNK = 500
_IDLE_READERS = 8
_TOUCHES = 512
_BUSY_SECONDS = 5.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS thumbs (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, used INTEGER NOT NULL, size INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS pixels (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
"""

# Another instance is at work, or there is no room: nothing that a new file would cure.
_PASSING = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL})


class ThumbnailCache:
    """Thumbnails by fingerprint. All methods may be called from any thread, and readers do not wait for each other.

    A cache must not stop anybody: what goes wrong after it was opened is a miss. A damaged or deleted file is made
    anew, a full disk or a long write of another instance only means that a thumbnail is not kept.
    """

    def __init__(self, path: Path | None = None, limit_bytes: int = DEFAULT_LIMIT) -> None:
        """Open or create the cache.

        Args:
            path: its file; None for `places.thumbnail_file`.
            limit_bytes: most bytes of thumbnails to keep; the least recently used go first.

        Raises:
            UserError: the place cannot be written.
        """
        self._path = path if path is not None else places.thumbnail_file()
        self._limit = limit_bytes
        # Guards the list of readers and the touched keys; never held during a query.
        self._lock = threading.Lock()
        self._readers: list[sqlite3.Connection] = []
        self._generation = 0
        self._touched: set[str] = set()
        # Guards the one writer and the replacing of the file.
        self._write_lock = threading.RLock()
        self._writer: sqlite3.Connection | None = None
        self._inode: tuple[int, int] | None = None
        self._total = 0
        self._closed = False
        try:
            self._open_writer()
        except (OSError, sqlite3.Error) as error:
            raise UserError(
                f"The thumbnail cache {self._path} cannot be written: {error}. "
                "Make the folder writable, free some space, or name another folder with KEEPERS_CACHE_DIR."
            ) from error

    def __enter__(self) -> ThumbnailCache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def get(self, fingerprint: str) -> bytes | None:
        """The JPEG file of a thumbnail, or None."""

        def read(connection: sqlite3.Connection) -> bytes | None:
            query = "SELECT data FROM thumbs JOIN pixels USING (id) WHERE key = ?"
            row = connection.execute(query, (fingerprint,)).fetchone()
            return None if row is None else bytes(row[0])

        found = self._read(read, None)
        if found is not None:
            with self._lock:
                self._touched.add(fingerprint)
                crowded = len(self._touched) >= _TOUCHES
            if crowded and self._write_lock.acquire(blocking=False):
                try:
                    self._write(_nothing_else)
                finally:
                    self._write_lock.release()
        return found

    def has_many(self, fingerprints: Collection[str]) -> set[str]:
        """Those that are cached."""

        def read(connection: sqlite3.Connection) -> set[str]:
            found: set[str] = set()
            keys = list(fingerprints)
            for start in range(0, len(keys), _CHUNK):
                part = keys[start : start + _CHUNK]
                marks = ",".join("?" * len(part))
                found.update(
                    key for (key,) in connection.execute(f"SELECT key FROM thumbs WHERE key IN ({marks})", part)
                )
            return found

        return self._read(read, set())

    def put_many(self, thumbnails: Mapping[str, bytes]) -> None:
        """Keep thumbnails; older ones with the same fingerprint are replaced."""
        if not thumbnails:
            return

        def write(connection: sqlite3.Connection) -> None:
            used = time.time_ns()
            for key, data in thumbnails.items():
                old = connection.execute("SELECT id, size FROM thumbs WHERE key = ?", (key,)).fetchone()
                if old is None:
                    cursor = connection.execute(
                        "INSERT INTO thumbs (key, used, size) VALUES (?, ?, ?)", (key, used, len(data))
                    )
                    connection.execute("INSERT INTO pixels (id, data) VALUES (?, ?)", (cursor.lastrowid, data))
                else:
                    connection.execute("UPDATE thumbs SET used = ?, size = ? WHERE id = ?", (used, len(data), old[0]))
                    connection.execute("UPDATE pixels SET data = ? WHERE id = ?", (data, old[0]))
                self._total += len(data) - (old[1] if old else 0)

        with self._write_lock:
            self._replace_lost_file()
            self._write(write)
            if self._total > self._limit:
                self._write(self._evict)

    def size_bytes(self) -> int:
        """Bytes of all thumbnails; the file is a few percent larger."""
        return self._read(_sum, 0)

    def close(self) -> None:
        """Remember what was used, and let go of the file."""
        with self._write_lock:
            if not self._closed:
                self._write(_nothing_else)
                self._closed = True
            self._close_all()

    # Writing

    def _write(self, fn: Callable[[sqlite3.Connection], None]) -> None:
        """Run ``fn`` in a transaction with the noted uses; on trouble the cache does without."""
        with self._lock:
            touched, self._touched = self._touched, set()
        with self._write_lock:
            if self._closed:
                return
            total = self._total
            try:
                if self._writer is None:
                    self._open_writer()
                assert self._writer is not None
                with _transaction(self._writer):
                    used = time.time_ns()
                    self._writer.executemany(
                        "UPDATE thumbs SET used = ? WHERE key = ?", [(used, key) for key in touched]
                    )
                    fn(self._writer)
            except (sqlite3.Error, OSError) as error:
                self._total = total
                self._recover(error)

    def _evict(self, connection: sqlite3.Connection) -> None:
        # Another instance may have put or evicted, too: count anew.
        self._total = _sum(connection)
        excess = self._total - int(self._limit * _KEEP_SHARE)
        if self._total <= self._limit:
            return
        for thumb_id, size in connection.execute("SELECT id, size FROM thumbs ORDER BY used, id").fetchall():
            if excess <= 0:
                break
            connection.execute("DELETE FROM thumbs WHERE id = ?", (thumb_id,))
            connection.execute("DELETE FROM pixels WHERE id = ?", (thumb_id,))
            excess -= size
            self._total -= size

    def _open_writer(self) -> None:
        """Connect, and make the tables; a file that is no cache of ours is replaced."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._writer = self._connect_writer()
        except sqlite3.DatabaseError as error:
            if _code(error) not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR):
                raise
            _log.info("The thumbnail cache %s is damaged (%s) and made anew.", self._path, error)
            self._delete_files()
            self._writer = self._connect_writer()
        stat = self._path.stat()
        self._inode = (stat.st_dev, stat.st_ino)
        self._total = _sum(self._writer)

    def _connect_writer(self) -> sqlite3.Connection:
        connection = self._connect()
        try:
            if connection.execute("PRAGMA user_version").fetchone()[0] not in (0, _VERSION):
                raise sqlite3.DatabaseError("another version of the cache")
            with _transaction(connection):
                for statement in _SCHEMA.split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {_VERSION}")
            _sum(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=16
        )
        try:
            switch_to_wal(connection, _BUSY_SECONDS)
            connection.execute("PRAGMA journal_size_limit = 16777216")
            # Losing the newest thumbnails in a power cut costs a decode; waiting for the disk costs it every day.
            connection.execute("PRAGMA synchronous = OFF")
        except BaseException:
            connection.close()
            raise
        return connection

    # Reading

    def _read(self, fn: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """Run ``fn`` on a connection of its own; on trouble the answer is ``otherwise``."""
        connection: sqlite3.Connection | None = None
        with self._lock:
            if self._closed:
                return otherwise
            generation = self._generation
            if self._readers:
                connection = self._readers.pop()
        try:
            if connection is None:
                connection = self._connect()
            result = fn(connection)
        except (sqlite3.Error, OSError) as error:
            if connection is not None:
                connection.close()
            with self._write_lock:
                if generation == self._generation:
                    self._recover(error)
            return otherwise
        with self._lock:
            keep = not self._closed and generation == self._generation and len(self._readers) < _IDLE_READERS
            if keep:
                self._readers.append(connection)
        if not keep:
            connection.close()
        return result

    # Trouble

    def _replace_lost_file(self) -> None:
        """When somebody deleted or replaced the file, let go of the old one, which lives on without a name."""
        try:
            stat = self._path.stat()
            if (stat.st_dev, stat.st_ino) == self._inode:
                return
        except OSError:
            pass
        self._close_all()

    def _recover(self, error: Exception) -> None:
        """After trouble: keep the file when it will pass, else begin a new one."""
        if isinstance(error, sqlite3.ProgrammingError):
            raise error  # a bug of ours
        code = _code(error)
        _log.info("The thumbnail cache %s does not answer: %s.", self._path, error)
        if code in _PASSING:
            return
        self._close_all()
        if self._closed:
            return
        try:
            if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR):
                self._delete_files()
            self._open_writer()
        except (sqlite3.Error, OSError) as second:
            _log.info("The thumbnail cache %s cannot be made anew: %s.", self._path, second)

    def _delete_files(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def _close_all(self) -> None:
        with self._lock:
            readers, self._readers = self._readers, []
            self._generation += 1
        for connection in [*readers, *([self._writer] if self._writer is not None else [])]:
            # What is wrong with the file is known already.
            with suppress(sqlite3.Error):
                connection.close()
        self._writer = None
        self._inode = None


def _nothing_else(_connection: sqlite3.Connection) -> None:
    """A write that only brings the noted uses to the file."""


def _sum(connection: sqlite3.Connection) -> int:
    total: int = connection.execute("SELECT COALESCE(SUM(size), 0) FROM thumbs").fetchone()[0]
    return total


def _code(error: Exception) -> int:
    """SQLite's primary error code; `SQLITE_ERROR` where Python's module itself complains."""
    if isinstance(error, OSError):
        return sqlite3.SQLITE_IOERR
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code & 0xFF


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
