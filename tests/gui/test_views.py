"""Loupe, comparison and survey in a real window: what is shown, what a key means, what a decision does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.catalog.records import Flag
from app.culling.filters import FilterSpec
from app.gui.large_view import ViewMode
from app.gui.main_window import MainWindow
from app.gui.rendering import Stage
from tests.gui.windows import current_name, photo_id

Ready = Callable[[MainWindow], None]
Make = Callable[..., MainWindow]
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
Key = Qt.Key


@pytest.fixture
def window(make_window: Make, ready: Ready, shoot: Path) -> MainWindow:
    """A window on the shoot, the photos having the keyboard."""
    made = make_window(shoot)
    ready(made)
    made.area.focus_photos()
    return made


def tap(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key for whatever has the keyboard."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifier)


def select(window: MainWindow, *wanted: str) -> None:
    """Select photos by name, the first of them current."""
    ids = [photo_id(window, f"{name}.jpg") for name in wanted]
    window.area.grid.select_ids(ids, ids[0])


def name_of(window: MainWindow, photo: int) -> str:
    """File name without suffix."""
    table = window.session.table
    return Path(table.columns.paths[table.position(photo)]).stem


def compared(window: MainWindow) -> list[str]:
    """Names of the photos side by side."""
    assert window.area.in_compare
    assert [pane.view.photo_id for pane in window.area.large.compare.panes()] == window.area.compare.shown
    return [name_of(window, photo) for photo in window.area.compare.shown]


def surveyed(window: MainWindow) -> list[str]:
    """Names of the photos tiled."""
    assert window.area.in_survey
    assert [pane.view.photo_id for pane in window.area.large.survey.panes()] == window.area.survey.ids
    return [name_of(window, photo) for photo in window.area.survey.ids]


def focused(window: MainWindow) -> str:
    """Name of the photo that decisions apply to; board, session and targets agree on it."""
    board = window.area.large.compare if window.area.in_compare else window.area.large.survey
    framed = [pane.view.photo_id for pane in board.panes() if pane.focused]
    assert framed == [window.session.current] == window.area.targets()
    return name_of(window, window.session.current)


def flags(window: MainWindow) -> dict[str, int]:
    """What is flagged."""
    columns = window.session.table.columns
    return {Path(path).stem: int(columns.flags[i]) for i, path in enumerate(columns.paths) if columns.flags[i]}


# -- compare -----------------------------------------------------------------------------------------------------------


def test_candidate_against_challengers(window: MainWindow) -> None:
    tap(Key.Key_Home)
    tap(Key.Key_C)
    assert compared(window) == ["a", "b"]
    assert window.actions_by_id["compare"].isChecked()
    assert focused(window) == "b"
    tap(Key.Key_Right)
    assert compared(window) == ["a", "c"]
    tap(Key.Key_W)
    assert compared(window) == ["c", "a"]
    assert focused(window) == "c"
    tap(Key.Key_Down)
    assert focused(window) == "a"
    tap(Key.Key_Up)
    assert focused(window) == "c"
    tap(Key.Key_W)
    tap(Key.Key_W, SHIFT)
    assert compared(window) == ["c", "d"]
    tap(Key.Key_End)
    assert compared(window) == ["c", "z broken"]
    tap(Key.Key_Left)
    tap(Key.Key_P)
    tap(Key.Key_Escape)
    assert flags(window) == {"j": 1}
    assert window.area.mode is ViewMode.GRID
    assert current_name(window) == "j.jpg"


def test_the_selection_stays_while_its_photos_are_compared(window: MainWindow) -> None:
    select(window, "b", "d", "f")
    tap(Key.Key_C)
    assert compared(window) == ["b", "d", "f"]
    tap(Key.Key_Right)
    assert focused(window) == "d"
    tap(Key.Key_X)
    assert flags(window) == {"d": -1}
    tap(Key.Key_G)
    assert sorted(name_of(window, photo) for photo in window.area.grid.selected_ids().tolist()) == ["b", "d", "f"]


def test_shift_decides_and_goes_to_the_next_challenger(window: MainWindow) -> None:
    tap(Key.Key_Home)
    tap(Key.Key_C)
    tap(Key.Key_X, SHIFT)
    assert compared(window) == ["a", "c"]
    tap(Key.Key_X, SHIFT)
    assert compared(window) == ["a", "d"]
    assert flags(window) == {"b": -1, "c": -1}


def test_a_challenger_that_a_decision_hides_is_followed_by_the_next_one(qtbot: QtBot, window: MainWindow) -> None:
    window.session.set_spec(FilterSpec(flags=frozenset({Flag.NONE})))
    tap(Key.Key_Home)
    tap(Key.Key_C)
    tap(Key.Key_X)
    assert compared(window) == ["a", "c"]
    assert focused(window) == "c"
    tap(Key.Key_Up)
    tap(Key.Key_X)  # the candidate
    assert compared(window) == ["c", "d"]
    assert focused(window) == "d"
    tap(Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: flags(window) == {"b": -1})
    qtbot.waitUntil(lambda: focused(window) == "a")
    assert compared(window) == ["a", "c"], "side by side as when it was decided"


def test_when_fewer_than_two_are_left_the_loupe_shows_the_last_one(qtbot: QtBot, window: MainWindow) -> None:
    select(window, "a", "b")
    for key in (Key.Key_1,):
        tap(key)
    qtbot.waitUntil(lambda: int((window.session.table.columns.stars > 0).sum()) == 2)
    from app.culling.filters import StarsRule

    window.session.set_spec(FilterSpec(stars=1, stars_rule=StarsRule.AT_LEAST))
    tap(Key.Key_C)
    assert compared(window) == ["a", "b"]
    tap(Key.Key_0)
    assert window.area.in_loupe
    assert len(window.session.view.order) == 1


def test_zoom_and_pan_go_together_and_shift_moves_one_alone(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(700, 500)
    select(window, "b", "c")  # both 320 x 213
    tap(Key.Key_C)
    first, second = (pane.view.canvas for pane in window.area.large.compare.panes())
    qtbot.waitUntil(lambda: first.has(Stage.FULL) and second.has(Stage.FULL), timeout=20_000)
    for _ in range(12):
        tap(Key.Key_Plus)
    assert first.zoom.scale == second.zoom.scale > 1
    tap(Key.Key_Right, ALT)
    assert first.zoom.centre == second.zoom.centre
    together = first.zoom.centre
    window.area.compare.move_focus(1)
    tap(Key.Key_Down, SHIFT)
    moved = [canvas.zoom.centre for canvas in (first, second)]
    assert sorted(moved, key=lambda centre: centre != together)[0] == together
    assert moved[0] != moved[1]
    distance = moved[1][1] - moved[0][1]
    tap(Key.Key_Up, ALT)
    assert second.zoom.centre[1] - first.zoom.centre[1] == pytest.approx(distance)
    tap(Key.Key_Z)
    assert first.zoom.fit
    assert second.zoom.fit


def test_zoom_stays_while_challengers_pass(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(700, 500)
    select(window, "b")
    tap(Key.Key_C)
    panes = window.area.large.compare.panes()
    qtbot.waitUntil(lambda: panes[1].view.canvas.has(Stage.FULL), timeout=20_000)
    for _ in range(12):
        tap(Key.Key_Plus)
    scale = panes[1].view.canvas.zoom.scale
    tap(Key.Key_Right)
    assert not panes[1].view.canvas.zoom.fit
    assert panes[1].view.canvas.zoom.scale == panes[0].view.canvas.zoom.scale == scale


def test_differences_are_said_on_both_sides(window: MainWindow) -> None:
    select(window, "b", "h")
    tap(Key.Key_C)
    strips = [pane.strip for pane in window.area.large.compare.panes()]
    candidate, challenger = (strip.difference() for strip in strips)
    assert candidate is not None
    assert challenger is not None
    assert challenger == -candidate > 10
    assert strips[0].accessibleName().startswith("Candidate, b.jpg")
    assert f"+{challenger:.0f}" in strips[1].accessibleName()
    own, shared = strips[0].unlike()
    assert own == ["too dark"]
    assert not shared
    tap(Key.Key_P)
    assert "picked" in strips[0].accessibleName()


def test_a_single_photo_has_nothing_to_be_compared_with(qtbot: QtBot, window: MainWindow) -> None:
    window.session.set_spec(FilterSpec(text="a.jpg"))
    tap(Key.Key_C)
    assert not window.area.in_compare
    assert window.actions_by_id["grid"].isChecked()
    assert "no second photo" in window.status.message()


def test_the_group_is_compared_first(window: MainWindow) -> None:
    ids = [photo_id(window, f"{name}.jpg") for name in "aei"]
    window.area.neighbours = lambda photo: [other for other in ids if other != photo] if photo in ids else []
    tap(Key.Key_Home)
    tap(Key.Key_C)
    assert compared(window) == ["a", "e"]
    tap(Key.Key_Right)
    assert compared(window) == ["a", "i"]
    tap(Key.Key_Right)
    assert compared(window) == ["a", "i"]


# -- survey ------------------------------------------------------------------------------------------------------------


def test_a_survey_is_weeded_out(window: MainWindow) -> None:
    select(window, "b", "c", "d", "e", "f")
    tap(Key.Key_N)
    assert surveyed(window) == ["b", "c", "d", "e", "f"]
    assert focused(window) == "b"
    tap(Key.Key_Right)
    tap(Key.Key_Slash)
    assert surveyed(window) == ["b", "d", "e", "f"]
    assert focused(window) == "d"
    tap(Key.Key_X)
    assert flags(window) == {"d": -1}
    tap(Key.Key_End)
    tap(Key.Key_P, SHIFT)
    assert focused(window) == "f"
    tap(Key.Key_G)
    left = [name_of(window, photo) for photo in window.area.grid.selected_ids().tolist()]
    assert left == ["b", "d", "e", "f"]


@pytest.mark.parametrize("out", [Key.Key_Slash, Key.Key_Backspace])
def test_the_last_tile_can_be_taken_out_too(window: MainWindow, out: Qt.Key) -> None:
    select(window, "b", "c", "d")
    tap(Key.Key_N)
    tap(Key.Key_End)
    assert focused(window) == "d"
    asked: list[list[int]] = []
    window.area.targetsChanged.connect(lambda: asked.append(window.area.shown_ids()))  # as the side panel does
    tap(out)
    assert asked
    assert surveyed(window) == ["b", "c"]
    assert focused(window) == "c"
    tap(out)
    assert surveyed(window) == ["b"]
    assert focused(window) == "b"
    tap(out)
    assert window.area.mode is ViewMode.GRID
    tap(Key.Key_X)
    assert flags(window) == {"b": -1}, "the photo that is framed"


def test_rows_of_a_survey(window: MainWindow) -> None:
    tap(Key.Key_A, CTRL)
    tap(Key.Key_N)
    columns = window.area.large.survey.columns()
    assert 1 < columns < 10
    tap(Key.Key_Home)
    tap(Key.Key_Down)
    assert focused(window) == surveyed(window)[columns]
    tap(Key.Key_Up)
    assert focused(window) == "a"
    tap(Key.Key_Space)
    assert window.area.in_loupe
    assert current_name(window) == "a.jpg"


def test_a_hidden_photo_leaves_the_survey_and_undo_brings_it_back(qtbot: QtBot, window: MainWindow) -> None:
    window.session.set_spec(FilterSpec(flags=frozenset({Flag.NONE})))
    select(window, "b", "c", "d")
    tap(Key.Key_N)
    tap(Key.Key_X)
    assert surveyed(window) == ["c", "d"]
    assert focused(window) == "c"
    tap(Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: not flags(window))
    qtbot.waitUntil(lambda: surveyed(window) == ["b", "c", "d"])
    assert focused(window) == "b"
    for _ in range(3):
        tap(Key.Key_X)
    assert window.area.mode is ViewMode.GRID
    assert current_name(window) == "e.jpg"


def test_without_a_selection_there_is_no_survey(window: MainWindow) -> None:
    tap(Key.Key_Home)
    tap(Key.Key_N)
    assert not window.area.in_survey
    assert "Select the photos" in window.status.message()


def test_an_unreadable_photo_has_its_place(qtbot: QtBot, window: MainWindow) -> None:
    select(window, "i", "j", "z broken")
    tap(Key.Key_N)
    assert surveyed(window) == ["i", "j", "z broken"]
    broken = window.area.large.survey.panes()[2].view
    qtbot.waitUntil(lambda: broken._words.isVisible(), timeout=20_000)
    assert "empty" in broken._words.accessibleDescription()


def test_a_click_chooses_an_unreadable_photo_and_two_open_it(qtbot: QtBot, window: MainWindow) -> None:
    select(window, "i", "j", "z broken")
    tap(Key.Key_N)
    view = window.area.large.survey.panes()[2].view
    qtbot.waitUntil(lambda: view._words.isVisible(), timeout=20_000)
    middle = window.mapFromGlobal(view.mapToGlobal(view.rect().center()))
    for target in (window.childAt(middle), view):  # its words, and the ground around them
        tap(Key.Key_Home)
        assert focused(window) == "i"
        assert target is not None
        qtbot.mouseClick(target, Qt.MouseButton.LeftButton)
        assert focused(window) == "z broken"
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton)
    assert window.area.in_loupe
    assert current_name(window) == "z broken.jpg"


def test_double_click_opens_a_tile_and_a_click_chooses_it(qtbot: QtBot, window: MainWindow) -> None:
    select(window, "b", "c", "d")
    tap(Key.Key_N)
    canvas = window.area.large.survey.panes()[1].view.canvas
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton)
    assert focused(window) == "c"
    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton)
    assert window.area.in_loupe
    assert current_name(window) == "c.jpg"


# -- everywhere --------------------------------------------------------------------------------------------------------

DECISIONS: Sequence[tuple[Qt.Key, str, int]] = (
    (Key.Key_P, "flags", 1),
    (Key.Key_X, "flags", -1),
    (Key.Key_U, "flags", 0),
    (Key.Key_3, "stars", 3),
    (Key.Key_0, "stars", 0),
    (Key.Key_7, "labels", 2),
)
SWITCHES = {Key.Key_I: "info", Key.Key_M: "quality-map", Key.Key_J: "clipping", Key.Key_K: "peaking"}


@pytest.mark.parametrize("view", [Key.Key_G, Key.Key_E, Key.Key_C, Key.Key_N])
def test_every_view_knows_decisions_undo_moves_and_overlays(qtbot: QtBot, window: MainWindow, view: Qt.Key) -> None:
    select(window, "b", "c", "d")
    if view == Key.Key_G:
        select(window, "b")
    tap(view)
    current = window.session.current
    assert window.area.targets() == [current]
    position = window.session.table.position(current)
    for key, column, value in DECISIONS:
        tap(key)
        assert getattr(window.session.table.columns, column)[position] == value
    tap(Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: window.session.table.columns.labels[position] == 0)
    tap(Key.Key_Z, CTRL | SHIFT)
    qtbot.waitUntil(lambda: window.session.table.columns.labels[position] == 2)
    for key, name in (*SWITCHES.items(), (Key.Key_H, "rgb-histogram"), (Key.Key_A, "af-point")):
        before = window.actions_by_id[name].isChecked()
        tap(key)
        assert window.actions_by_id[name].isChecked() is not before, name
        tap(key)
    tap(Key.Key_End)
    last = window.session.current
    tap(Key.Key_Home)
    assert window.session.current != last
    tap(Key.Key_Right)
    qtbot.wait(1)
    if view in (Key.Key_C, Key.Key_N):
        tap(Key.Key_Down)
    assert window.area.targets() == [window.session.current]


def test_undo_of_another_view_returns_to_the_photo(qtbot: QtBot, window: MainWindow) -> None:
    tap(Key.Key_Home)
    tap(Key.Key_X)  # a, in the grid
    select(window, "e", "f")
    tap(Key.Key_C)
    tap(Key.Key_P)  # e, in the comparison
    tap(Key.Key_E)
    tap(Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: flags(window) == {"a": -1})
    tap(Key.Key_C)
    tap(Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: not flags(window))
    qtbot.waitUntil(lambda: focused(window) == "a")


def test_the_view_is_turned_everywhere_and_not_for_good(qtbot: QtBot, window: MainWindow) -> None:
    grid = window.area.grid
    select(window, "b")  # 320 x 213
    qtbot.waitUntil(lambda: window.area.model.thumbnail(window.session.current) is not None)
    tap(Key.Key_BracketRight, CTRL)
    turned = window.area.model.thumbnail(window.session.current)
    assert turned is not None
    assert turned.height() > turned.width()
    tap(Key.Key_Return)
    canvas = window.area.loupe.canvas
    qtbot.waitUntil(lambda: canvas.has(Stage.PREVIEW) or canvas.has(Stage.FULL))
    assert canvas.zoom.photo == (213, 320)
    tap(Key.Key_BracketLeft, CTRL)
    assert canvas.zoom.photo == (320, 213)
    tap(Key.Key_BracketLeft, CTRL)
    assert canvas.zoom.turn == 3
    tap(Key.Key_Right)
    assert canvas.zoom.turn == 0, "the next photo is not turned"
    window.open_folder(window.session.root.parent)  # type: ignore[union-attr]
    assert window.area.source.turn_of(photo_id(window, "b.jpg") if len(window.session.table) else 1) == 0
    assert grid is window.area.grid


def test_full_screen_leaves_nothing_but_the_photo(window: MainWindow) -> None:
    tap(Key.Key_Return)
    tap(Key.Key_F)
    bars = (window.menuBar(), window.tool_bar, window.status, window.filter_bar, *window.docks.values())
    assert not any(bar.isVisible() for bar in bars)
    tap(Key.Key_P)
    assert window.session.table.decision(window.session.table.position(window.session.current)).flag is Flag.PICK
    tap(Key.Key_G)
    assert window.tool_bar.isVisible()
    assert window.status.isVisible()
    tap(Key.Key_F)
    assert all(bar.isVisible() for bar in bars)


def test_the_loupe_says_how_the_photo_was_taken_and_what_is_hidden(
    qtbot: QtBot, make_window: Make, ready: Ready, tmp_path: Path
) -> None:
    from PIL import Image

    folder = tmp_path / "taken"
    folder.mkdir()
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Canon", "Canon EOS 6D"
    inner = exif.get_ifd(0x8769)
    inner[0x9003], inner[0x829A], inner[0x829D], inner[0x8827] = "2026:05:16 09:02:31", 1 / 250, 2.8, 400
    Image.new("RGB", (300, 200), (90, 90, 90)).save(folder / "one.jpg", exif=exif)
    Image.new("RGB", (300, 200), (190, 90, 90)).save(folder / "two.jpg")
    window = make_window(folder)
    ready(window)
    window.session.set_spec(FilterSpec(text="one"))
    window.area.focus_photos()
    tap(Key.Key_Return)
    words = window.area.loupe.canvas
    qtbot.waitUntil(lambda: "Canon EOS 6D" in words.accessibleName())
    for part in ("one.jpg", "1 of 1", "hidden: 1", "2026-05-16 09:02:31", "1/250 s", "f/2.8", "ISO 400", "score"):
        assert part in words.accessibleName()
