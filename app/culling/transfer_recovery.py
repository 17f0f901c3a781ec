"""After a kill, a power cut, an unplugged disk: bring what was in hand into order, so that a second run can go on."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from app.catalog.lane import CatalogLane
from app.catalog.transfers import FileState, JournalFile, JournalTransfer, TransferState
from app.culling.transfer import rows_to_follow, temporary_name
from app.culling.transfer_files import (
    Occupied,
    OtherDisk,
    Trouble,
    copy_to,
    link,
    lstat,
    remove,
    rename_onto_nothing,
    same_content,
    take_name,
)
from app.culling.transfer_model import TransferMode
from app.culling.trash import find_in_trash, put_in_trash
from app.culling.wording import photos


def recover(lane: CatalogLane) -> list[str]:
    """Put in order what interrupted transfers left; call only inside `only_transfer`.

    Temporary files go. A set that had begun to leave its old place is brought to the new one; a set that had not stays,
    and the next plan finds what is there of it already. A transfer whose disk is not plugged in waits.

    Returns:
        a sentence for each interrupted transfer.
    """
    told = []
    for transfer in lane.call(lambda catalog: catalog.transfers.cut_off()):
        destination = transfer.destination
        if is_away(transfer):
            told.append(f"{destination} is not there, so the transfer to it that was interrupted stays as it is.")
            continue
        _recover(lane, transfer)
        after = lane.call(lambda catalog, key=transfer.id: catalog.transfers.transfer(key))  # type: ignore[misc]
        told.append(
            f"A transfer{f' to {destination}' if destination is not None else ''} ({transfer.mode}) "
            f"had been interrupted after {after.done:,} of {photos(after.sets)}; it was put in order."
        )
    return told


def would_recover(transfers: Sequence[JournalTransfer]) -> list[str]:
    """What `recover` would do with interrupted transfers, a sentence for each; nothing is touched."""
    told = []
    for transfer in transfers:
        destination = transfer.destination
        was = (
            f"A transfer{f' to {destination}' if destination is not None else ''} ({transfer.mode}) "
            f"was interrupted after {transfer.done:,} of {photos(transfer.sets)}"
        )
        if is_away(transfer):
            told.append(f"{was}. {destination} is not there, so it would stay as it is.")
        else:
            told.append(
                f"{was}. It would be put in order first: photos that had begun to leave would be brought over whole, "
                "temporary files would be taken away. What is said here does not count with that."
            )
    return told


def is_away(transfer: JournalTransfer) -> bool:
    """Whether the disk that holds what has been done is not plugged in."""
    destination = transfer.destination
    return destination is not None and transfer.done > 0 and lstat(destination) is None


def _recover(lane: CatalogLane, transfer: JournalTransfer) -> None:
    files = lane.call(lambda catalog: catalog.transfers.files(transfer.id))
    started = [file for file in files if file.state is FileState.STARTED]
    mode = TransferMode(transfer.mode)
    settled: list[JournalFile] = []
    for _, group in groupby(started, key=lambda file: file.set_no):
        each = list(group)
        for file in each:
            if file.target is not None:
                with suppress(OSError):  # on a share that is gone; hidden and harmless
                    temporary_name(transfer, file, file.target).unlink(missing_ok=True)
        settled += _recover_trash(each) if mode is TransferMode.TRASH else _recover_set(transfer, each, mode)
    moved, gone = rows_to_follow(mode, settled)
    undone: list[int] = []
    if transfer.undo_of is not None:
        undone = _undone(lane, transfer.undo_of, settled)
    lane.call(lambda catalog: catalog.transfers.settle(settled, moved=moved, gone=gone, undone=undone))
    lane.call(lambda catalog: catalog.transfers.end(transfer.id, TransferState.STOPPED))


def _undone(lane: CatalogLane, undo_of: int, settled: Sequence[JournalFile]) -> list[int]:
    back = {file.source for file in settled if file.state is FileState.DONE}
    theirs = lane.call(lambda catalog: catalog.transfers.files(undo_of))
    return [file.id for file in theirs if file.target in back]


def _recover_set(transfer: JournalTransfer, files: Sequence[JournalFile], mode: TransferMode) -> list[JournalFile]:
    """Finish a set that had begun to leave, or say that it is still to be done."""
    pairs = [(file, file.target) for file in files if file.target is not None]
    for file, target in pairs:
        _drop_placeholder(file, target)
    arrived = [lstat(target) is not None for _, target in pairs]
    left = [lstat(file.source) is None for file, _ in pairs]
    finished = all(arrived) and mode is not TransferMode.MOVE and all(_is_whole(file, target) for file, target in pairs)
    if finished:
        return [_done(file, target) for file, target in pairs]
    if mode is not TransferMode.MOVE or not any(left):
        # Nothing is lost and nothing half: what has arrived will be found there.
        return [replace(file, state=FileState.PLANNED) for file in files]
    done = []
    for (file, target), is_there, is_gone in zip(pairs, arrived, left, strict=True):
        try:
            if not is_there and not is_gone and file.keep_source:
                _copy(transfer, file, target)
            elif not is_there and not is_gone:
                _bring(file.source, target)
            elif is_there and not is_gone and not file.keep_source and _is_whole(file, target):
                remove(file.source, (file.size, file.mtime_ns))
        except (Trouble, Occupied, OtherDisk, OSError):
            # It stays at the old place, whole; the report of the next run names it if it is a photo.
            done.append(replace(file, state=FileState.LEFT))
            continue
        done.append(_done(file, target))
    return done


def _copy(transfer: JournalTransfer, file: JournalFile, target: Path) -> None:
    """What another photo needs, too, stays where it is."""
    temporary = temporary_name(transfer, file, target)
    copy_to(file.source, temporary, target, (file.size, file.mtime_ns), lambda _size: None)
    try:
        take_name(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _bring(source: Path, target: Path) -> None:
    """Within a disk, for that is where a set can be half gone: a copied set leaves only when all of it has arrived."""
    if link(source, target):
        source.unlink()
    else:
        rename_onto_nothing(source, target)


def _drop_placeholder(file: JournalFile, target: Path) -> None:
    """Take away the empty file that reserved a name for a rename that did not happen."""
    there, source = lstat(target), lstat(file.source)
    if there is not None and source is not None and not there.st_size and source.st_size and not file.existed:
        target.unlink()


def _is_whole(file: JournalFile, target: Path) -> bool:
    if lstat(file.source) is None:
        return lstat(target) is not None
    return same_content(file.source, target)


def _done(file: JournalFile, target: Path) -> JournalFile:
    there = lstat(target)
    return replace(file, target_mtime_ns=there.st_mtime_ns if there else None, state=FileState.DONE)


def _recover_trash(files: Sequence[JournalFile]) -> list[JournalFile]:
    """A set of which something is in the trash goes there whole."""
    gone = [lstat(file.source) is None for file in files]
    if not any(gone):
        return [replace(file, state=FileState.PLANNED) for file in files]
    done = []
    for file, is_gone in zip(files, gone, strict=True):
        try:
            place = find_in_trash(file.source) if is_gone else put_in_trash(file.source)
        except Trouble:
            done.append(replace(file, state=FileState.LEFT))
        else:
            done.append(replace(file, target=place, target_mtime_ns=file.mtime_ns, state=FileState.DONE))
    return done
