"""The place in the folder beside the score."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from app.culling.ranking import percentiles
from app.gui.filmstrip import Filmstrip
from app.gui.grid_view import GridView
from app.gui.photo_model import PhotoModel
from app.gui.photo_table import PhotoTable
from app.gui.place_sign import paint_place, place_numbers, place_words
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


def test_nothing_is_painted_where_there_is_no_room(qtbot: QtBot) -> None:
    image = QImage(120, 20, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    line = QRectF(0, 0, 120, 20)
    assert paint_place(painter, line, 120, 12, 20) == 0
    assert paint_place(painter, line, 120, 0, 120) == 0
    assert 20 < paint_place(painter, line, 120, 12, 120) < 120
    painter.end()


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
