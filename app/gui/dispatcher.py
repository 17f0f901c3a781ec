"""The bridge from worker threads to the GUI thread."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from time import perf_counter
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from app.errors import UserError

T = TypeVar("T")

PORTION_SECONDS = 0.008
"""Half a frame of a screen with 60 of them a second."""


class Dispatcher(QObject):
    """Runs callables in the GUI thread on behalf of other threads.

    It lives as long as the window; a worker holds no other Qt object, so none can vanish under it. What has piled up is
    run in portions, between which keys are heard and the window is painted.
    """

    _woken = Signal()

    def __init__(self, on_user_error: Callable[[UserError], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on_user_error = on_user_error
        self._closed = False
        self._waiting: deque[Callable[[], object]] = deque()
        self._awake = False  # a run is certain to come
        self._timed = False  # by a timer
        self._lock = threading.Lock()
        self._woken.connect(self._run, Qt.ConnectionType.QueuedConnection)

    @property
    def waiting(self) -> int:
        """Posts that have not been run yet."""
        return len(self._waiting)

    def post(self, what: Callable[[], object]) -> None:
        """Run ``what`` in the GUI thread soon, in the order of the posts; from any thread."""
        if self._closed:
            return
        with self._lock:
            self._waiting.append(what)
            awake, self._awake = self._awake, True
        if not awake:
            self._woken.emit()

    def when_done(
        self,
        future: Future[T],
        then: Callable[[T], object] | None = None,
        on_error: Callable[[UserError], object] | None = None,
    ) -> None:
        """Hand the result of ``future`` to ``then`` in the GUI thread.

        A UserError goes to ``on_error`` (else to the handler of the dispatcher); any other exception is a bug and is
        raised in the GUI thread, where the exception hook sees it.
        """

        def arrived(done: Future[Any]) -> None:
            try:
                result = done.result()
            except UserError as error:
                handler = on_error or self._on_user_error
                told = error
                self.post(lambda: handler(told))
            except CancelledError:
                return
            except BaseException as error:
                bug = error
                self.post(lambda: _raise(bug))
            else:
                if then is not None:
                    follow = then
                    self.post(lambda: follow(result))

        future.add_done_callback(arrived)

    def close(self) -> None:
        """Drop everything that arrives from now on."""
        self._closed = True

    @Slot()
    def _run(self) -> None:
        until = perf_counter() + PORTION_SECONDS
        while (what := self._next()) is not None:
            what()
            if perf_counter() > until:
                return

    def _next(self) -> Callable[[], object] | None:
        """The next one; behind it a timer is set for the rest.

        So the rest comes also where this one raises, or opens a dialog that runs an event loop of its own.
        """
        with self._lock:
            if self._closed:
                self._waiting.clear()
            what = self._waiting.popleft() if self._waiting else None
            self._awake = bool(self._waiting)
            later = self._awake and not self._timed
            self._timed = self._timed or later
        if later:
            QTimer.singleShot(0, self, self._go_on)
        return what

    def _go_on(self) -> None:
        self._timed = False
        self._run()


def _raise(error: BaseException) -> None:
    raise error
