"""What a model costs: parameters, multiply-adds, time and memory, measured in a process of its own."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.utils.flop_counter import FlopCounterMode

from dpiqa_core.errors import ModelError
from dpiqa_core.models import build_model
from dpiqa_core.scorer import Scorer
from dpiqa_core.weights import Card

_SCRIPT = "import sys; from dpiqa_core.evaluation.cost import probe_main; sys.exit(probe_main(sys.argv[1:]))"


def count(card: Card) -> dict[str, int]:
    """Parameters, and multiply-adds of one photo in convolutions, linear layers and attention.

    Counted on shapes alone, which takes no memory. Half of the floating point operations are multiplications, half
    additions: multiply-adds are half of what torch counts.
    """
    with torch.device("meta"):
        network = build_model(replace(card, folder=None)).eval()
        shapes = card.preprocessing.input_shapes
        inputs = {name: torch.zeros(1, *shape, dtype=torch.uint8) for name, shape in shapes.items()}
        with torch.no_grad(), FlopCounterMode(display=False) as counter:
            network(inputs)
    parameters = sum(parameter.numel() for parameter in network.parameters())
    return {"parameters": parameters, "macs": counter.get_total_flops() // 2}


def peak_rss() -> int:
    """Most bytes of memory that this process has held."""
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process().memory_info().peak_wset)
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def probe(card: Card, device: str, *, batch: int, repeats: int, threads: int | None) -> dict[str, Any]:
    """Load and time a model in this process; seconds are medians."""
    begun = time.perf_counter()
    scorer = Scorer.from_card(card, device, threads=threads)
    loaded = time.perf_counter() - begun
    random = np.random.default_rng(0)
    shapes = scorer.preprocessing.input_shapes
    photos = [
        {name: random.integers(0, 256, shape, dtype=np.uint8) for name, shape in shapes.items()} for _ in range(batch)
    ]
    one = _median(scorer, photos[:1], repeats)
    many = one if batch == 1 else _median(scorer, photos, repeats)
    result: dict[str, Any] = {
        "device": scorer.device,
        "engine": f"{scorer.engine_name} {scorer.precision}",
        "load_s": loaded,
        "one_photo_s": one,
        "photos_per_s": batch / many,
        "batch": batch,
        "peak_rss_mb": round(peak_rss() / 1e6),
    }
    if scorer.device == "cuda":
        result["peak_gpu_mb"] = round(torch.cuda.max_memory_allocated() / 1e6)
    return result


def _median(scorer: Scorer, photos: Sequence[Any], repeats: int) -> float:
    times = []
    for turn in range(repeats + 1):
        begun = time.perf_counter()
        scorer.score_prepared(photos)
        if turn or repeats == 0:  # the first call chooses kernels and loads pages
            times.append(time.perf_counter() - begun)
    return statistics.median(times)


def cost_row(
    card: Card, device: str = "auto", *, batch: int = 4, repeats: int = 5, threads: int | None = None
) -> dict[str, Any]:
    """A model's line of the table.

    Raises:
        ModelError: the model cannot be used; says why.
    """
    folder = card.path_of("card.json").parent
    arguments = [str(folder), device, str(batch), str(repeats), str(threads or 0)]
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, *arguments],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise ModelError(folder, f"The model could not be measured: {reason}")
    measured: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return {"model": card.name, **count(card), **measured}


def probe_main(arguments: Sequence[str]) -> int:
    """Entry of the process that ``cost_row`` starts."""
    folder, device, batch, repeats, threads = arguments
    found = probe(Card.read(Path(folder)), device, batch=int(batch), repeats=int(repeats), threads=int(threads) or None)
    sys.stdout.write(json.dumps(found) + "\n")
    return 0
