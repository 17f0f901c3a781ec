"""RAW photos: the smallest embedded preview that suffices, else a demosaic of the sensor's data."""

from __future__ import annotations

import logging
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from PIL import Image

from app.errors import PhotoError
from app.photos.adobe_rgb import adobe_rgb_profile, says_adobe_rgb
from app.photos.colour import upright_size
from app.photos.formats import sniff
from app.photos.model import Decoded, PhotoKind
from app.photos.pixels import (
    BUDGET,
    DAMAGE,
    MAX_FULL_MEGAPIXELS,
    check_size,
    damage_sentence,
    decode_stream,
    finish,
    wrong_content,
)
from app.photos.previews import Preview, find_previews, preview_in_memory
from app.photos.tiff import holds_sensor_data

if TYPE_CHECKING:
    import rawpy

_log = logging.getLogger(__name__)

_NEARLY_FULL = 0.9
"""A preview with this share of the sensor's shorter side is the whole photo: cameras trim their own JPEGs a little."""

_FLIPS = {0: 1, 3: 3, 5: 8, 6: 6}
"""LibRaw's flip -> EXIF orientation."""


def decode_raw(path: Path, handle: BinaryIO, head: bytes, min_edge: int | None) -> Decoded:
    """Decode a RAW photo; arguments, result and errors as in :func:`app.photos.decode.decode`.

    The photo's full size is that of a preview with (nearly) all of the sensor's pixels, else the sensor's.
    """
    try:
        previews, orientation = find_previews(handle, head)
    except ValueError as error:
        _log.debug("%s: previews not found: %r", path, error)
        previews, orientation = [], None
    with _opened(path, handle) as raw:
        if raw is None:
            # A camera newer than LibRaw: its own JPEG is all there is to see.
            if not previews:
                if sniff(head) is PhotoKind.TIFF and not holds_sensor_data(handle):
                    return decode_stream(path, handle, PhotoKind.TIFF, min_edge)
                raise PhotoError(path, wrong_content(path, head))
            sensor = (0, 0)
        else:
            sensor = _sensor_size(raw)
            if not previews or previews[-1].edge < _NEARLY_FULL * min(sensor):
                previews = _with_hidden_preview(raw, previews)
            if previews and _is_slanted(raw):
                sensor = (0, 0)
        largest = previews[-1] if previews else None
        if largest is not None and largest.edge >= _NEARLY_FULL * min(sensor):
            full = upright_size((largest.width, largest.height), _turn_of(largest, orientation))
        elif raw is not None:
            full = upright_size(sensor, _FLIPS.get(raw.sizes.flip, 1))
        profile = adobe_rgb_profile() if _says_adobe_rgb(handle, path) else None
        needed = min(full) if min_edge is None else min(min_edge, *full)
        for preview in previews:
            if preview.edge >= needed:
                try:
                    turn = _turn_of(preview, orientation)
                    pixels = decode_stream(path, preview.open(handle), PhotoKind.JPEG, min_edge, turn, profile)
                except DAMAGE as error:
                    _log.debug("%s: preview damaged: %r", path, error)
                    continue
                return Decoded(pixels.image, *full)
        if raw is None:
            raise PhotoError(
                path, "The preview in this RAW file is damaged, and its sensor data are of an unknown kind."
            )
        return _demosaic(path, raw, min_edge, full)


@contextmanager
def _opened(path: Path, handle: BinaryIO) -> Iterator[rawpy.RawPy | None]:
    """The file in LibRaw's hands; None where LibRaw does not know the format."""
    import rawpy

    # From the path where that is possible: LibRaw then reads only the parts that it needs.
    handle.seek(0)
    try:
        raw = rawpy.imread(str(path) if _is_unicode(path) else handle)
    except (rawpy.LibRawFileUnsupportedError, rawpy.LibRawIOError):
        # LibRaw reports an input/output error where it runs out of bytes while guessing what a file is.
        yield None
        return
    except rawpy.LibRawError as error:
        raise PhotoError(path, damage_sentence(error)) from error
    with raw:
        try:
            yield raw
        except rawpy.LibRawError as error:
            raise PhotoError(path, damage_sentence(error)) from error


def _is_unicode(path: Path) -> bool:
    """Whether rawpy can be given the path; names of older systems may hold bytes that are no UTF-8."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _sensor_size(raw: rawpy.RawPy) -> tuple[int, int]:
    """Width and height of the demosaiced photo before it is turned."""
    crop = _crop_of(raw)
    return (crop[2] - crop[0], crop[3] - crop[1]) if crop else (raw.sizes.iwidth, raw.sizes.iheight)


def _crop_of(raw: rawpy.RawPy) -> tuple[int, int, int, int] | None:
    """The maker's crop as (left, top, right, bottom) in the visible area; None where there is none of use."""
    sizes = raw.sizes
    left, top = sizes.crop_left_margin - sizes.left_margin, sizes.crop_top_margin - sizes.top_margin
    right, bottom = left + sizes.crop_width, top + sizes.crop_height
    fits = 0 <= left < right <= sizes.iwidth and 0 <= top < bottom <= sizes.iheight
    # LibRaw gives nonsense for a few old cameras, thin strips among it.
    strip = min(right - left, bottom - top) * 2 < min(sizes.iwidth, sizes.iheight)
    return (left, top, right, bottom) if fits and not strip else None


def _is_slanted(raw: rawpy.RawPy) -> bool:
    """Fujifilm's SuperCCD: a sensor turned by 45°, whose size LibRaw tells only after developing it.

    The preview of such a photo counts as the photo, whatever its size.
    """
    sizes = raw.sizes
    return bool(sizes.iwidth * sizes.iheight > 1.2 * sizes.raw_width * sizes.raw_height)


def _with_hidden_preview(raw: rawpy.RawPy, previews: list[Preview]) -> list[Preview]:
    """``previews``, and the one that LibRaw finds in places only it knows (maker notes) where that is larger."""
    import rawpy

    try:
        thumbnail = raw.extract_thumb()
    except (rawpy.LibRawNoThumbnailError, rawpy.LibRawUnsupportedThumbnailError, rawpy.LibRawIOError):
        return previews
    hidden = preview_in_memory(thumbnail.data) if isinstance(thumbnail.data, bytes) else None
    if hidden is None or (previews and hidden.edge <= previews[-1].edge):
        return previews
    return [*previews, hidden]


def _says_adobe_rgb(handle: BinaryIO, path: Path) -> bool:
    """Previews without EXIF of their own have the colour space that the camera was set to."""
    try:
        return says_adobe_rgb(handle, path.name)
    except (struct.error, OSError):
        return False


def _turn_of(preview: Preview, of_file: int | None) -> int:
    """The orientation to apply to a preview: its own word, else the RAW file's."""
    turn = preview.orientation or of_file or 1
    # A preview that stands upright in a file that says "turn me by 90°" was turned by the program that wrote it.
    return 1 if preview.orientation is None and turn >= 5 and preview.height > preview.width else turn


def _demosaic(path: Path, raw: rawpy.RawPy, min_edge: int | None, full: tuple[int, int]) -> Decoded:
    """Develop the sensor's data with the camera's white balance, at half size where that suffices."""
    import rawpy

    sensor = _sensor_size(raw)
    half = min_edge is not None and min(sensor) // 2 >= min(min_edge, *full)
    megapixels = check_size(path, sensor, MAX_FULL_MEGAPIXELS)
    # Beside the 8-bit result LibRaw holds four 16-bit values for each pixel.
    with BUDGET.hold(megapixels * (0.75 if half else 3.0)):
        pixels = raw.postprocess(
            use_camera_wb=True,
            half_size=half,
            demosaic_algorithm=None if half else rawpy.DemosaicAlgorithm.PPG,
            output_bps=8,
            user_flip=0,
        )
        crop = _crop_of(raw)
        if crop:
            left, top, right, bottom = (edge // 2 for edge in crop) if half else crop
            pixels = pixels[top:bottom, left:right]
        orientation = _FLIPS.get(raw.sizes.flip, 1)
        image = finish(Image.fromarray(pixels), min_edge, None, orientation)
    if not half and min_edge is None:
        full = image.size
    return Decoded(image, *full)
