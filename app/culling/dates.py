"""Capture dates as filter choices: days, or months or years where there are too many days to choose from.

A period is a text, ``"2024"``, ``"2024-05"`` or ``"2024-05-17"``; ``UNKNOWN`` stands for photos without a capture time.
Dates are those of the camera's own clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray

UNKNOWN = "unknown"
MOST_CHOICES = 40
"""Periods that are offered; with more of them coarser ones are."""

_PERIOD = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_NOT_A_DAY = np.iinfo(np.int64).min
_SECONDS = 86_400.0


def days_of(captured: NDArray[np.float64]) -> NDArray[np.int64]:
    """Days since 1970 of capture times.

    Args:
        captured: (n,) seconds since 1970 of local time, NaN where unknown.

    Returns:
        (n,), the smallest int64 where unknown.
    """
    known = ~np.isnan(captured)
    days = np.full(len(captured), _NOT_A_DAY, np.int64)
    days[known] = np.floor(captured[known] / _SECONDS).astype(np.int64)
    return days


def is_period(text: str) -> bool:
    """Whether a text names a period that exists."""
    return text == UNKNOWN or _range(text) is not None


def in_periods(captured: NDArray[np.float64], periods: Iterable[str]) -> NDArray[np.bool_]:
    """Tell which photos were taken in any of some periods; texts that name none match nothing."""
    days = days_of(captured)
    mask = np.zeros(len(days), dtype=np.bool_)
    for period in periods:
        if period == UNKNOWN:
            mask |= days == _NOT_A_DAY
        elif (ends := _range(period)) is not None:
            mask |= (days >= ends[0]) & (days < ends[1])
    return mask


def periods_of(captured: NDArray[np.float64]) -> list[str]:
    """The periods to choose from, in order: days if there are at most `MOST_CHOICES`, else months, else years.

    `UNKNOWN` comes last, where there are such photos.
    """
    days = np.unique(days_of(captured))
    unknown = [UNKNOWN] if len(days) and days[0] == _NOT_A_DAY else []
    texts = [str(day) for day in days[len(unknown) :].astype("datetime64[D]")]
    for length in (10, 7, 4):
        periods = list(dict.fromkeys(text[:length] for text in texts))
        if len(periods) <= MOST_CHOICES:
            break
    return periods + unknown


def count_periods(captured: NDArray[np.float64], base: NDArray[np.bool_]) -> dict[str, int]:
    """How many photos of a mask each of the periods of all photos holds; the same as `in_periods` for each, but quick.

    Args:
        captured: (n,) as for `days_of`.
        base: (n,) the photos that count.
    """
    periods = periods_of(captured)
    found = dict.fromkeys(periods, 0)
    days, counts = np.unique(days_of(captured[base]), return_counts=True)
    length = len(periods[0]) if periods and periods[0] != UNKNOWN else 0
    for day, count in zip(days.tolist(), counts.tolist(), strict=True):
        found[UNKNOWN if day == _NOT_A_DAY else str(np.datetime64(day, "D"))[:length]] += count
    return found


def _range(period: str) -> tuple[int, int] | None:
    """First day of a period and first day after it, since 1970."""
    found = _PERIOD.fullmatch(period)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    epoch = date(1970, 1, 1).toordinal()
    start = first.toordinal() - epoch
    if day is not None:
        return start, start + 1
    months = 1 if month is not None else 12
    after = (first.month - 1 + months) % 12 + 1
    end = date(first.year + (first.month - 1 + months) // 12, after, 1) if first.year < 9999 else date.max
    return start, end.toordinal() - epoch
