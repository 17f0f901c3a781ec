"""What grouping needs to know of each photo besides its columns: content, exposure, and what a person put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.engine import Connection

from app.catalog.features import unpack_features
from app.catalog.pins import AUTOMATIC
from app.catalog.records import ModelKey
from app.catalog.rows import chunks, raw_rows, unique
from app.catalog.schema import contents, features, group_pins, photos
from app.catalog.scores import find_model


@dataclass(frozen=True, slots=True)
class PhotoTraits:
    """Parallel arrays of length n.

    Attributes:
        ids: int64 catalogue ids.
        hashes: uint64 perceptual hash, 0 where ``hashed`` is False.
        hashed: bool, the pixels have been measured.
        features: float32 (n, d) unit vectors of the content by one model; zeros where there are none.
        modified: float64 seconds since 1970, of the file.
        exposure: float64 exposure value at ISO 100 in stops, larger is darker; NaN where the shutter is not known. An
            aperture or ISO that the file does not say counts as f/1 and 100, for it does not change inside a series.
        bias: float64 exposure compensation in stops, NaN where unknown.
        shutter: float64 seconds, NaN where unknown.
        pins: int64 number of the group that a person made; photos with the same number are one group whatever else
            is true of them, 0 where grouping decides.
    """

    ids: NDArray[np.int64]
    hashes: NDArray[np.uint64]
    hashed: NDArray[np.bool_]
    features: NDArray[np.float32]
    modified: NDArray[np.float64]
    exposure: NDArray[np.float64]
    bias: NDArray[np.float64]
    shutter: NDArray[np.float64]
    pins: NDArray[np.int64]


def photo_traits(connection: Connection, ids: Sequence[int], model: ModelKey | None) -> PhotoTraits:
    """Traits of these photos in this order; of an id that does not exist nothing is known.

    Args:
        model: whose content features; None gives none.
    """
    known = find_model(connection, model) if model is not None else None
    query = _query(known[0] if known else None)
    found: dict[int, tuple[Any, ...]] = {}
    for part in chunks(unique(ids)):
        found |= {row[0]: row for row in raw_rows(connection, query.where(photos.c.id.in_(part)))}
    return _to_traits(ids, found)


def _query(model_id: int | None) -> sa.Select[Any]:
    query = (
        sa.select(
            photos.c.id,
            photos.c.mtime_ns,
            contents.c.phash,
            contents.c.shutter_s,
            contents.c.aperture,
            contents.c.iso,
            contents.c.exposure_bias_ev,
            group_pins.c.number,
            features.c.data if model_id is not None else sa.null(),
        )
        .select_from(photos)
        .outerjoin(contents, contents.c.id == photos.c.content_id)
        .outerjoin(group_pins, group_pins.c.photo_id == photos.c.id)
    )
    if model_id is None:
        return query
    mine = sa.and_(features.c.model_id == model_id, features.c.content_id == photos.c.content_id)
    return query.outerjoin(features, mine)


def _to_traits(ids: Sequence[int], found: Mapping[int, tuple[Any, ...]]) -> PhotoTraits:
    blank: tuple[Any, ...] = (None,) * 9
    rows = [found.get(photo_id, blank) for photo_id in ids]
    columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * 9
    _, mtimes, hashes, shutters, apertures, isos, biases, pins, blobs = columns
    shutter = _positive(shutters)
    aperture = np.nan_to_num(_positive(apertures), nan=1.0)
    iso = np.nan_to_num(_positive(isos), nan=100.0)
    return PhotoTraits(
        ids=np.array(ids, np.int64),
        hashes=np.array([0 if value is None else value for value in hashes], np.int64).view(np.uint64),
        hashed=np.array([value is not None for value in hashes], np.bool_),
        features=unpack_features(blobs),
        modified=np.array(mtimes, np.float64) / 1e9,
        exposure=2 * np.log2(aperture) - np.log2(shutter) - np.log2(iso / 100),
        bias=np.array(biases, np.float64),
        shutter=shutter,
        pins=np.array([pin or AUTOMATIC for pin in pins], np.int64),
    )


def _positive(values: Sequence[float | None]) -> NDArray[np.float64]:
    numbers = np.array(values, np.float64)
    return np.where(numbers > 0, numbers, np.nan)
