"""What the status bar says when the scoring of a folder has ended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.gui.main_window import MainWindow
from tests.gui.conftest import WindowMaker
from tests.gui.windows import write_photo

Ready = Callable[[MainWindow], None]


def cut_off(path: Path, brightness: int) -> None:
    """A photo whose head can be read and whose pixels cannot: the scan takes it in, scoring finds out."""
    write_photo(path, brightness, (640, 426))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def test_photos_that_the_scan_could_not_read_are_counted_with_those_that_scoring_could_not(
    qtbot: QtBot, make_window: WindowMaker, ready: Ready, shoot: Path
) -> None:
    cut_off(shoot / "first" / "x.jpg", 90)
    cut_off(shoot / "second" / "y.jpg", 120)
    window = make_window(shoot)
    told: list[str] = []
    window.session.told.connect(lambda text, _: told.append(text))
    ready(window)
    assert window.session.table.columns.errors.sum() == 3
    qtbot.waitUntil(lambda: told == ["Scored 10 photos. 3 photos could not be read."])

    told.clear()
    arrived = write_photo(shoot / "first" / "new.jpg", 200)
    window.comfort.new_photos.take([arrived])
    qtbot.waitUntil(lambda: told == ["1 photo arrived.", "Scored 1 photo."], timeout=20_000)
