"""How fast the window is: start, and a folder of 100,000 photos. Prints Markdown.

Wall time is what a user waits; processor time beside it tells how much of that the program used itself, for machines
that are busy with other things.

Run: ``QT_QPA_PLATFORM=offscreen python tests/benchmarks/bench_window.py [--rows 100000] [--starts 7]``
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_START = """
import sys, time
from PySide6.QtCore import QTimer
from app.gui import application, main_window
class Timed(main_window.MainWindow):
    seen = False
    def paintEvent(self, event):
        super().paintEvent(event)
        if not Timed.seen:
            Timed.seen = True
            print(time.time(), time.process_time(), flush=True)
    def use_services(self, services):
        super().use_services(services)
        QTimer.singleShot(0, self.close)
application.MainWindow = Timed
def services():
    from app.bootstrap import Services
    return Services()
application.run_window(services, None)
"""


BEAT_MS = 2
SETTLE_S = 1.0
"""After the view is there, counts and groups come; so long at least it is watched."""
Seconds = tuple[float, float]
"""Wall and processor time."""


def start_seconds() -> Seconds:
    """From the start of the process to the first painted window."""
    with tempfile.TemporaryDirectory() as home:
        environment = dict(os.environ, PYTHONPATH=str(REPOSITORY))
        environment.update({f"KEEPERS_{name}_DIR": f"{home}/{name.lower()}" for name in ("DATA", "CACHE", "CONFIG")})
        begun = time.time()
        done = subprocess.run(
            [sys.executable, "-c", _START], env=environment, capture_output=True, text=True, check=True, timeout=120
        )
    painted, used = map(float, done.stdout.split()[:2])
    return painted - begun, used


def median_of(run: Callable[[], object], times: int = 5) -> Seconds:
    """Median seconds of several runs."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter(), time.process_time()
        run()
        taken.append((time.perf_counter() - begun[0], time.process_time() - begun[1]))
    return medians(taken)


def medians(taken: Sequence[Seconds]) -> Seconds:
    """Medians of wall and of processor time."""
    return statistics.median(wall for wall, _ in taken), statistics.median(used for _, used in taken)


def fill_catalogue(root: Path, rows: int) -> None:
    """A catalogue with scored photos; the files themselves need not exist for the view."""
    import numpy as np

    from app.bootstrap import open_catalog_lane
    from app.catalog.records import IntakeItem, ModelKey, ScoreResult
    from app.photos.model import CaptureFacts, PhotoFile, PhotoKind

    scores = np.random.default_rng(3).uniform(0, 100, rows)
    model = ModelKey("bench", "0" * 64, "1")
    with open_catalog_lane() as lane:
        for first in range(0, rows, 5000):
            numbers = range(first, min(first + 5000, rows))
            items = [
                IntakeItem(
                    PhotoFile(root / f"{n // 500:03}" / f"IMG_{n}.jpg", 1000 + n, n, PhotoKind.JPEG),
                    f"{n:032x}",
                    CaptureFacts(),
                )
                for n in numbers
            ]
            ids = lane.call(lambda catalog, items=items: catalog.take_in(items))  # type: ignore[misc]
            results = [ScoreResult(photo, f"{n:032x}", float(scores[n])) for photo, n in zip(ids, numbers, strict=True)]
            lane.call(lambda catalog, results=results: catalog.store_scores(model, results))  # type: ignore[misc]


def big_folder(rows: int) -> list[tuple[str, str, str, str]]:
    """Figures of a folder with many photos."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from app.bootstrap import Services
    from app.catalog.records import ModelKey
    from app.culling.filters import FilterSpec
    from app.culling.sorting import SortKey
    from app.gui import application
    from app.gui.folder_session import FolderSession
    from app.gui.main_window import MainWindow
    from app.gui.photo_model import Index, PhotoModel

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    application.prepare(app)
    root = Path(tempfile.mkdtemp(prefix="keepers-bench-"))
    fill_catalogue(root, rows)

    class BenchServices(Services):
        def model_key(self) -> ModelKey:
            return ModelKey("bench", "0" * 64, "1")

    # The files do not exist, and looking for them would mark all photos as missing: only the view is measured.
    FolderSession._start_work = lambda *_, **__: None  # type: ignore[method-assign]
    calls = [0]
    data = PhotoModel.data

    def counted(model: PhotoModel, index: Index, role: int = 0) -> object:
        calls[0] += 1
        return data(model, index, role)

    PhotoModel.data = counted  # type: ignore[method-assign]
    window = MainWindow()
    window.resize(1440, 900)
    window.show()
    services = BenchServices()
    window.use_services(services)
    application.stay_responsive(services.lane, window)

    def until(done: Callable[[], bool]) -> None:
        # It waits for events as the program's own loop does: one that goes round and round takes the interpreter's lock
        # from the catalogue's thread at every row that is read.
        while not done():
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    gaps = [0.0]
    last = [time.perf_counter()]
    beat = QTimer()
    beat.setTimerType(Qt.TimerType.PreciseTimer)
    beat.setInterval(BEAT_MS)

    def tick() -> None:
        now = time.perf_counter()
        gaps.append(now - last[0] - BEAT_MS / 1000)
        last[0] = now

    beat.timeout.connect(tick)

    def paint() -> None:
        window.area.grid.viewport().repaint()

    def open_folder() -> None:
        window.open_folder(root)
        until(lambda: window.area.model.rowCount() == rows)
        paint()

    opened, blocked = [], []
    for _ in range(5):
        window.session.close_folder()
        app.processEvents()
        opened.append(median_of(open_folder, 1))
    for _ in range(5):
        window.session.close_folder()
        app.processEvents()
        gaps[:], last[0] = [0.0], time.perf_counter()
        beat.start()
        open_folder()
        settled = time.perf_counter() + SETTLE_S
        until(lambda settled=settled: time.perf_counter() > settled and not window.session.groups.busy)  # type: ignore[misc]
        beat.stop()
        blocked.append(max(gaps))
    keys = [(SortKey.SCORE, True), (SortKey.NAME, False), (SortKey.CAPTURED, True), (SortKey.STARS, False)]
    sorts = {
        key: median_of(lambda key=key, down=down: (window.session.set_sort(key, down), paint()))  # type: ignore[misc]
        for key, down in keys
    }
    specs = [FilterSpec(min_score=50.0), FilterSpec(text="99"), FilterSpec()]
    filters = []
    for spec in specs:
        window.session.set_spec(FilterSpec(unscored_only=True))
        filters.append(median_of(lambda spec=spec: (window.session.set_spec(spec), paint()), 1))  # type: ignore[misc]
    counts = median_of(window.figures.show_counts)
    window.area.grid.selectAll()
    everything = median_of(lambda: (window.session.set_sort(SortKey.SCORE, True), paint()))
    window.area.grid.go_to_row(0)
    bar = window.area.grid.verticalScrollBar()
    per_step = []
    for step in range(50):
        calls[0] = 0
        bar.setValue((step + 1) * bar.maximum() // 51)
        paint()
        per_step.append(calls[0])
    first, last = window.area.grid.visible_rows()
    paints = median_of(paint, 30)
    window.close()
    return [
        ("open the folder view", *in_words(medians(opened)), "1.5 s"),
        ("longest block of the window's thread meanwhile", f"{statistics.median(blocked):.3f} s", "-", "0.05 s"),
        *((f"sort by {key.value}", *in_words(seconds), "0.3 s") for key, seconds in sorts.items()),
        ("filter by score", *in_words(filters[0]), "0.3 s"),
        ("filter by name", *in_words(filters[1]), "0.3 s"),
        ("clear the filter", *in_words(filters[2]), "0.3 s"),
        ("sort with all photos selected", *in_words(everything), "0.3 s"),
        ("live counts, histogram (deferred)", *in_words(counts), "-"),
        ("painting the grid", *in_words(paints), "-"),
        ("rows in sight", str(last - first + 1), "-", "-"),
        ("`data()` calls for a jump to another place", f"{statistics.median(per_step):.0f}", "-", "-"),
    ]


def in_words(seconds: Seconds) -> tuple[str, str]:
    """Wall and processor time for the table."""
    return f"{seconds[0]:.3f} s", f"{seconds[1]:.3f} s"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--starts", type=int, default=7)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        for name in ("DATA", "CACHE", "CONFIG"):
            os.environ[f"KEEPERS_{name}_DIR"] = f"{home}/{name.lower()}"
        start_seconds()  # fills the disk cache
        starts = [start_seconds() for _ in range(chosen.starts)]
        figures = big_folder(chosen.rows)
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"Window, {os.cpu_count()} processors{load}, {chosen.rows:,} photos\n")
    print("| what | median | processor time | target |\n|---|---|---|---|")
    start = ("process start to first painted window", *in_words(medians(starts)), "1 s")
    for row in (start, *figures):
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
