"""Blur as lenses and hands make it: kernels of curved shake paths and of apertures, and where in the photo it lies.

All sizes are in pixels; all randomness comes from the generator that is given, and does not depend on the strength, so
that the same seed at another strength is the same fault, only stronger.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from dpiqa_core.training.light import Floats, convolve, luma

_PATH_STEPS = 96
_OVERSAMPLE = 5


def shake_kernel(length: float, rng: np.random.Generator, *, bend: float = 1.0) -> Floats:
    """The light path of one point under camera shake.

    The hand is a mass with random jerks and a drift, after the trajectories of Boracchi and Foi, "Modeling the
    performance of image restoration from motion blur", IEEE TIP 21 (2012): velocity is a damped random walk.

    Args:
        length: extent of the path in pixels (its longer side); under about 0.3 nothing is left of it.
        rng: gives the path's shape.
        bend: 0 a straight line, 1 a wild hand.

    Returns:
        Kernel with odd sides that sums to 1.
    """
    angle = rng.uniform(0, 2 * np.pi)
    drift = np.asarray([np.cos(angle), np.sin(angle)])
    jerks = rng.normal(0, 1, (_PATH_STEPS, 2))
    velocity = np.zeros(2)
    points = np.zeros((_PATH_STEPS, 2))
    for step in range(1, _PATH_STEPS):
        velocity = 0.93 * velocity + bend * 0.16 * jerks[step]
        points[step] = points[step - 1] + drift + velocity
    extent = max(float(np.ptp(points, axis=0).max()), 1e-6)
    points = (points - (points.max(0) + points.min(0)) / 2) * (length / extent)
    dwell = np.clip(1 + 0.5 * np.cumsum(rng.normal(0, 0.15, _PATH_STEPS)), 0.25, 3.0)
    return _splat(points, dwell)


def line_kernel(length: float, angle: float) -> Floats:
    """Straight motion of ``length`` pixels in the direction ``angle`` (radians)."""
    along = np.linspace(-length / 2, length / 2, _PATH_STEPS)
    points = np.stack([along * np.cos(angle), along * np.sin(angle)], 1)
    return _splat(points, np.ones(_PATH_STEPS))


def _splat(points: np.ndarray, weights: np.ndarray) -> Floats:
    radius = int(np.ceil(np.abs(points).max())) + 1
    kernel = np.zeros((2 * radius + 1, 2 * radius + 1))
    base = np.floor(points).astype(int)
    part = points - base
    for dx in (0, 1):
        for dy in (0, 1):
            share = (part[:, 0] if dx else 1 - part[:, 0]) * (part[:, 1] if dy else 1 - part[:, 1])
            np.add.at(kernel, (base[:, 1] + radius + dy, base[:, 0] + radius + dx), share * weights)
    return np.asarray(kernel / kernel.sum(), np.float32)


def aperture_kernel(radius: float, blades: int, turn: float) -> Floats:
    """The blur spot of an aperture: a disc, or a polygon of ``blades`` sides (5 to 9), turned by ``turn`` radians."""
    reach = int(np.ceil(radius)) + 1
    count = (2 * reach + 1) * _OVERSAMPLE
    axis = (np.arange(count) + 0.5) / _OVERSAMPLE - (reach + 0.5)
    x, y = np.meshgrid(axis, axis)
    distance = np.hypot(x, y)
    if blades:
        sector = 2 * np.pi / blades
        angle = (np.arctan2(y, x) + turn) % sector - sector / 2
        distance = distance * np.cos(angle) / np.cos(sector / 2)
    inside = (distance <= max(radius, 1e-3)).astype(np.float64)
    side = 2 * reach + 1
    kernel = inside.reshape(side, _OVERSAMPLE, side, _OVERSAMPLE).mean((1, 3))
    if kernel.sum() == 0:
        kernel[reach, reach] = 1
    return np.asarray(kernel / kernel.sum(), np.float32)


def subject_region(light: Floats, rng: np.random.Generator, *, larger: float = 1.0) -> Floats:
    """A soft-edged blob where a subject probably is: around the most detailed place near the middle.

    Returns:
        float32 (h, w), 1 inside, 0 outside.
    """
    height, width = light.shape[:2]
    small = Image.fromarray((np.sqrt(np.clip(luma(light), 0, 1)) * 255).astype(np.uint8)).resize((64, 64))
    grey = np.asarray(small, np.float32)
    energy = np.hypot(*np.gradient(grey))
    energy = np.asarray(Image.fromarray(energy).resize((16, 16), Image.Resampling.BOX), np.float32)
    axis = (np.arange(16) + 0.5) / 16 - 0.5
    middle = np.exp(-(axis[:, None] ** 2 + axis[None, :] ** 2) / (2 * 0.25**2))
    chance = (energy * middle).ravel().astype(np.float64) ** 2 + 1e-9
    cell = int(rng.choice(256, p=chance / chance.sum()))
    centre_y, centre_x = ((cell // 16) + 0.5) / 16, ((cell % 16) + 0.5) / 16
    size_y, size_x = rng.uniform(0.16, 0.34, 2) * larger
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    y, x = y / height - centre_y, x / width - centre_x
    angle = np.arctan2(y, x)
    wobble = np.ones_like(angle)
    for order in (2, 3, 5):
        wobble += rng.uniform(0, 0.2) * np.cos(order * angle + rng.uniform(0, 2 * np.pi)).astype(np.float32)
    distance = np.hypot(y / size_y, x / size_x) / wobble
    return np.asarray(np.clip((1.15 - distance) / 0.3, 0.0, 1.0), np.float32)


def focus_band(shape: tuple[int, int], rng: np.random.Generator) -> Floats:
    """Where a photo is soft when the focus fell on a strip at one side: 0 in the strip, 1 from its edge on; (h, w)."""
    height, width = shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    along = (x / width - 0.5) * np.cos(angle) + (y / height - 0.5) * np.sin(angle)
    return np.asarray(np.clip((along + rng.uniform(0.18, 0.3)) / 0.15, 0.0, 1.0), np.float32)


def blur_inside(light: Floats, region: Floats, kernel: Floats) -> Floats:
    """Blur where ``region`` is 1; its own light only, so that the sharp part does not bleed in (or out)."""
    weight = np.maximum(region, 1e-3)[..., None]
    spread = convolve(np.concatenate([light * weight, weight], axis=2), kernel)
    blurred = spread[..., :3] / np.maximum(spread[..., 3:], 1e-4)
    mask = region[..., None]
    return np.asarray(light * (1 - mask) + blurred * mask, np.float32)
