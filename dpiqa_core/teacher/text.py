"""The text table: CLIP's projected features of the 1485 prompts, made once and stored.

Source: CLIP ViT-L/14's text tower and projection (Radford et al., arXiv 2103.00020), features not normalised.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from dpiqa_core.errors import ModelError
from dpiqa_core.teacher.prompts import PROMPT_COUNT, TEXT_DIM, prompts

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


def save_text_table(table: Tensor, path: Path) -> None:
    """Write a text table; a crash leaves the old file or the new one."""
    import safetensors.torch

    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    safetensors.torch.save_file({_KEY: table.float().contiguous()}, part)
    part.replace(path)


def load_text_table(path: Path, shape: tuple[int, int] = (PROMPT_COUNT, TEXT_DIM)) -> Tensor:
    """Read a text table and check it.

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
    if tuple(table.shape) != shape:
        raise ModelError(path, f"The text table has shape {tuple(table.shape)} where {shape} is needed.")
    if not bool(torch.isfinite(table).all()):
        raise ModelError(path, "The text table holds values that are no numbers; make it again.")
    return table.float()
