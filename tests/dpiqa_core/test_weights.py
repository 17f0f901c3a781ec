"""Cards, hashes and the search for models; saving and loading with every tensor checked."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import safetensors.torch
import torch

from dpiqa_core import weights
from dpiqa_core.errors import ModelError
from dpiqa_core.models import build_model, fill, load_model, save_model
from dpiqa_core.weights import CARD, ONNX, WEIGHTS, Card, find_model, find_models
from tests.dpiqa_core.conftest import SMALL, SMALL_INPUT, random_student, student_card
from tests.tiny_models import write_tiny_model


@pytest.fixture
def folder(tiny_model_dir: Path, tmp_path: Path) -> Path:
    """A copy of the tiny student that a test may damage; the folder above holds models."""
    return Path(shutil.copytree(tiny_model_dir / "tiny-random", tmp_path / "models" / "tiny-random"))


def test_card_round_trip(tmp_path: Path) -> None:
    card = Card(
        name="学生",
        title="A title with “quotes”",
        architecture="paper-student",
        config={"backbone": "b0"},
        preprocessing=SMALL_INPUT,
        score_range=(-1.0, 5.0),
        outputs=("score", "faults"),
        fault_names=("motion blur",),
        licence="CC0",
        training_data="none",
        source="here",
        files={WEIGHTS: "ab" * 32},
        created="2026-11-21",
        notes={"srcc": 0.9},
    )
    card.write(tmp_path)
    assert Card.read(tmp_path) == replace(card, folder=tmp_path)
    assert card.sha256 == "ab" * 32
    assert [entry.name for entry in tmp_path.iterdir()] == [CARD]


def test_saved_model_comes_back(tmp_path: Path) -> None:
    original = random_student(SMALL)
    card = save_model(tmp_path / "tiny-random", original, student_card("tiny-random", SMALL))
    assert set(card.files) == {WEIGHTS, ONNX}
    assert card.created
    again = load_model(Card.read(tmp_path / "tiny-random"))
    assert not again.training
    photo = {"image": torch.randint(0, 256, (2, 96, 96, 3), dtype=torch.uint8)}
    kept = again.state_dict()
    assert all(torch.equal(value, kept[name]) for name, value in original.state_dict().items())
    # Not to the bit: where the weights lie in memory decides which kernels compute.
    torch.testing.assert_close(original(photo)["score"], again(photo)["score"], rtol=1e-3, atol=1e-4)


def test_unsaved_card_has_no_files() -> None:
    with pytest.raises(ModelError, match="has not been saved"):
        student_card("new", SMALL).verify()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def other_bytes(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("damage", "words"),
    [(cut, "damaged or belongs"), (other_bytes, "damaged or belongs"), (Path.unlink, "file is missing")],
)
def test_damaged_weights_are_told(folder: Path, damage: Callable[[Path], None], words: str) -> None:
    card = Card.read(folder)
    assert card.verify() == folder / WEIGHTS  # the hash is remembered now, which must not hide the damage
    before = (folder / WEIGHTS).stat().st_mtime_ns
    damage(folder / WEIGHTS)
    if (folder / WEIGHTS).exists():
        os.utime(folder / WEIGHTS, ns=(before + 1000, before + 1000))
    with pytest.raises(ModelError, match=words) as caught:
        load_model(card)
    assert str(folder / WEIGHTS) in str(caught.value)
    assert caught.value.path == folder / WEIGHTS


def test_an_unchanged_file_is_hashed_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    card = Card.read(folder)
    card.verify()
    monkeypatch.setattr(weights.hashlib, "file_digest", lambda *_: pytest.fail("hashed again"))
    card.verify()


def test_file_that_the_card_does_not_know(folder: Path) -> None:
    with pytest.raises(ModelError, match="has no such file"):
        Card.read(folder).verify("extra.bin")


def rewrite(folder: Path, change: Callable[[dict[str, torch.Tensor]], None]) -> Card:
    """Change tensors of a saved model and give it a card whose hash fits."""
    tensors = safetensors.torch.load_file(folder / WEIGHTS)
    change(tensors)
    safetensors.torch.save_file(tensors, folder / WEIGHTS)
    card = Card.read(folder)
    replace(card, files={**card.files, WEIGHTS: weights.file_hash(folder / WEIGHTS)}).write(folder)
    return Card.read(folder)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.pop("fc2.bias"), "fc2.bias is missing"),
        (lambda t: t.update(extra=torch.zeros(1)), "extra is unknown"),
        (lambda t: t.update({"fc3.weight": torch.zeros(1, 3)}), r"fc3.weight has shape \(1, 3\) where \(1, 8\)"),
    ],
)
def test_wrong_tensors_are_named(folder: Path, change: Callable[[dict[str, torch.Tensor]], None], words: str) -> None:
    with pytest.raises(ModelError, match=words) as caught:
        load_model(rewrite(folder, change))
    assert WEIGHTS in str(caught.value)


def test_fill_changes_nothing_when_it_refuses(tmp_path: Path) -> None:
    model = random_student(SMALL)
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    wrong = {name: torch.zeros_like(tensor) for name, tensor in before.items()} | {"fc3.bias": torch.zeros(7)}
    with pytest.raises(ModelError):
        fill(model, wrong, tmp_path)
    assert all(torch.equal(before[name], tensor) for name, tensor in model.state_dict().items())


def test_safetensors_that_are_none(folder: Path) -> None:
    (folder / WEIGHTS).write_bytes(b"not a safetensors file at all")
    card = Card.read(folder)
    replace(card, files={WEIGHTS: weights.file_hash(folder / WEIGHTS)}).write(folder)
    with pytest.raises(ModelError, match="weights cannot be read"):
        load_model(Card.read(folder))


def test_unknown_architecture_is_told() -> None:
    with pytest.raises(ModelError, match="architecture 'oracle' is not known"):
        build_model(replace(student_card("x", {}), architecture="oracle"))


def test_save_replaces_an_earlier_model(folder: Path) -> None:
    assert (folder / ONNX).exists()
    saved = save_model(folder, random_student(SMALL), student_card("tiny-random", SMALL), onnx=False)
    assert set(saved.files) == {WEIGHTS}
    assert not (folder / ONNX).exists()
    assert Card.read(folder) == saved


BROKEN_CARDS = {
    "empty": b"",
    "binary": b"\xff\xfe\x00",
    "list": b"[1, 2]",
    "bare": b"{}",
    "future": b'{"format": 99}',
}


@pytest.mark.parametrize("kind", BROKEN_CARDS)
def test_broken_cards_are_told(tmp_path: Path, kind: str) -> None:
    (tmp_path / CARD).write_bytes(BROKEN_CARDS[kind])
    with pytest.raises(ModelError, match="card is damaged") as caught:
        Card.read(tmp_path)
    assert str(tmp_path / CARD) in str(caught.value)


def edited(folder: Path, **changes: object) -> None:
    record = json.loads((folder / CARD).read_text())
    (folder / CARD).write_text(json.dumps(record | changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"files": {"../elsewhere": "00"}},
        {"files": 7},
        {"outputs": ["map"]},
        {"score_range": [1, 1]},
        {"score_range": "wide"},
        {"preprocessing": {"kind": "guess", "size": [1, 1]}},
        {"name": ""},
    ],
)
def test_cards_with_bad_fields_are_told(folder: Path, changes: dict[str, object]) -> None:
    edited(folder, **changes)
    with pytest.raises(ModelError, match="card is damaged"):
        Card.read(folder)


def test_a_huge_card_is_not_read(folder: Path) -> None:
    with (folder / CARD).open("wb") as stream:
        stream.truncate(1 << 30)
    with pytest.raises(ModelError, match="too long"):
        Card.read(folder)


def test_find_models_reports_what_it_cannot_use(folder: Path, tmp_path: Path) -> None:
    models = folder.parent
    write_tiny_model(models)
    (models / "broken").mkdir()
    (models / "broken" / CARD).write_text("{")
    (models / "no-model").mkdir()
    second = tmp_path / "more"
    shutil.copytree(folder, second / "tiny-random")
    problems: list[tuple[Path, str]] = []
    cards = find_models([models, second, tmp_path / "absent"], lambda *problem: problems.append(problem))
    names = [card.name for card in cards]
    assert [name for name in names if name.startswith("tiny")] == ["tiny-brightness", "tiny-random"]
    assert [path for path, _ in problems] == [models / "broken" / CARD, second / "tiny-random"]
    assert "installed already" in problems[1][1]


def test_find_model_says_what_is_there(folder: Path) -> None:
    assert find_model("tiny-random", [folder.parent]).folder == folder
    with pytest.raises(ModelError, match=r"no model named oracle\. Installed: .*tiny-random"):
        find_model("oracle", [folder.parent])


def test_find_model_says_why_the_named_one_cannot_be_used(folder: Path) -> None:
    (folder / CARD).write_text("{")
    with pytest.raises(ModelError, match="card is damaged"):
        find_model("tiny-random", [folder.parent])


def test_without_any_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(weights, "bundled_dir", lambda: tmp_path)
    assert find_models() == []
    with pytest.raises(ModelError, match="Installed: none"):
        find_model("student-lite")


def test_bundled_models_are_beside_the_package() -> None:
    assert weights.bundled_dir().parent.name == "resources"
    assert weights.bundled_dir().parent.is_dir()
