"""Which photos are handed over."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.catalog.records import Flag, PhotoColumns
from app.culling.lists import ListFormat, photo_row, write_list, write_rows
from app.culling.names import NameKeys
from app.culling.wording import in_digits, photos, translate
from app.errors import UserError

__all__ = [
    "KeeperCounts",
    "KeeperFlag",
    "KeeperQuery",
    "ListFormat",
    "count",
    "photo_row",
    "select",
    "unreadable_words",
    "write_list",
    "write_rows",
]


class KeeperFlag(StrEnum):
    """Which flags are handed over; rejects only with ``REJECT`` and ``ANY``, which ask for them by name."""

    KEEPERS = "keepers"
    PICK = "pick"
    NONE = "none"
    REJECT = "reject"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class KeeperQuery:
    """What makes a photo a keeper.

    Attributes:
        min_score: 0..100, included; photos without a score are then left out. None takes any.
        max_count: at most so many, the best; None for all.
        flag: ``KEEPERS`` is everything that is not rejected. It and ``NONE`` leave out photos that cannot be read,
            unless a person picked them or gave them stars.
        min_stars: 0..5.

    Raises:
        UserError: a value out of its range.
    """

    min_score: float | None = None
    max_count: int | None = None
    flag: KeeperFlag = KeeperFlag.KEEPERS
    min_stars: int = 0

    def __post_init__(self) -> None:
        if self.min_score is not None and not (math.isfinite(self.min_score) and 0 <= self.min_score <= 100):
            raise UserError(f"The least score of a keeper is {self.min_score:g}; give a number from 0 to 100.")
        if self.max_count is not None and self.max_count < 0:
            raise UserError(f"The largest number of keepers is {self.max_count}; give 0 or more.")
        if not 0 <= self.min_stars <= 5:
            raise UserError(f"The least number of stars is {self.min_stars}; give a number from 0 to 5.")


@dataclass(frozen=True, slots=True)
class KeeperCounts:
    """What a query takes and why the rest stays, each photo counted once, by the first reason that applies.

    Attributes:
        keepers: photos taken.
        rejected: left out because they are rejected.
        other_flag: left out by another flag than the one asked for.
        unreadable: left out because they cannot be read.
        few_stars: left out by ``min_stars``.
        unscored: left out by ``min_score`` because they have no score.
        low_score: left out by ``min_score``.
        over_count: left out by ``max_count``.
        total: photos of the folder.
    """

    keepers: int
    rejected: int
    other_flag: int
    unreadable: int
    few_stars: int
    unscored: int
    low_score: int
    over_count: int
    total: int

    @property
    def text(self) -> str:
        """The counts in words, for ``--dry-run`` and the dialog."""
        parts = (
            (self.rejected, "rejected"),
            (self.other_flag, "flagged otherwise"),
            (self.unreadable, "unreadable"),
            (self.few_stars, "with fewer stars"),
            (self.unscored, "without a score"),
            (self.low_score, "with a lower score"),
            (self.over_count, "beyond the largest number"),
        )
        left = ", ".join(f"{number:,} {why}" for number, why in parts if number)
        return f"{self.keepers:,} of {photos(self.total)}" + (f"; left out: {left}." if left else ".")


def unreadable_words(number: int) -> str:
    """The sentence about photos that are no keepers only because they cannot be read; empty where there is none."""
    if number == 1:
        return translate("Culling", "1 photo that cannot be read stays where it is.")
    words = translate("Culling", "{number} photos that cannot be read stay where they are.")
    return words.format(number=in_digits(number)) if number else ""


def select(columns: PhotoColumns, query: KeeperQuery, names: NameKeys | None = None) -> NDArray[np.intp]:
    """Give the keepers, best first.

    Equal scores follow each other by capture time, then by file name in natural order; photos without a score come
    last.

    Args:
        columns: n photos.
        query: what makes a keeper.
        names: keys of the same paths, where the caller has them.

    Returns:
        Indices into the columns.
    """
    stages = _stages(columns, query)
    taken = np.flatnonzero(stages[-1])
    # Names only of what is taken: a dialog counts often and shows few.
    rank = names.rank[taken] if names else NameKeys([columns.paths[i] for i in taken]).rank
    best_first = np.lexsort((rank, columns.captured[taken], -columns.scores[taken]))
    return taken[best_first][: query.max_count]


def count(columns: PhotoColumns, query: KeeperQuery) -> KeeperCounts:
    """Count what ``select`` would give, and what it leaves out and why."""
    left = [int(np.count_nonzero(stage)) for stage in _stages(columns, query)]
    dropped = [before - after for before, after in zip([len(columns.ids), *left], left, strict=False)]
    keepers = left[-1] if query.max_count is None else min(left[-1], query.max_count)
    rejected, other_flag, unreadable, few_stars, unscored, low_score = dropped
    return KeeperCounts(
        keepers, rejected, other_flag, unreadable, few_stars, unscored, low_score, left[-1] - keepers, len(columns.ids)
    )


def _stages(columns: PhotoColumns, query: KeeperQuery) -> tuple[NDArray[np.bool_], ...]:
    """Give what is left after each condition, in the order of the fields of KeeperCounts."""
    everything = np.ones(len(columns.ids), dtype=np.bool_)
    is_reject = columns.flags == Flag.REJECT
    asks_for_rejects = query.flag in (KeeperFlag.REJECT, KeeperFlag.ANY)
    not_rejected = everything if asks_for_rejects else ~is_reject
    match query.flag:
        case KeeperFlag.PICK:
            flagged = columns.flags == Flag.PICK
        case KeeperFlag.NONE:
            flagged = columns.flags == Flag.NONE
        case KeeperFlag.REJECT:
            flagged = is_reject
        case KeeperFlag.KEEPERS | KeeperFlag.ANY:
            flagged = everything
    flagged = not_rejected & flagged
    wanted_by_hand = (columns.flags == Flag.PICK) | (columns.stars > 0)
    readable = flagged if asks_for_rejects else flagged & (~columns.errors | wanted_by_hand)
    starred = readable & (columns.stars >= query.min_stars)
    if query.min_score is None:
        return not_rejected, flagged, readable, starred, starred, starred
    scored = starred & ~np.isnan(columns.scores)
    return not_rejected, flagged, readable, starred, scored, scored & (columns.scores >= query.min_score)
