"""Photos of a data set as model inputs. Pillow and numpy only; threads may call it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from dpiqa_core.datasets.records import DataError
from dpiqa_core.preprocess import Preprocessing

Inputs = dict[str, NDArray[np.uint8]]


def read_photo(path: Path) -> Image.Image:
    """Read a photo completely, upright, as RGB, at full size as the published evaluations do.

    Raises:
        DataError: the file is missing, cut off or no picture.
    """
    try:
        with Image.open(path) as image:
            image.load()
            return ImageOps.exif_transpose(image).convert("RGB")
    except FileNotFoundError as error:
        raise DataError(path, "The photo is missing from the data set.") from error
    except UnidentifiedImageError as error:
        raise DataError(path, "The photo is damaged: the file holds no picture. Unpack the set again.") from error
    except (OSError, SyntaxError, ValueError, struct.error, zlib.error, Image.DecompressionBombError) as error:
        raise DataError(path, f"The photo is damaged: {error}. Unpack the set again.") from error


def prepared(path: Path, records: Sequence[Preprocessing]) -> list[Inputs]:
    """One decode, an input for each model."""
    image = read_photo(path)
    return [record.prepare(image) for record in records]


def in_order(
    paths: Sequence[Path], records: Sequence[Preprocessing], *, workers: int = 2, ahead: int = 8
) -> Iterator[list[Inputs]]:
    """Prepare photos in threads and give them in order, a few ahead.

    Raises:
        DataError: a photo cannot be read; names it.
    """
    with ThreadPoolExecutor(max(1, workers)) as pool:
        pending = [pool.submit(prepared, path, records) for path in paths[:ahead]]
        for index in range(len(paths)):
            done = pending[index % ahead].result()
            if index + ahead < len(paths):
                pending[index % ahead] = pool.submit(prepared, paths[index + ahead], records)
            yield done


def stack(inputs: Sequence[Inputs]) -> Inputs:
    """Batch axis first."""
    return {name: np.stack([one[name] for one in inputs]) for name in inputs[0]}
