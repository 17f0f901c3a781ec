"""A folder stands on its first photo until somebody does something in it; then nothing moves by itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import places
from app.catalog import intake
from app.culling.filters import FilterSpec
from app.culling.sorting import SortKey
from app.gui.main_window import MainWindow
from tests.gui.conftest import WindowMaker
from tests.gui.windows import current_name, names, photo_id, write_photo

Ready = Callable[[MainWindow], None]


class Gate:
    """Lets a scan go on by one portion at a time."""

    def __init__(self) -> None:
        self._permits = threading.Semaphore(0)

    def let(self, portions: int = 1) -> None:
        for _ in range(portions):
            self._permits.release()

    def shut(self) -> None:
        while self._permits.acquire(blocking=False):
            pass

    def wait(self) -> None:
        assert self._permits.acquire(timeout=60)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Every scan brings three photos at a time, the last names first, and waits after each three."""
    gate = Gate()
    scan, run = intake.scan, intake.Intake.run

    def from_the_end(*args: Any, **rest: Any) -> Iterator[Any]:
        return iter(sorted(scan(*args, **rest), key=lambda found: found.path.name, reverse=True))

    def in_portions(self: intake.Intake, roots: Any, *, on_batch: Any = lambda _: None, **rest: Any) -> Any:
        def portion(ids: list[int]) -> None:
            on_batch(ids)
            gate.wait()

        return run(self, roots, on_batch=portion, **rest)

    monkeypatch.setattr(intake, "scan", from_the_end)
    monkeypatch.setattr(intake.Intake, "run", in_portions)
    for name, value in {"FIRST_BATCH": 3, "BATCH": 3, "BATCH_SECONDS": 1e9}.items():
        monkeypatch.setattr(intake, name, value)
    yield gate
    gate.let(100)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """a to i, from dark to bright."""
    for number, name in enumerate("abcdefghi"):
        write_photo(tmp_path / "shoot" / f"{name}.jpg", 20 + 25 * number)
    return tmp_path / "shoot"


def there(qtbot: QtBot, window: MainWindow, count: int) -> None:
    """Wait until so many photos have arrived and are shown."""
    qtbot.waitUntil(lambda: window.area.model.rowCount() == count)


def stands_on(window: MainWindow, name: str) -> bool:
    """The session, the grid and its selection agree that this photo alone is meant."""
    grid = window.area.grid
    assert grid.current_id() == window.session.current
    assert grid.selected_ids().tolist() == window.area.targets() == [window.session.current]
    return current_name(window) == name


def test_the_first_photo_stays_current_while_photos_arrive(
    qtbot: QtBot, make_window: WindowMaker, ready: Ready, gate: Gate, folder: Path
) -> None:
    window = make_window(folder)
    there(qtbot, window, 3)
    assert stands_on(window, "g.jpg")
    gate.let()
    there(qtbot, window, 6)
    assert stands_on(window, "d.jpg")
    gate.let(9)
    ready(window)
    assert stands_on(window, "a.jpg")
    assert window.area.grid.verticalScrollBar().value() == 0
    assert window.session.untouched


def test_from_the_first_step_on_it_stays_where_it_is(
    qtbot: QtBot, make_window: WindowMaker, ready: Ready, gate: Gate, folder: Path
) -> None:
    window = make_window(folder)
    window.area.grid.set_cell_edge(480)
    there(qtbot, window, 3)
    window.area.grid.setFocus()
    QTest.keyClick(window.area.grid, Qt.Key.Key_Right)
    assert stands_on(window, "h.jpg")
    top = window.area.grid.cell_rect(window.session.current).top()
    gate.let(9)
    ready(window)
    assert names(window)[0] == "a.jpg"
    assert stands_on(window, "h.jpg")
    assert window.area.grid.cell_rect(window.session.current).top() == top, "others arrived above it, out of sight"


def test_the_best_stays_current_while_scores_come_in(
    qtbot: QtBot, make_window: WindowMaker, ready: Ready, gate: Gate, folder: Path
) -> None:
    window = make_window()
    window.session.set_sort(SortKey.SCORE, True)
    window.open_folder(folder)
    there(qtbot, window, 3)
    assert stands_on(window, "g.jpg")
    gate.let(9)
    ready(window)
    qtbot.waitUntil(lambda: names(window) == [f"{name}.jpg" for name in "ihgfedcba"])
    assert stands_on(window, "i.jpg")
    write_photo(folder / "j.jpg", 250)
    window.session.rescan()
    qtbot.waitUntil(lambda: names(window)[0] == "j.jpg")
    ready(window)
    assert stands_on(window, "j.jpg")


def test_scores_move_nobody_who_has_moved(
    qtbot: QtBot, make_window: WindowMaker, ready: Ready, gate: Gate, folder: Path
) -> None:
    window = make_window()
    window.session.set_sort(SortKey.SCORE, True)
    window.open_folder(folder)
    there(qtbot, window, 3)
    window.area.grid.setFocus()
    QTest.keyClick(window.area.grid, Qt.Key.Key_Right)
    gate.let(9)
    ready(window)
    qtbot.waitUntil(lambda: names(window) == [f"{name}.jpg" for name in "ihgfedcba"])
    assert stands_on(window, "h.jpg")


def click(window: MainWindow) -> None:
    place = window.area.grid.cell_rect(window.session.current).center()
    QTest.mouseClick(window.area.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)


def scroll(window: MainWindow) -> None:
    bar = window.area.grid.verticalScrollBar()
    assert bar.maximum() > 0
    bar.setValue(bar.maximum())


DEEDS: dict[str, Callable[[MainWindow], object]] = {
    "click": click,
    "scroll": scroll,
    "select": lambda window: window.area.grid.selectAll(),
    "select none": lambda window: window.area.grid.clearSelection(),
    "decide": lambda window: QTest.keyClick(window.area.grid, Qt.Key.Key_P),
    "look": lambda window: QTest.keyClick(window.area.grid, Qt.Key.Key_Return),
    "away and back": lambda window: [
        QTest.keyClick(window.area.grid, key) for key in (Qt.Key.Key_Right, Qt.Key.Key_Left)
    ],
}


@pytest.mark.parametrize("deed", DEEDS)
def test_whatever_is_done_first_holds_the_photo(
    qtbot: QtBot, make_window: WindowMaker, ready: Ready, gate: Gate, folder: Path, deed: str
) -> None:
    window = make_window(folder)
    window.area.grid.set_cell_edge(480)
    there(qtbot, window, 3)
    window.area.grid.setFocus()
    DEEDS[deed](window)
    gate.let(9)
    ready(window)
    assert names(window)[0] == "a.jpg"
    assert current_name(window) == "g.jpg"
    assert window.area.grid.current_id() == window.session.current


def test_sort_and_filter_say_which_photo_is_the_first(make_window: WindowMaker, ready: Ready, folder: Path) -> None:
    window = make_window(folder)
    ready(window)
    assert stands_on(window, "a.jpg")
    window.session.set_sort(SortKey.SCORE, True)
    assert stands_on(window, "i.jpg")
    window.session.set_spec(FilterSpec(text="b"))
    assert stands_on(window, "b.jpg")
    window.session.set_spec(FilterSpec())
    assert stands_on(window, "i.jpg")


def test_a_restored_folder_keeps_its_photo(
    qtbot: QtBot, make_window: WindowMaker, ready: Ready, gate: Gate, folder: Path
) -> None:
    gate.let(100)
    window = make_window(folder)
    ready(window)
    window.area.go_to(photo_id(window, "d.jpg"))
    window.close()
    write_photo(folder / "0.jpg", 255)
    again = make_window(last=True)
    ready(again)
    assert names(again)[0] == "0.jpg"
    assert stands_on(again, "d.jpg")


@pytest.mark.parametrize("moves", [False, True])
def test_a_photo_that_turns_up_late_calls_back_nobody_who_has_moved(
    qtbot: QtBot, make_window: WindowMaker, ready: Ready, gate: Gate, folder: Path, moves: bool
) -> None:
    gate.let(9)
    window = make_window(folder)
    ready(window)
    window.area.go_to(photo_id(window, "b.jpg"))
    window.close()
    for file in places.data_dir().glob("catalog*"):
        file.unlink()
    gate.shut()
    again = make_window(last=True)
    there(qtbot, again, 3)
    assert stands_on(again, "g.jpg"), "the first until the one of the last time turns up"
    if moves:
        again.area.grid.setFocus()
        QTest.keyClick(again.area.grid, Qt.Key.Key_Right)
    gate.let(9)
    ready(again)
    assert stands_on(again, "h.jpg" if moves else "b.jpg")


def test_another_folder_begins_at_its_first_photo_again(make_window: WindowMaker, ready: Ready, shoot: Path) -> None:
    window = make_window(shoot / "first")
    ready(window)
    window.area.show_loupe()
    window.area.step(2)
    assert not window.session.untouched
    window.open_folder(shoot / "second")
    assert window.session.untouched
    ready(window)
    assert stands_on(window, names(window)[0])
    assert window.session.untouched
