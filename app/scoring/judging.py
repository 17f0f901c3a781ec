"""From prepared photos to results, whatever process they are in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from app.catalog.records import ScoreResult
from app.scoring.parcels import Finished
from app.scoring.prepare import Prepared
from dpiqa_core.errors import BadScore

if TYPE_CHECKING:
    from dpiqa_core.quality import Quality
    from dpiqa_core.scorer import Scorer

MOST_WORKERS = 8
"""Beyond this a disk, not the processor, is the limit."""


def default_workers() -> int:
    """Decoding threads: one per processor that this process may use, ``MOST_WORKERS`` at most."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST_WORKERS)


def finish(scorer: Scorer, items: Sequence[Prepared]) -> list[Finished]:
    """What becomes of prepared photos, in order.

    Raises:
        ModelError: the engine cannot go on.
    """
    return [
        Finished(result, item.photo.fingerprint, item.thumbnail)
        for result, item in zip(judge(scorer, items), items, strict=True)
    ]


def judge(scorer: Scorer, items: Sequence[Prepared]) -> list[ScoreResult]:
    """Results for prepared photos, in order; what could not be read or judged gets its sentence instead of a score.

    Raises:
        ModelError: the engine cannot go on.
    """
    refused: dict[int, str] = {}
    while True:
        chosen = [i for i, item in enumerate(items) if item.inputs is not None and i not in refused]
        if not chosen:
            judged: dict[int, Quality] = {}
            break
        try:
            inputs = [inputs for i in chosen if (inputs := items[i].inputs) is not None]
            judged = dict(zip(chosen, scorer.score_prepared(inputs), strict=True))
            break
        except BadScore as error:
            refused.update((chosen[position], error.reason) for position in error.positions)
    return [_result(item, judged[i]) if i in judged else _failure(item, refused.get(i)) for i, item in enumerate(items)]


def _failure(item: Prepared, refused: str | None) -> ScoreResult:
    # Without a fingerprint the sentence belongs to the photo until the next intake, not to its content for good:
    # another model may well judge what this one refused.
    fingerprint = item.photo.fingerprint if item.about_content and refused is None else None
    return ScoreResult(item.photo.id, fingerprint, None, error=refused or item.error)


def _result(item: Prepared, quality: Quality) -> ScoreResult:
    quality_map = quality.quality_map
    return ScoreResult(
        photo_id=item.photo.id,
        fingerprint=item.photo.fingerprint,
        # Some models leave 0..1 a little at the ends; users are promised 0..100.
        score=min(max(float(quality.score), 0.0), 1.0) * 100.0,
        faults=dict(quality.faults),
        quality_map=None if quality_map is None else np.rint(np.clip(quality_map, 0, 1) * 255).astype(np.uint8),
        measures=item.measures,
        features=quality.features,
    )
