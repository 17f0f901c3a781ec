"""Which row a file becomes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.catalog.catalog import Catalog
from app.catalog.records import Decision, Flag, ModelKey

if TYPE_CHECKING:
    from tests.catalog.conftest import Shoot

Score = Callable[..., None]
PICK = Decision(Flag.PICK, 4)
REJECT = Decision(Flag.REJECT)


def names(catalog: Catalog, shoot: Shoot) -> dict[str, int]:
    columns = catalog.folder_columns([shoot.folder])
    return {os.path.relpath(path, shoot.folder): int(i) for path, i in zip(columns.paths, columns.ids, strict=True)}


def test_the_same_file_is_the_same_row(catalog: Catalog, shoot: Shoot) -> None:
    first = shoot.take_in(catalog, "a.jpg", "b.jpg")
    assert shoot.take_in(catalog, "b.jpg", "a.jpg") == first[::-1]


def test_a_path_given_twice_is_one_photo(catalog: Catalog, shoot: Shoot) -> None:
    first, second = shoot.take_in(catalog, "a.jpg", "a.jpg")
    assert first == second
    assert names(catalog, shoot) == {"a.jpg": first}


def test_nothing_to_take_in(catalog: Catalog) -> None:
    assert catalog.take_in([]) == []


def test_a_renamed_file_keeps_decision_and_score(catalog: Catalog, shoot: Shoot, model: ModelKey, score: Score) -> None:
    [photo] = shoot.take_in(catalog, "a.jpg")
    catalog.set_decisions({photo: PICK})
    score(catalog, [photo], 70)
    (shoot.folder / "a.jpg").rename(shoot.folder / "chosen.jpg")
    assert shoot.take_in(catalog, "chosen.jpg") == [photo]
    record = catalog.record(photo, model)
    assert (record.path.name, record.decision, record.score) == ("chosen.jpg", PICK, 70)
    assert names(catalog, shoot) == {"chosen.jpg": photo}


def test_a_file_moved_to_another_folder_keeps_its_row(catalog: Catalog, shoot: Shoot) -> None:
    [photo] = shoot.take_in(catalog, "card/a.jpg")
    (shoot.folder / "day 1").mkdir()
    (shoot.folder / "card/a.jpg").rename(shoot.folder / "day 1/a.jpg")
    assert shoot.take_in(catalog, "day 1/a.jpg") == [photo]


def test_a_copy_has_the_score_but_not_the_decision(
    catalog: Catalog, shoot: Shoot, model: ModelKey, score: Score
) -> None:
    [photo] = shoot.take_in(catalog, "a.jpg")
    catalog.set_decisions({photo: PICK})
    score(catalog, [photo], 70)
    shoot.write("copy.jpg", "a.jpg")
    [copy] = shoot.take_in(catalog, "copy.jpg")
    assert copy != photo
    record = catalog.record(copy, model)
    assert (record.decision, record.score, record.facts) == (Decision(), 70, shoot.facts)
    assert catalog.record(photo, model).decision == PICK
    assert catalog.to_score([photo, copy], model) == []


def test_a_touched_original_is_not_taken_for_moved(catalog: Catalog, shoot: Shoot) -> None:
    [photo] = shoot.take_in(catalog, "a.jpg")
    catalog.set_decisions({photo: PICK})
    os.utime(shoot.folder / "a.jpg", ns=(1, 1))
    shoot.write("copy.jpg", "a.jpg")
    [copy] = shoot.take_in(catalog, "copy.jpg")
    assert copy != photo
    assert shoot.take_in(catalog, "a.jpg") == [photo]


def test_changed_content_keeps_the_decision_and_loses_the_score(
    catalog: Catalog, shoot: Shoot, model: ModelKey, score: Score
) -> None:
    [photo] = shoot.take_in(catalog, "a.jpg")
    catalog.set_decisions({photo: PICK})
    score(catalog, [photo])
    shoot.write("a.jpg", "edited")
    assert shoot.take_in(catalog, "a.jpg") == [photo]
    record = catalog.record(photo, model)
    assert (record.decision, record.score) == (PICK, None)
    assert [p.id for p in catalog.to_score([photo], model)] == [photo]


def test_content_that_comes_back_has_its_score_again(
    catalog: Catalog, shoot: Shoot, model: ModelKey, score: Score
) -> None:
    [photo] = shoot.take_in(catalog, "a.jpg")
    score(catalog, [photo], 12)
    for content in ("edited", "a.jpg"):
        shoot.write("a.jpg", content)
        shoot.take_in(catalog, "a.jpg")
    assert catalog.record(photo, model).score == 12


def test_of_two_equal_files_the_one_that_moved_is_found(catalog: Catalog, shoot: Shoot) -> None:
    for name in ("a.jpg", "b.jpg"):
        shoot.write(name, "same")
    a, b = shoot.take_in(catalog, "a.jpg", "b.jpg")
    catalog.set_decisions({a: PICK, b: REJECT})
    (shoot.folder / "b.jpg").rename(shoot.folder / "c.jpg")
    assert shoot.take_in(catalog, "c.jpg") == [b]
    assert names(catalog, shoot) == {"a.jpg": a, "c.jpg": b}


def test_equal_files_moved_together_keep_to_their_names(catalog: Catalog, shoot: Shoot) -> None:
    for name in ("a.jpg", "b.jpg"):
        shoot.write(name, "same")
    a, b = shoot.take_in(catalog, "a.jpg", "b.jpg")
    (shoot.folder / "new").mkdir()
    for name in ("a.jpg", "b.jpg"):
        (shoot.folder / name).rename(shoot.folder / "new" / name)
    assert shoot.take_in(catalog, "new/b.jpg", "new/a.jpg") == [b, a]


@pytest.mark.parametrize("together", [True, False])
def test_numbers_that_move_down_take_their_decisions_along(catalog: Catalog, shoot: Shoot, together: bool) -> None:
    """The first of four is deleted and the rest renumbered: every path but the last exists with another's content."""
    numbered = [f"{i}.jpg" for i in range(4)]
    ids = shoot.take_in(catalog, *numbered)
    catalog.set_decisions({i: Decision(stars=n) for n, i in enumerate(ids)})
    (shoot.folder / "0.jpg").unlink()
    for n in (1, 2, 3):
        (shoot.folder / f"{n}.jpg").rename(shoot.folder / f"{n - 1}.jpg")
    if together:
        assert shoot.take_in(catalog, "0.jpg", "1.jpg", "2.jpg") == ids[1:]
    else:
        assert [shoot.take_in(catalog, name)[0] for name in numbered[:3]] == ids[1:]
    catalog.mark_missing(shoot.folder, ids[1:])
    assert names(catalog, shoot) == {"0.jpg": ids[1], "1.jpg": ids[2], "2.jpg": ids[3]}
    assert [d.stars for d in catalog.decisions(ids[1:]).values()] == [1, 2, 3]


def test_numbers_that_move_up_take_their_decisions_along(catalog: Catalog, shoot: Shoot) -> None:
    ids = shoot.take_in(catalog, "0.jpg", "1.jpg", "2.jpg")
    for n in (2, 1, 0):
        (shoot.folder / f"{n}.jpg").rename(shoot.folder / f"{n + 1}.jpg")
    shoot.write("0.jpg", "inserted")
    fresh, *rest = shoot.take_in(catalog, "0.jpg", "1.jpg", "2.jpg", "3.jpg")
    assert rest == ids
    assert fresh not in ids


def test_names_exchanged_in_a_circle(catalog: Catalog, shoot: Shoot) -> None:
    a, b = shoot.take_in(catalog, "a.jpg", "b.jpg")
    shoot.write("a.jpg", "b.jpg")
    shoot.write("b.jpg", "a.jpg")
    assert shoot.take_in(catalog, "a.jpg", "b.jpg") == [b, a]


def test_a_displaced_photo_is_found_when_its_content_turns_up(catalog: Catalog, shoot: Shoot) -> None:
    a, b = shoot.take_in(catalog, "a.jpg", "b.jpg")
    catalog.set_decisions({a: PICK})
    (shoot.folder / "b.jpg").rename(shoot.folder / "a.jpg")
    assert shoot.take_in(catalog, "a.jpg") == [b]
    assert names(catalog, shoot) == {"a.jpg": b}
    assert catalog.records([a]) == []
    shoot.write("restored.jpg", "a.jpg")
    assert shoot.take_in(catalog, "restored.jpg") == [a]
    assert catalog.record(a).decision == PICK


def test_a_file_reached_through_a_link_is_the_same_photo(catalog: Catalog, shoot: Shoot) -> None:
    """So is one whose case changes where case does not matter: both names lead to one file."""
    [photo] = shoot.take_in(catalog, "real/a.jpg")
    catalog.set_decisions({photo: PICK})
    (shoot.folder / "link").symlink_to(shoot.folder / "real")
    assert shoot.take_in(catalog, "link/a.jpg") == [photo]
    assert names(catalog, shoot) == {"link/a.jpg": photo}
    os.link(shoot.folder / "real/a.jpg", shoot.folder / "hard.jpg")
    assert shoot.take_in(catalog, "hard.jpg") == [photo]
    assert shoot.take_in(catalog, "real/a.jpg") == [photo]
    assert catalog.decisions([photo]) == {photo: PICK}


def test_links_that_are_seen_together_stay_apart(catalog: Catalog, shoot: Shoot) -> None:
    [photo] = shoot.take_in(catalog, "a.jpg")
    os.link(shoot.folder / "a.jpg", shoot.folder / "b.jpg")
    first, second = shoot.take_in(catalog, "a.jpg", "b.jpg")
    assert first == photo != second


def test_a_relative_path_is_a_bug(catalog: Catalog, shoot: Shoot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shoot.folder)
    shoot.write("a.jpg")
    with pytest.raises(ValueError, match="not an absolute path"):
        catalog.take_in([shoot.item(Path("a.jpg"))])


def test_an_unreadable_photo_has_a_row_and_is_read_later(catalog: Catalog, shoot: Shoot, model: ModelKey) -> None:
    path = shoot.write("a.jpg")
    [photo] = catalog.take_in([shoot.item(path, "The file may not be read.")])
    record = catalog.record(photo)
    assert (record.error, record.fingerprint) == ("The file may not be read.", None)
    assert catalog.folder_columns([shoot.folder]).errors.tolist() == [True]
    assert catalog.to_score([photo], model, rescore=True) == []
    assert shoot.take_in(catalog, "a.jpg") == [photo]
    assert catalog.record(photo).error is None
    assert [p.id for p in catalog.to_score([photo], model)] == [photo]


def test_a_photo_that_cannot_be_read_for_a_while_keeps_its_score(
    catalog: Catalog, shoot: Shoot, model: ModelKey, score: Score
) -> None:
    [photo] = shoot.take_in(catalog, "a.jpg")
    score(catalog, [photo], 33)
    assert catalog.take_in([shoot.item(shoot.folder / "a.jpg", "No permission.")]) == [photo]
    assert catalog.record(photo, model).score == 33
    shoot.write("a.jpg", "changed, and unreadable")
    catalog.take_in([shoot.item(shoot.folder / "a.jpg", "No permission.")])
    assert catalog.record(photo, model).score is None


STRANGE = [
    "日本語 写真.jpg",
    "smile 😀.jpg",
    "new\nline\r.jpg",
    "quotes ' \" `.jpg",
    "100%_sure.jpg",
    "semi;colon--.jpg",
    os.fsdecode(b"latin \xe9\xff.jpg"),
]


@pytest.mark.parametrize("name", STRANGE, ids=ascii)
def test_strange_names_round_trip(catalog: Catalog, shoot: Shoot, model: ModelKey, name: str) -> None:
    [photo] = shoot.take_in(catalog, f"sub {name}/{name}")
    path = shoot.folder / f"sub {name}" / name
    assert catalog.record(photo).path == path
    assert catalog.folder_columns([path.parent]).paths == [str(path)]
    assert list(catalog.known_files(shoot.folder)) == [str(path)]
    assert catalog.ids_for_paths([path]) == {path: photo}
    assert [p.path for p in catalog.to_score([photo], model)] == [path]
    assert shoot.take_in(catalog, f"sub {name}/{name}") == [photo]
    catalog.remember_folder(path.parent)
    assert catalog.recent_folders() == [path.parent]
