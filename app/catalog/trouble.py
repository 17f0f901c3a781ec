"""What goes wrong around a database, told in words; bugs pass through untouched."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy.exc as sae

from app.errors import UserError

_LOCKED = (
    "The catalogue {where} is locked by another program. "
    "Close other Keepers windows or wait until they are done, then try again."
)
_CLOSED = (
    "The catalogue {where} may not be opened. "
    "Make the file and its folder readable and writable, or name another file with --catalog."
)
_DAMAGED = "Move it away and put the newest .bak copy beside it in its place, or name another file with --catalog."

_SQLITE_ADVICE: dict[int, str] = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_FULL: "The catalogue {where} cannot grow because the disk is full. "
    "Free some space and try again; what was saved is safe.",
    sqlite3.SQLITE_READONLY: "The catalogue {where} cannot be written. Make the file and its folder writable, "
    "or name another file with --catalog.",
    sqlite3.SQLITE_PERM: _CLOSED,
    sqlite3.SQLITE_AUTH: _CLOSED,
    sqlite3.SQLITE_CANTOPEN: "The catalogue {where} cannot be opened. Check that its folder exists and is writable, "
    "or name another file with --catalog.",
    sqlite3.SQLITE_IOERR: "The catalogue {where} cannot be read or written because the disk reports an error "
    "or was taken away. "
    "Check the drive and its free space, then start again.",
    sqlite3.SQLITE_CORRUPT: "The catalogue {where} is damaged. " + _DAMAGED,
    sqlite3.SQLITE_NOTADB: "The catalogue {where} is not a catalogue, or is damaged. " + _DAMAGED,
}

# SQLSTATE classes that are no bug: connection, authorisation, database, resources, operator, system;
# and single states: read-only transaction, missing privilege, lock not available.
_POSTGRES_CLASSES = ("08", "28", "3D", "53", "57", "58")
_POSTGRES_STATES = ("25006", "42501", "55P03")


def explain(error: BaseException, where: str) -> UserError | None:
    """Words for an error of the database at ``where``, or None when the error is a bug."""
    cause = error.orig if isinstance(error, sae.DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", None)
        advice = _SQLITE_ADVICE.get(code & 0xFF) if code is not None else None
        return UserError(advice.format(where=where)) if advice else None
    if isinstance(error, sae.DBAPIError):
        state = getattr(cause, "sqlstate", None)
        unreachable = isinstance(error, sae.OperationalError) and state is None
        if unreachable or error.connection_invalidated or (state and _is_trouble(state)):
            reason = " ".join(str(cause).split()) or type(cause).__name__
            return UserError(
                f"The catalogue database {where} does not do its work: {reason.rstrip('.')}. "
                "Check that the server runs, that the address and password are right and that its disk has room."
            )
    return None


def _is_trouble(state: str) -> bool:
    return state.startswith(_POSTGRES_CLASSES) or state in _POSTGRES_STATES


@contextmanager
def told(where: str) -> Iterator[None]:
    """Turn environment errors of the database inside the block into `UserError`.

    Raises:
        UserError: the file is locked, full, read-only, damaged, out of reach; the text names it and says what to do.
    """
    try:
        yield
    except (sqlite3.Error, sae.DBAPIError) as error:
        words = explain(error, where)
        if words is None:
            raise
        raise words from error
