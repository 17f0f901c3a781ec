"""Models on disk: a folder with a card, the weights as safetensors and, mostly, the same network as ONNX.

Reading cards needs neither torch nor safetensors.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from dpiqa_core.errors import ModelError
from dpiqa_core.preprocess import Preprocessing

__all__ = ["CARD", "DEFAULT_MODEL", "ONNX", "WEIGHTS", "Card", "ModelError", "bundled_dir", "find_model", "find_models"]

log = logging.getLogger(__name__)

CARD = "card.json"
WEIGHTS = "weights.safetensors"
ONNX = "model.onnx"
DEFAULT_MODEL = "student-lite"

_CARD_LIMIT_BYTES = 1 << 20
_hashes: dict[tuple[Path, int, int], str] = {}


@dataclass(frozen=True, slots=True)
class Card:
    """Everything about a model besides its numbers.

    Attributes:
        name: what ``--model`` takes; also the folder's name.
        title: for people.
        architecture: a name that ``models.build_model`` knows.
        config: the architecture's sizes.
        preprocessing: how photos become its input.
        score_range: what its raw score is at the worst and at the best quality.
        outputs: which outputs the engines give, ``score`` among them.
        fault_names: names of the columns of the output ``faults``.
        licence, training_data, source: texts for people.
        files: file name -> SHA-256, hexadecimal.
        created: ISO 8601 date.
        notes: anything else worth keeping (figures, commands), JSON types.
        folder: where the card was read from; not stored.
    """

    name: str
    title: str
    architecture: str
    config: Mapping[str, Any]
    preprocessing: Preprocessing
    score_range: tuple[float, float] = (0.0, 1.0)
    outputs: tuple[str, ...] = ("score",)
    fault_names: tuple[str, ...] = ()
    licence: str = ""
    training_data: str = ""
    source: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    created: str = ""
    notes: Mapping[str, Any] = field(default_factory=dict)
    folder: Path | None = None

    @property
    def sha256(self) -> str:
        """Hash of the weights file: the model's identity."""
        return self.files.get(WEIGHTS, "")

    def path_of(self, file: str) -> Path:
        """Where one of the model's files lies.

        Raises:
            ModelError: the card was not read from a folder.
        """
        if self.folder is None:
            raise ModelError(None, f"The model {self.name} has not been saved, so it has no file {file}.")
        return self.folder / file

    def verify(self, file: str = WEIGHTS) -> Path:
        """Check one file against the card's hash and give its path.

        The hash of an unchanged file (same size and modification time) is computed once in a process.

        Raises:
            ModelError: the file is missing, damaged or another one than the card says.
        """
        path = self.path_of(file)
        expected = self.files.get(file)
        if expected is None:
            raise ModelError(path, f"The card of the model {self.name} has no such file; install the model again.")
        found = file_hash(path)
        if found != expected:
            raise ModelError(
                path,
                "The file is damaged or belongs to another model: its SHA-256 is not the one on the card. "
                "Install the model again.",
            )
        return path

    def to_dict(self) -> dict[str, Any]:
        """Give the card as JSON types."""
        record = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("folder", "preprocessing")}
        return record | {"preprocessing": self.preprocessing.to_dict(), "format": 1}

    def write(self, folder: Path) -> None:
        """Write ``card.json`` into a folder that exists."""
        text = json.dumps(self.to_dict(), indent=2, ensure_ascii=False, default=_plain) + "\n"
        part = folder / (CARD + ".part")
        part.write_text(text, encoding="utf-8")
        part.replace(folder / CARD)

    @classmethod
    def read(cls, folder: Path) -> Card:
        """Read the card of a model's folder.

        Raises:
            ModelError: it is missing, unreadable or not understood.
        """
        path = folder / CARD
        try:
            if path.stat().st_size > _CARD_LIMIT_BYTES:
                raise ModelError(path, "The card is far too long to be one; install the model again.")
            record = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise ModelError(path, "The model has no card.") from error
        except OSError as error:
            raise ModelError(path, f"The card cannot be read: {error.strerror}.") from error
        except ValueError as error:  # JSON and UTF-8
            raise ModelError(path, "The card is damaged: it is no JSON text. Install the model again.") from error
        try:
            return _card_from(record, folder)
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(path, f"The card is damaged or made for another version: {error}.") from error


def _plain(value: object) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no place on a card")


def _card_from(record: Any, folder: Path) -> Card:
    if not isinstance(record, dict):
        raise TypeError("it holds no record")
    if record.get("format") != 1:
        raise ValueError(f"format {record.get('format')!r} is not 1")
    needed = [
        name for name in ("name", "title", "architecture", "config", "preprocessing", "files") if name not in record
    ]
    if needed:
        raise ValueError(f"it lacks {', '.join(needed)}")
    texts = {n: str(record.get(n, "")) for n in ("name", "title", "architecture", "licence", "training_data", "source")}
    low, high = (float(v) for v in record.get("score_range", (0.0, 1.0)))
    files = {str(k): str(v).lower() for k, v in dict(record["files"]).items()}
    if any(Path(name).name != name for name in files):
        raise ValueError("it names files outside its folder")
    outputs = tuple(str(v) for v in record.get("outputs", ("score",)))
    if "score" not in outputs or not low < high or not texts["name"]:
        raise ValueError("it has no name, no score or an empty score range")
    return Card(
        **texts,
        config=dict(record["config"]),
        preprocessing=Preprocessing.from_dict(record["preprocessing"]),
        score_range=(low, high),
        outputs=outputs,
        fault_names=tuple(str(v) for v in record.get("fault_names", ())),
        files=files,
        created=str(record.get("created", "")),
        notes=dict(record.get("notes", {})),
        folder=folder,
    )


def file_hash(path: Path) -> str:
    """SHA-256 of a file, hexadecimal, remembered while size and modification time stay.

    Raises:
        ModelError: the file is missing or unreadable.
    """
    try:
        stat = path.stat()
        key = (path.absolute(), stat.st_size, stat.st_mtime_ns)
        if key not in _hashes:
            with path.open("rb") as stream:
                _hashes[key] = hashlib.file_digest(stream, "sha256").hexdigest()
        return _hashes[key]
    except FileNotFoundError as error:
        raise ModelError(path, "The model's file is missing; install the model again.") from error
    except OSError as error:
        raise ModelError(path, f"The model's file cannot be read: {error.strerror}.") from error


def bundled_dir() -> Path:
    """The folder of the models that ship with the product."""
    return Path(__file__).resolve().parents[1] / "resources" / "models"


def find_models(extra_dirs: Sequence[Path] = (), on_problem: Callable[[Path, str], None] | None = None) -> list[Card]:
    """List the models of the bundled folder and of others, in that order, each folder by name.

    Args:
        extra_dirs: folders that hold a folder for each model; missing ones are passed over.
        on_problem: called with the file and a sentence for each card that cannot be used and each name met again.
    """
    report = on_problem or (lambda path, reason: log.info("%s: %s", path, reason))
    found: dict[str, Card] = {}
    for place in (bundled_dir(), *extra_dirs):
        try:
            # A folder that begins with a dot is one that is still being made.
            folders = sorted(e for e in place.iterdir() if not e.name.startswith(".") and (e / CARD).exists())
        except FileNotFoundError:
            continue
        except OSError as error:
            report(place, f"The folder of models cannot be read: {error.strerror}.")
            continue
        for folder in folders:
            try:
                card = Card.read(folder)
            except ModelError as error:
                report(error.path or folder, error.reason)
                continue
            if card.name in found:
                report(folder, f"A model named {card.name} is installed already; this one is not used.")
                continue
            found[card.name] = card
    return list(found.values())


def find_model(name: str, extra_dirs: Sequence[Path] = ()) -> Card:
    """Find a model by name.

    Raises:
        ModelError: there is none; the sentence lists those there are, and why the named one cannot be used.
    """
    problems: list[tuple[Path, str]] = []
    cards = find_models(extra_dirs, lambda path, reason: problems.append((path, reason)))
    for card in cards:
        if card.name == name:
            return card
    for path, reason in problems:
        if name in (path.name, path.parent.name):
            raise ModelError(path, reason)
    names = ", ".join(card.name for card in cards) or "none"
    raise ModelError(None, f"There is no model named {name}. Installed: {names}.")
