"""The bundled student: EfficientNet-Lite with features of several depths, native crops, and heads that say why.

The overview (the whole photo, squashed) runs through five of the seven stages; the crops (see ``crops``) through four,
where blur, noise and compression live. Every map is pooled by mean and by the logarithm of its spread. Fixed
filters add what signal processing knows: gradient energies by direction and scale, the quietest and the busiest blocks,
histogram, clipping, colour balance. The grid of local detail tells where the photo is sharp and at which scale, so that
a soft subject is told from a soft background. Small heads give the quality, the loss by each fault, and a coarse map.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from dpiqa_core.crops import DETAIL_CHANNELS, native_count
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
_DETAIL_WIDTH = 32
_MAP_WIDTH = 32
ENERGY_SIZE = len(_DIRECTIONS) * _SCALES * 4
TONE_SIZE = _BINS + 14
_FINE_SHARE, _FINE_LIMIT = 0.010, 4.0
_SAY, _COST = 0.15, 0.8
_LOST_WIDTH, _LOST_COST = 24, 8.0
LOST_FAULTS = (0, 1, 3, 4)
"""Places in ``FAULT_NAMES`` of what loses a photo altogether: motion blur, out of focus, too dark, blown highlights."""


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


def detail_summary(detail: Tensor) -> Tensor:
    """(n, rows, columns, c) in 0..1 to (n, 5c): mean, spread, most, least, and the middle less the border."""
    maps = detail.permute(0, 3, 1, 2)
    mean = maps.mean((2, 3))
    spread = torch.sqrt((maps - mean[..., None, None]).square().mean((2, 3)) + 1e-6)
    middle = maps[:, :, 3:-3, 3:-3].mean((2, 3))
    return torch.cat([mean, spread, maps.amax((2, 3)), maps.amin((2, 3)), middle - mean], 1)


def most_and_least(maps: Tensor) -> Tensor:
    """(n, c, h, w) to (n, 2c): highest and lowest mean of coarse cells, for what is wrong in one place only."""
    cells = functional.avg_pool2d(maps, _CELL)
    return torch.cat([cells.amax((2, 3)), cells.amin((2, 3))], 1)


class Judge(nn.Module):
    """One small head: from everything pooled to quality, fault severities and the context of the map."""

    def __init__(self, seen: int, hidden: int, faults: int, dropout: float) -> None:
        super().__init__()
        self.trunk = nn.Sequential(
            nn.Dropout(dropout),
            nn.Linear(seen, hidden),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(hidden, hidden // 2),
            nn.ReLU(),
        )
        self.quality = nn.Linear(hidden // 2, 1)
        self.faults = nn.Linear(hidden // 2, faults)
        self.context = nn.Linear(hidden // 2, _MAP_WIDTH)

    def forward(self, seen: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(n, d) to logits of the quality (n,) and of the faults (n, k), and the context (n, c)."""
        trunk = self.trunk(seen)
        return self.quality(trunk)[:, 0], self.faults(trunk), self.context(trunk)


class LiteStudent(nn.Module):
    """The network; see the module's text.

    Several judges (``Judge``) look at the same features and their mean counts: what one of them reads out of the
    content of a scene that training never saw, the others rarely read too.

    ``forward`` is ``heads(high(low(inputs)))``: a training that leaves the early stages alone computes ``low`` once.
    """

    mean: Tensor
    scale: Tensor
    use: Tensor
    knots: Tensor
    values: Tensor
    fine: Tensor
    fine_middle: Tensor

    def __init__(self, config: Mapping[str, Any], preprocessing: Preprocessing) -> None:
        """Build it.

        Args:
            config: ``backbone`` (a Lite variant), ``hidden`` (width of a judge), ``judges`` and ``faults`` (how many),
                optionally ``dropout`` and, for ablations, ``native`` and ``screen`` (crops), ``early``, ``measures``,
                ``high`` and ``detail`` (false: not looked at).
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
            "native": (per_crop + tail) if self.native else 0,
            "screen": 2 * (per_crop + tail),
            "detail": 5 * DETAIL_CHANNELS,
        }
        total = sum(self.sizes.values())
        self.register_buffer("mean", torch.zeros(total))
        self.register_buffer("scale", torch.ones(total))
        self.register_buffer("use", torch.ones(total))
        self._leave_out(config)
        self.look_at_detail = bool(config.get("detail", True))
        self.layout = nn.Sequential(
            nn.Conv2d(DETAIL_CHANNELS, _DETAIL_WIDTH, 1),
            nn.ReLU(),
            nn.Conv2d(_DETAIL_WIDTH, _DETAIL_WIDTH, 3, padding=1),
            nn.ReLU(),
        )
        seen = total + 3 * _DETAIL_WIDTH
        dropout, faults = float(config.get("dropout", 0.2)), int(config["faults"])
        self.judges = nn.ModuleList(Judge(seen, hidden, faults, dropout) for _ in range(int(config.get("judges", 1))))
        self.map_local = nn.Conv2d(channels[HIGH_TAP], _MAP_WIDTH, 1)
        self.map_detail = nn.Conv2d(_DETAIL_WIDTH, _MAP_WIDTH, 1)
        self.map_out = nn.Sequential(nn.ReLU(), nn.Conv2d(_MAP_WIDTH, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 1, 1))
        # Tells photos of which nothing is left, from fixed measures alone; fitted by itself, see ``lost``.
        told = nn.Linear(_LOST_WIDTH, len(LOST_FAULTS))
        nn.init.zeros_(told.weight)
        nn.init.constant_(told.bias, -12.0)
        seen_lost = self.sizes["measures"] + self.sizes["detail"]
        self.tell_lost = nn.Sequential(nn.Linear(seen_lost, _LOST_WIDTH), nn.ReLU(), told)
        # Direction in the summary of detail in which a few pixels of blur move a photo, see ``sharper``.
        self.register_buffer("fine", torch.zeros(self.sizes["detail"]))
        self.register_buffer("fine_middle", torch.zeros(()))
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

    def sharper(self, vector: Tensor, raw: Tensor) -> Tensor:
        """What settles ties near the top, where the sigmoid squashes every difference: which photo is sharper at 100 %.

        The grid of detail looks at the same places whatever the blur, unlike the crops.
        """
        along = vector[:, -len(self.fine) :] @ self.fine - self.fine_middle
        return _FINE_SHARE * raw**2 * torch.clamp(along, -_FINE_LIMIT, _FINE_LIMIT)

    def lost(self, vector: Tensor) -> Tensor:
        """Logits of ``LOST_FAULTS`` having left nothing of the photo: lens caps, white frames, blur beyond recognition.

        A judge of its own, since such photos resemble quiet clean ones more than faulty ones, and judges that learn
        both order the usual photos worse.

        Args:
            vector: (n, d), standardised.
        """
        start = self.sizes["early"]
        measures = vector[:, start : start + self.sizes["measures"]]
        told: Tensor = self.tell_lost(torch.cat([measures, vector[:, -self.sizes["detail"] :]], 1))
        return told

    @staticmethod
    def agreed(logit: Tensor, faults: Tensor) -> Tensor:
        """Give the named faults a say in the quality: what is left of a photo that loses ``_COST`` times the severity
        by each of them, as a logit, is added with the weight ``_SAY``.

        The two readings of one photo err in different ways, so that their mean orders different scenes better than
        either, and a score goes better with its reasons.

        Args:
            logit: (n,) of the quality.
            faults: (n, k) severities 0..1.
        """
        left = (1 - _COST * faults).prod(1)
        return logit + _SAY * (torch.log(left + 0.02) - torch.log(1.02 - left))

    def low(self, inputs: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Early stages and fixed measures.

        Args:
            inputs: ``global`` (n, h, w, 3), ``crops`` (n, count, side, side, 3) and ``detail`` (n, rows, columns, c),
                0..255.

        Returns:
            ``overview`` (n, c, h/16, w/16), ``crops`` (n * count, c, side/8, side/8), pooled ``early`` (n, d) and
            ``crop_early`` (n * count, d), and ``detail`` as it came, in 0..1.
        """
        pixels = inputs["global"].permute(0, 3, 1, 2).to(self.mean.dtype) / 255
        found = self.backbone.forward_features(pixels * self._span + self._low, LOW_TAPS)
        early = torch.cat([*(mean_and_spread(m) for m in found), self.energies(pixels), self.tones(pixels)], 1)
        cut = inputs["crops"].flatten(0, 1).permute(0, 3, 1, 2).to(self.mean.dtype) / 255
        parts = self.backbone.forward_features(cut * self._span + self._low, CROP_TAPS)
        crop_early = torch.cat([*(mean_and_spread(m) for m in parts), self.energies(cut)], 1)
        detail = inputs["detail"].to(self.mean.dtype) / 255
        return {
            "overview": found[-1],
            "crops": parts[-1],
            "early": early,
            "crop_early": crop_early,
            "detail": detail,
        }

    def high(self, low: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Late stage: ``vector`` (n, d) of everything pooled, ``local`` (n, c, rows, columns), ``content`` (n, d), and
        ``detail`` as in ``low``."""
        local = self.backbone.features[HIGH_TAP](low["overview"])
        crops = torch.cat([low["crop_early"], mean_and_spread(self.crop_tail(low["crops"]))], 1)
        crops = crops.reshape(-1, self.count, crops.shape[1])
        pooled: list[Tensor] = [crops[:, : self.native].mean(1)] if self.native else []
        screen = crops[:, self.native :]
        pooled += [screen.mean(1), screen.amax(1)]
        detail = low["detail"]
        vector = torch.cat(
            [low["early"], mean_and_spread(local), most_and_least(local), *pooled, detail_summary(detail)], 1
        )
        content = functional.normalize(local.mean((2, 3)), dim=1)
        return {"vector": vector, "local": local, "detail": detail, "content": content}

    def heads(self, high: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Outputs of ``forward`` and, for the training, ``logit``, ``fault_logits`` and ``raw_map``, and of each judge
        ``logits`` (judges, n) and ``every_fault_logits`` (judges, n, k)."""
        vector = torch.clamp((high["vector"] - self.mean) / self.scale, -6, 6) * self.use
        layout = self.layout(high["detail"].permute(0, 3, 1, 2) * float(self.look_at_detail))
        seen = torch.cat([layout.mean((2, 3)), layout.amax((2, 3)), layout.amin((2, 3))], 1)
        seen = torch.cat([vector, seen], 1)
        verdicts = [judge(seen) for judge in self.judges]
        logits, every_fault, contexts = (torch.stack([verdict[i] for verdict in verdicts]) for i in range(3))
        fault_logits = every_fault.mean(0)
        lost = torch.sigmoid(self.lost(vector))
        faults = torch.sigmoid(fault_logits)
        logit = self.agreed(logits.mean(0), faults) - _LOST_COST * lost.amax(1).square()
        of_lost = torch.zeros_like(faults)
        of_lost[:, list(LOST_FAULTS)] = lost
        faults = torch.maximum(faults, of_lost)
        local = self.map_local(high["local"]) + contexts.mean(0)[..., None, None]
        local = local + functional.interpolate(self.map_detail(layout), size=local.shape[2:], mode="bilinear")
        raw_map = torch.sigmoid(self.map_out(local))
        shape = raw_map.shape
        raw = torch.sigmoid(logit)
        return {
            "score": torch.clamp(self.calibrate(raw) + self.sharper(vector, raw), 0, 1),
            "faults": faults,
            "map": self.calibrate(raw_map.flatten()).reshape(shape[0], shape[2], shape[3]),
            "features": high.get("content", vector),
            "logit": logit,
            "fault_logits": fault_logits,
            "logits": logits,
            "every_fault_logits": every_fault,
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
