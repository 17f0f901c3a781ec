"""What was decided before the window was closed can be undone after it is opened again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

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


@pytest.mark.parametrize("number", [1, 2])
def test_undo_about_a_file_that_is_gone_says_so(
    make_window: WindowMaker, shoot: Path, ready: Any, qtbot: Any, number: int
) -> None:
    window = make_window(shoot / "first")
    ready(window)
    ids = window.area.model.ids_at(list(range(number))).tolist()
    window.session.desk.set_stars(ids, 4)
    qtbot.waitUntil(lambda: not window.session.desk.writing)
    for name in "ab"[:number]:
        (shoot / "first" / f"{name}.jpg").unlink()
    window.session.rescan()
    qtbot.waitUntil(lambda: len(window.session.table) == 5 - number, timeout=20_000)
    told: list[str] = []
    window.session.told.connect(lambda text, _: told.append(text))
    window.actions_by_id["undo"].trigger()
    qtbot.waitUntil(lambda: bool(told))
    assert told == [
        "Undone: gave 4 stars to 1 photo. Its file is not there any more."
        if number == 1
        else "Undone: gave 4 stars to 2 photos. Their files are not there any more."
    ]


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
