"""Writing decisions into the XMP inside JPEG, TIFF and DNG: everything else stays byte for byte, or nothing is done."""

from __future__ import annotations

import io
import os
import struct
from dataclasses import dataclass
from pathlib import Path

from app.photos.fingerprint import fingerprint
from app.photos.reading import open_photo
from app.photos.tiff import Ifd, read_ifds
from app.photos.xmp.document import new_packet, with_decision
from app.photos.xmp.embedded import XMP_TAG
from app.photos.xmp.jpeg import XMP_SIGNATURE, find_xmp, read_packets, segment_of, segments
from app.photos.xmp.marks import Marks, read_marks
from app.photos.xmp.packet import XmpError, open_packet, parse
from app.photos.xmp.profiles import Judgement, Style
from app.photos.xmp.properties import properties_of
from app.photos.xmp.sidecar import SidecarError, Stamp, digest_of, replace_file, sync_folder, trouble
from app.photos.xmp.vocabulary import OURS, SUBJECT

MAX_FILE = 1 << 30
"""Larger photos are not rewritten: the whole file is held in memory while it is checked."""

_JPEG = frozenset({".jpg", ".jpeg", ".jpe"})
_TIFF = frozenset({".tif", ".tiff", ".dng"})
_MPF = b"MPF\x00"
_END = b"<?xpacket end="
_ENTRY = 12


@dataclass(frozen=True, slots=True)
class RewrittenFile:
    """A photo after its XMP was changed: size in bytes, modification time, content fingerprint."""

    size: int
    mtime_ns: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Embedded:
    """What embedding came to: what the photo says now, and the new file (None where it said so already)."""

    marks: Marks
    file: RewrittenFile | None


def can_embed(path: Path) -> bool:
    """Whether XMP can be written into a file of this name."""
    return path.suffix.lower() in _JPEG | _TIFF


def embed(
    path: Path,
    decision: tuple[int, int, int],
    style: Style,
    judgement: Judgement | None = None,
    *,
    dry_run: bool = False,
) -> Embedded:
    """Write a decision into a photo. The new file is checked before it takes the old one's place, and once more after.

    Raises:
        XmpError: it cannot be done safely; the photo is as it was. The sentence has no file name.
        PhotoError: the file cannot be read or written; it is as it was.
        Overtaken: another program wrote the file meanwhile.
    """
    if path.is_symlink():
        raise XmpError("It is a link, and Keepers does not write through links.")
    if not os.access(path, os.W_OK):
        raise XmpError("It is write-protected, so its XMP is not changed.")
    with open_photo(path) as handle:
        status = path.stat()
        if status.st_size > MAX_FILE:
            raise XmpError("It is larger than 1 GB, so its XMP is not changed.")
        data = handle.read()
    if data.startswith(b"\xff\xd8"):
        result = embed_in_jpeg(data, decision, style, judgement)
    elif data[:4] in (b"II*\x00", b"MM\x00*"):
        result = embed_in_tiff(data, decision, style, judgement)
    else:
        raise XmpError("It is not a JPEG, TIFF or DNG inside, so its XMP is not changed.")
    marks = _marks(result)
    if result == data or dry_run:
        return Embedded(marks, None)
    stamp = Stamp(len(data), status.st_mtime_ns, digest_of(data))
    try:
        written = replace_file(path, result, stamp)
        sync_folder(path.parent)
        now = path.read_bytes()
    except OSError as error:
        raise SidecarError(path, trouble(error, "written")) from error
    if digest_of(now) != written.digest:
        raise SidecarError(path, "It reads differently from what was written. Check the drive, and copy it anew.")
    return Embedded(marks, RewrittenFile(len(result), written.mtime_ns, fingerprint(path, len(result))))


def _marks(data: bytes) -> Marks:
    handle = io.BytesIO(data)
    if data.startswith(b"\xff\xd8"):
        packets = read_packets(handle)
        return read_marks(packets[0]) if packets else Marks()
    field = next((ifd[XMP_TAG] for ifd in read_ifds(handle) if XMP_TAG in ifd), None)
    return read_marks(data[field.offset : field.offset + field.length]) if field is not None else Marks()


# -- JPEG ------------------------------------------------------------------------------------------------------------


def embed_in_jpeg(
    data: bytes, decision: tuple[int, int, int], style: Style, judgement: Judgement | None = None
) -> bytes:
    """The JPEG with the decision in its XMP.

    Raises:
        XmpError: it cannot be done safely.
    """
    handle = io.BytesIO(data)
    parts = segments(handle)
    main = find_xmp(parts)
    packets = read_packets(handle)
    for extended in packets[1:]:
        if properties_of(parse(open_packet(extended))).keys() & (OURS - {SUBJECT}):
            raise XmpError("Its ratings are in extended XMP, which Keepers does not change.")
    if main is not None:
        old = packets[0]
        packet = with_decision(old, decision, style, judgement)
        if packet == old:
            return data
        packet = fit(packet, len(old))
        start, end = main.start, main.end
    else:
        packet = with_decision(new_packet(padding=2048), decision, style, judgement)
        leading = [p for p in parts if p.marker == 0xE0 or p.head.startswith(b"Exif\x00")]
        start = end = leading[-1].end if leading and leading == parts[: len(leading)] else 2
    segment = segment_of(packet)
    if len(segment) != end - start and any(part.head.startswith(_MPF) for part in parts):
        raise XmpError("It holds further pictures behind the first, and its XMP has no room for more.")
    result = data[:start] + segment + data[end:]
    _check_jpeg(data, result, packet)
    return result


def _check_jpeg(before: bytes, after: bytes, packet: bytes) -> None:
    """Everything but the XMP is the same, and the XMP is there."""

    def rest(data: bytes) -> tuple[list[bytes], bytes]:
        parts = segments(io.BytesIO(data))
        others = [data[p.start : p.end] for p in parts if not p.head.startswith(XMP_SIGNATURE)]
        return others, data[parts[-1].end if parts else 2 :]

    if rest(before) != rest(after) or read_packets(io.BytesIO(after))[:1] != [packet]:
        raise XmpError("Changing its XMP would have changed something else, so it was left as it is.")


def fit(packet: bytes, size: int) -> bytes:
    """The packet with its padding shortened or lengthened to come to ``size`` bytes, as far as that is possible."""
    at = packet.rfind(_END)
    if at < 0 or b"end='r'" in packet[at:] or b'end="r"' in packet[at:]:
        return packet
    missing = size - len(packet)
    if missing > 0:
        return packet[:at] + b" " * missing + packet[at:]
    body = packet[:at].rstrip(b" \t\r\n")
    spare = max(0, at - len(body) - 1)
    keep = at - len(body) - min(spare, -missing)
    return packet[:at][: len(body) + keep] + packet[at:]


# -- TIFF and DNG ----------------------------------------------------------------------------------------------------


def embed_in_tiff(
    data: bytes, decision: tuple[int, int, int], style: Style, judgement: Judgement | None = None
) -> bytes:
    """The TIFF or DNG with the decision in its XMP. Nothing moves: what does not fit goes to the end of the file.

    Raises:
        XmpError: it cannot be done safely.
    """
    order = "<" if data[:2] == b"II" else ">"
    entries, following = _entries(data, order)
    old = next((entry for entry in entries if entry[0] == XMP_TAG), None)
    result = bytearray(data)
    if old is not None:
        _, kind, count, at, value = old
        offset = struct.unpack(order + "I", value)[0]
        packet = data[offset : offset + count]
        if kind not in (1, 7) or count <= 4 or len(packet) < count:
            raise XmpError("Its XMP is stored in an odd way, so it is not changed.")
        new = with_decision(packet, decision, style, judgement)
        if new == packet:
            return data
        new = fit(new, count)
        if len(new) <= count:
            result[offset : offset + count] = new + b" " * (count - len(new))
        else:
            place = _append(result, new)
            result[at + 4 : at + _ENTRY] = struct.pack(order + "II", len(new), place)
            result[offset : offset + count] = b" " * count
        allowed = [(offset, offset + count), (at + 4, at + _ENTRY)]
    else:
        new = with_decision(new_packet(padding=2048), decision, style, judgement)
        place = _append(result, new)
        table = [(tag, struct.pack(order + "HHI", tag, kind, count) + value) for tag, kind, count, _, value in entries]
        table.append((XMP_TAG, struct.pack(order + "HHII", XMP_TAG, 1, len(new), place)))
        table.sort(key=lambda entry: entry[0])
        raw = struct.pack(order + "H", len(table)) + b"".join(entry for _, entry in table)
        moved = _append(result, raw + struct.pack(order + "I", following))
        result[4:8] = struct.pack(order + "I", moved)
        allowed = [(4, 8)]
    done = bytes(result)
    _check_tiff(data, done, allowed)
    return done


_Entry = tuple[int, int, int, int, bytes]
"""Tag, type, count, place of the entry in the file, and its last four bytes."""


def _entries(data: bytes, order: str) -> tuple[list[_Entry], int]:
    try:
        directory = struct.unpack_from(order + "I", data, 4)[0]
        count = struct.unpack_from(order + "H", data, directory)[0]
        entries = []
        for index in range(count):
            at = directory + 2 + index * _ENTRY
            tag, kind, number = struct.unpack_from(order + "HHI", data, at)
            entries.append((tag, kind, number, at, data[at + 8 : at + _ENTRY]))
        following = struct.unpack_from(order + "I", data, directory + 2 + count * _ENTRY)[0]
    except struct.error as error:
        raise XmpError("Its first directory is damaged, so its XMP is not changed.") from error
    return entries, following


def _append(result: bytearray, what: bytes) -> int:
    """Put something at the end of the file, at an even place."""
    if len(result) % 2:
        result.append(0)
    place = len(result)
    if place + len(what) >= 1 << 32:
        raise XmpError("It is as large as a TIFF can be, so its XMP cannot grow.")
    result += what
    return place


def _check_tiff(before: bytes, after: bytes, allowed: list[tuple[int, int]]) -> None:
    """Every byte outside ``allowed`` is the same, and every directory says the same."""
    at = 0
    for start, end in [*sorted(allowed), (len(before), len(before))]:
        if before[at:start] != after[at:start]:
            break
        at = max(at, end)
    else:
        if _outline(before) == _outline(after):
            return
    raise XmpError("Changing its XMP would have changed something else, so it was left as it is.")


def _outline(data: bytes) -> list[object]:
    def field_of(ifd: Ifd, tag: int) -> object:
        field = ifd[tag]
        return tag, field.length, field.values, field.offset if field.length > 4 else None

    return [[field_of(ifd, tag) for tag in sorted(ifd) if tag != XMP_TAG] for ifd in read_ifds(io.BytesIO(data))]
