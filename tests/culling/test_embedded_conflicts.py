"""What another program writes into a photo against a decision is a conflict, as what it writes into a sidecar is."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from app.catalog.sidecar_intake import Found, Prefer
from app.culling.sidecar_writer import Outcome
from app.photos.xmp.embedded import embedded_marks
from app.photos.xmp.settings import MetadataSettings
from tests.culling.sidecar_desk import PICK4, Desk
from tests.xmp_samples import document


def rate_inside(path: Path, stars: int) -> None:
    """As another program does that writes its rating into the photo."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    xmp = document(f'xmp:Rating="{stars}"').encode()
    suffix = {".tif": "TIFF", ".dng": "TIFF"}.get(path.suffix, "JPEG")
    extra = {"tiffinfo": {700: xmp}} if suffix == "TIFF" else {"xmp": xmp}
    Image.new("RGB", (20, 20), (sum(path.name.encode()) % 256, 9, 9)).save(path, format=suffix, **extra)
    if before:
        os.utime(path, ns=(before + 1_000_000_000, before + 1_000_000_000))


INSIDE = ("a.jpg", "a.tif", "a.dng")


@pytest.mark.parametrize("name", INSIDE)
def test_a_change_inside_the_photo_against_a_decision_is_a_conflict(desk: Desk, name: str) -> None:
    rate_inside(desk.folder / name, 3)
    assert desk.scan() == ()
    assert desk.decision(name).stars == 3
    photo_id = desk.decide(name, PICK4)
    assert desk.scan() == (), "the file says what it said"
    rate_inside(desk.folder / name, 2)
    for _ in range(2):  # until somebody says who is right, though the file does not change any more
        (reading,) = desk.scan()
        assert (reading.found, reading.fields, reading.theirs.stars) == (Found.CONFLICT, ("stars",), 2)
        assert reading.files == (desk.folder / name,)
        (done,) = desk.write(name)
        assert (done.outcome, done.fields, done.theirs.stars) == (Outcome.CONFLICT, ("stars",), 2)
        assert done.files == (desk.folder / name,)
        assert desk.decision(name) == PICK4
    assert desk.sidecars() == []
    assert desk.lane.call(lambda catalog: catalog.sidecars.due(0)) == [photo_id], "the decision still waits"


@pytest.mark.parametrize(("prefer", "stars"), [(Prefer.KEEPERS, 4), (Prefer.FILE, 2)])
@pytest.mark.parametrize("by_writing", [True, False])
@pytest.mark.parametrize("embed", [True, False])
def test_a_conflict_with_the_inside_is_settled_as_one_with_a_sidecar(
    desk: Desk, prefer: Prefer, stars: int, by_writing: bool, embed: bool
) -> None:
    rate_inside(desk.folder / "a.jpg", 3)
    desk.scan()
    desk.decide("a.jpg", PICK4)
    rate_inside(desk.folder / "a.jpg", 2)
    desk.scan()
    settings = MetadataSettings(embed=embed)
    if by_writing:
        (done,) = desk.write("a.jpg", prefer=prefer, settings=settings)
    else:
        desk.read(prefer=prefer)
        (done,) = desk.write("a.jpg", settings=settings)
    assert done.outcome is Outcome.WRITTEN
    assert desk.decision("a.jpg") == replace(PICK4, stars=stars)
    assert desk.sidecars() == ([] if embed else ["a.xmp"])
    inside = embedded_marks(desk.folder / "a.jpg", None)
    assert inside.stars == (stars if embed else 2)
    assert desk.scan() == ()
    assert desk.write("a.jpg", settings=settings)[0].outcome is Outcome.SAME
    rate_inside(desk.folder / "a.jpg", 1)
    told = [reading.theirs.stars for reading in desk.scan()]
    if prefer is Prefer.KEEPERS and not embed:
        assert told == [1], "the next change is news again"
    else:
        assert told == [], "both were of one mind, so the file is just followed"
        assert desk.decision("a.jpg").stars == 1


def test_news_inside_that_agree_after_all_are_no_conflict(desk: Desk) -> None:
    for name in ("a.jpg", "b.jpg"):
        rate_inside(desk.folder / name, 3)
    desk.scan()
    desk.decide("a.jpg", PICK4)
    desk.decide("b.jpg", PICK4)
    for name in ("a.jpg", "b.jpg"):
        rate_inside(desk.folder / name, 2)
    assert [reading.found for reading in desk.scan()] == [Found.CONFLICT] * 2
    desk.decide("a.jpg", replace(PICK4, stars=2))
    rate_inside(desk.folder / "b.jpg", 4)
    assert [reading.found for reading in desk.scan()] == [Found.SAME], "a.jpg, from now on settled"
    assert desk.scan() == ()
    assert (desk.decision("a.jpg").stars, desk.decision("b.jpg").stars) == (2, 4)


# The RAW of a pair, which nobody sees while the pair counts as one photo


def rated_pair(desk: Desk) -> tuple[int, int]:
    """Three stars inside both halves, four decided, two written into the RAW by another program; ids of both."""
    for name in ("a.jpg", "a.dng"):
        rate_inside(desk.folder / name, 3)
    desk.scan()
    desk.decide("a.jpg", PICK4)
    rate_inside(desk.folder / "a.dng", 2)
    return desk.id("a.jpg"), desk.id("a.dng")


def test_a_conflict_inside_the_raw_shows_on_the_jpeg_of_the_pair(desk: Desk) -> None:
    face, _ = rated_pair(desk)
    for _ in range(2):
        (reading,) = desk.scan()
        assert (reading.photo.id, reading.found, reading.fields) == (face, Found.CONFLICT, ("stars",))
        assert (reading.theirs.stars, reading.files) == (2, (desk.folder / "a.dng",))
        (done,) = desk.write("a.jpg")
        assert (done.outcome, done.theirs.stars, done.files) == (Outcome.CONFLICT, 2, (desk.folder / "a.dng",))
    assert (desk.decision("a.jpg"), desk.decision("a.dng")) == (PICK4, PICK4)
    assert desk.sidecars() == []


@pytest.mark.parametrize(("prefer", "stars"), [(Prefer.KEEPERS, 4), (Prefer.FILE, 2)])
@pytest.mark.parametrize("by_writing", [True, False])
def test_a_conflict_inside_the_raw_is_settled_for_both_halves(
    desk: Desk, prefer: Prefer, stars: int, by_writing: bool
) -> None:
    rated_pair(desk)
    desk.scan()
    if by_writing:
        (done,) = desk.write("a.jpg", prefer=prefer)
    else:
        desk.read(prefer=prefer)
        (done,) = desk.write("a.jpg")
    assert done.outcome is Outcome.WRITTEN
    assert {desk.decision(name).stars for name in ("a.jpg", "a.dng")} == {stars}
    assert desk.xmp("a.xmp") == (1, stars, 1)
    assert desk.scan() == ()
    assert desk.write("a.jpg")[0].outcome is Outcome.SAME
    rate_inside(desk.folder / "a.dng", 1)
    told = [reading.theirs.stars for reading in desk.scan()]
    assert told == ([1] if prefer is Prefer.KEEPERS else []), "news again, or followed"


def test_a_raw_whose_jpeg_goes_keeps_its_conflict(desk: Desk) -> None:
    _, raw = rated_pair(desk)
    desk.scan()
    (desk.folder / "a.jpg").unlink()
    (reading,) = desk.scan()
    assert (reading.photo.id, reading.found, reading.theirs.stars) == (raw, Found.CONFLICT, 2)
