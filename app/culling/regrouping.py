"""What of the groups made by hand has to be forgotten, so that photos are grouped automatically again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.catalog.records import PhotoColumns
from app.culling.groups import GroupSettings, group_photos
from app.culling.names import NameKeys

if TYPE_CHECKING:
    # Its module needs the database, which a window opens without.
    from app.catalog.traits import PhotoTraits


def held_by_hand(
    chosen: NDArray[np.intp],
    columns: PhotoColumns,
    traits: PhotoTraits,
    settings: GroupSettings,
    names: NameKeys | None = None,
) -> NDArray[np.intp]:
    """Positions of the photos whose hand-made groups keep others out of their automatic groups.

    These are the hand-made groups of the chosen photos, and those that lie in the same automatic groups: the other
    parts of what was split. A group that somebody merged with photos from elsewhere stays; it is an act of its own.

    Args:
        chosen: positions of the photos that are to be grouped automatically again.
        columns, traits, settings, names: as of `group_photos`.
    """
    pins = traits.pins
    own = np.zeros(len(pins), np.bool_)
    own[chosen] = True
    own |= np.isin(pins, pins[chosen][pins[chosen] != 0])
    group_of = group_photos(columns, replace(traits, pins=np.zeros_like(pins)), settings, names).group_of
    reach = own | np.isin(group_of, group_of[own & (group_of >= 0)])
    elsewhere = np.unique(pins[~reach])
    return np.flatnonzero(reach & (pins != 0) & ~np.isin(pins, elsewhere))
