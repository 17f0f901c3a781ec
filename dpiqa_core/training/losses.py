"""What the training asks of the model: the right order, the right value, the right reason, and no taste in content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part counts; ``rank`` 0 leaves the pairs out (an ablation)."""

    value: float = 4.0
    rank: float = 1.0
    across: float = 0.8
    faults: float = 3.0
    name: float = 0.25
    clean: float = 2.5
    map: float = 1.0


LOW, HIGH = 0.03, 0.95
"""Targets of the sigmoid: a clean photo is 0.95, so that its gradient does not die."""


def raw_target(quality: Tensor) -> Tensor:
    """Quality 0..1 to what the sigmoid is to give."""
    return LOW + (HIGH - LOW) * quality


def ranking_loss(logit: Tensor, quality: Tensor, scene: Tensor, *, within: bool) -> Tensor:
    """Pairwise logistic loss (Burges et al., "Learning to rank using gradient descent", ICML 2005).

    Pairs count by how far apart they are, and the margin that is asked for grows with it. Within a scene the smallest
    differences count too: two pixels of blur on a large photo cost little and are what is looked for at 100 %.

    Args:
        logit, quality, scene: (n,).
        within: pairs of one scene; otherwise of different ones.
    """
    apart = quality[:, None] - quality[None, :]
    same = scene[:, None] == scene[None, :]
    wanted = (apart > (0.004 if within else 0.02)) & (same if within else ~same)
    difference = logit[:, None] - logit[None, :]
    weight = wanted * apart.clamp(0.15 if within else 0.05, 0.5)
    loss = functional.softplus(-(difference - 3.0 * apart) * 2.0) / 2.0
    return (loss * weight).sum() / weight.sum().clamp_min(1e-6)


def clean_loss(logit: Tensor, quality: Tensor) -> Tensor:
    """Spread of the clean photos of different scenes, whatever they show; their value is the regression's business."""
    clean = torch.sigmoid(logit[quality > 0.999])
    if clean.numel() < 2:
        return logit.sum() * 0
    # Stronger below than above: a clean photo called faulty is the error that people see.
    low = torch.relu(HIGH - 0.03 - clean)
    return clean.var() * 20 + low.mean() + 4 * low.square().mean()


def total_loss(found: Mapping[str, Tensor], target: Mapping[str, Tensor], weights: Weights) -> dict[str, Tensor]:
    """Every part of the loss, weighted, for a batch: the mean over the judges, each of which learns by itself.

    Args:
        found: of ``LiteStudent.heads``; (n, ...).
        target: ``quality`` (n,), ``faults`` (n, k), ``map`` (n, r, c), ``scene`` (n,), ``count`` (n,) faults in it.
        weights: see ``Weights``.
    """
    each = [
        _judge_loss(logit, fault_logits, target, weights)
        for logit, fault_logits in zip(found["logits"], found["every_fault_logits"], strict=True)
    ]
    parts = {name: torch.stack([one[name] for one in each]).mean() for name in each[0]}
    if "raw_map" in found and "map" in target:
        rows, columns = found["raw_map"].shape[-2:]
        cells = functional.adaptive_avg_pool2d(target["map"], (rows, columns))
        parts["map"] = functional.l1_loss(found["raw_map"], raw_target(cells))
    return {name: value * getattr(weights, name) for name, value in parts.items()}


def _judge_loss(
    logit: Tensor, fault_logits: Tensor, target: Mapping[str, Tensor], weights: Weights
) -> dict[str, Tensor]:
    quality = target["quality"]
    parts = {
        "value": functional.smooth_l1_loss(torch.sigmoid(logit), raw_target(quality), beta=0.05),
        "faults": functional.smooth_l1_loss(torch.sigmoid(fault_logits), target["faults"], beta=0.05),
        "clean": clean_loss(logit, quality),
    }
    if weights.rank:
        parts["rank"] = ranking_loss(logit, quality, target["scene"], within=True)
        parts["across"] = ranking_loss(logit, quality, target["scene"], within=False)
    single = target["count"] == 1
    if bool(single.any()):
        loss = target["faults"][single]
        value = functional.cross_entropy(fault_logits[single], loss.argmax(1), reduction="none")
        parts["name"] = (value * loss.amax(1)).sum() / loss.amax(1).sum().clamp_min(1e-6)
    return parts
