"""JPEGs with a maker note built by hand, after ExifTool's documentation of tag names."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

SHORT, LONG, SLONG, RATIONAL, UNDEFINED, ASCII, SRATIONAL = 3, 4, 9, 5, 7, 2, 10
_SIZES = {SHORT: 2, LONG: 4, SLONG: 4, RATIONAL: 8, UNDEFINED: 1, ASCII: 1, SRATIONAL: 8}
_CODES = {SHORT: "H", LONG: "I", SLONG: "i", RATIONAL: "I", SRATIONAL: "i"}


@dataclass(frozen=True)
class Entry:
    """One entry of a directory; rationals are given as numerator and denominator in turn."""

    tag: int
    kind: int
    values: bytes | Sequence[int]

    def data(self, order: str) -> bytes:
        if isinstance(self.values, bytes):
            return self.values
        return struct.pack(f"{order}{len(self.values)}{_CODES[self.kind]}", *self.values)


def directory(entries: Sequence[Entry], offset: int, order: str = "<") -> bytes:
    """A TIFF directory with its data behind it, for the place ``offset`` from where its offsets count."""
    table = struct.pack(order + "H", len(entries))
    behind = b""
    free = offset + 2 + 12 * len(entries) + 4
    for entry in sorted(entries, key=lambda entry: entry.tag):
        data = entry.data(order)
        table += struct.pack(order + "HHI", entry.tag, entry.kind, len(data) // _SIZES[entry.kind])
        if len(data) <= 4:
            table += data.ljust(4, b"\0")
        else:
            table += struct.pack(order + "I", free + len(behind))
            behind += data + b"\0" * (len(data) % 2)
    return table + bytes(4) + behind


NOTE_AT = 256
"""Where the maker note begins in the TIFF structure."""


def exif_jpeg(make: str, model: str, note: bytes, orientation: int = 1, size: tuple[int, int] = (6000, 4000)) -> bytes:
    """A one-pixel JPEG whose EXIF has this maker note at `NOTE_AT`."""
    exif_at = 160
    main = directory(
        [
            Entry(0x010F, ASCII, make.encode() + b"\0"),
            Entry(0x0110, ASCII, model.encode() + b"\0"),
            Entry(0x0112, SHORT, [orientation]),
            Entry(0x8769, LONG, [exif_at]),
        ],
        8,
    )
    exif = struct.pack("<H", 3)
    exif += struct.pack("<HHII", 0x927C, UNDEFINED, len(note), NOTE_AT)
    exif += struct.pack("<HHII", 0xA002, LONG, 1, size[0]) + struct.pack("<HHII", 0xA003, LONG, 1, size[1]) + bytes(4)
    tiff = (b"II*\0" + struct.pack("<I", 8) + main).ljust(exif_at, b"\0") + exif
    assert len(tiff) <= NOTE_AT
    segment = b"Exif\0\0" + tiff.ljust(NOTE_AT, b"\0") + note
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + _PIXEL


_PIXEL = bytes.fromhex(
    "ffdb004300" + "01" * 64 + "ffc0000b080001000101011100"
    "ffc4001f0000010501010101010100000000000000000102030405060708090a0b"
    "ffc40014100100000000000000000000000000000000"
    "ffda0008010100003f0037ffd9"
)


def canon(in_focus: int, xs: Sequence[int], ys: Sequence[int], sequence: int, drive: int, bracket: int) -> bytes:
    """CameraSettings, ShotInfo and AFInfo2."""
    count = len(xs)
    settings = [12, 0, 0, 0, 0, drive]
    shot = [36, *[0] * 8, sequence, *[0] * 7, bracket & 0xFFFF]
    unsigned = [value & 0xFFFF for value in (*xs, *ys)]
    focus = [0, 2, count, count, 6000, 4000, 6000, 4000, *[100] * (2 * count), *unsigned, in_focus, 0]
    return directory(
        [
            Entry(0x0001, SHORT, settings),
            Entry(0x0004, SHORT, shot),
            Entry(0x0026, SHORT, [2 * len(focus), *focus[1:]]),
        ],
        NOTE_AT,
    )


def nikon(version: bytes, at: int, place: Sequence[int], shooting_mode: int, bracket: tuple[int, int]) -> bytes:
    """ShootingMode, ExposureBracketValue and AFInfo2."""
    info = bytearray(0x60)
    info[:5] = version + (b"\x01" if version != b"0300" else b"\x02")
    struct.pack_into("<4H", info, at, *place)
    entries = [
        Entry(0x0019, SRATIONAL, bracket),
        Entry(0x0089, SHORT, [shooting_mode]),
        Entry(0x00B7, UNDEFINED, bytes(info)),
    ]
    return b"Nikon\0\x02\x11\0\0" + b"II*\0" + struct.pack("<I", 8) + directory(entries, 8)


def sony(place: Sequence[int], release: int, sequence: int) -> bytes:
    """FocusLocation, ReleaseMode, SequenceNumber."""
    entries = [Entry(0x2027, SHORT, place), Entry(0xB049, SHORT, [release]), Entry(0xB04A, SHORT, [sequence])]
    return b"SONY DSC \0\0\0" + directory(entries, NOTE_AT + 12)


def fujifilm(pixel: Sequence[int], sequence: int, drive: int, rating: int) -> bytes:
    """FocusPixel, SequenceNumber, DriveSettings, Rating."""
    entries = [
        Entry(0x1023, SHORT, pixel),
        Entry(0x1101, SHORT, [sequence]),
        Entry(0x1103, LONG, [drive]),
        Entry(0x1431, LONG, [rating]),
    ]
    return b"FUJIFILM" + struct.pack("<I", 12) + directory(entries, 12)


def olympus(point: Sequence[int], drive: Sequence[int]) -> bytes:
    """The settings inside, with AFPointSelected and DriveMode."""
    inside_at = 12 + 2 + 12 + 4
    inside = directory([Entry(0x0305, SRATIONAL, point), Entry(0x0600, SHORT, drive)], inside_at)
    return (
        b"OLYMPUS\0II\x03\0" + struct.pack("<H", 1) + struct.pack("<HHII", 0x2020, 13, 1, inside_at) + bytes(4) + inside
    )


def panasonic(point: Sequence[int], burst: int, sequence: int) -> bytes:
    """BurstMode, SequenceNumber, AFPointPosition."""
    entries = [Entry(0x002A, SHORT, [burst]), Entry(0x002B, LONG, [sequence]), Entry(0x004D, RATIONAL, point)]
    return b"Panasonic\0\0\0" + directory(entries, NOTE_AT + 12)
