"""What the catalogue remembers and gives back."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.catalog.catalog import RECENT_FOLDERS, Catalog
from app.catalog.records import Decision, Flag, IntakeItem, Label, ModelKey, ScoreResult
from app.photos.model import CaptureFacts, DriveMode, Measures, PhotoKind

if TYPE_CHECKING:
    from tests.catalog.conftest import Shoot

Score = Callable[..., None]
PICK = Decision(Flag.PICK, 4, Label.GREEN)


def names_under(catalog: Catalog, roots: list[Path], shoot: Shoot, recursive: bool = True) -> list[str]:
    columns = catalog.folder_columns(roots, recursive=recursive)
    return [os.path.relpath(path, shoot.folder) for path in columns.paths]


# Scores


def test_everything_about_a_photo_comes_back(catalog: Catalog, shoot: Shoot, model: ModelKey) -> None:
    facts = CaptureFacts(
        datetime(1969, 12, 31, 23, 59, 59, 123456),
        -90,
        "Leica",
        "Summicron",
        35.0,
        2.8,
        0.004,
        1600,
        -0.3,
        6,
        -33.5,
        151.2,
        -1,
        -2 / 3,
        DriveMode.BRACKET,
        3,
        (0.25, 0.75),
    )
    path = shoot.write("a.jpg")
    item = shoot.item(path)
    [photo] = catalog.take_in([IntakeItem(item.file, item.fingerprint, facts)])
    measures = Measures(6000, 4000, -(2**63), 0.25, 0.01, 0.02)
    quality_map = np.arange(12, dtype=np.uint8).reshape(3, 4)
    score = 100 / 3
    catalog.store_scores(
        model, [ScoreResult(photo, item.fingerprint, score, {"noisy": 0.5, "hazy": 0.25}, quality_map, measures)]
    )
    before = datetime.now(UTC)
    catalog.set_decisions({photo: PICK})
    record = catalog.record(photo, model)
    assert record.path == path
    assert (record.size, record.mtime_ns, record.kind) == (item.file.size, item.file.mtime_ns, PhotoKind.JPEG)
    assert record.facts == facts
    assert record.score == score, "scores are not rounded"
    assert record.faults == {"noisy": 0.5, "hazy": 0.25}
    assert record.quality_map is not None
    np.testing.assert_array_equal(record.quality_map, quality_map)
    assert (record.measures, record.width, record.height) == (measures, 6000, 4000)
    assert record.decision == PICK
    assert record.decided_at is not None
    assert before <= record.decided_at <= datetime.now(UTC)
    assert record.error is None


def test_garbage_in_the_facts_is_left_out(catalog: Catalog, shoot: Shoot) -> None:
    item = shoot.item(shoot.write("a.jpg"))
    facts = CaptureFacts(
        camera="Can\0on \udcff", iso=2**70, aperture=math.inf, latitude=math.nan, rating=-(2**40), shutter_s=0.5
    )
    [photo] = catalog.take_in([IntakeItem(item.file, item.fingerprint, facts)])
    read = catalog.record(photo).facts
    assert (read.camera, read.iso, read.aperture, read.latitude, read.rating) == ("Canon ?", None, None, None, None)
    assert read.shutter_s == 0.5


def test_models_stand_side_by_side(catalog: Catalog, shoot: Shoot, model: ModelKey, score: Score) -> None:
    [photo] = shoot.take_in(catalog, "a.jpg")
    retrained = ModelKey(model.name, "cd" * 32, model.preprocessing)
    score(catalog, [photo], 10)
    assert [p.id for p in catalog.to_score([photo], retrained)] == [photo]
    catalog.store_scores(retrained, [ScoreResult(photo, catalog.thumb_keys([photo])[photo], 90)])
    assert catalog.record(photo, model).score == 10
    assert catalog.record(photo, retrained).score == 90
    assert catalog.record(photo).score is None
    assert catalog.models() == [model, retrained]
    assert catalog.folder_columns([shoot.folder], model=retrained).scores.tolist() == [90]


def test_a_score_is_replaced_with_all_that_came_with_it(catalog: Catalog, shoot: Shoot, model: ModelKey) -> None:
    [photo] = shoot.take_in(catalog, "a.jpg")
    key = catalog.thumb_keys([photo])[photo]
    catalog.store_scores(model, [ScoreResult(photo, key, 10, {"noisy": 1.0}, np.ones((2, 2), np.uint8))])
    assert catalog.to_score([photo], model) == []
    assert [p.id for p in catalog.to_score([photo], model, rescore=True)] == [photo]
    catalog.store_scores(model, [ScoreResult(photo, key, 20)])
    record = catalog.record(photo, model)
    assert (record.score, record.faults, record.quality_map) == (20, {}, None)


def test_fault_names_may_be_added(catalog: Catalog, shoot: Shoot, model: ModelKey) -> None:
    a, b, c = shoot.take_in(catalog, "a.jpg", "b.jpg", "c.jpg")
    keys = catalog.thumb_keys([a, b, c])
    catalog.store_scores(model, [ScoreResult(a, keys[a], 1, {"noisy": 0.5})])
    catalog.store_scores(model, [ScoreResult(b, keys[b], 2, {"hazy": 0.25, "noisy": 1.0})])
    columns = catalog.folder_columns([shoot.folder], model=model)
    assert columns.fault_names == ("noisy", "hazy")
    np.testing.assert_array_equal(columns.faults, np.array([[0.5, np.nan], [1, 0.25], [np.nan, np.nan]], np.float32))
    assert catalog.record(a, model).faults == {"noisy": 0.5}
    assert catalog.record(c, model).faults == {}


def test_a_broken_photo_is_not_tried_again(catalog: Catalog, shoot: Shoot, model: ModelKey) -> None:
    [photo] = shoot.take_in(catalog, "a.jpg")
    key = catalog.thumb_keys([photo])[photo]
    catalog.store_scores(model, [ScoreResult(photo, key, None, error="The file ends too early.")])
    assert catalog.record(photo, model).error == "The file ends too early."
    assert catalog.folder_columns([shoot.folder], model=model).errors.tolist() == [True]
    assert catalog.to_score([photo], model) == []
    assert catalog.known_files(shoot.folder)[str(shoot.folder / "a.jpg")].error is None, "no need to look again"
    shoot.write("copy.jpg", "a.jpg")
    [copy] = shoot.take_in(catalog, "copy.jpg")
    assert catalog.record(copy).error == "The file ends too early."
    assert [p.id for p in catalog.to_score([photo], model, rescore=True)] == [photo]
    catalog.store_scores(model, [ScoreResult(photo, key, 50)])
    assert [r.error for r in catalog.records([photo, copy])] == [None, None]


def test_a_photo_that_vanished_while_it_was_judged_is_looked_at_again(
    catalog: Catalog, shoot: Shoot, model: ModelKey
) -> None:
    [photo] = shoot.take_in(catalog, "a.jpg")
    key = catalog.thumb_keys([photo])[photo]
    (shoot.folder / "a.jpg").unlink()
    catalog.store_scores(model, [ScoreResult(photo, key, None, error="The file vanished.")])
    assert catalog.known_files(shoot.folder)[str(shoot.folder / "a.jpg")].error == "The file vanished."
    assert catalog.to_score([photo], model) == []
    assert shoot.take_in(catalog, "a.jpg") == [photo]
    assert [p.id for p in catalog.to_score([photo], model)] == [photo]


def test_an_error_without_a_fingerprint_is_the_disk_s(catalog: Catalog, shoot: Shoot, model: ModelKey) -> None:
    [photo] = shoot.take_in(catalog, "a.jpg")
    catalog.store_scores(model, [ScoreResult(photo, None, None, error="The disk reports an error.")])
    assert catalog.record(photo).error == "The disk reports an error."
    assert catalog.known_files(shoot.folder)[str(shoot.folder / "a.jpg")].error is not None
    shoot.take_in(catalog, "a.jpg")
    assert catalog.record(photo).error is None


def test_a_result_of_an_older_content_stays_with_it(catalog: Catalog, shoot: Shoot, model: ModelKey) -> None:
    [photo] = shoot.take_in(catalog, "a.jpg")
    old = catalog.thumb_keys([photo])[photo]
    shoot.write("a.jpg", "edited meanwhile")
    shoot.take_in(catalog, "a.jpg")
    catalog.store_scores(model, [ScoreResult(photo, old, 77)])
    assert catalog.record(photo, model).score is None
    catalog.store_scores(model, [ScoreResult(photo, old, None, error="Changed while it was read.")])
    assert catalog.record(photo, model).error is None
    shoot.write("a.jpg", "a.jpg")
    shoot.take_in(catalog, "a.jpg")
    assert catalog.record(photo, model).score == 77


@pytest.mark.parametrize(
    ("fingerprint", "value", "error"),
    [("00", None, None), (None, 50.0, None), ("00", math.nan, None), ("00", 101.0, None)],
)
def test_results_that_cannot_be_are_bugs(
    catalog: Catalog, shoot: Shoot, model: ModelKey, fingerprint: str | None, value: float | None, error: str | None
) -> None:
    a, b = shoot.take_in(catalog, "a.jpg", "b.jpg")
    good = ScoreResult(a, catalog.thumb_keys([a])[a], 50)
    with pytest.raises(ValueError, match=f"photo {b}"):
        catalog.store_scores(model, [good, ScoreResult(b, fingerprint, value, error=error)])
    assert catalog.record(a, model).score is None, "a batch is one transaction"


# Columns and roots


def test_columns_are_parallel(catalog: Catalog, shoot: Shoot, model: ModelKey) -> None:
    broken = shoot.write("c.jpg")
    a, b = shoot.take_in(catalog, "a.jpg", "b.jpg")
    [c] = catalog.take_in([shoot.item(broken, "The file is empty.")])
    measures = Measures(30, 20, 1, 0.0, 0.0, 0.0)
    catalog.store_scores(model, [ScoreResult(b, catalog.thumb_keys([b])[b], 61.5, {"hazy": 0.5}, None, measures)])
    catalog.set_decisions({a: PICK, c: Decision(Flag.REJECT)})
    columns = catalog.folder_columns([shoot.folder], model=model)
    assert columns.ids.tolist() == [a, b, c]
    assert columns.ids.dtype == np.int64
    assert [Path(p).name for p in columns.paths] == ["a.jpg", "b.jpg", "c.jpg"]
    when = datetime(2026, 5, 4, 3, 2, 1, 500000, tzinfo=UTC).timestamp()
    np.testing.assert_array_equal(columns.captured, [when, when, np.nan])
    np.testing.assert_array_equal(columns.scores, [np.nan, 61.5, np.nan])
    assert (columns.stars.tolist(), columns.stars.dtype) == ([4, 0, 0], np.int8)
    assert columns.flags.tolist() == [1, 0, -1]
    assert columns.labels.tolist() == [3, 0, 0]
    assert columns.errors.tolist() == [False, False, True]
    assert columns.kinds == ["jpeg"] * 3
    assert (columns.widths.tolist(), columns.heights.tolist()) == ([0, 30, 0], [0, 20, 0])
    assert columns.widths.dtype == np.int32
    np.testing.assert_array_equal(columns.faults, np.array([[np.nan], [0.5], [np.nan]], np.float32))

    some = catalog.columns_for([c, 999, a], model)
    assert some.ids.tolist() == [c, a]
    assert [Path(p).name for p in some.paths] == ["c.jpg", "a.jpg"]


def test_no_photos_are_empty_columns(catalog: Catalog, tmp_path: Path, model: ModelKey) -> None:
    for columns in (
        catalog.folder_columns([tmp_path], model=model),
        catalog.columns_for([]),
        catalog.folder_columns([]),
    ):
        assert (len(columns.ids), columns.paths, columns.faults.shape) == (0, [], (0, 0))
        assert columns.captured.dtype == np.float64


def test_a_folder_is_no_prefix_of_its_neighbours(catalog: Catalog, shoot: Shoot) -> None:
    shoot.take_in(
        catalog, "a/b/1.jpg", "a/bc/2.jpg", "a/b c/3.jpg", "a/b.jpg", "a/B/4.jpg", "a/b/sub/5.jpg", "a/b0/6.jpg"
    )
    assert names_under(catalog, [shoot.folder / "a/b"], shoot) == ["a/b/1.jpg", "a/b/sub/5.jpg"]
    assert names_under(catalog, [shoot.folder / "a/b"], shoot, recursive=False) == ["a/b/1.jpg"]
    assert len(catalog.known_files(shoot.folder / "a/b")) == 2
    assert len(catalog.known_files(shoot.folder / "a/b", recursive=False)) == 1


def test_wildcards_in_names_are_letters(catalog: Catalog, shoot: Shoot) -> None:
    shoot.take_in(catalog, "100%/1.jpg", "1000/2.jpg", "a_b/3.jpg", "axb/4.jpg", "[a]/5.jpg", "a/6.jpg", "*/7.jpg")
    for folder, name in (("100%", "1"), ("a_b", "3"), ("[a]", "5"), ("*", "7")):
        assert names_under(catalog, [shoot.folder / folder], shoot) == [f"{folder}/{name}.jpg"]


def test_several_roots_give_every_photo_once(catalog: Catalog, shoot: Shoot) -> None:
    shoot.take_in(catalog, "a/1.jpg", "a/sub/2.jpg", "b/3.jpg", "c/4.jpg")
    a, b = shoot.folder / "a", shoot.folder / "b"
    assert names_under(catalog, [b, a / "sub", a, b], shoot) == ["b/3.jpg", "a/1.jpg", "a/sub/2.jpg"]
    assert names_under(catalog, [a, a / "sub"], shoot, recursive=False) == ["a/1.jpg", "a/sub/2.jpg"]
    assert names_under(catalog, [a / "1.jpg", a / "sub" / "2.jpg"], shoot) == ["a/1.jpg", "a/sub/2.jpg"]
    assert names_under(catalog, [a / "1.jpg", a], shoot) == ["a/1.jpg", "a/sub/2.jpg"]
    assert names_under(catalog, [a / "1.jpg", a], shoot, recursive=False) == ["a/1.jpg"]


def test_roots_may_be_relative_or_the_whole_disk(
    catalog: Catalog, shoot: Shoot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shoot.take_in(catalog, "a/1.jpg")
    monkeypatch.chdir(shoot.folder)
    assert names_under(catalog, [Path("a")], shoot) == ["a/1.jpg"]
    assert names_under(catalog, [Path("a/../a/./")], shoot) == ["a/1.jpg"]
    assert names_under(catalog, [Path("/")], shoot) == ["a/1.jpg"]
    assert list(catalog.ids_for_paths([Path("a/1.jpg"), Path("a/2.jpg")])) == [Path("a/1.jpg")]


def test_work_for_a_model_comes_in_the_order_asked_for(catalog: Catalog, shoot: Shoot, model: ModelKey) -> None:
    a, b, c = shoot.take_in(catalog, "x/a.jpg", "x/b.jpg", "y/c.jpg")
    assert [p.id for p in catalog.to_score([c, a, b, a, 999], model)] == [c, a, b]
    assert [p.id for p in catalog.to_score_in([shoot.folder], model)] == [a, b, c]
    assert [p.id for p in catalog.to_score_in([shoot.folder / "y"], model)] == [c]
    [work] = catalog.to_score([b], model)
    assert (work.path, work.kind, work.fingerprint) == (
        shoot.folder / "x/b.jpg",
        PhotoKind.JPEG,
        catalog.thumb_keys([b])[b],
    )


def test_many_ids_are_asked_for_in_parts(catalog: Catalog, shoot: Shoot, model: ModelKey) -> None:
    [photo] = shoot.take_in(catalog, "a.jpg")
    many = [*range(1_000_000, 1_050_000), photo]
    assert list(catalog.decisions(many)) == [photo]
    assert [p.id for p in catalog.to_score(many, model)] == [photo]
    assert [r.id for r in catalog.records(many)] == [photo]
    assert list(catalog.thumb_keys(many)) == [photo]


def test_an_unknown_photo_is_a_key_error(catalog: Catalog) -> None:
    with pytest.raises(KeyError):
        catalog.record(1)


# Missing files


def test_missing_photos_are_hidden_and_kept(catalog: Catalog, shoot: Shoot, model: ModelKey) -> None:
    a, b = shoot.take_in(catalog, "a.jpg", "b.jpg")
    catalog.set_decisions({a: PICK})
    (shoot.folder / "a.jpg").unlink()
    assert catalog.mark_missing(shoot.folder, [b]) == 1
    assert catalog.mark_missing(shoot.folder, [b]) == 0
    assert names_under(catalog, [shoot.folder], shoot) == ["b.jpg"]
    assert [p.id for p in catalog.to_score([a, b], model)] == [b]
    assert catalog.record(a).decision == PICK
    assert catalog.known_files(shoot.folder)[str(shoot.folder / "a.jpg")].missing
    shoot.write("a.jpg")
    assert catalog.mark_missing(shoot.folder, [a, b]) == 0
    assert names_under(catalog, [shoot.folder], shoot) == ["a.jpg", "b.jpg"]


def test_found_photos_come_back(catalog: Catalog, shoot: Shoot) -> None:
    [a] = shoot.take_in(catalog, "a.jpg")
    (shoot.folder / "a.jpg").unlink()
    catalog.mark_missing(shoot.folder, [])
    catalog.mark_found([a])
    assert names_under(catalog, [shoot.folder], shoot) == ["a.jpg"]


def test_a_file_that_is_there_is_not_missing(catalog: Catalog, shoot: Shoot) -> None:
    shoot.take_in(catalog, "a.jpg")
    assert catalog.mark_missing(shoot.folder, []) == 0
    assert names_under(catalog, [shoot.folder], shoot) == ["a.jpg"]


def test_an_unplugged_shoot_is_not_missing(catalog: Catalog, shoot: Shoot) -> None:
    [photo] = shoot.take_in(catalog, "a.jpg")
    away = shoot.folder.with_name("unplugged")
    shoot.folder.rename(away)
    assert catalog.mark_missing(shoot.folder, []) == 0
    assert catalog.folder_columns([shoot.folder]).ids.tolist() == [photo]


def test_missing_stays_inside_the_root(catalog: Catalog, shoot: Shoot) -> None:
    shoot.take_in(catalog, "a/1.jpg", "a/sub/2.jpg", "ab/3.jpg")
    for path in shoot.folder.rglob("*.jpg"):
        path.unlink()
    assert catalog.mark_missing(shoot.folder / "a", [], recursive=False) == 1
    assert names_under(catalog, [shoot.folder], shoot) == ["a/sub/2.jpg", "ab/3.jpg"]
    assert catalog.mark_missing(shoot.folder / "a", []) == 1
    assert names_under(catalog, [shoot.folder], shoot) == ["ab/3.jpg"]


# Decisions


def test_decisions_give_back_what_was_there(catalog: Catalog, shoot: Shoot) -> None:
    a, b = shoot.take_in(catalog, "a.jpg", "b.jpg")
    assert catalog.set_decisions({a: PICK}) == {a: Decision()}
    before = catalog.set_decisions({a: Decision(Flag.REJECT), b: PICK})
    assert before == {a: PICK, b: Decision()}
    assert catalog.decisions([b, a, 999]) == {a: Decision(Flag.REJECT), b: PICK}
    catalog.set_decisions(before)
    assert catalog.decisions([a, b]) == before
    assert catalog.record(b).decided_at is None
    assert catalog.set_decisions({}) == {}


@pytest.mark.parametrize(("photo", "stars", "error"), [(999, 1, KeyError), (None, 6, ValueError)])
def test_a_wrong_decision_writes_nothing(
    catalog: Catalog, shoot: Shoot, photo: int | None, stars: int, error: type[Exception]
) -> None:
    a, b = shoot.take_in(catalog, "a.jpg", "b.jpg")
    with pytest.raises(error):
        catalog.set_decisions({a: PICK, photo or b: Decision(stars=stars)})
    assert catalog.decisions([a]) == {a: Decision()}


# Around


def test_recent_folders(catalog: Catalog, tmp_path: Path) -> None:
    assert catalog.recent_folders() == []
    paths = [tmp_path / str(n) for n in range(RECENT_FOLDERS + 5)]
    for path in paths:
        catalog.remember_folder(path)
    assert catalog.recent_folders() == paths[:4:-1]
    catalog.remember_folder(paths[10])
    assert catalog.recent_folders()[:2] == [paths[10], paths[-1]]
    assert len(catalog.recent_folders()) == RECENT_FOLDERS


def test_another_instance_s_writes_are_noticed(catalog: Catalog, catalog_url: str, shoot: Shoot) -> None:
    [photo] = shoot.take_in(catalog, "a.jpg")
    first = catalog.change_counter()
    assert catalog.change_counter() == first
    with Catalog.open(catalog_url) as other:
        other.set_decisions({photo: PICK})
    assert catalog.change_counter() != first
    assert catalog.decisions([photo]) == {photo: PICK}


def test_the_url_shows_no_password(catalog: Catalog) -> None:
    assert "keepers:keepers" not in catalog.url


def test_rejects_set_aside_are_shown_only_in_their_own_folder(catalog: Catalog, shoot: Shoot, model: ModelKey) -> None:
    ids = catalog.take_in([shoot.item(shoot.write(name)) for name in ("a.jpg", "_rejects/day/b.jpg")])
    assert names_under(catalog, [shoot.folder], shoot) == ["a.jpg"]
    assert [photo.id for photo in catalog.to_score_in([shoot.folder], model)] == ids[:1]
    aside = shoot.folder / "_rejects"
    assert names_under(catalog, [aside], shoot) == ["_rejects/day/b.jpg"]
    assert [photo.id for photo in catalog.to_score_in([aside], model)] == ids[1:]
    assert catalog.mark_missing(shoot.folder, ids[:1]) == 0, "they are there"
