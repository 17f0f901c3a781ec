"""The paper's student (DP-IQA, arXiv 2405.19996): EfficientNet-B7 and a decoder that imitates the teacher's map.

Tensor names are those of the released checkpoints: ``base_model.features.*``, ``conv_transpose.*``, ``fc1..3.*``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from torch import Tensor, nn
from torch.nn import functional

from dpiqa_core.efficientnet import VARIANTS, EfficientNet, Variant
from dpiqa_core.preprocess import PAPER, Preprocessing


@dataclass(frozen=True, slots=True)
class PaperStudentConfig:
    """Sizes of the student; the defaults are the paper's.

    Attributes:
        backbone: a name of ``efficientnet.VARIANTS``.
        width, depth: instead of the variant's own multipliers.
        map_channels, map_side: the feature map that is matched to the teacher's.
        hidden: width of the two hidden linear layers.
    """

    backbone: str = "b7"
    width: float | None = None
    depth: float | None = None
    map_channels: int = 8
    map_side: int = 64
    hidden: int = 512

    def variant(self) -> Variant:
        """The backbone's record."""
        base = VARIANTS[self.backbone]
        return Variant(
            base.width if self.width is None else self.width,
            base.depth if self.depth is None else self.depth,
            base.dropout,
            base.lite,
            base.norm_eps,
            base.norm_momentum,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the record as JSON types."""
        return asdict(self)


class PaperStudent(nn.Module):
    """Score and feature map of 512 x 512 photos.

    Any multiple of 32 works as input size: the map is brought to ``map_side`` by nearest neighbour, as in the paper.
    """

    def __init__(
        self, config: PaperStudentConfig | Mapping[str, Any] | None = None, preprocessing: Preprocessing = PAPER
    ) -> None:
        """Build with random weights.

        Raises:
            TypeError, KeyError: ``config`` has unknown fields or names an unknown backbone.
        """
        super().__init__()
        self.config = config if isinstance(config, PaperStudentConfig) else PaperStudentConfig(**(config or {}))
        c = self.config
        self.value_range = preprocessing.value_range
        self.base_model = EfficientNet(c.variant(), classes=None)
        channels = self.base_model.stage_channels[-1]
        self.conv_transpose = nn.ConvTranspose2d(channels, c.map_channels, 3, stride=2, padding=1, output_padding=1)
        self.fc1 = nn.Linear(c.map_channels * c.map_side**2, c.hidden)
        self.fc2 = nn.Linear(c.hidden, c.hidden)
        self.fc3 = nn.Linear(c.hidden, 1)

    def judge(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Give score (n,) and feature map (n, map_channels, map_side, map_side).

        Args:
            pixels: (n, 3, height, width) in the preprocessing's ``value_range``.
        """
        maps = self.base_model.forward_features(pixels)[0]
        maps = functional.relu(self.conv_transpose(maps))
        side = self.config.map_side
        maps = functional.interpolate(maps, size=(side, side), mode="nearest")
        hidden = functional.relu(self.fc1(maps.flatten(1)))
        hidden = functional.relu(self.fc2(hidden))
        return self.fc3(hidden).squeeze(1), maps

    def forward(self, inputs: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Judge ``inputs["image"]``, (n, height, width, 3) of 0..255: ``score`` (n,), MOS/100, and ``feature_map``."""
        low, high = self.value_range
        pixels = inputs["image"].permute(0, 3, 1, 2).to(self.fc3.weight.dtype) / 255
        if (low, high) != (0.0, 1.0):
            pixels = pixels * (high - low) + low
        score, feature_map = self.judge(pixels)
        return {"score": score, "feature_map": feature_map}
