"""The files that travel with a photo: sidecars, the other half of a RAW+JPEG pair, live-photo video, voice memo."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import PhotoError
from app.photos.formats import SUFFIXES
from app.photos.pairs import pair_names
from app.photos.scan import natural_key

STEM_SUFFIXES = frozenset(
    {
        ".xmp",  # Adobe's sidecar of a RAW
        ".aae",  # Apple's edits
        ".thm",  # preview of a RAW or video in old cameras
        ".wav",  # voice memo
        ".mov",  # live photo
        ".mp4",
        ".vrd",  # Canon Digital Photo Professional
        ".dr4",
        ".on1",  # ON1 Photo RAW
        ".acr",  # Camera Raw's masks
    }
)
"""Companions named after the photo without its suffix: ``IMG_1.xmp`` of ``IMG_1.CR2``."""

NAME_SUFFIXES = frozenset(
    {
        ".xmp",  # darktable, digiKam
        ".pp3",  # RawTherapee
        ".arp",  # ART
        ".dop",  # DxO PhotoLab
        ".spd",  # Silkypix
        ".aae",
        ".wav",
    }
)
"""Companions named after the photo with its suffix: ``IMG_1.CR2.xmp`` of ``IMG_1.CR2``.

Capture One's ``.cos`` and Nikon's ``.nksc`` lie in folders of their programs, not beside the photo: not companions.
"""


def companions_of(path: Path, *, pairs: bool = True) -> list[Path]:
    """The files in the photo's own folder that belong to it, in name order, without the photo itself.

    Sidecars (``<stem>.xmp``, ``<name.ext>.xmp`` and those of other programs), the JPEG or HEIC of a RAW and the RAW of
    a JPEG with that partner's sidecars, the video of a live photo, voice memo, ``.thm`` and ``.aae``; names match in
    any case of letters. Only names are looked at, so a companion may be a link. For many photos of one folder take a
    :class:`CompanionIndex`, which lists each folder once.

    Args:
        pairs: False where RAW and JPEG of one stem count as two photos; ``<stem>.xmp`` then belongs to both.

    Raises:
        PhotoError: the folder cannot be listed.
    """
    return CompanionIndex(pairs=pairs).of(path)


class CompanionIndex:
    """:func:`companions_of` for many photos: every folder is listed once and remembered."""

    def __init__(self, *, pairs: bool = True) -> None:
        self._pairs = pairs
        self._folders: dict[str, _Folder] = {}

    def of(self, path: Path) -> list[Path]:
        """As :func:`companions_of`, from the listing taken when the folder was first asked about."""
        folder = self._folder(path)
        names = set(folder.own(path.name))
        partner = folder.partner(path.name)
        if partner is not None:
            names |= {partner, *folder.own(partner)}
        names.discard(path.name)
        return [path.with_name(name) for name in sorted(names, key=natural_key)]

    def partner(self, path: Path) -> Path | None:
        """The other half of the photo's RAW+JPEG pair, or None."""
        name = self._folder(path).partner(path.name)
        return None if name is None else path.with_name(name)

    def shared(self, path: Path) -> list[Path]:
        """Those companions that belong as well to another photo outside the pair (one stem: a TIFF, a second RAW).

        Whoever moves the photo alone has to leave these, or copy them.
        """
        folder = self._folder(path)
        pair = {path.name, folder.partner(path.name)}
        others = [name for name in folder.photos_of(Path(path.name).stem) if name not in pair]
        theirs = {name for other in others for name in folder.own(other)}
        return [companion for companion in self.of(path) if companion.name in theirs]

    def forget(self, folder: Path) -> None:
        """List this folder afresh next time, because its files changed."""
        self._folders.pop(str(folder), None)

    def _folder(self, path: Path) -> _Folder:
        key = str(path.parent)
        if key not in self._folders:
            try:
                self._folders[key] = _Folder.of(os.listdir(key), self._pairs)  # noqa: PTH208 (names only)
            except OSError as error:
                raise PhotoError(path, f"Its folder cannot be listed: {error.strerror or error}.") from error
        return self._folders[key]


@dataclass
class _Folder:
    """The names of one folder, by stem."""

    by_stem: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    partners: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, names: list[str], pairs: bool) -> _Folder:
        folder = cls()
        photos = []
        for name in names:
            stem, suffix = os.path.splitext(name)  # noqa: PTH122 (text in hand)
            folder.by_stem[stem.casefold()].append(name)
            if suffix.lower() in SUFFIXES and not name.startswith("."):
                photos.append(name)
        for raw, other in (pair_names(photos) if pairs else {}).items():
            folder.partners[raw] = other
            folder.partners[other] = raw
        return folder

    def partner(self, name: str) -> str | None:
        return self.partners.get(name)

    def photos_of(self, stem: str) -> list[str]:
        return [name for name in self.by_stem.get(stem.casefold(), ()) if _suffix(name) in SUFFIXES]

    def own(self, name: str) -> list[str]:
        """Sidecars and the like of one photo, its pair's partner not among them."""
        stem = os.path.splitext(name)[0]  # noqa: PTH122 (text in hand)
        found = [
            other
            for other in self.by_stem.get(stem.casefold(), ())
            if _suffix(other) in STEM_SUFFIXES and self._is_nearest(other, stem)
        ]
        return found + self._named_after(name) + self._duplicates(name, stem)

    def _named_after(self, name: str) -> list[str]:
        return [
            other
            for other in self.by_stem.get(name.casefold(), ())
            if _suffix(other) in NAME_SUFFIXES and self._is_nearest(other, name)
        ]

    def _duplicates(self, name: str, stem: str) -> list[str]:
        """darktable's sidecars of duplicates: ``IMG_1_01.CR2.xmp``, unless there is a photo ``IMG_1_01.CR2``."""
        found: list[str] = []
        suffix = name[len(stem) :]
        for number in range(1, 100):
            duplicate = f"{stem}_{number:02d}{suffix}"
            sidecars = [other for other in self._named_after(duplicate) if _suffix(other) == ".xmp"]
            if not sidecars:
                break
            if duplicate.casefold() not in {photo.casefold() for photo in self.photos_of(f"{stem}_{number:02d}")}:
                found += sidecars
        return found

    def _is_nearest(self, companion: str, base: str) -> bool:
        """Whether no other file's name fits the companion's better: only case-sensitive file systems have such."""
        stem = os.path.splitext(companion)[0]  # noqa: PTH122 (text in hand)
        if stem == base:
            return True
        rivals = self.photos_of(stem) + self.photos_of(os.path.splitext(stem)[0])  # noqa: PTH122 (text in hand)
        return not any(stem in (rival, os.path.splitext(rival)[0]) for rival in rivals)  # noqa: PTH122 (text in hand)


def _suffix(name: str) -> str:
    return os.path.splitext(name)[1].lower()  # noqa: PTH122 (text in hand)
