"""A photo file -> upright sRGB pixels, at full size or scaled while decoding."""

from __future__ import annotations

import io
import logging
import os
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from app.errors import PhotoError
from app.photos import crash_journal
from app.photos.formats import HEAD_BYTES, kind_of, sniff
from app.photos.jpegxl import decode_jpegxl
from app.photos.model import Decoded, PhotoKind
from app.photos.noise import quiet_libraries
from app.photos.pixels import (
    BUDGET,
    DAMAGE,
    MAX_FULL_MEGAPIXELS,
    MAX_SCALED_MEGAPIXELS,
    damage_sentence,
    decode_heif,
    decode_stream,
    wrong_content,
)
from app.photos.raw import decode_raw
from app.photos.reading import open_photo
from app.photos.tiff import holds_sensor_data

__all__ = ["BUDGET", "MAX_FULL_MEGAPIXELS", "MAX_SCALED_MEGAPIXELS", "decode", "rehearse", "thumbnail_jpeg"]

_log = logging.getLogger(__name__)

_WAYS = ((512, False), (512, True), (1024, True), (2048, True), (None, False))
"""Smallest edge and ``quick`` of thumbnails, small views, large ones, and full resolution."""


def decode(path: Path, kind: PhotoKind | None = None, *, min_edge: int | None = None, quick: bool = False) -> Decoded:
    """Decode a photo.

    Waits while other decodes of this process hold the memory budget. Safe in any number of threads; the heavy part
    runs without the interpreter lock.

    Args:
        path: the file. Its content decides how it is read; a PNG named ``.jpg`` is read as PNG.
        kind: what the scan took the file for; None asks the suffix.
        min_edge: None for full resolution; else the shorter side of the result is at least ``min(min_edge, shorter
            side of the file)`` and usually not much more: JPEG is scaled while decoding, RAW comes from the smallest
            embedded preview that suffices.
        quick: a JPEG may come from the screen-sized picture that the camera put behind it, where that suffices. For
            showing a photo, not for judging it: the camera has sharpened that picture anew, and it says nothing of
            damage in the photo itself.

    Raises:
        PhotoError: the file is missing, unreadable, empty, truncated, damaged, no photo, too large, or was changed
            while it was read; or, as its subclass SuspectError, reading it may end this process.
    """
    if min_edge is not None and min_edge < 1:
        raise ValueError("min_edge must be at least 1")
    quiet_libraries()
    kind = kind or kind_of(path)
    with open_photo(path) as handle, _journal_of(path, handle):
        head = handle.read(HEAD_BYTES)
        handle.seek(0)
        content = sniff(head)
        # Most RAW formats are TIFF by their magic number; some have one that only LibRaw knows.
        claimed = kind is PhotoKind.RAW and content in (None, PhotoKind.TIFF)
        if claimed or (content is PhotoKind.TIFF and holds_sensor_data(handle)):
            content = PhotoKind.RAW
        if content is None:
            raise PhotoError(path, wrong_content(path, head))
        handle.seek(0)
        try:
            if content is PhotoKind.RAW:
                return decode_raw(path, handle, head, min_edge)
            if content is PhotoKind.HEIC:
                return decode_heif(path, handle, min_edge)
            if content is PhotoKind.JPEG_XL:
                return decode_jpegxl(path, handle, min_edge)
            return decode_stream(path, handle, content, min_edge, quick=quick)
        except MemoryError as error:
            raise PhotoError(path, "There is not enough memory to decode the photo. Close other programs.") from error
        except DAMAGE as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise PhotoError(path, damage_sentence(error)) from error


def _journal_of(path: Path, handle: BinaryIO) -> AbstractContextManager[None]:
    status = os.fstat(handle.fileno())
    return crash_journal.reading(path, status.st_size, status.st_mtime_ns)


def rehearse(path: Path, kind: PhotoKind) -> None:
    """Decode a photo in all ways in which a window does, only to see whether that ends the process."""
    for edge, quick in _WAYS:
        try:
            decode(path, kind, min_edge=edge, quick=quick)
        except (PhotoError, MemoryError) as error:
            _log.debug("%s: %s", path, error)


def thumbnail_jpeg(image: Image.Image, edge: int = 512, quality: int = 82) -> bytes:
    """A baseline JPEG of an RGB image whose longer side is at most ``edge`` pixels."""
    ratio = min(1.0, edge / max(image.size))
    if ratio < 1.0:
        size = (max(1, round(image.width * ratio)), max(1, round(image.height * ratio)))
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()
