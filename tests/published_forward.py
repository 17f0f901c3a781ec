"""DP-IQA's forward passes written down a second time, from the description and the released tensors' names alone.

Nothing of ``dpiqa_core`` is used: the networks there have to give the same numbers. Stable Diffusion's own blocks are
diffusers'; how they are put together is spelled out here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional

State = Mapping[str, Tensor]


def part(state: State, prefix: str) -> dict[str, Tensor]:
    """The tensors below a name, without it."""
    return {name.removeprefix(prefix): tensor for name, tensor in state.items() if name.startswith(prefix)}


def pixels_of(photo: Image.Image) -> Tensor:
    """(1, 3, 512, 512) in 0..1: bilinear with antialias, the shape not kept, no mean and no deviation taken out."""
    small = photo.convert("RGB").resize((512, 512), Image.Resampling.BILINEAR)
    return torch.from_numpy(np.array(small)).permute(2, 0, 1)[None].float() / 255


# -- the student -------------------------------------------------------------------------------------------------------


def _normed(state: State, name: str, x: Tensor, **convolution: Any) -> Tensor:
    """Convolution ``name.0`` and batch normalisation ``name.1`` with B7's epsilon."""
    x = functional.conv2d(x, state[f"{name}.0.weight"], **convolution)
    mean, variance = state[f"{name}.1.running_mean"], state[f"{name}.1.running_var"]
    x = (x - mean[:, None, None]) / torch.sqrt(variance[:, None, None] + 1e-3)
    return x * state[f"{name}.1.weight"][:, None, None] + state[f"{name}.1.bias"][:, None, None]


def _bottleneck(state: State, name: str, x: Tensor, stride: int) -> Tensor:
    first = state[f"{name}.0.0.weight"]
    inner, at = x, 0
    if first.shape[1] > 1:  # a depthwise convolution has one input channel, so this one widens
        inner, at = functional.silu(_normed(state, f"{name}.0", inner)), 1
    side = state[f"{name}.{at}.0.weight"].shape[-1]
    deep = {"stride": stride, "padding": side // 2, "groups": inner.shape[1]}
    inner = functional.silu(_normed(state, f"{name}.{at}", inner, **deep))
    gate = functional.adaptive_avg_pool2d(inner, 1)
    for layer, activation in (("fc1", functional.silu), ("fc2", torch.sigmoid)):
        weight, bias = (state[f"{name}.{at + 1}.{layer}.{kind}"] for kind in ("weight", "bias"))
        gate = activation(functional.conv2d(gate, weight, bias))
    inner = _normed(state, f"{name}.{at + 2}", inner * gate)
    return inner + x if stride == 1 and inner.shape == x.shape else inner


def student(state: State, pixels: Tensor) -> tuple[Tensor, Tensor]:
    """Score (n,) and feature map (n, channels, side, side) by a student on EfficientNet-B7 or a slimmer one."""
    net = part(state, "base_model.features.")
    x = functional.silu(_normed(net, "0", pixels, stride=2, padding=1))
    for stage, stride in enumerate((1, 2, 2, 2, 1, 2, 1), 1):
        layers = {int(name.split(".")[1]) for name in net if name.startswith(f"{stage}.")}
        for layer in sorted(layers):
            x = _bottleneck(net, f"{stage}.{layer}.block", x, stride if layer == 0 else 1)
    x = functional.silu(_normed(net, "8", x))
    weight, bias = state["conv_transpose.weight"], state["conv_transpose.bias"]
    raised = functional.conv_transpose2d(x, weight, bias, stride=2, padding=1, output_padding=1).relu()
    side = round((state["fc1.weight"].shape[1] / weight.shape[1]) ** 0.5)
    maps = functional.interpolate(raised, size=(side, side), mode="nearest")
    return _perceptron(state, "", maps), maps


def _perceptron(state: State, prefix: str, maps: Tensor) -> Tensor:
    hidden = maps.reshape(len(maps), -1)
    for layer in ("fc1", "fc2"):
        hidden = functional.linear(hidden, state[f"{prefix}{layer}.weight"], state[f"{prefix}{layer}.bias"]).relu()
    return functional.linear(hidden, state[f"{prefix}fc3.weight"], state[f"{prefix}fc3.bias"])[:, 0]


# -- the teacher -------------------------------------------------------------------------------------------------------


def teacher(state: State, texts: Tensor, pixels: Tensor, unet: Any, vae: Any, side: int) -> tuple[Tensor, Tensor]:
    """Score (n,) and feature map (n, channels, side, side).

    Args:
        state: of the released file, in the present names.
        texts: the text table.
        pixels: (n, 3, height, width) in 0..1.
        unet, vae: diffusers' networks, filled here.
        side: of the feature map; 64 in the paper.
    """
    unet.load_state_dict(part(state, "unet."))
    vae.load_state_dict(part(state, "vae."))
    latents = 0.18215 * vae.quant_conv(vae.encoder(pixels))[:, :4]  # the first half is the mean
    inner = functional.linear(texts, state["text_adapter.fc.0.weight"], state["text_adapter.fc.0.bias"])
    inner = functional.gelu(inner)
    inner = functional.linear(inner, state["text_adapter.fc.2.weight"], state["text_adapter.fc.2.bias"])
    context = (texts + state["gamma"] * inner)[None].repeat(len(pixels), 1, 1)
    first, second, third, fourth = _up_features(unet, latents, context, _adapter(part(state, "img_adapter."), pixels))
    return _decoder(part(state, "QFD."), [fourth, third, second, first], side)


def _adapter(state: State, pixels: Tensor) -> list[Tensor]:
    """T2I-Adapter: pixels folded by eight, then a stage for each down block, each but the first at half the size."""
    x = functional.pixel_unshuffle(pixels, 8)
    x = functional.conv2d(x, state["conv_in.weight"], state["conv_in.bias"], padding=1)
    maps = []
    for stage in range(4):
        if stage:
            x = functional.avg_pool2d(x, 2)
        name = f"body.{stage}"
        if f"{name}.in_conv.weight" in state:
            x = functional.conv2d(x, state[f"{name}.in_conv.weight"], state[f"{name}.in_conv.bias"])
        for block in range(len({n.split(".")[3] for n in state if n.startswith(f"{name}.resnets.")})):
            at = f"{name}.resnets.{block}"
            inner = functional.conv2d(x, state[f"{at}.block1.weight"], state[f"{at}.block1.bias"], padding=1).relu()
            x = x + functional.conv2d(inner, state[f"{at}.block2.weight"], state[f"{at}.block2.bias"])
        maps.append(x)
    return maps


def _up_features(unet: Any, latents: Tensor, context: Tensor, residuals: list[Tensor]) -> list[Tensor]:
    """Stable Diffusion's U-Net at timestep 1 as far as its last up block; outputs of the four up blocks."""
    step = unet.time_embedding(unet.time_proj(torch.ones(len(latents), dtype=torch.int64)))
    x = unet.conv_in(latents)
    skips = [x]
    for block, residual in zip(unet.down_blocks, residuals, strict=True):
        attentions = getattr(block, "attentions", [None] * len(block.resnets))
        for number, (resnet, attention) in enumerate(zip(block.resnets, attentions, strict=True), 1):
            x = resnet(x, step)
            x = x if attention is None else attention(x, encoder_hidden_states=context, return_dict=False)[0]
            x = x + residual if number == len(block.resnets) else x
            skips.append(x)
        for sampler in block.downsamplers or ():
            x = sampler(x)
            skips.append(x)
    x = unet.mid_block.resnets[0](x, step)
    x = unet.mid_block.attentions[0](x, encoder_hidden_states=context, return_dict=False)[0]
    x = unet.mid_block.resnets[1](x, step)
    found = []
    for block in unet.up_blocks:
        attentions = getattr(block, "attentions", [None] * len(block.resnets))
        for resnet, attention in zip(block.resnets, attentions, strict=True):
            x = resnet(torch.cat([x, skips.pop()], dim=1), step)
            x = x if attention is None else attention(x, encoder_hidden_states=context, return_dict=False)[0]
        for sampler in block.upsamplers or ():
            x = sampler(x)
        found.append(x)
    assert not skips
    return found


def _decoder(state: State, features: list[Tensor], side: int) -> tuple[Tensor, Tensor]:
    """The quality feature decoder; features from the finest to the coarsest, for conv1 to conv4."""

    def weighed(maps: Tensor, name: str) -> Tensor:
        gate = functional.linear(maps.mean(dim=(2, 3)), state[f"{name}.fc.0.weight"]).relu()
        gate = functional.linear(gate, state[f"{name}.fc.2.weight"]).sigmoid()
        return maps * gate[:, :, None, None]

    def convolved(maps: Tensor, name: str, padding: int = 0) -> Tensor:
        return functional.conv2d(maps, state[f"{name}.weight"], state[f"{name}.bias"], padding=padding)

    parts = []
    for number, maps in enumerate(features, 1):
        resized = functional.interpolate(maps, size=(side, side), mode="bicubic", align_corners=False)
        parts.append(weighed(convolved(resized, f"conv{number}", 1), f"se{number}"))
    x = weighed(convolved(torch.cat(parts, dim=1), "fuse_conv", 1), "se_fuse")
    for number in (1, 2, 3):
        x = convolved(x, f"conv_score{number}").relu()
    return _perceptron(state, "", x), x
