"""The records that the catalogue takes and gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.photos.model import CaptureFacts, Measures, PhotoFile, PhotoKind
from app.photos.xmp.marks import Marks


class Flag(IntEnum):
    """Tri-state flag, independent of stars and label."""

    REJECT = -1
    NONE = 0
    PICK = 1


class Label(IntEnum):
    """Colour label, independent of flag and stars."""

    NONE = 0
    RED = 1
    YELLOW = 2
    GREEN = 3
    BLUE = 4
    PURPLE = 5


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about one photo. ``stars`` is 0..5, 0 meaning none."""

    flag: Flag = Flag.NONE
    stars: int = 0
    label: Label = Label.NONE

    @property
    def decided(self) -> bool:
        """Whether anything was decided at all; a proposal never touches such a photo."""
        return self != Decision()


@dataclass(frozen=True, slots=True)
class ModelKey:
    """Which model made a score: a retrained model never mixes with the old one.

    Attributes:
        name: e.g. ``"student-lite"``.
        weights_hash: hexadecimal SHA-256 of the weights file.
        preprocessing: version text of the preprocessing.
    """

    name: str
    weights_hash: str
    preprocessing: str


@dataclass(frozen=True, slots=True)
class IntakeItem:
    """A file on its way into the catalogue.

    Attributes:
        file: what the scan found.
        fingerprint: content fingerprint, or None where the file could not be read.
        facts: capture facts, or None where they could not be read.
        error: why the file cannot be read, or None.
        marks: flag, stars and label that the file itself says, or None where they were not looked for.
    """

    file: PhotoFile
    fingerprint: str | None
    facts: CaptureFacts | None
    error: str | None = None
    marks: Marks | None = None


class KnownFile(NamedTuple):
    """What the catalogue remembers about a path, to tell without opening the file whether there is anything new.

    Attributes:
        id: catalogue id.
        size, mtime_ns: as the file was when it was last looked at.
        fingerprint: None where the file could not be read.
        error: why the file could not be read, which another look may find cured. A file that can be read but whose
            content is broken has None here.
        has_facts: whether the capture facts were read.
        missing: whether the file was not there at the last look.
    """

    id: int
    size: int
    mtime_ns: int
    fingerprint: str | None
    error: str | None
    has_facts: bool
    missing: bool


@dataclass(frozen=True, slots=True)
class PhotoToScore:
    """A photo that a model has not judged yet, as it was when it was last looked at."""

    id: int
    path: Path
    kind: PhotoKind
    size: int
    mtime_ns: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """The outcome of judging one photo, ready to be stored.

    Attributes:
        photo_id: catalogue id.
        fingerprint: content that was judged; the score belongs to it.
        score: 0..100, higher is better, or None where the photo could not be read; then ``error`` says why.
        faults: fault name -> severity 0..1.
        quality_map: (rows, columns) of 0..255, higher is better, or None.
        measures: None where they were not taken.
        error: a sentence, or None.
        features: (d,) unit vector that tells the content, for grouping, or None.
    """

    photo_id: int
    fingerprint: str | None
    score: float | None
    faults: Mapping[str, float] = field(default_factory=dict)
    quality_map: NDArray[np.uint8] | None = None
    measures: Measures | None = None
    error: str | None = None
    features: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class PhotoRecord:
    """Everything known about one photo, for the side panel, the command line and lists."""

    id: int
    path: Path
    size: int
    mtime_ns: int
    kind: PhotoKind
    fingerprint: str | None
    width: int | None
    height: int | None
    facts: CaptureFacts
    decision: Decision
    decided_at: datetime | None
    score: float | None
    faults: Mapping[str, float]
    quality_map: NDArray[np.uint8] | None
    measures: Measures | None
    error: str | None
    partner: Path | None = None
    """The other half of a RAW+JPEG pair."""
    second: float | None = None
    """Another model's score, 0..100: the second opinion."""


@dataclass(frozen=True, slots=True)
class PhotoColumns:
    """All photos of a folder as parallel columns, made for sorting and filtering 100,000 of them.

    Every array has length n and is indexed alike.

    Attributes:
        ids: int64 catalogue ids.
        paths: absolute path texts.
        captured: float64 seconds since 1970 of the camera's local time, NaN where unknown.
        scores: float64 0..100, NaN where not scored.
        stars, flags, labels: int8, values as in Decision.
        errors: bool, the photo could not be read.
        kinds: PhotoKind values.
        widths, heights: int32, 0 where unknown.
        fault_names: names of the model's faults, the columns of ``faults``.
        faults: float32 (n, len(fault_names)), NaN where not judged.
        cameras, lenses: int32 indices into ``camera_names`` and ``lens_names``, -1 where unknown.
        camera_names, lens_names: each name once.
        sharpness: float64, the focus measure (see `Measures`), NaN where it was not taken.
        pairs: bool, the photo stands for a RAW as well, which is not among these photos.
        second: float64, another model's score 0..100 (the second opinion), NaN where it was not asked.
        disagreement: float64, by how many points the second opinion puts the photo higher, see `app.culling.agreement`.
        contents: int64, equal numbers are equal contents of files; 0 where unknown. Another number: another picture.

    Columns from ``cameras`` on that are not given are filled with "unknown".
    """

    ids: NDArray[np.int64]
    paths: list[str]
    captured: NDArray[np.float64]
    scores: NDArray[np.float64]
    stars: NDArray[np.int8]
    flags: NDArray[np.int8]
    labels: NDArray[np.int8]
    errors: NDArray[np.bool_]
    kinds: list[str]
    widths: NDArray[np.int32]
    heights: NDArray[np.int32]
    fault_names: tuple[str, ...]
    faults: NDArray[np.float32]
    cameras: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    camera_names: tuple[str, ...] = ()
    lenses: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    lens_names: tuple[str, ...] = ()
    sharpness: NDArray[np.float64] = field(default_factory=lambda: np.empty(0, np.float64))
    pairs: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, np.bool_))
    second: NDArray[np.float64] = field(default_factory=lambda: np.empty(0, np.float64))
    disagreement: NDArray[np.float64] = field(default_factory=lambda: np.empty(0, np.float64))
    contents: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))

    def __post_init__(self) -> None:
        n = len(self.ids)
        blanks = {"cameras": -1, "lenses": -1, "sharpness": np.nan, "pairs": False, "contents": 0}
        for name, blank in (blanks | {"second": np.nan, "disagreement": np.nan}).items():
            column = getattr(self, name)
            if len(column) != n:
                object.__setattr__(self, name, np.full(n, blank, column.dtype))
