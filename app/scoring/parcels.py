"""Photos and results as they go through a pipe to a helper process and back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from app.catalog.records import PhotoToScore, ScoreResult
from app.helpers.frames import Message
from app.photos.model import Measures, PhotoKind


@dataclass(frozen=True, slots=True)
class Finished:
    """A photo that is done.

    Attributes:
        result: for the catalogue.
        photo_fingerprint: the content that was looked at, also where the result belongs to none.
        thumbnail: JPEG file bytes to be kept, or None.
    """

    result: ScoreResult
    photo_fingerprint: str
    thumbnail: bytes | None = None


def photo_record(photo: PhotoToScore) -> Message:
    """A photo as a message."""
    return {
        "id": photo.id,
        "path": str(photo.path),
        "kind": photo.kind.value,
        "size": photo.size,
        "mtime_ns": photo.mtime_ns,
        "fingerprint": photo.fingerprint,
    }


def photo_of(record: Message) -> PhotoToScore:
    """The photo of ``photo_record``."""
    return PhotoToScore(
        record["id"],
        Path(record["path"]),
        PhotoKind(record["kind"]),
        record["size"],
        record["mtime_ns"],
        record["fingerprint"],
    )


def finished_record(done: Finished) -> tuple[Message, list[bytes]]:
    """A result as a message and the bytes that go along with it."""
    result = done.result
    parts = {"thumbnail": done.thumbnail}
    if result.quality_map is not None:
        parts["map"] = np.ascontiguousarray(result.quality_map, np.uint8).tobytes()
    if result.features is not None:
        parts["features"] = np.ascontiguousarray(result.features, "<f4").tobytes()
    held = {name: part for name, part in parts.items() if part is not None}
    message: Message = {
        "id": result.photo_id,
        "content": done.photo_fingerprint,
        "fingerprint": result.fingerprint,
        "score": result.score,
        "faults": dict(result.faults),
        "map_shape": None if result.quality_map is None else list(result.quality_map.shape),
        "measures": None if result.measures is None else asdict(result.measures),
        "error": result.error,
        "holds": list(held),
    }
    return message, list(held.values())


def finished_of(message: Message) -> Finished:
    """The result of ``finished_record``."""
    parts = dict(zip(message["holds"], message.get("parts", []), strict=True))
    quality_map = features = None
    if "map" in parts:
        quality_map = np.frombuffer(parts["map"], np.uint8).reshape(message["map_shape"])
    if "features" in parts:
        features = np.frombuffer(parts["features"], "<f4").astype(np.float32)
    result = ScoreResult(
        photo_id=message["id"],
        fingerprint=message["fingerprint"],
        score=message["score"],
        faults=message["faults"],
        quality_map=quality_map,
        measures=None if message["measures"] is None else Measures(**message["measures"]),
        error=message["error"],
        features=features,
    )
    return Finished(result, message["content"], parts.get("thumbnail"))
