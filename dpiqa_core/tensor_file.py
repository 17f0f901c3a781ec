"""Writing safetensors tensor by tensor: a teacher of 4 GB is converted in little memory, with progress.

The format is that of https://github.com/huggingface/safetensors: eight bytes of header length, a JSON header, the data
without holes. The library's own ``save_file`` wants all tensors in memory and tells nothing on the way.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from dpiqa_core.errors import ModelError

if TYPE_CHECKING:
    from torch import Tensor

Progress = Callable[[int, int], None]
"""Called with the bytes that are done and the bytes that there are."""

_PIECE = 8 << 20
_HEADROOM = 64 << 20
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG}


def write_tensors(path: Path, tensors: Mapping[str, Tensor], on_progress: Progress | None = None) -> str:
    """Write tensors as safetensors, floating ones as fp32 and all others as int64, and give the file's SHA-256.

    The tensors may be mapped from a file: only one at a time is brought into memory. What is written is flushed to the
    disk.

    Raises:
        ModelError: the disk is full or cannot be written; nothing is left of the file.
    """
    import torch

    names = sorted(tensors, key=lambda name: (tensors[name].is_floating_point(), name))  # eight-byte values first
    header, total = _header(tensors, names)
    try:
        with path.open("wb") as stream:
            digest = hashlib.sha256(header)
            stream.write(header)
            done = 0
            for name in names:
                tensor = tensors[name]
                kind = torch.float32 if tensor.is_floating_point() else torch.int64
                data = tensor.detach().to("cpu", kind).contiguous().reshape(-1).numpy().data.cast("B")
                for start in range(0, len(data), _PIECE):
                    piece = data[start : start + _PIECE]
                    stream.write(piece)
                    digest.update(piece)
                    done += len(piece)
                    if on_progress is not None:
                        on_progress(done, total)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise writing_failed(path, error) from error
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return digest.hexdigest()


def _header(tensors: Mapping[str, Tensor], names: list[str]) -> tuple[bytes, int]:
    entries: dict[str, object] = {"__metadata__": {"format": "pt"}}
    at = 0
    for name in names:
        tensor = tensors[name]
        size = tensor.numel() * (4 if tensor.is_floating_point() else 8)
        kind = "F32" if tensor.is_floating_point() else "I64"
        entries[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(entries, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text, at


def size_of(tensors: Mapping[str, Tensor]) -> int:
    """Bytes that ``write_tensors`` will need."""
    return _header(tensors, list(tensors))[1]


def check_room(folder: Path, needed: int) -> None:
    """Make sure that ``needed`` bytes fit the disk of ``folder``, which may not exist yet.

    Raises:
        ModelError: they do not.
    """
    place = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(place).free
    if free < needed + _HEADROOM:
        raise ModelError(
            folder,
            f"The disk has {free / 1e9:.1f} GB left where {(needed + _HEADROOM) / 1e9:.1f} GB are needed. Free some "
            "space, or choose another place with KEEPERS_DATA_DIR.",
        )


def writing_failed(path: Path, error: OSError) -> ModelError:
    """The sentence for an error of the disk."""
    if error.errno in _FULL:
        return ModelError(
            path,
            "The disk became full, and nothing was kept. Free some space, or choose another place with "
            "KEEPERS_DATA_DIR.",
        )
    return ModelError(path, f"The file cannot be written: {error.strerror or error}.")
