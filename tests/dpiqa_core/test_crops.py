"""Crops and the grid of detail: where the detail is, at both sizes, for photos of every shape."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter

from dpiqa_core.crops import DETAIL_CHANNELS, GRID, evidence, native_count, probe


def noise(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(0).integers(30, 220, (height, width, 3), dtype=np.uint8)


def test_the_busiest_place_is_cut_first() -> None:
    pixels = np.full((900, 1200, 3), 120, np.uint8)
    pixels[600:820, 850:1080] = noise(220, 230)
    crops, _ = evidence(Image.fromarray(pixels), 5, 160)
    assert crops.shape == (5, 160, 160, 3)
    assert crops.dtype == np.uint8
    assert crops[0].std() > 30
    assert native_count(5) == 2
    detail, _ = probe(Image.fromarray(pixels))
    assert np.unravel_index(detail.argmax(), detail.shape)[0] >= 7


def test_crops_of_a_small_photo_are_different_places() -> None:
    pixels = noise(500, 500)
    crops, _ = evidence(Image.fromarray(pixels), 5, 160)
    assert len({crop.tobytes() for crop in crops}) == 5


@pytest.mark.parametrize("size", [(1, 1), (40, 30), (160, 160), (3000, 90), (90, 3000), (2600, 1500)])
def test_every_shape_gives_crops_and_the_same_ones_again(size: tuple[int, int]) -> None:
    photo = Image.fromarray(noise(size[1], size[0]))
    first, second = evidence(photo, 5, 160), evidence(photo, 5, 160)
    assert [part.shape for part in first] == [(5, 160, 160, 3), (GRID, GRID, DETAIL_CHANNELS)]
    assert all(np.array_equal(*pair) for pair in zip(first, second, strict=True))


def test_clipped_pixels_are_no_detail() -> None:
    pixels = np.full((600, 600, 3), 128, np.uint8)
    pixels[:300] = np.where(noise(300, 600)[..., :1] > 125, 255, 0)
    pixels[400:500, 100:200] = noise(100, 100)
    assert int(probe(Image.fromarray(pixels))[0].argmax()) // GRID >= 7


def test_the_grid_tells_a_soft_subject_from_a_soft_background() -> None:
    photo = Image.fromarray(noise(960, 960))
    soft = photo.filter(ImageFilter.GaussianBlur(4))
    middle = (320, 320, 640, 640)
    soft_subject, soft_background = photo.copy(), soft.copy()
    soft_subject.paste(soft.crop(middle), middle)
    soft_background.paste(photo.crop(middle), middle)
    for one, sharper in ((soft_subject, False), (soft_background, True)):
        finest = evidence(one, 5, 160)[1][..., 0].astype(float)
        assert (finest[5:7, 5:7].mean() > finest[:2].mean() + 20) == sharper
        assert (finest[5:7, 5:7].mean() < finest[:2].mean() - 20) != sharper


def test_blur_takes_fine_energy_before_coarse_and_noise_the_other_way() -> None:
    smooth = Image.fromarray(noise(720, 720)).filter(ImageFilter.GaussianBlur(2))
    grain = np.random.default_rng(1).normal(0, 12, (720, 720, 1))
    noisy = Image.fromarray(np.clip(np.asarray(smooth) + grain, 0, 255).astype(np.uint8))
    softer = smooth.filter(ImageFilter.GaussianBlur(2))
    of = {
        name: probe(image)[1].reshape(-1, 5).mean(0)
        for name, image in (("smooth", smooth), ("noisy", noisy), ("softer", softer))
    }
    assert of["smooth"][0] - of["softer"][0] > of["smooth"][2] - of["softer"][2] > 0
    assert of["noisy"][3] - of["smooth"][3] > of["noisy"][2] - of["smooth"][2] > 0


def test_wandering_moves_the_crops_and_nothing_else() -> None:
    photo = Image.fromarray(noise(900, 1200)).filter(ImageFilter.GaussianBlur(1))
    still = evidence(photo, 5, 160)
    moved = [evidence(photo, 5, 160, wander=np.random.default_rng(seed)) for seed in (1, 1, 2)]
    assert all(np.array_equal(still[1], one[1]) for one in moved)
    assert np.array_equal(moved[0][0], moved[1][0])
    assert any(not np.array_equal(still[0], one[0]) for one in moved)
