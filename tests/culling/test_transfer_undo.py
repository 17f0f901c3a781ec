"""Taking a transfer back: only what it made, only what nobody touched, and never the last copy of anything."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.culling import transferring
from app.errors import UserError
from tests.culling.transfer_world import World, counts, entry_of, tree


def test_nothing_to_take_back(world: World) -> None:
    with pytest.raises(UserError, match="no copy or move"):
        world.undo()


@pytest.mark.parametrize("mode", ["copy", "link", "move"])
def test_back_to_what_it_was(mode: str, world: World) -> None:
    world.write("sub/a.jpg")
    world.write("sub/a.xmp", "<x/>")
    world.write("b.jpg")
    before = tree(world.shoot)
    world.transfer(mode)
    report = world.undo()
    assert report.complete
    assert report.undo
    assert report.text == "Took back 2 photos."
    assert tree(world.shoot) == before
    assert not world.out.exists()
    with pytest.raises(UserError):
        world.undo()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_sidecar_that_is_a_link_is_left_and_its_copy_taken_back(world: World) -> None:
    world.write("a.jpg")
    (world.shoot / "a.xmp").symlink_to(world.write("elsewhere.txt", "<x/>"))
    before = tree(world.shoot)
    world.transfer("move")
    assert tree(world.out)["a.xmp"] == b"<x/>"
    assert (world.shoot / "a.xmp").is_symlink()
    assert world.undo().complete
    assert tree(world.shoot) == before
    assert not world.out.exists()


def test_a_dry_run_takes_nothing_back(world: World) -> None:
    world.write("a.jpg")
    for mode in ("copy", "move"):
        world.transfer(mode, destination=world.folder / mode)
        report = transferring.dry_undo(world.lane, world.outlook())
        assert report.text == "Would take back 1 photo."
        assert set(tree(world.folder / mode)) == {"a.jpg"}
        world.undo()


def test_transfers_are_taken_back_one_by_one_the_newest_first(world: World) -> None:
    world.write("a.jpg")
    world.transfer("copy", destination=world.folder / "first")
    world.transfer("copy", destination=world.folder / "second")
    world.undo()
    assert (world.folder / "first").exists()
    assert not (world.folder / "second").exists()
    world.undo()
    assert not (world.folder / "first").exists()


def test_a_copy_that_was_worked_on_stays(world: World) -> None:
    world.write("a.jpg")
    world.write("b.jpg")
    world.transfer("copy")
    (world.out / "a.jpg").write_text("edited")
    report = world.undo()
    assert counts(report) == {"done": 1, "failed": 1}
    assert "changed" in entry_of(report, "a.jpg").reason
    assert tree(world.out) == {"a.jpg": b"edited"}


def test_a_copy_whose_original_is_gone_or_changed_stays(world: World) -> None:
    world.write("a.jpg")
    world.write("b.jpg")
    world.transfer("copy")
    (world.shoot / "a.jpg").unlink()
    (world.shoot / "b.jpg").write_text("edited")
    assert counts(world.undo()) == {"failed": 2}
    assert set(tree(world.out)) == {"a.jpg", "b.jpg"}


def test_what_was_at_the_destination_before_a_copy_stays(world: World) -> None:
    photo = world.write("a.jpg")
    world.write("a.xmp", "<x/>")
    world.out.mkdir()
    (world.out / "a.jpg").write_bytes(photo.read_bytes())
    assert counts(world.transfer("copy")) == {"done": 1}
    assert set(tree(world.out)) == {"a.jpg", "a.xmp"}
    world.undo()
    assert set(tree(world.out)) == {"a.jpg"}


def test_a_moved_photo_whose_place_was_taken_stays_where_it_is(world: World) -> None:
    world.write("a.jpg")
    world.write("b.jpg")
    world.transfer("move")
    (world.shoot / "a.jpg").write_text("a new photo of that name")
    report = world.undo()
    assert counts(report) == {"done": 1, "failed": 1}
    assert (world.shoot / "a.jpg").read_text() == "a new photo of that name"
    assert set(tree(world.out)) == {"a.jpg"}


def test_a_sidecar_that_was_edited_after_the_move_comes_back_edited(world: World) -> None:
    world.write("a.jpg")
    world.write("a.xmp", "<x/>")
    world.transfer("move")
    (world.out / "a.xmp").write_text("<x stars='5'/>")
    assert world.undo().complete
    assert (world.shoot / "a.xmp").read_text() == "<x stars='5'/>"


def test_a_renamed_photo_gets_its_name_back(world: World) -> None:
    world.write("a.jpg")
    world.write("a.xmp", "<x/>")
    before = tree(world.shoot)
    world.out.mkdir()
    (world.out / "a.jpg").write_text("another photo")
    world.transfer("move")
    assert set(tree(world.out)) == {"a.jpg", "a-1.jpg", "a-1.xmp"}
    world.undo()
    assert tree(world.shoot) == before
    assert set(tree(world.out)) == {"a.jpg"}


def test_an_undo_that_is_cancelled_goes_on_next_time(world: World, other_disk: Path) -> None:
    for number in range(100):
        world.write(f"{number:03}.jpg")
    before = tree(world.shoot)
    for mode in ("copy", "move"):
        world.transfer(mode, destination=other_disk / mode)
        part = transferring.undo_last(world.lane, cancelled=lambda m=mode: len(tree(other_disk / m)) <= 60)  # type: ignore[misc]
        assert 0 < counts(part)["done"] < 100
        assert counts(part)["not reached"]
        assert world.undo().complete
        assert tree(world.shoot) == before
        assert not (other_disk / mode).exists()


def test_a_folder_that_a_part_made_which_brought_nothing_goes_too(world: World) -> None:
    world.write("a/x.jpg")
    photos = world.photos()
    rejects = world.shoot / "_rejects"
    made: list[bool] = []

    def once_it_is_made() -> bool:
        made.append(rejects.is_dir())
        return made[-1]

    report = world.transfer("copy", photos, destination=rejects, cancelled=once_it_is_made)
    assert not report.complete
    assert rejects.is_dir()
    assert world.transfer("move", photos, destination=rejects).complete
    assert world.undo().complete
    assert not rejects.exists()
    assert set(tree(world.shoot)) == {"a/x.jpg"}
