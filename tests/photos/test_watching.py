"""What a look at a growing folder finds: whole photos only, each once; what is gone; a root that vanishes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from app.photos import watching
from app.photos.watching import AWAIT_S, SETTLE_S, SWEEP_S, FolderEye
from tests.shoots import write_photo


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    root = tmp_path / "shoot"
    (root / "day 1").mkdir(parents=True)
    write_photo(root / "a.jpg")
    write_photo(root / "day 1" / "b.jpg")
    return root


def eye_of(shoot: Path) -> FolderEye:
    eye = FolderEye(shoot, dict.fromkeys([str(shoot / "a.jpg"), str(shoot / "day 1" / "b.jpg")]))
    glance = eye.look(0.0)
    assert (glance.ready, glance.gone_from, glance.waiting) == ([], [], 0)
    return eye


def later(folder: Path) -> None:
    """A folder's time moves on with every change, but not by less than the clock of the file system."""
    stamp = folder.stat().st_mtime_ns + 1_000_000
    os.utime(folder, ns=(stamp, stamp))


def test_a_new_photo_is_given_once_it_rests(shoot: Path) -> None:
    eye = eye_of(shoot)
    whole = write_photo(shoot / "whole.jpg").read_bytes()
    (shoot / "whole.jpg").unlink()
    growing = shoot / "day 1" / "new.jpg"
    growing.write_bytes(b"")
    later(growing.parent)
    assert eye.look(1.0).waiting == 1
    assert eye.look(5.0).ready == [], "an empty file is one that nobody has begun to write"
    growing.write_bytes(whole[: len(whole) // 2])
    assert eye.look(6.0).ready == []
    growing.write_bytes(whole)
    assert eye.look(7.0).ready == [], "it has just grown"
    assert eye.look(7.0 + SETTLE_S / 2).waiting == 1
    glance = eye.look(7.0 + SETTLE_S)
    assert (glance.ready, glance.waiting) == ([growing], 0)
    assert eye.look(60.0).ready == []


def test_new_folders_are_looked_into_and_watched(shoot: Path) -> None:
    eye = eye_of(shoot)
    write_photo(shoot / "day 2" / "card 1" / "c.jpg")
    later(shoot)
    eye.look(1.0)
    assert eye.look(9.0).ready == [shoot / "day 2" / "card 1" / "c.jpg"]
    assert str(shoot / "day 2" / "card 1") in eye.folders
    (shoot / "notes.txt").write_text("no photo")
    (shoot / ".hidden.jpg").write_bytes(b"x")
    later(shoot)
    assert eye.look(10.0).waiting == 0


def test_what_is_gone_is_told_with_its_folder(shoot: Path) -> None:
    eye = eye_of(shoot)
    (shoot / "day 1" / "b.jpg").unlink()
    later(shoot / "day 1")
    assert eye.look(1.0).gone_from == [shoot / "day 1"]
    assert eye.look(2.0).gone_from == []
    write_photo(shoot / "day 1" / "b.jpg")
    later(shoot / "day 1")
    eye.look(3.0)
    assert eye.look(9.0).ready == [shoot / "day 1" / "b.jpg"], "and it is new when it comes back"
    shutil.rmtree(shoot / "day 1")
    later(shoot)
    assert eye.look(10.0).gone_from == [shoot], "the nearest folder that is left"


def test_a_fresh_photo_that_could_not_be_read_is_given_once_more(shoot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = shoot / "a.jpg"
    whole = broken.read_bytes()
    eye = eye_of(shoot)
    eye.note_broken([str(broken)])
    assert eye.look(5.0).waiting == 1
    assert eye.look(9.0).ready == [broken], "it may have been whole when it was noted"
    assert eye.look(15.0).waiting == 0, "once is enough"
    broken.write_bytes(whole[:100])
    assert eye.look(16.0).waiting == 1
    eye.note_broken([])
    monkeypatch.setattr("app.photos.watching._FRESH_S", -1.0)
    eye.look(20.0)
    eye.note_broken([str(broken)])
    assert eye.look(21.0).waiting == 0, "an old broken photo is left alone"
    broken.write_bytes(whole)
    eye.look(22.0)
    assert eye.look(25.0).ready == [broken]


def test_a_vanished_root_is_told_and_nothing_else(shoot: Path) -> None:
    eye = eye_of(shoot)
    shoot.rename(shoot.with_name("elsewhere"))
    glance = eye.look(1.0)
    assert glance.root_gone
    assert not glance.gone_from, "an unplugged drive has lost nothing"


def test_a_photo_that_is_overwritten_is_given_again(shoot: Path) -> None:
    eye = eye_of(shoot)
    # In place: the folder knows nothing of it.
    stamp = (shoot / "day 1").stat().st_mtime_ns
    write_photo(shoot / "day 1" / "b.jpg", 0.9, size=(200, 100))
    os.utime(shoot / "day 1", ns=(stamp, stamp))
    assert eye.look(1.0).waiting == 0
    assert eye.look(SWEEP_S).waiting == 1
    assert eye.look(SWEEP_S + SETTLE_S).ready == [shoot / "day 1" / "b.jpg"]
    assert eye.look(3 * SWEEP_S).waiting == 0
    # By a new file that takes its name.
    write_photo(shoot / ".new.jpg", 0.9, size=(200, 100)).replace(shoot / "a.jpg")
    later(shoot)
    assert eye.look(20.0).waiting == 1
    assert eye.look(20.0 + SETTLE_S).ready == [shoot / "a.jpg"]
    assert eye.look(60.0).ready == []


def test_what_was_changed_before_the_first_look_is_given(shoot: Path) -> None:
    before = (shoot / "a.jpg").stat()
    known = {str(shoot / "a.jpg"): (before.st_size, before.st_mtime_ns), str(shoot / "day 1" / "b.jpg"): None}
    write_photo(shoot / "a.jpg", 0.9, size=(200, 100))
    eye = FolderEye(shoot, known)
    eye.look(0.0)
    assert eye.look(SETTLE_S).ready == [shoot / "a.jpg"]


def test_a_sweep_over_a_slow_drive_takes_many_looks(shoot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        write_photo(shoot / f"{number}.jpg", number / 30)
    eye = FolderEye(shoot, dict.fromkeys(str(path) for path in shoot.rglob("*.jpg")))
    eye.look(0.0)
    clock = iter(number * 0.05 for number in range(1000))  # what one file costs
    monkeypatch.setattr("app.photos.watching.time.monotonic", lambda: next(clock))
    write_photo(shoot / "0.jpg", 0.9, size=(200, 100))
    stamp = shoot.stat().st_mtime_ns
    os.utime(shoot, ns=(stamp, stamp))
    asked: list[str] = []
    stat = watching._stamp

    def counted(path: str) -> watching.Stamp | None:
        asked.append(path)
        return stat(path)

    monkeypatch.setattr(watching, "_stamp", counted)
    eye.look(SWEEP_S)
    assert 0 < len(asked) < 10
    found = [path for turn in range(1, 20) for path in eye.look(SWEEP_S + turn).ready]
    assert found == [shoot / "0.jpg"]
    assert len(set(asked)) == 32


def test_half_a_photo_is_awaited_while_it_rests(shoot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    eye = eye_of(shoot)
    whole = write_photo(shoot.parent / "new.jpg").read_bytes()
    growing = shoot / "new.jpg"
    growing.write_bytes(whole[: len(whole) // 2])
    later(shoot)
    eye.look(1.0)
    assert eye.look(1.0 + AWAIT_S - 0.1).ready == [], "its writer pauses"
    growing.write_bytes(whole)
    eye.look(40.0)
    assert eye.look(40.0 + SETTLE_S).ready == [growing], "what is whole is quick"
    # The rest never comes: it is said what is wrong with it.
    growing.write_bytes(whole[: len(whole) // 2])
    eye.look(50.0)
    assert eye.look(55.0).ready == []
    assert eye.look(50.0 + AWAIT_S).ready == [growing]
    # One that was cut off long ago is not awaited.
    growing.write_bytes(whole[:-50])
    eye.look(90.0)
    monkeypatch.setattr(watching, "_FRESH_S", -1.0)
    assert eye.look(90.0 + SETTLE_S).ready == [growing]
