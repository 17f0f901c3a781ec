"""Photos made for the tests of reading."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

RED, GREEN, BLUE, GREY = (220, 30, 30), (30, 200, 40), (30, 40, 220), (128, 128, 128)


@pytest.fixture
def corners() -> Image.Image:
    """640 × 480: red top left, green top right, blue bottom left, grey elsewhere."""
    image = Image.new("RGB", (640, 480), GREY)
    image.paste(RED, (0, 0, 160, 120))
    image.paste(GREEN, (480, 0, 640, 120))
    image.paste(BLUE, (0, 360, 160, 480))
    return image


@pytest.fixture
def photo(tmp_path: Path, corners: Image.Image) -> Path:
    """A small JPEG of the corners."""
    path = tmp_path / "photo.jpg"
    corners.save(path, quality=92)
    return path
