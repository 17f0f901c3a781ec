"""Undo and redo lead back to where somebody stood: the photo that was current, and what was selected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.culling.step_memory import Spot, Spots
from app.gui.main_window import MainWindow
from app.gui.standing import MOST_IDS, Standing, Standings
from tests.gui.bursts import CONTROL, SHIFT, Settled, current, flags, go_to, grouped, id_of, names, settle, write
from tests.gui.test_side_by_side import selected

Press = Callable[..., None]
Key = Qt.Key


def select(window: MainWindow, *wanted: str) -> None:
    """Select photos, the first of them current."""
    ids = [id_of(window, name) for name in wanted]
    window.area.grid.select_ids(ids, ids[0])


def test_after_undo_of_b_the_next_key_hits_one_photo(window: MainWindow, press: Press) -> None:
    go_to(window, "a3")
    press(Key.Key_B)
    press(Key.Key_Z, CONTROL)
    assert (current(window), selected(window)) == ("a3", ["a3"])
    press(Key.Key_P)
    assert flags(window) == {"a3": 1}


def test_redo_goes_to_where_the_step_had_led(window: MainWindow, press: Press) -> None:
    go_to(window, "a3")
    press(Key.Key_B)
    go_to(window, "e")
    press(Key.Key_Z, CONTROL)
    assert current(window) == "a3"
    press(Key.Key_Z, CONTROL | SHIFT)
    assert (current(window), selected(window)) == ("b3", ["b3"])
    assert flags(window) == {"a1": -1, "a2": -1, "a3": 1, "a4": -1}


def test_a_step_made_on_a_selection_brings_it_back(window: MainWindow, press: Press) -> None:
    select(window, "b2", "a1", "e")
    press(Key.Key_X)
    go_to(window, "d1")
    press(Key.Key_Z, CONTROL)
    assert (current(window), selected(window)) == ("b2", ["a1", "b2", "e"])


def test_undo_of_a_decision_that_went_on_returns_to_its_photo(window: MainWindow, press: Press) -> None:
    go_to(window, "a1")
    press(Key.Key_X, SHIFT)
    assert current(window) == "a2"
    press(Key.Key_Z, CONTROL)
    assert (current(window), selected(window)) == ("a1", ["a1"])
    press(Key.Key_Z, CONTROL | SHIFT)
    assert (current(window), selected(window)) == ("a2", ["a2"])


def test_undo_of_a_split(window: MainWindow, press: Press) -> None:
    go_to(window, "a3")
    press(Key.Key_S, CONTROL | SHIFT)
    press(Key.Key_Z, CONTROL)
    assert grouped(window)[0] == ["a1", "a2", "a3", "a4"]
    assert (current(window), selected(window)) == ("a3", ["a3"])


def test_undo_of_a_merge(window: MainWindow, press: Press) -> None:
    select(window, "c", "b1")
    press(Key.Key_G, CONTROL)
    press(Key.Key_Z, CONTROL)
    assert (current(window), selected(window)) == ("c", ["b1", "c"])


def test_undo_of_a_merge_of_closed_stacks(window: MainWindow, press: Press) -> None:
    press(Key.Key_S, SHIFT)
    select(window, "c", "b3")
    press(Key.Key_G, CONTROL)
    assert len(names(window)) == 4
    press(Key.Key_Z, CONTROL)
    assert names(window) == ["a3", "b3", "c", "d3", "e"], "the stacks stay closed"
    assert (current(window), selected(window)) == ("c", ["b3", "c"])


def test_undo_of_a_proposal_selects_nothing_more(window: MainWindow, press: Press, qtbot: QtBot) -> None:
    go_to(window, "c")
    window.session.accept(window.session.propose_reject_below(101))
    settle(qtbot, window)
    assert len(flags(window)) == 12
    press(Key.Key_Z, CONTROL)
    assert flags(window) == {}
    assert (current(window), selected(window)) == ("c", ["c"])


def test_a_step_of_an_earlier_session_leads_back_as_one_of_this_session(
    make_window: Callable[..., MainWindow],
    settled: Settled,
    bursts: Path,
    window: MainWindow,
    press: Press,
    qtbot: QtBot,
) -> None:
    go_to(window, "a3")
    press(Key.Key_B)
    select(window, "b2", "a1", "e")
    press(Key.Key_X)
    go_to(window, "d1")
    press(Key.Key_P, SHIFT)
    window.close()

    def trigger(window: MainWindow, name: str) -> tuple[str, list[str]]:
        qtbot.waitUntil(window.actions_by_id[name].isEnabled)
        window.actions_by_id[name].trigger()
        settle(qtbot, window)
        qtbot.waitUntil(lambda: not window.session.desk.moving)
        return current(window), selected(window)

    again = make_window(bursts)
    settled(again)
    assert current(again) == "a1"
    assert trigger(again, "undo") == ("d1", ["d1"])
    assert trigger(again, "undo") == ("b2", ["a1", "b2", "e"])
    assert flags(again) == {"a1": -1, "a2": -1, "a3": 1, "a4": -1}
    again.close()

    last = make_window(bursts)
    settled(last)
    assert trigger(last, "redo") == ("b2", ["a1", "b2", "e"])
    assert trigger(last, "redo") == ("d2", ["d2"])
    for _ in range(3):
        stood = trigger(last, "undo")
    assert flags(last) == {}
    assert stood == ("a3", ["a3"])


def test_the_grid_after_a_comparison_is_about_its_current_photo(window: MainWindow, press: Press) -> None:
    go_to(window, "a3")
    press(Key.Key_C)
    press(Key.Key_Right)
    press(Key.Key_G)
    assert selected(window) == [current(window)] == ["a2"]


def test_a_question_is_answered_by_b_twice_in_a_row_only(
    make_window: Callable[..., MainWindow], settled: Settled, qtbot: QtBot, tmp_path: Path
) -> None:
    for index, shutter in enumerate((1 / 100, 1 / 400, 1 / 25)):
        name = tmp_path / "bracket" / f"h{index}.jpg"
        write(name, 7, 0.6 + 0.1 * index, 10 + index * 0.25, shutter=shutter, aperture=8.0, iso=100)
    window = make_window(tmp_path / "bracket")
    settled(window)
    grid = window.area.grid
    grid.setFocus()

    def press_b() -> None:
        qtbot.keyClick(grid, Key.Key_B)
        settle(qtbot, window)

    def click() -> None:
        place = grid.cell_rect(id_of(window, "h0")).center()
        qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)

    others: list[Callable[[], object]] = [
        lambda: qtbot.keyClick(grid, Key.Key_I),
        lambda: qtbot.keyClick(grid, Key.Key_F24),
        click,
        lambda: (go_to(window, "h1"), go_to(window, "h0")),
    ]
    for other in others:
        go_to(window, "h0")
        press_b()
        assert "press again" in window.status.message()
        other()
        press_b()
        assert flags(window) == {}, "asked anew"
        assert "press again" in window.status.message()
        qtbot.keyClick(grid, Key.Key_F24)
    press_b()
    qtbot.keyPress(grid, Key.Key_Shift)
    press_b()
    assert flags(window) == {"h0": 1, "h1": -1, "h2": -1}


def test_the_panel_says_what_b_would_do_with_a_selection(window: MainWindow, press: Press) -> None:
    go_to(window, "a3")
    assert "B keeps this one and rejects the other 3." in window.group_panel.words()
    select(window, "a3", "a1", "d1")
    assert "B keeps the 3 selected photos and rejects the other 4 of their groups." in window.group_panel.words()
    press(Key.Key_B)
    assert sorted(flags(window).values()) == [-1, -1, -1, -1, 1, 1, 1]
    select(window, "c", "e")
    words = window.group_panel.words()
    assert words == "This photo is in no group. B keeps the 2 selected photos."
    press(Key.Key_Return)
    assert "B keeps" not in window.group_panel.words(), "in the loupe it is about one"


def test_no_more_is_remembered_than_there_is_room_for() -> None:
    standings = Standings()
    many = tuple(range(MOST_IDS // 10))
    standings.look = lambda: Standing(1, many)
    for step in range(1, 41):
        standings.keep(step, standings.begin())
    assert standings.find(1, redone=False) is None
    assert standings.find(40, redone=False) == Standing(1, many)
    standings.put_before({-1: Spots(Spot(1, many), Spot(1, many))})
    assert standings.find(-1, redone=False) is None, "an earlier session is forgotten first"
    empty = Standings()
    empty.put_before({-1: Spots(Spot(7), Spot(8, (8,)))})
    assert empty.find(-1, redone=False) == Standing(7)
    assert empty.find(-1, redone=True) == Standing(8, (8,))
