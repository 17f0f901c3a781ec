"""The open folder: from the scan through the scores to the decisions. It knows no widget."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from app.catalog.records import Decision, ModelKey, PhotoColumns
from app.culling.bands import ScoreBand
from app.culling.filters import FilterSpec
from app.culling.sorting import SortKey
from app.errors import UserError
from app.gui.arrivals import Arrivals
from app.gui.change_watch import ChangeWatch
from app.gui.decision_desk import DecisionDesk
from app.gui.decision_follower import DecisionFollower
from app.gui.dispatcher import Dispatcher
from app.gui.folder_contents import FolderContents, nothing, read_contents
from app.gui.folder_view import FolderView
from app.gui.folder_work import Stage, WorkListener
from app.gui.group_desk import GroupDesk
from app.gui.phase import Phase
from app.gui.photo_table import PhotoTable
from app.gui.sentences import localised
from app.gui.work_shift import WorkShift
from app.gui.work_tally import WorkTally

if TYPE_CHECKING:
    from app.catalog.intake import IntakeReport
    from app.culling.proposals import Proposal
    from app.gui.services import Services
    from app.photos.model import ScanProblem
    from app.scoring.events import JobEvent, JobReport

T = TypeVar("T")

_SORT_MS = 1500
"""While scores come in, the order is made anew this often: often enough to see it grow, seldom enough to look at it."""


class FolderSession(QObject):
    """Holds the photos of one folder at a time and everything that is done with them.

    Attributes:
        current: id of the current photo, -1 for none.
        untouched: nobody has moved, selected, decided or scrolled in this folder yet, and it is not one that goes on
            where it was left. The first photo is the current one, also when others arrive or are sorted before it.

    Signals:
        phaseChanged: see ``phase`` and ``trouble``.
        orderChanged: show ``view.order``; the bool asks to bring the current photo into sight.
        looksChanged: positions (ndarray) that look different now.
        countsChanged: counts of the filter, scores or percentiles are others now.
        currentWanted: this photo id is to be current and to be seen.
        selectionWanted: these photo ids are to be selected.
        standingWanted: a `Standing` is to be taken up again.
        wantedFound: the photo at ``wanted_path`` has turned up and is the current one.
        progressed: a ``Progress`` of scoring.
        told: a sentence for the status bar; the bool says whether Undo makes sense beside it.
        rebuilt: another table holds the photos now.
        sidecarsRead: a scan found changed sidecars (tuple of Reading).
    """

    phaseChanged = Signal()
    orderChanged = Signal(bool)
    looksChanged = Signal(object)
    countsChanged = Signal()
    currentWanted = Signal(int)
    selectionWanted = Signal(object)
    standingWanted = Signal(object)
    wantedFound = Signal()
    progressed = Signal(object)
    told = Signal(str, bool)
    rebuilt = Signal()
    sidecarsRead = Signal(object)

    def __init__(self, dispatcher: Dispatcher, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dispatcher = dispatcher
        self._services: Services | None = None
        self.view = FolderView()
        self.desk = DecisionDesk(dispatcher, self)
        self.root: Path | None = None
        self.phase = Phase.CLOSED
        self.trouble = ""  # why the phase is FAILED
        self.model_trouble = ""  # why nothing is scored, or empty
        self.model: ModelKey | None = None
        self.current = -1
        self.untouched = True
        self.wanted_path = ""  # this photo is to be current when it turns up: the last one of the last time
        self.band = ScoreBand()  # the scores in doubt, as the histogram says
        self.reasons: dict[int, str] = {}
        self.problems: list[ScanProblem] = []
        self.scanned = False  # the disk has been looked at since the folder was opened
        self._generation = 0
        self._shift = WorkShift()
        self._unsorted = False
        self._score_again = False  # photos arrived while others were being scored
        self.arrivals = Arrivals(dispatcher, self)
        self.arrivals.arrived.connect(self._take_in)
        self.arrivals.failed.connect(self._tell_trouble)
        self._tally = WorkTally(self)
        self._sort_soon = self._timer(_SORT_MS, self._sort_now)
        self._watch = ChangeWatch(dispatcher, self)
        self._watch.changed.connect(self._changed_elsewhere)
        self.desk.changed.connect(lambda _: self.take_hold())  # before the follower, which may show another order
        self.desk.settled.connect(lambda *_: self.take_hold())
        self._follower = DecisionFollower(self)
        self.groups = GroupDesk(self, dispatcher)
        self.groups.busyChanged.connect(lambda busy: None if busy else self._follower.groups_made())

    def _timer(self, interval: int, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(then)
        return timer

    @property
    def table(self) -> PhotoTable:
        """The photos."""
        return self.view.table

    # -- open and close ------------------------------------------------------------------------------------------

    def start(self, services: Services) -> None:
        """The rooms behind are ready: a folder that was to be opened is opened now."""
        self._services = services
        self.desk.use(services)
        self.arrivals.use(services)
        self.groups.use(services)
        if self.root is not None:
            self._open_now()

    def open(self, root: Path) -> None:
        """Open a folder, instead of the one that is open."""
        self._leave()
        self.root = Path(os.path.abspath(root))  # noqa: PTH100 - links stay as the user named them
        self.view.scope = None
        self.untouched = True
        self.scanned = False
        self.problems = []
        self._show(nothing())
        self._enter(Phase.OPENING)
        if self._services is not None:
            self._open_now()

    def close_folder(self) -> None:
        """Show nothing."""
        self._leave()
        self.root = None
        self._show(nothing())
        self._enter(Phase.CLOSED)

    def rescan(self) -> None:
        """Look at the disk again and score what has no score."""
        if self.root is not None and self._services is not None:
            self._leave()
            self.scanned = False
            self.problems = []
            self._start_work()

    def shut_down(self, timeout: float = 20.0) -> bool:
        """Stop working and wait for it; False where a thread is still busy."""
        self._leave()
        self._watch.stop()
        self.groups.stop()
        return self._shift.join(timeout)

    def _leave(self) -> None:
        """End the work of the open folder; what it still says is dropped."""
        self._generation += 1
        self.arrivals.clear()
        self._tally.clear()
        self._sort_soon.stop()
        self._shift.end()

    def _open_now(self) -> None:
        services, root = self._services, self.root
        assert services is not None
        assert root is not None

        def opened(contents: FolderContents) -> None:
            self._show(contents)
            self._start_work()
            self._watch.start(services)
            self._wait_for(services.lane.submit(lambda catalog: catalog.remember_folder(root)), lambda _: None)

        self._wait_for(self._read_contents(), opened, self._fail)

    def _read_contents(self) -> Future[FolderContents]:
        services, root = self._services, self.root
        assert services is not None
        assert root is not None

        return services.lane.submit(lambda catalog: read_contents(catalog, services, root), urgent=True)

    def _wait_for(
        self,
        future: Future[T],
        then: Callable[[T], None],
        failed: Callable[[UserError], None] | None = None,
    ) -> None:
        """Go on with ``then`` unless another folder was opened meanwhile; trouble is told, or given to ``failed``."""
        generation = self._generation

        def if_still_open(result: T) -> None:
            if generation == self._generation:
                then(result)

        def if_failed(error: UserError) -> None:
            if generation == self._generation:
                (failed or self._tell_trouble)(error)

        self._dispatcher.when_done(future, if_still_open, if_failed)

    def _fail(self, error: UserError) -> None:
        self.trouble = localised(str(error))
        if len(self.table) and self.phase is not Phase.OPENING:
            # What is shown can still be looked at; the words go into the status bar.
            self._enter(Phase.READY)
            self.told.emit(self.trouble, False)
        else:
            self._enter(Phase.FAILED)

    def _tell_trouble(self, error: UserError) -> None:
        self.told.emit(localised(str(error)), False)

    def _show(self, contents: FolderContents) -> None:
        table = contents.table
        self.model = contents.model
        self.reasons = contents.reasons
        self._unsorted = False
        self.desk.show(table)
        self.view.show(table, contents.names)
        found = self._find_wanted(table.columns)
        self.rebuilt.emit()
        self.emit_order(reveal=found)
        self.countsChanged.emit()

    def _find_wanted(self, columns: PhotoColumns) -> bool:
        """Make the wanted photo the current one if it is among these."""
        if not self.wanted_path or self.wanted_path not in columns.paths:
            return False
        self.current = int(columns.ids[columns.paths.index(self.wanted_path)])
        self.wantedFound.emit()
        self.take_hold()
        return True

    def take_hold(self) -> None:
        """Somebody stands somewhere in this folder: from now on the current photo changes by hand only."""
        self.untouched = False
        self.wanted_path = ""

    def _enter(self, phase: Phase) -> None:
        self.phase = phase
        if phase is not Phase.FAILED:
            self.trouble = "" if phase is not Phase.READY else self.trouble
        self.phaseChanged.emit()

    # -- the work ------------------------------------------------------------------------------------------------

    def _start_work(self, *, look_first: bool = True) -> None:
        services, root = self._services, self.root
        assert services is not None
        assert root is not None
        self.model_trouble = ""
        generation = self._generation
        stages = {
            Stage.SCANNING: Phase.SCANNING,
            Stage.LOADING_MODEL: Phase.LOADING_MODEL,
            Stage.SCORING: Phase.SCORING,
        }
        listener = WorkListener(
            stage=lambda stage: self._enter(stages[stage]),
            found=self._mark_stale,
            problem=self.problems.append,
            scanned=self._scanned,
            event=self._event,
            model=self._judged_by,
            no_model=self._no_model,
            failed=self._fail,
            finished=self._finished,
        )

        def post(what: Callable[[], object]) -> None:
            self._dispatcher.post(lambda: what() if generation == self._generation else None)

        self._shift.start(services, root, listener, post, look_first=look_first)

    @property
    def paused(self) -> bool:
        """Whether scoring waits."""
        return self._shift.paused

    @property
    def working(self) -> bool:
        """Whether a scan or a job is under way."""
        return self.phase in (Phase.SCANNING, Phase.LOADING_MODEL, Phase.SCORING)

    def pause_or_resume(self) -> None:
        """The other one of the two."""
        if self._shift.on and self.working:
            self._shift.pause_or_resume()
            self.phaseChanged.emit()

    def cancel_work(self) -> None:
        """Stop scanning or scoring; ``rescan`` goes on later."""
        if self._shift.on and self.working:
            self._shift.end()
            self._enter(Phase.READY)
            self.told.emit(self.tr("Stopped. What is scored is kept; F5 goes on."), False)

    def prioritise(self, ids: Sequence[int]) -> None:
        """Score these first: they are being looked at."""
        self._shift.prioritise(ids)

    def score_what_is_new(self) -> None:
        """Score photos without a score, now or after the work that is under way."""
        if self.working:
            self._score_again = True
        elif self._services is not None and self.root is not None:
            self._score_again = False
            self._start_work(look_first=False)

    def _scanned(self, report: IntakeReport) -> None:
        self.scanned = True
        if report.sidecars:
            self.sidecarsRead.emit(report.sidecars)
        if report.missing or report.paired:
            self.reload()
        if report.problems:
            self.told.emit(self._problem_words(), False)
        self.phaseChanged.emit()

    def _problem_words(self) -> str:
        first = f"{self.problems[0].path}: {localised(self.problems[0].reason)}"
        if len(self.problems) == 1:
            return first
        return self.tr("{first} And {count} more.").format(first=first, count=len(self.problems) - 1)

    def _event(self, event: JobEvent) -> None:
        from app.scoring.events import Progress

        if isinstance(event, Progress):
            if self.phase is not Phase.SCORING:
                self._enter(Phase.SCORING)
            self.progressed.emit(event)
        else:
            self._mark_stale(event.ids)

    def _judged_by(self, model: ModelKey) -> None:
        """Show the scores of this model: it may have been installed or replaced since the folder was opened."""
        if model != self.model:
            self.model = model
            self.arrivals.clear()  # what is under way has the scores of the other one, and all is read anew
            self.reload()

    def _no_model(self, error: UserError) -> None:
        self.model_trouble = localised(str(error))

    def _finished(self, report: JobReport | None) -> None:
        self._shift.finished()
        self.arrivals.read_now()
        self._enter(Phase.READY)
        self._tally.finish(report)
        if self._score_again:
            self.score_what_is_new()

    # -- arrivals ------------------------------------------------------------------------------------------------

    def take_ids(self, ids: Sequence[int]) -> None:
        """These photos are in the catalogue, new or changed: read and show them."""
        self._mark_stale(ids)

    def _mark_stale(self, ids: Sequence[int]) -> None:
        self._tally.add(ids)
        self.arrivals.add(ids, self.model, at_once=not len(self.table))

    def _take_in(self, part: PhotoColumns, reasons: dict[int, str]) -> None:
        before = len(self.table)
        at = self.table.put(part)
        for photo_id in part.ids.tolist():
            self.reasons.pop(photo_id, None)
        self.reasons.update(reasons)
        self.desk.restate()
        if len(self.table) > before or self.table.renewed:
            started = perf_counter()
            if self.table.renewed:
                self.looksChanged.emit(at[at < before])
            self.view.sort()
            self._unsorted = False
            self.emit_order(reveal=self._find_wanted(part))
            self.countsChanged.emit()
            self.arrivals.set_cost(perf_counter() - started)
            if self.table.has_doubles():
                self.reload()  # a photo took the place of another one, which is gone
        else:
            self.looksChanged.emit(at)
            self._unsorted = True
            if self.phase is Phase.READY:
                self._sort_now()  # the last scores: nothing comes after them that would be worth waiting for
            elif not self._sort_soon.isActive():
                self._sort_soon.start()

    def _sort_now(self) -> None:
        if not self._unsorted:
            return
        self._unsorted = False
        if self.view.key.comes_with_scores or self.view.spec.active:
            old = self.view.order
            self.view.sort() if self.view.key.comes_with_scores else self.view.filter()
            if not np.array_equal(old, self.view.order):
                self.emit_order(reveal=False)
        self.countsChanged.emit()

    def reload(self) -> None:
        """Read everything again: another process wrote, or photos are gone."""
        if self._services is None or self.root is None:
            return
        self._wait_for(self._read_contents(), self._show)

    def _changed_elsewhere(self) -> None:
        if self._services is None or self.root is None or self.phase is Phase.FAILED:
            return
        if self.working:
            self._refresh_decisions()  # scores come in anyway, and all of it at every write would be too much
        else:
            self.reload()

    def _refresh_decisions(self) -> None:
        assert self._services is not None
        ids = self.table.columns.ids.tolist()

        def arrived(decisions: dict[int, Decision]) -> None:
            changed = self.table.set_decisions(decisions)
            self.desk.restate()
            if len(changed):
                self._follower.decided(changed)

        self._wait_for(self._services.lane.submit(lambda catalog: catalog.decisions(ids)), arrived)

    # -- sort, filter, scope -------------------------------------------------------------------------------------

    def set_sort(self, key: SortKey, descending: bool) -> None:
        """Sort anew, also when it is the sort that is: decisions may have changed what it looks at."""
        self.view.key, self.view.descending = key, descending
        self.view.sort()
        self.emit_order(reveal=True)

    def set_spec(self, spec: FilterSpec) -> None:
        """Filter."""
        if spec != self.view.spec:
            self.view.spec = spec
            self.view.filter()
            self.emit_order(reveal=True)
            self.countsChanged.emit()

    def set_scope(self, folder: str | None) -> None:
        """Show only the photos in and below a folder; None shows all."""
        if folder is not None and self.root is not None and Path(folder) == self.root:
            folder = None
        if folder != self.view.scope:
            self.view.scope = folder
            self.view.filter()
            self.emit_order(reveal=True)
            self.countsChanged.emit()

    def emit_order(self, *, reveal: bool) -> None:
        """Make sure that the current photo is a visible one, then say that the order changed."""
        position = self.table.position(self.current)
        if self.untouched or position < 0 or not (self.view.order == position).any():
            first = int(self.view.order[0]) if len(self.view.order) else -1
            follower = self.view.successor(position) if position >= 0 and not self.untouched else first
            self.current = int(self.table.columns.ids[follower]) if follower >= 0 else -1
        self.orderChanged.emit(reveal)

    # -- decisions -----------------------------------------------------------------------------------------------

    def accept(self, proposal: Proposal) -> None:
        """Do what a proposal says; the words for the status bar name what was left alone."""
        self._follower.accept(proposal)

    def propose_reject_below(self, threshold: float, *, only_shown: bool = False) -> Proposal:
        """What "reject below the threshold" would do in the folder or subfolder, or to what the filter shows of it."""
        from app.culling.proposals import reject_below

        return reject_below(self.view.target_columns(only_shown), threshold)
