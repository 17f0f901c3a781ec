"""A folder of photos with a catalogue, for the tests of decisions in sidecars."""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image

from app.catalog.intake import Intake
from app.catalog.lane import CatalogLane
from app.catalog.records import Decision, Flag, Label, ModelKey
from app.catalog.sidecar_intake import Reading, SidecarReader
from app.culling.sidecar_writer import SidecarWriter, Written
from app.photos.xmp.marks import read_marks
from app.photos.xmp.settings import MetadataSettings
from tests.shoots import write_photo

MODEL = ModelKey("student-lite", "ab" * 32, "fitted-1")
PICK4 = Decision(Flag.PICK, 4, Label.RED)


class Desk:
    """A folder of photos with a catalogue."""

    def __init__(self, folder: Path, lane: CatalogLane) -> None:
        self.folder = folder
        self.lane = lane

    def photo(self, name: str) -> Path:
        """A new photo; a RAW is a TIFF under its name, which is enough here."""
        path = self.folder / name
        if path.suffix.lower() in (".cr2", ".nef", ".dng"):
            Image.new("RGB", (8, 8)).save(path, format="TIFF")
            with path.open("ab") as file:
                file.write(name.encode())
        else:
            write_photo(path, seed=sum(name.encode()))
        return path

    def scan(self) -> tuple[Reading, ...]:
        return Intake(self.lane).run([self.folder]).sidecars

    def id(self, name: str) -> int:
        path = self.folder / name
        return self.lane.call(lambda catalog: catalog.ids_for_paths([path]))[path]

    def decide(self, name: str, decision: Decision) -> int:
        photo_id = self.id(name)
        self.lane.call(lambda catalog: catalog.set_decisions({photo_id: decision}))
        return photo_id

    def decision(self, name: str) -> Decision:
        photo_id = self.id(name)
        return self.lane.call(lambda catalog: catalog.decisions([photo_id]))[photo_id]

    def write(self, *names: str, settings: MetadataSettings | None = None, **options: object) -> list[Written]:
        ids = [self.id(name) for name in names]
        writer = SidecarWriter(self.lane, settings or MetadataSettings(), **options)  # type: ignore[arg-type]
        return writer.write(ids, MODEL)

    def read(self, **options: object) -> list[Reading]:
        return SidecarReader(self.lane).read([self.folder], everything=True, **options)  # type: ignore[arg-type]

    def xmp(self, name: str) -> tuple[int, int, int]:
        return read_marks((self.folder / name).read_bytes()).values

    def sidecars(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir() if path.suffix.lower() == ".xmp")


def edit(path: Path, before: str, after: str) -> None:
    """As another program would: another content, another time."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns + 1_000_000_000))
