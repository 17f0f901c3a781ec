"""Groups in the comparison and the survey: on to the next one, and back by undo to what stood side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.culling.filters import FilterSpec
from app.gui.large_view import ViewMode
from app.gui.main_window import MainWindow
from app.gui.rendering import Stage
from tests.gui.bursts import CONTROL, NONE, SHIFT, Settled, current, flags, go_to, id_of, names, stem, write

Press = Callable[..., None]
Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


def board(window: MainWindow) -> list[str]:
    """What the panes show; they, the desk, the focus and the current photo agree."""
    area = window.area
    assert area.in_compare or area.in_survey
    desk, page = (area.compare, area.large.compare) if area.in_compare else (area.survey, area.large.survey)
    shown = [pane.view.photo_id for pane in page.panes()]
    assert sorted(shown) == sorted(desk.shown)
    assert [pane.view.photo_id for pane in page.panes() if pane.focused] == [window.session.current] == area.targets()
    paths, table = window.session.table.columns.paths, window.session.table
    return [stem(paths[table.position(photo)]) for photo in shown]


def selected(window: MainWindow) -> list[str]:
    table = window.session.table
    chosen = window.area.grid.selected_ids().tolist()
    return [stem(table.columns.paths[table.position(photo)]) for photo in chosen]


# -- compare -----------------------------------------------------------------------------------------------------------


def test_a_group_is_compared_best_against_second(window: MainWindow, press: Press) -> None:
    go_to(window, "a3")
    press(Key.Key_C)
    assert board(window) == ["a3", "a4"]
    press(Key.Key_Right)
    assert board(window) == ["a3", "a2"]


def test_b_in_a_comparison_begins_anew_with_the_next_group(window: MainWindow, press: Press) -> None:
    go_to(window, "a3")
    press(Key.Key_C)
    press(Key.Key_Up)
    press(Key.Key_B)
    assert flags(window) == {"a1": -1, "a2": -1, "a3": 1, "a4": -1}
    assert board(window) == ["b3", "b2"]
    assert current(window) == "b3"
    press(Key.Key_Right)
    assert board(window) == ["b3", "b1"], "no photo of the old group comes"
    press(Key.Key_Right)
    assert board(window) == ["b3", "b1"]
    press(Key.Key_Z, CONTROL)
    assert flags(window) == {}
    assert board(window) == ["a3", "a4"], "the old group side by side"
    assert current(window) == "a3"
    press(Key.Key_Z, CONTROL | SHIFT)
    assert board(window) == ["b3", "b2"], "where B had led"


def test_b_alone_goes_through_a_folder_in_the_comparison(window: MainWindow, press: Press) -> None:
    go_to(window, "a3")
    press(Key.Key_C)
    press(Key.Key_Up)
    seen = []
    for _ in range(4):
        press(Key.Key_B)
        seen.append(board(window))
    assert seen == [["b3", "b2"], ["c", "d1"], ["d3", "d2"], ["e", "d3"]]
    assert {name for name, flag in flags(window).items() if flag == 1} == {"a3", "b3", "c", "d3"}
    press(Key.Key_B)
    assert window.status.message() == "Kept 1 photo. There is no further group."


def test_up_and_down_by_group_in_a_comparison(window: MainWindow, press: Press) -> None:
    go_to(window, "b1")
    press(Key.Key_C)
    assert board(window) == ["b1", "b3"]
    press(Key.Key_Down, CONTROL)
    assert board(window) == ["d3", "d2"], "past the photo alone"
    press(Key.Key_Down, CONTROL)
    assert board(window) == ["d3", "d2"]
    assert window.status.message() == "There is no further group."
    press(Key.Key_Up, CONTROL)
    assert board(window) == ["b3", "b2"]
    press(Key.Key_G)
    assert selected(window) == ["b3"], "the selection goes along"


def test_b_in_a_comparison_under_a_filter_that_hides_what_was_decided(window: MainWindow, press: Press) -> None:
    window.session.set_spec(FilterSpec(unrated_only=True))
    go_to(window, "a3")
    press(Key.Key_C)
    press(Key.Key_Up)
    press(Key.Key_B)
    assert board(window) == ["b3", "b2"]
    assert window.area.mode is ViewMode.COMPARE
    press(Key.Key_Z, CONTROL)
    assert board(window) == ["a3", "a4"]


def test_b_in_a_comparison_of_closed_stacks(window: MainWindow, press: Press) -> None:
    press(Key.Key_S, SHIFT)
    go_to(window, "a3")
    press(Key.Key_C)
    press(Key.Key_Up)
    press(Key.Key_B)
    assert board(window) == ["b3", "b2"]


def test_the_winner_meets_everybody_of_his_group_once(window: MainWindow, press: Press) -> None:
    go_to(window, "a2")  # the third of four
    press(Key.Key_C)
    assert board(window) == ["a2", "a3"]
    seen = []
    for _ in range(2):
        press(Key.Key_W, SHIFT)
        seen.append(board(window))
    assert seen == [["a3", "a4"], ["a4", "a1"]]
    press(Key.Key_W, SHIFT)
    assert board(window) == ["a4", "a1"], "nothing is swapped silently"
    assert window.status.message() == "There is no further challenger."


def test_a_photo_moved_alone_keeps_its_distance_when_the_two_are_swapped(
    window: MainWindow, press: Press, qtbot: QtBot
) -> None:
    window.resize(700, 500)
    go_to(window, "a3")
    press(Key.Key_C)
    canvases = [pane.view.canvas for pane in window.area.large.compare.panes()]
    qtbot.waitUntil(lambda: all(canvas.has(Stage.FULL) for canvas in canvases), timeout=20_000)
    for _ in range(12):
        press(Key.Key_Plus)

    def centres() -> dict[str, tuple[float, float]]:
        return dict(zip(board(window), [canvas.zoom.centre for canvas in canvases], strict=True))

    press(Key.Key_Down, SHIFT)
    before = centres()
    assert before["a3"] != before["a4"]
    press(Key.Key_W)
    assert board(window) == ["a4", "a3"]
    assert centres() == {name: pytest.approx(centre) for name, centre in before.items()}
    press(Key.Key_Right)  # another challenger has no distance of its own
    assert board(window)[1] == "a2"
    press(Key.Key_Left)
    assert board(window)[1] == "a3"
    assert centres() == {name: pytest.approx(centre) for name, centre in before.items()}
    press(Key.Key_Z)
    press(Key.Key_Z)
    after = centres()
    assert after["a3"] == pytest.approx(after["a4"]), "the whole photo was shown in between"


def test_keys_hit_the_framed_photo_where_a_comparison_has_left_the_selection(window: MainWindow, press: Press) -> None:
    window.area.grid.select_ids([id_of(window, "a1"), id_of(window, "a2")], id_of(window, "a1"))
    press(Key.Key_C)
    press(Key.Key_W, SHIFT)
    press(Key.Key_W, SHIFT)
    press(Key.Key_Up)
    assert current(window) not in ("a1", "a2")
    framed = current(window)
    press(Key.Key_Escape)
    assert window.area.mode is ViewMode.GRID
    assert selected(window) == [framed]
    assert window.area.targets() == [window.session.current]
    press(Key.Key_X)
    assert flags(window) == {framed: -1}
    press(Key.Key_Z, CONTROL)
    assert flags(window) == {}
    assert (current(window), selected(window)) == (framed, [framed])


# -- survey ------------------------------------------------------------------------------------------------------------


def test_b_in_a_survey_begins_anew_with_the_next_group(window: MainWindow, press: Press) -> None:
    go_to(window, "a3")
    press(Key.Key_N)
    assert board(window) == ["a1", "a2", "a3", "a4"]
    press(Key.Key_B)
    assert board(window) == ["b1", "b2", "b3"]
    assert current(window) == "b3"
    press(Key.Key_B)
    assert board(window) == ["c"]
    press(Key.Key_Down, CONTROL)
    assert board(window) == ["d1", "d2", "d3"]
    press(Key.Key_Up, CONTROL)
    press(Key.Key_Up, CONTROL)
    assert board(window) == ["a1", "a2", "a3", "a4"]
    press(Key.Key_Z, CONTROL)
    press(Key.Key_Z, CONTROL)
    assert flags(window) == {}
    assert board(window) == ["a1", "a2", "a3", "a4"]
    assert current(window) == "a3"


@pytest.mark.parametrize("view", [Key.Key_C, Key.Key_N])
@pytest.mark.parametrize("closed", [False, True])
def test_stacks_are_left_alone_while_photos_stand_side_by_side(
    window: MainWindow, press: Press, view: Qt.Key, closed: bool
) -> None:
    if closed:
        press(Key.Key_S, SHIFT)
    go_to(window, "a3")
    press(view)
    before = board(window), window.area.mode, current(window), names(window)
    for modifiers in (NONE, SHIFT):
        press(Key.Key_S, modifiers)
        assert (board(window), window.area.mode, current(window), names(window)) == before
        assert "in the grid and the loupe" in window.status.message()
    press(Key.Key_E)
    press(Key.Key_S)
    assert (window.area.mode, current(window)) == (ViewMode.LOUPE, "a3"), "there it does what it says"
    assert "a1" not in names(window)


def test_undo_brings_a_tile_back_that_a_decision_hid(window: MainWindow, press: Press) -> None:
    go_to(window, "a1")
    press(Key.Key_N)
    window.session.set_spec(FilterSpec(unrated_only=True))
    press(Key.Key_Right)
    press(Key.Key_X)
    assert board(window) == ["a1", "a3", "a4"]
    press(Key.Key_Z, CONTROL)
    assert board(window) == ["a1", "a2", "a3", "a4"]
    assert current(window) == "a2"


# -- words -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", [Key.Key_C, Key.Key_N])
def test_the_label_is_told_in_words(window: MainWindow, press: Press, view: Qt.Key) -> None:
    go_to(window, "a3")
    press(view)
    press(Key.Key_6)
    page = window.area.large.compare if window.area.in_compare else window.area.large.survey
    strip = next(pane.strip for pane in page.panes() if pane.focused)
    assert "label red" in strip.accessibleName()
    assert "label red" in strip.toolTip()


def test_a_photo_without_a_second_one_leaves_the_comparison(
    make_window: Callable[..., MainWindow], settled: Settled, tmp_path: Path, qtbot: QtBot
) -> None:
    for index in (1, 2):
        write(tmp_path / "two" / f"a{index}.jpg", 1, 0.5 + 0.1 * index, 0.25 * index)
    write(tmp_path / "two" / "b.jpg", 2, 0.5, 300)
    window = make_window(tmp_path / "two")
    settled(window)
    window.session.set_spec(FilterSpec(unrated_only=True))
    go_to(window, "a2")
    window.area.show_compare()
    window.area.ways.go_to_group(id_of(window, "a2"), ViewMode.COMPARE)
    qtbot.keyClick(window.area.large.compare, Key.Key_B)
    assert window.area.in_loupe
    assert current(window) == "b"
