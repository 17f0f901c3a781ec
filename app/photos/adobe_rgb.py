"""Adobe RGB (1998) where a photo carries no profile but its EXIF says so, as cameras do.

Sources: DCF 2.0 (CIPA DC-009), sections 4.1.1 and 5.3 (optional colour space, interoperability index R03, names that
begin with an underscore); Adobe RGB (1998) Color Image Encoding, section 4.3; ICC.1:2001-04 for the profile's layout.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import BinaryIO

from app.photos.tiff import first, read_directory

_EXIF_POINTER, _COLOUR_SPACE, _INTEROP_POINTER, _INTEROP_INDEX = 0x8769, 0xA001, 0xA005, 0x0001
_UNCALIBRATED, _ADOBE_BY_SOME = 65535, 2

# The primaries and the white, adapted to the D50 of the profile connection space.
_COLUMNS = {
    b"wtpt": (0.9505, 1.0, 1.0891),
    b"rXYZ": (0.60974, 0.31111, 0.01947),
    b"gXYZ": (0.20528, 0.62567, 0.06087),
    b"bXYZ": (0.14919, 0.06322, 0.74457),
}
_GAMMA = 563
"""In 1/256: 2.19921875."""


def says_adobe_rgb(handle: BinaryIO, name: str) -> bool:
    """Whether the EXIF in a TIFF structure means Adobe RGB.

    The interoperability index R03 says it outright. "Uncalibrated" alone does not; where nothing but that is written,
    the underscore that DCF cameras put before such names decides.

    Raises:
        OSError, struct.error: damage.
    """
    handle.seek(0)
    header = handle.read(8)
    order = {b"II": "<", b"MM": ">"}.get(header[:2])
    if order is None or len(header) < 8:
        return False
    main = read_directory(handle, 0, struct.unpack(order + "I", header[4:])[0], order, (_EXIF_POINTER,))
    pointer = first(main, _EXIF_POINTER)
    if not pointer:
        return False
    exif = read_directory(handle, 0, pointer, order, (_COLOUR_SPACE, _INTEROP_POINTER))
    space = first(exif, _COLOUR_SPACE)
    index = b""
    if interop := first(exif, _INTEROP_POINTER):
        found = read_directory(handle, 0, interop, order, (_INTEROP_INDEX,)).get(_INTEROP_INDEX)
        index = bytes(value & 0xFF for value in found.values[:3]) if found is not None else b""
    if index == b"R03":
        return space in (_UNCALIBRATED, _ADOBE_BY_SOME)
    return space == _ADOBE_BY_SOME or (space == _UNCALIBRATED and not index and name.startswith("_"))


@lru_cache(maxsize=1)
def adobe_rgb_profile() -> bytes:
    """An ICC profile of the colour space, made from its definition."""
    blocks: dict[bytes, bytes] = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", 21) + b"Adobe RGB compatible\0" + bytes(78),
        b"cprt": b"text" + bytes(4) + b"No copyright\0",
    }
    for name, column in _COLUMNS.items():
        blocks[name] = b"XYZ " + bytes(4) + b"".join(_fixed(value) for value in column)
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, _GAMMA)
    table, data = b"", b""
    start = 128 + 4 + 12 * (len(blocks) + 3)
    for name, block in (*blocks.items(), (b"rTRC", curve), (b"gTRC", curve), (b"bTRC", curve)):
        table += name + struct.pack(">II", start + len(data), len(block))
        data += block + bytes(-len(block) % 4)
    body = struct.pack(">I", len(blocks) + 3) + table + data
    header = struct.pack(">I4sI4s4s4s", 128 + len(body), b"\0\0\0\0", 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H4s", 2000, 1, 1, 0, 0, 0, b"acsp")
    header = header.ljust(68, b"\0") + b"".join(_fixed(value) for value in (0.9642, 1.0, 0.8249))
    return header.ljust(128, b"\0") + body


def _fixed(value: float) -> bytes:
    """A number as ICC's s15Fixed16."""
    return struct.pack(">i", round(value * 65536))
