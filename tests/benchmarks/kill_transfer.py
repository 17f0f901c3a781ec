"""Copy and move thousands of files, killed with SIGKILL at random points, and check what is where.

nice -n 10 python tests/benchmarks/kill_transfer.py --files 5000 --kills 20
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.killing import KilledTransfer, write_files


def kill_one(mode: str, source: Path, target: Path, files: int, kills: int, rng: random.Random) -> None:
    """One transfer with all its kills."""
    begun = time.perf_counter()
    run = KilledTransfer(mode, source, target, write_files(source, files, rng))
    step = files // (kills + 1)
    checked: list[float] = []
    for number in range(kills):
        # Somewhere in its share of the way, and a few milliseconds later: also between two files.
        least = max(number * step, run.kills[-1] if run.kills else 0) + 1
        run.run_until(least + rng.randrange(step), lambda: time.sleep(rng.random() * 0.01))
        started = time.perf_counter()
        run.check_nothing_lost()
        checked.append(time.perf_counter() - started)
    started = time.perf_counter()
    run.finish()
    finish = time.perf_counter() - started
    run.check_finished()
    where = "other disk" if source.stat().st_dev != target.stat().st_dev else "same disk"
    times = "once" if mode == "move" else "twice"
    print(f"{mode:5} {where:10} {len(run.expected):6,} files: every file {times}, hashes equal")
    print(f"      killed {len(run.kills)} times, when so many files were there: {', '.join(map(str, run.kills))}")
    print(
        f"      last run {finish:.1f} s, all {time.perf_counter() - begun:.0f} s, "
        f"of these a check after each kill {statistics.median(checked):.1f} s",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--other-disk", type=Path, default=Path("/dev/shm"))
    options = parser.parse_args()
    for mode, across in (("copy", False), ("copy", True), ("move", False), ("move", True)):
        with tempfile.TemporaryDirectory() as here, tempfile.TemporaryDirectory(dir=options.other_disk) as there:
            for name in ("DATA", "CACHE", "CONFIG"):
                os.environ[f"KEEPERS_{name}_DIR"] = str(Path(here) / name.lower())
            target = Path(there if across else here) / "keepers"
            kill_one(mode, Path(here) / "shoot", target, options.files, options.kills, random.Random(options.seed))
            shutil.rmtree(target)


if __name__ == "__main__":
    main()
