"""RAW: real files, and small ones put together by hand where no real one is at hand (LibRaw knows none of those)."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from PIL import Image

from app.errors import PhotoError
from app.photos import raw as raw_module
from app.photos.decode import decode
from app.photos.facts import read_facts
from app.photos.model import PhotoKind
from app.photos.previews import find_previews
from tests.photos.conftest import BLUE, GREEN, RED


def corner_jpeg(size: tuple[int, int], orientation: int | None = None) -> bytes:
    """Red top left, green top right, blue bottom left."""
    image = Image.new("RGB", size, (128, 128, 128))
    w, h = size[0] // 3, size[1] // 3
    image.paste(RED, (0, 0, w, h))
    image.paste(GREEN, (size[0] - w, 0, size[0], h))
    image.paste(BLUE, (0, size[1] - h, w, size[1]))
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95, exif=exif)
    return out.getvalue()


def tiff(ifds: list[dict[int, tuple[int, int]]], blobs: list[bytes] = [], order: str = "<") -> bytes:  # noqa: B006
    """A TIFF structure: tag -> (type, value); a value of -n - 1 stands for the offset of blob n."""
    size = 8 + sum(2 + 12 * len(ifd) + 4 for ifd in ifds)
    places = []
    for blob in blobs:
        places.append(size)
        size += len(blob)
    out = (b"II*\x00" if order == "<" else b"MM\x00*") + struct.pack(order + "I", 8)
    at = 8
    for number, ifd in enumerate(ifds):
        at += 2 + 12 * len(ifd) + 4
        out += struct.pack(order + "H", len(ifd))
        for tag, (kind, value) in sorted(ifd.items()):
            value = places[-value - 1] if value < 0 else value
            packed = struct.pack(order + ("H2x" if kind == 3 else "I"), value)
            out += struct.pack(order + "HHI", tag, kind, 1) + packed
        out += struct.pack(order + "I", at if number + 1 < len(ifds) else 0)
    return out + b"".join(blobs)


def tiff_raw(jpegs: list[bytes], orientation: int = 1) -> bytes:
    """A RAW of a camera that LibRaw does not know: sensor data in the first directory, previews in the next."""
    main = {0x0106: (3, 32803), 0x0112: (3, orientation)}
    return tiff([main, *({0x0201: (4, -n - 1), 0x0202: (4, len(data))} for n, data in enumerate(jpegs))], jpegs)


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content


def cr3(preview: bytes, orientation: int) -> bytes:
    cmt1 = tiff([{0x0112: (3, orientation)}])
    cmt2 = tiff([{0x8827: (3, 1600)}])
    meta = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48") + box(b"CMT1", cmt1) + box(b"CMT2", cmt2)
    head = box(b"ftyp", b"crx \x00\x00\x00\x01crx isom") + box(b"moov", box(b"uuid", meta))
    prvw = bytes(12) + struct.pack(">I", len(preview)) + preview
    return head + box(b"uuid", bytes.fromhex("eaf42b5e1c984b88b9fbb7dc406e4d16") + bytes(8) + box(b"PRVW", prvw))


def raf(preview: bytes) -> bytes:
    head = b"FUJIFILMCCD-RAW 0201FF000000Test".ljust(84, b"\x00")
    at = 84 + 24
    return head + struct.pack(">6I", at, len(preview), at + len(preview), 0, at + len(preview), 0) + preview


def colours(path: Path, min_edge: int | None = 100) -> list[str]:
    """What the four corners show, clockwise from the top left."""
    image = decode(path, min_edge=min_edge).image
    right, bottom = image.width - 8, image.height - 8
    names = []
    for at in ((8, 8), (right, 8), (right, bottom), (8, bottom)):
        pixel = image.getpixel(at)
        assert isinstance(pixel, tuple)
        near = {
            sum(abs(a - b) for a, b in zip(pixel, c, strict=True)): n
            for n, c in zip("rgb", (RED, GREEN, BLUE), strict=True)
        }
        names.append(near[min(near)] if min(near) < 90 else "-")
    return names


@pytest.mark.parametrize(
    ("name", "min_edge", "size", "full"),
    [
        ("canon.cr2", None, (5184, 3456), (5184, 3456)),
        ("canon.cr2", 512, (1296, 864), (5184, 3456)),
        ("colorchart.dng", None, (1734, 1156), (1734, 1156)),
        ("colorchart.dng", 512, (867, 578), (1734, 1156)),
        ("colorchart.dng", 579, (1734, 1156), (1734, 1156)),
        ("fuji_s5000.raf", 512, (1280, 960), (1280, 960)),
        ("kodak_dc50.kdc", 100, (192, 128), (768, 512)),
    ],
)
def test_real_files(
    shared_data: Path, name: str, min_edge: int | None, size: tuple[int, int], full: tuple[int, int]
) -> None:
    decoded = decode(shared_data / "raw" / name, min_edge=min_edge)
    assert (decoded.image.mode, decoded.image.size) == ("RGB", size)
    assert (decoded.width, decoded.height) == full


def test_the_preview_is_taken_and_not_the_sensor_data(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def demosaic(*_: object) -> None:
        raise AssertionError("sensor data were developed")

    monkeypatch.setattr(raw_module, "_demosaic", demosaic)
    for edge in (None, 512):
        decode(shared_data / "raw/canon.cr2", min_edge=edge)


def test_sensor_data_and_preview_show_the_same(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = shared_data / "raw/canon.cr2"
    preview = decode(path, min_edge=200).image
    monkeypatch.setattr(raw_module, "find_previews", lambda *_: ([], None))
    monkeypatch.setattr(raw_module, "_with_hidden_preview", lambda *_: [])
    developed = decode(path, min_edge=200)
    assert (developed.width, developed.height) == (5184, 3456)
    pair = [list(i.convert("L").resize((24, 16)).tobytes()) for i in (preview, developed.image)]
    mean = [sum(values) / len(values) for values in pair]
    covariance = sum((a - mean[0]) * (b - mean[1]) for a, b in zip(*pair, strict=True))
    norm = [sum((v - m) ** 2 for v in values) ** 0.5 for values, m in zip(pair, mean, strict=True)]
    assert covariance / (norm[0] * norm[1]) > 0.9


@pytest.mark.parametrize("share", [0.01, 0.3, 0.9, 0.98])
@pytest.mark.parametrize("name", ["canon.cr2", "colorchart.dng", "kodak_dc50.kdc", "fuji_s5000.raf"])
def test_truncated(shared_data: Path, tmp_path: Path, name: str, share: float) -> None:
    data = (shared_data / "raw" / name).read_bytes()
    path = tmp_path / name
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(PhotoError) as caught:
        decode(path, min_edge=256)
    assert "ends too early" in caught.value.reason or "damaged" in caught.value.reason


@pytest.mark.parametrize("suffix", [".tif", ".jpg", ".DNG", ""])
def test_raw_under_another_name(shared_data: Path, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"photo{suffix}"
    path.write_bytes((shared_data / "raw/colorchart.dng").read_bytes())
    assert (decode(path, min_edge=512).width, decode(path, min_edge=512).height) == (1734, 1156)


def test_the_smallest_preview_that_suffices(tmp_path: Path) -> None:
    path = tmp_path / "a.nef"
    path.write_bytes(tiff_raw([corner_jpeg((1200, 800)), corner_jpeg((300, 200)), corner_jpeg((600, 400))]))
    # 199 x 2 would be scaled to; the sizes tell the previews apart.
    sizes = {edge: decode(path, min_edge=edge).image.size for edge in (150, 200, 201, 390, 401, 800, 5000)}
    assert sizes[150] == sizes[200] == (300, 200)
    assert sizes[201] == sizes[390] == (600, 400)
    assert sizes[401] == sizes[800] == sizes[5000] == decode(path).image.size == (1200, 800)
    assert (decode(path, min_edge=150).width, decode(path, min_edge=150).height) == (1200, 800)


def test_letterboxed_thumbnails_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.nef"
    path.write_bytes(tiff_raw([corner_jpeg((160, 120)), corner_jpeg((600, 400))]))
    assert decode(path, min_edge=100).image.size == (150, 100)
    with path.open("rb") as handle:
        previews, _ = find_previews(handle, path.read_bytes()[:64])
    assert [(p.width, p.height) for p in previews] == [(600, 400)]


def test_the_raw_file_turns_a_preview_that_does_not_say(tmp_path: Path) -> None:
    path = tmp_path / "a.nef"
    path.write_bytes(tiff_raw([corner_jpeg((600, 400))], orientation=6))
    assert (decode(path).width, decode(path).height) == (400, 600)
    assert colours(path) == ["b", "r", "g", "-"]


def test_a_previews_own_orientation_comes_first(tmp_path: Path) -> None:
    path = tmp_path / "a.nef"
    path.write_bytes(tiff_raw([corner_jpeg((600, 400), orientation=3)], orientation=6))
    assert colours(path) == ["-", "b", "r", "g"]


def test_a_preview_that_stands_already_is_not_turned_again(tmp_path: Path) -> None:
    path = tmp_path / "a.nef"
    path.write_bytes(tiff_raw([corner_jpeg((400, 600))], orientation=8))
    assert (decode(path).width, decode(path).height) == (400, 600)
    assert colours(path) == ["r", "g", "-", "b"]


def test_raf_preview_and_facts(tmp_path: Path) -> None:
    path = tmp_path / "a.raf"
    path.write_bytes(raf(corner_jpeg((600, 400), orientation=8)))
    assert colours(path) == ["g", "-", "b", "r"]
    assert read_facts(path, PhotoKind.RAW).orientation == 8


def test_cr3_preview_and_facts(tmp_path: Path) -> None:
    path = tmp_path / "a.cr3"
    path.write_bytes(cr3(corner_jpeg((600, 400)), orientation=6))
    assert colours(path) == ["b", "r", "g", "-"]
    facts = read_facts(path, PhotoKind.RAW)
    assert (facts.orientation, facts.iso) == (6, 1600)


def test_cr3_that_ends_too_early(tmp_path: Path) -> None:
    path = tmp_path / "a.cr3"
    path.write_bytes(cr3(corner_jpeg((600, 400)), orientation=1) + struct.pack(">I", 50_000) + b"mdat" + bytes(99))
    with pytest.raises(PhotoError, match="ends too early"):
        decode(path)


def test_panasonic_preview_and_facts(tmp_path: Path) -> None:
    jpeg = corner_jpeg((600, 400), orientation=6)
    data = tiff([{0x002E: (4, 0), 0x0112: (3, 6)}], [jpeg])
    # The tag holds the JPEG as bytes: type 7, its length as count, its place as value.
    entry = struct.pack("<HHI", 0x002E, 4, 1)
    at = data.index(entry)
    data = data[:at] + struct.pack("<HHII", 0x002E, 7, len(jpeg), data.index(jpeg)) + data[at + 12 :]
    path = tmp_path / "a.rw2"
    path.write_bytes(b"IIU\x00" + data[4:])
    assert colours(path) == ["b", "r", "g", "-"]


def test_unknown_sensor_data_without_a_preview(tmp_path: Path) -> None:
    path = tmp_path / "a.nef"
    path.write_bytes(tiff_raw([]))
    with pytest.raises(PhotoError) as caught:
        decode(path)
    assert caught.value.reason.endswith(".")


def test_directories_in_a_circle_end(tmp_path: Path) -> None:
    data = bytearray(tiff_raw([corner_jpeg((600, 400))]))
    main_entries = 2
    next_at = 8 + 2 + 12 * main_entries + 4 + 2 + 12 * 2
    data[next_at : next_at + 4] = struct.pack("<I", 8)
    path = tmp_path / "a.nef"
    path.write_bytes(data)
    assert colours(path) == ["r", "g", "-", "b"]
