"""Numbers of the paper's trainings, as the command line's defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a network is trained.

    Attributes:
        batch: photos a step.
        rate: Adam's learning rate at the start.
        decay: what the rate is multiplied by after each epoch of ``decay_after``.
        decay_after: epochs, counted from 1.
        epochs: in all. The paper does not give them; the defaults are twice the last decay, and the best point is
            kept, wherever it lies.
    """

    batch: int
    rate: float
    decay_after: tuple[int, ...]
    epochs: int
    decay: float = 0.2

    def rate_at(self, epoch: int) -> float:
        """The learning rate of an epoch, counted from 0."""
        return self.rate * self.decay ** sum(epoch >= after for after in self.decay_after)

    def to_dict(self) -> dict[str, Any]:
        """Give the record as JSON types."""
        return asdict(self) | {"decay_after": list(self.decay_after)}

    def changed(self, **given: Any) -> Recipe:
        """The recipe with other numbers, None leaving one as it is."""
        return replace(self, **{name: value for name, value in given.items() if value is not None})


TEACHER: Mapping[str, Recipe] = {
    "koniq": Recipe(16, 1e-5, (5,), 10),
    "clive": Recipe(16, 1e-5, (10,), 20),
    "livefb": Recipe(16, 1e-5, (2,), 4),
    "spaq": Recipe(16, 1e-5, (5,), 10),
}
STUDENT: Mapping[str, Recipe] = {
    "koniq": Recipe(24, 1e-4, (5,), 10),
    "clive": Recipe(24, 1e-4, (10, 25), 50),
    "livefb": Recipe(24, 1e-4, (4,), 8),
    "spaq": Recipe(24, 1e-4, (6,), 12),
}


def recipe_for(table: Mapping[str, Recipe], dataset: str) -> Recipe:
    """The recipe of a set; KonIQ-10k's for sets that the paper does not have."""
    return table.get(dataset, table["koniq"])
