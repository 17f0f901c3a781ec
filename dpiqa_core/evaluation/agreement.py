"""Models against opinion scores: one set or many, many splits, a teacher and its students."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dpiqa_core.datasets.records import RatedSet
from dpiqa_core.datasets.splits import SPLIT, Split
from dpiqa_core.evaluation.correlation import METRICS, bootstrap, figures, interval, krcc, srcc
from dpiqa_core.evaluation.predict import Floats, fair_part, labels, predict
from dpiqa_core.scorer import Scorer
from dpiqa_core.training.paper.run import BEST
from dpiqa_core.weights import Card

Row = dict[str, Any]


def with_intervals(scores: Floats, mos: Floats, *, rounds: int = 1000) -> Row:
    """Every metric, each followed by its 95 % interval."""
    found = figures(scores, mos)
    bounds = bootstrap(scores, mos, rounds=rounds) if rounds else {}
    row: Row = {}
    for name, value in found.items():
        row[name] = value
        if name in bounds:
            row[f"{name}_95"] = bounds[name]
    return row


def cross_rows(
    scorers: Sequence[Scorer],
    sets: Sequence[RatedSet],
    *,
    split: Split | None = None,
    keep: Path | None = None,
    rounds: int = 1000,
    workers: int = 2,
) -> list[Row]:
    """A row for each model on each set. On the set that a model was trained on, only what was held out counts.

    Args:
        scorers: the models.
        sets: the data sets.
        split: use this split's held-out part; for one set.
        keep: folder for the scores.
        rounds: of the bootstrap; 0 for no intervals.
        workers: decoding threads.
    """
    rows: list[Row] = []
    for scorer in scorers:
        trained = scorer.card.notes.get("split", {})
        for rated in sets:
            photos, part = fair_part(scorer.card, rated, split)
            scores = predict(scorer, photos, keep, workers=workers)
            head: Row = {
                "model": scorer.card.name,
                "trained on": trained.get("dataset", "") if isinstance(trained, Mapping) else "",
                "set": rated.name,
                "part": part,
                "photos": len(photos),
            }
            rows.append(head | with_intervals(scores, labels(photos), rounds=rounds))
    return rows


def matrix(rows: Sequence[Row], metric: str = "srcc") -> list[Row]:
    """The cross-dataset matrix: models down, sets across."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row["model"], {"model": row["model"], "trained on": row["trained on"]})[row["set"]] = row[
            metric
        ]
    return list(found.values())


def split_rows(
    runs: Sequence[Path], rated: RatedSet, *, device: str = "auto", keep: Path | None = None, workers: int = 2
) -> list[Row]:
    """The best model of each training run on the part that its split held out, and the median over the splits.

    Raises:
        DataError: a run's split does not fit the set.
        ModelError: a run has no model.
    """
    rows: list[Row] = []
    for run in runs:
        split = Split.load(run / SPLIT)
        photos = split.parts(rated)[1]
        scorer = Scorer.from_card(Card.read(run / BEST), device)
        scores = predict(scorer, photos, keep, workers=workers)
        rows.append({"split": run.name, "seed": split.seed, "photos": len(photos)} | figures(scores, labels(photos)))
    middle = {name: statistics.median(row[name] for row in rows) for name in METRICS}
    return [*rows, {"split": f"median of {len(rows)}", "seed": None, "photos": None} | middle]


def compare_rows(
    teacher: Scorer,
    students: Sequence[Scorer],
    rated: RatedSet,
    *,
    split: Split | None = None,
    keep: Path | None = None,
    rounds: int = 1000,
    workers: int = 2,
) -> list[Row]:
    """Teacher and students on the same photos: agreement with people and with the teacher.

    The difference in SRCC to the teacher has a paired interval: both are drawn with the same photos.
    """
    photos, _ = fair_part(teacher.card, rated, split)
    mos = labels(photos)
    reference = predict(teacher, photos, keep, workers=workers)
    rows: list[Row] = [
        {"model": teacher.card.name, "photos": len(photos)} | with_intervals(reference, mos, rounds=rounds)
    ]
    for scorer in students:
        scores = predict(scorer, photos, keep, workers=workers)
        row: Row = {"model": scorer.card.name, "photos": len(photos)} | with_intervals(scores, mos, rounds=rounds)
        row["srcc with teacher"] = srcc(scores, reference)
        row["krcc with teacher"] = krcc(scores, reference)
        row["srcc less than teacher"] = srcc(reference, mos) - srcc(scores, mos)
        if rounds:
            row["srcc less than teacher_95"] = paired(reference, scores, mos, rounds=rounds)
        rows.append(row)
    return rows


def paired(a: Floats, b: Floats, mos: Floats, *, rounds: int, seed: int = 0) -> tuple[float, float]:
    """95 % interval of SRCC of ``a`` less SRCC of ``b``, photos drawn with replacement."""
    random = np.random.default_rng(seed)
    found = []
    for _ in range(rounds):
        drawn = random.integers(0, len(mos), len(mos))
        found.append(srcc(a[drawn], mos[drawn]) - srcc(b[drawn], mos[drawn]))
    return interval(found)
