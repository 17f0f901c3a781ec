"""Losses of the paper."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

MARGIN = 0.25
"""Margin of the ranking loss, in standard deviations of the batch's labels."""


def score_loss(score: Tensor, mos: Tensor) -> Tensor:
    """Mean squared error of scores (n,) against MOS / 100."""
    return functional.mse_loss(score.float(), mos)


def map_loss(maps: Tensor, wanted: Tensor) -> Tensor:
    """Mean squared error of feature maps (n, c, side, side)."""
    return functional.mse_loss(maps.float(), wanted.float())


def ranking_loss(score: Tensor, mos: Tensor) -> Tensor:
    """Hinge on all pairs of a batch whose margin follows the spread of its labels; the reference leaves it out.

    Args:
        score, mos: (n,), n of 2 or more for a value other than 0.
    """
    if len(mos) < 2:
        return score.sum() * 0
    margin = MARGIN * mos.std()
    better = mos[:, None] > mos[None, :]
    short = torch.relu(margin - (score[:, None] - score[None, :]).float())
    return (short * better).sum() / better.sum().clamp_min(1)
