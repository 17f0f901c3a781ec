"""How two models agree."""

from __future__ import annotations

import numpy as np
import pytest

from app.culling.agreement import ENOUGH, Second, compare, mask_of, refresh, verdict
from app.culling.filters import FilterSpec, apply_filter, facet_counts
from app.culling.sorting import SortKey, sort_order
from tests.culling.conftest import NAN, columns_of


def test_many_photos_are_compared_by_rank_whatever_the_scales() -> None:
    scores = np.arange(0, 100, 10.0)
    same_order = np.sqrt(scores)
    found = compare(scores, same_order)
    assert found.by_rank
    assert found.count == 10
    assert np.abs(found.difference).max() == pytest.approx(0)
    found = compare(scores, scores[::-1])
    assert found.difference[0] == pytest.approx(100)
    assert found.difference[-1] == pytest.approx(-100)


def test_few_photos_are_compared_by_score() -> None:
    found = compare(np.array([40.0, 60.0, NAN, 10.0]), np.array([70.0, 55.0, 20.0, NAN]))
    assert not found.by_rank
    assert found.count == 2 < ENOUGH
    assert found.difference[:2].tolist() == [30.0, -5.0]
    assert np.isnan(found.difference[2:]).all()


@pytest.mark.parametrize(
    ("difference", "expected"),
    [(0, Second.AGREES), (24.9, Second.AGREES), (25, Second.HIGHER), (-25, Second.LOWER), (NAN, None)],
)
def test_verdicts(difference: float, expected: Second | None) -> None:
    assert verdict(difference) == expected


def test_filter_and_sort_by_the_second_opinion() -> None:
    columns = columns_of(
        [
            {"score": 50.0, "second": 90.0},
            {"score": 50.0, "second": 52.0},
            {"score": 50.0},
            {"score": 50.0, "second": 10.0},
            {"second": 10.0},
        ]
    )
    refresh(columns)
    assert np.flatnonzero(mask_of(columns, Second.JUDGED)).tolist() == [0, 1, 3, 4]
    expected = {Second.HIGHER: [0], Second.AGREES: [1], Second.LOWER: [3]}
    for choice, rows in expected.items():
        assert np.flatnonzero(apply_filter(columns, FilterSpec(second=frozenset({choice})))).tolist() == rows
    both = FilterSpec(second=frozenset({Second.HIGHER, Second.LOWER}))
    assert np.flatnonzero(apply_filter(columns, both)).tolist() == [0, 3]
    assert facet_counts(columns, FilterSpec()).second == {
        Second.JUDGED: 4, Second.AGREES: 1, Second.HIGHER: 1, Second.LOWER: 1
    }  # fmt: skip
    assert sort_order(columns, SortKey.DISAGREEMENT, descending=True).tolist()[:3] == [0, 3, 1]
    assert sort_order(columns, SortKey.SECOND, descending=True).tolist()[:2] == [0, 1]
    assert FilterSpec.from_dict(both.to_dict()) == both


def test_without_a_second_opinion_nothing_is_offered() -> None:
    columns = columns_of([{"score": 1.0}])
    refresh(columns)
    assert facet_counts(columns, FilterSpec()).second == {}
