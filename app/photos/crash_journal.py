"""What is being read just now, noted where it outlives the program: a photo that ends it does so once.

A decoder that crashes takes its process along. In a process that must live every photo is noted in a file before a
decoder gets it, and the note is taken off after; what stands there when the process is gone was being read at its end.
Such a photo is under suspicion: it is not read in a process that must live until another one has read it without harm,
or the file has changed. Processes that may die keep no journal, so there everything is read.

Notes are written, not synced: they have to survive the process, not the computer. And they are not mapped into memory,
for where a disk is full or taken away a mapped file may itself end the program (SIGBUS), while a write only fails.
"""

from __future__ import annotations

import logging
import os
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.errors import PhotoError
from app.locks import try_lock
from app.photos.suspects import Sight, SuspectFile, Suspicion, Suspicions, accused, cleared, sight_of

log = logging.getLogger(__name__)

LEFT_ALONE = (
    "Reading this photo has ended Keepers or a part of it, so it is left alone. "
    "The command 'Look for new photos' tries it again, where it can do no harm."
)
STUBBORN = (
    "Keepers has ended several times while it was reading this photo, so it is left alone for a month. "
    "Copy the file again from the card, or look at it with another program."
)

SLOT = 4096
_HEAD = struct.Struct("<4sIHqq")
"""Mark, checksum of what follows, bytes of the name, size, modification time; then the name."""
_CHECKED = 8
_MARK = b"read"
_EMPTY = bytes(len(_MARK))
_SUFFIX = ".slots"
_MOST_BYTES = 1 << 20
_TRIES = 10


class SuspectError(PhotoError):
    """A photo is left alone, for reading it may end this process; says nothing about what the file holds."""


class CrashJournal:
    """The journal of one program, and the suspects of all. All methods may be called from any thread.

    It is opened at the first use. Where its folder cannot be written, photos are read without it.

    Args:
        folder: of the journals of all programs that run, and of the list of suspects; need not exist.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._list = SuspectFile(folder / "suspects.json")
        self._lock = threading.Lock()
        self._looked = False
        self._closed = False
        self._slots: _Slots | None = None
        self._known: Suspicions = {}

    def look(self) -> None:
        """See which programs have ended while they read something, and what other programs found out."""
        with self._lock:
            if self._closed:
                return
            if not self._looked:
                self._open()
            self._take_over()
            self._looked = True

    @property
    def has_suspects(self) -> bool:
        """Whether anything is known of any file."""
        if not self._looked:
            self.look()
        return bool(self._known)

    def suspicion(self, sight: Sight) -> Suspicion | None:
        """Why a file is not to be read in this process; None where it may be."""
        found = self._known.get(sight) if self.has_suspects else None
        return None if found is None or found.trusted else found

    def accuse(self, sight: Sight) -> None:
        """A file has ended a process that may die: it is not to be read in this one."""
        with self._lock:
            self._change(lambda known: accused(known, sight, 0))

    def clear(self, sight: Sight) -> None:
        """A file was read in another process without harm."""
        with self._lock:
            self._change(lambda known: cleared(known, sight))

    @contextmanager
    def reading(self, path: Path, sight: Sight) -> Iterator[None]:
        """Have it noted during the block that a file is read.

        Raises:
            SuspectError: it must not be read here.
        """
        suspicion = self.suspicion(sight)
        if suspicion is not None:
            raise SuspectError(path, STUBBORN if suspicion.stubborn else LEFT_ALONE)
        slots = self._slots
        if slots is None:
            yield
            return
        slot = slots.note(sight)
        try:
            yield
        finally:
            slots.wipe(slot)

    def close(self) -> None:
        """Nothing that is read now is under suspicion, whatever happens."""
        with self._lock:
            self._closed = True
            if self._slots is not None:
                self._slots.drop()
                self._slots = None

    def _open(self) -> None:
        try:
            self._slots = _Slots(self._folder)
        except OSError as error:
            log.info("photos are read without a journal: %s", error)

    def _take_over(self) -> None:
        try:
            self._known = self._list.read()
        except OSError as error:
            log.info("who is under suspicion is not known: %s", error)

        def accuse_all(known: Suspicions) -> None:
            for sight in sights:
                accused(known, sight, 1)

        left = list(_left_behind(self._folder))
        sights = [sight for _, noted in left for sight in noted]
        for sight in sights:
            log.info("a program has ended while it was reading %s", sight.name)
        told = not sights or self._change(accuse_all)
        for slots, _ in left:
            slots.drop() if told else slots.close()  # what nobody remembers stays for the next program

    def _change(self, change: Callable[[Suspicions], None]) -> bool:
        """Change what is known here and what is remembered; whether that could be written."""
        self._known = dict(self._known)
        change(self._known)
        try:
            with self._list.changing() as known:
                change(known)
        except OSError as error:
            log.info("who is under suspicion is not remembered: %s", error)
            return False
        return True


class _Slots:
    """A file with a slot for each photo that is being read; locked as long as its program lives.

    Args:
        folder: where to make a new one.
        opened: instead, one that was left behind, locked by this program now.

    Raises:
        OSError: it cannot be made.
    """

    def __init__(self, folder: Path, opened: tuple[Path, BinaryIO] | None = None) -> None:
        self._path, self._file = opened or _new_file(folder)
        self._lock = threading.Lock()
        self._free: list[int] = []
        self._count = 0
        self._usable = True

    def note(self, sight: Sight) -> int:
        """Note that a file is being read; returns the slot."""
        name = os.fsencode(sight.name)
        body = _HEAD.pack(_MARK, 0, len(name), sight.size, sight.mtime_ns)[_CHECKED:] + name
        record = _MARK + zlib.crc32(body).to_bytes(4, "little") + body
        with self._lock:
            if self._free:
                slot = self._free.pop()
            else:
                slot = self._count
                self._count += 1
            self._write(slot, record)
        return slot

    def wipe(self, slot: int) -> None:
        """Take the note in a slot off."""
        with self._lock:
            self._write(slot, _EMPTY)
            self._free.append(slot)

    def drop(self) -> None:
        """Take all notes off, and the file away."""
        # Emptied while it is locked, so that nobody takes it for one that was left behind.
        with suppress(OSError):
            self._file.truncate(0)
        self.close()
        with suppress(OSError):
            self._path.unlink()

    def close(self) -> None:
        """Let go of the file as it is."""
        with self._lock:
            self._usable = False
            self._file.close()

    def _write(self, slot: int, data: bytes) -> None:
        if not self._usable:
            return
        try:
            self._file.seek(slot * SLOT)
            self._file.write(data)
        except OSError as error:
            self._usable = False
            log.info("photos are read without a journal from now on: %s", error)
            with suppress(OSError):
                self._file.truncate(0)


def _new_file(folder: Path) -> tuple[Path, BinaryIO]:
    folder.mkdir(parents=True, exist_ok=True)
    for _ in range(_TRIES):
        path = folder / f"{os.getpid()}-{os.urandom(4).hex()}{_SUFFIX}"
        file = path.open("xb", buffering=0)
        try:
            # Another program may have come in between and taken it for one that was left behind.
            if try_lock(file.fileno()) and path.exists():
                return path, file
        except OSError:
            file.close()
            path.unlink()
            raise
        file.close()
    raise OSError(f"no journal stays in {folder}")


def _left_behind(folder: Path) -> Iterator[tuple[_Slots, list[Sight]]]:
    """The journals of programs that are gone, and what they were reading."""
    for path in folder.glob(f"*{_SUFFIX}"):
        try:
            file = path.open("r+b", buffering=0)
        except OSError:
            continue  # its program has ended this moment, as it should, or it is another user's
        try:
            gone = try_lock(file.fileno())
            data = file.read(_MOST_BYTES) if gone else b""
        except OSError as error:
            log.info("%s cannot be read: %s", path, error)
            gone = False
        if gone:
            yield _Slots(folder, (path, file)), list(_sights(data))
        else:
            file.close()


def _sights(data: bytes) -> Iterator[Sight]:
    """What stands in the slots; a damaged one is passed over."""
    for at in range(0, len(data) - _HEAD.size + 1, SLOT):
        mark, checksum, length, size, mtime_ns = _HEAD.unpack_from(data, at)
        end = at + _HEAD.size + length
        if mark == _MARK and end <= len(data) and zlib.crc32(data[at + _CHECKED : end]) == checksum:
            yield Sight(os.fsdecode(data[at + _HEAD.size : end]), size, mtime_ns)


_journal: CrashJournal | None = None
"""Of this process; None where it may die, or nobody said that it must not."""


def keep(journal: CrashJournal) -> None:
    """Keep this journal in this process from now on."""
    global _journal
    _journal = journal


def end(journal: CrashJournal) -> None:
    """Keep it no more, for the program comes to its end in good order."""
    global _journal
    if _journal is journal:
        _journal = None
    journal.close()


@contextmanager
def reading(path: Path, size: int, mtime_ns: int) -> Iterator[None]:
    """The door to decoders: inside the block a photo may be given to one.

    Raises:
        SuspectError: it must not be read in this process, for it may end it.
    """
    if (journal := _journal) is None:
        yield
    else:
        with journal.reading(path, sight_of(path, size, mtime_ns)):
            yield


def look() -> None:
    """See what programs that are gone have left behind."""
    if _journal is not None:
        _journal.look()


def is_suspect(path: Path, size: int, mtime_ns: int) -> bool:
    """Whether ``reading`` refuses a file."""
    if _journal is None or not _journal.has_suspects:
        return False  # quick, for it is asked of every file of a scan
    return _journal.suspicion(sight_of(path, size, mtime_ns)) is not None


def accuse(path: Path, size: int, mtime_ns: int) -> None:
    """A file has ended a process that may die."""
    if _journal is not None:
        _journal.accuse(sight_of(path, size, mtime_ns))


def clear(path: Path, size: int, mtime_ns: int) -> None:
    """A file was read without harm by a process that may die."""
    if _journal is not None:
        _journal.clear(sight_of(path, size, mtime_ns))
