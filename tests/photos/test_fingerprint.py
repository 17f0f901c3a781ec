from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from app.errors import PhotoError
from app.photos.fingerprint import fingerprint
from app.photos.reading import CHANGED, EMPTY, VANISHED

KIB = 1024


def make(path: Path, size: int) -> Path:
    path.write_bytes(os.urandom(size))
    return path


@pytest.mark.parametrize("size", [1, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 128 * KIB, 128 * KIB + 1, 900 * KIB])
def test_follows_the_content_not_the_name(tmp_path: Path, size: int) -> None:
    path = make(tmp_path / "a.jpg", size)
    before = fingerprint(path, size)
    assert len(before) == 32
    assert int(before, 16) >= 0
    moved = Path(shutil.move(path, tmp_path / "b.png"))
    assert fingerprint(moved, size) == before
    for at in {0, size - 1}:
        data = bytearray(moved.read_bytes())
        data[at] ^= 1
        moved.write_bytes(data)
        assert fingerprint(moved, size) != before


def test_size_counts(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(bytes(200 * KIB))
    one = fingerprint(path, 200 * KIB)
    path.write_bytes(bytes(201 * KIB))
    assert fingerprint(path, 201 * KIB) != one


@pytest.mark.parametrize("size", [10, 64 * KIB, 100 * KIB, 400 * KIB])
@pytest.mark.parametrize("difference", [-1, 1])
def test_another_size_than_scanned_is_a_change(tmp_path: Path, size: int, difference: int) -> None:
    path = make(tmp_path / "a.jpg", size + difference)
    with pytest.raises(PhotoError) as caught:
        fingerprint(path, size)
    assert caught.value.reason == CHANGED


def test_empty_and_missing(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    with pytest.raises(PhotoError) as caught:
        fingerprint(tmp_path / "a.jpg", 0)
    assert caught.value.reason == EMPTY
    with pytest.raises(PhotoError) as caught:
        fingerprint(tmp_path / "gone.jpg", 5)
    assert caught.value.reason == VANISHED


def test_real_photos_all_differ(shared_data: Path) -> None:
    paths = sorted((shared_data / "series").rglob("*.jpg"))
    assert len({fingerprint(path, path.stat().st_size) for path in paths}) == len(paths) > 0
