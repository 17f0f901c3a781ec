"""Every key of the sheet, pressed in every view: each reaches a command or the view, and nothing is raised."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.gui.actions import AND_NEXT
from app.gui.commands import Where, commands
from app.gui.main_window import MainWindow
from tests.gui.conftest import WindowMaker
from tests.gui.window_fuzz import LEAVES_THE_FOLDER, no_dialogs

VIEWS = [name for name in ("grid", "loupe", "compare", "survey") if name in {command.id for command in commands()}]


@pytest.fixture
def window(make_window: WindowMaker, shoot: Path, ready: Any) -> MainWindow:
    made = make_window(shoot)
    ready(made)
    made.comfort.outside.start = lambda *_: True
    made.comfort.outside.open_url = lambda *_: True
    return made


def show(window: MainWindow, view: str) -> None:
    """A view with two photos selected, one of them decided, one group, and something to undo."""
    window.activateWindow()
    for name in ("full-screen", "advance", "second-screen"):
        window.actions_by_id[name].setChecked(False)
    window.clear_filter()
    window.area.show_grid()
    ids = window.area.model.ids_at([0, 1]).tolist()
    window.area.grid.select_ids(ids, ids[0])
    if view != "grid":
        window.actions_by_id[view].trigger()
    QApplication.processEvents()
    window.area.focus_photos()


@pytest.mark.timeout(400)
@pytest.mark.parametrize("view", VIEWS)
def test_every_key_of_the_sheet_in_every_view(window: MainWindow, view: str, qtbot: Any) -> None:
    reached: set[str] = set()
    for name, action in window.actions_by_id.items():
        signal = action.toggled if action.isCheckable() else action.triggered
        signal.connect(lambda *_, name=name: reached.add(name))
    pressed: list[tuple[str, str]] = []
    with no_dialogs() as raised:
        for command in commands():
            if command.id in LEAVES_THE_FOLDER:
                continue
            for key in command.keys:
                show(window, view)
                for text in (key, f"Shift+{key}") if command.and_next else (key,):
                    combination = QKeySequence(text)[0]
                    target = QApplication.focusWidget() or window
                    QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
                    QApplication.processEvents()
                    pressed.append((command.id, text))
                    assert not raised, (command.id, text, raised)
        show(window, "grid")
    assert len(pressed) > 60
    everywhere = [command for command in commands() if command.where in (Where.WINDOW, Where.PHOTOS)]
    for command in everywhere:
        if command.keys and command.id not in LEAVES_THE_FOLDER:
            works = window.actions_by_id[command.id].isEnabled() or command.id in reached
            assert works or not applies(command.id, view), command.id
            if command.and_next:
                assert command.id + AND_NEXT in reached, command.id


def test_a_command_of_some_views_only_says_which(window: MainWindow) -> None:
    works: dict[str, set[str]] = {}
    for view in VIEWS:
        show(window, view)
        for name, action in window.actions_by_id.items():
            if action.isEnabled():
                works.setdefault(name, set()).add(view)
    for command in commands():
        views = works.get(command.id, set())
        if views and len(views) < len(VIEWS) and command.id not in ("stack", "split-group", "automatic-group"):
            assert any(view in command.text for view in views), (command.id, "does nothing elsewhere")


def applies(command: str, view: str) -> bool:
    """Whether a command makes sense in a view with two undecided, ungrouped photos and no filter."""
    only_with_something = {"undo", "redo", "clear-filter", "invert-filter", "save-filter", "pause"}
    return command not in only_with_something and view == "grid" and command in {"select-all", "larger", "smaller"}
