"""A small shoot on a real disk in a real catalogue, for the tests of transfers."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.catalog.catalog import Catalog
from app.catalog.intake import Intake
from app.catalog.lane import CatalogLane
from app.catalog.records import PhotoColumns
from app.culling import transferring
from app.culling.transfer_model import CollisionRule, Entry, Outcome, PhotoAt, TransferMode, TransferSettings
from app.culling.transfer_report import TransferReport
from tests.shoots import write_photo


class World:
    """A folder ``shoot`` and a place ``out``, and what one does with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shoot = folder / "shoot"
        self.out = folder / "out"
        self.shoot.mkdir()
        self.lane = CatalogLane(lambda: Catalog.open(folder / "catalog.sqlite3"))

    def write(self, name: str, text: str | None = None) -> Path:
        """A photo of its own content under the shoot, or any file with this text."""
        path = self.shoot / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is not None:
            path.write_bytes(os.fsencode(text))
        else:
            plain = write_photo(self.folder / "plain.jpg", 0.5, size=(16, 12))
            path.write_bytes(plain.read_bytes() + os.fsencode(name))
        return path

    def take_in(self, root: Path | None = None) -> PhotoColumns:
        """Scan and give the columns."""
        where = root or self.shoot
        Intake(self.lane).run([where])
        return self.columns(where)

    def columns(self, root: Path) -> PhotoColumns:
        return self.lane.call(lambda catalog: catalog.folder_columns([root]))

    def photos(self, names: Sequence[str] | None = None) -> list[PhotoAt]:
        """All photos of the shoot, or those with these file names."""
        columns = self.take_in()
        everything = [PhotoAt(int(i), Path(path)) for i, path in zip(columns.ids, columns.paths, strict=True)]
        return [photo for photo in everything if names is None or photo.path.name in names]

    def settings(self, mode: str, **changes: Any) -> TransferSettings:
        values: dict[str, Any] = {"destination": self.out, "root": self.shoot} | changes
        if "rule" in values:
            values["rule"] = CollisionRule(values["rule"])
        return TransferSettings(TransferMode(mode), **values)

    def transfer(
        self,
        mode: str,
        photos: Sequence[PhotoAt] | None = None,
        *,
        on_progress: Callable[[Any], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
        **changes: Any,
    ) -> TransferReport:
        chosen = self.photos() if photos is None else photos
        settings = self.settings(mode, **changes)
        return transferring.transfer(self.lane, chosen, settings, on_progress=on_progress, cancelled=cancelled)

    def outlook(self) -> transferring.Outlook:
        return transferring.look_ahead(self.lane, self.folder / "catalog.sqlite3")

    def undo(self) -> TransferReport:
        return transferring.undo_last(self.lane)


def tree(folder: Path) -> dict[str, bytes]:
    """Everything below a folder, temporary files too."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        with suppress(IsADirectoryError):
            found[str(path.relative_to(folder))] = path.read_bytes()
    return found


def entry_of(report: TransferReport, name: str) -> Entry:
    """What the report says about a photo."""
    return next(entry for entry in report.entries if entry.photo.name == name)


def counts(report: TransferReport) -> dict[str, int]:
    """Outcomes that came at all."""
    return {outcome.value: report.count(outcome) for outcome in Outcome if report.count(outcome)}
