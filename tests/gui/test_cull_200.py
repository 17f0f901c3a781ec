"""A full cull of 200 photos with the keyboard alone, from opening the folder to the keeper list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.catalog.records import Flag
from app.culling.lists import ListFormat
from app.gui.export_dialog import ExportDialog
from app.gui.main_window import MainWindow
from tests.gui.conftest import WindowMaker
from tests.gui.windows import write_photo

PHOTOS = 200


def tap(window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key for whatever has the keyboard."""
    QTest.keyClick(QApplication.focusWidget() or window, key, modifier)
    QApplication.processEvents()


@pytest.mark.timeout(600)
def test_two_hundred_photos_by_keyboard(
    make_window: WindowMaker, tmp_path: Path, ready: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "shoot"
    for number in range(PHOTOS):
        write_photo(root / f"IMG_{number:04}.jpg", 5 + number, (96, 64))
    window = make_window(root)
    ready(window)
    assert len(window.session.table) == PHOTOS
    window.area.focus_photos()
    shift, ctrl = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    tap(window, Qt.Key.Key_Home)
    tap(window, Qt.Key.Key_E)
    assert window.area.in_loupe
    # First pass in the loupe: every third is a reject, every third a pick, of which every other gets stars.
    for number in range(PHOTOS):
        assert window.session.table.position(window.session.current) >= 0
        if number % 3 == 0:
            tap(window, Qt.Key.Key_X, shift)
        elif number % 3 == 1:
            if number % 2:
                tap(window, Qt.Key.Key_4)
            tap(window, Qt.Key.Key_P, shift)
        else:
            tap(window, Qt.Key.Key_Right)
    # A mistake, taken back and done again.
    told: list[str] = []
    window.session.told.connect(lambda text, _: told.append(text))
    tap(window, Qt.Key.Key_Z, ctrl)
    tap(window, Qt.Key.Key_Z, ctrl | shift)
    qtbot.waitUntil(lambda: any(text.startswith("Redone") for text in told), timeout=30_000)
    tap(window, Qt.Key.Key_G)
    columns = window.session.table.columns
    by_name = {Path(path).name: place for place, path in enumerate(columns.paths)}
    order = [by_name[f"IMG_{number:04}.jpg"] for number in range(PHOTOS)]

    def flags() -> list[int]:
        return columns.flags[order].tolist()

    expected = [(Flag.REJECT, Flag.PICK, Flag.NONE)[number % 3] for number in range(PHOTOS)]
    qtbot.waitUntil(lambda: flags() == expected, timeout=30_000)
    assert columns.stars[order].tolist() == [4 if n % 3 == 1 and n % 2 else 0 for n in range(PHOTOS)]
    # Second pass: only the undecided, all rejected at once, and that taken back.
    window.filter_bar.take_up(type(window.session.view.spec)(flags=frozenset({Flag.NONE})))
    window.area.focus_photos()
    rest = len(window.session.view.order)
    assert rest == expected.count(Flag.NONE)
    tap(window, Qt.Key.Key_A, ctrl)
    tap(window, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: (columns.flags != Flag.NONE).all(), timeout=30_000)
    qtbot.waitUntil(lambda: f"Rejected {rest} photos." in told, timeout=30_000)
    tap(window, Qt.Key.Key_Z, ctrl)
    qtbot.waitUntil(lambda: flags() == expected, timeout=30_000)
    tap(window, Qt.Key.Key_Backslash, ctrl)
    assert len(window.session.view.order) == PHOTOS
    # The keepers as a list.
    to = tmp_path / "keepers.json"
    monkeypatch.setattr(ExportDialog, "exec", lambda dialog: True)
    monkeypatch.setattr(ExportDialog, "destination", lambda dialog: to)
    monkeypatch.setattr(ExportDialog, "format", lambda dialog: ListFormat.JSON)
    tap(window, Qt.Key.Key_E, ctrl)
    qtbot.waitUntil(to.exists, timeout=30_000)
    kept = {Path(row["path"]).name for row in json.loads(to.read_text())}
    assert kept == {f"IMG_{number:04}.jpg" for number in range(PHOTOS) if number % 3}
    stored = window.services.lane.call(lambda catalog: catalog.decisions(columns.ids.tolist()))  # type: ignore[union-attr]
    assert [stored[int(columns.ids[place])].flag for place in order] == expected
