"""From folders to rows, with real photo files."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from PIL import Image

from app import places
from app.catalog import reading as reading_module
from app.catalog.catalog import Catalog
from app.catalog.intake import FIRST_BATCH, Intake, IntakeReport
from app.catalog.lane import CatalogLane
from app.catalog.records import Decision, Flag
from app.errors import UserError
from app.photos.model import PhotoFile, ScanProblem


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "shoot"
    made.mkdir()
    return made


def photo(path: Path, shade: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Canon", f"EOS {shade}"
    Image.new("RGB", (8, 6), (shade % 256, shade // 256, 7)).save(path, "JPEG", exif=exif)
    return path


class Runs:
    """Runs an intake and keeps what it said; counts the files that were opened."""

    def __init__(self, lane: CatalogLane, monkeypatch: pytest.MonkeyPatch) -> None:
        self.lane = lane
        self.batches: list[list[int]] = []
        self.problems: list[ScanProblem] = []
        self.opened: list[str] = []
        real = reading_module.fingerprint

        def counting(path: Path, size: int) -> str:
            self.opened.append(path.name)
            return real(path, size)

        monkeypatch.setattr(reading_module, "fingerprint", counting)

    def __call__(self, *roots: Path, recursive: bool = True, stop_after: int | None = None) -> IntakeReport:
        self.batches, self.problems, self.opened = [], [], []
        asked = 0

        def cancelled() -> bool:
            nonlocal asked
            asked += 1
            return stop_after is not None and asked > stop_after

        return Intake(self.lane).run(
            roots,
            recursive=recursive,
            on_batch=self.batches.append,
            on_problem=self.problems.append,
            cancelled=cancelled,
        )

    def names(self, *roots: Path) -> dict[str, int]:
        columns = self.lane.call(lambda catalog: catalog.folder_columns(roots))
        return {Path(path).name: int(i) for path, i in zip(columns.paths, columns.ids, strict=True)}


@pytest.fixture
def run(lane: CatalogLane, monkeypatch: pytest.MonkeyPatch) -> Runs:
    return Runs(lane, monkeypatch)


def test_new_photos_arrive_in_batches_of_which_the_first_is_small(run: Runs, folder: Path) -> None:
    for n in range(60):
        photo(folder / f"{n:03}.jpg", n)
    assert run(folder) == IntakeReport(found=60, new=60, problems=0, missing=0)
    assert len(run.batches[0]) <= FIRST_BATCH
    ids = [i for batch in run.batches for i in batch]
    names = run.names(folder)
    assert ids == [names[f"{n:03}.jpg"] for n in range(60)], "in the order of the scan, each once"
    record = run.lane.call(lambda catalog: catalog.record(ids[5]))
    assert record.facts.camera == "Canon EOS 5"
    assert record.error is None


def test_known_files_are_not_opened(run: Runs, folder: Path) -> None:
    for n in range(30):
        photo(folder / f"{n:03}.jpg", n)
    run(folder)
    before = run.batches
    assert run(folder) == IntakeReport(found=30, new=0, problems=0, missing=0)
    assert run.opened == []
    assert [i for b in run.batches for i in b] == [i for b in before for i in b]


def test_changed_and_new_files_are_opened(run: Runs, folder: Path) -> None:
    for n in range(5):
        photo(folder / f"{n}.jpg", n)
    run(folder)
    names = run.names(folder)
    photo(folder / "2.jpg", 1000)
    photo(folder / "new.jpg", 2000)
    os.utime(folder / "3.jpg", ns=(5, 5))
    report = run(folder)
    assert (report.found, report.new) == (6, 1)
    assert sorted(run.opened) == ["2.jpg", "3.jpg", "new.jpg"]
    assert names.items() <= run.names(folder).items()
    assert run(folder).new == 0
    assert run.opened == []


def test_a_renumbered_shoot_keeps_its_decisions(run: Runs, folder: Path) -> None:
    for n in range(40):
        photo(folder / f"{n:03}.jpg", n)
    run(folder)
    ids = list(run.names(folder).values())
    run.lane.call(lambda catalog: catalog.set_decisions({i: Decision(stars=n % 5 + 1) for n, i in enumerate(ids)}))
    for n in reversed(range(40)):
        (folder / f"{n:03}.jpg").rename(folder / f"{n + 1:03}.jpg")
    photo(folder / "000.jpg", 999)
    report = run(folder)
    assert (report.found, report.new, report.missing) == (41, 1, 0)
    assert list(run.names(folder).values())[1:] == ids
    for n in range(1, 41):
        (folder / f"{n:03}.jpg").rename(folder / f"{n - 1:03}.jpg")
    run(folder)
    assert list(run.names(folder).values()) == ids


def test_missing_photos_are_hidden_and_come_back_without_being_opened(run: Runs, folder: Path) -> None:
    for n in range(3):
        photo(folder / f"{n}.jpg", n)
    run(folder)
    names = run.names(folder)
    (folder / "1.jpg").rename(folder / "1.away")
    assert run(folder).missing == 1
    assert set(run.names(folder)) == {"0.jpg", "2.jpg"}
    (folder / "1.away").rename(folder / "1.jpg")
    assert run(folder) == IntakeReport(found=3, new=0, problems=0, missing=0)
    assert run.names(folder) == names
    assert run.opened == []


def test_moved_folders_keep_their_rows(run: Runs, tmp_path: Path, folder: Path) -> None:
    for n in range(30):
        photo(folder / "card" / f"{n:03}.jpg", n)
    run(folder)
    names = run.names(folder)
    shutil.move(folder / "card", folder / "archive")
    report = run(folder)
    assert (report.found, report.new, report.missing) == (30, 0, 0)
    assert run.names(folder) == names


def test_unreadable_photos_have_error_rows_and_are_tried_again(run: Runs, folder: Path) -> None:
    photo(folder / "good.jpg", 1)
    (folder / "empty.jpg").write_bytes(b"")
    assert run(folder).new == 2
    names = run.names(folder)
    record = run.lane.call(lambda catalog: catalog.record(names["empty.jpg"]))
    assert "empty" in (record.error or "")
    run(folder)
    assert run.opened == ["empty.jpg"]
    photo(folder / "empty.jpg", 2)
    assert run(folder).new == 0
    assert run.names(folder) == names
    assert run.lane.call(lambda catalog: catalog.record(names["empty.jpg"])).error is None


def test_a_file_that_vanishes_meanwhile_is_an_error_row(
    run: Runs, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = photo(folder / "gone.jpg", 1)
    real = reading_module.read_item

    def vanish(file: PhotoFile) -> object:
        gone.unlink()
        return real(file)

    monkeypatch.setattr(reading_module, "read_item", vanish)
    assert run(folder).found == 1
    columns = run.lane.call(lambda catalog: catalog.folder_columns([folder]))
    assert columns.errors.tolist() == [True]


def test_only_this_folder(run: Runs, folder: Path) -> None:
    photo(folder / "a.jpg", 1)
    photo(folder / "sub/b.jpg", 2)
    assert run(folder, recursive=False).found == 1
    assert run(folder).found == 2
    (folder / "sub/b.jpg").unlink()
    assert run(folder, recursive=False).missing == 0
    assert run(folder).missing == 1


def test_several_roots_that_overlap(run: Runs, folder: Path) -> None:
    photo(folder / "a/1.jpg", 1)
    photo(folder / "b/2.jpg", 2)
    report = run(folder / "a", folder, folder / "b" / "2.jpg")
    assert (report.found, report.new) == (2, 2)
    assert run(folder / "b" / "2.jpg") == IntakeReport(found=1, new=0, problems=0, missing=0)


def test_keepers_own_folders_are_left_out(run: Runs, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEEPERS_CACHE_DIR", str(folder / "cache"))
    photo(places.cache_dir() / "thumb.jpg", 1)
    photo(folder / "a.jpg", 2)
    assert run(folder).found == 1


def test_a_root_that_does_not_exist_is_told_and_hides_nothing(run: Runs, folder: Path) -> None:
    photo(folder / "a.jpg", 1)
    run(folder)
    folder.rename(folder.with_name("unplugged"))
    with pytest.raises(UserError, match="shoot"):
        run(folder)
    assert set(run.names(folder)) == {"a.jpg"}


def test_a_cancelled_intake_keeps_what_it_has_and_hides_nothing(run: Runs, folder: Path) -> None:
    for n in range(60):
        photo(folder / f"{n:03}.jpg", n)
    run(folder)
    (folder / "059.jpg").unlink()
    report = run(folder, stop_after=10)
    assert report.cancelled
    assert report.missing == 0
    assert report.found == sum(map(len, run.batches)) < 60
    assert len(run.names(folder)) == 60


def test_an_error_in_a_listener_ends_the_intake(lane: CatalogLane, folder: Path) -> None:
    for n in range(60):
        photo(folder / f"{n:03}.jpg", n)

    def fail(ids: list[int]) -> None:
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        Intake(lane).run([folder], on_batch=fail)


def test_a_folder_opened_through_a_link_shows_the_same_photos(run: Runs, tmp_path: Path, folder: Path) -> None:
    for n in range(30):
        photo(folder / f"{n:03}.jpg", n)
    run(folder)
    names = run.names(folder)
    (tmp_path / "link").symlink_to(folder)
    for root in (tmp_path / "link", folder):
        assert run(root) == IntakeReport(found=30, new=30, problems=0, missing=0)
        assert run.names(root) == names


def test_two_copies_at_once(run: Runs, folder: Path) -> None:
    original = photo(folder / "a.jpg", 1)
    run(folder)
    [a] = run.names(folder).values()
    run.lane.call(lambda catalog: catalog.set_decisions({a: Decision(Flag.PICK)}))
    shutil.copy2(original, folder / "b.jpg")
    shutil.copy2(original, folder / "c.jpg")
    assert run(folder).new == 2
    names = run.names(folder)
    assert names["a.jpg"] == a
    decisions = run.lane.call(lambda catalog: catalog.decisions(list(names.values())))
    assert [decisions[i].flag for i in names.values()] == [Flag.PICK, Flag.NONE, Flag.NONE]


def test_strange_file_names(run: Runs, folder: Path) -> None:
    strange = ["日本.jpg", "😀.jpg", "new\nline.jpg", "quote'\".jpg", "100%_.jpg", os.fsdecode(b"\xff\xe9.jpg")]
    for n, name in enumerate(strange):
        photo(folder / name, n)
    assert run(folder).found == len(strange)
    assert set(run.names(folder)) == set(strange)
    assert run(folder).new == 0
    assert run.opened == []


def test_the_catalogue_of_a_lane_that_cannot_open_is_told(tmp_path: Path, folder: Path) -> None:
    with CatalogLane(lambda: Catalog.open(tmp_path)) as broken, pytest.raises(UserError, match="is a folder"):
        Intake(broken).run([folder])
