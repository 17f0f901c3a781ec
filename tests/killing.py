"""Transfers killed with SIGKILL at random points, for the suite (small) and the benchmark (5,000 files)."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.shoots import write_photo

REPOSITORY = Path(__file__).resolve().parents[1]


def write_files(folder: Path, count: int, rng: random.Random) -> dict[str, str]:
    """Write ``count`` files, photos and every fourth a sidecar; gives path below ``folder`` -> hash."""
    folder.mkdir(parents=True)
    pixels = write_photo(folder / "pixels.jpg", 0.5)
    head = pixels.read_bytes()
    pixels.unlink()
    written: dict[str, str] = {}
    number = 0
    while len(written) < count:
        place = folder / f"day{number % 3}"
        place.mkdir(exist_ok=True)
        # Most are small, some so large that a kill finds them half written.
        size = rng.randrange(1, 40_000) if rng.random() < 0.98 else rng.randrange(4_000_000, 9_000_000)
        for name, data in (
            (f"IMG_{number:05}.jpg", head + rng.randbytes(size)),
            (f"IMG_{number:05}.xmp", f"<sidecar of='{number}'/>".encode()),
        ):
            if len(written) < count and (name.endswith("jpg") or number % 3 == 0):
                (place / name).write_bytes(data)
                written[f"{place.name}/{name}"] = hashlib.blake2b(data).hexdigest()
        number += 1
    return written


def hashes_below(folder: Path) -> dict[str, str]:
    """Path below the folder -> hash, of every file that is no temporary one of ours."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if path.is_file() and not path.name.startswith(".keepers-"):
            found[str(path.relative_to(folder))] = hashlib.blake2b(path.read_bytes()).hexdigest()
    return found


def count_files(folder: Path) -> int:
    """How many whole files lie below a folder, quickly."""
    return sum(1 for _, _, names in os.walk(folder) for name in names if not name.startswith(".keepers-"))


@dataclass
class KilledTransfer:
    """One transfer that is killed again and again, and then left to finish.

    Attributes:
        mode: copy, move or link.
        expected: path below the source -> hash, before anything began.
        kills: at how many files at the destination each process died.
    """

    mode: str
    source: Path
    target: Path
    expected: dict[str, str]
    kills: list[int] = field(default_factory=list)

    def command(self) -> list[str]:
        return [
            *(sys.executable, str(REPOSITORY / "main.py"), "transfer", "keepers", str(self.source)),
            *("--to", str(self.target), f"--{self.mode}"),
        ]

    def run_until(self, reached: int, wait: Callable[[], None] = lambda: None) -> None:
        """Run and kill when so many files are at the destination; ``wait`` lets a little more time pass."""
        process = subprocess.Popen(self.command(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        while process.poll() is None and count_files(self.target) < reached:
            try:
                process.wait(0.001)
            except subprocess.TimeoutExpired:
                continue
        if process.poll() is not None:
            raise AssertionError(f"it ended before it could be killed: {process.communicate()}")
        wait()
        process.kill()
        process.communicate()
        self.kills.append(count_files(self.target))

    def finish(self) -> str:
        """Run to the end; gives what it said."""
        done = subprocess.run(self.command(), capture_output=True, check=False)
        assert done.returncode == 0, (done.stdout, done.stderr)
        return os.fsdecode(done.stdout + done.stderr)

    def check_nothing_lost(self) -> None:
        """After a kill every file is whole in at least one of the places, and nothing but these files is anywhere."""
        here, there = hashes_below(self.source), hashes_below(self.target)
        for name, digest in self.expected.items():
            if self.mode != "move":
                assert here.get(name) == digest, f"{name} is no longer as it was"
            assert digest in (here.get(name), there.get(name)), f"{name} is lost"
        for place in (here, there):
            strange = {name: digest for name, digest in place.items() if self.expected.get(name) != digest}
            assert not strange, f"half or foreign files: {list(strange)[:5]}"

    def check_finished(self) -> None:
        """Every file exactly once after a move, exactly twice after a copy, hashes equal, and nothing else."""
        assert hashes_below(self.target) == self.expected
        assert hashes_below(self.source) == ({} if self.mode == "move" else self.expected)
        left = [path for place in (self.source, self.target) for path in place.rglob(".keepers-*")]
        assert not left, f"temporary files are left: {left[:5]}"
