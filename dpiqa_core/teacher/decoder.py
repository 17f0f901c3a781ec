"""The quality feature decoder (QFD): the U-Net's up-block features -> feature map and score.

Tensor names are those of the released checkpoints, which also hold two parts that nothing uses (``bnc1``,
``classifier_dist``); those are dropped at import.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from dpiqa_core.teacher.config import TeacherConfig


class SqueezeExcitation(nn.Module):
    """Weigh channels by their global mean (Hu et al., arXiv 1709.01507); linears without bias."""

    def __init__(self, channels: int, reduction: int) -> None:
        super().__init__()
        inner = max(channels // reduction, 1)
        self.fc = nn.Sequential(
            nn.Linear(channels, inner, bias=False), nn.ReLU(), nn.Linear(inner, channels, bias=False), nn.Sigmoid()
        )

    def forward(self, maps: Tensor) -> Tensor:
        """Weigh (n, channels, rows, columns)."""
        weights: Tensor = self.fc(maps.mean(dim=(2, 3)))
        return maps * weights[:, :, None, None]


class QualityFeatureDecoder(nn.Module):
    """Four feature maps of the U-Net -> score (n,) and feature map (n, 8, 64, 64)."""

    def __init__(self, config: TeacherConfig) -> None:
        super().__init__()
        coarse, second, third, fine = config.feature_channels
        width, side = config.decoder_width, config.map_side
        self.side = side
        # conv1 takes the finest map, conv4 the coarsest.
        self.conv1 = nn.Conv2d(fine, width, 3, padding=1)
        self.conv2 = nn.Conv2d(third, width, 3, padding=1)
        self.conv3 = nn.Conv2d(second, width, 3, padding=1)
        self.conv4 = nn.Conv2d(coarse, width, 3, padding=1)
        self.se1 = SqueezeExcitation(width, config.reduction)
        self.se2 = SqueezeExcitation(width, config.reduction)
        self.se3 = SqueezeExcitation(width, config.reduction)
        self.se4 = SqueezeExcitation(width, config.reduction)
        self.fuse_conv = nn.Conv2d(4 * width, config.fused_width, 3, padding=1)
        self.se_fuse = SqueezeExcitation(config.fused_width, config.reduction)
        a, b, c = config.score_widths
        self.conv_score1 = nn.Conv2d(config.fused_width, a, 1)
        self.conv_score2 = nn.Conv2d(a, b, 1)
        self.conv_score3 = nn.Conv2d(b, c, 1)
        self.fc1 = nn.Linear(c * side * side, config.hidden)
        self.fc2 = nn.Linear(config.hidden, config.hidden)
        self.fc3 = nn.Linear(config.hidden, 1)

    def forward(self, features: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """Judge.

        Args:
            features: outputs of the four up blocks, from the coarsest to the finest.
        """
        branches = (
            (self.conv1, self.se1, features[3]),
            (self.conv2, self.se2, features[2]),
            (self.conv3, self.se3, features[1]),
            (self.conv4, self.se4, features[0]),
        )
        parts = [weigh(conv(self._to_side(maps))) for conv, weigh, maps in branches]
        fused = self.se_fuse(self.fuse_conv(torch.cat(parts, dim=1)))
        for conv in (self.conv_score1, self.conv_score2, self.conv_score3):
            fused = functional.relu(conv(fused))
        hidden = functional.relu(self.fc1(fused.flatten(1)))
        hidden = functional.relu(self.fc2(hidden))
        score: Tensor = self.fc3(hidden).squeeze(1)
        return score, fused

    def _to_side(self, maps: Tensor) -> Tensor:
        if maps.shape[-2:] == (self.side, self.side):
            return maps
        return functional.interpolate(maps, size=(self.side, self.side), mode="bicubic", align_corners=False)
