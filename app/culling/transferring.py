"""Transfers from beginning to end: what the window and the command line call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.catalog.catalog import Catalog
from app.catalog.lane import CatalogLane
from app.catalog.transfers import FileState, JournalFile, JournalTransfer, TransferState
from app.culling.transfer import TransferProgress, TransferRun
from app.culling.transfer_files import Cancelled
from app.culling.transfer_lock import is_transferring, only_transfer
from app.culling.transfer_model import Outcome, PhotoAt, TransferMode, TransferSettings, settings_of
from app.culling.transfer_plan import Plan, make_plan
from app.culling.transfer_recovery import is_away, recover, would_recover
from app.culling.transfer_report import TransferReport
from app.culling.transfer_undo import TransferUndo
from app.errors import UserError

OnProgress = Callable[[TransferProgress], None]
IsCancelled = Callable[[], bool]


def _never() -> bool:
    return False


def _nobody(_progress: TransferProgress) -> None:
    pass


def transfer(
    lane: CatalogLane,
    photos: Sequence[PhotoAt],
    settings: TransferSettings,
    *,
    on_progress: OnProgress = _nobody,
    cancelled: IsCancelled = _never,
) -> TransferReport:
    """Bring photos to another place. What an interrupted transfer left is put in order first, so the same call again
    finishes what a kill cut off; nothing is done twice.

    Raises:
        UserError: it cannot be done at all; the text says why. Trouble with single photos is in the report.
    """
    with only_transfer(lane.call(_file_of)):
        notes = recover(lane)
        try:
            plan = _plan(lane, photos, settings, cancelled)
        except Cancelled:
            return TransferReport(settings.mode, settings.destination, TransferState.CANCELLED, (), notes=notes)
        report = TransferRun(lane, plan, on_progress=on_progress, cancelled=cancelled).run()
        return replace(report, notes=notes)


def put_in_order(lane: CatalogLane) -> list[str]:
    """Put in order what interrupted transfers left, as `transfer` does before it begins; a sentence for each."""
    with only_transfer(lane.call(_file_of)):
        return recover(lane)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a transfer would find before it could begin.

    Attributes:
        busy: another program is transferring.
        interrupted: transfers that were cut off, oldest first.
        notes: a sentence for each.
    """

    busy: bool
    interrupted: Sequence[JournalTransfer]
    notes: list[str]


def look_ahead(lane: CatalogLane, file: Path | None) -> Outlook:
    """What a transfer would find; nothing is touched.

    Args:
        lane: of the catalogue, or of a copy of it.
        file: of the catalogue itself; None for a database server.
    """
    if is_transferring(file):
        words = "Another Keepers window or command is copying or moving photos. This could begin only when it is done."
        return Outlook(True, (), [words])
    interrupted = lane.call(lambda catalog: catalog.transfers.cut_off())
    return Outlook(False, interrupted, would_recover(interrupted))


def dry_run(
    lane: CatalogLane,
    photos: Sequence[PhotoAt],
    settings: TransferSettings,
    outlook: Outlook,
    *,
    cancelled: IsCancelled = _never,
) -> TransferReport:
    """What `transfer` would do, down to each name; nothing is touched, nothing is made. Errors as of `transfer`.

    Args:
        outlook: see `look_ahead`. What was interrupted is told and left as it is.
    """
    try:
        plan = _plan(lane, photos, settings, cancelled)
    except Cancelled:
        return TransferReport(settings.mode, settings.destination, TransferState.CANCELLED, (), dry_run=True)
    entries = [*(files.entry(Outcome.DONE) for files in plan.sets), *plan.settled]
    report = TransferReport(
        settings.mode,
        settings.destination,
        TransferState.DONE,
        entries,
        bytes_copied=plan.bytes_to_copy,
        dry_run=True,
    )
    return _with(outlook, report)


def _with(outlook: Outlook, report: TransferReport) -> TransferReport:
    return replace(report, notes=outlook.notes, interrupted=outlook.interrupted, busy=outlook.busy)


def dry_undo(lane: CatalogLane, outlook: Outlook, *, cancelled: IsCancelled = _never) -> TransferReport:
    """What `undo_last` would do; nothing is touched. Arguments and errors as of `dry_run`."""
    last = lane.call(lambda catalog: catalog.transfers.undoable())
    cut_off = [transfer for transfer in outlook.interrupted if not is_away(transfer)]
    if cut_off and (last is None or last.id < cut_off[-1].id):
        words = (
            "If any of it has been brought over, it would be taken back then; which files shows when it is in order."
        )
        mode = TransferMode(cut_off[-1].mode)
        report = TransferReport(mode, None, TransferState.DONE, (), undo=True, dry_run=True)
        return replace(_with(outlook, report), notes=[*outlook.notes, words])
    return _with(outlook, TransferUndo(lane, _last(lane), cancelled=cancelled).run(dry_run=True))


def undo_last(
    lane: CatalogLane,
    *,
    on_progress: OnProgress = _nobody,
    cancelled: IsCancelled = _never,
) -> TransferReport:
    """Take back the newest transfer that has something to take back.

    Raises:
        UserError: there is none.
    """
    with only_transfer(lane.call(_file_of)):
        notes = recover(lane)
        report = TransferUndo(lane, _last(lane), on_progress=on_progress, cancelled=cancelled).run()
        return replace(report, notes=notes)


def _last(lane: CatalogLane) -> JournalTransfer:
    last = lane.call(lambda catalog: catalog.transfers.undoable())
    if last is None:
        raise UserError("There is no copy or move to take back.")
    return last


def go_on(
    lane: CatalogLane,
    interrupted: JournalTransfer,
    *,
    on_progress: OnProgress = _nobody,
    cancelled: IsCancelled = _never,
) -> TransferReport:
    """Do the rest of a transfer that was cut off, stopped or cancelled.

    Raises:
        UserError: it cannot be done; the text says why.
    """
    files = lane.call(lambda catalog: catalog.transfers.files(interrupted.id))
    open_states = (FileState.PLANNED, FileState.STARTED, FileState.LEFT)
    rest = [PhotoAt(f.photo_id, f.source) for f in files if f.photo_id is not None and f.state in open_states]
    return transfer(lane, rest, settings_of(interrupted), on_progress=on_progress, cancelled=cancelled)


def interrupted(lane: CatalogLane) -> JournalTransfer | None:
    """The transfer that could be gone on with: it was cut off, stopped or cancelled, and nothing came after it."""
    found = lane.call(lambda catalog: catalog.transfers.unfinished())
    if found is None or found.state is not TransferState.RUNNING:
        return found
    try:
        with only_transfer(lane.call(_file_of)):
            return found
    except UserError:
        return None  # another program is at it


def _plan(lane: CatalogLane, photos: Sequence[PhotoAt], settings: TransferSettings, cancelled: IsCancelled) -> Plan:
    def tick(_size: int) -> None:
        if cancelled():
            raise Cancelled

    def ids_of(paths: Sequence[Path]) -> dict[Path, int]:
        return lane.call(lambda catalog: catalog.ids_for_paths(paths))

    # A move compares byte by byte before it takes a file away; a copy may believe what the journal says.
    earlier: Sequence[JournalFile] = ()
    if settings.mode in (TransferMode.COPY, TransferMode.LINK):
        earlier = lane.call(lambda catalog: catalog.transfers.done_into(settings.destination))
    arrived = lane.call(lambda catalog: _arrived(catalog, settings))
    return make_plan(photos, settings, ids_of=ids_of, earlier=earlier, arrived=arrived, tick=tick)


def _arrived(catalog: Catalog, settings: TransferSettings) -> list[JournalFile]:
    """What the transfer that is gone on with has brought to the destination already."""
    unfinished = catalog.transfers.unfinished()
    if unfinished is None or unfinished.destination != settings.destination:
        return []
    return [file for file in catalog.transfers.files(unfinished.id) if file.state is FileState.DONE]


def _file_of(catalog: Catalog) -> Path | None:
    return catalog.file
