"""The text table: CLIP's projected features of the 1485 prompts, made once and stored.

Source: CLIP ViT-L/14's text tower and projection (Radford et al., arXiv 2103.00020), features not normalised.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from dpiqa_core.errors import ModelError
from dpiqa_core.teacher.prompts import PROMPT_COUNT, TEXT_DIM, prompts
from dpiqa_core.tensor_file import write_tensors, writing_failed

CLIP_REPOSITORY = "openai/clip-vit-large-patch14"
TEXT_TABLE = "text-table.safetensors"
_KEY = "texts"


@torch.no_grad()
def make_text_table(
    text_model: Any,
    tokenizer: Any,
    texts: Sequence[str] | None = None,
    *,
    batch: int = 64,
    on_progress: Callable[[int, int], None] | None = None,
) -> Tensor:
    """Embed the prompts; gives (len(texts), projection width) in fp32 on the CPU.

    Args:
        text_model: a transformers ``CLIPTextModelWithProjection``.
        tokenizer: its ``CLIPTokenizer``.
        texts: the prompts; None for the paper's 1485.
        batch: prompts at once.
        on_progress: called with how many are done and how many there are.
    """
    wanted = list(prompts() if texts is None else texts)
    rows: list[Tensor] = []
    for start in range(0, len(wanted), batch):
        tokens = tokenizer(wanted[start : start + batch], padding=True, truncation=True, return_tensors="pt")
        rows.append(text_model(**tokens).text_embeds.float().cpu())
        if on_progress is not None:
            on_progress(min(start + batch, len(wanted)), len(wanted))
    return torch.cat(rows)


def make_clip_table(
    folder: Path, texts: Sequence[str] | None = None, *, on_progress: Callable[[int, int], None] | None = None
) -> Tensor:
    """Make the table by a CLIP model on disk (``config.json``, ``model.safetensors`` and the tokenizer's files).

    Raises:
        ModelError: the folder holds no such model.
    """
    from transformers import CLIPTextModelWithProjection, CLIPTokenizer
    from transformers.utils import logging as transformers_logging

    verbosity = transformers_logging.get_verbosity()
    transformers_logging.set_verbosity_error()  # that the tower for pictures is not loaded is no news
    try:
        tokenizer = CLIPTokenizer.from_pretrained(folder, local_files_only=True)
        model, report = CLIPTextModelWithProjection.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, output_loading_info=True
        )
    except (OSError, ValueError, KeyError, RuntimeError, TypeError) as error:
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise ModelError(folder, f"The folder holds no CLIP model that can be used: {reason[0]}") from error
    finally:
        transformers_logging.set_verbosity(verbosity)
    if missing := sorted(report["missing_keys"]):
        raise ModelError(folder, f"The CLIP model here is not whole: it lacks {missing[0]}. Download it again.")
    return make_text_table(model.float().eval(), tokenizer, texts, on_progress=on_progress)


def save_text_table(table: Tensor, path: Path) -> None:
    """Write a text table; a crash leaves the old file or the new one.

    Raises:
        ModelError: the disk is full or cannot be written.
    """
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_tensors(part, {_KEY: table})
        part.replace(path)
    except OSError as error:
        raise writing_failed(path, error) from error


def load_text_table(path: Path, shape: tuple[int, int] = (PROMPT_COUNT, TEXT_DIM)) -> Tensor:
    """Read the text table that ``save_text_table`` wrote and check it.

    Raises:
        ModelError: the file is missing, no safetensors file, of another shape, or holds something that is no number.
    """
    import safetensors.torch

    try:
        table = safetensors.torch.load_file(path).get(_KEY)
    except FileNotFoundError as error:
        raise ModelError(path, "There is no text table here; make it with `keepers models prepare-text`.") from error
    except (OSError, safetensors.SafetensorError) as error:
        raise ModelError(path, f"The text table cannot be read: {error}. Make it again.") from error
    if table is None:
        raise ModelError(path, f"The file holds no tensor {_KEY!r}, so it is no text table.")
    return _checked(table, path, shape)


def read_foreign_table(path: Path, shape: tuple[int, int] = (PROMPT_COUNT, TEXT_DIM)) -> Tensor:
    """Read a text table that somebody else made: one array in a safetensors, ``.npy`` or ``.pt``/``.pth`` file.

    Raises:
        ModelError: the file is refused, with the reason; nothing that it holds is run.
    """
    suffix = path.suffix.lower()
    if suffix == ".safetensors":
        import safetensors.torch

        try:
            found: Mapping[str, Tensor] = safetensors.torch.load_file(path)
        except FileNotFoundError as error:
            raise ModelError(path, "There is no such file.") from error
        except (OSError, safetensors.SafetensorError) as error:
            raise ModelError(path, f"The file is damaged or no safetensors file: {error}.") from error
        table = found.get(_KEY) if _KEY in found else next(iter(found.values())) if len(found) == 1 else None
    elif suffix == ".npy":
        try:
            table = torch.from_numpy(np.load(path, allow_pickle=False))
        except FileNotFoundError as error:
            raise ModelError(path, "There is no such file.") from error
        except (OSError, ValueError, TypeError, EOFError) as error:
            raise ModelError(path, "The file is damaged or no plain array of numbers.") from error
    else:
        table = _from_pickle(path)
    if table is None:
        raise ModelError(path, "The file holds several arrays, none of which is called 'texts'.")
    checked = _checked(table, path, shape)
    lengths = checked.norm(dim=1)
    if bool(((lengths - 1).abs() < 1e-3).all()):
        raise ModelError(
            path, "All rows have length 1: the text features were normalised, and the teacher wants them as they were."
        )
    return checked


def _from_pickle(path: Path) -> Tensor | None:
    try:
        found = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as error:
        raise ModelError(path, "There is no such file.") from error
    except pickle.UnpicklingError as error:
        raise ModelError(path, "The file is refused: it is no plain array, and reading it could run code.") from error
    except (OSError, RuntimeError, EOFError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise ModelError(path, "The file is damaged or no array of numbers.") from error
    if isinstance(found, Mapping):
        tensors = [value for value in found.values() if isinstance(value, Tensor)]
        found = found.get(_KEY) if _KEY in found else tensors[0] if len(tensors) == 1 else None
    return found if isinstance(found, Tensor) else None


def _checked(table: Tensor, path: Path, shape: tuple[int, int]) -> Tensor:
    if tuple(table.shape) != shape:
        raise ModelError(path, f"The text table has shape {tuple(table.shape)} where {shape} is needed.")
    if not table.is_floating_point() or not bool(torch.isfinite(table).all()):
        raise ModelError(path, "The text table holds values that are no numbers; make it again.")
    return table.float()
