"""Memory of a long scoring job: resident set over time, at photo 1,000 and at the end.

    python -m tests.benchmarks.bench_memory --source ../shared/data/pristine [--count 5000] [--model NAME]

The photos are a few hundred real JPEGs of 6 to 24 megapixels, taken in many times under names of their own (hard
links) with made-up fingerprints, so that the job decodes and judges every one. Run it in a process of its own.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

import psutil

from app.bootstrap import Services
from app.catalog.records import IntakeItem
from app.photos.model import CaptureFacts, PhotoFile, PhotoKind
from app.scoring.events import JobEvent, Progress
from tests.benchmarks.large_photos import cache_folder, make_large_photos

MARK = 1_000
REPORT_EVERY = 500


def take_in(services: Services, sources: list[Path], folder: Path, count: int) -> list[int]:
    """Take ``count`` photos in, each a hard link to one of ``sources`` with a fingerprint of its own."""
    items = []
    for i in range(count):
        link = folder / f"{i:06}.jpg"
        link.hardlink_to(sources[i % len(sources)])
        status = link.stat()
        file = PhotoFile(link, status.st_size, status.st_mtime_ns, PhotoKind.JPEG)
        items.append(IntakeItem(file, f"{i:032x}", CaptureFacts()))
    ids: list[int] = []
    for start in range(0, count, 256):
        part = items[start : start + 256]
        ids += services.lane.call(lambda catalog, part=part: catalog.take_in(part))  # type: ignore[misc]
    return ids


def main() -> None:
    """Score, watch, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True, help="folder of photographs to make large ones of")
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--large", type=int, default=300, help="how many different large photos to make")
    parser.add_argument("--model", default=None)
    parser.add_argument("--device", default="auto")
    options = parser.parse_args()
    sources = make_large_photos(options.source, cache_folder(f"large-{options.large}"), options.large)
    process = psutil.Process()
    marks: dict[int, float] = {}
    peak = 0.0

    def on_event(event: JobEvent) -> None:
        nonlocal peak
        megabytes = process.memory_info().rss / 1e6
        peak = max(peak, megabytes)
        if isinstance(event, Progress):
            step = event.done // REPORT_EVERY * REPORT_EVERY
            if step not in marks:
                marks[step] = megabytes
                print(f"{event.done:6,} photos: {megabytes:7.1f} MB, {event.per_second:.1f} photos/s", flush=True)

    # Beside the photos, because hard links do not cross file systems.
    with tempfile.TemporaryDirectory(dir=cache_folder(""), prefix="memory-") as place:
        os.environ["KEEPERS_CACHE_DIR"] = str(Path(place) / "cache")
        folder = Path(place) / "photos"
        folder.mkdir()
        with Services(Path(place) / "catalog.sqlite3", model=options.model, device=options.device) as services:
            ids = take_in(services, sources, folder, options.count)
            model = services.model_key()
            photos = services.lane.call(lambda catalog: catalog.to_score(ids, model))
            started = time.perf_counter()
            report = services.scoring_job(photos, on_event=on_event).run()
            seconds = time.perf_counter() - started
            end = process.memory_info().rss / 1e6
    assert (report.scored, report.failed) == (options.count, 0), report
    print(f"{options.count:,} photos in {seconds:.0f} s; peak {peak:.1f} MB (must stay under 1,200 MB)")
    if MARK in marks:
        print(f"growth from photo {MARK:,} to the end: {end - marks[MARK]:+.1f} MB (must be at most 50 MB)")


if __name__ == "__main__":
    main()
