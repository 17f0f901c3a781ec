"""How two models agree: by rank among the photos that both have judged, because their scales need not be the same."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.catalog.records import PhotoColumns
from app.culling.ranking import percentiles

DISAGREES_FROM = 25.0
"""Points of 100 by which the two have to differ to be said to disagree."""
ENOUGH = 8
"""From so many photos on that both have judged, ranks are compared; fewer have no ranks worth the name, and their
scores are compared instead."""


class Second(StrEnum):
    """What a photo's second opinion may be asked for in the filter."""

    JUDGED = "judged"
    AGREES = "agrees"
    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both models on the photos of a folder.

    Attributes:
        difference: (n,) the second model's place minus the first one's, in points -100..100, NaN where not both judged.
        first, second: (n,) what was subtracted: percentiles among the photos that both judged, or scores.
        count: photos that both have judged.
        by_rank: whether ``first`` and ``second`` are percentiles.
    """

    difference: NDArray[np.float64]
    first: NDArray[np.float64]
    second: NDArray[np.float64]
    count: int
    by_rank: bool


def compare(scores: NDArray[np.float64], second: NDArray[np.float64]) -> Comparison:
    """Compare two models.

    Args:
        scores, second: (n,) scores 0..100, NaN where not judged.
    """
    both = ~np.isnan(scores) & ~np.isnan(second)
    first, other = np.where(both, scores, np.nan), np.where(both, second, np.nan)
    count = int(np.count_nonzero(both))
    if count >= ENOUGH:
        first, other = percentiles(first), percentiles(other)
    return Comparison(other - first, first, other, count, count >= ENOUGH)


def refresh(columns: PhotoColumns) -> None:
    """Work out ``columns.disagreement`` anew."""
    if not np.isnan(columns.second).all():
        columns.disagreement[:] = compare(columns.scores, columns.second).difference


def verdict(difference: float) -> Second | None:
    """What a difference means; None where there is none."""
    if np.isnan(difference):
        return None
    if abs(difference) < DISAGREES_FROM:
        return Second.AGREES
    return Second.HIGHER if difference > 0 else Second.LOWER


def mask_of(columns: PhotoColumns, choice: Second) -> NDArray[np.bool_]:
    """The photos of one choice."""
    if choice is Second.JUDGED:
        return ~np.isnan(columns.second)
    difference = columns.disagreement
    if choice is Second.AGREES:
        found: NDArray[np.bool_] = np.abs(difference) < DISAGREES_FROM  # never true for NaN
    elif choice is Second.HIGHER:
        found = difference >= DISAGREES_FROM
    else:
        found = difference <= -DISAGREES_FROM
    return found
