"""What sensor, camera processing and files do to the light: noise, exposure, veils, casts, sharpening, JPEG."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dpiqa_core.training.light import (
    Floats,
    box_mean,
    convolve,
    gaussian_kernel,
    luma,
    to_bytes,
)

WARM, COOL, GREEN, MAGENTA = (0.42, -0.02, -0.55), (-0.45, 0.0, 0.5), (-0.22, 0.26, -0.22), (0.2, -0.3, 0.2)


def add_noise(light: Floats, strength: float, rng: np.random.Generator) -> Floats:
    """Poisson-Gaussian noise of a raised ISO, with colour blotches and row banding, then the camera's smoothing.

    Variance ``a x + b`` of the light x (Foi et al., "Practical Poissonian-Gaussian noise modeling and fitting for
    single-image raw-data", IEEE TIP 17, 2008), with a and b growing with ``strength`` (0 none, 1 as at the highest
    ISO of an old camera). Noise of neighbouring pixels is alike, as after demosaicing; a guided filter (He et al.,
    ECCV 2010) then smears noise and faint texture together.
    """
    height, width = light.shape[:2]
    blotch, stripes, smear, smooth = rng.uniform(0.2, 1.0), rng.uniform(0, 1), rng.uniform(0, 1), rng.uniform(0, 1)
    grain = rng.standard_normal((height, width, 3), dtype=np.float32)
    shared = rng.standard_normal((height, width, 1), dtype=np.float32)
    coarse = rng.standard_normal((-(-height // 4), -(-width // 4), 3), dtype=np.float32)
    rows = rng.standard_normal((height, 1, 1), dtype=np.float32)
    if strength <= 0:
        return light
    gain = 0.03 * strength**2.2
    sigma = np.sqrt(gain * np.clip(light, 0, 1) + 0.02 * gain + (0.03 * strength**1.5) ** 2 * 0.5)
    blotches = np.kron(coarse, np.ones((4, 4, 1), np.float32))[:height, :width]
    noise = 0.75 * shared + 0.5 * grain + 0.45 * blotch * (blotches - blotches.mean(2, keepdims=True))
    if smooth > 0.35:
        noise = convolve(noise, gaussian_kernel(0.45 + 0.35 * smooth)) * (1.15 + 0.8 * smooth)
    if stripes > 0.75:
        noise = noise + 0.35 * rows
    noisy = light + noise * sigma
    return _smear(noisy, float(sigma.mean()), smear) if smear > 0.4 else noisy


def _smear(noisy: Floats, sigma: float, amount: float) -> Floats:
    guide = luma(noisy)[..., None]
    mean, square = box_mean(guide, 2), box_mean(guide * guide, 2)
    variance = np.maximum(square - mean * mean, 0)
    keep = variance / (variance + (1.5 * sigma * amount) ** 2 + 1e-8)
    colour = box_mean(noisy - guide, 3)
    smooth = keep * guide + (1 - keep) * mean + colour
    return np.asarray((1 - amount) * noisy + amount * smooth, np.float32)


def expose(light: Floats, stops: float) -> Floats:
    """Expose by ``stops`` more (or fewer), clipping at the sensor's full well."""
    return np.asarray(np.clip(light * np.float32(2.0**stops), 0.0, 1.0), np.float32)


def overexpose(light: Floats, severity: float) -> Floats:
    """Expose so much that a share of the photo clips: none at severity 0, half of it at 1, whatever was dark before.

    A dark scene that merely gets brighter has lost nothing; what is lost is what clips.
    """
    if severity <= 0:
        return light
    share = 0.5 * severity**1.3
    small = luma(light)[::4, ::4]
    needed = 1.0 / max(float(np.quantile(small, 1.0 - share)), 1e-3)
    return expose(light, float(0.6 * severity + np.clip(np.log2(needed), 0.0, 6.0)))


def lift_shadows(light: Floats, stops: float, rng: np.random.Generator) -> Floats:
    """Expose ``stops`` too little on a 12-bit sensor with read noise, and brighten it again in the computer."""
    grain = rng.standard_normal(light.shape, dtype=np.float32)
    if stops <= 0:
        return light
    dark = light * np.float32(2.0**-stops)
    read = 0.0012 * min(1.0, stops) + 0.02 * np.sqrt(np.clip(dark, 0, 1)) * min(1.0, stops / 3)
    digital = np.round((dark + grain * read) * 4095) / 4095
    lifted = np.clip(digital, 0, 1) * np.float32(2.0 ** (0.85 * stops))
    return np.asarray(lifted, np.float32)


def add_haze(light: Floats, strength: float, rng: np.random.Generator) -> Floats:
    """Scattering by ``x t + A (1 - t)``, t = exp(-beta depth) (Koschmieder's law), over a plausible depth."""
    height, width = light.shape[:2]
    y = np.linspace(1, 0, height, dtype=np.float32)[:, None, None]
    bumps = Image.fromarray(rng.random((4, 4), dtype=np.float32)).resize((width, height), Image.Resampling.BICUBIC)
    depth = 0.45 + 0.75 * y + 0.35 * (np.asarray(bumps, np.float32)[..., None] - 0.5)
    air = np.asarray([1.0, 1.0, 1.0 + rng.uniform(-0.06, 0.1)], np.float32) * np.float32(rng.uniform(0.45, 0.8))
    clear = np.exp(-2.2 * strength**1.25 * np.clip(depth, 0, 2))
    return np.asarray(light * clear + air * (1 - clear), np.float32)


def add_flare(light: Floats, strength: float, rng: np.random.Generator) -> Floats:
    """Veiling glare from a light near or outside the frame: a broad glow and a few ghosts on its line."""
    height, width = light.shape[:2]
    side = rng.uniform(0, 2 * np.pi)
    source = 0.5 + 0.55 * np.asarray([np.sin(side), np.cos(side)])
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    y, x = y / height, x / width
    tint = np.asarray([1.0, 0.9 + 0.1 * rng.random(), 0.7 + 0.3 * rng.random()], np.float32)
    glow = np.exp(-np.hypot(y - source[0], x - source[1]) / 0.38)
    veil = (0.18 + glow)[..., None] * tint
    for _ in range(3):
        place = source + (0.5 - source) * rng.uniform(0.6, 2.0)
        size = rng.uniform(0.03, 0.1)
        spot = np.clip(1.2 - np.hypot(y - place[0], (x - place[1]) * width / height) / size, 0, 0.25)
        veil = veil + spot[..., None] * rng.random(3, dtype=np.float32)
    return np.asarray(light + np.float32(0.75 * strength) * veil, np.float32)


def cast(light: Floats, strength: float, rng: np.random.Generator) -> Floats:
    """White balance that is off towards warm, cool, green or magenta, at the same luminance.

    Away from neutral: a cast against the colours of the scene would set them right.
    """
    direction = np.asarray([WARM, COOL, GREEN, MAGENTA][int(rng.integers(4))])
    means = light.reshape(-1, 3).mean(0) + 1e-3
    if float(np.log(means / means.mean()) @ direction) < 0:
        direction = -direction
    gains = np.exp(1.6 * strength * (direction + rng.normal(0, 0.04, 3))).astype(np.float32)
    tinted = light * gains
    before, after = luma(light).mean(), luma(tinted).mean()
    return np.asarray(tinted * np.float32(before / max(float(after), 1e-6)), np.float32)


def flatten(values: Floats, strength: float) -> Floats:
    """Take contrast out of display values: everything moves towards a grey near the photo's mean."""
    middle = 0.5 * float(values.mean()) + 0.25
    return np.asarray(middle + (values - middle) * (1 - 0.8 * strength), np.float32)


def sharpen(values: Floats, amount: float, radius: float) -> Floats:
    """Unsharp mask on display values, with its halos: ``x + amount (x - blurred x)``."""
    grey = luma(values)[..., None]
    halo = grey - convolve(grey, gaussian_kernel(radius))
    return np.asarray(np.clip(values + amount * halo, 0.0, 1.0), np.float32)


def enlarge(values: Floats, factor: float, rng: np.random.Generator) -> Floats:
    """Reduce by ``factor`` and enlarge again, as a small picture that was blown up."""
    method = (Image.Resampling.BICUBIC, Image.Resampling.BILINEAR, Image.Resampling.LANCZOS)[int(rng.integers(3))]
    if factor <= 1.0:
        return values
    height, width = values.shape[:2]
    image = Image.fromarray(to_bytes(values))
    small = image.resize((max(8, round(width / factor)), max(8, round(height / factor))), Image.Resampling.BICUBIC)
    return np.asarray(small.resize((width, height), method), np.float32) / 255.0


def jpeg(image: NDArray[np.uint8], quality: int, *, coarse_colour: bool = True) -> NDArray[np.uint8]:
    """Write as JPEG and read again."""
    stream = io.BytesIO()
    Image.fromarray(image).save(stream, "JPEG", quality=quality, subsampling=2 if coarse_colour else 0)
    stream.seek(0)
    return np.array(Image.open(stream).convert("RGB"), dtype=np.uint8)
