"""Keep few activations and compute the rest again in the backward pass (Chen et al., arXiv 1604.06174)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from dpiqa_core.efficientnet import _Block
from dpiqa_core.teacher.network import Teacher


def save_memory(model: nn.Module) -> None:
    """Recompute the activations of a teacher's U-Net and of every block of EfficientNets instead of keeping them.

    Names of tensors, results and gradients stay as they are.
    """
    for module in list(model.modules()):
        if isinstance(module, Teacher):
            module.unet.enable_gradient_checkpointing()
        elif isinstance(module, _Block):
            _recompute(module)


def _recompute(block: nn.Module) -> None:
    forward: Callable[[Tensor], Tensor] = block.forward
    norms = [module for module in block.modules() if isinstance(module, nn.BatchNorm2d)]

    @contextlib.contextmanager
    def statistics_kept() -> Iterator[None]:
        # The second pass would count the batch twice in the running statistics.
        before = [(norm, norm.momentum, int(norm.num_batches_tracked or 0)) for norm in norms]
        for norm in norms:
            norm.momentum = 0.0
        try:
            yield
        finally:
            for norm, momentum, count in before:
                norm.momentum = momentum
                if norm.num_batches_tracked is not None:
                    norm.num_batches_tracked.fill_(count)

    def contexts() -> tuple[contextlib.AbstractContextManager[Any], contextlib.AbstractContextManager[Any]]:
        return contextlib.nullcontext(), statistics_kept()

    def run(x: Tensor) -> Tensor:
        if not block.training:
            return forward(x)
        found: Tensor = checkpoint(forward, x, use_reentrant=False, context_fn=contexts)
        return found

    # On the object, not the class: the module tree and with it every tensor's name stays as it is.
    block.forward = run
