"""What the open folder does after a decision: rows repainted, filter looked at again, words, the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from app.catalog.records import Flag
from app.culling.wording import photos
from app.gui.folder_view import Positions
from app.gui.standing import Standing

if TYPE_CHECKING:
    from app.culling.decisions import Change
    from app.culling.proposals import Proposal
    from app.gui.folder_session import FolderSession


class DecisionFollower(QObject):
    """Listens to the session's desk and says through the session's signals what follows."""

    def __init__(self, session: FolderSession) -> None:
        super().__init__(session)
        self._session = session
        self._left_alone = 0  # photos that the proposal being written leaves alone
        self._unfinished: tuple[Standing, int] | None = None  # to be taken up once more when the groups are made anew
        session.desk.changed.connect(self.decided)
        session.desk.settled.connect(self._settled)
        session.desk.failed.connect(lambda text: session.told.emit(text, False))

    def decided(self, positions: Positions) -> None:
        """These photos have another decision now."""
        session = self._session
        session.looksChanged.emit(positions)
        if session.view.spec.active:
            old = session.view.order
            session.view.filter()
            if not np.array_equal(old, session.view.order):
                session.emit_order(reveal=True)
        session.countsChanged.emit()

    def accept(self, proposal: Proposal) -> None:
        """Do what a proposal says; the words for the status bar name what was left alone."""
        self._left_alone = proposal.left_alone
        self._session.desk.accept(proposal)

    def _settled(self, change: Change, back: bool) -> None:
        told = self._session.told
        if back and change.ids and not (self._session.table.positions(change.ids) >= 0).any():
            self._session.desk.ask_missing(change.ids, lambda missing: self._tell_elsewhere(change, missing))
            return
        if back:
            told.emit(change.text + self._return_to(change), False)
            return
        left_alone, self._left_alone = self._left_alone, 0
        if left_alone:
            flagged = [decision.flag for decision in change.decisions.values()]
            words = self.tr("Rejected {photos}, {count} decided {ones} left alone")
            if Flag.PICK in flagged:
                words = self.tr("Picked {photos}, {count} decided {ones} left alone")
            ones = self.tr("one") if left_alone == 1 else self.tr("ones")
            told.emit(words.format(photos=photos(len(change.ids)), count=left_alone, ones=ones), True)
        elif len(change.ids) > 1:
            told.emit(change.text, True)

    def _tell_elsewhere(self, change: Change, missing: set[int]) -> None:
        """An undo or redo was about photos that are not in the open folder."""
        if not missing.issuperset(change.ids):
            where = self.tr("That was in another folder.")
        elif len(change.ids) == 1:
            where = self.tr("Its file is not there any more.")
        else:
            where = self.tr("Their files are not there any more.")
        self._session.told.emit(f"{change.text} {where}", False)

    def _return_to(self, change: Change) -> str:
        """After an undo or redo the view goes back to where it happened; says so where it cannot."""
        session, ids = self._session, change.ids
        if not ids:
            return ""
        standing = session.desk.standings.find(change.step, redone=change.redone)
        visible = self._visible(ids)
        wanted = ids if not visible else [standing.current] if standing and not change.regrouped else []
        if session.groups.open_for(wanted):
            visible = self._visible(ids)
        if standing is not None and self._visible([standing.current]):
            session.standingWanted.emit(standing)
        elif visible:
            session.standingWanted.emit(Standing(visible[0], (visible[0],)))
        self._unfinished = (standing, session.current) if change.regrouped and standing is not None else None
        return "" if visible else " " + self.tr("The filter hides it.")

    def _visible(self, ids: Sequence[int]) -> list[int]:
        """Those that can be seen now."""
        at = self._session.table.positions(ids)
        at = at[(at >= 0) & np.isin(at, self._session.view.order)]
        found: list[int] = self._session.table.columns.ids[at].tolist()
        return found

    def groups_made(self) -> None:
        """The groups are made anew: what an undo of groups brought back may be seen only now."""
        if self._unfinished is not None:
            (standing, current), self._unfinished = self._unfinished, None
            if self._session.current == current and self._visible([standing.current]):
                self._session.standingWanted.emit(standing)
