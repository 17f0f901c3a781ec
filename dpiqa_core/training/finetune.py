"""Training the late stages together with the heads, from the cached early stages; can stop and go on at any step."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from dpiqa_core.lite import LiteStudent
from dpiqa_core.training.features import LOW, as_tensors, load_features
from dpiqa_core.training.loops import Average, Log, Table, batch_targets, head_parameters
from dpiqa_core.training.losses import Weights, total_loss


@dataclass(frozen=True, slots=True)
class Plan:
    """How the late stages are trained.

    Attributes:
        steps: in all.
        groups: scenes in a batch.
        rate: of the heads at its highest; the backbone's is ``rate * backbone_share``.
        keep_every: steps between two checkpoints.
    """

    steps: int
    groups: int = 4
    rate: float = 5e-4
    backbone_share: float = 0.5
    keep_every: int = 50
    seed: int = 1
    weights: Weights = Weights()  # noqa: RUF009 - frozen


def _rate_at(step: int, plan: Plan) -> float:
    """Warm-up over the first twentieth, then half a cosine to a fiftieth."""
    warm = max(1, plan.steps // 20)
    if step < warm:
        return (step + 1) / warm
    part = (step - warm) / max(1, plan.steps - warm)
    return 0.02 + 0.98 * 0.5 * (1 + float(np.cos(np.pi * part)))


def _groups_at(step: int, groups: int, plan: Plan) -> NDArray[np.int64]:
    """The groups of a step: epochs are permutations that follow from the seed alone, so that a run can go on."""
    places = np.arange(step * plan.groups, (step + 1) * plan.groups)
    chosen = [np.random.default_rng((plan.seed, int(p) // groups)).permutation(groups)[int(p) % groups] for p in places]
    return np.asarray(chosen, np.int64)


def finetune(
    model: LiteStudent,
    shards: Sequence[Path],
    targets: Table,
    plan: Plan,
    *,
    checkpoint: Path,
    device: torch.device,
    log: Log,
    stop: Callable[[], bool] = lambda: False,
    finetuned: Sequence[nn.Module] | None = None,
) -> tuple[Average, int]:
    """Train until ``plan.steps``, or until ``stop()``; give the averaged model and the number of steps done.

    BatchNorm keeps ImageNet's statistics: batches are few scenes in many versions and would mislead it.

    Args:
        model: with trained heads; is changed.
        shards: of samples with features beside them, one group each, in the order of ``targets``.
        checkpoint: written every ``plan.keep_every`` steps and at the end; where it exists the run goes on from it.
        finetuned: modules to train besides the heads; None: all behind the cached stages.
    """
    modules = list(model.late_modules()) if finetuned is None else list(finetuned)
    backbone = [p for module in modules for p in module.parameters()]
    heads = head_parameters(model)
    optimiser = torch.optim.AdamW(
        [
            {"params": heads, "lr": plan.rate, "weight_decay": 0.02},
            {"params": backbone, "lr": plan.rate * plan.backbone_share, "weight_decay": 0.01},
        ]
    )
    base = [group["lr"] for group in optimiser.param_groups]
    average = Average(model, 0.99)
    step = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location=device, weights_only=True)
        model.load_state_dict(state["model"])
        average.model.load_state_dict(state["average"])
        average.steps = int(state["average_steps"])
        optimiser.load_state_dict(state["optimiser"])
        step = int(state["step"])

    def keep() -> None:
        part = checkpoint.with_suffix(".part")
        torch.save(
            {
                "model": model.state_dict(),
                "average": average.model.state_dict(),
                "average_steps": average.steps,
                "optimiser": optimiser.state_dict(),
                "step": step,
            },
            part,
        )
        part.replace(checkpoint)

    trained = {id(p) for p in (*heads, *backbone)}
    for parameter in model.parameters():
        parameter.requires_grad_(id(parameter) in trained)
    sums: dict[str, float] = {}
    begun, since = time.monotonic(), step
    model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    while step < plan.steps and not stop():
        model.eval()
        model.judges.train()
        torch.manual_seed(plan.seed * 1_000_003 + step)  # dropout, and what is mirrored
        chosen = _groups_at(step, len(shards), plan)
        low = _low([shards[i] for i in chosen], device)
        target = batch_targets(targets, chosen, device)
        for group, factor in zip(optimiser.param_groups, base, strict=True):
            group["lr"] = factor * _rate_at(step, plan)
        parts = total_loss(model.heads(model.high(low)), target, plan.weights)
        optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(torch.stack(list(parts.values())).sum())
        nn.utils.clip_grad_norm_([*heads, *backbone], 5.0)
        optimiser.step()
        average.update(model)
        step += 1
        for name, value in parts.items():
            sums[name] = sums.get(name, 0.0) + float(value.detach())
        if step % plan.keep_every == 0 or step == plan.steps:
            done = step - since
            seconds = (time.monotonic() - begun) / done
            log({"phase": "late", "step": step, "seconds": seconds, **{n: v / done for n, v in sums.items()}})
            sums, begun, since = {}, time.monotonic(), step
            keep()
    keep()
    return average, step


def _low(shards: Sequence[Path], device: torch.device) -> dict[str, Tensor]:
    """Cached early stages of some groups, flat."""
    parts = [load_features(shard, LOW) for shard in shards]
    low = as_tensors({name: np.concatenate([part[name] for part in parts]) for name in LOW}, device)
    return {n: t.contiguous(memory_format=torch.channels_last) if t.dim() == 4 else t for n, t in low.items()}
