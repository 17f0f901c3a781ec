"""Mixed precision: which one, and a loss scale that keeps half precision's small gradients alive."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

import torch
from torch import Tensor

from dpiqa_core.errors import ModelError

PRECISIONS = ("auto", "fp32", "fp16", "bf16")
_FIRST_SCALE = 2.0**14
_GROW_AFTER = 1000
_LARGEST_SCALE = 2.0**24


def choose_precision(name: str, device: torch.device) -> str:
    """Resolve ``auto``: on CUDA bf16 where the GPU has it, else fp16; elsewhere fp32.

    Raises:
        ModelError: half precision was asked for on a device that trains slower or not at all with it.
    """
    if name == "auto":
        if device.type != "cuda":
            return "fp32"
        return "bf16" if torch.cuda.is_bf16_supported(including_emulation=False) else "fp16"
    if name == "fp16" and device.type != "cuda":
        raise ModelError(None, f"Training in fp16 takes an NVIDIA or AMD GPU; on {device.type} choose fp32.")
    return name


def autocast(precision: str, device: torch.device) -> contextlib.AbstractContextManager[object]:
    """The context in which a network runs; nothing for fp32."""
    if precision == "fp32":
        return contextlib.nullcontext()
    return torch.autocast(device.type, torch.float16 if precision == "fp16" else torch.bfloat16)


class LossScale:
    """Dynamic loss scaling (Micikevicius et al., arXiv 1710.03740).

    Of its own rather than torch's GradScaler, because gradients and optimiser may lie on different devices here.
    """

    def __init__(self, enabled: bool) -> None:
        self.value = _FIRST_SCALE if enabled else 1.0
        self._enabled = enabled
        self._good = 0

    @torch.no_grad()
    def usable(self, gradients: Iterable[Tensor]) -> bool:
        """Undo the scale in place; False where the step must be left out because something overflowed."""
        if not self._enabled:
            return True
        found = list(gradients)
        torch._foreach_mul_(found, 1 / self.value)
        norms = torch._foreach_norm(found)
        if not bool(torch.isfinite(torch.stack([norm.float() for norm in norms])).all()):
            self.value = max(1.0, self.value / 2)
            self._good = 0
            return False
        self._good += 1
        if self._good >= _GROW_AFTER:
            self.value, self._good = min(_LARGEST_SCALE, self.value * 2), 0
        return True

    def state(self) -> list[float]:
        """What a checkpoint keeps."""
        return [self.value, float(self._good)]

    def restore(self, state: list[float]) -> None:
        """Take ``state``'s numbers over."""
        self.value, self._good = float(state[0]), int(state[1])
