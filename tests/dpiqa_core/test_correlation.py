"""The metrics against SciPy and against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from dpiqa_core.evaluation.correlation import (
    bootstrap,
    figures,
    fit_logistic,
    krcc,
    logistic,
    plcc,
    plcc_fitted,
    rmse,
    srcc,
)


def test_values_worked_out_by_hand() -> None:
    scores, mos = np.asarray([0.1, 0.4, 0.2, 0.9]), np.asarray([0.2, 0.3, 0.5, 0.8])
    # Ranks 1 3 2 4 against 1 2 3 4: 1 - 6 * 2 / (4 * 15); one of six pairs in the wrong order.
    assert srcc(scores, mos) == pytest.approx(0.8)
    assert krcc(scores, mos) == pytest.approx((5 - 1) / 6)
    assert rmse(scores, mos) == pytest.approx(np.sqrt((0.01 + 0.01 + 0.09 + 0.01) / 4))
    assert plcc(mos, mos * 3 - 1) == pytest.approx(1)
    # One tie among the scores: (4 - 1) / sqrt(5 * 6).
    assert krcc(np.asarray([1, 1, 2, 3]), np.asarray([1, 3, 2, 4])) == pytest.approx(3 / np.sqrt(30))


@pytest.mark.parametrize("digits", [1, 9])
def test_equal_to_scipy_with_and_without_ties(digits: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    random = np.random.default_rng(digits)
    scores = random.normal(size=700)
    mos = (scores + random.normal(size=700)).round(digits)
    scores = scores.round(digits)
    assert srcc(scores, mos) == pytest.approx(stats.spearmanr(scores, mos)[0], abs=1e-12)
    assert plcc(scores, mos) == pytest.approx(stats.pearsonr(scores, mos)[0], abs=1e-12)
    assert krcc(scores, mos) == pytest.approx(stats.kendalltau(scores, mos)[0], abs=1e-12)


@pytest.mark.parametrize("direction", [1, -1])
def test_the_logistic_is_found_again_and_equals_scipys(direction: int) -> None:
    optimize = pytest.importorskip("scipy.optimize")
    random = np.random.default_rng(1)
    scores = random.uniform(0, 1, 300)
    mos = logistic(scores, np.asarray([0.9, 0.1, 0.4, 0.1]))
    mos = (mos if direction > 0 else 1 - mos) + random.normal(0, 0.03, 300)
    start = [mos.max(), mos.min(), 0.5, 0.3] if direction > 0 else [mos.min(), mos.max(), 0.5, 0.3]
    theirs, _ = optimize.curve_fit(lambda x, *p: logistic(x, np.asarray(p)), scores, mos, p0=start, maxfev=20000)
    np.testing.assert_allclose(fit_logistic(scores, mos)[:3], theirs[:3], atol=1e-4)
    assert plcc_fitted(scores, mos) == pytest.approx(plcc(logistic(scores, theirs), mos), abs=1e-6)
    assert plcc_fitted(scores, mos) > abs(plcc(scores, mos))


def test_constants_give_no_correlation() -> None:
    found = figures(np.ones(5), np.arange(5) / 5)
    assert all(np.isnan(found[name]) for name in ("srcc", "plcc", "krcc"))
    assert np.isfinite(found["rmse"])
    bounds = bootstrap(np.ones(5), np.arange(5) / 5, rounds=5)
    assert np.isnan(bounds["srcc"]).all()
    assert np.isfinite(bounds["rmse"]).all()


def test_intervals_hold_the_value_narrow_with_photos_and_repeat() -> None:
    random = np.random.default_rng(2)

    def intervals(count: int) -> tuple[dict[str, float], dict[str, tuple[float, float]]]:
        mos = random.uniform(0, 1, count)
        scores = mos + random.normal(0, 0.2, count)
        found = bootstrap(scores, mos, rounds=200)
        assert found == bootstrap(scores, mos, rounds=200)
        return figures(scores, mos), found

    few_values, few = intervals(60)
    _, many = intervals(960)
    for name, (low, high) in few.items():
        assert low < few_values[name] < high
        # Sixteen times the photos: a quarter of the width, give or take.
        assert many[name][1] - many[name][0] < 0.5 * (high - low)


def test_the_interval_of_srcc_is_honest() -> None:
    """Of many samples of one population about 95 % of intervals hold the population's value."""
    random = np.random.default_rng(3)
    everyone = random.normal(size=20000)
    true = srcc(everyone, everyone + np.random.default_rng(4).normal(size=20000))
    held = 0
    for _ in range(30):
        mos = random.normal(size=80)
        low, high = bootstrap(mos, mos + random.normal(size=80), rounds=100, seed=1)["srcc"]
        held += low <= true <= high
    assert held >= 25
