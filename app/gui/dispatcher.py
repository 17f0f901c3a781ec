"""The bridge from worker threads to the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.errors import UserError

T = TypeVar("T")


class Dispatcher(QObject):
    """Runs callables in the GUI thread on behalf of other threads.

    It lives as long as the window; a worker holds no other Qt object, so none can vanish under it.
    """

    _arrived = Signal(object)

    def __init__(self, on_user_error: Callable[[UserError], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on_user_error = on_user_error
        self._closed = False
        self._arrived.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def post(self, what: Callable[[], object]) -> None:
        """Run ``what`` in the GUI thread soon, in the order of the posts; from any thread."""
        if not self._closed:
            self._arrived.emit(what)

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

    @Slot(object)
    def _run(self, what: Callable[[], object]) -> None:
        if not self._closed:
            what()


def _raise(error: BaseException) -> None:
    raise error
