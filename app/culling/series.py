"""In which order photos were taken, and which of them follow each other closely."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.catalog.records import PhotoColumns
from app.culling.names import NameKeys

NUMBERS_APART = 2
"""Photos without a capture time follow each other while their numbers are at most this far apart: one may be gone."""

_WHOLE_SECOND = 0.999
"""Cameras that record whole seconds may have taken two photos this much closer than their times say."""

_LAST_NUMBER = re.compile(r"(\d+)(?=\D*$)")


def capture_order(columns: PhotoColumns, names: NameKeys | None = None) -> NDArray[np.intp]:
    """Positions in the order in which the photos were taken.

    By capture time with sub-seconds, and at equal times by name in natural order. Photos without a capture time come
    last, by folder and name in natural order: that is how cameras count.

    Args:
        columns: n photos.
        names: keys of the same paths.
    """
    keys = names or NameKeys(columns.paths)
    folder_of: dict[str, int] = {}
    folders = [path.rpartition(os.sep)[0] for path in columns.paths]
    for folder in sorted(set(folders)):
        folder_of[folder] = len(folder_of)
    unknown = np.isnan(columns.captured)
    folder_numbers = np.fromiter((folder_of[folder] for folder in folders), np.intp, count=len(folders))
    # At equal times the name decides alone: the second folder of a card goes on where the first one ended.
    by_folder = np.where(unknown, folder_numbers, 0)
    times = np.where(unknown, np.inf, columns.captured)
    return np.lexsort((keys.rank, by_folder, times))


@dataclass(frozen=True, slots=True)
class Links:
    """Tells whether one photo follows another closely; all lists are in capture order.

    Attributes:
        times: seconds, NaN where unknown.
        ends: the same plus the exposure time: the gap between two photos begins when the first one is taken.
        whole: the camera gave whole seconds only.
        modified: seconds, of the file.
        stems: code of folder and name without its number; -1 for photos with a capture time, whose name says nothing.
        numbers: the number in the name, -1 where there is none.
        gap: seconds that may lie between.
    """

    times: Sequence[float]
    ends: Sequence[float]
    whole: Sequence[bool]
    modified: Sequence[float]
    folders: Sequence[int]
    stems: Sequence[int]
    numbers: Sequence[int]
    gap: float

    def near(self, earlier: int, later: int) -> bool:
        """Whether ``later`` was taken soon enough after ``earlier`` to belong to one series.

        Without capture times of both: the number in the name follows closely, or the files were written within the
        gap, both in one folder. A photo with a time and one without never belong together.
        """
        begin, end = self.ends[earlier], self.times[later]
        if begin == begin and end == end:
            distance = end - begin
            if self.whole[earlier] and self.whole[later]:
                distance -= _WHOLE_SECOND
            return distance <= self.gap
        if begin == begin or end == end or self.folders[earlier] != self.folders[later]:
            return False
        counted = self.stems[earlier] == self.stems[later] and self.numbers[later] >= 0
        if counted and 0 <= self.numbers[later] - self.numbers[earlier] <= NUMBERS_APART:
            return True
        return abs(self.modified[later] - self.modified[earlier]) <= self.gap


def links(
    columns: PhotoColumns,
    order: NDArray[np.intp],
    modified: NDArray[np.float64],
    shutter: NDArray[np.float64],
    gap: float,
) -> Links:
    """Work out what follows what.

    Args:
        columns: n photos.
        order: as ``capture_order`` gives it.
        modified: (n,) seconds, of the file.
        shutter: (n,) seconds, NaN where unknown.
        gap: seconds that may lie between two photos.
    """
    times = columns.captured[order]
    exposed = np.nan_to_num(shutter[order])
    folder_codes: dict[str, int] = {}
    stem_codes: dict[tuple[int, str, str], int] = {}
    folders, stems, numbers = [-1] * len(order), [-1] * len(order), [-1] * len(order)
    for place in np.flatnonzero(np.isnan(times)).tolist():
        folder, _, name = columns.paths[order[place]].rpartition(os.sep)
        folders[place] = folder_codes.setdefault(folder, len(folder_codes))
        stem, number = _parted(name)
        stems[place] = stem_codes.setdefault((folders[place], *stem), len(stem_codes))
        numbers[place] = number
    return Links(
        times=times.tolist(),
        ends=(times + exposed).tolist(),
        whole=(np.isfinite(times) & (times == np.floor(times))).tolist(),
        modified=modified[order].tolist(),
        folders=folders,
        stems=stems,
        numbers=numbers,
        gap=gap,
    )


def _parted(name: str) -> tuple[tuple[str, str], int]:
    """What stands around the last number of a name, and the number; -1 without one."""
    stem = name.rpartition(".")[0] or name
    match = _LAST_NUMBER.search(stem)
    if match is None:
        return (stem, ""), -1
    return (stem[: match.start()].lower(), stem[match.end() :].lower()), int(match[1][-15:])
