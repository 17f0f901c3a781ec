"""The segments of a JPEG before its pixels, and the XMP among them.

Source: ITU-T T.81 annex B (markers); XMP specification part 3, section 1.1.3 (JPEG, extended XMP).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from app.photos.xmp.packet import MAX_BYTES, XmpError

XMP_SIGNATURE = b"http://ns.adobe.com/xap/1.0/\x00"
EXTENDED_SIGNATURE = b"http://ns.adobe.com/xmp/extension/\x00"
MAX_PAYLOAD = 65533
"""Bytes that fit into a segment behind its length."""

_MAX_SEGMENTS = 4096


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment before the pixels.

    Attributes:
        marker: second byte of the marker, e.g. 0xE1.
        start, end: of the whole segment in the file, its marker included.
        head: the first bytes behind the length, enough for a signature.
    """

    marker: int
    start: int
    end: int
    head: bytes


def segments(handle: BinaryIO, start: int = 0) -> list[Segment]:
    """The segments from SOI up to the pixels; as far as they can be followed.

    Args:
        start: where the JPEG begins.
    """
    found: list[Segment] = []
    position = start + 2
    while len(found) < _MAX_SEGMENTS:
        handle.seek(position)
        header = handle.read(4 + len(EXTENDED_SIGNATURE))
        if len(header) < 4 or header[0] != 0xFF:
            break
        if header[1] == 0xFF:  # fill byte
            position += 1
            continue
        if header[1] in (0xD9, 0xDA):  # end, or the pixels begin
            break
        length = int.from_bytes(header[2:4], "big")
        if length < 2:
            break
        found.append(Segment(header[1], position, position + 2 + length, header[4 : 2 + length]))
        position += 2 + length
    return found


def find_xmp(parts: list[Segment]) -> Segment | None:
    """The segment with the main XMP packet."""
    return next((part for part in parts if part.marker == 0xE1 and part.head.startswith(XMP_SIGNATURE)), None)


def read_packets(handle: BinaryIO, start: int = 0) -> list[bytes]:
    """The main XMP packet and, where there is one, the extended packet that it names.

    Raises:
        OSError: reading fails.
    """
    parts = segments(handle, start)
    main = find_xmp(parts)
    if main is None:
        return []
    packet = _payload(handle, main)[len(XMP_SIGNATURE) :]
    extended = _extended(handle, [part for part in parts if part.head.startswith(EXTENDED_SIGNATURE)], packet)
    return [packet] if extended is None else [packet, extended]


def _payload(handle: BinaryIO, part: Segment) -> bytes:
    handle.seek(part.start + 4)
    return handle.read(part.end - part.start - 4)


def _extended(handle: BinaryIO, parts: list[Segment], main: bytes) -> bytes | None:
    """The extended packet put together; None where pieces are missing or it is not the one that is named."""
    pieces: dict[int, bytes] = {}
    total = 0
    for part in parts:
        data = _payload(handle, part)[len(EXTENDED_SIGNATURE) :]
        if len(data) < 40 or data[:32] not in main:
            continue
        total = int.from_bytes(data[32:36], "big")
        pieces[int.from_bytes(data[36:40], "big")] = data[40:]
    joined = b"".join(pieces[offset] for offset in sorted(pieces))
    return joined if joined and len(joined) == total <= MAX_BYTES else None


def segment_of(packet: bytes) -> bytes:
    """An APP1 segment with an XMP packet.

    Raises:
        XmpError: it does not fit into one segment.
    """
    payload = XMP_SIGNATURE + packet
    if len(payload) > MAX_PAYLOAD:
        raise XmpError("Its XMP has no room for more: a JPEG holds at most 65,502 bytes of it in one piece.")
    return b"\xff\xe1" + (len(payload) + 2).to_bytes(2, "big") + payload
