"""Reading what the catalogue keeps of a file, and who reads."""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Protocol, Self

from app.catalog.records import IntakeItem
from app.errors import PhotoError
from app.photos.facts import read_facts
from app.photos.fingerprint import fingerprint
from app.photos.model import PhotoFile
from app.photos.xmp.embedded import embedded_marks


def read_item(file: PhotoFile) -> IntakeItem:
    """Fingerprint and capture facts of a file; trouble with the file becomes its error."""
    text: str | None = None
    try:
        text = fingerprint(file.path, file.size)
        facts = read_facts(file.path, file.kind)
        return IntakeItem(file, text, facts, marks=embedded_marks(file.path, facts.rating))
    except PhotoError as error:
        return IntakeItem(file, text, None, error.reason)


class Readers(Protocol):
    """Read files beside the calling thread; a context that forgets at its end what is not read yet."""

    def submit(self, file: PhotoFile) -> Future[IntakeItem]:
        """Read a file soon, in the order of the calls."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class ReadersHere:
    """Threads of this program.

    Args:
        threads: how many; None chooses.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._pool = ThreadPoolExecutor(threads or default_threads(), thread_name_prefix="intake")

    def submit(self, file: PhotoFile) -> Future[IntakeItem]:
        """See `Readers`."""
        return self._pool.submit(read_item, file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)


def default_threads() -> int:
    """More than there are processors: some of them wait for a disk or a network."""
    return min(8, 2 * (os.cpu_count() or 1))
