"""The text table by a CLIP on disk. The CLIP is tiny with RANDOM weights and a tokenizer of single letters."""

from __future__ import annotations

import json
import shutil
import string
from pathlib import Path

import pytest
import safetensors.torch
import torch

from dpiqa_core.errors import ModelError
from dpiqa_core.teacher.text import make_clip_table

TEXTS = ["a photo of a cat", "a photo", "blur"]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the hub gives it: both towers in one safetensors, configuration, vocabulary."""
    from transformers import CLIPConfig, CLIPModel

    folder = tmp_path_factory.mktemp("clip")
    letters = [*string.ascii_lowercase, ",", "_"]
    words = ["<|startoftext|>", "<|endoftext|>", *letters, *(f"{letter}</w>" for letter in letters)]
    size = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
    torch.manual_seed(0)
    config = CLIPConfig(
        text_config=size
        | {
            "vocab_size": len(words),
            "max_position_embeddings": 77,
            "projection_dim": 8,
            "eos_token_id": 1,
            "bos_token_id": 0,
        },
        vision_config=size | {"image_size": 16, "patch_size": 8, "projection_dim": 8},
        projection_dim=8,
    )
    CLIPModel(config).save_pretrained(folder, safe_serialization=True)
    (folder / "vocab.json").write_text(json.dumps({word: number for number, word in enumerate(words)}))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    special = {"bos_token": words[0], "eos_token": words[1], "unk_token": words[1], "pad_token": words[1]}
    (folder / "tokenizer_config.json").write_text(
        json.dumps(special | {"tokenizer_class": "CLIPTokenizer", "model_max_length": 77})
    )
    return folder


@pytest.mark.timeout(300)
def test_rows_are_projected_text_features_in_order(clip: Path) -> None:
    progress: list[tuple[int, int]] = []
    table = make_clip_table(clip, TEXTS, on_progress=lambda done, total: progress.append((done, total)))
    assert table.shape == (3, 8)
    assert torch.isfinite(table).all()
    assert progress == [(3, 3)]
    assert not torch.allclose(table.norm(dim=1), torch.ones(3), atol=1e-3), "not normalised"
    for row, text in enumerate(TEXTS):
        # Padding beside a longer text changes nothing.
        torch.testing.assert_close(make_clip_table(clip, [text])[0], table[row], atol=1e-5, rtol=1e-5)


def test_a_clip_without_its_text_projection_is_refused(clip: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(clip, tmp_path / "clip"))
    tensors = safetensors.torch.load_file(folder / "model.safetensors")
    del tensors["text_projection.weight"]
    safetensors.torch.save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match=r"lacks text_projection\.weight"):
        make_clip_table(folder, TEXTS)


def test_a_folder_without_clip_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no CLIP model that can be used"):
        make_clip_table(tmp_path, TEXTS)
