"""What each part of DP-IQA is worth: train it with and without, on the same photos, from the same start."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dpiqa_core.datasets.published import read_set
from dpiqa_core.datasets.splits import SPLIT, Split
from dpiqa_core.evaluation.agreement import with_intervals
from dpiqa_core.evaluation.correlation import METRICS
from dpiqa_core.evaluation.predict import labels, predict
from dpiqa_core.scorer import Scorer
from dpiqa_core.training.paper.cli import parse, run_command
from dpiqa_core.training.paper.run import BEST
from dpiqa_core.weights import Card

FULL = "full"


@dataclass(frozen=True, slots=True)
class Variant:
    """One line of the table.

    Attributes:
        name: also the folder's.
        command: ``teacher`` or ``distil``.
        arguments: besides those that all have.
    """

    name: str
    command: str
    arguments: tuple[str, ...]


def variants(timesteps: Sequence[int], student: str | None) -> list[Variant]:
    """The full teacher first, then one part less at a time, then the students.

    Args:
        timesteps: other than the teacher's own.
        student: as ``distil --student``; None leaves the students out.
    """
    found = [
        Variant(FULL, "teacher", ()),
        Variant("without text adapter", "teacher", ("--without-text-adapter",)),
        Variant("without image adapter", "teacher", ("--without-image-adapter",)),
        Variant("without both adapters", "teacher", ("--without-text-adapter", "--without-image-adapter")),
        *(Variant(f"timestep {t}", "teacher", ("--timestep", str(t))) for t in timesteps),
    ]
    if student is not None:
        found += [
            Variant("student, distilled", "distil", ("--student", student)),
            Variant("student, labels only", "distil", ("--student", student, "--map-weight", "0")),
        ]
    return found


@dataclass(frozen=True, slots=True)
class Study:
    """What is asked for.

    Attributes:
        spec: the data set, as on the command line.
        out: a folder for each variant and seed; finished ones are not trained again.
        start: arguments that tell where teachers begin: ``--start`` or ``--base`` and ``--text-table``.
        common: arguments of every training.
        student_common: arguments of the students' trainings, instead of ``common`` where they are given.
        seeds: of splits and chance; the table gives medians over them.
        timesteps, student: see ``variants``.
        rounds: of the bootstrap, for a single seed.
        device: of the judging, as ``--device`` of the trainings.
    """

    spec: str
    out: Path
    start: tuple[str, ...]
    common: tuple[str, ...] = ()
    student_common: tuple[str, ...] | None = None
    seeds: tuple[int, ...] = (1,)
    timesteps: tuple[int, ...] = (50, 200, 500)
    student: str | None = "new-b7"
    rounds: int = 1000
    device: str = "auto"


def run_study(study: Study) -> list[dict[str, Any]]:
    """Train what is not trained yet and give the table's rows.

    Raises:
        ModelError: something that a training needs is missing; says what.
    """
    rows: list[dict[str, Any]] = []
    for variant in variants(study.timesteps, study.student):
        found = [_figures(study, variant, seed) for seed in study.seeds]
        row: dict[str, Any] = {"variant": variant.name}
        if len(found) == 1:
            row |= found[0]
        else:
            row |= {name: statistics.median(one[name] for one in found) for name in METRICS}
        row["srcc less than full"] = (rows[0]["srcc"] if rows else row["srcc"]) - row["srcc"]
        rows.append(row)
    return rows


def _figures(study: Study, variant: Variant, seed: int) -> dict[str, Any]:
    folder = study.out / f"seed-{seed}" / variant.name.replace(", ", "-").replace(" ", "-")
    arguments = [variant.command, "--set", study.spec, "--out", str(folder), "--seed", str(seed), *variant.arguments]
    if variant.command == "teacher":
        arguments += [*study.start, *study.common]
    else:
        teacher = study.out / f"seed-{seed}" / FULL / BEST
        arguments += ["--teacher", str(teacher)]
        arguments += study.common if study.student_common is None else study.student_common
    given = parse([*arguments, "--device", study.device])
    run_command(given)
    rated = read_set(study.spec, tuple(given.scale))
    photos = Split.load(folder / SPLIT).parts(rated)[1]
    scorer = Scorer.from_card(Card.read(folder / BEST), study.device)
    scores = predict(scorer, photos, workers=given.workers)
    return with_intervals(scores, labels(photos), rounds=study.rounds if len(study.seeds) == 1 else 0)
