"""Keeps the groups of the open folder up to date: reads in the lane, groups in a thread of its own."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from app.catalog.records import PhotoColumns
from app.culling.groups import GroupKind, Groups, GroupSettings, group_photos
from app.culling.regrouping import held_by_hand
from app.culling.stacks import StackState
from app.errors import UserError
from app.gui.dispatcher import Dispatcher
from app.gui.photo_table import head
from app.gui.sentences import localised

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog
    from app.catalog.traits import PhotoTraits
    from app.culling.decisions import Change, Decider
    from app.gui.folder_session import FolderSession
    from app.gui.services import Services

SOON_MS = 120
"""A slider that moves is followed this late, and photos that arrive together are grouped together."""

CALM_MS = 1500
"""While photos are scored, they are grouped this often: often enough to see groups grow, seldom enough to look at."""


class GroupDesk(QObject):
    """Groups the photos of the session's table anew whenever they, the settings or the hand-made groups change.

    Only the newest wish counts: what is worked out for an older table, older settings or an older state of the
    catalogue is dropped, and while one grouping is under way at most one other waits.

    Signals:
        changed: there are other groups, or other ranks in them.
        busyChanged: whether a grouping is under way.
    """

    changed = Signal()
    busyChanged = Signal(bool)

    def __init__(self, session: FolderSession, dispatcher: Dispatcher) -> None:
        super().__init__(session)
        self._session = session
        self._dispatcher = dispatcher
        self._services: Services | None = None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="group-photos")
        self.settings = GroupSettings()
        self._traits: PhotoTraits | None = None  # of the photos of the table, as far as they are still true
        self._generation = 0
        self._under_way = False
        self._wanted = False
        self._begun = 0.0
        self._cost = 0.0  # seconds that the last grouping took
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._begin)
        session.rebuilt.connect(self._rebuilt)
        session.arrivals.arrived.connect(lambda *_: self._arrived())
        session.desk.settled.connect(self._settled)

    def use(self, services: Services) -> None:
        """Read through these."""
        self._services = services

    @property
    def groups(self) -> Groups:
        """The groups as they are now; photos that came since are in none."""
        return self._session.view.stacks.groups

    @property
    def busy(self) -> bool:
        """Whether groups are being worked out, or will be in a moment."""
        return self._under_way or self._soon.isActive()

    def set_settings(self, settings: GroupSettings) -> None:
        """Group with other settings."""
        if settings != self.settings:
            self.settings = settings
            self._start_soon(SOON_MS)

    # -- by hand -------------------------------------------------------------------------------------------------

    def by_hand(self, position: int) -> bool:
        """Whether somebody put this photo into a group, or took it out of one."""
        pins = self._traits.pins if self._traits is not None else ()
        if 0 <= position < len(pins):
            return bool(pins[position])
        group = self.groups.group(position)
        return group >= 0 and self.groups.kind(group) is GroupKind.MANUAL

    def let_go(self, ids: Sequence[int]) -> None:
        """Forget what was done by hand with the groups of these photos, in the lane, as one step."""
        session, traits, settings, model = self._session, self._traits, self.settings, self._session.model
        columns = head(session.table.columns, len(session.table if traits is None else traits.ids))
        known = columns.ids.tolist()
        wanted = np.array(ids, np.int64)

        def let_go(decider: Decider, catalog: Catalog) -> Change:
            now = catalog.group_pins(known)  # a step before this one may have changed them
            pins = np.array([now.get(photo_id, 0) for photo_id in known], np.int64)
            content = replace(traits or catalog.photo_traits(known, model), pins=pins)
            held = held_by_hand(np.flatnonzero(np.isin(columns.ids, wanted)), columns, content, settings)
            return decider.ungroup(catalog, columns.ids[held].tolist())

        session.desk.regroup(let_go)

    def stop(self) -> None:
        """Work out nothing more and wait for the thread."""
        self._generation += 1
        self._services = None
        self._soon.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)

    # -- when ----------------------------------------------------------------------------------------------------

    def _rebuilt(self) -> None:
        self._traits = None
        self._generation += 1
        self.changed.emit()  # what was there was carried over to the new table
        self._start_soon(0)

    def _arrived(self) -> None:
        self._traits = None
        self._start_soon(max(CALM_MS, round(10_000 * self._cost)) if self._session.working else SOON_MS)

    def _settled(self, change: Change, _back: bool) -> None:
        if change.regrouped:
            self._traits = None
            self._start_soon(0)

    def _start_soon(self, delay: int) -> None:
        if not self._soon.isActive() or self._soon.remainingTime() > delay:
            self._soon.start(delay)
        self.busyChanged.emit(True)

    # -- how -----------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        if self._services is None or self._session.root is None:
            self.busyChanged.emit(False)
            return
        if self._under_way:
            self._wanted = True
            return
        self._under_way = True
        self._wanted = False
        self._begun = perf_counter()
        columns = self._session.table.columns
        if self._traits is not None and len(self._traits.ids) == len(columns.ids):
            self._group(self._traits)
            return
        ids, model = columns.ids.tolist(), self._session.model
        generation = self._generation

        def read(catalog: Catalog) -> PhotoTraits:
            return catalog.photo_traits(ids, model)

        self._dispatcher.when_done(
            self._services.lane.submit(read), lambda traits: self._read(generation, traits), self._failed
        )

    def _read(self, generation: int, traits: PhotoTraits) -> None:
        if generation != self._generation:
            self._end()
            return
        self._traits = traits
        self._group(traits)

    def _group(self, traits: PhotoTraits) -> None:
        generation, settings = self._generation, self.settings
        # Copies: the table changes in place while the thread works. Photos that came since wait for the next time.
        columns = head(self._session.table.columns, len(traits.ids))
        names = self._session.view.names if len(columns.ids) == len(self._session.table) else None

        def work() -> Groups:
            return group_photos(columns, traits, settings, names)

        future: Future[Any] = self._pool.submit(work)
        self._dispatcher.when_done(future, lambda groups: self._take(generation, columns, groups), self._failed)

    def _take(self, generation: int, columns: PhotoColumns, groups: Groups) -> None:
        session = self._session
        self._cost = perf_counter() - self._begun
        if generation == self._generation:
            position = session.table.position(session.current)
            session.view.stacks.show(groups, columns.ids, position)
            self._follow()
            self.changed.emit()
        self._end()

    def _follow(self) -> None:
        """Show other stacks, or the groups in another order."""
        session = self._session
        before = session.view.order
        session.view.regroup()
        if not np.array_equal(before, session.view.order):
            session.emit_order(reveal=False)
        session.looksChanged.emit(np.arange(len(session.table)))

    def _failed(self, error: UserError) -> None:
        self._session.told.emit(localised(str(error)), False)
        self._end()

    def _end(self) -> None:
        self._under_way = False
        if self._wanted:
            self._start_soon(0)
        else:
            self.busyChanged.emit(self.busy)

    # -- stacks --------------------------------------------------------------------------------------------------

    def rearrange(self, *, reveal: bool = True) -> None:
        """Somebody has opened or closed stacks: show it."""
        session = self._session
        session.take_hold()
        session.view.filter()
        session.emit_order(reveal=reveal)
        session.looksChanged.emit(session.view.order)

    def open_for(self, ids: Sequence[int]) -> bool:
        """Open the closed stacks that hide some of these photos; False where there is none."""
        session, stacks = self._session, self._session.view.stacks
        at = session.table.positions(ids)
        hidden = [p for p in at.tolist() if p >= 0 and stacks.front_of(p) not in (-1, p)]
        if not hidden:
            return False
        stacks.set_state({self.groups.group(position) for position in hidden}, StackState.OPEN)
        self.rearrange()
        return True
