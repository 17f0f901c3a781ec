"""Decisions from the window: seen at once, written by the lane, undoable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app import places
from app.catalog.records import Decision, Flag, Label
from app.culling.decisions import Change, Decider
from app.culling.step_memory import Spots, keep_steps, take_up_steps
from app.errors import UserError
from app.gui.dispatcher import Dispatcher
from app.gui.photo_table import PhotoTable
from app.gui.sentences import localised
from app.gui.standing import Around, Standings

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog
    from app.culling.proposals import Proposal
    from app.gui.services import Services


class DecisionDesk(QObject):
    """Takes decisions for photos of a table.

    What a key press decides is shown before it is on disk, so that no key waits for one; should writing fail, what the
    catalogue holds is shown again and the reason told.

    Signals:
        changed: positions whose decision is another now (ndarray).
        settled: a Change is in the catalogue; the bool says whether it was an undo or redo.
        failed: a sentence.
        stepsTakenUp: what the last session did can be undone now.

    Attributes:
        standings: where somebody stood before and after each step.
    """

    changed = Signal(object)
    settled = Signal(object, bool)
    failed = Signal(str)
    stepsTakenUp = Signal()

    def __init__(self, dispatcher: Dispatcher, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dispatcher = dispatcher
        self._decider = Decider()
        self.standings = Standings()
        self._services: Services | None = None
        self._table = PhotoTable()
        self._ticket = 0
        self._moving = 0
        self._pending: dict[int, tuple[int, Decision]] = {}  # id -> ticket, what is being written

    def use(self, services: Services) -> None:
        """Write through these."""
        self._services = services

    def take_up_steps(self) -> None:
        """Be able to undo what was done before the window was closed the last time."""
        assert self._services is not None
        reading = self._services.lane.submit(
            lambda catalog: take_up_steps(self._decider, catalog.url, _steps_file()), urgent=True
        )

        def taken_up(spots: Mapping[int, Spots]) -> None:
            self.standings.put_before(spots)
            self.stepsTakenUp.emit()

        # A catalogue that cannot be opened is told by who opens the folder.
        self._dispatcher.when_done(reading, taken_up, lambda _: None)

    def keep_steps(self) -> None:
        """Write down what can be undone; the lane does it before it is closed."""
        if self._services is not None:
            spots = self.standings.spots()
            self._services.lane.submit(lambda catalog: keep_steps(self._decider, catalog.url, _steps_file(), spots))

    def show(self, table: PhotoTable) -> None:
        """Work on another table; decisions that are still being written are put into it."""
        self._table = table
        self.restate()

    def restate(self) -> None:
        """Put decisions that are still being written over what was read before they are."""
        if self._pending:
            self._table.set_decisions({photo_id: decision for photo_id, (_, decision) in self._pending.items()})

    @property
    def undo_text(self) -> str | None:
        """What would be undone."""
        return self._decider.undo_text

    @property
    def writing(self) -> bool:
        """Whether a decision is on its way to the catalogue; it can be undone already, the lane keeps the order."""
        return bool(self._pending)

    @property
    def moving(self) -> bool:
        """Whether an undo or redo is on its way; the other of the two will make sense after it."""
        return self._moving > 0

    @property
    def redo_text(self) -> str | None:
        """What would be done again."""
        return self._decider.redo_text

    def set_flag(self, ids: Sequence[int], flag: Flag) -> None:
        """Flag photos."""
        self._decide(
            ids,
            lambda old: replace(old, flag=flag),
            lambda catalog: self._decider.set_flag(catalog, ids, flag),
        )

    def set_stars(self, ids: Sequence[int], stars: int) -> None:
        """Give photos stars."""
        self._decide(
            ids,
            lambda old: replace(old, stars=stars),
            lambda catalog: self._decider.set_stars(catalog, ids, stars),
        )

    def set_label(self, ids: Sequence[int], label: Label) -> None:
        """Label photos; the label that all have already is taken away."""
        at = self._table.positions(ids)
        if label and (self._table.columns.labels[at[at >= 0]] == label).all():
            label = Label.NONE
        chosen = label
        self._decide(
            ids,
            lambda old: replace(old, label=chosen),
            lambda catalog: self._decider.set_label(catalog, ids, chosen),
        )

    def apply(self, ids: Sequence[int], change: Callable[[int, Decision], Decision], text: str) -> None:
        """Change decisions, each by its photo, as one step; ``text`` as of `Decider.apply`."""
        self._put(ids, change, lambda catalog: self._decider.apply(catalog, ids, change, text))

    def regroup(self, change: Callable[[Decider, Catalog], Change]) -> None:
        """Change groups by hand, in the lane."""
        if self._services is None:
            return
        around = self.standings.begin()
        self._dispatcher.when_done(
            self._services.lane.submit(lambda catalog: change(self._decider, catalog), urgent=True),
            lambda done: self._settle(around, done),
            lambda error: self.failed.emit(localised(str(error))),
        )

    def accept(self, proposal: Proposal) -> None:
        """Do what a proposal says, as one step."""
        self._decide(
            proposal.ids,
            lambda old: proposal.decide(0, old),
            lambda catalog: proposal.apply(self._decider, catalog),
        )

    def ask_missing(self, ids: Sequence[int], then: Callable[[set[int]], None]) -> None:
        """Tell ``then`` which of these photos have no file any more."""
        if self._services is not None:
            self._dispatcher.when_done(
                self._services.lane.submit(lambda catalog: catalog.missing_among(ids), urgent=True),
                then,
                lambda error: self.failed.emit(localised(str(error))),
            )

    def undo(self) -> None:
        """Take the last step back."""
        self._move(lambda catalog: self._decider.undo(catalog))

    def redo(self) -> None:
        """Do again what was undone."""
        self._move(lambda catalog: self._decider.redo(catalog))

    # -- the way to the catalogue and back -----------------------------------------------------------------------

    def _decide(
        self, ids: Sequence[int], change: Callable[[Decision], Decision], write: Callable[[Catalog], Change]
    ) -> None:
        self._put(ids, lambda _, decision: change(decision), write)

    def _put(
        self, ids: Sequence[int], change: Callable[[int, Decision], Decision], write: Callable[[Catalog], Change]
    ) -> None:
        if self._services is None or not ids:
            return
        around = self.standings.begin()
        at = self._table.positions(ids).tolist()
        wanted = {i: change(i, self._table.decision(p)) for i, p in zip(ids, at, strict=True) if p >= 0}
        self._ticket += 1
        ticket = self._ticket
        self._pending.update((photo_id, (ticket, decision)) for photo_id, decision in wanted.items())
        self.changed.emit(self._table.set_decisions(wanted))
        self._dispatcher.when_done(
            self._services.lane.submit(write, urgent=True),
            lambda done: self._written(ticket, wanted, done, around),
            lambda error: self._not_written(ticket, wanted, error),
        )

    def _forget_pending(self, ticket: int, wanted: Mapping[int, Decision]) -> None:
        for photo_id in wanted:
            if self._pending.get(photo_id, (0,))[0] == ticket:
                del self._pending[photo_id]

    def _written(self, ticket: int, wanted: Mapping[int, Decision], done: Change, around: Around) -> None:
        self._forget_pending(ticket, wanted)
        self._take_over(done.decisions)
        self._settle(around, done)

    def _settle(self, around: Around, done: Change) -> None:
        self.standings.keep(done.step, around)
        self.settled.emit(done, False)

    def _not_written(self, ticket: int, wanted: Mapping[int, Decision], error: UserError) -> None:
        self._forget_pending(ticket, wanted)
        self.failed.emit(localised(str(error)))
        assert self._services is not None
        ids = list(wanted)
        self._dispatcher.when_done(
            self._services.lane.submit(lambda catalog: catalog.decisions(ids), urgent=True),
            self._take_over,
            lambda _: None,  # the same trouble; it has been told
        )

    def _move(self, move: Callable[[Catalog], Change]) -> None:
        if self._services is None:
            return
        self._moving += 1
        self.standings.end()
        self._dispatcher.when_done(self._services.lane.submit(move, urgent=True), self._moved, self._not_moved)

    def _not_moved(self, error: UserError) -> None:
        self._moving -= 1
        self.failed.emit(localised(str(error)))

    def _moved(self, done: Change) -> None:
        self._moving -= 1
        self._take_over(done.decisions)
        self.settled.emit(done, True)

    def _take_over(self, decisions: Mapping[int, Decision]) -> None:
        """Show what the catalogue holds, except where a later key press is still under way."""
        fresh = {i: decision for i, decision in decisions.items() if i not in self._pending}
        changed = self._table.set_decisions(fresh)
        if len(changed):
            self.changed.emit(changed)


def _steps_file() -> Path:
    return places.data_dir() / "undo.json"
