"""Crops: where the detail is, at both sizes, for photos of every shape."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from dpiqa_core.crops import detail_map, native_count, native_crops


def noise(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(0).integers(30, 220, (height, width, 3), dtype=np.uint8)


def test_the_busiest_place_is_cut_first() -> None:
    pixels = np.full((900, 1200, 3), 120, np.uint8)
    pixels[600:820, 850:1080] = noise(220, 230)
    crops = native_crops(Image.fromarray(pixels), 5, 160)
    assert crops.shape == (5, 160, 160, 3)
    assert crops.dtype == np.uint8
    assert crops[0].std() > 30
    assert native_count(5) == 2
    detail = detail_map(Image.fromarray(pixels), 12, 12)
    assert np.unravel_index(detail.argmax(), detail.shape)[0] >= 7


def test_crops_of_a_small_photo_are_different_places() -> None:
    pixels = noise(500, 500)
    crops = native_crops(Image.fromarray(pixels), 5, 160)
    assert len({crop.tobytes() for crop in crops}) == 5


@pytest.mark.parametrize("size", [(1, 1), (40, 30), (160, 160), (3000, 90), (90, 3000), (2600, 1500)])
def test_every_shape_gives_crops_and_the_same_ones_again(size: tuple[int, int]) -> None:
    photo = Image.fromarray(noise(size[1], size[0]))
    first, second = native_crops(photo, 5, 160), native_crops(photo, 5, 160)
    assert first.shape == (5, 160, 160, 3)
    assert np.array_equal(first, second)


def test_clipped_pixels_are_no_detail() -> None:
    pixels = np.full((600, 600, 3), 128, np.uint8)
    pixels[:300] = np.where(noise(300, 600)[..., :1] > 125, 255, 0)
    pixels[400:500, 100:200] = noise(100, 100)
    assert int(detail_map(Image.fromarray(pixels), 12, 12).argmax()) // 12 >= 7
