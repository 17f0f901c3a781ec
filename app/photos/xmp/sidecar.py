"""Sidecar files: what they are called, how they are read, and how they are replaced without ever being half written."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from app.errors import PhotoError
from app.photos.xmp.packet import MAX_BYTES

SUFFIX = ".xmp"
TEMPORARY = ".keepers-"
"""How the names of temporary files begin; one that a power cut left behind may be deleted."""

_BINARY = getattr(os, "O_BINARY", 0)

_HELD = (32, 33)
"""Windows' codes of a sharing violation and of a locked part of a file."""


class SidecarError(PhotoError):
    """A sidecar cannot be read or written; the sentence names what to do."""


class Overtaken(Exception):  # noqa: N818 - it is no error, but a reason to look again:
    """Another program wrote the file between our look and our writing: look again."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """By what a file is recognised as unchanged.

    Attributes:
        size: bytes.
        mtime_ns: modification time.
        digest: of the content, 32 hexadecimal digits.
    """

    size: int
    mtime_ns: int
    digest: str


@dataclass(frozen=True, slots=True)
class SidecarFile:
    """A sidecar as it was read.

    Attributes:
        path: the file.
        data: all of it.
        stamp: see `Stamp`.
    """

    path: Path
    data: bytes
    stamp: Stamp


def stem_sidecar(photo: Path) -> Path:
    """``IMG_1.xmp``: shared by all photos of the stem."""
    return photo.with_name(photo.stem + SUFFIX)


def full_sidecar(photo: Path) -> Path:
    """``IMG_1.CR2.xmp``: this photo's alone."""
    return photo.with_name(photo.name + SUFFIX)


def digest_of(data: bytes) -> str:
    """32 hexadecimal digits."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def read_sidecar(path: Path) -> SidecarFile | None:
    """Read a sidecar; None where there is none. A link is followed.

    Raises:
        SidecarError: it is a folder or a device, too large, or cannot be read.
    """
    try:
        # Looked at first: opening a pipe would wait for ever.
        status = os.stat(path)  # noqa: PTH116 - the same call as of a handle below
        _check_kind(path, status)
        handle = os.open(path, os.O_RDONLY | _BINARY)
        try:
            status = os.fstat(handle)
            data = _read_all(handle, min(status.st_size, MAX_BYTES) + 1)
        finally:
            os.close(handle)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise SidecarError(path, trouble(error, "read")) from error
    return SidecarFile(path, data, Stamp(len(data), status.st_mtime_ns, digest_of(data)))


def _read_all(handle: int, portion: int) -> bytes:
    """To the end of the file, or to where it is larger than any sidecar."""
    parts: list[bytes] = []
    length = 0
    while length <= MAX_BYTES and (part := os.read(handle, portion)):
        parts.append(part)
        length += len(part)
    return b"".join(parts)


def _check_kind(path: Path, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise SidecarError(path, "This is a folder, where a sidecar would be. Rename the folder.")
    if not stat.S_ISREG(status.st_mode):
        raise SidecarError(path, "This is not a regular file, so it is not used as a sidecar. Move it away.")
    if status.st_size > MAX_BYTES:
        raise SidecarError(
            path, f"It is larger than {MAX_BYTES // 1024 // 1024} MB, which no sidecar is. Move it away."
        )


def write_sidecar(path: Path, data: bytes, before: SidecarFile | None) -> Stamp:
    """Replace a sidecar, or make it: all of it or nothing. `sync_folder` makes the new name outlive a power cut.

    Args:
        data: the new content.
        before: the sidecar as it was read, or None where there was none.

    Raises:
        Overtaken: the file is not as it was any more, or is there now; nothing was written.
        SidecarError: it cannot be written; the file is as it was.
    """
    with prepare_sidecar(path, data, before) as replacement:
        sync_sidecar(replacement)
        return put_sidecar(replacement)


def prepare_sidecar(path: Path, data: bytes, before: SidecarFile | None) -> Replacement:
    """The first of the three steps of `write_sidecar`, for who takes each of them with many files.

    Raises:
        Overtaken: the file is not there any more.
        SidecarError: it cannot be written.
    """
    try:
        _check_target(path, before)
        return Replacement(path, data, None if before is None else before.stamp)
    except OSError as error:
        raise SidecarError(path, trouble(error, "written")) from error


def sync_sidecar(replacement: Replacement) -> None:
    """The second step: bring the content to the disk.

    Raises:
        SidecarError: it cannot be written; the file is as it was.
    """
    try:
        replacement.sync()
    except OSError as error:
        raise SidecarError(replacement.path, trouble(error, "written")) from error


def put_sidecar(replacement: Replacement) -> Stamp:
    """The third step: put it in place. Errors as of `write_sidecar`."""
    try:
        return replacement.put()
    except OSError as error:
        raise SidecarError(replacement.path, trouble(error, "written")) from error


def _check_target(path: Path, before: SidecarFile | None) -> None:
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise SidecarError(
                path, "Its folder is no longer there. Check the drive or network share and try again."
            ) from None
        if before is not None:
            raise Overtaken from None
        return
    if stat.S_ISLNK(status.st_mode):
        raise SidecarError(path, "It is a link. Keepers does not write through links; replace it by a file.")
    if before is not None and not os.access(path, os.W_OK):
        raise SidecarError(path, "It is write-protected. Make it writable and try again.")


def replace_file(path: Path, data: bytes, before: Stamp | None) -> Stamp:
    """Write ``data`` to a temporary file beside ``path``, bring it to the disk and put it in place.

    Permissions, and where allowed the owner, stay. A new file is put in place only if the name is still free.

    Raises:
        Overtaken: see `write_sidecar`.
        OSError: nothing was changed.
    """
    with Replacement(path, data, before) as replacement:
        replacement.sync()
        return replacement.put()


class Replacement:
    """New content of a file, in a temporary file beside it until it is put in place; three steps, so that many files
    can take each step together.

    As a context it takes the temporary file away at the end if that was not put in place.

    Args:
        path: the file.
        data: the new content.
        before: the file as it was read, or None where there was none. Permissions, and where allowed the owner, stay.

    Raises:
        OSError: it cannot be written; nothing was changed.
    """

    __slots__ = ("_before", "_data", "_handle", "_stamp", "_temporary", "path")

    def __init__(self, path: Path, data: bytes, before: Stamp | None) -> None:
        self.path = path
        self._data = data
        self._before = before
        self._stamp: Stamp | None = None
        folder = os.path.dirname(path)  # noqa: PTH120 - a text, as all below: there are many of them
        self._temporary = os.path.join(folder, f"{TEMPORARY}{os.getpid()}-{secrets.token_hex(8)}.tmp")  # noqa: PTH118
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY
        self._handle = os.open(self._temporary, flags, 0o666)  # less what the user's mask takes away
        try:
            _write_all(self._handle, data)
            if before is not None:
                _take_over_rights(self._handle, path)
        except BaseException:
            self.drop()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.drop()

    def sync(self) -> None:
        """Bring the content to the disk.

        Raises:
            OSError: it is not there.
        """
        os.fsync(self._handle)
        self._stamp = Stamp(len(self._data), os.fstat(self._handle).st_mtime_ns, digest_of(self._data))
        self._close()

    def put(self) -> Stamp:
        """Put it in place, after `sync`: a new file only if the name is still free, another only if it is as it was.

        Raises:
            Overtaken: it is not; nothing was changed.
            OSError: nothing was changed.
        """
        assert self._stamp is not None
        if self._before is None:
            _put_new(self._temporary, self.path)
            self.drop()
        else:
            _check_same(self.path, self._before)
            os.replace(self._temporary, self.path)  # noqa: PTH105
            self._temporary = ""
        return self._stamp

    def drop(self) -> None:
        """Take the temporary file away; nothing where it was put in place or dropped before.

        On a share that is gone it stays, until a later look at the folder finds it stale.
        """
        temporary, self._temporary = self._temporary, ""
        with contextlib.suppress(OSError):
            self._close()
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108

    def _close(self) -> None:
        handle, self._handle = self._handle, -1
        if handle >= 0:
            os.close(handle)


def _write_all(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _take_over_rights(handle: int, path: Path) -> None:
    if os.name != "posix":
        return
    status = os.stat(path)  # noqa: PTH116
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):  # not every file system has them
            for name in os.listxattr(path):
                os.setxattr(handle, name, os.getxattr(path, name))
    now = os.fstat(handle)
    if (status.st_uid, status.st_gid) != (now.st_uid, now.st_gid):
        with contextlib.suppress(PermissionError):  # somebody else's file stays readable, but becomes ours
            os.fchown(handle, status.st_uid, status.st_gid)
        now = os.fstat(handle)
    if stat.S_IMODE(status.st_mode) != stat.S_IMODE(now.st_mode):
        os.fchmod(handle, stat.S_IMODE(status.st_mode))


def _put_new(temporary: str, path: Path) -> None:
    try:
        os.link(temporary, path)  # fails where the name is taken, which a rename would not
    except FileExistsError as error:
        raise Overtaken from error
    except OSError:
        # FAT, exFAT and many network shares have no hard links.
        if os.path.lexists(path):
            raise Overtaken from None
        os.replace(temporary, path)  # noqa: PTH105


def _check_same(path: Path, before: Stamp) -> None:
    try:
        status = os.stat(path)  # noqa: PTH116
    except FileNotFoundError as error:
        raise Overtaken from error
    if (status.st_size, status.st_mtime_ns) != (before.size, before.mtime_ns):
        raise Overtaken


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk; one call does for many files that were written there.

    Raises:
        SidecarError: the folder cannot be reached any more.
    """
    try:
        _sync(folder)
    except OSError as error:
        raise SidecarError(folder, trouble(error, "written")) from error


def _sync(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some network file systems cannot; the file itself has been written by then.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EIO):
            raise
    finally:
        os.close(handle)


def trouble(error: OSError, what: str) -> str:
    """A sentence about an error of the file system; ``what`` could not be done: "read" or "written"."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "There is no room on the disk. Free some space and try again; the file is as it was."
    if getattr(error, "winerror", None) in _HELD:
        return f"It cannot be {what}: another program holds it open. Close it there and try again."
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return f"It cannot be {what}: there is no permission. Make the file and its folder writable and try again."
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return "Its folder is no longer there. Check the drive or network share and try again."
    if error.errno == errno.ENAMETOOLONG:
        return "Its name is too long for this system."
    return f"It cannot be {what}: {error.strerror or error}. Check the drive or network share and try again."
