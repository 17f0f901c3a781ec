"""``keepers models import FILE.pth`` and ``keepers score`` against the published forward passes, on the same weights.

The checkpoints are small stand-ins of the released layout, with RANDOM weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from PIL import Image
from torch import Tensor

from app.scoring import model_store
from dpiqa_core.teacher.text import save_text_table
from tests import published_forward
from tests.dpiqa_core.test_published import SLIM, released_student, released_teacher, wrapped
from tests.e2e.conftest import Run
from tests.tiny_teacher import TINY, tiny_teacher

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    """JPEGs as a camera and a phone make them, one of a size at which a decoder could take a short cut."""
    random = np.random.default_rng(5)
    folder = tmp_path / "shoot"
    folder.mkdir()
    for number, size in enumerate(((3200, 2400), (640, 960), (500, 500))):
        coarse = Image.fromarray(random.integers(0, 256, (5, 7, 3), dtype=np.uint8))
        grain = random.normal(0, 12, (size[1], size[0], 1))
        photo = np.asarray(coarse.resize(size, Image.Resampling.BICUBIC)) + grain
        Image.fromarray(photo.clip(0, 255).astype(np.uint8)).save(folder / f"{number}.jpg", quality=92)
    return folder


def into_the_scale(state: dict[str, Tensor], layer: str, found: Sequence[float]) -> None:
    """Random weights answer faintly, or beyond the scale, which users never see; spread what they say around 0.5."""
    louder = 0.1 / float(np.std(found))
    state[f"{layer}.weight"] *= louder
    state[f"{layer}.bias"] = (state[f"{layer}.bias"] - float(np.mean(found))) * louder + 0.5


def scores(keepers: Run, shoot: Path, model: str) -> dict[str, float]:
    done = keepers("score", shoot, "--model", model, "--json", "-", "--device", "cpu")
    assert done.code == 0, done.err
    return {Path(row["path"]).name: row["score"] / 100 for row in done.rows}


@torch.no_grad()
def test_an_imported_student_scores_a_folder_as_published(
    keepers: Run, shoot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dpiqa_core.released.PaperStudentConfig", lambda: SLIM)
    state = released_student()
    pixels = {path.name: published_forward.pixels_of(Image.open(path)) for path in shoot.iterdir()}

    def expected() -> dict[str, float]:
        return {name: float(published_forward.student(state, one)[0]) for name, one in pixels.items()}

    into_the_scale(state, "fc3", list(expected().values()))
    torch.save(wrapped(state, "training"), tmp_path / "student.pth")
    assert keepers("models", "import", tmp_path / "student.pth", "--name", "s", "--accept-license").code == 0
    assert scores(keepers, shoot, "s") == pytest.approx(expected(), abs=1e-4)


@torch.no_grad()
def test_an_imported_teacher_scores_a_folder_as_published(
    keepers: Run, shoot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dpiqa_core.released.TeacherConfig", lambda: TINY)
    monkeypatch.setattr("dpiqa_core.teacher.config.TeacherConfig", lambda: TINY)
    state, texts = released_teacher(), tiny_teacher().texts
    networks = UNet2DConditionModel(**TINY.unet).eval(), AutoencoderKL(**TINY.vae).eval()
    pixels = {path.name: published_forward.pixels_of(Image.open(path)) for path in shoot.iterdir()}

    def expected() -> dict[str, float]:
        return {
            name: float(published_forward.teacher(state, texts, one, *networks, TINY.map_side)[0])
            for name, one in pixels.items()
        }

    into_the_scale(state, "QFD.fc3", list(expected().values()))
    save_text_table(texts, model_store.text_table_file())
    torch.save(wrapped(state, "old names"), tmp_path / "teacher.pth")
    assert keepers("models", "import", tmp_path / "teacher.pth", "--name", "t", "--accept-license").code == 0
    assert scores(keepers, shoot, "t") == pytest.approx(expected(), abs=1e-3)
