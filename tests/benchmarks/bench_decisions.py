"""How soon a decision is seen and stored, how long the window's thread is blocked while photos are scored, and what
scrolling asks of the model. Prints Markdown; medians and 95th percentiles.

Run: ``QT_QPA_PLATFORM=offscreen python tests/benchmarks/bench_decisions.py [--rows 20000] [--scored 5000]
[--cells 100000]``; 0 leaves a part out.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

Row = tuple[str, str, str, str]


def high(values: Sequence[float]) -> float:
    """95th percentile."""
    return sorted(values)[max(0, round(0.95 * len(values)) - 1)]


def window_on(rows: int) -> tuple[Any, Any, Path]:
    """A window on a catalogue of scored photos whose files need not exist."""
    from PySide6.QtWidgets import QApplication

    from app.bootstrap import Services
    from app.catalog.records import ModelKey
    from app.gui import application
    from app.gui.folder_session import FolderSession
    from app.gui.main_window import MainWindow
    from tests.benchmarks.bench_window import fill_catalogue

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    application.prepare(app)
    root = Path(tempfile.mkdtemp(prefix="keepers-bench-"))
    fill_catalogue(root, rows)

    class BenchServices(Services):
        def model_key(self) -> ModelKey:
            return ModelKey("bench", "0" * 64, "1")

    work = FolderSession._start_work
    FolderSession._start_work = lambda *_, **__: None  # type: ignore[method-assign]
    try:
        window = MainWindow()
        window.resize(1440, 900)
        window.show()
        window.use_services(BenchServices())
        application.stay_responsive()
        window.open_folder(root)
        while window.area.model.rowCount() < rows:
            app.processEvents()
    finally:
        FolderSession._start_work = work  # type: ignore[method-assign]
    return app, window, root


def decisions(rows: int) -> list[Row]:
    """Key to repainted badge and to the committed transaction."""
    from PySide6.QtCore import QEvent, QObject, Qt
    from PySide6.QtTest import QTest

    app, window, _ = window_on(rows)
    grid = window.area.grid
    grid.go_to_row(0)
    grid.setFocus()
    for _ in range(200):
        app.processEvents()
    painted: list[tuple[float, float]] = []
    stored: list[float] = []

    class Eye(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                painted.append((time.perf_counter(), time.thread_time()))
            return False

    eye = Eye()
    grid.viewport().installEventFilter(eye)
    window.session.desk.settled.connect(lambda *_: stored.append(time.perf_counter()))
    to_paint, to_store, own = [], [], []
    keys = [Qt.Key.Key_P, Qt.Key.Key_X, Qt.Key.Key_4, Qt.Key.Key_6]
    for turn in range(120):
        painted.clear()
        stored.clear()
        begun, begun_own = time.perf_counter(), time.thread_time()
        QTest.keyClick(grid, keys[turn % 4])
        while not painted or not stored:
            app.processEvents()
        to_paint.append(painted[0][0] - begun)
        own.append(painted[0][1] - begun_own)
        to_store.append(stored[0] - begun)
        until = time.perf_counter() + 0.02
        while time.perf_counter() < until:
            app.processEvents()
        QTest.keyClick(grid, Qt.Key.Key_Right)
    window.close()
    return [
        ("decision key to repainted badge", ms(statistics.median(to_paint)), ms(high(to_paint)), "p95 16 ms"),
        ("the same, processor time of the window's thread", ms(statistics.median(own)), ms(high(own)), "-"),
        ("decision key to committed transaction", ms(statistics.median(to_store)), ms(high(to_store)), "p95 50 ms"),
    ]


def scrolling(cells: int) -> list[Row]:
    """Model calls for each step of scrolling, against the cells in sight."""
    from app.gui.photo_model import PhotoModel

    asked: set[int] = set()
    data = PhotoModel.data

    def counted(model: Any, index: Any, role: int = 0) -> object:
        asked.add(index.row())
        return data(model, index, role)

    app, window, _ = window_on(cells)
    PhotoModel.data = counted  # type: ignore[method-assign]
    grid = window.area.grid
    bar = grid.verticalScrollBar()
    rows_asked, in_sight, wanted = [], 0, []
    for step in range(60):
        asked.clear()
        bar.setValue((step + 1) * bar.maximum() // 61)
        grid.viewport().repaint()
        first, last = grid.visible_rows()
        in_sight = max(in_sight, last - first + 1)
        rows_asked.append(len(asked))
        wanted.append(len(grid.rows_wanted()))
        app.processEvents()
    PhotoModel.data = data  # type: ignore[method-assign]
    window.close()
    return [
        (
            "cells asked of the model a frame",
            str(round(statistics.median(rows_asked))),
            str(max(rows_asked)),
            f"{in_sight} in sight",
        ),
        (
            "thumbnails wanted a frame",
            str(round(statistics.median(wanted))),
            str(max(wanted)),
            "sight and one screen more",
        ),
    ]


def blocks(photos: int) -> list[Row]:
    """The longest time that the window's thread is busy with one thing while photos are scored and the user pages."""
    from PySide6.QtCore import QElapsedTimer, Qt, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from app import places
    from app.bootstrap import Services
    from app.gui import application
    from app.gui.main_window import MainWindow
    from app.gui.phase import Phase
    from tests.gui.windows import write_photo
    from tests.tiny_models import write_tiny_model

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    application.prepare(app)
    write_tiny_model(places.installed_models_dir(), "tiny-brightness")
    shoot = Path(tempfile.mkdtemp(prefix="keepers-bench-"))
    for number in range(photos):
        write_photo(shoot / f"{number // 500:02}" / f"IMG_{number}.jpg", number % 250, (160, 106))
    window = MainWindow()
    window.resize(1440, 900)
    window.show()
    window.use_services(Services(model="tiny-brightness"))
    application.stay_responsive()
    gaps: list[float] = []
    own: list[float] = []
    last = [time.thread_time()]
    clock = QElapsedTimer()
    clock.start()
    beat = QTimer()
    beat.setInterval(0)

    def tick() -> None:
        gaps.append(clock.restart() / 1000)
        now = time.thread_time()
        own.append(now - last[0])
        last[0] = now

    beat.timeout.connect(tick)
    page = QTimer()
    page.setInterval(60)
    page.timeout.connect(lambda: QTest.keyClick(window.area.currentWidget() or window, Qt.Key.Key_Right))
    window.open_folder(shoot)
    beat.start()
    page.start()
    busy: Callable[[], bool] = lambda: window.session.phase is not Phase.READY or window.session.arrivals.busy  # noqa: E731
    begun = time.perf_counter()
    used = time.process_time()
    while busy() and time.perf_counter() - begun < 900:
        app.processEvents()
    seconds = time.perf_counter() - begun
    share = (time.process_time() - used) / seconds
    page.stop()
    beat.stop()
    window.close()
    return [
        (
            f"longest block while {photos:,} photos are scored ({seconds:.0f} s, {share:.1f} processors got)",
            ms(statistics.median(gaps)),
            ms(high(gaps)),
            f"longest {ms(max(gaps))}, must 50 ms",
        ),
        (
            "the same, processor time of the window's thread",
            ms(statistics.median(own)),
            ms(high(own)),
            f"longest {ms(max(own))}",
        ),
    ]


def ms(seconds: float) -> str:
    """Milliseconds for the table."""
    return f"{seconds * 1000:.1f} ms"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--scored", type=int, default=5_000)
    parser.add_argument("--cells", type=int, default=100_000)
    chosen = parser.parse_args()
    parts: list[tuple[Callable[[int], list[Row]], int]] = [
        (decisions, chosen.rows),
        (scrolling, chosen.cells),
        (blocks, chosen.scored),
    ]
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(
        f"Decisions, {os.cpu_count()} processors{load}\n\n| what | median | p95 or most | target |\n|---|---|---|---|"
    )
    for measure, size in parts:
        if size:
            with tempfile.TemporaryDirectory() as home:
                for name in ("DATA", "CACHE", "CONFIG"):
                    os.environ[f"KEEPERS_{name}_DIR"] = f"{home}/{name.lower()}"
                for row in measure(size):
                    print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
