"""The quality that a simulated photo is given: full-reference measures, and a hand's calibration where they fail.

Structure (blur, noise, compression, sharpening, enlarging) is judged by two measures between the faulty photo and the
clean one with the same tones:

- GMSD, the spread of the gradient magnitude similarity (Xue, Zhang, Mou, Bovik, "Gradient magnitude similarity
  deviation", IEEE TIP 23, 2014; c = 170 for grey levels 0..255, Prewitt filters after a 2 x 2 mean);
- MS-SSIM (Wang, Simoncelli, Bovik, "Multiscale structural similarity", Asilomar 2003; five scales with the paper's
  weights, Gaussian window of 11 with sigma 1.5).

Both are taken at the size of a screen and, with a small weight, at 100 %. Tones and colours (exposure, veils, casts)
are judged by what they do to lightness, clipping, contrast and neutral colours, with constants set by eye, since a
photo that is one stop darker has lost little for people and much for MS-SSIM.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional

from dpiqa_core.training.faults import Fault, nominal_severity
from dpiqa_core.training.light import Floats, luma, to_linear

Bytes = NDArray[np.uint8]

VIEW_EDGE = 640
_MS_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
_GMS_C = 170.0
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2


def _grey(image: Bytes) -> Tensor:
    return torch.from_numpy(luma(image.astype(np.float32)))[None, None]


def gradient_similarity(reference: Tensor, other: Tensor) -> Tensor:
    """The map of gradient magnitude similarity of two grey images (1, 1, h, w) in 0..255."""
    prewitt = torch.tensor([[1.0, 0.0, -1.0]] * 3) / 3
    filters = torch.stack([prewitt, prewitt.T])[:, None]

    def magnitude(x: Tensor) -> Tensor:
        x = functional.avg_pool2d(x, 2)
        gradients = functional.conv2d(functional.pad(x, (1, 1, 1, 1), mode="replicate"), filters)
        length: Tensor = torch.linalg.vector_norm(gradients, dim=1, keepdim=True)
        return length

    a, b = magnitude(reference), magnitude(other)
    similarity: Tensor = (2 * a * b + _GMS_C) / (a * a + b * b + _GMS_C)
    return similarity


def gmsd(reference: Bytes, other: Bytes) -> float:
    """Gradient magnitude similarity deviation of two photos of one size: 0 equal, about 0.35 very different."""
    return float(gradient_similarity(_grey(reference), _grey(other)).std(unbiased=False))


def ms_ssim(reference: Bytes, other: Bytes) -> float:
    """Multi-scale structural similarity: 1 equal, 0 unrelated. Photos under 176 pixels use fewer scales."""
    axis = torch.arange(11, dtype=torch.float32) - 5
    line = torch.exp(-(axis**2) / (2 * 1.5**2))
    line = line / line.sum()
    x, y = _grey(reference), _grey(other)
    scales = [w for i, w in enumerate(_MS_WEIGHTS) if min(x.shape[2:]) >> i >= 11] or [1.0]

    def mean(z: Tensor) -> Tensor:
        z = functional.conv2d(z, line.reshape(1, 1, 1, 11).expand(z.shape[1], 1, 1, 11), groups=z.shape[1])
        return functional.conv2d(z, line.reshape(1, 1, 11, 1).expand(z.shape[1], 1, 11, 1), groups=z.shape[1])

    result = 1.0
    for index, weight in enumerate(scales):
        moments = mean(torch.cat([x, y, x * x, y * y, x * y], 1))
        mx, my = moments[:, 0], moments[:, 1]
        vx, vy, vxy = moments[:, 2] - mx * mx, moments[:, 3] - my * my, moments[:, 4] - mx * my
        structure = (2 * vxy + _C2) / (vx + vy + _C2)
        if index == len(scales) - 1:
            structure = structure * (2 * mx * my + _C1) / (mx * mx + my * my + _C1)
        result *= max(float(structure.mean()), 0.0) ** (weight / sum(scales))
        x, y = functional.avg_pool2d(x, 2), functional.avg_pool2d(y, 2)
    return result


def _at_edge(image: Bytes, edge: int) -> Bytes:
    longest = max(image.shape[:2])
    if longest <= edge:
        return image
    size = (max(1, round(image.shape[1] * edge / longest)), max(1, round(image.shape[0] * edge / longest)))
    return np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BOX, reducing_gap=None), np.uint8)


def _distance(reference: Bytes, other: Bytes) -> float:
    """Both measures brought to about 0..1 (a bad JPEG and a strong blur near 0.7) and averaged."""
    return 0.5 * min(gmsd(reference, other) / 0.26, 1.2) + 0.5 * min((1 - ms_ssim(reference, other)) / 0.40, 1.2)


def structure_loss(reference: Bytes, other: Bytes) -> float:
    """How much structure was lost, 0 none to about 1, at the size of a screen with a share of 100 % pixels.

    The square root in the mapping is that of the eye's contrast: the first loss is the one that is noticed.
    """
    view = _distance(_at_edge(reference, VIEW_EDGE), _at_edge(other, VIEW_EDGE))
    distance = view
    if max(reference.shape[:2]) > VIEW_EDGE * 1.25:
        distance = 0.8 * view + 0.2 * _full_size(reference, other)
    return float(np.clip(distance, 0, 1) ** 0.65)


def _full_size(reference: Bytes, other: Bytes) -> float:
    """The distance of the most detailed 512-pixel window among nine, at 100 %."""
    height, width = reference.shape[:2]
    side_y, side_x = min(512, height), min(512, width)
    grey = luma(reference.astype(np.float32))
    best, where = -1.0, (0, 0)
    for top in {0, (height - side_y) // 2, height - side_y}:
        for left in {0, (width - side_x) // 2, width - side_x}:
            part = grey[top : top + side_y : 2, left : left + side_x]
            energy = float(np.abs(np.diff(part, axis=1)).mean())
            if energy > best:
                best, where = energy, (top, left)
    window = (slice(where[0], where[0] + side_y), slice(where[1], where[1] + side_x))
    return _distance(np.ascontiguousarray(reference[window]), np.ascontiguousarray(other[window]))


def _lightness(image: Bytes) -> Floats:
    """CIE L*, 0..100."""
    y = np.clip(luma(to_linear(image)), 0, 1)
    return np.where(y > 0.008856, 116 * np.cbrt(y) - 16, 903.3 * y).astype(np.float32)


def tone_loss(reference: Bytes, other: Bytes) -> dict[str, float]:
    """What changed tones cost, each 0..1: ``dark``, ``bright``, ``flat``, ``tint``. Constants by eye."""
    small, changed = _at_edge(reference, 256), _at_edge(other, 256)
    before, after = _lightness(small), _lightness(changed)
    level_before, level_after = float(before.mean()), float(after.mean())
    fall = max(0.0, level_before - level_after) / max(level_before, 20.0)
    rise = max(0.0, level_after - level_before) / 60.0
    clipped = max(0.0, float((after > 98.5).mean()) - float((before > 98.5).mean()))
    contrast = (float(after.std()) + 2) / (float(before.std()) + 2)
    a, b = small.astype(np.float32), changed.astype(np.float32)
    ratio_a, ratio_b = (np.log((x.reshape(-1, 3).mean(0) + 4) / (x.mean() + 4)) for x in (a, b))
    tint = float(np.abs(ratio_b - ratio_a).max())
    return {
        "dark": float(0.92 * np.clip((fall - 0.06) / 0.72, 0, 1) ** 1.1),
        "bright": float(np.clip(0.25 * rise + 0.85 * np.clip(clipped / 0.45, 0, 1) ** 0.8, 0, 0.92)),
        "flat": float(0.68 * np.clip((1 - contrast - 0.05) / 0.75, 0, 1) ** 1.15),
        "tint": float(0.65 * np.clip((tint - 0.04) / 0.36, 0, 1)),
    }


# What people mind: the same loss of structure counts more as blur than as texture that was sharpened.
GAIN = {
    "shake": 1.3,
    "subject_motion": 1.15,
    "defocus": 1.35,
    "missed_focus": 1.2,
    "noise": 1.05,
    "lifted_shadows": 1.0,
    "upscaling": 1.1,
    "oversharpening": 0.95,
    "jpeg": 1.5,
    "double_jpeg": 1.5,
}

MEASURED = 0.4
"""Weight of what the measures say of this very photo; the rest is what the fault usually costs at its severity. The
measures are led by content more than people are: a blurred wall loses little by them."""

_MEASURED_OF = {"overexposure": 0.6}
"""Where the loss follows from the photo itself: what clips depends on what was bright."""


def blend(fault: Fault, measured: float, longest: int) -> float:
    """The loss by a fault alone, 0..1, from its measured and its usual one."""
    share = _MEASURED_OF.get(fault.family, MEASURED)
    return share * measured + (1 - share) * expected_loss(fault, longest)


def local_share(region: Floats) -> float:
    """How much of a local fault's loss counts for the whole photo: 0.55 for a small place, 0.95 for most of it."""
    return float(np.clip(0.5 + 0.9 * region.mean(), 0.55, 0.95))


_TONE_OF = {
    "haze": ("flat",),
    "flare": ("flat", "bright"),
    "underexposure": ("dark",),
    "overexposure": ("bright",),
    "white_balance": ("tint",),
    "low_contrast": ("flat",),
}

WORST = 0.96
"""The largest loss that a fault can cause."""


def tone_family_loss(family: str, reference: Bytes, other: Bytes) -> float:
    """What one tonal fault alone costs, from the photo without and with it."""
    losses = tone_loss(reference, other)
    return max(losses[kind] for kind in _TONE_OF[family])


def structure_family_loss(family: str, reference: Bytes, other: Bytes, region: Floats | None = None) -> float:
    """What one structural fault alone costs; a local one is judged also where it lies, where people look."""
    loss = structure_loss(reference, other)
    if region is not None and float(region.max()) > 0.5:
        rows, columns = np.nonzero(region.max(1) > 0.5)[0], np.nonzero(region.max(0) > 0.5)[0]
        window = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
        if min(len(rows), len(columns)) >= 48:
            inside = structure_loss(np.ascontiguousarray(reference[window]), np.ascontiguousarray(other[window]))
            loss = max(loss, 0.9 * inside)
    return float(min(loss * GAIN[family], WORST))


# Mean of the two functions above over twenty training scenes at the severities of _STEPS (command in the model card).
_STEPS = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)
_EXPECTED: dict[str, tuple[float, ...]] = {
    "shake": (0.0, 0.093, 0.234, 0.495, 0.7, 0.813),
    "subject_motion": (0.0, 0.081, 0.215, 0.472, 0.629, 0.724),
    "defocus": (0.0, 0.0, 0.167, 0.419, 0.673, 0.83),
    "missed_focus": (0.0, 0.0, 0.165, 0.375, 0.581, 0.711),
    "haze": (0.0, 0.134, 0.296, 0.461, 0.565, 0.629),
    "flare": (0.0, 0.082, 0.185, 0.286, 0.362, 0.43),
    "underexposure": (0.0, 0.068, 0.267, 0.553, 0.772, 0.886),
    "overexposure": (0.0, 0.173, 0.367, 0.561, 0.709, 0.787),
    "lifted_shadows": (0.0, 0.04, 0.133, 0.334, 0.537, 0.794),
    "noise": (0.0, 0.114, 0.276, 0.494, 0.653, 0.766),
    "white_balance": (0.0, 0.0, 0.057, 0.182, 0.31, 0.43),
    "low_contrast": (0.0, 0.011, 0.089, 0.249, 0.423, 0.607),
    "upscaling": (0.0, 0.12, 0.216, 0.381, 0.512, 0.605),
    "oversharpening": (0.0, 0.049, 0.142, 0.271, 0.367, 0.443),
    "jpeg": (0.0, 0.131, 0.173, 0.253, 0.412, 0.923),
    "double_jpeg": (0.0, 0.162, 0.219, 0.309, 0.464, 0.926),
}


def expected_loss(fault: Fault, longest: int) -> float:
    """What a fault usually costs, 0..1, on a photo of ``longest`` pixels: from the table, without the photo."""
    return float(usual_loss(fault.family, nominal_severity(fault, longest)))


def usual_loss(family: str, severity: float | NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """The table's loss of a family at some severities."""
    return np.asarray(np.interp(severity, _STEPS, _EXPECTED[family]))
