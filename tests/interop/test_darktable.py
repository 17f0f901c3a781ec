"""darktable shows what we wrote, and we read what darktable writes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.photos.xmp.document import with_decision
from app.photos.xmp.marks import read_marks
from app.photos.xmp.profiles import Profile, Style
from app.photos.xmp.sidecar import full_sidecar, stem_sidecar
from tests.interop.conftest import program, run
from tests.shoots import write_photo

pytestmark = pytest.mark.interop

REJECT = 8
"""Bit of darktable's ``images.flags``; the three bits below hold the stars."""

DECISIONS = {"a": (1, 4, 1), "b": (-1, 0, 2), "c": (0, 2, 3), "d": (-1, 0, 0), "e": (0, 5, 4), "f": (1, 1, 5)}

Shown = dict[str, tuple[int, bool, set[int]]]
"""File name -> stars, reject, colours 0..4."""


def darktable(place: Path, source: Path, conf: str) -> Path:
    """Let darktable import a photo or a folder and export it; gives its database."""
    library = place / "library.db"
    # One thread: the photos are tiny, and on a busy machine threads wait for each other.
    done = run(
        program("darktable-cli"), source, place / "out.jpg", "--width", "32", "--core", "--library", library,
        "--configdir", place / "config", "--cachedir", place / "cache", "--disable-opencl", "--conf", conf,
        OMP_NUM_THREADS="1",
    )  # fmt: skip
    assert library.exists(), done.stderr.decode()
    return library


def shown_in(library: Path) -> Shown:
    with closing(sqlite3.connect(library)) as database:
        rows = database.execute(
            "SELECT filename, flags, group_concat(color) FROM images LEFT JOIN color_labels ON imgid = id GROUP BY id"
        ).fetchall()
    return {
        name: (
            flags & 7,
            bool(flags & REJECT),
            {int(c) for c in str(colours).split(",")} if colours is not None else set(),
        )
        for name, flags, colours in rows
    }


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What darktable itself writes, develop history and all, for a photo with our sidecar of three stars in blue."""
    place = tmp_path_factory.mktemp("written")
    photo = write_photo(place / "shoot" / "a.jpg")
    sidecar = full_sidecar(photo)
    sidecar.write_bytes(with_decision(None, (0, 3, 4), Style(Profile.DARKTABLE)))
    darktable(place, photo, "write_sidecar_files=on import")
    data = sidecar.read_bytes()
    if b"darktable:xmp_version" in data:
        return data
    # darktable-cli puts its own metadata, history and all, into what it exports.
    exported = (place / "out.jpg").read_bytes()
    start = exported.index(b"<x:xmpmeta")
    return exported[start : exported.index(b"</x:xmpmeta>") + len(b"</x:xmpmeta>")]


@pytest.fixture(scope="module")
def edited(written: bytes) -> bytes:
    """darktable's own metadata after our edit."""
    return with_decision(written, (-1, 0, 1), Style(Profile.DARKTABLE))


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory, edited: bytes) -> Shown:
    """What darktable shows after one import of everything that we wrote."""
    place = tmp_path_factory.mktemp("shown")
    shoot = place / "shoot"
    for name, decision in DECISIONS.items():
        photo = write_photo(shoot / f"{name}.jpg", seed=ord(name))
        full_sidecar(photo).write_bytes(with_decision(None, decision, Style(Profile.DARKTABLE)))
        other = write_photo(shoot / f"{name}-stem.jpg", seed=ord(name) + 50)
        stem_sidecar(other).write_bytes(with_decision(None, decision, Style()))
    full_sidecar(write_photo(shoot / "edited.jpg")).write_bytes(edited)
    return shown_in(darktable(place, shoot, "write_sidecar_files=never"))


def test_darktable_shows_stars_rejects_and_colours(shown: Shown) -> None:
    for name, (flag, stars, label) in DECISIONS.items():
        said_stars, rejected, colours = shown[f"{name}.jpg"]
        assert rejected == (flag == -1), name
        assert flag == -1 or said_stars == stars, name
        assert colours == ({label - 1} if label else set()), name
        # Under Lightroom's name darktable takes colours and two stars or more. One star toggles its own default star
        # off, and a rating of -1 becomes two stars: that is why the profile has the other name.
        said_stars, _, colours = shown[f"{name}-stem.jpg"]
        assert colours == ({label - 1} if label else set()), name
        assert stars < 2 or said_stars == stars, name


def test_we_read_and_edit_what_darktable_writes(written: bytes, edited: bytes, shown: Shown) -> None:
    assert b"darktable:history" in written
    assert read_marks(written).values == (0, 3, 4)
    assert read_marks(edited).values == (-1, 0, 1)
    kept = [line for line in written.splitlines() if b"darktable:" in line and b"colorlabels" not in line]
    assert kept
    assert all(line.rstrip(b">") in edited for line in kept)
    assert shown["edited.jpg"][1:] == (True, {0}), "darktable reads its own sidecar after our edit"
