"""The facade: right scores for batches of any size, memory, numbers that are none, engines and devices."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

from dpiqa_core import scorer as scorer_module
from dpiqa_core.errors import BadScore, ModelError, OutOfMemory
from dpiqa_core.models import load_model
from dpiqa_core.scorer import Scorer
from dpiqa_core.weights import ONNX, WEIGHTS, Card, find_model
from tests.tiny_models import TINY_FAULTS, TINY_MAP, write_tiny_model


@pytest.fixture
def brightness(tmp_path: Path) -> Scorer:
    """The model whose score is the mean brightness."""
    write_tiny_model(tmp_path)
    return Scorer.load("tiny-brightness", model_dirs=[tmp_path])


def grey(value: int) -> Image.Image:
    return Image.new("RGB", (300, 200), (value, value, value))


def test_everything_a_card_promises(brightness: Scorer) -> None:
    dark, bright = brightness.score([grey(51), grey(204)])
    assert (dark.score, bright.score) == (pytest.approx(0.2), pytest.approx(0.8))
    assert dark.faults == {TINY_FAULTS[0]: pytest.approx(0.8), TINY_FAULTS[1]: pytest.approx(0.2)}
    assert dark.quality_map is not None
    assert dark.quality_map.dtype == np.float32
    assert dark.quality_map.shape == TINY_MAP
    assert brightness.engine_name == "onnx"
    assert (brightness.device, brightness.precision) == ("cpu", "fp32")
    assert brightness.weights_hash == brightness.card.sha256
    assert len(brightness.weights_hash) == 64


def test_the_map_lies_over_the_upright_photo(brightness: Scorer) -> None:
    photo = grey(0)
    photo.paste((255, 255, 255), (0, 0, 150, 100))
    (quality,) = brightness.score([photo])
    assert quality.quality_map is not None
    assert quality.quality_map[0, 0] > 0.9
    assert quality.quality_map[[0, -1, -1], [-1, 0, -1]].max() < 0.1


def test_no_photos_no_scores(brightness: Scorer) -> None:
    assert brightness.score([]) == []
    assert brightness.score_prepared([]) == []


@pytest.mark.parametrize("engine", ["onnx", "torch"])
def test_batched_and_single_are_equal_and_repeatable(
    tiny_model_dir: Path, photos: list[Image.Image], engine: str
) -> None:
    scorer = Scorer.load("tiny-random", model_dirs=[tiny_model_dir], engine=engine)
    assert scorer.engine_name == engine
    together = [quality.score for quality in scorer.score(photos)]
    alone = [scorer.score([photo])[0].score for photo in photos]
    assert together == pytest.approx(alone, abs=1e-5)
    assert [quality.score for quality in scorer.score(photos)] == together
    assert scorer.score(photos[:1])[0].faults == {}
    assert scorer.score(photos[:1])[0].quality_map is None


def test_engines_agree(tiny_model_dir: Path, photos: list[Image.Image]) -> None:
    by_engine = [
        [
            quality.score
            for quality in Scorer.load("tiny-random", model_dirs=[tiny_model_dir], engine=name).score(photos)
        ]
        for name in ("onnx", "torch")
    ]
    assert by_engine[0] == pytest.approx(by_engine[1], abs=1e-4)


class Scripted:
    """An engine that holds few photos or gives odd numbers; the facade's own behaviour is what is tested."""

    name, device, precision = "scripted", "cuda", "fp32"

    def __init__(self, room: int, values: Callable[[NDArray[Any]], NDArray[Any]], best_batch: int = 8) -> None:
        self.room = room
        self.values = values
        self.best_batch = best_batch
        self.sizes: list[int] = []

    def run(self, batch: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        images = batch["image"]
        if len(images) > self.room:
            raise OutOfMemory("too many")
        self.sizes.append(len(images))
        return {"score": self.values(images).astype(np.float32)}


@pytest.fixture
def plain_card(tiny_model_dir: Path) -> Card:
    return find_model("tiny-random", [tiny_model_dir])


def means(images: NDArray[Any]) -> NDArray[Any]:
    return images.mean(axis=(1, 2, 3)) / 255


def test_batch_halves_on_memory_errors_and_stays_so(plain_card: Card) -> None:
    engine = Scripted(room=3, values=means)
    scorer = Scorer(plain_card, engine)
    photos = [grey(value) for value in range(0, 200, 10)]
    found = [quality.score for quality in scorer.score_prepared([scorer.prepare(photo) for photo in photos])]
    assert found == pytest.approx([value / 255 for value in range(0, 200, 10)], abs=1e-6)
    assert scorer.best_batch == 2
    assert set(engine.sizes) == {2}
    scorer.score(photos[:4])
    assert engine.sizes[-2:] == [2, 2]


def test_no_room_for_one_photo_is_told(plain_card: Card) -> None:
    scorer = Scorer(plain_card, Scripted(room=0, values=means))
    with pytest.raises(OutOfMemory, match=r"even for one photo.*choose the device cpu"):
        scorer.score([grey(1), grey(2)])


@pytest.mark.parametrize("odd", [np.nan, np.inf])
def test_what_is_no_number_is_no_score(plain_card: Card, odd: float) -> None:
    def values(images: NDArray[Any]) -> NDArray[Any]:
        found = means(images)
        return np.where(found > 0.5, odd, found)

    scorer = Scorer(plain_card, Scripted(8, values))
    inputs = [scorer.prepare(grey(value)) for value in (10, 200, 20, 250)]
    with pytest.raises(BadScore, match="no number for 2 of 4") as caught:
        scorer.score_prepared(inputs)
    assert caught.value.positions == (1, 3)
    assert "tiny-random" in str(caught.value)
    assert len(scorer.score_prepared([inputs[0], inputs[2]])) == 2


def test_score_range_of_the_card(plain_card: Card) -> None:
    card = replace(plain_card, score_range=(1.0, 5.0))
    values = np.array([1.0, 3.0, 5.0, 6.0, 0.0])
    scorer = Scorer(card, Scripted(8, lambda _: values))
    assert [quality.score for quality in scorer.score([grey(0)] * 5)] == [0.0, 0.5, 1.0, 1.25, -0.25]
    raw = scorer.outputs([scorer.prepare(grey(0))] * 5)["score"]
    assert raw.tolist() == values.tolist()


@pytest.fixture
def without_onnx(tiny_model_dir: Path, tmp_path: Path) -> Path:
    """A folder of models whose one model has weights only, as an imported student."""
    models = tmp_path / "imported"
    folder = Path(shutil.copytree(tiny_model_dir / "tiny-random", models / "tiny-random"))
    (folder / ONNX).unlink()
    card = Card.read(folder)
    replace(card, files={WEIGHTS: card.sha256}).write(folder)
    return models


def test_model_without_onnx_runs_in_torch(without_onnx: Path, tiny_model_dir: Path, photos: list[Image.Image]) -> None:
    scorer = Scorer.load("tiny-random", model_dirs=[without_onnx])
    assert (scorer.engine_name, scorer.device) == ("torch", "cpu")
    expected = Scorer.load("tiny-random", model_dirs=[tiny_model_dir]).score(photos)
    assert [q.score for q in scorer.score(photos)] == pytest.approx([q.score for q in expected], abs=1e-4)


def test_model_without_onnx_gets_one_in_the_cache(
    without_onnx: Path, tiny_model_dir: Path, tmp_path: Path, photos: list[Image.Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache" / "onnx"

    def load() -> Scorer:
        return Scorer.load("tiny-random", model_dirs=[without_onnx], onnx_cache=cache)

    monkeypatch.setattr(scorer_module.importlib.util, "find_spec", lambda _: None)
    assert load().engine_name == "torch", "where the exporter is not installed"
    monkeypatch.undo()

    cache.mkdir(parents=True)
    card = find_model("tiny-random", [without_onnx])
    made = cache / f"{card.sha256}-{card.preprocessing.version}.onnx"
    made.write_bytes((tiny_model_dir / "tiny-random" / ONNX).read_bytes()[:500])
    first = load()
    assert first.engine_name == "onnx", "a damaged file is made anew"
    assert list(cache.iterdir()) == [made]
    expected = Scorer.load("tiny-random", model_dirs=[tiny_model_dir]).score(photos)
    assert [q.score for q in first.score(photos)] == pytest.approx([q.score for q in expected], abs=1e-5)

    made_at = made.stat().st_mtime_ns
    assert load().engine_name == "onnx"
    assert made.stat().st_mtime_ns == made_at, "made once"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"device": "tpu"}, "device 'tpu' is not known"),
        ({"engine": "magic"}, "engine 'magic' is not known"),
        ({"engine": "onnx", "device": "cuda"}, "on the CPU only"),
        ({"engine": "onnx"}, "comes without an ONNX file"),
        ({"name": "oracle"}, "no model named oracle"),
    ],
)
def test_impossible_wishes_are_told(without_onnx: Path, arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ModelError, match=words):
        Scorer.load(**({"name": "tiny-random"} | arguments), model_dirs=[without_onnx])


def test_absent_gpu_is_told(tiny_model_dir: Path) -> None:
    absent = "mps" if torch.cuda.is_available() else "cuda"
    with pytest.raises(ModelError, match=f"finds no {absent} device"):
        Scorer.load("tiny-random", absent, model_dirs=[tiny_model_dir])


def test_damaged_onnx_is_not_scored_with(tiny_model_dir: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_model_dir / "tiny-random", tmp_path / "tiny-random"))
    content = bytearray((folder / ONNX).read_bytes())
    content[len(content) // 2] ^= 255
    (folder / ONNX).write_bytes(content)
    with pytest.raises(ModelError, match=r"model\.onnx: The file is damaged"):
        Scorer.load("tiny-random", model_dirs=[tmp_path])


def test_scoring_through_onnx_never_imports_torch(tmp_path: Path, in_fresh_python: Callable[[str], str]) -> None:
    write_tiny_model(tmp_path)
    script = f"""
import sys
from pathlib import Path
from PIL import Image
from dpiqa_core.scorer import Scorer
from dpiqa_core.weights import find_models
assert find_models([Path({str(tmp_path)!r})])
assert not {{"torch", "onnxruntime", "safetensors", "onnx"}} & set(sys.modules)
scorer = Scorer.load("tiny-brightness", model_dirs=[Path({str(tmp_path)!r})])
print(round(scorer.score([Image.new("RGB", (50, 50), (51, 51, 51))])[0].score, 6))
assert not {{"torch", "onnx", "onnxscript", "scipy"}} & set(sys.modules)
"""
    assert in_fresh_python(script).strip() == "0.2"


def test_torch_numpy_pillow_and_safetensors_suffice(without_onnx: Path, in_fresh_python: Callable[[str], str]) -> None:
    script = f"""
import sys
from pathlib import Path
for absent in ("onnx", "onnxruntime", "onnxscript", "scipy", "diffusers", "transformers", "matplotlib"):
    sys.modules[absent] = None
import dpiqa_core.models, dpiqa_core.student, dpiqa_core.engines.export
from PIL import Image
from dpiqa_core.scorer import Scorer
scorer = Scorer.load("tiny-random", model_dirs=[Path({str(without_onnx)!r})], engine="torch")
assert isinstance(scorer.score([Image.new("RGB", (50, 50))])[0].score, float)
"""
    in_fresh_python(script)


def test_loaded_weights_are_the_saved_ones(plain_card: Card, tiny_model_dir: Path) -> None:
    scorer = Scorer.load("tiny-random", model_dirs=[tiny_model_dir])
    photo = grey(120)
    pixels = torch.from_numpy(scorer.prepare(photo)["image"])[None]
    with torch.inference_mode():
        raw = float(load_model(plain_card)({"image": pixels})["score"][0])
    assert scorer.score([photo])[0].score == pytest.approx(raw, abs=1e-5)
