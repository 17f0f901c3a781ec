"""What cameras write only into their maker notes: drive mode, place in a burst, focus point, and odd ISO values.

Every maker has a format of its own, none is published. Meanings after ExifTool's documentation of tag names
(exiftool.org/TagNames), which also is what the tests compare with. What is not understood is left out.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from app.photos.model import DriveMode
from app.photos.tiff import Ifd, read_directory

EXIF_POINTER, MAKER_NOTE, XMP_PACKET = 0x8769, 0x927C, 0x02BC

Point = tuple[float, float]


@dataclass(slots=True)
class MakerFacts:
    """What a maker note tells; None where it does not.

    Attributes:
        focus: centre of what was focused, as shares of the picture's width and height as stored, not yet upright.
        focus_pixel: the same in pixels of the picture, whose size the EXIF tells.
        lens_spec: shortest and longest focal length, and the widest aperture at both.
    """

    drive_mode: DriveMode | None = None
    sequence_number: int | None = None
    bracket_ev: float | None = None
    focus: Point | None = None
    focus_pixel: Point | None = None
    rating: int | None = None
    iso: int | None = None
    lens: str | None = None
    lens_spec: list[float] = field(default_factory=list)
    captured_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Note:
    """A maker note: the file, where its bytes begin, how numbers are written, and the camera."""

    handle: BinaryIO
    start: int
    order: str
    head: bytes
    model: str

    def directory(self, skip: int, tags: Sequence[int], *, base: int = 0, order: str = "") -> Ifd:
        """The directory ``skip`` bytes into the note, with offsets from ``base``."""
        return read_directory(self.handle, base, self.start + skip - base, order or self.order, frozenset(tags))

    def bytes(self, at: int, count: int) -> bytes:
        self.handle.seek(self.start + at)
        data = self.handle.read(count)
        return data if len(data) == count else bytes(count)


def note_place(handle: BinaryIO) -> tuple[int, int, str, tuple[int, int]] | None:
    """Offset, length and byte order of the maker note in a TIFF structure, and the place of its XMP packet.

    Lengths are 0 for what is not there.
    """
    handle.seek(0)
    header = handle.read(8)
    order = {b"II": "<", b"MM": ">"}.get(header[:2])
    if order is None or len(header) < 8:
        return None
    main = read_directory(handle, 0, struct.unpack(order + "I", header[4:])[0], order, (EXIF_POINTER, XMP_PACKET))
    packet = (main[XMP_PACKET].offset, main[XMP_PACKET].length) if XMP_PACKET in main else (0, 0)
    pointer = main.get(EXIF_POINTER)
    note = None
    if pointer is not None and pointer.values:
        note = read_directory(handle, 0, pointer.values[0], order, (MAKER_NOTE,)).get(MAKER_NOTE)
    return (note.offset, note.length, order, packet) if note is not None else (0, 0, order, packet)


def read_note(handle: BinaryIO, offset: int, order: str, make: str, model: str) -> MakerFacts:
    """Understand the maker note at ``offset`` of a TIFF structure.

    Args:
        order: the structure's byte order; many notes have their own.
        make, model: of the camera.

    Raises:
        OSError, struct.error, IndexError, ValueError, OverflowError: damage.
    """
    handle.seek(offset)
    head = handle.read(64)
    note = _Note(handle, offset, order, head, model)
    for beginning, reader in _BY_BEGINNING:
        if head.startswith(beginning):
            return reader(note)
    maker = make.upper()
    for name, reader in _BY_MAKE:
        if maker.startswith(name):
            return reader(note)
    return MakerFacts()


def read_canon_directory(handle: BinaryIO, order: str, offset: int, model: str) -> MakerFacts:
    """CR3 keeps Canon's maker note as a TIFF structure of its own."""
    return _canon(_Note(handle, offset, order, b"", model))


def _ints(ifd: Ifd, tag: int) -> tuple[int, ...]:
    return ifd[tag].values if tag in ifd else ()


def _one(ifd: Ifd, tag: int) -> int | None:
    values = _ints(ifd, tag)
    return values[0] if values else None


def _ratio(ifd: Ifd, tag: int, at: int = 0) -> float | None:
    values = _ints(ifd, tag)[2 * at : 2 * at + 2]
    return values[0] / values[1] if len(values) == 2 and values[1] else None


def _signed(values: Sequence[int]) -> list[int]:
    return [value - 65536 if value > 32767 else value for value in values]


def _share(x: float, y: float, width: float, height: float) -> Point | None:
    return (x / width, y / height) if width > 0 and height > 0 else None


# Canon


def _canon(note: _Note) -> MakerFacts:
    ifd = note.directory(0, (0x0001, 0x0004, 0x0012, 0x0026, 0x003C, 0x0095))
    facts = MakerFacts()
    settings, shot = _signed(_ints(ifd, 0x0001)), _signed(_ints(ifd, 0x0004))
    if len(settings) > 5:
        drives = {0: DriveMode.SINGLE, 6: DriveMode.SINGLE, 9: DriveMode.SINGLE}
        drives |= dict.fromkeys((1, 3, 4, 5, 8, 10), DriveMode.CONTINUOUS)
        facts.drive_mode = DriveMode.SELF_TIMER if settings[2] > 0 else drives.get(settings[5])
    if len(shot) > 17:
        facts.sequence_number = shot[9]
        facts.bracket_ev = _canon_ev(shot[17])
        if facts.bracket_ev:
            facts.drive_mode = DriveMode.BRACKET
    facts.lens = bytes(byte for byte in _ints(ifd, 0x0095) if byte).decode("latin-1") or None
    for tag, first in ((0x003C, 2), (0x0026, 2), (0x0012, 0)):
        if facts.focus is None:
            facts.focus = _canon_focus(_ints(ifd, tag), first, "EOS" in note.model.upper())
    return facts


def _canon_ev(value: int) -> float:
    """Canon counts in 1/32 stops but writes thirds as 12 and 20."""
    size = abs(value)
    whole, part = size & ~0x1F, size & 0x1F
    third = {0x0C: 32 / 3, 0x14: 64 / 3}.get(part, part)
    return (whole + third) / 32 * (-1 if value < 0 else 1)


def _canon_focus(values: tuple[int, ...], first: int, is_eos: bool) -> Point | None:
    """Middle of the points in focus: coordinates count from the picture's centre, on EOS cameras upwards."""
    if len(values) < first + 8:
        return None
    count = values[first]
    if first and values[1] == 0:  # manual focus: the points say nothing
        return None
    # The older record has one size for all points, the newer one a list of each.
    lists = first + (6 + 2 * count if first else 8)
    width, height = values[first + 4 : first + 6]
    across, down = _signed(values[lists : lists + count]), _signed(values[lists + count : lists + 2 * count])
    bits = values[lists + 2 * count : lists + 2 * count + (count + 15) // 16]
    chosen = [at for at in range(count) if at // 16 < len(bits) and bits[at // 16] >> (at % 16) & 1]
    if not chosen or len(down) < count:
        return None
    x = sum(across[at] for at in chosen) / len(chosen)
    y = sum(down[at] for at in chosen) / len(chosen) * (-1 if is_eos else 1)
    return _share(width / 2 + x, height / 2 + y, width, height)


# Nikon


def _nikon(note: _Note) -> MakerFacts:
    order = {b"II": "<", b"MM": ">"}.get(note.head[10:12])
    if order is None:  # cameras before 2000, and E-series
        return MakerFacts()
    base = note.start + 10
    (first,) = struct.unpack(order + "I", note.head[14:18])
    ifd = note.directory(10 + first, (0x0019, 0x0084, 0x0089, 0x00B7), base=base, order=order)
    facts = MakerFacts(bracket_ev=_ratio(ifd, 0x0019))
    mode = _one(ifd, 0x0089)
    if mode is not None:
        # Bits 4, 6 and 8 are brackets of exposure, white balance and D-Lighting.
        bits = ((0x150, DriveMode.BRACKET), (0x8, DriveMode.SELF_TIMER), (0x82, DriveMode.REMOTE))
        drive = next((drive for bit, drive in bits if mode & bit), DriveMode.SINGLE)
        facts.drive_mode = DriveMode.CONTINUOUS if mode & 1 and drive is DriveMode.SINGLE else drive
    spec = [_ratio(ifd, 0x0084, at) for at in range(4)]
    if all(value is not None for value in spec):
        facts.lens_spec = [value for value in spec if value is not None]
    facts.focus = _nikon_focus(bytes(value & 0xFF for value in _ints(ifd, 0x00B7)), order)
    return facts


def _nikon_focus(data: bytes, order: str) -> Point | None:
    """Live view and mirrorless cameras write where they focused; phase detection writes only which point it was."""
    places = {b"0100": (0x10, (1,)), b"0101": (0x46, (1,)), b"0300": (0x2A, (2,)), b"0301": (0x2A, (1, 2))}
    at, modes = places.get(data[:4], (0x3E if data.startswith(b"04") else 0, (1, 2)))
    if not at or len(data) < at + 8 or data[4] not in modes:
        return None
    width, height, x, y = struct.unpack_from(order + "4H", data, at)
    return _share(x, y, width, height) if x and y else None


# Sony, Fujifilm, Olympus, Panasonic, Pentax


def _sony(note: _Note) -> MakerFacts:
    skip = 12 if note.head.startswith((b"SONY DSC", b"SONY CAM", b"SONY MOB", b"SONY PIC")) else 0
    ifd = note.directory(skip, (0x2002, 0x2027, 0xB049, 0xB04A))
    modes = {0: DriveMode.SINGLE, 2: DriveMode.CONTINUOUS} | dict.fromkeys((5, 6, 8), DriveMode.BRACKET)
    sequence, rating = _one(ifd, 0xB04A), _one(ifd, 0x2002)
    place = _ints(ifd, 0x2027)
    return MakerFacts(
        drive_mode=modes.get(-1 if (mode := _one(ifd, 0xB049)) is None else mode),
        sequence_number=None if sequence == 65535 else sequence,
        rating=rating if rating is not None and rating <= 5 else None,
        focus=_share(place[2], place[3], place[0], place[1]) if len(place) == 4 else None,
    )


def _fujifilm(note: _Note) -> MakerFacts:
    (first,) = struct.unpack("<I", note.head[8:12])
    ifd = note.directory(first, (0x1023, 0x1100, 0x1101, 0x1103, 0x1431), base=note.start, order="<")
    place, drive, rating = _ints(ifd, 0x1023), _one(ifd, 0x1103), _one(ifd, 0x1431)
    modes = {0: DriveMode.SINGLE, 1: DriveMode.CONTINUOUS, 2: DriveMode.CONTINUOUS}
    return MakerFacts(
        drive_mode=DriveMode.BRACKET
        if _one(ifd, 0x1100) == 1
        else modes.get(drive & 0xFF)
        if drive is not None
        else None,
        sequence_number=_one(ifd, 0x1101),
        rating=rating if rating is not None and rating <= 5 else None,
        focus_pixel=(float(place[0]), float(place[1])) if len(place) == 2 and any(place) else None,
    )


def _olympus(note: _Note) -> MakerFacts:
    skip = 16 if note.head.startswith(b"OM SYSTEM") else 12
    order = ">" if note.head[skip - 4 : skip - 2] == b"MM" else "<"
    main = note.directory(skip, (0x2020,), base=note.start, order=order)
    if 0x2020 not in main:
        return MakerFacts()
    # The settings are a directory inside; new cameras give its offset, old ones its bytes.
    field_ = main[0x2020]
    at = field_.values[0] if field_.length == 4 and field_.values else field_.offset
    ifd = note.directory(at, (0x0305, 0x0600), base=note.start, order=order)
    drive = _ints(ifd, 0x0600)
    x, y = _ratio(ifd, 0x0305, 1), _ratio(ifd, 0x0305, 2)
    mode = None
    if drive:
        mode = {0: DriveMode.SINGLE, 5: DriveMode.BRACKET, 4: DriveMode.REMOTE}.get(drive[0], DriveMode.CONTINUOUS)
    return MakerFacts(
        drive_mode=mode,
        sequence_number=drive[1] if len(drive) > 1 else None,
        focus=(x, y) if x is not None and y is not None else None,
    )


def _panasonic(note: _Note) -> MakerFacts:
    ifd = note.directory(12, (0x002A, 0x002B, 0x002E, 0x004D))
    burst, timer = _one(ifd, 0x002A), _one(ifd, 0x002E)
    brackets = dict.fromkeys((2, 3, 8, 18), DriveMode.BRACKET)
    mode = None if burst is None else brackets.get(burst, DriveMode.CONTINUOUS if burst else DriveMode.SINGLE)
    if mode in (None, DriveMode.SINGLE) and timer is not None and timer > 1:
        mode = DriveMode.SELF_TIMER
    x, y = _ratio(ifd, 0x004D), _ratio(ifd, 0x004D, 1)
    return MakerFacts(
        drive_mode=mode,
        sequence_number=_one(ifd, 0x002B),
        focus=(x, y) if x is not None and y is not None and 0 < x < 1 and 0 < y < 1 else None,
    )


def _pentax(note: _Note) -> MakerFacts:
    own = note.head.startswith(b"PENTAX")
    mark = note.head[8:10] if own else note.head[4:6]
    order = {b"II": "<", b"MM": ">"}.get(mark, note.order)
    ifd = note.directory(10 if own else 6, (0x0034,), base=note.start if own else 0, order=order)
    drive = _ints(ifd, 0x0034)
    if len(drive) < 3:
        return MakerFacts()
    if drive[1] in (1, 2):
        return MakerFacts(drive_mode=DriveMode.SELF_TIMER)
    if drive[0] in (1, 2, 3, 4):
        return MakerFacts(drive_mode=DriveMode.CONTINUOUS)
    return MakerFacts(drive_mode=DriveMode.REMOTE if drive[2] else DriveMode.SINGLE)


# Casio, Kodak, Reconyx: what their EXIF leaves out


def _casio(note: _Note) -> MakerFacts:
    ifd = note.directory(6, (0x3001, 0x3014), order=">")
    modes = {1: DriveMode.SINGLE, 3: DriveMode.BRACKET, 11: DriveMode.BRACKET, 13: DriveMode.BRACKET}
    mode = _one(ifd, 0x3001)
    drive = DriveMode.CONTINUOUS if mode == 19 else None if mode is None else modes.get(mode)
    return MakerFacts(drive_mode=drive, iso=_one(ifd, 0x3014) or None)


def _kodak(note: _Note) -> MakerFacts:
    order = ">" if note.head.startswith(b"KDK INFO") else "<"
    data = note.bytes(8, 0x62)
    (iso,) = struct.unpack_from(order + "H", data, 0x60)
    burst = {0: DriveMode.SINGLE, 1: DriveMode.CONTINUOUS}.get(data[0x0A])
    return MakerFacts(drive_mode=burst, sequence_number=data[0x1D], iso=iso or None)


def _reconyx(note: _Note) -> MakerFacts:
    data = struct.unpack("<17H", note.bytes(0, 34))
    second, minute, hour, month, day, year = data[11:17]
    try:
        taken = datetime(year, month, day, hour, minute, second)
    except ValueError:
        taken = None
    return MakerFacts(sequence_number=data[7], captured_at=taken)


def _reconyx_new(note: _Note) -> MakerFacts:
    (sequence,) = struct.unpack("<H", note.bytes(0x36, 2))
    return MakerFacts(sequence_number=sequence)


_BY_BEGINNING: tuple[tuple[bytes, Callable[[_Note], MakerFacts]], ...] = (
    (b"Nikon\x00", _nikon),
    (b"FUJIFILM", _fujifilm),
    (b"OLYMPUS\x00", _olympus),
    (b"OM SYSTEM", _olympus),
    (b"Panasonic", _panasonic),
    (b"AOC\x00", _pentax),
    (b"PENTAX \x00", _pentax),
    (b"QVC\x00", _casio),
    (b"KDK", _kodak),
    (b"\x01\xf1\x02\x00", _reconyx),
    (b"\x01\xf1\x03\x00", _reconyx),
    (b"RECONYXH2\x00", _reconyx_new),
)
_BY_MAKE: tuple[tuple[str, Callable[[_Note], MakerFacts]], ...] = (("CANON", _canon), ("SONY", _sony))
