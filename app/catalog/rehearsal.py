"""A throw-away copy of a catalogue in which a dry run may take in and decide as if it were the real one."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL

from app.catalog.database import BUSY_SECONDS, HEAD, connect_only, locate, open_database, revision_of
from app.catalog.schema import metadata
from app.catalog.trouble import told
from app.errors import UserError

_PORTION = 1000


@contextmanager
def rehearsal(where: str | Path | None) -> Iterator[Path]:
    """A copy of a catalogue for as long as the block runs; the catalogue is only read, and none is made.

    Args:
        where: a file, an SQLAlchemy URL, or None for the user's own catalogue.

    Raises:
        UserError: the catalogue cannot be read, or there is no room for the copy.
    """
    url, file = locate(where)
    with tempfile.TemporaryDirectory(prefix="keepers-dry-run-") as folder:
        copy = Path(folder) / "catalog.sqlite3"
        if file is None:
            _copy_rows(url, copy)
        elif file.is_file():
            with (
                told(str(file)),
                closing(sqlite3.connect(_address(file), timeout=BUSY_SECONDS, uri=True)) as source,
                closing(sqlite3.connect(copy)) as target,
            ):
                source.backup(target)
        yield copy


def _address(file: Path) -> str:
    """Where SQLite finds the file, so that looking leaves it and what lies beside it as they are.

    With the journal of a killed program beside it, an ordinary connection would work that in when it closes; one that
    may only read does not, but would leave an empty journal where there was none.
    """
    journal = Path(f"{file}-wal")
    return file.as_uri() + ("?mode=ro" if journal.is_file() and journal.stat().st_size else "?mode=rw")


def _copy_rows(url: URL, copy: Path) -> None:
    name = url.render_as_string(hide_password=True)
    source = connect_only(url, name)
    try:
        with source.reading() as connection:
            revision = revision_of(connection)
            if revision is None:
                return
            if revision != HEAD:
                raise UserError(
                    f"The catalogue {name} has to be brought up to date before a dry run can look into it. "
                    "Open it once in Keepers, or run the command without --dry-run."
                )
            target = open_database(copy)
            try:
                with target.writing() as into:
                    into.exec_driver_sql("PRAGMA defer_foreign_keys = ON")  # halves of pairs name each other
                    for table in metadata.sorted_tables:
                        for part in connection.execute(sa.select(table)).mappings().partitions(_PORTION):
                            into.execute(sa.insert(table), [dict(row) for row in part])
            finally:
                target.close()
    finally:
        source.close()
