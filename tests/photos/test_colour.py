"""Colour on the way to sRGB: profiles inside, Adobe RGB by EXIF alone, TIFFs of many bits and of printing inks."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from app.photos.adobe_rgb import adobe_rgb_profile, says_adobe_rgb
from app.photos.decode import decode
from tests.photos.maker_files import ASCII, LONG, SHORT, Entry, directory

ORANGE = (200, 120, 60)


def _exif(space: int, index: bytes | None) -> bytes:
    """EXIF with a colour space and, where given, an interoperability index."""
    exif_at, interop_at = 60, 120
    tags = [Entry(0xA001, SHORT, [space])]
    if index is not None:
        tags.append(Entry(0xA005, LONG, [interop_at]))
    block = (b"II*\0" + struct.pack("<I", 8) + directory([Entry(0x8769, LONG, [exif_at])], 8)).ljust(exif_at, b"\0")
    block = (block + directory(tags, exif_at)).ljust(interop_at, b"\0")
    return b"Exif\0\0" + block + directory([Entry(0x0001, ASCII, (index or b"R98") + b"\0")], interop_at)


def _write(path: Path, colour: tuple[int, int, int], **options: object) -> Path:
    Image.new("RGB", (64, 64), colour).save(path, **options)
    return path


def _pixel(path: Path) -> tuple[int, ...]:
    return tuple(int(value) for value in np.asarray(decode(path).image)[32, 32])


def _to_srgb(colour: tuple[int, int, int], gamma: float = 563 / 256) -> list[float]:
    """Adobe RGB to sRGB by the definitions of both (IEC 61966-2-1)."""
    linear = np.array(colour, float) / 255
    linear = linear**gamma
    matrix = np.array([[1.39836, -0.39836, 0.0], [0.0, 1.0, 0.0], [0.0, -0.04293, 1.04293]])
    values = np.clip(matrix @ linear, 0, 1)
    return list(255 * np.where(values <= 0.0031308, 12.92 * values, 1.055 * values ** (1 / 2.4) - 0.055))


@pytest.mark.parametrize(
    ("name", "space", "index", "adobe"),
    [
        ("photo.jpg", 65535, b"R03", True),
        ("photo.jpg", 65535, b"R98", False),
        ("photo.jpg", 1, b"R98", False),
        ("photo.jpg", 1, b"R03", False),  # contradicts itself: sRGB is what nearly all photos are
        ("photo.jpg", 2, None, True),
        ("photo.jpg", 65535, None, False),
        ("_DSC0001.jpg", 65535, None, True),
        ("_DSC0001.jpg", 1, None, False),
    ],
)
def test_adobe_rgb_by_exif_alone(tmp_path: Path, name: str, space: int, index: bytes | None, adobe: bool) -> None:
    path = _write(tmp_path / name, ORANGE, quality=100, subsampling=0, exif=_exif(space, index))
    expected = _to_srgb(ORANGE) if adobe else ORANGE
    assert _pixel(path) == pytest.approx(expected, abs=3)


def test_a_profile_inside_goes_before_the_exif(tmp_path: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = _exif(65535, b"R03")
    path = _write(tmp_path / "photo.jpg", ORANGE, quality=100, subsampling=0, exif=exif, icc_profile=srgb)
    assert _pixel(path) == pytest.approx(ORANGE, abs=3)


def test_the_profile_is_one_that_others_understand() -> None:
    profile = ImageCms.ImageCmsProfile(io.BytesIO(adobe_rgb_profile()))
    assert ImageCms.getProfileName(profile).strip() == "Adobe RGB compatible"
    assert profile.profile.xcolor_space.strip() == "RGB"
    x, y, _ = profile.profile.green_primary[1]
    # The green of Adobe RGB (0.21, 0.71), as it is under the D50 of profiles.
    assert (x, y) == pytest.approx((0.2302, 0.7016), abs=0.003)


@pytest.mark.parametrize("suffix", ["png", "tif", "webp", "jpg"])
def test_embedded_adobe_rgb_in_every_container(tmp_path: Path, suffix: str) -> None:
    options = {"lossless": True} if suffix == "webp" else {"quality": 100, "subsampling": 0} if suffix == "jpg" else {}
    path = _write(tmp_path / f"photo.{suffix}", ORANGE, icc_profile=adobe_rgb_profile(), **options)
    assert _pixel(path) == pytest.approx(_to_srgb(ORANGE), abs=3)


def test_damaged_exif_says_nothing() -> None:
    good = _exif(65535, b"R03").removeprefix(b"Exif\0\0")
    assert says_adobe_rgb(io.BytesIO(good), "a.jpg")
    for cut in range(len(good)):
        try:
            says_adobe_rgb(io.BytesIO(good[:cut]), "a.jpg")
        except struct.error:
            continue


@pytest.mark.parametrize("compressed", [False, True])
def test_tiff_of_sixteen_bits(tmp_path: Path, compressed: bool) -> None:
    """Written by hand: Pillow reads but does not write it."""
    pixels = np.zeros((32, 48, 3), "<u2")
    pixels[:] = [value * 257 for value in ORANGE]
    import zlib

    data = zlib.compress(pixels.tobytes()) if compressed else pixels.tobytes()
    entries = [
        Entry(0x0100, SHORT, [48]),
        Entry(0x0101, SHORT, [32]),
        Entry(0x0102, SHORT, [16, 16, 16]),
        Entry(0x0103, SHORT, [8 if compressed else 1]),
        Entry(0x0106, SHORT, [2]),
        Entry(0x0111, LONG, [300]),
        Entry(0x0115, SHORT, [3]),
        Entry(0x0116, SHORT, [32]),
        Entry(0x0117, LONG, [len(data)]),
    ]
    path = tmp_path / "deep.tif"
    path.write_bytes((b"II*\0\x08\0\0\0" + directory(entries, 8)).ljust(300, b"\0") + data)
    assert tuple(np.asarray(decode(path).image)[16, 16]) == ORANGE


def test_tiff_of_printing_inks(tmp_path: Path) -> None:
    path = tmp_path / "print.tif"
    Image.new("CMYK", (64, 64), (0, 255, 255, 0)).save(path)
    red, green, blue = _pixel(path)
    assert red > 200 > 60 > green
    assert blue < 60
