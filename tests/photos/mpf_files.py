"""JPEGs with a second picture behind them, as the Multi-Picture Format (CIPA DC-007) has it."""

from __future__ import annotations

import struct

FULL_HD = 0x010002
"""The kind of a picture of about 1920 x 1080 pixels."""


def with_preview(photo: bytes, preview: bytes, kind: int = FULL_HD, *, order: str = "<", claimed: int = 0) -> bytes:
    """A JPEG with a Multi-Picture index and a second picture behind it."""
    mark = b"II*\x00" if order == "<" else b"MM\x00*"
    # Version, number of pictures, and the table, which lies behind the directory.
    directory = struct.pack(order + "H", 3)
    directory += struct.pack(order + "HHI4s", 0xB000, 7, 4, b"0100")
    directory += struct.pack(order + "HHII", 0xB001, 4, 1, 2)
    directory += struct.pack(order + "HHII", 0xB002, 7, 32, 8 + 2 + 36 + 4) + bytes(4)
    size = 2 + 2 + 4 + 8 + len(directory) + 32
    base = 2 + 2 + 2 + 4  # of the index in the file: after SOI, marker, length and "MPF"
    behind = len(photo) + size
    table = struct.pack(order + "3IHH", 0x20030000, behind, 0, 0, 0)
    table += struct.pack(order + "3IHH", kind, claimed or len(preview), behind - base, 0, 0)
    index = mark + struct.pack(order + "I", 8) + directory + table
    segment = b"\xff\xe2" + struct.pack(">H", len(index) + 6) + b"MPF\x00" + index
    assert len(segment) == size
    return photo[:2] + segment + photo[2:] + preview
