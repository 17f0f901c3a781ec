"""What became of each photo of a transfer, for the window, the command line and a file."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.catalog.transfers import TransferState
from app.culling.lists import write_whole
from app.culling.transfer_model import Entry, Outcome, TransferMode
from app.culling.wording import photos

_DONE_WORDS = {
    TransferMode.COPY: "Copied",
    TransferMode.MOVE: "Moved",
    TransferMode.LINK: "Linked",
    TransferMode.TRASH: "Put",
}
_WOULD_WORDS = {
    TransferMode.COPY: "Would copy",
    TransferMode.MOVE: "Would move",
    TransferMode.LINK: "Would link",
    TransferMode.TRASH: "Would put",
}


@dataclass(frozen=True, slots=True)
class TransferReport:
    """What a transfer, its dry run or its undo came to.

    Attributes:
        mode: what was done.
        destination: None for the trash and for an undo.
        state: DONE, CANCELLED or STOPPED.
        entries: one for each set, in the order of the work.
        reason: why it stopped, a sentence; empty otherwise.
        transfer_id: its number in the journal, for undo; None where nothing was done.
        bytes_copied: what was written.
        undo: it took another transfer back.
        dry_run: nothing was touched; DONE means "would be done".
        notes: sentences about what happened before, e.g. the end of an interrupted transfer.
    """

    mode: TransferMode
    destination: Path | None
    state: TransferState
    entries: Sequence[Entry]
    reason: str = ""
    transfer_id: int | None = None
    bytes_copied: int = 0
    seconds: float = 0.0
    undo: bool = False
    dry_run: bool = False
    notes: Sequence[str] = field(default=())

    def count(self, outcome: Outcome) -> int:
        """How many sets came to this."""
        return sum(entry.outcome is outcome for entry in self.entries)

    @property
    def complete(self) -> bool:
        """Whether everything that was asked for is so now."""
        left = self.count(Outcome.FAILED) + self.count(Outcome.SKIPPED) + self.count(Outcome.NOT_REACHED)
        return self.state is TransferState.DONE and not left

    @property
    def text(self) -> str:
        """The result in words, e.g. ``"Copied 412 photos to /keepers; 3 were there already."``."""
        done = photos(self.count(Outcome.DONE))
        if self.undo:
            words = f"{'Would take' if self.dry_run else 'Took'} back {done}"
        else:
            words = f"{(_WOULD_WORDS if self.dry_run else _DONE_WORDS)[self.mode]} {done}"
            words += " in the trash" if self.destination is None else f" to {self.destination}"
        rest = [
            (self.count(Outcome.ALREADY), "there already"),
            (self.count(Outcome.SKIPPED), "skipped"),
            (self.count(Outcome.FAILED), "failed"),
            (self.count(Outcome.NOT_REACHED), "not reached"),
        ]
        words += "".join(f"; {number:,} {what}" for number, what in rest if number)
        return f"{words}. {self.reason}".rstrip()

    def row(self) -> dict[str, Any]:
        """Everything, fit for JSON."""
        return {
            "mode": self.mode.value,
            "undo": self.undo,
            "dry_run": self.dry_run,
            "destination": None if self.destination is None else str(self.destination),
            "state": self.state.value,
            "reason": self.reason or None,
            "notes": list(self.notes),
            "transfer": self.transfer_id,
            "counts": {outcome.value: self.count(outcome) for outcome in Outcome},
            "files": sum(len(entry.files) for entry in self.entries if entry.outcome is Outcome.DONE),
            "bytes_copied": self.bytes_copied,
            "seconds": round(self.seconds, 3),
            "photos": [_entry_row(entry) for entry in self.entries],
        }


def _entry_row(entry: Entry) -> dict[str, Any]:
    return {
        "photo": str(entry.photo),
        "outcome": entry.outcome.value,
        "reason": entry.reason or None,
        "files": [
            {"from": str(source), "to": None if target is None else str(target)} for source, target in entry.files
        ],
    }


def report_json(report: TransferReport) -> str:
    """The report as JSON text; names that are no UTF-8 come as escapes."""
    return json.dumps(report.row(), indent=1) + "\n"


def report_text(report: TransferReport) -> str:
    """The report for people: the sum, then what was not done and why, then what went where."""
    lines = [*report.notes, report.text, ""]
    for outcome in (Outcome.FAILED, Outcome.SKIPPED, Outcome.NOT_REACHED, Outcome.ALREADY, Outcome.DONE):
        entries = [entry for entry in report.entries if entry.outcome is outcome]
        if entries:
            lines += [f"{outcome.value.capitalize()}: {photos(len(entries))}", *_entry_lines(entries), ""]
    return "\n".join(lines)


def _entry_lines(entries: Iterable[Entry]) -> Iterable[str]:
    for entry in entries:
        if entry.reason:
            yield f"  {_shown(entry.photo)}: {entry.reason}"
        for source, target in entry.files if not entry.reason else ():
            yield f"  {_shown(source)} -> {_shown(target) if target is not None else 'trash'}"


def _shown(path: Path) -> str:
    text = os.fspath(path)
    return text if text.isprintable() else json.dumps(text)


def summary_of_reasons(entries: Iterable[Entry], most: int = 5) -> list[tuple[str, int]]:
    """The commonest reasons with how often each came."""
    return Counter(entry.reason for entry in entries if entry.reason).most_common(most)


def write_report(report: TransferReport, to: Path) -> None:
    """Write a report, as JSON where the name ends in ``.json``, otherwise as text.

    Raises:
        UserError: it cannot be written.
    """
    text = report_json(report) if to.suffix.lower() == ".json" else report_text(report)
    write_whole(to, text.encode("utf-8", "backslashreplace"))
