"""Photos a second and time left, steady enough to be read."""

from __future__ import annotations

from collections import deque


class RateMeter:
    """Rate over a sliding window of time in which the work was not paused.

    Args:
        window: seconds that the rate looks back. Long enough to even out a batch, short enough to follow a folder
            that goes on with larger photos.
    """

    def __init__(self, window: float = 15.0) -> None:
        self._window = window
        self._marks: deque[tuple[float, int]] = deque()
        self._paused_for = 0.0
        self._paused_at: float | None = None

    def pause(self, now: float) -> None:
        """The clock stands from ``now`` (seconds of any monotonic clock) on."""
        if self._paused_at is None:
            self._paused_at = now

    def resume(self, now: float) -> None:
        """The clock runs again."""
        if self._paused_at is not None:
            self._paused_for += now - self._paused_at
            self._paused_at = None

    def mark(self, now: float, done: int) -> None:
        """Note that ``done`` photos are finished at ``now``."""
        at = now - self._paused_for
        self._marks.append((at, done))
        while len(self._marks) > 2 and at - self._marks[1][0] >= self._window:
            self._marks.popleft()

    def per_second(self) -> float:
        """Photos a second; 0 while less than two moments are known."""
        if len(self._marks) < 2:
            return 0.0
        (first_at, first_done), (last_at, last_done) = self._marks[0], self._marks[-1]
        return (last_done - first_done) / (last_at - first_at) if last_at > first_at else 0.0

    def seconds_left(self, remaining: int) -> float | None:
        """Estimate for ``remaining`` photos, or None while the rate is unknown."""
        rate = self.per_second()
        return remaining / rate if rate > 0 else None
