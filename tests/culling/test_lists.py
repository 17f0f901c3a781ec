"""Lists for other programs: what is in them, odd file names, and files that are written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.records import Decision, PhotoRecord
from app.culling.groups import GroupKind, GroupPlace
from app.culling.lists import COLUMNS, ListFormat, format_rows, photo_row, write_list, write_rows
from app.errors import UserError

Make = Callable[..., PhotoRecord]
ODD = [
    "/s/写真.jpg",
    "/s/🏔 \"quoted\", 'it'.jpg",
    "/s/two\nlines\r.jpg",
    "/s/\udcff\udc80.jpg",
    "/s/a\u2028b.jpg",
    '/"a".jpg',
]


def rows_of(paths: list[str]) -> list[dict[str, object]]:
    return [dict.fromkeys(COLUMNS) | {"path": path, "cached": False, "reasons": []} for path in paths]


def test_a_row_holds_what_the_command_line_promises(make_record: Make) -> None:
    record = make_record(faults={"noisy": 0.6, "motion blur": 0.8, "hazy": 0.1})
    place = GroupPlace(3, 2, 7, GroupKind.BURST)
    row = photo_row(record, 62.5, "student-lite", cached=True, place=place)
    assert tuple(row) == COLUMNS
    assert row == {
        "path": "/shoot/a.jpg",
        "score": 71.123456789,
        "percentile": 62.5,
        "model": "student-lite",
        "cached": True,
        "error": None,
        "width": 6000,
        "height": 4000,
        "captured_at": "2024-05-17T09:30:01.250000",
        "flag": "pick",
        "stars": 4,
        "label": "red",
        "reasons": ["motion blur", "noisy"],
        "camera": "Canon EOS 6D",
        "group": 3,
        "group_kind": "burst",
        "group_rank": 2,
        "group_size": 7,
        "pair": None,
    }


def test_what_is_unknown_is_null_in_json_and_empty_in_csv(make_record: Make) -> None:
    record = make_record(score=float("nan"), error="The file is empty.", width=None, height=None, decision=Decision())
    record = replace(record, facts=replace(record.facts, captured_at=None, camera=None))
    row = photo_row(record, float("nan"), None, cached=False)
    (loaded,) = json.loads(format_rows([row], ListFormat.JSON))
    assert loaded == row
    assert [loaded[name] for name in ("score", "percentile", "model", "width", "captured_at", "camera")] == [None] * 6
    assert (loaded["flag"], loaded["stars"], loaded["label"]) == ("none", 0, "none")
    (cells,) = csv.DictReader(io.StringIO(format_rows([row], ListFormat.CSV), newline=""))
    assert tuple(cells) == COLUMNS
    assert (cells["score"], cells["cached"], cells["error"]) == ("", "false", "The file is empty.")


def test_odd_names_survive_every_format() -> None:
    rows = rows_of(ODD)
    assert [row["path"] for row in json.loads(format_rows(rows, ListFormat.JSON))] == ODD
    lines = format_rows(rows, ListFormat.TXT).splitlines()
    assert [json.loads(line) if line.startswith('"') else line for line in lines] == ODD
    assert lines[:2] == ODD[:2]
    assert lines[3] == '"/s/\\udcff\\udc80.jpg"'
    cells = [row["path"] for row in csv.DictReader(io.StringIO(format_rows(rows, ListFormat.CSV), newline=""))]
    assert [json.loads(cell) if cell.startswith('"') else cell for cell in cells] == ODD


@given(st.lists(st.text(st.characters(exclude_characters="\0/")).map("/s/".__add__), max_size=4))
def test_any_name_survives_every_format_as_utf8(paths: list[str]) -> None:
    texts = {kind: format_rows(rows_of(paths), kind).encode("utf-8").decode("utf-8") for kind in ListFormat}
    assert [row["path"] for row in json.loads(texts[ListFormat.JSON])] == paths
    lines = texts[ListFormat.TXT].split("\n")[:-1]
    assert [json.loads(line) if line.startswith('"') else line for line in lines] == paths
    cells = [row["path"] for row in csv.DictReader(io.StringIO(texts[ListFormat.CSV], newline=""))]
    assert [json.loads(cell) if cell.startswith('"') else cell for cell in cells] == paths


@pytest.mark.parametrize("camera", ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_camera_name_is_no_formula(make_record: Make, camera: str) -> None:
    record = make_record()
    record = replace(record, facts=replace(record.facts, camera=camera))
    text = format_rows([photo_row(record, None, None, cached=True)], ListFormat.CSV)
    (cells,) = csv.DictReader(io.StringIO(text, newline=""))
    assert cells["camera"] == f"'{camera}"
    assert cells["path"] == "/shoot/a.jpg"


def test_a_txt_list_names_both_files_of_a_pair(make_record: Make) -> None:
    record = replace(make_record("/s/a.jpg"), partner=Path("/s/a.CR2"))
    assert format_rows([photo_row(record, None, None, cached=True)], ListFormat.TXT) == "/s/a.jpg\n/s/a.CR2\n"


def test_an_empty_list_is_whole_too() -> None:
    assert format_rows([], ListFormat.TXT) == ""
    assert json.loads(format_rows([], ListFormat.JSON)) == []
    assert format_rows([], ListFormat.CSV).rstrip() == ",".join(COLUMNS)


def test_a_keeper_list_is_written_in_the_order_given(make_record: Make, tmp_path: Path) -> None:
    records = [make_record("/s/b.jpg"), make_record("/s/a.jpg", score=None)]
    to = tmp_path / "keepers.json"
    text = write_list(records, [100.0, None], to, ListFormat.JSON, model="student-lite")
    assert to.read_text(encoding="utf-8") == text
    first, second = json.loads(text)
    assert (first["path"], first["model"], first["cached"]) == ("/s/b.jpg", "student-lite", True)
    assert (second["path"], second["model"], second["cached"]) == ("/s/a.jpg", None, False)
    assert write_list(records, [100.0, None], to, ListFormat.TXT) == to.read_text() == "/s/b.jpg\n/s/a.jpg\n"
    assert list(tmp_path.iterdir()) == [to]


@pytest.mark.parametrize("to", [None, "-", Path("-")])
def test_without_a_file_the_text_is_only_given(
    to: Path | str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert write_rows(rows_of(["/s/a.jpg"]), to, ListFormat.TXT) == "/s/a.jpg\n"
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_file_that_is_there_keeps_its_permissions_and_its_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_rows(rows_of(["/s/a.jpg"]), link, ListFormat.TXT)
    assert link.is_symlink()
    assert real.read_text() == "/s/a.jpg\n"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_a_failure_leaves_the_old_list_and_no_rubbish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    to = tmp_path / "keepers.txt"
    to.write_text("old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError, match=r"keepers\.txt: No space left on device\. Free some space"):
        write_rows(rows_of(["/s/a.jpg"]), to, ListFormat.TXT)
    assert to.read_text() == "old"
    assert list(tmp_path.iterdir()) == [to]


def test_places_that_cannot_be_written_are_told_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    for to, words in (
        (tmp_path / "none" / "k.txt", "its folder does not exist. Create the folder"),
        (tmp_path, "it is a folder. Give the name of a file."),
        (file / "k.txt", "a part of its path is a file"),
    ):
        with pytest.raises(UserError, match=words) as told:
            write_rows([], to, ListFormat.TXT)
        assert str(to) in str(told.value)


def test_a_folder_without_permission_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    # The tests may run as root, to whom every folder is open.
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(UserError, match="writing there is not allowed"):
        write_rows([], tmp_path / "k.txt", ListFormat.TXT)


@pytest.mark.skipif(not Path("/dev/null").is_char_device(), reason="no /dev/null")
def test_a_device_is_written_to_and_not_replaced() -> None:
    write_rows(rows_of(["/s/a.jpg"]), Path("/dev/null"), ListFormat.TXT)
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("name", ["IMG_1.jpg", "IMG_1.NEF", "IMG_1.xmp"])
def test_an_original_or_a_sidecar_is_never_replaced_by_a_list(tmp_path: Path, name: str) -> None:
    original, link = tmp_path / name, tmp_path / "link.txt"
    original.write_bytes(b"irreplaceable")
    link.symlink_to(original)
    for to in (original, link):
        with pytest.raises(UserError, match="cannot be written to"):
            write_rows(rows_of(["/s/a.jpg"]), to, ListFormat.TXT)
    assert original.read_bytes() == b"irreplaceable"
