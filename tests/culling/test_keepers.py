"""What is handed over, in which order, and what the counts say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.records import Flag, PhotoColumns
from app.culling.keepers import KeeperFlag, KeeperQuery, count, select
from app.culling.names import NameKeys
from app.errors import UserError
from tests.culling.conftest import columns_of, some_columns

ROWS: list[dict[str, Any]] = [
    {"path": "/s/10.jpg", "score": 80.0, "captured": 5.0},
    {"path": "/s/9.jpg", "score": 80.0, "captured": 5.0},
    {"path": "/s/1.jpg", "score": 80.0, "captured": 9.0, "flag": 1},
    {"path": "/s/2.jpg", "score": 99.0, "flag": -1, "stars": 5},
    {"path": "/s/3.jpg", "score": 90.0, "stars": 3},
    {"path": "/s/4.jpg"},
    {"path": "/s/5.jpg", "error": True},
    {"path": "/s/6.jpg", "error": True, "flag": 1},
    {"path": "/s/7.jpg", "score": 20.0},
]


def taken(**query: Any) -> list[int]:
    return select(columns_of(ROWS), KeeperQuery(**query)).tolist()


def test_best_first_then_capture_time_then_natural_name_and_no_rejects() -> None:
    assert taken() == [4, 1, 0, 2, 8, 5, 7]


@pytest.mark.parametrize(
    ("flag", "expected"),
    [
        (KeeperFlag.PICK, [2, 7]),
        (KeeperFlag.REJECT, [3]),
        (KeeperFlag.NONE, [4, 1, 0, 8, 5]),
        (KeeperFlag.ANY, [3, 4, 1, 0, 2, 8, 5, 6, 7]),
    ],
)
def test_rejects_and_unreadable_ones_only_when_asked_for(flag: KeeperFlag, expected: list[int]) -> None:
    assert taken(flag=flag) == expected


def test_limits() -> None:
    assert taken(min_score=80.0) == [4, 1, 0, 2]
    assert taken(min_score=80.0, max_count=2) == [4, 1]
    assert taken(max_count=0) == []
    assert taken(min_stars=3) == [4]
    assert taken(min_stars=3, flag=KeeperFlag.ANY) == [3, 4]


@pytest.mark.parametrize(
    "wrong", [{"min_score": 101}, {"min_score": float("nan")}, {"max_count": -1}, {"min_stars": 6}]
)
def test_values_out_of_range_are_told(wrong: dict[str, Any]) -> None:
    with pytest.raises(UserError, match="give "):
        KeeperQuery(**wrong)


def test_counts_tell_why_the_rest_stays() -> None:
    counts = count(columns_of(ROWS), KeeperQuery(min_score=50.0, max_count=1))
    assert counts.text == (
        "1 of 9 photos; left out: 1 rejected, 1 unreadable, 2 without a score, 1 with a lower score,"
        " 3 beyond the largest number."
    )
    assert count(columns_of(ROWS), KeeperQuery(flag=KeeperFlag.ANY)).text == "9 of 9 photos."
    assert count(columns_of(ROWS), KeeperQuery(flag=KeeperFlag.PICK, min_stars=1)).text == (
        "0 of 9 photos; left out: 1 rejected, 6 flagged otherwise, 2 with fewer stars."
    )


queries = st.builds(
    KeeperQuery,
    min_score=st.one_of(st.none(), st.sampled_from([0.0, 35.0, 100.0])),
    max_count=st.one_of(st.none(), st.integers(0, 10)),
    flag=st.sampled_from(KeeperFlag),
    min_stars=st.integers(0, 5),
)


@given(some_columns, queries)
def test_counts_agree_with_the_selection(columns: PhotoColumns, query: KeeperQuery) -> None:
    chosen = select(columns, query, NameKeys(columns.paths))
    counts = count(columns, query)
    assert counts.keepers == len(chosen)
    assert len(set(chosen.tolist())) == len(chosen)
    assert chosen.tolist() == select(columns, query).tolist()
    left_out = counts.rejected + counts.other_flag + counts.unreadable + counts.few_stars + counts.unscored
    assert counts.keepers + left_out + counts.low_score + counts.over_count == counts.total
    if query.flag not in (KeeperFlag.REJECT, KeeperFlag.ANY):
        assert (columns.flags[chosen] != Flag.REJECT).all()
