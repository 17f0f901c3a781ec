"""Ratings of folders."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from app.catalog.records import PhotoColumns
from app.culling.folders import FolderSort, folder_row, folder_totals, rate_folders, sort_folders
from tests.culling.conftest import columns_of, some_columns

ROWS = [
    {"path": "/shoots/day 10/a.jpg", "score": 10.0},
    {"path": "/shoots/day 10/b.jpg", "score": 90.0, "flag": -1},
    {"path": "/shoots/day 10/c.jpg", "score": 50.0, "captured": 2.0},
    {"path": "/shoots/day 10/d.jpg", "score": 50.0, "captured": 1.0, "flag": 1},
    {"path": "/shoots/day 9/best/e.jpg", "score": 95.0},
    {"path": "/shoots/day 9/f.jpg"},
    {"path": "/shootsless/g.jpg", "score": 1.0},
]


def test_each_folder_is_rated_by_itself_and_with_its_subfolders() -> None:
    ratings = rate_folders(columns_of(ROWS), Path("/shoots"))
    assert [str(r.folder) for r in ratings] == ["/shoots/day 9", "/shoots/day 9/best", "/shoots/day 10"]
    nine, best, ten = ratings
    assert (ten.count, ten.scored, ten.median, ten.picks, ten.rejects, ten.share_below) == (4, 4, 50.0, 1, 1, 0.25)
    assert (ten.p10, ten.p90) == pytest.approx((22.0, 78.0))
    assert ten.best == "/shoots/day 10/d.jpg"
    assert (nine.count, nine.scored, nine.median, nine.share_below, nine.best) == (1, 0, None, None, None)
    assert (nine.total.count, nine.total.median, nine.total.best) == (2, 95.0, "/shoots/day 9/best/e.jpg")
    assert best.total.count == best.count == 1


def test_a_tree_has_every_folder_on_the_way() -> None:
    totals = folder_totals(columns_of(ROWS), Path("/shoots"))
    assert {str(folder): figures.count for folder, figures in totals.items()} == {
        "/shoots": 6,
        "/shoots/day 9": 2,
        "/shoots/day 9/best": 1,
        "/shoots/day 10": 4,
    }
    assert set(folder_totals(columns_of(ROWS), Path("/"))) >= {Path("/"), Path("/shoots"), Path("/shootsless")}
    assert rate_folders(columns_of([]), Path("/shoots")) == []


def test_folders_sort_by_any_column_with_unknown_ones_last() -> None:
    ratings = rate_folders(columns_of(ROWS), Path("/shoots"))
    names = [[r.folder.name for r in sort_folders(ratings, FolderSort.MEDIAN, d)] for d in (False, True)]
    assert names == [["day 10", "best", "day 9"], ["best", "day 10", "day 9"]]
    assert [r.folder.name for r in sort_folders(ratings, descending=True)] == ["day 10", "best", "day 9"]
    assert [r.folder.name for r in sort_folders(ratings, FolderSort.COUNT)] == ["day 9", "best", "day 10"]


def test_a_rating_is_fit_for_json() -> None:
    row = folder_row(rate_folders(columns_of(ROWS), Path("/shoots"))[0])
    assert json.loads(json.dumps(row, allow_nan=False)) == row
    assert row["folder"] == "/shoots/day 9"
    assert row["total"]["count"] == 2


@given(some_columns)
def test_figures_agree_with_numpy(columns: PhotoColumns) -> None:
    ratings = rate_folders(columns, Path("/shoot"), threshold=35)
    assert sum(r.count for r in ratings) == len(columns.ids)
    totals = folder_totals(columns, Path("/shoot"))
    for rating in ratings:
        inside = np.array([Path(path).parent == rating.folder for path in columns.paths])
        scores = columns.scores[inside & ~np.isnan(columns.scores)]
        assert rating.scored == len(scores)
        if len(scores):
            assert (rating.p10, rating.median, rating.p90) == pytest.approx(np.percentile(scores, [10, 50, 90]))
            assert rating.share_below == pytest.approx((scores < 35).mean())
        assert totals[rating.folder] == rating.total
