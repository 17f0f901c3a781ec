"""Photos of which hardly anything is left: lens caps, flashes that did not fire, white frames, blur beyond recognition.

The families of ``faults`` end where most photos are useless; what lies beyond is met in every shoot, and a model that
never saw it takes a smooth black frame for a quiet night.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dpiqa_core.training import optics, sensor
from dpiqa_core.training.light import Floats, convolve, to_bytes, to_display, to_linear

Bytes = NDArray[np.uint8]

LOST = (
    ("far too dark", "underexposure"),
    ("far too dark", "underexposure"),
    ("lens cap", "underexposure"),
    ("lens cap", "underexposure"),
    ("far too bright", "overexposure"),
    ("white", "overexposure"),
    ("no focus at all", "defocus"),
    ("nothing but a tone", "defocus"),
    ("swung", "shake"),
)
"""What happened, and the family of ``faults.FAMILIES`` that it is an end of: a group's samples after its clean one."""

_SMALL = 320


def lose(photo: Bytes, kind: str, rng: np.random.Generator) -> Bytes:
    """Lose a photo.

    Args:
        photo: uint8 sRGB (h, w, 3).
        kind: the first of a pair of ``LOST``.
        rng: how much, which noise, which compression.

    Returns:
        A photo of the same shape.

    Raises:
        ValueError: an unknown kind.
    """
    height, width = photo.shape[:2]
    if kind == "far too dark":
        light = to_linear(photo) * np.float32(2.0 ** -rng.uniform(5.0, 11.0))
    elif kind == "lens cap":
        light = _tone((height, width), 10 ** rng.uniform(-5.0, -2.3), rng)
    elif kind == "far too bright":
        light = to_linear(photo) * np.float32(2.0 ** rng.uniform(4.0, 8.0))
    elif kind == "white":
        light = _tone((height, width), rng.uniform(0.93, 1.4), rng)
    elif kind == "no focus at all":
        light = _blurred(photo, 10 ** rng.uniform(-1.5, -0.6), rng, swung=False)
    elif kind == "nothing but a tone":
        light = _tone((height, width), rng.uniform(0.02, 0.6), rng)
    elif kind == "swung":
        light = _blurred(photo, 10 ** rng.uniform(-1.5, -0.7), rng, swung=True)
    else:
        raise ValueError(f"{kind} is no way to lose a photo")
    noise = rng.standard_normal(light.shape).astype(np.float32) * np.float32(10 ** rng.uniform(-4.5, -2.7))
    light = light + noise * (1 + 6 * np.sqrt(np.clip(light, 0, 1)))
    return sensor.jpeg(to_bytes(to_display(light)), int(rng.integers(75, 97)), coarse_colour=bool(rng.random() < 0.75))


def _tone(shape: tuple[int, int], level: float, rng: np.random.Generator) -> Floats:
    """Linear light (h, w, 3) of about one tone: a slight colour, and more light to one side."""
    rows, columns = np.linspace(-1, 1, shape[0])[:, None], np.linspace(-1, 1, shape[1])[None]
    slope = 1 + rng.uniform(0, 0.4) * (rows * rng.uniform(-1, 1) + columns * rng.uniform(-1, 1))
    colour = 1 + rng.uniform(0, 0.15) * rng.uniform(-1, 1, 3)
    return np.asarray(level * slope[..., None] * colour, np.float32)


def _blurred(photo: Bytes, share: float, rng: np.random.Generator, *, swung: bool) -> Floats:
    """Linear light with a blur of ``share`` of the longer side, made on a small copy: no detail is left anyway."""
    height, width = photo.shape[:2]
    scale = min(1.0, _SMALL / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = to_linear(np.asarray(Image.fromarray(photo).resize(size, Image.Resampling.BOX), np.uint8))
    reach = share * max(size)
    if swung:
        kernel = optics.shake_kernel(reach, rng, bend=rng.uniform(0.1, 1.2))
    else:
        kernel = optics.aperture_kernel(reach / 2, 0, 0.0)
    blurred = convolve(small, kernel)
    channels = [Image.fromarray(blurred[..., c]).resize((width, height), Image.Resampling.BICUBIC) for c in range(3)]
    return np.stack([np.asarray(channel, np.float32) for channel in channels], axis=2)
