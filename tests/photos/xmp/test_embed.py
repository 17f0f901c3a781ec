"""XMP inside photos: read from every container, written into JPEG, TIFF and DNG with everything else unchanged."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from app.errors import PhotoError
from app.photos.xmp.document import new_packet, with_decision
from app.photos.xmp.embed import can_embed, embed, embed_in_jpeg, embed_in_tiff, fit
from app.photos.xmp.embedded import embedded_marks, embedded_packets, embedded_properties
from app.photos.xmp.jpeg import EXTENDED_SIGNATURE, XMP_SIGNATURE, segments
from app.photos.xmp.marks import Marks
from app.photos.xmp.packet import XmpError
from app.photos.xmp.profiles import Style
from tests.shoots import write_photo
from tests.xmp_samples import LIGHTROOM, document

PACKET = LIGHTROOM.encode()
SAYS = Marks(None, 2, 2, 6)


def jpeg(tmp_path: Path, name: str = "a.jpg") -> Path:
    return write_photo(tmp_path / name)


def with_xmp(tmp_path: Path, suffix: str) -> Path:
    """A photo with LIGHTROOM's packet inside, made by Pillow or by hand."""
    path = tmp_path / f"a{suffix}"
    image = Image.new("RGB", (40, 30), (90, 80, 70))
    if suffix == ".png":
        image.save(path)
        data = path.read_bytes()
        content = b"XML:com.adobe.xmp\0\0\0\0\0" + PACKET
        chunk = struct.pack(">I", len(content)) + b"iTXt" + content + struct.pack(">I", zlib.crc32(b"iTXt" + content))
        path.write_bytes(data[:33] + chunk + data[33:])
    elif suffix == ".tif":
        image.save(path, tiffinfo={700: PACKET})
    else:
        image.save(path, xmp=PACKET)
    return path


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp", ".avif"])
def test_read_from_every_container(tmp_path: Path, suffix: str) -> None:
    assert embedded_marks(with_xmp(tmp_path, suffix), None) == SAYS


def test_read_from_heic_and_raw(shared_data: Path) -> None:
    assert embedded_properties(shared_data / "camera" / "IMG_2927.HEIC")
    assert embedded_marks(shared_data / "raw" / "canon.cr2", None) == Marks(stars=0)


def test_read_from_cr3(tmp_path: Path) -> None:
    def box(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", 8 + len(content)) + kind + content

    uuid = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
    path = tmp_path / "a.cr3"
    path.write_bytes(box(b"ftyp", b"crx \0\0\0\1crx isom") + box(b"moov", b"") + box(b"uuid", uuid + PACKET))
    assert embedded_marks(path, None) == SAYS


def test_extended_xmp_counts_too(tmp_path: Path) -> None:
    guid = b"0123456789ABCDEF0123456789ABCDEF"
    main = document(
        'xmp:Rating="4" xmlns:n="http://ns.adobe.com/xmp/note/" n:HasExtendedXMP="' + guid.decode() + '"'
    ).encode()
    extended = document('xmp:Label="Blue"').encode()
    half = len(extended) // 2
    pieces = [
        EXTENDED_SIGNATURE + guid + struct.pack(">II", len(extended), at) + part
        for at, part in ((half, extended[half:]), (0, extended[:half]))
    ]
    data = jpeg(tmp_path).read_bytes()
    app1 = b"".join(b"\xff\xe1" + struct.pack(">H", len(p) + 2) + p for p in (XMP_SIGNATURE + main, *pieces))
    path = tmp_path / "b.jpg"
    path.write_bytes(data[:2] + app1 + data[2:])
    assert embedded_marks(path, None) == Marks(None, 4, 4)
    with pytest.raises(XmpError, match="extended XMP"):
        embed_in_jpeg(path.read_bytes(), (1, 5, 1), Style())


def test_the_exif_rating_stands_in_and_damage_counts_as_nothing(tmp_path: Path) -> None:
    assert embedded_marks(jpeg(tmp_path), 4) == Marks(stars=4)
    assert embedded_marks(jpeg(tmp_path), -1) == Marks(flag=-1)
    path = tmp_path / "b.jpg"
    Image.new("RGB", (20, 20)).save(path, xmp=b"<x:xmpmeta>not closed")
    assert embedded_marks(path, 2) == Marks(stars=2)
    with pytest.raises(PhotoError):
        embedded_marks(tmp_path / "none.jpg", None)


def pixels(path: Path | io.BytesIO) -> bytes:
    with Image.open(path) as image:
        return image.tobytes()


def rest_of_jpeg(data: bytes) -> tuple[list[bytes], bytes]:
    parts = segments(io.BytesIO(data))
    return [data[p.start : p.end] for p in parts if not p.head.startswith(XMP_SIGNATURE)], data[parts[-1].end :]


@pytest.mark.parametrize("suffix", [".jpg", ".tif"])
@pytest.mark.parametrize("with_packet", [True, False])
def test_written_and_nothing_else_changed(tmp_path: Path, suffix: str, with_packet: bool) -> None:
    path = with_xmp(tmp_path, suffix) if with_packet else write_photo(tmp_path / f"a{suffix}")
    before, seen = path.read_bytes(), pixels(path)
    done = embed(path, (1, 4, 3), Style())
    assert done.marks.values == (1, 4, 3)
    assert embedded_marks(path, None).values == (1, 4, 3)
    assert pixels(path) == seen
    if suffix == ".jpg":
        assert rest_of_jpeg(path.read_bytes()) == rest_of_jpeg(before)
    if with_packet:
        assert b'crs:Temperature="5200"' in path.read_bytes()
    assert done.file is not None
    assert done.file.size == path.stat().st_size
    again = embed(path, (1, 4, 3), Style())
    assert again.file is None
    # The second change fits into the padding that the first one made, so the file keeps its length.
    if not with_packet:
        embed(path, (-1, 1, 0), Style())
        assert path.stat().st_size == done.file.size


def test_dng_stays_what_it_is(tmp_path: Path, shared_data: Path) -> None:
    path = tmp_path / "a.dng"
    data = (shared_data / "raw" / "colorchart.dng").read_bytes()
    path.write_bytes(data)
    embed(path, (1, 5, 0), Style())
    after = path.read_bytes()
    assert after[8 : len(data)] == data[8:]
    assert embedded_marks(path, None).values == (1, 5, 0)


def test_a_packet_that_outgrows_its_place_goes_to_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    small = document('xmp:Rating="1"').encode()
    Image.new("RGB", (40, 30), (90, 80, 70)).save(path, tiffinfo={700: small})
    before, seen = path.read_bytes(), pixels(path)
    after = embed_in_tiff(before, (1, 4, 3), Style())
    assert len(after) > len(before)
    assert small not in after
    assert pixels(io.BytesIO(after)) == seen
    assert embedded_packets(io.BytesIO(after))[0].startswith(b"<x:xmpmeta")


def test_further_pictures_are_not_risked(tmp_path: Path) -> None:
    data = jpeg(tmp_path).read_bytes()
    pictures = b"\xff\xe2" + struct.pack(">H", 6 + 10) + b"MPF\0" + b"II*\0\x08\0\0\0\0\0"
    with pytest.raises(XmpError, match="further pictures"):
        embed_in_jpeg(data[:2] + pictures + data[2:], (1, 4, 3), Style())
    packet = with_decision(new_packet(2048), (0, 1, 0), Style())
    roomy = b"\xff\xe1" + struct.pack(">H", len(XMP_SIGNATURE) + len(packet) + 2) + XMP_SIGNATURE + packet
    inside = data[:2] + roomy + pictures + data[2:]
    assert len(embed_in_jpeg(inside, (1, 4, 3), Style())) == len(inside)


def test_what_has_no_room_is_refused(tmp_path: Path) -> None:
    data = jpeg(tmp_path).read_bytes()
    packet = document(elements="<crs:a></crs:a>").encode()
    packet = packet.replace(b"<crs:a>", b"<crs:a>" + b"x" * (65_450 - len(packet)))
    app1 = b"\xff\xe1" + struct.pack(">H", len(XMP_SIGNATURE) + len(packet) + 2) + XMP_SIGNATURE + packet
    with pytest.raises(XmpError, match="no room for more"):
        embed_in_jpeg(data[:2] + app1 + data[2:], (1, 4, 3), Style(words=("", *["w" * 60] * 5)))


@pytest.mark.parametrize(
    "data",
    [b"not a photo at all", b"II*\0ab", b"II*\0" + b"\xff" * 20, b"II*\0\x08\0\0\0\x05\0", b"MM\0\x2b" + b"\0" * 40],
)
def test_files_that_are_something_else_are_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(data)
    with pytest.raises(XmpError):
        embed(path, (1, 4, 3), Style())
    assert path.read_bytes() == data


def test_links_are_not_written_through(tmp_path: Path) -> None:
    real = jpeg(tmp_path)
    link = tmp_path / "link.jpg"
    link.symlink_to(real)
    with pytest.raises(XmpError, match="link"):
        embed(link, (1, 4, 3), Style())


def test_write_protected_photos_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = jpeg(tmp_path)
    path.chmod(0o444)
    before = path.read_bytes()
    # The superuser is let through by the system itself, so the system's answer is given here.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(XmpError, match="write-protected"):
        embed(path, (1, 4, 1), Style())
    assert path.read_bytes() == before


def test_which_files_can_be_written() -> None:
    assert [can_embed(Path(f"a{s}")) for s in (".JPG", ".tiff", ".dng", ".cr2", ".heic", ".png")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


def test_fit_uses_the_padding() -> None:
    packet = new_packet(400)
    assert len(fit(packet, len(packet) - 150)) == len(packet) - 150
    assert len(fit(packet, len(packet) + 77)) == len(packet) + 77
    assert len(fit(packet, 10)) > 10
    assert fit(b"<a/>", 100) == b"<a/>"
