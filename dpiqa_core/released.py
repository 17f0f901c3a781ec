"""The authors' released checkpoints: recognising, checking and converting them.

The files are plain ``state_dict`` pickles. They are read with ``weights_only=True``, so that a hostile file runs
nothing, and every name, shape and value is checked against the network before anything is written.
"""

from __future__ import annotations

import pickle
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from dpiqa_core.errors import ModelError
from dpiqa_core.models import check_fit
from dpiqa_core.preprocess import PAPER
from dpiqa_core.student import PaperStudent, PaperStudentConfig
from dpiqa_core.teacher.config import TeacherConfig
from dpiqa_core.teacher.network import Teacher
from dpiqa_core.tensor_file import Progress, check_room, size_of, write_tensors, writing_failed
from dpiqa_core.weights import WEIGHTS, Card, file_hash

LICENCE = "CC BY-NC-SA 4.0"
PART = ".part-"
"""How the names of folders begin that are not finished; no model is looked for in them."""

_UNUSED = re.compile(r"QFD\.(bnc1|classifier_dist)\.")
_WRAPPERS = ("state_dict", "model_state_dict", "model")
_SHELLS = ("module.", "_orig_mod.")
"""What DataParallel and torch.compile put in front of every name."""

_OLD_ATTENTION = re.compile(r"(vae\..+\.attentions\.\d+)\.(query|key|value|proj_attn)\.")
_NEW_ATTENTION = {"query": "to_q", "key": "to_k", "value": "to_v", "proj_attn": "to_out.0"}
"""How diffusers called the attention of its VAE before 0.18, and since."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A released checkpoint that was read but not yet checked against the network.

    Attributes:
        path: the file.
        kind: ``"teacher"`` or ``"student"``.
        tensors: by name, mapped from the file where its format allows.
    """

    path: Path
    kind: str
    tensors: Mapping[str, Tensor]


def read_checkpoint(path: Path) -> dict[str, Tensor]:
    """Read a checkpoint's tensors without running anything that it holds.

    Raises:
        ModelError: the file is missing, truncated, would run code, or holds no table of tensors.
    """
    try:
        found = torch.load(path, map_location="cpu", weights_only=True, mmap=_is_zip(path))
    except FileNotFoundError as error:
        raise ModelError(path, "There is no such file.") from error
    except IsADirectoryError as error:
        raise ModelError(path, "This is a folder; name the checkpoint file in it.") from error
    except PermissionError as error:
        raise ModelError(path, "The file may not be read; allow it and try again.") from error
    except pickle.UnpicklingError as error:
        raise ModelError(
            path, "The file is refused: it is no plain table of weights, and reading it could run foreign code."
        ) from error
    except (OSError, RuntimeError, EOFError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise ModelError(path, "The file is damaged or cut off; download it again.") from error
    while isinstance(found, Mapping) and (inner := _wrapped(found)) is not None:
        found = inner
    if not isinstance(found, Mapping) or not found:
        raise ModelError(path, "The file holds no table of weights.")
    for name, value in found.items():
        if not isinstance(name, str) or not isinstance(value, Tensor):
            raise ModelError(path, f"The entry {name!r} is no tensor, so this is no released checkpoint.")
    return _in_present_names(path, found)


def _wrapped(found: Mapping[Any, Any]) -> Mapping[Any, Any] | None:
    """The table inside a checkpoint of a training, if this is one."""
    return next((found[wrapper] for wrapper in _WRAPPERS if isinstance(found.get(wrapper), Mapping)), None)


def _in_present_names(path: Path, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    renamed: dict[str, Tensor] = {}
    for name, tensor in tensors.items():
        while shell := next((shell for shell in _SHELLS if name.startswith(shell)), ""):
            name = name.removeprefix(shell)
        name = _OLD_ATTENTION.sub(lambda found: f"{found[1]}.{_NEW_ATTENTION[found[2]]}.", name)
        # diffusers' T2IAdapter is its FullAdapter with one more name in front.
        if name.startswith("img_adapter.adapter."):
            name = "img_adapter." + name.removeprefix("img_adapter.adapter.")
        if name in renamed:
            raise ModelError(path, f"The tensor {name} is in the file twice.")
        renamed[name] = tensor
    return renamed


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


def recognise(path: Path) -> Checkpoint:
    """Read a file and tell what it is.

    Raises:
        ModelError: as of ``read_checkpoint``, or it is neither a teacher nor a student.
    """
    tensors = read_checkpoint(path)
    kind = kind_of_checkpoint(tensors)
    if kind is None:
        raise ModelError(path, "The file is neither a released DP-IQA teacher nor a released student.")
    return Checkpoint(path, kind, tensors)


def import_released(
    source: Path | Checkpoint,
    target: Path,
    name: str,
    *,
    text_table: Tensor | None = None,
    student: PaperStudentConfig | None = None,
    teacher: TeacherConfig | None = None,
    on_progress: Progress | None = None,
) -> Card:
    """Convert a released checkpoint into a model folder.

    The folder appears whole or not at all: it is made under another name beside ``target`` and renamed at the end.

    Args:
        source: the ``.pth`` file, or what ``recognise`` gave for it.
        target: the model's folder, which must not exist.
        name: of the model.
        text_table: needed for a teacher, whose file does not hold it.
        student, teacher: sizes, where they are not the paper's.
        on_progress: called with bytes done and bytes in all.

    Raises:
        ModelError: the file is refused, with the reason; a teacher's text table is missing; the disk is full.
    """
    checkpoint = source if isinstance(source, Checkpoint) else recognise(source)
    path = checkpoint.path
    tensors = dict(checkpoint.tensors)
    config: PaperStudentConfig | TeacherConfig
    with torch.device("meta"):  # names and shapes are all that is wanted of it
        if checkpoint.kind == "student":
            config = student or PaperStudentConfig()
            network: nn.Module = PaperStudent(config)
        else:
            if text_table is None:
                raise ModelError(
                    path, "A teacher needs the text table besides; make it once with `keepers models prepare-text`."
                )
            config = teacher or TeacherConfig()
            network = Teacher(config)
            tensors = {n: t for n, t in tensors.items() if not _UNUSED.match(n)} | {"texts": text_table}
    check_fit(network.state_dict(), tensors, path)
    _check_values(network.state_dict(), tensors, path)
    card = Card(
        name=name,
        title=f"DP-IQA {checkpoint.kind}, as released by its authors",
        architecture=f"paper-{checkpoint.kind}",
        config=config.to_dict(),
        preprocessing=PAPER,
        licence=LICENCE,
        training_data="see arXiv 2405.19996; the file does not say which of the four data sets",
        source=f"imported from {path.name}, SHA-256 {file_hash(path)}",
        created=datetime.now(UTC).date().isoformat(),
    )
    return _install(target, tensors, card, on_progress)


def _check_values(wanted: Mapping[str, Tensor], tensors: Mapping[str, Tensor], path: Path) -> None:
    for name, own in wanted.items():
        tensor = tensors[name]
        if tensor.is_floating_point() != own.is_floating_point() or tensor.is_complex():
            raise ModelError(path, f"The tensor {name} has the type {tensor.dtype} where {own.dtype} is needed.")
        if tensor.is_floating_point() and not bool(torch.isfinite(tensor).all()):
            raise ModelError(
                path, f"The tensor {name} holds values that are no numbers; the file is damaged, download it again."
            )


def _install(target: Path, tensors: Mapping[str, Tensor], card: Card, on_progress: Progress | None) -> Card:
    if target.exists():
        raise ModelError(target, "There is a model of this name already; remove it first or choose another name.")
    check_room(target.parent, size_of(tensors))
    part = target.with_name(PART + target.name)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if part.exists():
            shutil.rmtree(part)  # of a conversion that was killed
        part.mkdir()
        digest = write_tensors(part / WEIGHTS, tensors, on_progress)
        saved = replace(card, files={WEIGHTS: digest}, folder=target)
        saved.write(part)
        part.rename(target)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise writing_failed(target, error) from error
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return saved
