"""RAW+JPEG pairs and links to nowhere on the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.e2e.conftest import Run
from tests.shoots import write_photo


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "pairs"
    place.mkdir()
    write_photo(place / "a.jpg", 0.4)
    write_photo(place / "b.jpg", 0.8, seed=1)
    write_photo(tmp_path / "c.jpg", 0.2, seed=3)
    shutil.copy(tmp_path / "c.jpg", place / "a.DNG")  # a JPEG by its content: it decodes
    return place


def test_a_pair_is_one_row_that_names_both_files(keepers: Run, model_name: str, folder: Path) -> None:
    done = keepers("score", folder, "--model", model_name, "--catalog", folder.parent / "c.sqlite3", "--json", "-")
    assert done.code == 0
    assert {(Path(row["path"]).name, row["pair"] and Path(row["pair"]).name) for row in done.rows} == {
        ("a.jpg", "a.DNG"),
        ("b.jpg", None),
    }


def test_without_pairs_both_are_scored(keepers: Run, model_name: str, folder: Path) -> None:
    done = keepers(
        "score", folder, "--model", model_name, "--catalog", folder.parent / "c.sqlite3", "--no-pairs", "--json", "-"
    )
    assert {Path(row["path"]).name: row["score"] is not None for row in done.rows} == {
        "a.jpg": True,
        "a.DNG": True,
        "b.jpg": True,
    }


def test_a_link_to_nowhere_has_a_row(keepers: Run, model_name: str, folder: Path) -> None:
    (folder / "gone.jpg").symlink_to(folder / "nowhere.jpg")
    done = keepers("score", folder, "--model", model_name, "--catalog", folder.parent / "c.sqlite3", "--json", "-")
    assert done.code == 1
    (row,) = [row for row in done.rows if row["error"]]
    assert (Path(row["path"]).name, row["error"]) == ("gone.jpg", "The link points to a file that does not exist.")
    assert row.keys() == done.rows[0].keys()
