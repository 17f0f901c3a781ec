"""Scoring in a process of its own against threads of the program, in turns. Prints Markdown; medians.

Run: ``python tests/benchmarks/bench_apart.py --source DIR [--photos 400] [--rounds 3]``
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.bootstrap import Services
from tests.benchmarks.bench_decisions import write_real


def run(shoot: Path, *, apart: bool) -> tuple[float, float]:
    """Seconds that scoring takes, and the processor seconds of this process, with an empty catalogue and cache."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["KEEPERS_CACHE_DIR"] = home
        with Services(Path(home) / "catalog.sqlite3", apart=apart) as services:
            ids: list[int] = []
            services.intake().run([shoot], on_batch=ids.extend)
            model = services.model_key()
            photos = services.lane.call(lambda catalog: catalog.to_score(ids, model))
            started, own = time.perf_counter(), time.process_time()
            report = services.scoring_job(photos, on_event=lambda _: None).run()
            assert report.scored == len(ids), report
            return time.perf_counter() - started, time.process_time() - own


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, required=True, help="folder of JPEGs; made smaller to 2 megapixels")
    parser.add_argument("--photos", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    found: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
    with tempfile.TemporaryDirectory() as place:
        write_real(Path(place), chosen.photos, chosen.source)
        for _ in range(chosen.rounds):
            for apart, rows in found.items():
                rows.append(run(Path(place), apart=apart))
    print("| where | seconds | processor seconds of the program itself |\n|---|---|---|")
    for apart, rows in found.items():
        seconds, own = (statistics.median(values) for values in zip(*rows, strict=True))
        print(f"| {'in a process of its own' if apart else 'in threads'} | {seconds:.1f} | {own:.1f} |")
    ratios = [apart[0] / threads[0] for threads, apart in zip(found[False], found[True], strict=True)]
    print(f"\nclock, apart against threads: {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
