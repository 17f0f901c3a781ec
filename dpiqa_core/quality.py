"""What a quality model says about one photo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Quality:
    """A blind quality judgement.

    Attributes:
        score: quality, 0 worst to 1 best (multiply by 100 for users); models without a bounded output may leave
            that range a little.
        faults: fault name -> severity 0 (absent) to 1 (severe); empty for models without fault heads.
        quality_map: float32 (rows, columns), 0..1, higher is better, upright and covering the whole photo;
            None for models that give none.
        features: float32 (d,) unit vector that tells the content, so that photos of one scene are close to each
            other; None for models that give none.
    """

    score: float
    faults: Mapping[str, float] = field(default_factory=dict)
    quality_map: NDArray[np.float32] | None = None
    features: NDArray[np.float32] | None = None
