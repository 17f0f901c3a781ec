"""Percentiles by mean rank."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.culling.ranking import percentiles

NAN = float("nan")


def test_best_has_100_worst_has_0_and_ties_share() -> None:
    result = percentiles(np.array([10.0, NAN, 30.0, 20.0, 20.0, 90.0]))
    np.testing.assert_allclose(result, [0.0, NAN, 75.0, 37.5, 37.5, 100.0])


def test_one_photo_alone_and_all_alike_stand_in_the_middle() -> None:
    assert percentiles(np.array([12.0])).tolist() == [50.0]
    assert percentiles(np.array([3.0, 3.0, 3.0])).tolist() == [50.0, 50.0, 50.0]
    assert np.isnan(percentiles(np.array([NAN]))).all()
    assert percentiles(np.array([])).tolist() == []


@given(st.lists(st.one_of(st.just(NAN), st.sampled_from([0.0, 1.0, 50.0, 100.0])), max_size=12))
def test_it_is_the_share_of_the_others_that_are_beaten(scores: list[float]) -> None:
    result = percentiles(np.array(scores, dtype=np.float64))
    for i, score in enumerate(scores):
        others = [s for j, s in enumerate(scores) if j != i and not np.isnan(s)]
        if np.isnan(score):
            assert np.isnan(result[i])
        elif others:
            beaten = sum(s < score for s in others) + sum(s == score for s in others) / 2
            np.testing.assert_allclose(result[i], 100 * beaten / len(others), atol=1e-9)
