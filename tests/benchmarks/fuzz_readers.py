"""Feeds tens of thousands of damaged photos to the readers: no crash, no hang, no file changed.

Run from the repository: ``python -m tests.benchmarks.fuzz_readers [--inputs N] [--data FOLDER] [--processes N]``. The
inputs are small files of every format made by the program's tests and, where they are there, real camera files, each
with damage that follows from its number; ``--only NUMBER`` repeats one. Every input goes through the capture facts and
a scaled decode. A reader may answer or raise a ``PhotoError``; anything else, a dead process, more than the limit of
time in one input or a changed file is a finding. Exit code 1 where there are findings.
"""

from __future__ import annotations

import argparse
import faulthandler
import multiprocessing
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from app.errors import PhotoError
from app.photos.decode import decode
from app.photos.facts import read_facts
from app.photos.formats import kind_of
from tests.photos.mutations import real_files, small_files, spoiled

_DEFAULT_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
_SMALL_EDGE = 100
_LARGEST_REAL = 800_000
_HANG_SECONDS = 2.0
"""Of processor time: on a machine that does other things as well, the clock on the wall says nothing."""


@dataclass(frozen=True)
class Seed:
    """A good file to spoil."""

    suffix: str
    content: bytes


def seeds(data: Path) -> list[Seed]:
    """Good files; formats take turns so that every one gets its share."""
    by_suffix = {suffix: list(contents) for suffix, contents in small_files().items()}
    if data.is_dir():
        for suffix, contents in real_files(data, _LARGEST_REAL).items():
            by_suffix.setdefault(suffix, []).extend(contents)
    return [Seed(suffix, content) for suffix, contents in sorted(by_suffix.items()) for content in contents]


def input_of(all_seeds: list[Seed], number: int) -> tuple[Seed, bytes]:
    """The seed and the damaged content of an input."""
    suffixes = sorted({seed.suffix for seed in all_seeds})
    # JPEG is what nearly every photo is: every second input.
    suffix = ".jpg" if number % 2 else suffixes[number // 2 % len(suffixes)]
    of_format = [seed for seed in all_seeds if seed.suffix == suffix]
    seed = of_format[number // 2 // len(suffixes) % len(of_format)]
    return seed, spoiled(seed.content, number)


def try_input(path: Path, content: bytes) -> tuple[str, float]:
    """Read one input; what came of it, and the processor seconds of this thread."""
    kind = kind_of(path)
    assert kind is not None
    path.write_bytes(content)
    before = path.stat().st_mtime_ns
    start = time.process_time()
    outcome = "read"
    for reading in (read_facts, _small_decode, _decode_for_showing):
        try:
            reading(path, kind)
        except PhotoError:
            outcome = "refused"
        except Exception:
            return f"CRASH {traceback.format_exc(limit=-4)}", time.process_time() - start
    seconds = time.process_time() - start
    if path.read_bytes() != content or path.stat().st_mtime_ns != before:
        return "CHANGED", seconds
    return ("HANG" if seconds > _HANG_SECONDS else outcome), seconds


def _small_decode(path: Path, kind: object) -> object:
    return decode(path, kind, min_edge=_SMALL_EDGE)  # type: ignore[arg-type]


def _decode_for_showing(path: Path, kind: object) -> object:
    return decode(path, kind, min_edge=_SMALL_EDGE // 2, quick=True)  # type: ignore[arg-type]


def work(all_seeds: list[Seed], numbers: range, results: Connection) -> None:
    """A process: tells the number before it tries it, so that whoever finds it dead knows the culprit."""
    faulthandler.enable()
    with tempfile.TemporaryDirectory() as folder:
        for number in numbers:
            seed, content = input_of(all_seeds, number)
            results.send((number, seed.suffix, None, 0.0))
            outcome, seconds = try_input(Path(folder) / f"photo{seed.suffix}", content)
            results.send((number, seed.suffix, outcome, seconds))
    results.close()


def outcomes(all_seeds: list[Seed], numbers: range, patience: float) -> Iterator[tuple[int, str, str, float]]:
    """Number, suffix, outcome and seconds of all inputs; a process that dies or hangs is replaced after its input."""
    context = multiprocessing.get_context("spawn")
    left = numbers
    while left:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=work, args=(all_seeds, left, theirs), daemon=True)
        process.start()
        theirs.close()
        current = (left[0], "?")
        died = "CRASH the process could not be started"
        while True:
            if not ours.poll(patience):
                died = f"HANG no answer in {patience:.0f} s"
                break
            try:
                number, suffix, outcome, seconds = ours.recv()
            except EOFError:
                process.join()
                died = f"CRASH the process died, exit code {process.exitcode}"
                break
            current = (number, suffix)
            if outcome is not None:
                yield number, suffix, outcome, seconds
                left = range(number + left.step, left.stop, left.step)
                if not left:
                    process.join()
                    return
        process.kill()
        yield *current, died, patience
        left = range(current[0] + left.step, left.stop, left.step)


def main() -> int:
    """Run the inputs and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--data", type=Path, default=_DEFAULT_DATA)
    parser.add_argument(
        "--patience", type=float, default=60.0, help="seconds on the clock before an input counts as hung"
    )
    parser.add_argument("--only", type=int, help="repeat one input in this process")
    options = parser.parse_args()
    all_seeds = seeds(options.data)
    if options.only is not None:
        seed, content = input_of(all_seeds, options.only)
        with tempfile.TemporaryDirectory() as folder:
            print(try_input(Path(folder) / f"photo{seed.suffix}", content))
        return 0
    counts: Counter[tuple[str, str]] = Counter()
    findings: list[str] = []
    slowest = 0.0
    lock = threading.Lock()

    def run(first: int) -> None:
        nonlocal slowest
        for number, suffix, outcome, seconds in outcomes(
            all_seeds, range(first, options.inputs, options.processes), options.patience
        ):
            with lock:
                counts[suffix, outcome.split()[0]] += 1
                slowest = max(slowest, seconds)
                if outcome not in ("read", "refused"):
                    findings.append(f"input {number} ({suffix}): {outcome}")
                    print(findings[-1], file=sys.stderr, flush=True)

    start = time.perf_counter()
    threads = [threading.Thread(target=run, args=(first,)) for first in range(options.processes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("| format | inputs | read | refused | findings |\n|---|---|---|---|---|")
    for suffix in sorted({suffix for suffix, _ in counts}):
        of_format = {outcome: n for (s, outcome), n in counts.items() if s == suffix}
        total, read, refused = sum(of_format.values()), of_format.get("read", 0), of_format.get("refused", 0)
        print(f"| {suffix} | {total} | {read} | {refused} | {total - read - refused} |")
    print(
        f"\n{sum(counts.values())} inputs from {len(all_seeds)} files in {time.perf_counter() - start:.0f} s; "
        f"slowest input {slowest:.2f} s of processor time; {len(findings)} findings."
    )
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
