"""Two photos of one stem never come to lie beside each other: sidecars and pairs go by the stem."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.culling import transferring
from app.culling.transfer_model import PhotoAt
from app.errors import UserError
from app.photos.companions import companions_of
from tests.culling.transfer_world import World, counts, tree


@pytest.fixture
def shoot(world: World) -> World:
    """A pick with its sidecar in one folder, a RAW that nobody judged in another, both of one stem."""
    world.write("a/IMG_2.jpg")
    world.write("a/IMG_2.xmp", "pick")
    world.write("b/img_2.DNG", "another shot")
    return world


def together(folder: Path) -> set[tuple[str, ...]]:
    """What every program would take for one photo."""
    photos = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".xmp"]
    return {tuple(sorted(path.name for path in (photo, *companions_of(photo)))) for photo in photos}


APART = {("IMG_2.jpg", "IMG_2.xmp"), ("img_2-1.DNG",)}


@pytest.mark.parametrize("mode", ["copy", "move", "link"])
def test_a_photo_of_another_folder_gets_another_stem(mode: str, shoot: World) -> None:
    before = tree(shoot.shoot)
    photos = shoot.photos()
    assert transferring.dry_run(shoot.lane, photos, shoot.settings(mode, flat=True), shoot.outlook()).entries[
        1
    ].files == ((shoot.shoot / "b/img_2.DNG", shoot.out / "img_2-1.DNG"),)
    assert counts(shoot.transfer(mode, photos, flat=True)) == {"done": 2}
    assert together(shoot.out) == APART
    assert shoot.undo().complete
    assert (tree(shoot.shoot), tree(shoot.out)) == (before, {})


@pytest.mark.parametrize("one_by_one", [True, False])
def test_doing_it_again_finds_what_is_there(one_by_one: bool, shoot: World) -> None:
    photos = shoot.photos()
    for part in [[photo] for photo in photos] if one_by_one else [photos]:
        assert shoot.transfer("copy", part, flat=True).complete
    assert together(shoot.out) == APART
    there = tree(shoot.out)
    for part in (photos, photos[::-1], photos[1:], photos[:1]):
        assert counts(shoot.transfer("copy", part, flat=True)) == {"already there": len(part)}
    assert tree(shoot.out) == there


@pytest.mark.parametrize("after", range(6))
def test_a_transfer_that_was_cancelled_goes_on_under_the_same_names(after: int, shoot: World) -> None:
    photos = shoot.photos()
    asked = iter([False] * after)
    shoot.transfer("move", photos, flat=True, cancelled=lambda: next(asked, True))
    interrupted = transferring.interrupted(shoot.lane)
    if interrupted is not None:
        assert transferring.go_on(shoot.lane, interrupted).complete
    else:
        shoot.transfer("move", photos, flat=True)
    assert together(shoot.out) == APART
    assert tree(shoot.shoot) == {}


def test_a_photo_or_sidecar_that_lies_there_has_the_stem(shoot: World) -> None:
    (shoot.out / "b").mkdir(parents=True)
    (shoot.out / "b/IMG_2.xmp").write_text("whose photo is gone")
    (shoot.out / "a").mkdir()
    (shoot.out / "a/IMG_2.CR3").write_text("of another camera")
    assert counts(shoot.transfer("copy")) == {"done": 2}
    assert together(shoot.out / "a") == {("IMG_2.CR3",), ("IMG_2-1.jpg", "IMG_2-1.xmp")}
    assert together(shoot.out / "b") == {("img_2-1.DNG",)}
    assert counts(shoot.transfer("copy")) == {"already there": 2}


def test_the_other_rules_hold_for_stems_too(shoot: World) -> None:
    (shoot.out / "a").mkdir(parents=True)
    (shoot.out / "a/IMG_2.CR3").write_text("of another camera")
    with pytest.raises(UserError, match=r"names of 1 photo .*IMG_2\.jpg"):
        shoot.transfer("copy", rule="refuse")
    report = shoot.transfer("copy", rule="skip")
    assert counts(report) == {"done": 1, "skipped": 1}
    skipped = next(entry for entry in report.entries if entry.reason)
    assert skipped.reason == "Another photo's IMG_2.CR3 is there: they would share a sidecar."
    assert together(shoot.out) == {("IMG_2.CR3",), ("img_2.DNG",)}


def test_a_sidecar_written_since_goes_to_its_photo_and_to_no_other(shoot: World) -> None:
    raw = shoot.photos(["img_2.DNG"])
    shoot.transfer("copy", flat=True)
    shoot.write("b/img_2.xmp", "four stars")
    assert counts(shoot.transfer("copy", raw, flat=True)) == {"done": 1}
    assert together(shoot.out) == {("IMG_2.jpg", "IMG_2.xmp"), ("img_2-1.DNG", "img_2-1.xmp")}
    # A folder from before, where both lie beside each other: the sidecar is not made theirs both.
    for path in list(shoot.out.iterdir()):
        path.unlink()
    for name in ("a/IMG_2.jpg", "b/img_2.DNG"):
        os.link(shoot.shoot / name, shoot.out / Path(name).name)
    report = shoot.transfer("copy", raw, flat=True)
    assert [entry.reason for entry in report.entries] == ["The photo is there already, beside another IMG_2.jpg."]


@pytest.mark.parametrize("mode", ["copy", "move"])
def test_photos_that_lie_beside_each_other_stay_so(mode: str, world: World) -> None:
    for name in ("IMG_1.CR2", "IMG_1.JPG", "IMG_1.dng", "IMG_1.tif"):
        world.write(name, name)
    before = tree(world.shoot)
    world.lane.call(lambda catalog: setattr(catalog, "pairs", False))
    assert world.transfer(mode, pairs=False).complete
    assert tree(world.out) == before


@pytest.mark.parametrize("after", range(10))
def test_they_stay_so_when_a_move_is_interrupted_between_them(after: int, world: World) -> None:
    for name in ("IMG_1.CR2", "IMG_1.NEF", "IMG_1.dng"):
        world.write(name, name)
    before = tree(world.shoot)
    asked = iter([False] * after)
    photos = world.photos()
    world.transfer("move", photos, cancelled=lambda: next(asked, True))
    left = [photo for photo in photos if photo.path.exists()]
    world.transfer("move", left)
    assert tree(world.out) == before
    assert tree(world.shoot) == {}


def test_the_other_half_comes_later_and_lies_beside_the_first(world: World) -> None:
    for name in ("IMG_1.CR2", "IMG_1.JPG"):
        world.write(name, name)
    world.lane.call(lambda catalog: setattr(catalog, "pairs", False))
    for name in ("IMG_1.CR2", "IMG_1.JPG"):
        assert world.transfer("copy", world.photos([name]), pairs=False).complete
    assert tree(world.out) == tree(world.shoot)


def test_names_that_differ_in_case_alone_differ_in_more_there(world: World) -> None:
    for name in ("IMG_1.jpg", "IMG_1.JPG", "img_1.jpg"):
        world.write(name)
    world.write("IMG_1.xmp", "of both")
    photos = world.photos()
    assert len(photos) == 3
    assert world.transfer("copy", photos).complete
    names = sorted(tree(world.out))
    assert len({name.casefold() for name in names}) == len(names) == 4
    assert world.transfer("copy", photos[::-1]).bytes_copied == 0
    assert sorted(tree(world.out)) == names


def test_names_of_several_folders_that_differ_in_case_alone(world: World) -> None:
    world.write("a/IMG_1.jpg")
    world.write("b/IMG_1.JPG")
    world.write("c/img_1.Jpg")
    assert world.transfer("copy", flat=True).complete
    assert sorted(tree(world.out)) == ["IMG_1-1.JPG", "IMG_1.jpg", "img_1-2.Jpg"]


def test_darktables_duplicates_take_no_other_photos_name(world: World) -> None:
    for name in ("a/IMG_1.CR2", "a/IMG_1.CR2.xmp", "a/IMG_1_01.CR2.xmp", "b/IMG_1_01.CR2", "b/IMG_1_01.jpg"):
        world.write(name, name)
    photos = world.photos()
    assert len(photos) == 2
    assert world.transfer("copy", [PhotoAt(p.id, p.path) for p in photos], flat=True).complete
    assert set(tree(world.out)) == {
        "IMG_1.CR2",
        "IMG_1.CR2.xmp",
        "IMG_1_01.CR2.xmp",
        "IMG_1_01-1.CR2",
        "IMG_1_01-1.jpg",
    }
