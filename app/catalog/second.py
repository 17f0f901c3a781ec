"""The second opinion: another model's scores beside those of the model that judges everything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.catalog.records import ModelKey, PhotoColumns, PhotoRecord
from app.catalog.rows import CHUNK, raw_rows
from app.catalog.schema import photos, scores
from app.catalog.scores import find_model


def second_scores(connection: Connection, ids: Sequence[int], model: ModelKey) -> dict[int, float]:
    """Photo id -> score 0..100 of those photos among ``ids`` that ``model`` has judged.

    Few photos have a second opinion: for a whole folder it is quicker to read all there are. For a few photos that
    would cost as much as the model has judged: there the photos are looked up, which an outer join makes certain.
    """
    known = find_model(connection, model)
    if known is None:
        return {}
    query = sa.select(photos.c.id, scores.c.score)
    mine = sa.and_(scores.c.model_id == known[0], scores.c.content_id == photos.c.content_id)
    if len(ids) <= CHUNK:
        query = query.select_from(photos).outerjoin(scores, mine).where(photos.c.id.in_(ids))
    else:
        query = query.select_from(scores).join(photos, mine)
    wanted = set(ids)
    rows = raw_rows(connection, query)
    return {photo_id: score for photo_id, score in rows if score is not None and photo_id in wanted}


def with_second(connection: Connection, columns: PhotoColumns, model: ModelKey | None) -> PhotoColumns:
    """The columns with ``second`` filled; the same where there is no such model."""
    if model is None or not len(columns.ids):
        return columns
    found = second_scores(connection, columns.ids.tolist(), model)
    if found:
        values = [found.get(photo_id, np.nan) for photo_id in columns.ids.tolist()]
        columns.second[:] = np.array(values, np.float64)
    return columns


def records_with_second(
    connection: Connection, records: list[PhotoRecord], model: ModelKey | None
) -> list[PhotoRecord]:
    """The records with ``second`` filled; the same where there is no such model."""
    if model is None or not records:
        return records
    found = second_scores(connection, [record.id for record in records], model)
    return [replace(record, second=found[record.id]) if record.id in found else record for record in records]
