"""How a photo was taken: EXIF through exifread, whatever the container."""

from __future__ import annotations

import io
import logging
import os
import re
import struct
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import exifread

from app.photos.exif_blocks import BlockRole, exif_blocks, jpeg_segment
from app.photos.exif_values import (
    camera_name,
    degrees_of,
    lens_name,
    number_of,
    offset_of,
    text_of,
    timestamp_of,
    upright_point,
    within,
)
from app.photos.maker_notes import MakerFacts, note_place, read_canon_directory, read_note
from app.photos.model import CaptureFacts, PhotoKind
from app.photos.noise import quiet_libraries
from app.photos.reading import open_photo

_log = logging.getLogger(__name__)

_MAX_READS = 100_000
_MAX_READ = 1024 * 1024
_XMP_SIGNATURE = b"http://ns.adobe.com/xap/1.0/\x00"
_XMP_RATING = re.compile(rb"xmp:Rating(?:\s*=\s*[\"']|>)\s*(-?\d)(?:\.0+)?\s*[\"'<]")
_XMP_LENS = re.compile(rb"(?:aux:Lens|exifEX:LensModel)(?:\s*=\s*[\"']|>)\s*([^\"'<]+?)\s*[\"'<]")

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
        if kind is PhotoKind.JPEG and not (tags.has(0x4746) and tags.has(0xA434)):
            tags.packet = jpeg_segment(handle, _XMP_SIGNATURE) or b""
    return _facts(tags)


class _Tags:
    """Raw values by tag number, from all blocks of a file; of equal numbers the first stays."""

    def __init__(self) -> None:
        self.main: dict[int, Any] = {}
        self.exif: dict[int, Any] = {}
        self.gps: dict[int, Any] = {}
        self.note = MakerFacts()
        self.packet = b""
        """The file's XMP, where Canon cameras keep the stars that are set in the camera."""

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


class _BoundedBytes(io.BytesIO):
    """The same for a block that is in memory already, which most are, with less ado for each read."""

    _reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self._reads += 1
        if self._reads > _MAX_READS:
            raise ValueError("too many reads for one photo's EXIF")
        return super().read(size)


def _bounded(block: BinaryIO) -> BinaryIO:
    return _BoundedBytes(block.getvalue()) if isinstance(block, io.BytesIO) else _BoundedReader(block)


def _read_tags(path: Path, handle: BinaryIO) -> _Tags:
    tags = _Tags()
    try:
        for block, role in exif_blocks(handle):
            reader = _bounded(block)
            if role is BlockRole.CANON_NOTE:
                tags.note = _canon_note(reader, tags)
                continue
            tags.take(exifread.process_file(reader, details=False, extract_thumbnail=False), role is BlockRole.GPS)
            if role is BlockRole.MAIN:
                _read_note(path, reader, tags)
    except Exception as error:
        # On garbage exifread and the container readers raise almost anything. What was found before it stands.
        if isinstance(error, OSError) and error.errno is not None:
            raise
        _log.debug("%s: EXIF not understood: %r", path, error)
    return tags


def _read_note(path: Path, block: BinaryIO, tags: _Tags) -> None:
    """The maker note and the XMP packet of a TIFF structure, which exifread leaves out."""
    place = note_place(block)
    if place is None:
        return
    offset, length, order, (packet, packet_length) = place
    if packet_length and not tags.packet:
        block.seek(packet)
        tags.packet = block.read(min(packet_length, _MAX_READ))
    if length:
        try:
            tags.note = read_note(block, offset, order, text_of(tags.main.get(0x010F)) or "", _model(tags))
        except (struct.error, IndexError, ValueError, OverflowError) as error:
            # Maker notes are moved about by careless editors, which leaves their offsets pointing anywhere.
            _log.debug("%s: maker note not understood: %r", path, error)


def _canon_note(block: BinaryIO, tags: _Tags) -> MakerFacts:
    header = block.read(8)
    order = "<" if header[:2] == b"II" else ">"
    return read_canon_directory(block, order, struct.unpack(order + "I", header[4:])[0], _model(tags))


def _model(tags: _Tags) -> str:
    return text_of(tags.main.get(0x0110)) or ""


def _facts(tags: _Tags) -> CaptureFacts:
    captured, offset = _captured(tags)
    turn = number_of(tags.main.get(0x0112))
    orientation = int(turn) if turn is not None and 1 <= turn <= 8 else 1
    iso = next((value for tag in _ISO_TAGS if (value := _iso(tags, tag)) is not None), tags.note.iso)
    latitude = degrees_of(tags.gps.get(2), text_of(tags.gps.get(1)), 90)
    longitude = degrees_of(tags.gps.get(4), text_of(tags.gps.get(3)), 180)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        # Receivers without a fix write zeros; half a place is none.
        latitude = longitude = None
    return CaptureFacts(
        captured_at=captured or tags.note.captured_at,
        utc_offset_min=offset,
        camera=camera_name(text_of(tags.main.get(0x010F)), text_of(tags.main.get(0x0110))),
        lens=_lens(tags),
        focal_length_mm=tags.number(0x920A, 0.1, 20_000),
        aperture=_aperture(tags),
        shutter_s=_shutter(tags),
        iso=iso,
        exposure_bias_ev=tags.number(0x9204, -20, 20),
        orientation=orientation,
        latitude=latitude,
        longitude=longitude,
        rating=_rating(tags),
        bracket_ev=within(tags.note.bracket_ev, -20, 20),
        drive_mode=tags.note.drive_mode,
        sequence_number=tags.note.sequence_number,
        af_point=upright_point(_focus(tags), orientation),
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


def _lens(tags: _Tags) -> str | None:
    specification = next((v for t in (0xA432, 0xC630) if (v := tags.values(t)) is not None), tags.note.lens_spec)
    in_packet = _XMP_LENS.search(tags.packet)
    return (
        lens_name(tags.text(0xA434), None)
        or lens_name(tags.note.lens, specification)
        or lens_name(in_packet[1].decode("utf-8", "replace") if in_packet else None, None)
    )


def _focus(tags: _Tags) -> tuple[float, float] | None:
    """Where the camera focused in the stored picture: the maker's word, else EXIF's SubjectArea or SubjectLocation."""
    if tags.note.focus is not None:
        return tags.note.focus
    width, height = tags.number(0xA002, 1, 1_000_000), tags.number(0xA003, 1, 1_000_000)
    if width is None or height is None:
        return None
    if tags.note.focus_pixel is not None:
        return tags.note.focus_pixel[0] / width, tags.note.focus_pixel[1] / height
    for tag in (0x9214, 0xA214):
        # A point, a circle or a rectangle: all begin with their centre.
        x, y = number_of(tags.values(tag)), number_of(tags.values(tag), 1)
        if x is not None and y is not None:
            return x / width, y / height
    return None


def _rating(tags: _Tags) -> int | None:
    value = number_of(tags.main.get(0x4746, tags.exif.get(0x4746)))
    if value == 65535:  # -1 in the tag's unsigned 16 bits
        return -1
    if value is not None and -1 <= value <= 5:
        return int(value)
    found = _XMP_RATING.search(tags.packet)
    return int(found[1]) if found and -1 <= int(found[1]) <= 5 else tags.note.rating
