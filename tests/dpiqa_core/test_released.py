"""Released checkpoints: stand-ins of the same layout with random weights, and files that must be refused."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch

from dpiqa_core.errors import ModelError
from dpiqa_core.models import load_model
from dpiqa_core.released import import_released, read_checkpoint
from dpiqa_core.student import PaperStudent, PaperStudentConfig
from dpiqa_core.teacher.text import load_text_table, read_foreign_table, save_text_table
from dpiqa_core.tensor_file import write_tensors
from dpiqa_core.weights import Card, find_models
from tests.tiny_teacher import TINY, pixels_of_noise, tiny_teacher

# Seconds on an idle machine; the first import of diffusers alone takes long on a busy one.
pytestmark = pytest.mark.timeout(600)

ROOT = Path(__file__).resolve().parents[2]
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


@pytest.mark.parametrize(
    ("tensor", "words"),
    [
        (torch.full((8, 8), torch.nan), r"fc2\.weight holds values that are no numbers"),
        (torch.full((8, 8), torch.inf), r"fc2\.weight holds values that are no numbers"),
        (torch.zeros((8, 8), dtype=torch.int32), r"fc2\.weight has the type torch\.int32 where torch\.float32"),
        (torch.zeros((8, 8), dtype=torch.complex64), r"fc2\.weight has the type torch\.complex64"),
    ],
)
def test_a_tensor_of_wrong_values_is_named(
    student_file: Path, tmp_path: Path, tensor: torch.Tensor, words: str
) -> None:
    state = torch.load(student_file, weights_only=True)
    torch.save(state | {"fc2.weight": tensor}, student_file)
    with pytest.raises(ModelError, match=words):
        import_released(student_file, tmp_path / "models" / "s", "s", student=SMALL)
    assert not (tmp_path / "models").exists()


@torch.no_grad()
def test_half_precision_and_wrappers_are_understood(student_file: Path, tmp_path: Path) -> None:
    state = torch.load(student_file, weights_only=True)
    halves = {f"module.{n}": t.half() if t.is_floating_point() else t for n, t in state.items()}
    torch.save({"epoch": 3, "state_dict": halves}, student_file)
    import_released(student_file, tmp_path / "s", "s", student=SMALL)
    loaded = load_model(Card.read(tmp_path / "s"))
    assert {t.dtype for t in loaded.state_dict().values()} == {torch.float32, torch.int64}


@torch.no_grad()
def test_weights_taken_from_the_file_are_those_that_are_copied(teacher_file: Path, tmp_path: Path) -> None:
    import_released(teacher_file, tmp_path / "t", "t", text_table=tiny_teacher().texts, teacher=TINY)
    card = Card.read(tmp_path / "t")
    copied, mapped = load_model(card), load_model(card, mapped=True)
    assert torch.equal(copied(pixels_of_noise())["score"], mapped(pixels_of_noise())["score"])


def test_what_is_written_is_safetensors(tmp_path: Path) -> None:
    tensors = {
        "b": torch.randn(3, 5).T,  # not contiguous
        "a": torch.randn(4).half(),
        "count": torch.tensor(7, dtype=torch.int32),
    }
    progress: list[tuple[int, int]] = []
    digest = write_tensors(tmp_path / "w.safetensors", tensors, lambda done, total: progress.append((done, total)))
    read = safetensors.torch.load_file(tmp_path / "w.safetensors")
    assert read.keys() == tensors.keys()
    assert torch.equal(read["b"], tensors["b"])
    assert torch.equal(read["a"], tensors["a"].float())
    assert (int(read["count"]), read["count"].dtype) == (7, torch.int64)
    assert progress[-1] == (15 * 4 + 4 * 4 + 8,) * 2
    assert digest == hashlib.sha256((tmp_path / "w.safetensors").read_bytes()).hexdigest()


def test_the_card_has_the_hash_of_what_was_written(student_file: Path, tmp_path: Path) -> None:
    import_released(student_file, tmp_path / "s", "s", student=SMALL)
    Card.read(tmp_path / "s").verify()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_disk_that_is_full_is_told(tmp_path: Path) -> None:
    (tmp_path / "w.safetensors").symlink_to("/dev/full")
    with pytest.raises(ModelError, match="The disk became full, and nothing was kept"):
        write_tensors(tmp_path / "w.safetensors", {"a": torch.zeros(1 << 20)})
    assert not (tmp_path / "w.safetensors").is_symlink()


def test_a_disk_that_becomes_full_in_the_middle_leaves_nothing(
    student_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ModelError, match="The disk became full"):
        import_released(student_file, tmp_path / "models" / "s", "s", student=SMALL)
    assert list((tmp_path / "models").iterdir()) == []
    monkeypatch.undo()
    import_released(student_file, tmp_path / "models" / "s", "s", student=SMALL)


def test_a_disk_without_room_is_told_before_anything_is_written(
    student_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1000})())
    with pytest.raises(ModelError, match="GB left where"):
        import_released(student_file, tmp_path / "models" / "s", "s", student=SMALL)
    assert not (tmp_path / "models").exists()


def test_a_conversion_that_is_killed_leaves_no_model(student_file: Path, tmp_path: Path) -> None:
    code = f"""
        import os, signal
        from pathlib import Path
        from dpiqa_core.released import import_released
        from dpiqa_core.student import PaperStudentConfig
        small = PaperStudentConfig(**{SMALL.to_dict()!r})
        def die(done, total):
            if done > total / 2:
                os.kill(os.getpid(), signal.SIGKILL)
        source, target = Path({str(student_file)!r}), Path({str(tmp_path / "models" / "s")!r})
        import_released(source, target, "s", student=small, on_progress=die)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT, check=False, timeout=110)
    assert done.returncode == -9
    assert [entry.name for entry in (tmp_path / "models").iterdir()] == [".part-s"]
    assert "s" not in [card.name for card in find_models([tmp_path / "models"])]
    import_released(student_file, tmp_path / "models" / "s", "s", student=SMALL)
    assert [entry.name for entry in (tmp_path / "models").iterdir()] == ["s"]


def test_a_name_that_is_taken_is_not_overwritten(student_file: Path, tmp_path: Path) -> None:
    import_released(student_file, tmp_path / "s", "s", student=SMALL)
    with pytest.raises(ModelError, match="of this name already"):
        import_released(student_file, tmp_path / "s", "s", student=SMALL)


@pytest.mark.parametrize("suffix", [".safetensors", ".npy", ".pt"])
def test_a_table_that_somebody_else_made(suffix: str, tmp_path: Path) -> None:
    table, path = torch.randn(6, 16) * 3, tmp_path / f"table{suffix}"
    if suffix == ".safetensors":
        safetensors.torch.save_file({"whatever": table}, path)
    elif suffix == ".npy":
        np.save(path, table.numpy())
    else:
        torch.save({"texts": table, "other": torch.ones(2)}, path)
    assert torch.equal(read_foreign_table(path, (6, 16)), table)
    with pytest.raises(ModelError, match=r"\(6, 16\) where \(1485, 768\)"):
        read_foreign_table(path)
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(ModelError, match=r"damaged|refused|cannot be read"):
        read_foreign_table(path, (6, 16))
    with pytest.raises(ModelError, match="no such file"):
        read_foreign_table(tmp_path / f"nowhere{suffix}")


def test_a_normalised_table_is_refused(tmp_path: Path) -> None:
    table = torch.nn.functional.normalize(torch.randn(6, 16), dim=1)
    np.save(tmp_path / "t.npy", table.numpy())
    with pytest.raises(ModelError, match="normalised"):
        read_foreign_table(tmp_path / "t.npy", (6, 16))


def test_a_table_that_would_run_code_is_refused_and_runs_nothing(tmp_path: Path) -> None:
    proof = tmp_path / "it-ran"
    torch.save(_RunsCode(proof), tmp_path / "t.pt")
    np.save(tmp_path / "t.npy", np.array([_RunsCode(proof)], dtype=object), allow_pickle=True)
    for name in ("t.pt", "t.npy"):
        with pytest.raises(ModelError, match=r"refused|no plain array"):
            read_foreign_table(tmp_path / name, (6, 16))
    assert not proof.exists()
