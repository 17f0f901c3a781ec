"""Distillation: any student learns score and feature map of any teacher."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from dpiqa_core.errors import ModelError
from dpiqa_core.lite import LiteStudent
from dpiqa_core.training.paper.batches import Batch, to_tensors
from dpiqa_core.training.paper.losses import map_loss, score_loss
from dpiqa_core.training.paper.maps import TeacherMaps
from dpiqa_core.training.paper.tasks import Judged
from dpiqa_core.weights import Card


class Imitator(nn.Module):
    """A student seen as a giver of score and feature map.

    The paper's student has such a map. Of others the deepest map of the whole photo is taken, resized (bilinear) and
    brought to the teacher's channels by a 1x1 convolution, which is trained along and not kept.
    """

    def __init__(self, student: nn.Module, card: Card, shape: tuple[int, int]) -> None:
        """Look at the student's map by one run on a black picture.

        Args:
            student: takes and gives dictionaries of tensors.
            card: for its preprocessing.
            shape: channels and side of the teacher's map.

        Raises:
            ModelError: no feature map is known of such a network.
        """
        super().__init__()
        self.student = student
        self._channels, self._side = shape
        self._tapped: list[Tensor] = []
        if isinstance(student, LiteStudent):
            list(student.backbone.features)[-1].register_forward_hook(self._keep)
        shapes = card.preprocessing.input_shapes
        black = {name: torch.zeros(1, *size, dtype=torch.uint8) for name, size in shapes.items()}
        was_training = student.training
        with torch.no_grad():
            own = self._own_map(student.eval()(black))
        student.train(was_training)
        if own is None:
            raise ModelError(card.folder, f"No feature map is known of the architecture {card.architecture}.")
        # The same first weights whatever was drawn before.
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            fits = tuple(own.shape[1:]) == (self._channels, self._side, self._side)
            self.projection: nn.Module = nn.Identity() if fits else nn.Conv2d(own.shape[1], self._channels, 1)

    def _keep(self, module: nn.Module, arguments: tuple[Any, ...], output: Tensor) -> None:
        del module, arguments
        self._tapped.append(output)

    def _own_map(self, found: Mapping[str, Tensor]) -> Tensor | None:
        tapped, self._tapped = self._tapped, []
        return found["feature_map"] if "feature_map" in found else tapped[0] if tapped else None

    def forward(self, inputs: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
        """Score (n,) and feature map of the teacher's shape."""
        found = self.student(inputs)
        own = self._own_map(found)
        if own is None:
            raise RuntimeError("the student gave no feature map")
        if own.shape[-1] != self._side or own.shape[-2] != self._side:
            own = functional.interpolate(own, size=(self._side, self._side), mode="bilinear", align_corners=False)
        return found["score"], self.projection(own)


class StudentTask:
    """The student's losses and its model."""

    def __init__(
        self,
        student: nn.Module,
        card: Card,
        taught: TeacherMaps | None,
        test_start: int,
        device: torch.device,
        *,
        map_weight: float = 1.0,
        notes: Mapping[str, Any] | None = None,
    ) -> None:
        """Move the student to the device.

        Args:
            student: is trained in place.
            card: architecture, configuration, preprocessing.
            taught: of the training photos and then of the held-out ones; None: learn from opinion scores alone.
            test_start: where the held-out photos begin in ``taught``.
            device: for everything.
            map_weight: of the feature map's loss.
            notes: of the model's card, besides the figures.
        """
        self._notes = dict(notes or {})
        self._card = card
        self._taught, self._test_start, self._map_weight = taught, test_start, map_weight
        self._device = device
        self._student = student
        self._imitator = Imitator(student, card, taught.shape).to(device) if taught else None
        student.to(device).requires_grad_(True)

    @property
    def records(self) -> Sequence[Any]:
        """The student's preprocessing."""
        return [self._card.preprocessing]

    @property
    def module(self) -> nn.Module:
        """The student, with the projection of its map."""
        return self._imitator or self._student

    def parameters(self) -> Sequence[nn.Parameter]:
        """All."""
        return list(self.module.parameters())

    def _wanted(self, batch: Batch, start: int) -> Tensor:
        if self._taught is None:
            raise RuntimeError("there is no teacher")
        return torch.from_numpy(self._taught.maps[batch.indices + start].astype(np.float32)).to(self._device)

    def losses(self, batch: Batch) -> dict[str, Tensor]:
        """Mean squared errors of the score against the label and of the map against the teacher's."""
        mos = torch.from_numpy(batch.mos).to(self._device)
        inputs = to_tensors(batch.inputs[0], self._device)
        if self._imitator is None:
            return {"score": score_loss(self._student(inputs)["score"], mos)}
        score, maps = self._imitator(inputs)
        return {
            "score": score_loss(score, mos),
            "map": self._map_weight * map_loss(maps, self._wanted(batch, 0)),
        }

    def judge(self, batch: Batch) -> Judged:
        """Scores and errors of the maps of a held-out batch."""
        inputs = to_tensors(batch.inputs[0], self._device)
        if self._imitator is None:
            return Judged(self._student(inputs)["score"].double().cpu().numpy())
        score, maps = self._imitator(inputs)
        errors = (maps.float() - self._wanted(batch, self._test_start)).square().mean(dim=(1, 2, 3))
        return Judged(score.double().cpu().numpy(), errors.double().cpu().numpy())

    def product(self, notes: Mapping[str, Any]) -> tuple[Mapping[str, Tensor], Card]:
        """The student alone."""
        card = replace(
            self._card,
            source="python -m dpiqa_core.training distil",
            notes=self._notes | dict(notes),
            files={},
            folder=None,
        )
        return self._student.state_dict(), card
