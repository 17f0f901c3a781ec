"""Reads a whole folder from the catalogue, in its lane."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app.catalog.records import ModelKey, PhotoColumns
from app.culling.names import NameKeys
from app.errors import UserError
from app.gui.photo_table import PhotoTable

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog
    from app.gui.services import Services


class FolderContents(NamedTuple):
    """The photos of a folder as the catalogue has them.

    Attributes:
        table: the photos.
        names: keys of their paths, their order worked out.
        reasons: photo id -> why it cannot be read.
        model: whose scores they are; None where none is installed.
    """

    table: PhotoTable
    names: NameKeys
    reasons: dict[int, str]
    model: ModelKey | None


def nothing() -> FolderContents:
    """The contents of no folder."""
    return FolderContents(PhotoTable(), NameKeys([]), {}, None)


def read_contents(catalog: Catalog, services: Services, root: Path) -> FolderContents:
    """Everything that the window shows of a folder at first, ready to be shown: the GUI thread works nothing out."""
    try:
        model = services.model_key()
    except UserError:
        model = None  # told when it comes to scoring
    table = PhotoTable(catalog.folder_columns([root], model=model))
    names = NameKeys(table.columns.paths)
    _ = names.order
    return FolderContents(table, names, read_reasons(catalog, table.columns, model), model)


def read_reasons(catalog: Catalog, columns: PhotoColumns, model: ModelKey | None) -> dict[int, str]:
    """Why photos cannot be read, by id."""
    broken = columns.ids[columns.errors].tolist()
    return {record.id: record.error for record in catalog.records(broken, model) if record.error} if broken else {}
