"""JPEG XL, where the optional package that reads it is installed.

``imagecodecs`` (BSD, as is the libjxl in it) is not among Keepers' own requirements because of its size. The decoder
turns the photo upright itself; a profile other than sRGB is not handed out and so not honoured.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image

from app.errors import PhotoError
from app.photos.exif_blocks import boxes, head_at
from app.photos.model import Decoded
from app.photos.pixels import BUDGET, MAX_FULL_MEGAPIXELS, check_size, finish

NOT_INSTALLED = "This is a JPEG XL photo, for which one more package is needed: pip install 'keepers[jpegxl]'."
_RATIOS = {1: (1, 1), 2: (12, 10), 3: (4, 3), 4: (3, 2), 5: (16, 9), 6: (5, 4), 7: (2, 1)}


def is_installed() -> bool:
    """Whether JPEG XL can be decoded."""
    try:
        import imagecodecs
    except ImportError:
        return False
    return bool(imagecodecs.JPEGXL.available)


def decode_jpegxl(path: Path, handle: BinaryIO, min_edge: int | None) -> Decoded:
    """Decode JPEG XL; arguments, result and errors as in `app.photos.pixels.decode_stream`."""
    if not is_installed():
        raise PhotoError(path, NOT_INSTALLED)
    import imagecodecs

    megapixels = check_size(path, _size(handle), MAX_FULL_MEGAPIXELS)
    handle.seek(0)
    content = handle.read()
    with BUDGET.hold(megapixels):
        try:
            values = np.asarray(imagecodecs.jpegxl_decode(content))
        except imagecodecs.JpegxlError as error:
            raise ValueError(f"{'truncated' if 'MORE_INPUT' in str(error) else 'damaged'}: {error}") from error
        if values.ndim == 4 or (values.ndim == 3 and values.shape[2] > 4):
            values = values[0]  # the first picture of several
        if values.dtype == np.uint16:
            values = (values >> 8).astype(np.uint8)
        elif values.dtype.kind == "f":
            values = (np.clip(np.nan_to_num(values), 0, 1) * 255 + 0.5).astype(np.uint8)
        image = Image.fromarray(values.squeeze())
        full = image.size
        return Decoded(finish(image, min_edge, None, 1), *full)


def _size(handle: BinaryIO) -> tuple[int, int]:
    """Width and height from the header. Source: ISO/IEC 18181-1 annex D.2."""
    start = 0
    if head_at(handle, 0, 2) != b"\xff\x0a":
        end = handle.seek(0, io.SEEK_END)
        # The codestream as a whole, or its first part behind a number.
        places = {b"jxlc": 0, b"jxlp": 4}
        start = next((at + places[kind] for kind, at, _ in boxes(handle, 0, end) if kind in places), 0)
    bits = int.from_bytes(head_at(handle, start + 2, 12), "little")
    small, bits = bits & 1, bits >> 1

    def take(count: int) -> int:
        nonlocal bits
        value, bits = bits & ((1 << count) - 1), bits >> count
        return value

    def side() -> int:
        return (take(5) + 1) * 8 if small else take((9, 13, 18, 30)[take(2)]) + 1

    height = side()
    ratio = take(3)
    return (height * _RATIOS[ratio][0] // _RATIOS[ratio][1] if ratio else side()), height
