"""Groups on the command line: with the usual settings, and what was done by hand in the window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.bootstrap import Services
    from app.catalog.catalog import Catalog
    from app.catalog.records import ModelKey, PhotoColumns
    from app.catalog.traits import PhotoTraits
    from app.culling.groups import GroupPlace


def group_places(services: Services, ids: Sequence[int], model: ModelKey | None) -> dict[int, GroupPlace]:
    """Photo id -> place in its group; photos alone are left out."""
    from app.culling.groups import group_photos

    def read(catalog: Catalog) -> tuple[PhotoColumns, PhotoTraits]:
        columns = catalog.columns_for(ids, model)
        return columns, catalog.photo_traits(columns.ids.tolist(), model)

    columns, traits = services.lane.call(read)
    groups = group_photos(columns, traits)
    places = ((photo_id, groups.place(row)) for row, photo_id in enumerate(columns.ids.tolist()))
    return {photo_id: place for photo_id, place in places if place is not None}
