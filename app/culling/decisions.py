"""A person's decisions: flag, stars and label, each for itself, at once on disk, and every step undoable."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Any, Protocol

from app.catalog.records import Decision, Flag, Label
from app.culling.wording import label_word, photos, translate

if TYPE_CHECKING:
    # Its module needs the database, which a window opens without.
    from app.catalog.pins import PinChange

MAX_STEPS = 20_000
"""Steps that can be undone; the oldest are forgotten."""

_FIELDS = ("flag", "stars", "label")


class DecisionStore(Protocol):
    """What deciding needs of the catalogue."""

    def group_pins(self, ids: Sequence[int], /) -> Mapping[int, int]:
        """Give the number of each photo's hand-made group, 0 for none; photos that are not there are left out."""

    def set_group_pins(self, changes: Mapping[int, int], /) -> Mapping[int, int]:
        """Store such numbers at once and give those that they replaced."""

    def pin_groups(self, parts: Sequence[Sequence[int]], /) -> PinChange:
        """Make each part a group by hand, under numbers of its own, and give the numbers before and after."""

    def decisions(self, ids: Sequence[int], /) -> Mapping[int, Decision]:
        """Give the present decisions; photos that are not there are left out."""

    def set_decisions(self, changes: Mapping[int, Decision], /) -> Mapping[int, Decision]:
        """Store decisions at once and give those that they replaced."""


@dataclass(frozen=True, slots=True)
class Step:
    """One undoable step, for one photo or for a thousand.

    Attributes:
        text: what was done; ``{photos}`` stands for the number of photos.
        before, after: decisions of exactly the photos that changed.
        number: tells it from other steps, negative for one of an earlier session.
    """

    text: str
    before: Mapping[int, Decision]
    after: Mapping[int, Decision]
    number: int = field(default=0, compare=False)

    @property
    def words(self) -> str:
        """What was done, in words, e.g. ``"Rejected 12 photos"``."""
        return self.text.format(photos=photos(len(self.after)))


@dataclass(frozen=True, slots=True)
class GroupStep:
    """One undoable change of groups by hand.

    Attributes:
        text: what was done; ``{photos}`` stands for the number of photos.
        before, after: numbers of the hand-made groups of exactly the photos that changed, 0 for none.
        number: as of `Step`.
    """

    text: str
    before: Mapping[int, int]
    after: Mapping[int, int]
    number: int = field(default=0, compare=False)

    @property
    def words(self) -> str:
        """What was done, in words, e.g. ``"Merged 12 photos into one group"``."""
        return self.text.format(photos=photos(len(self.after)))


@dataclass(frozen=True, slots=True)
class Change:
    """What deciding, undoing or redoing changed; views listen to this, not to each other.

    Attributes:
        ids: photos whose decision is another now, in the order in which they were given.
        text: what happened, a sentence.
        decisions: the decision of each of ``ids`` now.
        conflicts: photos of which an undo or redo left something alone because somebody else (a script, a second
            window) decided just that meanwhile, which stands; of another part of the decision nothing is lost.
        regrouped: groups were changed by hand, not decisions.
        step: number of the step that was done, undone or redone, the same in all three; 0 where there was none.
        redone: it was done again.
    """

    ids: tuple[int, ...]
    text: str
    decisions: Mapping[int, Decision] = field(default_factory=dict)
    conflicts: tuple[int, ...] = ()
    regrouped: bool = False
    step: int = field(default=0, compare=False)
    redone: bool = field(default=False, compare=False)


class Decider:
    """Makes decisions and remembers how to take them back.

    It holds no catalogue: every method is called where the catalogue lives, that is inside its lane
    (``lane.submit(lambda catalog: decider.set_flag(catalog, ids, Flag.PICK))``). ``undo_text`` and ``redo_text`` may
    be read from any thread.
    """

    def __init__(self) -> None:
        self._done: deque[Step | GroupStep] = deque(maxlen=MAX_STEPS)
        self._undone: deque[Step | GroupStep] = deque(maxlen=MAX_STEPS)
        self._numbers = count(1)

    @property
    def undo_text(self) -> str | None:
        """What ``undo`` would take back, or None."""
        return _last_words(self._done)

    @property
    def redo_text(self) -> str | None:
        """What ``redo`` would do again, or None."""
        return _last_words(self._undone)

    def set_flag(self, store: DecisionStore, ids: Iterable[int], flag: Flag) -> Change:
        """Flag photos; a pick that is picked again stays a pick."""
        text = {
            Flag.PICK: translate("Culling", "Picked {photos}"),
            Flag.REJECT: translate("Culling", "Rejected {photos}"),
            Flag.NONE: translate("Culling", "Unflagged {photos}"),
        }[flag]
        return self.apply(store, ids, lambda _, decision: replace(decision, flag=flag), text)

    def set_stars(self, store: DecisionStore, ids: Iterable[int], stars: int) -> Change:
        """Give photos 0..5 stars, 0 meaning none.

        Raises:
            ValueError: another number.
        """
        if not 0 <= stars <= 5:
            raise ValueError(f"{stars} is not a number of stars")
        one, more = (
            translate("Culling", "Gave 1 star to {photos}"),
            translate("Culling", "Gave {stars} stars to {photos}"),
        )
        given = one if stars == 1 else more.replace("{stars}", str(stars))
        text = given if stars else translate("Culling", "Took the stars from {photos}")
        return self.apply(store, ids, lambda _, decision: replace(decision, stars=stars), text)

    def set_label(self, store: DecisionStore, ids: Iterable[int], label: Label) -> Change:
        """Give photos a colour label."""
        given = translate("Culling", "Labelled {photos} {colour}").replace("{colour}", label_word(label))
        text = translate("Culling", "Took the label from {photos}") if label is Label.NONE else given
        return self.apply(store, ids, lambda _, decision: replace(decision, label=label), text)

    def apply(
        self, store: DecisionStore, ids: Iterable[int], change: Callable[[int, Decision], Decision], text: str
    ) -> Change:
        """Change the decisions of any number of photos as one step.

        Args:
            store: the catalogue.
            ids: photos; repeated ones count once.
            change: gives the new decision of a photo from its id and its present decision.
            text: what is done, e.g. ``"Rejected {photos}"``; other braces doubled, as ``str.format`` wants them.

        Returns:
            The change. Photos that were so already, or that the catalogue does not know, are not in it. Where that
            is all of them there is no step, and what was undone can still be redone.
        """
        wanted = tuple(dict.fromkeys(ids))
        expected = store.decisions(wanted)
        pending = {i: change(i, expected[i]) for i in wanted if i in expected}
        pending = {i: decision for i, decision in pending.items() if decision != expected[i]}
        before = {i: expected[i] for i in pending}
        after: dict[int, Decision] = {}
        while pending:
            replaced = store.set_decisions(pending)
            after.update(pending)
            # Another program may have decided between our look and our writing. Its decision is what undo has to
            # bring back, and what has to be changed now, lest e.g. its stars are lost to our flag.
            overtaken = {i: replaced[i] for i in pending if replaced[i] != expected[i]}
            before.update(overtaken)
            expected = pending
            pending = {i: change(i, decision) for i, decision in overtaken.items()}
        changed = tuple(i for i in wanted if i in after and after[i] != before[i])
        if not changed:
            return Change((), translate("Culling", "Nothing changed."))
        step = Step(text, {i: before[i] for i in changed}, {i: after[i] for i in changed}, next(self._numbers))
        self._done.append(step)
        self._undone.clear()
        return Change(changed, f"{step.words}.", step.after, step=step.number)

    def group(self, store: DecisionStore, parts: Sequence[Sequence[int]], text: str) -> Change:
        """Make each of these parts a group by hand, of one photo to keep it alone.

        Args:
            store: the catalogue.
            parts: photo ids; each photo in one part.
            text: what is done, as of ``apply``.
        """
        return self._grouped(*store.pin_groups(parts), text)

    def ungroup(self, store: DecisionStore, ids: Sequence[int]) -> Change:
        """Give photos back to automatic grouping."""
        after = dict.fromkeys((i for i, pin in store.group_pins(ids).items() if pin), 0)
        before = store.set_group_pins(after) if after else {}
        return self._grouped(before, after, translate("Culling", "Grouped {photos} automatically again"))

    def _grouped(self, before: Mapping[int, int], after: Mapping[int, int], text: str) -> Change:
        if not after:
            return Change((), translate("Culling", "Nothing changed."))
        step = GroupStep(text, before, after, next(self._numbers))
        self._done.append(step)
        self._undone.clear()
        return Change(tuple(after), f"{step.words}.", regrouped=True, step=step.number)

    def undo(self, store: DecisionStore) -> Change:
        """Take back the last step: exactly the photos that it changed get back the flag, stars or label they had.

        What somebody else decided meanwhile stands: another part of the decision untouched, and where it is the same
        part, the photo is told in ``Change.conflicts``.
        """
        if not self._done:
            return Change((), translate("Culling", "There is nothing to undo."))
        step = self._done.pop()
        if isinstance(step, GroupStep):
            return self._regroup(store, step, step.after, step.before, self._undone)
        return self._move(store, step, step.after, step.before, self._undone)

    def redo(self, store: DecisionStore) -> Change:
        """Do again what was undone last, with the same care as ``undo``."""
        if not self._undone:
            return Change((), translate("Culling", "There is nothing to redo."))
        step = self._undone.pop()
        if isinstance(step, GroupStep):
            return self._regroup(store, step, step.before, step.after, self._done)
        return self._move(store, step, step.before, step.after, self._done)

    def steps(self) -> tuple[list[Step | GroupStep], list[Step | GroupStep]]:
        """What can be undone and what can be redone, the next one last in both."""
        return list(self._done), list(self._undone)

    def go_on_after(self, done: Sequence[Step | GroupStep], undone: Sequence[Step | GroupStep]) -> None:
        """Put steps of an earlier session before those of this one."""
        own = list(self._done)
        if not own and not self._undone:
            self._undone.extend(undone)
        self._done.clear()
        self._done.extend((*done, *own))

    def forget(self) -> None:
        """Forget all steps, e.g. when another catalogue is opened."""
        self._done.clear()
        self._undone.clear()

    def _regroup(
        self,
        store: DecisionStore,
        step: GroupStep,
        expected: Mapping[int, int],
        wanted: Mapping[int, int],
        onto: deque[Step | GroupStep],
    ) -> Change:
        """Give photos back their hand-made groups, but for those that somebody else has grouped since."""
        try:
            now = store.group_pins(tuple(expected))
            ours = {i: wanted[i] for i in expected if now.get(i) == expected[i]}
            if ours:
                store.set_group_pins(ours)
        except Exception:
            (self._done if onto is self._undone else self._undone).append(step)
            raise
        if ours:
            before, after = {i: step.before[i] for i in ours}, {i: step.after[i] for i in ours}
            onto.append(GroupStep(step.text, before, after, step.number))
        conflicts = tuple(i for i in expected if i not in ours)
        redone = onto is self._done
        text = _moved_words(step, tuple(ours), conflicts, redone=redone)
        return Change(tuple(ours), text, {}, conflicts, regrouped=True, step=step.number, redone=redone)

    def _move(
        self,
        store: DecisionStore,
        step: Step,
        expected: Mapping[int, Decision],
        wanted: Mapping[int, Decision],
        onto: deque[Step | GroupStep],
    ) -> Change:
        """Give photos back their decisions, each part by itself, but for what somebody else has decided since."""

        def given(i: int, decision: Decision) -> Decision:
            parts = _still_ours(decision, expected[i], wanted[i])
            return _with_parts(decision, wanted[i], parts)

        try:
            theirs = dict(store.decisions(tuple(expected)))
            there: Mapping[int, Decision] = theirs
            pending = {i: given(i, decision) for i, decision in theirs.items()}
            while pending := {i: decision for i, decision in pending.items() if decision != there[i]}:
                replaced = store.set_decisions(pending)
                # Decided elsewhere between our look and our writing: that is what we have to go by.
                overtaken = {i: replaced[i] for i in pending if replaced[i] != there[i]}
                there = pending
                theirs |= overtaken
                pending = {i: given(i, decision) for i, decision in overtaken.items()}
        except Exception:
            # Not everything was written (a locked or full disk): the step can be tried again.
            (self._done if onto is self._undone else self._undone).append(step)
            raise
        ours = {i: _still_ours(decision, expected[i], wanted[i]) for i, decision in theirs.items()}
        changed = tuple(i for i in expected if ours.get(i))
        conflicts = tuple(i for i in expected if ours.get(i) != _unlike(expected[i], wanted[i]))
        if changed:
            # What was left alone is no part of the step any more.
            before = {i: _with_parts(step.after[i], step.before[i], ours[i]) for i in changed}
            onto.append(Step(step.text, before, {i: step.after[i] for i in changed}, step.number))
        redone = onto is self._done
        text = _moved_words(step, changed, conflicts, redone=redone)
        decisions = {i: given(i, theirs[i]) for i in changed}
        return Change(changed, text, decisions, conflicts, step=step.number, redone=redone)


def _unlike(one: Decision, other: Decision) -> list[str]:
    """The parts in which two decisions differ."""
    return [part for part in _FIELDS if getattr(one, part) != getattr(other, part)]


def _still_ours(now: Decision, expected: Decision, wanted: Decision) -> list[str]:
    """The parts of a step that nobody else has decided since; one that is as it is wanted already is among them."""
    return [
        part
        for part in _unlike(expected, wanted)
        if getattr(now, part) in (getattr(expected, part), getattr(wanted, part))
    ]


def _with_parts(decision: Decision, other: Decision, parts: Sequence[str]) -> Decision:
    """A decision with some parts of another one."""
    taken: dict[str, Any] = {part: getattr(other, part) for part in parts}
    return replace(decision, **taken)


def _moved_words(step: Step | GroupStep, changed: Sequence[int], conflicts: Sequence[int], *, redone: bool) -> str:
    if changed:
        verb = translate("Culling", "Redone") if redone else translate("Culling", "Undone")
    else:
        verb = translate("Culling", "Not redone") if redone else translate("Culling", "Not undone")
    words = f"{verb}: {step.words[0].lower()}{step.words[1:]}"
    moved = set(changed)
    alone = sum(i not in moved for i in conflicts)
    if alone:
        one = translate("Culling", "; {photos} was changed elsewhere meanwhile and left alone")
        more = translate("Culling", "; {photos} were changed elsewhere meanwhile and left alone")
        words += (one if alone == 1 else more).format(photos=photos(alone))
    if len(conflicts) > alone:
        in_part = translate("Culling", "; of {photos}, what was changed elsewhere meanwhile was left alone")
        words += in_part.format(photos=photos(len(conflicts) - alone))
    return f"{words}."


def _last_words(steps: deque[Step | GroupStep]) -> str | None:
    try:
        return steps[-1].words
    except IndexError:  # the lane may take the last one while the window asks
        return None
