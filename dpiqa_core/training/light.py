"""Between display values and linear light, and the convolutions that physics does in linear light."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_STEPS = 8192
_DIRECT = 49
"""Kernels of up to this many values are applied directly, larger ones by Fourier transform."""


def _decode_curve(v: NDArray[np.float64]) -> NDArray[np.float64]:
    """sRGB transfer function, IEC 61966-2-1."""
    return np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)


def _encode_curve(v: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(v <= 0.0031308, v * 12.92, 1.055 * np.maximum(v, 1e-12) ** (1 / 2.4) - 0.055)


_TO_LINEAR = _decode_curve(np.arange(256) / 255.0).astype(np.float32)
# Steps are even in the square root of light, where the encoding curve is nearly straight.
_TO_DISPLAY = _encode_curve((np.arange(_STEPS + 1) / _STEPS) ** 2).astype(np.float32)


def to_linear(image: NDArray[np.uint8]) -> Floats:
    """Linear light 0..1 of 8-bit sRGB."""
    return _TO_LINEAR[image]


def to_display(light: Floats) -> Floats:
    """Display values 0..1 of linear light; what lies outside 0..1 is clipped, as sensors and files do."""
    roots = np.sqrt(np.clip(light, 0.0, 1.0))
    return _TO_DISPLAY[(roots * _STEPS + 0.5).astype(np.int32)]


def from_display(values: Floats) -> Floats:
    """Linear light of display values 0..1."""
    clipped = np.clip(values, 0.0, 1.0)
    return np.where(clipped <= 0.04045, clipped / 12.92, ((clipped + 0.055) / 1.055) ** 2.4).astype(np.float32)


def to_bytes(values: Floats) -> NDArray[np.uint8]:
    """8 bits of display values 0..1."""
    return (np.clip(values, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)


def luma(image: Floats) -> Floats:
    """Rec. 709 luminance of the last axis (of light), or luma (of display values)."""
    return (image @ np.asarray([0.2126, 0.7152, 0.0722], np.float32)).astype(np.float32)


def convolve(image: Floats, kernel: Floats) -> Floats:
    """Convolve each channel of (h, w, c) with one small kernel (odd sides), edges continued by mirroring."""
    radius_y, radius_x = kernel.shape[0] // 2, kernel.shape[1] // 2
    if radius_y == 0 and radius_x == 0:
        return image
    height, width = image.shape[:2]
    pads = ((radius_y, radius_y), (radius_x, radius_x), (0, 0))
    planes = torch.from_numpy(np.pad(image, pads, mode="symmetric").transpose(2, 0, 1).copy())
    if kernel.size <= _DIRECT:
        flipped = torch.from_numpy(np.ascontiguousarray(kernel[::-1, ::-1]))[None, None]
        direct = torch.nn.functional.conv2d(planes[:, None], flipped)[:, 0]
        return np.ascontiguousarray(direct.numpy().transpose(1, 2, 0))
    size = (_fast(height + 2 * radius_y), _fast(width + 2 * radius_x))
    response = torch.fft.rfft2(torch.from_numpy(kernel), s=size)
    result = torch.fft.irfft2(torch.fft.rfft2(planes, s=size) * response, s=size)
    # Circular convolution delays by the kernel's radius, and the border of mirrored pixels takes the wrap-around.
    kept = result[:, 2 * radius_y : 2 * radius_y + height, 2 * radius_x : 2 * radius_x + width]
    return np.ascontiguousarray(kept.numpy().transpose(1, 2, 0))


def _fast(length: int) -> int:
    """The next length with small prime factors only, which transforms are quick for."""
    while True:
        rest = length
        for prime in (2, 3, 5, 7):
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return length
        length += 1


def gaussian_kernel(sigma: float) -> Floats:
    """Normalised Gaussian, cut at three sigma."""
    radius = max(1, int(np.ceil(3 * sigma)))
    axis = np.arange(-radius, radius + 1, dtype=np.float64)
    line = np.exp(-0.5 * (axis / max(sigma, 1e-6)) ** 2)
    kernel = np.outer(line, line)
    return np.asarray(kernel / kernel.sum(), np.float32)


def box_mean(image: Floats, radius: int) -> Floats:
    """Mean over squares of side 2 radius + 1 of (h, w, c)."""
    side = 2 * radius + 1
    padded = np.pad(image, ((radius + 1, radius), (radius + 1, radius), (0, 0)), mode="symmetric")
    total = padded.astype(np.float64).cumsum(0).cumsum(1)
    block = total[side:, side:] - total[:-side, side:] - total[side:, :-side] + total[:-side, :-side]
    return np.asarray(block / side**2, np.float32)
