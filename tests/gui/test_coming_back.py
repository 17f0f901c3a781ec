"""A new session goes on where the last one ended, and another folder begins afresh."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import places
from app.catalog.records import Flag
from app.culling.filters import FilterSpec
from app.culling.sorting import SortKey
from app.gui.large_view import ViewMode
from app.gui.main_window import MainWindow
from app.gui.phase import Phase
from app.gui.window_state import WindowState
from tests.gui import bursts
from tests.gui.conftest import WindowMaker
from tests.gui.windows import names

Ready = Callable[[MainWindow], None]
PICKS = FilterSpec(flags=frozenset({Flag.PICK}))


@pytest.mark.parametrize("closed_first", [False, True])
def test_a_filter_of_the_last_session_hides_nothing_of_another_folder(
    make_window: WindowMaker, ready: Ready, shoot: Path, closed_first: bool
) -> None:
    window = make_window(shoot / "first")
    ready(window)
    window.session.set_spec(PICKS)
    if closed_first:
        window.actions_by_id["close-folder"].trigger()
    window.close()
    again = make_window(shoot / "second")
    ready(again)
    assert len(names(again)) == 6
    assert not again.filter_bar.spec().active


def test_a_filter_stays_with_its_folder(make_window: WindowMaker, ready: Ready, shoot: Path) -> None:
    window = make_window(shoot / "first")
    ready(window)
    window.session.set_spec(PICKS)
    window.close()
    again = make_window(shoot / "first")
    ready(again)
    assert again.session.view.spec == PICKS


def test_a_filter_of_a_closed_folder_hides_nothing_of_the_next_one(
    qtbot: QtBot, make_window: WindowMaker, ready: Ready, shoot: Path
) -> None:
    window = make_window(shoot / "first")
    ready(window)
    window.session.set_spec(PICKS)
    window.actions_by_id["close-folder"].trigger()
    window.open_folder(shoot / "second")
    ready(window)
    assert len(names(window)) == 6


def stems(window: MainWindow, ids: Sequence[int]) -> list[str]:
    table = window.session.table
    return [bursts.stem(table.columns.paths[at]) for at in table.positions(ids).tolist()]


@pytest.mark.parametrize("closed", [False, True])
def test_a_comparison_goes_on_in_the_next_session(
    qtbot: QtBot, window: MainWindow, make_window: WindowMaker, settled: Ready, closed: bool
) -> None:
    bursts.go_to(window, "a1")
    if closed:
        window.actions_by_id["stacks"].trigger()
    window.area.show_compare()
    window.area.step(1)
    shown, focused = window.area.compare.shown, window.area.compare.focused
    order = list(window.area.compare._comparison.order)
    window.close()
    again = make_window(last=True)
    qtbot.waitUntil(lambda: again.area.in_compare, timeout=20_000)
    settled(again)
    assert again.area.in_compare
    assert again.area.compare.shown == shown
    assert again.area.compare.focused == again.session.current == again.area.grid.current_id() == focused
    assert list(again.area.compare._comparison.order) == order
    assert again.actions_by_id["compare"].isChecked()
    again.area.step(1)
    assert again.area.compare.shown != shown


def test_a_survey_goes_on_in_the_next_session(
    qtbot: QtBot, window: MainWindow, make_window: WindowMaker, settled: Ready
) -> None:
    ids = [bursts.id_of(window, name) for name in ("a1", "c", "d2")]
    window.area.grid.select_ids(ids, ids[1])
    window.area.show_survey()
    window.area.step(1)
    window.close()
    again = make_window(last=True)
    qtbot.waitUntil(lambda: again.area.in_survey, timeout=20_000)
    settled(again)
    assert stems(again, again.area.survey.ids) == ["a1", "c", "d2"]
    assert stems(again, [again.area.survey.focused, again.session.current]) == ["d2", "d2"]


@pytest.mark.parametrize("view", ["compare", "survey"])
def test_the_next_session_begins_in_the_loupe_where_the_other_photos_are_not_to_be_seen(
    qtbot: QtBot, window: MainWindow, make_window: WindowMaker, settled: Ready, view: str
) -> None:
    ids = [bursts.id_of(window, name) for name in ("a1", "c")]
    window.session.desk.set_stars(ids[:1], 3)
    window.area.grid.select_ids(ids, ids[0])
    window.actions_by_id[view].trigger()
    bursts.settle(qtbot, window)
    window.close()
    state = WindowState()
    state.set_spec(FilterSpec(stars=3))
    state.save()
    again = make_window(last=True)
    qtbot.waitUntil(lambda: again.area.in_large, timeout=20_000)
    settled(again)
    assert again.area.in_loupe
    assert bursts.current(again) == "a1"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"mode": "COMPARE", "panes": 5}', '{"mode": "SURVEY", "survey": "x"}']
)
def test_a_damaged_note_of_the_last_view_harms_nothing(
    qtbot: QtBot, window: MainWindow, make_window: WindowMaker, settled: Ready, text: str
) -> None:
    window.close()
    state = WindowState()
    state.set_value("last-view", text)
    state.save()
    again = make_window(last=True)
    settled(again)
    assert again.area.in_loupe == text.startswith('{"mode"')


def end_in(window: MainWindow, view: str, name: str) -> None:
    """End the session in a large view; in the survey and the comparison beside another photo."""
    ids = [bursts.id_of(window, other) for other in (name, "c")]
    window.area.grid.select_ids(ids[:1] if view == "loupe" else ids, ids[0])
    window.actions_by_id[view].trigger()
    window.close()


def forget_photos() -> None:
    """The next session finds the photos by looking at the disk alone."""
    for file in places.data_dir().glob("catalog*"):
        file.unlink()


@pytest.mark.parametrize("started", [False, True])
def test_a_session_that_ends_before_its_photos_are_there_keeps_what_the_last_one_kept(
    qtbot: QtBot, window: MainWindow, make_window: WindowMaker, settled: Ready, started: bool
) -> None:
    end_in(window, "survey", "d2")
    before = WindowState()
    assert before.photo().endswith("d2.jpg")
    if started:
        short = make_window(last=True)
    else:
        short = MainWindow(WindowState())
        qtbot.addWidget(short)
        short.open_last_folder()
    assert short.session.phase is Phase.OPENING
    short.close()
    after = WindowState()
    assert (after.folder(), after.photo()) == (before.folder(), before.photo())
    assert after.text("last-view") == before.text("last-view")
    again = make_window(last=True)
    qtbot.waitUntil(lambda: again.area.in_survey, timeout=20_000)
    settled(again)
    assert stems(again, again.area.survey.ids) == ["c", "d2"]
    assert bursts.current(again) == "d2"


def test_a_session_that_ends_before_the_photos_of_another_folder_are_there_keeps_that_folder(
    qtbot: QtBot, window: MainWindow, make_window: WindowMaker, shoot: Path
) -> None:
    end_in(window, "loupe", "d2")
    short = make_window(last=True)
    short.open_folder(shoot)
    short.close()
    after = WindowState()
    assert (after.folder(), after.photo()) == (shoot, "")
    assert ViewMode.GRID.name in after.text("last-view")


@pytest.mark.parametrize("moves", [False, True])
@pytest.mark.parametrize("view", ["loupe", "survey", "compare"])
def test_the_view_of_the_last_session_is_not_shown_without_its_photo(
    qtbot: QtBot, window: MainWindow, make_window: WindowMaker, settled: Ready, view: str, moves: bool
) -> None:
    folder = window.session.root
    assert folder is not None
    end_in(window, view, "e")
    (folder / "e.jpg").unlink()
    forget_photos()
    again = make_window(last=True)
    settled(again)
    assert not again.area.in_large
    if moves:
        assert again.area.grid.go_to(again.area.model.id_at(2))
    for descending in (True, False):
        again.session.set_sort(SortKey.NAME, descending)
        assert not again.area.in_large
    name = bursts.current(again)
    again.close()
    assert bursts.stem(WindowState().photo()) == name


def test_the_view_of_the_last_session_is_not_shown_where_its_photo_returns_behind_a_filter(
    qtbot: QtBot, window: MainWindow, make_window: WindowMaker, settled: Ready
) -> None:
    assert window.session.root is not None
    photo = window.session.root / "e.jpg"
    end_in(window, "loupe", "e")
    aside = photo.rename(photo.parent.parent / "e.jpg")
    forget_photos()
    again = make_window(last=True)
    settled(again)
    assert again.area.grid.go_to(again.area.model.id_at(2))
    again.session.set_spec(FilterSpec(text="b"))
    aside.rename(photo)
    again.session.rescan()
    settled(again)
    again.session.set_sort(SortKey.NAME, True)
    assert not again.area.in_large
