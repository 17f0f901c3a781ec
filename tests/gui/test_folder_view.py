"""Scope, filter and order."""

from __future__ import annotations

import numpy as np

from app.catalog.records import Decision, Flag
from app.culling.filters import FilterSpec
from app.culling.sorting import SortKey
from app.gui.folder_view import FolderView
from app.gui.photo_table import PhotoTable
from tests.gui.test_photo_model import columns


def view_of(count: int) -> FolderView:
    view = FolderView()
    view.show(PhotoTable(columns(range(1, count + 1))))
    return view


def test_order_filter_and_hidden() -> None:
    view = view_of(5)
    assert view.order.tolist() == [0, 1, 2, 3, 4]
    view.key, view.descending = SortKey.SCORE, True
    view.sort()
    assert view.order.tolist() == [4, 3, 2, 1, 0]
    view.spec = FilterSpec(min_score=0.3)
    view.filter()
    assert view.order.tolist() == [4, 3, 2]
    assert view.hidden == 2
    assert view.counts().shown == 3


def test_the_successor_of_a_hidden_photo() -> None:
    view = view_of(5)
    view.spec = FilterSpec(flags=frozenset({Flag.NONE}))
    view.table.set_decisions({3: Decision(Flag.REJECT), 4: Decision(Flag.REJECT), 5: Decision(Flag.PICK)})
    view.filter()
    assert view.successor(0) == 0
    assert view.successor(2) == 1, "none after it: the last one before"
    view.table.set_decisions({5: Decision()})
    view.filter()
    assert view.successor(2) == 4
    view.table.set_decisions({number: Decision(Flag.PICK) for number in range(1, 6)})
    view.filter()
    assert view.successor(2) == -1


def test_the_successor_under_another_filter_is_the_neighbour_in_the_sort() -> None:
    view = view_of(9)
    view.table.set_decisions({number: Decision(Flag.PICK) for number in (1, 3, 6)})
    view.spec = FilterSpec(flags=frozenset({Flag.PICK}))
    view.filter()
    assert view.order.tolist() == [0, 2, 5]
    view.spec = FilterSpec(flags=frozenset({Flag.PICK}), inverted=True)
    view.filter()
    assert view.successor(5) == 6, "not the last of the folder, though the photo was the last one shown"
    view.spec = FilterSpec(min_score=0.3)  # from the third on; of those shown before, the sixth is one
    view.filter()
    view.spec = FilterSpec(flags=frozenset({Flag.PICK}))
    view.filter()
    assert view.order.tolist() == [0, 2, 5]
    assert view.successor(8) == 5, "none after it"
    view.spec = FilterSpec(max_score=0.2)
    view.filter()
    assert view.order.tolist() == [0, 1]
    assert view.successor(5) == 1


def test_the_successor_where_a_filter_lets_a_nearer_one_through() -> None:
    view = view_of(9)
    view.table.set_decisions({1: Decision(Flag.PICK), 9: Decision(Flag.PICK), 2: Decision(stars=3)})
    view.spec = FilterSpec(flags=frozenset({Flag.PICK}))
    view.filter()
    view.table.set_decisions({9: Decision(Flag.PICK, stars=3)})
    view.spec = FilterSpec(stars=3)
    view.filter()
    assert view.order.tolist() == [1, 8]
    assert view.successor(0) == 1


def test_the_successor_on_a_descending_sort_is_the_neighbour_too() -> None:
    view = view_of(9)
    view.key, view.descending = SortKey.SCORE, True
    view.table.set_decisions({number: Decision(Flag.PICK) for number in (9, 4)})
    view.spec = FilterSpec(flags=frozenset({Flag.PICK}))
    view.sort()
    assert view.order.tolist() == [8, 3]
    view.spec = FilterSpec(flags=frozenset({Flag.PICK}), inverted=True)
    view.filter()
    assert view.successor(3) == 2


def test_a_scope_narrows_counts_percentiles_and_what_is_hidden() -> None:
    view = FolderView()
    table = PhotoTable(columns(range(1, 5), folder="/s/a"))
    table.put(columns(range(5, 8), folder="/s/b"))
    view.show(table)
    view.scope = "/s/b"
    view.filter()
    assert view.order.tolist() == [4, 5, 6]
    assert (view.scope_size, view.hidden) == (3, 0)
    assert view.scope_columns().ids.tolist() == [5, 6, 7]
    ranks = view.percentiles()
    assert np.isnan(ranks[:4]).all()
    assert ranks[4:].tolist() == [0, 50, 100]
    view.show(PhotoTable(columns(range(1, 5), folder="/s/a")))
    assert view.scope is None, "the folder is gone"
