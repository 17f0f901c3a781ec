"""Where a photo stands in its folder."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def percentiles(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the percentile of every score among the others, by mean rank.

    It is the share of the *other* scored photos that a photo beats, a tie counting half: the best has 100, the worst
    0, and photos that are all alike, or one alone, have 50.

    Args:
        scores: (n,), NaN where not scored.

    Returns:
        (n,) of 0..100, NaN where the score is NaN.
    """
    result = np.full(len(scores), np.nan)
    known = ~np.isnan(scores)
    values = np.sort(scores[known])
    if len(values) == 1:
        result[known] = 50.0
    elif len(values) > 1:
        below = np.searchsorted(values, scores[known], side="left")
        up_to = np.searchsorted(values, scores[known], side="right")
        result[known] = (below + (up_to - below - 1) / 2) * (100.0 / (len(values) - 1))
    return result
