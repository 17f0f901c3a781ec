"""20,000 random key presses and clicks on a window: no exception, no lost decision, undo back to the start.

Run: ``QT_QPA_PLATFORM=offscreen python tests/benchmarks/fuzz_window.py [--events 20000] [--photos 60] [--seed 7]``
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def run(events: int, photos: int, seed: int) -> str:
    """Do it; gives a line for people."""
    from PySide6.QtWidgets import QApplication

    from app import places
    from app.bootstrap import Services
    from app.gui import application
    from app.gui.main_window import MainWindow
    from app.gui.phase import Phase
    from tests.gui.window_fuzz import Fuzz, check, no_dialogs
    from tests.gui.windows import write_photo
    from tests.tiny_models import write_tiny_model

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    application.prepare(app)
    write_tiny_model(places.installed_models_dir(), "tiny-brightness")
    shoot = Path(tempfile.mkdtemp(prefix="keepers-fuzz-"))
    for number in range(photos):
        size = (320, 213) if number % 3 else (213, 320)
        write_photo(shoot / f"day {number % 3}" / f"IMG_{number}.jpg", 10 + number * 235 // photos, size)
    window = MainWindow()
    window.resize(1200, 800)
    window.open_folder(shoot)
    window.show()
    window.activateWindow()
    services = Services(model="tiny-brightness", apart=True)
    window.use_services(services)
    application.stay_responsive(services.lane, window)
    session = window.session
    until = time.monotonic() + 300
    while session.phase is not Phase.READY or session.arrivals.busy:
        app.processEvents()
        assert time.monotonic() < until, "scoring took too long"
    window.area.focus_photos()
    fuzz = Fuzz(window, seed)
    start = fuzz.stored()
    begun = time.monotonic()
    with no_dialogs() as raised:
        for done in range(0, events, 1000):
            fuzz.run(min(1000, events - done))
            assert not raised, raised
            assert fuzz.shown() == fuzz.stored(), "the window shows what is stored"
            print(f"{fuzz.events:,} events, {time.monotonic() - begun:.0f} s", flush=True)
        undone, redone = check(fuzz, start, raised)
    window.close()
    return (
        f"{fuzz.events:,} random key presses and clicks (seed {seed}) on {photos} photos in"
        f" {time.monotonic() - begun:.0f} s: no exception; {undone:,} steps undone to the start, {redone:,} done again."
    )


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--photos", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        for name in ("DATA", "CACHE", "CONFIG"):
            os.environ[f"KEEPERS_{name}_DIR"] = f"{home}/{name.lower()}"
        print(run(chosen.events, chosen.photos, chosen.seed))


if __name__ == "__main__":
    main()
