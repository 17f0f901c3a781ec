"""Exposure brackets: the same view several times with other exposures on purpose. They are no duplicates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.culling.likeness import Likeness
from app.culling.series import Links

FEWEST, MOST = 3, 9
"""Frames of a bracket. Two are a photo taken again with a correction."""

CLEAR_STEP = 0.6
"""Stops between any two frames that no automatic exposure makes inside a series of one view."""

SMALL_STEP = 0.28
"""Stops (a third, and EXIF's rounding) that count as well where the camera recorded a compensation that says so."""

_AGREE = 0.45
_LOOSER = 0.2
"""How much less alike than a burst the frames of a bracket may be: a hash sees the exposure too."""


@dataclass(frozen=True, slots=True)
class Exposures:
    """Exposures in capture order; NaN where unknown, -1 for an unknown camera.

    Attributes:
        values: exposure value at ISO 100, stops.
        bias: exposure compensation, stops.
        cameras: codes.
    """

    values: NDArray[np.float64]
    bias: NDArray[np.float64]
    cameras: NDArray[np.int32]

    def levels(self) -> NDArray[np.float64]:
        """Brightness relative to an arbitrary zero, stops, larger is brighter: by exposure, else by compensation."""
        return np.where(np.isnan(self.values), self.bias, -self.values)


def find_brackets(
    exposures: Exposures, likeness: Likeness, follows: Links, places: NDArray[np.intp], wanted: float
) -> list[list[int]]:
    """Find runs of photos of one camera and one view whose exposures all differ in clear steps.

    Args:
        exposures, likeness, follows: of all photos in capture order.
        places: ascending places of the photos to look at.
        wanted: likeness that the photos of a burst must have.

    Returns:
        brackets of three to nine, each a list of ascending places.
    """
    levels = exposures.levels()[places]
    if len(places) < FEWEST:
        return []
    with np.errstate(invalid="ignore"):
        stepped = np.abs(np.diff(levels)) >= SMALL_STEP  # never true for NaN
    found: list[list[int]] = []
    start = 0
    # Only where two steps follow each other can a bracket begin.
    for begin in np.flatnonzero(stepped[:-1] & stepped[1:]).tolist():
        if begin < start:
            continue
        run = _run_from(begin, levels, exposures, follows, places)
        while len(run) >= FEWEST:
            members = places[run]
            if _is_bracket(members, exposures) and likeness.all_alike(members, wanted - _LOOSER):
                found.append(members.tolist())
                start = run[-1] + 1
                break
            run.pop()
    return found


def _run_from(
    begin: int, levels: NDArray[np.float64], exposures: Exposures, follows: Links, places: NDArray[np.intp]
) -> list[int]:
    """As many photos from ``begin`` on as follow each other and all have another exposure."""
    run = [begin]
    camera = exposures.cameras[places[begin]]
    for index in range(begin + 1, min(begin + MOST, len(places))):
        near = follows.near(int(places[index - 1]), int(places[index]))
        if not near or exposures.cameras[places[index]] != camera:
            break
        if not (np.abs(levels[run] - levels[index]) >= SMALL_STEP).all():
            break
        run.append(index)
    return run


def _is_bracket(members: NDArray[np.intp], exposures: Exposures) -> bool:
    """Whether the steps are there on purpose: large ones, or small ones that the camera says it was told to make."""
    values, bias = exposures.values[members], exposures.bias[members]
    if np.isnan(values).any():
        return _least_step(bias) >= SMALL_STEP
    if _least_step(values) >= CLEAR_STEP:
        return True
    if np.isnan(bias).any() or _least_step(bias) < SMALL_STEP:
        return False
    told = bias - bias.mean()
    done = values.mean() - values
    return bool((np.abs(told - done) <= _AGREE).all())


def _least_step(stops: NDArray[np.float64]) -> float:
    """Smallest difference of any two; 0 where one is unknown."""
    return 0.0 if np.isnan(stops).any() else float(np.diff(np.sort(stops)).min())


def steps_of(members: NDArray[np.intp], exposures: Exposures) -> tuple[float, ...]:
    """Stops of each frame against the one in the middle, brighter is positive, for words."""
    bias = exposures.bias[members]
    if _least_step(bias) >= SMALL_STEP:
        return tuple(bias.tolist())
    levels = exposures.levels()[members]
    middle = float(np.sort(levels)[len(levels) // 2])
    return tuple((levels - middle).tolist())
