"""The paper's student: names, sizes, and what happens between input and score."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from dpiqa_core.errors import ModelError
from dpiqa_core.models import build_model
from dpiqa_core.preprocess import PAPER, Preprocessing
from dpiqa_core.student import PaperStudent
from tests.dpiqa_core.conftest import SMALL, random_student, student_card


@pytest.fixture(scope="module")
def paper_size() -> PaperStudent:
    with torch.device("meta"):
        return PaperStudent()


def test_size_of_the_papers_student(paper_size: PaperStudent) -> None:
    assert sum(p.numel() for p in paper_size.parameters()) == 81_012_185


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("base_model.features.0.0.weight", (64, 3, 3, 3)),
        ("base_model.features.8.1.num_batches_tracked", ()),
        ("conv_transpose.weight", (2560, 8, 3, 3)),
        ("conv_transpose.bias", (8,)),
        ("fc1.weight", (512, 32768)),
        ("fc2.bias", (512,)),
        ("fc3.weight", (1, 512)),
    ],
)
def test_released_names(paper_size: PaperStudent, name: str, shape: tuple[int, ...]) -> None:
    assert tuple(paper_size.state_dict()[name].shape) == shape


def test_no_other_names_than_the_released(paper_size: PaperStudent) -> None:
    heads = {".".join(name.split(".")[:2]) for name in paper_size.state_dict()}
    layers = {f"{layer}.{part}" for layer in ("conv_transpose", "fc1", "fc2", "fc3") for part in ("weight", "bias")}
    assert heads == layers | {"base_model.features"}


def test_shapes_at_512(paper_size: PaperStudent) -> None:
    pixels = torch.empty(2, 3, 512, 512, device="meta")
    assert paper_size.base_model.forward_features(pixels)[0].shape == (2, 2560, 16, 16)
    score, feature_map = paper_size.judge(pixels)
    assert score.shape == (2,)
    assert feature_map.shape == (2, 8, 64, 64)
    outputs = paper_size({"image": torch.empty(3, 512, 512, 3, dtype=torch.uint8, device="meta")})
    assert {name: tuple(value.shape) for name, value in outputs.items()} == {
        "score": (3,),
        "feature_map": (3, 8, 64, 64),
    }


def test_decoder_is_the_papers() -> None:
    model = random_student(SMALL)
    pixels = torch.rand(2, 3, 96, 96)
    deep = model.base_model.features(pixels)
    raised = torch.relu(model.conv_transpose(deep))
    assert raised.shape[2:] == (6, 6)
    expected = functional.interpolate(raised, (8, 8), mode="nearest")
    score, feature_map = model.judge(pixels)
    assert torch.equal(feature_map, expected)
    hidden = torch.relu(model.fc2(torch.relu(model.fc1(expected.reshape(2, -1)))))
    assert torch.allclose(score, model.fc3(hidden)[:, 0])


def test_bytes_are_brought_to_the_cards_range() -> None:
    photo = torch.randint(0, 256, (1, 96, 96, 3), dtype=torch.uint8)
    unit = photo.permute(0, 3, 1, 2).float() / 255
    zero_to_one = random_student(SMALL, Preprocessing("squash", (96, 96)))
    both_signs = PaperStudent(SMALL, Preprocessing("squash", (96, 96), value_range=(-1.0, 1.0))).eval()
    both_signs.load_state_dict(zero_to_one.state_dict())
    assert torch.allclose(zero_to_one({"image": photo})["score"], zero_to_one.judge(unit)[0])
    assert torch.allclose(both_signs({"image": photo})["score"], zero_to_one.judge(unit * 2 - 1)[0], rtol=1e-4)


def test_the_papers_record() -> None:
    assert PAPER.size == (512, 512)
    assert PAPER.value_range == (0.0, 1.0)
    assert PAPER.resampling == "bilinear"
    assert PAPER.reducing_gap is None


@pytest.mark.parametrize("config", [{"backbone": "b9"}, {"colour": "red"}])
def test_unknown_configuration_is_told(config: dict[str, object]) -> None:
    with pytest.raises(ModelError, match="configuration of odd cannot be used"):
        build_model(student_card("odd", config))
