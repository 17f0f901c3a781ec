"""``keepers flag``, ``stars``, ``export``, ``folders``, ``models``, ``doctor``."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.e2e.conftest import Run
from tests.shoots import write_photo, write_shoot


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    """Six photos from dark to bright."""
    write_shoot(tmp_path / "shoot", 6)
    return tmp_path / "shoot"


def names(path: Path) -> list[str]:
    return [Path(line).name for line in path.read_text().splitlines()]


def test_flags_and_stars_are_kept_and_shown(keepers: Run, score: Run, shoot: Path) -> None:
    score(shoot)
    assert keepers("flag", "pick", shoot / "IMG_0001.jpg", shoot / "IMG_0002.jpg").code == 0
    assert keepers("flag", "reject", shoot / "IMG_0005.jpg").code == 0
    assert keepers("stars", 4, shoot / "IMG_0001.jpg", shoot / "IMG_0005.jpg").code == 0
    assert keepers("flag", "none", shoot / "IMG_0002.jpg").code == 0
    rows = {Path(row["path"]).name: row for row in score(shoot, "--rescore").rows}
    assert [rows[f"IMG_000{i}.jpg"]["flag"] for i in range(6)] == ["none", "pick", "none", "none", "none", "reject"]
    assert [rows[f"IMG_000{i}.jpg"]["stars"] for i in range(6)] == [0, 4, 0, 0, 0, 4]


def test_a_photo_that_is_not_in_the_catalogue_is_taken_in(keepers: Run, score: Run, shoot: Path) -> None:
    assert keepers("flag", "reject", shoot / "IMG_0003.jpg").code == 0
    assert {Path(row["path"]).name: row["flag"] for row in score(shoot).rows}["IMG_0003.jpg"] == "reject"


def test_relative_paths_and_dots(keepers: Run, score: Run, shoot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    score(shoot)
    monkeypatch.chdir(shoot)
    assert keepers("stars", 2, "IMG_0000.jpg", "../shoot/IMG_0001.jpg").code == 0
    rows = {Path(row["path"]).name: row["stars"] for row in score(".").rows}
    assert (rows["IMG_0000.jpg"], rows["IMG_0001.jpg"], rows["IMG_0002.jpg"]) == (2, 2, 0)


def test_mistakes_change_nothing_and_are_told(keepers: Run, score: Run, shoot: Path, tmp_path: Path) -> None:
    score(shoot)
    (shoot / "notes.txt").write_text("no photo")
    good = shoot / "IMG_0000.jpg"
    for wrong in (shoot, shoot / "gone.jpg", shoot / "notes.txt"):
        done = keepers("flag", "pick", good, wrong)
        assert done.code == 2
        assert wrong.name in done.err
        assert "Nothing was changed" in done.err
    assert keepers("flag", "maybe", good).code == 2
    assert keepers("stars", 6, good).code == 2
    assert keepers("stars", 3).code == 2
    assert all(row["flag"] == "none" and row["stars"] == 0 for row in score(shoot).rows)


def test_export_leaves_rejects_out_and_sorts_best_first(
    keepers: Run, score: Run, model_name: str, shoot: Path, tmp_path: Path
) -> None:
    score(shoot)
    keepers("flag", "reject", shoot / "IMG_0004.jpg")
    keepers("flag", "pick", shoot / "IMG_0001.jpg")
    keepers("stars", 3, shoot / "IMG_0001.jpg", shoot / "IMG_0002.jpg")
    target = tmp_path / "keepers.txt"

    def export(*options: object) -> list[str]:
        assert keepers("export", shoot, "--model", model_name, "--to", target, *options).code == 0
        return [name[4:8] for name in names(target)]

    assert export() == ["0005", "0003", "0002", "0001", "0000"]
    assert export("--min-score", 50) == ["0005", "0003"]
    assert export("--max-count", 2) == ["0005", "0003"]
    assert export("--flag", "pick") == ["0001"]
    assert export("--flag", "reject") == ["0004"]
    assert export("--flag", "none") == ["0005", "0003", "0002", "0000"]
    assert export("--flag", "any") == ["0005", "0004", "0003", "0002", "0001", "0000"]
    assert export("--min-stars", 3) == ["0002", "0001"]


def test_export_formats_have_the_columns_of_score(
    keepers: Run, score: Run, model_name: str, shoot: Path, tmp_path: Path
) -> None:
    columns = set(score(shoot).rows[0])
    for name in ("k.json", "k.csv"):
        assert keepers("export", shoot, "--model", model_name, "--max-count", 2, "--to", tmp_path / name).code == 0
    rows = json.loads((tmp_path / "k.json").read_text())
    assert set(rows[0]) == columns
    assert len(rows) == 2
    with (tmp_path / "k.csv").open(newline="") as stream:
        assert set(next(csv.DictReader(stream))) == columns
    assert keepers("export", shoot, "--model", model_name, "--to", tmp_path / "k.list", "--format", "json").code == 0
    assert len(json.loads((tmp_path / "k.list").read_text())) == 6


def test_export_to_stdout_is_only_the_list(keepers: Run, score: Run, model_name: str, shoot: Path) -> None:
    score(shoot)
    done = keepers("export", shoot, "--model", model_name, "--to", "-", "--format", "json")
    assert len(done.rows) == 6


def test_a_dry_run_writes_nothing(keepers: Run, score: Run, model_name: str, shoot: Path, tmp_path: Path) -> None:
    score(shoot)
    target = tmp_path / "keepers.txt"
    done = keepers("export", shoot, "--model", model_name, "--min-score", 50, "--to", target, "--dry-run")
    assert done.code == 0
    assert "3 of 6 photos" in done.out
    assert not target.exists()
    choice = ("export", shoot, "--model", model_name, "--min-score", 50, "--to", target, "--json")
    told = json.loads(keepers(*choice, "--dry-run").out)
    assert (told["dry_run"], told["format"], told["keepers"], told["low_score"]) == (True, "txt", 3, 3)
    assert not target.exists()
    written = json.loads(keepers(*choice).out)
    assert written == told | {"dry_run": False}
    assert written["files"] == target.read_text().splitlines()
    assert "both go to stdout" in keepers("export", shoot, "--to", "-", "--json").err


def test_export_of_photos_without_scores(keepers: Run, model_name: str, shoot: Path, tmp_path: Path) -> None:
    target = tmp_path / "keepers.txt"
    done = keepers("export", shoot, "--model", model_name, "--min-score", 10, "--to", target)
    assert done.code == 2
    assert "keepers score" in done.err
    assert not target.exists()
    assert keepers("export", shoot, "--model", model_name, "--to", target).code == 0
    assert len(names(target)) == 6


def test_export_usage_errors(keepers: Run, model_name: str, shoot: Path, tmp_path: Path) -> None:
    assert "--to" in keepers("export", shoot, "--model", model_name).err
    for done in (
        keepers("export", shoot, "--model", model_name),
        keepers("export", tmp_path / "nowhere", "--to", tmp_path / "a"),
        keepers("export", shoot, "--model", model_name, "--to", tmp_path / "nowhere" / "a.txt"),
        keepers("export", shoot, "--min-score", 200, "--to", tmp_path / "a"),
    ):
        assert done.code == 2
        assert done.err.strip()


def test_folders_are_rated_and_sorted(keepers: Run, score: Run, model_name: str, tmp_path: Path) -> None:
    root = tmp_path / "root"
    for i in range(4):
        write_photo(root / "bright" / f"{i}.jpg", 0.7 + i / 20, seed=i)
    for i in range(2):
        write_photo(root / "dark" / "deep" / f"{i}.jpg", 0.1 + i / 20, seed=i)
    score(root)
    keepers("flag", "pick", root / "bright" / "1.jpg")
    done = keepers("folders", root, "--model", model_name, "--json", "-")
    assert done.code == 0
    rows = {Path(row["folder"]).name: row for row in done.rows}
    assert set(rows) == {"bright", "deep"}
    bright, deep = rows["bright"], rows["deep"]
    assert (bright["count"], bright["scored"], bright["picks"], bright["rejects"]) == (4, 4, 1, 0)
    assert bright["median"] == pytest.approx(77.5, abs=2)
    assert bright["p10"] < bright["median"] < bright["p90"]
    assert (bright["share_below"], deep["share_below"]) == (0, 1)
    assert Path(bright["best"]).name == "3.jpg"

    def order(key: str) -> list[str]:
        rows = keepers("folders", root, "--model", model_name, "--json", "-", "--sort", key).rows
        return [Path(row["folder"]).name for row in rows]

    assert order("median") == ["bright", "deep"]
    assert order("share") == ["bright", "deep"]
    assert order("count") == ["bright", "deep"]
    assert order("name") == ["bright", "deep"]
    table = keepers("folders", root, "--model", model_name).out
    assert "bright" in table
    assert "median" in table


def test_models_lists_cards(keepers: Run, model_name: str, shoot: Path, score: Run) -> None:
    done = keepers("models", "--json", "-")
    rows = {row["name"]: row for row in done.rows}
    assert rows[model_name]["licence"] == "Apache-2.0"
    assert not rows[model_name]["in_catalogue"]
    score(shoot)
    text = keepers("models").out
    assert model_name in text
    assert "holds scores of it" in text


def test_doctor_names_versions_places_and_what_is_missing(keepers: Run, model_name: str, private_places: Path) -> None:
    done = keepers("doctor")
    assert done.code in (0, 1)
    for word in (
        "Python",
        "onnxruntime",
        "exifread",
        "HEIC",
        "RAW",
        "AVIF",
        "JPEG XL",
        "Catalogue",
        "Thumbnail",
        model_name,
    ):
        assert word in done.out
    assert str(private_places) in done.out
    assert (done.code == 1) == ("Missing:" in done.out)


def test_doctor_finds_a_damaged_model(keepers: Run, model_name: str, private_places: Path) -> None:
    weights = private_places / "data" / "models" / model_name / "weights.safetensors"
    weights.write_bytes(weights.read_bytes() + b"x")
    done = keepers("doctor")
    assert done.code == 1
    assert "damaged" in done.out


def test_no_command_writes_its_list_over_a_photo(keepers: Run, score: Run, shoot: Path, model_name: str) -> None:
    photo = shoot / "IMG_0001.jpg"
    before = photo.read_bytes()
    for command in (
        ("export", shoot, "--to", photo),
        ("score", shoot, "--model", model_name, "--json", photo),
        ("score", shoot, "--model", model_name, "--csv", photo),
        ("folders", shoot, "--model", model_name, "--json", photo),
        ("models", "--json", photo),
    ):
        done = keepers(*command)
        assert done.code == 2
        assert "name of a photo" in done.err
    assert photo.read_bytes() == before


def test_a_damaged_catalogue_is_told_by_doctor_and_no_hindrance_for_models(
    keepers: Run, score: Run, shoot: Path, model_name: str, private_places: Path
) -> None:
    score(shoot)
    assert "is damaged" not in keepers("doctor").out
    file = private_places / "data" / "catalog.sqlite3"
    content = bytearray(file.read_bytes())
    page = int.from_bytes(content[16:18], "big")
    content[2 * page : 5 * page] = b"\xa5" * (3 * page)
    file.write_bytes(content)
    done = keepers("doctor")
    assert done.code == 1
    assert "is damaged" in done.out
    file.write_bytes(b"no catalogue" * 100)
    done = keepers("models")
    assert done.code == 0
    assert model_name in done.out
    assert "is not a catalogue" in done.err


def test_decisions_and_lists_need_no_place_for_thumbnails(
    keepers: Run, shoot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("KEEPERS_CACHE_DIR", str(tmp_path / "file" / "cache"))
    assert keepers("flag", "pick", shoot / "IMG_0001.jpg").code == 0
    assert keepers("export", shoot, "--flag", "pick", "--to", tmp_path / "k.txt").code == 0
    assert names(tmp_path / "k.txt") == ["IMG_0001.jpg"]
    done = keepers("score", shoot)
    assert done.code == 2
    assert "thumbnail cache" in done.err
