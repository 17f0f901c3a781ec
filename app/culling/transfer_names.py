"""Under which names the files of a set fit into a folder.

Sidecars and pairing go by the stem, in any case of letters: a photo beside another one of its stem would be taken for
its pair and share its sidecar. So a set fits only where neither its names nor its stems are used by another photo.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import replace
from enum import Enum, auto
from pathlib import Path
from typing import NamedTuple

from app.catalog.transfers import JournalFile
from app.culling.names import fold
from app.culling.transfer_files import (
    Tick,
    Trouble,
    lstat,
    same_content,
    source_trouble,
    target_trouble,
    two_names,
)
from app.culling.transfer_model import CollisionRule, FileSet, Outcome, TransferMode, TransferSettings
from app.photos.companions import NAME_SUFFIXES, STEM_SUFFIXES
from app.photos.formats import SUFFIXES, kind_of

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


def _keys(name: str) -> set[str]:
    """What a file's belonging is told by: a photo's stem and name, the rest of a sidecar's name; in one case."""
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 (text in hand)
    suffix = suffix.lower()
    if suffix in SUFFIXES:
        return {fold(stem), fold(name)}
    of_a_name = suffix in NAME_SUFFIXES and os.path.splitext(stem)[1].lower() in SUFFIXES  # noqa: PTH122
    return {fold(stem)} if suffix in STEM_SUFFIXES or of_a_name else set()


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

    def __init__(
        self,
        settings: TransferSettings,
        earlier: Iterable[JournalFile],
        tick: Tick,
        arrived: Iterable[JournalFile] = (),
    ) -> None:
        self._settings = settings
        self._tick = tick
        self._reserved: dict[Path, FileSet] = {}
        self._claims: dict[tuple[str, str], FileSet] = {}
        """Key of the folder and of a file in it -> the set that is to lie there."""
        self._listings: dict[Path, dict[str, list[str]]] = {}
        self._homes = {file.target: file.source for file in arrived}
        self._earlier = {(file.source, file.target): file for file in earlier}

    def choose(self, files: FileSet) -> Choice:
        """Set the targets of a set; called again where a name was taken meanwhile.

        Raises:
            Cancelled: by the tick.
        """
        folder = files.folder
        if folder is None:
            return Choice(None)
        if files.files[0].target is not None:
            self._listings.pop(folder, None)  # somebody wrote there since
        try:
            for number in range(MOST_NAMES):
                targets = _targets(files, folder, number)
                fits = [self._fit(files, file, target) for file, target in zip(files.files, targets, strict=True)]
                found = self._judge(files, fits, targets, number)
                if found is not None:
                    return found
        except Trouble as trouble:
            return Choice(Outcome.FAILED, trouble.reason)
        return Choice(Outcome.FAILED, f"{MOST_NAMES:,} files of this name are in {folder} already.")

    def _judge(self, files: FileSet, fits: list[_Fit], targets: list[Path], number: int) -> Choice | None:
        """What these names mean for the set; None to try the next ones."""
        if _Fit.TAKEN in fits:
            other: Path | None = targets[fits.index(_Fit.TAKEN)]
            words = f"Another file named {other.name} is there." if other is not None else ""
        else:
            # Where nothing is to be written nothing can come beside another photo.
            other = self._rival(files, targets, number) if _Fit.FREE in fits else None
            words = f"Another photo's {other.name} is there: they would share a sidecar." if other is not None else ""
        if other is not None:
            is_photo = [kind_of(file.source) is not None for file in files.files]
            if all(fit in (_Fit.SAME, _Fit.ITSELF) for fit, photo in zip(fits, is_photo, strict=True) if photo):
                return Choice(Outcome.SKIPPED, f"The photo is there already, beside another {other.name}.")
            if self._settings.rule is CollisionRule.RENAME:
                return None
            return Choice(Outcome.SKIPPED, words)
        if all(fit is _Fit.ITSELF for fit in fits):
            self._set(files, fits, targets)
            return Choice(Outcome.ALREADY)
        self._set(files, fits, targets)
        moves = self._settings.mode is TransferMode.MOVE
        if not moves and _Fit.FREE not in fits:
            return Choice(Outcome.ALREADY)
        return Choice(None)

    def _set(self, files: FileSet, fits: list[_Fit], targets: list[Path]) -> None:
        for target in targets:
            self._reserved.setdefault(target, files)
            for key in _keys(target.name):
                self._claims.setdefault((fold(str(target.parent)), key), files)
        files.files = [
            replace(
                file,
                target=target,
                existed=fit is not _Fit.FREE,
                keep_source=file.keep_source or fit is _Fit.ITSELF,
            )
            for file, fit, target in zip(files.files, fits, targets, strict=True)
        ]

    # -- other photos of the stem --------------------------------------------------------------------------------

    def _rival(self, files: FileSet, targets: list[Path], number: int) -> Path | None:
        """A file at the destination, or on its way there, of another photo, that would seem to be of this one."""
        folder = targets[0].parent
        for key in sorted(set().union(*(_keys(target.name) for target in targets))):
            owner = self._claims.get((fold(str(folder)), key))
            for file in owner.files if owner is not None and not _lie_together(owner, files) else ():
                if file.target is not None and key in _keys(file.target.name):
                    return file.target
            for name in self._listing(folder).get(key, ()):
                if not _is_one_of(folder / name, targets) and not self._is_mate(files, folder / name, number):
                    return folder / name
        return None

    def _is_mate(self, files: FileSet, there: Path, number: int) -> bool:
        """Whether this came from beside the set at its old place, as the other half of a pair that is two photos."""
        stems = {file.source.stem for file in files.files if kind_of(file.source) is not None}
        known = self._homes.get(there)
        if known is not None and known.parent == files.photo.parent and known.stem in stems:
            return True
        for stem in stems:
            numbered = renamed(f"{stem}.", files.stem, number).removesuffix(".")
            home = files.photo.with_name(stem + there.suffix)
            try:
                if there.stem == numbered and home.is_file() and same_content(home, there, self._tick):
                    return True
            except OSError:
                continue  # whose it is cannot be told, so it counts as another photo's
        return False

    def _listing(self, folder: Path) -> dict[str, list[str]]:
        """Names in a folder of the destination by their keys."""
        if folder not in self._listings:
            found: dict[str, list[str]] = {}
            try:
                names = sorted(os.listdir(folder))  # noqa: PTH208 - names only
            except (FileNotFoundError, NotADirectoryError):
                names = []  # it is made, or told, when the first file comes
            except PermissionError:
                names = []  # a folder to drop things into: what has the very name is found nevertheless
            except OSError as error:
                raise target_trouble(error, folder / "x") from error
            for name in names:
                for key in _keys(name):
                    found.setdefault(key, []).append(name)
            self._listings[folder] = found
        return self._listings[folder]

    # -- files of the name ---------------------------------------------------------------------------------------

    def _fit(self, files: FileSet, file: JournalFile, target: Path) -> _Fit:
        if self._reserved.get(target, files) is not files:
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


def _targets(files: FileSet, folder: Path, number: int) -> list[Path]:
    """Where the files of a set would lie; no two of them under names that differ only in case."""
    used: set[str] = set()
    targets: dict[Path, Path] = {}
    for source in sorted(file.source for file in files.files):  # whatever the order of the work
        own = number
        while fold(name := renamed(source.name, files.stem, own)) in used:
            own += 1
        used.add(fold(name))
        targets[source] = folder / name
    return [targets[file.source] for file in files.files]


def _lie_together(one: FileSet, other: FileSet) -> bool:
    """Whether two sets have the stem in common at their old place, too, as two RAWs of one stem: they keep it."""
    if one is other:
        return True
    if one.photo.parent != other.photo.parent:
        return False
    stems = [{file.source.stem for file in each.files if kind_of(file.source) is not None} for each in (one, other)]
    return bool(stems[0] & stems[1])


def _is_one_of(there: Path, targets: list[Path]) -> bool:
    """Whether this is one of the targets, perhaps in other letters where the file system takes no notice of case."""
    for target in targets:
        if there.name == target.name:
            return True
        if fold(there.name) == fold(target.name):
            one, other = lstat(there), lstat(target)
            if one is not None and other is not None and os.path.samestat(one, other):
                return True
    return False
