"""Which photo of a group is suggested, and why. A suggestion decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Why the first of a group is suggested.

    Attributes:
        size: photos of the group.
        sharpest: no photo of the group is sharper, and at least one is less sharp.
        scored: it has a score.
        points: by how much its score is above the median of the group's scores (of two: above the other), whole
            points; 0 where the scores are equal or it is the only one with a score.
    """

    size: int
    sharpest: bool
    scored: bool
    points: int

    @property
    def words(self) -> str:
        """The reason in words, beginning with a small letter."""
        if not self.scored:
            return f"sharpest of {self.size}, not scored yet" if self.sharpest else "not scored yet"
        lead = f"sharpest of {self.size}" if self.sharpest else f"best score of {self.size}"
        if self.points < 1:
            return f"{lead}; the scores are close"
        points = "1 point" if self.points == 1 else f"{self.points} points"
        return f"{lead}, {points} above the {'other' if self.size == 2 else 'median'}"


def suggest(scores: NDArray[np.float64], sharpness: NDArray[np.float64]) -> Suggestion:
    """Say why the first photo is suggested.

    Args:
        scores, sharpness: of the photos of one group, the suggested one first; NaN where unknown.
    """
    known = sharpness[~np.isnan(sharpness)]
    sharpest = len(known) > 1 and bool(sharpness[0] >= known.max() > known.min())
    judged = scores[~np.isnan(scores)]
    scored = not np.isnan(scores[0])
    points = 0
    if scored and len(judged) > 1:
        against = judged[1] if len(scores) == 2 else np.median(judged)
        points = round(float(scores[0] - against))
    return Suggestion(len(scores), sharpest, scored, points)


def rank_in_groups(
    group_of: NDArray[np.int32],
    scores: NDArray[np.float64],
    sharpness: NDArray[np.float64],
    order: NDArray[np.intp],
) -> NDArray[np.int32]:
    """Rank every photo in its group: by score, and where two scores read the same (whole points), by sharpness.

    What is not known comes last; what is still equal follows in the order in which it was taken.

    Args:
        group_of: (n,) group of each photo, -1 alone.
        scores, sharpness: (n,), NaN where unknown.
        order: (n,) positions in the order in which they were taken.

    Returns:
        (n,) 1 for the best of each group, and for photos alone.
    """
    rank = np.ones(len(group_of), np.int32)
    at = order[group_of[order] >= 0]
    points = np.round(scores[at])
    keys = (_last(-scores[at]), _last(-sharpness[at]), _last(-points), group_of[at])
    at = at[np.lexsort(keys)]
    groups = group_of[at]
    begins = np.flatnonzero(np.diff(groups, prepend=-1))
    lengths = np.diff(np.append(begins, len(at)))
    rank[at] = np.arange(len(at)) - np.repeat(begins, lengths) + 1
    return rank


def _last(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isnan(values), np.inf, values)
