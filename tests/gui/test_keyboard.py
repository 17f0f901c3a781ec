"""The keyboard belongs to the photos, unless somebody types; and every view answers its keys."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.catalog.records import Flag
from app.culling.filters import FilterSpec
from app.culling.sorting import SortKey
from app.gui.commands import Where, commands
from app.gui.main_window import MainWindow
from tests.gui.windows import current_name, names, photo_id

Ready = Callable[[MainWindow], None]
Make = Callable[..., MainWindow]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(make_window: Make, ready: Ready, shoot: Path) -> MainWindow:
    """A window on the shoot, the photos having the keyboard."""
    made = make_window(shoot)
    ready(made)
    made.area.focus_photos()
    return made


def focus() -> QWidget:
    """What has the keyboard."""
    found = QApplication.focusWidget()
    assert found is not None
    return found


def tap(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key for whatever has the keyboard."""
    QTest.keyClick(focus(), key, modifier)


def test_every_command_is_an_action_or_a_key_of_a_view(window: MainWindow) -> None:
    for command in commands():
        assert (command.id in window.actions_by_id) == (command.where is not Where.VIEW)


def test_typing_a_file_name_decides_nothing(qtbot: QtBot, window: MainWindow) -> None:
    window.filter_bar.focus_search()
    field = focus()
    qtbot.keyClicks(field, "pxu 13gm")
    qtbot.waitUntil(lambda: window.area.currentWidget() is window.area.notice)
    for _ in "pxu 13gm":
        tap(Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: window.area.currentWidget() is window.area.grid)
    assert focus() is field, "photos that come back must not turn what is typed next into decisions"
    qtbot.keyClicks(field, "x")
    assert not window.session.table.columns.flags.any()
    tap(Qt.Key.Key_Escape)
    assert focus() is window.area.grid
    window.filter_bar.focus_search()
    qtbot.keyClicks(focus(), "j.jpg")
    tap(Qt.Key.Key_Return)
    assert names(window) == ["j.jpg"]
    assert focus() is window.area.grid


def test_the_mouse_leaves_the_keyboard_with_the_photos(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.mouseClick(window.filter_bar._unrated, LEFT)
    assert focus() is window.area.grid
    plot = window.histogram.plot
    qtbot.mouseClick(plot, LEFT, pos=QPoint(round(plot.x_of(60)), plot.height() // 2))
    assert window.histogram.threshold() == pytest.approx(60, abs=1)
    assert focus() is window.area.grid
    tree = window.folder_tree
    qtbot.waitUntil(lambda: tree.topLevelItem(0) is not None)
    item = tree.topLevelItem(0)
    assert item is not None
    qtbot.mouseClick(tree.viewport(), LEFT, pos=tree.visualItemRect(item).center())
    assert focus() is window.area.grid


def test_the_loupe_zooms_pans_and_shows_the_map_by_keys(qtbot: QtBot, window: MainWindow) -> None:
    tap(Qt.Key.Key_Return)
    loupe = window.area.loupe
    qtbot.waitUntil(lambda: loupe.canvas.has(loupe.canvas._best().stage) if loupe.canvas._best() else False)
    fit = loupe.zoom()
    tap(Qt.Key.Key_Plus)
    assert loupe.zoom() > fit
    nearer = loupe.zoom()
    tap(Qt.Key.Key_Minus)
    assert loupe.zoom() < nearer
    for _ in range(12):
        tap(Qt.Key.Key_Plus)
    before, name = loupe.canvas.zoom.rect(), current_name(window)
    tap(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert loupe.canvas.zoom.rect() != before
    assert current_name(window) == name
    tap(Qt.Key.Key_M)
    assert window.actions_by_id["quality-map"].isChecked()
    assert loupe._map_visible
    tap(Qt.Key.Key_Escape)
    assert not window.area.in_loupe
    tap(Qt.Key.Key_M)
    assert not window.actions_by_id["quality-map"].isChecked()
    assert "Quality map: off" in window.status.message()


def test_the_loupe_says_what_is_decided(qtbot: QtBot, window: MainWindow) -> None:
    tap(Qt.Key.Key_Return)
    tap(Qt.Key.Key_P)
    tap(Qt.Key.Key_3)
    qtbot.waitUntil(lambda: "of this folder" in window.area.loupe.canvas.accessibleName())
    words = window.area.loupe.canvas.accessibleName()
    assert "✓ Pick   ★★★   score" in words


def test_escape_leaves_the_loupe_first_and_then_the_full_screen(window: MainWindow) -> None:
    tap(Qt.Key.Key_F)
    assert window.actions_by_id["full-screen"].isChecked()
    tap(Qt.Key.Key_Return)
    tap(Qt.Key.Key_Escape)
    assert not window.area.in_loupe
    tap(Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert window.menuBar().isVisible()


def test_a_smaller_window_keeps_the_current_photo_in_sight(qtbot: QtBot, window: MainWindow) -> None:
    grid = window.area.grid
    grid.set_cell_edge(300)
    tap(Qt.Key.Key_End)
    window.resize(window.width() - 150, window.height() - 250)
    qtbot.waitUntil(lambda: grid.viewport().rect().contains(grid.visualRect(grid.currentIndex()).center()))


def test_undo_crosses_views_and_a_sort(qtbot: QtBot, window: MainWindow) -> None:
    tap(Qt.Key.Key_Home)
    tap(Qt.Key.Key_X)
    window.tool_bar.sortChanged.emit(SortKey.SCORE, True)
    tap(Qt.Key.Key_Home)
    tap(Qt.Key.Key_Return)
    tap(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not window.session.table.columns.flags.any())
    qtbot.waitUntil(lambda: current_name(window) == "a.jpg")
    assert window.area.in_loupe


def test_auto_advance_under_a_filter_skips_no_photo(window: MainWindow) -> None:
    window.session.set_spec(FilterSpec(flags=frozenset({Flag.NONE})))
    window.actions_by_id["advance"].setChecked(True)
    tap(Qt.Key.Key_Home)
    for name in ("b.jpg", "c.jpg", "d.jpg"):
        tap(Qt.Key.Key_X)
        assert current_name(window) == name


def test_the_export_writes_what_was_asked_for(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.culling.lists import ListFormat
    from app.gui.export_dialog import ExportDialog

    window.area.grid.go_to(photo_id(window, "c.jpg"))
    tap(Qt.Key.Key_X)
    kept = [f"{name}.jpg" for name in "jihgfedba"]  # best first
    for form in ListFormat:
        to = tmp_path / f"keepers.{form.value}"

        def answer(dialog: ExportDialog, form: ListFormat = form, to: Path = to) -> int:
            dialog._format.setCurrentIndex(dialog._format.findData(form))
            dialog._to.setText(str(to))
            return QDialog.DialogCode.Accepted

        monkeypatch.setattr(ExportDialog, "exec", answer)
        tap(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(to.exists)
        text = to.read_text(encoding="utf-8")
        if form is ListFormat.TXT:
            paths = text.splitlines()
        elif form is ListFormat.CSV:
            paths = [row["path"] for row in csv.DictReader(text.splitlines())]
        else:
            paths = [row["path"] for row in json.loads(text)]
        assert [Path(path).name for path in paths] == kept


def test_a_proposal_gets_thumbnails_of_the_photos_in_sight(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.gui.proposal_dialog import ProposalDialog

    window.area.thumbnails.forget()
    seen: list[bool] = []

    def look(dialog: ProposalDialog) -> int:
        dialog.show()
        model = dialog.list_view.model()
        rows = [model.index(row, 0) for row in range(model.rowCount())]
        qtbot.waitUntil(lambda: all(row.data(Qt.ItemDataRole.DecorationRole) is not None for row in rows))
        seen.append(True)
        dialog.hide()
        return QDialog.DialogCode.Rejected

    monkeypatch.setattr(ProposalDialog, "exec", look)
    window.propose_reject_below(60.0)
    assert seen == [True]
    assert not window.session.table.columns.flags.any(), "looked at, not agreed to"
