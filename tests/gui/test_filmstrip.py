"""The filmstrip asks only for what is in sight, follows the current photo and obeys the mouse."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.filmstrip import Filmstrip
from app.gui.photo_model import Index, PhotoModel
from app.gui.photo_table import PhotoTable
from tests.gui.test_photo_model import columns


class CountingModel(PhotoModel):
    """Counts which rows are asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[int] = set()

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        self.asked.add(index.row())
        return super().data(index, role)


@pytest.fixture
def strip(qtbot: QtBot) -> tuple[Filmstrip, CountingModel]:
    """A shown strip of 900 pixels over 100,000 photos."""
    model = CountingModel()
    view = Filmstrip(model)
    qtbot.addWidget(view)
    view.resize(900, view.height())
    view.show()
    qtbot.waitExposed(view)
    model.show(PhotoTable(columns(list(range(1, 100_001)))), np.arange(100_000))
    return view, model


def test_only_the_cells_in_sight_are_asked_for(qtbot: QtBot, strip: tuple[Filmstrip, CountingModel]) -> None:
    view, model = strip
    view.show_current(50_000)
    view.grab()
    model.asked.clear()
    view.show_current(50_001)
    view.grab()
    assert 50_001 in model.asked
    assert len(model.asked) <= 12
    wanted = view.rows_in_sight()
    assert wanted[0] == 50_001
    assert len(wanted) <= 24
    middle = view.cell_rect(50_001).center().x()
    assert middle == pytest.approx(450, abs=2)


@pytest.mark.parametrize(("row", "inside"), [(0, True), (99_999, True)])
def test_the_ends_are_in_sight(strip: tuple[Filmstrip, CountingModel], row: int, inside: bool) -> None:
    view, _ = strip
    view.show_current(row)
    assert view.viewport().rect().contains(view.cell_rect(row)) is inside


def test_a_click_chooses_and_the_wheel_scrolls(qtbot: QtBot, strip: tuple[Filmstrip, CountingModel]) -> None:
    view, _ = strip
    view.show_current(500)
    with qtbot.waitSignal(view.chosen) as chosen:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.cell_rect(503).center())
    assert chosen.args == [503]
    before = view.cell_rect(500).left()
    at = QPointF(450, 40)
    turn = QWheelEvent(
        at,
        at,
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    with qtbot.waitSignal(view.sightChanged):
        QApplication.sendEvent(view.viewport(), turn)
    assert view.cell_rect(500).left() < before


def test_few_photos_stand_in_the_middle(strip: tuple[Filmstrip, CountingModel]) -> None:
    view, model = strip
    model.show(PhotoTable(columns([1, 2, 3])), np.arange(3))
    view.show_current(1)
    assert view.cell_rect(1).center().x() == pytest.approx(450, abs=2)
