"""``keepers transfer`` and ``keepers import-list`` as a user or a script has them."""

from __future__ import annotations

import io
import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import Run, command, run_process
from tests.killing import count_files, write_files
from tests.shoots import write_photo, write_shoot


@pytest.fixture
def folder(tmp_path: Path, keepers: Run) -> Path:
    """Six photos; the first two are rejected, the last one is picked."""
    folder = tmp_path / "shoot"
    photos = write_shoot(folder, 6)
    (folder / "IMG_0000.xmp").write_text("<x/>")
    assert keepers("flag", "reject", *photos[:2]).code == 0
    assert keepers("flag", "pick", photos[5]).code == 0
    return folder


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_copy_the_keepers(folder: Path, keepers: Run, tmp_path: Path) -> None:
    done = keepers("transfer", "keepers", folder, "--to", tmp_path / "out", "--json", "--report", tmp_path / "r.txt")
    assert done.code == 0, done.err
    report = json.loads(done.out)
    assert (report["mode"], report["state"], report["counts"]["done"]) == ("copy", "done", 4)
    assert names(tmp_path / "out") == [f"IMG_{number:04}.jpg" for number in (2, 3, 4, 5)]
    assert "Copied 4 photos" in (tmp_path / "r.txt").read_text()
    again = keepers("transfer", "keepers", folder, "--to", tmp_path / "out")
    assert again.code == 0
    assert "4 there already" in again.out


def test_photos_that_cannot_be_read_stay_and_are_told(folder: Path, keepers: Run, tmp_path: Path) -> None:
    for name in ("broken.jpg", "empty.jpg"):
        (folder / name).write_bytes(b"")
    words = "2 photos that cannot be read stay where they are."
    for more in (["--dry-run"], ["--report", tmp_path / "r.txt"]):
        done = keepers("transfer", "keepers", folder, "--to", tmp_path / "out", "--json", *more)
        assert done.code == 0, done.err
        report = json.loads(done.out)
        assert report["counts"]["done"] == 4
        assert report["notes"] == [words]
        assert words in done.err
    assert words in (tmp_path / "r.txt").read_text()
    assert "cannot be read" not in keepers("transfer", "keepers", folder, "--to", tmp_path / "p", "--flag", "pick").err


def test_the_choice_of_keepers(folder: Path, keepers: Run, tmp_path: Path) -> None:
    assert keepers("transfer", "keepers", folder, "--to", tmp_path / "picks", "--flag", "pick").code == 0
    assert names(tmp_path / "picks") == ["IMG_0005.jpg"]
    keepers("stars", 3, folder / "IMG_0003.jpg")
    assert keepers("transfer", "keepers", folder, "--to", tmp_path / "stars", "--min-stars", 2, "--link").code == 0
    assert (tmp_path / "stars" / "IMG_0003.jpg").samefile(folder / "IMG_0003.jpg")


def test_without_a_folder_it_is_the_one_that_the_command_runs_in(
    folder: Path, keepers: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert keepers("transfer", "keepers", "--to", tmp_path / "out", "--flag", "pick").code == 0
    assert names(tmp_path / "out") == ["IMG_0005.jpg"]


def test_both_files_of_a_pair_go_as_one_photo_or_as_two(folder: Path, keepers: Run, tmp_path: Path) -> None:
    write_photo(folder / "IMG_0005.DNG.jpg").rename(folder / "IMG_0005.DNG")
    for option, photos in (("--pairs", 4), ("--no-pairs", 5)):
        out = tmp_path / option
        done = keepers("transfer", "keepers", folder, "--to", out, option, "--json")
        assert json.loads(done.out)["counts"]["done"] == photos
        assert {"IMG_0005.jpg", "IMG_0005.DNG"} < set(names(out)), option


def test_a_dry_run_names_every_file_and_does_nothing(folder: Path, keepers: Run, tmp_path: Path) -> None:
    before = names(folder)
    done = keepers("transfer", "rejects", folder, "--dry-run")
    assert done.code == 0, "no question where nothing happens"
    assert "Would move 2 photos" in done.out
    assert f"{folder / 'IMG_0000.xmp'} -> {folder / '_rejects' / 'IMG_0000.xmp'}" in done.out
    report = json.loads(keepers("transfer", "rejects", folder, "--trash", "--dry-run", "--json").out)
    assert report["dry_run"]
    assert report["photos"][0]["files"][0]["to"] is None
    assert names(folder) == before
    assert keepers("transfer", "--undo").code == 2


def test_rejects_to_their_folder_and_back(folder: Path, keepers: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before = names(folder)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    asked = keepers("transfer", "rejects", folder)
    assert asked.code == 2
    assert "2 rejected photos" in asked.err
    assert "_rejects" in asked.err
    assert names(folder) == before
    assert keepers("transfer", "rejects", folder, "--yes").code == 0
    gone = {"IMG_0000.jpg", "IMG_0000.xmp", "IMG_0001.jpg"}
    assert names(folder / "_rejects") == sorted(gone)
    assert not gone & set(names(folder))
    again = keepers("transfer", "rejects", folder, "--yes")
    assert (again.code, "There are no rejects" in again.err) == (2, True), "set aside, and part of the shoot no more"
    assert set(flags(keepers, folder)) == {f"IMG_000{number}.jpg" for number in (2, 3, 4, 5)}
    assert set(flags(keepers, folder / "_rejects").values()) == {"reject"}, "unless their folder is opened itself"
    assert keepers("transfer", "--undo", "--dry-run").out.startswith("Would take back 2 photos")
    assert keepers("transfer", "--undo").code == 0
    assert names(folder) == before


def test_the_trash_and_back(folder: Path, tmp_path: Path) -> None:
    if tmp_path.stat().st_dev != Path.home().stat().st_dev:
        pytest.skip("the trash of another disk would be used")
    before = {name: (folder / name).read_bytes() for name in names(folder)}
    trash = tmp_path / "data" / "Trash"
    # The trash holds another file of that name already.
    note = "[Trash Info]\nPath=/elsewhere/IMG_0001.jpg\n"
    for place, text in (("files/IMG_0001.jpg", "other"), ("info/IMG_0001.jpg.trashinfo", note)):
        (trash / place).parent.mkdir(parents=True, exist_ok=True)
        (trash / place).write_text(text)
    held = names(trash)
    arguments = ("transfer", "rejects", folder, "--trash", "--yes", "--json")
    done = run_process(*arguments, XDG_DATA_HOME=str(trash.parent))
    assert done.code == 0, done.err
    places = [Path(file["to"]) for photo in json.loads(done.out)["photos"] for file in photo["files"]]
    assert sorted(place.name for place in places) == ["IMG_0000.jpg", "IMG_0000.xmp", "IMG_0001 1.jpg"]
    assert all(place.is_file() and place.parent == trash / "files" for place in places)
    assert not {"IMG_0000.jpg", "IMG_0000.xmp", "IMG_0001.jpg"} & set(names(folder))
    back = run_process("transfer", "--undo", XDG_DATA_HOME=str(trash.parent))
    assert back.code == 0, back.err
    assert {name: (folder / name).read_bytes() for name in names(folder)} == before
    assert names(trash) == held
    rows = run_process("transfer", "rejects", folder, "--dry-run", "--json")
    assert len(json.loads(rows.out)["photos"]) == 2, "they are rejects as before"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("keepers", "FOLDER"), "--to"),
        (("keepers", "FOLDER", "--to", "OUT", "--copy", "--move"), "exclude"),
        (("keepers", "FOLDER", "--trash"), "rejects"),
        (("rejects", "FOLDER", "--trash", "--to", "OUT"), "exclude"),
        (("rejects", "FOLDER", "--min-stars", "2"), "keepers"),
        ((), "where it is"),
        (("keepers",), "--to"),
        (("keepers", "NOWHERE", "--to", "OUT"), "does not exist"),
        (("keepers", "FOLDER", "--undo"), "--undo"),
        (("keepers", "FOLDER", "--to", "FOLDER/IMG_0000.jpg"), "is a file"),
    ],
)
def test_wrong_usage_is_a_sentence(
    arguments: tuple[str, ...], words: str, folder: Path, keepers: Run, tmp_path: Path
) -> None:
    before = names(folder)
    places = {"FOLDER": str(folder), "OUT": str(tmp_path / "out"), "NOWHERE": str(tmp_path / "nowhere")}
    given = [next((a.replace(key, place) for key, place in places.items() if a.startswith(key)), a) for a in arguments]
    done = keepers("transfer", *given)
    assert done.code == 2
    assert words in done.err
    assert "Traceback" not in done.err
    assert names(folder) == before
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals as on POSIX")
def test_ctrl_c_ends_it_properly(tmp_path: Path) -> None:
    expected = write_files(tmp_path / "shoot", 400, random.Random(1))
    arguments = ("transfer", "keepers", tmp_path / "shoot", "--to", tmp_path / "out", "--move")
    process = subprocess.Popen(command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while process.poll() is None and count_files(tmp_path / "out") < 70:
        try:
            process.wait(0.001)
        except subprocess.TimeoutExpired:
            continue
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, (out, err)
    assert b"Traceback" not in err
    assert b"not reached" in out
    assert len(names(tmp_path / "shoot")) + len(names(tmp_path / "out")) == len(expected)
    assert run_process(*arguments).code == 0
    assert names(tmp_path / "out") == sorted(expected)


# -- lists of names ----------------------------------------------------------------------------------------------


def flags(keepers: Run, folder: Path) -> dict[str, str]:
    listed = keepers("export", folder, "--flag", "any", "--to", "-", "--format", "json")
    return {Path(row["path"]).name: row["flag"] for row in listed.rows}


def test_a_list_becomes_flags(folder: Path, keepers: Run, tmp_path: Path) -> None:
    file = tmp_path / "from the client.txt"
    file.write_text("IMG_0002, 0003; IMG_0004.CR2\nIMG_7777\n")
    before = flags(keepers, folder)
    dry = keepers("import-list", file, folder, "--flag", "pick", "--dry-run", "--json")
    assert dry.code == 1
    assert [Path(path).name for path in json.loads(dry.out)["found"]] == [f"IMG_000{n}.jpg" for n in (2, 3, 4)]
    assert flags(keepers, folder) == before
    done = keepers("import-list", file, folder, "--flag", "pick")
    assert done.code == 1
    assert "IMG_7777 was not found" in done.err
    assert flags(keepers, folder) == before | {f"IMG_000{n}.jpg": "pick" for n in (2, 3, 4)}


@pytest.mark.parametrize("form", ["txt", "csv", "json"])
def test_an_exported_list_comes_back_without_a_folder(form: str, folder: Path, keepers: Run, tmp_path: Path) -> None:
    file = tmp_path / f"list.{form}"
    assert keepers("export", folder, "--to", file).code == 0
    done = keepers("import-list", file, "--flag", "reject")
    assert done.code == 0, done.err
    assert set(flags(keepers, folder).values()) == {"reject"}


def test_a_list_flags_both_files_of_a_pair_or_one_of_them(folder: Path, keepers: Run, tmp_path: Path) -> None:
    write_photo(folder / "IMG_0003.DNG.jpg").rename(folder / "IMG_0003.DNG")
    file = tmp_path / "list.txt"
    assert keepers("export", folder, "--to", file).code == 0
    lines = [Path(line).name for line in file.read_text().splitlines()]
    at = lines.index("IMG_0003.jpg")
    assert lines[at + 1] == "IMG_0003.DNG", "the list names both"
    report = json.loads(keepers("import-list", file, folder, "--flag", "pick", "--json").out)
    assert (report["names"], report["missing"], len(report["found"])) == (5, [], 4)
    file.write_text("IMG_0003.DNG\n")
    report = json.loads(keepers("import-list", file, folder, "--flag", "reject", "--no-pairs", "--json").out)
    assert (report["found"], report["changed"]) == ([str(folder / "IMG_0003.DNG")], 1)


def test_nothing_found_and_nothing_there(folder: Path, keepers: Run, tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text("DSC_1\n")
    assert keepers("import-list", file, folder).code == 2
    file.write_text("\n")
    assert "no names" in keepers("import-list", file, folder).err
    assert "cannot be read" in keepers("import-list", tmp_path / "nowhere.txt", folder).err
    assert "no text" in keepers("import-list", folder / "IMG_0000.jpg", folder).err


def test_a_list_from_another_program(folder: Path) -> None:
    done = subprocess.run(
        command("import-list", "-", folder, "--json"), input=b"IMG_0002\n", capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(os.fsdecode(done.stdout))["changed"] == 1
