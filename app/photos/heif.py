"""Where a HEIF file (HEIC, AVIF) keeps its EXIF.

libheif gives it as well, but refuses whole files for damage elsewhere in them; and the finder in exifread can be sent
counting to four billion by one wrong byte. Source: ISO/IEC 14496-12 sections 8.11.3 (iloc) and 8.11.6 (iinf),
ISO/IEC 23008-12 annex A.2.1 (the Exif item).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from app.photos.exif_blocks import boxes, head_at

_MAX_TABLE = 1024 * 1024
_MAX_EXIF = 4 * 1024 * 1024


def heif_exif(handle: BinaryIO) -> bytes | None:
    """The EXIF from its TIFF header on; None where there is none or the file's tables make no sense.

    Raises:
        OSError, EOFError, struct.error: damage.
    """
    end = handle.seek(0, io.SEEK_END)
    meta = next(((begin, stop) for kind, begin, stop in boxes(handle, 0, end) if kind == b"meta"), None)
    if meta is None:
        return None
    # A version and flags precede the boxes inside.
    parts = {kind: (begin, stop) for kind, begin, stop in boxes(handle, meta[0] + 4, meta[1])}
    if b"iinf" not in parts or b"iloc" not in parts:
        return None
    item = _exif_item(handle, *parts[b"iinf"])
    if item is None:
        return None
    begin, stop = parts[b"iloc"]
    table = head_at(handle, begin, min(stop - begin, _MAX_TABLE))
    idat = parts.get(b"idat", (0, 0))[0]
    data = b""
    for inside, offset, length in _extents(table, item):
        handle.seek(offset + (idat if inside else 0))
        data += handle.read(min(length or _MAX_EXIF, _MAX_EXIF - len(data)))
    # How many bytes, "Exif" and two zeros as a rule, come before the TIFF header.
    skip = 4 + int.from_bytes(data[:4], "big")
    return data[skip:] if data[skip : skip + 2] in (b"II", b"MM") else None


def _exif_item(handle: BinaryIO, begin: int, end: int) -> int | None:
    """Number of the item of type Exif."""
    version = head_at(handle, begin, 1)[0]
    for kind, at, _ in boxes(handle, begin + (6 if version == 0 else 8), end):
        if kind == b"infe":
            head = head_at(handle, at, 12)
            size = 2 if head[0] == 2 else 4
            # Item number, protection, type.
            if head[0] in (2, 3) and (head + head_at(handle, at + 12, 2))[6 + size : 10 + size] == b"Exif":
                return int.from_bytes(head[4 : 4 + size], "big")
    return None


class _Numbers:
    """Reads big-endian numbers of any size one after the other."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self._at = at

    def next(self, size: int) -> int:
        if self._at + size > len(self._data):
            raise EOFError("end of table")
        self._at += size
        return int.from_bytes(self._data[self._at - size : self._at], "big")


def _extents(table: bytes, wanted: int) -> Iterator[tuple[bool, int, int]]:
    """Of one item: whether the place counts from the ``idat`` box, offset, length."""
    version = table[0]
    numbers = _Numbers(table, 4)
    sizes, more = numbers.next(1), numbers.next(1)
    offset_size, length_size, base_size, index_size = sizes >> 4, sizes & 15, more >> 4, more & 15
    if version == 0:
        index_size = 0
    short = 2 if version < 2 else 4
    for _ in range(numbers.next(short)):
        item = numbers.next(short)
        method = numbers.next(2) & 15 if version else 0
        numbers.next(2)
        base = numbers.next(base_size)
        for _ in range(numbers.next(2)):
            numbers.next(index_size)
            offset, length = numbers.next(offset_size), numbers.next(length_size)
            if item == wanted and method in (0, 1):
                yield method == 1, base + offset, length
            if not offset_size + length_size + index_size:
                break  # all the same, however many are announced
        if item == wanted:
            return
