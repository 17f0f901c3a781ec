"""Which files belong together: a photo, its pair partner, their sidecars."""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.catalog.transfers import JournalFile
from app.culling.transfer_files import Tick, Trouble, source_trouble
from app.culling.transfer_model import Entry, FileSet, Outcome, PhotoAt, TransferMode, TransferSettings
from app.errors import PhotoError
from app.photos.companions import CompanionIndex
from app.photos.formats import kind_of


@dataclass(slots=True)
class Gathered:
    sets: list[FileSet] = field(default_factory=list)
    settled: list[Entry] = field(default_factory=list)


class Gatherer:
    """Puts photos together with what belongs to them."""

    def __init__(self, settings: TransferSettings, tick: Tick) -> None:
        self._settings = settings
        self._tick = tick
        self._index = CompanionIndex(pairs=settings.pairs)
        self._stems: dict[Path, dict[str, list[Path]]] = {}
        self._real: dict[Path, Path] = {}
        destination = settings.destination
        self._inside: Path | None = None
        """The destination where it is a folder inside the one that was searched: what lies there has arrived."""
        if destination is not None:
            real, root = Path(os.path.realpath(destination)), Path(os.path.realpath(settings.root))
            if real != root and real.is_relative_to(root):
                self._inside = real

    def gather(self, photos: Sequence[PhotoAt]) -> Gathered:
        done = Gathered()
        chosen = {photo.path: photo.id for photo in photos}
        going: dict[Path, list[Path]] = {}
        for path in chosen:
            self._tick(0)
            try:
                going[path] = self._members(path)
            except Trouble as trouble:
                done.settled.append(Entry(path, Outcome.FAILED, ((path, None),), trouble.reason))
            except _ThereAlready:
                done.settled.append(Entry(path, Outcome.ALREADY, ((path, path),)))
        everything = {member for members in going.values() for member in members}
        for members in _joined(going):
            files = [file for path in members if (file := self._file(path, everything, chosen)) is not None]
            if not files or files[0].source != members[0]:
                words = "The file is no longer there."
                done.settled.append(Entry(members[0], Outcome.FAILED, ((members[0], None),), words))
            else:
                done.sets.append(FileSet(files, members[0].stem, self._folder_for(members[0])))
        return done

    def _members(self, path: Path) -> list[Path]:
        try:
            status = path.lstat()
        except OSError as error:
            raise source_trouble(error) from error
        takes_away = self._settings.mode in (TransferMode.MOVE, TransferMode.TRASH)
        if stat.S_ISLNK(status.st_mode):
            if takes_away:
                raise Trouble(f"It is a link to {path.readlink()}. Copy it, or move the file that it points to.")
            try:
                status = path.stat()
            except OSError as error:
                raise source_trouble(error) from error
        if not stat.S_ISREG(status.st_mode):
            raise Trouble("It is not a file.")
        if self._inside is not None and self._real_folder(path.parent).is_relative_to(self._inside):
            raise _ThereAlready
        try:
            return [path, *self._index.of(path)]
        except PhotoError as error:
            raise Trouble(error.reason) from error

    def _real_folder(self, folder: Path) -> Path:
        if folder not in self._real:
            self._real[folder] = Path(os.path.realpath(folder))
        return self._real[folder]

    def _file(self, path: Path, everything: set[Path], chosen: Mapping[Path, int]) -> JournalFile | None:
        """One member, or None where it is gone or no file, or stays where the others go to the trash."""
        try:
            status = path.stat()
        except OSError:
            return None  # a link to nowhere, or gone since the folder was listed
        if not stat.S_ISREG(status.st_mode):
            return None
        # Another photo of this stem stays and needs its sidecar; what a link points to is not ours to take.
        keep = path.is_symlink() or (kind_of(path) is None and self._is_needed(path, everything))
        if keep and self._settings.mode is TransferMode.TRASH:
            return None
        return JournalFile(0, 0, chosen.get(path), path, None, status.st_size, status.st_mtime_ns, keep_source=keep)

    def _is_needed(self, companion: Path, going: set[Path]) -> bool:
        return any(
            companion in self._index.of(photo)
            for photo in self._photos_like(companion)
            if photo not in going and os.path.lexists(photo)
        )

    def _photos_like(self, companion: Path) -> list[Path]:
        """Photos of the folder whose stem begins the companion's name up to a dot."""
        folder = companion.parent
        if folder not in self._stems:
            by_stem: dict[str, list[Path]] = defaultdict(list)
            for name in os.listdir(folder):  # noqa: PTH208 - names only
                photo = folder / name
                if kind_of(photo) is not None:
                    by_stem[photo.stem.casefold()].append(photo)
            self._stems[folder] = by_stem
        first = companion.stem
        stems = {first.casefold(), Path(first).stem.casefold()}
        return [photo for stem in stems for photo in self._stems[folder].get(stem, ())]

    def _folder_for(self, path: Path) -> Path | None:
        settings = self._settings
        if settings.destination is None:
            return None
        if settings.flat or not path.is_relative_to(settings.root):
            return settings.destination
        return settings.destination / path.parent.relative_to(settings.root)


class _ThereAlready(Exception):  # noqa: N818 - nothing went wrong
    """The photo lies in the destination, which is inside the folder that was searched."""


def _joined(going: Mapping[Path, list[Path]]) -> list[list[Path]]:
    """Photos that share a file are one set: the second of a pair, two RAWs with one sidecar."""
    owner: dict[Path, int] = {}
    groups: list[list[Path] | None] = []
    for members in going.values():
        mine = list(members)
        for at in sorted({owner[member] for member in members if member in owner}):
            earlier = groups[at]
            if earlier is not None:
                mine = list(dict.fromkeys([*earlier, *mine]))
                groups[at] = None
        groups.append(mine)
        owner.update(dict.fromkeys(mine, len(groups) - 1))
    return [group for group in groups if group is not None]


def with_ids(sets: list[FileSet], ids_of: Callable[[Sequence[Path]], Mapping[Path, int]]) -> list[FileSet]:
    """Pair partners may have rows of their own, which follow."""
    unknown = [
        file.source
        for each in sets
        for file in each.files
        if file.photo_id is None and kind_of(file.source) is not None
    ]
    ids = ids_of(unknown) if unknown else {}
    for each in sets:
        each.files = [
            replace(file, photo_id=ids.get(file.source)) if file.photo_id is None else file for file in each.files
        ]
    return sets
