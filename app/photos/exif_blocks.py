"""Where the EXIF of a file lies: TIFF structures, ready for exifread.

exifread looks for EXIF in files itself but misses some (CR3, RAF, RW2's inner JPEG, several HEIF brands, JPEGs with
long segments before it). Finding the block here and handing exifread the bare TIFF structure gives one way for all of
them, and bounds what it may read.
"""

from __future__ import annotations

import io
import logging
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from enum import Enum, auto
from typing import BinaryIO

from app.photos.formats import HEAD_BYTES, sniff
from app.photos.model import PhotoKind
from app.photos.tiff import PANASONIC_JPEG, read_ifds

_log = logging.getLogger(__name__)

_MAX_BLOCK = 4 * 1024 * 1024
CR3_METADATA = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
"""Box id of Canon's metadata in CR3. Source: github.com/lclevy/canon_cr3 (format description)."""


class BlockRole(Enum):
    """What the first directory of a TIFF structure is: CR3 keeps the parts of its EXIF apart."""

    MAIN = auto()
    GPS = auto()
    CANON_NOTE = auto()


def exif_blocks(handle: BinaryIO) -> Iterator[tuple[BinaryIO, BlockRole]]:
    """Yield files that begin with a TIFF header, the best first; nothing where the photo has no EXIF.

    Raises:
        OSError, ValueError, struct.error, EOFError, RuntimeError, SyntaxError, zlib.error: damage.
    """
    handle.seek(0)
    head = handle.read(HEAD_BYTES)
    kind = sniff(head)
    if kind is PhotoKind.JPEG:
        yield from _wrap(jpeg_exif(handle))
    elif kind is PhotoKind.PNG:
        yield from _wrap(_png_exif(handle))
    elif kind is PhotoKind.WEBP:
        yield from _wrap(_webp_exif(handle))
    elif kind in (PhotoKind.HEIC, PhotoKind.AVIF):
        yield from _wrap(_heif_exif(handle, kind))
    elif kind is PhotoKind.JPEG_XL:
        yield from _wrap(_jpegxl_exif(handle))
    elif head.startswith(b"FUJIFILMCCD-RAW"):
        offset, length = struct.unpack(">II", head_at(handle, 84, 8))
        yield from _wrap(_jpeg_exif_at(handle, offset, length))
    elif head[4:8] == b"ftyp":
        for box_type, role in _CR3_BLOCKS:
            yield from _wrap(_cr3_block(handle, box_type), role)
    elif head[:2] in (b"II", b"MM"):
        yield handle, BlockRole.MAIN
        if head.startswith(b"IIU\x00"):
            # Panasonic keeps most of the facts only in the JPEG inside.
            for ifd in read_ifds(handle):
                if PANASONIC_JPEG in ifd:
                    field = ifd[PANASONIC_JPEG]
                    yield from _wrap(_jpeg_exif_at(handle, field.offset, field.length))


def head_at(handle: BinaryIO, offset: int, length: int) -> bytes:
    """Exactly ``length`` bytes at ``offset``.

    Raises:
        EOFError: the file ends before.
    """
    handle.seek(offset)
    data = handle.read(length)
    if len(data) < length:
        raise EOFError("end of file")
    return data


_CR3_BLOCKS = (
    (b"CMT1", BlockRole.MAIN),
    (b"CMT2", BlockRole.MAIN),
    (b"CMT4", BlockRole.GPS),
    (b"CMT3", BlockRole.CANON_NOTE),
)


def _wrap(block: bytes | None, role: BlockRole = BlockRole.MAIN) -> Iterator[tuple[BinaryIO, BlockRole]]:
    if block:
        # "Exif" and two bytes, the second of which some writers forget to clear.
        yield io.BytesIO(block[6:] if block.startswith(b"Exif\x00") else block), role


def jpeg_exif(handle: BinaryIO, start: int = 0) -> bytes | None:
    """The EXIF segment of the JPEG at ``start``, from its TIFF header on; None where it has none.

    Source: JPEG (ITU-T T.81) annex B for the markers, EXIF 2.32 section 4.5.4 for APP1.
    """
    return jpeg_segment(handle, b"Exif\x00", start)


def jpeg_segment(handle: BinaryIO, signature: bytes, start: int = 0) -> bytes | None:
    """The content of the first APP1 segment that begins with ``signature``, from the signature on."""
    position = start + 2
    while True:
        handle.seek(position)
        header = handle.read(4)
        if len(header) < 4 or header[0] != 0xFF:
            return None
        if header[1] == 0xFF:  # fill byte
            position += 1
            continue
        # SOS: the pixels begin; nothing of interest follows.
        if header[1] in (0xD9, 0xDA):
            return None
        length = int.from_bytes(header[2:], "big")
        if header[1] == 0xE1:
            data = handle.read(max(0, length - 2))
            if data.startswith(signature):
                return data
        position += 2 + length


def _jpeg_exif_at(handle: BinaryIO, offset: int, length: int) -> bytes | None:
    return jpeg_exif(handle, offset) if length else None


def _png_exif(handle: BinaryIO) -> bytes | None:
    """The eXIf chunk, or ImageMagick's older hexadecimal text. Source: PNG 3rd edition 11.3.4.5."""
    position = 8
    while True:
        handle.seek(position)
        header = handle.read(8)
        if len(header) < 8 or header[4:] == b"IEND":
            return None
        length = int.from_bytes(header[:4], "big")
        if header[4:] == b"eXIf" and length <= _MAX_BLOCK:
            return handle.read(length)
        if header[4:] == b"zTXt" and length <= _MAX_BLOCK:
            name, _, packed = handle.read(length).partition(b"\x00")
            if name.lower() in (b"raw profile type exif", b"raw profile type app1"):
                text = zlib.decompressobj().decompress(packed[1:], _MAX_BLOCK)
                return bytes.fromhex(b"".join(text.split(b"\n")[3:]).decode("ascii"))
        position += 12 + length


def _webp_exif(handle: BinaryIO) -> bytes | None:
    position = 12
    while True:
        handle.seek(position)
        header = handle.read(8)
        if len(header) < 8:
            return None
        length = int.from_bytes(header[4:], "little")
        if header[:4] == b"EXIF" and length <= _MAX_BLOCK:
            return handle.read(length)
        position += 8 + length + (length & 1)


def _heif_exif(handle: BinaryIO, kind: PhotoKind) -> bytes | None:
    """From the file's own tables; from libheif or Pillow where these make no sense."""
    from app.photos.heif import heif_exif

    with suppress(EOFError, struct.error):
        block = heif_exif(handle)
        if block is not None:
            return block
    handle.seek(0)
    if kind is PhotoKind.HEIC:
        import pi_heif

        exif = pi_heif.open_heif(handle).info.get("exif")
    else:
        from PIL.AvifImagePlugin import AvifImageFile

        exif = AvifImageFile(handle).info.get("exif")
    return exif if isinstance(exif, bytes) else None


def _jpegxl_exif(handle: BinaryIO) -> bytes | None:
    """The Exif box of the container: how many bytes precede the TIFF header, then these. Source: ISO/IEC 18181-2."""
    end = handle.seek(0, io.SEEK_END)
    if head_at(handle, 0, 2) == b"\xff\x0a":
        return None  # a bare codestream holds only the picture
    for kind, begin, stop in boxes(handle, 0, end):
        if kind == b"Exif":
            data = head_at(handle, begin, min(stop - begin, _MAX_BLOCK))
            return data[4 + int.from_bytes(data[:4], "big") :]
    return None


def boxes(handle: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield (type, begin, end) of the content of ISO base media boxes; a ``uuid`` box's type is its 16-byte id.

    Source: ISO/IEC 14496-12 section 4.2.
    """
    position = start
    while position + 8 <= end:
        handle.seek(position)
        header = handle.read(16)
        if len(header) < 8:
            return
        size, kind = int.from_bytes(header[:4], "big"), header[4:8]
        begin = position + 8
        if size == 1:
            size, begin = int.from_bytes(header[8:16], "big"), position + 16
        elif size == 0:
            size = end - position
        if size < begin - position:
            return
        stop = min(position + size, end)
        if kind == b"uuid":
            handle.seek(begin)
            kind, begin = handle.read(16), begin + 16
        yield kind, begin, stop
        position += size


def box_sizes(handle: BinaryIO, end: int) -> Iterator[tuple[int, int]]:
    """Yield (offset, announced size) of the outermost boxes, of which the last may reach beyond ``end``."""
    position = 0
    while position + 8 <= end:
        handle.seek(position)
        header = handle.read(16)
        size = int.from_bytes(header[:4], "big")
        if size == 1:
            size = int.from_bytes(header[8:16], "big")
        if size < 8:  # 0 says "to the end of the file"
            return
        yield position, size
        position += size


def _cr3_block(handle: BinaryIO, box_type: bytes) -> bytes | None:
    handle.seek(0, io.SEEK_END)
    for kind, begin, end in boxes(handle, 0, handle.tell()):
        if kind != b"moov":
            continue
        for inner, inner_begin, inner_end in boxes(handle, begin, end):
            if inner != CR3_METADATA:
                continue
            for name, at, stop in boxes(handle, inner_begin, inner_end):
                if name == box_type:
                    return head_at(handle, at, min(stop - at, _MAX_BLOCK))
    return None
