"""Taking turns: who works on something that another works on waits until that is done."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator, Set
from contextlib import contextmanager


class Turns:
    """Locks by any key; several are taken at once or not at all, so two that want each other's never wait for ever."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._taken: set[Hashable] = set()

    @contextmanager
    def at(self, keys: Set[Hashable]) -> Iterator[None]:
        """Have all of these to oneself as long as the block runs; inside, ask for no more."""
        with self._condition:
            self._condition.wait_for(lambda: self._taken.isdisjoint(keys))
            self._taken |= keys
        try:
            yield
        finally:
            with self._condition:
                self._taken -= keys
                self._condition.notify_all()
