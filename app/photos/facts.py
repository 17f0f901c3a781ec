"""How a photo was taken: EXIF through exifread, whatever the container."""

from __future__ import annotations

import io
import logging
import os
import re
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import exifread

from app.photos.exif_blocks import exif_blocks, jpeg_segment
from app.photos.exif_values import (
    camera_name,
    degrees_of,
    lens_name,
    number_of,
    offset_of,
    text_of,
    timestamp_of,
    within,
)
from app.photos.model import CaptureFacts, PhotoKind
from app.photos.noise import quiet_libraries
from app.photos.reading import open_photo

_log = logging.getLogger(__name__)

_MAX_READS = 100_000
_MAX_READ = 1024 * 1024
_XMP_SIGNATURE = b"http://ns.adobe.com/xap/1.0/\x00"
_XMP_RATING = re.compile(rb"xmp:Rating(?:\s*=\s*[\"']|>)\s*(-?\d)(?:\.0+)?\s*[\"'<]")

# Time, sub-second and offset tags that belong together, best first: taken, digitised, last changed.
_TIMES = ((0x9003, 0x9291, 0x9011), (0x9004, 0x9292, 0x9012), (0x0132, 0x9290, 0x9010))
_ISO_TAGS = (0x8827, 0x8833, 0x8832, 0x8831)
_ISO_OVERFLOW = 65535


def read_facts(path: Path, kind: PhotoKind) -> CaptureFacts:
    """Read the capture facts of a photo.

    Args:
        path: the file.
        kind: what the scan took it for; the content decides where the EXIF is looked for.

    Damaged or odd EXIF never raises: what cannot be understood is None.

    Raises:
        PhotoError: the file cannot be opened or read, or changed meanwhile.
    """
    quiet_libraries()
    with open_photo(path) as handle:
        tags = _read_tags(path, handle)
        if kind is PhotoKind.JPEG and not tags.has(0x4746):
            # Canon cameras write the stars that are set in the camera only here.
            packet = jpeg_segment(handle, _XMP_SIGNATURE) or b""
            found = _XMP_RATING.search(packet)
            if found:
                tags.main[0x4746] = [int(found[1])]
    return _facts(tags)


class _Tags:
    """Raw values by tag number, from all blocks of a file; of equal numbers the first stays."""

    def __init__(self) -> None:
        self.main: dict[int, Any] = {}
        self.exif: dict[int, Any] = {}
        self.gps: dict[int, Any] = {}

    def take(self, found: dict[str, Any], gps: bool) -> None:
        """Add what exifread found; ``gps``: its main directory is a GPS directory."""
        groups = {"Image": self.gps if gps else self.main, "EXIF": self.exif, "GPS": self.gps}
        for name, tag in found.items():
            group = groups.get(name.partition(" ")[0])
            if group is not None and hasattr(tag, "tag"):
                group.setdefault(tag.tag, tag.values)

    def has(self, tag: int) -> bool:
        return tag in self.main or tag in self.exif

    def values(self, tag: int) -> Any:
        """The EXIF directory's value, else the main one's (where CR3 and TIFF/EP files keep them)."""
        return self.exif[tag] if tag in self.exif else self.main.get(tag)

    def text(self, tag: int) -> str | None:
        return text_of(self.values(tag))

    def number(self, tag: int, low: float, high: float) -> float | None:
        return within(number_of(self.values(tag)), low, high)


class _BoundedReader(io.BytesIO):
    """What exifread reads from: cannot be sent in circles or through whole files by corrupt counts."""

    def __init__(self, inner: BinaryIO) -> None:
        # BytesIO for its type only: exifread asks for a BinaryIO and uses read, seek and tell.
        super().__init__()
        self._inner = inner
        self._reads = 0
        self._end = inner.seek(0, os.SEEK_END)

    def read(self, size: int | None = -1, /) -> bytes:
        self._reads += 1
        if self._reads > _MAX_READS:
            raise ValueError("too many reads for one photo's EXIF")
        return self._inner.read(_MAX_READ if size is None or size < 0 else min(size, _MAX_READ))

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        # Beyond the end there is nothing to read, and a corrupt offset must not overflow the system call.
        return self._inner.seek(min(offset, self._end) if whence == os.SEEK_SET else offset, whence)

    def tell(self) -> int:
        return self._inner.tell()


def _read_tags(path: Path, handle: BinaryIO) -> _Tags:
    tags = _Tags()
    try:
        for block, gps in exif_blocks(handle):
            tags.take(exifread.process_file(_BoundedReader(block), details=False, extract_thumbnail=False), gps)
    except Exception as error:
        # On garbage exifread and the container readers raise almost anything. What was found before it stands.
        if isinstance(error, OSError) and error.errno is not None:
            raise
        _log.debug("%s: EXIF not understood: %r", path, error)
    return tags


def _facts(tags: _Tags) -> CaptureFacts:
    captured, offset = _captured(tags)
    orientation = number_of(tags.main.get(0x0112))
    iso = next((value for tag in _ISO_TAGS if (value := _iso(tags, tag)) is not None), None)
    specification = tags.values(0xA432)
    latitude = degrees_of(tags.gps.get(2), text_of(tags.gps.get(1)), 90)
    longitude = degrees_of(tags.gps.get(4), text_of(tags.gps.get(3)), 180)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        # Receivers without a fix write zeros; half a place is none.
        latitude = longitude = None
    return CaptureFacts(
        captured_at=captured,
        utc_offset_min=offset,
        camera=camera_name(text_of(tags.main.get(0x010F)), text_of(tags.main.get(0x0110))),
        lens=lens_name(tags.text(0xA434), specification if specification is not None else tags.values(0xC630)),
        focal_length_mm=tags.number(0x920A, 0.1, 20_000),
        aperture=_aperture(tags),
        shutter_s=_shutter(tags),
        iso=iso,
        exposure_bias_ev=tags.number(0x9204, -20, 20),
        orientation=int(orientation) if orientation is not None and 1 <= orientation <= 8 else 1,
        latitude=latitude,
        longitude=longitude,
        rating=_rating(tags),
    )


def _captured(tags: _Tags) -> tuple[datetime | None, int | None]:
    for time_tag, subsecond_tag, offset_tag in _TIMES:
        subseconds = tags.text(subsecond_tag)
        moment, offset = timestamp_of(tags.text(time_tag), subseconds)
        if moment is not None:
            stated = offset_of(tags.text(offset_tag))
            return moment, offset if stated is None else stated
    return None, None


def _aperture(tags: _Tags) -> float | None:
    value = tags.number(0x829D, 0.1, 1000)
    if value is None:
        apex = tags.number(0x9202, -1, 20)
        # An exact 0 is a field that was never filled: a manual lens, not f/1.0.
        value = round(2 ** (apex / 2), 2) if apex else None
    return value


def _shutter(tags: _Tags) -> float | None:
    value = tags.number(0x829A, 1e-6, 1e6)
    if value is None:
        apex = tags.number(0x9201, -20, 20)
        value = float(2**-apex) if apex else None
    return value


def _iso(tags: _Tags, tag: int) -> int | None:
    value = tags.number(tag, 1, 10_000_000)
    # The 16-bit tag says 65535 where the real one is in the tags that came later.
    return None if value is None or (tag == 0x8827 and value >= _ISO_OVERFLOW) else int(value)


def _rating(tags: _Tags) -> int | None:
    value = number_of(tags.main.get(0x4746, tags.exif.get(0x4746)))
    if value == 65535:  # -1 in the tag's unsigned 16 bits
        return -1
    return int(value) if value is not None and -1 <= value <= 5 else None
