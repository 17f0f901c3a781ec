"""JPEG XL, with and without the optional package."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

import numpy as np
import pytest

from app.errors import PhotoError
from app.photos.decode import decode
from app.photos.facts import read_facts
from app.photos.formats import kind_of, sniff
from app.photos.jpegxl import NOT_INSTALLED
from app.photos.model import PhotoKind

# 60 x 40, black with a red upper half, as libjxl writes it.
CODESTREAM = bytes.fromhex("ff0a0941240804010070004b188b1500d4133fc6a0b9400800820405008194f48214f3d3664300")


def _container(codestream: bytes, exif: bytes) -> bytes:
    def box(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content) + 8) + kind + content

    return (
        box(b"JXL ", b"\r\n\x87\n")
        + box(b"ftyp", b"jxl \0\0\0\0jxl ")
        + box(b"Exif", bytes(4) + exif)
        + box(b"jxlc", codestream)
    )


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jxl"
    path.write_bytes(CODESTREAM)
    return path


def test_it_is_known_as_a_photo(photo: Path) -> None:
    assert kind_of(photo) is PhotoKind.JPEG_XL
    assert sniff(CODESTREAM) is PhotoKind.JPEG_XL
    assert sniff(_container(CODESTREAM, b"")) is PhotoKind.JPEG_XL


def test_without_the_package_a_sentence_says_what_to_do(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "imagecodecs", None)
    with pytest.raises(PhotoError) as caught:
        decode(photo)
    assert caught.value.reason == NOT_INSTALLED


def test_facts_need_no_package(tmp_path: Path) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Canon", "Canon EOS R5"
    path = tmp_path / "photo.jxl"
    path.write_bytes(_container(CODESTREAM, exif.tobytes().removeprefix(b"Exif\0\0")))
    assert read_facts(path, PhotoKind.JPEG_XL).camera == "Canon EOS R5"


def test_pixels(photo: Path, tmp_path: Path) -> None:
    pytest.importorskip("imagecodecs", reason="the optional package for JPEG XL is not installed")
    for path in (photo, tmp_path / "boxed.jxl"):
        if path is not photo:
            path.write_bytes(_container(CODESTREAM, b""))
        decoded = decode(path)
        assert (decoded.width, decoded.height, decoded.image.size) == (60, 40, (60, 40))
        pixels = np.asarray(decoded.image)
        assert pixels[5, 5] == pytest.approx([250, 0, 0], abs=6)
        assert pixels[35, 5] == pytest.approx([0, 0, 0], abs=6)
        assert min(decode(path, min_edge=20).image.size) == 20


@pytest.mark.parametrize("cut", [1, 3, 10, 30])
def test_a_file_that_is_cut_off(photo: Path, cut: int) -> None:
    photo.write_bytes(CODESTREAM[:cut])
    with pytest.raises(PhotoError):
        decode(photo)
