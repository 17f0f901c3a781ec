"""Candidate against challenger, and up to four photos at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.culling.comparison import Comparison

TEN = np.arange(10, 20)


def begun(current: int, selected: Sequence[int] = (), group: Sequence[int] = ()) -> Comparison:
    made = Comparison.begin(current, selected, TEN, group)
    assert made is not None
    return made


def test_a_single_photo_meets_the_next_one_and_the_last_one_the_one_before() -> None:
    assert begun(12, [12]).panes == [12, 13]
    assert begun(19, [19]).panes == [19, 18]
    assert begun(12).focused == 13


def test_a_photo_of_a_group_meets_its_group_only() -> None:
    made = begun(12, [12], group=[17, 12, 11])  # the best first
    assert made.panes == [12, 17]
    assert not made.step(-1)
    assert made.step(1)
    assert made.panes == [12, 11]
    assert not made.step(1)


def test_two_to_four_selected_are_compared_with_each_other() -> None:
    assert begun(14, [12, 14]).panes == [12, 14]
    made = begun(14, [12, 14, 16, 18])
    assert made.panes == [12, 14, 16, 18]
    assert made.focused == 14


def test_more_come_one_by_one() -> None:
    made = begun(13, [11, 13, 15, 17, 19])
    assert made.panes == [13, 15]
    assert [made.step(1), made.step(1), made.step(1)] == [True, True, False]
    assert made.panes == [13, 19]
    assert made.go_to_end(False)
    assert made.panes == [13, 11]
    assert made.go_to_end(True)
    assert made.panes == [13, 19]


def test_nothing_to_compare_with() -> None:
    assert Comparison.begin(10, [10], np.array([10]), ()) is None
    assert Comparison.begin(5, [], TEN, ()) is None


def test_challengers_pass_and_the_candidate_stays() -> None:
    made = begun(12)
    assert made.coming(2) == [14, 15, 11]
    made.step(1)
    made.step(1)
    assert made.panes == [12, 15]
    assert made.focused == 15
    for _ in range(3):
        made.step(-1)
    assert made.panes == [12, 11]  # 13 and 14, then over the candidate
    made.step(-1)
    assert made.panes == [12, 10]
    assert not made.step(-1)


def test_swap_keeps_the_focus_on_its_photo() -> None:
    made = begun(12)
    made.swap()
    assert made.panes == [13, 12]
    assert made.focused == 13
    made.swap()
    assert made.panes == [12, 13]
    assert made.focused == 13
    four = begun(14, [12, 14, 16, 18])
    four.move_focus(1)
    four.swap()
    assert four.panes == [16, 14, 12, 18]
    assert four.focused == 16


def test_the_winner_meets_the_next_one() -> None:
    made = begun(12)
    assert made.win()
    assert made.panes == [13, 14]
    assert made.focused == 14
    made = begun(18)
    assert not made.win()
    assert made.panes == [18, 19], "there is no further challenger: all stays as it is"
    assert made.focused == 19


def test_each_of_a_group_comes_once_the_best_first_wherever_it_began() -> None:
    made = begun(13, group=[17, 12, 13, 11, 15])
    assert made.panes == [13, 17]
    seen = []
    while made.win():
        seen.append(list(made.panes))
    assert seen == [[17, 12], [12, 11], [11, 15]]
    assert made.panes == [11, 15]


def test_who_was_shown_does_not_come_again_when_another_wins() -> None:
    made = begun(13, group=[17, 12, 13, 11, 15])
    made.step(1)
    made.step(1)
    assert made.panes == [13, 11]
    assert made.win()
    assert made.panes == [11, 15], "17 and 12 were beaten before"
    assert not made.win()


def test_of_more_than_four_selected_those_ahead_come_in_the_end() -> None:
    made = begun(15, [11, 13, 15, 17, 19])
    assert made.panes == [15, 17]
    seen = []
    while made.win():
        seen.append(list(made.panes))
    assert seen == [[17, 19], [19, 11], [11, 13]]


def test_a_comparison_is_taken_up_again() -> None:
    made = begun(13, group=[17, 12, 13, 11, 15])
    made.win()
    made.move_focus(-1)
    again = Comparison.resume(made.board(), TEN)
    assert again is not None
    assert (again.panes, again.focused) == ([17, 12], 17)
    assert again.win()
    assert again.panes == [12, 11], "13 was met before"
    fewer = Comparison.resume(made.board(), TEN[TEN != 17])
    assert fewer is not None
    assert fewer.panes == [12, 13]
    assert Comparison.resume(made.board(), np.array([12, 19])) is None


def test_the_focus_moves_among_four() -> None:
    made = begun(12, [12, 14, 16])
    assert [made.step(1), made.step(1), made.step(1)] == [True, True, False]
    assert made.focused == 16
    made.go_to_end(False)
    assert made.focused == 12


def test_a_hidden_challenger_is_followed_by_the_next_one() -> None:
    made = begun(12)
    assert made.update(TEN[TEN != 13])
    assert made.panes == [12, 14]
    assert made.focused == 14


def test_a_hidden_candidate_is_succeeded_by_the_challenger() -> None:
    made = begun(12)
    made.focus = 0
    assert made.update(TEN[TEN != 12])
    assert made.panes == [13, 14]


def test_of_four_the_hidden_ones_leave_until_two_are_left() -> None:
    made = begun(12, [12, 14, 16])
    made.focus = 1
    assert made.update(TEN[TEN != 14])
    assert made.panes == [12, 16]
    assert made.focused == 16
    assert made.update(np.array([12, 15]))
    assert made.panes == [12, 15]
    assert not made.update(np.array([12]))


def test_another_order_of_the_same_photos_changes_nothing_shown() -> None:
    made = begun(12)
    assert made.update(TEN[::-1])
    assert made.panes == [12, 13]
    assert made.step(1)
    assert made.panes == [12, 11]


@pytest.mark.parametrize("photo", [12, 13, 17])
def test_a_photo_is_brought_into_the_comparison(photo: int) -> None:
    made = begun(12)
    made.bring(photo)
    assert made.focused == photo
    assert made.panes[0] == 12


@given(
    st.lists(
        st.sampled_from(["next", "back", "swap", "win", "first", "last", "up", "down", "hide", "bring"]), max_size=60
    ),
    st.integers(1, 6),
)
def test_whatever_happens_there_are_different_visible_photos(steps: list[str], chosen: int) -> None:
    visible = TEN
    made = begun(12, list(range(12, 12 + chosen)))
    for step in steps:
        if step == "hide":
            visible = visible[visible != made.focused]
            if not made.update(visible):
                assert len(visible) < 2 or made.order.size < 2
                return
        elif step == "bring":
            made.bring(int(visible[len(visible) // 2]))
        elif step in ("first", "last"):
            made.go_to_end(step == "last")
        elif step in ("swap", "win"):
            getattr(made, step)()
        elif step in ("up", "down"):
            made.move_focus(1 if step == "down" else -1)
        else:
            made.step(1 if step == "next" else -1)
        assert len(set(made.panes)) == len(made.panes) >= 2
        assert set(made.panes) <= set(visible.tolist())
        assert 0 <= made.focus < len(made.panes)
