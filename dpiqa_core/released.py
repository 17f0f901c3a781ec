"""The authors' released checkpoints: recognising, checking and converting them.

The files are plain ``state_dict`` pickles. They are read with ``weights_only=True``, so that a hostile file runs
nothing, and every name and shape is checked against the network before anything is written.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from dpiqa_core.errors import ModelError
from dpiqa_core.models import fill, save_model
from dpiqa_core.preprocess import PAPER
from dpiqa_core.student import PaperStudent, PaperStudentConfig
from dpiqa_core.teacher.config import TeacherConfig
from dpiqa_core.teacher.network import Teacher
from dpiqa_core.weights import Card, file_hash

LICENCE = "CC BY-NC-SA 4.0"

_UNUSED = re.compile(r"QFD\.(bnc1|classifier_dist)\.")


def read_checkpoint(path: Path) -> dict[str, Tensor]:
    """Read a checkpoint's tensors without running anything that it holds.

    Raises:
        ModelError: the file is missing, truncated, would run code, or holds no table of tensors.
    """
    try:
        found = torch.load(path, map_location="cpu", weights_only=True, mmap=_is_zip(path))
    except FileNotFoundError as error:
        raise ModelError(path, "There is no such file.") from error
    except pickle.UnpicklingError as error:
        raise ModelError(
            path, "The file is refused: it is no plain table of weights, and reading it could run foreign code."
        ) from error
    except (OSError, RuntimeError, EOFError, ValueError, KeyError, IndexError, TypeError) as error:
        raise ModelError(path, "The file is damaged or cut off; download it again.") from error
    if isinstance(found, Mapping) and isinstance(found.get("state_dict"), Mapping):
        found = found["state_dict"]
    if not isinstance(found, Mapping) or not found:
        raise ModelError(path, "The file holds no table of weights.")
    for name, value in found.items():
        if not isinstance(name, str) or not isinstance(value, Tensor):
            raise ModelError(path, f"The entry {name!r} is no tensor, so this is no released checkpoint.")
    return {name.removeprefix("module."): value for name, value in found.items()}


def _is_zip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) == b"PK\x03\x04"


def kind_of_checkpoint(tensors: Mapping[str, Tensor]) -> str | None:
    """Tell ``"teacher"`` or ``"student"`` by the tensors' names, or None where it is neither."""
    if "gamma" in tensors and any(name.startswith("QFD.") for name in tensors):
        return "teacher"
    if "conv_transpose.weight" in tensors and any(name.startswith("base_model.features.") for name in tensors):
        return "student"
    return None


def import_released(
    path: Path,
    target: Path,
    name: str,
    *,
    text_table: Tensor | None = None,
    student: PaperStudentConfig | None = None,
    teacher: TeacherConfig | None = None,
) -> Card:
    """Convert a released checkpoint into a model folder.

    Args:
        path: the ``.pth`` file.
        target: the model's folder, made where missing.
        name: of the model.
        text_table: needed for a teacher, whose file does not hold it.
        student, teacher: sizes, where they are not the paper's.

    Raises:
        ModelError: the file is refused, with the reason; or a teacher's text table is missing.
    """
    tensors = read_checkpoint(path)
    kind = kind_of_checkpoint(tensors)
    if kind is None:
        raise ModelError(path, "The file is neither a released DP-IQA teacher nor a released student.")
    if kind == "student":
        config = student or PaperStudentConfig()
        network: nn.Module = PaperStudent(config)
        record = config.to_dict()
    else:
        if text_table is None:
            raise ModelError(
                path, "A teacher needs the text table besides; make it once with `keepers models prepare-text`."
            )
        teacher_config = teacher or TeacherConfig()
        network = Teacher(teacher_config)
        record = teacher_config.to_dict()
        tensors = {n: t for n, t in tensors.items() if not _UNUSED.match(n)} | {"texts": text_table}
    fill(network, {n: t.float() if t.is_floating_point() else t for n, t in tensors.items()}, path)
    card = Card(
        name=name,
        title=f"DP-IQA {kind}, as released by its authors",
        architecture=f"paper-{kind}",
        config=record,
        preprocessing=PAPER,
        licence=LICENCE,
        training_data="see arXiv 2405.19996; the file does not say which of the four data sets",
        source=f"imported from {path.name}, SHA-256 {file_hash(path)}",
    )
    return save_model(target, network, card, onnx=False)
