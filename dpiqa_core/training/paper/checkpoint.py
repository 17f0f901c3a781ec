"""Checkpoints that survive a kill, a full disk and half a file."""

from __future__ import annotations

import contextlib
import errno
import os
import pickle
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import torch

from dpiqa_core.errors import ModelError
from dpiqa_core.tensor_file import check_room, size_of, write_tensors
from dpiqa_core.weights import WEIGHTS, Card

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}  # Windows has no EDQUOT


class _Watched:
    """A stream that remembers the disk's error, which torch turns into one of its own."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.error: OSError | None = None

    def write(self, data: Any) -> int:
        try:
            return self._stream.write(data)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        self._stream.flush()


def save_state(path: Path, state: Mapping[str, Any]) -> None:
    """Write a checkpoint; a kill, a power cut or a full disk leaves the old one.

    Raises:
        ModelError: the disk is full or cannot be written; names the file.
    """
    part = path.with_name(path.name + ".part")
    watched: _Watched | None = None
    try:
        with part.open("wb") as stream:
            watched = _Watched(stream)
            torch.save(dict(state), watched)  # type: ignore[arg-type]  # it writes only
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except (OSError, RuntimeError) as error:
        with contextlib.suppress(OSError):  # the first error is the one to tell
            part.unlink(missing_ok=True)
        cause = error if isinstance(error, OSError) else watched.error if watched else None
        if cause is None:
            raise
        raise _not_written(path, cause) from error


def _not_written(path: Path, error: OSError) -> ModelError:
    what = "The disk became full" if error.errno in _FULL else f"The file cannot be written: {error.strerror or error}"
    return ModelError(path, f"{what}. The one before it is still there: mend that and run again to go on from it.")


def load_state(path: Path) -> dict[str, Any]:
    """Read a checkpoint without running anything that it holds.

    Raises:
        ModelError: it is missing, cut off or no checkpoint; names the file.
    """
    try:
        found = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as error:
        raise ModelError(path, "There is no such checkpoint.") from error
    except (OSError, RuntimeError, EOFError, ValueError, KeyError, IndexError, TypeError, pickle.UnpicklingError) as e:
        raise ModelError(
            path,
            "The checkpoint is damaged or cut off, so the run cannot go on from it. Delete the file to begin anew; the "
            "best model so far is in the folder best beside it.",
        ) from e
    if not isinstance(found, dict) or found.get("format") != 1:
        raise ModelError(path, "The file is no checkpoint of this training.")
    return found


def save_best(folder: Path, tensors: Mapping[str, torch.Tensor], card: Card) -> Card:
    """Write a model's folder whole, then put it in the place of the one before.

    Raises:
        ModelError: the disk is full or cannot be written; the model before is still there.
    """
    part, old = folder.with_name(folder.name + ".part"), folder.with_name(folder.name + ".old")
    shutil.rmtree(part, ignore_errors=True)  # of a run that was killed
    try:
        check_room(folder.parent, size_of(tensors))
        part.mkdir(parents=True)
        digest = write_tensors(part / WEIGHTS, tensors)
        replace(card, files={WEIGHTS: digest}, folder=folder).write(part)
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)
            folder.rename(old)
        part.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise _not_written(folder, error) from error
    except ModelError as error:
        cause = error.__cause__
        raise _not_written(folder, cause) if isinstance(cause, OSError) else error from cause
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Card.read(folder)


def mend_best(folder: Path) -> None:
    """Undo an exchange by ``save_best`` that was interrupted between its two renames."""
    old = folder.with_name(folder.name + ".old")
    if old.exists() and not folder.exists():
        old.rename(folder)
