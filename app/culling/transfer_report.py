"""What became of each photo of a transfer, for the window, the command line and a file."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.catalog.transfers import JournalTransfer, TransferState
from app.culling.lists import write_whole
from app.culling.transfer_model import Entry, Outcome, TransferMode
from app.culling.wording import in_digits, photos, say, translate


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
        notes: sentences about what happened before, e.g. the end of an interrupted transfer, or of a dry run what
            would, and about what was not chosen.
        interrupted: of a dry run, the transfers that were cut off and would be put in order first.
        busy: of a dry run, another program is transferring, and this transfer could not begin before that is done.
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
    interrupted: Sequence[JournalTransfer] = field(default=())
    busy: bool = False

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
        words = self._done_words().format(photos=photos(self.count(Outcome.DONE)), place=self.destination)
        rest = [
            (self.count(Outcome.ALREADY), translate("Culling", "; {number} there already")),
            (self.count(Outcome.SKIPPED), translate("Culling", "; {number} skipped")),
            (self.count(Outcome.FAILED), translate("Culling", "; {number} failed")),
            (self.count(Outcome.NOT_REACHED), translate("Culling", "; {number} not reached")),
        ]
        words += "".join(what.format(number=in_digits(number)) for number, what in rest if number)
        return f"{words}. {say(self.reason)}".rstrip()

    def _done_words(self) -> str:
        if self.undo:
            would, did = (
                translate("Culling", "Would take back {photos}"),
                translate("Culling", "Took back {photos}"),
            )
        elif self.destination is None:
            would, did = (
                translate("Culling", "Would put {photos} in the trash"),
                translate("Culling", "Put {photos} in the trash"),
            )
        else:
            would, did = {
                TransferMode.COPY: (
                    translate("Culling", "Would copy {photos} to {place}"),
                    translate("Culling", "Copied {photos} to {place}"),
                ),
                TransferMode.MOVE: (
                    translate("Culling", "Would move {photos} to {place}"),
                    translate("Culling", "Moved {photos} to {place}"),
                ),
                TransferMode.LINK: (
                    translate("Culling", "Would link {photos} to {place}"),
                    translate("Culling", "Linked {photos} to {place}"),
                ),
            }[self.mode]
        return would if self.dry_run else did

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
            "interrupted": [_interrupted_row(transfer) for transfer in self.interrupted],
            "busy": self.busy,
            "transfer": self.transfer_id,
            "counts": {outcome.value: self.count(outcome) for outcome in Outcome},
            "files": sum(len(entry.files) for entry in self.entries if entry.outcome is Outcome.DONE),
            "bytes_copied": self.bytes_copied,
            "seconds": round(self.seconds, 3),
            "photos": [_entry_row(entry) for entry in self.entries],
        }


def _interrupted_row(transfer: JournalTransfer) -> dict[str, Any]:
    return {
        "transfer": transfer.id,
        "mode": transfer.mode,
        "destination": None if transfer.destination is None else str(transfer.destination),
        "photos": transfer.sets,
        "done": transfer.done,
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
    heads = {
        Outcome.FAILED: translate("Culling", "Failed: {photos}"),
        Outcome.SKIPPED: translate("Culling", "Skipped: {photos}"),
        Outcome.NOT_REACHED: translate("Culling", "Not reached: {photos}"),
        Outcome.ALREADY: translate("Culling", "Already there: {photos}"),
        Outcome.DONE: translate("Culling", "Done: {photos}"),
    }
    lines = [*map(say, report.notes), report.text, ""]
    for outcome, head in heads.items():
        entries = [entry for entry in report.entries if entry.outcome is outcome]
        if entries:
            lines += [head.format(photos=photos(len(entries))), *_entry_lines(entries), ""]
    return "\n".join(lines)


def _entry_lines(entries: Iterable[Entry]) -> Iterable[str]:
    for entry in entries:
        if entry.reason:
            yield f"  {_shown(entry.photo)}: {say(entry.reason)}"
        for source, target in entry.files if not entry.reason else ():
            yield f"  {_shown(source)} -> {_shown(target) if target is not None else translate('Culling', 'trash')}"


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
