"""Looks at a folder again and again: which photos are new or changed there and whole, which are gone.

It knows no Qt and no catalogue, and starts no thread: `FolderEye.look` is called every second or so, from any one
thread at a time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import UserError
from app.photos.model import PhotoFile
from app.photos.scan import is_rejects, scan
from app.photos.wholeness import is_cut_off

SETTLE_S = 1.0
"""A file whose size and time did not change for so long is taken to be whole. A camera, a card reader and a tethering
program write a photo in one go; a copy over a slow network writes several times a second."""
AWAIT_S = 30.0
"""A fresh file that ends before its photo does (see `app.photos.wholeness`) is awaited for so long."""
SWEEP_S = 4.0
"""How often the known photos are looked at for other contents: of that their folder knows nothing."""

_SLICE_S = 0.2  # how much of a look goes into that; on a slow network drive one sweep takes many looks
_MOST_BROKEN = 500
_FRESH_S = 600.0
_PATIENCE_S = 60.0  # an empty file that nobody writes for so long is looked at more seldom

Stamp = tuple[int, int]
"""Size and modification time (ns)."""


@dataclass(slots=True)
class _Growing:
    """A file that is being written, or was a moment ago.

    Attributes:
        stamp: as it was at the last look.
        since: when it became so.
        cut_off: whether it ends too early; None where that was not looked at.
    """

    stamp: Stamp
    since: float
    cut_off: bool | None = None


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
        known: path texts of the photos that are known already, with their stamp; None takes the one they have.
        leave_out: as for `scan`.
    """

    def __init__(self, root: Path, known: Mapping[str, Stamp | None], leave_out: Collection[Path] = ()) -> None:
        self._root = root
        self._leave_out = leave_out
        self._names: dict[str, dict[str, Stamp | None]] = {}  # folder -> names and stamps of its known photos
        for path, stamp in known.items():
            self._know(path, stamp)
        self._sweep: list[str] = []  # known photos that are still to be looked at
        self._swept: float | None = None  # when the last sweep began
        self._noted: tuple[str, ...] = ()
        self._broken: dict[str, Stamp] = {}
        self._times: dict[str, int] = {}  # folder -> its modification time at the last look
        self._growing: dict[str, _Growing] = {}  # by path

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
        self._look_at_known(now)
        self._look_at_broken(now)
        self._look_at_growing(now, glance)
        glance.waiting = sum(now - growing.since < _PATIENCE_S for growing in self._growing.values())
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
        names = self._names.setdefault(folder, {})
        for path, stamp in here.items():
            if path.rpartition(os.sep)[2] in names:
                self._compare(path, stamp, now)
            elif path not in self._growing:
                self._growing[path] = _Growing(stamp, now)
        gone = names.keys() - {path.rpartition(os.sep)[2] for path in here}
        gone = {name for name in gone if not os.path.lexists(f"{folder}{os.sep}{name}")}  # not one a link leads to
        if gone:
            for name in gone:
                del names[name]
            glance.gone_from.append(Path(folder))
        return subfolders

    def _know(self, path: str, stamp: Stamp | None) -> None:
        folder, _, name = path.rpartition(os.sep)
        self._names.setdefault(folder, {})[name] = stamp

    def _compare(self, path: str, stamp: Stamp, now: float) -> None:
        """Take a known photo for changed if it is not as it was."""
        folder, _, name = path.rpartition(os.sep)
        known = self._names[folder][name]
        if known is None:
            self._know(path, stamp)
        elif stamp != known and path not in self._growing:
            self._growing[path] = _Growing(stamp, now)

    def _look_at_known(self, now: float) -> None:
        """Go on with the sweep, or begin another one when it is time."""
        if self._swept is None:
            self._swept = now  # the first look has just seen them all
        if not self._sweep and now - self._swept >= SWEEP_S:
            self._swept = now
            self._sweep = [f"{folder}{os.sep}{name}" for folder in self._times for name in self._names.get(folder, ())]
        began = time.monotonic()
        while self._sweep and time.monotonic() - began < _SLICE_S:
            path = self._sweep.pop()
            stamp = _stamp(path)
            folder, _, name = path.rpartition(os.sep)
            if stamp is not None and name in self._names.get(folder, ()):
                self._compare(path, stamp, now)

    def _look_at_broken(self, now: float) -> None:
        noted = self._noted
        self._broken = {path: stamp for path, stamp in self._broken.items() if path in noted}
        for path in noted:
            stamp = _stamp(path)
            if stamp is None or path in self._growing:
                continue
            known = self._broken.get(path)
            if stamp != known and (known is not None or _is_fresh(path)):
                self._growing[path] = _Growing(stamp, now)
            self._broken[path] = stamp

    def _look_at_growing(self, now: float, glance: Glance) -> None:
        for path, growing in list(self._growing.items()):
            stamp = _stamp(path)
            if stamp is None:
                del self._growing[path]
            elif stamp != growing.stamp:
                self._growing[path] = _Growing(stamp, now)
            elif stamp[0] and now - growing.since >= SETTLE_S and not self._is_awaited(path, growing, now):
                del self._growing[path]
                self._know(path, stamp)
                glance.ready.append(Path(path))

    def _is_awaited(self, path: str, growing: _Growing, now: float) -> bool:
        """Whether the rest of a file may still come."""
        if now - growing.since >= AWAIT_S:
            return False
        if growing.cut_off is None:
            growing.cut_off = _is_cut_off(path)
        return growing.cut_off and _is_fresh(path)


def _stamp(path: str) -> Stamp | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - a text, many times a minute
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _is_cut_off(path: str) -> bool:
    try:
        return is_cut_off(Path(path))
    except (OSError, MemoryError):
        return False  # reading the photo tells what is wrong


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
