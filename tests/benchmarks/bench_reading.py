"""How fast reading is: scaled against full decodes, previews against developed sensor data, scan and facts.

Run from the repository: ``python -m tests.benchmarks.bench_reading [--data FOLDER] [--repeat N]``. Prints a Markdown
table of medians; the ratios hold better than the times.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from app.photos import raw
from app.photos.decode import decode
from app.photos.facts import read_facts
from app.photos.fingerprint import fingerprint
from app.photos.model import PhotoFile
from app.photos.scan import scan

_DEFAULT_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
_EDGE = 512


def median_seconds(work: Callable[[], object], repeat: int) -> float:
    """Median of ``repeat`` runs, after one that warms the caches."""
    work()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def scaled_and_full(path: Path, repeat: int) -> tuple[float, float]:
    """Seconds of a decode to 512 pixels and of a full one."""
    return (
        median_seconds(lambda: decode(path, min_edge=_EDGE), repeat),
        median_seconds(lambda: decode(path), repeat),
    )


def preview_and_demosaic(path: Path, repeat: int) -> tuple[float, float]:
    """Seconds to 512 pixels by the embedded preview and by developing the sensor's data at half size."""
    by_preview = median_seconds(lambda: decode(path, min_edge=_EDGE), repeat)
    with (
        mock.patch.object(raw, "find_previews", return_value=([], None)),
        mock.patch.object(raw, "_with_hidden_preview", return_value=[]),
    ):
        by_sensor = median_seconds(lambda: decode(path, min_edge=_EDGE), repeat)
    return by_preview, by_sensor


def intake(folder: Path) -> int:
    """Scan, fingerprint and read the facts of a folder; the number of photos that have a time."""
    files = [item for item in scan([folder]) if isinstance(item, PhotoFile)]
    dated = 0
    for file in files:
        fingerprint(file.path, file.size)
        dated += read_facts(file.path, file.kind).captured_at is not None
    return dated


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=_DEFAULT_DATA, help="folder with camera/ and raw/")
    parser.add_argument("--repeat", type=int, default=5, help="runs per median")
    parser.add_argument("--files", type=int, default=1000, help="files of the intake measurement")
    arguments = parser.parse_args()

    print("| what | median | against | median | ratio |")
    print("| --- | ---: | --- | ---: | ---: |")
    jpegs = ["camera/sony_a6000_24mp.jpg", "camera/Kodak_PIXPRO_FZ201.jpg", "camera/Issue_525.jpg"]
    for name in jpegs:
        scaled, full = scaled_and_full(arguments.data / name, arguments.repeat)
        print(
            f"| {Path(name).name} to {_EDGE} px | {scaled * 1e3:.0f} ms | full decode | {full * 1e3:.0f} ms "
            f"| {full / scaled:.1f} |"
        )
    preview, sensor = preview_and_demosaic(arguments.data / "raw/canon.cr2", arguments.repeat)
    print(
        f"| canon.cr2 to {_EDGE} px by preview | {preview * 1e3:.0f} ms | half-size demosaic | {sensor * 1e3:.0f} ms "
        f"| {sensor / preview:.1f} |"
    )
    sources = [path for path in sorted((arguments.data / "camera").glob("*.jpg")) if path.stat().st_size < 2_000_000]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        # Copies, since links would be one photo to the scan.
        for number in range(arguments.files):
            source = sources[number % len(sources)]
            (folder / f"{number:05}.jpg").write_bytes(source.read_bytes()[:200_000])
        listing = median_seconds(lambda: list(scan([folder])), arguments.repeat)
        whole = median_seconds(lambda: intake(folder), arguments.repeat)
    per_thousand = 1000 / arguments.files
    print(f"| scan, per 1,000 files | {listing * per_thousand * 1e3:.0f} ms | | | |")
    print(
        f"| scan, fingerprint and facts, per 1,000 files (one thread) | {whole * per_thousand * 1e3:.0f} ms "
        f"| | {arguments.files / whole:.0f} files/s | |"
    )


if __name__ == "__main__":
    main()
