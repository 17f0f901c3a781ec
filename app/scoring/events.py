"""What a scoring job tells while it runs and when it is over."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is.

    Attributes:
        done: photos finished, the failed ones included.
        failed: photos that could not be read.
        total: photos of the job.
        per_second: photos a second over the last seconds, pauses left out; 0 until it is known.
        seconds_left: estimate, or None until the rate is known.
        paused: whether the job waits for ``resume``.
    """

    done: int
    failed: int
    total: int
    per_second: float
    seconds_left: float | None
    paused: bool


@dataclass(frozen=True, slots=True)
class Scored:
    """Photos whose result, a score or an error, is in the catalogue since just now."""

    ids: tuple[int, ...]


JobEvent = Progress | Scored


@dataclass(frozen=True, slots=True)
class JobReport:
    """How a job ended.

    Attributes:
        scored: photos with a new score.
        failed: photos that could not be read; the catalogue holds the reason.
        cancelled: whether it was stopped before the end; everything counted here is stored all the same.
        seconds: wall time, pauses included.
    """

    scored: int
    failed: int
    cancelled: bool
    seconds: float
