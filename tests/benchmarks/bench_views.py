"""The large views in the real window: 20,000 photos of 24 megapixels open, paging, comparing, memory. Prints Markdown.

``python -m tests.benchmarks.bench_views [PHOTO] [--photos 20000] [--pages 1000] [--size 1440x900]``

The photos are hard links to a few copies of one file, each with an identity of its own, so every one is decoded for
itself. Wall time is what a user waits; run it on a quiet machine.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import psutil
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.bootstrap import Services
from app.catalog.records import IntakeItem, ModelKey, ScoreResult
from app.gui import application
from app.gui.folder_session import FolderSession
from app.gui.main_window import MainWindow
from app.gui.rendering import Stage
from app.photos.model import CaptureFacts, PhotoFile, PhotoKind
from tests.benchmarks.resting import wait

DEFAULT_PHOTO = Path(__file__).resolve().parents[3] / "shared" / "data" / "camera" / "sony_a6000_24mp.jpg"
MODEL = ModelKey("bench", "0" * 64, "1")
COPIES = 40


class BenchServices(Services):
    """With a model that judges nothing."""

    def model_key(self) -> ModelKey:
        """The key of the scores written beforehand."""
        return MODEL


def fill(services: Services, photo: Path, root: Path, count: int) -> None:
    """Links, rows, scores and thumbnails of ``count`` photos."""
    from PIL import Image

    from app.photos.decode import decode, thumbnail_jpeg

    with Image.open(photo) as opened:
        width, height = opened.size
    thumbnail = thumbnail_jpeg(decode(photo, PhotoKind.JPEG, min_edge=512).image)
    copies = [root / f"copy {number}.bin" for number in range(COPIES)]
    for copy in copies:
        shutil.copyfile(photo, copy)
    for first in range(0, count, 1000):
        numbers = range(first, min(count, first + 1000))
        items = []
        for number in numbers:
            link = root / f"{number:06}.jpg"
            link.hardlink_to(copies[number % COPIES])
            status = link.stat()
            file = PhotoFile(link, status.st_size, status.st_mtime_ns, PhotoKind.JPEG)
            items.append(IntakeItem(file, f"{number:032x}", CaptureFacts()))
        ids = services.lane.call(lambda catalog, items=items: catalog.take_in(items))  # type: ignore[misc]
        results = [ScoreResult(i, f"{n:032x}", 10.0 + n % 80) for i, n in zip(ids, numbers, strict=True)]
        services.lane.call(lambda catalog, results=results: catalog.store_scores(MODEL, results))  # type: ignore[misc]
        services.thumbnails.put_many({f"{number:032x}": thumbnail for number in numbers})
    print(f"{count:,} photos of {width} x {height}\n")


class Pager:
    """Presses keys in the window and notes when the photo is painted."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.painted: list[tuple[int, str, float, float]] = []
        window.area.loupe.painted.connect(
            lambda photo, stage: self.painted.append((photo, stage, time.perf_counter(), time.thread_time()))
        )

    def page(self) -> tuple[float, float]:
        """Milliseconds from Right to the next photo at screen size: wall time, processor time of the GUI thread."""
        self.painted.clear()
        started = time.perf_counter(), time.thread_time()
        QTest.keyClick(self.window.area.loupe.canvas, Qt.Key.Key_Right)
        now = self.window.session.current
        wait(lambda: any(photo == now and stage != "thumbnail" for photo, stage, *_ in self.painted))
        wall, used = next(at for photo, stage, *at in self.painted if photo == now and stage != "thumbnail")
        return 1e3 * (wall - started[0]), 1e3 * (used - started[1])

    def neighbour_ready(self) -> bool:
        """Whether the next photo is decoded."""
        area = self.window.area
        row = area.model.row_of(self.window.session.current) + 1
        return area.large.loader.at_hand(area.model.id_at(row), "loupe") is not None


def row(what: str, times: list[tuple[float, float]], must: str) -> None:
    """One line of the table."""
    walls = sorted(wall for wall, _ in times)
    p95 = walls[round(0.95 * (len(walls) - 1))]
    used = statistics.median(used for _, used in times)
    print(
        f"| {what} | {statistics.median(walls):.1f} ms | {p95:.1f} ms | {used:.1f} ms | {must} | {len(times)} |",
        flush=True,
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photo", nargs="?", type=Path, default=DEFAULT_PHOTO)
    parser.add_argument("--photos", type=int, default=20_000)
    parser.add_argument("--pages", type=int, default=1_000)
    parser.add_argument("--samples", type=int, default=60)
    parser.add_argument("--size", default="1440x900")
    options = parser.parse_args()
    width, height = (int(side) for side in options.size.split("x"))
    app = QApplication([])
    application.prepare(app)
    FolderSession._start_work = lambda *_, **__: None  # type: ignore[method-assign]  # the links are one file to a scan
    process = psutil.Process()
    with tempfile.TemporaryDirectory() as home:
        for name in ("DATA", "CACHE", "CONFIG"):
            os.environ[f"KEEPERS_{name}_DIR"] = f"{home}/{name.lower()}"
        root = Path(home) / "photos"
        root.mkdir()
        services = BenchServices()
        fill(services, options.photo, root, options.photos)
        window = MainWindow()
        window.resize(width, height)
        window.show()
        window.use_services(services)
        window.open_folder(root)
        wait(lambda: window.area.model.rowCount() == options.photos)
        window.area.show_loupe()
        pager = Pager(window)
        wait(lambda: bool(pager.painted))
        print("| | median | p95 | of it busy in the GUI thread | must | n |\n|---|---|---|---|---|---|")
        ahead = []
        for _ in range(options.samples):
            wait(pager.neighbour_ready)
            ahead.append(pager.page())
        row("key press to next photo painted, prefetched neighbour", ahead, "p95 < 30 ms")
        cold = []
        for number in range(options.samples):
            window.area.large.loader.release("loupe")
            base = (100 + 40 * number) % (options.photos - 50)
            window.area.grid.go_to_row(base)
            window.area.large.loader.release("loupe")
            window.area.grid.go_to_row(base + 20)
            wait(lambda: window.area.loupe.canvas.has(Stage.PREVIEW))
            window.area.large.loader.prefetch([], "loupe")
            wait(lambda: not window.area.large.loader.busy)  # what was read ahead of the photo before
            window.area.large.loader.forget([window.area.model.id_at(base + 21)])
            cold.append(pager.page())
        row("the same, cold: the neighbour not decoded", cold, "p95 < 150 ms")
        window.area.grid.go_to_row(0)
        before = process.memory_info().rss
        peak = before
        for number in range(min(options.pages, options.photos - 2)):
            pager.page()
            if number % 20 == 0:
                peak = max(peak, process.memory_info().rss)
        after = process.memory_info().rss
        said = f"{after / 2**20:.0f} MiB (peak {max(peak, after) / 2**20:.0f})"
        what = f"memory with {options.photos:,} photos after paging through {options.pages:,}"
        print(f"| {what} | {said} | | | < 900 MB | |")
        swaps = []
        window.area.show_compare()
        for _ in range(20):
            started = time.perf_counter(), time.thread_time()
            window.area.step(1)
            window.area.large.compare.repaint()
            swaps.append((1e3 * (time.perf_counter() - started[0]), 1e3 * (time.thread_time() - started[1])))
        row("compare: next challenger brought, board painted", swaps, "")
        window.close()


if __name__ == "__main__":
    main()
