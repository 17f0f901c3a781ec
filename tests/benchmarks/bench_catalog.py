"""How fast the catalogue is with a large archive: ``python tests/benchmarks/bench_catalog.py [--photos 100000]``.

Prints a Markdown table of medians. No photo is opened: the rows are made up, the database is real and on the disk.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app.catalog.catalog import Catalog  # noqa: E402
from app.catalog.records import Decision, Flag, IntakeItem, ModelKey, ScoreResult  # noqa: E402
from app.catalog.thumbnails import ThumbnailCache  # noqa: E402
from app.photos.model import CaptureFacts, Measures, PhotoFile, PhotoKind  # noqa: E402

MODEL = ModelKey("bench", "0" * 64, "1")
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
BATCH = 256
PER_FOLDER = 500


def made_up(root: Path, count: int) -> list[IntakeItem]:
    """Photos of a shoot that never was, 500 to a folder."""
    start = datetime(2026, 1, 1, 8)
    return [
        IntakeItem(
            PhotoFile(
                root / f"day {i // PER_FOLDER:04}" / f"IMG_{i:06}.CR3", 30_000_000 + i, 10**18 + i, PhotoKind.RAW
            ),
            f"{i:032x}",
            CaptureFacts(
                start + timedelta(seconds=i * 0.3), 60, "Canon EOS R6", "RF 50mm F1.8", 50.0, 1.8, 1 / 250, 400
            ),
        )
        for i in range(count)
    ]


def seconds(fn: Callable[[], object]) -> float:
    start = time.perf_counter()
    fn()
    return time.perf_counter() - start


def median(fn: Callable[[], object], repeats: int) -> float:
    return statistics.median(seconds(fn) for _ in range(repeats))


def fill(catalog: Catalog, items: list[IntakeItem]) -> list[float]:
    """Take in everything and judge it; the seconds of each intake batch."""
    random = np.random.default_rng(1)
    measures = Measures(6000, 4000, 12345, 0.5, 0.01, 0.02)
    quality_map = np.zeros((12, 16), np.uint8)
    taken: list[float] = []
    for start in range(0, len(items), BATCH):
        part = items[start : start + BATCH]
        before = time.perf_counter()
        ids = catalog.take_in(part)
        taken.append(time.perf_counter() - before)
        severities = random.random((len(part), len(FAULTS)))
        results = [
            ScoreResult(
                i,
                item.fingerprint,
                float(100 * random.random()),
                dict(zip(FAULTS, row.tolist(), strict=True)),
                quality_map,
                measures,
            )
            for i, item, row in zip(ids, part, severities, strict=True)
        ]
        catalog.store_scores(MODEL, results)
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--decisions", type=int, default=300)
    parser.add_argument("--where", help="catalogue file or SQLAlchemy URL, empty; default: a temporary file")
    chosen = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "archive"
        items = made_up(root, chosen.photos)
        where = chosen.where or str(Path(folder) / "catalog.sqlite3")
        print(f"| {chosen.photos:,} photos, {len(FAULTS)} faults each | median | |\n|---|---|---|")
        with Catalog.open(where) as catalog:
            taken = fill(catalog, items)
            rate = len(items) / sum(taken)
            print(f"| take_in, batch of {BATCH} | {1000 * statistics.median(taken):.1f} ms | {rate:,.0f} photos/s |")
            again = seconds(lambda: [catalog.take_in(items[s : s + BATCH]) for s in range(0, len(items), BATCH)])
            print(f"| take_in again, all unchanged | {again:.2f} s | {len(items) / again:,.0f} photos/s |")
        opened = median(lambda: Catalog.open(where).close(), chosen.repeats)
        print(f"| open at the newest revision | {1000 * opened:.1f} ms | |")
        with Catalog.open(where) as catalog:
            first = seconds(lambda: catalog.folder_columns([root], model=MODEL))
            columns = median(lambda: catalog.folder_columns([root], model=MODEL), chosen.repeats)
            print(f"| folder_columns | {columns:.3f} s | first call {first:.3f} s |")
            known = median(lambda: catalog.known_files(root), chosen.repeats)
            print(f"| known_files | {known:.3f} s | |")
            nothing = median(lambda: catalog.to_score_in([root], MODEL), chosen.repeats)
            print(f"| to_score_in, nothing to do | {nothing:.3f} s | |")
            ids = catalog.folder_columns([root]).ids.tolist()
            some = median(lambda: catalog.columns_for(ids[:BATCH], MODEL), chosen.repeats)
            print(f"| columns_for {BATCH} photos | {1000 * some:.1f} ms | |")
            writes = [
                seconds(lambda i=i: catalog.set_decisions({i: Decision(Flag.PICK, 3)}))
                for i in ids[:: max(1, len(ids) // chosen.decisions)]
            ]
            p95 = statistics.quantiles(writes, n=20)[-1]
            print(
                f"| one decision, on the disk | {1000 * statistics.median(writes):.2f} ms | p95 {1000 * p95:.2f} ms |"
            )
            group = median(lambda: catalog.set_decisions(dict.fromkeys(ids[:10_000], Decision(Flag.REJECT))), 3)
            print(f"| 10,000 decisions in one step | {group:.3f} s | |")
        with ThumbnailCache(Path(folder) / "thumbnails.sqlite3") as cache:
            jpeg = bytes(40_000)
            put = seconds(lambda: [cache.put_many({f"{n}-{i}": jpeg for i in range(32)}) for n in range(64)])
            gets = [seconds(lambda n=n: cache.get(f"{n % 64}-{n % 32}")) for n in range(2048)]
            p95 = statistics.quantiles(gets, n=20)[-1]
            print(f"| thumbnail get (40 kB) | {1000 * statistics.median(gets):.3f} ms | p95 {1000 * p95:.3f} ms |")
            print(f"| thumbnail put, in batches of 32 | {1000 * put / 2048:.2f} ms | |")


if __name__ == "__main__":
    main()
