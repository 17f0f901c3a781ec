"""Which photos train and which judge: seeded, saved by name, never one content on both sides."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dpiqa_core.datasets.records import DataError, Rated, RatedSet

TRAIN_SHARE = 0.8
SPLIT = "split.json"
"""Name of the file in which a training keeps its split."""


@dataclass(frozen=True, slots=True)
class Split:
    """Names of a set's photos in two parts.

    Attributes:
        dataset: the set's name.
        seed: that made it; -1 for the set's own parts.
        train, test: names, in the set's order.
    """

    dataset: str
    seed: int
    train: tuple[str, ...]
    test: tuple[str, ...]

    def parts(self, rated: RatedSet) -> tuple[list[Rated], list[Rated]]:
        """The photos of the two parts.

        Raises:
            DataError: the split names photos that the set does not have.
        """
        return rated.by_name(self.train), rated.by_name(self.test)

    @property
    def digest(self) -> str:
        """Tells whether two splits are the same."""
        return hashlib.sha256(json.dumps([self.train, self.test]).encode()).hexdigest()[:16]

    def note(self) -> dict[str, Any]:
        """What a model's card tells of the split that it was trained on; see ``noted_split``."""
        return {"dataset": self.dataset, "seed": self.seed, "train": len(self.train), "digest": self.digest}

    def save(self, path: Path) -> None:
        """Write as JSON; a crash leaves the old file or the new one."""
        part = path.with_name(path.name + ".part")
        part.write_text(json.dumps(asdict(self) | {"format": 1}, indent=1) + "\n", encoding="utf-8")
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> Split:
        """Read ``save``'s file.

        Raises:
            DataError: the file is missing, damaged, or a photo is on both sides.
        """
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            if record.pop("format") != 1:
                raise ValueError("its format is not 1")
            train, test = (tuple(str(name) for name in record[part]) for part in ("train", "test"))
            split = cls(str(record["dataset"]), int(record["seed"]), train, test)
        except FileNotFoundError as error:
            raise DataError(path, "There is no such split.") from error
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise DataError(path, f"The split cannot be read: {error}.") from error
        both = set(split.train) & set(split.test)
        if both or not split.train or not split.test:
            why = f"{sorted(both)[0]} is on both sides" if both else "a side is empty"
            raise DataError(path, f"The split cannot be used: {why}.")
        return split


def make_split(rated: RatedSet, seed: int, share: float = TRAIN_SHARE) -> Split:
    """Divide at random; photos of one content stay on one side.

    Args:
        rated: the set.
        seed: the same seed and set give the same split, on any machine.
        share: of photos that train, met as nearly as whole contents allow.

    Raises:
        DataError: the set has too few contents to divide.
    """
    contents: dict[str, list[str]] = {}
    for photo in rated.photos:
        contents.setdefault(photo.content, []).append(photo.name)
    if len(contents) < 2:
        raise DataError(rated.root, "The set has photos of one content only, which cannot be divided.")
    order = np.random.default_rng(seed).permutation(len(contents))
    groups = list(contents.values())
    wanted = share * len(rated.photos)
    train: set[str] = set()
    for place, index in enumerate(order):
        if place == len(order) - 1 or (train and len(train) + len(groups[index]) / 2 > wanted):
            break
        train.update(groups[index])
    names = [photo.name for photo in rated.photos]
    return Split(
        rated.name,
        seed,
        tuple(name for name in names if name in train),
        tuple(name for name in names if name not in train),
    )


def own_split(rated: RatedSet) -> Split:
    """The set's own parts: its training part against its test part (its validation part where it has no test).

    Raises:
        DataError: the set does not say.
    """
    parts: dict[str, list[str]] = {"train": [], "validation": [], "test": []}
    for photo in rated.photos:
        if photo.part:
            parts[photo.part].append(photo.name)
    test = parts["test"] or parts["validation"]
    if not parts["train"] or not test:
        raise DataError(rated.root, f"The set {rated.name} has no parts of its own; use a seed.")
    return Split(rated.name, -1, tuple(parts["train"]), tuple(test))


def noted_split(note: object, rated: RatedSet, folder: Path | None) -> Split | None:
    """The split that a card tells of: made again by its seed, or read from the file beside the model's folder.

    Args:
        note: ``Split.note``'s, or anything else where the card tells of none.
        rated: the set that is asked about.
        folder: the model's.

    Returns:
        None where the model learned from another set, or its card does not say.

    Raises:
        DataError: the split was not made by a seed, or the set has changed since, and the file is not there any more.
    """
    if not isinstance(note, Mapping) or note.get("dataset") != rated.name:
        return None
    seed = int(note["seed"])
    made = own_split(rated) if seed < 0 else make_split(rated, seed)
    if made.digest == note.get("digest", made.digest):
        return made
    kept = (folder or rated.root).parent / SPLIT
    if kept.is_file() and (split := Split.load(kept)).digest == note["digest"]:
        return split
    raise DataError(
        folder,
        f"The model was trained on a part of {rated.name} that its card names but that cannot be made again here. Give "
        "the split.json of its training with --split.",
    )
