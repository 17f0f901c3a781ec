"""Square cut-outs of a photo: where it is sharpest at 100 %, and where it is sharpest at the size of a screen.

A photo of 24 megapixels with slight shake looks sharp on any overview, so the model also gets pixels as the camera
made them. And a photo that is soft at 100 % may look fine on a screen, so it gets the same at about 1.3 megapixels.
Only Pillow and numpy, a few milliseconds for a photo.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SCREEN_EDGE = 1280
"""Longer side, in pixels, of the photo at which the crops of the second kind are cut (smaller photos stay)."""

_PROBE = 48
_GRID = 12
_CLIP_LOW, _CLIP_HIGH = 6.0, 249.0


def native_count(count: int) -> int:
    """How many of ``count`` crops come from the photo at full size; the others come from the screen's size."""
    return count // 2


def native_crops(photo: Image.Image, count: int, size: int) -> NDArray[np.uint8]:
    """Cut ``count`` squares where the photo has most detail, spread apart.

    The first ``native_count(count)`` are cut at full size, the others from the photo with its longer side reduced to
    ``SCREEN_EDGE``. Photos smaller than a crop are continued by mirroring.

    Args:
        photo: upright RGB.
        count: number of crops, at least 1.
        size: their side in pixels.

    Returns:
        uint8 (count, size, size, 3).
    """
    native = native_count(count)
    longest = max(photo.size)
    screen = photo
    if longest > SCREEN_EDGE:
        scale = SCREEN_EDGE / longest
        target = (max(1, round(photo.width * scale)), max(1, round(photo.height * scale)))
        screen = photo.resize(target, Image.Resampling.BILINEAR, reducing_gap=3.0)
    parts = _cut(photo, native, size) if native else []
    parts += _cut(screen, count - native, size, leave_out=native if screen is photo else 0)
    return np.stack(parts)


def detail_map(photo: Image.Image, rows: int, columns: int) -> NDArray[np.float32]:
    """Mean gradient of small windows of full-size pixels on a regular grid, in grey levels, (rows, columns).

    Only the windows are looked at, so that the cost does not grow with the photo. Clipped pixels count as flat.
    """
    grey = photo.convert("L") if photo.width * photo.height < 1 << 20 else None
    width, height = min(_PROBE, photo.width), min(_PROBE, photo.height)
    found = np.zeros((rows, columns), np.float32)
    for row, top in enumerate(_starts(photo.height, height, rows)):
        for column, left in enumerate(_starts(photo.width, width, columns)):
            box = (left, top, left + width, top + height)
            window = np.asarray(grey.crop(box) if grey is not None else photo.crop(box).convert("L"))
            pixels = window.astype(np.float32)
            usable = (pixels > _CLIP_LOW) & (pixels < _CLIP_HIGH)
            across = np.abs(np.diff(pixels, axis=1))[:-1] * usable[:-1, :-1]
            down = np.abs(np.diff(pixels, axis=0))[:, :-1] * usable[:-1, :-1]
            if across.size:
                # The root keeps one hard edge (a horizon, a window frame) from beating fine texture.
                found[row, column] = float(np.sqrt(across).mean() + np.sqrt(down).mean())
    return found


def _starts(length: int, window: int, count: int) -> list[int]:
    room = length - window
    return [round(room * (i + 0.5) / count) for i in range(count)]


def _cut(photo: Image.Image, count: int, size: int, leave_out: int = 0) -> list[NDArray[np.uint8]]:
    """Cut the ``count`` most detailed squares after the first ``leave_out`` ones, each far from those before."""
    rows = columns = _GRID
    detail = detail_map(photo, rows, columns)
    ys = np.asarray(_starts(photo.height, min(_PROBE, photo.height), rows), np.float32) + _PROBE / 2
    xs = np.asarray(_starts(photo.width, min(_PROBE, photo.width), columns), np.float32) + _PROBE / 2
    # A crop covers several windows of a small photo: judge it by all that it covers.
    near_y = np.abs(ys[:, None] - ys[None, :]) <= size / 2
    near_x = np.abs(xs[:, None] - xs[None, :]) <= size / 2
    covered = (near_y @ detail.astype(np.float32) @ near_x.T) / (near_y.sum(1)[:, None] * near_x.sum(1)[None, :])
    reach = max(size * 1.0, max(photo.size) / 6)
    parts: list[NDArray[np.uint8]] = []
    left = covered.copy()
    for turn in range(leave_out + count):
        row, column = np.unravel_index(int(np.argmax(left)), left.shape)
        if turn >= leave_out:
            parts.append(_square(photo, float(xs[column]), float(ys[row]), size))
        distance = np.hypot(ys[:, None] - ys[row], xs[None, :] - xs[column])
        left = np.where(distance < reach, left * np.clip(distance / reach, 0.0, 1.0) ** 2 - 1e-6, left)
    return parts


def _square(photo: Image.Image, x: float, y: float, size: int) -> NDArray[np.uint8]:
    # On the grid of JPEG's blocks, so that blocking always looks alike.
    left = int(np.clip(round(x - size / 2), 0, max(0, photo.width - size))) // 8 * 8
    top = int(np.clip(round(y - size / 2), 0, max(0, photo.height - size))) // 8 * 8
    box = (left, top, min(left + size, photo.width), min(top + size, photo.height))
    pixels = np.asarray(photo.crop(box), np.uint8)
    missing = (size - pixels.shape[0], size - pixels.shape[1])
    if any(missing):
        pixels = np.pad(pixels, ((0, missing[0]), (0, missing[1]), (0, 0)), mode="symmetric")
    return np.ascontiguousarray(pixels)
