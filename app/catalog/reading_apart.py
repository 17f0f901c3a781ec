"""Reading the files of an intake in another process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from app.catalog.item_parcels import file_record, item_of
from app.catalog.reading import read_item
from app.catalog.records import IntakeItem
from app.helpers.client import HelperProcess, command_of
from app.helpers.frames import Message
from app.photos.model import PhotoFile

log = logging.getLogger(__name__)

START_AT = 64
"""Files from which on it is worth to start a process."""
_COMMAND = command_of("app.catalog.reading_process")


class ReadersApart:
    """See ``Readers``. The first files, and those before the process is there, are read by a thread of this program.

    Where the process cannot be started or ends, that thread reads the rest.

    Args:
        start_at: see ``START_AT``.
        command: starts the process; None for the program's own.
    """

    def __init__(self, *, start_at: int = START_AT, command: Sequence[str] | None = None) -> None:
        self._start_at = start_at
        self._command = command or _COMMAND
        self._here = ThreadPoolExecutor(1, thread_name_prefix="intake")
        self._lock = threading.Lock()
        self._helper: HelperProcess | None = None
        self._ready = False
        self._closing = False
        self._sent: dict[int, tuple[PhotoFile, Future[IntakeItem]]] = {}
        self._count = 0

    @property
    def ready(self) -> bool:
        """Whether the process reads what comes now."""
        return self._ready

    @property
    def pid(self) -> int | None:
        """Of the process, or None where none was started."""
        return None if self._helper is None else self._helper.pid

    def submit(self, file: PhotoFile) -> Future[IntakeItem]:
        """See ``Readers``."""
        self._count += 1
        if self._count == self._start_at:
            self._start()
        with self._lock:
            helper = self._helper if self._ready else None
            if helper is not None:
                future: Future[IntakeItem] = Future()
                self._sent[self._count] = file, future
        if helper is None:
            return self._here.submit(read_item, file)
        helper.send(number=self._count, **file_record(file))
        return future

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._closing = True
            left = self._take_sent()
        for _, future in left:
            future.cancel()
        if self._helper is not None:
            self._helper.close()
        self._here.shutdown(cancel_futures=True)

    def _start(self) -> None:
        try:
            self._helper = HelperProcess(self._take, self._ended, self._command)
        except OSError as error:
            log.info("no process for reading: %s", error)

    def _take_sent(self) -> list[tuple[PhotoFile, Future[IntakeItem]]]:
        left = list(self._sent.values())
        self._sent.clear()
        return left

    # -- in the thread that listens to the process -------------------------------------------------------------------

    def _take(self, message: Message) -> None:
        if message["say"] == "ready":
            with self._lock:
                self._ready = True
            return
        for record in message["items"]:
            with self._lock:
                sent = self._sent.pop(record["number"], None)
            if sent is None or not sent[1].set_running_or_notify_cancel():
                continue
            file, future = sent
            if "bug" in record:
                future.set_exception(RuntimeError(f"{file.path}: {record['bug']}"))
            else:
                future.set_result(item_of(file, record))

    def _ended(self, why: str | None) -> None:
        with self._lock:
            self._ready = False
            left = self._take_sent()
            if self._closing:
                return
        log.info("the process that reads has ended: %s", why)
        for file, future in left:
            self._here.submit(_read_into, file, future)


def _read_into(file: PhotoFile, future: Future[IntakeItem]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        item = read_item(file)
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(item)
