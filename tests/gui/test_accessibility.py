"""A walk over every widget: each control has a name for screen readers and is reached by Tab, in reading order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QSplitterHandle,
    QWidget,
)
from shiboken6 import isValid

from app.culling.filters import FilterSpec
from app.gui.main_window import MainWindow
from tests.gui.conftest import WindowMaker

CONTROLS = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QAbstractItemView)
INSIDE = (QComboBox, QAbstractSpinBox, QLineEdit, QAbstractItemView)
"""What these hold (an editor, a clear button, a header) speaks for them."""


@pytest.fixture
def window(make_window: WindowMaker, shoot: Path, ready: Any) -> MainWindow:
    made = make_window(shoot)
    ready(made)
    made.figures.show_counts()
    return made


def is_part(widget: QWidget) -> bool:
    """Whether a widget is only a part of another control."""
    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow():
        if isinstance(parent, INSIDE):
            return True
        parent = parent.parentWidget()
    return isinstance(widget, (QScrollBar, QSplitterHandle)) or widget.objectName().startswith("qt_")


def controls(window: QWidget) -> list[QWidget]:
    """The controls that can be seen."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, CONTROLS) and widget.isVisible() and not is_part(widget)
    ]


def name_of(widget: QWidget) -> str:
    """What a screen reader says."""
    own = widget.accessibleName() or (widget.text() if isinstance(widget, (QAbstractButton, QLineEdit)) else "")
    action = getattr(widget, "defaultAction", lambda: None)()
    return own or (action.text() if action is not None else "")


@pytest.mark.parametrize("view", ["grid", "loupe"])
def test_every_control_has_a_name(window: MainWindow, view: str) -> None:
    window.actions_by_id[view].trigger()
    QApplication.processEvents()
    found = controls(window)
    assert len(found) > 25
    nameless = [
        f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}" for widget in found if not name_of(widget)
    ]
    assert not nameless


def test_tab_reaches_every_part_of_the_filter_bar_in_reading_order(window: MainWindow) -> None:
    bar = window.filter_bar
    inside = [w for w in controls(bar) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isEnabled()]
    inside[0].setFocus(Qt.FocusReason.TabFocusReason)
    visited = []
    for _ in range(len(inside) * 2):
        focus = QApplication.focusWidget()
        if focus is None or not bar.isAncestorOf(focus):
            break
        visited.append(focus)
        bar.focusNextPrevChild(True)
    places = [(w.mapTo(bar, w.rect().center()).y() // 20, w.mapTo(bar, w.rect().topLeft()).x()) for w in visited]
    assert set(inside) <= set(visited)
    assert places == sorted(places), "from left to right, from top to bottom"


def walk(window: MainWindow, *, forward: bool = True) -> list[QWidget]:
    """The controls that Tab or Shift+Tab goes through, from the photos on, until it is there again."""
    window.area.focus_photos()
    start = QApplication.focusWidget()
    assert start is not None
    visited = [start]
    for _ in range(200):
        focus = QApplication.focusWidget()
        assert focus is not None
        focus.focusNextPrevChild(forward)
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus is start:
            return visited
        assert focus not in visited, "it goes round without coming back to the photos"
        visited.append(focus)
    raise AssertionError("it never ends")


def parts(window: MainWindow, visited: list[QWidget]) -> list[str]:
    """The bars and panels of these controls, one after another, the tool bar first."""
    named = {
        "tool bar": window.tool_bar,
        "hint": window.comfort.hint,
        "filter": window.filter_bar,
        "photos": window.area,
        **window.docks,
    }
    names: list[str] = []
    for widget in visited:
        name = next((n for n, part in named.items() if part is not None and part.isAncestorOf(widget)), "elsewhere")
        if name not in names[-1:]:
            names.append(name)
    at = names.index("tool bar")
    return names[at:] + names[:at]


@pytest.mark.parametrize("view", ["grid", "loupe"])
def test_tab_goes_through_the_window_as_the_eye_does(window: MainWindow, view: str) -> None:
    window.actions_by_id[view].trigger()
    QApplication.processEvents()
    visited = walk(window)
    expected = ["tool bar", "hint", "filter", "folders", "groups", "photos", "scores", "photo"]
    assert parts(window, visited) == expected
    assert walk(window, forward=False)[1:] == visited[:0:-1]


def test_tab_follows_a_panel_that_was_dragged_to_the_other_side(window: MainWindow) -> None:
    window.panels.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, window.docks["scores"])
    window.panels.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, window.docks["folders"])
    QApplication.processEvents()
    order = parts(window, walk(window))
    assert order[:3] == ["tool bar", "hint", "filter"]
    assert set(order[3:5]) == {"groups", "scores"}
    assert order[5] == "photos"
    assert set(order[6:]) == {"photo", "folders"}


def test_f6_goes_from_part_to_part_and_back(window: MainWindow) -> None:
    window.area.focus_photos()
    start = QApplication.focusWidget()
    seen = [start]
    for _ in range(8):
        window.actions_by_id["next-area"].trigger()
        seen.append(QApplication.focusWidget())
    assert seen[-1] is start, "eight parts, once round"
    assert len({id(widget) for widget in seen}) == 8
    back = []
    for _ in range(8):
        window.actions_by_id["previous-area"].trigger()
        back.append(QApplication.focusWidget())
    assert back == seen[-2::-1]


def test_no_control_is_left_out_by_the_keyboard(window: MainWindow) -> None:
    unreachable = [
        f"{type(widget).__name__} “{name_of(widget)}”"
        for widget in controls(window)
        if widget.isEnabled()
        and not widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        # Buttons of a command have its key and its place in the menus.
        and getattr(widget, "defaultAction", lambda: None)() is None
        and not isinstance(widget.parentWidget(), QAbstractItemView)
    ]
    assert not unreachable


def test_a_control_that_goes_while_it_has_the_focus_takes_nothing_along(window: MainWindow, qtbot: Any) -> None:
    window.session.set_spec(FilterSpec(text="no photo has such a name"))
    qtbot.waitUntil(lambda: window.area.currentWidget() is window.area.notice)
    button = next(b for b in window.area.notice.findChildren(QAbstractButton) if b.isVisible())
    button.setFocus()
    walk(window)
    button.setFocus()
    window.clear_filter()
    qtbot.waitUntil(lambda: window.area.currentWidget() is window.area.grid)
    window.area.notice.set_state("", "")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(button)
    assert isValid(window.recent_menu)
    window.tool_bar.show_hidden(3)
    assert QApplication.focusWidget() is not None
