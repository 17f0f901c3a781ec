"""What closed and opened stacks make of the order."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.records import Flag, PhotoColumns
from app.culling.groups import GroupKind, Groups, GroupSettings
from app.culling.names import NameKeys
from app.culling.stacks import Stacks, StackState
from app.culling.suggestion import rank_in_groups
from tests.culling.conftest import columns_of


def groups_of(group_of: list[int], columns: PhotoColumns) -> Groups:
    """Groups by hand; they are numbered as they come."""
    numbers: dict[int, int] = {}
    found = np.array([-1 if g < 0 else numbers.setdefault(g, len(numbers)) for g in group_of], np.int32)
    order = np.arange(len(found))
    size = np.array([1 if g < 0 else int((found == g).sum()) for g in found], np.int32)
    return Groups(
        settings=GroupSettings(),
        order=order,
        group_of=found,
        rank=rank_in_groups(found, columns.scores, columns.sharpness, order),
        size=size,
        kinds=(GroupKind.BURST,) * len(numbers),
        steps=((),) * len(numbers),
        scores=columns.scores,
        sharpness=columns.sharpness,
    )


def stacks_of(group_of: list[int], rows: list[dict[str, Any]]) -> tuple[Stacks, PhotoColumns]:
    columns = columns_of(rows)
    stacks = Stacks()
    stacks.show(groups_of(group_of, columns), columns.ids)
    return stacks, columns


def rows(*scores: float, **flags: int) -> list[dict[str, Any]]:
    return [{"score": score, "flag": flags.get(f"f{n}", 0)} for n, score in enumerate(scores)]


EVERYONE = np.arange(6)


def test_loose_groups_change_nothing() -> None:
    stacks, columns = stacks_of([0, 0, -1, 1, 1, 1], rows(1, 2, 3, 4, 5, 6))
    assert stacks.arrange(EVERYONE, columns).tolist() == EVERYONE.tolist()
    assert stacks.under_fronts() == 0


def test_the_best_stands_for_a_closed_group_at_its_own_place() -> None:
    stacks, columns = stacks_of([0, 0, -1, 1, 1, 1], rows(1, 2, 3, 4, 9, 6))
    stacks.set_all(closed=True)
    assert stacks.arrange(EVERYONE, columns).tolist() == [1, 2, 4]
    assert stacks.under_fronts() == 3
    assert [stacks.front_of(row) for row in range(6)] == [1, 1, -1, 4, 4, 4]


@pytest.mark.parametrize(
    ("flags", "front"),
    [
        ({}, 4),
        ({"f3": Flag.PICK}, 3),
        ({"f4": Flag.REJECT}, 5),
        ({"f3": Flag.REJECT, "f4": Flag.REJECT, "f5": Flag.REJECT}, 4),
        ({"f3": Flag.PICK, "f5": Flag.PICK}, 5),
    ],
)
def test_a_pick_goes_first_and_a_reject_last(flags: dict[str, int], front: int) -> None:
    stacks, columns = stacks_of([-1, -1, -1, 1, 1, 1], rows(1, 2, 3, 4, 9, 6, **flags))
    stacks.set_all(closed=True)
    assert stacks.arrange(EVERYONE, columns).tolist() == [0, 1, 2, front]


def test_the_front_stays_under_ones_hand() -> None:
    stacks, columns = stacks_of([0, 0, 0, -1, -1, -1], rows(1, 9, 5, 0, 0, 0))
    stacks.set_all(closed=True)
    assert stacks.arrange(EVERYONE, columns).tolist()[0] == 1
    columns.flags[1] = Flag.REJECT
    assert stacks.arrange(EVERYONE, columns).tolist()[0] == 1
    assert stacks.arrange(np.array([0, 2, 3, 4, 5]), columns).tolist()[0] == 2, "the filter hides it"
    stacks.choose_anew()
    assert stacks.arrange(EVERYONE, columns).tolist()[0] == 2


def test_an_open_group_is_together_where_its_front_is() -> None:
    stacks, columns = stacks_of([0, -1, 0, -1, 0, -1], rows(1, 2, 9, 4, 5, 6))
    stacks.set_state([0], StackState.OPEN)
    assert stacks.arrange(EVERYONE, columns).tolist() == [1, 0, 2, 4, 3, 5]


def test_what_the_filter_hides_is_not_under_a_stack() -> None:
    stacks, columns = stacks_of([0, 0, 0, -1, -1, -1], rows(1, 2, 3, 4, 5, 6))
    stacks.set_all(closed=True)
    assert stacks.arrange(np.array([0, 3]), columns).tolist() == [0, 3]
    assert stacks.matching(0) == 1
    assert stacks.under_fronts() == 0
    assert stacks.arrange(np.array([3, 4]), columns).tolist() == [3, 4]
    assert stacks.front_of(0) == -1


def test_a_group_stays_closed_when_it_is_grouped_anew() -> None:
    stacks, columns = stacks_of([0, 0, 0, 1, 1, -1], rows(1, 2, 3, 4, 5, 6))
    stacks.set_state([0], StackState.CLOSED)
    stacks.show(groups_of([-1, 0, 0, 0, 1, 1], columns), columns.ids)
    assert stacks.state(0) is StackState.CLOSED
    assert stacks.state(1) is StackState.LOOSE


def test_photos_that_came_since_are_alone() -> None:
    stacks, _ = stacks_of([0, 0], rows(1, 2))
    grown = columns_of(rows(1, 2, 3, 4))
    stacks.set_all(closed=True)
    assert stacks.arrange(np.arange(4), grown).tolist() == [1, 2, 3]
    assert stacks.runs(np.arange(4)).tolist() == [0, 0, 1, 2]
    assert stacks.front_of(3) == -1


def test_groups_follow_their_photos_into_another_table() -> None:
    stacks, _ = stacks_of([0, 0, -1, 1, 1, 1], rows(1, 2, 3, 4, 9, 6))
    stacks.set_state([1], StackState.CLOSED)
    other = columns_of([{"id": 6, "score": 6}, {"id": 5, "score": 9}, {"id": 9}, {"id": 1, "score": 1}])
    stacks.carry_over(np.array([3, -1, -1, -1, 1, 0]), other)
    assert [stacks.groups.members(0).tolist()] == [[1, 0]]
    assert stacks.arrange(np.arange(4), other).tolist() == [1, 2, 3]


def test_order_by_group() -> None:
    stacks, _ = stacks_of([0, 1, 0, 1, -1, 0], rows(1, 2, 3, 4, 5, 6))
    columns = columns_of([{"captured": float(second)} for second in range(6)])
    names = NameKeys(columns.paths)
    assert stacks.group_order(columns, names).tolist() == [0, 2, 5, 1, 3, 4]
    assert stacks.group_order(columns, names, descending=True).tolist() == [4, 1, 3, 0, 2, 5]


@given(st.data())
def test_every_photo_is_shown_or_stood_for_once(data: st.DataObject) -> None:
    n = data.draw(st.integers(0, 25))
    group_of = data.draw(st.lists(st.integers(-1, 5), min_size=n, max_size=n))
    group_of = [g if group_of.count(g) > 1 else -1 for g in group_of]
    scores = data.draw(st.lists(st.integers(0, 5).map(float), min_size=n, max_size=n))
    stacks, columns = stacks_of(group_of, rows(*scores))
    columns.flags[:] = data.draw(st.lists(st.integers(-1, 1), min_size=n, max_size=n))
    stacks.set_all(closed=data.draw(st.booleans()))
    for group in range(len(stacks.groups)):
        stacks.set_state([group], data.draw(st.sampled_from(StackState)))
    order = np.array(data.draw(st.permutations(range(n))), np.intp)[: data.draw(st.integers(0, n))]
    shown = stacks.arrange(order, columns)
    assert len(set(shown.tolist())) == len(shown)
    assert set(shown.tolist()) <= set(order.tolist())
    hidden = set(order.tolist()) - set(shown.tolist())
    assert {stacks.front_of(row) for row in hidden} <= set(shown.tolist())
    assert len(hidden) == stacks.under_fronts()
    runs = stacks.runs(shown)
    for group in range(len(stacks.groups)):
        mine = np.flatnonzero(stacks.groups.group_of[shown] == group)
        if stacks.state(group) is StackState.CLOSED:
            assert len(mine) == min(1, stacks.matching(group))
        elif stacks.state(group) is StackState.OPEN:
            assert len(set(runs[mine].tolist())) <= 1
    assert np.array_equal(stacks.arrange(order, columns), shown), "twice the same"
