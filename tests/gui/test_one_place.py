"""A photo has one place in its folder: whoever tells it says the same number in the same words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.culling.agreement import compare
from app.gui.main_window import MainWindow
from app.gui.photo_model import PhotoModel
from app.gui.place_sign import folder_place_words, place_words
from app.gui.proposal_dialog import ProposalDialog
from app.gui.proposing import ask_proposal
from app.gui.second_opinion_card import SecondOpinionCard
from tests.gui.conftest import WindowMaker
from tests.gui.windows import photo_id

Ready = Callable[[MainWindow], None]


@pytest.fixture
def window(make_window: WindowMaker, ready: Ready, shoot: Path) -> MainWindow:
    made = make_window(shoot)
    ready(made)
    return made


def panel_words(window: MainWindow) -> list[str]:
    return [label.text() for label in window.side_panel.findChildren(QLabel)]


def capital(words: str) -> str:
    return words[0].upper() + words[1:]


@pytest.mark.parametrize(("name", "place"), [("i.jpg", 20), ("b.jpg", -20)])
def test_every_view_says_the_same(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, name: str, place: int
) -> None:
    area = window.area
    photo = photo_id(window, name)
    position = window.session.table.position(photo)
    said = f"{'top' if place > 0 else 'last'} {abs(place)} % of this folder"
    assert said == folder_place_words(place) == place_words(place) + " of this folder"

    area.go_to(photo)
    assert area.model.cell(position).place == area.model.place_of(position) == place
    index = area.model.index(area.model.row_of(photo))
    assert said in index.data(Qt.ItemDataRole.ToolTipRole)
    assert said in index.data(Qt.ItemDataRole.AccessibleTextRole)
    qtbot.waitUntil(lambda: capital(said) in panel_words(window))

    area.show_loupe()
    assert said in area.loupe.canvas.accessibleName()
    area.show_compare()
    strip = next(pane.strip for pane in area.large.compare.panes() if pane.view.photo_id == photo)
    assert said in strip.accessibleName()
    assert said in strip.toolTip()
    area.show_grid()
    area.grid.select_ids(area.model.ids_at(np.arange(area.model.rowCount())).tolist(), photo)
    area.show_survey()
    strip = next(pane.strip for pane in area.large.survey.panes() if pane.view.photo_id == photo)
    assert said in strip.accessibleName()

    proposed: list[str] = []

    def look(dialog: ProposalDialog) -> int:
        model = dialog.list_view.model()
        rows = range(model.rowCount())
        proposed.extend(str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for row in rows)
        return 0

    monkeypatch.setattr(ProposalDialog, "exec", look)
    ask_proposal(window, window.session.propose_reject_below(101), area.model, area.thumbnails)
    assert any(words.startswith(name) and said in words for words in proposed)


def test_the_panel_keeps_up_with_the_cell(window: MainWindow, qtbot: QtBot) -> None:
    photo = photo_id(window, "i.jpg")
    window.area.go_to(photo)
    qtbot.waitUntil(lambda: "Top 20 % of this folder" in panel_words(window))
    table = window.session.table
    table.columns.scores[table.position(photo_id(window, "a.jpg"))] = 100.0
    window.session.countsChanged.emit()
    cell = window.area.model.data(window.area.model.index(window.area.model.row_of(photo)), PhotoModel.CellRole)
    assert cell.place == 30
    assert "Top 30 % of this folder" in panel_words(window)


def test_the_second_opinion_names_the_photos_that_its_places_are_among(qtbot: QtBot) -> None:
    card = SecondOpinionCard()
    qtbot.addWidget(card)
    scores = np.linspace(0, 90, 10)
    second = scores[::-1].copy()

    def places() -> list[str]:
        return [label.text() for label in card.findChildren(QLabel) if "%" in label.text()]

    card.show_opinion(scores[9], second[9], compare(scores, second), 9, everyone=True)
    assert places() == ["top 10 %", "last 10 %"]
    card.show_opinion(scores[9], second[9], compare(scores, second), 9)
    assert places() == ["top 10 % of 10", "last 10 % of 10"]
