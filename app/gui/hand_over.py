"""Exporting the keepers from the window."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.culling.keepers import KeeperQuery, count, select
from app.culling.lists import ListFormat, write_list
from app.culling.transfer_model import PhotoAt
from app.gui.folder_session import FolderSession
from app.gui.folder_view import FolderView
from app.gui.shown_only import Counted

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog
    from app.gui.services import Services


def count_keepers(view: FolderView, query: KeeperQuery, only_shown: bool) -> Counted:
    """How many photos of the folder shown a query takes, or of those that the filter lets through."""
    counts = count(view.target_columns(only_shown), query)
    hidden = 0
    if view.hidden and not only_shown:
        columns = view.target_columns(False)
        hidden = view.hidden_among(columns.ids[select(columns, query)].tolist())
    return Counted(counts.keepers, counts.unreadable, hidden)


def keeper_photos(view: FolderView, query: KeeperQuery, only_shown: bool) -> list[PhotoAt]:
    """The photos that `count_keepers` counts, best first."""
    columns = view.target_columns(only_shown)
    return [PhotoAt(int(columns.ids[at]), Path(columns.paths[at])) for at in select(columns, query)]


def write_keepers(
    services: Services, session: FolderSession, query: KeeperQuery, to: Path, form: ListFormat, *, only_shown: bool
) -> Future[int]:
    """Write the list in the catalogue's lane; gives the number of keepers.

    Raises (through the future):
        UserError: the list cannot be written.
    """
    columns = session.view.target_columns(only_shown)
    ids = columns.ids[select(columns, query)].tolist()
    model = session.model
    groups, table = session.view.stacks.groups, session.table
    # Among all photos of the folder, whatever the filter hides.
    percentiles = session.view.percentiles()[table.positions(ids)]
    ranks = [None if np.isnan(rank) else float(rank) for rank in percentiles]
    found = {photo_id: groups.place(int(row)) for photo_id, row in zip(ids, table.positions(ids), strict=True)}
    places = {photo_id: place for photo_id, place in found.items() if place is not None}

    def write(catalog: Catalog) -> int:
        by_id = dict(zip(ids, ranks, strict=True))
        records = catalog.records(ids, model)
        percentile_of = [by_id[record.id] for record in records]
        write_list(records, percentile_of, to, form, model=model.name if model else None, places=places)
        return len(records)

    return services.lane.submit(write, urgent=True)
