"""What a transfer is asked to do and what it gives back: the words that its parts share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from app.culling.wording import in_digits

if TYPE_CHECKING:
    from app.catalog.transfers import JournalFile, JournalTransfer


class TransferMode(StrEnum):
    """What happens to the files."""

    COPY = "copy"
    MOVE = "move"
    LINK = "link"
    TRASH = "trash"


class Outcome(StrEnum):
    """What became of one set of files: a photo with its sidecars, a pair."""

    DONE = "done"
    ALREADY = "already there"
    SKIPPED = "skipped"
    FAILED = "failed"
    NOT_REACHED = "not reached"


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one set.

    Attributes:
        photo: the photo, as it was called before.
        outcome: of all its files.
        files: (source, target) of each file, the photo first; target None where there is none.
        reason: why it was not done, a sentence; empty otherwise.
    """

    photo: Path
    outcome: Outcome
    files: tuple[tuple[Path, Path | None], ...] = ()
    reason: str = ""


class CollisionRule(StrEnum):
    """What to do where another file has the name; a file of the same content is no collision."""

    RENAME = "rename"
    SKIP = "skip"
    REFUSE = "refuse"


class PhotoAt(NamedTuple):
    """A photo of the catalogue and its file."""

    id: int
    path: Path


@dataclass(frozen=True, slots=True)
class TransferSettings:
    """What to do.

    Attributes:
        mode: copy, move, hard link or trash.
        destination: absolute folder, need not be there; None for the trash.
        root: the folder that the photos were chosen in; below it folders are kept.
        flat: all files directly into the destination, whatever folder they lie in.
        rule: for names that are taken.
        pairs: RAW and JPEG of one stem are one photo and go together.
    """

    mode: TransferMode
    destination: Path | None
    root: Path
    flat: bool = False
    rule: CollisionRule = CollisionRule.RENAME
    pairs: bool = True


def settings_row(settings: TransferSettings) -> dict[str, Any]:
    """What the journal keeps besides mode and destination; fit for JSON."""
    return {
        "root": str(settings.root),
        "flat": settings.flat,
        "rule": settings.rule.value,
        "pairs": settings.pairs,
    }


def settings_of(transfer: JournalTransfer) -> TransferSettings:
    """The settings with which a transfer was begun."""
    row = transfer.settings
    mode, rule = TransferMode(transfer.mode), CollisionRule(row["rule"])
    return TransferSettings(mode, transfer.destination, Path(row["root"]), row["flat"], rule, row["pairs"])


@dataclass(slots=True)
class FileSet:
    """Files that go together or not at all, and are renamed alike; the photo comes first."""

    files: list[JournalFile]
    stem: str
    folder: Path | None
    """Where they go; None for the trash."""

    @property
    def photo(self) -> Path:
        return self.files[0].source

    def entry(self, outcome: Outcome, reason: str = "") -> Entry:
        """What the report says about it."""
        return Entry(self.photo, outcome, tuple((file.source, file.target) for file in self.files), reason)


def size_words(number: int) -> str:
    """``"1.4 GB"``, in steps of 1000, as disks are sold."""
    value = float(number)
    for unit in ("bytes", "kB", "MB", "GB"):
        if value < 1000:
            return f"{in_digits(number)} bytes" if unit == "bytes" else f"{in_digits(value, 1)} {unit}"
        value /= 1000
    return f"{in_digits(value, 2)} TB"
