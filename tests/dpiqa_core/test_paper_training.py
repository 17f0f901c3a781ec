"""The paper's trainings on tiny networks of the same classes: they learn, go on after a kill, and survive bad files."""

from __future__ import annotations

import csv
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from dpiqa_core.datasets.published import read_table
from dpiqa_core.datasets.records import RatedSet
from dpiqa_core.datasets.splits import Split
from dpiqa_core.errors import ModelError
from dpiqa_core.evaluation.correlation import srcc
from dpiqa_core.models import load_model
from dpiqa_core.scorer import Scorer
from dpiqa_core.student import PaperStudent
from dpiqa_core.teacher.network import Teacher
from dpiqa_core.teacher.text import save_text_table
from dpiqa_core.training.__main__ import main
from dpiqa_core.training.paper import checkpoint
from dpiqa_core.training.paper.batches import Batch, Batches
from dpiqa_core.training.paper.journal import Journal, read_rows
from dpiqa_core.training.paper.losses import ranking_loss
from dpiqa_core.training.paper.memory import save_memory
from dpiqa_core.training.paper.optimiser import HostAdam
from dpiqa_core.training.paper.precision import LossScale, choose_precision
from dpiqa_core.training.paper.recipe import STUDENT as STUDENT_RECIPES
from dpiqa_core.training.paper.recipe import TEACHER as TEACHER_RECIPES
from dpiqa_core.training.paper.recipe import Recipe
from dpiqa_core.training.paper.run import Options, Run
from dpiqa_core.training.paper.student_task import StudentTask
from dpiqa_core.training.paper.teacher_task import TeacherTask, teacher_from_base
from dpiqa_core.weights import Card
from tests.rated_photos import LEARNER, RECORD, STUDENT, hazy_photo, learner, save_learner, save_student, write_set

ROOT = Path(__file__).resolve().parents[2]
CPU = torch.device("cpu")
TRAINED_ON = 64

# Seconds on an idle machine; a module's first test also pays for the training that the others use.
pytestmark = [pytest.mark.timeout(600), pytest.mark.usefixtures("one_thread")]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a generated set, its split and the networks that trainings begin with."""
    folder = tmp_path_factory.mktemp("paper")
    write_set(folder / "set", 320)
    names = tuple(f"{index:03d}.png" for index in range(320))
    Split("set", 5, names[:TRAINED_ON], names[-64:]).save(folder / "teacher-split.json")
    Split("set", 6, names[:256], names[-64:]).save(folder / "student-split.json")
    save_learner(folder / "start")
    save_student(folder / "student")
    return folder


@pytest.fixture(scope="module")
def taught(place: Path) -> Path:
    """A training run of the tiny teacher on 64 photos."""
    out = place / "teacher-run"
    arguments = ["teacher", "--set", str(place / "set"), "--split", str(place / "teacher-split.json")]
    arguments += ["--start", str(place / "start"), "--out", str(out), "--name", "tiny-teacher", "--batch", "8"]
    arguments += ["--rate", "3e-3", "--steps", "40", "--validate-every", "20", "--save-every", "20", "--device", "cpu"]
    assert main(arguments) == 0
    return out


def test_a_tiny_teacher_learns_from_64_photos(taught: Path) -> None:
    card = Card.read(taught / "best")
    split = card.notes["split"]
    assert (split["dataset"], split["seed"], split["train"]) == ("set", 5, TRAINED_ON)
    assert card.config["timestep"] == 1
    assert card.config["prompts"]["qualities"] == ["bad", "good"]
    scorer = Scorer.from_card(card, "cpu", threads=1)
    photos = [hazy_photo(seed) for seed in range(5000, 5048)]  # seen by nothing before
    scores = np.asarray([quality.score for quality in scorer.score([photo for photo, _ in photos])])
    assert srcc(scores, np.asarray([quality for _, quality in photos])) > 0.9
    again = np.asarray([quality.score for quality in scorer.score([photo for photo, _ in photos[:3]])])
    np.testing.assert_allclose(again, scores[:3], atol=1e-6, rtol=0)
    assert [row["step"] for row in read_rows(taught / "validation.csv")] == ["0", "20", "40"]
    assert len(read_rows(taught / "train.csv")) == 40


def test_a_distilled_student_takes_over_score_and_map(place: Path, taught: Path) -> None:
    out = place / "student-run"
    arguments = ["distil", "--set", str(place / "set"), "--split", str(place / "student-split.json")]
    arguments += ["--teacher", str(taught / "best"), "--student", str(place / "student"), "--out", str(out)]
    arguments += ["--batch", "16", "--rate", "2e-2", "--decay-after", "5", "8", "--map-weight", "10"]
    arguments += ["--steps", "160", "--validate-every", "80", "--save-every", "80", "--device", "cpu"]
    assert main([*arguments, "--keep-activations"]) == 0
    rows = read_rows(out / "validation.csv")
    assert float(rows[-1]["map_error"]) * 10 < float(rows[0]["map_error"])
    assert float(rows[-1]["srcc"]) > 0.85
    card = Card.read(out / "best")
    assert card.notes["teacher"]["name"] == "tiny-teacher"
    scorer = Scorer.from_card(card, "cpu", threads=1)
    photos = [hazy_photo(seed) for seed in range(5000, 5048)]
    scores = np.asarray([quality.score for quality in scorer.score([photo for photo, _ in photos])])
    assert srcc(scores, np.asarray([quality for _, quality in photos])) > 0.85
    # Again in the same folder: nothing is left to do, and nothing is done.
    before = (out / "train.csv").read_bytes(), (out / "teacher/maps.json").stat().st_mtime_ns
    assert main([*arguments, "--keep-activations"]) == 0
    assert ((out / "train.csv").read_bytes(), (out / "teacher/maps.json").stat().st_mtime_ns) == before


def test_the_bundled_student_can_be_distilled(place: Path, taught: Path, tmp_path: Path) -> None:
    arguments = ["distil", "--set", str(place / "set"), "--teacher", str(taught / "best"), "--student", "student-lite"]
    arguments += ["--out", str(tmp_path / "lite"), "--batch", "2", "--steps", "2", "--device", "cpu", "--rate", "1e-4"]
    assert main(arguments) == 0
    rows = read_rows(tmp_path / "lite/train.csv")
    assert all(float(row["map"]) > 0 for row in rows)
    card = Card.read(tmp_path / "lite/best")
    assert card.architecture == "lite-student"
    assert card.name == "lite"
    before = load_file(ROOT / "resources/models/student-lite/weights.safetensors")
    after = load_file(tmp_path / "lite/best/weights.safetensors")
    assert before.keys() == after.keys()
    assert any(not torch.equal(before[name], after[name]) for name in before)


@pytest.mark.parametrize("change", ["--without-text-adapter", "--without-image-adapter", "--timestep=400", "features"])
def test_switching_a_part_off_changes_what_a_trained_teacher_says(taught: Path, tmp_path: Path, change: str) -> None:
    whole = load_model(Card.read(taught / "best"))
    assert isinstance(whole, Teacher)
    changes: dict[str, Any] = {
        "--without-text-adapter": {"use_text_adapter": False},
        "--without-image-adapter": {"use_image_adapter": False},
        "--timestep=400": {"timestep": 400},
        "features": {"up_blocks": ()},
    }[change]
    part = Teacher(replace(whole.config, **changes), RECORD).eval()
    part.load_state_dict(whole.state_dict())
    inputs = {"image": torch.from_numpy(np.stack([RECORD.prepare(hazy_photo(seed)[0])["image"] for seed in range(4)]))}
    with torch.no_grad():
        assert (whole(inputs)["score"] - part(inputs)["score"]).abs().max() > 1e-6


def test_a_teacher_begins_with_the_weights_of_its_base(tmp_path: Path) -> None:
    source = learner(seed=3)
    source.unet.save_pretrained(tmp_path / "base/unet")
    source.vae.save_pretrained(tmp_path / "base/vae")
    save_text_table(source.texts, tmp_path / "texts.safetensors")
    teacher = teacher_from_base(tmp_path / "base", tmp_path / "texts.safetensors", LEARNER)
    mine, theirs = teacher.state_dict(), source.state_dict()
    for name in theirs:
        if name.startswith(("unet.", "vae.", "texts")):
            assert torch.equal(mine[name], theirs[name]), name
    assert not any(p.requires_grad for p in teacher.vae.parameters())
    assert all(p.requires_grad for p in teacher.unet.parameters())
    teacher({"image": torch.zeros(2, 64, 64, 3, dtype=torch.uint8)})["score"].sum().backward()
    other = replace(LEARNER, unet={**LEARNER.unet, "block_out_channels": [8, 8, 8, 8]}, adapter_channels=(8, 8, 8, 8))
    with pytest.raises(ModelError, match=r"unet: Its block_out_channels"):
        teacher_from_base(tmp_path / "base", tmp_path / "texts.safetensors", other)
    (tmp_path / "base/vae/diffusion_pytorch_model.safetensors").unlink()
    with pytest.raises(ModelError, match=r"model\.safetensors: The base weights cannot be used.*models download"):
        teacher_from_base(tmp_path / "base", tmp_path / "texts.safetensors", LEARNER)


def student_run(place: Path, out: Path, steps: int = 10, **options: Any) -> Run:
    """A short training of the tiny student on opinion scores alone."""
    torch.manual_seed(0)
    card = Card("tiny", "tiny", "paper-student", STUDENT, RECORD)
    task = StudentTask(PaperStudent(STUDENT, RECORD), card, None, 0, CPU)
    rated = read_table(place / "set/labels.csv")
    train, test = Split.load(place / "teacher-split.json").parts(rated)
    recipe = Recipe(8, 3e-3, (1,), 2)
    return Run(task, train, test[:16], recipe, Options(out, steps=steps, validate_every=3, save_every=4, **options))


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {root!r})
import torch
torch.set_num_threads(1)
from dpiqa_core.training.paper.run import Run
from tests.dpiqa_core.test_paper_training import student_run
step = Run._step
def dying(self, number, batch):
    if number == 6:
        os.kill(os.getpid(), signal.SIGKILL)
    step(self, number, batch)
Run._step = dying
student_run(Path({place!r}), Path({out!r})).go(lambda line: None)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_killed_run_goes_on_to_the_same_curve(place: Path, tmp_path: Path) -> None:
    whole = student_run(place, tmp_path / "whole")
    whole.go(lambda line: None)
    script = KILLED.format(root=str(ROOT), place=str(place), out=str(tmp_path / "killed"))
    died = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert len(read_rows(tmp_path / "killed/train.csv")) == 6  # two more than the checkpoint holds
    again = student_run(place, tmp_path / "killed")
    assert again.done == 4
    again.go(lambda line: None)
    for name in ("train.csv", "validation.csv"):
        assert (tmp_path / "killed" / name).read_text() == (tmp_path / "whole" / name).read_text()
    mine, theirs = whole.task.module.state_dict(), again.task.module.state_dict()
    assert all(torch.equal(mine[name], theirs[name]) for name in mine)
    assert Card.read(tmp_path / "killed/best").sha256 == Card.read(tmp_path / "whole/best").sha256


def test_a_cut_off_checkpoint_is_named(place: Path, tmp_path: Path) -> None:
    student_run(place, tmp_path / "run", steps=4).go(lambda line: None)
    file = tmp_path / "run/last.pt"
    file.write_bytes(file.read_bytes()[:5000])
    with pytest.raises(ModelError, match=r"last\.pt: The checkpoint is damaged or cut off"):
        student_run(place, tmp_path / "run", steps=4)
    torch.save({"something": torch.zeros(3)}, file)
    with pytest.raises(ModelError, match=r"last\.pt: The file is no checkpoint"):
        student_run(place, tmp_path / "run", steps=4)


def test_a_folder_of_another_run_is_refused(place: Path, tmp_path: Path) -> None:
    student_run(place, tmp_path / "run", steps=1)
    with pytest.raises(ModelError, match=r"settings\.json: The folder holds a run with other settings"):
        student_run(place, tmp_path / "run", steps=1, seed=2)


FULL_DISK = """
import resource, sys
from pathlib import Path
sys.path.insert(0, {root!r})
import torch
from dpiqa_core.errors import ModelError
from dpiqa_core.training.paper.checkpoint import load_state, save_best, save_state
from dpiqa_core.weights import Card
from tests.rated_photos import LEARNER, RECORD, STUDENT
path = Path({folder!r})
card = Card("tiny", "tiny", "paper-student", STUDENT, RECORD)
small, large = {{"x": torch.zeros(10)}}, {{"x": torch.zeros(100_000)}}
save_state(path / "last.pt", {{"format": 1, **small}})
save_best(path / "best", small, card)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))  # the system's way to say no, at this size
state = {{"format": 1, **large}}
for write in (lambda: save_state(path / "last.pt", state), lambda: save_best(path / "best", large, card)):
    try:
        write()
    except ModelError as error:
        print(error)
assert load_state(path / "last.pt")["x"].shape == (10,)
assert Card.read(path / "best").verify().stat().st_size < 1000
print(sorted(p.name for p in path.iterdir()))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of file sizes")
def test_a_full_disk_leaves_the_checkpoint_before_it(tmp_path: Path) -> None:
    script = FULL_DISK.format(root=str(ROOT), folder=str(tmp_path))
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    first, second, left = done.stdout.splitlines()
    assert first.startswith(f"{tmp_path / 'last.pt'}: The disk became full")
    assert "is still there" in first
    assert str(tmp_path / "best") in second
    assert "The disk became full" in second
    assert left == "['best', 'last.pt']"


def test_an_interrupted_exchange_of_the_best_model_is_undone(tmp_path: Path) -> None:
    (tmp_path / "best.old").mkdir()
    checkpoint.mend_best(tmp_path / "best")
    assert (tmp_path / "best").is_dir()
    assert not (tmp_path / "best.old").exists()


@pytest.mark.parametrize("fault", ["missing", "nan", "damaged"])
def test_bad_sets_end_the_command_with_a_sentence(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], fault: str
) -> None:
    table = write_set(tmp_path / "set", 6)
    text = table.read_text()
    if fault == "nan":
        table.write_text(text.rsplit(",", 1)[0] + ",nan\n")
    elif fault == "missing":
        (tmp_path / "set/003.png").unlink()
    else:
        (tmp_path / "set/003.png").write_bytes(b"no picture")
    arguments = ["teacher", "--set", str(table), "--start", str(place / "start"), "--out", str(tmp_path / "out")]
    assert main([*arguments, "--steps", "1", "--batch", "5", "--device", "cpu"]) == 2
    told = capsys.readouterr().err
    words = {"missing": "003.png", "nan": "line 7 is no number", "damaged": "003.png: The photo is damaged"}
    assert words[fault] in told


def test_gradients_add_up_to_those_of_the_whole_batch() -> None:
    teacher = learner()
    task = TeacherTask(teacher, CPU, preprocessing=RECORD)
    photos = [hazy_photo(seed) for seed in range(6)]
    image = np.stack([RECORD.prepare(photo)["image"] for photo, _ in photos])
    whole = Batch(np.arange(6), [{"image": image}], np.asarray([q for _, q in photos], np.float32))

    def gradients(size: int) -> list[torch.Tensor]:
        teacher.zero_grad()
        for piece in whole.pieces(size):
            (task.losses(piece)["score"] * len(piece) / 6).backward()
        return [p.grad.clone() for p in task.parameters() if p.grad is not None]

    once, thrice = gradients(6), gradients(2)
    assert len(once) == len(task.parameters())  # every trained tensor is reached
    for a, b in zip(once, thrice, strict=True):
        torch.testing.assert_close(a, b, atol=1e-5, rtol=1e-3)


def test_recomputed_activations_change_nothing() -> None:
    def result(recompute: bool, kind: str) -> tuple[list[torch.Tensor], dict[str, torch.Tensor]]:
        torch.manual_seed(0)
        network = learner() if kind == "teacher" else PaperStudent({**STUDENT, "width": 0.2, "depth": 0.3}, RECORD)
        names = list(network.state_dict())
        if recompute:
            save_memory(network)
        assert list(network.state_dict()) == names
        torch.manual_seed(1)
        generator = torch.Generator().manual_seed(2)
        image = torch.randint(0, 256, (4, 64, 64, 3), dtype=torch.uint8, generator=generator)
        network.train()({"image": image})["feature_map"].square().mean().backward()
        return [p.grad for p in network.parameters() if p.grad is not None], network.state_dict()

    for kind in ("teacher", "student"):
        (plain, state), (again, other) = result(False, kind), result(True, kind)
        assert len(plain) == len(again)
        for a, b in zip(plain, again, strict=True):
            torch.testing.assert_close(a, b, atol=1e-6, rtol=1e-4)
        for name in state:
            torch.testing.assert_close(state[name], other[name], msg=name)


def test_adam_in_main_memory_does_the_same() -> None:
    weights = [torch.nn.Parameter(torch.linspace(-1, 1, 6)) for _ in range(2)]
    adams = [torch.optim.Adam(weights[:1], lr=0.1), HostAdam(weights[1:], 0.1)]
    for step in range(4):
        for weight, adam in zip(weights, adams, strict=True):
            adam.zero_grad()
            ((weight - step) ** 2).sum().backward()
            adam.step()
    assert torch.equal(weights[0], weights[1])
    other = HostAdam([torch.nn.Parameter(weights[1].detach().clone())], 0.1)
    other.load_state_dict(adams[1].state_dict())
    assert other.state_dict()["state"][0]["step"] == 4


def test_an_overflow_leaves_the_step_out_and_lowers_the_scale() -> None:
    scale = LossScale(enabled=True)
    first = scale.value
    assert not scale.usable([torch.tensor([float("inf")]), torch.ones(2)])
    assert scale.value == first / 2
    gradient = torch.full((3,), scale.value)
    assert scale.usable([gradient])
    assert torch.equal(gradient, torch.ones(3))
    other = LossScale(enabled=True)
    other.restore(scale.state())
    assert other.state() == scale.state()
    with pytest.raises(ModelError, match="fp32"):
        choose_precision("fp16", CPU)


def test_the_recipes_are_the_papers() -> None:
    assert {name: (r.batch, r.rate, r.decay, r.decay_after) for name, r in TEACHER_RECIPES.items()} == {
        "koniq": (16, 1e-5, 0.2, (5,)),
        "clive": (16, 1e-5, 0.2, (10,)),
        "livefb": (16, 1e-5, 0.2, (2,)),
        "spaq": (16, 1e-5, 0.2, (5,)),
    }
    assert {name: (r.batch, r.rate, r.decay_after) for name, r in STUDENT_RECIPES.items()} == {
        "koniq": (24, 1e-4, (5,)),
        "clive": (24, 1e-4, (10, 25)),
        "livefb": (24, 1e-4, (4,)),
        "spaq": (24, 1e-4, (6,)),
    }
    clive = STUDENT_RECIPES["clive"]
    assert [clive.rate_at(epoch) for epoch in (0, 9, 10, 24, 25)] == pytest.approx([1e-4, 1e-4, 2e-5, 2e-5, 4e-6])


def test_the_ranking_loss_asks_for_order_with_a_margin() -> None:
    mos = torch.tensor([0.1, 0.9])
    assert float(ranking_loss(torch.tensor([0.0, 1.0]), mos)) == 0
    margin = 0.25 * float(mos.std())
    assert float(ranking_loss(torch.tensor([0.5, 0.5]), mos)) == pytest.approx(margin)
    assert float(ranking_loss(torch.tensor([1.0, 0.0]), mos)) == pytest.approx(1 + margin)


def test_order_depends_on_seed_and_step_alone(place: Path) -> None:
    rated: RatedSet = read_table(place / "set/labels.csv")
    batches = Batches(rated.photos[:20], [RECORD])
    epoch = np.concatenate([batches.order(1, step, 6) for step in range(3)])
    assert len(set(epoch.tolist())) == 18
    assert not np.array_equal(batches.order(1, 0, 6), batches.order(1, 3, 6))
    streamed = [batch.indices.tolist() for batch in batches.training(1, 6, 4, 7)]
    assert streamed == [batches.order(1, step, 6).tolist() for step in (4, 5, 6)]
    seen = [photo for batch in batches.all(6) for photo in batch.indices.tolist()]
    assert seen == list(range(20))


def test_a_journal_drops_what_lies_behind_the_checkpoint(tmp_path: Path) -> None:
    file = tmp_path / "train.csv"
    journal = Journal(file, 0)
    for step in range(1, 6):
        journal.add({"step": step, "loss": 1 / step})
    file.write_text(file.read_text() + "6,0.1")  # a kill in the middle of a line
    Journal(file, 3).add({"step": 4, "loss": 0.5})
    with file.open(encoding="utf-8") as stream:
        assert [(row["step"], row["loss"]) for row in csv.DictReader(stream)] == [
            ("1", "1"),
            ("2", "0.5"),
            ("3", "0.3333333"),
            ("4", "0.5"),
        ]
