"""What the loop wants to know of a training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from dpiqa_core.preprocess import Preprocessing
from dpiqa_core.training.paper.batches import Batch
from dpiqa_core.weights import Card


@dataclass(frozen=True, slots=True)
class Judged:
    """What a network says of a batch while it is validated.

    Attributes:
        scores: (n,).
        map_errors: mean squared error of each feature map, (n,); None without a teacher.
    """

    scores: NDArray[np.float64]
    map_errors: NDArray[np.float64] | None = None


class Task(Protocol):
    """A network, its losses, and how it is kept."""

    @property
    def records(self) -> Sequence[Preprocessing]:
        """The preprocessings that its batches need."""
        ...

    @property
    def module(self) -> nn.Module:
        """Everything whose state a checkpoint keeps."""
        ...

    def parameters(self) -> Sequence[nn.Parameter]:
        """What is trained."""
        ...

    def losses(self, batch: Batch) -> dict[str, Tensor]:
        """Parts of the loss of a training batch, weighted; their sum is the loss."""
        ...

    def judge(self, batch: Batch) -> Judged:
        """Judge a batch of the held-out part."""
        ...

    def product(self, notes: Mapping[str, Any]) -> tuple[Mapping[str, Tensor], Card]:
        """Tensors and card of the model as it is now."""
        ...
