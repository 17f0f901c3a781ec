"""Copy, move and hard-link: what goes where, what goes along, what is never touched."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.records import Flag, ModelKey, ScoreResult
from app.catalog.transfers import TransferState
from app.culling import transferring
from app.culling.transfer import TransferRun
from app.culling.transfer_lock import only_transfer
from app.culling.transfer_names import renamed
from app.culling.transfer_plan import make_plan
from app.culling.transfer_report import report_json, report_text, write_report
from app.errors import UserError
from tests.culling.transfer_world import World, counts, entry_of, tree

ODD_NAMES = ["写真.jpg", 'Müller & Söhne\'s "best".jpg', "two\nlines.jpg", "bytes\udcff.jpg", "trailing .jpg"]


def test_a_sidecar_that_another_photo_needs_does_not_go_to_the_trash(world: World) -> None:
    world.write("a.jpg")
    world.write("a.tif")
    world.write("a.xmp", "<x/>")
    for names, files in ((["a.jpg"], ["a.jpg"]), (["a.jpg", "a.tif"], ["a.jpg", "a.tif", "a.xmp"])):
        settings = world.settings("trash", destination=None)
        plan = transferring.dry_run(world.lane, world.photos(names), settings, world.outlook())
        assert sorted(source.name for entry in plan.entries for source, _ in entry.files) == files


def test_a_copy_keeps_folders_times_and_originals(world: World) -> None:
    world.write("a.jpg")
    late = world.write("day 2/b.jpg")
    os.utime(late, ns=(1_500_000_000_123_456_789, 1_500_000_000_123_456_789))
    late.chmod(0o640)
    before = tree(world.shoot)
    report = world.transfer("copy")
    assert report.complete
    assert tree(world.out) == before == tree(world.shoot)
    copy = (world.out / "day 2/b.jpg").stat()
    assert (copy.st_mtime_ns, copy.st_mode & 0o777) == (1_500_000_000_123_456_789, 0o640)
    assert report.text == f"Copied 2 photos to {world.out}" + "."
    assert world.columns(world.shoot).paths == [str(world.shoot / "a.jpg"), str(late)]


@pytest.mark.parametrize("mode", ["copy", "move", "link"])
def test_any_name_the_disk_takes_goes_over(mode: str, world: World) -> None:
    for name in ODD_NAMES:
        world.write(name)
    before = tree(world.shoot)
    assert world.transfer(mode).complete
    assert tree(world.out) == before
    assert tree(world.shoot) == ({} if mode == "move" else before)


@pytest.mark.parametrize("mode", ["copy", "move", "link"])
def test_sidecars_and_the_pair_go_along(mode: str, world: World) -> None:
    world.write("IMG_1.JPG")
    for name in ("IMG_1.CR2", "IMG_1.xmp", "IMG_1.CR2.xmp", "IMG_1.wav"):
        world.write(name, name)
    world.write("IMG_2.xmp", "of a photo that is not here")
    report = world.transfer(mode)
    assert counts(report) == {"done": 1}
    expected = {"IMG_1.JPG", "IMG_1.CR2", "IMG_1.xmp", "IMG_1.CR2.xmp", "IMG_1.wav"}
    assert set(tree(world.out)) == expected
    assert set(tree(world.shoot)) == ({"IMG_2.xmp"} if mode == "move" else expected | {"IMG_2.xmp"})


def test_without_pairs_the_other_half_stays_and_a_common_sidecar_is_copied(world: World) -> None:
    world.write("IMG_1.JPG")
    world.write("IMG_1.CR2", "raw")
    world.write("IMG_1.xmp", "common")
    world.write("IMG_1.CR2.xmp", "of the raw")
    chosen = world.photos(["IMG_1.JPG"])
    assert world.transfer("move", chosen, pairs=False).complete
    assert set(tree(world.out)) == {"IMG_1.JPG", "IMG_1.xmp"}
    assert set(tree(world.shoot)) == {"IMG_1.CR2", "IMG_1.xmp", "IMG_1.CR2.xmp"}


def test_two_raws_of_one_stem_are_one_set(world: World) -> None:
    world.write("IMG_1.CR2", "canon")
    world.write("IMG_1.NEF", "nikon")
    world.write("IMG_1.xmp", "whose?")
    world.out.mkdir()
    (world.out / "IMG_1.NEF").write_text("another photo")
    report = world.transfer("move")
    assert counts(report) == {"done": 1}
    assert set(tree(world.out)) == {"IMG_1.NEF", "IMG_1-1.CR2", "IMG_1-1.NEF", "IMG_1-1.xmp"}
    assert tree(world.shoot) == {}


def test_a_second_raw_that_stays_keeps_the_sidecar(world: World) -> None:
    world.write("IMG_1.CR2", "canon")
    world.write("IMG_1.NEF", "nikon")
    world.write("IMG_1.xmp", "whose?")
    assert world.transfer("move", world.photos(["IMG_1.NEF"])).complete
    assert set(tree(world.out)) == {"IMG_1.NEF", "IMG_1.xmp"}
    assert set(tree(world.shoot)) == {"IMG_1.CR2", "IMG_1.xmp"}
    assert world.undo().complete
    assert set(tree(world.shoot)) == {"IMG_1.CR2", "IMG_1.NEF", "IMG_1.xmp"}
    assert tree(world.out.parent / "out") == {}


def test_flat_renames_the_second_set_as_a_whole(world: World) -> None:
    world.write("a/IMG_1.jpg")
    world.write("b/IMG_1.jpg")
    world.write("b/IMG_1.xmp", "b's")
    world.write("b/IMG_1.jpg.xmp", "b's too")
    assert world.transfer("copy", flat=True).complete
    assert set(tree(world.out)) == {"IMG_1.jpg", "IMG_1-1.jpg", "IMG_1-1.xmp", "IMG_1-1.jpg.xmp"}
    assert (world.out / "IMG_1-1.xmp").read_text() == "b's"


def test_skip_and_refuse(world: World) -> None:
    world.write("a.jpg")
    world.write("b.jpg")
    world.out.mkdir()
    (world.out / "a.jpg").write_text("another photo")
    with pytest.raises(UserError, match=r"a\.jpg"):
        world.transfer("move", rule="refuse")
    assert set(tree(world.out)) == {"a.jpg"}
    report = world.transfer("move", rule="skip")
    assert counts(report) == {"done": 1, "skipped": 1}
    assert "a.jpg" in entry_of(report, "a.jpg").reason
    assert set(tree(world.shoot)) == {"a.jpg"}
    assert (world.out / "a.jpg").read_text() == "another photo"


@pytest.mark.parametrize("mode", ["copy", "link"])
def test_what_is_there_already_is_not_done_again(mode: str, world: World) -> None:
    world.write("a.jpg")
    world.write("a.xmp", "<x/>")
    world.transfer(mode)
    before = (world.out / "a.jpg").stat()
    report = world.transfer(mode)
    assert counts(report) == {"already there": 1}
    assert report.complete
    after = (world.out / "a.jpg").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_sidecar_that_changed_since_does_not_double_the_photo(world: World) -> None:
    world.write("a.jpg")
    world.write("a.xmp", "<x/>")
    world.transfer("copy")
    world.write("a.xmp", "<x stars='5'/>")
    report = world.transfer("copy")
    assert counts(report) == {"skipped": 1}
    assert "a.xmp" in entry_of(report, "a.jpg").reason
    assert set(tree(world.out)) == {"a.jpg", "a.xmp"}


def test_a_move_onto_the_same_content_leaves_one(world: World) -> None:
    photo = world.write("a.jpg")
    world.out.mkdir()
    (world.out / "a.jpg").write_bytes(photo.read_bytes())
    report = world.transfer("move")
    assert counts(report) == {"done": 1}
    assert tree(world.shoot) == {}
    world.undo()
    assert set(tree(world.shoot)) == set(tree(world.out)) == {"a.jpg"}, "what was there before stays there"


def test_after_a_hard_link_a_move_takes_the_old_name_away(world: World) -> None:
    world.write("a.jpg")
    world.transfer("link")
    assert (world.shoot / "a.jpg").samefile(world.out / "a.jpg")
    content = (world.shoot / "a.jpg").read_bytes()
    assert counts(world.transfer("move")) == {"done": 1}
    assert tree(world.shoot) == {}
    assert tree(world.out) == {"a.jpg": content}


def test_hard_links_share_the_photo_but_not_the_sidecar(world: World) -> None:
    world.write("a.jpg")
    world.write("a.xmp", "<x/>")
    report = world.transfer("link")
    assert (world.shoot / "a.jpg").samefile(world.out / "a.jpg")
    assert not (world.shoot / "a.xmp").samefile(world.out / "a.xmp")
    assert report.bytes_copied == 4


def test_hard_links_to_another_disk_are_refused(world: World, other_disk: Path) -> None:
    world.write("a.jpg")
    with pytest.raises(UserError, match="one disk"):
        world.transfer("link", destination=other_disk)


@pytest.mark.parametrize("across", [False, True], ids=["same-disk", "other-disk"])
def test_the_catalogue_follows_a_move_and_its_undo(across: bool, world: World, request: pytest.FixtureRequest) -> None:
    target = request.getfixturevalue("other_disk") / "new" if across else world.out
    world.write("sub/a.jpg")
    (photo,) = world.photos()
    model = ModelKey("m", "00", "1")

    def decide(catalog: object) -> None:
        decision = catalog.decisions([photo.id])[photo.id]  # type: ignore[attr-defined]
        catalog.set_decisions({photo.id: replace(decision, flag=Flag.PICK, stars=4)})  # type: ignore[attr-defined]
        fingerprint = catalog.thumb_keys([photo.id])[photo.id]  # type: ignore[attr-defined]
        catalog.store_scores(model, [ScoreResult(photo.id, fingerprint, 81.0)])  # type: ignore[attr-defined]

    world.lane.call(decide)
    report = world.transfer("move", destination=target)
    assert report.complete
    record = world.lane.call(lambda catalog: catalog.record(photo.id, model))
    assert record.path == target / "sub" / "a.jpg"
    assert (record.decision.flag, record.decision.stars, record.score) == (Flag.PICK, 4, 81.0)
    assert world.take_in(target).ids.tolist() == [photo.id], "the intake finds nothing new there"
    back = world.undo()
    assert back.complete
    assert world.take_in().ids.tolist() == [photo.id]
    assert not target.exists(), "a folder that was made goes while it is empty"


def test_a_link_is_copied_as_what_it_shows_and_never_moved(world: World) -> None:
    real = world.folder / "elsewhere.jpg"
    world.write("a.jpg").rename(real)
    (world.shoot / "a.jpg").symlink_to(real)
    chosen = world.photos()
    report = world.transfer("move", chosen)
    assert counts(report) == {"failed": 1}
    assert "link" in entry_of(report, "a.jpg").reason
    assert world.transfer("copy", chosen).complete
    assert not (world.out / "a.jpg").is_symlink()
    assert (world.out / "a.jpg").read_bytes() == real.read_bytes()


def test_a_destination_inside_the_folder(world: World) -> None:
    world.write("a.jpg")
    inside = world.shoot / "keepers"
    assert counts(world.transfer("copy", destination=inside)) == {"done": 1}
    report = world.transfer("copy", destination=inside)
    assert counts(report) == {"already there": 2}
    assert set(tree(world.shoot)) == {"a.jpg", "keepers/a.jpg"}


@pytest.mark.parametrize("mode", ["copy", "move", "link"])
def test_onto_itself_nothing_happens(mode: str, world: World) -> None:
    world.write("a.jpg")
    world.write("a.xmp", "<x/>")
    before = tree(world.shoot)
    mirror = world.folder / "mirror"
    mirror.symlink_to(world.shoot)
    for place in (world.shoot, mirror):
        assert counts(world.transfer(mode, destination=place)) == {"already there": 1}
        assert tree(world.shoot) == before


def test_a_destination_that_is_no_folder(world: World) -> None:
    world.write("a.jpg")
    world.out.write_text("a file")
    for place in (world.out, world.out / "below"):
        with pytest.raises(UserError, match="is a file"):
            world.transfer("copy", destination=place)


def test_a_file_that_appears_after_the_plan_is_not_overwritten(world: World) -> None:
    world.write("a.jpg")
    world.write("a.xmp", "<x/>")
    plan = make_plan(world.photos(), world.settings("copy"), ids_of=lambda _: {})
    world.out.mkdir()
    (world.out / "a.xmp").write_text("somebody else's")
    report = TransferRun(world.lane, plan).run()
    assert counts(report) == {"done": 1}
    assert set(tree(world.out)) == {"a.xmp", "a-1.jpg", "a-1.xmp"}
    assert (world.out / "a.xmp").read_text() == "somebody else's"


def test_cancel_leaves_nothing_half_and_can_be_gone_on_with(world: World) -> None:
    for number in range(150):
        world.write(f"{number:03}.jpg")
    report = world.transfer("move", cancelled=lambda: len(tree(world.out)) >= 70)
    assert report.state is TransferState.CANCELLED
    done = counts(report)["done"]
    assert 0 < done < 150
    assert len(tree(world.shoot)) == 150 - done
    assert len(tree(world.out)) == done
    interrupted = world.lane.call(lambda catalog: catalog.transfers.unfinished())
    assert interrupted is not None
    assert (interrupted.sets, interrupted.done) == (150, done)
    assert transferring.go_on(world.lane, interrupted).complete
    assert len(tree(world.out)) == 150
    assert world.lane.call(lambda catalog: catalog.transfers.unfinished()) is None


def test_one_transfer_at_a_time(world: World) -> None:
    world.write("a.jpg")
    chosen = world.photos()
    with only_transfer(world.folder / "catalog.sqlite3"), pytest.raises(UserError, match="Another"):
        world.transfer("copy", chosen)
    assert world.transfer("copy", chosen).complete


def test_a_dry_run_says_it_all_and_touches_nothing(world: World) -> None:
    world.write("a.jpg")
    world.write("a.xmp", "<x/>")
    world.out.mkdir()
    (world.out / "a.jpg").write_text("another photo")
    chosen = world.photos()
    report = transferring.dry_run(world.lane, chosen, world.settings("move"), world.outlook())
    assert report.text == f"Would move 1 photo to {world.out}."
    assert [target.name for _, target in report.entries[0].files if target] == ["a-1.jpg", "a-1.xmp"]
    assert set(tree(world.shoot)) == {"a.jpg", "a.xmp"}
    assert world.lane.call(lambda catalog: catalog.transfers.undoable()) is None


def test_the_report_names_what_went_where_and_what_did_not_and_why(world: World, tmp_path: Path) -> None:
    world.write("a.jpg")
    world.write("two\nlines.jpg")
    chosen = world.photos()
    (world.shoot / "a.jpg").unlink()
    report = world.transfer("copy", chosen)
    assert counts(report) == {"done": 1, "failed": 1}
    assert not report.complete
    text = report_text(report)
    assert "a.jpg: The file is no longer there." in text
    assert '\\nlines.jpg" -> ' in text
    row = report.row()
    assert row["counts"]["failed"] == 1
    for name in ("report.json", "report.txt"):
        write_report(report, tmp_path / name)
    assert (tmp_path / "report.json").read_text() == report_json(report)


@given(
    st.text("abc.-_1", min_size=1, max_size=8),
    st.sampled_from(["", ".jpg", ".xmp", ".CR2.xmp", "_01.CR2.xmp"]),
    st.integers(1, 9999),
)
def test_renaming_keeps_what_belongs_together_together(stem: str, rest: str, number: int) -> None:
    assert renamed(stem + rest, stem, number) == f"{stem}-{number}{rest}"
    assert renamed(stem + rest, stem, 0) == stem + rest
