"""What is said about time and memory before a model is loaded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app import places
from app.scoring import estimates
from app.scoring.estimates import Estimate, duration, estimate, remember, size
from dpiqa_core.weights import Card
from tests.tiny_models import write_tiny_model


@pytest.fixture
def card(tmp_path: Path) -> Card:
    return Card.read(write_tiny_model(tmp_path))


def test_a_guess_is_called_one_and_a_measurement_is_kept(card: Card) -> None:
    first = estimate(card, "cpu")
    assert not first.measured
    assert first.photo_s is not None
    assert first.photo_s > 0
    remember(card, "cpu", 12.0, 41.5, 5.1e9)
    assert estimate(card, "cpu") == Estimate(12.0, 41.5, 5.1e9, measured=True)
    assert not estimate(card, "cuda").measured, "another device"
    assert not estimate(replace(card, files={}), "cpu").measured, "other weights"


def test_nobody_knows_a_gpu_before_its_first_photo(card: Card) -> None:
    assert estimate(card, "cuda").photo_s is None
    assert estimate(card, "cuda").seconds(3) is None


def test_a_larger_model_takes_longer(card: Card, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimates, "_speed", lambda: 1e11)
    small = estimate(card, "cpu")
    weights = card.path_of("weights.safetensors")
    with weights.open("ab") as stream:
        stream.truncate(4 << 30)  # sparse
    large = estimate(card, "cpu")
    assert large.photo_s is not None
    assert small.photo_s is not None
    assert large.photo_s > 1000 * small.photo_s
    assert 4e9 < large.memory_bytes < 8e9
    assert 10 < large.photo_s < 120, "a thousand million parameters on two ordinary cores"


@pytest.mark.parametrize("content", ["", "[]", "{", '{"x": 3}'])
def test_a_damaged_record_is_no_hindrance(card: Card, content: str) -> None:
    places.cache_dir().mkdir(parents=True)
    (places.cache_dir() / "calibration.json").write_text(content)
    assert not estimate(card, "cpu").measured
    remember(card, "cpu", 1.0, 2.0, 3.0)
    assert estimate(card, "cpu").measured


def test_a_record_that_cannot_be_kept_is_no_hindrance(card: Card) -> None:
    places.cache_dir().parent.mkdir(parents=True, exist_ok=True)
    places.cache_dir().write_text("a file where the folder should be")
    remember(card, "cpu", 1.0, 2.0, 3.0)
    assert not estimate(card, "cpu").measured


def test_numbers_in_words() -> None:
    assert [duration(s) for s in (0.2, 42, 60, 200, 7500)] == ["1 s", "42 s", "1 min", "3 min 20 s", "2 h 5 min"]
    assert [size(n) for n in (5e5, 35e6, 4.26e9)] == ["1 MB", "35 MB", "4.3 GB"]
    assert Estimate(10.0, 2.0, 1.0, True).seconds(5) == 20.0
    assert Estimate(10.0, 2.0, 1.0, True).seconds(5, loaded=True) == 10.0
