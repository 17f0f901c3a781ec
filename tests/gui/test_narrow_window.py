"""A window on half a screen: nothing is cut off, nothing flickers, and panels get their width back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.gui.folding_row import FoldingRow
from app.gui.main_window import MainWindow
from app.gui.start_page import StartPage
from tests.gui.conftest import WindowMaker


@pytest.fixture(params=["en", "de"])
def window(request: Any, make_window: WindowMaker, shoot: Path, ready: Any) -> MainWindow:
    if request.param == "de":
        request.getfixturevalue("german")
    made = make_window(shoot)
    ready(made)
    made.figures.show_counts()
    return made


def cut(window: MainWindow) -> list[str]:
    """Buttons and figures of the panels that have no room for their words."""
    found: list[QAbstractButton | QLabel] = [*window.histogram.findChildren(QPushButton)]
    found += [label for row in window.histogram.findChildren(FoldingRow) for label in row.findChildren(QLabel)]
    return [w.text() for w in found if w.isVisible() and w.width() < w.minimumSizeHint().width()]


def test_it_fits_on_half_a_screen(window: MainWindow, qtbot: Any) -> None:
    widths = {name: dock.width() for name, dock in window.docks.items()}
    window.resize(900, 600)
    qtbot.waitUntil(lambda: window.width() == 900)
    QApplication.processEvents()
    assert window.size().height() == 600
    assert not cut(window)
    assert window.area.width() >= 300
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: {name: dock.width() for name, dock in window.docks.items()} == widths)
    assert not cut(window)


def test_a_panel_that_was_dragged_keeps_its_width_over_sessions(
    window: MainWindow, make_window: WindowMaker, qtbot: Any
) -> None:
    panels, dock = window.panels, window.docks["scores"]
    border = dock.geometry().topLeft() + QPoint(-2, 200)
    panels.setCursor(Qt.CursorShape.SplitHCursor)  # as Qt does where there is a pointer
    QTest.mousePress(panels, Qt.MouseButton.LeftButton, pos=border)
    QTest.mouseMove(panels, border - QPoint(80, 0))
    qtbot.waitUntil(lambda: dock.width() > 340, timeout=5000)
    QTest.mouseRelease(panels, Qt.MouseButton.LeftButton, pos=border - QPoint(80, 0))
    panels.unsetCursor()
    dragged = dock.width()
    window.resize(1700, 900)
    QApplication.processEvents()
    assert dock.width() == dragged
    window.resize(700, 700)
    qtbot.waitUntil(lambda: dock.width() < dragged)
    window.close()
    again = make_window()
    again.resize(1600, 900)
    qtbot.waitUntil(lambda: again.docks["scores"].width() == dragged)


def test_a_click_on_words_in_a_narrow_window_is_no_wish(window: MainWindow, qtbot: Any) -> None:
    window.resize(670, 700)
    qtbot.waitUntil(lambda: window.docks["folders"].width() < 230)
    label = next(w for w in window.histogram.findChildren(QLabel) if w.isVisible())
    QTest.mouseClick(label, Qt.MouseButton.LeftButton)
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: window.docks["folders"].width() == 230)
    assert window.docks["scores"].width() == 280


def test_panels_that_were_hidden_come_back_with_their_width(window: MainWindow, qtbot: Any) -> None:
    window.actions_by_id["panels"].trigger()
    window.resize(800, 700)
    QApplication.processEvents()
    window.resize(1440, 900)
    window.actions_by_id["panels"].trigger()
    qtbot.waitUntil(lambda: window.docks["folders"].width() == 230 and window.docks["scores"].width() == 280)


def test_what_has_no_room_in_the_tool_bar_is_behind_a_button_that_is_seen(window: MainWindow, qtbot: Any) -> None:
    window.resize(800, 600)
    more = window.tool_bar.findChild(QToolButton, "qt_toolbar_ext_button")
    assert isinstance(more, QToolButton)
    qtbot.waitUntil(more.isVisible)
    picture = more.grab().toImage()
    seen = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
    assert len(seen) > 1, "there is an arrow"
    assert more.accessibleName()


def test_a_row_folds_once_at_one_width(qtbot: Any) -> None:
    row = FoldingRow(QPushButton("Reject below 30 …"), QPushButton("Keep the best …"), stretch=True)
    host = QWidget()
    qtbot.addWidget(host)
    column = QVBoxLayout(host)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(row)
    host.show()
    folded = []
    for width in range(row.minimumSizeHint().width(), 400):
        host.resize(width, 80)
        for _ in range(3):
            QApplication.processEvents()
        folded.append(row.folded)
    assert folded[0]
    assert not folded[-1]
    assert folded == sorted(folded, reverse=True)


def test_the_start_page_shortens_long_paths(qtbot: Any, tmp_path: Path) -> None:
    page = StartPage()
    qtbot.addWidget(page)
    page.show_recent([tmp_path / ("a-long-name-of-a-shoot " * 6)])
    page.show()
    for width in (page.minimumSizeHint().width(), 900):
        page.resize(width, 600)
        QApplication.processEvents()
        button = page.findChildren(QPushButton)[-1]
        assert button.fontMetrics().horizontalAdvance(button.text()) <= button.width() - 24
