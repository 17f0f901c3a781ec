"""Sidecars of photos that are not there, and of pairs of which one half is written itself."""

from __future__ import annotations

import pytest

from app.culling.sidecar_writer import Outcome
from app.photos.xmp.embedded import embedded_marks
from app.photos.xmp.profiles import Profile, Style
from app.photos.xmp.settings import MetadataSettings
from tests.culling.sidecar_desk import PICK4, Desk


def test_no_sidecar_appears_where_the_photo_is_not(desk: Desk) -> None:
    path = desk.photo("a.jpg")
    desk.scan()
    desk.decide("a.jpg", PICK4)
    path.unlink()
    (done,) = desk.write("a.jpg")
    assert (done.outcome, "The photo is not there" in done.reason) == (Outcome.REFUSED, True)
    assert desk.sidecars() == []
    desk.photo("a.jpg")
    assert desk.write("a.jpg")[0].outcome is Outcome.WRITTEN


@pytest.mark.parametrize(("profile", "sidecar"), [(Profile.DEFAULT, "a.xmp"), (Profile.DIGIKAM, "a.CR2.xmp")])
def test_the_raw_of_a_pair_gets_a_sidecar_where_the_jpeg_is_written(desk: Desk, profile: Profile, sidecar: str) -> None:
    desk.photo("a.jpg")
    desk.photo("a.CR2")
    desk.scan()
    desk.decide("a.jpg", PICK4)
    settings = MetadataSettings(Style(profile), embed=True)
    (done,) = desk.write("a.jpg", settings=settings)
    assert {file.name for file in done.files} == {"a.jpg", sidecar}
    assert [path.name for path in desk.folder.glob("*.xmp")] == [sidecar]
    assert embedded_marks(desk.folder / "a.jpg", None).values == desk.xmp(sidecar) == (1, 4, 1)
    (again,) = desk.write("a.jpg", settings=settings)
    assert again.outcome is Outcome.SAME
