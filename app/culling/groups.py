"""Which photos belong together: bursts, exposure brackets, and what a person put together or took apart.

What a person did comes first and is never computed anew. Of the other photos, exposure brackets are taken out, and
what follows each other closely and is all alike becomes a burst. The result depends on the photos alone, not on the
order in which they are given, and holds only positions, so it is quick to make anew when a setting moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.catalog.records import PhotoColumns
from app.culling.brackets import Exposures, find_brackets, steps_of
from app.culling.bursts import find_bursts
from app.culling.likeness import USUAL_LIKENESS, Likeness
from app.culling.names import NameKeys
from app.culling.series import capture_order, links
from app.culling.suggestion import Suggestion, rank_in_groups, suggest

if TYPE_CHECKING:
    # Its module needs the database, which a window opens without.
    from app.catalog.traits import PhotoTraits

LEAST_GAP, MOST_GAP, USUAL_GAP = 0.1, 120.0, 5.0
"""Seconds between two photos of a group."""

LEAST_LIKENESS, MOST_LIKENESS = 0.3, 0.98


class GroupKind(StrEnum):
    """What holds a group together."""

    BURST = "burst"
    BRACKET = "bracket"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """How close and how alike the photos of a burst have to be.

    Attributes:
        max_gap_s: seconds from the end of one exposure to the next photo, 0.1..120.
        similarity: 0.3..0.98, see `likeness`; every pair of a burst is at least so alike.

    Raises:
        ValueError: a value is out of range.
    """

    max_gap_s: float = USUAL_GAP
    similarity: float = USUAL_LIKENESS

    def __post_init__(self) -> None:
        if not LEAST_GAP <= self.max_gap_s <= MOST_GAP:
            raise ValueError(f"a gap of {self.max_gap_s} s is not in {LEAST_GAP}..{MOST_GAP}")
        if not LEAST_LIKENESS <= self.similarity <= MOST_LIKENESS:
            raise ValueError(f"a similarity of {self.similarity} is not in {LEAST_LIKENESS}..{MOST_LIKENESS}")


@dataclass(frozen=True)
class Groups:
    """The groups of n photos. Groups are numbered 0..len-1 in the order in which they were taken.

    Attributes:
        settings: with which they were made.
        order: (n,) positions of all photos in the order in which they were taken.
        group_of: (n,) int32 group of each photo, -1 for a photo alone.
        rank: (n,) int32, 1 for the suggested best of a group; 1 for a photo alone.
        size: (n,) int32 photos of the photo's group, 1 for a photo alone.
        kinds: of each group.
        steps: of each group; for a bracket, stops of its photos in capture order, else empty.
        scores, sharpness: (n,) as they were when the ranks were made, NaN where unknown.
    """

    settings: GroupSettings
    order: NDArray[np.intp]
    group_of: NDArray[np.int32]
    rank: NDArray[np.int32]
    size: NDArray[np.int32]
    kinds: tuple[GroupKind, ...]
    steps: tuple[tuple[float, ...], ...]
    scores: NDArray[np.float64]
    sharpness: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.kinds)

    @cached_property
    def _flat(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Positions of the photos in groups, group by group in capture order, and where each group begins."""
        in_order = self.order[self.group_of[self.order] >= 0]
        flat = in_order[np.argsort(self.group_of[in_order], kind="stable")]
        return flat, np.searchsorted(self.group_of[flat], np.arange(len(self) + 1)).astype(np.intp)

    @cached_property
    def _best(self) -> NDArray[np.intp]:
        flat, _ = self._flat
        best = np.full(len(self), -1, np.intp)
        first = flat[self.rank[flat] == 1]
        best[self.group_of[first]] = first
        return best

    def group(self, row: int) -> int:
        """Group of a photo, -1 alone or where it came after the groups were made."""
        return int(self.group_of[row]) if 0 <= row < len(self.group_of) else -1

    def members(self, group: int) -> NDArray[np.intp]:
        """Positions of a group's photos in the order in which they were taken."""
        flat, starts = self._flat
        return flat[starts[group] : starts[group + 1]]

    def ranked(self, group: int) -> NDArray[np.intp]:
        """Positions of a group's photos, the suggested best first."""
        members = self.members(group)
        return members[np.argsort(self.rank[members])]

    def best(self, group: int) -> int:
        """Position of the suggested best photo of a group."""
        return int(self._best[group])

    def kind(self, group: int) -> GroupKind:
        """What holds a group together."""
        return self.kinds[group]

    def suggestion(self, group: int) -> Suggestion:
        """Why the best of a group is suggested, as facts."""
        members = self.ranked(group)
        return suggest(self.scores[members], self.sharpness[members])

    def reason(self, group: int) -> str:
        """Why the best of a group is suggested, in words, e.g. ``"sharpest of 7, 12 points above the median"``."""
        return self.suggestion(group).words

    def place(self, row: int) -> GroupPlace | None:
        """Where a photo stands in its group, None for a photo alone."""
        group = self.group(row)
        if group < 0:
            return None
        return GroupPlace(group + 1, int(self.rank[row]), int(self.size[row]), self.kinds[group])

    def count(self, kind: GroupKind | None = None) -> int:
        """How many groups there are, or how many of a kind."""
        return len(self.kinds) if kind is None else self.kinds.count(kind)


class GroupPlace(NamedTuple):
    """Where a photo stands in its group, for lists.

    Attributes:
        group: 1 for the group that was taken first.
        rank: 1 for the suggested best.
        size: photos of the group.
        kind: what holds it together.
    """

    group: int
    rank: int
    size: int
    kind: GroupKind


def carried_over(groups: Groups, places: NDArray[np.intp], columns: PhotoColumns) -> Groups:
    """The same groups for the same photos in another table, until they are made anew.

    Args:
        groups: of n photos.
        places: (n,) position of each of them in the other table, -1 where it is not there.
        columns: the photos of the other table.
    """
    size = len(columns.ids)
    still = np.flatnonzero(places >= 0)
    group_of = np.full(size, -1, np.int32)
    group_of[places[still]] = groups.group_of[still]
    left = np.bincount(group_of[group_of >= 0], minlength=len(groups))
    kept = np.flatnonzero(left > 1)
    number = np.full(len(groups) + 1, -1, np.int32)  # the last one is for -1
    number[kept] = np.arange(len(kept))
    group_of = number[group_of]
    old = places[groups.order]
    old = old[old >= 0]
    came = np.ones(size, np.bool_)
    came[old] = False
    order = np.concatenate([old, np.flatnonzero(came)]).astype(np.intp)
    sizes = np.where(group_of >= 0, np.append(left[kept], 1)[group_of], 1).astype(np.int32)
    return Groups(
        settings=groups.settings,
        order=order,
        group_of=group_of,
        rank=rank_in_groups(group_of, columns.scores, columns.sharpness, order),
        size=sizes,
        kinds=tuple(groups.kinds[group] for group in kept.tolist()),
        steps=tuple(groups.steps[group] for group in kept.tolist()),
        scores=columns.scores.copy(),
        sharpness=columns.sharpness.copy(),
    )


def no_groups() -> Groups:
    """The groups of no photo."""
    none = np.empty(0, np.int32)
    unknown = np.empty(0, np.float64)
    return Groups(GroupSettings(), np.empty(0, np.intp), none, none, none, (), (), unknown, unknown)


def group_photos(
    columns: PhotoColumns,
    traits: PhotoTraits,
    settings: GroupSettings | None = None,
    names: NameKeys | None = None,
) -> Groups:
    """Group the photos of a folder.

    Photos that have not been measured yet (they come with the score) are alone, unless a person put them in a group.

    Args:
        columns: n photos.
        traits: of the same photos, in the same order.
        settings: None for the usual ones.
        names: keys of the same paths, worth keeping where a slider moves.

    Raises:
        ValueError: the two are not about the same photos.
    """
    if not np.array_equal(columns.ids, traits.ids):
        raise ValueError("columns and traits are not about the same photos")
    settings = settings or GroupSettings()
    order = capture_order(columns, names)
    found: list[tuple[GroupKind, NDArray[np.intp], tuple[float, ...]]] = [
        (GroupKind.MANUAL, places, ()) for places in _pinned(traits.pins[order])
    ]
    free = np.flatnonzero((traits.pins[order] == 0) & traits.hashed[order])
    likeness = Likeness(traits.hashes[order], traits.features[order])
    follows = links(columns, order, traits.modified, traits.shutter, settings.max_gap_s)
    exposures = Exposures(traits.exposure[order], traits.bias[order], columns.cameras[order])
    brackets = find_brackets(exposures, likeness, follows, free, settings.similarity)
    for members in brackets:
        places = np.array(members, np.intp)
        found.append((GroupKind.BRACKET, places, steps_of(places, exposures)))
    free = free[~np.isin(free, [place for members in brackets for place in members])]
    for members in find_bursts(likeness, follows, free, settings.similarity):
        found.append((GroupKind.BURST, np.array(members, np.intp), ()))
    found.sort(key=lambda group: int(group[1][0]))
    return _numbered(columns, settings, order, found)


def _pinned(pins: NDArray[np.int64]) -> list[NDArray[np.intp]]:
    """Places of the photos of each hand-made group of two or more; a photo pinned alone is in no group."""
    at = np.flatnonzero(pins)
    by_pin = at[np.argsort(pins[at], kind="stable")]
    cuts = np.flatnonzero(np.diff(pins[by_pin])) + 1
    return [part for part in np.split(by_pin, cuts) if len(part) > 1]


def _numbered(
    columns: PhotoColumns,
    settings: GroupSettings,
    order: NDArray[np.intp],
    found: list[tuple[GroupKind, NDArray[np.intp], tuple[float, ...]]],
) -> Groups:
    n = len(order)
    group_of = np.full(n, -1, np.int32)
    size = np.ones(n, np.int32)
    for number, (_, places, _) in enumerate(found):
        group_of[order[places]] = number
        size[order[places]] = len(places)
    return Groups(
        settings=settings,
        order=order,
        group_of=group_of,
        rank=rank_in_groups(group_of, columns.scores, columns.sharpness, order),
        size=size,
        kinds=tuple(kind for kind, _, _ in found),
        steps=tuple(steps for _, _, steps in found),
        scores=columns.scores.copy(),
        sharpness=columns.sharpness.copy(),
    )
