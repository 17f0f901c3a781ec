"""Natural order, and sorting with unknown values last."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.catalog.records import PhotoColumns
from app.culling.names import NameKeys, fold, natural_key
from app.culling.sorting import SortKey, sort_order
from tests.culling.conftest import NAN, columns_of, some_columns


def test_numbers_in_names_count() -> None:
    names = ["IMG_10.jpg", "img_9.jpg", "IMG_1.jpg", "IMG_.jpg", "IMG_100.jpg", "B2.jpg", "b10.jpg"]
    assert sorted(names, key=natural_key) == [
        "B2.jpg",
        "b10.jpg",
        "IMG_.jpg",
        "IMG_1.jpg",
        "img_9.jpg",
        "IMG_10.jpg",
        "IMG_100.jpg",
    ]


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_any_two_numbers_sort_by_size(a: int, b: int) -> None:
    assert (natural_key(f"x{a}.jpg") < natural_key(f"x{b}.jpg")) == (a < b)


def test_the_same_name_in_two_folders_sorts_by_path_and_keys_are_reused() -> None:
    paths = ["/b/1.jpg", "/a/1.jpg", "/c/0.jpg"]
    keys = NameKeys(paths)
    assert keys.order.tolist() == [2, 1, 0]
    assert keys.rank.tolist() == [2, 1, 0]
    assert keys.refreshed(list(paths)) is keys
    assert keys.refreshed([*paths, "/d/4.jpg"]).order.tolist() == [2, 1, 0, 3]


def test_a_list_that_changes_gets_new_keys() -> None:
    paths = ["/s/b.jpg", "/s/c.jpg", "/s/d.jpg"]
    keys = NameKeys(paths)
    for row, name, order in ((2, "/s/a.jpg", [2, 0, 1]), (0, "/s/z.jpg", [2, 1, 0])):
        paths[row] = name
        keys = keys.refreshed(paths)
        assert keys.order.tolist() == order


@given(st.text())
def test_unicode_forms_and_case_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("descending", [False, True])
def test_unknown_values_come_last_and_ties_by_name_upwards(descending: bool) -> None:
    columns = columns_of(
        [
            {"path": "/s/10.jpg", "score": 50.0},
            {"path": "/s/2.jpg", "score": 50.0},
            {"path": "/s/1.jpg"},
            {"path": "/s/3.jpg", "score": 90.0},
            {"path": "/s/0.jpg"},
        ]
    )
    expected = [3, 1, 0, 4, 2] if descending else [1, 0, 3, 4, 2]
    assert sort_order(columns, SortKey.SCORE, descending).tolist() == expected


@given(some_columns, st.sampled_from(SortKey), st.booleans())
def test_sorting_is_a_permutation_in_order(columns: PhotoColumns, key: SortKey, descending: bool) -> None:
    order = sort_order(columns, key, descending)
    assert sorted(order.tolist()) == list(range(len(columns.ids)))
    rank = NameKeys(columns.paths).rank
    if key is SortKey.NAME:
        places = rank[order]
        assert (np.diff(places) == (-1 if descending else 1)).all()
        return
    values = {
        SortKey.SCORE: columns.scores,
        SortKey.CAPTURED: columns.captured,
        SortKey.GROUP: columns.captured,
        SortKey.STARS: columns.stars,
        SortKey.FOCUS: columns.sharpness,
        SortKey.CAMERA: alphabetic(columns.cameras, columns.camera_names),
        SortKey.LENS: alphabetic(columns.lenses, columns.lens_names),
        SortKey.SECOND: columns.second,
        SortKey.DISAGREEMENT: np.abs(columns.disagreement),
    }[key]
    for before, after in pairwise(order):
        a, b = float(values[before]), float(values[after])
        if math.isnan(a):
            assert math.isnan(b)
        elif not math.isnan(b):
            assert a >= b if descending else a <= b
        if a == b or (math.isnan(a) and math.isnan(b)):
            assert rank[before] < rank[after]


def alphabetic(codes: NDArray[np.int32], names: Sequence[str]) -> NDArray[np.float64]:
    by_alphabet = sorted(names, key=natural_key)
    return np.array([by_alphabet.index(names[code]) if code >= 0 else NAN for code in codes])


@given(some_columns, st.data())
def test_keys_that_grow_are_those_made_at_once(columns: PhotoColumns, data: st.DataObject) -> None:
    paths = columns.paths
    at = sorted(data.draw(st.lists(st.integers(0, len(paths)), max_size=3)))
    keys = NameKeys(paths[: at[0]] if at else [])
    for end in (*at, len(paths)):
        _ = keys.order
        keys = keys.refreshed(paths[:end])
    at_once = NameKeys(paths)
    assert keys.order.tolist() == at_once.order.tolist()
    assert keys.folded == at_once.folded
    assert keys.rank.tolist() == at_once.rank.tolist()


def test_an_empty_folder_sorts() -> None:
    for key in SortKey:
        assert sort_order(columns_of([]), key, True).tolist() == []


def test_sorting_by_name_does_not_hand_out_the_kept_keys() -> None:
    columns = columns_of([{"score": NAN}] * 3)
    keys = NameKeys(columns.paths)
    sort_order(columns, SortKey.NAME, names=keys)[:] = 7
    assert keys.order.tolist() == [0, 1, 2]
