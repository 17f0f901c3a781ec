"""The recipe on a handful of small pictures: it runs, resumes to the same state, and its parts do what they say."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image

from dpiqa_core.efficientnet import EfficientNet
from dpiqa_core.errors import ModelError
from dpiqa_core.lite import LOST_FAULTS, LiteStudent
from dpiqa_core.preprocess import Preprocessing
from dpiqa_core.training import (
    backbones,
    cache,
    dataset,
    features,
    finetune,
    loops,
    losses,
    lost,
    metrics,
    studies,
    targets,
    trainer,
)
from dpiqa_core.training.__main__ import main
from dpiqa_core.training.faults import FAULT_NAMES

TINY = Preprocessing("overview-crops", (96, 96), "bilinear", (-127 / 128, 1.0), None, 3.0, crop_count=3, crop_size=48)

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven small pictures: four to train on, one to validate, and two that the split holds out."""
    folder = tmp_path_factory.mktemp("photographs")
    random = np.random.default_rng(2)
    for index in range(7):
        coarse = random.integers(20, 235, (5 + index, 7, 3), dtype=np.uint8)
        picture = Image.fromarray(coarse).resize((88, 72), Image.Resampling.NEAREST)
        name = f"cid22-{index}.png" if index < 6 else "kodak-1.png"
        picture.save(folder / name)
    return folder


@pytest.fixture(scope="module")
def imagenet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Random weights in the shape of the ImageNet file, so that nothing has to be fetched."""
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("imagenet") / "lite0.pth"
    torch.save(EfficientNet("lite0").state_dict(), path)
    return path


@pytest.fixture(autouse=True)
def tiny_inputs(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (cache, features, trainer, studies):
        monkeypatch.setattr(module, "PREPROCESSING", TINY)


@pytest.fixture(scope="module")
def run(photographs: Path, imagenet: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run")
    patch = pytest.MonkeyPatch()
    with patch.context() as context:
        for module in (cache, features, trainer):
            context.setattr(module, "PREPROCESSING", TINY)
        arguments = ["student", "--data", str(photographs), "--out", str(out), "--imagenet", str(imagenet)]
        assert main([*arguments, "--rounds", "1", "--steps", "3", "--epochs", "2", "--workers", "1", "--no-onnx"]) == 0
    return out


def test_the_recipe_makes_a_model_that_loads(run: Path) -> None:
    from dpiqa_core.models import load_model
    from dpiqa_core.weights import Card

    card = Card.read(run / "model")
    assert card.architecture == "lite-student"
    assert card.notes["late_steps"] == 3
    assert "CID22" in card.training_data
    model = load_model(card)
    photo = Image.effect_noise((200, 150), 60).convert("RGB")
    inputs = {name: torch.from_numpy(array)[None] for name, array in TINY.prepare(photo).items()}
    with torch.inference_mode():
        found = model(inputs)
    assert 0 <= float(found["score"][0]) <= 1
    assert found["faults"].shape == (1, 9)
    assert (run / "plots" / "validation.png").exists()
    rows = (run / "log.csv").read_text().splitlines()
    assert {row.split(",")[1] for row in rows[1:]} >= {"samples", "features", "heads", "late", "validation"}


def test_a_finished_run_is_not_done_again(run: Path, photographs: Path, imagenet: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in run.rglob("*") if p.suffix in (".npz", ".features")}
    weights = (run / "model" / "weights.safetensors").read_bytes()
    settings = trainer.Settings(
        photographs, run, 1.0, "cpu", imagenet, steps=3, epochs=2, rounds=1, workers=1, onnx=False
    )
    trainer.Training(settings).run()
    assert {p: p.stat().st_mtime_ns for p in before} == before
    assert (run / "model" / "weights.safetensors").read_bytes() == weights


def test_an_interrupted_training_goes_on_to_the_same_weights(run: Path, imagenet: Path, tmp_path: Path) -> None:
    shards = sorted((run / "train").glob("*.npz"))
    targets = loops.load_targets(shards)
    plan = finetune.Plan(4, groups=1, keep_every=2)
    device = torch.device("cpu")

    def train(checkpoint: Path, stop_after: int | None = None) -> dict[str, torch.Tensor]:
        model = trainer.new_model("lite0", imagenet, 1)
        seen: list[object] = []

        def stop() -> bool:
            seen.append(None)
            return stop_after is not None and len(seen) > stop_after

        average, _ = finetune.finetune(
            model, shards, targets, plan, checkpoint=checkpoint, device=device, log=lambda row: None, stop=stop
        )
        return average.model.state_dict()

    whole = train(tmp_path / "whole.pt")
    train(tmp_path / "parts.pt", stop_after=2)
    resumed = train(tmp_path / "parts.pt")
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)


def test_another_seed_is_refused_in_the_same_folder(run: Path, photographs: Path, imagenet: Path) -> None:
    with pytest.raises(ValueError, match="other settings"):
        trainer.Training(trainer.Settings(photographs, run, 1.0, "cpu", imagenet, seed=9))


def test_what_is_missing_is_said_in_words(
    photographs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ModelError, match="pip"):
        trainer.imagenet_file("lite9", None)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert main(["student", "--data", str(empty), "--out", str(tmp_path / "out")]) == 2
    assert "no photographs" in capsys.readouterr().err


def test_the_split_keeps_sources_and_scenes_apart(photographs: Path) -> None:
    parts = dataset.split_of(dataset.find_sources(photographs))
    assert {p.name for p in parts["test"]} == {"cid22-2.png", "kodak-1.png"}
    assert len(parts["train"]) == 4
    assert len(parts["validation"]) == 1
    names = [Path(f"{source}-{i:03}.jpg") for source in ("cid22", "clic", "kodak", "budgie") for i in range(30)]
    parts = dataset.split_of(names)
    assert not {p for p in parts["train"] + parts["validation"] if p.name.split("-")[0] in ("kodak", "budgie")}
    assert sum(len(part) for part in parts.values()) == len(names)


def test_training_also_gets_groups_about_sharpness_and_about_what_is_hard(tmp_path: Path) -> None:
    sources = [tmp_path / name for name in ("cid22-1.png", "cid22-2.png", "clic-1.png")]
    for source, edge in zip(sources, (512, 960, 1400), strict=True):
        Image.new("RGB", (edge, 300)).save(source)
    plain = cache.plan_jobs(sources, tmp_path, range(2))
    more = cache.plan_jobs(sources, tmp_path, range(2), extra=True)
    assert {job.plan for job in plain} == {"usual"}
    assert not any(job.wander for job in plain)
    assert all(job.wander for job in more)
    fine = [job.source.name for job in more if job.plan == "fine"]
    assert fine.count("clic-1.png") == 2
    assert set(fine) == {source.name for source in sources}
    assert [len([job for job in plain if job.source == s and not job.clean_of]) for s in sources] == [2, 2, 6]
    assert [job.source for job in more if job.plan == "mixed"].count(sources[0]) == 1
    eight = cache.plan_jobs(sources, tmp_path, range(cache.LOST_EVERY), extra=True)
    assert sorted(job.source.name for job in eight if job.plan == "lost") == sorted(source.name for source in sources)
    assert len({job.target for job in more}) == len(more)
    assert len({job.seed for job in more if not job.clean_of}) == sum(not job.clean_of for job in more)


def test_a_group_about_sharpness_holds_two_ladders_of_a_few_pixels(photographs: Path) -> None:
    samples = dataset.make_group(photographs / "cid22-0.png", 5, preprocessing=TINY, plan="fine", wander=True)
    families = np.stack([sample.families for sample in samples])
    for start, name in ((1, "shake"), (5, "defocus")):
        ladder = families[start : start + 4, dataset.FAMILY_NAMES.index(name)]
        assert (np.diff(ladder) > 0).all()
        assert ladder[0] > 0
    assert samples[0].quality == 1
    again = dataset.make_group(photographs / "cid22-0.png", 5, preprocessing=TINY, plan="fine", wander=True)
    for one, two in zip(samples, again, strict=True):
        assert np.array_equal(one.inputs["crops"], two.inputs["crops"])


def test_a_group_of_lost_photos_is_worthless_but_for_the_clean_one(photographs: Path) -> None:
    samples = dataset.make_group(photographs / "cid22-0.png", 5, preprocessing=TINY, plan="lost")
    assert len(samples) == dataset.GROUP_SIZE
    assert samples[0].quality == 1
    for sample, (_, family) in zip(samples[1:], lost.LOST, strict=True):
        assert sample.quality < 0.05
        assert sample.quality_map.max() < 0.05
        assert sample.families[dataset.FAMILY_NAMES.index(family)] == 1
        assert (sample.faults > 0).sum() == 1


def test_what_is_lost_is_lost_and_the_same_again(photographs: Path) -> None:
    photo = dataset.read_photo(photographs / "cid22-0.png")
    found = {kind: lost.lose(photo, kind, np.random.default_rng(4)) for kind, _ in lost.LOST}
    assert all(image.shape == photo.shape and image.dtype == np.uint8 for image in found.values())
    assert found["lens cap"].mean() < 25
    assert found["far too dark"].mean() < 0.25 * photo.mean()
    assert found["white"].mean() > 240
    assert (found["far too bright"] > 250).mean() > 0.5
    detail = {
        kind: np.abs(np.diff(image.astype(float).mean(2)[::4, ::4], axis=1)).mean() for kind, image in found.items()
    }
    whole = np.abs(np.diff(photo.astype(float).mean(2)[::4, ::4], axis=1)).mean()
    for kind in ("no focus at all", "nothing but a tone", "lens cap", "white"):
        assert detail[kind] < 0.5 * whole
    assert np.array_equal(found["swung"], lost.lose(photo, "swung", np.random.default_rng(4)))
    with pytest.raises(ValueError, match="stolen"):
        lost.lose(photo, "stolen", np.random.default_rng(4))


def test_some_clean_photos_stand_for_a_phone_of_many_pixels(photographs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[bool | None, bool]] = []
    scene = dataset.scene

    def remembered(
        photo: dataset.Bytes, rng: np.random.Generator, *, large: bool | None, fine: bool
    ) -> tuple[dataset.Bytes, int, bool]:
        asked.append((large, fine))
        return scene(photo, rng, large=large, fine=fine)

    monkeypatch.setattr(dataset, "scene", remembered)
    samples = dataset.make_clean_group([photographs / "cid22-0.png"] * 10, 7, preprocessing=TINY)
    assert [sample.quality for sample in samples] == [1.0] * 10
    assert set(asked) == {(True, True), (None, False)}


def test_a_mixed_group_is_mostly_combinations(photographs: Path) -> None:
    samples = dataset.make_group(photographs / "cid22-0.png", 6, preprocessing=TINY, plan="mixed")
    faults = np.stack([sample.families > 0 for sample in samples]).sum(1)
    assert len(samples) == dataset.GROUP_SIZE
    assert faults[0] == 0
    assert (faults > 1).sum() >= 5
    assert samples[0].quality == 1 > max(sample.quality for sample in samples[1:])


def test_ranking_loss_wants_the_better_photo_higher() -> None:
    quality, scene = torch.tensor([1.0, 0.5, 0.1]), torch.zeros(3)
    right = losses.ranking_loss(torch.tensor([4.0, 0.0, -4.0]), quality, scene, within=True)
    wrong = losses.ranking_loss(torch.tensor([-4.0, 0.0, 4.0]), quality, scene, within=True)
    assert right < 0.2 < wrong
    assert losses.ranking_loss(torch.tensor([4.0, 0.0, -4.0]), quality, scene, within=False) == 0
    alike = losses.clean_loss(torch.tensor([3.0, 3.0, -9.0]), torch.tensor([1.0, 1.0, 0.2]))
    assert alike < losses.clean_loss(torch.tensor([3.0, 0.0, -9.0]), torch.tensor([1.0, 1.0, 0.2]))


def test_ties_go_to_the_sharper_photo_most_of_all_near_the_top(imagenet: Path) -> None:
    model = trainer.new_model("lite0", imagenet, 1)
    size = len(model.fine)
    random = np.random.default_rng(3)
    groups = 30
    vectors = random.normal(0, 1, (groups, 2, len(model.mean))).astype(np.float32)
    vectors[:, 1, -size:] = vectors[:, 0, -size:]
    vectors[:, 1, -size] -= random.uniform(0.3, 0.5, groups).astype(np.float32)
    families = np.zeros((groups, 2, len(dataset.FAMILY_NAMES)), np.float32)
    families[:, 1, dataset.FAMILY_NAMES.index("defocus")] = 0.2
    loops.fit_sharper(model, vectors, {"families": families * 0})
    assert not model.fine.any()
    loops.fit_sharper(model, vectors, {"families": families})
    clean, blurred = (torch.from_numpy(vectors[:, i]) for i in range(2))
    top, bottom = torch.full((groups,), 0.98), torch.full((groups,), 0.2)
    assert (model.sharper(clean, top) > model.sharper(blurred, top)).all()
    assert model.sharper(clean, top).abs().max() < 0.04
    assert (model.sharper(clean, bottom).abs() <= 0.05 * model.sharper(clean, top).abs()).all()


def test_lost_photos_are_told_by_a_judge_of_their_own(imagenet: Path) -> None:
    model = trainer.new_model("lite0", imagenet, 1)
    groups, size = 40, len(model.fine)
    random = np.random.default_rng(7)
    vectors = random.normal(0, 1, (groups, 3, len(model.mean))).astype(np.float32)
    vectors[:, 1, -size] = -5
    vectors[:, 2, -size + 1] = 5
    families = np.zeros((groups, 3, len(dataset.FAMILY_NAMES)), np.float32)
    quality = np.ones((groups, 3), np.float32)
    usual = model.lost(torch.from_numpy(vectors[:, 0]))
    assert torch.sigmoid(usual).max() < 1e-4
    before = copy.deepcopy(model.tell_lost.state_dict())
    loops.fit_lost(model, vectors, {"families": families, "quality": quality})
    assert all(torch.equal(value, before[name]) for name, value in model.tell_lost.state_dict().items())
    families[:, 1, dataset.FAMILY_NAMES.index("underexposure")] = 1
    families[:, 2, dataset.FAMILY_NAMES.index("defocus")] = 1
    quality[:, 1:] = 1 - targets.WORST
    for _ in range(4):
        vectors, families, quality = (np.concatenate([a, a]) for a in (vectors, families, quality))
    loops.fit_lost(model, vectors, {"families": families, "quality": quality})
    told = torch.sigmoid(model.lost(torch.from_numpy(vectors.reshape(-1, vectors.shape[-1])))).reshape(-1, 3, 4)
    names = [FAULT_NAMES[place] for place in LOST_FAULTS]
    assert told[:, 0].max() < 0.5
    assert (told[:, 1, names.index("too dark")] > 0.5).all()
    assert (told[:, 2, names.index("out of focus")] > 0.5).all()


def test_what_is_named_has_a_say_in_the_score() -> None:
    logit = torch.zeros(3)
    faults = torch.zeros(3, len(FAULT_NAMES))
    faults[1, 0], faults[2, :2] = 0.6, 0.6
    nothing, one, two = LiteStudent.agreed(logit, faults).tolist()
    assert nothing > one > two
    assert 0 < nothing < 1


def test_only_as_many_epochs_as_there_is_time_for(
    photographs: Path, imagenet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = trainer.Settings(photographs, tmp_path / "run", 10.0, device="cpu", imagenet=imagenet)
    training = trainer.Training(settings)
    clock = iter([0.0, 2.0, 2.0])  # an epoch over a tenth of twenty groups takes two seconds
    training.begun = 0.0
    monkeypatch.setattr(trainer, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    monkeypatch.setattr(loops, "train_heads", lambda *_, **__: None)
    monkeypatch.setattr(loops, "load_targets", lambda shards: {})
    shards = [tmp_path / f"{i}.npz" for i in range(20)]
    affordable = int((trainer._SHARES["heads"] * 600 - 2) / 20)
    assert 3 < affordable < 30
    assert training._affordable_epochs({}, shards, 30, "heads") == affordable
    clock = iter([0.0, 2.0, 900.0])
    assert training._affordable_epochs({}, shards, 30, "refit") == 0
    clock = iter([0.0, 2.0, 2.0])
    assert training._affordable_epochs({}, shards, 3, "heads") == 3


def test_sharpness_is_looked_for_where_scenes_are_alike(imagenet: Path) -> None:
    model = trainer.new_model("lite0", imagenet, 1)
    size, groups = len(model.fine), 200
    random = np.random.default_rng(4)
    vectors = np.zeros((groups, 2, len(model.mean)), np.float32)
    vectors[:, :, -size] = random.normal(0, 1, (groups, 1))
    vectors[:, :, -size + 1] = random.normal(0, 0.1, (groups, 1))
    vectors[:, 1, -size:][:, :2] -= np.asarray([1.0, 0.2]) * random.uniform(0.9, 1.1, (groups, 1))
    families = np.zeros((groups, 2, len(dataset.FAMILY_NAMES)), np.float32)
    families[:, 1, dataset.FAMILY_NAMES.index("shake")] = 0.2
    loops.fit_sharper(model, vectors, {"families": families})
    assert 0.2 * model.fine[1] > 1.5 * model.fine[0] > 0
    assert 1.0 * model.fine[0] + 0.2 * model.fine[1] == pytest.approx(1, abs=0.05)


def test_calibration_is_monotone_and_spreads() -> None:
    model = LiteStudent(trainer.model_config("lite0"), TINY)
    random = np.random.default_rng(0)
    quality = np.concatenate([np.ones(40), random.uniform(0.05, 0.95, 200)]).astype(np.float32)
    raw = (0.05 + 0.9 * quality + random.normal(0, 0.01, 240)).clip(0, 1).astype(np.float32)
    trainer.calibrate(model, raw, quality)
    scores = model.calibrate(torch.linspace(0, 1, 101)).numpy()
    assert (np.diff(scores) >= 0).all()
    assert 0 <= scores[0] < scores[-1] <= 1.001
    shown = model.calibrate(torch.from_numpy(raw)).numpy()
    assert float(np.median(shown[:40])) == pytest.approx(trainer.CLEAN_SCORE, abs=0.02)
    low, high = np.percentile(np.concatenate([np.resize(shown[:40], 200), shown[40:]]), (5, 95))
    assert trainer.SPAN <= high - low < trainer.SPAN + 0.02
    narrow = LiteStudent(trainer.model_config("lite0"), TINY)
    trainer.calibrate(narrow, 0.5 + 0.5 * raw, quality)  # nothing can be pressed together here: it is stretched only
    steps = (narrow.values[1:] - narrow.values[:-1]) / (narrow.knots[1:] - narrow.knots[:-1])
    assert steps.max() - steps.min() < 1e-5


def test_metrics_of_a_perfect_and_of_a_reversed_model() -> None:
    families = np.zeros((1, 3, len(dataset.FAMILY_NAMES)), np.float32)
    families[0, 1, 0], families[0, 2, 0] = 0.3, 0.7
    quality = np.asarray([[1.0, 0.7, 0.3]])
    targets = {"quality": quality, "families": families}
    faults = np.zeros((1, 3, 9))
    faults[..., 0] = 1
    assert metrics.table(quality, faults, targets)["same_fault"] == 1
    assert metrics.table(quality, faults, targets)["named_first"] == 1
    assert metrics.table(-quality, faults, targets)["same_fault"] == 0
    assert metrics.srcc(np.arange(5), np.asarray([1, 2, 3, 5, 4])) == pytest.approx(0.9)


def test_studies_leave_families_and_parts_out(
    run: Path, tmp_path: Path, imagenet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tests = tmp_path / "tests"
    (tests / "groups").mkdir(parents=True)
    for shard in sorted((run / "validation").glob("*.npz")):
        (tests / "groups" / shard.name).write_bytes(shard.read_bytes())
    monkeypatch.setattr(studies, "LEFT_OUT", {"noise": ("noise",)})
    monkeypatch.setattr(studies, "ABLATIONS", {"without crops": ({"screen": False}, losses.Weights())})
    text = studies.run_studies(run, tests, epochs=1, imagenet=imagenet)
    assert "| noise |" in text
    assert "| without crops |" in text
    assert json.loads((tests / "studies.json").read_text())["training_groups"] == 9


def test_backbones_of_other_sizes_are_compared(
    run: Path, tmp_path: Path, imagenet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tests = tmp_path / "tests"
    (tests / "groups").mkdir(parents=True)
    shard = min((run / "validation").glob("*.npz"))
    (tests / "groups" / shard.name).write_bytes(shard.read_bytes())
    torch.manual_seed(0)
    other = tmp_path / "lite1.pth"
    torch.save(EfficientNet("lite1").state_dict(), other)
    timed: list[int] = []

    def timer(model: LiteStudent) -> dict[str, float]:
        timed.append(sum(p.numel() for p in model.parameters()))
        return {"megabytes": 12.5, "ratio": 0.5}

    weights = {"lite0": imagenet, "lite1": other}
    text = backbones.compare_backbones(run, tests, weights, timer, groups=3, epochs=1)
    assert "| EfficientNet-Lite0 |" in text
    assert "| EfficientNet-Lite1 |" in text
    assert timed[0] < timed[1]
    assert json.loads((tests / "backbones.json").read_text())["training_groups"] == 3
    # The features are kept: nothing is computed again.
    monkeypatch.setattr(backbones.features, "extractor", lambda *_, **__: lambda inputs: pytest.fail("again"))
    assert backbones.compare_backbones(run, tests, weights, timer, groups=3, epochs=1) == text
