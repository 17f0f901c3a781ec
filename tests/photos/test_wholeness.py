"""A file that ends before its photo does is told from a whole one, without decoding either."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.photos.wholeness import is_cut_off
from tests.shoots import write_photo


def whole_file(path: Path) -> bytes:
    return write_photo(path, 0.4, size=(400, 300)).read_bytes()


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp", ".avif"])
def test_a_photo_is_cut_off_at_every_length_but_its_own(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"photo{suffix}"
    whole = whole_file(path)
    assert not is_cut_off(path)
    for share in (0.05, 0.3, 0.5, 0.8, 0.99):
        path.write_bytes(whole[: int(len(whole) * share)])
        assert is_cut_off(path), share
    # Room was made for it beforehand, and nothing has come yet.
    path.write_bytes(bytes(len(whole)))
    assert is_cut_off(path)


def test_what_follows_the_picture_in_a_jpeg_is_no_matter(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    whole = whole_file(path)
    for more in (b"\0" * 700, b"a film that a telephone puts behind its photos" * 50):
        path.write_bytes(whole + more)
        assert not is_cut_off(path)


def test_the_end_of_the_small_picture_in_the_exif_is_not_that_of_the_photo(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    image = Image.fromarray(np.random.default_rng(1).integers(0, 255, (300, 400, 3)).astype(np.uint8))
    image.save(path, exif=b"Exif\0\0" + whole_file(tmp_path / "small.jpg"), progressive=True)
    whole = path.read_bytes()
    assert not is_cut_off(path)
    path.write_bytes(whole[: whole.index(b"\xff\xd9") + 1000])
    assert is_cut_off(path)


def test_raw_files_say_where_their_parts_lie(tmp_path: Path) -> None:
    raf = tmp_path / "photo.RAF"
    head = bytearray(160)
    head[:15] = b"FUJIFILMCCD-RAW"
    struct.pack_into(">II", head, 84, 160, 1000)
    struct.pack_into(">II", head, 100, 1160, 5000)
    raf.write_bytes(bytes(head) + bytes(6000))
    assert not is_cut_off(raf)
    raf.write_bytes(bytes(head) + bytes(5999))
    assert is_cut_off(raf)
    rw2 = tmp_path / "photo.RW2"  # does not say it where others do
    rw2.write_bytes(b"IIU\0" + struct.pack("<IHHHII", 8, 1, 0x0111, 4, 1, 0xFFFFFFFF) + bytes(40))
    assert not is_cut_off(rw2)


def test_what_is_no_photo_is_left_to_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    for content in (b"hello", b"\xff\xd8\xff\xe0\0\x10JFIF" + b"nonsense" * 90, b"%PDF-1.4"):
        path.write_bytes(content)
        assert not is_cut_off(path)
