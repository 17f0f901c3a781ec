"""The serial lane: one thread that owns the catalogue, so that nobody else ever waits for a disk."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Any, TypeVar

from app.catalog.catalog import Catalog

T = TypeVar("T")


class CatalogLane:
    """Runs functions on the catalogue one after the other in its own thread; results and errors come through futures.

    The catalogue is opened in that thread as its first act. When that fails, every job gets the error.
    """

    def __init__(self, open: Callable[[], Catalog]) -> None:  # noqa: A002 - what it does
        self._open = open
        self._condition = threading.Condition()
        self._urgent: deque[tuple[Future[Any], Callable[[Catalog], Any]]] = deque()
        self._ordinary: deque[tuple[Future[Any], Callable[[Catalog], Any]]] = deque()
        self._closed = False
        # A daemon: what matters is written when a job returns, and a program that forgets to close must still end.
        self._thread = threading.Thread(target=self._run, name="catalog-lane", daemon=True)
        self._thread.start()

    def __enter__(self) -> CatalogLane:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def submit(self, fn: Callable[[Catalog], T], *, urgent: bool = False) -> Future[T]:
        """Queue ``fn``. Urgent ones (what a person waits for) overtake all that are not, in order among themselves.

        Raises:
            RuntimeError: the lane is closed.
        """
        future: Future[T] = Future()
        with self._condition:
            if self._closed:
                raise RuntimeError("the catalogue lane is closed")
            (self._urgent if urgent else self._ordinary).append((future, fn))
            self._condition.notify()
        return future

    def call(self, fn: Callable[[Catalog], T], *, urgent: bool = False) -> T:
        """Run ``fn`` in the lane, wait, and return its result or raise its error.

        Raises:
            RuntimeError: the lane is closed, or this is the lane's own thread, which would wait for itself.
        """
        if threading.current_thread() is self._thread:
            raise RuntimeError("a job of the catalogue lane waits for the lane; use the catalogue it was given")
        return self.submit(fn, urgent=urgent).result()

    def close(self) -> None:
        """Take no more jobs, finish those that wait, and close the catalogue. May be called twice."""
        with self._condition:
            self._closed = True
            self._condition.notify()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        catalog: Catalog | None = None
        failure: BaseException | None = None
        try:
            catalog = self._open()
        except BaseException as error:
            failure = error
        try:
            while (job := self._next()) is not None:
                future, fn = job
                if not future.set_running_or_notify_cancel():
                    continue
                try:
                    if catalog is None:
                        assert failure is not None
                        raise failure
                    result = fn(catalog)
                except BaseException as error:
                    future.set_exception(error)
                else:
                    future.set_result(result)
                # An idle lane must not keep the last job's arrays alive.
                del job, future, fn
        finally:
            if catalog is not None:
                catalog.close()

    def _next(self) -> tuple[Future[Any], Callable[[Catalog], Any]] | None:
        with self._condition:
            while not (self._urgent or self._ordinary or self._closed):
                self._condition.wait()
            if self._urgent:
                return self._urgent.popleft()
            return self._ordinary.popleft() if self._ordinary else None
