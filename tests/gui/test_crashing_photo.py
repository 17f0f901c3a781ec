"""Real windows with a decoder that really crashes on one photo: the second one opens the folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.catalog.test_crashing_photos import CRASHER, READING

ROOT = Path(__file__).resolve().parents[2]

SCORING = """
import os, sys
import crasher
if "SCORES" not in os.environ:
    sys.stdin.buffer.read()  # else it might meet the photo before the window does
from app.scoring import scoring_process
scoring_process.main()
"""

WINDOW = """
import json, sys
from pathlib import Path
import crasher
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.bootstrap import Services
from app.catalog import reading_apart
from app.gui import application
from app.gui.folder_session import Phase
from app.gui.main_window import MainWindow
from app.scoring import scorer_client

here = Path(__file__).parent
reading_apart._COMMAND = sys.executable, str(here / "reading.py")
scorer_client._COMMAND = sys.executable, str(here / "scoring.py")
app = QApplication(sys.argv[:1])

def end_when_ready():
    window = next(widget for widget in app.topLevelWidgets() if isinstance(widget, MainWindow))
    session = window.session
    columns = session.table.columns
    names = [Path(path).name for path in columns.paths]
    good = [i for i, name in enumerate(names) if not columns.errors[i]]
    shown = all(window.area.thumbnails.pixmap(int(columns.ids[i])) is not None for i in good)
    if session.phase is Phase.READY and names and shown:
        timer.stop()
        reasons = {names[session.table.position(photo)]: reason for photo, reason in session.reasons.items()}
        print(json.dumps([sorted(names[i] for i in good), reasons]), flush=True)
        window.close()

timer = QTimer()
timer.timeout.connect(end_when_ready)
timer.start(50)
sys.exit(application.run_window(lambda: Services(model=sys.argv[2], apart=True), Path(sys.argv[1])))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals tell how a process ended")
def test_a_photo_ends_the_window_once(
    tmp_path: Path, shoot: Path, tiny_model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "programs"
    place.mkdir()
    for name, text in (("crasher", CRASHER), ("reading", READING), ("scoring", SCORING), ("window", WINDOW)):
        (place / f"{name}.py").write_text(text)
    with (shoot / "first" / "c.jpg").open("ab") as file:
        file.write(b"the decoder crashes")

    def start() -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, str(place / "window.py"), str(shoot), tiny_model],
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(place)])},
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )
        return done.returncode, done.stdout

    code, _ = start()
    assert code == -6
    monkeypatch.setenv("SCORES", "1")
    for _ in range(2):
        code, told = start()
        assert code == 0
        good, reasons = json.loads(told)
        assert good == [f"{letter}.jpg" for letter in "abdefghij"]
        assert set(reasons) == {"c.jpg", "z broken.jpg"}
        assert reasons["c.jpg"].startswith("Reading this photo ended the process that reads. It crashed (SIGABRT).")
