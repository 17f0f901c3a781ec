"""A GPU without room. SCRIPTED engines stand in for it: there is no GPU where these tests run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dpiqa_core.engines.fallback import load_or_ask
from dpiqa_core.errors import OutOfMemory


class Scripted:
    """Gives the number of its device; has room for so many photos."""

    name, precision, best_batch = "scripted", "fp32", 8

    def __init__(self, device: str, room: int) -> None:
        self.device = device
        self.room = room

    def run(self, batch: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        count = len(batch["image"])
        if count > self.room:
            raise OutOfMemory("scripted")
        return {"score": np.full(count, 1.0 if self.device == "cuda" else 2.0)}


def batch(count: int) -> dict[str, NDArray[Any]]:
    return {"image": np.zeros((count, 2, 2, 3), np.uint8)}


class Asked:
    def __init__(self, answer: bool) -> None:
        self.answer = answer
        self.sentences: list[str] = []

    def __call__(self, sentence: str) -> bool:
        self.sentences.append(sentence)
        return self.answer


def test_a_batch_that_is_too_large_is_the_callers_to_halve() -> None:
    ask = Asked(True)
    engine = load_or_ask(lambda device: Scripted(device, room=2), "cuda", ask)
    with pytest.raises(OutOfMemory):
        engine.run(batch(4))
    assert engine.run(batch(2))["score"].tolist() == [1.0, 1.0]
    assert not ask.sentences


def test_no_room_for_one_photo_asks_once_and_stays_on_the_cpu() -> None:
    ask = Asked(True)
    loaded: list[str] = []

    def load(device: str) -> Scripted:
        loaded.append(device)
        return Scripted(device, room=0 if device == "cuda" else 8)

    engine = load_or_ask(load, "cuda", ask)
    assert engine.device == "cuda"
    assert engine.run(batch(1))["score"].tolist() == [2.0]
    assert engine.run(batch(4))["score"].tolist() == [2.0] * 4
    assert engine.device == "cpu"
    assert loaded == ["cuda", "cpu"]
    assert ask.sentences == ["The GPU (cuda) has too little memory for this model, even for one photo at a time."]


def test_a_no_is_respected() -> None:
    engine = load_or_ask(lambda device: Scripted(device, room=0), "cuda", Asked(False))
    with pytest.raises(OutOfMemory):
        engine.run(batch(1))
    assert engine.device == "cuda"


@pytest.mark.parametrize("answer", [True, False])
def test_a_model_that_does_not_fit_the_gpu_at_all(answer: bool) -> None:
    ask = Asked(answer)

    def load(device: str) -> Scripted:
        if device == "cuda":
            raise OutOfMemory("scripted")
        return Scripted(device, room=8)

    if answer:
        assert load_or_ask(load, "cuda", ask).device == "cpu"
    else:
        with pytest.raises(OutOfMemory):
            load_or_ask(load, "cuda", ask)
    assert len(ask.sentences) == 1


def test_without_a_question_nothing_changes_silently() -> None:
    engine = load_or_ask(lambda device: Scripted(device, room=0), "cuda", None)
    with pytest.raises(OutOfMemory):
        engine.run(batch(1))


def test_a_full_cpu_is_an_error() -> None:
    engine = load_or_ask(lambda device: Scripted(device, room=0), "cuda", Asked(True))
    with pytest.raises(OutOfMemory):
        engine.run(batch(1))
