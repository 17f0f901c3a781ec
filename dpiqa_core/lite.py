"""The bundled student: EfficientNet-Lite with features of several depths, native crops, and heads that say why.

The overview (the whole photo, squashed) runs through five of the seven stages; the crops (see ``crops``) through four,
where blur, noise and compression live. Every map is pooled by mean and by the logarithm of its spread. Fixed
filters add what signal processing knows: gradient energies by direction and scale, the quietest and the busiest blocks,
histogram, clipping, colour balance. Small heads give the quality, the loss by each fault, and a coarse map.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from dpiqa_core.crops import native_count
from dpiqa_core.efficientnet import EfficientNet
from dpiqa_core.preprocess import Preprocessing

LOW_TAPS = (1, 2, 3, 4)
HIGH_TAP = 5
"""The deepest stage: what lies beyond it tells scenes apart, not faults (ablation in the model card)."""
CROP_TAPS = (0, 1, 2, 3)
_SPLIT = 4
_CELL = 4
_BINS = 12
_DIRECTIONS = (
    ((0.0, 0.0, 0.0), (-1.0, 0.0, 1.0), (0.0, 0.0, 0.0)),
    ((0.0, -1.0, 0.0), (0.0, 0.0, 0.0), (0.0, 1.0, 0.0)),
    ((-1.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
    ((0.0, 0.0, -1.0), (0.0, 0.0, 0.0), (1.0, 0.0, 0.0)),
    # Immerkaer's noise filter ("Fast noise variance estimation", CVIU 64, 1996): blind to edges and slopes.
    ((1.0, -2.0, 1.0), (-2.0, 4.0, -2.0), (1.0, -2.0, 1.0)),
)
_SCALES = 3
_BLOCK = 8
ENERGY_SIZE = len(_DIRECTIONS) * _SCALES * 4
TONE_SIZE = _BINS + 14


class Energies(nn.Module):
    """Logarithmic energies of fixed filters in blocks: mean, spread, most and least, at scales 1, 2 and 4."""

    filters: Tensor
    grey: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("filters", torch.tensor(_DIRECTIONS)[:, None], persistent=False)
        self.register_buffer("grey", torch.tensor([0.299, 0.587, 0.114]).reshape(1, 3, 1, 1), persistent=False)

    def forward(self, pixels: Tensor) -> Tensor:
        """(n, 3, h, w) in 0..1 to (n, ``ENERGY_SIZE``)."""
        luma = (pixels * self.grey).sum(1, keepdim=True)
        parts: list[Tensor] = []
        for scale in range(_SCALES):
            if scale:
                luma = functional.avg_pool2d(luma, 2)
            response = functional.conv2d(luma, self.filters)
            blocks = functional.avg_pool2d(response * response, _BLOCK)
            energy = torch.log(blocks + 1e-5).flatten(2)
            mean = energy.mean(2)
            spread = torch.sqrt((energy - mean[..., None]).square().mean(2) + 1e-6)
            parts += [mean, spread, energy.amax(2), energy.amin(2)]
        return torch.cat(parts, 1)


class Tones(nn.Module):
    """Histogram of luma, clipping, contrast and colour balance of the overview: (n, 3, h, w) to (n, ``TONE_SIZE``)."""

    def forward(self, pixels: Tensor) -> Tensor:
        luma = 0.299 * pixels[:, :1] + 0.587 * pixels[:, 1:2] + 0.114 * pixels[:, 2:3]
        centres = torch.linspace(0, 1, _BINS, device=pixels.device, dtype=pixels.dtype).reshape(1, -1, 1)
        histogram = torch.relu(1 - (luma.flatten(2) - centres).abs() * (_BINS - 1)).mean(2)
        flat = pixels.flatten(2)
        means = flat.mean(2)
        middle = means.mean(1, keepdim=True)
        balance = torch.log((means + 0.02) / (middle + 0.02))
        spread = torch.sqrt((flat - means[..., None]).square().mean(2) + 1e-6)
        clipped = torch.cat(
            [torch.sigmoid((flat - 0.985) * 200).mean(2), torch.sigmoid((0.015 - flat) * 200).mean(2)], 1
        )
        dark = functional.avg_pool2d(pixels.amin(1, keepdim=True), 16).flatten(1)
        veil = torch.stack([dark.mean(1), dark.amin(1)], 1)
        return torch.cat([histogram, balance, torch.log(spread), clipped, veil], 1)


def mean_and_spread(maps: Tensor) -> Tensor:
    """(n, c, h, w) to (n, 2c): mean, and logarithm of the standard deviation, of each channel."""
    mean = maps.mean((2, 3))
    variance = (maps - mean[..., None, None]).square().mean((2, 3))
    return torch.cat([mean, 0.5 * torch.log(variance + 1e-4)], 1)


def most_and_least(maps: Tensor) -> Tensor:
    """(n, c, h, w) to (n, 2c): highest and lowest mean of coarse cells, for what is wrong in one place only."""
    cells = functional.avg_pool2d(maps, _CELL)
    return torch.cat([cells.amax((2, 3)), cells.amin((2, 3))], 1)


class LiteStudent(nn.Module):
    """The network; see the module's text.

    ``forward`` is ``heads(high(low(inputs)))``: a training that leaves the early stages alone computes ``low`` once.
    """

    mean: Tensor
    scale: Tensor
    use: Tensor
    knots: Tensor
    values: Tensor

    def __init__(self, config: Mapping[str, Any], preprocessing: Preprocessing) -> None:
        """Build it.

        Args:
            config: ``backbone`` (a Lite variant), ``hidden`` (width of the head), ``faults`` (how many),
                optionally ``dropout`` and, for ablations, ``crops``, ``early`` and ``measures`` (false: not looked at).
            preprocessing: of the kind ``overview-crops``.

        Raises:
            ValueError: a preprocessing of another kind.
        """
        super().__init__()
        if preprocessing.kind != "overview-crops":
            raise ValueError("the lite student needs an overview and crops")
        self.native = native_count(preprocessing.crop_count)
        self.count = preprocessing.crop_count
        low, high = preprocessing.value_range
        self._low, self._span = float(low), float(high - low)
        hidden = int(config["hidden"])
        self.backbone = EfficientNet(str(config["backbone"]), classes=None, stochastic_depth=0.0)
        del self.backbone.features[HIGH_TAP + 1 :]
        self.crop_tail = copy.deepcopy(self.backbone.features[_SPLIT])
        self.energies = Energies()
        self.tones = Tones()
        channels = self.backbone.stage_channels
        per_crop = 2 * sum(channels[tap] for tap in CROP_TAPS) + ENERGY_SIZE
        self.per_crop = per_crop
        self.low_size = 2 * sum(channels[tap] for tap in LOW_TAPS) + ENERGY_SIZE + TONE_SIZE
        high_size = 4 * channels[HIGH_TAP]
        tail = 2 * channels[_SPLIT]
        self.sizes = {
            "early": 2 * sum(channels[tap] for tap in LOW_TAPS),
            "measures": ENERGY_SIZE + TONE_SIZE,
            "high": high_size,
            "crops": (1 if self.native else 0) * (per_crop + tail) + 2 * (per_crop + tail),
        }
        total = sum(self.sizes.values())
        self.register_buffer("mean", torch.zeros(total))
        self.register_buffer("scale", torch.ones(total))
        self.register_buffer("use", torch.ones(total))
        self._leave_out(config)
        self.trunk = nn.Sequential(
            nn.Dropout(float(config.get("dropout", 0.2))),
            nn.Linear(total, hidden),
            nn.ReLU(),
            nn.Dropout(float(config.get("dropout", 0.2))),
            nn.Linear(hidden, hidden // 2),
            nn.ReLU(),
        )
        self.quality = nn.Linear(hidden // 2, 1)
        self.faults = nn.Linear(hidden // 2, int(config["faults"]))
        self.map_local = nn.Conv2d(channels[HIGH_TAP], 32, 1)
        self.map_context = nn.Linear(hidden // 2, 32)
        self.map_out = nn.Sequential(nn.ReLU(), nn.Conv2d(32, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 1, 1))
        # Monotone, piecewise linear: from the sigmoid's output to the scale that users see.
        self.register_buffer("knots", torch.linspace(0, 1, 8))
        self.register_buffer("values", torch.linspace(0, 1, 8))

    def _leave_out(self, config: Mapping[str, Any]) -> None:
        start = 0
        for name, size in self.sizes.items():
            if not config.get(name, True):
                self.use[start : start + size] = 0
            start += size

    def set_calibration(self, knots: Tensor, values: Tensor) -> None:
        """Set eight increasing outputs of the sigmoid and the scores that they become."""
        self.knots = knots.to(self.mean)
        self.values = values.to(self.mean)

    def calibrate(self, raw: Tensor) -> Tensor:
        """Scores of the sigmoid's outputs."""
        steps = self.knots[1:] - self.knots[:-1]
        slopes = (self.values[1:] - self.values[:-1]) / steps
        inside = torch.minimum(torch.relu(raw[:, None] - self.knots[:-1]), steps)
        return self.values[0] + (inside * slopes).sum(1)

    def low(self, inputs: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Early stages and fixed measures.

        Args:
            inputs: ``global`` (n, h, w, 3) and ``crops`` (n, count, side, side, 3), 0..255.

        Returns:
            ``overview`` (n, c, h/16, w/16), ``crops`` (n * count, c, side/8, side/8), and pooled ``early`` (n, d) and
            ``crop_early`` (n * count, d).
        """
        pixels = inputs["global"].permute(0, 3, 1, 2).to(self.mean.dtype) / 255
        found = self.backbone.forward_features(pixels * self._span + self._low, LOW_TAPS)
        early = torch.cat([*(mean_and_spread(m) for m in found), self.energies(pixels), self.tones(pixels)], 1)
        cut = inputs["crops"].flatten(0, 1).permute(0, 3, 1, 2).to(self.mean.dtype) / 255
        parts = self.backbone.forward_features(cut * self._span + self._low, CROP_TAPS)
        crop_early = torch.cat([*(mean_and_spread(m) for m in parts), self.energies(cut)], 1)
        return {"overview": found[-1], "crops": parts[-1], "early": early, "crop_early": crop_early}

    def high(self, low: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Late stage: ``vector`` (n, d) of everything pooled, ``local`` (n, c, rows, columns), ``content`` (n, d)."""
        local = self.backbone.features[HIGH_TAP](low["overview"])
        crops = torch.cat([low["crop_early"], mean_and_spread(self.crop_tail(low["crops"]))], 1)
        crops = crops.reshape(-1, self.count, crops.shape[1])
        pooled: list[Tensor] = [crops[:, : self.native].mean(1)] if self.native else []
        screen = crops[:, self.native :]
        pooled += [screen.mean(1), screen.amax(1)]
        vector = torch.cat([low["early"], mean_and_spread(local), most_and_least(local), *pooled], 1)
        return {"vector": vector, "local": local, "content": functional.normalize(local.mean((2, 3)), dim=1)}

    def heads(self, high: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Outputs of ``forward`` and, for the training, ``logit`` and ``fault_logits``."""
        vector = torch.clamp((high["vector"] - self.mean) / self.scale, -6, 6) * self.use
        trunk = self.trunk(vector)
        logit = self.quality(trunk)[:, 0]
        fault_logits = self.faults(trunk)
        local = self.map_local(high["local"]) + self.map_context(trunk)[..., None, None]
        raw_map = torch.sigmoid(self.map_out(local))
        shape = raw_map.shape
        return {
            "score": self.calibrate(torch.sigmoid(logit)),
            "faults": torch.sigmoid(fault_logits),
            "map": self.calibrate(raw_map.flatten()).reshape(shape[0], shape[2], shape[3]),
            "features": high.get("content", vector),
            "logit": logit,
            "fault_logits": fault_logits,
            "raw_map": raw_map[:, 0],
        }

    def forward(self, inputs: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Judge photos.

        Args:
            inputs: see ``low``.

        Returns:
            ``score`` (n,) 0..1; ``faults`` (n, k) severities 0..1; ``map`` (n, rows, columns) 0..1, higher is
            better; ``features`` (n, d) unit vectors that tell the content.
        """
        found = self.heads(self.high(self.low(inputs)))
        return {name: found[name] for name in ("score", "faults", "map", "features")}

    def late_modules(self) -> Sequence[nn.Module]:
        """What a training beyond the heads changes: everything after ``low``."""
        return [self.backbone.features[HIGH_TAP], self.crop_tail]
