"""Samples on disk: made by worker processes ahead of the training, read as memory-mapped arrays.

One shard is one group. A shard that is there is not made again, so an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from dpiqa_core.training.dataset import GROUP_SIZE, PREPROCESSING, PlanName, make_clean_group, make_group


@dataclass(frozen=True, slots=True)
class Job:
    """One group to make: its source, its seed and where it goes; the choices are those of ``dataset.make_group``.

    With ``clean_of`` it is a group of clean photos of these sources instead.
    """

    source: Path
    seed: int
    target: Path
    augment: bool = True
    large: bool | None = None
    clean_of: tuple[Path, ...] = ()
    plan: PlanName = "usual"
    wander: bool = False


MANY_PIXELS = 1200
"""Longer side from which a photograph is worth more than one part a round."""

CLEAN_EVERY = 5
"""One group of clean photos for so many scenes with faults."""

LOST_EVERY = 8
"""One photograph in so many, others each round, gives a group of photos of which nothing is left."""


def longest_side(source: Path) -> int:
    """Of a photograph, without decoding it."""
    with Image.open(source) as image:
        return max(image.size)


def plan_jobs(
    sources: Sequence[Path], folder: Path, rounds: range, *, augment: bool = True, extra: bool = False
) -> list[Job]:
    """List the groups of some rounds over the sources.

    Photos with ``MANY_PIXELS`` come three times a round, from the second round on once of these as from a large sensor.

    Args:
        sources: clean photographs.
        folder: of the shards.
        rounds: passes over the sources.
        augment: also take small parts and sizes, and add groups of clean photos.
        extra: also make groups about sharpness at 100 %, about what is hard to value and of lost photos, and let the
            crops wander.
    """
    jobs: list[Job] = []
    many = {source for source in sources if longest_side(source) >= MANY_PIXELS}
    for turn in rounds:
        for index, source in enumerate(sources):
            large = source in many
            for part in range(3 if large and augment else 1):
                seed = turn * 100_000 + index * 10 + part
                sensor = True if large and augment and part == 0 and turn % 1000 else None
                jobs.append(Job(source, seed, folder / f"{seed:07d}.npz", augment, sensor, wander=extra))
            # Of the small photos, too: what blur takes from one of them differs from what it takes from the next.
            plans: list[tuple[int, PlanName]] = [(8, "fine")] if extra and (large or index % 3 == turn % 3) else []
            if extra and index % 2 == turn % 2:
                plans.append((9, "mixed"))
            if extra and index % LOST_EVERY == turn % LOST_EVERY:
                plans.append((7, "lost"))
            for part, plan in plans:
                seed = turn * 100_000 + index * 10 + part
                jobs.append(Job(source, seed, folder / f"{plan}{seed:07d}.npz", augment, plan=plan, wander=extra))
    order = np.random.default_rng(5).permutation(len(jobs))
    shuffled = sorted((jobs[i] for i in order), key=lambda job: job.seed // 100_000)
    return [*_with_clean(shuffled, sources, folder, rounds)] if augment else shuffled


def _with_clean(jobs: Sequence[Job], sources: Sequence[Path], folder: Path, rounds: range) -> Iterator[Job]:
    random = np.random.default_rng((rounds.start, 31))
    for place, job in enumerate(jobs):
        yield job
        if place % CLEAN_EVERY == CLEAN_EVERY - 1:
            chosen = tuple(sources[i] for i in random.choice(len(sources), GROUP_SIZE, len(sources) < GROUP_SIZE))
            seed = rounds.start * 100_000 + place
            yield Job(chosen[0], seed, folder / f"clean{seed:09d}.npz", clean_of=chosen, wander=job.wander)


def make_shard(job: Job) -> bool:
    """Make one group and write it; False where it was there already."""
    if job.target.exists():
        return False
    if job.clean_of:
        samples = make_clean_group(job.clean_of, job.seed, preprocessing=PREPROCESSING, wander=job.wander)
    else:
        samples = make_group(
            job.source,
            job.seed,
            preprocessing=PREPROCESSING,
            augment=job.augment,
            large=job.large,
            plan=job.plan,
            wander=job.wander,
        )
    arrays = {name: np.stack([s.inputs[name] for s in samples]) for name in PREPROCESSING.input_shapes}
    part = job.target.with_suffix(".part")
    with part.open("wb") as stream:
        np.savez(
            stream,
            **arrays,  # type: ignore[arg-type]
            quality=np.asarray([s.quality for s in samples], np.float32),
            faults=np.stack([s.faults for s in samples]),
            map=np.stack([s.quality_map for s in samples]),
            families=np.stack([s.families for s in samples]),
            style=np.asarray([s.style for s in samples], np.int16),
            source=np.asarray(job.source.name),
        )
    part.replace(job.target)
    return True


def _begin_worker() -> None:
    import torch

    torch.set_num_threads(1)
    if hasattr(os, "nice"):
        os.nice(10)


def make_shards(jobs: Sequence[Job], *, workers: int, deadline: float | None = None) -> int:
    """Make groups until done, or until ``time.monotonic()`` passes ``deadline``; how many are new.

    Args:
        jobs: in the order of making.
        workers: processes; with 1 this process does the work.
        deadline: None for no end.
    """
    made = 0
    for folder in {job.target.parent for job in jobs}:
        folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        results: Iterable[bool] = map(make_shard, jobs)
        if workers > 1:
            pool = stack.enter_context(multiprocessing.get_context("spawn").Pool(workers, _begin_worker))
            results = pool.imap_unordered(make_shard, jobs)
        for new in results:
            made += int(new)
            if deadline is not None and time.monotonic() > deadline:
                break
    return made
