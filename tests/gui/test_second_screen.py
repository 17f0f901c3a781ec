"""The current photo in a window of its own: beside the main window, or full screen on the other monitor."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.catalog.records import Flag
from app.gui.main_window import MainWindow
from app.gui.rendering import Stage
from tests.gui.windows import current_name, photo_id

Key = Qt.Key

_SCRIPT = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
from app.gui.large_view import LargeView
from app.gui.photo_model import PhotoModel
from app.gui.second_screen import SecondScreen
app = QApplication([])
owner = QWidget()
owner.resize(400, 300)
owner.show()
app.processEvents()
large = LargeView(PhotoModel())
second = SecondScreen(owner, large)
second.show([])
app.processEvents()
own, other = owner.screen().geometry(), second.window.screen().geometry()
print(len(app.screens()), own != other, second.window.isFullScreen(), second.window.geometry() == other)
second.hide()
large.shut_down()
"""


def test_it_fills_the_other_monitor(tmp_path: Path) -> None:
    screens = [
        {"name": "left", "x": 0, "y": 0, "width": 1440, "height": 900},
        {"name": "right", "x": 1440, "y": 0, "width": 1920, "height": 1080},
    ]
    config = tmp_path / "screens.json"
    config.write_text(json.dumps({"screens": screens}))
    environment = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={config}"}
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT],
        capture_output=True,
        text=True,
        timeout=100,
        env=environment,
        cwd=Path(__file__).resolve().parents[2],
        check=False,
    )
    assert done.returncode == 0, done.stderr
    if done.stdout.startswith("1 "):
        pytest.skip("This Qt's offscreen platform has no second screen")
    assert done.stdout.strip() == "2 True True True"


def test_it_follows_the_current_photo_and_takes_keys(
    qtbot: QtBot, make_window: Callable[..., MainWindow], ready: Callable[[MainWindow], None], shoot: Path
) -> None:
    window = make_window(shoot)
    ready(window)
    window.area.focus_photos()
    action = window.actions_by_id["second-screen"]
    action.setChecked(True)
    second = window.views.second
    assert second.window is not None
    assert second.view is not None
    assert second.view.photo_id == window.session.current
    window.activateWindow()
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Key.Key_End)
    QTest.keyClick(QApplication.focusWidget() or focus, Key.Key_Left)
    assert current_name(window) == "j.jpg"
    assert second.view.photo_id == photo_id(window, "j.jpg")
    qtbot.waitUntil(lambda: second.view is not None and second.view.canvas._best() is not None, timeout=20_000)
    qtbot.waitUntil(
        lambda: (
            second.view is not None and (second.view.canvas.has(Stage.PREVIEW) or second.view.canvas.has(Stage.FULL))
        ),
        timeout=20_000,
    )
    second.window.activateWindow()
    qtbot.waitUntil(lambda: second.window is not None and second.window.isActiveWindow())
    QTest.keyClick(second.view.canvas, Key.Key_P)
    flag = window.session.table.decision(window.session.table.position(window.session.current)).flag
    assert flag is Flag.PICK
    second.window.close()
    assert second.window is None
    assert not action.isChecked()
