"""What a squashed overview cannot show: square cut-outs where the photo is sharpest, and a grid of local detail.

A photo of 24 megapixels with slight shake looks sharp on any overview, so the model also gets pixels as the camera
made them. And a photo that is soft at 100 % may look fine on a screen, so it gets the same at about 1.3 megapixels.
Whether the subject or only the background is sharp is told by the grid: how much detail, at which scale, lies where.
Only Pillow and numpy, some ten milliseconds for a photo.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SCREEN_EDGE = 1280
"""Longer side, in pixels, of the photo at which the crops of the second kind are cut (smaller photos stay)."""

GRID = 12
"""Rows and columns of the grid of detail."""

_STATISTICS = 5
DETAIL_CHANNELS = 2 * _STATISTICS
"""For each window at full size, then at the screen's: logarithm of gradient energy at scales 1, 2 and 4, logarithm of
the response to Immerkaer's noise filter, mean luma."""

_PROBE = 48
WANDERING = 0.3
"""In training, most by which the logarithm of a window's detail is disturbed before the crops are placed."""
_CLIP_LOW, _CLIP_HIGH = 6.0, 249.0
_LOG_LOW, _LOG_SPAN = -3.0, 13.0


def native_count(count: int) -> int:
    """How many of ``count`` crops come from the photo at full size; the others come from the screen's size."""
    return count // 2


def evidence(
    photo: Image.Image, count: int, size: int, *, wander: np.random.Generator | None = None
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Cut ``count`` squares where the photo has most detail, spread apart, and measure detail on a grid.

    The first ``native_count(count)`` squares are cut at full size, the others from the photo with its longer side
    reduced to ``SCREEN_EDGE``. Photos smaller than a crop are continued by mirroring.

    Args:
        photo: upright RGB.
        count: number of crops, at least 1.
        size: their side in pixels.
        wander: for training: lets the places vary, so that a model does not take another place for another quality.

    Returns:
        Crops, uint8 (count, size, size, 3), and detail, uint8 (``GRID``, ``GRID``, ``DETAIL_CHANNELS``).
    """
    native = native_count(count)
    longest = max(photo.size)
    screen = photo
    if longest > SCREEN_EDGE:
        scale = SCREEN_EDGE / longest
        target = (max(1, round(photo.width * scale)), max(1, round(photo.height * scale)))
        screen = photo.resize(target, Image.Resampling.BILINEAR, reducing_gap=3.0)
    at_full = probe(photo)
    at_screen = at_full if screen is photo else probe(screen)
    full_map, screen_map = at_full[0], at_screen[0]
    if wander is not None:
        amount = wander.uniform(0.0, WANDERING)
        full_map, screen_map = (
            found * np.exp(amount * wander.standard_normal(found.shape)).astype(np.float32)
            for found in (full_map, screen_map)
        )
    parts = _cut(photo, full_map, native, size) if native else []
    parts += _cut(screen, screen_map, count - native, size, leave_out=native if screen is photo else 0)
    return np.stack(parts), np.concatenate([at_full[1], at_screen[1]], axis=2)


def probe(photo: Image.Image) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Look at small windows of a photo on a regular grid, so that the cost does not grow with the photo.

    Returns:
        Mean gradient, in grey levels, clipped pixels counting as flat, (``GRID``, ``GRID``): where to cut; and the
        statistics of ``DETAIL_CHANNELS``' text, (``GRID``, ``GRID``, 5), logarithms brought to 0..255.
    """
    grey = photo.convert("L") if photo.width * photo.height < 1 << 20 else None
    width, height = min(_PROBE, photo.width), min(_PROBE, photo.height)
    windows = np.empty((GRID * GRID, height, width), np.float32)
    place = 0
    for top in _starts(photo.height, height, GRID):
        for left in _starts(photo.width, width, GRID):
            box = (left, top, left + width, top + height)
            windows[place] = np.asarray(grey.crop(box) if grey is not None else photo.crop(box).convert("L"))
            place += 1
    usable = ((windows > _CLIP_LOW) & (windows < _CLIP_HIGH))[:, :-1, :-1]
    across = np.abs(np.diff(windows, axis=2))[:, :-1] * usable
    down = np.abs(np.diff(windows, axis=1))[:, :, :-1] * usable
    # The root keeps one hard edge (a horizon, a window frame) from beating fine texture.
    where = np.sqrt(across).mean((1, 2)) + np.sqrt(down).mean((1, 2)) if across.size else np.zeros(len(windows))
    energies = [_gradient_energy(windows)]
    half = _halved(windows)
    energies += [_gradient_energy(half), _gradient_energy(_halved(half)), _noise_energy(windows)]
    logs = (np.log(np.stack(energies, 1) + np.exp(_LOG_LOW)) - _LOG_LOW) * (255 / _LOG_SPAN)
    found = np.concatenate([logs, windows.mean((1, 2))[:, None]], axis=1)
    statistics = (np.clip(found, 0, 255) + 0.5).astype(np.uint8).reshape(GRID, GRID, _STATISTICS)
    return where.astype(np.float32).reshape(GRID, GRID), statistics


def _halved(windows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Means of 2 x 2 pixels; windows under two pixels stay."""
    height, width = windows.shape[1] // 2 * 2, windows.shape[2] // 2 * 2
    if min(height, width) < 2:
        return windows
    even = windows[:, :height, :width]
    return 0.25 * (even[:, ::2, ::2] + even[:, 1::2, ::2] + even[:, ::2, 1::2] + even[:, 1::2, 1::2])


def _gradient_energy(windows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean square of both gradients of each window."""
    if min(windows.shape[1:]) < 2:
        return np.zeros(len(windows), np.float32)
    across, down = np.diff(windows, axis=2), np.diff(windows, axis=1)
    return np.asarray(np.square(across).mean((1, 2)) + np.square(down).mean((1, 2)), np.float32)


def _noise_energy(windows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean square of the filter of Immerkaer, "Fast noise variance estimation", CVIU 64, 1996 (blind to edges)."""
    if min(windows.shape[1:]) < 3:
        return np.zeros(len(windows), np.float32)
    second = windows[:, :-2] - 2 * windows[:, 1:-1] + windows[:, 2:]
    response = second[:, :, :-2] - 2 * second[:, :, 1:-1] + second[:, :, 2:]
    return np.asarray(np.square(response).mean((1, 2)) / 36, np.float32)


def _starts(length: int, window: int, count: int) -> list[int]:
    room = length - window
    return [round(room * (i + 0.5) / count) for i in range(count)]


def _cut(
    photo: Image.Image, detail: NDArray[np.float32], count: int, size: int, leave_out: int = 0
) -> list[NDArray[np.uint8]]:
    """Cut the ``count`` most detailed squares after the first ``leave_out`` ones, each far from those before."""
    ys = np.asarray(_starts(photo.height, min(_PROBE, photo.height), GRID), np.float32) + _PROBE / 2
    xs = np.asarray(_starts(photo.width, min(_PROBE, photo.width), GRID), np.float32) + _PROBE / 2
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
