"""Proposals by number: who is kept, who is rejected, who is never touched."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.records import Decision, Flag, PhotoColumns
from app.culling.bands import ScoreBand, star_marks
from app.culling.decisions import Decider
from app.culling.keep_best import keep_best, keep_best_of_groups
from tests.culling.conftest import NAN, columns_of, some_columns


class Store:
    def __init__(self, decisions: dict[int, Decision]) -> None:
        self.held = decisions

    def decisions(self, ids: object) -> dict[int, Decision]:
        return {i: self.held[i] for i in ids}  # type: ignore[attr-defined]

    def set_decisions(self, changes: dict[int, Decision]) -> dict[int, Decision]:
        before = {i: self.held[i] for i in changes}
        self.held |= changes
        return before


def scores(*values: float, **more: dict[int, int]) -> PhotoColumns:
    rows = [{"score": value} for value in values]
    for name, given_ in more.items():
        for row, value in given_.items():
            rows[row][name] = value
    return columns_of(rows)


def test_all_but_the_best_are_rejected_worst_first() -> None:
    found = keep_best(scores(50, 90, NAN, 10, 70), 2)
    assert found.ids == (4, 1)
    assert found.flag is Flag.REJECT
    assert found.text == (
        "Keep the best 2 of 4 photos and reject the others? That rejects 2 photos. "
        "1 photo without a score is not touched."
    )


def test_the_decided_compete_but_are_never_touched() -> None:
    columns = scores(50, 90, 10, 70, 60, flag={1: -1, 2: 1}, stars={0: 3})
    found = keep_best(columns, 1)
    assert found.ids == (5,), "the rejected 90 does not compete; the picked 10 and the starred 50 stay"
    assert found.left_alone == 2
    assert "2 photos more stay as they are: you have already decided." in found.text
    assert keep_best(columns, 2, pick=True).ids == (4, 5)


def test_more_than_there_are_leaves_nothing_to_do() -> None:
    found = keep_best(scores(50, 90), 200)
    assert found.ids == ()
    assert found.text.startswith("Nothing to reject")
    assert keep_best(columns_of([]), 5).ids == ()


def test_the_best_of_each_group() -> None:
    columns = scores(50, 90, 10, 70, 60, NAN, flag={1: -1})
    group = np.array([0, 0, 0, 1, 1, -1], np.int32)
    rank = np.array([2, 1, 3, 1, 2, 1], np.int32)
    found = keep_best_of_groups(columns, group, rank, 1)
    assert found.ids == (3, 5), "with the best rejected by hand the second is the best of its group"
    assert keep_best_of_groups(columns, group, rank, 1, pick=True).ids == (4, 1)
    assert keep_best_of_groups(columns, group, rank, 2).ids == ()
    assert keep_best_of_groups(columns_of([]), group[:0], rank[:0], 2).ids == ()


@given(some_columns, st.integers(0, 30), st.booleans())
def test_applying_is_one_step_that_touches_only_the_undecided(columns: PhotoColumns, count: int, pick: bool) -> None:
    before = {
        int(i): Decision(Flag(int(f)), int(s))
        for i, f, s in zip(columns.ids, columns.flags, columns.stars, strict=True)
    }
    found = keep_best(columns, count, pick=pick)
    decider, store = Decider(), Store(dict(before))
    change = found.apply(decider, store)
    assert set(change.ids) <= set(found.ids)
    for photo in change.ids:
        assert not before[photo].decided
        assert store.held[photo].flag is found.flag
    if change.ids:
        assert decider.undo(store).ids == change.ids
    assert store.held == before
    chosen = columns.scores[np.isin(columns.ids, found.ids)]
    assert not np.isnan(chosen).any()


def test_a_band_sorts_every_score_into_one_part() -> None:
    values = np.array([0.0, 29.9, 30.0, 39.9, 40.0, 100.0, NAN])
    assert ScoreBand(30, 40).counts(values) == (2, 2, 2, 1)
    assert ScoreBand(35, 35).counts(values) == (3, 3, 0, 1)
    assert ScoreBand(0, 100).counts(values) == (0, 0, 6, 1)
    assert ScoreBand(100, 100).counts(values) == (1, 5, 0, 1)


def test_star_marks_are_medians_of_what_the_person_starred() -> None:
    values = np.array([10.0, 20.0, 60.0, NAN, 80.0])
    assert star_marks(values, np.array([1, 1, 1, 5, 0], np.int8)) == {1: 20.0}
    assert star_marks(np.empty(0), np.empty(0, np.int8)) == {}
