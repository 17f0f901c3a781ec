"""Decisions into sidecars and back, through a real catalogue and real files."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.catalog.records import Decision, Flag, Label, ScoreResult
from app.catalog.sidecar_intake import Found, Prefer
from app.culling import sidecar_writer
from app.culling.auto_writer import AutoWriter
from app.culling.sidecar_writer import Outcome, SidecarWriter, Written
from app.photos.xmp.embedded import embedded_marks
from app.photos.xmp.profiles import Profile, Style
from app.photos.xmp.settings import MetadataSettings, load_settings, save_settings
from tests.culling.sidecar_desk import MODEL, PICK4, Desk, edit
from tests.xmp_samples import DARKTABLE, LIGHTROOM, document

# Writing


def test_only_what_is_decided_is_written(desk: Desk) -> None:
    desk.photo("a.jpg")
    desk.photo("b.jpg")
    desk.scan()
    desk.decide("a.jpg", PICK4)
    done = desk.write("a.jpg", "b.jpg")
    assert [r.outcome for r in done] == [Outcome.WRITTEN, Outcome.SKIPPED]
    assert desk.sidecars() == ["a.xmp"]
    assert desk.xmp("a.xmp") == (1, 4, 1)
    assert [r.outcome for r in desk.write("a.jpg", "b.jpg")] == [Outcome.SAME, Outcome.SKIPPED]


def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    desk.photo("a.jpg")
    desk.scan()
    desk.decide("a.jpg", PICK4)
    (done,) = desk.write("a.jpg", dry_run=True)
    assert (done.outcome, [path.name for path in done.files]) == (Outcome.WRITTEN, ["a.xmp"])
    assert desk.sidecars() == []
    assert desk.write("a.jpg")[0].outcome is Outcome.WRITTEN


def test_a_decision_that_is_taken_back_is_taken_out(desk: Desk) -> None:
    desk.photo("a.jpg")
    desk.scan()
    desk.decide("a.jpg", PICK4)
    desk.write("a.jpg")
    desk.decide("a.jpg", Decision())
    assert desk.write("a.jpg")[0].outcome is Outcome.WRITTEN
    assert desk.xmp("a.xmp") == (0, 0, 0)
    assert "pick" not in (desk.folder / "a.xmp").read_text(encoding="utf-8")


def test_both_names_are_kept_up_to_date(desk: Desk) -> None:
    desk.photo("a.cr2")
    (desk.folder / "a.cr2.xmp").write_text(DARKTABLE, encoding="utf-8")
    desk.scan()
    assert desk.decision("a.cr2") == Decision(Flag.REJECT, 0, Label.GREEN)
    desk.decide("a.cr2", PICK4)
    (done,) = desk.write("a.cr2")
    assert sorted(path.name for path in done.files) == ["a.cr2.xmp", "a.xmp"]
    assert desk.xmp("a.xmp") == desk.xmp("a.cr2.xmp") == (1, 4, 1)
    assert "rawprepare" in (desk.folder / "a.cr2.xmp").read_text(encoding="utf-8")


def test_profiles_that_use_the_full_name(desk: Desk) -> None:
    desk.photo("a.nef")
    desk.scan()
    desk.decide("a.nef", PICK4)
    desk.write("a.nef", settings=MetadataSettings(Style(Profile.DIGIKAM)))
    assert desk.sidecars() == ["a.nef.xmp"]


def test_a_pair_shares_one_sidecar(desk: Desk) -> None:
    desk.photo("a.cr2")
    desk.photo("a.jpg")
    desk.scan()
    desk.decide("a.jpg", PICK4)
    desk.write("a.jpg", "a.cr2")
    assert desk.sidecars() == ["a.xmp"]
    edit(desk.folder / "a.xmp", 'xmp:Rating="4"', 'xmp:Rating="2"')
    desk.scan()
    assert desk.decision("a.jpg").stars == desk.decision("a.cr2").stars == 2
    desk.write("a.jpg", settings=MetadataSettings(Style(Profile.DARKTABLE)))
    assert desk.sidecars() == ["a.cr2.xmp", "a.jpg.xmp", "a.xmp"]


def test_two_raws_of_one_stem_get_a_sidecar_each(desk: Desk) -> None:
    desk.photo("a.cr2")
    desk.photo("a.nef")
    desk.scan()
    desk.decide("a.cr2", PICK4)
    desk.decide("a.nef", Decision(Flag.REJECT))
    done = desk.write("a.cr2", "a.nef")
    assert desk.sidecars() == ["a.cr2.xmp", "a.nef.xmp"]
    assert "a.xmp belongs to a.nef, too" in done[0].reason
    assert (desk.xmp("a.cr2.xmp"), desk.xmp("a.nef.xmp")) == ((1, 4, 1), (-1, 0, 0))


def test_the_score_goes_along_when_asked_for(desk: Desk) -> None:
    desk.photo("a.jpg")
    desk.scan()
    photo_id = desk.decide("a.jpg", PICK4)
    key = desk.lane.call(lambda catalog: catalog.thumb_keys([photo_id]))[photo_id]
    desk.lane.call(lambda catalog: catalog.store_scores(MODEL, [ScoreResult(photo_id, key, 81.25)]))
    desk.write("a.jpg", settings=MetadataSettings(Style(score=True, keyword=True)))
    text = (desk.folder / "a.xmp").read_text(encoding="utf-8")
    assert 'keepers:score="81.2"' in text
    assert "Keepers 80-89" in text


def test_malformed_sidecars_are_refused_and_stay(desk: Desk) -> None:
    desk.photo("a.jpg")
    broken = LIGHTROOM[:-60].encode()
    (desk.folder / "a.xmp").write_bytes(broken)
    (reading,) = desk.scan()
    assert reading.found is Found.PROBLEM
    assert "a.xmp: This sidecar cannot be read: It is not well-formed XML" in reading.reason
    desk.decide("a.jpg", PICK4)
    (done,) = desk.write("a.jpg")
    assert done.outcome is Outcome.REFUSED
    assert "a.xmp: This sidecar was left as it is." in done.reason
    assert (desk.folder / "a.xmp").read_bytes() == broken
    assert desk.lane.call(lambda catalog: catalog.sidecars.due(0)) == [desk.id("a.jpg")]


def test_a_folder_in_the_sidecars_place_is_told(desk: Desk) -> None:
    desk.photo("a.jpg")
    (desk.folder / "a.xmp").mkdir()
    assert [reading.found for reading in desk.scan()] == [Found.PROBLEM]
    desk.decide("a.jpg", PICK4)
    assert "This is a folder" in desk.write("a.jpg")[0].reason


def test_a_share_that_disappears(desk: Desk) -> None:
    desk.photo("a.jpg")
    desk.scan()
    desk.decide("a.jpg", PICK4)
    desk.folder.rename(desk.folder.with_name("away"))
    (done,) = desk.write("a.jpg")
    assert done.outcome is Outcome.REFUSED
    assert "Check the drive or network share" in done.reason
    desk.folder.with_name("away").rename(desk.folder)
    assert desk.write("a.jpg")[0].outcome is Outcome.WRITTEN


# Reading, merging, conflicts


def test_a_scan_takes_what_nobody_decided(desk: Desk) -> None:
    desk.photo("a.cr2")
    (desk.folder / "a.xmp").write_text(LIGHTROOM, encoding="utf-8")
    (reading,) = desk.scan()
    assert (reading.found, reading.orientation) == (Found.TAKEN, 6)
    assert desk.decision("a.cr2") == Decision(Flag.NONE, 2, Label.YELLOW)
    assert desk.scan() == ()
    assert desk.lane.call(lambda catalog: catalog.sidecars.due(0)) == []


def test_what_is_in_the_photo_is_where_it_begins(desk: Desk) -> None:
    Image.new("RGB", (20, 20)).save(desk.folder / "a.jpg", xmp=document('xmp:Rating="3" xmp:Label="Blue"').encode())
    desk.scan()
    assert desk.decision("a.jpg") == Decision(Flag.NONE, 3, Label.BLUE)
    assert desk.write("a.jpg")[0].outcome is Outcome.SAME
    assert desk.sidecars() == []
    desk.decide("a.jpg", Decision(Flag.PICK, 5, Label.BLUE))
    desk.write("a.jpg")
    assert desk.xmp("a.xmp") == (1, 5, 4)
    # The photo is the same, so the scan does not bring the old stars back.
    desk.scan()
    assert desk.decision("a.jpg").stars == 5


def test_a_sidecar_overrules_what_is_in_the_photo(desk: Desk) -> None:
    Image.new("RGB", (20, 20)).save(desk.folder / "a.jpg", xmp=document('xmp:Rating="3"').encode())
    (desk.folder / "a.xmp").write_text(document('xmp:Rating="1"'), encoding="utf-8")
    desk.scan()
    assert desk.decision("a.jpg").stars == 1


def test_a_change_outside_is_merged_field_by_field(desk: Desk) -> None:
    desk.photo("a.jpg")
    desk.scan()
    desk.decide("a.jpg", PICK4)
    desk.write("a.jpg")
    edit(desk.folder / "a.xmp", 'xmp:Rating="4"', 'xmp:Rating="2"')
    desk.decide("a.jpg", replace(PICK4, label=Label.GREEN))
    (done,) = desk.write("a.jpg")
    assert done.outcome is Outcome.WRITTEN
    assert desk.decision("a.jpg") == done.decision == Decision(Flag.PICK, 2, Label.GREEN)
    assert desk.xmp("a.xmp") == (1, 2, 3)


def conflict(desk: Desk) -> None:
    desk.photo("a.jpg")
    desk.scan()
    desk.decide("a.jpg", PICK4)
    desk.write("a.jpg")
    edit(desk.folder / "a.xmp", 'xmp:Rating="4"', 'xmp:Rating="2"')
    desk.decide("a.jpg", replace(PICK4, stars=5))


def test_a_conflict_is_told_and_changes_nothing(desk: Desk) -> None:
    conflict(desk)
    before = (desk.folder / "a.xmp").read_bytes()
    for _ in range(2):
        (reading,) = desk.scan()
        assert (reading.found, reading.fields, reading.theirs.stars) == (Found.CONFLICT, ("stars",), 2)
        (done,) = desk.write("a.jpg")
        assert (done.outcome, done.fields, done.theirs.stars) == (Outcome.CONFLICT, ("stars",), 2)
    assert (desk.folder / "a.xmp").read_bytes() == before
    assert desk.decision("a.jpg").stars == 5


@pytest.mark.parametrize(("prefer", "stars"), [(Prefer.KEEPERS, 5), (Prefer.FILE, 2)])
@pytest.mark.parametrize("by_writing", [True, False])
def test_a_person_says_who_is_right(desk: Desk, prefer: Prefer, stars: int, by_writing: bool) -> None:
    conflict(desk)
    if by_writing:
        desk.write("a.jpg", prefer=prefer)
    else:
        desk.read(prefer=prefer)
        desk.write("a.jpg")
    assert desk.decision("a.jpg").stars == stars
    assert desk.xmp("a.xmp") == (1, stars, 1)
    assert desk.scan() == ()


def test_reading_dry_changes_nothing(desk: Desk) -> None:
    desk.photo("a.jpg")
    desk.scan()
    (desk.folder / "a.xmp").write_text(LIGHTROOM, encoding="utf-8")
    (reading,) = desk.read(dry_run=True)
    assert (reading.found, reading.decision.stars) == (Found.TAKEN, 2)
    assert desk.decision("a.jpg") == Decision()
    (reading,) = desk.read()
    assert reading.found is Found.TAKEN
    assert desk.decision("a.jpg").stars == 2


def test_a_deleted_sidecar_is_written_anew(desk: Desk) -> None:
    desk.photo("a.jpg")
    desk.scan()
    desk.decide("a.jpg", PICK4)
    desk.write("a.jpg")
    (desk.folder / "a.xmp").unlink()
    desk.scan()
    assert desk.decision("a.jpg") == PICK4
    assert desk.write("a.jpg")[0].outcome is Outcome.WRITTEN
    assert desk.xmp("a.xmp") == (1, 4, 1)


def test_a_decision_in_between_is_written_in_the_same_go(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the file is written, the photographer changes his mind."""
    desk.photo("a.jpg")
    desk.scan()
    photo_id = desk.decide("a.jpg", PICK4)
    original = SidecarWriter._write_some
    minds = [Decision(Flag.REJECT)]

    def meddle(self: SidecarWriter, photos: Any) -> object:
        result = original(self, photos)
        if minds:
            wanted = minds.pop()
            desk.lane.call(lambda catalog: catalog.set_decisions({photo_id: wanted}))
        return result

    monkeypatch.setattr(SidecarWriter, "_write_some", meddle)
    (done,) = desk.write("a.jpg")
    assert done.outcome is Outcome.WRITTEN
    assert desk.xmp("a.xmp") == (-1, 0, 0)
    assert desk.decision("a.jpg") == Decision(Flag.REJECT)
    assert desk.lane.call(lambda catalog: catalog.sidecars.due(0)) == []


# Embedding


def test_embedding_keeps_scores_and_makes_no_sidecar(desk: Desk) -> None:
    desk.photo("a.jpg")
    copy = desk.folder / "copy.jpg"
    copy.write_bytes((desk.folder / "a.jpg").read_bytes())
    desk.scan()
    photo_id, copy_id = desk.decide("a.jpg", PICK4), desk.id("copy.jpg")
    key = desk.lane.call(lambda catalog: catalog.thumb_keys([photo_id]))[photo_id]
    desk.lane.call(lambda catalog: catalog.store_scores(MODEL, [ScoreResult(photo_id, key, 70.0)]))
    settings = MetadataSettings(embed=True)
    (done,) = desk.write("a.jpg", settings=settings)
    assert (done.outcome, [path.name for path in done.files]) == (Outcome.WRITTEN, ["a.jpg"])
    assert desk.sidecars() == []
    assert embedded_marks(desk.folder / "a.jpg", None).values == (1, 4, 1)
    assert desk.write("a.jpg", settings=settings)[0].outcome is Outcome.SAME
    for i in (photo_id, copy_id):
        assert desk.lane.call(lambda catalog, i=i: catalog.record(i, MODEL)).score == 70.0  # type: ignore[misc]
    assert desk.scan() == ()
    record = desk.lane.call(lambda catalog: catalog.record(photo_id, MODEL))
    assert (record.score, record.decision) == (70.0, PICK4)


def test_the_catalogue_knows_a_photo_again_as_soon_as_it_was_embedded(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody may look at the first photos of many, the watch of the open folder say, while others are written."""
    names = [f"{letter}.jpg" for letter in "abcdef"]
    for name in names:
        desk.photo(name)
    desk.scan()
    for name in names:
        desk.decide(name, PICK4)
    monkeypatch.setattr(sidecar_writer, "_THREADS", 1)
    embed = sidecar_writer.embed
    unknown: list[Path] = []

    def looked(path: Path, *args: Any, **more: Any) -> Any:
        files = desk.lane.call(lambda catalog: catalog.known_files(desk.folder))
        for name in names:
            status = (desk.folder / name).stat()
            known = files[str(desk.folder / name)]
            if (status.st_size, status.st_mtime_ns) != (known.size, known.mtime_ns):
                unknown.append(desk.folder / name)
        return embed(path, *args, **more)

    monkeypatch.setattr(sidecar_writer, "embed", looked)
    done = desk.write(*names, settings=MetadataSettings(embed=True))
    assert [written.outcome for written in done] == [Outcome.WRITTEN] * 6
    assert not unknown


def test_where_embedding_cannot_be_done_a_sidecar_is_written(desk: Desk) -> None:
    path = desk.photo("a.jpg")
    data = path.read_bytes()
    path.write_bytes(data[:2] + b"\xff\xe2\x00\x10MPF\0II*\0\x08\0\0\0\0\0" + data[2:])
    desk.scan()
    desk.decide("a.jpg", PICK4)
    (done,) = desk.write("a.jpg", settings=MetadataSettings(embed=True))
    assert "further pictures" in done.reason
    assert desk.xmp("a.xmp") == (1, 4, 1)


# By itself


def test_decisions_are_written_by_themselves_once_it_is_quiet(desk: Desk) -> None:
    desk.photo("a.jpg")
    desk.photo("b.jpg")
    desk.scan()
    earlier = desk.decide("b.jpg", PICK4)
    since = desk.lane.call(lambda catalog: catalog.sidecars.due(0))
    assert since == [earlier]
    results: list[Written] = []
    first = _due_us(desk, earlier)
    settings = MetadataSettings(automatic=True, since_us=first + 1)
    auto = AutoWriter(desk.lane, lambda: settings, results.extend, _raise, quiet_seconds=0.01)
    try:
        desk.decide("a.jpg", Decision(Flag.PICK))
        auto.poke()
        assert auto.wait(20)
    finally:
        assert auto.close()
    assert [(r.photo.path.name, r.outcome) for r in results] == [("a.jpg", Outcome.WRITTEN)]
    assert desk.sidecars() == ["a.xmp"]


def _due_us(desk: Desk, photo_id: int) -> int:
    low, high = 0, 1 << 62
    while low < high:
        middle = (low + high + 1) // 2
        if desk.lane.call(lambda catalog, middle=middle: catalog.sidecars.due(middle)):  # type: ignore[misc]
            low = middle
        else:
            high = middle - 1
    return low


def _raise(error: Exception) -> None:
    raise error


def test_what_a_killed_program_left_is_written_by_the_next(desk: Desk, tmp_path: Path) -> None:
    desk.photo("a.jpg")
    desk.scan()
    photo_id = desk.id("a.jpg")
    program = (
        "import os; from app.catalog.catalog import Catalog; from app.catalog.records import Decision, Flag\n"
        f"catalog = Catalog.open({str(tmp_path / 'catalog.sqlite3')!r})\n"
        f"catalog.set_decisions({{{photo_id}: Decision(Flag.REJECT)}})\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=False, cwd=Path(__file__).parents[2])
    results: list[Written] = []
    auto = AutoWriter(desk.lane, lambda: MetadataSettings(automatic=True), results.extend, _raise, quiet_seconds=0.01)
    auto.poke()
    assert auto.wait(20)
    assert auto.close()
    assert desk.xmp("a.xmp") == (-1, 0, 0)


def test_photos_out_of_reach_stay_due(desk: Desk) -> None:
    desk.photo("a.jpg")
    desk.scan()
    photo_id = desk.decide("a.jpg", PICK4)
    desk.folder.rename(desk.folder.with_name("away"))
    results: list[Written] = []
    auto = AutoWriter(desk.lane, lambda: MetadataSettings(automatic=True), results.extend, _raise, quiet_seconds=0.01)
    auto.poke()
    assert auto.wait(20)
    assert auto.close()
    assert results == []
    assert desk.lane.call(lambda catalog: catalog.sidecars.due(0)) == [photo_id]


# Settings


def test_settings_survive_and_damage_reads_as_the_default(private_places: Path) -> None:
    chosen = MetadataSettings(
        Style(Profile.DIGIKAM, ("", "Rot", "Gelb", "Grün", "Blau", "Lila"), score=True), automatic=True, since_us=7
    )
    save_settings(chosen)
    assert load_settings() == chosen
    file = private_places / "config" / "metadata.json"
    for text in ("", "[]", "{", '{"profile": 3, "words": ["a"], "since_us": "x"}', '{"words": ["","","","","","\\n"]}'):
        file.write_text(text, encoding="utf-8")
        assert load_settings() == MetadataSettings()
