"""Under which names the files of a set fit into a folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import replace
from enum import Enum, auto
from pathlib import Path
from typing import NamedTuple

from app.catalog.transfers import JournalFile
from app.culling.transfer_files import Tick, Trouble, lstat, same_content, source_trouble, two_names
from app.culling.transfer_model import CollisionRule, FileSet, Outcome, TransferMode, TransferSettings
from app.photos.formats import kind_of

MOST_NAMES = 9999
"""So many names are tried for a set before it is given up."""


def renamed(name: str, stem: str, number: int) -> str:
    """``IMG_1.CR2.xmp`` of the stem ``IMG_1`` with number 2 -> ``IMG_1-2.CR2.xmp``; number 0 changes nothing."""
    if not number:
        return name
    if name[: len(stem)].casefold() == stem.casefold():
        return f"{name[: len(stem)]}-{number}{name[len(stem) :]}"
    head, dot, tail = name.partition(".")
    return f"{head}-{number}{dot}{tail}"


class _Fit(Enum):
    FREE = auto()
    ITSELF = auto()
    SAME = auto()
    TAKEN = auto()


class Choice(NamedTuple):
    """Whether a set can go; ``outcome`` None means that it can, and that its targets are set."""

    outcome: Outcome | None
    reason: str = ""


class Chooser:
    """Finds names under which whole sets fit."""

    def __init__(self, settings: TransferSettings, earlier: Iterable[JournalFile], tick: Tick) -> None:
        self._settings = settings
        self._tick = tick
        self._reserved: set[Path] = set()
        self._earlier = {(file.source, file.target): file for file in earlier}

    def choose(self, files: FileSet) -> Choice:
        """Set the targets of a set.

        Raises:
            Cancelled: by the tick.
        """
        folder = files.folder
        if folder is None:
            return Choice(None)
        try:
            for number in range(MOST_NAMES):
                targets = [folder / renamed(file.source.name, files.stem, number) for file in files.files]
                fits = [self._fit(file, target) for file, target in zip(files.files, targets, strict=True)]
                found = self._judge(files, fits, targets)
                if found is not None:
                    return found
        except Trouble as trouble:
            return Choice(Outcome.FAILED, trouble.reason)
        return Choice(Outcome.FAILED, f"{MOST_NAMES:,} files of this name are in {folder} already.")

    def _judge(self, files: FileSet, fits: list[_Fit], targets: list[Path]) -> Choice | None:
        """What these names mean for the set; None to try the next ones."""
        if _Fit.TAKEN in fits:
            taken = targets[fits.index(_Fit.TAKEN)]
            is_photo = [kind_of(file.source) is not None for file in files.files]
            if all(fit in (_Fit.SAME, _Fit.ITSELF) for fit, photo in zip(fits, is_photo, strict=True) if photo):
                return Choice(Outcome.SKIPPED, f"The photo is there already, beside another {taken.name}.")
            if self._settings.rule is CollisionRule.RENAME:
                return None
            return Choice(Outcome.SKIPPED, f"Another file named {taken.name} is there.")
        if all(fit is _Fit.ITSELF for fit in fits):
            self._set(files, fits, targets)
            return Choice(Outcome.ALREADY)
        self._set(files, fits, targets)
        moves = self._settings.mode is TransferMode.MOVE
        if not moves and _Fit.FREE not in fits:
            return Choice(Outcome.ALREADY)
        return Choice(None)

    def _set(self, files: FileSet, fits: list[_Fit], targets: list[Path]) -> None:
        self._reserved.update(targets)
        files.files = [
            replace(
                file,
                target=target,
                existed=fit is not _Fit.FREE,
                keep_source=file.keep_source or fit is _Fit.ITSELF,
            )
            for file, fit, target in zip(files.files, fits, targets, strict=True)
        ]

    def _fit(self, file: JournalFile, target: Path) -> _Fit:
        if target in self._reserved and target != file.target:
            return _Fit.TAKEN
        there = lstat(target)
        if there is None:
            return _Fit.FREE
        try:
            source = file.source.stat()
            if os.path.samestat(source, there):
                apart = file.source != target and two_names(file.source, target)
                return _Fit.SAME if apart else _Fit.ITSELF
            if not stat.S_ISREG(there.st_mode) or there.st_size != source.st_size:
                return _Fit.TAKEN
            if self._is_trusted(file, target, source, there):
                return _Fit.SAME
            return _Fit.SAME if same_content(file.source, target, self._tick) else _Fit.TAKEN
        except OSError as error:
            raise source_trouble(error) from error

    def _is_trusted(self, file: JournalFile, target: Path, source: os.stat_result, there: os.stat_result) -> bool:
        """Whether the two were compared when an earlier transfer finished, and neither was touched since."""
        known = self._earlier.get((file.source, target))
        return known is not None and (known.size, known.mtime_ns, known.target_mtime_ns) == (
            source.st_size,
            source.st_mtime_ns,
            there.st_mtime_ns,
        )
