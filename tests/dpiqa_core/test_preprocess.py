"""From photo to input: exact pixels, scaled decodes, the record's round trip."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dpiqa_core.preprocess import PAPER, Preprocessing


def test_squash_is_pillows_antialiased_bilinear() -> None:
    random = np.random.default_rng(0)
    photo = Image.fromarray(random.integers(0, 256, (900, 1300, 3), dtype=np.uint8))
    prepared = PAPER.prepare(photo)
    assert list(prepared) == ["image"]
    found = prepared["image"]
    assert found.dtype == np.uint8
    assert found.flags.owndata
    assert found.flags.writeable
    expected = photo.resize((512, 512), Image.Resampling.BILINEAR)
    assert np.array_equal(found, np.asarray(expected))
    # Antialiased: the noise averages out, which plain bilinear sampling would leave.
    assert found.std() < 45 < np.asarray(photo).std()


def test_size_is_width_then_height() -> None:
    record = Preprocessing("squash", (64, 48))
    assert record.input_shapes == {"image": (48, 64, 3)}
    assert record.prepare(Image.new("RGB", (10, 10)))["image"].shape == (48, 64, 3)


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "CMYK", "I;16"])
def test_other_modes_become_rgb(mode: str) -> None:
    assert PAPER.prepare(Image.new(mode, (600, 700)))["image"].shape == (512, 512, 3)


@pytest.mark.parametrize("size", [(1, 1), (3, 5000), (1024, 1)])
def test_odd_sizes(size: tuple[int, int]) -> None:
    assert PAPER.prepare(Image.new("RGB", size, (10, 20, 30)))["image"].max() == 30


def test_a_scaled_decode_gives_the_pixels_of_a_full_one(shared_data: Path) -> None:
    path = shared_data / "camera" / "Canon_PowerShot_G11.jpg"
    with Image.open(path) as whole, Image.open(path) as scaled:
        share = 2 * min(PAPER.size) / min(scaled.size)
        scaled.draft("RGB", (round(scaled.width * share), round(scaled.height * share)))
        assert scaled.width < whole.width
        full = PAPER.prepare(whole)["image"].astype(int)
        apart = np.abs(PAPER.prepare(scaled)["image"].astype(int) - full)
    assert apart.mean() < 0.5
    assert np.percentile(apart, 99) <= 2


@pytest.mark.parametrize("size", [(1600, 1200), (90, 130), (7, 2000)])
def test_crops_are_pixels_of_the_photo_beside_its_overview(size: tuple[int, int]) -> None:
    random = np.random.default_rng(0)
    photo = Image.fromarray(random.integers(0, 256, (size[1], size[0], 3), dtype=np.uint8))
    record = Preprocessing("overview-crops", (128, 96), crop_count=4, crop_size=64)
    prepared = record.prepare(photo)
    assert {name: values.shape for name, values in prepared.items()} == record.input_shapes
    assert all(values.dtype == np.uint8 for values in prepared.values())
    expected = photo.resize((128, 96), Image.Resampling.BILINEAR)
    assert np.array_equal(prepared["global"], np.asarray(expected))
    again = record.prepare(photo)
    assert all(np.array_equal(prepared[name], again[name]) for name in prepared)


def test_record_round_trip() -> None:
    record = Preprocessing(
        "overview-crops", (384, 288), "bicubic", (-1.0, 1.0), None, reducing_gap=2.0, crop_count=4, crop_size=128
    )
    again = Preprocessing.from_dict(json.loads(json.dumps(record.to_dict())))
    assert again == record
    assert again.version == record.version
    assert record.input_shapes == {"global": (288, 384, 3), "crops": (4, 128, 128, 3), "detail": (12, 12, 10)}


def test_every_field_makes_another_version() -> None:
    record = Preprocessing("overview-crops", (384, 288), crop_count=2, crop_size=96)
    others = [
        replace(record, size=(288, 384)),
        replace(record, resampling="box"),
        replace(record, value_range=(-1.0, 1.0)),
        replace(record, decode_edge=512),
        replace(record, reducing_gap=2.0),
        replace(record, crop_count=3),
        replace(record, crop_size=97),
        replace(record, revision=2),
        Preprocessing("squash", (384, 288)),
    ]
    assert len({other.version for other in [record, *others]}) == len(others) + 1


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"kind": "squash"},
        {"kind": "guess", "size": [1, 1]},
        {"kind": "squash", "size": [0, 5]},
        {"kind": "squash", "size": [5]},
        {"kind": "squash", "size": [5, 5], "resampling": "magic"},
        {"kind": "squash", "size": [5, 5], "value_range": [1, 0]},
        {"kind": "squash", "size": [5, 5], "crop_count": 2, "crop_size": 5},
        {"kind": "overview-crops", "size": [5, 5]},
        {"kind": "squash", "size": [5, 5], "colour": "red"},
        {"kind": "squash", "size": "wide"},
    ],
)
def test_records_that_cannot_be_used(record: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"preprocessing|crops"):
        Preprocessing.from_dict(record)
