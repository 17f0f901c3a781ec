"""The journal of transfers and the rows that follow the files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.catalog.catalog import Catalog
from app.catalog.records import Decision, Flag
from app.catalog.transfers import FileState, JournalFile, TransferState

if TYPE_CHECKING:
    from tests.catalog.conftest import Shoot

ODD = ["a\nb.jpg", "写真.jpg", "\udcff.jpg", "'; DROP TABLE transfers; --.jpg"]


def files_of(names: list[str], source: Path = Path("/from"), target: Path | None = Path("/to")) -> list[JournalFile]:
    return [
        JournalFile(0, number, number + 1, source / name, None if target is None else target / name, 10, 1 << 60)
        for number, name in enumerate(names)
    ]


def test_what_is_entered_comes_back(catalog: Catalog) -> None:
    files = files_of(ODD)
    files.append(replace(files[0], set_no=1, photo_id=None, keep_source=True, existed=True))
    settings = {"root": "/from/\udcff", "flat": False}
    transfer, entered = catalog.transfers.begin("move", Path("/to/\udcff"), settings, files)
    assert (transfer.mode, transfer.state, transfer.destination) == ("move", TransferState.RUNNING, Path("/to/\udcff"))
    assert transfer.settings == settings
    assert (transfer.sets, transfer.done) == (4, 0)
    assert [replace(file, id=0) for file in entered] == files
    assert catalog.transfers.files(transfer.id) == entered
    assert catalog.transfers.transfer(transfer.id) == transfer
    assert catalog.transfers.cut_off() == [transfer] == [catalog.transfers.unfinished()]
    with pytest.raises(KeyError):
        catalog.transfers.transfer(transfer.id + 1)


def test_the_way_of_a_transfer(catalog: Catalog) -> None:
    journal = catalog.transfers
    transfer, files = journal.begin("copy", Path("/to"), {}, files_of(["a.jpg", "b.jpg", "c.jpg"]))
    assert journal.undoable() is None
    journal.start(files)
    assert {file.state for file in journal.files(transfer.id)} == {FileState.STARTED}
    done = [replace(file, state=FileState.DONE, digest="ab" * 32, target_mtime_ns=5) for file in files[:2]]
    journal.settle([*done, replace(files[2], state=FileState.LEFT)])
    journal.end(transfer.id, TransferState.STOPPED)
    assert journal.cut_off() == []
    unfinished = journal.unfinished()
    assert unfinished is not None
    assert (unfinished.sets, unfinished.done) == (3, 2)
    assert journal.undoable() == unfinished
    assert journal.done_into(Path("/to")) == done
    assert journal.done_into(Path("/elsewhere")) == []
    journal.settle([replace(file, state=FileState.UNDONE) for file in done])
    journal.end(transfer.id, TransferState.UNDONE)
    assert journal.undoable() is None
    assert journal.done_into(Path("/to")) == []


def test_an_undo_is_neither_undone_nor_gone_on_with(catalog: Catalog) -> None:
    journal = catalog.transfers
    first, files = journal.begin("move", Path("/to"), {}, files_of(["a.jpg"]))
    journal.settle([replace(file, state=FileState.DONE) for file in files])
    journal.end(first.id, TransferState.DONE)
    back, turned = journal.begin("move", Path("/from"), {}, files_of(["a.jpg"]), undo_of=first.id)
    journal.settle([replace(f, state=FileState.DONE) for f in turned], undone=[file.id for file in files])
    journal.end(back.id, TransferState.DONE)
    assert [file.state for file in journal.files(first.id)] == [FileState.UNDONE]
    assert journal.undoable() is None
    assert journal.unfinished() is None


def test_folders_are_remembered_once_in_the_order_of_making(catalog: Catalog) -> None:
    transfer, _ = catalog.transfers.begin("copy", Path("/to"), {}, files_of(["a.jpg"]))
    for folders in ([Path("/to"), Path("/to/b")], [Path("/to/b"), Path("/to/a\udcff")], []):
        catalog.transfers.made_folders(transfer.id, folders)
    assert catalog.transfers.folders_below(Path("/to")) == [Path("/to"), Path("/to/b"), Path("/to/a\udcff")]
    assert catalog.transfers.folders_below(Path("/to/b")) == []


def test_rows_follow_their_files_with_everything_decided(catalog: Catalog, shoot: Shoot) -> None:
    ids = shoot.take_in(catalog, "a.jpg", "b.jpg", "c.jpg")
    catalog.set_decisions({photo_id: Decision(Flag.PICK, stars) for stars, photo_id in enumerate(ids)})
    new = shoot.folder / "elsewhere"
    new.mkdir()
    moved = {}
    for photo_id, name in zip(ids[:2], "ab", strict=True):
        (shoot.folder / f"{name}.jpg").rename(new / f"{name}.jpg")
        moved[photo_id] = new / f"{name}.jpg"
    catalog.transfers.settle([], moved=moved, gone=[ids[2]])
    columns = catalog.folder_columns([new])
    assert dict(zip(columns.ids.tolist(), columns.paths, strict=True)) == {i: str(path) for i, path in moved.items()}
    assert columns.stars.tolist() == [0, 1]
    assert catalog.folder_columns([shoot.folder], recursive=False).paths == [], "c is in the trash"
    assert catalog.known_files(shoot.folder)[str(shoot.folder / "c.jpg")].missing
    assert catalog.take_in([shoot.item(path) for path in moved.values()]) == list(moved), "nothing new for the intake"


def test_two_photos_that_change_places(catalog: Catalog, shoot: Shoot) -> None:
    a, b = shoot.take_in(catalog, "a.jpg", "b.jpg")
    catalog.transfers.settle([], moved={a: shoot.folder / "b.jpg", b: shoot.folder / "a.jpg"})
    assert catalog.record(a).path.name == "b.jpg"
    assert catalog.record(b).path.name == "a.jpg"


def test_the_row_of_a_place_that_is_taken_waits(catalog: Catalog, shoot: Shoot) -> None:
    a, b = shoot.take_in(catalog, "a.jpg", "b.jpg")
    catalog.set_decisions({a: Decision(stars=4)})
    (shoot.folder / "a.jpg").replace(shoot.folder / "b.jpg")
    catalog.transfers.settle([], moved={a: shoot.folder / "b.jpg"})
    columns = catalog.folder_columns([shoot.folder])
    assert columns.ids.tolist() == [a]
    assert columns.stars.tolist() == [4]
    assert catalog.decisions([b]) == {b: Decision()}
