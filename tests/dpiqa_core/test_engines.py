"""The engines agree, keep apart what they must, and translate their errors."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor, nn

from dpiqa_core.engines import base
from dpiqa_core.engines.base import gpu_is_likely, physical_cores
from dpiqa_core.engines.export import export_onnx
from dpiqa_core.engines.onnx_engine import OnnxEngine
from dpiqa_core.engines.torch_engine import TorchEngine, torch_device
from dpiqa_core.errors import ModelError, OutOfMemory
from dpiqa_core.models import load_model
from dpiqa_core.preprocess import Preprocessing
from dpiqa_core.weights import ONNX, Card, find_model
from tests.dpiqa_core.conftest import SMALL_INPUT


def torch_engine(card: Card, device: str = "cpu", outputs: tuple[str, ...] = ("score",)) -> TorchEngine:
    shapes = card.preprocessing.input_shapes
    return TorchEngine(load_model(card), outputs=outputs, device=device, input_shapes=shapes)


@pytest.fixture
def tiny_card(tiny_model_dir: Path) -> Card:
    return find_model("tiny-random", [tiny_model_dir])


def batch_for(card: Card, photos: list[Image.Image]) -> dict[str, np.ndarray]:
    return {"image": np.stack([card.preprocessing.prepare(photo)["image"] for photo in photos])}


@pytest.mark.parametrize("name", ["tiny-random", "b0-random"])
def test_onnx_runtime_and_torch_agree(
    tiny_model_dir: Path, b0_model_dir: Path, photos: list[Image.Image], name: str
) -> None:
    card = find_model(name, [tiny_model_dir, b0_model_dir])
    batch = batch_for(card, photos)
    onnx = OnnxEngine(card.verify(ONNX), outputs=card.outputs).run(batch)["score"]
    eager = torch_engine(card).run(batch)["score"]
    assert onnx.dtype == eager.dtype == np.float32
    assert onnx.shape == eager.shape == (len(photos),)
    assert np.ptp(eager) > 0.1, "the pictures must not all score alike, or agreement says nothing"
    assert np.abs(onnx - eager).max() < 1e-4


def test_engines_give_the_outputs_asked_for(tiny_card: Card, photos: list[Image.Image]) -> None:
    found = torch_engine(tiny_card, outputs=("score", "feature_map")).run(batch_for(tiny_card, photos[:2]))
    assert {name: values.shape for name, values in found.items()} == {"score": (2,), "feature_map": (2, 2, 8, 8)}
    with pytest.raises(ModelError, match="no output named feature_map"):
        OnnxEngine(tiny_card.verify(ONNX), outputs=("score", "feature_map"))


class TwoInputs(nn.Module):
    """A network of the bundled student's interface: overview, grid, and crops whose axes are folded into the batch."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.overview = nn.Conv2d(3, 4, 3, stride=4)
        self.detail = nn.Conv2d(3, 4, 3, stride=2)

    def forward(self, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        whole, crops = inputs["global"].float() / 255, inputs["crops"].float() / 255
        count = crops.shape[1]
        near = self.detail(crops.flatten(0, 1).permute(0, 3, 1, 2)).mean((2, 3)).reshape(-1, count, 4).amax(1)
        far = self.overview(whole.permute(0, 3, 1, 2))
        faults = torch.sigmoid(near + far.mean((2, 3)) + inputs["detail"].float().mean((1, 2))[:, :4] / 255)
        return {"score": 1 - faults.amax(1), "faults": faults, "map": torch.sigmoid(far[:, 0]), "spare": near}


def test_networks_with_several_inputs_and_outputs_are_exported(tmp_path: Path) -> None:
    record = Preprocessing("overview-crops", (64, 48), crop_count=3, crop_size=32)
    outputs = ("score", "faults", "map")
    model = TwoInputs().train()
    export_onnx(model, record, tmp_path / "two.onnx", outputs=outputs)
    assert model.training, "the caller's model is left alone"
    assert [entry.name for entry in tmp_path.iterdir()] == ["two.onnx"]
    onnx = OnnxEngine(tmp_path / "two.onnx", outputs=outputs)
    eager = TorchEngine(model, outputs=outputs, device="cpu", input_shapes=record.input_shapes)
    for count in (1, 5):
        random = np.random.default_rng(count)
        batch = {n: random.integers(0, 256, (count, *s), dtype=np.uint8) for n, s in record.input_shapes.items()}
        left, right = onnx.run(batch), eager.run(batch)
        assert list(left) == list(outputs)
        assert all(left[name].shape == right[name].shape for name in outputs)
        assert all(np.abs(left[name] - right[name]).max() < 1e-5 for name in outputs)


@pytest.mark.parametrize("threads", [1, 2])
def test_thread_count_does_not_change_the_score(tiny_card: Card, photos: list[Image.Image], threads: int) -> None:
    batch = batch_for(tiny_card, photos)
    one = OnnxEngine(tiny_card.verify(ONNX), outputs=("score",), threads=threads).run(batch)
    every = OnnxEngine(tiny_card.verify(ONNX), outputs=("score",)).run(batch)
    assert np.allclose(one["score"], every["score"], atol=1e-6)


def test_damaged_onnx_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"no graph in here")
    with pytest.raises(ModelError, match="ONNX Runtime cannot load the file") as caught:
        OnnxEngine(path, outputs=("score",))
    assert str(path) in str(caught.value)


def test_wrong_input_is_a_bug_and_not_swallowed(tiny_card: Card) -> None:
    with pytest.raises(Exception, match="image"):
        OnnxEngine(tiny_card.verify(ONNX), outputs=("score",)).run({"image": np.zeros((1, 5, 5, 3), np.uint8)})


class Probe(nn.Module):
    """Gives what a test wants."""

    def __init__(self, weight: float = 1.0, error: str = "") -> None:
        super().__init__()
        self.layer = nn.Linear(3, 1, bias=False)
        nn.init.constant_(self.layer.weight, weight)
        self.error = error

    def forward(self, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        if self.error:
            raise RuntimeError(self.error)
        return {"score": self.layer(inputs["image"].float()).mean((1, 2, 3))}


def probe_engine(model: nn.Module) -> TorchEngine:
    return TorchEngine(model, outputs=("score",), device="cpu", input_shapes=SMALL_INPUT.input_shapes)


@pytest.mark.parametrize(
    "text",
    [
        "CUDA out of memory. Tried to allocate",
        "MPS backend out of memory",
        "DefaultCPUAllocator: can't allocate memory",
    ],
)
def test_memory_errors_of_torch_are_recognised(text: str) -> None:
    with pytest.raises(OutOfMemory):
        probe_engine(Probe(error=text)).run({"image": np.zeros((1, 4, 4, 3), np.uint8)})


def test_other_errors_of_torch_stay_what_they_are() -> None:
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
        probe_engine(Probe(error="shapes cannot be multiplied")).run({"image": np.zeros((1, 4, 4, 3), np.uint8)})


def test_overflow_in_half_precision_goes_on_in_full() -> None:
    engine = probe_engine(Probe(weight=1000.0))
    engine.precision = "fp16"
    white = {"image": np.full((1, 4, 4, 3), 255, np.uint8)}  # 765,000 is beyond half precision's 65,504
    assert engine.run(white)["score"] == pytest.approx(765_000)
    assert engine.precision == "fp32"


def test_half_precision_is_tried_before_it_is_used(tiny_card: Card) -> None:
    shapes = {"image": (32, 32, 3)}
    assert torch_engine(tiny_card)._faster_precision(shapes) in ("fp16", "fp32")
    assert probe_engine(Probe(weight=1000.0))._faster_precision(shapes) == "fp32"


def test_devices_that_are_not_there_are_told(tiny_card: Card) -> None:
    absent = [device for device in ("cuda", "mps") if torch_device(device) is None]
    assert absent, "no machine has both"
    for device in absent:
        with pytest.raises(ModelError, match=f"no {device} device"):
            torch_engine(tiny_card, device)


@pytest.mark.skipif(torch_device("auto") is None, reason="no GPU here")
def test_gpu_agrees_with_the_cpu(b0_model_dir: Path, photos: list[Image.Image]) -> None:
    card = find_model("b0-random", [b0_model_dir])
    batch = batch_for(card, photos)
    engine = torch_engine(card, torch_device("auto") or "")
    first, again = engine.run(batch)["score"], engine.run(batch)["score"]
    assert np.abs(first - torch_engine(card).run(batch)["score"]).max() < 1e-3
    assert np.abs(first - again).max() < 1e-6


def test_cores() -> None:
    assert 1 <= physical_cores() <= (os.cpu_count() or 1)


@pytest.mark.parametrize(("quota", "most"), [("100000 100000", 1), ("150000 100000", 2), ("max 100000", 1 << 20)])
def test_a_containers_limit_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, quota: str, most: int) -> None:
    (tmp_path / "cpu.max").write_text(quota)
    monkeypatch.setattr(base, "_CPU_QUOTA", tmp_path / "cpu.max")
    assert 1 <= physical_cores() <= most


def test_gpu_is_not_likely_where_there_is_no_sign_of_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sign = tmp_path / "nvidia0"
    monkeypatch.setattr(base.sys, "platform", "linux")
    monkeypatch.setattr(base, "_NVIDIA_SIGNS", (str(sign),))
    monkeypatch.setattr(base, "_AMD_SIGNS", ())
    monkeypatch.setattr(base.importlib.metadata, "version", lambda _: "2.13.0+cu130")
    assert not gpu_is_likely()
    sign.touch()
    assert gpu_is_likely()
    monkeypatch.setattr(base.importlib.metadata, "version", lambda _: "2.13.0+cpu")
    assert not gpu_is_likely()
    monkeypatch.setattr(base.sys, "platform", "darwin")
    monkeypatch.setattr(base.platform, "machine", lambda: "arm64")
    assert gpu_is_likely()


def test_an_exported_file_tells_nothing_of_the_machine_that_made_it(tiny_card: Card) -> None:
    content = tiny_card.path_of(ONNX).read_bytes()
    assert b"site-packages" not in content
    assert os.fsencode(Path(__file__).parents[2]) not in content
