"""The belt between the decoding threads and the engine: bounded, pausable, with photos that may jump the queue."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Collection, Iterable
from typing import Generic, TypeVar

from app.catalog.records import PhotoToScore

Item = TypeVar("Item")


class Conveyor(Generic[Item]):
    """Photos wait in front, are taken by workers, and what the workers made of them waits for the engine.

    One lock guards everything, so that "nothing is waiting, nothing is being worked on, nothing is ready" is one
    consistent observation. It is re-entrant: a Ctrl+C handler may call ``cancel`` in the middle of any method.

    Args:
        photos: in the order in which they are to be decoded.
        capacity: results that may lie ready or be in work at once; a worker that would exceed it waits. This bounds
            the memory of a job of any length.
    """

    def __init__(self, photos: Iterable[PhotoToScore], capacity: int) -> None:
        self._waiting = deque(photos)
        self._capacity = capacity
        self._in_work = 0
        self._ready: deque[Item] = deque()
        self._paused = False
        self._cancelled = False
        self._failure: BaseException | None = None
        self._changed = threading.Condition(threading.RLock())

    # -- the workers' side ---------------------------------------------------------------------------------------

    def take(self) -> PhotoToScore | None:
        """The next photo to work on; waits while paused or full. None when there is nothing more to do."""
        with self._changed:
            while not self._over_for_workers():
                if not self._paused and self._in_work + len(self._ready) < self._capacity:
                    self._in_work += 1
                    return self._waiting.popleft()
                self._changed.wait()
            return None

    def take_last(self) -> PhotoToScore | None:
        """The photo that would come last, at once; None where none waits or the job is over."""
        with self._changed:
            if self._over_for_workers():
                return None
            self._in_work += 1
            return self._waiting.pop()

    def put(self, item: Item) -> None:
        """Hand over the result of a photo that was taken."""
        with self._changed:
            self._in_work -= 1
            self._ready.append(item)
            self._changed.notify_all()

    def fail(self, error: BaseException) -> None:
        """A worker met a bug: the job ends, ``collect`` raises the error."""
        with self._changed:
            self._in_work -= 1
            if self._failure is None:
                self._failure = error
            self._changed.notify_all()

    # -- the engine's side ---------------------------------------------------------------------------------------

    def collect(self, most: int, timeout: float) -> list[Item] | None:
        """Up to ``most`` results, oldest first: what is there, so that the engine never idles to fill a batch.

        Waits up to ``timeout`` seconds for the first one; an empty list when none came or the job is paused. None when
        the job is over or cancelled.

        Raises:
            BaseException: what a worker reported through ``fail``.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._over() or (self._ready and not self._paused), timeout)
            if self._failure is not None:
                raise self._failure
            if self._over():
                return None
            if self._paused:
                return []
            items = [self._ready.popleft() for _ in range(min(most, len(self._ready)))]
            self._changed.notify_all()
            return items

    def widen(self, capacity: int) -> None:
        """Allow more results at once, now that the engine's batch is known."""
        with self._changed:
            self._capacity = max(capacity, self._capacity)
            self._changed.notify_all()

    # -- anybody's side ------------------------------------------------------------------------------------------

    def prioritise(self, ids: Collection[int]) -> None:
        """Move the waiting photos among ``ids`` to the front, in the order of ``ids``."""
        place = {photo_id: i for i, photo_id in enumerate(ids)}
        with self._changed:
            first = sorted((p for p in self._waiting if p.id in place), key=lambda p: place[p.id])
            self._waiting = deque(first + [p for p in self._waiting if p.id not in place])

    def pause(self) -> None:
        """No further photo is taken and nothing is given to the engine until ``resume``."""
        with self._changed:
            self._paused = True
            self._changed.notify_all()

    def resume(self) -> None:
        """Go on after ``pause``."""
        with self._changed:
            self._paused = False
            self._changed.notify_all()

    def cancel(self) -> None:
        """End the job: workers get no further photo, the engine nothing more."""
        with self._changed:
            self._cancelled = True
            self._changed.notify_all()

    def close(self) -> None:
        """End the belt without calling the job cancelled, e.g. because the engine failed: workers get no more."""
        with self._changed:
            self._waiting.clear()
            self._paused = False
            self._changed.notify_all()

    @property
    def paused(self) -> bool:
        """Whether ``pause`` is in force."""
        return self._paused

    @property
    def cancelled(self) -> bool:
        """Whether ``cancel`` was called."""
        return self._cancelled

    def _over_for_workers(self) -> bool:
        return self._cancelled or self._failure is not None or not self._waiting

    def _over(self) -> bool:
        done = not self._waiting and not self._in_work and not self._ready
        return self._cancelled or self._failure is not None or done
