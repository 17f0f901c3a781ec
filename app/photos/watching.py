"""Looks at a folder again and again: which photos are new there and whole, which are gone.

It knows no Qt and no catalogue, and starts no thread: `FolderEye.look` is called every second or so, from any one
thread at a time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import UserError
from app.photos.model import PhotoFile
from app.photos.scan import is_rejects, scan

SETTLE_S = 1.0
"""A file whose size and time did not change for so long is taken to be whole. A camera, a card reader and a tethering
program write a photo in one go; a copy over a slow network writes several times a second."""

_MOST_BROKEN = 500
_FRESH_S = 600.0
_PATIENCE_S = 60.0  # an empty file that nobody writes for so long is looked at more seldom

Stamp = tuple[int, int]
"""Size and modification time (ns)."""


@dataclass
class Glance:
    """What one look found.

    Attributes:
        ready: photos that are new or changed and whole.
        gone_from: folders from which photos have vanished.
        waiting: photos that are still being written.
        root_gone: the watched folder itself is not there.
    """

    ready: list[Path] = field(default_factory=list)
    gone_from: list[Path] = field(default_factory=list)
    waiting: int = 0
    root_gone: bool = False


class FolderEye:
    """Remembers what was seen under one folder.

    Args:
        root: the folder.
        known: path texts of the photos that are known already.
        leave_out: as for `scan`.
    """

    def __init__(self, root: Path, known: Iterable[str], leave_out: Collection[Path] = ()) -> None:
        self._root = root
        self._leave_out = leave_out
        self._names: dict[str, set[str]] = {}  # folder -> names of its known photos
        for path in known:
            folder, _, name = path.rpartition(os.sep)
            self._names.setdefault(folder, set()).add(name)
        self._noted: tuple[str, ...] = ()
        self._broken: dict[str, Stamp] = {}
        self._times: dict[str, int] = {}  # folder -> its modification time at the last look
        self._growing: dict[str, tuple[Stamp, float]] = {}  # path -> stamp, since when

    @property
    def folders(self) -> list[str]:
        """Every folder that is looked at, the root first."""
        return list(self._times)

    def note_broken(self, paths: Sequence[str]) -> None:
        """These known photos cannot be read; maybe somebody was still writing them. May be called at any time.

        What was written in the last minutes is given once more as soon as it rests, the others when they change.
        """
        self._noted = tuple(paths[:_MOST_BROKEN])

    def look(self, now: float | None = None) -> Glance:
        """Look once.

        Args:
            now: seconds of a clock that never goes back; None takes `time.monotonic`.
        """
        now = time.monotonic() if now is None else now
        glance = Glance()
        if not self._root.is_dir():
            glance.root_gone = True
            return glance
        self._look_into_changed_folders(now, glance)
        self._look_at_broken(now)
        self._look_at_growing(now, glance)
        glance.waiting = sum(now - since < _PATIENCE_S for _, since in self._growing.values())
        return glance

    def _look_into_changed_folders(self, now: float, glance: Glance) -> None:
        folders = [str(self._root), *(folder for folder in self._times if folder != str(self._root))]
        while folders:
            folder = folders.pop()
            try:
                changed = os.stat(folder).st_mtime_ns  # noqa: PTH116 - a text, many times a minute
            except OSError:
                self._times.pop(folder, None)
                if self._names.pop(folder, None):
                    glance.gone_from.append(_existing(Path(folder), self._root))
                continue
            if self._times.get(folder) == changed:
                continue
            self._times[folder] = changed
            folders += [below for below in self._look_into(folder, now, glance) if below not in self._times]

    def _look_into(self, folder: str, now: float, glance: Glance) -> list[str]:
        """Compare a folder with what was there; gives its subfolders."""
        here: dict[str, Stamp] = {}
        subfolders: list[str] = []
        try:
            for found in scan([Path(folder)], recursive=False, leave_out=self._leave_out):
                if isinstance(found, PhotoFile):
                    here[str(found.path)] = (found.size, found.mtime_ns)
            with os.scandir(folder) as entries:
                subfolders = [
                    entry.path
                    for entry in entries
                    if entry.is_dir() and not entry.name.startswith((".", "@", "$")) and not is_rejects(entry.name)
                ]
        except (OSError, UserError):
            return []  # gone between two looks, or closed to us: the next look or a rescan tells
        names = self._names.setdefault(folder, set())
        for path, stamp in here.items():
            if path.rpartition(os.sep)[2] not in names and path not in self._growing:
                self._growing[path] = (stamp, now)
        gone = names - {path.rpartition(os.sep)[2] for path in here}
        gone = {name for name in gone if not os.path.lexists(f"{folder}{os.sep}{name}")}  # not one a link leads to
        if gone:
            names -= gone
            glance.gone_from.append(Path(folder))
        return subfolders

    def _look_at_broken(self, now: float) -> None:
        noted = self._noted
        self._broken = {path: stamp for path, stamp in self._broken.items() if path in noted}
        for path in noted:
            stamp = _stamp(path)
            if stamp is None or path in self._growing:
                continue
            known = self._broken.get(path)
            if stamp != known and (known is not None or _is_fresh(path)):
                self._growing[path] = (stamp, now)
            self._broken[path] = stamp

    def _look_at_growing(self, now: float, glance: Glance) -> None:
        for path, (known, since) in list(self._growing.items()):
            stamp = _stamp(path)
            if stamp is None:
                del self._growing[path]
            elif stamp != known:
                self._growing[path] = (stamp, now)
            elif stamp[0] and now - since >= SETTLE_S:
                del self._growing[path]
                folder, _, name = path.rpartition(os.sep)
                self._names.setdefault(folder, set()).add(name)
                glance.ready.append(Path(path))


def _stamp(path: str) -> Stamp | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - a text, many times a minute
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _is_fresh(path: str) -> bool:
    """Whether a file was written lately; a copy may carry the time of the camera, but not as its time of change."""
    try:
        found = os.stat(path)  # noqa: PTH116 - as above
    except OSError:
        return False
    return time.time() - max(found.st_mtime, found.st_ctime) < _FRESH_S


def _existing(folder: Path, root: Path) -> Path:
    """The nearest folder above that is there."""
    while folder != root and not folder.is_dir():
        folder = folder.parent
    return folder
