"""What the size of the backbone is worth: heads on ImageNet's features of Lite0, Lite1 and Lite2, and the time.

All of them see the same groups and crops; the features of a part of the training's groups are computed again for each.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from dpiqa_core.lite import LiteStudent
from dpiqa_core.training import features, loops, metrics
from dpiqa_core.training.losses import Weights
from dpiqa_core.training.studies import large_pixels, slight_blur_found, test_targets, train_and_judge
from dpiqa_core.training.trainer import imagenet_file, new_model

BACKBONES = ("lite0", "lite1", "lite2")
_NAMES = ("vector", "detail")

Timer = Callable[[LiteStudent], Mapping[str, float]]


def vectors_of(run: features.Run, files: Sequence[Path], kept: Path) -> loops.Table:
    """``vector`` and ``detail`` of groups, (groups, samples, ...), computed once and kept in a folder of their own.

    Args:
        run: from ``features.extractor``.
        files: groups with the model's inputs.
        kept: folder for the results.
    """
    kept.mkdir(parents=True, exist_ok=True)
    tables: dict[str, list[Any]] = {name: [] for name in _NAMES}
    for file in files:
        target = kept / f"{file.stem}.npz"
        if not target.exists():
            with np.load(file) as arrays:
                inputs = {name: arrays[name] for name in features.NAMES}
            found = run(inputs)
            part = target.with_suffix(".part")
            with part.open("wb") as stream:
                np.savez(stream, **{name: found[name] for name in _NAMES})  # type: ignore[arg-type]
            part.replace(target)
        with np.load(target) as arrays:
            for name in _NAMES:
                tables[name].append(arrays[name])
    return {name: np.stack(values) for name, values in tables.items()}


def compare_backbones(
    run: Path,
    tests: Path,
    imagenet: Mapping[str, Path | None],
    timer: Timer,
    *,
    groups: int,
    epochs: int,
) -> str:
    """Train heads with one judge for each backbone; give a Markdown table and write ``backbones.json`` and ``.md``.

    Args:
        run: output folder of a training, with samples; the features are kept in ``backbones/`` of it.
        tests: output folder of ``evaluate bundled``.
        imagenet: which backbones, and their weights (None: the installed package).
        timer: times a whole network (untrained heads take as long as trained ones) and weighs it: ``ratio`` to B0
            and ``megabytes``.
        groups: of the training, evenly from the sorted list.
        epochs: of each training.

    Raises:
        FileNotFoundError: one of the two folders holds no groups.
    """
    shards = sorted((run / "train").glob("*.npz"))
    scenes, large = sorted((tests / "groups").glob("*.npz")), sorted((tests / "large").glob("*.npz"))
    for folder, files in ((run / "train", shards), (tests / "groups", scenes)):
        if not files:
            raise FileNotFoundError(f"{folder}: There are no groups in this folder.")
    shards = [shards[i] for i in np.unique(np.linspace(0, len(shards) - 1, min(groups, len(shards))).astype(int))]
    train, test, pixels = loops.load_targets(shards), test_targets(scenes), large_pixels(large)
    result: dict[str, Any] = {"training_groups": len(shards), "epochs": epochs, "backbones": {}}
    for name, weights in imagenet.items():
        place = run / "backbones" / name
        place.mkdir(parents=True, exist_ok=True)
        model = new_model(name, imagenet_file(name, weights), 1)
        extract = features.extractor(model, place, torch.device("cpu"), photos=10 * len(shards))
        seen = [
            vectors_of(extract, files, place / part)
            for part, files in (("train", shards), ("groups", scenes), ("large", large))
            if files
        ]
        found = train_and_judge(train, seen[0], seen[1:], config={"backbone": name}, weights=Weights(), epochs=epochs)
        rows = metrics.table(1 / (1 + np.exp(-found[0]["logit"])), found[0]["faults"], test)
        rows["large_2px"] = slight_blur_found(found[1]["logit"], pixels) if large else float("nan")
        rows |= timer(model)
        result["backbones"][name] = rows
        print(name, rows, flush=True)
    (tests / "backbones.json").write_text(json.dumps(result, indent=1), encoding="utf-8")
    text = markdown(result)
    (tests / "backbones.md").write_text(text + "\n", encoding="utf-8")
    return text


def markdown(result: Mapping[str, Any]) -> str:
    """The table."""
    lines = [
        "| | same fault | different faults | SRCC | named first | clean spread with styles | blur of 2 px found "
        "| time against B0 | file, MB |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, row in result["backbones"].items():
        cells = [f"{row[key]:.3f}" for key in ("same_fault", "different_faults", "srcc", "named_first")]
        cells += [f"{row['clean_spread']:.1f}", f"{row['large_2px']:.2f}", f"{row['ratio']:.2f}"]
        lines.append(f"| EfficientNet-{name.capitalize()} | {' | '.join(cells)} | {row['megabytes']:.1f} |")
    return "\n".join(lines)
