"""Pictures of a training and of the target: how severity becomes quality, and what the model made of it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dpiqa_core.training import targets
from dpiqa_core.training.dataset import FAMILY_NAMES, find_sources, read_photo, split_of
from dpiqa_core.training.faults import FAMILIES, Fault, simulate

log = logging.getLogger(__name__)

SEVERITIES = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)
_PLOT_EDGE = 900


def _figure(rows: int, columns: int, size: tuple[float, float]) -> tuple[Any, Any]:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    return pyplot.subplots(rows, columns, figsize=size, squeeze=False, constrained_layout=True)


def losses_by_severity(data: Path, scenes: int) -> dict[str, NDArray[np.float64]]:
    """What each family costs alone, (scenes, severities), on some training scenes; the source of ``targets``' table."""
    sources = split_of(find_sources(data))["train"]
    photos = [read_photo(path) for path in sources[:: max(1, len(sources) // scenes)][:scenes]]
    found = {name: np.zeros((len(photos), len(SEVERITIES))) for name in FAMILY_NAMES}
    for row, photo in enumerate(photos):
        clean = photo
        longest = max(photo.shape[:2])
        if longest > _PLOT_EDGE:
            size = (photo.shape[1] * _PLOT_EDGE // longest, photo.shape[0] * _PLOT_EDGE // longest)
            clean = np.asarray(Image.fromarray(photo).resize(size, Image.Resampling.LANCZOS), np.uint8)
        for name, family in FAMILIES.items():
            for column, severity in enumerate(SEVERITIES[1:], 1):
                faulty = simulate(clean, [Fault(name, severity, 7 + row)])
                if family.tonal:
                    loss = targets.tone_family_loss(name, clean, faulty.image)
                else:
                    region = faulty.regions.get(name)
                    loss = targets.structure_family_loss(name, faulty.tonal, faulty.image, region)
                found[name][row, column] = loss
    return found


def plot_targets(data: Path, out: Path, scenes: int = 8) -> None:
    """Draw quality over severity for every family, and print the table of means."""
    found = losses_by_severity(data, scenes)
    out.mkdir(parents=True, exist_ok=True)
    figure, axes = _figure(4, 4, (13, 11))
    for axis, (name, losses) in zip(axes.ravel(), found.items(), strict=True):
        axis.plot(SEVERITIES, 1 - losses.T, color="0.75", linewidth=0.8)
        axis.plot(SEVERITIES, 1 - losses.mean(0), color="C0", linewidth=2)
        axis.set(title=name.replace("_", " "), xlim=(0, 1), ylim=(0, 1), xlabel="severity", ylabel="quality")
        print(f'"{name}": {tuple(round(float(v), 3) for v in losses.mean(0))},')
    figure.savefig(out / "target.png", dpi=80)


def write_plots(out: Path, found: Mapping[str, NDArray[Any]], groups: Mapping[str, NDArray[Any]]) -> bool:
    """Draw score against target and the scores of clean and faulty validation photos; False without matplotlib."""
    try:
        figure, axes = _figure(1, 2, (11, 4.5))
    except ImportError:
        log.info("matplotlib is not installed; no plots were drawn")
        return False
    out.mkdir(parents=True, exist_ok=True)
    score, quality = found["score"].ravel() * 100, groups["quality"].ravel() * 100
    axes[0, 0].scatter(quality, score, s=6, alpha=0.5)
    axes[0, 0].set(xlabel="target", ylabel="score", title="validation scenes", xlim=(0, 102), ylim=(0, 102))
    bins = np.linspace(0, 100, 26)
    axes[0, 1].hist([score[quality > 99.9], score[quality <= 99.9]], bins, label=["clean", "faulty"], density=True)
    axes[0, 1].set(xlabel="score", title="clean and faulty")
    axes[0, 1].legend()
    figure.savefig(out / "validation.png", dpi=90)
    return True
