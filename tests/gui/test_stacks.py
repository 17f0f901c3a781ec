"""Groups and stacks in the window: a real catalogue, real photos in three bursts and two alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from app.catalog.records import Flag, Label
from app.culling.filters import FilterSpec
from app.culling.groups import GroupKind
from app.culling.sorting import SortKey
from app.gui.main_window import MainWindow
from app.gui.photo_model import PhotoModel
from app.gui.stacks import StackCell
from tests.gui.bursts import (
    CONTROL,
    SHIFT,
    Settled,
    current,
    flags,
    go_to,
    grouped,
    id_of,
    names,
    quiet,
    settle,
    stem,
    write,
)


def cell(window: MainWindow, name: str) -> StackCell | None:
    model = window.area.model
    found = model.index(model.row_of(id_of(window, name))).data(PhotoModel.StackRole)
    assert found is None or isinstance(found, StackCell)
    return found


@pytest.fixture
def window(window: MainWindow) -> MainWindow:
    assert grouped(window) == [["a1", "a2", "a3", "a4"], ["b1", "b2", "b3"], ["d1", "d2", "d3"]]
    return window


def test_everything_is_in_its_place_until_a_stack_is_closed(window: MainWindow) -> None:
    assert names(window) == ["a1", "a2", "a3", "a4", "b1", "b2", "b3", "c", "d1", "d2", "d3", "e"]
    found = cell(window, "a3")
    assert found is not None
    assert (found.rank, found.size, found.closed) == (1, 4, False)
    assert cell(window, "c") is None


def test_the_bracket_around_a_group_begins_and_ends(window: MainWindow) -> None:
    ends = {name: cell(window, name) for name in ("a1", "a2", "a4", "b1")}
    found = [(c.first, c.last) for c in ends.values() if c]
    assert found == [(True, False), (False, False), (False, True), (True, False)]


def test_s_closes_and_opens_the_stack(window: MainWindow, press: Callable[..., None]) -> None:
    go_to(window, "a1")
    press(Qt.Key.Key_S)
    assert names(window) == ["a3", "b1", "b2", "b3", "c", "d1", "d2", "d3", "e"]
    assert current(window) == "a3"
    found = cell(window, "a3")
    assert found is not None
    assert (found.closed, found.count_words) == (True, "4")
    assert window.session.view.hidden == 0
    press(Qt.Key.Key_S)
    assert names(window)[:5] == ["a1", "a2", "a3", "a4", "b1"]
    assert current(window) == "a3"


def test_an_opened_stack_stays_together_whatever_the_sort(window: MainWindow, press: Callable[..., None]) -> None:
    window.session.set_sort(SortKey.SCORE, True)
    go_to(window, "b1")
    press(Qt.Key.Key_S)
    assert current(window) == "b3"
    press(Qt.Key.Key_S)
    shown = names(window)
    at = shown.index("b3")
    assert sorted(shown[at : at + 3]) == ["b1", "b2", "b3"]


def test_shift_s_closes_all_and_opens_all(window: MainWindow, press: Callable[..., None]) -> None:
    press(Qt.Key.Key_S, SHIFT)
    assert names(window) == ["a3", "b3", "c", "d3", "e"]
    assert window.status.count_text() == "5 photos · 7 collapsed under them"
    press(Qt.Key.Key_S, SHIFT)
    assert len(names(window)) == 12


def test_a_picked_photo_stands_for_its_stack(window: MainWindow, press: Callable[..., None]) -> None:
    go_to(window, "a2")
    press(Qt.Key.Key_P)
    press(Qt.Key.Key_S)
    assert names(window)[0] == "a2"


def test_a_key_on_a_closed_stack_is_about_the_photo_shown(window: MainWindow, press: Callable[..., None]) -> None:
    go_to(window, "a1")
    press(Qt.Key.Key_S)
    press(Qt.Key.Key_X)
    assert flags(window) == {"a3": Flag.REJECT}
    assert names(window)[0] == "a3", "it stays under one's hand"
    assert "a decision is about the photo that is shown" in window.group_panel.words()
    press(Qt.Key.Key_Z, CONTROL)
    assert flags(window) == {}


def test_select_all_counts_closed_stacks_once(window: MainWindow, press: Callable[..., None]) -> None:
    press(Qt.Key.Key_S, SHIFT)
    press(Qt.Key.Key_A, CONTROL)
    press(Qt.Key.Key_1)
    columns = window.session.table.columns
    assert {stem(path) for path, stars in zip(columns.paths, columns.stars, strict=True) if stars} == {
        "a3",
        "b3",
        "c",
        "d3",
        "e",
    }


def test_b_keeps_one_rejects_the_rest_and_goes_on(window: MainWindow, press: Callable[..., None]) -> None:
    go_to(window, "a2")
    press(Qt.Key.Key_B)
    assert flags(window) == {"a1": -1, "a2": 1, "a3": -1, "a4": -1}
    assert current(window) == "b3", "the suggested best of the next group"
    assert "Kept 1 photo, rejected the other 3 of the group" in window.status.message()
    press(Qt.Key.Key_B)
    press(Qt.Key.Key_B)
    assert current(window) == "d3"
    assert flags(window)["c"] == 1, "a photo alone is kept"


def test_b_is_one_step_and_says_what_it_overruled(window: MainWindow, press: Callable[..., None]) -> None:
    go_to(window, "a1")
    press(Qt.Key.Key_P)
    press(Qt.Key.Key_5)
    go_to(window, "a4")
    press(Qt.Key.Key_X)
    press(Qt.Key.Key_6)
    before = flags(window)
    press(Qt.Key.Key_B)
    assert flags(window) == {"a1": -1, "a2": -1, "a3": -1, "a4": 1}
    assert "2 had been decided otherwise" in window.status.message()
    columns = window.session.table.columns
    assert int(columns.labels[window.session.table.position(id_of(window, "a4"))]) == Label.RED
    assert int(columns.stars[window.session.table.position(id_of(window, "a1"))]) == 5, "stars and labels stay"
    press(Qt.Key.Key_Z, CONTROL)
    assert flags(window) == before
    assert current(window).startswith("a")
    press(Qt.Key.Key_Z, CONTROL | SHIFT)
    assert flags(window) == {"a1": -1, "a2": -1, "a3": -1, "a4": 1}


def test_b_on_a_closed_stack_reaches_what_is_under_it(window: MainWindow, press: Callable[..., None]) -> None:
    press(Qt.Key.Key_S, SHIFT)
    go_to(window, "b3")
    press(Qt.Key.Key_B)
    assert flags(window) == {"b1": -1, "b2": -1, "b3": 1}
    press(Qt.Key.Key_Z, CONTROL)
    assert flags(window) == {}
    assert names(window) == ["a3", "b3", "c", "d3", "e"], "the stack stays closed"
    assert current(window) == "b3"


def test_b_leaves_alone_what_the_filter_hides(window: MainWindow, press: Callable[..., None]) -> None:
    go_to(window, "a1")
    press(Qt.Key.Key_5)
    window.session.set_spec(FilterSpec(stars=0, stars_rule=FilterSpec().stars_rule.EXACTLY))
    go_to(window, "a3")
    assert "1 hidden by the filter" in window.group_panel.words()
    press(Qt.Key.Key_B)
    assert flags(window) == {"a2": -1, "a3": 1, "a4": -1}
    assert "1 hidden by the filter left alone" in window.status.message()


def test_b_keeps_several_that_are_selected(window: MainWindow, press: Callable[..., None]) -> None:
    window.area.grid.select_ids([id_of(window, "a1"), id_of(window, "a3"), id_of(window, "d1")], id_of(window, "a1"))
    press(Qt.Key.Key_B)
    assert flags(window) == {"a1": 1, "a2": -1, "a3": 1, "a4": -1, "d1": 1, "d2": -1, "d3": -1}


def test_b_under_a_filter_that_hides_what_was_decided(window: MainWindow, press: Callable[..., None]) -> None:
    window.session.set_spec(FilterSpec(unrated_only=True))
    go_to(window, "a2")
    press(Qt.Key.Key_B)
    assert names(window)[0] == "b1"
    assert current(window) == "b3"


def test_up_and_down_by_group(window: MainWindow, press: Callable[..., None]) -> None:
    go_to(window, "a1")
    seen = []
    for _ in range(3):
        press(Qt.Key.Key_Down, CONTROL)
        seen.append(current(window))
    assert seen == ["b3", "d3", "d3"], "past the photo alone"
    assert window.status.message() == "There is no further group."
    go_to(window, "e")
    press(Qt.Key.Key_Up, CONTROL)
    assert current(window) == "d3", "from a photo alone, too"
    press(Qt.Key.Key_Up, CONTROL)
    press(Qt.Key.Key_Up, CONTROL)
    press(Qt.Key.Key_Up, CONTROL)
    assert current(window) == "a3"
    assert window.status.message() == "There is no group before this."


def test_up_and_down_by_group_in_the_loupe(window: MainWindow, press: Callable[..., None]) -> None:
    go_to(window, "a1")
    press(Qt.Key.Key_E)
    assert window.area.in_loupe
    press(Qt.Key.Key_Down, CONTROL)
    assert current(window) == "b3"
    press(Qt.Key.Key_B)
    assert flags(window) == {"b1": -1, "b2": -1, "b3": 1}
    assert current(window) == "c"


def test_a_rejected_photo_is_no_suggestion_to_go_to(window: MainWindow, press: Callable[..., None]) -> None:
    go_to(window, "b3")
    press(Qt.Key.Key_X)
    go_to(window, "a1")
    press(Qt.Key.Key_Down, CONTROL)
    assert current(window) == "b2"


def test_split_here(window: MainWindow, press: Callable[..., None]) -> None:
    go_to(window, "a3")
    press(Qt.Key.Key_S, CONTROL | SHIFT)
    assert grouped(window)[:2] == [["a1", "a2"], ["a3", "a4"]]
    assert window.session.groups.groups.kind(0) is GroupKind.MANUAL
    press(Qt.Key.Key_Z, CONTROL)
    assert grouped(window)[0] == ["a1", "a2", "a3", "a4"]
    press(Qt.Key.Key_Z, CONTROL | SHIFT)
    assert grouped(window)[:2] == [["a1", "a2"], ["a3", "a4"]]


def test_split_the_selection_off(window: MainWindow, press: Callable[..., None]) -> None:
    window.area.grid.select_ids([id_of(window, "a1"), id_of(window, "a3")], id_of(window, "a3"))
    press(Qt.Key.Key_S, CONTROL | SHIFT)
    assert grouped(window)[:2] == [["a1", "a3"], ["a2", "a4"]]


def test_merge_and_automatic_again(window: MainWindow, press: Callable[..., None]) -> None:
    window.area.grid.select_ids([id_of(window, "c"), id_of(window, "b1")], id_of(window, "c"))
    press(Qt.Key.Key_G, CONTROL)
    assert grouped(window) == [["a1", "a2", "a3", "a4"], ["b1", "b2", "b3", "c"], ["d1", "d2", "d3"]]
    assert "Merged 4 photos into one group" in window.status.message()
    press(Qt.Key.Key_G, CONTROL | SHIFT)
    assert grouped(window)[1] == ["b1", "b2", "b3"]


@pytest.mark.parametrize("place", ["a1", "a2", "a4"])
def test_automatic_again_joins_all_parts_of_a_split(window: MainWindow, press: Callable[..., None], place: str) -> None:
    for name in ("a3", "a2"):  # in two steps: a1 alone, a2 alone, a3 and a4
        go_to(window, name)
        press(Qt.Key.Key_S, CONTROL | SHIFT)
    assert grouped(window)[0] == ["a3", "a4"]
    go_to(window, place)
    assert window.actions_by_id["automatic-group"].isEnabled()
    press(Qt.Key.Key_G, CONTROL | SHIFT)
    assert grouped(window)[0] == ["a1", "a2", "a3", "a4"]
    assert window.session.groups.groups.kind(0) is GroupKind.BURST
    assert "Grouped 4 photos automatically again" in window.status.message()
    assert not window.actions_by_id["automatic-group"].isEnabled()
    press(Qt.Key.Key_Z, CONTROL)
    assert grouped(window)[0] == ["a3", "a4"], "one step"


def test_automatic_again_leaves_what_was_merged_elsewhere(window: MainWindow, press: Callable[..., None]) -> None:
    go_to(window, "a3")
    press(Qt.Key.Key_S, CONTROL | SHIFT)
    window.area.grid.select_ids([id_of(window, "a4"), id_of(window, "c")], id_of(window, "c"))
    press(Qt.Key.Key_G, CONTROL)
    assert grouped(window)[:2] == [["a1", "a2"], ["a3", "a4", "c"]]
    go_to(window, "a1")
    press(Qt.Key.Key_G, CONTROL | SHIFT)
    assert grouped(window)[:2] == [["a1", "a2"], ["a3", "a4", "c"]]
    go_to(window, "c")
    press(Qt.Key.Key_G, CONTROL | SHIFT)
    assert grouped(window)[0] == ["a1", "a2", "a3", "a4"]
    assert len(grouped(window)) == 3


def test_what_was_split_survives_a_move_and_another_start(
    window: MainWindow,
    press: Callable[..., None],
    make_window: Callable[..., MainWindow],
    settled: Settled,
    bursts: Path,
) -> None:
    go_to(window, "a3")
    press(Qt.Key.Key_S, CONTROL | SHIFT)
    window.close()
    for name in ("a1", "a2", "a3", "a4"):
        (bursts / f"{name}.jpg").rename(bursts / f"z{name}.jpg")
    again = make_window(bursts)
    settled(again)
    assert sorted(grouped(again)) == [["b1", "b2", "b3"], ["d1", "d2", "d3"], ["za1", "za2"], ["za3", "za4"]]


def test_sliders_group_anew(qtbot: QtBot, window: MainWindow) -> None:
    from PySide6.QtWidgets import QSlider

    gap = next(s for s in window.group_panel.findChildren(QSlider) if s.accessibleName() == "Time gap")
    for value in range(gap.value(), -1, -5):
        gap.setValue(value)
    gap.setValue(0)
    quiet(qtbot, window)
    assert window.session.groups.settings.max_gap_s == pytest.approx(0.1)
    assert grouped(window) == []
    assert window.group_panel.folder_words() == "No groups with these settings."
    gap.setValue(gap.maximum())
    quiet(qtbot, window)
    assert len(grouped(window)) == 3, "other views stay apart"
    assert "3 groups with 10 of 12 photos" in window.group_panel.folder_words()


def test_settings_and_closed_stacks_are_there_after_another_start(
    window: MainWindow,
    press: Callable[..., None],
    make_window: Callable[..., MainWindow],
    settled: Settled,
    bursts: Path,
) -> None:
    from dataclasses import replace

    window.session.groups.set_settings(replace(window.session.groups.settings, max_gap_s=30.0))
    press(Qt.Key.Key_S, SHIFT)
    window.close()
    again = make_window(bursts)
    settled(again)
    assert again.session.groups.settings.max_gap_s == 30.0
    assert names(again) == ["a3", "b3", "c", "d3", "e"]


def test_a_closed_stack_says_how_many_the_filter_leaves(window: MainWindow, press: Callable[..., None]) -> None:
    go_to(window, "a3")
    press(Qt.Key.Key_X)
    press(Qt.Key.Key_S, SHIFT)
    window.session.set_spec(FilterSpec(flags=frozenset({Flag.NONE})))
    assert names(window)[0] == "a4", "the best that is left"
    found = cell(window, "a4")
    assert found is not None
    assert found.count_words == "3/4"
    assert window.session.view.hidden == 1


def test_undo_of_a_photo_in_a_closed_stack_opens_it(window: MainWindow, press: Callable[..., None]) -> None:
    go_to(window, "a1")
    press(Qt.Key.Key_X)
    press(Qt.Key.Key_S)
    assert "a1" not in names(window)
    press(Qt.Key.Key_Z, CONTROL)
    assert current(window) == "a1"
    assert "a1" in names(window)


def test_the_rank_is_beside_the_score_everywhere(qtbot: QtBot, window: MainWindow) -> None:
    go_to(window, "a1")
    assert window.area.model.rank_in_group(window.session.table.position(window.session.current)) == (4, 4)
    assert "4 of 4 in its group" in window.group_panel.words()
    assert window.status.rank_text() == "4 of 4 in its group"
    assert window.side_panel.rank_text() == "4 of 4 in its group"
    assert "4 of 4 in its group" in window.area.model.details(window.session.table.position(window.session.current))
    index = window.area.model.index(0)
    for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
        assert "4 of 4 in its group" in index.data(role)
    go_to(window, "c")
    assert window.status.rank_text() == window.side_panel.rank_text() == ""
    assert window.group_panel.words() == "This photo is in no group."


def test_sorting_by_group_keeps_groups_together(window: MainWindow) -> None:
    window.session.set_sort(SortKey.GROUP, False)
    assert names(window) == ["a1", "a2", "a3", "a4", "b1", "b2", "b3", "c", "d1", "d2", "d3", "e"]
    window.session.set_sort(SortKey.GROUP, True)
    assert names(window) == ["e", "d1", "d2", "d3", "c", "b1", "b2", "b3", "a1", "a2", "a3", "a4"]


@pytest.mark.parametrize("key", list(SortKey))
def test_a_sort_chosen_in_the_tool_bar_is_that_sort(window: MainWindow, key: SortKey) -> None:
    box = window.tool_bar.findChild(QComboBox)
    assert box is not None
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())
    assert window.session.view.key is key


def test_a_bracket_is_called_one_and_b_asks_first(
    make_window: Callable[..., MainWindow], settled: Settled, qtbot: QtBot, tmp_path: Path
) -> None:
    root = tmp_path / "bracket"
    for index, shutter in enumerate((1 / 100, 1 / 400, 1 / 25)):
        write(root / f"h{index}.jpg", 7, 0.6 + 0.1 * index, 10 + index * 0.25, shutter=shutter, aperture=8.0, iso=100)
    window = make_window(root)
    settled(window)
    window.area.grid.setFocus()
    assert window.session.groups.groups.kinds == (GroupKind.BRACKET,)
    assert "Exposure bracket of 3: 0, −2, +2 EV" in window.group_panel.words()
    go_to(window, "h0")
    found = cell(window, "h1")
    assert found is not None
    assert found.step == "−2"
    qtbot.keyClick(window.area.grid, Qt.Key.Key_B)
    settle(qtbot, window)
    assert flags(window) == {}
    assert "not duplicates" in window.status.message()
    qtbot.keyClick(window.area.grid, Qt.Key.Key_B)
    settle(qtbot, window)
    assert flags(window) == {"h0": 1, "h1": -1, "h2": -1}
