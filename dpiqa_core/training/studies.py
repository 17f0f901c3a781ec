"""What single choices are worth: heads trained again on cached features, without a fault family or a part of it all.

The backbone is ImageNet's own here, untouched by any fault, so that a family that is left out was truly never seen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from dpiqa_core.lite import LiteStudent
from dpiqa_core.training import features, loops, metrics, testset
from dpiqa_core.training.dataset import FAMILY_NAMES, PREPROCESSING
from dpiqa_core.training.losses import Weights
from dpiqa_core.training.trainer import imagenet_file, model_config, new_model

LEFT_OUT: dict[str, tuple[str, ...]] = {
    "shake": ("shake",),
    "defocus": ("defocus",),
    "noise": ("noise",),
    "JPEG": ("jpeg",),
    "underexposure": ("underexposure",),
    "haze": ("haze",),
    "up-scaling": ("upscaling",),
    "oversharpening": ("oversharpening",),
    "with its relative: camera and subject motion": ("shake", "subject_motion"),
    "with its relative: defocus and missed focus": ("defocus", "missed_focus"),
    "with its relative: noise and lifted shadows": ("noise", "lifted_shadows"),
    "with its relative: JPEG, single and double": ("jpeg", "double_jpeg"),
}
"""One family at a time; and, harder, with its near relative, so that none stays behind to teach its sibling."""

ABLATIONS: dict[str, tuple[dict[str, Any], Weights]] = {
    "as built": ({}, Weights()),
    "without crops at 100 %": ({"native": False}, Weights()),
    "without any crops": ({"native": False, "screen": False}, Weights()),
    "without the grid of detail": ({"detail": False}, Weights()),
    "without early features": ({"early": False}, Weights()),
    "without fixed filters and tones": ({"measures": False}, Weights()),
    "without the deepest stage": ({"high": False}, Weights()),
    "without ranking losses": ({}, Weights(rank=0.0, across=0.0)),
    "without content invariance": ({}, Weights(clean=0.0)),
}


def _with_features(folder: Path) -> list[Path]:
    return [p for p in sorted(folder.glob("*.npz")) if features.features_of(p).exists()]


def train_and_judge(
    train: loops.Table,
    vectors: loops.Table,
    test_vectors: Sequence[loops.Table],
    *,
    config: Mapping[str, Any],
    weights: Weights,
    epochs: int,
    keep: NDArray[np.bool_] | None = None,
) -> list[loops.Table]:
    """Train heads on cached vectors and give their outputs for each table of test vectors (empty ones stay empty)."""
    torch.manual_seed(1)
    # One judge: the differences are the same and the work is a quarter.
    model = LiteStudent(model_config("lite0") | {"judges": 1} | dict(config), PREPROCESSING)
    loops.standardise(model, vectors["vector"])
    device = torch.device("cpu")
    average = loops.train_heads(
        model,
        vectors,
        train,
        epochs=epochs,
        seed=1,
        device=device,
        weights=weights,
        log=loops.no_log,
        keep=keep,
    )
    return [
        loops.predict(average.model, one, device) if len(one["vector"]) else {"logit": one["vector"]}
        for one in test_vectors
    ]


def large_pixels(files: Sequence[Path]) -> NDArray[np.float64]:
    """Blur in pixels of the camera originals of the test, (photos, versions)."""
    pixels: list[NDArray[np.float64]] = []
    for file in files:
        with np.load(file) as arrays:
            pixels.append(arrays["pixels"])
    return np.stack(pixels) if pixels else np.zeros((0, 0))


def slight_blur_found(scores: NDArray[np.float32], pixels: NDArray[np.float64]) -> float:
    """Share of versions with the least blur that lie below their clean selves; NaN without camera originals."""
    if not pixels.size:
        return float("nan")
    return float((scores < scores[:, :1])[pixels == testset.LARGE_PIXELS[0]].mean())


def run_studies(run: Path, tests: Path, *, epochs: int, imagenet: Path | None = None) -> str:
    """Leave families out, and parts of the design; give two Markdown tables and write ``studies.json`` and ``.md``.

    Args:
        run: output folder of a training, with samples and features.
        tests: output folder of ``evaluate bundled``; features are added beside its groups.
        epochs: of each training.
        imagenet: as for the training; only needed where the test's features are not there yet.
    """
    groups = sorted((tests / "groups").glob("*.npz"))
    large = sorted((tests / "large").glob("*.npz"))
    if any(not features.features_of(file).exists() for file in (*groups, *large)):
        model = new_model("lite0", imagenet_file("lite0", imagenet), 1)
        features.add_features(
            [*groups, *large], features.extractor(model, run, torch.device("cpu"), photos=10 * len(groups))
        )
    shards = _with_features(run / "train")
    train, test = loops.load_targets(shards), test_targets(groups)
    vectors, test_vectors = (loops.load_vectors(files, ("vector", "detail")) for files in (shards, groups))
    pixels = large_pixels(large)
    large_vectors = loops.load_vectors(large, ("vector", "detail")) if large else {"vector": np.zeros((0, 0, 0))}
    result: dict[str, Any] = {"training_groups": len(shards), "test_groups": len(groups), "epochs": epochs}
    result["left_out"] = _left_out(train, vectors, test, test_vectors, epochs)
    result["ablations"] = {}
    for name, (config, weights) in ABLATIONS.items():
        found, of_large = train_and_judge(
            train, vectors, [test_vectors, large_vectors], config=config, weights=weights, epochs=epochs
        )
        rows = metrics.table(1 / (1 + np.exp(-found["logit"])), found["faults"], test)
        rows["large_2px"] = slight_blur_found(of_large["logit"], pixels)
        result["ablations"][name] = rows
        print(name, rows, flush=True)
    (tests / "studies.json").write_text(json.dumps(result, indent=1), encoding="utf-8")
    text = markdown(result)
    (tests / "studies.md").write_text(text + "\n", encoding="utf-8")
    return text


def test_targets(files: Sequence[Path]) -> loops.Table:
    """Targets of test groups, which are not made for training."""
    tables: dict[str, list[NDArray[Any]]] = {"quality": [], "faults": [], "families": []}
    for file in files:
        with np.load(file) as arrays:
            for name, values in tables.items():
                values.append(arrays[name])
    return {name: np.stack(values) for name, values in tables.items()}


def _left_out(
    train: loops.Table, vectors: loops.Table, test: loops.Table, test_vectors: loops.Table, epochs: int
) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for name, families in LEFT_OUT.items():
        columns = [FAMILY_NAMES.index(family) for family in families]
        keep = np.asarray(~(train["families"][..., columns] > 0).any(-1))
        (outputs,) = train_and_judge(
            train, vectors, [test_vectors], config={}, weights=Weights(), epochs=epochs, keep=keep
        )
        ladders = [p for f in families for p in metrics.ladder_pairs(test["families"], only=f)]
        pairs = metrics.family_pairs(test["families"], test["quality"], families)
        scores = outputs["logit"].ravel()
        found[name] = {
            "same_fault": metrics.right_order(scores, ladders),
            "same_scene": metrics.right_order(scores, pairs),
            "pairs": float(len(pairs)),
        }
        print(name, found[name], flush=True)
    return found


def markdown(result: Mapping[str, Any]) -> str:
    """Both tables."""
    lines = ["| left out of training | same scene, quality apart by 0.1 | same fault, severity apart by 0.2 | pairs |"]
    lines.append("|---|---|---|---|")
    for name, row in result["left_out"].items():
        lines.append(f"| {name} | {row['same_scene']:.3f} | {row['same_fault']:.3f} | {row['pairs']:.0f} |")
    lines += [
        "",
        "| | same fault | different faults | SRCC | named first | clean spread with styles | blur of 2 px found |",
    ]
    lines.append("|---|---|---|---|---|---|---|")
    for name, row in result["ablations"].items():
        cells = [f"{row[key]:.3f}" for key in ("same_fault", "different_faults", "srcc", "named_first")]
        lines.append(f"| {name} | {' | '.join(cells)} | {row['clean_spread']:.1f} | {row['large_2px']:.2f} |")
    return "\n".join(lines)
