"""From a card to a network and back: building, loading with every name and shape checked, saving.

Torch is imported inside the functions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dpiqa_core.errors import ModelError
from dpiqa_core.weights import CARD, ONNX, WEIGHTS, Card, file_hash

if TYPE_CHECKING:
    from torch import Tensor, nn

ARCHITECTURES = ("paper-student", "lite-student", "paper-teacher")
EXPORTABLE = ("paper-student", "lite-student")
"""Those small enough for an ONNX file."""


def build_model(card: Card) -> nn.Module:
    """Build a card's network with random weights.

    Raises:
        ModelError: the architecture or its configuration is not known here.
    """
    try:
        if card.architecture == "paper-student":
            from dpiqa_core.student import PaperStudent

            return PaperStudent(card.config, card.preprocessing)
        if card.architecture == "lite-student":
            from dpiqa_core.lite import LiteStudent

            return LiteStudent(dict(card.config), card.preprocessing)
        if card.architecture == "paper-teacher":
            from dpiqa_core.teacher.network import Teacher

            return Teacher(card.config, card.preprocessing)
    except (KeyError, TypeError, ValueError) as error:
        where = card.folder / CARD if card.folder else None
        raise ModelError(where, f"The configuration of {card.name} cannot be used: {error}.") from error
    raise ModelError(
        card.folder / CARD if card.folder else None,
        f"The architecture {card.architecture!r} is not known; known are {', '.join(ARCHITECTURES)}.",
    )


def load_model(card: Card, *, mapped: bool = False) -> nn.Module:
    """Build a card's network and fill it with its weights, ready for inference.

    Args:
        card: read from its folder.
        mapped: take the weights as they lie in the file instead of copying them into a network of random ones: a
            teacher is there in a moment and takes its size in memory once, not twice. Not for training.

    Raises:
        ModelError: a file is missing, damaged or does not fit the card.
    """
    import safetensors.torch
    import torch

    path = card.verify()
    with torch.device("meta" if mapped else "cpu"):
        model = build_model(card)
    try:
        tensors = safetensors.torch.load_file(path)
    except (OSError, safetensors.SafetensorError) as error:
        raise ModelError(path, f"The weights cannot be read: {error}.") from error
    fill(model, tensors, path, assign=mapped)
    if any(tensor.is_meta for tensor in (*model.parameters(), *model.buffers())):
        return load_model(card)  # it has values that the file does not keep
    return model.eval()


def fill(model: nn.Module, tensors: Mapping[str, Tensor], source: Path, *, assign: bool = False) -> None:
    """Load a table of tensors into a network after checking every name and shape.

    Args:
        assign: let the network take the tensors themselves instead of copies.

    Raises:
        ModelError: names the first tensor that is missing, unknown or of another shape, and ``source``.
    """
    check_fit(model.state_dict(), tensors, source)
    model.load_state_dict(dict(tensors), assign=assign)


def check_fit(wanted: Mapping[str, Tensor], tensors: Mapping[str, Tensor], source: Path) -> None:
    """Compare names and shapes of a table with those of a network; errors as of ``fill``."""
    missing = [name for name in wanted if name not in tensors]
    unknown = [name for name in tensors if name not in wanted]
    if missing or unknown:
        which = f"{missing[0]} is missing" if missing else f"{unknown[0]} is unknown"
        raise ModelError(
            source, f"The weights belong to another network: {which} ({len(missing)} missing, {len(unknown)} unknown)."
        )
    for name, own in wanted.items():
        if tensors[name].shape != own.shape:
            raise ModelError(
                source, f"The tensor {name} has shape {tuple(tensors[name].shape)} where {tuple(own.shape)} is needed."
            )


def save_model(folder: Path, model: nn.Module, card: Card, *, onnx: bool = True) -> Card:
    """Write weights, ONNX and card into ``folder`` (made where missing) and give the card with hashes.

    The card is written last, so that an interrupted call leaves no folder that looks like a model.

    Args:
        folder: the model's own; its files of an earlier call are replaced.
        model: of ``card.architecture``; comes back in evaluation mode.
        card: files, folder and (where empty) the date are filled in.
        onnx: also write the ONNX file, which takes packages of the extra ``training``.
    """
    import safetensors.torch

    folder.mkdir(parents=True, exist_ok=True)
    for name in (CARD, ONNX):
        (folder / name).unlink(missing_ok=True)
    model.eval()
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in model.state_dict().items()}
    safetensors.torch.save_file(tensors, folder / WEIGHTS, metadata={"format": "pt"})
    files = {WEIGHTS: file_hash(folder / WEIGHTS)}
    if onnx:
        from dpiqa_core.engines.export import export_onnx

        export_onnx(model, card.preprocessing, folder / ONNX, outputs=card.outputs)
        files[ONNX] = file_hash(folder / ONNX)
    created = card.created or datetime.now(UTC).date().isoformat()
    saved = replace(card, files=files, created=created, folder=folder)
    saved.write(folder)
    return saved
