"""What a look at a growing folder finds: whole photos only, each once; what is gone; a root that vanishes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from app.photos.watching import SETTLE_S, FolderEye
from tests.shoots import write_photo


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    root = tmp_path / "shoot"
    (root / "day 1").mkdir(parents=True)
    write_photo(root / "a.jpg")
    write_photo(root / "day 1" / "b.jpg")
    return root


def eye_of(shoot: Path) -> FolderEye:
    eye = FolderEye(shoot, [str(shoot / "a.jpg"), str(shoot / "day 1" / "b.jpg")])
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
