"""What the teacher says of every photo, computed once: score and feature map.

The inputs are never augmented, so an epoch would find the same again; and the teacher can leave the GPU before the
student comes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from dpiqa_core.datasets.records import Rated
from dpiqa_core.errors import ModelError
from dpiqa_core.preprocess import Preprocessing
from dpiqa_core.tensor_file import check_room, writing_failed
from dpiqa_core.training.paper.batches import Batches, to_tensors
from dpiqa_core.training.paper.precision import autocast

_FLUSH_EVERY = 32
_LARGEST_HALF = 65504.0


class TeacherMaps:
    """Feature maps (photos, channels, side, side) in half precision and scores (photos,), on the disk."""

    def __init__(self, maps: NDArray[np.float16], scores: NDArray[np.float32]) -> None:
        """Take finished arrays."""
        self.maps, self.scores = maps, scores

    @property
    def shape(self) -> tuple[int, int]:
        """Channels and side of one map."""
        return int(self.maps.shape[1]), int(self.maps.shape[2])


def make_maps(
    folder: Path,
    teacher: nn.Module,
    identity: str,
    record: Preprocessing,
    photos: Sequence[Rated],
    *,
    device: torch.device,
    precision: str = "fp32",
    batch: int = 4,
    workers: int = 2,
    report: Callable[[str], None] = print,
) -> TeacherMaps:
    """Ask the teacher about photos, or read what it said in an earlier run; an interrupted call goes on.

    Args:
        folder: for the arrays.
        teacher: gives ``score`` and ``feature_map``; None of it is changed.
        identity: of the teacher's weights.
        record: the teacher's preprocessing.
        photos: in the order of the arrays.
        device, precision, batch, workers: how the teacher runs.
        report: gets a line now and then.

    Raises:
        ModelError: the folder belongs to another teacher or other photos, the disk is full, or the teacher gave
            no number for a photo.
    """
    names = hashlib.sha256(json.dumps([photo.name for photo in photos]).encode()).hexdigest()
    wanted = {"teacher": identity, "photos": names, "count": len(photos), "precision": precision}
    state = folder / "maps.json"
    teacher = teacher.eval().to(device)
    done, arrays = _opened(folder, state, wanted)
    remaining = Batches(photos[done:], [record], workers=workers)
    with torch.inference_mode(), autocast(precision, device):
        for number, part in enumerate(remaining.all(batch), 1):
            found = teacher(to_tensors(part.inputs[0], device))
            maps, scores = found["feature_map"].float().cpu().numpy(), found["score"].float().cpu().numpy()
            _check(maps, scores, [photos[done + i] for i in range(len(part))])
            if arrays is None:
                arrays = _created(folder, len(photos), maps.shape[1:])
            arrays[0][done : done + len(part)] = maps
            arrays[1][done : done + len(part)] = scores
            done += len(part)
            if number % _FLUSH_EVERY == 0 or done == len(photos):
                _remember(state, wanted, done, arrays)
                report(f"the teacher has judged {done} of {len(photos)} photos")
    if arrays is None:
        raise ModelError(folder, "There are no photos for the teacher.")
    return TeacherMaps(*arrays)


Arrays = tuple[NDArray[np.float16], NDArray[np.float32]]


def _opened(folder: Path, state: Path, wanted: dict[str, Any]) -> tuple[int, Arrays | None]:
    if not state.exists():
        return 0, None
    try:
        found = json.loads(state.read_text(encoding="utf-8"))
        done = int(found.pop("done"))
        if found != wanted:
            raise ModelError(state, "The folder holds the words of another teacher or on other photos; choose another.")
        maps = np.load(folder / "maps.npy", mmap_mode="r+")
        scores = np.load(folder / "scores.npy", mmap_mode="r+")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(
            state, f"The teacher's feature maps are damaged: {error}. Delete the folder; they are made again."
        ) from error
    return done, (maps, scores)


def _created(folder: Path, count: int, shape: tuple[int, ...]) -> Arrays:
    check_room(folder, 2 * count * int(np.prod(shape)) + 4 * count)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        create = np.lib.format.open_memmap
        maps = create(folder / "maps.npy", mode="w+", dtype=np.float16, shape=(count, *shape))
        scores = create(folder / "scores.npy", mode="w+", dtype=np.float32, shape=(count,))
    except OSError as error:
        raise writing_failed(folder, error) from error
    return maps, scores


def _remember(state: Path, wanted: dict[str, Any], done: int, arrays: Arrays) -> None:
    for array in arrays:
        if isinstance(array, np.memmap):
            array.flush()
    part = state.with_name(state.name + ".part")
    part.write_text(json.dumps(wanted | {"done": done}), encoding="utf-8")
    part.replace(state)


def _check(maps: NDArray[np.float32], scores: NDArray[np.float32], photos: Sequence[Rated]) -> None:
    sound = np.isfinite(scores) & (np.abs(maps).reshape(len(maps), -1).max(axis=1) < _LARGEST_HALF)
    for photo, good in zip(photos, sound, strict=True):
        if not good:
            raise ModelError(photo.path, "The teacher gave no number for this photo; run it in fp32.")
