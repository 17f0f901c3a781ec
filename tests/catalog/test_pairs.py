"""A RAW and its JPEG as one photo, or as two."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.catalog.intake import Intake, IntakeReport
from app.catalog.lane import CatalogLane
from app.catalog.records import Decision, Flag, ModelKey, PhotoColumns

PICK, NONE = Decision(Flag.PICK, 3), Decision()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pairs, a RAW and a JPEG alone, an edited copy."""
    place = tmp_path / "shoot"
    place.mkdir()
    for name in ("A.CR2", "A.JPG", "b.nef", "B.jpg", "C.CR2", "D.JPG", "A-1.jpg"):
        (place / name).write_text(f"not a photo: {name}")
    return place


def _scan(lane: CatalogLane, folder: Path) -> IntakeReport:
    return Intake(lane).run([folder])


def _names(columns: PhotoColumns) -> list[str]:
    return [Path(path).name for path in columns.paths]


def _columns(lane: CatalogLane, folder: Path) -> PhotoColumns:
    return lane.call(lambda catalog: catalog.folder_columns([folder]))


def _switch(lane: CatalogLane, on: bool) -> None:
    lane.call(lambda catalog: setattr(catalog, "pairs", on))


def _id(lane: CatalogLane, path: Path) -> int:
    return lane.call(lambda catalog: catalog.ids_for_paths([path])[path])


def _decide(lane: CatalogLane, path: Path, decision: Decision) -> None:
    photo_id = _id(lane, path)
    lane.call(lambda catalog: catalog.set_decisions({photo_id: decision}))


def _decisions(lane: CatalogLane, folder: Path, *names: str) -> list[Decision]:
    ids = [_id(lane, folder / name) for name in names]
    found = lane.call(lambda catalog: catalog.decisions(ids))
    return [found[photo_id] for photo_id in ids]


def test_a_pair_is_one_photo(lane: CatalogLane, folder: Path) -> None:
    report = _scan(lane, folder)
    assert (report.found, report.paired) == (7, 2)
    columns = _columns(lane, folder)
    assert _names(columns) == ["A-1.jpg", "A.JPG", "B.jpg", "C.CR2", "D.JPG"]
    assert columns.pairs.tolist() == [False, True, True, False, False]
    assert _scan(lane, folder).paired == 0


def test_switched_off_it_is_two(lane: CatalogLane, folder: Path) -> None:
    _scan(lane, folder)
    _switch(lane, False)
    columns = _columns(lane, folder)
    assert len(columns.ids) == 7
    assert not columns.pairs.any()


def test_columns_of_chosen_photos_leave_out_the_raw(lane: CatalogLane, folder: Path) -> None:
    _scan(lane, folder)
    ids = [_id(lane, folder / name) for name in ("A.CR2", "A.JPG", "C.CR2")]
    columns = lane.call(lambda catalog: catalog.columns_for(ids))
    assert (_names(columns), columns.pairs.tolist()) == (["A.JPG", "C.CR2"], [True, False])
    assert lane.call(lambda catalog: catalog.without_halves(ids)) == ids[1:]
    _switch(lane, False)
    assert lane.call(lambda catalog: catalog.without_halves(ids)) == ids


def test_a_pair_is_scored_once(lane: CatalogLane, folder: Path, model: ModelKey) -> None:
    _scan(lane, folder)
    asked: Callable[[Catalog], int] = lambda catalog: len(catalog.to_score_in([folder], model))  # noqa: E731
    assert lane.call(asked) == 5
    _switch(lane, False)
    assert lane.call(asked) == 7


def test_a_decision_is_for_both_halves_and_stays_when_switched_off(lane: CatalogLane, folder: Path) -> None:
    _scan(lane, folder)
    _decide(lane, folder / "A.JPG", PICK)
    _decide(lane, folder / "b.nef", PICK)
    _decide(lane, folder / "C.CR2", PICK)
    assert _decisions(lane, folder, "A.JPG", "A.CR2", "B.jpg", "b.nef") == [PICK] * 4
    _switch(lane, False)
    assert _decisions(lane, folder, "A.JPG", "A.CR2", "B.jpg", "b.nef") == [PICK] * 4
    _decide(lane, folder / "A.CR2", NONE)
    assert _decisions(lane, folder, "A.JPG", "A.CR2") == [PICK, NONE]


def test_both_halves_named_at_once_keep_what_is_said_of_each(lane: CatalogLane, folder: Path) -> None:
    _scan(lane, folder)
    first, second = _id(lane, folder / "A.CR2"), _id(lane, folder / "A.JPG")
    lane.call(lambda catalog: catalog.set_decisions({first: PICK, second: NONE}))
    assert _decisions(lane, folder, "A.CR2", "A.JPG") == [PICK, NONE]


def test_a_partner_that_comes_later_takes_over_the_decision(lane: CatalogLane, folder: Path) -> None:
    _scan(lane, folder)
    _decide(lane, folder / "C.CR2", PICK)
    (folder / "C.JPG").write_text("late")
    assert _scan(lane, folder).paired == 1
    assert _decisions(lane, folder, "C.JPG", "C.CR2") == [PICK, PICK]
    assert "C.CR2" not in _names(_columns(lane, folder))


def test_a_half_that_is_gone_leaves_the_other_to_be_seen(lane: CatalogLane, folder: Path) -> None:
    _scan(lane, folder)
    (folder / "A.JPG").unlink()
    (folder / "b.nef").unlink()
    assert _scan(lane, folder).paired == 2
    columns = _columns(lane, folder)
    assert _names(columns) == ["A-1.jpg", "A.CR2", "B.jpg", "C.CR2", "D.JPG"]
    assert not columns.pairs.any()


def test_the_record_names_the_other_half(lane: CatalogLane, folder: Path) -> None:
    _scan(lane, folder)
    ids = [_id(lane, folder / name) for name in ("A.JPG", "A.CR2", "D.JPG")]
    records = lane.call(lambda catalog: catalog.records(ids))
    assert [record.partner for record in records] == [folder / "A.CR2", folder / "A.JPG", None]


def test_a_pair_that_moves_together_stays_one(lane: CatalogLane, folder: Path, tmp_path: Path) -> None:
    _scan(lane, folder)
    _decide(lane, folder / "A.JPG", PICK)
    kept = tmp_path / "kept"
    kept.mkdir()
    for name in ("A.CR2", "A.JPG"):
        (folder / name).rename(kept / name)
    _scan(lane, kept)
    columns = _columns(lane, kept)
    assert (_names(columns), columns.pairs.tolist()) == (["A.JPG"], [True])
    assert _decisions(lane, kept, "A.JPG", "A.CR2") == [PICK, PICK]
