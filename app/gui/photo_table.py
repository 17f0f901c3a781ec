"""The photos of the open folder in memory: columns that grow while the scan runs and change as scores come."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.catalog.records import Decision, Flag, Label, PhotoColumns
from app.culling.agreement import refresh


def empty_columns() -> PhotoColumns:
    """Columns of no photo."""
    return PhotoColumns(
        ids=np.empty(0, np.int64),
        paths=[],
        captured=np.empty(0, np.float64),
        scores=np.empty(0, np.float64),
        stars=np.empty(0, np.int8),
        flags=np.empty(0, np.int8),
        labels=np.empty(0, np.int8),
        errors=np.empty(0, np.bool_),
        kinds=[],
        widths=np.empty(0, np.int32),
        heights=np.empty(0, np.int32),
        fault_names=(),
        faults=np.empty((0, 0), np.float32),
    )


def _with_names(columns: PhotoColumns, codes: str, names: str, all_names: tuple[str, ...]) -> PhotoColumns:
    """The same photos with their camera or lens numbered by another list of names, which holds all of theirs."""
    own = getattr(columns, names)
    if own == all_names:
        return columns
    number = {name: place for place, name in enumerate(all_names)}
    new = np.array([*(number[name] for name in own), -1], np.int32)  # the last one is for -1
    return replace(columns, **{codes: new[getattr(columns, codes)], names: all_names})


def _with_faults(columns: PhotoColumns, names: tuple[str, ...]) -> PhotoColumns:
    """The same photos with the fault columns of another model; faults without a column there become NaN."""
    if columns.fault_names == names:
        return columns
    faults = np.full((len(columns.ids), len(names)), np.nan, np.float32)
    for column, name in enumerate(names):
        if name in columns.fault_names:
            faults[:, column] = columns.faults[:, columns.fault_names.index(name)]
    return replace(columns, fault_names=names, faults=faults)


def subset(columns: PhotoColumns, at: NDArray[np.intp]) -> PhotoColumns:
    """The columns of some photos."""
    parts: dict[str, Any] = {}
    for name in (field.name for field in fields(PhotoColumns)):
        values = getattr(columns, name)
        if isinstance(values, np.ndarray):
            parts[name] = values[at]
        elif isinstance(values, list):
            parts[name] = [values[row] for row in at.tolist()]
        else:
            parts[name] = values
    return PhotoColumns(**parts)


def head(columns: PhotoColumns, count: int) -> PhotoColumns:
    """The columns of the first photos, copied, so that they stay as they are now."""
    parts: dict[str, Any] = {}
    for name in (field.name for field in fields(PhotoColumns)):
        values = getattr(columns, name)
        if isinstance(values, np.ndarray):
            parts[name] = values[:count].copy()
        else:
            parts[name] = values[:count] if isinstance(values, list) else values
    return PhotoColumns(**parts)


_ARRAYS = tuple(
    name for name in (f.name for f in fields(PhotoColumns)) if isinstance(getattr(empty_columns(), name), np.ndarray)
)


class Renewed(NamedTuple):
    """Photos whose files are not what they were.

    Attributes:
        contents: ids of photos with another picture.
        paths: ids of photos that lie in another place, or have another name.
    """

    contents: frozenset[int] = frozenset()
    paths: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.contents or self.paths)


def _renewed(old: PhotoColumns, here: NDArray[np.intp], new: PhotoColumns, there: NDArray[np.intp]) -> Renewed:
    """What differs between rows of two columns that are about the same photos, row by row."""
    ids = new.ids[there]
    moved = [
        photo_id
        for photo_id, before, after in zip(ids.tolist(), here.tolist(), there.tolist(), strict=True)
        if old.paths[before] != new.paths[after]
    ]
    return Renewed(frozenset(ids[old.contents[here] != new.contents[there]].tolist()), frozenset(moved))


class PhotoTable:
    """Photos by position 0..n-1. A position stays with its photo as long as the table lives.

    Attributes:
        renewed: what the last `put` found to be other files.
    """

    def __init__(self, columns: PhotoColumns | None = None) -> None:
        self.columns = empty_columns()
        self.renewed = Renewed()
        self._sorted_ids = np.empty(0, np.int64)
        self._sorter = np.empty(0, np.intp)
        self.folder_codes = np.empty(0, np.int32)  # index into ``folders``, one for each photo
        self.folders: list[str] = []
        self._folder_numbers: dict[str, int] = {}
        if columns is not None:
            self.put(columns)

    def __len__(self) -> int:
        return len(self.columns.paths)

    def positions(self, ids: Iterable[int] | NDArray[np.int64]) -> NDArray[np.intp]:
        """Positions of these ids, -1 where unknown."""
        wanted = np.asarray(ids if isinstance(ids, np.ndarray) else list(ids), np.int64)
        if not len(self):
            return np.full(len(wanted), -1, np.intp)
        at = np.minimum(np.searchsorted(self._sorted_ids, wanted), len(self) - 1)
        return np.where(self._sorted_ids[at] == wanted, self._sorter[at], -1)

    def position(self, photo_id: int) -> int:
        """Position of one id, -1 where unknown."""
        return int(self.positions([photo_id])[0])

    def put(self, part: PhotoColumns) -> NDArray[np.intp]:
        """Add the photos that are new and update the others; returns the positions of all of them, in order."""
        if part.fault_names and part.fault_names != self.columns.fault_names:
            self.columns = _with_faults(self.columns, part.fault_names)
        part = _with_faults(part, self.columns.fault_names)
        for codes, names in (("cameras", "camera_names"), ("lenses", "lens_names")):
            known_names = getattr(self.columns, names)
            all_names = tuple(dict.fromkeys((*known_names, *getattr(part, names))))
            part = _with_names(part, codes, names, all_names)
            self.columns = _with_names(self.columns, codes, names, all_names)
        at = self.positions(part.ids)
        known = np.flatnonzero(at >= 0)
        fresh = np.flatnonzero(at < 0)
        self.renewed = self._update(part, known, at[known]) if len(known) else Renewed()
        if len(fresh):
            at[fresh] = np.arange(len(self), len(self) + len(fresh))
            self._append(part, fresh)
        refresh(self.columns)
        return at

    def since(self, before: PhotoTable) -> Renewed:
        """What became of the photos of another table that are in this one, too."""
        at = self.positions(before.columns.ids)
        known = np.flatnonzero(at >= 0)
        return _renewed(before.columns, known, self.columns, at[known])

    def has_doubles(self) -> bool:
        """Whether two of these photos have the same path; only a table that was renewed needs to be asked."""
        return bool(self.renewed.paths) and len(set(self.columns.paths)) < len(self)

    def _update(self, part: PhotoColumns, source: NDArray[np.intp], target: NDArray[np.intp]) -> Renewed:
        renewed = _renewed(self.columns, target, part, source)
        for name in _ARRAYS:
            if name != "ids":
                getattr(self.columns, name)[target] = getattr(part, name)[source]
        for row, position in zip(source.tolist(), target.tolist(), strict=True):
            self.columns.kinds[position] = part.kinds[row]
            if self.columns.paths[position] != part.paths[row]:
                self.columns.paths[position] = part.paths[row]
                self.folder_codes[position] = self._number(part.paths[row].rpartition(os.sep)[0])
        return renewed

    def _append(self, part: PhotoColumns, source: NDArray[np.intp]) -> None:
        joined: dict[str, Any] = {}
        whole = len(source) == len(part.paths)
        for name in (field.name for field in fields(PhotoColumns)):
            old, new = getattr(self.columns, name), getattr(part, name)
            if isinstance(old, np.ndarray):
                joined[name] = np.concatenate([old, new if whole else new[source]])
            elif isinstance(old, list):
                joined[name] = old + (list(new) if whole else [new[row] for row in source.tolist()])
            else:
                joined[name] = old
        first = len(self)
        self.columns = PhotoColumns(**joined)
        folders = [path.rpartition(os.sep)[0] for path in self.columns.paths[first:]]
        for folder in dict.fromkeys(folders):
            self._number(folder)
        codes = np.fromiter(map(self._folder_numbers.__getitem__, folders), np.int32, count=len(folders))
        self.folder_codes = np.concatenate([self.folder_codes, codes])
        self._sorter = np.argsort(self.columns.ids, kind="stable")
        self._sorted_ids = self.columns.ids[self._sorter]

    def _number(self, folder: str) -> int:
        number = self._folder_numbers.get(folder)
        if number is None:
            number = self._folder_numbers[folder] = len(self.folders)
            self.folders.append(folder)
        return number

    def inside(self, folder: str) -> NDArray[np.bool_]:
        """Mask of the photos in a folder and in the folders below it."""
        below = folder.rstrip(os.sep) + os.sep
        codes = [number for number, name in enumerate(self.folders) if name == folder or name.startswith(below)]
        return np.isin(self.folder_codes, np.array(codes, np.int32))

    def decision(self, position: int) -> Decision:
        """What is decided about one photo."""
        columns = self.columns
        return Decision(
            Flag(int(columns.flags[position])), int(columns.stars[position]), Label(int(columns.labels[position]))
        )

    def set_decisions(self, decisions: Mapping[int, Decision]) -> NDArray[np.intp]:
        """Take over decisions; returns the positions whose decision became another one."""
        at = self.positions(decisions)
        changed = []
        for position, decision in zip(at.tolist(), decisions.values(), strict=True):
            if position >= 0 and self.decision(position) != decision:
                self.columns.flags[position] = decision.flag
                self.columns.stars[position] = decision.stars
                self.columns.labels[position] = decision.label
                changed.append(position)
        return np.array(changed, np.intp)
