"""Which sidecars are whose: by the names in a folder, in any case of letters."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from app.errors import PhotoError
from app.photos.formats import SUFFIXES
from app.photos.model import PhotoKind
from app.photos.xmp.sidecar import SUFFIX, TEMPORARY

_STALE_SECONDS = 3600.0


class Source(IntEnum):
    """Where XMP of a photo is."""

    STEM = 0  # IMG_1.xmp
    FULL = 1  # IMG_1.JPG.xmp
    EMBEDDED = 2
    PARTNER = 3  # IMG_1.CR2.xmp of the RAW+JPEG pair whose JPEG stands for both
    EMBEDDED_NEWS = 4  # what is embedded says since, in conflict with a decision, until a person says who is right
    # The same two of a pair's RAW, as the JPEG that stands for both has them; in the catalogue they are the RAW's.
    PARTNER_EMBEDDED = 5
    PARTNER_NEWS = 6


@dataclass(frozen=True, slots=True)
class Homes:
    """The sidecars of one photo.

    Attributes:
        there: source -> the sidecar, for those that are there and may be read.
        stem_is_ours: whether ``<stem>.xmp`` may be written: no other photo has a claim to it.
        rivals: names of the photos that share the stem without being the other half of the pair.
    """

    there: dict[Source, Path]
    stem_is_ours: bool
    rivals: tuple[str, ...] = ()


class SidecarIndex:
    """Finds sidecars; every folder is listed once and remembered."""

    def __init__(self) -> None:
        self._folders: dict[Path, _Folder] = {}

    def has_sidecars(self, folder: Path) -> bool:
        """Whether there is any sidecar in a folder.

        Raises:
            PhotoError: the folder cannot be listed.
        """
        return bool(self._folder(folder).sidecars)

    def homes(self, photo: Path, partner: Path | None = None) -> Homes:
        """The sidecars of a photo, or of a RAW+JPEG pair.

        ``<stem>.xmp`` belongs to all photos of the stem that are one photo. Where there are more (RAW and JPEG that
        count as two, a second RAW, a TIFF made of a RAW), it is the only RAW's; where there is not one RAW, it is
        everybody's to read and nobody's to write, and each photo has its own ``<name.ext>.xmp``.

        Raises:
            PhotoError: the folder cannot be listed.
        """
        folder = self._folder(photo.parent)
        own = {photo.name} | ({partner.name} if partner is not None else set())
        family = folder.by_stem.get(photo.stem.casefold(), [])
        rivals = tuple(name for name in family if name not in own)
        raws = [name for name in family if _is_raw(name)] if rivals else []
        owner = not rivals or (len(raws) == 1 and raws[0] in own)
        there: dict[Source, Path] = {}
        wanted = [(Source.FULL, photo, photo.name)]
        if partner is not None:
            wanted.append((Source.PARTNER, partner, partner.name))
        if owner or len(raws) != 1:
            wanted.append((Source.STEM, photo, photo.stem))
        for source, path, name in wanted:
            found = folder.find(name + SUFFIX)
            if found is not None:
                there[source] = path.with_name(found)
        return Homes(there, owner, rivals)

    def forget(self, folder: Path) -> None:
        """List this folder afresh next time."""
        self._folders.pop(folder, None)

    def _folder(self, path: Path) -> _Folder:
        folder = self._folders.get(path)
        if folder is None:
            try:
                folder = self._folders[path] = _Folder.of(path)
            except OSError as error:
                raise PhotoError(
                    path, f"The folder cannot be listed: {error.strerror or error}. Check the drive or network share."
                ) from error
        return folder


@dataclass(slots=True)
class _Folder:
    """The names of one folder that matter here."""

    sidecars: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_stem: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, path: Path) -> _Folder:
        folder = cls()
        for name in os.listdir(path):  # noqa: PTH208 - names only
            stem, suffix = os.path.splitext(name)  # noqa: PTH122 - text in hand
            suffix = suffix.lower()
            if name.startswith("."):
                if name.startswith(TEMPORARY):
                    _remove_if_stale(path / name)
            elif suffix == SUFFIX:
                folder.sidecars[name.casefold()].append(name)
            elif suffix in SUFFIXES:
                folder.by_stem[stem.casefold()].append(name)
        return folder

    def find(self, name: str) -> str | None:
        """The sidecar of that name: spelled the same, or else in another case of letters."""
        found = self.sidecars.get(name.casefold())
        if not found:
            return None
        return name if name in found else found[0]


def _is_raw(name: str) -> bool:
    return SUFFIXES.get(os.path.splitext(name)[1].lower()) is PhotoKind.RAW  # noqa: PTH122 - text in hand


def _remove_if_stale(path: Path) -> None:
    """What a power cut left of our writing; a young one may be in use."""
    with suppress(OSError):
        if time.time() - path.stat().st_mtime > _STALE_SECONDS:
            path.unlink()
