"""What becomes of the files when the process that reads them ends, and of mistakes in it."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Any

import pytest

from app.catalog import reading
from app.catalog.catalog import Catalog
from app.catalog.intake import Intake
from app.catalog.lane import CatalogLane
from app.catalog.reading import is_suspect, read_item
from app.catalog.reading_apart import MOST_LOSSES, ReadersApart
from app.catalog.records import IntakeItem
from app.helpers.client import HelperProcess
from tests.catalog.reader_scripts import (
    COUNT,
    DIES_OF,
    contents,
    file_at,
    forbid_reading_here,
    scripted,
    starts,
    until_ready,
    within,
    write_folder,
)

NAMES = [f"IMG_{number:03}.jpg" for number in range(COUNT)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "shoot")


@pytest.fixture
def nothing_here(monkeypatch: pytest.MonkeyPatch) -> None:
    forbid_reading_here(monkeypatch)


def read_all(folder: Path, command: tuple[str, ...]) -> dict[str, IntakeItem]:
    """What a process says of all photos, which it gets together."""
    with ReadersApart(start_at=1, command=command) as readers:
        futures = [readers.submit(file_at(folder / name), suspect=True) for name in NAMES]
        items = [future.result(60) for future in futures]
    assert [item.file.path.name for item in items] == NAMES
    return {item.file.path.name: item for item in items}


def errors(items: dict[str, IntakeItem]) -> dict[str, str]:
    return {name: item.error for name, item in items.items() if item.error is not None}


@pytest.mark.usefixtures("nothing_here")
def test_where_the_process_dies_another_one_reads_the_rest(tmp_path: Path, folder: Path) -> None:
    command = scripted(tmp_path, DIES_OF.format(names=["IMG_007.jpg"]))
    with ReadersApart(start_at=1, command=command) as readers:
        until_ready(readers, file_at(folder / "IMG_000.jpg"))
        futures = [readers.submit(file_at(folder / name)) for name in NAMES]
        items = {future.result(60).file.path.name: future.result() for future in futures}
        assert readers.ready
        assert readers.submit(file_at(folder / "IMG_001.jpg")).result(60).error is None
    assert list(items) == NAMES
    assert list(errors(items)) == ["IMG_007.jpg"]
    error = errors(items)["IMG_007.jpg"]
    assert error.startswith("Reading this photo ended the process that reads. It ")
    assert is_suspect(error)
    assert all(item.facts is not None for name, item in items.items() if name != "IMG_007.jpg")
    assert starts(command) == 3


@pytest.mark.usefixtures("nothing_here")
def test_a_photo_that_ends_the_process_is_never_read_in_this_one(tmp_path: Path, folder: Path) -> None:
    """Nor at the next opening, whose few new files need no process."""
    bad = scripted(tmp_path, DIES_OF.format(names=["IMG_007.jpg"]))

    def ready() -> ReadersApart:
        readers = ReadersApart(start_at=1, command=bad)
        until_ready(readers, file_at(folder / "IMG_000.jpg"))
        return readers

    with CatalogLane(lambda: Catalog.open(tmp_path / "c.sqlite3")) as lane:
        assert Intake(lane, ready).run([folder]).found == COUNT + 2
        before = starts(bad)
        (folder / "text.jpg").unlink()
        (folder / "empty.jpg").unlink()
        for _ in range(2):
            Intake(lane, lambda: ReadersApart(command=bad)).run([folder])
            wrong = {Path(record.path).name: record.error for record in contents(lane, folder)[0] if record.error}
            assert list(wrong) == ["IMG_007.jpg"]
        assert starts(bad) >= before + 2 * 2, "one that is given the suspect, and one that tries it alone"
        good = scripted(tmp_path, "")
        Intake(lane, lambda: ReadersApart(command=good)).run([folder])
        assert not [record for record in contents(lane, folder)[0] if record.error]


@pytest.mark.usefixtures("nothing_here")
def test_a_bad_card_costs_its_photos_only(tmp_path: Path, folder: Path) -> None:
    bad = NAMES[10 : 10 + MOST_LOSSES + 2]
    assert list(errors(read_all(folder, scripted(tmp_path, DIES_OF.format(names=bad))))) == bad


@pytest.mark.usefixtures("nothing_here")
def test_a_process_that_always_ends_is_given_up(tmp_path: Path, folder: Path) -> None:
    command = scripted(tmp_path, DIES_OF.format(names=NAMES))
    with ReadersApart(start_at=1, command=command) as readers:
        futures = [readers.submit(file_at(folder / name), suspect=True) for name in NAMES]
        told = [future.result(60).error or "" for future in futures]
        later = readers.submit(file_at(folder / "IMG_001.jpg")).result(60).error or ""
    assert starts(command) == 1 + MOST_LOSSES + 1
    assert len([text for text in told if text.startswith("Reading this photo ended")]) == MOST_LOSSES + 1
    assert all(is_suspect(text) for text in [*told, later])
    assert later.startswith("This photo was not read, for the process that reads kept ending. It ")


@pytest.mark.usefixtures("nothing_here")
def test_no_second_process_leaves_what_the_first_one_held(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, made = HelperProcess, []

    def make(*args: Any) -> HelperProcess:
        made.append(args)
        if len(made) > 1:
            raise OSError(12, "Cannot allocate memory")
        return real(*args)

    monkeypatch.setattr("app.catalog.reading_apart.HelperProcess", make)
    items = read_all(folder, scripted(tmp_path, DIES_OF.format(names=["IMG_007.jpg"])))
    left = errors(items)
    assert "IMG_007.jpg" in left
    assert all(is_suspect(text) for text in left.values())


def test_a_process_that_ends_at_once_leaves_suspects_and_threads_read_the_rest(folder: Path) -> None:
    with ReadersApart(start_at=1, command=(sys.executable, "-c", "")) as readers:
        suspect = readers.submit(file_at(folder / "IMG_001.jpg"), suspect=True)
        futures = [readers.submit(file_at(folder / name)) for name in NAMES]
        assert is_suspect(suspect.result(60).error)
        assert all(future.result(60).error is None for future in futures)


def test_a_suspect_is_not_read_where_no_process_can_be_started(folder: Path) -> None:
    with ReadersApart(command=("no such program",)) as readers:
        error = readers.submit(file_at(folder / "IMG_001.jpg"), suspect=True).result(60).error
        assert is_suspect(error)
        assert "It could not be started (" in str(error)


@pytest.mark.usefixtures("nothing_here")
def test_a_record_that_is_not_understood_costs_its_photo_only(
    tmp_path: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lines = """
    record_of = reading_process.item_record
    def newer(item):
        record = record_of(item)
        if item.file.path.name == "IMG_007.jpg":
            record["facts"]["a_field_of_another_version"] = 1
        return record
    reading_process.item_record = newer
    """
    command = scripted(tmp_path, lines)
    found = errors(within(lambda: read_all(folder, command)))
    assert list(found) == ["IMG_007.jpg"]
    assert "TypeError" in found["IMG_007.jpg"]
    assert {record.message for record in caplog.records if record.levelno >= logging.WARNING} == {
        "what the helper process says is not understood"
    }
    caplog.clear()


def test_a_mistake_of_the_program_is_raised_with_the_name_of_the_file_and_kept_in_the_log(
    tmp_path: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lines = """
    def wrong(file):
        return 1 / 0
    reading_process.read_item = wrong
    """
    caplog.set_level(logging.INFO)
    with ReadersApart(start_at=1, command=scripted(tmp_path, lines)) as readers:
        future = readers.submit(file_at(folder / "IMG_001.jpg"), suspect=True)
        with pytest.raises(RuntimeError, match=r"IMG_001.*ZeroDivisionError"):
            future.result(60)
    assert "helper: Traceback (most recent call last):" in caplog.messages
    assert any("in wrong" in text for text in caplog.messages)


def test_too_little_memory_is_the_trouble_of_one_photo(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "There is not enough memory to read this photo. Close other programs."
    lines = """
    fingerprint = reading.fingerprint
    def hungry(path, size):
        if path.name == "IMG_007.jpg":
            raise MemoryError
        return fingerprint(path, size)
    reading.fingerprint = hungry
    """
    assert errors(read_all(folder, scripted(tmp_path, lines))) == {"IMG_007.jpg": told}

    def hungry(*_: object) -> str:
        raise MemoryError

    monkeypatch.setattr(reading, "fingerprint", hungry)
    assert read_item(file_at(folder / "IMG_007.jpg")).error == told
