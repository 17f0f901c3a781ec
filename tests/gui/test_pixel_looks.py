"""Clipping, peaking, histogram and the sharpest place, on pixels whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter

from app.gui.pixel_looks import (
    BLOCKED_COLOR,
    BLOWN_COLOR,
    PEAK_COLOR,
    blocked,
    blown,
    channel_histogram,
    in_focus,
    overlay,
    sharpest_place,
)


def scene(size: tuple[int, int] = (600, 400)) -> Image.Image:
    """Edges of all directions: rings of random greys."""
    random = np.random.default_rng(5)
    small = Image.fromarray(random.integers(30, 220, (size[1] // 10, size[0] // 10)).astype(np.uint8))
    return small.resize(size, Image.Resampling.NEAREST).convert("RGB")


def test_highlights_and_shadows() -> None:
    pixels = np.full((2, 4, 3), 128, np.uint8)
    pixels[0, 0] = (255, 200, 100)  # one channel is lost
    pixels[0, 1] = (255, 255, 255)
    pixels[1, 0] = (0, 0, 0)
    pixels[1, 1] = (0, 0, 90)  # blue is left
    assert blown(pixels).tolist() == [[True, True, False, False], [False] * 4]
    assert blocked(pixels).tolist() == [[False] * 4, [True, False, False, False]]
    made = overlay(pixels, clipping=True, peaking=False)
    assert tuple(made[0, 0]) == (*BLOWN_COLOR, 255)
    assert tuple(made[1, 0]) == (*BLOCKED_COLOR, 255)
    assert not made[1, 2].any()


def test_peaking_marks_what_is_sharp_and_not_what_is_blurred() -> None:
    sharp = scene()
    half = sharp.filter(ImageFilter.GaussianBlur(4))
    half.paste(sharp.crop((300, 0, 600, 400)), (300, 0))
    mask = in_focus(np.asarray(half))
    assert mask[:, 320:].mean() > 0.05
    assert mask[:, :280].mean() < 0.001
    assert tuple(overlay(np.asarray(half), clipping=False, peaking=True)[mask][0]) == (*PEAK_COLOR, 255)


def test_noise_does_not_glow() -> None:
    random = np.random.default_rng(3)
    noise = np.clip(random.normal(120, 18, (400, 600, 3)), 0, 255).astype(np.uint8)
    assert in_focus(noise).mean() < 0.01
    blurred = np.asarray(scene().filter(ImageFilter.GaussianBlur(5)))
    assert in_focus(blurred).mean() < 0.001


def test_the_histogram_counts_every_channel() -> None:
    pixels = np.zeros((10, 10, 3), np.uint8)
    pixels[:, :, 0] = 255
    pixels[:5, :, 2] = 7
    counts = channel_histogram(pixels)
    assert counts.shape == (3, 256)
    assert (counts[0, 255], counts[1, 0], counts[2, 7], counts[2, 0]) == (100, 100, 50, 50)


@pytest.mark.parametrize(("x", "y"), [(0.2, 0.3), (0.8, 0.7), (0.5, 0.1)])
def test_the_sharpest_place_is_found_in_a_noisy_photo(x: float, y: float) -> None:
    sharp = scene((1200, 800))
    photo = sharp.filter(ImageFilter.GaussianBlur(6))
    place = (round(x * 1200) - 100, max(0, round(y * 800) - 80))
    photo.paste(sharp.crop((0, 0, 200, 160)), place)
    random = np.random.default_rng(1)
    grey = np.asarray(photo.convert("L")).astype(float) + random.normal(0, 6, (800, 1200))
    found = sharpest_place(np.clip(grey, 0, 255).astype(np.uint8))
    assert place[0] <= found[0] * 1200 <= place[0] + 200
    assert place[1] <= found[1] * 800 <= place[1] + 160


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (40, 30)])
def test_tiny_and_narrow_photos(size: tuple[int, int]) -> None:
    pixels = np.asarray(Image.new("RGB", size, (90, 90, 90)))
    assert not overlay(pixels, clipping=True, peaking=True).any()
    x, y = sharpest_place(pixels[:, :, 0])
    assert 0 <= x <= 1
    assert 0 <= y <= 1
