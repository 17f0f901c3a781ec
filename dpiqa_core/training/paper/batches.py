"""Batches whose order depends on seed and step alone, so that a run goes on anywhere as if it had never stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from dpiqa_core.datasets.pixels import Inputs, prepared, stack
from dpiqa_core.datasets.records import Rated
from dpiqa_core.preprocess import Preprocessing

_KEEP_BYTES = 2 << 30
"""Prepared photos are kept in memory where all of them together take no more than this."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some photos.

    Attributes:
        indices: places in the list of photos.
        inputs: for each preprocessing, arrays with the batch axis first.
        mos: labels 0..1.
    """

    indices: NDArray[np.int64]
    inputs: list[Inputs]
    mos: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.indices)

    def pieces(self, size: int) -> Iterator[Batch]:
        """Parts of ``size`` photos at most."""
        for start in range(0, len(self), size):
            part = slice(start, start + size)
            inputs = [{name: array[part] for name, array in one.items()} for one in self.inputs]
            yield Batch(self.indices[part], inputs, self.mos[part])


def to_tensors(inputs: Inputs, device: torch.device) -> dict[str, Tensor]:
    """One model's inputs on the device."""
    return {name: torch.from_numpy(array).to(device) for name, array in inputs.items()}


class Batches:
    """Photos prepared in threads, a few batches ahead."""

    def __init__(self, photos: Sequence[Rated], records: Sequence[Preprocessing], *, workers: int = 2) -> None:
        """Prepare nothing yet.

        Args:
            photos: of a part of the split.
            records: one preprocessing for each network that wants the photos.
            workers: decoding threads.
        """
        self.photos = list(photos)
        self._records = list(records)
        self._mos = np.asarray([photo.mos for photo in photos], np.float32)
        self._workers = max(1, workers)
        bytes_each = sum(int(np.prod(shape)) for record in records for shape in record.input_shapes.values())
        self._kept: dict[int, list[Inputs]] | None = {} if bytes_each * len(self.photos) <= _KEEP_BYTES else None

    def steps_per_epoch(self, size: int) -> int:
        """Whole batches; the photos left over differ from epoch to epoch."""
        return max(1, len(self.photos) // size)

    def order(self, seed: int, step: int, size: int) -> NDArray[np.int64]:
        """Which photos step ``step`` sees."""
        epoch, place = divmod(step, self.steps_per_epoch(size))
        shuffled = np.random.default_rng([seed, epoch]).permutation(len(self.photos))
        return shuffled[place * size : (place + 1) * size]

    def training(self, seed: int, size: int, first: int, last: int) -> Iterator[Batch]:
        """The batches of the steps ``first`` to ``last`` (not included).

        Raises:
            DataError: a photo cannot be read; names it.
        """
        return self._stream([self.order(seed, step, size) for step in range(first, last)])

    def all(self, size: int) -> Iterator[Batch]:
        """Every photo once, in order; errors as of ``training``."""
        everything = np.arange(len(self.photos))
        return self._stream([everything[start : start + size] for start in range(0, len(everything), size)])

    def _stream(self, orders: Sequence[NDArray[np.int64]]) -> Iterator[Batch]:
        ahead = 2
        with ThreadPoolExecutor(self._workers) as pool:
            pending = [[pool.submit(self._one, int(i)) for i in order] for order in orders[:ahead]]
            for number, order in enumerate(orders):
                each = [future.result() for future in pending.pop(0)]
                if number + ahead < len(orders):
                    pending.append([pool.submit(self._one, int(i)) for i in orders[number + ahead]])
                inputs = [stack([one[column] for one in each]) for column in range(len(self._records))]
                yield Batch(order, inputs, self._mos[order])

    def _one(self, index: int) -> list[Inputs]:
        if self._kept is not None and index in self._kept:
            return self._kept[index]
        found = prepared(self.photos[index].path, self._records)
        if self._kept is not None:
            self._kept[index] = found
        return found
