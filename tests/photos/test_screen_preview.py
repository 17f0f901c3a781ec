"""The screen-sized picture behind a JPEG: shown where it is whole and of the photo's shape."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from PIL import Image

from app.photos.decode import decode

PHOTO, PREVIEW = (200, 60, 60), (60, 60, 200)
FULL_HD, BASELINE, GAIN_MAP = 0x010002, 0x030000, 0x050000


def jpeg(size: tuple[int, int], colour: tuple[int, int, int], **options: object) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, "JPEG", **options)
    return stream.getvalue()


def with_preview(photo: bytes, preview: bytes, kind: int = FULL_HD, *, order: str = "<", claimed: int = 0) -> bytes:
    """A JPEG with a Multi-Picture index and a second picture behind it."""
    mark = b"II*\x00" if order == "<" else b"MM\x00*"
    # Version, number of pictures, and the table, which lies behind the directory.
    directory = struct.pack(order + "H", 3)
    directory += struct.pack(order + "HHI4s", 0xB000, 7, 4, b"0100")
    directory += struct.pack(order + "HHII", 0xB001, 4, 1, 2)
    directory += struct.pack(order + "HHII", 0xB002, 7, 32, 8 + 2 + 36 + 4) + bytes(4)
    size = 2 + 2 + 4 + 8 + len(directory) + 32
    base = 2 + 2 + 2 + 4  # of the index in the file: after SOI, marker, length and "MPF"
    behind = len(photo) + size
    table = struct.pack(order + "3IHH", 0x20030000, behind, 0, 0, 0)
    table += struct.pack(order + "3IHH", kind, claimed or len(preview), behind - base, 0, 0)
    index = mark + struct.pack(order + "I", 8) + directory + table
    segment = b"\xff\xe2" + struct.pack(">H", len(index) + 6) + b"MPF\x00" + index
    assert len(segment) == size
    return photo[:2] + segment + photo[2:] + preview


def shown(path: Path, edge: int = 300) -> tuple[tuple[int, int, int], tuple[int, int], tuple[int, int]]:
    """Colour of the middle, size of the image, full size of the photo."""
    found = decode(path, min_edge=edge, quick=True)
    middle = found.image.getpixel((found.image.width // 2, found.image.height // 2))
    assert isinstance(middle, tuple)
    colour = PHOTO if middle[0] > 150 else PREVIEW
    return colour, found.image.size, (found.width, found.height)


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_screen_sized_picture_is_shown(tmp_path: Path, order: str) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(with_preview(jpeg((3000, 2000), PHOTO), jpeg((810, 540), PREVIEW), order=order))
    assert shown(path) == (PREVIEW, (810, 540), (3000, 2000))
    # Judged is the photo itself, whatever the camera made of it.
    assert decode(path, min_edge=300).image.getpixel((0, 0)) != PREVIEW
    assert decode(path).image.size == (3000, 2000)


def test_it_is_turned_as_the_photo(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "a.jpg"
    path.write_bytes(with_preview(jpeg((3000, 2000), PHOTO, exif=exif), jpeg((810, 540), PREVIEW)))
    assert shown(path) == (PREVIEW, (540, 810), (2000, 3000))


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("too small for the view", with_preview(jpeg((3000, 2000), PHOTO), jpeg((300, 200), PREVIEW))),
        ("another shape", with_preview(jpeg((3000, 2000), PHOTO), jpeg((800, 600), PREVIEW))),
        ("the other eye", with_preview(jpeg((3000, 2000), PHOTO), jpeg((810, 540), PREVIEW), BASELINE)),
        ("a gain map", with_preview(jpeg((3000, 2000), PHOTO), jpeg((810, 540), PREVIEW), GAIN_MAP)),
        ("cut off", with_preview(jpeg((3000, 2000), PHOTO), jpeg((810, 540), PREVIEW))[:-700]),
        ("not there", with_preview(jpeg((3000, 2000), PHOTO), b"")),
        ("no picture", with_preview(jpeg((3000, 2000), PHOTO), bytes(5000))),
        ("huge claim", with_preview(jpeg((3000, 2000), PHOTO), jpeg((810, 540), PREVIEW), claimed=0xFFFFFFF0)),
        (
            "a profile of its own",
            with_preview(jpeg((3000, 2000), PHOTO, icc_profile=b"made by an editor"), jpeg((810, 540), PREVIEW)),
        ),
    ],
)
def test_else_the_photo_itself_is_shown(tmp_path: Path, what: str, content: bytes) -> None:
    path = tmp_path / f"{what}.jpg"
    path.write_bytes(content)
    colour, _, full = shown(path)
    assert (colour, full) == (PHOTO, (3000, 2000))


def test_spoiled_pixels_of_the_second_picture(tmp_path: Path) -> None:
    preview = bytearray(Image.effect_noise((810, 540), 90).tobytes())
    stream = io.BytesIO()
    Image.frombytes("L", (810, 540), bytes(preview)).save(stream, "JPEG")
    whole = stream.getvalue()
    # Its index claims fewer bytes than it has: the decoder meets the end in the middle.
    path = tmp_path / "a.jpg"
    path.write_bytes(with_preview(jpeg((3000, 2000), PHOTO), whole, claimed=len(whole) // 2))
    assert shown(path)[0] == PHOTO
