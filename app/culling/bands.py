"""The band of doubt: what lies clearly above it would be kept, what lies clearly under it rejected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

USUAL_THRESHOLD = 35.0
USUAL_REACH = 5.0
"""How far the band reaches to each side of the threshold before the user says otherwise."""


class BandCounts(NamedTuple):
    """Photos on each side of a band, in it, and without a score."""

    keep: int
    reject: int
    in_doubt: int
    unscored: int


@dataclass(frozen=True, slots=True)
class ScoreBand:
    """Scores between which a photo is in doubt: ``low`` <= score < ``high``, both 0..100."""

    low: float = USUAL_THRESHOLD - USUAL_REACH
    high: float = USUAL_THRESHOLD + USUAL_REACH

    def in_doubt(self, scores: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which of the scores lie in the band; NaN never does.

        A band that reaches 100 includes it: nothing lies above.
        """
        mask: NDArray[np.bool_] = (scores >= self.low) & (scores < self.high)
        if self.high >= 100.0 > self.low:
            mask |= scores >= 100.0
        return mask

    def counts(self, scores: NDArray[np.float64]) -> BandCounts:
        """Count the scores, NaN being a photo without one."""
        unscored = int(np.count_nonzero(np.isnan(scores)))
        reject = int(np.count_nonzero(scores < self.low))
        in_doubt = int(np.count_nonzero(self.in_doubt(scores)))
        return BandCounts(len(scores) - unscored - reject - in_doubt, reject, in_doubt, unscored)


def star_marks(scores: NDArray[np.float64], stars: NDArray[np.int8]) -> dict[int, float]:
    """Where the photos lie that a person gave stars: number of stars -> median of their scores.

    Args:
        scores: (n,) 0..100, NaN where not scored.
        stars: (n,) 0..5.
    """
    known = ~np.isnan(scores)
    marks = {}
    for number in range(1, 6):
        chosen = scores[known & (stars == number)]
        if len(chosen):
            marks[number] = float(np.median(chosen))
    return marks
