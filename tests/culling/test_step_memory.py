"""Undo reaches into the session before; a file that makes no sense takes nothing away."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from app.catalog.pins import PinChange
from app.catalog.records import Decision, Flag, Label
from app.culling import step_memory
from app.culling.decisions import Decider
from app.culling.step_memory import Spot, Spots, keep_steps, take_up_steps

HERE, ELSEWHERE = "sqlite:////photos/catalog.sqlite3", "postgresql://me@server/keepers"


class Store:
    """Decisions and groups in memory."""

    def __init__(self) -> None:
        self.held: dict[int, Decision] = {i: Decision() for i in range(1, 9)}
        self.pins: dict[int, int] = dict.fromkeys(self.held, 0)

    def decisions(self, ids: Sequence[int], /) -> Mapping[int, Decision]:
        return {i: self.held[i] for i in ids if i in self.held}

    def set_decisions(self, changes: Mapping[int, Decision], /) -> Mapping[int, Decision]:
        before = {i: self.held[i] for i in changes}
        self.held.update(changes)
        return before

    def group_pins(self, ids: Sequence[int], /) -> Mapping[int, int]:
        return {i: self.pins[i] for i in ids}

    def set_group_pins(self, changes: Mapping[int, int], /) -> Mapping[int, int]:
        before = {i: self.pins[i] for i in changes}
        self.pins.update(changes)
        return before

    def pin_groups(self, parts: Sequence[Sequence[int]], /) -> PinChange:
        after = {i: number for number, part in enumerate(parts, 1) for i in part}
        return PinChange(self.set_group_pins(after), after)


def test_steps_come_back_in_their_order_with_what_was_undone(tmp_path: Path) -> None:
    store, first, file = Store(), Decider(), tmp_path / "data" / "undo.json"
    first.set_flag(store, [1, 2], Flag.REJECT)
    first.group(store, [[3, 4]], "Merged {photos}")
    first.set_stars(store, [1], 5)
    first.set_label(store, [2], Label.GREEN)
    first.undo(store)
    keep_steps(first, HERE, file)
    later = Decider()
    take_up_steps(later, HERE, file)
    assert (later.undo_text, later.redo_text) == (first.undo_text, first.redo_text)
    later.redo(store)
    assert store.held[2] == Decision(Flag.REJECT, 0, Label.GREEN)
    for _ in range(4):
        later.undo(store)
    assert set(store.held.values()) == {Decision()}
    assert not any(store.pins.values())
    assert later.undo_text is None


def test_steps_of_this_session_come_after_those_of_the_last(tmp_path: Path) -> None:
    store, first, file = Store(), Decider(), tmp_path / "undo.json"
    first.set_stars(store, [1], 3)
    first.set_stars(store, [2], 4)
    first.undo(store)
    keep_steps(first, HERE, file)
    quick = Decider()
    quick.set_flag(store, [5], Flag.PICK)  # decided before the file was read
    take_up_steps(quick, HERE, file)
    assert quick.redo_text is None
    quick.undo(store)
    assert store.held[5] == Decision()
    quick.undo(store)
    assert store.held[1] == Decision()


def test_where_somebody_stood_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, first, file = Store(), Decider(), tmp_path / "undo.json"
    numbers = [
        first.set_flag(store, [1, 2], Flag.REJECT).step,
        first.set_flag(store, [4], Flag.PICK).step,
        first.group(store, [[5, 6]], "Merged {photos}").step,
        first.set_stars(store, [7], 3).step,
    ]
    stood = [
        Spots(Spot(2, (2, 1)), Spot(3, (3,))),
        Spots(Spot(4, (4, 5, 6)), Spot(4, (4, 5, 6))),
        Spots(Spot(6, (5, 6)), Spot(6, (5, 6))),
    ]
    first.undo(store)
    first.undo(store)
    keep_steps(first, HERE, file, dict(zip(numbers, stood, strict=False)))
    later = Decider()
    found = take_up_steps(later, HERE, file)
    undone = later.undo(store)
    assert (undone.ids, found[undone.step]) == ((4,), stood[1])
    redone = [later.redo(store) for _ in range(3)]
    assert [change.ids for change in redone] == [(4,), (5, 6), (7,)]
    assert redone[0].step == undone.step
    assert found[redone[1].step] == stood[2]
    assert redone[2].step not in found, "not known"
    for _ in range(4):
        undone = later.undo(store)
    assert found[undone.step] == Spots(Spot(2, (1, 2)), Spot(3, (3,)))
    assert later.set_stars(store, [8], 1).step not in found

    monkeypatch.setattr(step_memory, "MOST_SELECTED", 3)
    keep_steps(first, HERE, file, dict(zip(numbers, stood, strict=False)))
    latest = Decider()
    assert len(take_up_steps(latest, HERE, file)) < len(found)
    assert len(latest.steps()[0]) == 2, "the steps themselves are all there"


def test_steps_of_another_catalogue_and_damaged_files_are_left_out(tmp_path: Path) -> None:
    store, first, file = Store(), Decider(), tmp_path / "undo.json"
    first.set_stars(store, [1], 3)
    keep_steps(first, ELSEWHERE, file)
    later = Decider()
    take_up_steps(later, HERE, file)
    assert later.undo_text is None
    whole = json.loads(file.read_text())
    with_spots = json.dumps(whole | {"done": [whole["done"][0] | {"spots": [[1, [1]]]}]})
    for text in ("", "{", "[]", json.dumps(whole | {"done": [{"text": "x", "decisions": [[1, 7]]}]}), with_spots):
        file.write_text(text)
        take_up_steps(later, ELSEWHERE, file)
        assert later.undo_text is None
    take_up_steps(later, HERE, tmp_path / "none.json")


def test_a_place_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    keep_steps(Decider(), HERE, tmp_path / "file" / "undo.json")


def test_the_latest_steps_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step_memory, "MOST_CHANGES", 3)
    store, first, file = Store(), Decider(), tmp_path / "undo.json"
    for ids in ([1, 2], [3, 4], [5]):
        first.set_stars(store, ids, 2)
    keep_steps(first, HERE, file)
    later = Decider()
    take_up_steps(later, HERE, file)
    later.undo(store)
    later.undo(store)
    assert later.undo_text is None
    assert [i for i, decision in store.held.items() if decision.stars] == [1, 2]
