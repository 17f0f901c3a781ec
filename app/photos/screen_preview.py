"""The screen-sized second picture that many cameras put behind a JPEG, from a tenth of the work of decoding the photo.

Source: CIPA DC-007-2009 (Multi-Picture Format), sections 5.2.3 and 5.2.3.3.1.
"""

from __future__ import annotations

import struct
from io import BytesIO
from typing import BinaryIO

from PIL.JpegImagePlugin import JpegImageFile

from app.photos.exif_blocks import head_at
from app.photos.previews import preview_in_memory
from app.photos.tiff import read_ifds

_ENTRIES = 0xB002
_ENTRY_BYTES = 16
# "Large thumbnail" of the classes VGA and full HD. Panoramas, stereo pairs, depth and gain maps are other pictures.
_LARGE_THUMBNAILS = (0x010001, 0x010002)
_ASPECT_TOLERANCE = 0.01
_MAX_BYTES = 16 * 2**20


def screen_preview(handle: BinaryIO, photo: JpegImageFile, min_edge: int) -> JpegImageFile | None:
    """The smallest picture behind a JPEG that shows the whole photo with ``min_edge`` pixels on its shorter side.

    None where there is none, where it is damaged or of another shape than the photo, and where the photo carries a
    profile of its own: then a program has been at it, which may have left an old picture behind.

    Args:
        handle: the photo's file; its position moves.
        photo: opened, not loaded and not drafted.
        min_edge: pixels.
    """
    index, base = photo.info.get("mp"), photo.info.get("mpoffset")
    if not isinstance(index, bytes) or not isinstance(base, int) or "icc_profile" in photo.info:
        return None
    found = []
    for offset, length in _places(index):
        if not 0 < length <= _MAX_BYTES:
            continue
        try:
            preview = preview_in_memory(head_at(handle, base + offset, length))
        except (EOFError, OSError, struct.error):
            continue
        if preview is None or preview.data is None or preview.edge < min_edge:
            continue
        if abs(preview.width / preview.height * photo.height / photo.width - 1) <= _ASPECT_TOLERANCE:
            found.append((preview.edge, preview.data))
    return JpegImageFile(BytesIO(min(found)[1])) if found else None


def _places(index: bytes) -> list[tuple[int, int]]:
    """Offset (from the index) and length of the large thumbnails that a Multi-Picture index names."""
    order = ">" if index.startswith(b"MM") else "<"
    places = []
    for ifd in read_ifds(BytesIO(index)):
        if _ENTRIES in ifd:
            table = bytes(ifd[_ENTRIES].values)
            for at in range(0, len(table) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
                attributes, length, offset = struct.unpack_from(order + "3I", table, at)
                if attributes & 0xFFFFFF in _LARGE_THUMBNAILS and offset:
                    places.append((offset, length))
    return places
