"""Writing sidecars against ExifTool: one at a time, and many in one call.

python tests/benchmarks/bench_xmp.py [--photos 5000] [--sample 100] [--rounds 3]
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.catalog.catalog import Catalog
from app.catalog.lane import CatalogLane
from app.catalog.records import Decision, Flag, IntakeItem, Label
from app.catalog.sidecar_intake import SidecarReader
from app.culling.sidecar_writer import Outcome, SidecarWriter, counts
from app.photos.model import PhotoFile, PhotoKind
from app.photos.xmp.settings import MetadataSettings
from tests.xmp_samples import LIGHTROOM

TAGS = ["-XMP:Rating=4", "-XMP-xmpDM:Good=True", "-XMP:Label=Red"]
"""What Keepers writes, less xmpDM:pick and photoshop:LabelColor, which ExifTool writes only when taught."""


def shoot(folder: Path, photos: int, existing: bool) -> list[Path]:
    """Empty photos, and Lightroom's sidecars beside them where they are to be edited."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    paths = [folder / f"IMG_{number:05}.CR2" for number in range(photos)]
    for path in paths:
        path.write_bytes(b"II*\0" + path.name.encode())
        if existing:
            path.with_suffix(".xmp").write_text(LIGHTROOM, encoding="utf-8")
    return paths


def ours(folder: Path, paths: list[Path], existing: bool) -> float:
    """Seconds that the whole way takes: catalogue, merge, edit, check, write, fsync, remember."""
    file = folder.parent / "catalog.sqlite3"
    for old in folder.parent.glob("catalog.sqlite3*"):
        old.unlink()
    with CatalogLane(lambda: Catalog.open(file)) as lane:
        items = []
        for number, path in enumerate(paths):
            status = path.stat()
            photo = PhotoFile(path, status.st_size, status.st_mtime_ns, PhotoKind.RAW)
            items.append(IntakeItem(photo, f"{number:032x}", None))
        ids = lane.call(lambda catalog: catalog.take_in(items))
        # In Lightroom's sidecar there are two stars and a yellow label: taken in first, as a scan does.
        before = Decision(Flag.NONE, 2, Label.YELLOW) if existing else Decision()
        lane.call(lambda catalog: catalog.set_decisions(dict.fromkeys(ids, before)))
        if existing:
            SidecarReader(lane).read([folder])
        lane.call(lambda catalog: catalog.set_decisions(dict.fromkeys(ids, Decision(Flag.PICK, 4, Label.RED))))
        started = time.perf_counter()
        results = SidecarWriter(lane, MetadataSettings()).write(ids)
        seconds = time.perf_counter() - started
    assert counts(results)[Outcome.WRITTEN] == len(ids), counts(results)
    return seconds


def exiftool_batch(folder: Path, paths: list[Path], existing: bool) -> float:
    """Seconds for all in one call."""
    program = shutil.which("exiftool") or sys.exit("exiftool is not on this machine")
    if existing:
        command = [program, "-q", "-overwrite_original", *TAGS, "-ext", "xmp", str(folder)]
    else:
        command = [program, "-q", *TAGS, "-o", "%d%f.xmp", "-ext", "CR2", str(folder)]
    return timed(lambda: subprocess.run(command, check=False, capture_output=True))


def exiftool_single(folder: Path, paths: list[Path], existing: bool) -> float:
    """Seconds for a call for each."""
    program = shutil.which("exiftool") or sys.exit("exiftool is not on this machine")
    sidecars = [str(path.with_suffix(".xmp")) for path in paths]

    def run() -> None:
        for sidecar in sidecars:
            subprocess.run([program, "-q", "-overwrite_original", *TAGS, sidecar], check=False, capture_output=True)

    return timed(run)


def timed(what: Callable[[], object]) -> float:
    started = time.perf_counter()
    what()
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=5000)
    parser.add_argument("--sample", type=int, default=100, help="photos that ExifTool writes one at a time")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as place:
        folder = Path(place) / "shoot"
        for existing in (False, True):
            print("Lightroom's sidecars edited" if existing else "new sidecars")
            rates: dict[str, list[float]] = {"keepers": [], "exiftool, one call": [], "exiftool, one at a time": []}
            for _ in range(options.rounds):
                paths = shoot(folder, options.photos, existing)
                rates["keepers"].append(options.photos / ours(folder, paths, existing))
                paths = shoot(folder, options.photos, existing)
                rates["exiftool, one call"].append(options.photos / exiftool_batch(folder, paths, existing))
                paths = shoot(folder, options.sample, existing)
                seconds = exiftool_single(folder, paths, existing)
                rates["exiftool, one at a time"].append(options.sample / seconds)
            median = {name: statistics.median(found) for name, found in rates.items()}
            for name, rate in median.items():
                note = f" (sample of {options.sample})" if name.endswith("time") else ""
                print(f"  {name:26} {rate:9.1f} files/s   {options.photos / rate:8.1f} s for {options.photos:,}{note}")
            for name in ("exiftool, one at a time", "exiftool, one call"):
                print(f"  keepers is {median['keepers'] / median[name]:.1f} times as fast as {name}")


if __name__ == "__main__":
    main()
