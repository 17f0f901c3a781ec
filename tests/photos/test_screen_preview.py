"""The screen-sized picture behind a JPEG: shown where it is whole and of the photo's shape."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from app.photos.decode import decode
from tests.photos.mpf_files import with_preview

PHOTO, PREVIEW = (200, 60, 60), (60, 60, 200)
BASELINE, GAIN_MAP = 0x030000, 0x050000


def jpeg(size: tuple[int, int], colour: tuple[int, int, int], **options: object) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, "JPEG", **options)
    return stream.getvalue()


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
