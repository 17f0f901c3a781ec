"""Bringing one file to another place: copied and verified, or linked; never over another file, never half."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

CHUNK = 4 * 1024 * 1024
"""Bytes between two looks at whether the person cancelled."""

Tick = Callable[[int], None]
"""Told after so many bytes; raises `Cancelled`."""

_CARRIER = {
    getattr(errno, name)
    for name in ("EIO", "ESTALE", "ENODEV", "ENXIO", "ENOTCONN", "EHOSTDOWN", "EHOSTUNREACH", "ETIMEDOUT", "ECONNRESET")
    if hasattr(errno, name)
}
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_NAME = {errno.EINVAL, errno.ENAMETOOLONG, errno.EILSEQ}
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.ENOTSUP, errno.EXDEV, errno.EACCES}


class Cancelled(Exception):  # noqa: N818 - nothing went wrong
    """The person wants it to end."""


class Occupied(Exception):  # noqa: N818 - expected
    """The name is taken by another file."""


class OtherDisk(Exception):  # noqa: N818 - expected
    """The two places are on different disks after all."""


class Trouble(Exception):  # noqa: N818 - the words of the room
    """A file cannot be brought over.

    Attributes:
        reason: a sentence that says what and what to do.
        stops: it is not this file's trouble alone: the disk is full, the share is gone; going on makes no sense.
    """

    def __init__(self, reason: str, *, stops: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.stops = stops


def source_trouble(error: OSError) -> Trouble:
    """Words for a file that cannot be read or taken away."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return Trouble("The file is no longer there.")
    if isinstance(error, PermissionError):
        return Trouble("There is no permission to read the file or to take it out of its folder.")
    what = error.strerror or str(error)
    if error.errno in _CARRIER:
        text = (
            f"The disk, card or share of the photos does not answer: {what}. Plug it in again, then do the same again."
        )
        return Trouble(text, stops=True)
    return Trouble(f"The file cannot be read: {what}.")


def target_trouble(error: OSError, target: Path) -> Trouble:
    """Words for a place that a file cannot be written to."""
    what = error.strerror or str(error)
    if error.errno in _FULL:
        advice = "Free some space, then do the same again: what is done is not done twice."
        return Trouble(f"The disk of {target.parent} is full. {advice}", stops=True)
    if error.errno == errno.EFBIG:
        return Trouble("The file is too large for the file system of the destination (FAT32 ends at 4 GB).")
    if error.errno in _NAME:
        return Trouble(f"The destination does not take the name {target.name!r}: {what}.")
    if error.errno == errno.EROFS or isinstance(error, PermissionError):
        return Trouble(f"{target.parent} may not be written to. Change its permissions or choose another.", stops=True)
    advice = "Check the disk, card or share, then do the same again: what is done is not done twice."
    return Trouble(f"{target.parent} cannot be written to: {what}. {advice}", stops=True)


def make_folders(folder: Path) -> None:
    """Make a folder with those above it.

    Raises:
        Trouble: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise Trouble(f"{folder} is a file, not a folder. Choose another destination.", stops=True) from error
    except OSError as error:
        raise target_trouble(error, folder / "x") from error


def copy_to(source: Path, temporary: Path, target: Path, status: tuple[int, int], tick: Tick) -> str:
    """Copy to a temporary file, bring it onto the disk, read it again from there and compare.

    Args:
        source: the file; a link is followed.
        temporary: must not be there; stays when this returns, is removed when it raises.
        target: what it will be called, for the words of errors.
        status: size and modification time of the source, which must not change meanwhile.
        tick: told of bytes copied and of bytes read again, each once.

    Returns:
        BLAKE2b of the content, 64 hexadecimal digits. The temporary file has the source's times and permissions.

    Raises:
        Trouble: it cannot be read or written, it changed, or what arrived is not what was sent.
        Cancelled: by ``tick``.
    """
    try:
        try:
            reader = source.open("rb")
        except OSError as error:
            raise source_trouble(error) from error
        with reader:
            digest, size = _stream(reader, temporary, target, tick)
            after = os.fstat(reader.fileno())
        if (size, after.st_mtime_ns) != status or after.st_size != size:
            raise Trouble("The file changed while it was copied. Try again when nothing writes to it.")
        _check_copy(temporary, target, digest, tick)
        # Some network shares and card file systems keep no times or permissions; the content is what matters.
        with suppress(OSError):
            shutil.copystat(source, temporary)
    except BaseException:
        with suppress(OSError):  # the disk may be gone; what is left is named in the journal
            temporary.unlink(missing_ok=True)
        raise
    return digest


def _stream(reader: BinaryIO, temporary: Path, target: Path, tick: Tick) -> tuple[str, int]:
    digest = hashlib.blake2b(digest_size=32)
    size = 0
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    except OSError as error:
        raise target_trouble(error, target) from error
    with os.fdopen(descriptor, "wb", buffering=0) as writer:
        while True:
            try:
                part = reader.read(CHUNK)
            except OSError as error:
                raise source_trouble(error) from error
            if not part:
                break
            digest.update(part)
            size += len(part)
            try:
                rest = memoryview(part)
                while rest:
                    rest = rest[writer.write(rest) :]
            except OSError as error:
                raise target_trouble(error, target) from error
            tick(len(part))
        try:
            os.fsync(writer.fileno())
            _drop_cache(writer.fileno())
        except OSError as error:
            raise target_trouble(error, target) from error
    return digest.hexdigest(), size


def _drop_cache(descriptor: int) -> None:
    """Have the second reading come from the disk where the system can be told so."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def _check_copy(temporary: Path, target: Path, expected: str, tick: Tick) -> None:
    try:
        arrived = digest_of(temporary, tick)
    except OSError as error:
        raise target_trouble(error, target) from error
    if arrived != expected:
        text = f"What arrived in {target.parent} is not what was sent. The disk or its cable fails; use another one."
        raise Trouble(text, stops=True)


def digest_of(path: Path, tick: Tick = lambda _size: None) -> str:
    """BLAKE2b of a file's content, 64 hexadecimal digits.

    Raises:
        OSError: it cannot be read.
        Cancelled: by ``tick``.
    """
    digest = hashlib.blake2b(digest_size=32)
    with path.open("rb", buffering=0) as reader:
        while part := reader.read(CHUNK):
            digest.update(part)
            tick(len(part))
    return digest.hexdigest()


def same_content(one: Path, other: Path, tick: Tick = lambda _size: None) -> bool:
    """Whether two files hold the same bytes; errors as of `digest_of`."""
    with one.open("rb", buffering=0) as a, other.open("rb", buffering=0) as b:
        if os.fstat(a.fileno()).st_size != os.fstat(b.fileno()).st_size:
            return False
        while True:
            left, right = _full(a), _full(b)
            if left != right:
                return False
            if not left:
                return True
            tick(0)


def _full(reader: BinaryIO) -> bytes:
    """`CHUNK` bytes unless the file ends before: a raw read may give fewer."""
    parts: list[bytes] = []
    missing = CHUNK
    while missing and (part := reader.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def take_name(temporary: Path, target: Path) -> None:
    """Give a finished temporary file its name, unless something has it.

    Raises:
        Occupied: something has the name.
        Trouble: it cannot be done.
    """
    if not link(temporary, target):
        rename_onto_nothing(temporary, target)
        return
    try:
        temporary.unlink()
    except OSError as error:
        raise target_trouble(error, target) from error


def link(source: Path, target: Path) -> bool:
    """Make a hard link, which never replaces anything; False where the file system has none.

    Raises:
        Occupied: something has the name.
        Trouble: it cannot be done.
    """
    try:
        # Without following, Linux would make a link to a symbolic link; sources are resolved before.
        os.link(source, target)
    except FileExistsError as error:
        raise Occupied from error
    except FileNotFoundError as error:
        raise _whose(error, source, target) from error
    except OSError as error:
        if error.errno in _NO_LINKS:
            return False
        raise target_trouble(error, target) from error
    return True


def rename_onto_nothing(source: Path, target: Path) -> None:
    """Rename within a disk without hard links: an empty file reserves the name, so that nothing is replaced.

    Raises:
        Occupied: something has the name.
        OtherDisk: it is another disk.
        Trouble: it cannot be done.
    """
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    except FileExistsError as error:
        raise Occupied from error
    except OSError as error:
        raise target_trouble(error, target) from error
    try:
        source.replace(target)
    except OSError as error:
        with suppress(OSError):
            target.unlink()
        if error.errno == errno.EXDEV:
            raise OtherDisk from error
        raise _whose(error, source, target) from error


def _whose(error: OSError, source: Path, target: Path) -> Trouble:
    """Whether the source or the target made the error."""
    if not os.path.lexists(source):
        return source_trouble(error)
    return target_trouble(error, target)


def remove(source: Path, status: tuple[int, int]) -> None:
    """Take away a file that is safe elsewhere, if it still has this size and modification time.

    Raises:
        Trouble: it changed meanwhile or cannot be taken away.
    """
    try:
        now = source.lstat()
        if (now.st_size, now.st_mtime_ns) != status:
            raise Trouble("The file changed after it was copied, so it was left where it is, too.")
        source.unlink()
    except FileNotFoundError:
        return
    except OSError as error:
        raise source_trouble(error) from error


def sync_folders(folders: set[Path]) -> None:
    """Bring new names onto the disk before old ones go.

    Raises:
        Trouble: the disk does not do it.
    """
    if os.name != "posix":
        return
    for folder in folders:
        try:
            descriptor = os.open(folder, os.O_RDONLY)
        except OSError as error:
            raise target_trouble(error, folder / "x") from error
        try:
            os.fsync(descriptor)
        except OSError as error:
            # FUSE and SMB may not know how to sync a folder; a full or failing disk says something else.
            if error.errno not in (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EBADF):
                raise target_trouble(error, folder / "x") from error
        finally:
            os.close(descriptor)


def lstat(path: Path) -> os.stat_result | None:
    """What is there under this very name, or None."""
    try:
        return path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None


def two_names(one: Path, other: Path) -> bool:
    """Whether two paths of one file are two names of it, so that one can go and the file stays.

    They are not where a folder is mounted twice, or the file system takes no notice of case.
    """
    first, second = one.lstat(), other.lstat()
    if not (stat.S_ISREG(first.st_mode) and stat.S_ISREG(second.st_mode)) or first.st_nlink < 2:
        return False
    if one.name.casefold() != other.name.casefold():
        return True
    return not os.path.samestat(one.parent.stat(), other.parent.stat())
