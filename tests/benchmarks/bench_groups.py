"""How long grouping takes: realistic bursts, and the worst case in which every photo is near and like every other.

    python tests/benchmarks/bench_groups.py [--photos 20000 100000] [--repeats 3]

Hashes and content features are made up, 112 numbers a photo as the bundled student gives them; what is measured is
the grouping from what is stored, not the reading of it. Ratios hold better than seconds: the last column is the time
of one pass of NumPy over the same features, for comparison between machines.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from numpy.typing import NDArray

from app.catalog.records import PhotoColumns
from app.catalog.traits import PhotoTraits
from app.culling.groups import GroupSettings, group_photos
from app.culling.names import NameKeys

FEATURES = 112


def made_up(n: int, scene_of: NDArray[np.intp], times: NDArray[np.float64], *, features: bool, seed: int):
    """Photos whose content is that of their scene with a little noise."""
    rng = np.random.default_rng(seed)
    scenes = int(scene_of.max()) + 1
    hashes = rng.integers(0, 2**63, scenes, np.uint64)[scene_of]
    for _ in range(3):  # at most three bits differ from the scene, six from each other
        hashes = hashes ^ (np.uint64(1) << rng.integers(0, 64, n).astype(np.uint64))
    vectors = np.zeros((n, 0), np.float32)
    if features:
        base = rng.normal(size=(scenes, FEATURES)).astype(np.float32)
        vectors = base[scene_of] + 0.1 * rng.normal(size=(n, FEATURES)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    columns = PhotoColumns(
        ids=np.arange(1, n + 1),
        paths=[f"/shoot/IMG_{number:06d}.JPG" for number in range(n)],
        captured=times,
        scores=rng.uniform(0, 100, n),
        stars=np.zeros(n, np.int8),
        flags=np.zeros(n, np.int8),
        labels=np.zeros(n, np.int8),
        errors=np.zeros(n, np.bool_),
        kinds=["jpeg"] * n,
        widths=np.full(n, 6000, np.int32),
        heights=np.full(n, 4000, np.int32),
        fault_names=(),
        faults=np.empty((n, 0), np.float32),
        sharpness=rng.uniform(0, 500, n),
    )
    unknown = np.full(n, np.nan)
    exposure = 10 + 0.05 * rng.normal(size=n)
    traits = PhotoTraits(
        columns.ids, hashes, np.ones(n, np.bool_), vectors, times, exposure, unknown, unknown, np.zeros(n, np.int64)
    )
    return columns, traits


def realistic(n: int, features: bool):
    """Bursts of 1 to 20 at ten a second, half a minute apart."""
    rng = np.random.default_rng(1)
    lengths = rng.integers(1, 21, n)
    scene_of = np.repeat(np.arange(n), lengths)[:n].astype(np.intp)
    inside = np.arange(n) - np.searchsorted(scene_of, scene_of)
    return made_up(n, scene_of, 1.7e9 + scene_of * 30.0 + inside * 0.1, features=features, seed=2)


def all_alike(n: int, features: bool):
    """One view, ten photos a second without an end."""
    return made_up(n, np.zeros(n, np.intp), 1.7e9 + np.arange(n) * 0.1, features=features, seed=3)


def all_near_none_alike(n: int, features: bool):
    """Ten photos a second, each of something else."""
    return made_up(n, np.arange(n), 1.7e9 + np.arange(n) * 0.1, features=features, seed=4)


def median_of(what: Callable[[], object], repeats: int) -> float:
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        what()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=int, nargs="+", default=[20_000, 100_000])
    parser.add_argument("--repeats", type=int, default=3)
    args = parser.parse_args()
    print(f"{'case':<24}{'photos':>9}{'content':>14}{'groups':>9}{'median s':>10}{'peak MB':>9}{'pass ms':>9}")
    for n in args.photos:
        for case in (realistic, all_alike, all_near_none_alike):
            for features in (False, True):
                columns, traits = case(n, features)
                names = NameKeys(columns.paths)
                _ = names.order
                group = partial(group_photos, columns, traits, GroupSettings(), names)
                seconds = median_of(group, args.repeats)
                tracemalloc.start()
                group()
                peak = tracemalloc.get_traced_memory()[1] / 1e6
                tracemalloc.stop()
                one_pass = median_of(traits.features.sum, 5) * 1e3
                groups = group()
                content = "hash+features" if features else "hash"
                print(
                    f"{case.__name__:<24}{n:>9,}{content:>14}{len(groups):>9,}{seconds:>10.2f}{peak:>9.0f}{one_pass:>9.1f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
