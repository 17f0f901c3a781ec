"""Bursts: photos that follow each other closely and are all alike."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.culling.likeness import Likeness
from app.culling.series import Links

OPEN_AT_ONCE = 4
"""Bursts that may grow at the same time: two cameras in one folder, or one frame that misfired inside a burst."""

LARGEST = 1000
"""A burst is full then and the next one begins: nobody chooses among more, and without a limit the work for a time
lapse would grow with the square of its length."""

_BLOCK = 64
"""Photos compared with each other at once, whether or not they turn out to be near: small, for most bursts are."""


@dataclass(slots=True, eq=False)
class _Open:
    """A burst that may grow.

    Attributes:
        members: places in capture order.
        worst: likeness of each photo of the present block with the member that it is least like.
        block: the block that ``worst`` is about.
    """

    members: list[int] = field(default_factory=list)
    worst: NDArray[np.float32] | None = None
    block: int = -1


def find_bursts(likeness: Likeness, follows: Links, places: NDArray[np.intp], wanted: float) -> list[list[int]]:
    """Put photos together by complete linkage in the order in which they were taken.

    A photo joins a burst when it was taken soon after its last photo and is alike with *every* photo in it; of several
    such bursts it joins the one whose least alike photo it is most like, of equals the one that grew last. Otherwise
    it begins a burst. So every pair of a burst is alike, and a chain of small steps never joins its two ends.

    Args:
        likeness, follows: of all photos in capture order.
        places: ascending places of the photos to look at.
        wanted: likeness that every pair must have.

    Returns:
        bursts of two or more, each a list of ascending places.
    """
    done: list[list[int]] = []
    open_bursts: list[_Open] = []
    for number, start in enumerate(range(0, len(places), _BLOCK)):
        block = places[start : start + _BLOCK]
        inside = likeness.between(block, block)
        for row, place in enumerate(block.tolist()):
            best: _Open | None = None
            best_worst = wanted
            # The one that grew last is last: ">=" prefers it.
            for burst in open_bursts:
                if len(burst.members) < LARGEST and follows.near(burst.members[-1], place):
                    worst = _worst(burst, likeness, number, block)[row]
                    if worst >= best_worst:
                        best, best_worst = burst, worst
            if best is None:
                if len(open_bursts) == OPEN_AT_ONCE:
                    done.append(open_bursts.pop(0).members)
                best = _Open([], np.ones(len(block), np.float32), number)
            else:
                open_bursts.remove(best)
            open_bursts.append(best)
            best.members.append(place)
            assert best.worst is not None
            np.minimum(best.worst, inside[row], out=best.worst)
    done += [burst.members for burst in open_bursts]
    return [members for members in done if len(members) > 1]


def _worst(burst: _Open, likeness: Likeness, number: int, block: NDArray[np.intp]) -> NDArray[np.float32]:
    if burst.worst is None or burst.block != number:
        burst.worst = likeness.least(np.array(burst.members, np.intp), block)
        burst.block = number
    return burst.worst
