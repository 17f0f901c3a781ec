"""What one decode tells about the pixels besides the model's input."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.photos.model import Measures

_HASH_EDGE = 32
_TILE = 32
_BLACK = 2
_WHITE = 253


def measure(image: Image.Image, width: int, height: int) -> Measures:
    """Measure a decoded photo.

    Args:
        image: mode RGB, upright; sharpness is comparable between photos that were decoded to about the same size.
        width, height: full size of the upright photo in pixels, passed through.

    ``clipped_low`` and ``clipped_high`` count pixels whose luminance (ITU-R BT.601) is within 2 of black or white:
    a margin for the rounding of JPEG.
    """
    grey = image.convert("L")
    histogram = grey.histogram()
    count = grey.width * grey.height
    return Measures(
        width=width,
        height=height,
        phash=perceptual_hash(grey),
        sharpness=sharpness(np.asarray(grey)),
        clipped_low=sum(histogram[: _BLACK + 1]) / count,
        clipped_high=sum(histogram[_WHITE:]) / count,
    )


def perceptual_hash(image: Image.Image) -> int:
    """64-bit DCT hash as a signed integer (fits an SQL BIGINT).

    The 8 × 8 lowest frequencies of the 32 × 32 grey image, each compared with their median; the constant term is left
    out of the median. Source: C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010.
    """
    small = image.convert("L").resize((_HASH_EDGE, _HASH_EDGE), Image.Resampling.BOX, reducing_gap=2.0)
    basis = _dct_rows()
    low = basis @ np.asarray(small, dtype=np.float64) @ basis.T
    bits = (low > np.median(low.ravel()[1:])).ravel()
    return int(np.packbits(bits).view(">i8")[0])


@lru_cache(maxsize=1)
def _dct_rows() -> NDArray[np.float64]:
    """The first 8 rows of the orthonormal DCT-II of length 32, shape (8, 32)."""
    k = np.arange(8)[:, None]
    n = np.arange(_HASH_EDGE)[None, :]
    rows: NDArray[np.float64] = np.sqrt(2.0 / _HASH_EDGE) * np.cos(np.pi * (2 * n + 1) * k / (2 * _HASH_EDGE))
    rows[0] /= np.sqrt(2.0)
    return rows


def sharpness(grey: NDArray[np.uint8]) -> float:
    """90th percentile over 32 × 32 tiles of the mean squared gradient, >= 0.

    The sharpest tenth counts, so that a portrait before a soft background is as sharp as its eyes.

    Args:
        grey: (rows, columns); under 2 pixels on a side gives 0.
    """
    if min(grey.shape) < 2:
        return 0.0
    values = grey.astype(np.float32)
    energy = np.square(values[:-1, 1:] - values[:-1, :-1])
    energy += np.square(values[1:, :-1] - values[:-1, :-1])
    rows, columns = energy.shape[0] // _TILE, energy.shape[1] // _TILE
    if rows == 0 or columns == 0:
        return float(energy.mean())
    tiles = energy[: rows * _TILE, : columns * _TILE].reshape(rows, _TILE, columns, _TILE)
    return float(np.percentile(tiles.mean(axis=(1, 3)), 90))
