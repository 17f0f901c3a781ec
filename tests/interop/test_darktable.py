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


def imported(tmp_path: Path, source: Path) -> dict[str, tuple[int, bool, set[int]]]:
    """Let darktable import a folder: file name -> stars, reject, colours 0..4."""
    cli = program("darktable-cli")
    library = tmp_path / "library.db"
    done = run(
        cli, source, tmp_path / "out.jpg", "--width", "32", "--core", "--library", library,
        "--configdir", tmp_path / "config", "--cachedir", tmp_path / "cache", "--disable-opencl",
        "--conf", "write_sidecar_files=never",
    )  # fmt: skip
    assert library.exists(), done.stderr.decode()
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


def test_darktable_shows_stars_rejects_and_colours(tmp_path: Path) -> None:
    shoot = tmp_path / "shoot"
    decisions = {"a": (1, 4, 1), "b": (-1, 0, 2), "c": (0, 2, 3), "d": (-1, 0, 0), "e": (0, 5, 4), "f": (1, 1, 5)}
    for name, decision in decisions.items():
        photo = write_photo(shoot / f"{name}.jpg", seed=ord(name))
        full_sidecar(photo).write_bytes(with_decision(None, decision, Style(Profile.DARKTABLE)))
        other = write_photo(shoot / f"{name}-stem.jpg", seed=ord(name) + 50)
        stem_sidecar(other).write_bytes(with_decision(None, decision, Style()))
    found = imported(tmp_path, shoot)
    for name, (flag, stars, label) in decisions.items():
        said_stars, rejected, colours = found[f"{name}.jpg"]
        assert rejected == (flag == -1), name
        assert flag == -1 or said_stars == stars, name
        assert colours == ({label - 1} if label else set()), name
        # Under Lightroom's name darktable takes colours and two stars or more. One star toggles its own default star
        # off, and a rating of -1 becomes two stars: that is why the profile has the other name.
        said_stars, _, colours = found[f"{name}-stem.jpg"]
        assert colours == ({label - 1} if label else set()), name
        assert stars < 2 or said_stars == stars, name


def test_we_read_and_edit_what_darktable_writes(tmp_path: Path) -> None:
    photo = write_photo(tmp_path / "shoot" / "a.jpg")
    sidecar = full_sidecar(photo)
    sidecar.write_bytes(with_decision(None, (0, 3, 4), Style(Profile.DARKTABLE)))
    cli = program("darktable-cli")
    done = run(
        cli, photo, tmp_path / "out.jpg", "--core", "--library", tmp_path / "library.db",
        "--configdir", tmp_path / "config", "--cachedir", tmp_path / "cache", "--disable-opencl",
        "--conf", "write_sidecar_files=on import",
    )  # fmt: skip
    data = sidecar.read_bytes()
    if b"darktable:xmp_version" not in data:
        # darktable-cli puts its own metadata, history and all, into what it exports.
        assert done.returncode == 0, done.stderr.decode()
        exported = (tmp_path / "out.jpg").read_bytes()
        start = exported.index(b"<x:xmpmeta")
        data = exported[start : exported.index(b"</x:xmpmeta>") + len(b"</x:xmpmeta>")]
    assert b"darktable:history" in data
    assert read_marks(data).values == (0, 3, 4)
    after = with_decision(data, (-1, 0, 1), Style(Profile.DARKTABLE))
    assert read_marks(after).values == (-1, 0, 1)
    kept = [line for line in data.splitlines() if b"darktable:" in line and b"colorlabels" not in line]
    assert kept
    assert all(line.rstrip(b">") in after for line in kept)
    second = write_photo(tmp_path / "again" / "b.jpg")
    full_sidecar(second).write_bytes(after)
    found = imported(tmp_path / "again", tmp_path / "again")
    assert found["b.jpg"][1:] == (True, {0})
