"""Networks that a training begins with: models by name or folder, or new ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn

from dpiqa_core.models import build_model, fill, load_model
from dpiqa_core.preprocess import PAPER
from dpiqa_core.released import read_checkpoint
from dpiqa_core.student import PaperStudent, PaperStudentConfig
from dpiqa_core.weights import CARD, Card, find_model

NEW_STUDENT = "new-"
"""Prefix of students without weights: ``new-b0`` to ``new-b7`` are the paper's on that EfficientNet."""


def card_of(text: str, model_dirs: Sequence[Path] = ()) -> Card:
    """The card of a model that is named, or of a folder.

    Raises:
        ModelError: there is none.
    """
    folder = Path(text).expanduser()
    if (folder / CARD).exists():
        return Card.read(folder)
    return find_model(text, model_dirs)


def load_start(text: str, model_dirs: Sequence[Path] = ()) -> tuple[Card, nn.Module]:
    """Card and network of a model, in memory of its own so that it can be trained; errors as of ``card_of``."""
    card = card_of(text, model_dirs)
    return card, load_model(card)


def new_student(text: str, backbone_weights: Path | None, seed: int, name: str) -> tuple[Card, nn.Module]:
    """A paper's student with random weights, its backbone from torchvision's ImageNet file where that is given.

    Args:
        text: ``new-b0`` to ``new-b7``.
        backbone_weights: torchvision's ``efficientnet_b*.pth``.
        seed: of the random weights.
        name: of the model.

    Raises:
        ModelError: the backbone is not known, or the file does not fit it.
    """
    config = PaperStudentConfig(backbone=text.removeprefix(NEW_STUDENT))
    card = Card(
        name,
        "DP-IQA student, distilled here",
        "paper-student",
        config.to_dict(),
        PAPER,
        licence="that of the teacher and of the data set",
    )
    torch.manual_seed(seed)
    network = build_model(card)
    if backbone_weights is not None and isinstance(network, PaperStudent):
        fill_backbone(network, backbone_weights)
    return card, network


def fill_backbone(student: PaperStudent, path: Path) -> None:
    """Fill the backbone from a state dict of torchvision's EfficientNet (its classifier is left out).

    Raises:
        ModelError: the file is damaged, would run code, or is of another size.
    """
    tensors = read_checkpoint(path)
    fill(student.base_model, {n: t for n, t in tensors.items() if not n.startswith("classifier.")}, path)
