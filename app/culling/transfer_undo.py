"""Takes a transfer back: moved files go home, copies that nobody touched go away, trash gives back what it kept."""

from __future__ import annotations

import stat
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import groupby

from app.catalog.lane import CatalogLane
from app.catalog.transfers import FileState, JournalFile, JournalTransfer, TransferState
from app.culling.transfer import TransferProgress, TransferRun
from app.culling.transfer_files import Cancelled, Trouble, digest_of, lstat, same_content, source_trouble
from app.culling.transfer_model import (
    CollisionRule,
    Entry,
    FileSet,
    Outcome,
    TransferMode,
    TransferSettings,
    settings_of,
)
from app.culling.transfer_names import Chooser
from app.culling.transfer_plan import Plan, check_room, needs_copy
from app.culling.transfer_report import TransferReport
from app.culling.trash import forget_in_trash


class TransferUndo:
    """Takes back one transfer; used once, inside `only_transfer`."""

    def __init__(
        self,
        lane: CatalogLane,
        transfer: JournalTransfer,
        *,
        on_progress: Callable[[TransferProgress], None] = lambda _progress: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self._lane = lane
        self._transfer = transfer
        self._mode = TransferMode(transfer.mode)
        self._on_progress = on_progress
        self._cancelled = cancelled

    def run(self, *, dry_run: bool = False) -> TransferReport:
        """Do it; what could not be taken back is in the report.

        Raises:
            UserError: there is no room to move back to, or the catalogue cannot be written.
        """
        files = self._lane.call(lambda catalog: catalog.transfers.files(self._transfer.id))
        done = [file for file in files if file.state is FileState.DONE]
        sets = [list(group) for _, group in groupby(done, key=lambda file: file.set_no)]
        if self._mode in (TransferMode.COPY, TransferMode.LINK):
            report = self._remove_copies(sets, dry_run)
        else:
            report = self._move_back(sets, dry_run)
        # What failed can be tried again, unless trying again brought nothing.
        fruitless = not report.count(Outcome.DONE)
        if not dry_run and report.state is TransferState.DONE and (report.complete or fruitless):
            self._remove_folders()
            self._lane.call(lambda catalog: catalog.transfers.end(self._transfer.id, TransferState.UNDONE))
        return report

    # -- moves and the trash -------------------------------------------------------------------------------------

    def _move_back(self, sets: Sequence[Sequence[JournalFile]], dry_run: bool) -> TransferReport:
        plan = self._plan_back(sets)
        if dry_run:
            entries = [*(files.entry(Outcome.DONE) for files in plan.sets), *plan.settled]
            return TransferReport(self._mode, None, TransferState.DONE, entries, undo=True, dry_run=True)
        mine = {file.target: file.id for each in sets for file in each if file.target is not None}
        run = TransferRun(
            self._lane,
            plan,
            on_progress=self._on_progress,
            cancelled=self._cancelled,
            undo_of=(self._transfer, mine),
        )
        report = run.run()
        if self._mode is TransferMode.TRASH:
            for entry in report.entries:
                for source, _ in entry.files if entry.outcome is Outcome.DONE else ():
                    forget_in_trash(source)
        return replace(report, mode=self._mode)

    def _plan_back(self, sets: Sequence[Sequence[JournalFile]]) -> Plan:
        """The same move, the other way round; every file to the very name it had."""
        asked = settings_of(self._transfer)
        settings = TransferSettings(TransferMode.MOVE, asked.root, asked.root, rule=CollisionRule.SKIP)
        plan = Plan(settings, [], [], 0, Chooser(settings, (), self._tick))
        for each in sets:
            first = each[0]
            try:
                back = [turned for file in each if (turned := _turned(file, self._tick)) is not None]
            except Trouble as trouble:
                entry = Entry(first.source, Outcome.FAILED, ((first.source, first.target),), trouble.reason)
                plan.settled.append(entry)
                continue
            number = len(plan.sets)
            files = FileSet([replace(file, set_no=number) for file in back], first.source.stem, first.source.parent)
            if back:
                plan.sets.append(files)
        plan.bytes_to_copy = sum(file.size for each in plan.sets for file in each.files if needs_copy(file, settings))
        check_room(plan)
        return plan

    # -- copies and links ----------------------------------------------------------------------------------------

    def _remove_copies(self, sets: Sequence[Sequence[JournalFile]], dry_run: bool) -> TransferReport:
        started = time.monotonic()
        entries: list[Entry] = []
        state = TransferState.DONE
        told = 0.0
        for number, each in enumerate(sets):
            if self._cancelled():
                state = TransferState.CANCELLED
                entries += [_entry(rest, Outcome.NOT_REACHED) for rest in sets[number:]]
                break
            try:
                going = [file for file in each if _may_go(file, self._tick)]
                if not dry_run:
                    self._remove(each, going)
                entries.append(_entry(each, Outcome.DONE))
            except Cancelled:
                continue  # asked again at the next set
            except Trouble as trouble:
                entries.append(_entry(each, Outcome.FAILED, trouble.reason))
            if time.monotonic() - told > 0.1:
                told = time.monotonic()
                self._on_progress(TransferProgress(number + 1, len(sets), 0, 0, each[0].source.name, None))
        seconds = time.monotonic() - started
        return TransferReport(
            self._mode, None, state, entries, seconds=seconds, undo=True, dry_run=dry_run, transfer_id=self._transfer.id
        )

    def _remove(self, each: Sequence[JournalFile], going: Sequence[JournalFile]) -> None:
        for file in going:
            assert file.target is not None
            try:
                file.target.unlink(missing_ok=True)
            except OSError as error:
                raise source_trouble(error) from error
        settled = [replace(file, state=FileState.UNDONE) for file in each]
        self._lane.call(lambda catalog: catalog.transfers.settle(settled))

    # -- both ----------------------------------------------------------------------------------------------------

    def _tick(self, _size: int) -> None:
        if self._cancelled():
            raise Cancelled

    def _remove_folders(self) -> None:
        """Folders that were made for the transfer go where they are empty, also those that a part of it made that was
        cancelled before it had brought anything."""
        destination = self._transfer.destination
        if destination is None:
            return
        folders = self._lane.call(lambda catalog: catalog.transfers.folders_below(destination))
        for folder in reversed(folders):
            with suppress(OSError):  # it holds something by now, or is gone: both are as they should be
                folder.rmdir()


def _entry(files: Sequence[JournalFile], outcome: Outcome, reason: str = "") -> Entry:
    pairs = tuple((file.target, None) for file in files if file.target is not None)
    return Entry(files[0].source, outcome, pairs, reason)


def _may_go(file: JournalFile, tick: Callable[[int], None]) -> bool:
    """Whether a copy can be taken away: it was ours, is as we made it, and the original is there unchanged.

    Raises:
        Trouble: it must stay.
    """
    target = file.target
    there = None if target is None else lstat(target)
    if file.existed or target is None or there is None:
        return False
    original = lstat(file.source)
    if original is None:
        raise Trouble(f"{file.source} is gone, so {target} may be the only one left; it stays.")
    if (there.st_size, there.st_mtime_ns) != (file.size, file.target_mtime_ns):
        raise Trouble(f"{target.name} was changed after it was copied; it stays.")
    try:
        if (original.st_size, original.st_mtime_ns) != (file.size, file.mtime_ns) and (
            file.digest is None or digest_of(file.source, tick) != file.digest
        ):
            raise Trouble(f"{file.source} was changed, so {target} may be the only one of its kind; it stays.")
    except OSError as error:
        raise source_trouble(error) from error
    return True


def _turned(file: JournalFile, tick: Callable[[int], None]) -> JournalFile | None:
    """The way back of one file, or None where it has none to go.

    Raises:
        Trouble: the set cannot go back.
    """
    now, home = file.target, file.source
    if now is None:
        raise Trouble(f"Where {home.name} lies in the trash is not known. Put it back with the file manager.")
    status, there = lstat(now), lstat(home)
    if status is None:
        if there is not None:
            return None  # it is back already
        raise Trouble(f"{now} is no longer there.")
    occupied = False
    if there is not None:
        try:
            # A sidecar that is a link went as the file that it shows.
            shown = home.stat() if file.keep_source and home.exists() else there
            is_file = stat.S_ISREG(shown.st_mode) and shown.st_size == status.st_size
            occupied = is_file and same_content(now, home, tick)
        except OSError as error:
            raise source_trouble(error) from error
        if not occupied:
            if file.keep_source:
                return None  # a shared sidecar that was changed on both sides stays on both
            raise Trouble(f"Another file is at {home} by now.")
    return JournalFile(
        0,
        0,
        file.photo_id,
        now,
        home,
        status.st_size,
        status.st_mtime_ns,
        existed=occupied,
        # What was there before the move stays there.
        keep_source=file.existed,
    )
