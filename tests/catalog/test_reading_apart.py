"""Files that another process reads for an intake."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.catalog.catalog import Catalog
from app.catalog.intake import Intake, IntakeReport
from app.catalog.item_parcels import file_of, file_record, item_of, item_record
from app.catalog.lane import CatalogLane
from app.catalog.reading import ReadersHere, default_threads, read_item
from app.catalog.reading_apart import START_AT, ReadersApart
from app.catalog.records import IntakeItem
from app.helpers.client import HelperProcess
from app.photos.model import CaptureFacts, DriveMode, PhotoFile, PhotoKind
from app.photos.xmp.marks import Marks
from tests.catalog.reader_scripts import (
    COUNT,
    contents,
    file_at,
    forbid_reading_here,
    scripted,
    until_ready,
    within,
    write_folder,
)

WAITS = """
    def waiting(file):
        if file.path.name == "IMG_005.jpg":
            threading.Event().wait()
        return read(file)
    reading_process.read_item = waiting
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "shoot ünï")


@pytest.fixture
def ready(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ReadersApart]:
    """Readers whose process is there; from then on no file is read in this one."""

    def make(command: tuple[str, ...] | None = None) -> ReadersApart:
        readers = ReadersApart(start_at=1, command=command)
        until_ready(readers, file_at(folder / "IMG_000.jpg"))
        forbid_reading_here(monkeypatch)
        return readers

    return make


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


# -- the process reads -------------------------------------------------------------------------------------------


def test_another_process_reads_the_same(tmp_path: Path, folder: Path, ready: Callable[..., ReadersApart]) -> None:
    with CatalogLane(lambda: Catalog.open(tmp_path / "here.sqlite3")) as lane:
        told = Intake(lane, lambda: ReadersHere(2)).run([folder])
        here = contents(lane, folder)
    assert told.found == COUNT + 2
    with CatalogLane(lambda: Catalog.open(tmp_path / "apart.sqlite3")) as lane:
        assert Intake(lane, ready).run([folder]) == told
        assert contents(lane, folder) == here


def test_what_the_process_says_is_what_is_kept(
    tmp_path: Path, folder: Path, ready: Callable[..., ReadersApart]
) -> None:
    lines = """
    def otherwise(file):
        item = read(file)
        return reading.IntakeItem(file, "ab" * 16, item.facts)
    reading_process.read_item = otherwise
    """
    command = scripted(tmp_path, lines)
    with CatalogLane(lambda: Catalog.open(tmp_path / "c.sqlite3")) as lane:
        Intake(lane, lambda: ready(command)).run([folder / "IMG_001.jpg"])
        known = contents(lane, folder / "IMG_001.jpg")[1]
    assert [file.fingerprint for file in known.values()] == ["ab" * 16]


def test_it_is_another_process_that_reads(folder: Path, ready: Callable[..., ReadersApart]) -> None:
    names = sorted(folder.iterdir())
    expected = [read_item(file_at(name)) for name in names]
    with ready() as readers:
        futures = [readers.submit(file_at(name)) for name in names]
        assert [future.result(60) for future in futures] == expected


def test_the_window_reads_in_another_process(
    private_places: Path, folder: Path, ready: Callable[..., ReadersApart], monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.bootstrap import Services

    made: list[ReadersApart] = []

    def make() -> ReadersApart:
        made.append(ready())
        return made[-1]

    monkeypatch.setattr("app.catalog.reading_apart.ReadersApart", make)
    with Services(apart=True) as services:
        assert services.intake().run([folder]).found == COUNT + 2
        assert services.lane.call(lambda catalog: catalog.known_files(folder, True)).keys() == {
            str(path) for path in folder.iterdir()
        }
    assert len(made) == 1


def test_the_process_reads_several_files_at_once(
    tmp_path: Path, folder: Path, ready: Callable[..., ReadersApart]
) -> None:
    """A slow disk has several to look for."""
    lines = f"""
    together = threading.Barrier({default_threads()}, timeout=30)
    def meeting(file):
        if file.path.name != "IMG_000.jpg":
            together.wait()
        return read(file)
    reading_process.read_item = meeting
    """
    with ready(scripted(tmp_path, lines)) as readers:
        futures = [readers.submit(file_at(folder / f"IMG_{n:03}.jpg")) for n in range(1, default_threads() + 1)]
        assert all(future.result(60).error is None for future in futures)


# -- threads read until it is there ------------------------------------------------------------------------------


def test_few_files_need_no_process(folder: Path) -> None:
    assert START_AT >= 300
    with ReadersApart() as readers:
        futures = [readers.submit(file_at(folder / "IMG_001.jpg")) for _ in range(START_AT - 1)]
        assert all(future.result(60).facts is not None for future in futures)
        assert readers.pid is None
        readers.submit(file_at(folder / "IMG_001.jpg"))
        assert readers.pid is not None


@pytest.mark.parametrize("options", [{}, {"start_at": 1, "command": ("no such program",)}])
def test_threads_of_this_program_read_several_files_at_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any]
) -> None:
    assert default_threads() > 1
    together = threading.Barrier(default_threads(), timeout=30)

    def meeting(file: PhotoFile) -> IntakeItem:
        together.wait()
        return read_item(file)

    monkeypatch.setattr("app.catalog.reading.read_item", meeting)
    with ReadersApart(**options) as readers:
        futures = [readers.submit(file_at(folder / f"IMG_{n:03}.jpg")) for n in range(default_threads())]
        assert all(future.result(60).error is None for future in futures)


def test_one_thread_reads_while_a_process_starts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several would keep the lock from the window's thread, and a processor from the process."""
    seen: list[str] = []

    def noting(file: PhotoFile) -> IntakeItem:
        seen.append(threading.current_thread().name)
        return read_item(file)

    monkeypatch.setattr("app.catalog.reading.read_item", noting)
    never_ready = (sys.executable, "-c", "import sys; sys.stdin.read()")
    with ReadersApart(start_at=1, command=never_ready) as readers:
        futures = [readers.submit(file_at(folder / f"IMG_{n:03}.jpg")) for n in range(COUNT)]
        assert all(future.result(60).error is None for future in futures)
    assert len(seen) == COUNT
    assert set(seen) == {"intake-0"}


def test_a_process_that_is_there_takes_over_what_no_thread_has_begun(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stalled, begun = threading.Event(), []

    def waiting(file: PhotoFile) -> IntakeItem:
        begun.append(file)
        stalled.wait(60)
        return read_item(file)

    monkeypatch.setattr("app.catalog.reading.read_item", waiting)
    with ReadersApart(start_at=COUNT) as readers:
        futures = [readers.submit(file_at(folder / f"IMG_{n:03}.jpg")) for n in range(COUNT)]
        assert all(future.result(60).error is None for future in futures[default_threads() :])
        assert len(begun) <= default_threads()
        stalled.set()
        assert [future.result(60).file.path.name for future in futures] == [f"IMG_{n:03}.jpg" for n in range(COUNT)]


def test_a_large_folder_starts_the_process_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tmp_path / "large"
    made.mkdir()
    for number in range(START_AT + 1):
        Image.new("RGB", (2, 2), (number % 256, number // 256, 0)).save(made / f"{number}.jpg")
    begun = threading.Event()
    missed = []

    def waiting(file: PhotoFile) -> IntakeItem:
        if not begun.wait(20):
            missed.append(file)
        return read_item(file)

    def make(*args: Any) -> HelperProcess:
        begun.set()
        return HelperProcess(*args)

    monkeypatch.setattr("app.catalog.reading.read_item", waiting)
    monkeypatch.setattr("app.catalog.reading_apart.HelperProcess", make)
    with CatalogLane(lambda: Catalog.open(tmp_path / "c.sqlite3")) as lane:
        assert Intake(lane, ReadersApart).run([made]).found == START_AT + 1
    assert missed == []


def test_where_the_process_cannot_be_started_threads_read(tmp_path: Path, folder: Path) -> None:
    with CatalogLane(lambda: Catalog.open(tmp_path / "c.sqlite3")) as lane:
        apart = Intake(lane, lambda: ReadersApart(start_at=3, command=(str(tmp_path / "no such program"),)))
        assert apart.run([folder]).found == COUNT + 2
        assert len([record for record in contents(lane, folder)[0] if record.facts.camera]) == COUNT


@pytest.mark.parametrize("name", ["helper-messages", "helper-errors"])
def test_where_no_thread_can_listen_the_process_ends_and_threads_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    import subprocess

    started: list[subprocess.Popen[bytes]] = []
    popen, start = subprocess.Popen, threading.Thread.start

    def keep(*args: Any, **options: Any) -> subprocess.Popen[bytes]:
        started.append(popen(*args, **options))
        return started[-1]

    def refuse(thread: threading.Thread) -> None:
        if thread.name == name:
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr("app.helpers.client.subprocess.Popen", keep)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    with ReadersApart(start_at=1) as readers:
        assert readers.submit(file_at(folder / "IMG_001.jpg")).result(60).facts is not None
        assert [process.returncode is not None for process in started] == [True]
        assert readers.submit(file_at(folder / "IMG_002.jpg")).result(60).facts is not None


def test_where_no_thread_can_read_the_caller_does(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with ReadersHere() as readers:
        assert readers.submit(file_at(folder / "IMG_001.jpg")).result(0).facts is not None


# -- the end -----------------------------------------------------------------------------------------------------


def test_what_is_not_read_at_the_end_is_forgotten_and_the_process_ends(
    tmp_path: Path, folder: Path, ready: Callable[..., ReadersApart]
) -> None:
    with ready(scripted(tmp_path, WAITS)) as readers:
        pid = readers.pid
        future = readers.submit(file_at(folder / "IMG_005.jpg"))
    assert future.cancelled()
    assert pid is not None
    if os.name == "posix":
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_the_end_waits_for_nothing_that_the_process_has_to_say(
    ready: Callable[..., ReadersApart], monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    kill, close = HelperProcess.kill, HelperProcess.close

    def noting_kill(helper: HelperProcess) -> None:
        done.append("kill")
        kill(helper)

    def noting_close(helper: HelperProcess) -> None:
        done.append("close")
        close(helper)

    monkeypatch.setattr(HelperProcess, "kill", noting_kill)
    monkeypatch.setattr(HelperProcess, "close", noting_close)
    with ready():
        pass
    assert done == ["kill", "close"]


def test_a_cancelled_intake_keeps_what_was_read(
    tmp_path: Path, folder: Path, ready: Callable[..., ReadersApart]
) -> None:
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > COUNT // 2

    with CatalogLane(lambda: Catalog.open(tmp_path / "c.sqlite3")) as lane:
        report = Intake(lane, ready).run([folder], cancelled=cancelled)
        assert report.cancelled
        assert len(contents(lane, folder)[0]) == report.found < COUNT
        again = Intake(lane, ready).run([folder])
        assert again.found == COUNT + 2


def stalled_intake(tmp_path: Path, folder: Path, readers: Callable[[], Any]) -> IntakeReport:
    """An intake with a file that never comes, cancelled while it waits for that."""
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > COUNT + 10

    with CatalogLane(lambda: Catalog.open(tmp_path / "c.sqlite3")) as lane:
        report = within(lambda: Intake(lane, readers).run([folder], cancelled=cancelled))
        assert len(contents(lane, folder)[0]) == report.found < COUNT
    return report


def test_a_file_that_never_comes_does_not_keep_a_cancelled_intake(
    tmp_path: Path, folder: Path, ready: Callable[..., ReadersApart]
) -> None:
    assert stalled_intake(tmp_path, folder, lambda: ready(scripted(tmp_path, WAITS))).cancelled


def test_nor_does_one_that_a_thread_waits_for(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stalled = threading.Event()

    def waiting(file: PhotoFile) -> IntakeItem:
        if file.path.name == "IMG_005.jpg":
            stalled.wait()
        return read_item(file)

    monkeypatch.setattr("app.catalog.reading.read_item", waiting)
    monkeypatch.setattr("app.catalog.reading._PATIENCE_S", 0.1)
    try:
        assert stalled_intake(tmp_path, folder, ReadersApart).cancelled
    finally:
        stalled.set()
