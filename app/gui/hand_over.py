"""Exporting the keepers from the window."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.culling.keepers import KeeperQuery, select
from app.culling.lists import ListFormat, write_list
from app.culling.ranking import percentiles
from app.gui.folder_session import FolderSession

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog
    from app.gui.services import Services


def count_keepers(session: FolderSession, query: KeeperQuery) -> int:
    """How many photos of the folder shown a query takes."""
    return len(select(session.view.scope_columns(), query))


def write_keepers(
    services: Services, session: FolderSession, query: KeeperQuery, to: Path, form: ListFormat
) -> Future[int]:
    """Write the list in the catalogue's lane; gives the number of keepers.

    Raises (through the future):
        UserError: the list cannot be written.
    """
    columns = session.view.scope_columns()
    chosen = select(columns, query)
    ids = columns.ids[chosen].tolist()
    ranks = [None if np.isnan(rank) else float(rank) for rank in percentiles(columns.scores)[chosen]]
    model = session.model
    groups, table = session.view.stacks.groups, session.table
    found = {photo_id: groups.place(int(row)) for photo_id, row in zip(ids, table.positions(ids), strict=True)}
    places = {photo_id: place for photo_id, place in found.items() if place is not None}

    def write(catalog: Catalog) -> int:
        by_id = dict(zip(ids, ranks, strict=True))
        records = catalog.records(ids, model)
        percentile_of = [by_id[record.id] for record in records]
        write_list(records, percentile_of, to, form, model=model.name if model else None, places=places)
        return len(records)

    return services.lane.submit(write, urgent=True)
