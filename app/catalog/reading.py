"""Reading what the catalogue keeps of a file, and who reads."""

from __future__ import annotations

import logging
import os
import threading
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from time import monotonic
from types import TracebackType
from typing import Protocol, Self

from app.catalog.records import IntakeItem
from app.errors import PhotoError
from app.photos import crash_journal
from app.photos.facts import read_facts
from app.photos.fingerprint import fingerprint
from app.photos.model import PhotoFile
from app.photos.xmp.embedded import embedded_marks

log = logging.getLogger(__name__)

_PATIENCE_S = 2.0
_ENDED = "Reading this photo ended the process that reads"
_LEFT = "This photo was not read, for the process that reads kept ending"


def read_item(file: PhotoFile) -> IntakeItem:
    """Fingerprint and capture facts of a file; trouble with the file becomes its error."""
    text: str | None = None
    try:
        with crash_journal.reading(file.path, file.size, file.mtime_ns):
            text = fingerprint(file.path, file.size)
            facts = read_facts(file.path, file.kind)
            return IntakeItem(file, text, facts, marks=embedded_marks(file.path, facts.rating))
    except PhotoError as error:
        return IntakeItem(file, text, None, error.reason)
    except MemoryError:
        return IntakeItem(file, text, None, "There is not enough memory to read this photo. Close other programs.")


def ended_error(why: str) -> str:
    """The error of a photo that ended the process that read it, and nothing else."""
    return f"{_ENDED}. {why} Copy the file again from the card, or move it out of this folder."


def left_error(why: str) -> str:
    """The error of a photo that nobody dared to read, after it or its neighbours had ended a process."""
    return f"{_LEFT}. {why} Open the folder again to try once more."


def has_ended(error: str | None) -> bool:
    """Whether the error that is known of a file says that it ended a process."""
    return error is not None and error.startswith(_ENDED)


def is_suspect(error: str | None) -> bool:
    """Whether the error that is known of a file says that reading it may end a process."""
    return error is not None and error.startswith((_ENDED, _LEFT))


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A file that is to be read, and where what was read of it goes.

    Attributes:
        suspect: it may end the process that reads it.
    """

    file: PhotoFile
    suspect: bool = False
    future: Future[IntakeItem] = field(default_factory=Future)

    def read(self) -> None:
        """Read the file in the calling thread, unless nobody waits for it any more."""
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            item = read_item(self.file)
        except BaseException as error:
            self.future.set_exception(error)
        else:
            self.future.set_result(item)

    def tell(self, item: IntakeItem) -> None:
        """Say what was read."""
        if self.future.set_running_or_notify_cancel():
            self.future.set_result(item)

    def fail(self, error: BaseException) -> None:
        """Say that the program failed over it."""
        if self.future.set_running_or_notify_cancel():
            self.future.set_exception(error)


class Readers(Protocol):
    """Read files beside the calling thread; a context that forgets at its end what is not read yet."""

    def submit(self, file: PhotoFile, *, suspect: bool = False) -> Future[IntakeItem]:
        """Read a file soon, in the order of the calls.

        Args:
            suspect: it may end the process that reads it, see ``is_suspect``.
        """

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class ReadersHere:
    """Threads of this program. The end waits a moment for what is being read, not for a disk that does not answer.

    Args:
        threads: how many; None chooses.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._most = threads or default_threads()
        self._changed = threading.Condition()
        self._waiting: deque[Asked] = deque()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._closing = False

    def submit(self, file: PhotoFile, *, suspect: bool = False) -> Future[IntakeItem]:
        """See `Readers`."""
        asked = Asked(file, suspect)
        self.read(asked)
        return asked.future

    def read(self, asked: Asked) -> None:
        """Read a file soon."""
        with self._changed:
            self._waiting.append(asked)
            self._changed.notify()
            if len(self._waiting) > self._idle and len(self._threads) < self._most:
                self._add_thread()
            alone = not self._threads
        if alone:
            for waiting in self.take_back():
                waiting.read()

    def use_threads(self, most: int | None) -> None:
        """Read with so many threads from now on; None chooses."""
        with self._changed:
            self._most = most or default_threads()
            self._changed.notify_all()

    def take_back(self) -> list[Asked]:
        """What no thread has begun to read; it is no longer read here."""
        with self._changed:
            left = list(self._waiting)
            self._waiting.clear()
            return left

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        for asked in self.take_back():
            asked.future.cancel()
        until = monotonic() + _PATIENCE_S
        for thread in self._threads:
            thread.join(max(0.0, until - monotonic()))

    def _add_thread(self) -> None:
        thread = threading.Thread(target=self._work, name=f"intake-{len(self._threads)}", daemon=True)
        try:
            thread.start()
        except RuntimeError as error:
            log.info("one thread less for reading: %s", error)
        else:
            self._threads.append(thread)

    def _work(self) -> None:
        while (asked := self._next()) is not None:
            asked.read()

    def _busy(self) -> int:
        return len(self._threads) - self._idle

    def _next(self) -> Asked | None:
        with self._changed:
            self._idle += 1
            self._changed.wait_for(lambda: self._closing or (self._waiting and self._busy() < self._most))
            self._idle -= 1
            return None if self._closing else self._waiting.popleft()


def default_threads() -> int:
    """More than there are processors: some of them wait for a disk or a network."""
    return min(8, 2 * (os.cpu_count() or 1))
