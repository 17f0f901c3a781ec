"""The system's trash: putting files there, finding them in it, taking them back."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

from app.culling.transfer_files import Trouble, source_trouble

_COUNTED = 200
"""Names with a number that are looked at before the whole trash is searched."""

_NO_TRASH = "The system has no trash for this disk: {why}. Move the photos to a folder instead."


def put_in_trash(path: Path) -> Path | None:
    """Put a file into the system's trash.

    Returns:
        where it lies there, so that it can come back; None where the system does not say (Windows, macOS).

    Raises:
        Trouble: it cannot be done; nothing happened to the file.
    """
    from send2trash import TrashPermissionError, send2trash

    try:
        before = path.lstat()
        send2trash(os.fspath(path))
    except TrashPermissionError as error:
        raise Trouble(_NO_TRASH.format(why=error.strerror or "no permission"), stops=True) from error
    except OSError as error:
        if not os.path.lexists(path):
            raise source_trouble(error) from error
        if error.errno in (errno.ENOSPC, errno.EROFS, errno.EXDEV) or not _is_of_file(error, path):
            raise Trouble(_NO_TRASH.format(why=error.strerror or error), stops=True) from error
        raise Trouble(f"The file cannot be put into the trash: {error.strerror or error}.") from error
    return find_in_trash(path, before)


def _is_of_file(error: OSError, path: Path) -> bool:
    return error.errno in (errno.EACCES, errno.EPERM) and not os.access(path, os.W_OK)


def find_in_trash(path: Path, before: os.stat_result | None = None) -> Path | None:
    """Where a file that was put into the trash lies, by freedesktop.org's rules; None where it cannot be found.

    Args:
        path: where it was.
        before: what it was, to be sure that it is the same file; without it the newest one from that path.
    """
    found: list[tuple[float, Path]] = []
    for trash, top in _trashes(path.parent):
        for place in _candidates(trash, path.name):
            if _origin(trash, place.name, top) != path:
                continue
            with suppress(OSError):
                status = place.lstat()
                if before is None:
                    found.append(((trash / "info" / f"{place.name}.trashinfo").stat().st_mtime, place))
                elif (status.st_ino, status.st_size) == (before.st_ino, before.st_size):
                    return place
    return max(found)[1] if found else None


def forget_in_trash(place: Path) -> None:
    """Take away the trash's note about a file that was taken back."""
    with suppress(OSError):  # another program may have emptied the trash
        (place.parent.parent / "info" / f"{place.name}.trashinfo").unlink()


def _trashes(folder: Path) -> Iterator[tuple[Path, Path | None]]:
    """Trash folders that a file of this folder may be in, with the folder that their notes are relative to."""
    if os.name != "posix":
        return
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    yield Path(data).expanduser() / "Trash", None
    top = Path(os.path.realpath(folder))
    while not top.is_mount():
        top = top.parent
    user = os.getuid()
    yield top / ".Trash" / str(user), top
    yield top / f".Trash-{user}", top


def _candidates(trash: Path, name: str) -> Iterator[Path]:
    """Places in the trash where a file of this name may be, the likely ones first."""
    files = trash / "files"
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 - text in hand
    likely = [name]
    for number in range(1, _COUNTED):
        likely += [f"{stem} {number}{suffix}", f"{stem}.{number}{suffix}"]
        if not os.path.lexists(files / likely[-1]) and not os.path.lexists(files / likely[-2]):
            break
    for candidate in reversed(likely):
        if os.path.lexists(files / candidate):
            yield files / candidate
    with suppress(OSError):
        for entry in os.listdir(files):  # noqa: PTH208 - names only
            if entry not in likely and entry.startswith(stem):
                yield files / entry


def _origin(trash: Path, name: str, top: Path | None) -> Path | None:
    """Where a file of the trash came from."""
    try:
        note = (trash / "info" / f"{name}.trashinfo").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    for line in note.splitlines():
        if line.startswith("Path="):
            origin = Path(os.fsdecode(unquote(line.removeprefix("Path="), errors="surrogateescape")))
            return origin if origin.is_absolute() else (top or trash.parent) / origin
    return None
