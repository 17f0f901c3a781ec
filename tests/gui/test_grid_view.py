"""The grid: geometry, keys, selection, and what it asks for."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.grid_view import LARGEST, SMALLEST, GridView
from app.gui.photo_model import Index, PhotoModel
from app.gui.photo_table import PhotoTable
from tests.gui.test_photo_model import columns

COUNT = 10_000


class CountingModel(PhotoModel):
    """Remembers which rows were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[int] = set()

    def data(self, index: Index, role: int = 0) -> object:
        self.asked.add(index.row())
        return super().data(index, role)


@pytest.fixture
def model() -> CountingModel:
    return CountingModel()


@pytest.fixture
def table() -> PhotoTable:
    return PhotoTable(columns(range(1, COUNT + 1)))


@pytest.fixture
def grid(qtbot: QtBot, model: CountingModel, table: PhotoTable) -> Iterator[GridView]:
    view = GridView(model)
    qtbot.addWidget(view)
    view.resize(1012, 800)
    view.show_order(table, np.arange(COUNT), 1)
    view.show()
    qtbot.waitExposed(view)
    view.setFocus()
    return view


def test_scrolling_asks_only_for_visible_rows(qtbot: QtBot, grid: GridView, model: CountingModel) -> None:
    QApplication.processEvents()
    model.asked.clear()
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum() // 2)
    grid.viewport().repaint()
    first, last = grid.visible_rows()
    assert last - first < 40
    assert model.asked
    assert model.asked <= set(range(first, last + 1))
    wanted = grid.rows_wanted()
    assert len(wanted) == 3 * (last - first + 1)
    assert wanted[: last - first + 1].tolist() == list(range(first, last + 1)), "what is in sight comes first"


def test_cells_fill_the_width_and_places_follow_from_rows(grid: GridView, model: CountingModel) -> None:
    across = grid.columns()
    assert across == round((grid.viewport().width() - 1) / grid.cell_edge())
    right = grid.visualRect(model.index(across - 1)).right()
    assert 0 <= grid.viewport().width() - right <= across + 1
    for row in (0, 1, across, 5 * across + 2):
        rect = grid.visualRect(model.index(row))
        assert grid.indexAt(rect.center()).row() == row
    assert not grid.indexAt(QPoint(-1, 10)).isValid()


def test_arrows_read_like_text(qtbot: QtBot, grid: GridView, model: CountingModel) -> None:
    across = grid.columns()
    grid.go_to_row(across - 1)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert grid.currentIndex().row() == across
    qtbot.keyClick(grid, Qt.Key.Key_Left)
    assert grid.currentIndex().row() == across - 1
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert grid.currentIndex().row() == 2 * across - 1
    qtbot.keyClick(grid, Qt.Key.Key_Up)
    qtbot.keyClick(grid, Qt.Key.Key_Up)
    assert grid.currentIndex().row() == across - 1
    grid.go_to_row(COUNT - 1)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert grid.currentIndex().row() == COUNT - 1
    assert grid.visualRect(grid.currentIndex()).intersects(grid.viewport().rect())
    qtbot.keyClick(grid, Qt.Key.Key_PageUp)
    assert COUNT - 60 < grid.currentIndex().row() < COUNT - across


def test_shift_click_selects_a_run_and_dragging_a_block(qtbot: QtBot, grid: GridView, model: CountingModel) -> None:
    across = grid.columns()
    viewport = grid.viewport()

    def click(row: int, modifier: Qt.KeyboardModifier) -> None:
        place = grid.visualRect(model.index(row)).center()
        qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, modifier, place)

    click(1, Qt.KeyboardModifier.NoModifier)
    click(across + 1, Qt.KeyboardModifier.ShiftModifier)
    assert grid.selected_ids().tolist() == list(range(2, across + 3))
    click(0, Qt.KeyboardModifier.ControlModifier)
    assert grid.selected_ids().tolist()[0] == 1


def test_a_new_order_keeps_selection_current_and_place(grid: GridView, model: CountingModel, table: PhotoTable) -> None:
    grid.select_ids([5000, 5001, 5003], 5001)
    before = grid.cell_rect(5001)
    shuffled = np.random.default_rng(1).permutation(COUNT)
    grid.show_order(table, shuffled, 5001)
    assert sorted(grid.selected_ids().tolist()) == [5000, 5001, 5003]
    assert grid.current_id() == 5001
    assert grid.cell_rect(5001).top() == before.top(), "the photo stays where the eye is"


def test_a_hidden_current_photo_hands_on_the_selection(grid: GridView, table: PhotoTable) -> None:
    grid.go_to(7)
    order = np.array([i for i in range(COUNT) if i != 6])
    grid.show_order(table, order, 8)
    assert grid.current_id() == 8
    assert grid.selected_ids().tolist() == [8]


def test_everything_selected_is_one_range(grid: GridView, table: PhotoTable) -> None:
    grid.selectAll()
    assert len(grid.selected_ids()) == COUNT
    grid.show_order(table, np.arange(COUNT)[::-1], 1)
    assert len(grid.selected_ids()) == COUNT
    assert len(grid.selectionModel().selection().toList()) == 1


def test_cell_size(qtbot: QtBot, grid: GridView) -> None:
    with qtbot.waitSignal(grid.cellSizeChanged):
        grid.larger()
    for _ in range(30):
        grid.larger()
    assert grid.cell_edge() == LARGEST
    for _ in range(30):
        grid.smaller()
    assert grid.cell_edge() == SMALLEST
    grid.go_to_row(5000)
    grid.set_cell_edge(250)
    assert grid.visualRect(grid.currentIndex()).intersects(grid.viewport().rect())


def test_thumbnails_are_asked_for_in_device_pixels(grid: GridView) -> None:
    edge = grid.thumbnail_edge()
    assert edge == round((grid.visualRect(grid.currentIndex()).width() - 22) * grid.devicePixelRatioF())


def test_a_step_paints_two_cells_and_not_those_between(qtbot: QtBot, grid: GridView, model: CountingModel) -> None:
    first, last = grid.visible_rows()
    grid.make_current(int(model.ids_at(np.asarray([last - grid.columns()]))[0]))
    QApplication.processEvents()
    model.asked.clear()
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    QApplication.processEvents()
    assert {first, last - grid.columns()} <= model.asked
    assert len(model.asked) <= 4, "the cell that was left, the cell that was reached"


def test_painting_in_portions_shows_the_same_in_the_end(
    qtbot: QtBot, grid: GridView, model: CountingModel, table: PhotoTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, last = grid.visible_rows()
    table.columns.stars[first : last + 1] = 4
    table.columns.flags[first : last + 1] = 1
    model.touch(np.arange(first, last + 1))
    whole = grid.grab().toImage()
    table.columns.stars[first : last + 1] = 2
    grid.hurried = True
    monkeypatch.setattr("app.gui.grid_view.PAINT_SECONDS", 0.0)
    model.touch(np.arange(first, last + 1))
    grid.repaint()
    table.columns.stars[first : last + 1] = 4
    model.touch(np.arange(first, last + 1))
    qtbot.waitUntil(lambda: grid.grab().toImage() == whole)
