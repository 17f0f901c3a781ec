"""Reading the files of an intake in another process."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from enum import Enum, auto
from types import TracebackType
from typing import Self

from app.catalog.item_parcels import file_record, item_of
from app.catalog.reading import Asked, ReadersHere, ended_error, left_error
from app.catalog.records import IntakeItem
from app.helpers.client import HelperProcess, command_of
from app.helpers.frames import Message
from app.photos import crash_journal
from app.photos.model import PhotoFile

log = logging.getLogger(__name__)

START_AT = 300
"""Files from which on it is worth to start a process: fewer are read before it is there."""
MOST_SENT = 64
"""Files that the process may hold, so that few are under suspicion when it ends."""
MOST_LOSSES = 5
"""Files in a row, each alone in the process, that may end it before a later one is tried."""
_COMMAND = command_of("app.catalog.reading_process")


class _Stage(Enum):
    """Who reads.

    HERE: threads of this program, for no process is there yet.
    APART: the process.
    ALONE: the process, one file at a time, for it has ended over one of these.
    NEVER: threads of this program, for there is no process to be had; suspects are not read.
    GIVEN_UP: nobody, for one process after the other has ended.
    """

    HERE = auto()
    APART = auto()
    ALONE = auto()
    NEVER = auto()
    GIVEN_UP = auto()


class ReadersApart:
    """See ``Readers``. Threads of this program read the first files, and one of them until the process is there.

    Where the process ends, the files that it held are read one by one in a new one: the file that ends it again gets an
    error, and the others are read. Only where no process can be started, or where one ends without holding anything,
    threads of this program read on, but nothing that a process held when it ended.

    Args:
        start_at: see ``START_AT``; a suspect starts it at once.
        command: starts the process; None for the program's own.
    """

    def __init__(self, *, start_at: int = START_AT, command: Sequence[str] | None = None) -> None:
        self._start_at = start_at
        self._command = command or _COMMAND
        self._here = ReadersHere()
        self._lock = threading.Lock()
        self._stage = _Stage.HERE
        self._helper: HelperProcess | None = None
        self._begun = False
        self._ready = False
        self._closing = False
        self._suspects: deque[Asked] = deque()  # go one by one
        self._held: deque[Asked] = deque()  # go to the process as room is
        self._sent: dict[int, Asked] = {}
        self._count = 0
        self._number = 0
        self._losses = 0
        self._why: str | None = None

    @property
    def ready(self) -> bool:
        """Whether the process reads what comes now."""
        return self._ready

    @property
    def pid(self) -> int | None:
        """Of the process, or None where there is none."""
        helper = self._helper
        return None if helper is None else helper.pid

    def submit(self, file: PhotoFile, *, suspect: bool = False) -> Future[IntakeItem]:
        """See ``Readers``."""
        asked = Asked(file, suspect)
        self._count += 1
        self._place(asked)
        if not self._begun and (suspect or self._count >= self._start_at):
            self._begun = True
            # More would keep the interpreter's lock from the window's thread, and a processor from the process.
            self._here.use_threads(1)
            self._start()
        return asked.future

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._closing = True
            left = [*self._sent.values(), *self._suspects, *self._held]
            self._sent.clear()
            self._suspects.clear()
            self._held.clear()
            helper = self._helper
        for asked in left:
            asked.future.cancel()
        if helper is not None:
            helper.kill()  # it has nothing to say any more
            helper.close()
        self._here.__exit__(kind, error, trace)

    def _place(self, asked: Asked) -> None:
        """Give a file to whom it is for."""
        with self._lock:
            stage = self._stage
            held = stage in (_Stage.APART, _Stage.ALONE) or (stage is _Stage.HERE and asked.suspect)
            if held:
                self._held.append(asked)
        if held:
            self._feed()
        elif stage is _Stage.GIVEN_UP or asked.suspect:
            asked.tell(IntakeItem(asked.file, None, None, left_error(self._why or "")))
        else:
            self._here.read(asked)

    def _feed(self) -> None:
        """Send the process what it has room for."""
        sent: list[tuple[int, Asked]] = []
        with self._lock:
            helper = self._helper
            if helper is None or not self._ready or self._closing:
                return
            if self._stage is _Stage.ALONE and not self._suspects and not self._sent:
                self._stage = _Stage.APART
            source, most = (self._suspects, 1) if self._stage is _Stage.ALONE else (self._held, MOST_SENT)
            while source and len(self._sent) < most:
                asked = source.popleft()
                self._number += 1
                self._sent[self._number] = asked
                sent.append((self._number, asked))
        for number, asked in sent:
            file = asked.file
            # The program itself has ended over it, maybe while it decoded it: that is tried there, too.
            rehearse = crash_journal.is_suspect(file.path, file.size, file.mtime_ns)
            helper.send(number=number, rehearse=rehearse, **file_record(file))

    def _start(self) -> None:
        try:
            helper = HelperProcess(self._take, self._ended, self._command)
        except (OSError, RuntimeError) as error:
            log.info("no process for reading: %s", error)
            with self._lock:
                self._stage = _Stage.NEVER
                self._why = self._why or f"It could not be started ({error})."
            self._let_go()
            return
        with self._lock:
            unwanted = self._closing
            if not unwanted:
                self._helper = helper
        if unwanted:
            helper.kill()
            helper.close()
        self._feed()  # it may have been ready before it was known here

    def _let_go(self) -> None:
        """Give what was for the process to whoever reads now."""
        self._here.use_threads(None)
        with self._lock:
            left = [*self._suspects, *self._held]
            self._suspects.clear()
            self._held.clear()
        for asked in left:
            self._place(asked)

    # -- in the thread that listens to the process -------------------------------------------------------------------

    def _take(self, message: Message) -> None:
        if message["say"] == "ready":
            with self._lock:
                self._ready = True
                if self._stage is _Stage.HERE:
                    self._stage = _Stage.APART
                    self._held.extendleft(reversed(self._here.take_back()))
        else:
            for record in message["items"]:
                self._take_item(record)
        self._feed()

    def _take_item(self, record: Message) -> None:
        number = record["number"]
        with self._lock:
            asked = self._sent.get(number)
        if asked is None:
            return
        # Still on the list: what is not understood ends the process, and then the file is one that it held.
        item = None if "bug" in record else item_of(asked.file, record)
        with self._lock:
            self._sent.pop(number, None)
            self._losses = 0
        if item is None:
            asked.fail(RuntimeError(f"{asked.file.path}: {record['bug']}"))
        else:
            if record["rehearsed"]:
                crash_journal.clear(asked.file.path, asked.file.size, asked.file.mtime_ns)
            asked.tell(item)

    def _ended(self, why: str | None) -> None:
        blamed: Asked | None = None
        with self._lock:
            self._ready = False
            if self._closing:
                return
            self._helper = None
            self._why = why
            left = list(self._sent.values())
            self._sent.clear()
            if not left:
                self._stage = _Stage.NEVER
            elif self._stage is _Stage.ALONE:
                blamed = left[0]
                self._count_loss()
            else:
                self._stage = _Stage.ALONE
                self._suspects.extend(Asked(asked.file, True, asked.future) for asked in left)
            goes_on = self._stage is _Stage.ALONE
        log.info("the process that reads has ended: %s", why)
        if blamed is not None:
            crash_journal.accuse(blamed.file.path, blamed.file.size, blamed.file.mtime_ns)
            blamed.tell(IntakeItem(blamed.file, None, None, ended_error(why or "")))
        if goes_on:
            self._start()
        else:
            self._let_go()

    def _count_loss(self) -> None:
        self._losses += 1
        if self._losses > MOST_LOSSES:
            self._stage = _Stage.GIVEN_UP
        elif self._losses == MOST_LOSSES:
            # Neighbours may all be damaged by one bad card, so the next is one from afar.
            source = self._held or self._suspects
            if source:
                self._suspects.appendleft(source.pop())
