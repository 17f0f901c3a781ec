"""Generated photographs with a quality of their own, haze over random textures; and a teacher that can learn it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn

from dpiqa_core.models import save_model
from dpiqa_core.preprocess import Preprocessing
from dpiqa_core.student import PaperStudent
from dpiqa_core.teacher.network import Teacher
from dpiqa_core.weights import Card
from tests.tiny_teacher import TINY, tiny_teacher

SIDE = 64
RECORD = Preprocessing("squash", (SIDE, SIDE), decode_edge=2 * SIDE)

LEARNER = replace(
    TINY,
    unet={**TINY.unet, "block_out_channels": [4, 4, 4, 4], "norm_num_groups": 2},
    adapter_channels=(4, 4, 4, 4),
    map_side=4,
    score_widths=(8, 8, 8),
    hidden=16,
)
"""28,000 trained parameters, most of them in the U-Net's time embedding and attention."""

STUDENT = {"backbone": "b0", "width": 0.05, "depth": 0.1, "map_channels": 8, "map_side": 4, "hidden": 16}


def hazy_photo(seed: int) -> tuple[Image.Image, float]:
    """A random texture under a veil, and its quality 0..1: how little veil there is."""
    random = np.random.default_rng(seed)
    layers = np.zeros((SIDE, SIDE, 3), np.float32)
    for size in (1, 2, 4, 8, 16):
        noise = (random.random((SIDE // size, SIDE // size, 3)) * 255).astype(np.uint8)
        layers += (
            np.asarray(Image.fromarray(noise).resize((SIDE, SIDE), Image.Resampling.BICUBIC), np.float32) * size**0.5
        )
    layers = (layers - layers.min()) / (layers.max() - layers.min()) * 255
    quality = float(random.random())
    veil = 0.8 * (1 - quality)
    return Image.fromarray((layers * (1 - veil) + 235 * veil).astype(np.uint8)), quality


def write_set(folder: Path, count: int, first_seed: int = 0) -> Path:
    """``count`` photos and ``labels.csv``; gives the csv."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["path,mos"]
    for index in range(count):
        photo, quality = hazy_photo(first_seed + index)
        photo.save(folder / f"{index:03d}.png")
        lines.append(f"{index:03d}.png,{100 * quality:.4f}")
    table = folder / "labels.csv"
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return table


def learner(seed: int = 0) -> Teacher:
    """A teacher of the same classes whose random weights let a signal through: its few channels would else die."""
    teacher = tiny_teacher(LEARNER, seed)
    for module in teacher.QFD.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    return teacher


def save_learner(folder: Path, seed: int = 0) -> Path:
    """A model's folder with ``learner``."""
    teacher = learner(seed)
    card = Card(folder.name, "tiny teacher, random weights", "paper-teacher", teacher.config.to_dict(), RECORD)
    save_model(folder, teacher, card, onnx=False)
    return folder


def save_student(folder: Path, seed: int = 0) -> Path:
    """A model's folder with a paper's student of a few thousand parameters and random weights."""
    torch.manual_seed(seed)
    card = Card(folder.name, "tiny student, random weights", "paper-student", STUDENT, RECORD)
    save_model(folder, PaperStudent(STUDENT, RECORD), card, onnx=False)
    return folder
