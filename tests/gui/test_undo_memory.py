"""What was decided before the window was closed can be undone after it is opened again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.catalog.records import Flag
from app.culling.filters import FilterSpec
from app.gui.main_window import MainWindow
from tests.gui.conftest import WindowMaker


def _flags(window: MainWindow) -> list[int]:
    return sorted(int(flag) for flag in window.session.table.columns.flags if flag)


def test_undo_and_redo_reach_over_the_end_of_the_window(
    make_window: WindowMaker, shoot: Path, ready: Any, qtbot: Any
) -> None:
    window = make_window(shoot)
    ready(window)
    assert not window.actions_by_id["undo"].isEnabled()
    desk, ids = window.session.desk, window.area.model.ids_at([0, 1, 2]).tolist()
    desk.set_flag(ids, Flag.REJECT)
    desk.set_flag(ids[:1], Flag.PICK)
    qtbot.waitUntil(lambda: not desk.writing)
    window.close()

    again = make_window(shoot)
    ready(again)
    undo, redo = again.actions_by_id["undo"], again.actions_by_id["redo"]
    qtbot.waitUntil(undo.isEnabled)
    assert undo.text() == "Undo: Picked 1 photo"
    undo.trigger()
    qtbot.waitUntil(lambda: _flags(again) == [-1, -1, -1])
    assert again.session.current == ids[0]
    undo.trigger()
    qtbot.waitUntil(lambda: _flags(again) == [])
    again.close()

    last = make_window(shoot)
    ready(last)
    qtbot.waitUntil(last.actions_by_id["redo"].isEnabled)
    assert redo.text() == "Redo: Rejected 3 photos"
    last.actions_by_id["redo"].trigger()
    qtbot.waitUntil(lambda: _flags(last) == [-1, -1, -1])


def test_undo_in_another_folder_says_so(make_window: WindowMaker, shoot: Path, ready: Any, qtbot: Any) -> None:
    window = make_window(shoot / "first")
    ready(window)
    window.session.desk.set_stars([window.area.model.id_at(0)], 4)
    qtbot.waitUntil(lambda: not window.session.desk.writing)
    window.open_folder(shoot / "second")
    ready(window)
    told: list[str] = []
    window.session.told.connect(lambda text, _: told.append(text))
    window.actions_by_id["undo"].trigger()
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["Undone: gave 4 stars to 1 photo. That was in another folder."]


def test_undo_under_a_filter_says_so(make_window: WindowMaker, shoot: Path, ready: Any, qtbot: Any) -> None:
    window = make_window(shoot / "first")
    ready(window)
    window.session.desk.set_stars([window.area.model.id_at(0)], 4)
    qtbot.waitUntil(lambda: not window.session.desk.writing)
    window.session.set_spec(FilterSpec(stars=4))
    told: list[str] = []
    window.session.told.connect(lambda text, _: told.append(text))
    window.actions_by_id["undo"].trigger()
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["Undone: gave 4 stars to 1 photo. The filter hides it."]
