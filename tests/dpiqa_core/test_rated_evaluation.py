"""The evaluation with opinion scores: tables, intervals, splits, the teacher against its student, ablations, cost."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from dpiqa_core.datasets.published import read_table
from dpiqa_core.datasets.splits import Split, make_split
from dpiqa_core.evaluate import main
from dpiqa_core.evaluation.ablations import variants
from dpiqa_core.evaluation.agreement import cross_rows, matrix, paired
from dpiqa_core.evaluation.cost import count
from dpiqa_core.evaluation.predict import labels, predict
from dpiqa_core.evaluation.report import cell, markdown
from dpiqa_core.scorer import Scorer
from dpiqa_core.training.__main__ import main as train
from dpiqa_core.weights import Card
from tests.rated_photos import save_learner, save_student, write_set
from tests.tiny_models import write_tiny_model

# Seconds on an idle machine; the ablations train eight tiny networks.
pytestmark = [pytest.mark.timeout(600), pytest.mark.usefixtures("one_thread")]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two generated sets, a model whose score is the mean brightness, and tiny networks to begin with."""
    folder = tmp_path_factory.mktemp("rated")
    write_set(folder / "one", 20)
    write_set(folder / "two", 12, first_seed=900)
    write_tiny_model(folder / "models", "bright")
    save_learner(folder / "start")
    save_student(folder / "student")
    return folder


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_models_on_sets_with_intervals_and_the_matrix(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["sets", "--model", "bright", "--model-dir", str(place / "models"), "--device", "cpu"]
    arguments += ["--set", str(place / "one"), "--set", str(place / "two/labels.csv"), "--rounds", "50"]
    assert main([*arguments, "--out", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "SRCC of every model (down) on every set (across)" in printed
    assert printed.strip() == (tmp_path / "sets.md").read_text().strip()
    assert (tmp_path / "sets.png").stat().st_size > 1000
    rows = rows_of(tmp_path / "sets.csv")
    assert [(row["set"], row["part"], row["photos"]) for row in rows] == [("one", "all", "20"), ("two", "all", "12")]
    for row in rows:
        # Haze brightens: the better photos are the darker ones.
        assert float(row["srcc"]) < -0.5
        assert float(row["srcc_95_low"]) <= float(row["srcc"]) <= float(row["srcc_95_high"])
        assert float(row["plcc_fitted"]) >= abs(float(row["plcc"])) - 1e-9
    # The scores are kept, and read again rather than made again.
    kept = sorted((tmp_path / "scores").glob("bright-*.csv"))
    assert len(kept) == 2
    text = kept[0].read_text()
    kept[0].write_text(text.rsplit("\n", 2)[0] + "\n")
    assert main([*arguments, "--out", str(tmp_path)]) == 2
    assert "Delete it" in capsys.readouterr().err


def test_a_model_is_judged_on_what_its_training_held_out(place: Path) -> None:
    scorer = Scorer.load("bright", "cpu", model_dirs=[place / "models"])
    one, two = read_table(place / "one/labels.csv"), read_table(place / "two/labels.csv")
    trained = Scorer(replace(scorer.card, notes={"split": {"dataset": "one", "seed": 4}}), scorer._engine)
    rows = cross_rows([trained], [one, two], rounds=0)
    assert [(row["trained on"], row["set"], row["part"], row["photos"]) for row in rows] == [
        ("one", "one", "held out", 4),
        ("one", "two", "all", 12),
    ]
    (line,) = matrix(rows)
    assert set(line) == {"model", "trained on", "one", "two"}
    held_out = make_split(one, 4).parts(one)[1]
    scores = predict(scorer, held_out)
    assert rows[0]["rmse"] == pytest.approx(np.sqrt(((scores - labels(held_out)) ** 2).mean()))


def test_teacher_against_student_and_the_median_over_splits(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for seed in ("1", "2"):
        arguments = ["distil", "--set", str(place / "one"), "--teacher", str(place / "start"), "--seed", seed]
        arguments += ["--student", str(place / "student"), "--out", str(tmp_path / f"run{seed}"), "--steps", "2"]
        assert train([*arguments, "--batch", "4", "--rate", "1e-3", "--device", "cpu"]) == 0
    runs = ["--run", str(tmp_path / "run1"), "--run", str(tmp_path / "run2")]
    out = ["--set", str(place / "one"), "--out", str(tmp_path / "out"), "--device", "cpu"]
    assert main(["splits", *runs, *out]) == 0
    rows = rows_of(tmp_path / "out/splits.csv")
    assert [row["split"] for row in rows] == ["run1", "run2", "median of 2"]
    middle = (float(rows[0]["rmse"]) + float(rows[1]["rmse"])) / 2
    assert float(rows[2]["rmse"]) == pytest.approx(middle)
    assert Split.load(tmp_path / "run1/split.json") != Split.load(tmp_path / "run2/split.json")
    student = str(tmp_path / "run1/best")
    assert main(["compare", "--teacher", str(place / "start"), "--student", student, "--rounds", "20", *out]) == 0
    first, second = rows_of(tmp_path / "out/compare.csv")
    assert first["srcc with teacher"] == ""
    assert -1 <= float(second["srcc with teacher"]) <= 1
    difference = float(first["srcc"]) - float(second["srcc"])
    assert float(second["srcc less than teacher"]) == pytest.approx(difference)
    assert "median of 2" in capsys.readouterr().out


def test_the_paired_interval_is_narrower_than_chance() -> None:
    random = np.random.default_rng(0)
    mos = random.uniform(0, 1, 200)
    good = mos + random.normal(0, 0.1, 200)
    low, high = paired(good, good + random.normal(0, 0.3, 200), mos, rounds=100)
    assert 0 < low < high
    assert paired(good, good, mos, rounds=20) == (0, 0)


def test_ablations_are_one_command_and_one_table(place: Path, tmp_path: Path) -> None:
    arguments = ["ablations", "--set", str(place / "one"), "--start", str(place / "start"), "--device", "cpu"]
    arguments += ["--student", str(place / "student"), "--timesteps", "300", "--rounds", "10"]
    arguments += ["--training", "--steps 2 --batch 4 --rate 1e-3", "--out", str(tmp_path)]
    assert main(arguments) == 0
    rows = rows_of(tmp_path / "ablations.csv")
    assert [row["variant"] for row in rows] == [
        "full",
        "without text adapter",
        "without image adapter",
        "without both adapters",
        "timestep 300",
        "student, distilled",
        "student, labels only",
    ]
    assert float(rows[0]["srcc less than full"]) == 0
    teachers = [Card.read(tmp_path / "runs/seed-1" / name / "best").config for name in ("full", "timestep-300")]
    assert [config["timestep"] for config in teachers] == [1, 300]
    without = Card.read(tmp_path / "runs/seed-1/without-text-adapter/best").config
    assert (without["use_text_adapter"], without["use_image_adapter"]) == (False, True)
    # All are judged on the same photos.
    splits = {file.read_text() for file in tmp_path.glob("runs/seed-1/*/split.json")}
    assert len(splits) == 1
    assert len({row["rmse"] for row in rows}) == len(rows)
    assert (tmp_path / "ablations.png").exists()
    assert "| full |" in (tmp_path / "ablations.md").read_text()


def test_the_variants_change_one_thing_each() -> None:
    found = {variant.name: variant.arguments for variant in variants((50,), None)}
    assert found["full"] == ()
    assert found["timestep 50"] == ("--timestep", "50")
    assert not any(name.startswith("student") for name in found)


def test_cost_counts_what_a_layer_costs(place: Path, tmp_path: Path) -> None:
    student = Card.read(place / "student")
    found = count(student)
    network_parameters = sum(t.numel() for n, t in _weights(place / "student").items() if "running" not in n)
    norms = sum(1 for name in _weights(place / "student") if "num_batches" in name)
    assert found["parameters"] == network_parameters - norms
    assert found["macs"] > 100_000
    assert count(Card.read(place / "start"))["macs"] > found["macs"]
    arguments = ["cost", "--model", str(place / "student"), "--out", str(tmp_path), "--device", "cpu"]
    assert main([*arguments, "--batch", "2", "--repeats", "1", "--threads", "1"]) == 0
    (row,) = rows_of(tmp_path / "cost.csv")
    assert float(row["photos_per_s"]) > 0
    assert float(row["peak_rss_mb"]) > 50


def _weights(folder: Path) -> dict[str, torch.Tensor]:
    return load_file(folder / "weights.safetensors")


def test_models_and_sets_that_are_not_there_are_named(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", str(tmp_path), "--device", "cpu"]
    assert main(["sets", "--model", "nobody", "--set", str(place / "one"), *out]) == 2
    assert "nobody" in capsys.readouterr().err
    assert main(["sets", "--model", "student-lite", "--set", str(tmp_path / "lost"), *out]) == 2
    assert "lost" in capsys.readouterr().err


def test_cells_are_short_and_tables_hold_every_column() -> None:
    assert cell(0.123456) == "0.1235"
    assert cell((0.1, 0.25)) == "[0.1000, 0.2500]"
    assert cell(float("nan")) == ""
    assert cell(1234567) == "1,234,567"
    assert markdown([{"a": 1}, {"b": "x|y"}]).splitlines() == ["| a | b |", "|---|---|", "| 1 |  |", "|  | x\\|y |"]
