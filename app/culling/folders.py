"""How good the photos of each folder are."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.catalog.records import Flag, PhotoColumns
from app.culling.names import natural_key

DEFAULT_THRESHOLD = 35.0
"""Score, 0..100, under which a photo counts as weak unless the caller says otherwise."""


@dataclass(frozen=True, slots=True)
class FolderFigures:
    """The quality of a set of photos.

    Attributes:
        count: photos.
        scored: of these, photos with a score; the next four are about these and None where there are none.
        median, p10, p90: of the score, 0..100, linearly interpolated.
        share_below: share of the scored photos under the threshold, 0..1.
        picks, rejects: flagged photos.
        best: path of the photo with the highest score among those not rejected, or None; of equal ones the one
            taken first, then the first by path.
    """

    count: int
    scored: int
    median: float | None
    p10: float | None
    p90: float | None
    share_below: float | None
    picks: int
    rejects: int
    best: str | None


@dataclass(frozen=True, slots=True)
class FolderRating(FolderFigures):
    """The quality of the photos directly in a folder, and with its subfolders.

    Attributes:
        folder: absolute path.
        total: the same figures with the photos of all subfolders.
    """

    folder: Path
    total: FolderFigures


class FolderSort(StrEnum):
    """What folders are sorted by."""

    FOLDER = "folder"
    COUNT = "count"
    SCORED = "scored"
    MEDIAN = "median"
    P10 = "p10"
    P90 = "p90"
    SHARE_BELOW = "share_below"
    PICKS = "picks"
    REJECTS = "rejects"


def rate_folders(columns: PhotoColumns, root: Path, threshold: float = DEFAULT_THRESHOLD) -> list[FolderRating]:
    """Rate every folder at or below ``root`` that has photos directly in it.

    Args:
        columns: photos; those outside ``root`` do not count.
        root: absolute path.
        threshold: 0..100 for ``share_below``.

    Returns:
        Ratings in natural order of the folder paths.
    """
    direct = _by_folder(columns, root)
    # A folder without subfolders is its own total, and most are: they are measured once.
    totals = _with_subfolders(direct, root)
    ratings = []
    for folder in sorted(direct, key=natural_key):
        own = _figures(columns, direct[folder], threshold)
        every = totals[folder]
        total = own if len(every) == len(direct[folder]) else _figures(columns, every, threshold)
        ratings.append(FolderRating(**_values(own), folder=Path(folder), total=total))
    return ratings


def folder_totals(columns: PhotoColumns, root: Path, threshold: float = DEFAULT_THRESHOLD) -> dict[Path, FolderFigures]:
    """Rate ``root`` and every folder on the way to a photo below it, subfolders included, for a folder tree.

    Args:
        columns, root, threshold: as in ``rate_folders``.
    """
    totals = _with_subfolders(_by_folder(columns, root), root)
    return {Path(folder): _figures(columns, indices, threshold) for folder, indices in totals.items()}


def sort_folders(
    ratings: Iterable[FolderRating], key: FolderSort = FolderSort.FOLDER, descending: bool = False
) -> list[FolderRating]:
    """Sort ratings by one column; folders without that figure come last, equal ones by path in natural order."""
    by_name = sorted(ratings, key=lambda rating: natural_key(str(rating.folder)))
    if key is FolderSort.FOLDER:
        return by_name[::-1] if descending else by_name

    def place(rating: FolderRating) -> tuple[bool, float]:
        value = getattr(rating, key.value)
        if value is None:
            return True, 0.0
        return False, -value if descending else value

    return sorted(by_name, key=place)


def folder_row(rating: FolderRating) -> dict[str, Any]:
    """Give a rating as JSON-able values; ``total`` is an object of the same figures."""
    return {"folder": str(rating.folder), **_values(rating), "total": _values(rating.total)}


def _values(figures: FolderFigures) -> dict[str, Any]:
    return {name: getattr(figures, name) for name in FolderFigures.__dataclass_fields__}


def _by_folder(columns: PhotoColumns, root: Path) -> dict[str, NDArray[np.intp]]:
    """Give the indices of the photos directly in each folder at or below root."""
    inside = str(root).rstrip(os.sep) + os.sep
    members: dict[str, list[int]] = {}
    for index, path in enumerate(columns.paths):
        if path.startswith(inside):
            folder = path.rpartition(os.sep)[0] or os.sep
            members.setdefault(folder, []).append(index)
    return {folder: np.array(indices, dtype=np.intp) for folder, indices in members.items()}


def _with_subfolders(direct: dict[str, NDArray[np.intp]], root: Path) -> dict[str, NDArray[np.intp]]:
    """Give the indices of all photos below root and below each folder between it and a photo."""
    parts: dict[str, list[NDArray[np.intp]]] = {}
    top = str(root).rstrip(os.sep) or os.sep
    for folder, indices in direct.items():
        here = folder
        parts.setdefault(here, []).append(indices)
        while here != top:
            here = here.rpartition(os.sep)[0] or os.sep
            parts.setdefault(here, []).append(indices)
    return {folder: np.concatenate(pieces) for folder, pieces in parts.items()}


def _figures(columns: PhotoColumns, indices: NDArray[np.intp], threshold: float) -> FolderFigures:
    scores = columns.scores[indices]
    flags = columns.flags[indices]
    known = np.sort(scores[~np.isnan(scores)])
    quantiles: Sequence[float | None] = (None, None, None)
    share_below = None
    if len(known):
        at = np.array([0.1, 0.5, 0.9]) * (len(known) - 1)
        quantiles = [float(q) for q in np.interp(at, np.arange(len(known)), known)]
        share_below = float(np.searchsorted(known, threshold, side="left")) / len(known)
    return FolderFigures(
        count=len(indices),
        scored=len(known),
        median=quantiles[1],
        p10=quantiles[0],
        p90=quantiles[2],
        share_below=share_below,
        picks=int(np.count_nonzero(flags == Flag.PICK)),
        rejects=int(np.count_nonzero(flags == Flag.REJECT)),
        best=_best(columns, indices[(flags != Flag.REJECT) & ~np.isnan(scores)]),
    )


def _best(columns: PhotoColumns, candidates: NDArray[np.intp]) -> str | None:
    if not len(candidates):
        return None
    scores = columns.scores[candidates]
    highest = candidates[scores == scores.max()]
    taken = np.nan_to_num(columns.captured[highest], nan=np.inf)
    earliest = highest[taken == taken.min()]
    first: str = min(columns.paths[index] for index in earliest)
    return first
