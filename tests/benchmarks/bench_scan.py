"""Scan and capture facts beside ``exiftool -r -fast2`` on one folder, and a RAW thumbnail beside a demosaic.

Run from the repository: ``python -m tests.benchmarks.bench_scan [--count N] [--data FOLDER] [--repeat N]``. The folder
holds copies of the real camera JPEGs of up to ``--largest`` bytes (ExifTool reads no pixels either); a few bytes behind
the end of every copy make all contents different, so that nothing is known twice. Both read every file once while the
page cache is warm, in turns, in one run of this script. "Scan and facts" is what ``exiftool`` does: find the files and
read what they say. "Intake" also takes the fingerprint, reads embedded XMP and sidecars and writes the catalogue.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import rawpy

from app.catalog.catalog import Catalog
from app.catalog.intake import Intake
from app.catalog.lane import CatalogLane
from app.photos.decode import decode, thumbnail_jpeg
from app.photos.facts import read_facts
from app.photos.model import PhotoFile
from app.photos.scan import scan

_DEFAULT_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def make_folder(data: Path, folder: Path, count: int, largest: int) -> int:
    """``count`` JPEGs in folders of 500, all different; returns how many real ones they are copies of."""
    sources = [f for f in sorted((data / "camera").glob("*.jpg")) if f.stat().st_size <= largest]
    contents = [source.read_bytes() for source in sources]
    for number in range(count):
        place = folder / f"{number // 500:03d}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"IMG_{number:05d}.jpg").write_bytes(contents[number % len(contents)] + number.to_bytes(8, "big"))
    return len(sources)


def scan_and_facts(folder: Path) -> int:
    """Find the files and read their facts, in a pool as the intake does; the number of photos with a camera."""
    with ThreadPoolExecutor(4) as pool:
        files = (found for found in scan([folder]) if isinstance(found, PhotoFile))
        return sum(facts.camera is not None for facts in pool.map(lambda f: read_facts(f.path, f.kind), files))


def intake(folder: Path, place: Path) -> int:
    """Take the folder into a new catalogue."""
    file = place / "catalog.sqlite3"
    file.unlink(missing_ok=True)
    with CatalogLane(lambda: Catalog.open(file)) as lane:
        return Intake(lane).run([folder]).found


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock and of processor time in this process and its children."""
    import resource

    def processor() -> float:
        own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime

    clock, used = time.perf_counter(), processor()
    work()
    return time.perf_counter() - clock, processor() - used


def compare(title: str, works: dict[str, Callable[[], object]], repeat: int, per: int) -> None:
    """Run the works in turns, print medians and how many times faster each is than the last one named."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    for work in works.values():
        work()  # warms the caches
    for _ in range(repeat):
        for name, work in works.items():
            times[name].append(seconds(work))
    middle = {
        name: tuple(statistics.median(column) for column in zip(*runs, strict=True)) for name, runs in times.items()
    }
    reference = middle[list(works)[-1]]
    print(f"\n| {title} | clock | processor | each | faster (clock) | faster (processor) |\n|---|---|---|---|---|---|")
    for name, (clock, used) in middle.items():
        print(
            f"| {name} | {clock:.2f} s | {used:.2f} s | {1000 * used / per:.2f} ms "
            f"| {reference[0] / clock:.1f} x | {reference[1] / used:.1f} x |"
        )


def demosaic(path: Path, half: bool) -> object:
    """What a thumbnail costs without the preview: develop the sensor's data."""
    with rawpy.imread(str(path)) as raw:
        return raw.postprocess(use_camera_wb=True, half_size=half)


def main() -> None:
    """Measure and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--largest", type=int, default=600_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--data", type=Path, default=_DEFAULT_DATA)
    parser.add_argument("--work", type=Path, help="where the folder is made; the system's place for temporary files")
    options = parser.parse_args()
    raw = options.data / "raw" / "canon.cr2"
    compare(
        "RAW thumbnail, 20 MP CR2",
        {
            "embedded preview, 512 px, as JPEG": lambda: thumbnail_jpeg(decode(raw, min_edge=512).image),
            "demosaic at half size": lambda: demosaic(raw, True),
            "demosaic": lambda: demosaic(raw, False),
        },
        options.repeat,
        1,
    )
    exiftool = shutil.which("exiftool")
    if exiftool is None:
        print("\nExifTool is not installed: nothing to compare the scan with.")
        return
    with tempfile.TemporaryDirectory(dir=options.work) as place:
        folder = Path(place) / "photos"
        kinds = make_folder(options.data, folder, options.count, options.largest)
        print(f"\n{options.count} JPEGs, copies of {kinds} real ones, all different")
        compare(
            f"Scan and metadata of {options.count} JPEGs",
            {
                "scan and facts": lambda: scan_and_facts(folder),
                "whole intake": lambda: intake(folder, Path(place)),
                "exiftool -r -fast2": lambda: subprocess.run(
                    [exiftool, "-r", "-fast2", str(folder)], capture_output=True, check=False
                ),
            },
            options.repeat,
            options.count,
        )


if __name__ == "__main__":
    main()
