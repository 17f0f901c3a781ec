"""One transfer at a time on a catalogue: what another program left unfinished may be finished only when it is gone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app import places
from app.errors import UserError
from app.locks import try_lock


@contextmanager
def only_transfer(catalog_file: Path | None) -> Iterator[None]:
    """Keep other programs on this machine from transferring; the system lets go when the process ends, however it does.

    Args:
        catalog_file: the lock lies beside it; None (a database server) takes the data folder.

    Raises:
        UserError: another one is transferring, or the lock cannot be made.
    """
    path = _lock_file(catalog_file)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise UserError(f"{path} cannot be made: {error.strerror}. Make its folder writable.") from error
    try:
        if not try_lock(descriptor):
            raise UserError(
                "Another Keepers window or command is copying or moving photos. Wait until it is done, then try again."
            )
        yield
    finally:
        os.close(descriptor)


def is_transferring(catalog_file: Path | None) -> bool:
    """Whether another program on this machine is transferring now; makes and changes nothing.

    Args:
        catalog_file: as of `only_transfer`.
    """
    try:
        descriptor = os.open(_lock_file(catalog_file), os.O_RDONLY)
    except OSError:
        return False  # nobody ever transferred, or nobody may here
    try:
        return not try_lock(descriptor)
    finally:
        os.close(descriptor)


def _lock_file(catalog_file: Path | None) -> Path:
    folder = places.data_dir() if catalog_file is None else catalog_file.parent
    return folder / f"{'catalog' if catalog_file is None else catalog_file.stem}.transfer-lock"
