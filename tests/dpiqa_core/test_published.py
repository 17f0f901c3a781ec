"""The networks against the published forward passes, written down a second time, on the same weights and photos."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from diffusers.models.adapter import FullAdapter, T2IAdapter
from PIL import Image
from safetensors.torch import load_file
from torch import Tensor

from dpiqa_core.errors import ModelError
from dpiqa_core.preprocess import PAPER, Preprocessing
from dpiqa_core.released import import_released
from dpiqa_core.scorer import Scorer
from dpiqa_core.student import PaperStudent, PaperStudentConfig
from dpiqa_core.weights import WEIGHTS, Card
from tests import published_forward
from tests.dpiqa_core.conftest import random_student
from tests.tiny_teacher import TINY, tiny_teacher

pytestmark = pytest.mark.timeout(600)

SLIM = PaperStudentConfig(width=0.15, depth=0.3, hidden=8)
OLD_NAMES = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}

# EfficientNet-B7 as published: channels of stem, stages and head, blocks, kernels and strides of each stage.
B7_STEM, B7_HEAD = 64, 2560
B7_STAGES = (
    (32, 4, 3, 1),
    (48, 7, 3, 6),
    (80, 7, 5, 6),
    (160, 10, 3, 6),
    (224, 10, 5, 6),
    (384, 13, 5, 6),
    (640, 4, 3, 6),
)


def photos() -> list[Image.Image]:
    """Unlike pictures of several shapes, none of 512 x 512."""
    random = np.random.default_rng(3)
    coarse = [random.integers(0, 256, (4 + i, 6, 3), dtype=np.uint8) for i in range(3)]
    sizes = ((700, 500), (300, 900), (1100, 530))
    return [Image.fromarray(c).resize(s, Image.Resampling.BICUBIC) for c, s in zip(coarse, sizes, strict=True)]


def released_student() -> dict[str, Tensor]:
    """A released student's file, but small; its random weights answer visibly to pictures."""
    return random_student(SLIM.to_dict(), Preprocessing("squash", (128, 128))).state_dict()


def released_teacher() -> dict[str, Tensor]:
    """A released teacher's file, but small: no text table, the two unused parts inside."""
    state = {name: tensor for name, tensor in tiny_teacher().state_dict().items() if name != "texts"}
    return state | {"QFD.bnc1.weight": torch.ones(4), "QFD.classifier_dist.weight": torch.ones(3, 4)}


def with_old_names(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The VAE's attention as diffusers called it before 0.18."""
    found = {}
    for name, tensor in state.items():
        for new, old in OLD_NAMES.items():
            if name.startswith("vae."):
                name = re.sub(rf"(attentions\.\d+)\.{re.escape(new)}\.", rf"\1.{old}.", name)
        found[name] = tensor
    return found


@torch.no_grad()
def expected_of_teacher(state: Mapping[str, Tensor], image: Image.Image) -> float:
    score, maps = published_forward.teacher(
        state,
        tiny_teacher().texts,
        published_forward.pixels_of(image),
        UNet2DConditionModel(**TINY.unet).eval(),
        AutoencoderKL(**TINY.vae).eval(),
        TINY.map_side,
    )
    assert float(maps.max()) > 0
    return float(score)


@torch.no_grad()
def test_the_teacher_is_the_published_one() -> None:
    ours, state = tiny_teacher(), released_teacher()
    pixels = torch.rand(2, 3, 128, 64, generator=torch.Generator().manual_seed(1))
    networks = UNet2DConditionModel(**TINY.unet).eval(), AutoencoderKL(**TINY.vae).eval()
    score, maps = published_forward.teacher(state, ours.texts, pixels, *networks, TINY.map_side)
    found, found_maps = ours.judge(pixels)
    assert float(maps.std()) > 1e-3
    torch.testing.assert_close(found, score, atol=1e-6, rtol=1e-5)
    torch.testing.assert_close(found_maps, maps, atol=1e-6, rtol=1e-4)


@torch.no_grad()
def test_the_student_is_the_published_one() -> None:
    state = {n: t.double() if t.is_floating_point() else t for n, t in released_student().items()}
    ours = PaperStudent(SLIM).double().eval()  # so that nothing but another formula could be apart
    ours.load_state_dict(state)
    pixels = torch.rand(2, 3, 128, 96, generator=torch.Generator().manual_seed(1)).double()
    score, maps = published_forward.student(state, pixels)
    found, found_maps = ours.judge(pixels)
    assert float(maps.std()) > 1e-3
    torch.testing.assert_close(found, score, atol=1e-9, rtol=1e-9)
    torch.testing.assert_close(found_maps, maps, atol=1e-9, rtol=1e-9)


def b7_shapes() -> dict[str, tuple[int, ...]]:
    """Names and shapes of the released student, from B7's published numbers."""
    shapes: dict[str, tuple[int, ...]] = {}

    def normed(name: str, shape: tuple[int, ...]) -> None:
        shapes[f"{name}.0.weight"] = shape
        for kind in ("weight", "bias", "running_mean", "running_var"):
            shapes[f"{name}.1.{kind}"] = shape[:1]
        shapes[f"{name}.1.num_batches_tracked"] = ()

    normed("base_model.features.0", (B7_STEM, 3, 3, 3))
    before = B7_STEM
    for stage, (channels, blocks, side, widening) in enumerate(B7_STAGES, 1):
        for block in range(blocks):
            name, at, inner = f"base_model.features.{stage}.{block}.block", 0, before * widening
            if widening > 1:
                normed(f"{name}.0", (inner, before, 1, 1))
                at = 1
            normed(f"{name}.{at}", (inner, 1, side, side))
            shapes |= {f"{name}.{at + 1}.fc1.weight": (before // 4, inner, 1, 1)}
            shapes |= {f"{name}.{at + 1}.fc2.weight": (inner, before // 4, 1, 1)}
            shapes |= {f"{name}.{at + 1}.fc1.bias": (before // 4,), f"{name}.{at + 1}.fc2.bias": (inner,)}
            normed(f"{name}.{at + 2}", (channels, inner, 1, 1))
            before = channels
    normed("base_model.features.8", (B7_HEAD, before, 1, 1))
    shapes |= {"conv_transpose.weight": (B7_HEAD, 8, 3, 3), "conv_transpose.bias": (8,)}
    for layer, (rows, columns) in (("fc1", (512, 32768)), ("fc2", (512, 512)), ("fc3", (1, 512))):
        shapes |= {f"{layer}.weight": (rows, columns), f"{layer}.bias": (rows,)}
    return shapes


def test_every_tensor_of_the_released_student_has_its_place() -> None:
    with torch.device("meta"):
        ours = {name: tuple(tensor.shape) for name, tensor in PaperStudent().state_dict().items()}
    assert ours == b7_shapes()


def test_every_tensor_of_the_released_teachers_adapter_has_its_place() -> None:
    """``FullAdapter`` at its own defaults, whatever ours are called with."""
    from dpiqa_core.teacher.network import Teacher

    with torch.device("meta"):
        ours, theirs = Teacher().img_adapter.state_dict(), FullAdapter().state_dict()
    assert {n: t.shape for n, t in ours.items()} == {n: t.shape for n, t in theirs.items()}


def wrapped(state: dict[str, Tensor], form: str) -> object:
    """A checkpoint as people save them."""
    match form:
        case "plain":
            return state
        case "old names":
            return with_old_names(state)
        case "parallel":
            return {f"module.{name}": tensor for name, tensor in state.items()}
        case "training":
            return {"epoch": 3, "model": {f"module.{name}": tensor for name, tensor in state.items()}, "optimizer": {}}
        case "nested":
            return {"model": {"state_dict": state}, "epoch": 3}
        case "compiled":
            return {f"_orig_mod.{name}": tensor for name, tensor in state.items()}
        case "T2IAdapter":
            return {re.sub(r"^img_adapter\.", "img_adapter.adapter.", name): t for name, t in state.items()}
        case "half":
            return {name: t.half() if t.is_floating_point() else t for name, t in with_old_names(state).items()}
        case _:
            raise ValueError(form)


def as_half(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """What is left of weights that were saved in half precision."""
    return {name: t.half().float() if t.is_floating_point() else t for name, t in state.items()}


@pytest.mark.parametrize("form", ["plain", "old names", "parallel", "training", "nested", "compiled", "T2IAdapter"])
def test_every_form_of_a_released_teacher_is_understood(tmp_path: Path, form: str) -> None:
    state = released_teacher()
    torch.save(wrapped(state, form), tmp_path / "teacher.pth")
    card = import_released(tmp_path / "teacher.pth", tmp_path / "t", "t", text_table=tiny_teacher().texts, teacher=TINY)
    imported = load_file(card.path_of(WEIGHTS))
    assert set(state) - set(imported) == {"QFD.bnc1.weight", "QFD.classifier_dist.weight"}
    assert set(imported) - set(state) == {"texts"}
    assert all(torch.equal(imported[name], state[name]) for name in imported if name != "texts")


def test_a_released_teacher_scores_photos_as_published(tmp_path: Path) -> None:
    state, image = released_teacher(), photos()[0]
    torch.save(wrapped(state, "half"), tmp_path / "teacher.pth")
    import_released(tmp_path / "teacher.pth", tmp_path / "t", "t", text_table=tiny_teacher().texts, teacher=TINY)
    scorer = Scorer.from_card(Card.read(tmp_path / "t"), "cpu", threads=1)
    assert scorer.preprocessing == PAPER
    expected = expected_of_teacher(as_half(state), image)
    assert scorer.score([image])[0].score == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("form", ["plain", "training", "half"])
def test_a_released_student_scores_photos_as_published(tmp_path: Path, form: str) -> None:
    state = released_student()
    torch.save(wrapped(state, form), tmp_path / "student.pth")
    import_released(tmp_path / "student.pth", tmp_path / "s", "s", student=SLIM)
    scorer = Scorer.from_card(Card.read(tmp_path / "s"), "cpu", engine="torch", threads=1)
    state = as_half(state) if form == "half" else state
    with torch.no_grad():
        expected = [float(published_forward.student(state, published_forward.pixels_of(p))[0]) for p in photos()]
    assert max(expected) - min(expected) > 1e-3, "the photos make a difference"
    np.testing.assert_allclose([q.score for q in scorer.score(photos())], expected, atol=1e-5)


def test_the_t2i_adapters_names_are_those_of_the_library() -> None:
    inner = FullAdapter(channels=[8, 8, 16, 16], num_res_blocks=1).state_dict()
    outer = T2IAdapter(channels=[8, 8, 16, 16], num_res_blocks=1).state_dict()
    assert {f"adapter.{name}" for name in inner} == set(outer)


def test_two_tensors_for_one_place_are_refused(tmp_path: Path) -> None:
    state = released_teacher()
    torch.save(state | {"module.gamma": state["gamma"]}, tmp_path / "twice.pth")
    with pytest.raises(ModelError, match="gamma is in the file twice"):
        import_released(tmp_path / "twice.pth", tmp_path / "t", "t", text_table=tiny_teacher().texts, teacher=TINY)


def test_a_large_photo_is_decoded_whole() -> None:
    """A scaled JPEG decode would be quicker and a grey level off."""
    assert PAPER.decode_edge is None
