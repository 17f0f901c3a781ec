"""Starting the program: quick, and with nothing heavy."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

# Runs in a process of its own: what this one has imported says nothing.
_PROGRAM = """
import json, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.gui import application, main_window
report = {}

class Spy(main_window.MainWindow):
    def showEvent(self, event):
        super().showEvent(event)
        report["at show"] = sorted({name.partition(".")[0] for name in sys.modules})
    def use_services(self, services):
        super().use_services(services)
        report["later"] = sorted({name.partition(".")[0] for name in sys.modules})
        QTimer.singleShot(0, self.close)

def services():
    from app.bootstrap import Services
    return Services()

application.MainWindow = Spy
report["exit"] = application.run_window(services, None)
print(json.dumps(report))
"""


@pytest.fixture(scope="module")
def start_report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What a start without a folder imports."""
    import os

    home = tmp_path_factory.mktemp("start")
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", PYTHONPATH=str(REPOSITORY))
    environment.update({f"KEEPERS_{name}_DIR": str(home / name.lower()) for name in ("DATA", "CACHE", "CONFIG")})
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], env=environment, cwd=home, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    report: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return report


@pytest.mark.parametrize("name", ["torch", "diffusers", "transformers", "onnxruntime", "rawpy"])
def test_no_heavy_module_is_imported_before_a_job_needs_it(start_report: dict[str, list[str]], name: str) -> None:
    assert name not in start_report["later"]


@pytest.mark.parametrize("name", ["sqlalchemy", "alembic"])
def test_the_database_is_not_imported_before_the_window_shows(start_report: dict[str, list[str]], name: str) -> None:
    assert name not in start_report["at show"]


def test_a_start_and_an_end_without_a_folder_exit_well(start_report: dict[str, object]) -> None:
    assert start_report["exit"] == 0
