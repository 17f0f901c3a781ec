"""The two loops: heads alone on finished features, then the late stages with them."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from dpiqa_core.lite import LOST_FAULTS, LiteStudent
from dpiqa_core.training.dataset import FAMILY_NAMES, severity_labels
from dpiqa_core.training.faults import FAMILIES, FAULT_NAMES
from dpiqa_core.training.features import LOW, as_tensors, load_features
from dpiqa_core.training.losses import Weights, total_loss

Table = dict[str, NDArray[Any]]
_SLIGHT = 0.35
"""Severity below which a blur counts as slight."""
_SCENES = 100.0
"""How much the difference of clean scenes counts against a direction of sharpness, next to the difference of blurs."""

LOST_QUALITY = 0.05
"""Targets up to this one, by a single fault of full severity, count as photos of which nothing is left."""
_LOST_PASSES = 12

Log = Callable[[Mapping[str, float | str]], None]


def no_log(row: Mapping[str, float | str]) -> None:
    """Keep nothing."""


def load_targets(shards: Sequence[Path]) -> Table:
    """Targets of groups: ``quality`` and ``style`` (g, s), severities ``faults`` (g, s, k), ``map``, ``families``."""
    names = ("quality", "faults", "map", "families", "style", "source")
    tables: dict[str, list[NDArray[Any]]] = {name: [] for name in names}
    for shard in shards:
        with np.load(shard) as arrays:
            for name in names:
                tables[name].append(arrays[name])
    found = {name: np.stack(values) for name, values in tables.items()}
    found["faults"] = severity_labels(found["families"], found["faults"])
    return found


def load_vectors(shards: Sequence[Path], names: Sequence[str] = ("vector", "local", "detail")) -> Table:
    """Cached features of groups, (g, s, ...)."""
    parts = [load_features(shard, names) for shard in shards]
    return {name: np.stack([part[name] for part in parts]) for name in names}


def batch_targets(targets: Table, groups: NDArray[np.int64], device: torch.device) -> dict[str, Tensor]:
    """Flat targets of some groups, as ``losses.total_loss`` wants them."""
    size = targets["quality"].shape[1]
    flat = {
        name: torch.from_numpy(targets[name][groups].reshape(-1, *targets[name].shape[2:])).to(device).float()
        for name in ("quality", "faults", "map")
    }
    flat["scene"] = torch.arange(len(groups), device=device).repeat_interleave(size)
    flat["count"] = torch.from_numpy((targets["families"][groups] > 0).sum(-1).reshape(-1)).to(device)
    return flat


@torch.inference_mode()
def late_vectors(model: LiteStudent, shards: Sequence[Path], device: torch.device) -> Table:
    """``vector``, ``local`` and ``detail`` (g, s, ...) of the present late stages, from the cached early ones."""
    model.eval()
    parts: dict[str, list[NDArray[Any]]] = {"vector": [], "local": [], "detail": []}
    for shard in shards:
        high = model.high(as_tensors(load_features(shard, LOW), device))
        parts["vector"].append(high["vector"].cpu().numpy())
        parts["local"].append(high["local"].cpu().numpy().astype(np.float16))
        parts["detail"].append(high["detail"].cpu().numpy().astype(np.float16))
    return {name: np.stack(values) for name, values in parts.items()}


def standardise(model: LiteStudent, vectors: NDArray[np.float32]) -> None:
    """Set the mean and scale of every pooled feature from the training's."""
    flat = torch.from_numpy(vectors.reshape(-1, vectors.shape[-1]))
    model.mean.copy_(flat.mean(0).to(model.mean))
    model.scale.copy_(flat.std(0).clamp_min(0.02).to(model.mean))


def fit_sharper(model: LiteStudent, vectors: NDArray[np.float32], targets: Table) -> None:
    """Set the direction of ``LiteStudent.sharper``: Fisher's, from clean photos to themselves with slight blur, against
    how clean photos of different scenes differ and how the blurs do. One unit is the mean of these blurs. The scenes
    count most: a direction in which they are alike costs the order of different scenes less, and on four camera files
    that no weights were trained on blur of two pixels moved the photo by 1.4 to 2 times as much.

    Args:
        model: standardised; is changed.
        vectors: pooled features (groups, samples, d), the summary of detail last.
        targets: of the same groups. Without slight blur among them nothing is set.
    """
    size = len(model.fine)
    mean, scale = model.mean[-size:].cpu().numpy(), model.scale[-size:].cpu().numpy()
    detail = np.clip((vectors[..., -size:] - mean) / scale, -6, 6)
    families = targets["families"]
    count = (families > 0).sum(-1)
    blur = families[..., [FAMILY_NAMES.index(name) for name in ("shake", "defocus")]].max(-1)
    slight = (count == 1) & (blur > 0) & (blur < _SLIGHT) & (count[:, :1] == 0)
    if slight.sum() < 2:
        return
    sharper, clean = (detail[:, :1] - detail)[slight], detail[count == 0]
    spread = _SCENES * np.cov(clean.T) + np.cov(sharper.T) + np.eye(size)
    direction = np.linalg.solve(spread, sharper.mean(0))
    direction /= (sharper @ direction).mean()
    model.fine.copy_(torch.from_numpy(direction).to(model.fine))
    model.fine_middle.copy_(torch.tensor((clean @ direction).mean()).to(model.fine))


def fit_lost(model: LiteStudent, vectors: NDArray[np.float32], targets: Table, *, seed: int = 1) -> None:
    """Teach ``LiteStudent.lost`` the photos of which nothing is left; its inputs do not change in the training.

    Args:
        model: standardised; its ``tell_lost`` is changed.
        vectors: pooled features (groups, samples, d).
        targets: of the same groups. Without lost photos among them nothing is set.
        seed: of the order.
    """
    severe = (targets["families"] >= 1) & (targets["quality"] <= LOST_QUALITY)[..., None]
    wanted = np.zeros((*targets["quality"].shape, len(LOST_FAULTS)), np.float32)
    for place, name in enumerate(FAMILY_NAMES):
        fault = FAULT_NAMES.index(FAMILIES[name].name)
        if fault in LOST_FAULTS:
            column = LOST_FAULTS.index(fault)
            wanted[..., column] = np.maximum(wanted[..., column], severe[..., place])
    if not wanted.any():
        return
    device = model.mean.device
    flat = torch.from_numpy(vectors.reshape(-1, vectors.shape[-1])).to(device)
    seen = torch.clamp((flat - model.mean) / model.scale, -6, 6)
    labels = torch.from_numpy(wanted.reshape(-1, len(LOST_FAULTS))).to(device)
    torch.manual_seed(seed)
    for layer in model.tell_lost:
        if isinstance(layer, nn.Linear):
            layer.reset_parameters()
    optimiser = torch.optim.AdamW(model.tell_lost.parameters(), lr=3e-3, weight_decay=0.01)
    model.eval()
    for _ in range(_LOST_PASSES):
        for rows in torch.split(torch.randperm(len(seen), device=device), 512):
            loss = functional.binary_cross_entropy_with_logits(model.lost(seen[rows]), labels[rows])
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()


class Average:
    """Exponential moving average of a model's weights: the one that is judged and kept."""

    def __init__(self, model: LiteStudent, decay: float) -> None:
        """Begin with the model's present weights."""
        self.decay = decay
        self.steps = 0
        self.model = copy.deepcopy(model).eval()

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        """Take in the weights after a step."""
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        for own, new in zip(self.model.parameters(), model.parameters(), strict=True):
            own.lerp_(new, 1 - decay)


def head_parameters(model: LiteStudent) -> list[nn.Parameter]:
    """Everything behind the pooled features."""
    modules = (model.layout, model.judges, model.map_local, model.map_detail, model.map_out)
    return [p for module in modules for p in module.parameters()]


def train_heads(
    model: LiteStudent,
    vectors: Table,
    targets: Table,
    *,
    epochs: int,
    seed: int,
    device: torch.device,
    weights: Weights,
    log: Log,
    groups_per_batch: int = 5,
    rate: float = 2e-3,
    keep: NDArray[np.bool_] | None = None,
) -> Average:
    """Train the heads on cached features (``vector``, ``detail`` and, where given, ``local``).

    Args:
        model: its heads are changed.
        vectors, targets: (groups, samples, ...).
        epochs: passes over the groups.
        seed: of order and dropout.
        device: where the model is.
        weights: of the loss.
        log: called after each epoch.
        groups_per_batch: scenes in a batch.
        rate: the highest learning rate.
        keep: (groups, samples), False for samples that are to be left out.
    """
    average = Average(model, 0.995)
    optimiser = torch.optim.AdamW(head_parameters(model), lr=rate, weight_decay=0.02)
    groups = len(targets["quality"])
    steps = max(1, math.ceil(groups / groups_per_batch))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=epochs * steps, pct_start=0.15)
    random = np.random.default_rng(seed)
    torch.manual_seed(seed)
    with_map = "local" in vectors
    for epoch in range(epochs):
        model.train()
        model.backbone.eval()
        model.crop_tail.eval()
        order = random.permutation(groups)
        sums: dict[str, float] = {}
        begun = time.monotonic()
        for step in range(steps):
            chosen = order[step * groups_per_batch : (step + 1) * groups_per_batch]
            high = as_tensors({n: a[chosen].reshape(-1, *a.shape[2:]) for n, a in vectors.items()}, device)
            target = batch_targets(targets, chosen, device)
            if not with_map:
                high["local"] = high["vector"].new_zeros((len(high["vector"]), model.map_local.in_channels, 2, 2))
                del target["map"]
            if keep is not None:
                kept = torch.from_numpy(keep[chosen].reshape(-1)).to(device)
                high = {name: value[kept] for name, value in high.items()}
                target = {name: value[kept] for name, value in target.items()}
            parts = total_loss(model.heads(high), target, weights)
            optimiser.zero_grad()
            torch.autograd.backward(torch.stack(list(parts.values())).sum())
            optimiser.step()
            schedule.step()
            average.update(model)
            for name, value in parts.items():
                sums[name] = sums.get(name, 0.0) + float(value.detach()) / steps
        log({"phase": "heads", "epoch": epoch, "seconds": time.monotonic() - begun, **sums})
    return average


@torch.inference_mode()
def predict(model: LiteStudent, vectors: Table, device: torch.device, *, batch: int = 256) -> Table:
    """Outputs of the heads for cached features (g, s, ...), in that shape."""
    model.eval()
    groups, size = vectors["vector"].shape[:2]
    flat = {name: array.reshape(groups * size, *array.shape[2:]) for name, array in vectors.items()}
    parts: list[dict[str, Tensor]] = []
    for start in range(0, groups * size, batch):
        high = as_tensors({n: a[start : start + batch] for n, a in flat.items()}, device)
        if "local" not in high:
            high["local"] = high["vector"].new_zeros((len(high["vector"]), model.map_local.in_channels, 2, 2))
        high.setdefault("content", high["vector"][:, :1])
        parts.append(model.heads(high))
    names = ("logit", "score", "faults", "raw_map") if "local" in vectors else ("logit", "score", "faults")
    merged = {name: torch.cat([part[name] for part in parts]).cpu().numpy() for name in names}
    return {name: a.reshape(groups, size, *a.shape[1:]) for name, a in merged.items()}
