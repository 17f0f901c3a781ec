"""Damaged photos: small files of every format, and ways of spoiling them that can be repeated from a seed."""

from __future__ import annotations

import io
import random
import struct
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from tests.photos import maker_files
from tests.photos.mpf_files import with_preview

_INTERESTING = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF)


def _exif() -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112], exif[0x0132] = "Canon", "Canon EOS 6D", 6, "2024:05:17 09:30:01"
    exif.get_ifd(0x8769).update({0x9003: "2024:05:17 09:30:01", 0x9291: "25", 0x829A: (1, 250), 0x8827: 400})
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 8.0, 15.0), 3: "E", 4: (11.0, 34.0, 30.0)})
    return exif.tobytes()


def _picture(mode: str = "RGB") -> Image.Image:
    image = Image.linear_gradient("L").resize((96, 64))
    return Image.merge("RGB", (image, image.rotate(180), image)).convert(mode)


def _saved(format_: str, mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    _picture(mode).save(out, format_, **options)
    return out.getvalue()


def small_files() -> dict[str, list[bytes]]:
    """File suffix -> small files of that format, made here and now."""
    exif = _exif()
    return {
        ".jpg": [
            _saved("JPEG", exif=exif),
            _saved("JPEG", progressive=True, exif=exif),
            _saved("JPEG", "CMYK"),
            maker_files.exif_jpeg("Canon", "Canon EOS R6", maker_files.canon(0b100, [-600, 0, 9], [0, 0, 9], 3, 5, 0)),
            maker_files.exif_jpeg("NIKON", "NIKON D90", maker_files.nikon(b"0100", 16, (9, 9, 3, 3), 1, (0, 6))),
            maker_files.exif_jpeg("OLYMPUS", "E-M1", maker_files.olympus((0, 0, 1, 4, 3, 4, 1, 4, 3, 4), (1, 5))),
            maker_files.exif_jpeg("FUJIFILM", "X-T3", maker_files.fujifilm((1500, 1000), 2, 1, 4)),
            with_preview(_saved("JPEG", exif=exif), _saved("JPEG", quality=40)),
        ],
        ".tif": [
            _saved("TIFF", exif=exif),
            _saved("TIFF", compression="tiff_lzw"),
            _saved("TIFF", compression="tiff_adobe_deflate"),
            _saved("TIFF", compression="jpeg"),
            _saved("TIFF", "CMYK"),
            _saved("TIFF", "1", compression="group4"),
        ],
        ".png": [_saved("PNG", exif=exif), _saved("PNG", "P"), _saved("PNG", "LA"), _saved("PNG", "1")],
        ".webp": [_saved("WEBP", exif=exif), _saved("WEBP", lossless=True), _saved("WEBP", "RGBA")],
        ".avif": [_saved("AVIF", exif=exif)],
        ".cr3": [_cr3(exif.removeprefix(b"Exif\0\0"), _saved("JPEG"))],
        ".raf": [_raf(_saved("JPEG", exif=exif))],
        ".dng": [_dng(_saved("JPEG"))],
    }


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


def _cr3(exif: bytes, preview: bytes) -> bytes:
    """The boxes of a CR3 with EXIF and preview, without sensor data."""
    canon = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
    metadata = _box(b"uuid", canon + _box(b"CMT1", exif) + _box(b"CMT3", exif))
    header = bytes(8) + struct.pack(">HHI", 96, 64, len(preview))
    inside = bytes(8) + _box(b"PRVW", header[:4] + header[4:12] + struct.pack(">I", len(preview)) + preview)
    uuid = bytes.fromhex("eaf42b5e1c984b88b9fbb7dc406e4d16")
    return _box(b"ftyp", b"crx \0\0\0\1crx isom") + _box(b"moov", metadata) + _box(b"uuid", uuid + inside)


def _raf(preview: bytes) -> bytes:
    head = b"FUJIFILMCCD-RAW 0201FF383501FinePix".ljust(84, b"\0")
    return (head + struct.pack(">6I", 148, len(preview), 0, 0, 0, 0)).ljust(148, b"\0") + preview


def _dng(preview: bytes) -> bytes:
    entries = [
        maker_files.Entry(0x0103, maker_files.SHORT, [7]),
        maker_files.Entry(0x0111, maker_files.LONG, [1000]),
        maker_files.Entry(0x0117, maker_files.LONG, [len(preview)]),
        maker_files.Entry(0xC612, maker_files.LONG, [1]),
    ]
    return (b"II*\0\x08\0\0\0" + maker_files.directory(entries, 8)).ljust(1000, b"\0") + preview


def real_files(data: Path, largest: int) -> dict[str, list[bytes]]:
    """File suffix -> real camera files of at most ``largest`` bytes."""
    found: dict[str, list[bytes]] = {}
    for folder in ("camera", "camera/broken", "raw"):
        for file in sorted((data / folder).iterdir()):
            if file.is_file() and file.stat().st_size <= largest:
                found.setdefault(file.suffix.lower(), []).append(file.read_bytes())
    return found


def spoiled(content: bytes, seed: int) -> bytes:
    """The file with some damage, the same for the same seed; most of it hits the beginning, where structure is."""
    chance = random.Random(seed)
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 12))):
        _WAYS[chance.randrange(len(_WAYS))](data, chance)
        if not data:
            return b"\0"
    return bytes(data)


def _place(data: bytearray, chance: random.Random) -> int:
    reach = min(len(data), chance.choice((64, 512, 4096, 65536, len(data))))
    return chance.randrange(max(1, reach))


def _flip(data: bytearray, chance: random.Random) -> None:
    data[_place(data, chance)] ^= 1 << chance.randrange(8)


def _number(data: bytearray, chance: random.Random) -> None:
    at = _place(data, chance)
    number = chance.choice(_INTERESTING)
    size = chance.choice((1, 2, 4))
    written = (number & (256**size - 1)).to_bytes(size, chance.choice(("little", "big")))  # type: ignore[arg-type]
    data[at : at + size] = written


def _noise(data: bytearray, chance: random.Random) -> None:
    at = _place(data, chance)
    count = chance.choice((4, 16, 256))
    data[at : at + count] = chance.randbytes(min(count, len(data) - at))


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[_place(data, chance) :]


def _remove(data: bytearray, chance: random.Random) -> None:
    at = _place(data, chance)
    del data[at : at + chance.choice((1, 2, 12, 100))]


def _repeat(data: bytearray, chance: random.Random) -> None:
    at = _place(data, chance)
    data[at:at] = data[at : at + chance.choice((1, 2, 12, 100))]


_WAYS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _flip, _flip, _number, _number, _number, _noise, _cut, _remove, _repeat,
)  # fmt: skip
