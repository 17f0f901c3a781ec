"""Maker notes, built by hand, as the program and as ExifTool understand them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.photos.exif_values import upright_point
from app.photos.facts import read_facts
from app.photos.model import CaptureFacts, DriveMode, PhotoKind
from tests.photos import maker_files as made

CASES: dict[str, tuple[bytes, dict[str, Any], dict[str, Any]]] = {
    "canon-eos": (
        made.exif_jpeg("Canon", "Canon EOS R6", made.canon(0b100, [-600, 0, 1200], [0, 0, 1000], 3, 5, 0)),
        {"drive_mode": DriveMode.CONTINUOUS, "sequence_number": 3, "af_point": (0.7, 0.25), "bracket_ev": 0.0},
        {"Canon:ContinuousDrive": 5, "Canon:SequenceNumber": 3, "Canon:AFAreaYPositions": "0 0 1000"},
    ),
    "canon-powershot": (
        made.exif_jpeg("Canon", "Canon PowerShot G7", made.canon(0b10, [0, -600], [0, 1000], 0, 0, 0x2C)),
        {"drive_mode": DriveMode.BRACKET, "af_point": (0.4, 0.75), "bracket_ev": 4 / 3},
        {"Canon:AEBBracketValue": pytest.approx(4 / 3, rel=1e-3)},
    ),
    "canon-bracket-below": (
        made.exif_jpeg("Canon", "Canon EOS R6", made.canon(0, [0], [0], 0, 0, -0x14)),
        {"drive_mode": DriveMode.BRACKET, "af_point": None, "bracket_ev": -2 / 3},
        {"Canon:AEBBracketValue": pytest.approx(-2 / 3, rel=1e-3)},
    ),
    "nikon-live-view": (
        made.exif_jpeg(
            "NIKON CORPORATION", "NIKON D90", made.nikon(b"0100", 0x10, (4000, 3000, 1000, 2400), 1, (0, 6))
        ),
        {"drive_mode": DriveMode.CONTINUOUS, "af_point": (0.25, 0.8), "bracket_ev": 0.0},
        {"Nikon:AFAreaXPosition": 1000, "Nikon:ShootingMode": 1},
    ),
    "nikon-z": (
        made.exif_jpeg(
            "NIKON CORPORATION", "NIKON Z 6", made.nikon(b"0300", 0x2A, (6000, 4000, 1500, 1000), 16, (-4, 6))
        ),
        {"drive_mode": DriveMode.BRACKET, "af_point": (0.25, 0.25), "bracket_ev": -2 / 3},
        {"Nikon:AFAreaYPosition": 1000, "Nikon:ExposureBracketValue": pytest.approx(-2 / 3)},
    ),
    "sony": (
        made.exif_jpeg("SONY", "ILCE-7M3", made.sony((6000, 4000, 1500, 3000), 2, 7)),
        {"drive_mode": DriveMode.CONTINUOUS, "sequence_number": 7, "af_point": (0.25, 0.75)},
        {"Sony:FocusLocation": "6000 4000 1500 3000", "Sony:SequenceNumber": 7, "Sony:ReleaseMode": 2},
    ),
    "sony-upright": (
        made.exif_jpeg("SONY", "ILCE-7M3", made.sony((6000, 4000, 1500, 3000), 0, 0), orientation=6),
        {"drive_mode": DriveMode.SINGLE, "af_point": (0.25, 0.25), "orientation": 6},
        {"Sony:ReleaseMode": 0},
    ),
    "fujifilm": (
        made.exif_jpeg("FUJIFILM", "X-T3", made.fujifilm((1500, 1000), 2, 1, 4)),
        {"drive_mode": DriveMode.CONTINUOUS, "sequence_number": 2, "af_point": (0.25, 0.25), "rating": 4},
        {"FujiFilm:FocusPixel": "1500 1000", "FujiFilm:DriveMode": 1, "FujiFilm:Rating": 4},
    ),
    "olympus": (
        made.exif_jpeg("OLYMPUS CORPORATION", "E-M1", made.olympus((0, 0, 1, 4, 3, 4, 1, 4, 3, 4), (1, 5))),
        {"drive_mode": DriveMode.CONTINUOUS, "sequence_number": 5, "af_point": (0.25, 0.75)},
        {"Olympus:DriveMode": "1 5", "Olympus:AFPointSelected": "0.25 0.75 0.25 0.75"},
    ),
    "panasonic": (
        made.exif_jpeg("Panasonic", "DC-G9", made.panasonic((1, 4, 3, 5), 2, 3)),
        {"drive_mode": DriveMode.BRACKET, "sequence_number": 3, "af_point": (0.25, 0.6)},
        {"Panasonic:BurstMode": 2, "Panasonic:SequenceNumber": 3, "Panasonic:AFPointPosition": "0.25 0.6"},
    ),
    "panasonic-nowhere": (
        made.exif_jpeg("Panasonic", "DC-G9", made.panasonic((16777216, 1, 16777216, 1), 0, 0)),
        {"drive_mode": DriveMode.SINGLE, "sequence_number": 0, "af_point": None},
        {"Panasonic:BurstMode": 0},
    ),
}


def _facts(tmp_path: Path, content: bytes) -> CaptureFacts:
    path = tmp_path / "photo.jpg"
    path.write_bytes(content)
    return read_facts(path, PhotoKind.JPEG)


@pytest.mark.parametrize("name", CASES)
def test_maker_notes(tmp_path: Path, name: str) -> None:
    content, expected, _ = CASES[name]
    facts = _facts(tmp_path, content)
    for field, value in expected.items():
        found = getattr(facts, field)
        assert found == (pytest.approx(value) if isinstance(value, (float, tuple)) else value), field


@pytest.mark.interop
@pytest.mark.parametrize("name", CASES)
def test_exiftool_understands_the_note_in_the_same_way(tmp_path: Path, name: str) -> None:
    """So that the files of these tests are built as cameras build them."""
    program = shutil.which("exiftool")
    if program is None:
        pytest.skip("ExifTool is not installed")
    path = tmp_path / "photo.jpg"
    path.write_bytes(CASES[name][0])
    done = subprocess.run([program, "-json", "-n", "-G1", str(path)], capture_output=True, text=True, check=True)
    (said,) = json.loads(done.stdout)
    assert {tag: said.get(tag) for tag in CASES[name][2]} == CASES[name][2]


@pytest.mark.parametrize("name", CASES)
def test_a_note_that_is_cut_off_or_overwritten_costs_only_itself(tmp_path: Path, name: str) -> None:
    content = CASES[name][0]
    note_at = content.index(b"Exif\0\0") + 6 + made.NOTE_AT
    end = content.index(b"\xff\xdb", note_at)
    for at in range(note_at, end, 7):
        for garbage in (b"\xff" * 4, b"\0" * 4):
            facts = _facts(tmp_path, content[:at] + garbage + content[at + 4 :])
            assert facts.camera is not None


@pytest.mark.parametrize(
    ("orientation", "upright"),
    [
        (1, (0.2, 0.1)),
        (2, (0.8, 0.1)),
        (3, (0.8, 0.9)),
        (4, (0.2, 0.9)),
        (5, (0.1, 0.2)),
        (6, (0.9, 0.2)),
        (7, (0.9, 0.8)),
        (8, (0.1, 0.8)),
    ],
)
def test_a_point_turns_as_the_photo_does(orientation: int, upright: tuple[float, float]) -> None:
    from PIL import Image

    from app.photos.colour import upright as turn

    assert upright_point((0.2, 0.1), orientation) == pytest.approx(upright)
    image = Image.new("L", (100, 50))
    image.putpixel((20, 5), 255)
    turned = turn(image, orientation)
    x, y = round(upright[0] * turned.width), round(upright[1] * turned.height)
    near = turned.crop((x - 2, y - 2, x + 3, y + 3))
    assert near.getextrema()[1] == 255


def test_a_point_outside_of_the_photo_is_none() -> None:
    assert upright_point((1.2, 0.5), 1) is None
    assert upright_point(None, 6) is None
