"""Clean photographs of many styles: what looks unusual but is no fault, so that the model learns to leave it alone.

Night, low key, high key, black and white, toned, minimal, fog as a mood, shallow depth of field with a sharp subject;
and the honest softness of pixels at 100 % of a large sensor, the camera's normal JPEG and base-ISO grain.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dpiqa_core.training import optics, sensor
from dpiqa_core.training.faults import curve, to_black_and_white
from dpiqa_core.training.light import convolve, gaussian_kernel, to_bytes, to_display, to_linear

Bytes = NDArray[np.uint8]

STYLES = ("plain", "night", "low_key", "high_key", "monochrome", "toned", "shallow", "misty", "minimal", "vivid")


TAKEN = {
    "night": ("underexposure",),
    "low_key": ("underexposure",),
    "high_key": ("overexposure",),
    "monochrome": ("white_balance",),
    "toned": ("white_balance",),
    "shallow": ("missed_focus",),
    "misty": ("haze", "flare", "low_contrast"),
}
"""Faults that nobody can tell from the style, so that they are not simulated on it."""

CHANCES = (5.0, 0.8, 0.8, 0.8, 1.0, 0.8, 2.2, 0.8, 1.0, 0.8)
"""How often each style comes, in proportion: shallow depth of field is what photographers do every day."""


def apply_style(photo: Bytes, style: str, rng: np.random.Generator) -> Bytes:
    """Give a clean photo a style.

    Raises:
        ValueError: the style is not one of ``STYLES``.
    """
    if style == "plain":
        return photo
    if style == "night":
        dark = to_linear(photo)
        values = to_display(dark ** np.float32(rng.uniform(1.5, 2.1)) * np.float32(rng.uniform(0.7, 1.0)))
        return to_bytes(values * np.asarray([0.97, 0.98, 1.0], np.float32) ** np.float32(rng.uniform(-3, 3)))
    if style == "low_key":
        return curve(photo, rng.uniform(1.25, 1.9))
    if style == "high_key":
        return curve(photo, rng.uniform(0.55, 0.8))
    if style == "monochrome":
        return curve(to_black_and_white(photo), rng.uniform(0.8, 1.4))
    if style == "toned":
        tint = np.asarray([1.06, 1.0, 0.88], np.float32) ** np.float32(rng.choice([-0.6, 0.8, 1.0]))
        grey = to_black_and_white(photo) if rng.random() < 0.5 else photo
        return to_bytes(grey.astype(np.float32) / 255.0 * tint)
    if style == "shallow":
        light = to_linear(photo)
        subject = optics.subject_region(light, rng, larger=1.5)
        # Twice, so that what lies next to the subject is less blurred than what lies far from it.
        radius = max(photo.shape[:2]) * rng.uniform(0.0015, 0.011)
        blades, turn = int(rng.choice([0, 6, 8])), rng.uniform(0, 1)
        wide = convolve(subject[..., None], gaussian_kernel(max(photo.shape[:2]) * rng.uniform(0.01, 0.05)))[..., 0]
        light = optics.blur_inside(light, 1 - subject, optics.aperture_kernel(0.5 * radius, blades, turn))
        far = np.clip(1 - 2 * np.maximum(wide, subject), 0, 1)
        return to_bytes(to_display(optics.blur_inside(light, far, optics.aperture_kernel(radius, blades, turn))))
    if style == "misty":
        # Far parts pale, near ones with full contrast: weather, not a veil over everything.
        light = to_linear(photo)
        height = light.shape[0]
        depth = np.clip(np.linspace(1.3, -0.7, height, dtype=np.float32), 0, 1)[:, None, None]
        clear = np.exp(-np.float32(rng.uniform(0.4, 1.2)) * depth)
        return to_bytes(to_display(light * clear + np.float32(rng.uniform(0.5, 0.8)) * (1 - clear)))
    if style == "minimal":
        return _minimal(photo, rng)
    if style == "vivid":
        values = photo.astype(np.float32) / 255.0
        grey = values.mean(2, keepdims=True)
        return to_bytes(np.clip(grey + (values - grey) * np.float32(rng.uniform(1.15, 1.4)), 0, 1))
    raise ValueError(f"{style!r} is no style")


def _minimal(photo: Bytes, rng: np.random.Generator) -> Bytes:
    """The photo small and sharp on a wide smooth ground, fading into it, as a lone subject under a big sky."""
    height, width = photo.shape[:2]
    scale = rng.uniform(0.35, 0.6)
    small = np.asarray(
        Image.fromarray(photo).resize((int(width * scale), int(height * scale)), Image.Resampling.LANCZOS), np.float32
    )
    ground = np.median(photo.reshape(-1, 3), axis=0).astype(np.float32)
    slope = np.linspace(rng.uniform(0.8, 1.0), rng.uniform(1.0, 1.25), height, dtype=np.float32)[:, None, None]
    canvas = np.clip(np.broadcast_to(ground, photo.shape) * slope, 0, 255).astype(np.float32)
    top = int(rng.integers(0, height - small.shape[0] + 1))
    left = int(rng.integers(0, width - small.shape[1] + 1))
    y, x = (np.linspace(-1, 1, n, dtype=np.float32) for n in small.shape[:2])
    fade = np.clip((1 - np.maximum(np.abs(y)[:, None], np.abs(x)[None, :])) / 0.25, 0, 1)[..., None]
    part = canvas[top : top + small.shape[0], left : left + small.shape[1]]
    part[:] = part * (1 - fade) + small * fade
    return (canvas + 0.5).astype(np.uint8)


def camera_pixels(photo: Bytes, rng: np.random.Generator) -> Bytes:
    """A touch of what every good file has: slight lens softness, base-ISO grain, standard sharpening and JPEG."""
    values = photo
    if rng.random() < 0.4:
        light = to_linear(photo)
        light = convolve(light, gaussian_kernel(rng.uniform(0.25, 0.45)))
        light = sensor.add_noise(light, rng.uniform(0.0, 0.06), rng)
        values = to_bytes(sensor.sharpen(to_display(light), rng.uniform(0.1, 0.6), rng.uniform(0.5, 0.9)))
    if rng.random() < 0.7:
        values = sensor.jpeg(values, int(rng.integers(84, 98)), coarse_colour=bool(rng.random() < 0.6))
    return values


def large_sensor(photo: Bytes, factor: float, rng: np.random.Generator, *, phone: bool = False) -> Bytes:
    """Enlarge as if the photo came from a sensor of many pixels: soft at 100 %, and yet clean.

    ``phone``: of small pixels, with more grain, more sharpening and sometimes stronger compression: blur takes grain
    and compression away, and that must not pass for an improvement.
    """
    height, width = photo.shape[:2]
    image = Image.fromarray(photo).resize((round(width * factor), round(height * factor)), Image.Resampling.LANCZOS)
    light = sensor.add_noise(to_linear(np.asarray(image, np.uint8)), rng.uniform(0.0, 0.22 if phone else 0.09), rng)
    values = sensor.sharpen(to_display(light), rng.uniform(0.2, 1.6 if phone else 1.0), rng.uniform(0.7, 1.3))
    lowest = 78 if phone else 88
    return sensor.jpeg(to_bytes(values), int(rng.integers(lowest, 98)), coarse_colour=bool(rng.random() < 0.5))
