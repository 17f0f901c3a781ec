"""Which files go where, worked out before anything is touched."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.catalog.transfers import JournalFile
from app.culling.transfer_files import Tick
from app.culling.transfer_model import (
    CollisionRule,
    Entry,
    FileSet,
    Outcome,
    PhotoAt,
    TransferMode,
    TransferSettings,
    size_words,
)
from app.culling.transfer_names import Chooser
from app.culling.transfer_sets import Gatherer, with_ids
from app.culling.wording import in_digits, translate
from app.culling.wording import photos as in_words
from app.errors import UserError
from app.photos.formats import kind_of

_SPARE_BYTES = 4096
"""What a file may need on the disk beyond its size."""


@dataclass(slots=True)
class Plan:
    """A transfer before it is done.

    Attributes:
        sets: what there is to do.
        settled: what needs no doing, or cannot be done.
        bytes_to_copy: what will be written; links and moves within a disk write nothing.
        chooser: finds names, also later, where one was taken meanwhile.
        device: number of the disk that the destination is on, or will be; None for the trash.
    """

    settings: TransferSettings
    sets: list[FileSet]
    settled: list[Entry]
    bytes_to_copy: int
    chooser: Chooser
    device: int | None = None

    @property
    def file_count(self) -> int:
        """Files to bring over, sidecars and partners included."""
        return sum(len(each.files) for each in self.sets)


def make_plan(
    photos: Sequence[PhotoAt],
    settings: TransferSettings,
    *,
    ids_of: Callable[[Sequence[Path]], Mapping[Path, int]],
    earlier: Iterable[JournalFile] = (),
    arrived: Iterable[JournalFile] = (),
    tick: Tick = lambda _size: None,
) -> Plan:
    """Look at all files and choose their targets; nothing is touched.

    Args:
        photos: what goes, in the order of the work.
        ids_of: catalogue ids of paths, for pair partners.
        earlier: what earlier transfers brought to the destination: not compared again while neither side changed.
        arrived: what the interrupted transfer that this one goes on with has brought there.
        tick: called now and then; may raise `Cancelled`.

    Raises:
        UserError: it cannot be done at all: no room, no right to write, no such disk; names are taken and the rule is
            to refuse.
        Cancelled: by ``tick``.
    """
    check_destination(settings)
    # Before the long look at the files: should the disk be taken away meanwhile, it shows.
    device = None if settings.destination is None else _device(nearest_folder(settings.destination))
    gathered = Gatherer(settings, tick).gather(photos)
    sets = with_ids(gathered.sets, ids_of)
    chooser = Chooser(settings, earlier, tick, arrived)
    todo: list[FileSet] = []
    refused: list[FileSet] = []
    for files in sets:
        found = chooser.choose(files)
        if found.outcome is None:
            todo.append(files)
        elif found.outcome is Outcome.SKIPPED and settings.rule is CollisionRule.REFUSE:
            refused.append(files)
        else:
            gathered.settled.append(files.entry(found.outcome, found.reason))
    if refused:
        raise _refusal(refused, settings)
    for number, files in enumerate(todo):
        files.files = [replace(file, set_no=number) for file in files.files]
    plan = Plan(settings, todo, gathered.settled, 0, chooser, device)
    plan.bytes_to_copy = sum(file.size for each in todo for file in each.files if needs_copy(file, settings))
    _check_sources(plan)
    check_room(plan)
    return plan


def needs_copy(file: JournalFile, settings: TransferSettings) -> bool:
    """Whether the bytes of a file have to be written anew."""
    if file.existed or settings.destination is None:
        return False
    if settings.mode is TransferMode.COPY or file.keep_source:
        return True
    if settings.mode is TransferMode.LINK:
        # A sidecar is edited, and an edit of one name of a hard link may change the other.
        return kind_of(file.source) is None
    return _device(file.source) != _device(nearest_folder(settings.destination))


def nearest_folder(folder: Path) -> Path:
    """The folder itself, or the nearest one above that is there."""
    for candidate in (folder, *folder.parents):
        if os.path.lexists(candidate):
            return candidate
    return folder


def _device(path: Path) -> int:
    try:
        return path.stat().st_dev
    except OSError:
        return -1  # vanished since; doing it says so


# -- whether it can be done at all -------------------------------------------------------------------------------


def check_destination(settings: TransferSettings) -> None:
    """Make sure that the destination is, or can be made, a folder that may be written to.

    Raises:
        UserError: it is not.
    """
    destination = settings.destination
    if destination is None:
        return
    if not destination.is_absolute():
        raise ValueError(f"{destination} is not absolute")
    nearest = nearest_folder(destination)
    try:
        if not stat.S_ISDIR(nearest.stat().st_mode):
            raise UserError(f"{nearest} is a file, not a folder. Choose a folder as the destination.")
    except OSError as error:
        raise UserError(f"The destination {nearest} cannot be reached: {error.strerror}. Choose another.") from error
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise UserError(f"{nearest} may not be written to. Change its permissions or choose another destination.")


def _check_sources(plan: Plan) -> None:
    settings = plan.settings
    files = [file for each in plan.sets for file in each.files]
    if settings.mode in (TransferMode.MOVE, TransferMode.TRASH):
        for folder in dict.fromkeys(file.source.parent for file in files if not file.keep_source):
            if not os.access(folder, os.W_OK | os.X_OK):
                raise UserError(
                    f"Nothing can be taken out of {folder}: it is read-only. Copy the photos, or make it writable."
                )
    if settings.mode is TransferMode.LINK and settings.destination is not None:
        device = _device(nearest_folder(settings.destination))
        if any(_device(file.source) != device for file in files if kind_of(file.source) is not None):
            raise UserError(
                f"Hard links work only within one disk, and {settings.destination} is on another than the photos. "
                "Copy them instead."
            )


def check_room(plan: Plan) -> None:
    """Make sure before the first byte that all of them fit.

    Raises:
        UserError: they do not.
    """
    destination = plan.settings.destination
    if destination is None or not plan.bytes_to_copy:
        return
    needed = plan.bytes_to_copy + _SPARE_BYTES * plan.file_count
    try:
        free = shutil.disk_usage(nearest_folder(destination)).free
    except OSError as error:
        raise UserError(f"The disk of {destination} does not answer: {error.strerror}. Choose another.") from error
    if free < needed:
        raise UserError(
            f"{destination} has {size_words(free)} free, but {in_words(len(plan.sets))} with what belongs to them need "
            f"{size_words(needed)}. Free some space or choose another destination; nothing was copied."
        )


def _refusal(refused: Sequence[FileSet], settings: TransferSettings) -> UserError:
    names = ", ".join(files.photo.name for files in refused[:3])
    if len(refused) > 3:
        names = translate("Culling", "{names} and {count} more").format(names=names, count=in_digits(len(refused) - 3))
    return UserError(
        f"Other files with the names of {in_words(len(refused))} are in {settings.destination} already: {names}. "
        "Nothing was done. Choose another destination, or have them renamed or skipped."
    )
