"""Damage in the compressed pixels of a JPEG that its decoder only warns about."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from PIL import Image

from app.errors import PhotoError
from app.photos.decode import decode
from app.photos.jpeg_health import is_damaged


def _jpeg(**options: object) -> bytes:
    noise = Image.effect_noise((640, 480), 60).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=90, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    "options",
    [{}, {"progressive": True}, {"optimize": True}, {"restart_marker_blocks": 7}, {"restart_marker_rows": 1}],
)
def test_sound_files(options: dict[str, object]) -> None:
    content = _jpeg(**options)
    assert not is_damaged(content)
    assert not is_damaged(content + b"\xff\xd8\xff\xe0 a second picture behind the first \xff\x01\xff\x02")


def test_noise_in_the_pixels(tmp_path: Path) -> None:
    content = _jpeg()
    chance = random.Random(5)
    spoiled = content[:20_000] + chance.randbytes(4096) + content[24_096:]
    assert is_damaged(spoiled)
    path = tmp_path / "photo.jpg"
    path.write_bytes(spoiled)
    for edge in (None, 100):
        with pytest.raises(PhotoError, match="damaged"):
            decode(path, min_edge=edge)


def test_a_piece_that_is_missing_between_restarts() -> None:
    content = _jpeg(restart_marker_blocks=4)
    third = content.index(b"\xff\xd2")
    fifth = content.index(b"\xff\xd4", third)
    assert is_damaged(content[:third] + content[fifth:])


@pytest.mark.parametrize("cut", [0, 1, 2, 3, 20, 300, 700, 5000])
def test_short_files_are_left_to_the_decoder(cut: int) -> None:
    assert not is_damaged(_jpeg()[:cut])


def test_real_files_are_sound(shared_data: Path) -> None:
    files = [*(shared_data / "camera").glob("*.jpg"), *(shared_data / "series").rglob("*.jpg")]
    assert [file.name for file in files if is_damaged(file.read_bytes())] == []
