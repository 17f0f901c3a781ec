"""Decoding one picture from an open file: what plain files and the previews of RAW files have in common."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageFile
from PIL.AvifImagePlugin import AvifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from app.errors import PhotoError
from app.photos.adobe_rgb import adobe_rgb_profile, says_adobe_rgb
from app.photos.budget import MegapixelBudget
from app.photos.colour import to_srgb, upright, upright_size
from app.photos.exif_blocks import box_sizes
from app.photos.formats import describe_content
from app.photos.jpeg_health import is_damaged
from app.photos.model import Decoded, PhotoKind
from app.photos.screen_preview import screen_preview
from app.photos.tiff import orientation_of

MAX_FULL_MEGAPIXELS = 200
"""Largest photo that is decoded where every pixel has to be (about 0.8 GB while decoding)."""

MAX_SCALED_MEGAPIXELS = 450
"""Largest JPEG that is decoded at a reduced scale."""

BUDGET = MegapixelBudget(150)
"""Megapixels that all decodes of this process together may hold."""

# What the decoders raise about a damaged file. Anything else is a mistake of ours and not caught.
DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    OverflowError,
    RuntimeError,
    struct.error,
    zlib.error,
)
_TOO_EARLY = ("truncated", "end of file", "eof", "premature", "buffer is too short", "buffer overrun", "unexpected end")


def wrong_content(path: Path, head: bytes) -> str:
    """The sentence about a file that is not what its suffix says."""
    return f"The file is named {path.suffix or 'without a suffix'} but holds {describe_content(head)}."


def damage_sentence(error: BaseException) -> str:
    """The sentence about a file that a decoder choked on."""
    text = str(error)
    if isinstance(error, EOFError) or any(word in text.lower() for word in _TOO_EARLY):
        return "The file ends too early: a part of the photo is missing. Copy it again from the card."
    return "The file is damaged and cannot be decoded. Copy it again from the card."


def check_size(path: Path, size: tuple[int, int], limit: int) -> float:
    """Megapixels of ``size``.

    Raises:
        PhotoError: more than ``limit`` megapixels, or none at all.
    """
    megapixels = size[0] * size[1] / 1e6
    if megapixels <= 0:
        raise PhotoError(path, "The photo has no pixels.")
    if megapixels > limit:
        raise PhotoError(
            path, f"The photo is too large: {size[0]} × {size[1]} pixels are more than {limit} megapixels."
        )
    return megapixels


def decode_stream(
    path: Path,
    handle: BinaryIO,
    kind: PhotoKind,
    min_edge: int | None,
    orientation: int | None = None,
    profile: bytes | None = None,
    *,
    quick: bool = False,
) -> Decoded:
    """Decode what Pillow reads, from an open file or from a preview in memory.

    Args:
        path: named in errors.
        handle: positioned anywhere; read from 0.
        kind: what the content is: JPEG, PNG, TIFF, WebP or AVIF.
        min_edge: as in :func:`decode`.
        orientation: overrules the picture's own.
        profile: ICC profile of a picture that says nothing about its colours.
        quick: as in :func:`decode`.

    Raises:
        PhotoError: too large.
        DAMAGE: whatever the decoder says of a damaged file.
    """
    if kind is PhotoKind.WEBP:
        # Pillow's reader allocates the canvas when it opens the file, so the header is looked at before.
        check_size(path, _webp_size(handle), MAX_FULL_MEGAPIXELS)
    handle.seek(0)
    # The format's class instead of Image.open: no process-wide bomb limit is involved, and no other format is tried.
    with _OPENERS[kind](handle) as image:
        full = image.size
        if orientation is None:
            orientation = _own_orientation(image)
        if quick and min_edge is not None and isinstance(image, JpegImageFile):
            preview = screen_preview(handle, image, min_edge)
            if preview is not None:
                check_size(path, full, MAX_FULL_MEGAPIXELS)
                profile = _adobe_rgb(image, path) or profile
                pixels = _loaded(preview, min_edge, profile, orientation)
                if pixels is not None:
                    return Decoded(pixels, *upright_size(full, orientation))
        scale = 1
        limit = MAX_FULL_MEGAPIXELS
        if isinstance(image, JpegImageFile) and min_edge is not None:
            image.draft(None, (min_edge, min_edge))
            # A progressive JPEG keeps all its coefficients in memory, at whatever scale it is decoded.
            if not image.info.get("progressive"):
                scale = max(1, round(full[0] / image.size[0]))
                limit = MAX_SCALED_MEGAPIXELS
        check_size(path, full, limit)
        if isinstance(image, JpegImageFile):
            handle.seek(0)
            if is_damaged(handle.read()):
                raise ValueError("markers in the compressed pixels")
        with BUDGET.hold(full[0] * full[1] / 1e6 / scale**2):
            image.load()
            pixels = finish(
                image, min_edge, image.info.get("icc_profile") or _adobe_rgb(image, path) or profile, orientation
            )
    width, height = upright_size(full, orientation)
    return Decoded(pixels, width, height)


def _loaded(preview: JpegImageFile, min_edge: int, profile: bytes | None, orientation: int) -> Image.Image | None:
    """The pixels of a second picture in a file, None where it is damaged: then the first one is there still."""
    try:
        preview.load()
        return finish(preview, min_edge, preview.info.get("icc_profile") or profile, orientation)
    except DAMAGE:
        return None


def finish(image: Image.Image, min_edge: int | None, profile: bytes | None, orientation: int) -> Image.Image:
    """Loaded pixels of any mode -> reduced, sRGB, upright. The smallest work first: reduce, convert, turn."""
    factor = 1 if min_edge is None else max(1, min(image.size) // min_edge)
    reducible = image.mode in ("L", "RGB", "CMYK", "LAB") and "transparency" not in image.info
    if reducible and factor > 1:
        image = image.reduce(factor)
    image = to_srgb(image, profile)
    if not reducible and factor > 1:
        image = image.reduce(factor)
    # A plain image: the file's reader with its handle and its tags stays behind.
    if isinstance(image, ImageFile.ImageFile):
        image = image.copy()
    image = upright(image, orientation)
    image.info = {}
    return image


_OPENERS: dict[PhotoKind, Callable[[BinaryIO], ImageFile.ImageFile]] = {
    PhotoKind.JPEG: JpegImageFile,
    PhotoKind.PNG: PngImageFile,
    PhotoKind.TIFF: TiffImageFile,
    PhotoKind.WEBP: WebPImageFile,
    PhotoKind.AVIF: AvifImageFile,
}


def _own_orientation(image: ImageFile.ImageFile) -> int:
    # Pillow turns TIFF itself while loading, and gives AVIF's own turn as EXIF.
    exif = image.info.get("exif")
    if isinstance(image, TiffImageFile) or not isinstance(exif, bytes):
        return 1
    return orientation_of(io.BytesIO(exif.removeprefix(b"Exif\x00\x00"))) or 1


def _adobe_rgb(image: ImageFile.ImageFile, path: Path) -> bytes | None:
    """The profile that a picture's EXIF stands for; None where that is no Adobe RGB."""
    exif = image.info.get("exif")
    if not isinstance(exif, bytes) or image.mode not in ("RGB", "YCbCr"):
        return None
    try:
        adobe = says_adobe_rgb(io.BytesIO(exif.removeprefix(b"Exif\x00\x00")), path.name)
    except (struct.error, OSError):
        return None
    return adobe_rgb_profile() if adobe else None


def _webp_size(handle: BinaryIO) -> tuple[int, int]:
    """Canvas size from a WebP header, whose announced length must fit the file.

    Source: WebP container specification; RFC 6386 section 9.1.
    """
    handle.seek(0)
    head = handle.read(30)
    if len(head) < 30 or int.from_bytes(head[4:8], "little") + 8 > handle.seek(0, io.SEEK_END):
        raise EOFError("truncated WebP")
    if head[12:16] == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", head[26:30])
    return width & 0x3FFF, height & 0x3FFF


def decode_heif(path: Path, handle: BinaryIO, min_edge: int | None) -> Decoded:
    """Decode HEIC with libheif; arguments, result and errors as in :func:`decode_stream`."""
    import pi_heif

    end = handle.seek(0, io.SEEK_END)
    # libheif fills what is missing at the end of a picture with grey and says nothing.
    if any(at + size > end for at, size in box_sizes(handle, end)):
        raise EOFError("the last box ends after the file")
    heif = pi_heif.open_heif(handle, convert_hdr_to_8bit=True)
    main = heif[heif.primary_index]
    megapixels = check_size(path, main.size, MAX_FULL_MEGAPIXELS)
    with BUDGET.hold(megapixels):
        # libheif turns the picture as the container says; EXIF's orientation repeats that and is not applied.
        image = main.to_pillow()
        full = image.size
        pixels = finish(image, min_edge, main.info.get("icc_profile"), 1)
    return Decoded(pixels, full[0], full[1])
