"""A set of photographs with opinion scores, as every reader gives it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dpiqa_core.errors import ModelError

_NAMED = 5
"""How many missing files an error names before it counts the rest."""


class DataError(ModelError):
    """A data set cannot be used; the text names the file (and the line) and says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Rated:
    """One photograph and what people think of it.

    Attributes:
        name: as the set names it, unique in the set; splits are saved by it.
        path: the file.
        mos: mean opinion score brought to 0..1 (MOS / 100 for a scale of 0 to 100).
        content: photographs of one content must not be divided between training and test; the name where every
            photograph stands alone.
        part: ``train``, ``validation`` or ``test`` where the set itself says so, else empty.
    """

    name: str
    path: Path
    mos: float
    content: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class RatedSet:
    """A data set.

    Attributes:
        name: ``clive``, ``koniq``, ``livefb``, ``spaq``, or the folder's name for a csv.
        root: the folder.
        photos: in the order of the set's own table.
    """

    name: str
    root: Path
    photos: tuple[Rated, ...]

    def by_name(self, names: Iterable[str]) -> list[Rated]:
        """The photographs of some names, in that order.

        Raises:
            DataError: the set has no such photograph.
        """
        known = {photo.name: photo for photo in self.photos}
        found: list[Rated] = []
        for name in names:
            if name not in known:
                raise DataError(
                    self.root, f"The set {self.name} has no photo named {name}; the split belongs to other data."
                )
            found.append(known[name])
        return found


def checked(name: str, root: Path, photos: Sequence[Rated], table: Path) -> RatedSet:
    """Make a set of what a table lists, after looking whether every file is there.

    Args:
        name: of the set.
        root: its folder.
        photos: in order.
        table: the file that lists them, for errors.

    Raises:
        DataError: nothing is listed, a name comes twice, or files are missing; names them.
    """
    if not photos:
        raise DataError(table, "The table lists no photos.")
    seen: set[str] = set()
    for photo in photos:
        if photo.name in seen:
            raise DataError(table, f"The photo {photo.name} is listed twice.")
        seen.add(photo.name)
    missing = [photo.path for photo in photos if not photo.path.is_file()]
    if missing:
        named = ", ".join(str(path) for path in missing[:_NAMED])
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        raise DataError(
            table, f"{len(missing)} of {len(photos)} listed photos are missing: {named}{more}. Unpack the set again."
        )
    return RatedSet(name, root, tuple(photos))


def to_unit(value: object, scale: tuple[float, float], table: Path, where: str) -> float:
    """Bring a label to 0..1.

    Args:
        value: what the table says, text or number.
        scale: lowest and highest possible label.
        table: the file, for errors.
        where: the line or entry, for errors, as in ``line 12``.

    Raises:
        DataError: it is no number, or outside the scale.
    """
    try:
        number = float(str(value).strip())
    except ValueError as error:
        raise DataError(table, f"The label in {where} is no number: {str(value)!r}.") from error
    if not math.isfinite(number):
        raise DataError(table, f"The label in {where} is no number: {value}. Remove the line or mend it.")
    low, high = scale
    if not low <= number <= high:
        raise DataError(
            table, f"The label {number:g} in {where} is outside {low:g} to {high:g}; give the right scale of labels."
        )
    return (number - low) / (high - low)
