"""The text prompts of DP-IQA (arXiv 2405.19996): every combination of a quality, a scene and a distortion."""

from __future__ import annotations

from itertools import product

QUALITIES = ("bad", "poor", "fair", "good", "perfect")

SCENES = ("animal", "cityscape", "human", "indoor", "landscape", "night", "plant", "still_life", "others")

DISTORTIONS = (
    "jpeg2000 compression",
    "jpeg compression",
    "white noise",
    "gaussian blur",
    "fastfading",
    "fnoise",
    "contrast",
    "lens",
    "motion",
    "diffusion",
    "shifting",
    "color quantization",
    "oversaturation",
    "desaturation",
    "white with color",
    "impulse",
    "multiplicative",
    "white noise with denoise",
    "brighten",
    "darken",
    "shifting the mean",
    "jitter",
    "noneccentricity patch",
    "pixelate",
    "quantization",
    "color blocking",
    "sharpness",
    "realistic blur",
    "realistic noise",
    "underexposure",
    "overexposure",
    "realistic contrast change",
    "other realistic",
)

TEMPLATE = "a photo of a {scene} with {distortion} artifacts, which is of {quality} quality"


def prompts() -> list[str]:
    """Give the 1485 prompts in the order of the text table: quality outermost, distortion innermost."""
    return [
        TEMPLATE.format(scene=scene, distortion=distortion, quality=quality)
        for quality, scene, distortion in product(QUALITIES, SCENES, DISTORTIONS)
    ]


PROMPT_COUNT = len(QUALITIES) * len(SCENES) * len(DISTORTIONS)
"""Rows of the text table."""

TEXT_DIM = 768
"""Columns of the text table: CLIP ViT-L/14's projected text features."""
