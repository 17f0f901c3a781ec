from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageFilter

from app.photos.decode import decode
from app.photos.measures import measure, perceptual_hash, sharpness


def distance(a: int, b: int) -> int:
    return ((a ^ b) & (2**64 - 1)).bit_count()


def test_size_is_passed_through(corners: Image.Image) -> None:
    measures = measure(corners, 6400, 4800)
    assert (measures.width, measures.height) == (6400, 4800)
    assert -(2**63) <= measures.phash < 2**63


def test_blur_lowers_sharpness(shared_data: Path) -> None:
    image = decode(shared_data / "pristine/kodak-1.jpg").image
    values = [
        measure(image.filter(ImageFilter.GaussianBlur(radius)) if radius else image, 1, 1).sharpness
        for radius in (0, 1, 2, 4, 8)
    ]
    assert values == sorted(values, reverse=True)
    assert values[-1] < values[0] / 20


def test_clipping() -> None:
    values = np.full((100, 100, 3), 128, dtype=np.uint8)
    values[:25] = 0
    values[90:] = 255
    measures = measure(Image.fromarray(values), 100, 100)
    assert measures.clipped_low == pytest.approx(0.25)
    assert measures.clipped_high == pytest.approx(0.10)


def test_the_hash_survives_scaling_and_light_and_tells_photos_apart(shared_data: Path) -> None:
    hashes = []
    for name in ("kodak-1", "kodak-5", "kodak-13", "kodak-20"):
        image = decode(shared_data / f"pristine/{name}.jpg").image
        own = perceptual_hash(image)
        assert distance(own, perceptual_hash(image.resize((200, 150)))) <= 6
        assert distance(own, perceptual_hash(ImageEnhance.Brightness(image).enhance(1.15))) <= 8
        hashes.append(own)
    assert min(distance(a, b) for n, a in enumerate(hashes) for b in hashes[:n]) > 12


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (2, 2), (20, 40), (33, 33), (5000, 3)])
def test_any_size(size: tuple[int, int]) -> None:
    measures = measure(Image.new("RGB", size, (9, 9, 9)), *size)
    assert measures.sharpness == 0
    assert sharpness(np.zeros((1, 1), dtype=np.uint8)) == 0
