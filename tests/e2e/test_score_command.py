"""``keepers score``: exit codes, JSON, CSV, table, what is cached, what is broken."""

from __future__ import annotations

import csv
import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.e2e.conftest import Run, command
from tests.shoots import break_photo, write_photo, write_shoot

COLUMNS = {
    "path",
    "score",
    "percentile",
    "model",
    "cached",
    "error",
    "width",
    "height",
    "captured_at",
    "flag",
    "stars",
    "label",
}


def test_json_has_every_field_best_first(score: Run, model_name: str, tmp_path: Path) -> None:
    shoot = tmp_path / "shoot"
    write_shoot(shoot, 5)
    done = score(shoot)
    assert done.code == 0
    assert [row["path"] for row in done.rows] == [str(shoot / f"IMG_{i:04}.jpg") for i in (4, 3, 2, 1, 0)]
    best = done.rows[0]
    assert set(best) >= COLUMNS
    assert best["score"] == pytest.approx(500 / 6, abs=2)
    assert best["score"] != round(best["score"], 2)
    assert best["percentile"] > done.rows[1]["percentile"] > 0
    assert best["percentile"] <= 100
    assert (best["model"], best["cached"], best["error"]) == (model_name, False, None)
    assert (best["width"], best["height"]) == (160, 120)
    assert (best["flag"], best["stars"]) == ("none", 0)


def test_a_second_run_is_cached_and_gives_the_same(score: Run, tmp_path: Path) -> None:
    write_shoot(tmp_path / "shoot", 4)
    first, second = score(tmp_path / "shoot"), score(tmp_path / "shoot")
    assert all(row["cached"] for row in second.rows)
    assert [row["score"] for row in first.rows] == [row["score"] for row in second.rows]


def test_rescore_scores_again(score: Run, tmp_path: Path) -> None:
    write_shoot(tmp_path / "shoot", 3)
    score(tmp_path / "shoot")
    assert [row["cached"] for row in score(tmp_path / "shoot", "--rescore").rows] == [False] * 3


def test_broken_photos_are_listed_and_the_others_scored(score: Run, tmp_path: Path) -> None:
    shoot = tmp_path / "shoot"
    write_shoot(shoot, 4)
    break_photo(shoot / "IMG_0001.jpg")
    (shoot / "empty.png").touch()
    done = score(shoot)
    assert done.code == 1
    assert sum(row["score"] is not None for row in done.rows) == 3
    broken = [row for row in done.rows if row["score"] is None]
    assert {Path(row["path"]).name for row in broken} == {"IMG_0001.jpg", "empty.png"}
    assert all(row["error"] and row["percentile"] is None for row in broken)
    assert "2 photos could not be read" in done.err
    assert "empty.png: " in done.err
    assert not any(row["cached"] for row in done.rows)
    assert "known already" not in done.err
    again = score(shoot)
    assert again.code == 1
    assert {Path(row["path"]).name for row in again.rows if not row["cached"]} == {"empty.png"}


def test_no_photos_no_folder_no_model_are_usage_errors_in_words(score: Run, keepers: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    for done in (
        score(empty),
        score(tmp_path / "nowhere"),
        keepers("score", empty, "--model", "no-such-model"),
        score(tmp_path / "shoot", "--limit", 0),
        keepers("score"),
    ):
        assert done.code == 2
        assert done.out == ""
        assert done.err.strip()
        assert "Traceback" not in done.err
    assert "No photos were found" in score(empty).err
    assert "does not exist" in score(tmp_path / "nowhere").err
    assert "no-such-model" in keepers("score", write_photo(tmp_path / "a.jpg"), "--model", "no-such-model").err


def test_several_folders_are_one_ranking(score: Run, tmp_path: Path) -> None:
    write_photo(tmp_path / "a" / "dark.jpg", 0.1)
    write_photo(tmp_path / "a" / "bright.jpg", 0.9)
    write_photo(tmp_path / "b" / "middle.jpg", 0.5)
    done = score(tmp_path / "a", tmp_path / "b", tmp_path / "a" / "dark.jpg")
    assert [Path(row["path"]).stem for row in done.rows] == ["bright", "middle", "dark"]


def test_recursive_or_not(score: Run, tmp_path: Path) -> None:
    write_photo(tmp_path / "shoot" / "a.jpg", 0.3)
    write_photo(tmp_path / "shoot" / "inside" / "b.jpg", 0.6)
    assert len(score(tmp_path / "shoot", "--no-recursive").rows) == 1
    assert len(score(tmp_path / "shoot").rows) == 2


def test_limit_takes_the_first(score: Run, tmp_path: Path) -> None:
    write_shoot(tmp_path / "shoot", 6)
    done = score(tmp_path / "shoot", "--limit", 2)
    assert sorted(Path(row["path"]).name for row in done.rows) == ["IMG_0000.jpg", "IMG_0001.jpg"]
    assert done.rows[0]["percentile"] > done.rows[1]["percentile"]


def test_csv_and_json_files_beside_the_table(keepers: Run, model_name: str, tmp_path: Path) -> None:
    write_shoot(tmp_path / "shoot", 3)
    as_json, as_csv = tmp_path / "scores.json", tmp_path / "scores.csv"
    done = keepers("score", tmp_path / "shoot", "--model", model_name, "--json", as_json, "--csv", as_csv)
    assert done.code == 0
    assert "IMG_0002.jpg" in done.out
    assert "score" in done.out.splitlines()[0]
    rows = json.loads(as_json.read_text())
    with as_csv.open(newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert [line["path"] for line in lines] == [row["path"] for row in rows]
    assert set(lines[0]) == set(rows[0])
    assert float(lines[0]["score"]) == rows[0]["score"]


def test_csv_on_stdout_is_only_csv(keepers: Run, model_name: str, tmp_path: Path) -> None:
    write_shoot(tmp_path / "shoot", 2)
    done = keepers("score", tmp_path / "shoot", "--model", model_name, "--csv", "-")
    assert len(list(csv.DictReader(done.out.splitlines()))) == 2


def test_json_and_csv_cannot_share_stdout(score: Run, tmp_path: Path) -> None:
    done = score(tmp_path, "--csv", "-")
    assert (done.code, done.out) == (2, "")
    assert "stdout" in done.err


def test_a_target_in_a_folder_that_is_not_there_is_told_before_the_work(keepers: Run, tmp_path: Path) -> None:
    write_shoot(tmp_path / "shoot", 1)
    done = keepers("score", tmp_path / "shoot", "--json", tmp_path / "nowhere" / "a.json")
    assert done.code == 2
    assert "nowhere" in done.err


NAMES = ["写真 集.jpg", "party 🎉.jpg", "quote \" and '.jpg", "two\nlines.jpg", "[red]markup[blue].jpg", "-dash.jpg"]


def test_file_names_of_every_kind(score: Run, keepers: Run, model_name: str, tmp_path: Path) -> None:
    for i, name in enumerate(NAMES):
        write_photo(tmp_path / "シュート" / name, 0.1 + i / 10)
    done = score(tmp_path / "シュート")
    assert done.code == 0
    assert {Path(row["path"]).name for row in done.rows} == set(NAMES)
    table = keepers("score", tmp_path / "シュート", "--model", model_name).out
    assert "写真 集.jpg" in table
    assert "two\\nlines.jpg" in table
    assert "[red]markup[blue].jpg" in table


def test_a_name_that_is_no_utf_8(score: Run, keepers: Run, model_name: str, tmp_path: Path) -> None:
    shoot = tmp_path / "shoot"
    name = os.fsdecode(b"caf\xe9.jpg")
    try:
        write_photo(shoot / "a.jpg").rename(shoot / name)
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")
    done = score(shoot)
    assert Path(done.rows[0]["path"]).name == name
    assert keepers("score", shoot, "--model", model_name).code == 0
    assert keepers("score", shoot, "--model", model_name, "--csv", "-").code == 0


def test_a_folder_that_cannot_be_written(score: Run, tmp_path: Path) -> None:
    shoot = tmp_path / "shoot"
    write_shoot(shoot, 2)
    before = {path: path.stat().st_mtime_ns for path in shoot.iterdir()}
    shoot.chmod(0o555)
    try:
        assert score(shoot).code == 0
    finally:
        shoot.chmod(0o755)
    assert {path: path.stat().st_mtime_ns for path in shoot.iterdir()} == before


def test_a_renamed_photo_keeps_its_score(score: Run, tmp_path: Path) -> None:
    shoot = tmp_path / "shoot"
    write_shoot(shoot, 2)
    score(shoot)
    (shoot / "IMG_0000.jpg").rename(shoot / "renamed.jpg")
    rows = {Path(row["path"]).name: row for row in score(shoot).rows}
    assert set(rows) == {"renamed.jpg", "IMG_0001.jpg"}
    assert rows["renamed.jpg"]["cached"]


def test_another_catalogue_knows_nothing(score: Run, tmp_path: Path) -> None:
    write_shoot(tmp_path / "shoot", 1)
    score(tmp_path / "shoot")
    assert not score(tmp_path / "shoot", "--catalog", tmp_path / "other.sqlite3").rows[0]["cached"]
    assert score(tmp_path / "shoot", "--catalog", f"sqlite:///{tmp_path / 'other.sqlite3'}").rows[0]["cached"]


def test_a_catalogue_that_is_none_is_told_in_words(score: Run, tmp_path: Path) -> None:
    write_shoot(tmp_path / "shoot", 1)
    (tmp_path / "text.sqlite3").write_text("this is a shopping list, and long enough to be looked at closely\n" * 99)
    done = score(tmp_path / "shoot", "--catalog", tmp_path / "text.sqlite3")
    assert done.code == 2
    assert "text.sqlite3" in done.err
    assert "Traceback" not in done.err


def test_results_that_cannot_be_written_are_told_before_the_work(keepers: Run, model_name: str, tmp_path: Path) -> None:
    write_shoot(tmp_path / "shoot", 2)
    folder, file = tmp_path / "folder", tmp_path / "out"
    folder.mkdir()
    for options, words in (
        (("--json", folder), "it is a folder"),
        (("--json", file, "--csv", file), "each its own file"),
        (("--csv", tmp_path / "none" / "x.csv"), "does not exist"),
    ):
        done = keepers("score", tmp_path / "shoot", "--model", model_name, *options)
        assert done.code == 2
        assert words in done.err
        assert "Scored" not in done.err
    assert not file.exists()


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no /dev/full")
def test_a_full_disk_under_stdout_is_told_in_words(model_name: str, tmp_path: Path) -> None:
    write_shoot(tmp_path / "shoot", 2)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command("score", tmp_path / "shoot", "--model", model_name),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=100,
        )
    assert done.returncode == 2
    assert b"The output cannot be written" in done.stderr
    assert b"Traceback" not in done.stderr
