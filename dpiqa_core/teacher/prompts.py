"""The text prompts of DP-IQA (arXiv 2405.19996): every combination of a quality, a scene and a distortion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from itertools import product
from typing import Any

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


@dataclass(frozen=True, slots=True)
class PromptSet:
    """What the prompts are made of; the defaults are the paper's.

    Attributes:
        template: with ``{quality}``, ``{scene}`` and ``{distortion}``.
        qualities, scenes, distortions: the words.
    """

    template: str = TEMPLATE
    qualities: tuple[str, ...] = QUALITIES
    scenes: tuple[str, ...] = SCENES
    distortions: tuple[str, ...] = DISTORTIONS

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> PromptSet:
        """Read the record that a card keeps.

        Raises:
            ValueError: it has unknown fields.
        """
        unknown = set(record) - {f.name for f in fields(cls)}
        if unknown:
            raise ValueError(f"the prompts have unknown fields: {', '.join(sorted(unknown))}")
        values: dict[str, Any] = {
            name: value if name == "template" else tuple(str(word) for word in value) for name, value in record.items()
        }
        return cls(**values)

    @property
    def count(self) -> int:
        """Rows of the text table."""
        return len(self.qualities) * len(self.scenes) * len(self.distortions)

    def prompts(self) -> list[str]:
        """Every combination, quality outermost, distortion innermost: the order of the text table."""
        return [
            self.template.format(scene=scene, distortion=distortion, quality=quality)
            for quality, scene, distortion in product(self.qualities, self.scenes, self.distortions)
        ]


def prompts() -> list[str]:
    """Give the paper's 1485 prompts in the order of the text table."""
    return PromptSet().prompts()


PROMPT_COUNT = PromptSet().count
"""Rows of the text table."""

TEXT_DIM = 768
"""Columns of the text table: CLIP ViT-L/14's projected text features."""
