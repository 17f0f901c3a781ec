"""In which order photos are shown."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.catalog.records import PhotoColumns
from app.culling.names import NameKeys, natural_key


class SortKey(StrEnum):
    """What photos are sorted by."""

    SCORE = "score"
    CAPTURED = "captured"
    NAME = "name"
    STARS = "stars"
    FOCUS = "focus"
    CAMERA = "camera"
    LENS = "lens"
    GROUP = "group"
    SECOND = "second"
    DISAGREEMENT = "disagreement"

    @property
    def comes_with_scores(self) -> bool:
        """Whether scoring a photo changes its place."""
        return self in (SortKey.SCORE, SortKey.FOCUS, SortKey.SECOND, SortKey.DISAGREEMENT)


def sort_order(
    columns: PhotoColumns, key: SortKey, descending: bool = False, names: NameKeys | None = None
) -> NDArray[np.intp]:
    """Give the order of the photos.

    Unknown values (no score, no capture time, no camera) come last in both directions. Equal values follow each other
    by file name in natural order (``IMG_9`` before ``IMG_10``), upwards in both directions, then by path.

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
        case SortKey.CAPTURED | SortKey.GROUP:  # without groups, as here, every photo is one
            values = columns.captured
        case SortKey.STARS:
            values = columns.stars.astype(np.float64)
        case SortKey.FOCUS:
            values = columns.sharpness
        case SortKey.CAMERA:
            values = _places(columns.cameras, columns.camera_names)
        case SortKey.LENS:
            values = _places(columns.lenses, columns.lens_names)
        case SortKey.SECOND:
            values = columns.second
        case SortKey.DISAGREEMENT:
            values = np.abs(columns.disagreement)
    in_name_order = values[by_name]
    # Negated and not reversed: NaN, which sorts last, stays last, and ties keep the order of the names.
    places = np.argsort(-in_name_order if descending else in_name_order, kind="stable")
    return by_name[places]


def _places(codes: NDArray[np.int32], names: Sequence[str]) -> NDArray[np.float64]:
    """Place of each photo's camera or lens in the alphabet, NaN where it is unknown."""
    alphabet = sorted(range(len(names)), key=lambda code: natural_key(names[code]))
    place = np.full(len(names) + 1, np.nan)  # the last one is for -1
    place[alphabet] = np.arange(len(names))
    result: NDArray[np.float64] = place[codes]
    return result
