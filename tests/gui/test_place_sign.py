"""The place in the folder beside the score."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from app.catalog.records import Flag, Label
from app.culling.ranking import percentiles
from app.gui.filmstrip import Filmstrip
from app.gui.grid_view import GridView
from app.gui.photo_model import Cell, Index, PhotoModel
from app.gui.photo_table import PhotoTable
from app.gui.place_sign import folder_place_words, paint_place, place_numbers, place_words, short_place_words
from app.gui.stacks import StackCell
from tests.gui.test_photo_model import columns


def numbers(*scores: float) -> list[int]:
    return place_numbers(percentiles(np.array(scores))).tolist()


def test_places_count_the_photo_itself() -> None:
    assert numbers(1, 2, 3, 4, 5) == [-20, -40, 60, 40, 20]
    assert numbers(7, np.nan, 9) == [-50, 0, 50]
    assert numbers(3, np.nan) == [0, 0], "the only one has no place among others"
    assert numbers(*[4.0] * 10) == [55] * 10, "all alike, they are in the middle"
    many = place_numbers(percentiles(np.arange(20_000.0)))
    assert (many[0], many[-1]) == (-1, 1), "never the best 0 %"
    assert set(np.abs(many).tolist()) == set(range(1, 51))


def test_words() -> None:
    assert [place_words(place) for place in (12, -3, 0)] == ["top 12 %", "last 3 %", ""]
    said = [folder_place_words(place) for place in (12, -3, 0)]
    assert said == ["top 12 % of this folder", "last 3 % of this folder", ""]


def test_short_words_where_the_full_ones_have_no_room(qtbot: QtBot) -> None:
    image = QImage(120, 20, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        full = paint_place(painter, QRectF(0, 0, 120, 20), 12)
        assert paint_place(painter, QRectF(0, 0, 120, 20), 0) == 0
        narrow = QRectF(0, 0, full - 1, 20)
        assert paint_place(painter, narrow, 12) == 0
        assert 0 < paint_place(painter, narrow, 12, short=True) < full
    assert [short_place_words(place) for place in (12, -3, 0)] == ["▲12%", "▼3%", ""]


def test_grid_and_filmstrip_show_it(qtbot: QtBot) -> None:
    model = PhotoModel()
    table = PhotoTable(columns(range(1, 4)))
    table.columns.scores[:] = (40.0, 50.0, 60.0)
    grid, strip = GridView(model), Filmstrip(model)
    for view in (grid, strip):
        qtbot.addWidget(view)
        view.resize(1000, 500 if view is grid else strip.height())
        view.show()
        qtbot.waitExposed(view)
    for edge in (140, 180, 300):
        grid.set_cell_edge(edge)
        model.percentiles = np.empty(0)
        model.show_percentiles(np.full(3, np.nan))
        grid.show_order(table, np.arange(3), 1)
        before = [view.viewport().grab().toImage() for view in (grid, strip)]
        model.show_percentiles(percentiles(table.columns.scores))
        after = [view.viewport().grab().toImage() for view in (grid, strip)]
        assert before[0] != after[0], f"cells of {edge}"
        assert before[1] != after[1]


CROWDED = Cell(
    1,
    "KPS_0101.jpg",
    61.0,
    Flag.PICK,
    4,
    Label.RED,
    error=False,
    width=300,
    height=200,
    pair="RAW+JPEG",
    place=-47,
)
GROUP = StackCell(10, 12, 12, closed=False, first=True, last=False, bracket=False, step="")


class OneCell(PhotoModel):
    """One photo with the signs that a test wants."""

    looks, stack = CROWDED, GROUP

    def __init__(self) -> None:
        super().__init__()
        self.show(PhotoTable(columns([1])), np.arange(1))

    def data(self, index: Index, role: int = 0) -> Any:
        own = {PhotoModel.CellRole: self.looks, PhotoModel.StackRole: self.stack}
        return own[role] if role in own else super().data(index, role)


def pixels(view: GridView | Filmstrip) -> NDArray[np.uint8]:
    cell = view.cell_rect(1) if isinstance(view, GridView) else view.cell_rect(0)
    image = view.viewport().grab(cell).toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.array(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)


@pytest.mark.parametrize("language", ["english", "german"])
@pytest.mark.parametrize("edge", [96, 110, 130, 149, 150, 165, 180, 240, 0])
@pytest.mark.parametrize("second", [math.nan, 55.0])
def test_rank_and_place_have_room_beside_everything_else(
    edge: int, second: float, language: str, qtbot: QtBot, request: pytest.FixtureRequest
) -> None:
    """One digit of each sign is changed, and must be seen to change, at a place of its own. Edge 0: the filmstrip."""
    if language == "german":
        request.getfixturevalue("german")
    model = OneCell()
    view = GridView(model) if edge else Filmstrip(model)
    qtbot.addWidget(view)
    view.resize(700, 500 if isinstance(view, GridView) else view.height())
    if isinstance(view, GridView):
        view.set_cell_edge(edge)
    view.show()
    qtbot.waitExposed(view)

    def place_of_change(cell: Cell = CROWDED, group: StackCell = GROUP) -> QRect:
        found = []
        for model.looks, model.stack in ((CROWDED, GROUP), (cell, group)):
            model.looks = model.looks._replace(second=second)
            found.append(pixels(view))
        rows, columns = np.nonzero((found[0] != found[1]).any(2))
        assert len(rows), "nothing has changed"
        left, top, right, bottom = (int(edge) for edge in (columns.min(), rows.min(), columns.max(), rows.max()))
        return QRect(left, top, right - left + 1, bottom - top + 1)

    signs = {
        "stars": place_of_change(CROWDED._replace(stars=5)),
        "rank": place_of_change(group=GROUP._replace(rank=11)),
        "place": place_of_change(CROWDED._replace(place=-48)),
        "score": place_of_change(CROWDED._replace(score=62.0)),
    }
    for (name, one), (other_name, other) in itertools.combinations(signs.items(), 2):
        assert not one.intersects(other), f"{name} over {other_name}"
    place_of_change(group=GROUP._replace(rank=1))
