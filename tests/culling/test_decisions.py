"""Deciding and undoing, on a real catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.catalog import Catalog
from app.catalog.records import Decision, Flag, IntakeItem, Label
from app.culling.decisions import MAX_STEPS, Change, Decider, DecisionStore
from app.culling.proposals import reject_below
from app.errors import UserError
from app.photos.model import PhotoFile, PhotoKind
from tests.culling.conftest import columns_of


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "catalog.sqlite3") as opened:
        yield opened


@pytest.fixture
def ids(catalog: Catalog, tmp_path: Path) -> list[int]:
    files = [PhotoFile(tmp_path / f"{i}.jpg", 100 + i, 1, PhotoKind.JPEG) for i in range(4)]
    return catalog.take_in([IntakeItem(file, f"{i:032x}", None) for i, file in enumerate(files)])


class Memory:
    """Decisions in memory, for thousands of quick histories; ``meanwhile`` plays the other program."""

    def __init__(self, photos: Sequence[int]) -> None:
        self.now = {photo: Decision() for photo in photos}
        self.meanwhile: Callable[[], None] | None = None
        self.broken = False
        self.breaks_next = False

    def decisions(self, ids: Sequence[int], /) -> dict[int, Decision]:
        return {i: self.now[i] for i in ids if i in self.now}

    def set_decisions(self, changes: Mapping[int, Decision], /) -> dict[int, Decision]:
        if self.broken:
            raise UserError("The catalogue is locked.")
        if self.meanwhile:
            other, self.meanwhile = self.meanwhile, None
            other()
        before = self.decisions(tuple(changes))
        self.now.update(changes)
        self.broken, self.breaks_next = self.breaks_next, False
        return before


def test_flag_stars_and_label_are_three_things(catalog: Catalog, ids: list[int]) -> None:
    decider = Decider()
    decider.set_stars(catalog, ids[:1], 4)
    decider.set_label(catalog, ids[:1], Label.RED)
    change = decider.set_flag(catalog, ids[:1], Flag.REJECT)
    assert change == Change((ids[0],), "Rejected 1 photo.", {ids[0]: Decision(Flag.REJECT, 4, Label.RED)})
    assert catalog.decisions(ids[:1]) == change.decisions


def test_a_group_is_one_step(catalog: Catalog, ids: list[int]) -> None:
    decider = Decider()
    decider.set_stars(catalog, ids[:1], 3)
    assert decider.set_flag(catalog, ids, Flag.PICK).text == "Picked 4 photos."
    assert decider.undo_text == "Picked 4 photos"
    undone = decider.undo(catalog)
    assert (undone.ids, undone.text, undone.conflicts) == (tuple(ids), "Undone: picked 4 photos.", ())
    assert undone.decisions == catalog.decisions(ids) == {i: Decision(stars=3 if i == ids[0] else 0) for i in ids}
    assert (decider.undo_text, decider.redo_text) == ("Gave 3 stars to 1 photo", "Picked 4 photos")
    assert decider.redo(catalog).text == "Redone: picked 4 photos."
    assert {d.flag for d in catalog.decisions(ids).values()} == {Flag.PICK}


def test_pressing_a_key_again_is_no_step(catalog: Catalog, ids: list[int]) -> None:
    decider = Decider()
    decider.set_flag(catalog, ids[:2], Flag.PICK)
    decider.set_stars(catalog, ids[:1], 1)
    decider.undo(catalog)
    assert decider.set_flag(catalog, ids[:2], Flag.PICK) == Change((), "Nothing changed.")
    assert decider.redo_text == "Gave 1 star to 1 photo"
    assert catalog.decisions(ids)[ids[0]].flag is Flag.PICK
    # Only the photo that changes is in the step, so that undo leaves the others as they were before.
    assert decider.set_flag(catalog, [*ids[:3], ids[2]], Flag.PICK).ids == (ids[2],)
    assert decider.redo_text is None
    decider.undo(catalog)
    assert [catalog.decisions(ids)[i].flag for i in ids] == [Flag.PICK, Flag.PICK, Flag.NONE, Flag.NONE]


def test_undo_leaves_alone_what_another_window_decided(catalog: Catalog, ids: list[int]) -> None:
    here, there = Decider(), Decider()
    here.set_flag(catalog, ids[:3], Flag.REJECT)
    there.set_flag(catalog, ids[1:2], Flag.PICK)
    change = here.undo(catalog)
    assert (change.ids, change.conflicts) == ((ids[0], ids[2]), (ids[1],))
    assert change.text == ("Undone: rejected 3 photos; 1 photo was changed elsewhere meanwhile and left alone.")
    assert catalog.decisions(ids)[ids[1]] == Decision(Flag.PICK)
    assert here.redo(catalog).ids == (ids[0], ids[2])
    there.set_flag(catalog, [ids[0], ids[2]], Flag.PICK)
    nothing = here.undo(catalog)
    assert (nothing.ids, nothing.conflicts) == ((), (ids[0], ids[2]))
    assert nothing.text == "Not undone: rejected 2 photos; 2 photos were changed elsewhere meanwhile and left alone."
    assert (here.undo_text, here.redo_text) == (None, None)


def test_undo_takes_stars_back_though_another_window_has_flagged(catalog: Catalog, ids: list[int]) -> None:
    here, there = Decider(), Decider()
    here.set_stars(catalog, ids[:1], 3)
    there.set_flag(catalog, ids[:1], Flag.REJECT)
    change = here.undo(catalog)
    assert (change.ids, change.conflicts) == ((ids[0],), ())
    assert change.text == "Undone: gave 3 stars to 1 photo."
    assert change.decisions == {ids[0]: Decision(Flag.REJECT)}
    assert catalog.decisions(ids)[ids[0]] == Decision(Flag.REJECT)
    there.set_label(catalog, ids[:1], Label.BLUE)
    assert here.redo(catalog).decisions == {ids[0]: Decision(Flag.REJECT, 3, Label.BLUE)}


def test_a_step_of_several_parts_leaves_alone_only_the_part_that_was_decided_elsewhere() -> None:
    store, decider = Memory([1, 2]), Decider()
    both = Decision(Flag.PICK, 4)
    decider.apply(store, [1, 2], lambda _, __: both, "Judged {photos}")
    store.now[1] = Decision(Flag.PICK, 2)
    change = decider.undo(store)
    assert store.now == {1: Decision(stars=2), 2: Decision()}
    assert (change.ids, change.conflicts) == ((1, 2), (1,))
    assert change.text == ("Undone: judged 2 photos; of 1 photo, what was changed elsewhere meanwhile was left alone.")
    assert decider.redo(store).decisions == {1: Decision(Flag.PICK, 2), 2: both}
    assert decider.undo(store).conflicts == ()
    assert store.now == {1: Decision(stars=2), 2: Decision()}


def test_a_part_decided_elsewhere_while_undo_writes_is_not_lost() -> None:
    store, decider = Memory([1]), Decider()
    decider.set_flag(store, [1], Flag.PICK)
    store.meanwhile = lambda: store.now.update({1: Decision(Flag.PICK, 5)})
    assert decider.undo(store).conflicts == ()
    assert store.now == {1: Decision(stars=5)}


def test_what_was_written_before_the_disk_failed_is_no_conflict_when_undo_is_tried_again() -> None:
    store, decider = Memory([1, 2]), Decider()
    decider.set_flag(store, [1, 2], Flag.PICK)

    def meanwhile() -> None:
        store.now[1] = Decision(Flag.PICK, 5)
        store.breaks_next = True

    store.meanwhile = meanwhile
    with pytest.raises(UserError):
        decider.undo(store)
    store.broken = False
    assert decider.undo(store).conflicts == ()
    assert store.now[2] == Decision()
    assert store.now[1].flag is Flag.NONE


def test_nothing_to_undo_is_said(catalog: Catalog, ids: list[int]) -> None:
    decider = Decider()
    assert decider.undo(catalog).text == "There is nothing to undo."
    assert decider.redo(catalog).text == "There is nothing to redo."
    decider.set_flag(catalog, ids, Flag.PICK)
    decider.forget()
    assert decider.undo(catalog).ids == ()


def test_photos_that_are_gone_from_the_catalogue_are_left_out(catalog: Catalog, ids: list[int]) -> None:
    assert Decider().set_flag(catalog, [987654, ids[0]], Flag.PICK).ids == (ids[0],)


def test_taking_away_is_worded() -> None:
    store, decider = Memory([1, 2]), Decider()
    decider.set_stars(store, [1], 2)
    decider.set_label(store, [1, 2], Label.BLUE)
    assert decider.undo_text == "Labelled 2 photos blue"
    assert decider.set_stars(store, [1, 2], 0).text == "Took the stars from 1 photo."
    assert decider.set_label(store, [1, 2], Label.NONE).text == "Took the label from 2 photos."
    assert decider.set_flag(store, [1], Flag.NONE).ids == ()
    with pytest.raises(ValueError, match="6 is not a number of stars"):
        decider.set_stars(store, [1], 6)


def test_stars_given_elsewhere_in_the_same_moment_are_not_lost() -> None:
    store, decider = Memory([1, 2]), Decider()
    store.meanwhile = lambda: store.now.update({1: Decision(stars=5)})
    assert decider.set_flag(store, [1, 2], Flag.PICK).ids == (1, 2)
    assert store.now == {1: Decision(Flag.PICK, 5), 2: Decision(Flag.PICK)}
    store.meanwhile = lambda: store.now.update({2: Decision(Flag.REJECT)})
    assert decider.undo(store).conflicts == (2,)
    assert store.now == {1: Decision(stars=5), 2: Decision(Flag.REJECT)}


def test_a_locked_catalogue_costs_no_step() -> None:
    store, decider = Memory([1]), Decider()
    decider.set_flag(store, [1], Flag.PICK)
    for move in (decider.undo, decider.redo):
        store.broken = True
        with pytest.raises(UserError):
            move(store)
        store.broken = False
        assert move(store).ids == (1,)


def test_the_oldest_steps_are_forgotten() -> None:
    store, decider = Memory([1]), Decider()
    for i in range(MAX_STEPS + 5):
        decider.set_stars(store, [1], i % 5 + 1)
    while decider.undo_text:
        decider.undo(store)
    assert store.now[1].stars == 5


_deed: st.SearchStrategy[Callable[[Decider, DecisionStore, list[int]], Change]] = st.one_of(
    st.sampled_from(Flag).map(lambda flag: lambda d, s, ids: d.set_flag(s, ids, flag)),
    st.integers(0, 5).map(lambda stars: lambda d, s, ids: d.set_stars(s, ids, stars)),
    st.sampled_from(Label).map(lambda label: lambda d, s, ids: d.set_label(s, ids, label)),
)


@given(st.lists(st.tuples(_deed, st.lists(st.integers(0, 4))), max_size=12), st.lists(st.booleans(), max_size=8))
def test_undoing_everything_gives_the_start_and_redoing_the_end(
    deeds: list[tuple[Callable[[Decider, DecisionStore, list[int]], Change], list[int]]], wanderings: list[bool]
) -> None:
    store, decider = Memory(range(5)), Decider()
    start = dict(store.now)
    for deed, chosen in deeds:
        before = dict(store.now)
        change = deed(decider, store, chosen)
        assert set(change.ids) == {i for i in before if before[i] != store.now[i]}
        assert all(store.now[i] == change.decisions[i] for i in change.ids)
    end = dict(store.now)
    for back in wanderings:
        (decider.undo if back else decider.redo)(store)
    while decider.redo_text:
        decider.redo(store)
    assert store.now == end
    while decider.undo_text:
        assert not decider.undo(store).conflicts
    assert store.now == start


def test_a_proposal_takes_scored_undecided_photos_under_the_threshold_worst_first() -> None:
    rows = [
        {"id": 11, "score": 34.9},
        {"id": 12, "score": 35.0},
        {"id": 13, "score": 2.0},
        {"id": 14},
        {"id": 15, "score": 1.0, "flag": 1},
        {"id": 16, "score": 1.0, "stars": 1},
        {"id": 17, "score": 1.0, "label": 3},
        {"id": 18, "error": True},
    ]
    proposal = reject_below(columns_of(rows), 35)
    assert (proposal.ids, proposal.left_alone) == ((13, 11), 3)
    assert proposal.text == (
        "Reject 2 photos scoring under 35? 3 photos under it stay as they are: you have already decided."
        " 2 photos without a score are not touched."
    )
    empty = reject_below(columns_of(rows[4:5]), 35)
    assert (empty.ids, empty.left_alone) == ((), 1)
    assert empty.text == (
        "No photo scoring under 35 is left to decide on. 1 photo under it stays as it is: you have already decided."
    )


def test_a_proposal_is_one_step_and_leaves_alone_what_was_decided_since(catalog: Catalog, ids: list[int]) -> None:
    proposal = reject_below(columns_of([{"id": i, "score": 10.0} for i in ids]), 35)
    decider = Decider()
    decider.set_label(catalog, ids[:1], Label.GREEN)
    change = proposal.apply(decider, catalog)
    assert (change.ids, change.text) == (tuple(ids[1:]), "Rejected 3 photos scoring under 35.")
    assert catalog.decisions(ids)[ids[0]] == Decision(label=Label.GREEN)
    decider.undo(catalog)
    assert catalog.decisions(ids) == {i: replace(Decision(), label=Label.GREEN if i == ids[0] else 0) for i in ids}
