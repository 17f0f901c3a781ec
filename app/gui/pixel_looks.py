"""What the pixels on the screen tell: clipping, focus peaking, histogram, the sharpest place. Arrays only, no Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

WHITE, BLACK = 253, 2
"""A pixel with any channel from ``WHITE`` on is blown; one with all channels up to ``BLACK`` is blocked."""

BLOWN_COLOR, BLOCKED_COLOR, PEAK_COLOR = (255, 48, 48), (64, 120, 255), (255, 64, 255)

_LEAST_EDGE, _MOST_EDGE = 9.0, 40.0
_NOISES = 5.0
_TILES = 24


def blown(pixels: Pixels) -> NDArray[np.bool_]:
    """Mask (h, w) of clipped highlights in RGB pixels (h, w, 3): a colour channel that has reached white is lost."""
    return np.asarray(pixels.max(axis=2) >= WHITE)


def blocked(pixels: Pixels) -> NDArray[np.bool_]:
    """Mask (h, w) of clipped shadows in RGB pixels (h, w, 3): nothing is left in any channel."""
    return np.asarray(pixels.max(axis=2) <= BLACK)


def luma(pixels: Pixels) -> NDArray[np.float32]:
    """Luminance (h, w) of RGB pixels, 0..255 (ITU-R BT.601)."""
    return (pixels @ np.array([0.299, 0.587, 0.114], np.float32)).astype(np.float32)


def fine_detail(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much each pixel differs from its surroundings of 5 x 5 pixels, binomially weighted; same shape, >= 0."""
    padded = np.pad(grey, 2, mode="edge")
    rows = (padded[:-4] + padded[4:] + 4 * (padded[1:-3] + padded[3:-1]) + 6 * padded[2:-2]) / 16
    smooth = (rows[:, :-4] + rows[:, 4:] + 4 * (rows[:, 1:-3] + rows[:, 3:-1]) + 6 * rows[:, 2:-2]) / 16
    return np.asarray(np.abs(grey - smooth), np.float32)


def in_focus(pixels: Pixels) -> NDArray[np.bool_]:
    """Mask (h, w) of edges that are sharp on the screen.

    An edge counts where its fine detail stands well above that of the photo as a whole, so that noise does not glow,
    and above a fixed floor, so that nothing glows in a photo that is blurred all over.
    """
    detail = fine_detail(luma(pixels))
    noise = float(np.median(detail[::3, ::3])) * 1.4826
    return np.asarray(detail > min(_MOST_EDGE, max(_LEAST_EDGE, _NOISES * noise)))


def overlay(pixels: Pixels, *, clipping: bool, peaking: bool) -> Pixels:
    """Colours (h, w, 4), RGBA with premultiplied alpha, to lay over RGB pixels (h, w, 3)."""
    made = np.zeros((*pixels.shape[:2], 4), np.uint8)
    if peaking:
        made[in_focus(pixels)] = (*PEAK_COLOR, 255)
    if clipping:
        made[blown(pixels)] = (*BLOWN_COLOR, 255)
        made[blocked(pixels)] = (*BLOCKED_COLOR, 255)
    return made


def channel_histogram(pixels: Pixels) -> NDArray[np.int64]:
    """Counts (3, 256) of the values of red, green and blue in RGB pixels (h, w, 3)."""
    return np.stack([np.bincount(pixels[:, :, channel].ravel(), minlength=256) for channel in range(3)])


def sharpest_place(grey: Pixels) -> tuple[float, float]:
    """Centre of the sharpest region as shares 0..1 of width and height.

    Args:
        grey: luminance (h, w), best at full resolution.

    The detail of a tile is its 95th percentile less its median: an edge in focus has a few large values, noise is
    large everywhere. Neighbouring tiles count half, so a sharp face wins over a single sharp twig.
    """
    height, width = grey.shape
    edge = max(8, round(max(width, height) / _TILES))
    down, across = max(1, height // edge), max(1, width // edge)
    strengths = np.zeros((down, across), np.float32)
    for row in range(down):
        # One row of tiles at a time: a whole photo of 50 megapixels in floats would cost a gigabyte.
        top = row * edge
        band = fine_detail(grey[max(0, top - 2) : top + edge + 2].astype(np.float32))
        band = band[min(2, top) : min(2, top) + min(edge, height - top), : across * edge or width]
        tiles = np.array_split(band, across, axis=1)
        strengths[row] = [np.percentile(tile[::2, ::2], 95) - np.median(tile[::2, ::2]) for tile in tiles]
    padded = np.pad(strengths, 1)
    near = (padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:]) / 4
    down_at, across_at = divmod(int(np.argmax(strengths + 0.5 * near)), across)
    return (across_at + 0.5) / across, (down_at + 0.5) / down
