"""Adam, with its moments beside the weights or in main memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

_SMALL_GPU_BYTES = 24e9
_LARGE_NETWORK = 500_000_000


class HostAdam:
    """Adam whose weights of record and moments lie in main memory.

    A teacher of a milliard parameters needs 8 GB for the moments alone: with weights, gradients and half-precision
    copies that is more than 16 GB of GPU memory. Here the GPU keeps weights and gradients only; a step costs a copy
    each way and an update by the CPU.
    """

    def __init__(self, parameters: Sequence[nn.Parameter], rate: float) -> None:
        """Copy the parameters."""
        self._parameters = list(parameters)
        self._masters = [p.detach().to("cpu", torch.float32, copy=True) for p in self._parameters]
        self._adam = torch.optim.Adam(self._masters, lr=rate)

    @property
    def param_groups(self) -> list[dict[str, Any]]:
        """Adam's, for the learning rate."""
        return self._adam.param_groups

    def zero_grad(self) -> None:
        """Free the gradients."""
        for parameter in self._parameters:
            parameter.grad = None

    @torch.no_grad()
    def step(self) -> None:
        """Update by the gradients of the parameters."""
        for parameter, master in zip(self._parameters, self._masters, strict=True):
            gradient = parameter.grad
            master.grad = None if gradient is None else gradient.to("cpu", torch.float32)
        self._adam.step()
        for parameter, master in zip(self._parameters, self._masters, strict=True):
            parameter.copy_(master)
            master.grad = None

    def state_dict(self) -> dict[str, Any]:
        """Adam's."""
        return self._adam.state_dict()

    @torch.no_grad()
    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take over Adam's state, and the parameters as they are now."""
        self._adam.load_state_dict(state)
        for parameter, master in zip(self._parameters, self._masters, strict=True):
            master.copy_(parameter)


def make_adam(
    parameters: Sequence[nn.Parameter], rate: float, *, host: bool | None, device: torch.device
) -> torch.optim.Adam | HostAdam:
    """Adam in one of two places.

    Args:
        parameters: what is trained.
        rate: at the start.
        host: True keeps the moments in main memory; None does so for a large network on a GPU of less than 24 GB.
        device: of the parameters.
    """
    if host is None:
        host = (
            device.type == "cuda"
            and sum(p.numel() for p in parameters) > _LARGE_NETWORK
            and torch.cuda.get_device_properties(device).total_memory < _SMALL_GPU_BYTES
        )
    if host:
        return HostAdam(parameters, rate)
    return torch.optim.Adam(parameters, lr=rate)


def gradients_of(parameters: Sequence[nn.Parameter]) -> list[Tensor]:
    """The gradients that there are."""
    return [p.grad for p in parameters if p.grad is not None]
