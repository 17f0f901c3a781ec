"""Writing what models said: scores, faults, maps and measures of contents, errors of photos."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.catalog.features import store_features
from app.catalog.identity import ensure_contents
from app.catalog.records import ModelKey, ScoreResult
from app.catalog.rows import chunks, measures_to_row, now_us, plain_text, unique, update_each, upsert
from app.catalog.schema import contents, folders, models, photos, quality_maps, scores

_FAULT_TYPE = np.dtype("<f4")


def find_model(connection: Connection, model: ModelKey) -> tuple[int, tuple[str, ...]] | None:
    """Id and fault names of a model, or None while it has no score."""
    query = sa.select(models.c.id, models.c.fault_names).where(
        models.c.name == model.name,
        models.c.weights_hash == model.weights_hash,
        models.c.preprocessing == model.preprocessing,
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else (row.id, tuple(json.loads(row.fault_names)))


def store_scores(connection: Connection, model: ModelKey, results: Sequence[ScoreResult]) -> None:
    """Write a batch of results; the caller's transaction makes it one step.

    Raises:
        ValueError: a result has neither score nor error, a score without fingerprint, or a score that is not in 0..100.
    """
    scored = [r for r in results if _checked(r)]
    judged = [r for r in results if r.fingerprint is not None]
    content_ids = ensure_contents(connection, {r.fingerprint: None for r in judged if r.fingerprint is not None})
    if scored:
        model_id, names = _ensure_model(connection, model, unique(name for r in scored for name in r.faults))
        _write_scores(connection, model_id, names, [(content_ids[r.fingerprint or ""], r) for r in scored])
    measured = [
        {"row_id": content_ids[r.fingerprint]} | measures_to_row(r.measures)
        for r in judged
        if r.measures is not None and r.fingerprint is not None
    ]
    update_each(connection, contents, measured)
    _clear_errors(connection, [(r.photo_id, content_ids[r.fingerprint or ""]) for r in scored])
    _write_errors(connection, [r for r in results if r.score is None])


def _checked(result: ScoreResult) -> bool:
    """Whether the result is a score."""
    if result.score is None:
        if result.error is None:
            raise ValueError(f"photo {result.photo_id}: neither score nor error")
        return False
    if result.fingerprint is None:
        raise ValueError(f"photo {result.photo_id}: a score belongs to a content, but no fingerprint is given")
    if not (math.isfinite(result.score) and 0.0 <= result.score <= 100.0):
        raise ValueError(f"photo {result.photo_id}: {result.score} is not a score in 0..100")
    return True


def _ensure_model(connection: Connection, model: ModelKey, fault_names: Iterable[str]) -> tuple[int, tuple[str, ...]]:
    key = {"name": model.name, "weights_hash": model.weights_hash, "preprocessing": model.preprocessing}
    found = find_model(connection, model)
    if found is None:
        upsert(connection, models, [key | {"fault_names": "[]"}], update=False)
        found = find_model(connection, model)
        assert found is not None
    model_id, names = found
    new = [name for name in fault_names if name not in names]
    if new:
        # Appended only: what is written already keeps its columns.
        names = (*names, *new)
        connection.execute(sa.update(models).where(models.c.id == model_id).values(fault_names=json.dumps(names)))
    return model_id, names


def _write_scores(
    connection: Connection, model_id: int, names: tuple[str, ...], results: Sequence[tuple[int, ScoreResult]]
) -> None:
    # Copies of one photo in a batch are one content: the last result counts.
    latest = dict(results)
    time = now_us()
    rows = [
        {
            "model_id": model_id,
            "content_id": content_id,
            "score": float(result.score or 0.0),
            "faults": np.array([result.faults.get(name, math.nan) for name in names], _FAULT_TYPE).tobytes()
            if result.faults
            else None,
            "scored_us": time,
        }
        for content_id, result in latest.items()
    ]
    upsert(connection, scores, rows)
    store_features(connection, model_id, {c: r.features for c, r in latest.items() if r.features is not None})
    maps: list[dict[str, Any]] = []
    for content_id, result in latest.items():
        if result.quality_map is not None:
            height, width = result.quality_map.shape
            data = np.ascontiguousarray(result.quality_map, np.uint8).tobytes()
            maps.append(
                {"model_id": model_id, "content_id": content_id, "rows": height, "columns": width, "data": data}
            )
    upsert(connection, quality_maps, maps)
    without = [content_id for content_id, result in latest.items() if result.quality_map is None]
    for part in chunks(without):
        connection.execute(
            sa.delete(quality_maps).where(quality_maps.c.model_id == model_id, quality_maps.c.content_id.in_(part))
        )


def _clear_errors(connection: Connection, scored: Sequence[tuple[int, int]]) -> None:
    for part in chunks(scored):
        content_ids = [content_id for _, content_id in part]
        connection.execute(
            sa.update(contents).where(contents.c.id.in_(content_ids), contents.c.error.is_not(None)).values(error=None)
        )
        connection.execute(
            sa.update(photos)
            .where(
                photos.c.id.in_([i for i, _ in part]), photos.c.content_id.in_(content_ids), photos.c.error.is_not(None)
            )
            .values(error=None)
        )


def _write_errors(connection: Connection, failed: Sequence[ScoreResult]) -> None:
    """Keep why photos could not be read.

    A file that is there, unchanged and readable has a broken content: that stays, for all its copies. Otherwise the
    trouble is with the place (vanished, no permission, being written) and the next intake looks at it again.
    """
    by_id = {r.photo_id: r for r in failed}
    query = (
        sa.select(
            photos.c.id,
            photos.c.content_id,
            photos.c.size,
            photos.c.mtime_ns,
            photos.c.name,
            folders.c.path,
            contents.c.fingerprint,
        )
        .select_from(photos)
        .outerjoin(folders, folders.c.id == photos.c.folder_id)
        .outerjoin(contents, contents.c.id == photos.c.content_id)
    )
    for part in chunks(list(by_id)):
        for row in connection.execute(query.where(photos.c.id.in_(part))).all():
            result = by_id[row.id]
            error = plain_text(result.error)
            if result.fingerprint is not None and result.fingerprint != row.fingerprint:
                continue  # said of a content that this photo no longer has
            if result.fingerprint is not None and _is_readable(row.path, row.name, row.size, row.mtime_ns):
                connection.execute(sa.update(contents).where(contents.c.id == row.content_id).values(error=error))
            else:
                connection.execute(sa.update(photos).where(photos.c.id == row.id).values(error=error))


def _is_readable(folder: str | None, name: str | None, size: int, mtime_ns: int) -> bool:
    if folder is None or name is None:
        return False
    try:
        stat = os.stat(folder + name)  # noqa: PTH116 - a text as the catalogue keeps it
    except OSError:
        return False
    return (stat.st_size, stat.st_mtime_ns) == (size, mtime_ns) and os.access(folder + name, os.R_OK)
