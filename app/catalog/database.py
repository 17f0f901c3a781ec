"""Opening the database: SQLite made durable and fit for two instances, or PostgreSQL; revision, backup, migration."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from app import places
from app.catalog.trouble import explain, told
from app.catalog.wal import switch_to_wal
from app.errors import UserError

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006")
"""Every revision that this program knows, oldest first."""

HEAD = REVISIONS[-1]
VERSION_TABLE = "keepers_revision"

BUSY_SECONDS = 10.0
"""How long a write waits for another instance's."""


class Database:
    """One connection to the catalogue's database, guarded by a lock.

    Attributes:
        engine: SQLAlchemy engine with a pool of exactly one connection.
        file: the SQLite file, or None.
        name: what messages call it: the file, or the URL without its password.
    """

    def __init__(self, engine: Engine, file: Path | None, name: str) -> None:
        self.engine = engine
        self.file = file
        self.name = name
        self._lock = threading.RLock()

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection with one consistent view of the data."""
        with self._lock, told(self.name), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is durable when the block is left, and undone when it raises.

        Writers take turns from the start, on SQLite by its write lock, on PostgreSQL by an advisory lock, so what was
        read inside the block cannot have changed when it writes.
        """
        with self._lock, told(self.name), self.engine.connect() as connection:
            connection.execution_options(keepers_writing=True)
            with connection.begin():
                if not self.is_sqlite:
                    _take_turn(connection)
                yield connection

    def close(self) -> None:
        with self._lock:
            self.engine.dispose()


def open_database(where: str | Path | None = None) -> Database:
    """Open (or create) the catalogue's database and bring it to `HEAD`.

    Args:
        where: a file, an SQLAlchemy URL of SQLite or PostgreSQL, or None for the user's own catalogue.

    Raises:
        UserError: whatever keeps it from being opened, with advice.
    """
    url, file = locate(where)
    name = str(file) if file else url.render_as_string(hide_password=True)
    if file is not None:
        _check_place(file)
    database = connect_only(url, name, file)
    try:
        with database.reading() as connection:
            revision = revision_of(connection)
        if revision != HEAD:
            _bring_to_head(database)
    except BaseException:
        database.close()
        raise
    return database


def connect_only(url: URL, name: str, file: Path | None = None) -> Database:
    """A database as it is, whatever its tables are; it is reached at the first use.

    Raises:
        UserError: there is no such kind of database, or its driver is not installed.
    """
    try:
        engine = _engine(url)
    except (ArgumentError, NoSuchModuleError) as error:
        raise UserError(
            f"{name} is not the address of a database: {error}. Name a file or a postgresql:// address."
        ) from error
    except ModuleNotFoundError as error:
        raise UserError(
            f"The catalogue {name} needs the Python package {error.name}. "
            "Install it with: pip install 'keepers[postgresql]'"
        ) from error
    return Database(engine, file, name)


def locate(where: str | Path | None) -> tuple[URL, Path | None]:
    """URL and, for SQLite, the file."""
    if isinstance(where, str) and "://" in where:
        try:
            url = make_url(where)
        except ArgumentError as error:
            raise UserError(
                f"{where} is not the address of a database. Name a file or a postgresql:// address."
            ) from error
        backend = url.get_backend_name()
        if backend in ("postgresql", "postgres"):
            # psycopg (version 3) is the driver that the extra installs, whatever SQLAlchemy's own default is.
            driver = url.drivername if "+" in url.drivername else "postgresql+psycopg"
            return url.set(drivername=driver), None
        if backend != "sqlite":
            raise UserError(
                f"Keepers keeps its catalogue in SQLite or PostgreSQL, not in {backend}. "
                "Name a file or a postgresql:// address."
            )
        if not url.database or url.database == ":memory:":
            raise UserError("A catalogue in memory would be lost with the window. Name a file instead.")
        where = url.database
    file = Path(where).expanduser().absolute() if where is not None else places.catalog_file()
    return URL.create("sqlite", database=str(file)), file


def _check_place(file: Path) -> None:
    """Make the default folder; say plainly what SQLite would only call "unable to open database file"."""
    try:
        if file.parent == places.data_dir():
            file.parent.mkdir(parents=True, exist_ok=True)
        if file.is_dir():
            raise UserError(
                f"The catalogue {file} is a folder. Name a file instead, for example {file / 'catalog.sqlite3'}."
            )
        if not file.parent.is_dir():
            raise UserError(
                f"The catalogue {file} cannot be made: its folder does not exist. "
                "Create the folder, or name another file with --catalog."
            )
        if file.exists() and not os.access(file, os.R_OK | os.W_OK):
            raise UserError(
                f"The catalogue {file} cannot be read and written. "
                "Make it writable, or name another file with --catalog."
            )
        if not os.access(file.parent, os.W_OK | os.X_OK):
            raise UserError(
                f"The catalogue {file} needs a folder that can be written. "
                "Make it writable, or name another file with --catalog."
            )
    except OSError as error:
        raise UserError(
            f"The catalogue {file} cannot be reached: {error.strerror or error}. "
            "Check the folder, or name another file with --catalog."
        ) from error


def _engine(url: URL) -> Engine:
    sqlite = url.get_backend_name() == "sqlite"
    # One connection: the lane is serial, and SQLite's data_version counts the changes of *other* connections.
    engine = sa.create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_pre_ping=not sqlite,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS}
        if sqlite
        else {"connect_timeout": int(BUSY_SECONDS)},
    )
    if sqlite:
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    try:
        # Python begins transactions late and keeps DDL out of them: off, `_begin_sqlite` says BEGIN.
        connection.isolation_level = None
        switch_to_wal(connection, BUSY_SECONDS)
        # A commit is on the disk when it returns: decisions must outlive a power cut, which NORMAL does not promise.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -65536")
    except BaseException:
        # The pool has not taken the connection over yet.
        connection.close()
        raise


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail at once when another instance wrote in between.
    writing = connection.get_execution_options().get("keepers_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _take_turn(connection: Connection) -> None:
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('keepers.' || current_schema()))")


def revision_of(connection: Connection) -> str | None:
    """The revision that the database is at, or None for one without our tables."""
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar()
    return found


def _bring_to_head(database: Database) -> None:
    """Migrate inside one transaction: after a crash or a full disk the database is as it was."""
    with database.writing() as connection:
        revision = revision_of(connection)
        if revision == HEAD:
            return  # another instance was faster
        if revision is not None and revision not in REVISIONS:
            raise UserError(
                f"The catalogue {database.name} was written by a newer Keepers "
                f"(revision {revision}, this program knows {HEAD}). "
                "Update Keepers, or name another file with --catalog."
            )
        if database.file is not None:
            if revision is not None:
                backup_copy(database.file, revision)
            elif sa.inspect(connection).get_table_names():
                raise UserError(
                    f"{database.file} is a database of another program, not a Keepers catalogue. "
                    "Name another file with --catalog."
                )
        # Alembic talks while it is imported. That happens here and not above because it costs a quarter of a second,
        # which a start at head does without.
        logging.getLogger("alembic").setLevel(logging.WARNING)
        from app.catalog.migrations.upgrade import upgrade

        upgrade(connection, VERSION_TABLE)


def backup_copy(file: Path, revision: str) -> Path:
    """Copy a SQLite catalogue beside itself through SQLite's backup: a consistent state even while others write.

    Returns:
        ``<stem>-<revision>-<timestamp>.bak``; complete and on the disk.

    Raises:
        UserError: there is no room or the folder cannot be written.
    """
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S-%f")
    target = file.with_name(f"{file.stem}-{revision}-{stamp}.bak")
    part = target.with_name(target.name + ".part")
    try:
        with closing(sqlite3.connect(file, timeout=BUSY_SECONDS)) as source, closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
            # The copy is one plain file, without a -wal of its own.
            copy.execute("PRAGMA journal_mode=DELETE")
        part.replace(target)
    except (sqlite3.Error, OSError) as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        words = explain(error, str(file))
        if words is None and not isinstance(error, OSError):
            raise
        raise UserError(
            f"The catalogue {file} has to be brought up to date, "
            f"but a backup copy cannot be written beside it: {error}. "
            "Free some space or make the folder writable, then start again; the catalogue is unchanged."
        ) from error
    return target
