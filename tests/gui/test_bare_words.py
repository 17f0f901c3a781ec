"""Full screen without bars still says what happened and what is hidden; decisions are made in sight."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.catalog.records import Flag
from app.culling.filters import FilterSpec
from app.gui.main_window import MainWindow
from tests.gui.windows import current_name

Key = Qt.Key


@pytest.fixture
def window(make_window: Callable[..., MainWindow], ready: Callable[[MainWindow], None], shoot: Path) -> MainWindow:
    made = make_window(shoot)
    ready(made)
    return made


@pytest.mark.parametrize("view", ["show_loupe", "show_compare", "show_survey"])
def test_what_happened_and_what_is_hidden_is_said_in_full_screen(window: MainWindow, view: str) -> None:
    words = window.views.words
    window.session.set_spec(FilterSpec(text="a", inverted=True))
    hidden = window.session.view.hidden
    assert hidden > 0
    window.area.grid.selectAll()
    getattr(window.area, view)()
    assert window.area.in_large
    window.tell("Picked 3 photos.", undo=True)
    assert (words.message, words.hidden) == ("", ""), "the bars say it"
    window.actions_by_id["full-screen"].setChecked(True)
    assert words.message == "Picked 3 photos."
    assert words.hidden == f"Hidden: {hidden}"
    window.tell("This is a bracket: press B once more.")
    assert words.message == "This is a bracket: press B once more."
    window.clear_filter()
    assert words.hidden == ""
    window.tell("")
    assert words.message == ""
    window.actions_by_id["full-screen"].setChecked(False)
    window.tell("Picked 3 photos.")
    assert words.message == ""


def test_long_words_stay_over_the_photos(window: MainWindow, qtbot: Any) -> None:
    window.area.show_loupe()
    window.actions_by_id["full-screen"].setChecked(True)
    window.tell("A very long sentence about what happened. " * 12)
    pages, label = window.area.large.pages, window.views.words._message
    assert pages.rect().contains(label.geometry())
    assert label.height() > 2 * label.fontMetrics().height(), "it is broken into lines, not cut off"


def test_a_decision_about_a_photo_out_of_sight_brings_it_into_sight(window: MainWindow, qtbot: Any) -> None:
    grid = window.area.grid
    window.resize(700, 520)
    grid.set_cell_edge(300)
    grid.go_to_row(0)
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    assert not grid.viewport().rect().intersects(grid.cell_rect(window.session.current))
    window.tell("Undone: picked 1 photo.")
    grid.setFocus()
    QTest.keyClick(grid, Key.Key_X)
    assert window.session.table.decision(0).flag is Flag.REJECT
    assert grid.viewport().rect().intersects(grid.cell_rect(window.session.current))
    assert window.status.message() == "", "what was said was about something else"


def test_a_decision_in_sight_scrolls_nothing(window: MainWindow) -> None:
    grid = window.area.grid
    window.resize(700, 520)
    grid.set_cell_edge(300)
    grid.go_to_row(2)
    bar = grid.verticalScrollBar()
    bar.setValue(bar.value() + 40)
    before = bar.value()
    QTest.keyClick(grid, Key.Key_P)
    assert bar.value() == before


def test_the_second_window_zooms_its_own_photo_and_hands_arrows_on(window: MainWindow, qtbot: Any) -> None:
    window.resize(700, 520)
    window.area.grid.set_cell_edge(300)
    window.area.grid.go_to_row(0)
    window.actions_by_id["second-screen"].setChecked(True)
    second = window.views.second
    assert second.window is not None
    assert second.view is not None
    canvas = second.view.canvas
    qtbot.waitUntil(lambda: canvas._best() is not None)
    window.activateWindow()
    window.area.focus_photos()
    second.window.activateWindow()
    qtbot.waitUntil(lambda: second.active_view is not None)
    assert canvas.zoom.fit
    QTest.keyClick(canvas, Key.Key_Space)
    assert not canvas.zoom.fit
    assert not window.area.in_large, "Space is the second window's"
    QTest.keyClick(canvas, Key.Key_Down)
    assert current_name(window) != "a.jpg"
    window.actions_by_id["clipping"].setChecked(True)
    assert second.view._looks._looks.clipping
