"""Small real photo files for tests, made on the spot."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image


def write_photo(path: Path, brightness: float = 0.5, *, size: tuple[int, int] = (160, 120), seed: int = 0) -> Path:
    """Write a photo of even brightness with a little grain, in the format of its suffix.

    Args:
        brightness: mean, 0..1; the tiny test model's score.
        seed: of the grain; another seed is another content of the same brightness.
    """
    width, height = size
    grain = np.random.default_rng([seed, round(brightness * 1e6)]).normal(0, 4, (height, width, 3))
    pixels = np.clip(255 * brightness + grain, 0, 255).astype(np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)
    return path


def write_shoot(folder: Path, count: int, *, size: tuple[int, int] = (160, 120)) -> list[Path]:
    """Write ``count`` photos from dark to bright, named in that order."""
    return [write_photo(folder / f"IMG_{i:04}.jpg", (i + 1) / (count + 1), size=size, seed=i) for i in range(count)]


def break_photo(path: Path) -> Path:
    """Cut a photo file off in the middle."""
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    return path


def write_large_shoot(folder: Path, count: int, *, size: tuple[int, int] = (3000, 2000)) -> list[Path]:
    """Write ``count`` large photos quickly: the same pixels, made different contents by bytes after their end."""
    first = write_photo(folder / "IMG_0000.jpg", 0.5, size=size)
    data = first.read_bytes()
    paths = [first]
    for i in range(1, count):
        path = folder / f"IMG_{i:04}.jpg"
        path.write_bytes(data + i.to_bytes(4, "big"))
        paths.append(path)
    return paths
