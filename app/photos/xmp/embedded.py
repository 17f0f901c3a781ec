"""XMP inside photos, read: JPEG, TIFF and the RAW formats made of it, CR3, RAF, PNG, WebP, HEIC, AVIF."""

from __future__ import annotations

import io
import logging
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from app.photos.exif_blocks import boxes
from app.photos.formats import HEAD_BYTES, sniff
from app.photos.model import PhotoKind
from app.photos.reading import open_photo
from app.photos.tiff import read_ifds
from app.photos.xmp.jpeg import read_packets
from app.photos.xmp.marks import Marks, from_rating, marks_of
from app.photos.xmp.packet import MAX_BYTES, XmpError, open_packet, parse
from app.photos.xmp.properties import Properties, properties_of

_log = logging.getLogger(__name__)

XMP_TAG = 700
"""The TIFF tag that holds XMP. Source: XMP specification part 3, section 1.1.4."""

_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
"""Box id of XMP in ISO base media files (CR3). Source: XMP specification part 3, section 1.2.6."""

_PNG_KEYWORD = b"XML:com.adobe.xmp\x00"


def embedded_marks(path: Path, rating: int | None, words: Mapping[str, int] | None = None) -> Marks:
    """What a photo's own XMP, and where that says nothing its EXIF rating, say.

    Args:
        rating: the EXIF rating, as `CaptureFacts.rating`.
        words: own label words, see `marks.label_number`.

    Damaged XMP counts as none.

    Raises:
        PhotoError: the file cannot be opened or read, or changed meanwhile.
    """
    return marks_of(embedded_properties(path), words).over(from_rating(rating))


def embedded_properties(path: Path) -> Properties:
    """All XMP properties inside a photo; what is damaged counts as not there.

    Raises:
        PhotoError: the file cannot be opened or read, or changed meanwhile.
    """
    found: Properties = {}
    with open_photo(path) as handle:
        try:
            packets = embedded_packets(handle)
        except (ValueError, struct.error, EOFError, zlib.error, RuntimeError, SyntaxError) as error:
            _log.debug("%s: no XMP to be found: %r", path, error)
            packets = []
    for packet in packets:
        try:
            for name, values in properties_of(parse(open_packet(packet))).items():
                found.setdefault(name, values)
        except XmpError as error:
            _log.debug("%s: XMP not understood: %s", path, error)
    return found


def embedded_packets(handle: BinaryIO) -> list[bytes]:
    """The XMP packets inside a photo, the main one first; the content decides where they are looked for.

    Raises:
        OSError, ValueError, struct.error, EOFError, zlib.error, RuntimeError, SyntaxError: damage.
    """
    handle.seek(0)
    head = handle.read(HEAD_BYTES)
    kind = sniff(head)
    if kind is PhotoKind.JPEG:
        return read_packets(handle)
    if kind is PhotoKind.PNG:
        return _png(handle)
    if kind is PhotoKind.WEBP:
        return _webp(handle)
    if kind in (PhotoKind.HEIC, PhotoKind.AVIF):
        return _heif(handle, kind)
    if head.startswith(b"FUJIFILMCCD-RAW"):
        offset, length = struct.unpack(">II", _at(handle, 84, 8))
        return read_packets(handle, offset) if length else []
    if head[4:8] == b"ftyp":
        return _boxes(handle)
    if head[:2] in (b"II", b"MM"):
        return _tiff(handle)
    return []


def _at(handle: BinaryIO, offset: int, length: int) -> bytes:
    handle.seek(offset)
    data = handle.read(length)
    if len(data) < length:
        raise EOFError("end of file")
    return data


def _tiff(handle: BinaryIO) -> list[bytes]:
    for ifd in read_ifds(handle):
        if XMP_TAG in ifd and ifd[XMP_TAG].length <= MAX_BYTES:
            return [_at(handle, ifd[XMP_TAG].offset, ifd[XMP_TAG].length)]
    return []


def _png(handle: BinaryIO) -> list[bytes]:
    """The iTXt chunk of XMP. Source: XMP specification part 3, section 1.1.5."""
    position = 8
    while True:
        handle.seek(position)
        header = handle.read(8)
        length = int.from_bytes(header[:4], "big")
        if len(header) < 8 or header[4:] == b"IEND":
            return []
        if header[4:] == b"iTXt" and len(_PNG_KEYWORD) + 4 < length <= MAX_BYTES:
            data = handle.read(length)
            if data.startswith(_PNG_KEYWORD):
                packed, rest = data[len(_PNG_KEYWORD)], data[len(_PNG_KEYWORD) + 2 :]
                text = rest.split(b"\x00", 2)[-1]  # behind the language and the translated keyword
                return [zlib.decompressobj().decompress(text, MAX_BYTES) if packed else text]
        position += 12 + length


def _webp(handle: BinaryIO) -> list[bytes]:
    position = 12
    while True:
        handle.seek(position)
        header = handle.read(8)
        if len(header) < 8:
            return []
        length = int.from_bytes(header[4:], "little")
        if header[:4] == b"XMP " and length <= MAX_BYTES:
            return [_at(handle, position + 8, length)]
        position += 8 + length + (length & 1)


def _boxes(handle: BinaryIO) -> list[bytes]:
    handle.seek(0, io.SEEK_END)
    for kind, begin, end in boxes(handle, 0, handle.tell()):
        if kind == _UUID and end - begin <= MAX_BYTES:
            return [_at(handle, begin, end - begin)]
    return []


def _heif(handle: BinaryIO, kind: PhotoKind) -> list[bytes]:
    handle.seek(0)
    if kind is PhotoKind.HEIC:
        import pi_heif

        packet = pi_heif.open_heif(handle).info.get("xmp")
    else:
        from PIL.AvifImagePlugin import AvifImageFile

        packet = AvifImageFile(handle).info.get("xmp")
    return [packet] if isinstance(packet, bytes) and packet else []
