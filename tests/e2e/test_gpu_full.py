"""``keepers score`` where the GPU has too little memory. The GPU is a SCRIPTED engine: none is here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dpiqa_core.errors import OutOfMemory
from tests.e2e.conftest import Run
from tests.gui.windows import write_photo
from tests.tiny_models import TINY_MAP


class ScriptedGpu:
    """Has room for so many photos at once, until the memory shrinks after so many calls, or photos."""

    name, device, precision, best_batch = "torch", "cuda", "fp16", 16

    def __init__(self, room: int, shrinks_after: int | None = None, photos: int | None = None) -> None:
        self.room = room
        self.calls = self.judged = 0
        self.shrinks_after = shrinks_after
        self.photos = photos

    def run(self, batch: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        images = batch["image"]
        self.calls += 1
        if self.shrinks_after is not None and self.calls > self.shrinks_after:
            self.room = 0
        if self.photos is not None and self.judged >= self.photos:
            self.room = 0
        if len(images) > self.room:
            raise OutOfMemory("scripted")
        self.judged += len(images)
        score = (images.reshape(len(images), -1).mean(axis=1) / 255).astype(np.float32)
        faults = np.stack([1 - score, score], axis=1)
        return {"score": score, "faults": faults, "map": np.zeros((len(images), *TINY_MAP), np.float32)}


UseGpu = Callable[..., ScriptedGpu]


@pytest.fixture
def use_gpu(monkeypatch: pytest.MonkeyPatch) -> UseGpu:
    def use(room: int, shrinks_after: int | None = None, photos: int | None = None) -> ScriptedGpu:
        gpu = ScriptedGpu(room, shrinks_after, photos)
        monkeypatch.setattr("dpiqa_core.scorer._device_for", lambda *_: "cuda")
        monkeypatch.setattr("dpiqa_core.scorer._torch_engine", lambda *_: gpu)
        return gpu

    return use


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    for number in range(8):
        write_photo(tmp_path / "shoot" / f"{number}.jpg", 20 + 25 * number, (120, 90))
    return tmp_path / "shoot"


def test_smaller_batches_come_first_and_without_a_word(score: Run, shoot: Path, use_gpu: UseGpu) -> None:
    use_gpu(room=1)
    done = score(shoot)
    assert done.code == 0
    assert len(done.rows) == 8
    assert None not in [row["score"] for row in done.rows]
    assert "too little memory" not in done.err


def test_in_the_middle_the_cpu_goes_on_if_it_may(score: Run, shoot: Path, use_gpu: UseGpu) -> None:
    gpu = use_gpu(room=2, shrinks_after=2)
    done = score(shoot, "--if-gpu-full", "cpu")
    assert done.code == 0
    assert None not in [row["score"] for row in done.rows]
    assert "too little memory" in done.err
    assert "Going on with the CPU" in done.err
    assert gpu.calls > 2


@pytest.mark.parametrize("policy", ["ask", "stop"])
def test_it_never_goes_on_silently(score: Run, shoot: Path, use_gpu: UseGpu, policy: str) -> None:
    use_gpu(room=0)
    done = score(shoot, "--if-gpu-full", policy)
    assert done.code == 2
    assert "too little memory" in done.err
    assert "--if-gpu-full cpu" in done.err
    assert not done.out


def test_what_was_scored_before_is_kept(score: Run, shoot: Path, use_gpu: UseGpu) -> None:
    for number in range(8, 40):
        write_photo(shoot / f"{number}.jpg", 20 + 5 * number, (120, 90))
    # More than the largest batch, less than all: at least one batch is whole, and not every one.
    use_gpu(room=16, photos=20)
    assert score(shoot, "--if-gpu-full", "stop").code == 2
    use_gpu(room=16)
    again = score(shoot)
    assert again.code == 0
    assert any(row["cached"] for row in again.rows)
