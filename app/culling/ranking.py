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
    known = np.flatnonzero(~np.isnan(scores))
    ascending = known[np.argsort(scores[known])]
    values = scores[ascending]
    if len(values) == 1:
        result[ascending] = 50.0
    elif len(values) > 1:
        # Looked up in their order, which is several times quicker than here and there.
        below = np.searchsorted(values, values, side="left")
        up_to = np.searchsorted(values, values, side="right")
        result[ascending] = (below + (up_to - below - 1) / 2) * (100.0 / (len(values) - 1))
    return result
