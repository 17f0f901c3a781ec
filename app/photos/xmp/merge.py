"""Merging what Keepers has with what files say, by what each file said when it was last looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.photos.xmp.marks import Marks

Decided = tuple[int, int, int]
"""Flag -1..1, stars 0..5, label number; 0 is none each."""

FIELDS = ("flag", "stars", "label")


@dataclass(frozen=True, slots=True)
class Said:
    """What one file says, and what it said when it was last read or written (None: it never was)."""

    before: Marks | None
    now: Marks


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge came to.

    Attributes:
        values: flag, stars and label; where both sides changed a field, Keepers' value.
        theirs: likewise, but the file's value where both sides changed.
        conflicts: names of the fields that both sides changed to different values.
    """

    values: Decided
    theirs: Decided
    conflicts: tuple[str, ...] = ()


def merge(ours: Decided, files: Sequence[Said], start: Decided = (0, 0, 0)) -> Merged:
    """Merge field by field: whoever changed a field is right; where Keepers and a file did, it is a conflict.

    Args:
        ours: the decision in the catalogue.
        files: of several that changed a field the first counts, so the newest comes first.
        start: the decision that a photo had before any of the files said anything: what is embedded in it.
    """
    values: list[int] = []
    theirs: list[int] = []
    conflicts: list[str] = []
    for name, mine, first in zip(FIELDS, ours, start, strict=True):
        change = next((c for said in files if (c := _change(name, said, first)) is not None), None)
        if change is None or mine == change[1]:
            values.append(mine)
            theirs.append(mine)
            continue
        before, now = change
        theirs.append(now)
        values.append(now if mine == before else mine)
        if mine != before:
            conflicts.append(name)
    return Merged((values[0], values[1], values[2]), (theirs[0], theirs[1], theirs[2]), tuple(conflicts))


def _change(name: str, said: Said, start: int) -> tuple[int, int] | None:
    """The field's value before and now, if the file's word on it is another than before."""
    before: int | None = None if said.before is None else getattr(said.before, name)
    now: int | None = getattr(said.now, name)
    if before == now:
        return None
    change = (start if before is None else before), now or 0
    return None if change[0] == change[1] else change
