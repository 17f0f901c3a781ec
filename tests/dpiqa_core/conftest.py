"""Tiny students with RANDOM weights, made once for all tests of the model."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from dpiqa_core.models import save_model
from dpiqa_core.preprocess import Preprocessing
from dpiqa_core.student import PaperStudent
from dpiqa_core.weights import Card

ROOT = Path(__file__).resolve().parents[2]
SMALL = {"backbone": "b0", "width": 0.1, "depth": 0.1, "map_channels": 2, "map_side": 8, "hidden": 8}
SMALL_INPUT = Preprocessing("squash", (96, 96), decode_edge=192)


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    """Tiny tensors lose more than they gain by threads, above all on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def student_card(name: str, config: dict[str, object], preprocessing: Preprocessing = SMALL_INPUT) -> Card:
    """A card as training would hand it to ``save_model``."""
    return Card(
        name, f"{name}, random weights, for tests", "paper-student", config, preprocessing, licence="Apache-2.0"
    )


def pictures() -> list[Image.Image]:
    """Seven unlike pictures of several shapes."""
    random = np.random.default_rng(7)
    found = []
    for index in range(7):
        coarse = random.integers(0, 256, (3 + index, 5, 3), dtype=np.uint8)
        found.append(Image.fromarray(coarse).resize((160 + 30 * index, 200), Image.Resampling.BICUBIC))
    return found


def random_student(config: dict[str, object], preprocessing: Preprocessing = SMALL_INPUT) -> PaperStudent:
    """A student whose random weights answer visibly to the picture, with scores around 0.5."""
    torch.manual_seed(0)
    model = PaperStudent(config, preprocessing)
    inputs = {"image": torch.from_numpy(np.stack([preprocessing.prepare(photo)["image"] for photo in pictures()]))}
    norms = [module for module in model.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = 1.0  # statistics of these pictures, or the signal would die away in the random layers
    with torch.no_grad():
        model.train()(inputs)
        model.eval()
        score = model(inputs)["score"]
        scale = 0.1 / float(score.std())
        model.fc3.weight.mul_(scale)
        model.fc3.bias.copy_((model.fc3.bias - score.mean()) * scale + 0.5)
    return model


@pytest.fixture(scope="session")
def tiny_model_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models that holds ``tiny-random``, a paper student of 8-channel stages with card and ONNX."""
    models = tmp_path_factory.mktemp("models")
    save_model(models / "tiny-random", random_student(SMALL), student_card("tiny-random", SMALL))
    return models


@pytest.fixture(scope="session")
def b0_model_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models that holds ``b0-random``, the paper's student on EfficientNet-B0 at 128 x 128."""
    models = tmp_path_factory.mktemp("models-b0")
    config: dict[str, object] = {"backbone": "b0", "map_side": 16, "hidden": 64}
    record = Preprocessing("squash", (128, 128), decode_edge=256)
    save_model(models / "b0-random", random_student(config, record), student_card("b0-random", config, record))
    return models


@pytest.fixture
def photos() -> list[Image.Image]:
    """Seven unlike pictures of several shapes."""
    return pictures()


@pytest.fixture
def in_fresh_python() -> Callable[[str], str]:
    """Run a script in a new interpreter that sees the project, with warnings as errors; gives its output."""

    def run(script: str) -> str:
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-W", "error", "-c", script]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
