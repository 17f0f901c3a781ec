"""One decode of a photo, and everything that is wanted from its pixels."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.catalog.records import PhotoToScore
from app.errors import PhotoError
from app.photos.crash_journal import SuspectError
from app.photos.decode import decode, thumbnail_jpeg
from app.photos.measures import measure
from app.photos.model import Measures

if TYPE_CHECKING:
    from PIL import Image

    from dpiqa_core.preprocess import Preprocessing

THUMBNAIL_EDGE = 512
"""Longer side of a thumbnail, pixels."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What one decode gave.

    Attributes:
        photo: the photo.
        inputs: the model's inputs by name, uint8; None where the photo could not be read.
        measures: what the pixels say besides, or None.
        thumbnail: JPEG file bytes, or None where the cache has one already.
        error: why the photo could not be read, a sentence, or None.
        about_content: whether ``error`` may be about what the file holds and so come again; False where it is surely
            about something else (the file changed, no memory), which another try may find cured.
    """

    photo: PhotoToScore
    inputs: Mapping[str, NDArray[np.uint8]] | None
    measures: Measures | None = None
    thumbnail: bytes | None = None
    error: str | None = None
    about_content: bool = True


def prepare_photo(photo: PhotoToScore, preprocessing: Preprocessing, *, thumbnail: bool) -> Prepared:
    """Decode ``photo`` once; trouble with the file becomes an error sentence in the result, never an exception.

    Args:
        preprocessing: of the model; says how large the decode has to be.
        thumbnail: whether to make one.
    """
    try:
        _check_unchanged(photo)
    except PhotoError as error:
        return Prepared(photo, None, error=error.reason, about_content=False)
    try:
        return _prepare(photo, preprocessing, thumbnail)
    except SuspectError as error:
        return Prepared(photo, None, error=error.reason, about_content=False)
    except PhotoError as error:
        return Prepared(photo, None, error=error.reason)
    except MemoryError:
        return Prepared(photo, None, error="Decoding this photo needs more memory than there is.", about_content=False)


def _prepare(photo: PhotoToScore, preprocessing: Preprocessing, thumbnail: bool) -> Prepared:
    edge = preprocessing.decode_edge
    decoded = decode(photo.path, photo.kind, min_edge=None if edge is None else max(edge, THUMBNAIL_EDGE))
    inputs: Mapping[str, NDArray[Any]] = preprocessing.prepare(decoded.image)
    small = _screen_size(decoded.image)
    return Prepared(
        photo,
        inputs,
        measures=measure(small, decoded.width, decoded.height),
        thumbnail=thumbnail_jpeg(small, edge=THUMBNAIL_EDGE) if thumbnail else None,
    )


def _screen_size(image: Image.Image) -> Image.Image:
    """The photo with a shorter side of one to two times ``THUMBNAIL_EDGE``, as a scaled decode would give it.

    Measures of photos compare only at about one size, whether or not the model wanted full resolution; and at full
    resolution they would cost more than the decode.
    """
    factor = min(image.size) // THUMBNAIL_EDGE
    return image.reduce(factor) if factor > 1 else image


def _check_unchanged(photo: PhotoToScore) -> None:
    """A score belongs to a content; a file that is not the one taken in any more must not get it."""
    try:
        now = photo.path.stat()
    except FileNotFoundError:
        raise PhotoError(photo.path, "The file is gone: it was moved or deleted after the folder was read.") from None
    except OSError as error:
        raise PhotoError(photo.path, f"The file cannot be opened: {os.strerror(error.errno or 0)}.") from error
    if (now.st_size, now.st_mtime_ns) != (photo.size, photo.mtime_ns):
        raise PhotoError(photo.path, "The file changed after the folder was read; read the folder again to score it.")
