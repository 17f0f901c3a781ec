"""Undo and redo of groups made by hand, between decisions and beside other programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.catalog.pins import PinChange
from app.catalog.records import Decision, Flag
from app.culling.decisions import Decider


class Store:
    """Decisions and hand-made groups of photos 1 to 4."""

    def __init__(self) -> None:
        self.held = {photo_id: Decision() for photo_id in range(1, 5)}
        self.pins = dict.fromkeys(range(1, 5), 0)

    def decisions(self, ids: Sequence[int]) -> dict[int, Decision]:
        return {i: self.held[i] for i in ids if i in self.held}

    def set_decisions(self, changes: Mapping[int, Decision]) -> dict[int, Decision]:
        before = self.decisions(list(changes))
        self.held.update(changes)
        return before

    def group_pins(self, ids: Sequence[int]) -> dict[int, int]:
        return {i: self.pins[i] for i in ids if i in self.pins}

    def set_group_pins(self, changes: Mapping[int, int]) -> dict[int, int]:
        before = self.group_pins(list(changes))
        self.pins.update(changes)
        return before

    def pin_groups(self, parts: Sequence[Sequence[int]]) -> PinChange:
        free = max(self.pins.values()) + 1
        after = {i: free + n for n, part in enumerate(parts) for i in part}
        return PinChange(self.set_group_pins(after), after)


def test_groups_and_decisions_are_undone_in_turn() -> None:
    store, decider = Store(), Decider()
    decider.set_flag(store, [1], Flag.PICK)
    change = decider.group(store, [[1, 2], [3]], "Split a group of {photos}")
    assert (change.ids, change.regrouped, change.text) == ((1, 2, 3), True, "Split a group of 3 photos.")
    assert store.pins == {1: 1, 2: 1, 3: 2, 4: 0}
    assert decider.undo_text == "Split a group of 3 photos"
    assert decider.undo(store).text == "Undone: split a group of 3 photos."
    assert store.pins == dict.fromkeys(range(1, 5), 0)
    assert store.held[1].flag is Flag.PICK
    assert not decider.undo(store).regrouped
    assert store.held[1].flag is Flag.NONE
    decider.redo(store)
    assert decider.redo(store).regrouped
    assert store.pins == {1: 1, 2: 1, 3: 2, 4: 0}


def test_what_somebody_else_grouped_since_is_left_alone() -> None:
    store, decider = Store(), Decider()
    decider.group(store, [[1, 2]], "Merged {photos} into one group")
    store.pins[2] = 9
    change = decider.undo(store)
    assert store.pins == {1: 0, 2: 9, 3: 0, 4: 0}
    assert change.conflicts == (2,)
    assert "1 photo was changed elsewhere meanwhile" in change.text


def test_ungrouping_what_is_automatic_already_is_no_step() -> None:
    store, decider = Store(), Decider()
    assert decider.ungroup(store, [1, 2]).text == "Nothing changed."
    assert decider.undo_text is None
    decider.group(store, [[1, 2]], "Merged {photos} into one group")
    assert decider.ungroup(store, [1, 2, 3]).ids == (1, 2)
    decider.undo(store)
    assert store.pins == {1: 1, 2: 1, 3: 0, 4: 0}
