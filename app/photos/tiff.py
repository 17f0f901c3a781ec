"""A small reader of TIFF directories: enough for orientation and for the previews inside RAW files.

Capture facts come from exifread; this here finds what exifread has no notion of (where the pictures lie).
Source: TIFF 6.0 specification, section 2; DNG specification, SubIFDs.
"""

from __future__ import annotations

import struct
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import BinaryIO

COMPRESSION = 0x0103
PHOTOMETRIC = 0x0106
STRIP_OFFSETS = 0x0111
ORIENTATION = 0x0112
STRIP_BYTE_COUNTS = 0x0117
TILE_OFFSETS = 0x0144
TILE_BYTE_COUNTS = 0x0145
SUB_IFDS = 0x014A
JPEG_OFFSET = 0x0201
JPEG_LENGTH = 0x0202
PANASONIC_JPEG = 0x002E
DNG_VERSION = 0xC612

# Photometric interpretations of sensor data: colour filter array and linear raw.
_SENSOR_DATA = (32803, 34892)

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 13: 4}
# Text and undefined bytes come as numbers, rationals as numerator and denominator in turn.
_CODES = {1: "B", 2: "B", 3: "H", 4: "I", 5: "2I", 6: "b", 7: "B", 8: "h", 9: "i", 10: "2i", 13: "I"}
# Real files have some ten directories of at most a few hundred entries; the rest is damage or malice.
_MAX_IFDS = 64
_MAX_ENTRIES = 1000
_MAX_VALUES = 4096


@dataclass(frozen=True, slots=True)
class Field:
    """One entry of a directory: where its data lies and, for small fields, the values as integers."""

    offset: int
    length: int
    values: tuple[int, ...]


Ifd = dict[int, Field]
"""Tag -> field."""


def read_ifds(handle: BinaryIO, base: int = 0) -> Iterator[Ifd]:
    """Yield the directories of a TIFF structure: the main chain first, then their SubIFDs.

    Args:
        handle: the file; its position moves.
        base: where the TIFF header begins; offsets in the fields count from there.

    Damage ends the stream early instead of raising. The magic number is not looked at, since RAW formats have own
    ones (ORF, RW2).
    """
    handle.seek(base)
    header = handle.read(8)
    order = {b"II": "<", b"MM": ">"}.get(header[:2])
    if order is None or len(header) < 8:
        return
    waiting = [struct.unpack(order + "I", header[4:])[0]]
    sub_ifds: list[int] = []
    seen: set[int] = set()
    while (waiting or sub_ifds) and len(seen) < _MAX_IFDS:
        offset = waiting.pop() if waiting else sub_ifds.pop(0)
        if offset == 0 or offset in seen:
            continue
        seen.add(offset)
        ifd, following = _read_ifd(handle, base, offset, order)
        if ifd:
            yield ifd
            if SUB_IFDS in ifd:
                sub_ifds.extend(ifd[SUB_IFDS].values)
        waiting.append(following)


def read_directory(handle: BinaryIO, base: int, offset: int, order: str, wanted: Container[int]) -> Ifd:
    """One directory's entries with these tags; empty where there is no directory.

    Args:
        base: where offsets in the fields count from.
        offset: where the directory begins, counted from ``base``.
        order: ``"<"`` or ``">"``.
    """
    return _read_ifd(handle, base, offset, order, wanted)[0]


def _read_ifd(
    handle: BinaryIO, base: int, offset: int, order: str, wanted: Container[int] = range(65536)
) -> tuple[Ifd, int]:
    handle.seek(base + offset)
    raw = handle.read(2)
    if len(raw) < 2:
        return {}, 0
    count = struct.unpack(order + "H", raw)[0]
    if count > _MAX_ENTRIES:
        return {}, 0
    table = handle.read(count * 12 + 4)
    ifd: Ifd = {}
    for at in range(0, min(count * 12, len(table) - 11), 12):
        tag, kind, number = struct.unpack_from(order + "HHI", table, at)
        size = _SIZES.get(kind)
        if size is None or tag not in wanted:
            continue
        length = size * number
        where = offset + 2 + at + 8 if length <= 4 else struct.unpack_from(order + "I", table, at + 8)[0]
        values: tuple[int, ...] = ()
        code = _CODES.get(kind)
        if code is not None and number <= _MAX_VALUES:
            if length <= 4:
                data = table[at + 8 : at + 8 + length]
            else:
                handle.seek(base + where)
                data = handle.read(length)
            if len(data) == length:
                values = struct.unpack(order + code * number if len(code) > 1 else f"{order}{number}{code}", data)
        ifd[tag] = Field(where, length, values)
    following = struct.unpack_from(order + "I", table, count * 12)[0] if len(table) == count * 12 + 4 else 0
    return ifd, following


def first(ifd: Ifd, tag: int, default: int = 0) -> int:
    """The first value of a tag, or ``default``."""
    field = ifd.get(tag)
    return field.values[0] if field is not None and field.values else default


def holds_sensor_data(handle: BinaryIO) -> bool:
    """Whether a TIFF structure is a RAW photo, under whatever name."""
    return any(DNG_VERSION in ifd or first(ifd, PHOTOMETRIC) in _SENSOR_DATA for ifd in read_ifds(handle))


def orientation_of(handle: BinaryIO, base: int = 0) -> int | None:
    """EXIF orientation 1..8 of the first directory; None where it does not say."""
    for ifd in read_ifds(handle, base):
        value = first(ifd, ORIENTATION)
        return value if 1 <= value <= 8 else None
    return None
