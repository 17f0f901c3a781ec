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

    def write(catalog: Catalog) -> int:
        by_id = dict(zip(ids, ranks, strict=True))
        records = catalog.records(ids, model)
        write_list(records, [by_id[record.id] for record in records], to, form, model=model.name if model else None)
        return len(records)

    return services.lane.submit(write, urgent=True)
