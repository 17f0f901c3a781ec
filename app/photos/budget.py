"""Bounding the memory of all decodes together."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class MegapixelBudget:
    """A weighted semaphore: the decodes in flight together hold at most ``limit`` megapixels.

    A single one bigger than the limit is let in alone. First come, first served: a big one that waits is not
    overtaken for ever by small ones. Not re-entrant: a thread that holds must not hold again.
    """

    def __init__(self, limit: float) -> None:
        """Allow ``limit`` megapixels at once (> 0)."""
        if limit <= 0:
            raise ValueError("the limit must be positive")
        self.limit = limit
        self._held = 0.0
        self._holders = 0
        self._queue: deque[object] = deque()
        self._changed = threading.Condition()

    @property
    def held(self) -> float:
        """Megapixels held now."""
        with self._changed:
            return self._held

    @property
    def waiting(self) -> int:
        """Threads that wait for their share."""
        with self._changed:
            return len(self._queue)

    @contextmanager
    def hold(self, megapixels: float) -> Iterator[None]:
        """Hold ``megapixels`` (>= 0) during the ``with``; waits until they fit."""
        ticket = object()
        with self._changed:
            self._queue.append(ticket)
            try:
                self._changed.wait_for(lambda: self._queue[0] is ticket and self._fits(megapixels))
                self._held += megapixels
                self._holders += 1
            finally:
                self._queue.remove(ticket)
                self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._holders -= 1
                # Adding and subtracting floats leaves crumbs; an idle budget is exactly zero.
                self._held = self._held - megapixels if self._holders else 0.0
                self._changed.notify_all()

    def _fits(self, megapixels: float) -> bool:
        return self._holders == 0 or self._held + megapixels <= self.limit
