"""A photo that is left alone is shown as soon as an intake has read it where it can do no harm."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.gui.main_window import MainWindow
from app.gui.notices import EmptyState
from app.photos import crash_journal
from app.photos.crash_journal import LEFT_ALONE
from tests.gui.conftest import WindowMaker
from tests.gui.windows import photo_id

Ready = Callable[[MainWindow], None]


def test_a_suspect_is_told_and_shown_after_looking_again(
    qtbot: QtBot, make_window: WindowMaker, ready: Ready, shoot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.gui.thumbnail_loader._cached", lambda *_: None)
    window = make_window(shoot)
    ready(window)
    area, session = window.area, window.session
    path = shoot / "first" / "b.jpg"
    status = path.stat()
    photo = photo_id(window, "b.jpg")
    crash_journal.accuse(path, status.st_size, status.st_mtime_ns)

    area.thumbnails.forget()
    area.loupe.forget([photo])
    area.grid.visibleChanged.emit()
    qtbot.waitUntil(lambda: session.reasons.get(photo) == LEFT_ALONE)
    area.go_to(photo)
    area.show_loupe()
    words = area.loupe.findChild(EmptyState)
    assert words is not None
    qtbot.waitUntil(words.isVisible)
    assert words.accessibleDescription() == LEFT_ALONE

    session.rescan()
    qtbot.waitUntil(lambda: area.loupe.canvas.isVisible() and area.loupe.canvas.finest_level() is not None)
    qtbot.waitUntil(lambda: area.thumbnails.pixmap(photo) is not None)
    ready(window)
    assert photo not in session.reasons
    assert not words.isVisible()
