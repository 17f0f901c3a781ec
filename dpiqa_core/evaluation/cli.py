"""The subcommands of ``python -m dpiqa_core.evaluate`` that ask for opinion scores, and ``cost``."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path
from typing import Any

from dpiqa_core.datasets.published import read_set
from dpiqa_core.datasets.splits import Split
from dpiqa_core.evaluation.ablations import Study, run_study
from dpiqa_core.evaluation.agreement import compare_rows, cross_rows, matrix, split_rows
from dpiqa_core.evaluation.cost import cost_row
from dpiqa_core.evaluation.report import markdown, write_report
from dpiqa_core.scorer import Scorer
from dpiqa_core.training.paper.starts import card_of

COMMANDS = ("sets", "splits", "compare", "ablations", "cost")


def add_commands(commands: Any) -> None:
    """Add the commands to argparse's subparsers."""
    sets = commands.add_parser("sets", help="models on data sets, with intervals, and the cross-dataset matrix")
    sets.add_argument("--model", action="append", required=True, help="a model's name or folder; repeat for more")
    _data(sets, several=True)
    splits = commands.add_parser("splits", help="training runs on several splits of a set: each, and the median")
    splits.add_argument("--run", type=Path, action="append", required=True, help="output folder of a training")
    _data(splits, several=False)
    compare = commands.add_parser("compare", help="a teacher against students on the same photos")
    compare.add_argument("--teacher", required=True)
    compare.add_argument("--student", action="append", required=True)
    _data(compare, several=False)
    ablations = commands.add_parser(
        "ablations", help="train without text adapter, image adapter, distillation, at other timesteps; one table"
    )
    ablations.add_argument("--start", help="a teacher's name or folder, for all variants")
    ablations.add_argument("--base", help="folder of Stable Diffusion 1.5, instead")
    ablations.add_argument("--text-table", help="with --base")
    ablations.add_argument("--student", default="new-b7", help="as of distil; 'none' leaves the students out")
    ablations.add_argument("--timesteps", type=int, nargs="*", default=(50, 200, 500))
    ablations.add_argument("--seeds", type=int, nargs="+", default=(1,), help="several: medians over their splits")
    ablations.add_argument("--training", default="", help="arguments of every training, as '--steps 2000'")
    ablations.add_argument("--student-training", help="arguments of the students' trainings instead")
    _data(ablations, several=False)
    cost = commands.add_parser("cost", help="parameters, multiply-adds, time and memory of models on this machine")
    cost.add_argument("--model", action="append", required=True)
    cost.add_argument("--batch", type=int, default=4)
    cost.add_argument("--repeats", type=int, default=5)
    cost.add_argument("--threads", type=int)
    _places(cost)


def _places(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, help="folder for csv, markdown and picture")
    parser.add_argument("--model-dir", type=Path, action="append", default=[], help="folder with more models")
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda", "mps"))


def _data(parser: argparse.ArgumentParser, *, several: bool) -> None:
    parser.add_argument(
        "--set", required=True, action="append" if several else "store", help="koniq=FOLDER, a csv of path,mos, ..."
    )
    parser.add_argument("--scale", type=float, nargs=2, default=(0.0, 100.0), help="of the labels of a csv")
    parser.add_argument("--split", type=Path, help="judge the part that this split holds out")
    parser.add_argument("--rounds", type=int, default=1000, help="of the bootstrap; 0: no intervals")
    parser.add_argument("--workers", type=int, default=2, help="decoding threads")
    _places(parser)


def run_command(given: argparse.Namespace) -> str:
    """Do what the arguments say; gives the markdown that was written.

    Raises:
        ModelError: a model or a data set cannot be used; says why.
    """
    if given.command == "cost":
        return _cost(given)
    if given.command == "ablations":
        return _ablations(given)
    scale = tuple(given.scale)
    split = Split.load(given.split) if given.split else None
    keep = given.out / "scores"
    if given.command == "sets":
        rated_sets = [read_set(spec, scale) for spec in given.set]
        scorers = [_scorer(name, given) for name in given.model]
        rows = cross_rows(scorers, rated_sets, split=split, keep=keep, rounds=given.rounds, workers=given.workers)
        for row in rows:
            row["model on set"] = f"{row['model']} on {row['set']}"
        more = "SRCC of every model (down) on every set (across):\n\n" + markdown(matrix(rows))
        return write_report(given.out, "sets", rows, label="model on set", value="srcc", interval="srcc_95", more=more)
    rated = read_set(given.set, scale)
    if given.command == "splits":
        rows = split_rows(given.run, rated, device=given.device, keep=keep, workers=given.workers)
        return write_report(given.out, "splits", rows, label="split", value="srcc")
    rows = compare_rows(
        _scorer(given.teacher, given),
        [_scorer(name, given) for name in given.student],
        rated,
        split=split,
        keep=keep,
        rounds=given.rounds,
        workers=given.workers,
    )
    return write_report(given.out, "compare", rows, label="model", value="srcc", interval="srcc_95")


def _scorer(name: str, given: argparse.Namespace) -> Scorer:
    return Scorer.from_card(card_of(name, given.model_dir), given.device)


def _cost(given: argparse.Namespace) -> str:
    rows = [
        cost_row(
            card_of(name, given.model_dir),
            given.device,
            batch=given.batch,
            repeats=given.repeats,
            threads=given.threads,
        )
        for name in given.model
    ]
    return write_report(given.out, "cost", rows, label="model", value="one_photo_s")


def _ablations(given: argparse.Namespace) -> str:
    if given.start:
        start: tuple[str, ...] = ("--start", given.start)
    else:
        start = ("--base", given.base or "", "--text-table", given.text_table or "")
    common = ["--scale", *map(str, given.scale), "--workers", str(given.workers)]
    for folder in given.model_dir:
        common += ["--model-dir", str(folder)]
    if given.split:
        common += ["--split", str(given.split)]
    own = None if given.student_training is None else (*common, *shlex.split(given.student_training))
    study = Study(
        spec=given.set,
        out=given.out / "runs",
        start=start,
        common=(*common, *shlex.split(given.training)),
        student_common=own,
        seeds=tuple(given.seeds),
        timesteps=tuple(given.timesteps),
        student=None if given.student == "none" else given.student,
        rounds=given.rounds,
        device=given.device,
    )
    return write_report(given.out, "ablations", run_study(study), label="variant", value="srcc", interval="srcc_95")
