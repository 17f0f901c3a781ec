"""Finding the photos below folders, as a stream."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import UserError
from app.photos.formats import SUFFIXES
from app.photos.model import PhotoFile, ScanProblem
from app.photos.reading import trouble_sentence

# Folders that systems, network drives and other programs fill with previews and leftovers.
_SYSTEM_FOLDERS = frozenset({"@eadir", "#recycle", "$recycle.bin", "system volume information", "__macosx"})
_PACKAGE_SUFFIXES = (".lrdata", ".cocatalog", ".cocatalogdb", ".photoslibrary")
_DIGITS = re.compile(r"(\d+)")

REJECTS_FOLDER = "_rejects"
"""Where rejects go unless the user says otherwise; part of a shoot no more, so it is scanned only as a root."""

_Identity = tuple[int, int]


def natural_key(name: str) -> tuple[list[str | int], str]:
    """Sort key by which ``IMG_9`` comes before ``IMG_10``, in any case of letters; ties by the exact name."""
    parts: list[str | int] = list(_DIGITS.split(name.casefold()))
    # Split puts the digit groups at the odd places, so equal places always hold equal types.
    for at in range(1, len(parts), 2):
        parts[at] = int(parts[at])
    return parts, name


def scan(
    roots: Sequence[Path], *, recursive: bool = True, leave_out: Collection[Path] = ()
) -> Iterator[PhotoFile | ScanProblem]:
    """Yield the photos below ``roots`` one after the other, each file once.

    In every folder the photos come first, in natural name order, then its subfolders in the same order. Left out are
    hidden files and folders, system folders, preview packages of other programs, folders of rejects (see
    ``REJECTS_FOLDER``), and ``leave_out`` with all below. A root itself is taken even if it is one of these. A file
    reached twice (hard link, symbolic link, overlapping roots) comes once, and loops of links end.

    Args:
        roots: folders, or single photos.
        recursive: whether to descend into subfolders.
        leave_out: folders or files to skip; they need not exist.

    Raises:
        UserError: a root does not exist or is a file that is no photo; raised at once, before the first item.
    """
    walk = _Walk(recursive)
    for path in leave_out:
        identity = _identity_of(path)
        if identity is not None:
            walk.folders.add(identity)
            walk.files.add(identity)
    absolute = [Path(os.path.abspath(root)) for root in roots]  # noqa: PTH100 (".." away, links kept)
    for root in absolute:
        try:
            mode = root.stat().st_mode
        except OSError as error:
            if isinstance(error, PermissionError):
                raise UserError(f"There is no permission to look into {root}. Change its permissions.") from error
            raise UserError(f"There is no folder or file {root}. Check the name, or plug in its drive.") from error
        if not stat.S_ISDIR(mode) and root.suffix.lower() not in SUFFIXES:
            raise UserError(f"{root} is not a folder, and by its name not a photo either. Choose a folder of photos.")
    return walk.run(absolute)


def is_set_aside(folder: str, roots: Sequence[str]) -> bool:
    """Whether a folder is one of rejects, or below one, for every root that it lies under.

    Args:
        folder, roots: absolute path texts; a root that is itself among rejects was asked for by name.
    """
    if f"{os.sep}{REJECTS_FOLDER}" not in folder.lower():
        return False
    tops = [root.rstrip(os.sep) + os.sep for root in roots]
    below = [folder[len(top) :] for top in tops if folder.startswith(top)]
    return bool(below) and all(f"{os.sep}{REJECTS_FOLDER}{os.sep}" in f"{os.sep}{p.lower()}{os.sep}" for p in below)


def is_rejects(name: str) -> bool:
    """Whether a folder of this name holds rejects."""
    return name.lower() == REJECTS_FOLDER


def _identity_of(path: Path) -> _Identity | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


@dataclass
class _Walk:
    """One scan: what has been seen so far."""

    recursive: bool
    folders: set[_Identity] = field(default_factory=set)
    files: set[_Identity] = field(default_factory=set)

    def run(self, roots: Sequence[Path]) -> Iterator[PhotoFile | ScanProblem]:
        for root in roots:
            # An explicit stack: folders may be nested deeper than Python may recurse.
            stack = [str(root)]
            while stack:
                path = stack.pop()
                if path == str(root) and not root.is_dir():
                    yield from self._photo(path, os.path.splitext(path)[1])  # noqa: PTH122 (text in hand)
                    continue
                subfolders = yield from self._folder(path)
                if self.recursive:
                    stack.extend(reversed(subfolders))

    def _folder(self, path: str) -> Generator[PhotoFile | ScanProblem, None, list[str]]:
        """Yield the photos directly in a folder; return its subfolders, in order."""
        subfolders: list[str] = []
        photos: list[tuple[os.DirEntry[str], str]] = []
        try:
            # stat of the path, not of the entry: Windows' directory entries carry no file number.
            status = os.stat(path)  # noqa: PTH116 (text in hand)
            identity = status.st_dev, status.st_ino
            if identity in self.folders:
                return subfolders
            self.folders.add(identity)
            with os.scandir(path) as entries:
                for entry in entries:
                    if _is_hidden(entry):
                        continue
                    suffix = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122 (100,000 names)
                    if suffix in SUFFIXES and not entry.is_dir():
                        photos.append((entry, suffix))
                    elif self.recursive and _is_folder(entry):
                        subfolders.append(entry.path)
        except OSError as error:
            yield ScanProblem(Path(path), _folder_sentence(error))
        photos.sort(key=lambda photo: natural_key(photo[0].name))
        # Of a link and its target in one folder, the target is the photo.
        originals = {entry.inode() for entry, _ in photos if not entry.is_symlink()}
        for entry, suffix in photos:
            yield from self._photo(entry.path, suffix, originals if entry.is_symlink() else None)
        subfolders.sort(key=lambda name: natural_key(os.path.basename(name)))  # noqa: PTH119 (text in hand)
        return subfolders

    def _photo(
        self, path: str, suffix: str, originals: set[int] | None = None
    ) -> Generator[PhotoFile | ScanProblem, None, None]:
        try:
            status = os.stat(path)  # noqa: PTH116 (text in hand)
        except FileNotFoundError:
            # A link to nowhere is worth a word; a file that went away since the listing is not.
            if os.path.islink(path):  # noqa: PTH114 (text in hand)
                yield ScanProblem(Path(path), "The link points to a file that does not exist.")
            return
        except OSError as error:
            yield ScanProblem(Path(path), trouble_sentence(error) or str(error))
            return
        identity = status.st_dev, status.st_ino
        if not stat.S_ISREG(status.st_mode) or identity in self.files:
            return
        if originals is not None and status.st_ino in originals:
            return
        self.files.add(identity)
        yield PhotoFile(Path(path), status.st_size, status.st_mtime_ns, SUFFIXES[suffix.lower()])


def _is_hidden(entry: os.DirEntry[str]) -> bool:
    # The dot covers AppleDouble files ("._IMG_1.jpg"), .Trash-1000, .Trashes and .thumbnails as well.
    if entry.name.startswith("."):
        return True
    if sys.platform == "win32":
        return bool(entry.stat(follow_symlinks=False).st_file_attributes & stat.FILE_ATTRIBUTE_HIDDEN)
    return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    name = entry.name.lower()
    if name in _SYSTEM_FOLDERS or is_rejects(name) or name.endswith(_PACKAGE_SUFFIXES):
        return False
    return entry.is_dir()


def _folder_sentence(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "There is no permission to look into the folder. Change its permissions and scan again."
    if isinstance(error, FileNotFoundError):
        return "The folder is no longer there."
    return f"The folder could not be listed: {error.strerror or error}. Check the card, drive or network share."
