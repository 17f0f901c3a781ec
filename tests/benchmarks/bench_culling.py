"""How fast sorting, filtering and counting are in a large folder: ``python tests/benchmarks/bench_culling.py``.

Prints a Markdown table of medians. The photos are made up; names are searched and sorted with and without kept keys.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app.catalog.records import Decision, Flag, Label, PhotoColumns  # noqa: E402
from app.culling.decisions import Decider  # noqa: E402
from app.culling.filters import FilterSpec, StarsRule, apply_filter, facet_counts  # noqa: E402
from app.culling.folders import rate_folders  # noqa: E402
from app.culling.keepers import KeeperQuery, count, select  # noqa: E402
from app.culling.names import NameKeys  # noqa: E402
from app.culling.proposals import reject_below  # noqa: E402
from app.culling.ranking import percentiles  # noqa: E402
from app.culling.sorting import SortKey, sort_order  # noqa: E402
from app.photos.model import PhotoKind  # noqa: E402

FAULTS = (
    "motion blur",
    "out of focus",
    "noisy",
    "too dark",
    "blown highlights",
    "hazy",
    "colour cast",
    "compressed",
    "oversharpened",
)
PER_FOLDER = 500


def made_up(count: int) -> PhotoColumns:
    """Photos of a shoot that never was, 500 to a folder, in no order, a tenth of them not scored."""
    random = np.random.default_rng(1)
    unknown = random.random(count) < 0.1
    prefixes = ("IMG_", "DSC", "écran ", "写真")
    return PhotoColumns(
        ids=np.arange(1, count + 1, dtype=np.int64),
        paths=[
            f"/archive/day {i // PER_FOLDER:04}/{prefixes[i % 4]}{number}.CR3"
            for i, number in enumerate(random.permutation(count).tolist())
        ],
        captured=np.where(random.random(count) < 0.02, np.nan, random.integers(0, 10**6, count).astype(np.float64)),
        scores=np.where(unknown, np.nan, random.random(count) * 100),
        stars=random.integers(0, 6, count).astype(np.int8),
        flags=random.integers(-1, 2, count).astype(np.int8),
        labels=random.integers(0, 6, count).astype(np.int8),
        errors=unknown & (random.random(count) < 0.1),
        kinds=[str(kind) for kind in random.choice(list(PhotoKind), count)],
        widths=np.full(count, 6000, dtype=np.int32),
        heights=np.full(count, 4000, dtype=np.int32),
        fault_names=FAULTS,
        faults=np.where(unknown[:, None], np.nan, random.random((count, len(FAULTS)))).astype(np.float32),
    )


def median(fn: Callable[[], object], repeats: int) -> float:
    """Median seconds of one call."""
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        fn()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


class Memory:
    """Decisions in memory: what deciding itself costs, without the disk (see bench_catalog.py for that)."""

    def __init__(self, ids: list[int]) -> None:
        self.now = dict.fromkeys(ids, Decision())

    def decisions(self, ids: object, /) -> dict[int, Decision]:
        return dict(self.now)

    def set_decisions(self, changes: dict[int, Decision], /) -> dict[int, Decision]:
        before = {i: self.now[i] for i in changes}
        self.now.update(changes)
        return before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=9)
    chosen = parser.parse_args()
    columns = made_up(chosen.photos)
    keys = NameKeys(columns.paths)
    first_keys = median(lambda: NameKeys(columns.paths).order, 3)
    keys.order, keys.folded  # noqa: B018 - worked out here and not in the first figure
    everything = FilterSpec(
        flags=frozenset({Flag.PICK, Flag.NONE}),
        stars=1,
        stars_rule=StarsRule.AT_LEAST,
        labels=frozenset(Label) - {Label.RED},
        kinds=frozenset({PhotoKind.RAW, PhotoKind.JPEG}),
        min_score=20,
        max_score=90,
        faults=frozenset({"blurred", "noisy"}),
    )
    with_text = replace(everything, text="写真1")

    print(f"| {chosen.photos:,} photos, {len(FAULTS)} faults each | median |\n|---|---|")

    def row(name: str, fn: Callable[[], object]) -> None:
        print(f"| {name} | {1000 * median(fn, chosen.repeats):.1f} ms |")

    print(f"| natural order of the names, once per folder | {1000 * first_keys:.1f} ms |")
    for key in SortKey:
        row(f"sort by {key}, descending, kept names", lambda key=key: sort_order(columns, key, True, keys))
    row("filter, seven at once", lambda: apply_filter(columns, everything, keys))
    row("filter, the same and a text, kept names", lambda: apply_filter(columns, with_text, keys))
    row("filter, the same and a text, names anew", lambda: apply_filter(columns, with_text))
    row("live counts, no filter", lambda: facet_counts(columns, FilterSpec(), keys))
    row("live counts, seven filters", lambda: facet_counts(columns, everything, keys))
    row("live counts, the same and a text, kept names", lambda: facet_counts(columns, with_text, keys))
    row("live counts, the same and a text, names anew", lambda: facet_counts(columns, with_text))
    row("percentiles", lambda: percentiles(columns.scores))
    row("proposal", lambda: reject_below(columns, 35))
    row("keepers, kept names", lambda: select(columns, KeeperQuery(min_score=35), keys))
    row("keepers, count only", lambda: count(columns, KeeperQuery(min_score=35)))
    row(f"rate {chosen.photos // PER_FOLDER} folders", lambda: rate_folders(columns, Path("/archive")))

    store, decider, ids = Memory(columns.ids.tolist()), Decider(), columns.ids.tolist()

    def there_and_back() -> None:
        decider.set_flag(store, ids, Flag.REJECT)
        decider.undo(store)

    row("reject all and undo, in memory", there_and_back)


if __name__ == "__main__":
    main()
