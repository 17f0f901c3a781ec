"""``keepers models`` and scoring with a teacher. Checkpoints are small stand-ins of the released layout, with RANDOM
weights; the sizes of the networks are patched to theirs. No test reaches a hub.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from app import places
from app.scoring import model_store
from dpiqa_core.student import PaperStudent, PaperStudentConfig
from dpiqa_core.teacher.text import save_text_table
from tests.e2e.conftest import Run
from tests.gui.windows import write_photo

SMALL = {"backbone": "b0", "width": 0.1, "depth": 0.1, "map_channels": 2, "map_side": 8, "hidden": 8}


@pytest.fixture
def student_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A released student, but small."""
    torch.manual_seed(0)
    path = tmp_path / "Koniq student (best).pth"
    torch.save(PaperStudent(SMALL).state_dict(), path)
    monkeypatch.setattr("dpiqa_core.released.PaperStudentConfig", lambda: PaperStudentConfig(**SMALL))  # type: ignore[arg-type]
    return path


def test_a_student_is_imported_used_everywhere_and_removed(keepers: Run, student_file: Path, tmp_path: Path) -> None:
    done = keepers("models", "import", student_file, "--name", "koniq", "--accept-license")
    assert done.code == 0
    assert "CC BY-NC-SA 4.0" in done.err
    assert "Imported as koniq" in done.err
    write_photo(tmp_path / "shoot" / "a.jpg", 90, (60, 40))
    write_photo(tmp_path / "shoot" / "b.jpg", 190, (60, 40))
    scored = keepers("score", tmp_path / "shoot", "--model", "koniq", "--json", "-")
    assert scored.code == 0
    assert [row["model"] for row in scored.rows] == ["koniq", "koniq"]
    listed = keepers("models", "list", "--json", "-")
    assert {card["name"]: card["in_catalogue"] for card in listed.rows}["koniq"]
    assert keepers("export", tmp_path / "shoot", "--model", "koniq", "--to", "-", "--max-count", 1).out.strip()
    assert keepers("folders", tmp_path / "shoot", "--model", "koniq").code == 0
    assert list((places.cache_dir() / "onnx").iterdir()), "ONNX Runtime runs it"
    removed = keepers("models", "remove", "koniq", "--yes")
    assert removed.code == 0
    assert not (places.installed_models_dir() / "koniq").exists()
    assert not list((places.cache_dir() / "onnx").iterdir())
    assert "no model named koniq" in keepers("score", tmp_path / "shoot", "--model", "koniq").err


def test_the_licence_is_shown_and_nothing_is_done_where_nobody_can_be_asked(keepers: Run, student_file: Path) -> None:
    done = keepers("models", "import", student_file)
    assert done.code == 2
    assert "CC BY-NC-SA 4.0" in done.err
    assert "--accept-license" in done.err
    assert not places.installed_models_dir().exists()


def test_the_name_comes_from_the_file_and_is_not_taken_twice(keepers: Run, student_file: Path) -> None:
    assert keepers("models", "import", student_file, "--accept-license").code == 0
    assert (places.installed_models_dir() / "student-koniq-student-best").is_dir()
    again = keepers("models", "import", student_file, "--accept-license")
    assert again.code == 2
    assert "installed already" in again.err


@pytest.mark.parametrize("name", ["../x", ".hidden", "a/b", "student-lite"])
def test_names_that_are_no_good(keepers: Run, student_file: Path, name: str) -> None:
    done = keepers("models", "import", student_file, "--accept-license", "--name", name)
    assert done.code == 2
    assert not (places.data_dir() / "x").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "damaged or cut off"), (b"<html>", "refused"), (b"PK\x03\x04 and no more", "damaged or cut off")],
)
def test_a_file_that_is_no_checkpoint(keepers: Run, tmp_path: Path, content: bytes, words: str) -> None:
    wrong = tmp_path / "wrong.pth"
    wrong.write_bytes(content)
    done = keepers("models", "import", wrong, "--accept-license")
    assert done.code == 2
    assert words in done.err or "refused" in done.err or "damaged" in done.err
    assert "wrong.pth" in done.err
    assert "no such file" in keepers("models", "import", tmp_path / "nowhere.pth").err


def test_a_teacher_needs_the_text_table_first(keepers: Run, tmp_path: Path) -> None:
    teacher = tmp_path / "teacher.pth"
    torch.save({"gamma": torch.ones(4), "QFD.fc1.weight": torch.ones(2, 2)}, teacher)
    done = keepers("models", "import", teacher, "--accept-license")
    assert done.code == 2
    assert "prepare-text" in done.err
    table = tmp_path / "table.pt"
    torch.save(torch.randn(1485, 768), table)
    made = keepers("models", "prepare-text", "--from", table)
    assert made.code == 0
    assert model_store.has_text_table()
    done = keepers("models", "import", teacher, "--accept-license")
    assert done.code == 2
    assert "belong to another network" in done.err
    assert not places.installed_models_dir().exists() or not list(places.installed_models_dir().iterdir())


def test_a_table_of_the_wrong_size_is_refused(keepers: Run, tmp_path: Path) -> None:
    table = tmp_path / "table.pt"
    torch.save(torch.randn(1485, 512), table)
    done = keepers("models", "prepare-text", "--from", table)
    assert done.code == 2
    assert "(1485, 512) where (1485, 768)" in done.err
    assert not model_store.has_text_table()
    assert "no such file" in keepers("models", "prepare-text", "--from", tmp_path / "none.pt").err


def test_downloads_ask_first_and_name_size_and_revision(keepers: Run) -> None:
    done = keepers("models", "download", "stable-diffusion-1.5")
    assert done.code == 2
    assert "451f4fe16113bff5a5d2269ed5ad43b0592e9a14" in done.err
    assert "3.77 GB" in done.err
    assert "--yes" in done.err
    assert keepers("models", "download", "something-else").code == 2


def test_no_network_and_offline_are_told(keepers: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    done = keepers("models", "prepare-text", "--yes")
    assert done.code == 2
    assert "cannot be reached" in done.err
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    done = keepers("models", "download", "clip-vit-l14", "--yes")
    assert done.code == 2
    assert "HF_HUB_OFFLINE is set" in done.err


def test_no_teacher_is_told_by_score(keepers: Run, tmp_path: Path) -> None:
    write_photo(tmp_path / "shoot" / "a.jpg", 90, (60, 40))
    done = keepers("score", tmp_path / "shoot", "--model", "teacher-koniq")
    assert done.code == 2
    assert "There is no model named teacher-koniq" in done.err
    assert "models import" in done.err


@pytest.mark.timeout(300)
def test_score_with_a_teacher_says_beforehand_what_it_takes(keepers: Run, tmp_path: Path) -> None:
    from tests.tiny_teacher import write_tiny_teacher

    write_tiny_teacher(places.installed_models_dir(), "t")
    for number in range(3):
        write_photo(tmp_path / "shoot" / f"{number}.jpg", 40 + 80 * number, (160, 120))
    done = keepers("score", tmp_path / "shoot", "--model", "t", "--json", "-", "--device", "cpu")
    assert done.code == 0
    assert "t is a teacher: about" in done.err
    assert "a guess from its size" in done.err
    rows = json.loads(done.out)
    assert len(rows) == 3
    assert {"path", "score", "percentile", "model", "cached"} <= rows[0].keys()
    again = keepers("score", tmp_path / "shoot", "--model", "t", "--json", "-", "--rescore", "--device", "cpu")
    assert "measured here before" in again.err
    assert [row["score"] for row in again.rows] == pytest.approx([row["score"] for row in rows], abs=1e-6)


def test_a_remove_of_the_bundled_model_is_refused(keepers: Run) -> None:
    done = keepers("models", "remove", "student-lite", "--yes")
    assert done.code == 2
    assert "part of Keepers" in done.err
    assert "no model named" in keepers("models", "remove", "nobody").err


def test_the_text_table_of_the_user_is_left_alone_by_a_wrong_one(keepers: Run, tmp_path: Path) -> None:
    save_text_table(torch.randn(1485, 768), model_store.text_table_file())
    before = model_store.text_table_file().read_bytes()
    torch.save(torch.full((1485, 768), torch.nan), tmp_path / "nan.pt")
    assert "no numbers" in keepers("models", "prepare-text", "--from", tmp_path / "nan.pt").err
    assert model_store.text_table_file().read_bytes() == before
