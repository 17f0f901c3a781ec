"""Files and what was read of them as they go through a pipe to a helper process and back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from app.catalog.records import IntakeItem
from app.helpers.frames import Message
from app.photos.model import CaptureFacts, DriveMode, PhotoFile, PhotoKind
from app.photos.xmp.marks import Marks


def file_record(file: PhotoFile) -> Message:
    """A file as a message."""
    return {"path": str(file.path), "size": file.size, "mtime_ns": file.mtime_ns, "kind": file.kind.value}


def file_of(record: Message) -> PhotoFile:
    """The file of ``file_record``."""
    return PhotoFile(Path(record["path"]), record["size"], record["mtime_ns"], PhotoKind(record["kind"]))


def item_record(item: IntakeItem) -> Message:
    """What was read of a file as a message, without the file itself."""
    facts: Message | None = None
    if item.facts is not None:
        captured = item.facts.captured_at
        facts = asdict(item.facts) | {"captured_at": None if captured is None else captured.isoformat()}
    return {
        "fingerprint": item.fingerprint,
        "facts": facts,
        "error": item.error,
        "marks": None if item.marks is None else asdict(item.marks),
    }


def item_of(file: PhotoFile, record: Message) -> IntakeItem:
    """What ``item_record`` says of a file."""
    facts, marks = record["facts"], record["marks"]
    return IntakeItem(
        file,
        record["fingerprint"],
        None if facts is None else _facts_of(facts),
        record["error"],
        None if marks is None else Marks(**marks),
    )


def _facts_of(record: Message) -> CaptureFacts:
    captured, drive_mode, af_point = record["captured_at"], record["drive_mode"], record["af_point"]
    told = {
        "captured_at": None if captured is None else datetime.fromisoformat(captured),
        "drive_mode": None if drive_mode is None else DriveMode(drive_mode),
        "af_point": None if af_point is None else tuple(af_point),
    }
    return CaptureFacts(**(record | told))
