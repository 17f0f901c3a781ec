"""What the teacher says of every photo: kept on the disk, gone on with after an interruption, never mixed up."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from dpiqa_core.datasets.published import read_table
from dpiqa_core.datasets.records import Rated
from dpiqa_core.errors import ModelError
from dpiqa_core.training.paper.maps import TeacherMaps, make_maps
from tests.rated_photos import RECORD, write_set

COUNT = 70
CPU = torch.device("cpu")


class Counting(nn.Module):
    """Says something of a photo's pixels and counts photos; ends the program at the photo ``dies_at``."""

    def __init__(self, dies_at: int | None = None, gives: float = 0.0) -> None:
        super().__init__()
        self.seen, self.dies_at, self.gives = 0, dies_at, gives

    def forward(self, inputs: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Mean grey, and a map of two corners."""
        if self.dies_at is not None and self.seen >= self.dies_at:
            raise KeyboardInterrupt
        image = inputs["image"].float() / 255
        self.seen += len(image)
        score = image.mean(dim=(1, 2, 3)) + self.gives
        return {"score": score, "feature_map": image[:, :4, :4, :2].permute(0, 3, 1, 2) + self.gives}


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[Rated]:
    return list(read_table(write_set(tmp_path_factory.mktemp("maps") / "set", COUNT)).photos)


def maps_of(
    folder: Path, teacher: nn.Module, photos: list[Rated], identity: str = "one", batch: int = 1
) -> TeacherMaps:
    return make_maps(folder, teacher, identity, RECORD, photos, device=CPU, batch=batch, report=lambda line: None)


def test_an_interrupted_call_goes_on_and_ends_with_the_same(photos: list[Rated], tmp_path: Path) -> None:
    whole = maps_of(tmp_path / "whole", Counting(), photos)
    with pytest.raises(KeyboardInterrupt):
        maps_of(tmp_path / "cut", Counting(dies_at=50), photos)
    rest = Counting()
    again = maps_of(tmp_path / "cut", rest, photos)
    assert rest.seen == COUNT - 32  # what was judged after the last note is judged again, nothing before it
    assert np.array_equal(again.maps, whole.maps)
    assert np.array_equal(again.scores, whole.scores)
    assert again.shape == (2, 4)
    none = Counting()
    assert np.array_equal(maps_of(tmp_path / "cut", none, photos).scores, whole.scores)
    assert none.seen == 0


def test_an_interruption_before_the_first_note_begins_anew(photos: list[Rated], tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        maps_of(tmp_path / "cut", Counting(dies_at=5), photos)
    teacher = Counting()
    found = maps_of(tmp_path / "cut", teacher, photos, batch=16)
    assert teacher.seen == COUNT
    np.testing.assert_allclose(found.scores, maps_of(tmp_path / "whole", Counting(), photos).scores, atol=1e-6)


def test_another_teacher_or_other_photos_are_refused(photos: list[Rated], tmp_path: Path) -> None:
    maps_of(tmp_path / "maps", Counting(), photos[:3])
    for others, identity in ((photos[:3], "two"), (photos[1:4], "one")):
        with pytest.raises(ModelError, match="another teacher or on other photos"):
            maps_of(tmp_path / "maps", Counting(), others, identity)


def test_damaged_maps_are_named(photos: list[Rated], tmp_path: Path) -> None:
    maps_of(tmp_path / "maps", Counting(), photos[:3])
    file = tmp_path / "maps/maps.npy"
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(ModelError, match=r"feature maps are damaged.*Delete the folder"):
        maps_of(tmp_path / "maps", Counting(), photos[:3])


def test_a_photo_without_a_number_is_named(photos: list[Rated], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=f"{photos[0].path.name}: The teacher gave no number"):
        maps_of(tmp_path / "maps", Counting(gives=float("nan")), photos[:3])
