"""How soon a decision is seen and stored, how long the window's thread is blocked while photos are scored, and what
scrolling asks of the model. Prints Markdown; medians and 95th percentiles.

Run: ``QT_QPA_PLATFORM=offscreen python tests/benchmarks/bench_decisions.py [--rows 20000] [--scored 5000]
[--taken-in 5000] [--cells 100000] [--source DIR]``; 0 leaves a part out.
"""

from __future__ import annotations

import argparse
import io
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

BEAT_MS = 2
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
        services = BenchServices()
        window.use_services(services)
        application.stay_responsive(services.lane, window)
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


def blocks(photos: int, source: Path | None = None, *, scored: bool = True) -> list[Row]:
    """The longest time that the window's thread is busy with one thing while photos are scored and the user pages.

    Not ``scored``: while they are only taken in.
    """
    from PySide6.QtCore import QEventLoop, Qt, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from app import places
    from app.bootstrap import Services
    from app.gui import application
    from app.gui.folder_work import FolderWork
    from app.gui.main_window import MainWindow
    from app.gui.phase import Phase
    from tests.gui.windows import write_photo
    from tests.tiny_models import write_tiny_model

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    application.prepare(app)
    shoot = Path(tempfile.mkdtemp(prefix="shoot-", dir=Path(os.environ["KEEPERS_DATA_DIR"]).parent))
    if source is None:
        write_tiny_model(places.installed_models_dir(), "tiny-brightness")
        for number in range(photos):
            write_photo(shoot / f"{number // 500:02}" / f"IMG_{number}.jpg", number % 250, (160, 106))
        services = Services(model="tiny-brightness", apart=True)
    else:
        write_real(shoot, photos, source)
        services = Services(apart=True)
    if not scored:
        FolderWork._score = lambda _: None  # type: ignore[method-assign]
    window = MainWindow()
    window.resize(1440, 900)
    window.show()
    window.use_services(services)
    application.stay_responsive(services.lane, window)
    rest(1.0)
    gaps: dict[Phase, list[float]] = {}
    worst: dict[int, float] = {}  # of each second of scoring
    last = [time.perf_counter()]
    beat = QTimer()
    beat.setTimerType(Qt.TimerType.PreciseTimer)
    beat.setInterval(BEAT_MS)

    def tick() -> None:
        now = time.perf_counter()
        gap = max(0.0, now - last[0] - BEAT_MS / 1000)
        gaps.setdefault(window.session.phase, []).append(gap)
        if window.session.phase is Phase.SCORING:
            worst[int(now)] = max(gap, worst.get(int(now), 0.0))
        last[0] = now

    beat.timeout.connect(tick)
    page = QTimer()
    page.setInterval(60)
    page.timeout.connect(lambda: QTest.keyClick(window.area.currentWidget() or window, Qt.Key.Key_Right))
    window.open_folder(shoot)
    last[0] = time.perf_counter()
    beat.start()
    page.start()
    loop = QEventLoop()
    ended = lambda: window.session.phase is Phase.READY and not window.session.arrivals.busy  # noqa: E731
    look = QTimer()
    look.setInterval(100)
    look.timeout.connect(lambda: loop.quit() if ended() else None)
    look.start()
    begun = time.perf_counter()
    loop.exec()
    seconds = time.perf_counter() - begun
    page.stop()
    beat.stop()
    window.close()
    scoring = gaps.get(Phase.SCORING, [0.0])
    others = [gap for phase, found in gaps.items() if phase is not Phase.SCORING for gap in found]
    kind = "tiny photos and model" if source is None else "2 MP photos, bundled model"
    taken_in = (
        f"every beat while {photos:,} photos are taken in",
        ms(statistics.median(others)),
        ms(high(others)),
        f"longest of all {ms(max(others))}; {sum(gap > 0.05 for gap in others)} of {len(others):,} over 50 ms",
    )
    if not scored:
        return [(f"{taken_in[0]} ({seconds:.1f} s)", *taken_in[1:])]
    longest = list(worst.values()) or [0.0]
    return [
        (
            f"longest block of the window's thread in each second while {photos:,} photos are scored "
            f"({kind}, {seconds:.0f} s)",
            ms(statistics.median(longest)),
            ms(high(longest)),
            "50 ms",
        ),
        (
            f"the same, every beat of {BEAT_MS} ms",
            ms(statistics.median(scoring)),
            ms(high(scoring)),
            f"longest of all {ms(max(scoring))}; {sum(gap > 0.05 for gap in scoring)} of {len(scoring):,} over 50 ms",
        ),
        taken_in,
    ]


def rest(seconds: float) -> None:
    """Let the window come to rest after it was shown."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def write_real(shoot: Path, count: int, source: Path) -> None:
    """``count`` files of about 2 megapixels, from the photos of a folder, each with an identity of its own."""
    from PIL import Image

    made = []
    for path in sorted(source.rglob("*.jpg"))[:40]:
        with Image.open(path) as image:
            image.draft("RGB", (1620, 1080))
            small = image.convert("RGB")
        small.thumbnail((1620, 1080))
        stream = io.BytesIO()
        small.save(stream, "JPEG", quality=90)
        made.append(stream.getvalue())
    for number in range(count):
        path = shoot / f"{number // 500:02}" / f"IMG_{number}.jpg"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(made[number % len(made)] + str(number).encode())


def ms(seconds: float) -> str:
    """Milliseconds for the table."""
    return f"{seconds * 1000:.1f} ms"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--scored", type=int, default=5_000)
    parser.add_argument("--taken-in", type=int, default=5_000)
    parser.add_argument("--cells", type=int, default=100_000)
    parser.add_argument("--source", type=Path, help="score photos of this folder with the bundled model instead")
    chosen = parser.parse_args()
    parts: list[tuple[Callable[[int], list[Row]], int]] = [
        (decisions, chosen.rows),
        (scrolling, chosen.cells),
        (lambda photos: blocks(photos, chosen.source), chosen.scored),
        (lambda photos: blocks(photos, chosen.source, scored=False), chosen.taken_in),
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
