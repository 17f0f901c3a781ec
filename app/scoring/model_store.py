"""The models and base weights of the user: importing, listing, removing, and what a teacher needs besides.

Everything lies below the user's data directory. Errors of the models become errors for users here.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app import places
from app.errors import UserError
from dpiqa_core.errors import ModelError

if TYPE_CHECKING:
    from torch import Tensor

    from dpiqa_core.hub import BaseWeights, Hub
    from dpiqa_core.student import PaperStudentConfig
    from dpiqa_core.teacher.config import TeacherConfig
    from dpiqa_core.weights import Card

TEACHER = "paper-teacher"
"""Architecture of the models that can give a second opinion."""

CLIP = "clip-vit-l14"
LICENCE_NOTICE = """\
The released DP-IQA checkpoints are under the licence CC BY-NC-SA 4.0:
  BY  give credit: Fu, Wang, Yang, Wen, "DP-IQA", arXiv 2405.19996
  NC  no commercial use; the authors release them for academic use
  SA  what is built on them is passed on under the same licence
The full text: https://creativecommons.org/licenses/by-nc-sa/4.0/
Keepers neither bundles nor fetches them; the converted copy stays on this computer."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Found:
    """What a checkpoint file is, before it is imported.

    Attributes:
        path: the file.
        kind: ``"teacher"`` or ``"student"``.
        parameters: how many numbers it holds.
    """

    path: Path
    kind: str
    parameters: int

    @property
    def usual_name(self) -> str:
        """A name made of the file's."""
        stem = re.sub(r"[^A-Za-z0-9._-]+", "-", self.path.stem).strip("-._").lower()
        return f"{self.kind}-{stem}"[:64].rstrip("-._") if stem else self.kind


@contextmanager
def told() -> Iterator[None]:
    """Turn errors of the models into errors for users."""
    try:
        yield
    except ModelError as error:
        raise UserError(str(error)) from error


# -- the text table ----------------------------------------------------------------------------------------------------


def base_dir() -> Path:
    """Folder of the base weights and of the text table; need not exist."""
    return places.data_dir() / "base"


def text_table_file() -> Path:
    """Where the text table of the teachers lies once it is made."""
    return base_dir() / "text-table.safetensors"


def has_text_table() -> bool:
    """Whether it has been made."""
    return text_table_file().is_file()


def prepare_text_table(source: Path | None, on_progress: Progress | None = None) -> Path:
    """Make the text table and give its file.

    Args:
        source: a table that exists, or a folder with CLIP ViT-L/14; None: the CLIP that was downloaded.
        on_progress: called with prompts done and prompts in all.

    Raises:
        UserError: there is no CLIP, or the file is refused, with the reason.
    """
    from dpiqa_core.teacher.text import make_clip_table, read_foreign_table, save_text_table

    with told():
        if source is not None and not source.is_dir():
            table = read_foreign_table(source)
        else:
            folder = source or base_dir() / CLIP
            if source is None and not is_downloaded(CLIP):
                raise UserError(
                    "CLIP ViT-L/14 is not here yet. Download it with 'keepers models download clip-vit-l14', or give a "
                    "finished table or a folder with CLIP: 'keepers models prepare-text --from FILE'."
                )
            table = make_clip_table(folder, on_progress=on_progress)
        save_text_table(table, text_table_file())
    return text_table_file()


def _text_table(shape: tuple[int, int]) -> Tensor:
    from dpiqa_core.teacher.text import load_text_table

    return load_text_table(text_table_file(), shape)


# -- released checkpoints ----------------------------------------------------------------------------------------------


def look_at(path: Path) -> Found:
    """Tell what a checkpoint file is, without running anything in it.

    Raises:
        UserError: it is refused, with the reason.
    """
    from dpiqa_core.released import recognise

    with told():
        checkpoint = recognise(path)
    return Found(path, checkpoint.kind, sum(tensor.numel() for tensor in checkpoint.tensors.values()))


def check_name(name: str) -> None:
    """Make sure that a model of this name can be made.

    Raises:
        UserError: the name is no good, or is taken.
    """
    from dpiqa_core.weights import find_models

    if not _NAME.fullmatch(name):
        raise UserError(
            f"{name!r} cannot be a model's name: take letters, digits, '-', '_' and '.', beginning with a letter or "
            "digit, 64 at most."
        )
    taken = [card.name for card in find_models([places.installed_models_dir()])]
    if name in taken or (places.installed_models_dir() / name).exists():
        raise UserError(
            f"A model named {name} is installed already. Choose another name with --name, or remove it first: "
            f"keepers models remove {name}"
        )


def import_checkpoint(
    path: Path,
    name: str,
    *,
    on_progress: Progress | None = None,
    student: PaperStudentConfig | None = None,
    teacher: TeacherConfig | None = None,
) -> Card:
    """Convert a released checkpoint into a model of this name; whole or not at all.

    The caller has shown the licence and asked.

    Args:
        path: the ``.pth`` file.
        name: see ``check_name``.
        on_progress: called with bytes done and bytes in all.
        student, teacher: sizes, where they are not the paper's.

    Raises:
        UserError: refused, with the reason.
    """
    from dpiqa_core.released import import_released, recognise
    from dpiqa_core.teacher.config import TeacherConfig

    check_name(name)
    with told():
        checkpoint = recognise(path)
        table = None
        if checkpoint.kind == "teacher":
            config = teacher or TeacherConfig()
            if not has_text_table():
                raise UserError(
                    f"{path} is a teacher, and the text table that teachers need is not made yet. Make it once: "
                    "keepers models prepare-text"
                )
            table = _text_table((config.text_count, config.text_dim))
        return import_released(
            checkpoint,
            places.installed_models_dir() / name,
            name,
            text_table=table,
            student=student,
            teacher=teacher,
            on_progress=on_progress,
        )


def remove_model(name: str) -> Path:
    """Delete an installed model's folder and give its path; the catalogue keeps the scores.

    Raises:
        UserError: there is none of that name, or it is bundled.
    """
    from dpiqa_core.weights import bundled_dir, find_model

    with told():
        card = find_model(name, [places.installed_models_dir()])
    folder = card.folder
    assert folder is not None
    if folder.is_relative_to(bundled_dir()):
        raise UserError(f"{name} is part of Keepers and cannot be removed.")
    doomed = folder.with_name(f".removed-{folder.name}")
    try:
        shutil.rmtree(doomed, ignore_errors=True)
        folder.rename(doomed)  # from now on it is no model, however long deleting takes
        shutil.rmtree(doomed)
    except OSError as error:
        raise UserError(f"{folder} cannot be removed: {error.strerror}.") from error
    for cached in (places.cache_dir() / "onnx").glob(f"{card.sha256}-*"):
        cached.unlink(missing_ok=True)
    return folder


def installed_teachers() -> list[Card]:
    """The teachers that can give a second opinion, by name."""
    from dpiqa_core.weights import find_models

    return [card for card in find_models([places.installed_models_dir()]) if card.architecture == TEACHER]


def has_fast_version(card: Card) -> bool:
    """Whether ONNX Runtime can begin at once with a model, or never can; False where a file has to be made first."""
    from dpiqa_core.engines.base import gpu_is_likely
    from dpiqa_core.models import EXPORTABLE
    from dpiqa_core.weights import ONNX

    if ONNX in card.files or card.architecture not in EXPORTABLE or gpu_is_likely():
        return True
    return any((places.cache_dir() / "onnx").glob(f"{card.sha256}-{card.preprocessing.version}.onnx"))


# -- base weights ------------------------------------------------------------------------------------------------------


def base_weights(name: str) -> BaseWeights:
    """The record of base weights.

    Raises:
        UserError: there are none of that name.
    """
    from dpiqa_core.hub import BASE_WEIGHTS

    if name not in BASE_WEIGHTS:
        raise UserError(f"There are no base weights named {name}; choose one of {', '.join(BASE_WEIGHTS)}.")
    return BASE_WEIGHTS[name]


def is_downloaded(name: str) -> bool:
    """Whether all files of base weights are there."""
    from dpiqa_core.hub import is_complete

    weights = base_weights(name)
    return all(is_complete(base_dir() / name / file, size) for file, size in weights.files.items())


def download(name: str, on_progress: Progress | None = None, *, hub: Hub | None = None) -> Path:
    """Fetch base weights and give their folder; what is there is not fetched again.

    Raises:
        UserError: no network, no room, offline; says what to do.
    """
    from dpiqa_core.hub import Hub as RealHub

    with told():
        return (hub or RealHub()).download(base_weights(name), base_dir() / name, on_progress)
