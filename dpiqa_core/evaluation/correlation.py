"""How well scores agree with opinion scores. Numpy only; every figure is what the field reports under its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dpiqa_core.training.metrics import ranks, srcc

__all__ = [
    "METRICS",
    "bootstrap",
    "figures",
    "interval",
    "krcc",
    "logistic",
    "plcc",
    "plcc_fitted",
    "ranks",
    "rmse",
    "srcc",
]

Array = NDArray[Any]
Floats = NDArray[np.float64]
_ROUNDS = 200


def plcc(scores: Array, mos: Array) -> float:
    """Pearson's linear correlation; NaN where one of them is constant."""
    x, y = np.ravel(scores).astype(np.float64), np.ravel(mos).astype(np.float64)
    x, y = x - x.mean(), y - y.mean()
    norm = float(np.sqrt((x * x).sum() * (y * y).sum()))
    return float((x * y).sum() / norm) if norm > 0 else float("nan")


def krcc(scores: Array, mos: Array) -> float:
    """Kendall's tau-b, which allows for ties, in n log n (Knight, JASA 61, 1966); NaN where one is constant."""
    x, y = (np.unique(np.ravel(values), return_inverse=True)[1] for values in (scores, mos))
    by_both = np.lexsort((y, x))
    tied_x, tied_y, tied_both = _tied(x), _tied(y), _tied(x * (int(y.max()) + 1) + y)
    pairs = len(x) * (len(x) - 1) // 2
    unlike = pairs - tied_x - tied_y + tied_both
    norm = np.sqrt(float(pairs - tied_x) * float(pairs - tied_y))
    return float((unlike - 2 * _inversions(y[by_both])) / norm) if norm > 0 else float("nan")


def _tied(values: Array) -> int:
    counts = np.unique(values, return_counts=True)[1].astype(np.int64)
    return int((counts * (counts - 1) // 2).sum())


def _inversions(values: NDArray[np.intp]) -> int:
    """Pairs in which the larger of two whole numbers comes first, bit by bit from the highest."""
    found = 0
    for bit in range(int(values.max()).bit_length() - 1, -1, -1):
        group, ones = values >> (bit + 1), (values >> bit) & 1
        before = np.cumsum(ones) - ones
        starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
        sizes = np.diff(np.r_[starts, len(values)])
        before -= np.repeat(before[starts], sizes)
        found += int(before[ones == 0].sum())
        values = values[np.argsort(values >> bit, kind="stable")]
    return found


def rmse(scores: Array, mos: Array) -> float:
    """Root of the mean squared difference, on the scale of the scores as they are."""
    difference = np.ravel(scores).astype(np.float64) - np.ravel(mos)
    return float(np.sqrt((difference * difference).mean()))


def logistic(x: Array, parameters: Array) -> Floats:
    """The four-parameter logistic of the Video Quality Experts Group, ``(a - b) / (1 + exp(-(x - c) / |d|)) + b``."""
    a, b, c, d = parameters
    slope = np.clip(-(np.asarray(x, np.float64) - c) / max(abs(d), 1e-12), -500, 500)
    fitted: Floats = (a - b) / (1 + np.exp(slope)) + b
    return fitted


def fit_logistic(scores: Array, mos: Array) -> Floats:
    """Least squares of ``logistic`` by Levenberg and Marquardt's method, from VQEG's usual starting point."""
    x, y = np.ravel(scores).astype(np.float64), np.ravel(mos).astype(np.float64)
    spread = float(x.std())
    if spread == 0:
        return np.asarray([y.mean(), y.mean(), x.mean(), 1.0])
    # Fitted on scores of spread 1 around 0: the steps for the four parameters are then of one size.
    z = (x - x.mean()) / spread
    rising = plcc(x, y) >= 0
    p = np.asarray([y.max(), y.min(), 0.0, 1.0] if rising else [y.min(), y.max(), 0.0, 1.0])
    damping, error = 1e-3, float(((logistic(z, p) - y) ** 2).sum())
    for _ in range(_ROUNDS):
        slope = _slopes(z, p)
        step_matrix, gradient = slope.T @ slope, slope.T @ (y - logistic(z, p))
        step = np.linalg.lstsq(step_matrix + damping * np.diag(np.diag(step_matrix) + 1e-12), gradient, rcond=None)[0]
        trial = p + step
        found = float(((logistic(z, trial) - y) ** 2).sum())
        if np.isfinite(found) and found < error:
            enough = error - found <= 1e-12 * max(error, 1e-30)
            p, error, damping = trial, found, max(damping / 3, 1e-12)
            if enough:
                break
        else:
            damping *= 4
            if damping > 1e12:
                break
    a, b, c, d = p
    return np.asarray([a, b, c * spread + x.mean(), abs(d) * spread])


def _slopes(x: Floats, p: Floats) -> Floats:
    """Derivatives of ``logistic`` by its parameters, (n, 4)."""
    a, b, c, d = p
    width = max(abs(d), 1e-12)
    inner = np.clip((x - c) / width, -500, 500)
    share = 1 / (1 + np.exp(-inner))
    bell = (a - b) * share * (1 - share)
    return np.stack([share, 1 - share, -bell / width, -bell * inner / width * np.sign(d or 1.0)], axis=1)


def plcc_fitted(scores: Array, mos: Array) -> float:
    """Pearson's correlation after the four-parameter logistic, as VQEG and most papers report it."""
    return plcc(logistic(scores, fit_logistic(scores, mos)), mos)


METRICS: Mapping[str, Callable[[Array, Array], float]] = {
    "srcc": srcc,
    "plcc": plcc,
    "plcc_fitted": plcc_fitted,
    "krcc": krcc,
    "rmse": rmse,
}


def figures(scores: Array, mos: Array) -> dict[str, float]:
    """Every metric.

    Args:
        scores: (n,), higher is better; 0..1 for a meaningful rmse.
        mos: (n,), 0..1.
    """
    return {name: metric(scores, mos) for name, metric in METRICS.items()}


def bootstrap(
    scores: Array, mos: Array, *, rounds: int = 1000, seed: int = 0, level: float = 0.95
) -> dict[str, tuple[float, float]]:
    """Percentile intervals over photos drawn with replacement (Efron 1979).

    ``plcc_fitted`` keeps the curve that was fitted to all photos: fitting it in every draw would take hours.

    Args:
        scores, mos: (n,).
        rounds: draws.
        seed: the same seed gives the same intervals.
        level: share of draws inside.
    """
    x, y = np.ravel(scores).astype(np.float64), np.ravel(mos).astype(np.float64)
    fitted = logistic(x, fit_logistic(x, y))
    random = np.random.default_rng(seed)
    found: dict[str, list[float]] = {name: [] for name in METRICS}
    for _ in range(rounds):
        drawn = random.integers(0, len(x), len(x))
        found["srcc"].append(srcc(x[drawn], y[drawn]))
        found["plcc"].append(plcc(x[drawn], y[drawn]))
        found["plcc_fitted"].append(plcc(fitted[drawn], y[drawn]))
        found["rmse"].append(rmse(x[drawn], y[drawn]))
        found["krcc"].append(krcc(x[drawn], y[drawn]))
    return {name: interval(values, level) for name, values in found.items()}


def interval(values: Sequence[float], level: float = 0.95) -> tuple[float, float]:
    """The percentiles around the middle ``level`` of some draws; those without a value (constant scores) left out."""
    known = np.asarray(values)[~np.isnan(values)]
    if not len(known):
        return float("nan"), float("nan")
    outside = (1 - level) / 2 * 100
    low, high = np.percentile(known, (outside, 100 - outside))
    return float(low), float(high)
