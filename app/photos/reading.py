"""Opening photos: every trouble of the file system becomes a :class:`PhotoError` with a sentence."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.errors import PhotoError

EMPTY = "The file is empty. It was probably not copied completely; copy it again."
VANISHED = "The file is no longer there."
CHANGED = "The file changed while it was being read. It will be read again at the next scan."


def trouble_sentence(error: OSError) -> str | None:
    """What an error of the file system means to the user; None where the error is not the file system's."""
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return VANISHED
    if isinstance(error, PermissionError):
        return "There is no permission to read the file. Change its permissions and scan again."
    if isinstance(error, IsADirectoryError):
        return "This is a folder, not a file."
    if error.errno == errno.ENAMETOOLONG:
        return "The file's name is too long for this system."
    if error.errno is None:
        return None
    return f"The file could not be read: {error.strerror or error}. Check the card, drive or network share."


@contextmanager
def open_photo(path: Path) -> Iterator[BinaryIO]:
    """Open a photo for reading, and check on leaving that nobody wrote to it meanwhile.

    Raises:
        PhotoError: missing, not a regular file, empty, no permission, read error, or changed during the ``with``.
            A change outranks whatever went wrong inside, since it is the likely cause.
    """
    try:
        # Looked at before opening: opening a named pipe would wait for a writer for ever.
        if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116 (same call as below, on a path or a handle)
            raise PhotoError(path, "This is not a regular file.")
        handle = path.open("rb")
    except OSError as error:
        raise PhotoError(path, trouble_sentence(error) or str(error)) from error
    with handle:
        before = os.fstat(handle.fileno())
        if before.st_size == 0:
            raise PhotoError(path, EMPTY)
        try:
            yield handle
        except PhotoError:
            _check_unchanged(path, before)
            raise
        except OSError as error:
            _check_unchanged(path, before)
            sentence = trouble_sentence(error)
            if sentence is None:
                raise
            raise PhotoError(path, sentence) from error
        _check_unchanged(path, before)


def _check_unchanged(path: Path, before: os.stat_result) -> None:
    try:
        now = path.stat()
    except OSError as error:
        raise PhotoError(path, trouble_sentence(error) or str(error)) from error
    if (now.st_size, now.st_mtime_ns, now.st_ino) != (before.st_size, before.st_mtime_ns, before.st_ino):
        raise PhotoError(path, CHANGED)
