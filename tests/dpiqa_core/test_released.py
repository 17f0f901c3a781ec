"""Released checkpoints: stand-ins of the same layout with random weights, and files that must be refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch

from dpiqa_core.errors import ModelError
from dpiqa_core.models import load_model
from dpiqa_core.released import import_released, read_checkpoint
from dpiqa_core.student import PaperStudent, PaperStudentConfig
from dpiqa_core.teacher.text import load_text_table, save_text_table
from dpiqa_core.weights import Card
from tests.tiny_teacher import TINY, pixels_of_noise, tiny_teacher

SMALL = PaperStudentConfig(backbone="b0", width=0.1, depth=0.1, map_channels=2, map_side=8, hidden=8)


@pytest.fixture
def student_file(tmp_path: Path) -> Path:
    """A student's checkpoint as the authors publish it, but small."""
    torch.manual_seed(0)
    path = tmp_path / "student.pth"
    torch.save(PaperStudent(SMALL).state_dict(), path)
    return path


@pytest.fixture
def teacher_file(tmp_path: Path) -> Path:
    """A teacher's checkpoint as the authors publish it, but small: unused parts inside, no text table."""
    state = {name: tensor for name, tensor in tiny_teacher().state_dict().items() if name != "texts"}
    unused = {"QFD.bnc1.weight": torch.ones(4), "QFD.classifier_dist.weight": torch.ones(3, 4)}
    path = tmp_path / "teacher.pth"
    torch.save(state | unused, path)
    return path


@torch.no_grad()
def test_a_released_student_scores_like_the_network_it_came_from(student_file: Path, tmp_path: Path) -> None:
    card = import_released(student_file, tmp_path / "models" / "koniq", "koniq", student=SMALL)
    original = PaperStudent(SMALL)
    original.load_state_dict(torch.load(student_file, weights_only=True))
    loaded = load_model(Card.read(tmp_path / "models" / "koniq"))
    torch.testing.assert_close(loaded(pixels_of_noise())["score"], original.eval()(pixels_of_noise())["score"])
    assert "CC BY-NC-SA" in card.licence


@torch.no_grad()
def test_a_released_teacher_scores_like_the_network_it_came_from(teacher_file: Path, tmp_path: Path) -> None:
    original = tiny_teacher()
    import_released(teacher_file, tmp_path / "t", "t", text_table=original.texts, teacher=TINY)
    loaded = load_model(Card.read(tmp_path / "t"))
    torch.testing.assert_close(loaded(pixels_of_noise())["score"], original(pixels_of_noise())["score"])


def test_a_teacher_without_its_text_table_is_refused(teacher_file: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="prepare-text"):
        import_released(teacher_file, tmp_path / "t", "t", teacher=TINY)


class _RunsCode:
    """A pickle that would create a file when it is loaded."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.target),)


def test_a_pickle_that_would_run_code_is_refused_and_runs_nothing(tmp_path: Path) -> None:
    path, proof = tmp_path / "evil.pth", tmp_path / "it-ran"
    torch.save({"gamma": _RunsCode(proof)}, path)
    with pytest.raises(ModelError, match="refused"):
        read_checkpoint(path)
    assert not proof.exists()


def test_a_truncated_checkpoint_is_refused(student_file: Path) -> None:
    whole = student_file.read_bytes()
    for length in (0, 3, 100, len(whole) // 2, len(whole) - 50):
        student_file.write_bytes(whole[:length])
        with pytest.raises(ModelError, match=r"damaged|refused|table"):
            read_checkpoint(student_file)


def test_a_wrong_tensor_is_named(student_file: Path, tmp_path: Path) -> None:
    state = torch.load(student_file, weights_only=True)
    torch.save(state | {"fc2.weight": torch.zeros(3, 3)}, student_file)
    with pytest.raises(ModelError, match=r"fc2\.weight has shape \(3, 3\)"):
        import_released(student_file, tmp_path / "s", "s", student=SMALL)
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"something": torch.ones(3)}, "neither"),
        ({"gamma": 3.0}, "no tensor"),
        ([1, 2, 3], "no table"),
        ({}, "no table"),
    ],
)
def test_other_files_are_refused_with_the_reason(content: object, words: str, tmp_path: Path) -> None:
    path = tmp_path / "other.pth"
    torch.save(content, path)
    with pytest.raises(ModelError, match=words):
        import_released(path, tmp_path / "m", "m")


def test_a_missing_checkpoint_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"nowhere\.pth: There is no such file"):
        read_checkpoint(tmp_path / "nowhere.pth")


def test_a_text_table_survives_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    table, path = torch.randn(6, 16), tmp_path / "texts.safetensors"
    with pytest.raises(ModelError, match="prepare-text"):
        load_text_table(path)
    save_text_table(table, path)
    assert torch.equal(load_text_table(path, (6, 16)), table)
    with pytest.raises(ModelError, match=r"\(6, 16\) where \(1485, 768\)"):
        load_text_table(path)
    table[0, 0] = torch.nan
    save_text_table(table, path)
    with pytest.raises(ModelError, match="no numbers"):
        load_text_table(path, (6, 16))
    path.write_bytes(b"garbage")
    with pytest.raises(ModelError, match="cannot be read"):
        load_text_table(path, (6, 16))
