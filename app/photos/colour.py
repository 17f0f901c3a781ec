"""From whatever a file's pixels are to upright 8-bit sRGB."""

from __future__ import annotations

import io
import logging
from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image, ImageCms

_log = logging.getLogger(__name__)

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """Apply an EXIF orientation 1..8; anything else counts as 1."""
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def upright_size(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    """Width and height after :func:`upright`."""
    return (size[1], size[0]) if orientation in (5, 6, 7, 8) else size


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Any Pillow image -> mode RGB in sRGB; transparency is laid over white.

    Args:
        image: any mode, loaded.
        profile: the file's ICC profile. One that is damaged or belongs to other channels is left aside.
    """
    image = _to_eight_bits(image)
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        image, alpha = _split_alpha(image)
    else:
        alpha = None
    if image.mode in ("1", "P", "HSV", "YCbCr", "RGBX"):
        image = image.convert("L" if image.mode == "1" else "RGB")
    image = _apply_profile(image, profile)
    if image.mode == "LAB":
        image = _lab_to_rgb(image)
    if image.mode != "RGB":
        image = image.convert("RGB")
    if alpha is not None:
        white = Image.new("RGB", image.size, (255, 255, 255))
        white.paste(image, mask=alpha)
        return white
    return image


def _split_alpha(image: Image.Image) -> tuple[Image.Image, Image.Image]:
    has_colour = image.mode not in ("LA", "La", "L", "1")
    image = image.convert("RGBA")
    alpha = image.getchannel("A")
    return image.convert("RGB") if has_colour else image.getchannel("R"), alpha


def _to_eight_bits(image: Image.Image) -> Image.Image:
    """16-bit and 32-bit grey -> 8-bit grey; other modes stay."""
    if not image.mode.startswith(("I", "F")):
        return image
    values: np.ndarray[Any, Any] = np.asarray(image)
    if values.dtype.kind == "f":
        values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
        top = float(values.max(initial=0.0))
        # Floating point files hold 0..1 by custom; some writers keep the range of the integers they came from.
        white = 1.0 if top <= 1.0 else 255.0 if top <= 255.0 else 65535.0 if top <= 65535.0 else top
        return Image.fromarray((np.clip(values / white, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8))
    if image.mode.startswith("I;16"):
        return Image.fromarray((values >> 8).astype(np.uint8))
    # Mode "I" is 16-bit grey in Pillow's PNG reader and 32-bit in its TIFF reader.
    top = int(values.max(initial=0))
    shift = 0 if top <= 0xFF else 8 if top <= 0xFFFF else 23
    return Image.fromarray((np.clip(values, 0, None) >> shift).astype(np.uint8))


def _lab_to_rgb(image: Image.Image) -> Image.Image:
    transform = ImageCms.buildTransform(ImageCms.createProfile("LAB"), _srgb(), "LAB", "RGB")
    converted = ImageCms.applyTransform(image, transform)
    return image.convert("L").convert("RGB") if converted is None else converted


def _apply_profile(image: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile or image.mode not in ("RGB", "L", "CMYK"):
        return image
    transform = _transform(profile, image.mode)
    if transform is None:
        return image
    converted = ImageCms.applyTransform(image, transform)
    return image if converted is None else converted


@lru_cache(maxsize=1)
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


@lru_cache(maxsize=32)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """The way from a profile to sRGB; None where the profile is sRGB already or of no use for this mode.

    Building one costs milliseconds and the photos of a shoot share their profile, hence the cache. LittleCMS allows
    the same transform in several threads.
    """
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        space = source.profile.xcolor_space.strip()
        if {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK"}[mode] != space:
            return None
        if mode == "RGB" and "sRGB" in (source.profile.profile_description or ""):
            return None
        return ImageCms.buildTransform(
            source,
            _srgb(),
            mode,
            "RGB",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError) as error:
        _log.debug("ICC profile left aside: %s", error)
        return None
