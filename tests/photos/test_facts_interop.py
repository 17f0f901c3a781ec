"""Capture facts beside what ExifTool reads in the same real camera files, field by field."""

from __future__ import annotations

import json
import math
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.photos.facts import read_facts
from app.photos.formats import kind_of
from app.photos.model import CaptureFacts, DriveMode

pytestmark = pytest.mark.interop

FOLDERS = ("camera", "camera/broken", "raw", "series/burst8", "series/drone")

Said = dict[str, Any]
"""What ExifTool says of a file: ``Group:Tag`` -> value, numbers unconverted."""

NO_FIX = "a receiver without a fix writes zeros"
FLIR_SEGMENT = "only in FLIR's own JPEG segments, which hold thermal data"
NEVER_FILLED = "the APEX value is exactly 0 beside an f-number and time of 0: fields that nobody filled"
KNOWN_DIFFERENCES: dict[tuple[str, str], str] = {
    ("FLIR_Vue_Pro_640.jpg", "captured_at"): FLIR_SEGMENT,
    ("FLIR_Vue_Pro_640.jpg", "utc_offset_min"): FLIR_SEGMENT,
    ("FLIR_Vue_Pro_640.jpg", "lens"): FLIR_SEGMENT,
    ("FLIR_iPhone_device.jpg", "captured_at"): FLIR_SEGMENT,
    ("FLIR_iPhone_device.jpg", "utc_offset_min"): FLIR_SEGMENT,
    ("FLIR_iPhone_device.jpg", "place"): FLIR_SEGMENT,
    ("FLIR_Vue_Pro_640.jpg", "place"): NO_FIX,
    ("Issue_308.jpg", "place"): NO_FIX,
    ("Samsung_GT-I9000_(Galaxy_S).jpg", "place"): NO_FIX,
    ("Kodak_ProBack.jpg", "iso"): "only in the text of Kodak's studio backs",
    ("colorchart.dng", "aperture"): NEVER_FILLED,
    ("colorchart.dng", "shutter_s"): NEVER_FILLED,
}
"""(file, field) -> why the program reads something else than ExifTool."""


def _first(said: Said, *tags: str) -> Any:
    return next((said[tag] for tag in tags if said.get(tag) not in (None, "", "undef")), None)


def _number(said: Said, *tags: str) -> float | None:
    """The first that is a number other than 0, which stands for "not filled in" in all of these fields."""
    for tag in tags:
        # Numbers of many digits come as text.
        value = str(said.get(tag, ""))
        if re.fullmatch(r"[\d.]+(e[+-]?\d+)?", value) and float(value) > 0:
            return float(value)
    return None


def _moment(text: Any, subseconds: Any) -> datetime | None:
    match = re.match(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d+))?", str(text or ""))
    if match is None:
        return None
    fraction = match[7] or (str(subseconds).strip() if subseconds is not None else "")
    try:
        return datetime(*map(int, match.groups()[:6]), int((fraction + "000000")[:6]))  # type: ignore[arg-type]
    except ValueError:
        return None


def _captured(said: Said) -> datetime | None:
    for time, part in (
        ("ExifIFD:DateTimeOriginal", "ExifIFD:SubSecTimeOriginal"),
        ("IFD0:DateTimeOriginal", "ExifIFD:SubSecTimeOriginal"),
        ("ExifIFD:CreateDate", "ExifIFD:SubSecTimeDigitized"),
        ("IFD0:ModifyDate", "ExifIFD:SubSecTime"),
        ("Reconyx:DateTimeOriginal", ""),
        ("FLIR:DateTimeOriginal", ""),
    ):
        moment = _moment(said.get(time), said.get(part))
        if moment is not None:
            return moment
    return None


def _offset(said: Said) -> int | None:
    text = _first(said, "ExifIFD:OffsetTimeOriginal", "ExifIFD:OffsetTimeDigitized", "ExifIFD:OffsetTime")
    text = text or str(said.get("FLIR:DateTimeOriginal", ""))[-6:]
    match = re.fullmatch(r"([+-])(\d\d):(\d\d)", text)
    return None if match is None else int(f"{match[1]}1") * (int(match[2]) * 60 + int(match[3]))


def _lens(said: Said) -> str | None:
    named = _first(
        said, "ExifIFD:LensModel", "Canon:LensModel", "FLIR:LensModel", "XMP-exifEX:LensModel", "XMP-aux:Lens"
    )
    return None if named is None else str(named)


def _drive(said: Said) -> DriveMode | None:
    if said.get("Canon:SelfTimer"):
        return DriveMode.SELF_TIMER
    tables: dict[str, dict[int, DriveMode]] = {
        "Canon:ContinuousDrive": {0: DriveMode.SINGLE, 1: DriveMode.CONTINUOUS},
        "Sony:ReleaseMode": {0: DriveMode.SINGLE, 2: DriveMode.CONTINUOUS, 5: DriveMode.BRACKET},
        "Casio:ReleaseMode": {1: DriveMode.SINGLE, 3: DriveMode.BRACKET},
        "Kodak:BurstMode": {0: DriveMode.SINGLE, 1: DriveMode.CONTINUOUS},
        "Panasonic:BurstMode": {0: DriveMode.SINGLE, 1: DriveMode.CONTINUOUS},
        "Nikon:ShootingMode": {0: DriveMode.SINGLE, 1: DriveMode.CONTINUOUS},
        "FujiFilm:DriveMode": {0: DriveMode.SINGLE, 1: DriveMode.CONTINUOUS, 2: DriveMode.CONTINUOUS},
    }
    return next((table.get(said[tag]) for tag, table in tables.items() if tag in said), None)


def _sequence(said: Said) -> int | None:
    number = _first(said, *(f"{maker}:SequenceNumber" for maker in ("Canon", "Sony", "Kodak", "FujiFilm", "Panasonic")))
    if number is None and "Reconyx:Sequence" in said:
        number = str(said["Reconyx:Sequence"]).split()[0]
    return None if number is None else int(number)


def _canon_focus(said: Said) -> tuple[float, float] | None:
    bits = [int(part) for part in str(said["Canon:AFPointsInFocus"]).split()]
    xs, ys = ([int(part) for part in str(said[f"Canon:AFArea{axis}Positions"]).split()] for axis in "XY")
    chosen = [at for at in range(len(xs)) if bits[at // 16] >> at % 16 & 1]
    if not chosen:
        return None
    up = -1 if "EOS" in said["IFD0:Model"] else 1
    x, y = sum(xs[at] for at in chosen) / len(chosen), up * sum(ys[at] for at in chosen) / len(chosen)
    return x / said["Canon:AFImageWidth"] + 0.5, y / said["Canon:AFImageHeight"] + 0.5


def _focus(said: Said) -> tuple[float, float] | None:
    """In the picture as stored."""
    if "Sony:FocusLocation" in said:
        width, height, x, y = map(float, said["Sony:FocusLocation"].split())
        return (x / width, y / height) if width else None
    if "Panasonic:AFPointPosition" in said:
        x, y = map(float, said["Panasonic:AFPointPosition"].split())
        return (x, y) if x <= 1 else None
    if "Canon:AFPointsInFocus" in said and said.get("Canon:AFAreaMode") != 0:
        return _canon_focus(said)
    width, height = (said.get(f"ExifIFD:ExifImage{side}") for side in ("Width", "Height"))
    place = _first(said, "FujiFilm:FocusPixel", "ExifIFD:SubjectArea", "ExifIFD:SubjectLocation")
    numbers = [float(part) for part in str(place or "").split()]
    if not width or not height or len(numbers) < 2:
        return None
    x, y = numbers[0] / width, numbers[1] / height
    return (x, y) if 0 <= x <= 1 and 0 <= y <= 1 else None


def _place(said: Said) -> tuple[float, float] | None:
    for group in ("Composite", "GPS", "FLIR"):
        latitude, longitude = said.get(f"{group}:GPSLatitude"), said.get(f"{group}:GPSLongitude")
        if isinstance(latitude, (int, float)) and isinstance(longitude, (int, float)):
            return float(latitude), float(longitude)
    return None


EXPECTED: dict[str, Callable[[Said], Any]] = {
    "captured_at": _captured,
    "utc_offset_min": _offset,
    "lens": _lens,
    "focal_length_mm": lambda said: _number(said, "ExifIFD:FocalLength", "IFD0:FocalLength"),
    "aperture": lambda said: _number(said, "ExifIFD:FNumber", "IFD0:FNumber", "ExifIFD:ApertureValue"),
    "shutter_s": lambda said: _number(said, "ExifIFD:ExposureTime", "IFD0:ExposureTime", "ExifIFD:ShutterSpeedValue"),
    "iso": lambda said: _number(said, "ExifIFD:ISO", "Casio:ISO", "Kodak:ISO"),
    "exposure_bias_ev": lambda said: said.get("ExifIFD:ExposureCompensation"),
    "bracket_ev": lambda said: _first(said, "Canon:AEBBracketValue", "Nikon:ExposureBracketValue"),
    "drive_mode": _drive,
    "sequence_number": _sequence,
    "af_point": _focus,
    "orientation": lambda said: said.get("IFD0:Orientation", 1),
    "place": _place,
    "rating": lambda said: _first(said, "IFD0:Rating", "XMP-xmp:Rating", "Sony:Rating"),
}


def _ours(facts: CaptureFacts, field: str) -> Any:
    if field == "place":
        return None if facts.latitude is None else (facts.latitude, facts.longitude)
    return getattr(facts, field)


def _agree(ours: Any, theirs: Any) -> bool:
    if ours is None or theirs is None:
        return ours is None and theirs is None
    if isinstance(ours, tuple):
        return all(_agree(mine, yours) for mine, yours in zip(ours, theirs, strict=True))
    if isinstance(ours, (int, float)):
        return bool(math.isclose(ours, theirs, rel_tol=2e-3, abs_tol=2e-3))
    return bool(ours == theirs)


def _camera_fits(facts: CaptureFacts, said: Said) -> bool:
    make, model = (str(said.get(f"IFD0:{tag}", "")).strip() for tag in ("Make", "Model"))
    if not make and not model:
        return facts.camera is None
    camera = (facts.camera or "").casefold()
    return model.casefold() in camera and any(word in camera for word in make.casefold().replace(",", " ").split())


@pytest.fixture
def said_of(shared_data: Path) -> dict[Path, Said]:
    """ExifTool's word on every file."""
    program = shutil.which("exiftool")
    if program is None:
        pytest.skip("ExifTool is not installed")
    return _asked(program, shared_data)


@cache
def _asked(program: str, shared_data: Path) -> dict[Path, Said]:
    files = [file for folder in FOLDERS for file in sorted((shared_data / folder).iterdir()) if kind_of(file)]
    done = subprocess.run(
        [program, "-json", "-n", "-G1", "-a", *map(str, files)], capture_output=True, text=True, check=False
    )
    return {Path(said["SourceFile"]): said for said in json.loads(done.stdout)}


def _differences(said_of: dict[Path, Said]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for file, said in said_of.items():
        kind = kind_of(file)
        assert kind is not None
        facts = read_facts(file, kind)
        for field, expected in EXPECTED.items():
            ours, theirs = _ours(facts, field), expected(said)
            if field == "af_point" and facts.orientation != 1:
                continue  # turned upright by the program; the turn has tests of its own
            if not _agree(ours, theirs):
                found[file.name, field] = f"ours {ours!r}, ExifTool's {theirs!r}"
        if not _camera_fits(facts, said):
            found[file.name, "camera"] = f"ours {facts.camera!r}"
    return found


def test_facts_are_what_exiftool_reads(said_of: dict[Path, Said]) -> None:
    differences = _differences(said_of)
    new = {place: words for place, words in differences.items() if place not in KNOWN_DIFFERENCES}
    assert not new, "\n".join(f"{name} {field}: {words}" for (name, field), words in new.items())
    stale = [place for place in KNOWN_DIFFERENCES if place not in differences]
    assert stale == []


def test_every_field_was_compared(said_of: dict[Path, Said]) -> None:
    """A field that ExifTool gives for no file at all would prove nothing."""
    blank: Sequence[str] = [f for f, expected in EXPECTED.items() if all(expected(s) is None for s in said_of.values())]
    assert blank == []
