"""Photos ready to be painted, and the memory that keeps a bounded number of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage

from app.gui.screen_profile import to_screen

if TYPE_CHECKING:
    from PIL import Image

_STRIP_ROWS = 32  # short holds of the lock: the GUI thread comes between
_COMPACT_FROM = 50_000_000
"""Pixels from which three bytes each are kept instead of four: painted a little slower, a quarter smaller."""


class Stage(StrEnum):
    """How much of a photo is loaded."""

    THUMBNAIL = "thumbnail"
    PREVIEW = "preview"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Rendering:
    """One stage of one photo.

    Attributes:
        stage: what it is.
        levels: upright images, the largest first, each half the size of the one before.
        width, height: pixels of the upright photo at full size, not of the images.
        view: width and height in device pixels of the view it was made for; (0, 0) for the full resolution.
    """

    stage: Stage
    levels: tuple[QImage, ...]
    width: int
    height: int
    view: tuple[int, int] = (0, 0)

    @property
    def size_bytes(self) -> int:
        """Bytes of all levels."""
        return sum(level.sizeInBytes() for level in self.levels)

    def level_for(self, width: int) -> QImage:
        """The smallest image that has to be enlarged for no width up to ``width`` pixels, or the largest there is."""
        for level in reversed(self.levels):
            if level.width() >= width:
                return level
        return self.levels[0]


def to_qimage(image: Image.Image) -> QImage:
    """Copy a Pillow image in mode RGB; strip by strip, so that a huge one is in memory twice and not three times.

    The bytes are laid as the window wants them, which makes painting two to five times quicker. A conversion by Qt
    would do that too, but holds Python's lock for the whole photo, and with it the GUI thread.
    """
    width, height = image.size
    compact = width * height >= _COMPACT_FROM
    made = QImage(width, height, QImage.Format.Format_RGB888 if compact else QImage.Format.Format_RGB32)
    if made.isNull():
        raise MemoryError(f"no memory for an image of {width} x {height} pixels")
    depth, order = (3, "RGB") if compact else (4, "BGRX")
    lines = np.frombuffer(made.bits(), np.uint8).reshape(height, made.bytesPerLine())
    for top in range(0, height, _STRIP_ROWS):
        rows = min(_STRIP_ROWS, height - top)
        strip = image.crop((0, top, width, top + rows)).tobytes("raw", order)
        lines[top : top + rows, : width * depth] = np.frombuffer(strip, np.uint8).reshape(rows, width * depth)
        if not compact:
            lines[top : top + rows, 3::4] = 255
    del lines
    return to_screen(made)


def full_rendering(image: Image.Image, smallest: int = 1024) -> Rendering:
    """The full resolution with its halves down to a longer side of about ``smallest`` pixels."""
    width, height = image.size
    levels = [to_qimage(image)]
    while max(image.size) >= 2 * smallest and min(image.size) >= 2:
        image = image.reduce(2)
        levels.append(to_qimage(image))
    return Rendering(Stage.FULL, tuple(levels), width, height)


class RenderingCache:
    """The renderings used last, up to a number of bytes; for the GUI thread.

    Previews are kept for each size of view, for one photo may be looked at in the loupe and on a second screen.
    """

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self.size_bytes = 0
        self._kept: OrderedDict[tuple[int, Stage, tuple[int, int]], Rendering] = OrderedDict()

    def get(self, photo_id: int, stage: Stage, view: tuple[int, int] | None = None) -> Rendering | None:
        """A rendering, which thereby counts as used; for any view, the one used last, where none is named."""
        key = next(
            (key for key in reversed(self._kept) if key[:2] == (photo_id, stage) and view in (None, key[2])), None
        )
        if key is None:
            return None
        self._kept.move_to_end(key)
        return self._kept[key]

    def put(self, photo_id: int, rendering: Rendering) -> None:
        """Keep a rendering, at the cost of those not used for longest; one over the limit by itself is not kept."""
        key = (photo_id, rendering.stage, rendering.view)
        self._drop(key)
        if rendering.size_bytes > self.limit_bytes:
            return
        self._kept[key] = rendering
        self.size_bytes += rendering.size_bytes
        while self.size_bytes > self.limit_bytes:
            self._drop(next(iter(self._kept)))

    def forget(self, photo_ids: Collection[int]) -> None:
        """Drop all stages of these photos."""
        for key in [key for key in self._kept if key[0] in photo_ids]:
            self._drop(key)

    def clear(self) -> None:
        """Drop everything."""
        self._kept.clear()
        self.size_bytes = 0

    def _drop(self, key: tuple[int, Stage, tuple[int, int]]) -> None:
        dropped = self._kept.pop(key, None)
        if dropped is not None:
            self.size_bytes -= dropped.size_bytes
