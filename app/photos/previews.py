"""The JPEG previews inside RAW files: where they lie and how large they are."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import BinaryIO

from app.photos.exif_blocks import CR3_METADATA, box_sizes, boxes, head_at, jpeg_exif
from app.photos.tiff import (
    COMPRESSION,
    JPEG_LENGTH,
    JPEG_OFFSET,
    PANASONIC_JPEG,
    STRIP_BYTE_COUNTS,
    STRIP_OFFSETS,
    TILE_BYTE_COUNTS,
    TILE_OFFSETS,
    Ifd,
    first,
    orientation_of,
    read_ifds,
)

_CR3_PREVIEW = bytes.fromhex("eaf42b5e1c984b88b9fbb7dc406e4d16")
_MAX_PREVIEW = 256 * 1024 * 1024
# Frame headers of baseline, extended and progressive JPEG: what Pillow reads. Lossless ones (0xC3) hold sensor data.
_FRAMES = (0xC0, 0xC1, 0xC2)
_ASPECT_TOLERANCE = 0.02


@dataclass(frozen=True, slots=True)
class Preview:
    """A JPEG inside a file.

    Attributes:
        offset, length: bytes, in the file.
        width, height: pixels as stored, before any orientation.
        orientation: EXIF 1..8 from the JPEG itself, None where it does not say.
        data: the JPEG where it was taken out of the file already.
    """

    offset: int
    length: int
    width: int
    height: int
    orientation: int | None
    data: bytes | None = None

    @property
    def edge(self) -> int:
        """The shorter side in pixels."""
        return min(self.width, self.height)

    def open(self, handle: BinaryIO) -> BinaryIO:
        """The JPEG as a file of its own; ``handle`` is the file that holds it."""
        return BytesIO(head_at(handle, self.offset, self.length) if self.data is None else self.data)


def find_previews(handle: BinaryIO, head: bytes) -> tuple[list[Preview], int | None]:
    """The usable previews of a RAW file, smallest first, and the RAW file's own orientation.

    Thumbnails whose shape differs from the largest preview's (black bars to fill 4:3) are left out.

    Raises:
        EOFError: the file ends before the pictures that it announces.
        OSError, struct.error: other damage.
    """
    handle.seek(0, 2)
    end = handle.tell()
    orientation: int | None = None
    if head.startswith(b"FUJIFILMCCD-RAW"):
        # Offset and length of the JPEG, of the sensor's header, of its data; the file's own structure since 1999.
        numbers = struct.unpack(">6I", head_at(handle, 84, 24))
        places = [numbers[:2]]
        announced = numbers[4] + numbers[5]
    elif head[4:8] == b"ftyp":
        places = list(_cr3_places(handle, end))
        orientation = _cr3_orientation(handle, end)
        announced = max((at + size for at, size in box_sizes(handle, end)), default=0)
    else:
        places = list(_tiff_places(handle))
        orientation = orientation_of(handle)
        announced = max((_strips_end(ifd) for ifd in read_ifds(handle)), default=0)
    # The preview may be whole where the sensor's data are cut off: such a photo must not pass for a good one.
    if announced > end:
        raise EOFError("the file ends before its sensor data")
    found: dict[int, Preview] = {}
    for offset, length in places:
        if 0 < offset < end and 0 < length <= _MAX_PREVIEW and offset not in found:
            # A preview that is cut off would be an error later; another one may be whole.
            preview = _measure(handle, offset, length) if offset + length <= end else None
            if preview is not None:
                found[offset] = preview
    ordered = sorted(found.values(), key=lambda preview: preview.width * preview.height)
    if ordered:
        shape = ordered[-1].width / ordered[-1].height
        ordered = [p for p in ordered if abs(p.width / p.height / shape - 1) <= _ASPECT_TOLERANCE]
    return ordered, orientation


def _strips_end(ifd: Ifd) -> int:
    """Where the last strip or tile of a directory's picture ends."""
    return max(
        (
            offset + length
            for offsets, lengths in ((STRIP_OFFSETS, STRIP_BYTE_COUNTS), (TILE_OFFSETS, TILE_BYTE_COUNTS))
            if offsets in ifd and lengths in ifd
            for offset, length in zip(ifd[offsets].values, ifd[lengths].values, strict=False)
        ),
        default=0,
    )


def _tiff_places(handle: BinaryIO) -> Iterator[tuple[int, int]]:
    for ifd in list(read_ifds(handle)):
        if JPEG_OFFSET in ifd and JPEG_LENGTH in ifd:
            yield first(ifd, JPEG_OFFSET), first(ifd, JPEG_LENGTH)
        # One strip of JPEG: CR2's preview (compression 6), DNG's (7). Whether it is a picture the frame header tells.
        if first(ifd, COMPRESSION) in (6, 7) and STRIP_OFFSETS in ifd and len(ifd[STRIP_OFFSETS].values) == 1:
            yield first(ifd, STRIP_OFFSETS), first(ifd, STRIP_BYTE_COUNTS)
        if PANASONIC_JPEG in ifd:
            yield ifd[PANASONIC_JPEG].offset, ifd[PANASONIC_JPEG].length


def _cr3_places(handle: BinaryIO, end: int) -> Iterator[tuple[int, int]]:
    """PRVW, and the full-size JPEG in the first track. THMB is too small and letterboxed."""
    for kind, begin, stop in list(boxes(handle, 0, end)):
        if kind == _CR3_PREVIEW:
            # Eight bytes precede the box: a version and a count.
            for name, at, _ in boxes(handle, begin + 8, stop):
                if name == b"PRVW":
                    yield at + 16, int.from_bytes(head_at(handle, at + 12, 4), "big")
        elif kind == b"moov":
            yield from _cr3_full_size(handle, begin, stop)


def _cr3_full_size(handle: BinaryIO, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    for kind, at, until in boxes(handle, begin, stop):
        if kind == b"trak":
            table = at, until
            for name in (b"mdia", b"minf", b"stbl"):
                table = next(((b, e) for k, b, e in boxes(handle, *table) if k == name), (0, 0))
            parts = {k: b for k, b, _ in boxes(handle, *table)}
            if b"stsz" in parts and b"co64" in parts:
                # Version and flags, one size for all samples (or 0 and a table), count.
                same, count, single = struct.unpack(">III", head_at(handle, parts[b"stsz"] + 4, 12))
                if count == 1:
                    yield int.from_bytes(head_at(handle, parts[b"co64"] + 8, 8), "big"), same or single
            return


def _cr3_orientation(handle: BinaryIO, end: int) -> int | None:
    for kind, begin, stop in list(boxes(handle, 0, end)):
        if kind == b"moov":
            for inner, at, until in list(boxes(handle, begin, stop)):
                if inner == CR3_METADATA:
                    for name, block, _ in list(boxes(handle, at, until)):
                        if name == b"CMT1":
                            return orientation_of(handle, block)
    return None


def preview_in_memory(data: bytes) -> Preview | None:
    """The preview that a JPEG in memory is, or None where Pillow does not read it."""
    preview = _measure(BytesIO(data), 0, len(data))
    return None if preview is None else replace(preview, data=data)


def _measure(handle: BinaryIO, offset: int, length: int) -> Preview | None:
    """The preview at a place, or None where no JPEG that Pillow reads begins there."""
    handle.seek(offset)
    if handle.read(2) != b"\xff\xd8":
        return None
    position, end = offset + 2, offset + length
    while position + 9 < end:
        handle.seek(position)
        header = handle.read(9)
        if len(header) < 9 or header[0] != 0xFF or header[1] in (0xD9, 0xDA):
            return None
        if header[1] == 0xFF:
            position += 1
            continue
        if header[1] in _FRAMES:
            height, width = struct.unpack(">HH", header[5:9])
            if width == 0 or height == 0:
                return None
            return Preview(offset, length, width, height, _jpeg_orientation(handle, offset))
        if 0xC3 <= header[1] <= 0xCF and header[1] not in (0xC4, 0xC8, 0xCC):
            return None
        position += 2 + int.from_bytes(header[2:4], "big")
    return None


def _jpeg_orientation(handle: BinaryIO, offset: int) -> int | None:
    block = jpeg_exif(handle, offset)
    return orientation_of(BytesIO(block[6:])) if block else None
