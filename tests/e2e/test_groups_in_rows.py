"""Groups in the rows that commands write: shared like everything else with the window."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image

from tests.e2e.conftest import Run


def write_scene(path: Path, seed: int, brightness: float) -> None:
    """A view of its own for each seed; without a capture time, so that the numbers in the names count."""
    path.parent.mkdir(parents=True, exist_ok=True)
    coarse = np.random.default_rng(seed).integers(0, 256, (6, 6), np.uint8)
    pixels = np.asarray(Image.fromarray(coarse, "L").resize((240, 160), Image.Resampling.BICUBIC)) * brightness
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).convert("RGB").save(path, quality=92)


def shoot_of_two_bursts(root: Path) -> Path:
    """1 to 3 are one view, 4 and 5 another, 6 is alone."""
    for number, seed in enumerate((1, 1, 1, 2, 2, 3), start=1):
        write_scene(root / f"IMG_{number}.jpg", seed, 0.5 + 0.1 * number)
    return root


def test_score_and_export_tell_group_rank_and_size(tmp_path: Path, score: Run, keepers: Run, model_name: str) -> None:
    root = shoot_of_two_bursts(tmp_path / "shoot")
    rows = {Path(row["path"]).stem: row for row in score(root).rows}
    found = {
        name: (row["group"], row["group_kind"], row["group_rank"], row["group_size"]) for name, row in rows.items()
    }
    assert found == {
        "IMG_1": (1, "burst", 3, 3),
        "IMG_2": (1, "burst", 2, 3),
        "IMG_3": (1, "burst", 1, 3),
        "IMG_4": (2, "burst", 2, 2),
        "IMG_5": (2, "burst", 1, 2),
        "IMG_6": (None, None, None, None),
    }
    listed = tmp_path / "keepers.json"
    assert keepers("export", root, "--model", model_name, "--max-count", 3, "--to", listed).code == 0
    kept = {Path(row["path"]).stem: row["group_rank"] for row in json.loads(listed.read_text())}
    # Of the whole folder, whatever part of it the list takes.
    assert kept == {name: rows[name]["group_rank"] for name in kept}


def test_the_table_of_score_has_the_rank_in_the_group(
    tmp_path: Path, score: Run, keepers: Run, model_name: str
) -> None:
    root = shoot_of_two_bursts(tmp_path / "shoot")
    told = keepers("score", root, "--model", model_name).out.splitlines()
    start = next(number for number, line in enumerate(told) if line.split()[:2] == ["#", "score"])
    assert told[start].split()[:4] == ["#", "score", "pct", "rank"]
    ranks = {
        line.split("IMG_")[1][0]: [word for word in line.split() if "/" in word] for line in told if "IMG_" in line
    }
    assert ranks == {"1": ["3/3"], "2": ["2/3"], "3": ["1/3"], "4": ["2/2"], "5": ["1/2"], "6": []}
    alone = tmp_path / "alone"
    write_scene(alone / "IMG_1.jpg", 1, 0.8)
    assert "rank" not in keepers("score", alone, "--model", model_name).out
