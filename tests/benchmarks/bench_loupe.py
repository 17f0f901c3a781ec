"""How long the loupe takes from the key press to the painted photo, and from the file to each stage.

``python -m tests.benchmarks.bench_loupe [PHOTO] [--copies N] [--size 1440x900]``; prints medians and 95th percentiles
in milliseconds. The photo is copied, so that every photo is a file of its own with a decode of its own.
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

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.gui.loupe import LoupeView
from app.gui.rendering import Stage
from app.photos.formats import kind_of
from app.photos.model import PhotoKind
from tests.benchmarks.resting import wait

DEFAULT_PHOTO = Path(__file__).resolve().parents[3] / "shared" / "data" / "camera" / "sony_a6000_24mp.jpg"


class PagingLoupe(LoupeView):
    """A loupe that pages by the arrow keys, as the window makes it."""

    photos: list[tuple[int, Path, PhotoKind]]
    at = 0

    def go(self, to: int) -> None:
        """Show a photo and look ahead at the next three and the last one."""
        self.at = to
        self.show_photo(*self.photos[to])
        self.set_caption(to + 1, len(self.photos), "score 71")
        ahead = [self.photos[i] for i in (to + 1, to + 2, to + 3, to - 1) if 0 <= i < len(self.photos)]
        self.prefetch(ahead)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Right goes on."""
        if event.key() == Qt.Key.Key_Right:
            self.go(self.at + 1)


def measure(view: PagingLoupe, prefetched: bool) -> list[float]:
    """Milliseconds from each Right key to the first painting of the next photo at screen size."""
    times: list[float] = []
    painted: list[tuple[int, str, float]] = []
    connection = view.painted.connect(lambda photo, stage: painted.append((photo, stage, time.perf_counter())))
    for _ in range(len(view.photos) - 1):
        following = view.photos[view.at + 1][0]
        if prefetched:
            wait(lambda: view._loader.at_hand(following) is not None)  # noqa: B023
        painted.clear()
        start = time.perf_counter()
        QTest.keyClick(view.canvas, Qt.Key.Key_Right)
        wait(lambda: any(photo == following and stage != "thumbnail" for photo, stage, _ in painted))  # noqa: B023
        first = next(when for photo, stage, when in painted if photo == following and stage != "thumbnail")
        times.append((first - start) * 1e3)
    view.painted.disconnect(connection)
    return times


def report(what: str, times: list[float]) -> None:
    """One line."""
    times = sorted(times)
    p95 = times[min(len(times) - 1, round(0.95 * (len(times) - 1)))]
    print(f"{what:<58} median {statistics.median(times):7.1f} ms   p95 {p95:7.1f} ms   n {len(times)}")


def main() -> None:
    """Run the measurements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photo", nargs="?", type=Path, default=DEFAULT_PHOTO)
    parser.add_argument("--copies", type=int, default=40)
    parser.add_argument("--size", default="1440x900", help="of the loupe in device-independent pixels")
    options = parser.parse_args()
    width, height = (int(side) for side in options.size.split("x"))
    app = QApplication([])
    kind = kind_of(options.photo) or PhotoKind.JPEG
    with tempfile.TemporaryDirectory() as folder:
        photos = []
        for number in range(options.copies):
            copy = Path(folder) / f"{number:03}{options.photo.suffix}"
            shutil.copyfile(options.photo, copy)
            photos.append((number, copy, kind))
        for prefetched in (True, False):
            view = PagingLoupe()
            view.photos = photos
            view.resize(width, height)
            view.show()
            QTest.qWaitForWindowExposed(view)
            view.go(0)
            wait(lambda: view._loader.at_hand(0) is not None)  # noqa: B023
            said = "decoded ahead" if prefetched else "paged as fast as it is painted"
            report(f"key press -> painted at screen size, {said}", measure(view, prefetched))
            if prefetched:
                full: list[float] = []
                for number in range(0, options.copies, 4):
                    view.zoom_fit()
                    view._loader.forget([number])
                    view.go(number)
                    wait(lambda: view.canvas.has(Stage.PREVIEW))  # noqa: B023
                    start = time.perf_counter()
                    view.toggle_zoom(QPoint(width // 3, height // 3))
                    wait(lambda: view.canvas.has(Stage.FULL))  # noqa: B023
                    full.append((time.perf_counter() - start) * 1e3)
                report("100 % asked for -> full resolution, not decoded ahead", full)
                drag: list[float] = []
                for step in range(60):
                    start = time.perf_counter()
                    view.canvas.zoom.pan(-13 - step % 5, -9)
                    view.canvas.repaint()
                    drag.append((time.perf_counter() - start) * 1e3)
                report("one step of a drag at 100 %", drag)
                print(f"kept in memory: {view._loader.cached_bytes / 2**20:.0f} MiB")
            view.shut_down()
            view.close()
    app.quit()


if __name__ == "__main__":
    main()
