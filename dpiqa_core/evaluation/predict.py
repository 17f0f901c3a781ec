"""Scores of a model for the photos of a set, kept as csv so that nothing is judged twice."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dpiqa_core.datasets.pixels import in_order
from dpiqa_core.datasets.records import DataError, Rated, RatedSet
from dpiqa_core.datasets.splits import Split, noted_split
from dpiqa_core.scorer import Scorer
from dpiqa_core.weights import Card

Floats = NDArray[np.float64]


def predict(scorer: Scorer, photos: Sequence[Rated], keep: Path | None = None, *, workers: int = 2) -> Floats:
    """Score photos; (n,), 0..1.

    Args:
        scorer: a loaded model.
        photos: in order.
        keep: folder for the csv of name, label and score; read instead of judging where it is there already.
        workers: decoding threads.

    Raises:
        DataError: a photo or a kept csv is damaged; names it.
        ModelError: the model gave no number for a photo.
    """
    names = json.dumps([photo.name for photo in photos]).encode()
    identity = hashlib.sha256(names + scorer.weights_hash.encode()).hexdigest()[:12]
    file = None if keep is None else keep / f"{scorer.card.name}-{identity}.csv"
    if file is not None and file.exists():
        return _read(file, len(photos))
    found: list[float] = []
    size = scorer.best_batch
    waiting = []
    for inputs in in_order([photo.path for photo in photos], [scorer.preprocessing], workers=workers):
        waiting.append(inputs[0])
        if len(waiting) == size:
            found += [quality.score for quality in scorer.score_prepared(waiting)]
            waiting = []
    found += [quality.score for quality in scorer.score_prepared(waiting)]
    if file is not None:
        _write(file, photos, found)
    return np.asarray(found)


def _write(file: Path, photos: Sequence[Rated], scores: Sequence[float]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(file.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["name", "mos", "score"])
        writer.writerows(
            [photo.name, repr(photo.mos), repr(score)] for photo, score in zip(photos, scores, strict=True)
        )
    part.replace(file)


def _read(file: Path, count: int) -> Floats:
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            scores = [float(row["score"]) for row in csv.DictReader(stream)]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(file, f"The kept scores cannot be read: {error}. Delete the file.") from error
    if len(scores) != count:
        raise DataError(file, f"The file keeps {len(scores)} scores for {count} photos. Delete it.")
    return np.asarray(scores)


def labels(photos: Sequence[Rated]) -> Floats:
    """(n,) labels 0..1."""
    return np.asarray([photo.mos for photo in photos])


def fair_part(card: Card, rated: RatedSet, split: Split | None = None) -> tuple[list[Rated], str]:
    """The photos that a model may be judged on: never those that it learned from.

    Args:
        card: of the model; a training of this project notes its split there.
        rated: the set.
        split: to be used whatever the card says.

    Returns:
        The photos, and in a word which part of the set they are.

    Raises:
        DataError: which part the model learned from cannot be told any more.
    """
    if split is not None:
        return split.parts(rated)[1], "held out"
    noted = noted_split(card.notes.get("split"), rated, card.folder)
    if noted is not None:
        return noted.parts(rated)[1], "held out"
    return list(rated.photos), "all"
