"""Does what a plan says, set by set: every file is safe at its new place before the first one leaves the old.

The journal is written ahead: before files of a batch are touched it names them and their targets, and after the batch
it says that they are done and lets the photos' rows follow, in one transaction. A kill at any point leaves at most one
batch to look at again (`transfer_recovery`), temporary files whose names the journal gives, and nothing half.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path
from typing import NamedTuple

from app.catalog.lane import CatalogLane
from app.catalog.transfers import FileState, JournalFile, JournalTransfer, TransferState
from app.culling.transfer_files import (
    Cancelled,
    Occupied,
    OtherDisk,
    Trouble,
    copy_to,
    link,
    lstat,
    make_folders,
    remove,
    rename_onto_nothing,
    same_content,
    source_trouble,
    sync_folders,
    take_name,
    target_trouble,
)
from app.culling.transfer_model import Entry, FileSet, Outcome, TransferMode, settings_row
from app.culling.transfer_plan import Plan, needs_copy
from app.culling.transfer_report import TransferReport
from app.culling.trash import put_in_trash

BATCH_SETS = 64
BATCH_BYTES = 256 * 1024 * 1024
"""What lies between two looks into the journal."""

_TELL_EVERY = 0.1


class TransferProgress(NamedTuple):
    """How far it is.

    Attributes:
        sets, total_sets: photos or pairs that are done, and all.
        bytes, total_bytes: written; 0 where nothing has to be.
        name: the file in hand.
        seconds_left: None while nobody can tell.
    """

    sets: int
    total_sets: int
    bytes: int
    total_bytes: int
    name: str
    seconds_left: float | None


class How(Enum):
    """How a file got to its new place; what has to be done to take that back."""

    COPIED = auto()
    LINKED = auto()
    RENAMED = auto()
    TRASHED = auto()
    THERE = auto()


@dataclass(slots=True)
class Placed:
    """A set whose files are all at their new places."""

    files: FileSet
    hows: list[How]


class TransferRun:
    """Carries out one plan; used once, in any thread but the lane's.

    Args:
        lane: of the catalogue that keeps the journal.
        plan: what to do.
        on_progress: told about ten times a second.
        cancelled: asked between files and every few megabytes.
        undo_of: the transfer that this one takes back, with the journal file that each source belongs to.
    """

    def __init__(
        self,
        lane: CatalogLane,
        plan: Plan,
        *,
        on_progress: Callable[[TransferProgress], None] = lambda _progress: None,
        cancelled: Callable[[], bool] = lambda: False,
        undo_of: tuple[JournalTransfer, dict[Path, int]] | None = None,
    ) -> None:
        self._lane = lane
        self._plan = plan
        self._settings = plan.settings
        self._on_progress = on_progress
        self._cancelled = cancelled
        self._undo_of = undo_of
        self._entries: list[Entry] = []
        self._state = TransferState.DONE
        self._reason = ""
        self._made: set[Path] = set()
        self._clock = _Clock(len(plan.sets), 2 * plan.bytes_to_copy)
        self._transfer: JournalTransfer | None = None

    def run(self) -> TransferReport:
        """Do it. What went wrong with single photos, or ended it early, is in the report.

        Raises:
            UserError: the catalogue cannot be written; what was done by then is in the journal.
        """
        started = time.monotonic()
        plan, settings = self._plan, self._settings
        if plan.sets:
            self._begin()
            waiting = iter(list(_batches(plan.sets)))
            for batch in waiting:
                self._batch(batch)
                if self._state is not TransferState.DONE:
                    break
            for batch in waiting:
                self._entries += [files.entry(Outcome.NOT_REACHED) for files in batch]
            self._end()
        return TransferReport(
            settings.mode,
            settings.destination if self._undo_of is None else None,
            self._state,
            [*self._entries, *plan.settled],
            self._reason,
            None if self._transfer is None else self._transfer.id,
            self._clock.written,
            time.monotonic() - started,
            undo=self._undo_of is not None,
        )

    # -- the journal ---------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        plan, settings = self._plan, self._settings
        files = [file for each in plan.sets for file in each.files]
        undo_of = None if self._undo_of is None else self._undo_of[0].id
        self._transfer, entered = self._lane.call(
            lambda catalog: catalog.transfers.begin(
                settings.mode.value, settings.destination, settings_row(settings), files, undo_of
            )
        )
        at = iter(entered)
        for each in plan.sets:
            each.files = [replace(file, id=next(at).id) for file in each.files]

    def _end(self) -> None:
        transfer = self._transfer
        assert transfer is not None
        self._lane.call(lambda catalog: catalog.transfers.end(transfer.id, self._state))

    def _start(self, files: Sequence[JournalFile]) -> None:
        self._lane.call(lambda catalog: catalog.transfers.start(files))

    # -- a batch -------------------------------------------------------------------------------------------------

    def _batch(self, batch: Sequence[FileSet]) -> None:
        self._start([file for each in batch for file in each.files])
        placed: list[Placed] = []
        left: list[JournalFile] = []
        for each in batch:
            if self._state is not TransferState.DONE or self._cancelled():
                self._stop(TransferState.CANCELLED)
                self._entries.append(each.entry(Outcome.NOT_REACHED))
                left += [replace(file, state=FileState.PLANNED) for file in each.files]
                continue
            done = self._try(each)
            if done is None:
                left += [replace(file, state=FileState.LEFT) for file in each.files]
            else:
                placed.append(done)
            self._clock.sets += 1
            self._tell(each.photo.name)
        done_files = self._secure(placed)
        self._settle(done_files, left)

    def _try(self, each: FileSet) -> Placed | None:
        """Place a set, or say in the report why not."""
        try:
            for _attempt in range(5):
                try:
                    self._check_destination()
                    return self._place(each)
                except Occupied:
                    # Somebody wrote there since the plan was made: choose again, and say so before touching it.
                    choice = self._plan.chooser.choose(each)
                    if choice.outcome is not None:
                        self._entries.append(each.entry(choice.outcome, choice.reason))
                        return None
                    self._start(each.files)
            words = "Another program keeps writing files of the same name there."
            self._entries.append(each.entry(Outcome.FAILED, words))
        except Cancelled:
            self._stop(TransferState.CANCELLED)
            self._entries.append(each.entry(Outcome.NOT_REACHED))
        except Trouble as trouble:
            self._entries.append(each.entry(Outcome.FAILED, trouble.reason))
            if trouble.stops:
                self._stop(TransferState.STOPPED, trouble.reason)
        return None

    def _check_destination(self) -> None:
        """A share that vanishes may leave an empty folder of its name, on the system's own disk."""
        destination = self._settings.destination
        if destination is None:
            return
        try:
            device = destination.stat().st_dev
        except OSError as error:
            if not self._made and isinstance(error, FileNotFoundError):
                return  # it is made with the first file
            raise target_trouble(error, destination / "x") from error
        if self._plan.device not in (None, device):
            words = f"The disk or share of {destination} was taken away. Bring it back, then do the same again."
            raise Trouble(words, stops=True)

    def _stop(self, state: TransferState, reason: str = "") -> None:
        if self._state is TransferState.DONE:
            self._state, self._reason = state, reason

    def _place(self, each: FileSet) -> Placed:
        """Bring all files of a set to their places, or none."""
        hows: list[How] = []
        before = list(each.files)
        try:
            for at, file in enumerate(before):
                file, how = self._place_file(file)
                each.files[at] = file
                hows.append(how)
        except BaseException:
            take_back(list(zip(each.files, hows, strict=False)))
            each.files = before
            raise
        return Placed(each, hows)

    def _place_file(self, file: JournalFile) -> tuple[JournalFile, How]:
        try:
            status = file.source.stat()
        except OSError as error:
            raise source_trouble(error) from error
        file = replace(file, size=status.st_size, mtime_ns=status.st_mtime_ns)
        if self._settings.mode is TransferMode.TRASH:
            place = put_in_trash(file.source)
            return replace(file, target=place, target_mtime_ns=status.st_mtime_ns), How.TRASHED
        target = file.target
        assert target is not None
        if file.existed:
            same = self._still_same(file.source, target)
            return replace(file, target_mtime_ns=same.st_mtime_ns), How.THERE
        self._make_folders(target.parent)
        how, digest = self._bring(file, target)
        there = lstat(target)
        if there is None:
            raise Trouble(f"{target} vanished as soon as it was written. Check the disk or share.", stops=True)
        return replace(file, target_mtime_ns=there.st_mtime_ns, digest=digest), how

    def _still_same(self, source: Path, target: Path) -> os.stat_result:
        """Make sure that a file found at the destination is what it was when the plan was made."""
        there = lstat(target)
        try:
            # Before a move takes a file away its twin is compared once more, byte by byte.
            same = there is not None and (
                self._settings.mode is not TransferMode.MOVE or same_content(source, target, self._tick)
            )
        except OSError as error:
            raise source_trouble(error) from error
        if there is None or not same:
            raise Trouble(f"{target.name} changed at the destination meanwhile. Do the same again.")
        return there

    def _bring(self, file: JournalFile, target: Path) -> tuple[How, str | None]:
        if not needs_copy(file, self._settings):
            if link(file.source.resolve() if file.source.is_symlink() else file.source, target):
                return How.LINKED, None
            if self._settings.mode is TransferMode.LINK:
                raise Trouble(f"The disk of {target.parent} knows no hard links. Copy the photos instead.", stops=True)
            with suppress(OtherDisk):
                rename_onto_nothing(file.source, target)
                return How.RENAMED, None
        assert self._transfer is not None
        temporary = temporary_name(self._transfer, file, target)
        digest = copy_to(file.source, temporary, target, (file.size, file.mtime_ns), self._tick)
        try:
            take_name(temporary, target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        return How.COPIED, digest

    def _make_folders(self, folder: Path) -> None:
        if folder in self._made:
            return
        missing = []
        for above in (folder, *folder.parents):
            if lstat(above) is not None:
                break
            missing.append(above)
        if missing:
            transfer = self._transfer
            assert transfer is not None
            self._lane.call(lambda catalog: catalog.transfers.made_folders(transfer.id, missing[::-1]))
            make_folders(folder)
        self._made.add(folder)

    # -- after the last file of a batch is in its place ----------------------------------------------------------

    def _secure(self, placed: Sequence[Placed]) -> list[JournalFile]:
        """Bring the new names onto the disk, then let a move take the old ones away."""
        if self._settings.mode is TransferMode.TRASH:
            return [file for each in placed for file in self._report_done(each)]
        try:
            targets = [file.target for each in placed for file in each.files.files if file.target is not None]
            sync_folders({target.parent for target in targets})
            if placed:
                self._check_destination()
            if gone := [target for target in targets if lstat(target) is None]:
                raise Trouble(f"{gone[0]} is no longer there. Check the disk or share.", stops=True)
        except Trouble as trouble:
            self._stop(TransferState.STOPPED, trouble.reason)
            self._entries += [each.files.entry(Outcome.FAILED, trouble.reason) for each in placed]
            return []
        done: list[JournalFile] = []
        for each in placed:
            if self._settings.mode is TransferMode.MOVE:
                done += self._leave(each)
            else:
                done += self._report_done(each)
        return done

    def _report_done(self, each: Placed) -> list[JournalFile]:
        self._entries.append(each.files.entry(Outcome.DONE))
        return [replace(file, state=FileState.DONE) for file in each.files.files]

    def _leave(self, each: Placed) -> list[JournalFile]:
        """Take the sources of a set away; where the first cannot be, the set stays where it was."""
        for at, file in enumerate(each.files.files):
            if file.keep_source:
                continue
            try:
                remove(file.source, (file.size, file.mtime_ns))
            except Trouble as trouble:
                first = not any(lstat(earlier.source) is None for earlier in each.files.files[:at])
                if first and How.RENAMED not in each.hows:
                    take_back(list(zip(each.files.files, each.hows, strict=True)))
                    self._entries.append(each.files.entry(Outcome.FAILED, trouble.reason))
                    return [replace(file, state=FileState.LEFT) for file in each.files.files]
                reason = f"{file.source.name} is in both places: {trouble.reason}"
                self._entries.append(each.files.entry(Outcome.FAILED, reason))
                return [replace(file, state=FileState.DONE) for file in each.files.files]
        return self._report_done(each)

    def _settle(self, done: Sequence[JournalFile], left: Sequence[JournalFile]) -> None:
        moved, gone = rows_to_follow(self._settings.mode, done)
        undone: list[int] = []
        if self._undo_of is not None:
            mine = self._undo_of[1]
            undone = [mine[f.source] for f in done if f.state is FileState.DONE and f.source in mine]
        self._lane.call(lambda catalog: catalog.transfers.settle([*done, *left], moved=moved, gone=gone, undone=undone))

    # -- progress ------------------------------------------------------------------------------------------------

    def _tick(self, size: int) -> None:
        self._clock.bytes += size
        self._tell("")
        if self._cancelled():
            raise Cancelled

    def _tell(self, name: str) -> None:
        progress = self._clock.progress(name)
        if progress is not None:
            self._on_progress(progress)


def temporary_name(transfer: JournalTransfer, file: JournalFile, target: Path) -> Path:
    """Hidden, so that no scan takes it for a photo; beside the target, so that taking its name is one step."""
    return target.with_name(f".keepers-{transfer.token}-{file.id}.part")


def rows_to_follow(mode: TransferMode, done: Sequence[JournalFile]) -> tuple[dict[int, Path], list[int]]:
    """Photo id -> new place, and photos that are gone, after these files were brought over."""
    photos = [file for file in done if file.photo_id is not None and file.state is FileState.DONE]
    if mode is TransferMode.TRASH:
        return {}, [file.photo_id for file in photos if file.photo_id is not None]
    if mode is not TransferMode.MOVE:
        return {}, []
    gone = [file for file in photos if not file.keep_source and lstat(file.source) is None]
    return {f.photo_id: f.target for f in gone if f.photo_id is not None and f.target is not None}, []


def take_back(placed: Sequence[tuple[JournalFile, How]]) -> None:
    """Undo the placing of files, as far as the disk lets it; nothing that was there before is touched."""
    for file, how in reversed(placed):
        if file.target is None:
            continue
        with suppress(OSError, Occupied, OtherDisk, Trouble):  # the trouble that led here is what gets told
            if how in (How.COPIED, How.LINKED):
                file.target.unlink()
            elif how in (How.RENAMED, How.TRASHED):
                rename_onto_nothing(file.target, file.source)


def _batches(sets: Sequence[FileSet]) -> Iterator[list[FileSet]]:
    batch: list[FileSet] = []
    size = 0
    for each in sets:
        batch.append(each)
        size += sum(file.size for file in each.files)
        if len(batch) >= BATCH_SETS or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class _Clock:
    """Counts, and foretells the end."""

    def __init__(self, total_sets: int, total_bytes: int) -> None:
        self.sets = 0
        self.bytes = 0
        self._total_sets = total_sets
        self._total_bytes = total_bytes
        self._started = time.monotonic()
        self._told = 0.0

    @property
    def written(self) -> int:
        """Bytes written: every one counts once as written and once as read again."""
        return self.bytes // 2

    def progress(self, name: str) -> TransferProgress | None:
        """What to tell, or None where something was told just now."""
        now = time.monotonic()
        if now - self._told < _TELL_EVERY and self.sets < self._total_sets:
            return None
        self._told = now
        share = self.bytes / self._total_bytes if self._total_bytes else self.sets / max(1, self._total_sets)
        spent = now - self._started
        left = spent / share * (1 - share) if share > 0.01 and spent > 1 else None
        return TransferProgress(self.sets, self._total_sets, self.written, self._total_bytes // 2, name, left)
