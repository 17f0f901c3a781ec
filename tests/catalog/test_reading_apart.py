"""Files that another process reads for an intake."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import threading
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from app.catalog.catalog import Catalog
from app.catalog.intake import Intake
from app.catalog.item_parcels import file_of, file_record, item_of, item_record
from app.catalog.lane import CatalogLane
from app.catalog.reading import ReadersHere, read_item
from app.catalog.reading_apart import ReadersApart
from app.catalog.records import IntakeItem, PhotoRecord
from app.photos.model import CaptureFacts, DriveMode, PhotoFile, PhotoKind
from app.photos.xmp.marks import Marks

COUNT = 40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Photos with facts, one that is empty and one that is none."""
    made = tmp_path / "shoot ünï"
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
    """The program's own process, after some lines have changed things in it."""
    script = tmp_path / "reader.py"
    frame = """
        import os, signal
        from app.catalog import reading_process
        read = reading_process.read_item
        {lines}
        reading_process.main()
    """
    body = textwrap.indent(textwrap.dedent(lines).strip(), " " * 8).strip()
    script.write_text(textwrap.dedent(frame.format(lines=body)), encoding="utf-8")
    return sys.executable, str(script)


def until_ready(readers: ReadersApart, file: PhotoFile) -> None:
    """Read one file again and again until the process reads it."""
    while not readers.ready:
        readers.submit(file).result()


def records(lane: CatalogLane, folder: Path) -> list[PhotoRecord]:
    def read(catalog: Catalog) -> list[PhotoRecord]:
        return catalog.records(catalog.folder_columns([folder]).ids.tolist())

    return lane.call(read)


def test_a_file_and_what_was_read_of_it_come_through_as_they_are() -> None:
    path = Path(os.fsdecode(b"/a/\xff \xc3\xbc.cr3")) if os.name == "posix" else Path("C:/a/ü.cr3")
    file = PhotoFile(path, 12, 10**18 + 7, PhotoKind.RAW)
    assert file_of(file_record(file)) == file
    facts = CaptureFacts(
        captured_at=datetime(2026, 1, 2, 3, 4, 5, 678901),
        utc_offset_min=-90,
        camera="Canon EOS",
        lens="50 mm ½",
        focal_length_mm=50.1,
        aperture=1 / 3,
        shutter_s=1e-4,
        iso=100,
        exposure_bias_ev=-2 / 3,
        orientation=6,
        latitude=-12.345678901234,
        longitude=0.1,
        rating=-1,
        bracket_ev=0.0,
        drive_mode=DriveMode.BRACKET,
        sequence_number=0,
        af_point=(0.1, 0.9),
    )
    assert all(getattr(facts, name) is not None for name in CaptureFacts.__slots__)
    for item in (
        IntakeItem(file, "ab", facts, marks=Marks(-1, 5, 0, 8)),
        IntakeItem(file, "ab", CaptureFacts(), marks=Marks()),
        IntakeItem(file, None, None, "The file is empty."),
    ):
        assert item_of(file, item_record(item)) == item


def test_another_process_reads_the_same(tmp_path: Path, folder: Path) -> None:
    with CatalogLane(lambda: Catalog.open(tmp_path / "here.sqlite3")) as lane:
        told = Intake(lane, lambda: ReadersHere(2)).run([folder])
        here = records(lane, folder)
    assert told.found == COUNT + 2
    with CatalogLane(lambda: Catalog.open(tmp_path / "apart.sqlite3")) as lane:
        assert Intake(lane, lambda: ReadersApart(start_at=1)).run([folder]) == told
        assert records(lane, folder) == here


def test_it_is_another_process_that_reads(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = sorted(folder.iterdir())
    with ReadersApart(start_at=1) as readers:
        until_ready(readers, file_at(names[0]))

        def not_here(file: PhotoFile) -> IntakeItem:
            raise AssertionError(file.path)

        monkeypatch.setattr("app.catalog.reading_apart.read_item", not_here)
        futures = [readers.submit(file_at(name)) for name in names]
        assert [future.result() for future in futures] == [read_item(file_at(name)) for name in names]


def test_few_files_need_no_process(folder: Path) -> None:
    with ReadersApart(start_at=100, command=("no such program",)) as readers:
        assert readers.submit(file_at(folder / "IMG_001.jpg")).result().facts is not None


def test_where_the_process_cannot_be_started_a_thread_reads(tmp_path: Path, folder: Path) -> None:
    with CatalogLane(lambda: Catalog.open(tmp_path / "c.sqlite3")) as lane:
        apart = Intake(lane, lambda: ReadersApart(start_at=3, command=(str(tmp_path / "no such program"),)))
        assert apart.run([folder]).found == COUNT + 2


def test_where_the_process_dies_a_thread_reads_the_rest(tmp_path: Path, folder: Path) -> None:
    lines = """
    def dying(file):
        if file.path.name == "IMG_007.jpg":
            os._exit(9)
        return read(file)
    reading_process.read_item = dying
    """
    with ReadersApart(start_at=1, command=scripted(tmp_path, lines)) as readers:
        until_ready(readers, file_at(folder / "IMG_000.jpg"))
        futures = [readers.submit(file_at(folder / f"IMG_{number:03}.jpg")) for number in range(COUNT)]
        found = [future.result() for future in futures]
        assert [item.file.path.name for item in found] == [f"IMG_{number:03}.jpg" for number in range(COUNT)]
        assert all(item.facts is not None and item.error is None for item in found)
        assert not readers.ready


def test_a_mistake_of_the_program_is_raised_with_the_name_of_the_file(tmp_path: Path, folder: Path) -> None:
    lines = """
    def wrong(file):
        return 1 / 0
    reading_process.read_item = wrong
    """
    with ReadersApart(start_at=1, command=scripted(tmp_path, lines)) as readers:
        until_ready(readers, file_at(folder / "IMG_000.jpg"))
        with pytest.raises(RuntimeError, match=r"IMG_001.*ZeroDivisionError"):
            readers.submit(file_at(folder / "IMG_001.jpg")).result()


def test_what_is_not_read_at_the_end_is_forgotten_and_the_process_ends(tmp_path: Path, folder: Path) -> None:
    lines = """
    import threading
    def waiting(file):
        if file.path.name != "IMG_000.jpg":
            threading.Event().wait()
        return read(file)
    reading_process.read_item = waiting
    """
    with ReadersApart(start_at=1, command=scripted(tmp_path, lines)) as readers:
        until_ready(readers, file_at(folder / "IMG_000.jpg"))
        pid = readers.pid
        future = readers.submit(file_at(folder / "IMG_001.jpg"))
    assert future.cancelled()
    assert pid is not None
    if os.name == "posix":
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_cancelled_intake_keeps_what_was_read(tmp_path: Path, folder: Path) -> None:
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > COUNT // 2

    with CatalogLane(lambda: Catalog.open(tmp_path / "c.sqlite3")) as lane:
        report = Intake(lane, lambda: ReadersApart(start_at=1)).run([folder], cancelled=cancelled)
        assert report.cancelled
        assert len(records(lane, folder)) == report.found < COUNT
        again = Intake(lane, lambda: ReadersApart(start_at=1)).run([folder])
        assert again.found == COUNT + 2


def test_the_window_reads_in_another_process(private_places: Path, folder: Path) -> None:
    from app.bootstrap import Services

    for number in range(80):
        shutil.copy(folder / "IMG_001.jpg", folder / f"more_{number}.jpg")
    seen: set[str] = set()

    def look(_: object) -> None:
        seen.update(thread.name for thread in threading.enumerate())

    with Services(apart=True) as services:
        assert services.intake().run([folder], on_batch=look).found == COUNT + 2 + 80
    assert "helper-messages" in seen
    assert len([name for name in seen if name.startswith("intake")]) == 1
