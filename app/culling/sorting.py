"""In which order photos are shown."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.catalog.records import PhotoColumns
from app.culling.names import NameKeys


class SortKey(StrEnum):
    """What photos are sorted by."""

    SCORE = "score"
    CAPTURED = "captured"
    NAME = "name"
    STARS = "stars"


def sort_order(
    columns: PhotoColumns, key: SortKey, descending: bool = False, names: NameKeys | None = None
) -> NDArray[np.intp]:
    """Give the order of the photos.

    Unknown values (no score, no capture time) come last in both directions. Equal values follow each other by file
    name in natural order (``IMG_9`` before ``IMG_10``), upwards in both directions, then by path.

    Args:
        columns: n photos.
        key: what to sort by.
        descending: largest, latest or last name first.
        names: keys of the same paths; without them each call works out the natural order anew.

    Returns:
        (n,) indices into the columns.
    """
    by_name = (names or NameKeys(columns.paths)).order
    match key:
        case SortKey.NAME:
            return by_name[::-1].copy() if descending else by_name.copy()
        case SortKey.SCORE:
            values = columns.scores
        case SortKey.CAPTURED:
            values = columns.captured
        case SortKey.STARS:
            values = columns.stars.astype(np.float64)
    in_name_order = values[by_name]
    # Negated and not reversed: NaN, which sorts last, stays last, and ties keep the order of the names.
    places = np.argsort(-in_name_order if descending else in_name_order, kind="stable")
    return by_name[places]
