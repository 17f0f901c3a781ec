"""The teacher on tiny configurations of the same classes, with random weights; and its full shapes without memory."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import torch

from dpiqa_core.teacher.config import TeacherConfig
from dpiqa_core.teacher.network import Teacher
from dpiqa_core.teacher.prompts import PROMPT_COUNT, prompts
from tests.tiny_teacher import TINY, pixels_of_noise, tiny_teacher

# Seconds on an idle machine; the first import of diffusers alone takes long on a busy one.
pytestmark = pytest.mark.timeout(600)


def test_prompts_are_the_full_product_with_the_distortion_innermost() -> None:
    found = prompts()
    assert len(found) == len(set(found)) == PROMPT_COUNT == 1485
    assert found[0] == "a photo of a animal with jpeg2000 compression artifacts, which is of bad quality"
    assert found[1] == "a photo of a animal with jpeg compression artifacts, which is of bad quality"
    assert found[33] == "a photo of a cityscape with jpeg2000 compression artifacts, which is of bad quality"
    assert found[-1] == "a photo of a others with other realistic artifacts, which is of perfect quality"


@torch.no_grad()
def test_a_photo_gets_the_same_score_twice_and_alone() -> None:
    teacher = tiny_teacher()
    inputs = pixels_of_noise(3)
    first, second = teacher(inputs), teacher(inputs)
    alone = teacher({"image": inputs["image"][1:2]})
    assert first["score"].shape == (3,)
    assert first["feature_map"].shape == (3, 2, 16, 16)
    torch.testing.assert_close(first["score"], second["score"], atol=1e-6, rtol=0)
    torch.testing.assert_close(alone["score"], first["score"][1:2], atol=1e-5, rtol=0)


@torch.no_grad()
@pytest.mark.parametrize("part", ["use_text_adapter", "use_image_adapter", "timestep"])
def test_every_part_is_connected(part: str) -> None:
    teacher = tiny_teacher()
    changed: dict[str, Any] = {part: 500 if part == "timestep" else False}
    without = Teacher(replace(TINY, **changed)).eval()
    without.load_state_dict(teacher.state_dict())
    difference = (teacher(pixels_of_noise())["feature_map"] - without(pixels_of_noise())["feature_map"]).abs().max()
    assert difference > 1e-6


@torch.no_grad()
def test_each_up_block_reaches_the_score() -> None:
    teacher = tiny_teacher()
    pixels = torch.rand(1, 3, 64, 64)
    features = teacher.features(pixels)
    assert [f.shape[1] for f in features] == [16, 16, 8, 8]
    before = teacher.QFD(features)[1]
    for index in range(4):
        silenced = [torch.zeros_like(f) if i == index else f for i, f in enumerate(features)]
        assert (teacher.QFD(silenced)[1] - before).abs().max() > 1e-7


def test_training_reaches_everything_but_the_vae() -> None:
    teacher = tiny_teacher()
    teacher(pixels_of_noise())["score"].sum().backward()
    unused = ("unet.conv_norm_out", "unet.conv_out")  # behind the last feature; the score never sees them
    silent = [n for n, p in teacher.named_parameters() if p.grad is None and not n.startswith(("vae.", *unused))]
    assert silent == []
    assert all(p.grad is None for p in teacher.vae.parameters())
    assert not any(parameter is trained for parameter in teacher.vae.parameters() for trained in teacher.trainable())


def test_the_full_teacher_has_the_released_names_and_shapes() -> None:
    with torch.device("meta"):
        teacher = Teacher()
    shapes = {name: tuple(tensor.shape) for name, tensor in teacher.state_dict().items()}
    expected = {
        "gamma": (768,),
        "text_adapter.fc.0.weight": (768, 768),
        "text_adapter.fc.2.bias": (768,),
        "img_adapter.conv_in.weight": (320, 192, 3, 3),
        "QFD.conv1.weight": (512, 320, 3, 3),
        "QFD.conv2.weight": (512, 640, 3, 3),
        "QFD.conv3.weight": (512, 1280, 3, 3),
        "QFD.conv4.weight": (512, 1280, 3, 3),
        "QFD.se1.fc.0.weight": (32, 512),
        "QFD.se_fuse.fc.2.weight": (512, 32),
        "QFD.fuse_conv.weight": (512, 2048, 3, 3),
        "QFD.conv_score3.weight": (8, 32, 1, 1),
        "QFD.fc1.weight": (512, 32768),
        "QFD.fc3.weight": (1, 512),
        "texts": (1485, 768),
        "unet.conv_in.weight": (320, 4, 3, 3),
        "vae.encoder.conv_in.weight": (128, 3, 3, 3),
    }
    assert {name: shapes.get(name) for name in expected} == expected
    unet = sum(p.numel() for p in teacher.unet.parameters())
    assert unet == 859_520_964  # Stable Diffusion 1.5's


@torch.no_grad()
def test_weights_in_half_precision_score_nearly_the_same() -> None:
    """What a GPU does, done on the CPU: weights in fp16, norms and sums under autocast in fp32."""
    whole, half = tiny_teacher(), tiny_teacher().half()
    with torch.autocast("cpu", torch.float16):
        score = half(pixels_of_noise())["score"]
    torch.testing.assert_close(score.float(), whole(pixels_of_noise())["score"], atol=5e-3, rtol=0)


def test_a_configuration_survives_its_card() -> None:
    record = json.loads(json.dumps(TINY.to_dict()))
    assert TeacherConfig.from_dict(record) == TINY
    with pytest.raises(ValueError, match="prompts have unknown fields: mood"):
        TeacherConfig.from_dict({**record, "prompts": {"mood": "happy"}})


@torch.no_grad()
def test_each_up_block_can_be_left_out() -> None:
    teacher = tiny_teacher()
    whole = teacher(pixels_of_noise())["feature_map"]
    for block in range(4):
        others = tuple(index for index in range(4) if index != block)
        part = Teacher(replace(TINY, up_blocks=others)).eval()
        part.load_state_dict(teacher.state_dict())
        assert (part(pixels_of_noise())["feature_map"] - whole).abs().max() > 1e-7


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"timestep": 1000}, "timestep"),
        ({"text_dim": 32}, "cross_attention_dim"),
        ({"adapter_channels": (8, 8, 8, 8)}, "image adapter"),
        ({"adapter_channels": (8,)}, "four"),
        ({"up_blocks": (4,)}, "up blocks"),
    ],
)
def test_parts_that_do_not_fit_are_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(TINY, **change)


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        TeacherConfig.from_dict({"colour": 1})
