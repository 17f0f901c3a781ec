"""``python -m dpiqa_core.training teacher`` and ``distil``: arguments, and the parts put together."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from dpiqa_core.datasets.published import read_set
from dpiqa_core.datasets.records import DataError, RatedSet
from dpiqa_core.datasets.splits import SPLIT, Split, make_split, noted_split, own_split
from dpiqa_core.errors import ModelError
from dpiqa_core.models import load_model
from dpiqa_core.preprocess import PAPER
from dpiqa_core.teacher.config import TeacherConfig
from dpiqa_core.teacher.network import Teacher
from dpiqa_core.training.paper.maps import make_maps
from dpiqa_core.training.paper.memory import save_memory
from dpiqa_core.training.paper.precision import PRECISIONS, choose_precision
from dpiqa_core.training.paper.recipe import STUDENT, TEACHER, Recipe, recipe_for
from dpiqa_core.training.paper.run import Options, Outcome, Run
from dpiqa_core.training.paper.starts import NEW_STUDENT, card_of, load_start, new_student
from dpiqa_core.training.paper.student_task import StudentTask
from dpiqa_core.training.paper.teacher_task import TeacherTask, teacher_from_base
from dpiqa_core.weights import Card


def add_commands(commands: Any) -> None:
    """Add the two commands to argparse's subparsers."""
    teacher = commands.add_parser("teacher", help="train the DP-IQA teacher on a set with opinion scores")
    _common(teacher)
    start = teacher.add_mutually_exclusive_group(required=True)
    start.add_argument("--base", type=Path, help="folder of Stable Diffusion 1.5 with unet/ and vae/")
    start.add_argument("--start", help="go on from a teacher: a model's name or folder")
    teacher.add_argument("--text-table", type=Path, help="as `keepers models prepare-text` makes it; with --base")
    teacher.add_argument("--config", type=Path, help="JSON with fields of TeacherConfig")
    teacher.add_argument("--timestep", type=int)
    teacher.add_argument("--without-text-adapter", action="store_true")
    teacher.add_argument("--without-image-adapter", action="store_true")
    teacher.add_argument("--value-range", type=float, nargs=2, metavar=("LOW", "HIGH"), help="the paper's: 0 1")
    teacher.add_argument("--ranking", type=float, default=0.0, help="weight of the ranking loss (the paper's: 0)")
    distil = commands.add_parser("distil", help="teach a student by a teacher")
    _common(distil)
    distil.add_argument("--teacher", required=True, help="a model's name or folder")
    distil.add_argument(
        "--student", default="new-b7", help="new-b0 to new-b7, or a model to go on from, as student-lite"
    )
    distil.add_argument("--backbone-weights", type=Path, help="torchvision's efficientnet_b7 .pth, for new students")
    distil.add_argument("--map-weight", type=float, default=1.0, help="0 leaves the teacher's feature map out")
    distil.add_argument("--teacher-batch", type=int, default=4)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the arguments of one of the two commands."""
    parser = argparse.ArgumentParser(prog="python -m dpiqa_core.training")
    add_commands(parser.add_subparsers(dest="command", required=True))
    return parser.parse_args(arguments)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--set", required=True, help="koniq=FOLDER, clive=, livefb=, spaq=, or a csv of path,mos")
    parser.add_argument("--scale", type=float, nargs=2, default=(0.0, 100.0), help="of the labels of a csv")
    parser.add_argument("--out", type=Path, required=True, help="output; an interrupted run in it goes on")
    parser.add_argument("--name", help="of the trained model; default: the output folder's")
    parser.add_argument("--model-dir", type=Path, action="append", default=[], help="folder with more models")
    parser.add_argument("--split", type=Path, help="a saved split; default: one by --seed")
    parser.add_argument("--own-split", action="store_true", help="the set's own training and test parts")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--steps", type=int, help="stop after so many")
    parser.add_argument("--batch", type=int)
    parser.add_argument("--rate", type=float)
    parser.add_argument("--decay-after", type=int, nargs="*", help="epochs")
    parser.add_argument("--micro-batch", type=int, help="photos at once in memory; gradients are added up")
    parser.add_argument("--keep-activations", action="store_true", help="faster, and much more memory")
    parser.add_argument("--adam-on-host", action=argparse.BooleanOptionalAction, default=None)
    parser.add_argument("--precision", choices=PRECISIONS, default="auto")
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda", "mps"))
    parser.add_argument("--threads", type=int, help="of torch on the CPU")
    parser.add_argument("--workers", type=int, default=2, help="decoding threads")
    parser.add_argument("--validate-every", type=int, default=250)
    parser.add_argument("--save-every", type=int, default=250)


def run_command(given: argparse.Namespace) -> Outcome:
    """Do what the arguments say.

    Raises:
        ModelError: something that is needed is missing or damaged; says what.
    """
    if given.threads:
        torch.set_num_threads(given.threads)
    device = pick_device(given.device)
    given.out.mkdir(parents=True, exist_ok=True)
    rated = read_set(given.set, tuple(given.scale))
    outcome = _teacher(given, rated, device) if given.command == "teacher" else _distil(given, rated, device)
    print(
        f"Best after step {outcome.best_step}: SRCC {outcome.best.get('srcc', float('nan')):.4f}. The model is in "
        f"{outcome.folder}."
    )
    return outcome


def pick_device(name: str) -> torch.device:
    """The device of a name; ``auto`` takes a GPU where torch has one.

    Raises:
        ModelError: torch does not have it.
    """
    has = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if name == "auto":
        name = "cuda" if has["cuda"] else "mps" if has["mps"] else "cpu"
    if not has[name]:
        raise ModelError(None, f"PyTorch finds no {name} device here; choose the device auto or cpu.")
    return torch.device(name)


def _options(given: argparse.Namespace) -> Options:
    return Options(
        out=given.out,
        seed=given.seed,
        precision=given.precision,
        micro_batch=given.micro_batch,
        host_adam=given.adam_on_host,
        validate_every=given.validate_every,
        save_every=given.save_every,
        steps=given.steps,
        workers=given.workers,
    )


def _recipe(given: argparse.Namespace, table: Mapping[str, Recipe], dataset: str) -> Recipe:
    after = None if given.decay_after is None else tuple(given.decay_after)
    return recipe_for(table, dataset).changed(
        batch=given.batch, rate=given.rate, epochs=given.epochs, decay_after=after
    )


def choose_split(given: argparse.Namespace, rated: RatedSet, teacher: Card | None = None) -> Split:
    """The split that was asked for, saved in the output folder.

    Args:
        given: ``split``, ``own_split``, ``seed``, ``out``.
        rated: the set.
        teacher: its split is taken where nothing else was asked for.

    Raises:
        DataError: the folder holds a run on another split, the split does not fit the set, or the teacher's is lost.
    """
    if given.split is not None:
        split = Split.load(given.split)
    elif given.own_split:
        split = own_split(rated)
    else:
        inherited = noted_split(teacher.notes.get("split"), rated, teacher.folder) if teacher else None
        split = inherited or make_split(rated, given.seed)
    path = given.out / SPLIT
    if path.exists() and Split.load(path) != split:
        raise DataError(path, "The folder holds a run on another split; choose another folder.")
    split.save(path)
    return split


def _notes(given: argparse.Namespace, split: Split) -> dict[str, Any]:
    return {"split": split.note(), "seed": given.seed}


def teacher_config(given: argparse.Namespace, start: TeacherConfig | None = None) -> TeacherConfig:
    """The configuration that was asked for.

    Raises:
        ModelError: the file cannot be read or has fields that do not fit.
    """
    config = start or TeacherConfig()
    try:
        if given.config is not None:
            fields = json.loads(given.config.read_text(encoding="utf-8"))
            config = TeacherConfig.from_dict({**config.to_dict(), **fields})
        if given.timestep is not None:
            config = replace(config, timestep=given.timestep)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ModelError(given.config, f"The configuration cannot be used: {error}.") from error
    return replace(
        config,
        use_text_adapter=config.use_text_adapter and not given.without_text_adapter,
        use_image_adapter=config.use_image_adapter and not given.without_image_adapter,
    )


def _teacher(given: argparse.Namespace, rated: RatedSet, device: torch.device) -> Outcome:
    preprocessing = PAPER
    torch.manual_seed(given.seed)
    if given.start is not None:
        card, network = load_start(given.start, given.model_dir)
        if not isinstance(network, Teacher):
            raise ModelError(card.folder, f"The model {card.name} is no teacher.")
        preprocessing = card.preprocessing
        teacher = Teacher(teacher_config(given, network.config), preprocessing)
        teacher.load_state_dict(network.state_dict())
    else:
        if given.text_table is None:
            raise ModelError(None, "With --base the text table is needed too: --text-table FILE.")
        teacher = teacher_from_base(given.base, given.text_table, teacher_config(given))
    if given.value_range is not None:
        preprocessing = replace(preprocessing, value_range=tuple(given.value_range))
        teacher.value_range = preprocessing.value_range
    if not given.keep_activations:
        save_memory(teacher)
    split = choose_split(given, rated)
    train, test = split.parts(rated)
    task = TeacherTask(
        teacher,
        device,
        preprocessing=preprocessing,
        ranking=given.ranking,
        name=given.name or given.out.name,
        notes=_notes(given, split),
    )
    return Run(task, train, test, _recipe(given, TEACHER, rated.name), _options(given)).go()


def _distil(given: argparse.Namespace, rated: RatedSet, device: torch.device) -> Outcome:
    name = given.name or given.out.name
    teacher_card = card_of(given.teacher, given.model_dir)
    if given.student.startswith(NEW_STUDENT):
        card, student = new_student(given.student, given.backbone_weights, given.seed, name)
    else:
        card, student = load_start(given.student, given.model_dir)
        card = replace(card, name=name, title=f"{card.title}; distilled from {teacher_card.name}")
    if not given.keep_activations:
        save_memory(student)
    split = choose_split(given, rated, teacher_card)
    train, test = split.parts(rated)
    taught = None
    if given.map_weight > 0:
        # The teacher is held by this call alone: afterwards its memory is the student's.
        taught = make_maps(
            given.out / "teacher",
            load_model(teacher_card, mapped=True),
            teacher_card.sha256,
            teacher_card.preprocessing,
            [*train, *test],
            device=device,
            precision=choose_precision(given.precision, device),
            batch=given.teacher_batch,
            workers=given.workers,
        )
    if device.type == "cuda":
        torch.cuda.empty_cache()
    notes = _notes(given, split) | {"teacher": {"name": teacher_card.name, "sha256": teacher_card.sha256}}
    task = StudentTask(student, card, taught, len(train), device, map_weight=given.map_weight, notes=notes)
    return Run(task, train, test, _recipe(given, STUDENT, rated.name), _options(given)).go()
