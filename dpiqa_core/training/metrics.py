"""The rows of the evaluation, from predictions and targets of groups. Numpy only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dpiqa_core.training.dataset import FAMILY_NAMES
from dpiqa_core.training.faults import FAMILIES, FAULT_NAMES

Array = NDArray[Any]
MEDIUM = 0.5
"""Severity from which a single fault counts as medium."""


def ranks(values: Array) -> NDArray[np.float64]:
    """Ranks from 0, equal values sharing their mean rank."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return ((ends - counts + ends - 1) / 2.0)[inverse]


def srcc(a: Array, b: Array) -> float:
    """Spearman's rank correlation; NaN where one of them is constant."""
    x, y = ranks(np.ravel(a)), ranks(np.ravel(b))
    x, y = x - x.mean(), y - y.mean()
    norm = float(np.sqrt((x * x).sum() * (y * y).sum()))
    return float((x * y).sum() / norm) if norm > 0 else float("nan")


def right_order(scores: Array, pairs: Sequence[tuple[int, int]]) -> float:
    """Share of pairs (better, worse) whose better one has the higher score, ties counting half; NaN without pairs."""
    if not pairs:
        return float("nan")
    better, worse = np.asarray(pairs).T
    difference = scores[better] - scores[worse]
    return float((difference > 0).mean() + 0.5 * (difference == 0).mean())


def ladder_pairs(families: Array, *, apart: float = 0.2, only: str | None = None) -> list[tuple[int, int]]:
    """Flat pairs of one scene with one fault of the same family (or none), severity apart by ``apart`` or more.

    Args:
        families: severities (groups, samples, families).
        only: count this family only.
    """
    pairs: list[tuple[int, int]] = []
    size = families.shape[1]
    count = (families > 0).sum(-1)
    for group in range(len(families)):
        for column, name in enumerate(FAMILY_NAMES):
            if only is not None and name != only:
                continue
            members = [
                i for i in range(size) if count[group, i] == 0 or (count[group, i] == 1 and families[group, i, column])
            ]
            for i in members:
                for j in members:
                    if families[group, j, column] - families[group, i, column] >= apart:
                        pairs.append((group * size + i, group * size + j))
    return pairs


def mixed_pairs(families: Array, quality: Array, *, apart: float = 0.15) -> list[tuple[int, int]]:
    """Flat pairs of one scene whose faults differ, quality apart by ``apart`` or more."""
    pairs: list[tuple[int, int]] = []
    size = families.shape[1]
    for group in range(len(families)):
        for i in range(size):
            for j in range(size):
                if quality[group, i] - quality[group, j] < apart:
                    continue
                first, second = families[group, i] > 0, families[group, j] > 0
                if first.any() and second.any() and (first != second).any():
                    pairs.append((group * size + i, group * size + j))
    return pairs


def family_pairs(
    families: Array, quality: Array, left_out: Sequence[str], *, apart: float = 0.1
) -> list[tuple[int, int]]:
    """Flat pairs of one scene, clean or with one fault of the families ``left_out``, quality apart by ``apart``."""
    columns = [FAMILY_NAMES.index(name) for name in left_out]
    pairs: list[tuple[int, int]] = []
    size = families.shape[1]
    others = np.delete(families, columns, axis=2).sum(-1) > 0
    for group in range(len(families)):
        members = [i for i in range(size) if not others[group, i]]
        pairs += [
            (group * size + i, group * size + j)
            for i in members
            for j in members
            if quality[group, i] - quality[group, j] >= apart
        ]
    return pairs


def named_first(families: Array, predicted: Array, *, at_least: float = MEDIUM) -> tuple[float, int, dict[str, float]]:
    """Share of single faults of medium severity or more that are named first; how many there are; the share by name."""
    flat = families.reshape(-1, families.shape[-1])
    single = ((flat > 0).sum(1) == 1) & (flat.max(1) >= at_least)
    truth = np.asarray([FAULT_NAMES.index(FAMILIES[FAMILY_NAMES[i]].name) for i in flat[single].argmax(1)])
    right = predicted.reshape(-1, predicted.shape[-1])[single].argmax(1) == truth
    by_name = {n: float(right[truth == i].mean()) for i, n in enumerate(FAULT_NAMES) if (truth == i).any()}
    return float(right.mean()) if len(right) else float("nan"), len(right), by_name


def table(scores: Array, predicted: Array | None, targets: dict[str, Array]) -> dict[str, float]:
    """The rows that one set of groups gives.

    Args:
        scores: (groups, samples), 0..1 or any scale for methods of others.
        predicted: losses by fault (groups, samples, k), or None.
        targets: ``quality`` (groups, samples), ``families`` (groups, samples, n).
    """
    quality, families = targets["quality"], targets["families"]
    flat = scores.ravel()
    clean = scores[(families > 0).sum(-1) == 0]
    faulty = scores[(families > 0).sum(-1) > 0]
    mixture = np.concatenate([np.resize(clean, len(faulty)), faulty])
    rows = {
        "same_fault": right_order(flat, ladder_pairs(families)),
        "different_faults": right_order(flat, mixed_pairs(families, quality)),
        "srcc": srcc(flat, quality),
        "clean_spread": float(clean.std() * 100),
        "clean_median": float(np.median(clean) * 100),
        "mixture_span": float((np.percentile(mixture, 95) - np.percentile(mixture, 5)) * 100),
    }
    if predicted is not None:
        rows["named_first"] = named_first(families, predicted)[0]
    return rows
