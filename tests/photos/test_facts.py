from __future__ import annotations

import logging
import os
import random
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from app.errors import PhotoError
from app.photos.exif_values import camera_name, degrees_of, lens_name, offset_of, timestamp_of
from app.photos.facts import read_facts
from app.photos.formats import kind_of
from app.photos.model import CaptureFacts, PhotoKind
from app.photos.reading import EMPTY, VANISHED

_EXIF, _GPS = 0x8769, 0x8825


def photo_with(
    path: Path, main: dict[int, Any], exif: dict[int, Any] | None = None, gps: dict[int, Any] | None = None
) -> Path:
    block = Image.Exif()
    block.update(main)
    block.get_ifd(_EXIF).update(exif or {})
    block.get_ifd(_GPS).update(gps or {})
    if path.suffix == ".tif":
        # Pillow's TIFF writer leaves sub-directories out; an EXIF block is a TIFF file as it is.
        path.write_bytes(block.tobytes().removeprefix(b"Exif\x00\x00"))
    else:
        Image.new("RGB", (16, 16)).save(path, exif=block)
    return path


FULL_MAIN = {0x010F: "NIKON CORPORATION", 0x0110: "NIKON Z 6", 0x0112: 6, 0x4746: 4}
FULL_EXIF = {
    0x9003: "2024:05:06 07:08:09",
    0x9291: "25",
    0x9011: "-03:30",
    0xA434: "NIKKOR Z 50mm f/1.8 S",
    0x920A: IFDRational(50, 1),
    0x829D: IFDRational(18, 10),
    0x829A: IFDRational(1, 250),
    0x8827: 400,
    0x9204: IFDRational(-1, 3),
}
FULL_GPS = {
    1: "S",
    2: (IFDRational(33), IFDRational(51), IFDRational(306, 10)),
    3: "E",
    4: (IFDRational(151), IFDRational(12), IFDRational(36)),
}


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "avif"])
def test_all_fields_in_every_container(tmp_path: Path, suffix: str) -> None:
    path = photo_with(tmp_path / f"a.{suffix}", FULL_MAIN, FULL_EXIF, FULL_GPS)
    kind = kind_of(path)
    assert kind is not None
    facts = read_facts(path, kind)
    assert facts == CaptureFacts(
        captured_at=datetime(2024, 5, 6, 7, 8, 9, 250_000),
        utc_offset_min=-210,
        camera="NIKON Z 6",
        lens="NIKKOR Z 50mm f/1.8 S",
        focal_length_mm=50,
        aperture=1.8,
        shutter_s=1 / 250,
        iso=400,
        exposure_bias_ev=pytest.approx(-1 / 3),
        # Pillow writes AVIF's turn into the container, which is where decoders look for it.
        orientation=1 if suffix == "avif" else 6,
        latitude=pytest.approx(-33.8585),
        longitude=pytest.approx(151.21),
        rating=4,
    )


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "avif"])
def test_without_exif(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    Image.new("RGB", (16, 16)).save(path)
    assert read_facts(path, PhotoKind.JPEG) == CaptureFacts()


@pytest.mark.parametrize(
    ("main", "exif", "field", "value"),
    [
        ({}, {0x9003: "0000:00:00 00:00:00"}, "captured_at", None),
        ({}, {0x9003: "2024:13:45 99:00:00"}, "captured_at", None),
        ({}, {0x9003: "    :  :     :  :  "}, "captured_at", None),
        (
            {0x0132: "2001:02:03 04:05:06"},
            {0x9003: "0000:00:00 00:00:00"},
            "captured_at",
            datetime(2001, 2, 3, 4, 5, 6),
        ),
        ({}, {0x9004: "2001:02:03 04:05:06", 0x9292: "007"}, "captured_at", datetime(2001, 2, 3, 4, 5, 6, 7000)),
        ({}, {0x9003: "2001:02:03 04:05:06", 0x9292: "9"}, "captured_at", datetime(2001, 2, 3, 4, 5, 6)),
        ({}, {0x829D: IFDRational(0, 0)}, "aperture", None),
        ({}, {0x9202: IFDRational(4)}, "aperture", 4.0),
        ({}, {0x829D: IFDRational(0), 0x9202: IFDRational(0)}, "aperture", None),
        ({}, {0x829A: IFDRational(0, 1)}, "shutter_s", None),
        ({}, {0x9201: IFDRational(3)}, "shutter_s", 0.125),
        ({}, {0x8827: 65535, 0x8832: 102400}, "iso", 102400),
        ({}, {0x8827: 0}, "iso", None),
        ({}, {0x920A: IFDRational(0, 1)}, "focal_length_mm", None),
        ({0x0112: 77}, {}, "orientation", 1),
        ({0x4746: 0}, {}, "rating", 0),
        ({0x4746: 65535}, {}, "rating", -1),
        ({0x4746: 99}, {}, "rating", None),
        ({0x010F: "   "}, {}, "camera", None),
    ],
)
def test_odd_fields(tmp_path: Path, main: dict[int, Any], exif: dict[int, Any], field: str, value: object) -> None:
    assert getattr(read_facts(photo_with(tmp_path / "a.jpg", main, exif), PhotoKind.JPEG), field) == value


def test_a_place_of_zeros_or_a_half_place_is_none(tmp_path: Path) -> None:
    zero = (IFDRational(0), IFDRational(0), IFDRational(0))
    for gps in ({1: "N", 2: zero, 3: "E", 4: zero}, {1: "N", 2: FULL_GPS[2]}):
        facts = read_facts(photo_with(tmp_path / "a.jpg", {}, {}, gps), PhotoKind.JPEG)
        assert (facts.latitude, facts.longitude) == (None, None)


@pytest.mark.parametrize("form", [b'xmp:Rating="3"', b"<xmp:Rating>3</xmp:Rating>", b"xmp:Rating = '3'"])
def test_the_rating_that_canon_writes(tmp_path: Path, form: bytes) -> None:
    Image.new("RGB", (16, 16)).save(tmp_path / "a.jpg", xmp=b"<x:xmpmeta><rdf:Description " + form + b"/></x:xmpmeta>")
    assert read_facts(tmp_path / "a.jpg", PhotoKind.JPEG).rating == 3


def test_exif_behind_long_segments(tmp_path: Path) -> None:
    path = photo_with(tmp_path / "a.jpg", FULL_MAIN, FULL_EXIF)
    data = path.read_bytes()
    filler = b"\xff\xe2" + (60_002).to_bytes(2, "big") + bytes(60_000)
    path.write_bytes(data[:2] + filler * 3 + data[2:])
    assert read_facts(path, PhotoKind.JPEG).iso == 400


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("camera/Apple_iPhone_4.jpg", {"camera": "Apple iPhone 4", "iso": 500, "aperture": 2.8}),
        ("camera/sony_a6000_24mp.jpg", {"camera": "SONY ILCE-6000", "lens": "E 55-210mm F4.5-6.3 OSS", "iso": 250}),
        ("camera/IMG_2927.HEIC", {"captured_at": datetime(2020, 5, 4, 18, 39, 11, 644000), "utc_offset_min": -240}),
        ("camera/IMG_1034.heic", {"camera": "Apple iPhone 8", "iso": 80}),
        ("camera/Kodak_DX4900_Zoom.jpg", {"camera": "KODAK DX4900 ZOOM DIGITAL CAMERA"}),
        ("raw/canon.cr2", {"camera": "Canon EOS 60D", "captured_at": datetime(2014, 7, 7, 15, 38, 56), "iso": 200}),
        ("raw/fuji_s5000.raf", {"camera": "FUJIFILM FinePix S5000", "iso": 200}),
        ("raw/kodak_dc50.kdc", {"captured_at": datetime(1997, 4, 23, 8, 0, 47)}),
        ("raw/colorchart.dng", {"camera": "Canon EOS Kiss X4", "captured_at": None}),
    ],
)
def test_real_files(shared_data: Path, name: str, wanted: dict[str, object]) -> None:
    path = shared_data / name
    kind = kind_of(path)
    assert kind is not None
    facts = read_facts(path, kind)
    assert {field: getattr(facts, field) for field in wanted} == wanted


def test_garbage_never_raises_and_is_never_loud(
    tmp_path: Path, shared_data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rng = random.Random(3)
    sources = [shared_data / "camera" / name for name in ("Sanyo_SR662.jpg", "cheers_1440x960.heic", "HTC_Desire.jpg")]
    sources.append(shared_data / "raw/kodak_dc50.kdc")
    for _ in range(150):
        source = rng.choice(sources)
        data = bytearray(source.read_bytes())
        for _ in range(rng.choice((1, 5, 50))):
            data[rng.randrange(min(len(data), 1500))] = rng.randrange(256)
        path = tmp_path / f"a{source.suffix}"
        path.write_bytes(data[: rng.choice((len(data), rng.randrange(1, len(data))))])
        kind = kind_of(path)
        assert kind is not None
        assert isinstance(read_facts(path, kind), CaptureFacts)
    assert not [record for record in caplog.records if record.levelno >= logging.INFO]


def test_broken_files_have_no_facts(shared_data: Path) -> None:
    for path in sorted((shared_data / "camera/broken").iterdir()):
        assert read_facts(path, PhotoKind.HEIC) == CaptureFacts()


def test_a_field_that_claims_gigabytes_is_read_quickly(tmp_path: Path) -> None:
    path = photo_with(tmp_path / "a.jpg", FULL_MAIN, FULL_EXIF)
    data = bytearray(path.read_bytes())
    at = data.index(b"\x01\x0f\x00\x02") if b"\x01\x0f\x00\x02" in data else data.index(b"\x0f\x01\x02\x00")
    data[at + 4 : at + 8] = b"\xff\xff\xff\x7f"
    path.write_bytes(data)
    assert read_facts(path, PhotoKind.JPEG).orientation == 6


def test_only_a_file_that_cannot_be_opened_raises(tmp_path: Path) -> None:
    with pytest.raises(PhotoError) as caught:
        read_facts(tmp_path / "a.jpg", PhotoKind.JPEG)
    assert caught.value.reason == VANISHED
    (tmp_path / "a.jpg").touch()
    with pytest.raises(PhotoError) as caught:
        read_facts(tmp_path / "a.jpg", PhotoKind.JPEG)
    assert caught.value.reason == EMPTY


@pytest.mark.skipif(os.name != "posix" or os.uname().sysname != "Linux", reason="other systems refuse such names")
def test_names_that_are_no_utf8(tmp_path: Path) -> None:
    path = photo_with(tmp_path / "a.jpg", FULL_MAIN, FULL_EXIF)
    odd = path.rename(tmp_path / os.fsdecode(b"\xff\xfe.jpg"))
    assert read_facts(odd, PhotoKind.JPEG).iso == 400


@pytest.mark.parametrize(
    ("make", "model", "name"),
    [
        ("Canon", "Canon EOS 6D", "Canon EOS 6D"),
        ("NIKON CORPORATION", "NIKON D70", "NIKON D70"),
        ("SONY", "ILCE-6000", "SONY ILCE-6000"),
        ("EASTMAN KODAK COMPANY", "KODAK DX4900", "KODAK DX4900"),
        ("OLYMPUS OPTICAL CO.,LTD", "C40Z", "OLYMPUS C40Z"),
        ("OLYMPUS IMAGING CORP.", "E-M1", "OLYMPUS E-M1"),
        ("RICOH IMAGING COMPANY, LTD.", "PENTAX K-1", "RICOH PENTAX K-1"),
        (None, "Pixel 8", "Pixel 8"),
        ("FUJIFILM", None, "FUJIFILM"),
        (None, None, None),
    ],
)
def test_camera_name(make: str | None, model: str | None, name: str | None) -> None:
    assert camera_name(make, model) == name


def test_lens_name() -> None:
    assert lens_name("  ".strip() or None, [24, 70, 2.8, 2.8]) == "24-70mm f/2.8"
    assert lens_name(None, [35, 35, 1.4, 1.4]) == "35mm f/1.4"
    assert lens_name("----", [0, 0, 0, 0]) is None
    assert lens_name("XF35mmF1.4 R", None) == "XF35mmF1.4 R"


def test_times() -> None:
    assert timestamp_of("2024:01:02 03:04:05+02:00", None) == (datetime(2024, 1, 2, 3, 4, 5), 120)
    assert timestamp_of("2024-01-02T03:04:05.5Z", "9") == (datetime(2024, 1, 2, 3, 4, 5, 500_000), 0)
    assert timestamp_of("2024:01:02 24:00:00", None) == (datetime(2024, 1, 3), None)
    assert timestamp_of("yesterday", None) == (None, None)
    assert offset_of("+05:30") == 330
    assert offset_of("+99:99") is None


def test_degrees() -> None:
    assert degrees_of([10, 30, 0], "W", 180) == -10.5
    assert degrees_of([10, 75, 0], "W", 180) is None
    assert degrees_of([100, 0, 0], "N", 90) is None
    assert degrees_of([10, 30, 0], None, 90) is None


def test_a_heif_table_that_counts_to_billions_does_not_keep_anybody(tmp_path: Path) -> None:
    """65,535 items of 65,535 extents whose numbers take no bytes: found by fuzzing, an hour for who counts them."""

    def box(kind: bytes, content: bytes) -> bytes:
        return (len(content) + 8).to_bytes(4, "big") + kind + content

    item = b"\x00\x02" + b"\x00\x00" + b"\xff\xff"
    table = bytes(4) + b"\x00\x00" + b"\xff\xff" + item * 65535
    info = bytes(4) + b"\x00\x01" + box(b"infe", b"\x02\0\0\0" + b"\x00\x01" + b"\x00\x00" + b"Exif" + b"\0")
    meta = bytes(4) + box(b"iinf", info) + box(b"iloc", table)
    path = tmp_path / "photo.heic"
    path.write_bytes(box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", meta))
    before = time.process_time()
    assert read_facts(path, PhotoKind.HEIC) == CaptureFacts()
    assert time.process_time() - before < 2
