"""Readers in another process that does what a test wants, and a folder for them."""

from __future__ import annotations

import sys
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from PIL import Image

from app.catalog.catalog import Catalog
from app.catalog.lane import CatalogLane
from app.catalog.reading_apart import ReadersApart
from app.catalog.records import IntakeItem, KnownFile, PhotoRecord
from app.photos.model import PhotoFile, PhotoKind

COUNT = 40
T = TypeVar("T")

DIES_OF = """
    def dying(file):
        if file.path.name in {names!r}:
            os.kill(os.getpid(), signal.SIGSEGV) if os.name == "posix" else os._exit(9)
        return read(file)
    reading_process.read_item = dying
"""


def write_folder(made: Path) -> Path:
    """Photos with facts, one that is empty and one that is none."""
    made.mkdir()
    for number in range(COUNT):
        exif = Image.Exif()
        exif[0x010F], exif[0x0110] = "Canon", f"EOS {number}"
        exif[0x0132] = f"2026:01:02 03:04:{number:02}"
        Image.new("RGB", (8, 6), (number, 9, 7)).save(made / f"IMG_{number:03}.jpg", exif=exif)
    (made / "empty.jpg").write_bytes(b"")
    (made / "text.jpg").write_bytes(b"no photo at all, but text of some length")
    return made


def file_at(path: Path) -> PhotoFile:
    status = path.stat()
    return PhotoFile(path, status.st_size, status.st_mtime_ns, PhotoKind.JPEG)


def scripted(tmp_path: Path, lines: str) -> tuple[str, ...]:
    """The program's own process, after some lines have changed things in it; counts itself."""
    script = tmp_path / "reader.py"
    frame = """
        import os, signal, threading
        from app.catalog import reading, reading_process
        read = reading_process.read_item
        with open(__file__ + ".starts", "a") as starts:
            starts.write("x")
        {lines}
        reading_process.main()
    """
    body = textwrap.indent(textwrap.dedent(lines).strip(), " " * 8).strip()
    script.write_text(textwrap.dedent(frame.format(lines=body)), encoding="utf-8")
    return sys.executable, str(script)


def starts(command: tuple[str, ...]) -> int:
    """How often a scripted process was started."""
    return len(Path(f"{command[1]}.starts").read_text())


def until_ready(readers: ReadersApart, file: PhotoFile) -> None:
    """Have the process read a file."""
    readers.submit(file, suspect=True).result(60)
    assert readers.ready


def forbid_reading_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def not_here(file: PhotoFile) -> IntakeItem:
        raise AssertionError(file.path)

    monkeypatch.setattr("app.catalog.reading.read_item", not_here)


def within(work: Callable[[], T], seconds: float = 60) -> T:
    """What ``work`` returns, in a thread, so that what hangs is a failure and no end of all tests."""
    found: list[T | BaseException] = []

    def run() -> None:
        try:
            found.append(work())
        except BaseException as error:
            found.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    assert found, "it hangs"
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]


def contents(lane: CatalogLane, folder: Path) -> tuple[list[PhotoRecord], dict[str, KnownFile]]:
    """What the catalogue has of a folder."""

    def read(catalog: Catalog) -> tuple[list[PhotoRecord], dict[str, KnownFile]]:
        ids = catalog.folder_columns([folder]).ids.tolist()
        return catalog.records(ids), catalog.known_files(folder, True)

    return lane.call(read)
