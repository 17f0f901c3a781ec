"""Whether a file ends before the photo in it does: it is still being written, or its copy was cut off.

Nothing is decoded: every format says somewhere how far it goes. A file that says nothing, or nonsense, is not called
cut off; reading it tells what is wrong with it. Sources: ITU-T T.81 annex B (JPEG), PNG 1.2 section 3, RIFF as in the
WebP container specification, ISO/IEC 14496-12 section 4.2 (HEIF, AVIF, CR3, JPEG XL), TIFF 6.0 section 2.
"""

from __future__ import annotations

import io
import os
import struct
from pathlib import Path
from typing import BinaryIO

from app.photos import tiff
from app.photos.formats import sniff
from app.photos.model import PhotoKind

_JPEG_END = b"\xff\xd9"
_HEAD = 128
_TAIL = 64
_MOST_PARTS = 10_000
_PLACES = (
    (tiff.STRIP_OFFSETS, tiff.STRIP_BYTE_COUNTS),
    (tiff.TILE_OFFSETS, tiff.TILE_BYTE_COUNTS),
    (tiff.JPEG_OFFSET, tiff.JPEG_LENGTH),
)
_NOWHERE = 0xFFFFFFFF  # of Panasonic, who says it elsewhere
_RAF = b"FUJIFILMCCD-RAW"
_RAF_PLACES = (84, 100)  # where the JPEG lies and how long it is; the same of the sensor data


def is_cut_off(path: Path) -> bool:
    """Whether the file ends too early.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as handle:
        size = os.fstat(handle.fileno()).st_size
        head = handle.read(_HEAD)
        if not head.strip(b"\0"):
            return True  # room made for a file that has yet to come
        kind = sniff(head)
        if kind is PhotoKind.JPEG:
            return _jpeg_is_cut(handle)
        if kind is PhotoKind.PNG:
            return _png_is_cut(handle, size)
        if kind is PhotoKind.WEBP:
            return 8 + int.from_bytes(head[4:8], "little") > size
        if head[4:8] in (b"ftyp", b"JXL "):
            return _boxes_are_cut(handle, size)
        if head.startswith(_RAF):
            return _raf_is_cut(head, size)
        if head[:2] in (b"II", b"MM"):
            return _tiff_is_cut(handle, size)
        return False


def _jpeg_is_cut(handle: BinaryIO) -> bool:
    handle.seek(-min(_TAIL, handle.seek(0, io.SEEK_END)), io.SEEK_END)
    if handle.read().rstrip(b"\0").endswith(_JPEG_END):
        return False
    # More may follow the end of the picture: other pictures, a film.
    handle.seek(0)
    content = handle.read()
    at = 2
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            return False
        marker = content[at + 1]
        if marker == _JPEG_END[1]:
            return False
        if marker == 0xFF:  # filling
            at += 1
            continue
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == 0xDA:  # from here on the two bytes can be nothing but the end
            return content.find(_JPEG_END, at) < 0
    return True


def _png_is_cut(handle: BinaryIO, size: int) -> bool:
    at = 8
    for _ in range(_MOST_PARTS):
        handle.seek(at)
        head = handle.read(8)
        if len(head) < 8:
            return True
        at += 12 + int.from_bytes(head[:4], "big")
        if at > size:
            return True
        if head[4:] == b"IEND":
            return False
    return False


def _boxes_are_cut(handle: BinaryIO, size: int) -> bool:
    at = 0
    for _ in range(_MOST_PARTS):
        if at == size:
            return False
        handle.seek(at)
        head = handle.read(16)
        if len(head) < 8:
            return True
        length = int.from_bytes(head[:4], "big")
        if length == 0:
            return False  # to the end of the file, wherever that is
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        if length < 8:
            return False
        at += length
        if at > size:
            return True
    return False


def _raf_is_cut(head: bytes, size: int) -> bool:
    if len(head) < _RAF_PLACES[-1] + 8:
        return False
    return any(sum(struct.unpack_from(">II", head, place)) > size for place in _RAF_PLACES)


def _tiff_is_cut(handle: BinaryIO, size: int) -> bool:
    ends = []
    found = False
    for ifd in tiff.read_ifds(handle):
        found = True
        for offsets, lengths in _PLACES:
            if offsets in ifd and lengths in ifd:
                places = zip(ifd[offsets].values, ifd[lengths].values, strict=False)
                ends += [offset + length for offset, length in places if offset < _NOWHERE]
    return not found or max(ends, default=0) > size  # a directory that is not there lies behind what is
