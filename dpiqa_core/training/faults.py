"""The simulator: a clean photograph and a list of faults in, the faulty photograph and what is wrong with it out.

Faults are applied in the order in which a camera meets them: optics and motion, air and exposure, sensor, processing,
compression. Each is deterministic from its seed, is the identity at severity 0, and grows with severity while the
seed stays. Severity 0.3 is what a careful viewer notices at once, 1 what makes most photos useless.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dpiqa_core.training import optics, sensor
from dpiqa_core.training.light import Floats, convolve, from_display, to_bytes, to_display, to_linear

Bytes = NDArray[np.uint8]

FAULT_NAMES = (
    "motion blur",
    "out of focus",
    "noisy",
    "too dark",
    "blown highlights",
    "hazy",
    "colour cast",
    "compressed",
    "oversharpened",
)
"""What users read, in the order of the model's output."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one photo.

    Attributes:
        family: a name of ``FAMILIES``.
        severity: 0 none .. 1 severe.
        seed: of everything else about it (path, aperture, place, colour, ...).
        pixels: for blur: its size in pixels of the photo instead of by severity; None for the usual.
    """

    family: str
    severity: float
    seed: int
    pixels: float | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of fault.

    Attributes:
        name: what it is called towards users, one of ``FAULT_NAMES``.
        stage: its place in the camera, small first.
        space: the values it works on: ``light``, ``display`` or ``bytes``.
        tonal: it changes tones and colours and leaves the structure, which full-reference measures misjudge.
        local: it lies in a region only.
    """

    name: str
    stage: int
    space: str
    tonal: bool = False
    local: bool = False


FAMILIES: dict[str, Family] = {
    "shake": Family("motion blur", 0, "light"),
    "subject_motion": Family("motion blur", 1, "light", local=True),
    "defocus": Family("out of focus", 2, "light"),
    "missed_focus": Family("out of focus", 3, "light", local=True),
    "haze": Family("hazy", 4, "light", tonal=True),
    "flare": Family("hazy", 5, "light", tonal=True),
    "underexposure": Family("too dark", 6, "light", tonal=True),
    "overexposure": Family("blown highlights", 6, "light", tonal=True),
    "lifted_shadows": Family("noisy", 7, "light"),
    "noise": Family("noisy", 8, "light"),
    "white_balance": Family("colour cast", 9, "light", tonal=True),
    "low_contrast": Family("hazy", 10, "display", tonal=True),
    "upscaling": Family("out of focus", 11, "display"),
    "oversharpening": Family("oversharpened", 12, "display"),
    "jpeg": Family("compressed", 13, "bytes"),
    "double_jpeg": Family("compressed", 14, "bytes"),
}


@dataclass(frozen=True, slots=True)
class Faulty:
    """A simulated photo.

    Attributes:
        image: uint8 sRGB (h, w, 3).
        tonal: the same photo with only the faults of tone and colour: what the structure is to be compared with.
        regions: family -> float32 (h, w), 1 where a local fault lies.
    """

    image: Bytes
    tonal: Bytes
    regions: dict[str, Floats]


def simulate(photo: Bytes, faults: Sequence[Fault]) -> Faulty:
    """Apply faults in camera order to a clean photo.

    Args:
        photo: uint8 sRGB (h, w, 3).
        faults: at most one of each family; severity 0 changes nothing.

    Raises:
        ValueError: an unknown family, one given twice, or a severity outside 0..1.
    """
    for fault in faults:
        if fault.family not in FAMILIES or not 0 <= fault.severity <= 1:
            raise ValueError(f"{fault} is no fault that can be simulated")
    if len({fault.family for fault in faults}) != len(faults):
        raise ValueError("a family was given twice")
    active = sorted((f for f in faults if f.severity > 0), key=lambda fault: FAMILIES[fault.family].stage)
    regions: dict[str, Floats] = {}
    image = _run(photo, active, regions)
    tonal_only = [fault for fault in active if FAMILIES[fault.family].tonal]
    tonal = image if tonal_only == active else _run(photo, tonal_only, {})
    return Faulty(image, tonal, regions)


def _run(photo: Bytes, faults: Sequence[Fault], regions: dict[str, Floats]) -> Bytes:
    light_faults = [fault for fault in faults if FAMILIES[fault.family].space == "light"]
    display_faults = [fault for fault in faults if FAMILIES[fault.family].space == "display"]
    byte_faults = [fault for fault in faults if FAMILIES[fault.family].space == "bytes"]
    if not faults:
        return photo
    image = photo
    if light_faults or display_faults:
        values: Floats
        if light_faults:
            light = to_linear(photo)
            for fault in light_faults:
                light = _in_light(light, fault, regions)
            values = to_display(light)
        else:
            values = photo.astype(np.float32) / 255.0
        for fault in display_faults:
            values = _in_display(values, fault)
        image = to_bytes(values)
    for fault in byte_faults:
        image = _in_bytes(image, fault)
    return image


_BLUR_SHARE = {"shake": 0.024, "subject_motion": 0.040, "defocus": 0.022, "missed_focus": 0.026}
_BLUR_POWER = 1.3


def blur_pixels(fault: Fault, longest: int) -> float:
    """Size in pixels of a blur: path length, or diameter of the blur spot, for a photo of ``longest`` pixels."""
    if fault.pixels is not None:
        return fault.pixels
    return float(_BLUR_SHARE[fault.family] * longest * fault.severity**_BLUR_POWER)


def nominal_severity(fault: Fault, longest: int) -> float:
    """The severity of a fault, or the one at which its blur would have the size that it was given in pixels."""
    if fault.pixels is None:
        return fault.severity
    return float(min(1.0, (fault.pixels / (_BLUR_SHARE[fault.family] * longest)) ** (1 / _BLUR_POWER)))


def blur_kernel(fault: Fault, longest: int) -> Floats:
    """The kernel of a fault of one of the four blur families."""
    rng = np.random.default_rng(fault.seed)
    size = blur_pixels(fault, longest)
    if fault.family == "shake":
        return optics.shake_kernel(size, rng, bend=rng.uniform(0.1, 1.2))
    if fault.family == "subject_motion":
        return optics.line_kernel(size, rng.uniform(0, np.pi))
    blades = int(rng.choice([0, 0, 5, 6, 7, 8]))
    return optics.aperture_kernel(size / 2, blades, rng.uniform(0, np.pi))


def _in_light(light: Floats, fault: Fault, regions: dict[str, Floats]) -> Floats:
    family, severity = fault.family, fault.severity
    rng = np.random.default_rng((fault.seed, 1))
    if family in ("shake", "defocus"):
        return convolve(light, blur_kernel(fault, max(light.shape[:2])))
    if family in ("subject_motion", "missed_focus"):
        band = family == "missed_focus" and rng.random() < 0.25
        height, width = light.shape[:2]
        region = optics.focus_band((height, width), rng) if band else optics.subject_region(light, rng)
        regions[family] = region
        return optics.blur_inside(light, region, blur_kernel(fault, max(height, width)))
    changes: dict[str, Callable[[], Floats]] = {
        "haze": lambda: sensor.add_haze(light, severity, rng),
        "flare": lambda: sensor.add_flare(light, severity, rng),
        "underexposure": lambda: sensor.expose(light, -4.5 * severity),
        "overexposure": lambda: sensor.overexpose(light, severity),
        "lifted_shadows": lambda: sensor.lift_shadows(light, 6.0 * severity, rng),
        "noise": lambda: sensor.add_noise(light, severity, rng),
        "white_balance": lambda: sensor.cast(light, severity, rng),
    }
    return changes[family]()


def _in_display(values: Floats, fault: Fault) -> Floats:
    rng = np.random.default_rng((fault.seed, 2))
    if fault.family == "low_contrast":
        return sensor.flatten(values, fault.severity)
    if fault.family == "upscaling":
        return sensor.enlarge(values, 1 + 4.5 * fault.severity, rng)
    radius = max(values.shape[:2]) / 1024 * rng.uniform(0.8, 1.8)
    return sensor.sharpen(values, 7.5 * fault.severity**1.15, max(0.6, radius))


def _in_bytes(image: Bytes, fault: Fault) -> Bytes:
    rng = np.random.default_rng((fault.seed, 3))
    coarse = bool(rng.random() < 0.75)
    quality = jpeg_quality(fault.severity)
    if fault.family == "jpeg":
        return sensor.jpeg(image, quality, coarse_colour=coarse)
    shift_y, shift_x = (int(v) for v in rng.integers(1, 8, 2))
    padded = np.pad(image, ((shift_y, 0), (shift_x, 0), (0, 0)), mode="symmetric")
    first = sensor.jpeg(padded, min(95, quality + int(rng.integers(0, 20))), coarse_colour=coarse)
    return sensor.jpeg(np.ascontiguousarray(first[shift_y:, shift_x:]), quality, coarse_colour=coarse)


def jpeg_quality(severity: float) -> int:
    """JPEG's quality setting, 95 for nearly nothing down to 4."""
    return int(np.rint(95 - 91 * severity**0.45))


def to_black_and_white(photo: Bytes) -> Bytes:
    """Luminance only; a style, used by the clean negatives."""
    light = to_linear(photo)
    grey = light @ np.asarray([0.2126, 0.7152, 0.0722], np.float32)
    return to_bytes(to_display(np.repeat(grey[..., None], 3, axis=2)))


def curve(photo: Bytes, gamma: float) -> Bytes:
    """A smooth tone curve with black and white kept: low key over 1, high key under 1; a style, not a fault."""
    return to_bytes(to_display(from_display((photo.astype(np.float32) / 255.0) ** np.float32(gamma))))
