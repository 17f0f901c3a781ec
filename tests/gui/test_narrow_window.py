"""A window on half a screen: nothing is cut off, nothing flickers, and panels get their width back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
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


def test_a_panel_that_was_made_narrow_stays_so_in_a_wider_window(window: MainWindow, qtbot: Any) -> None:
    window.panels.resizeDocks([window.docks["scores"]], [200], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: window.docks["scores"].width() < 260)
    chosen = window.docks["scores"].width()
    qtbot.mouseRelease(window.panels, Qt.MouseButton.LeftButton)  # the end of a drag
    assert not cut(window)
    window.resize(1700, 900)
    qtbot.waitUntil(lambda: window.panels.width() == 1700)
    QApplication.processEvents()
    assert window.docks["scores"].width() == chosen


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
