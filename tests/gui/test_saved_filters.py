"""Filters with a name: saved, taken up again, replaced, deleted, kept across restarts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog, QMessageBox

from app import places
from app.catalog.records import Flag
from app.culling.filters import FilterSpec
from app.gui.filter_bar import FilterBar
from app.gui.saved_filters import SavedFilters, SavedFiltersMenu

PICKS = FilterSpec(flags=frozenset({Flag.PICK}), cameras=frozenset({"Leica Q2"}))
LOW = FilterSpec(max_score=35.0, inverted=True)


def test_a_saved_filter_is_there_for_the_next_session() -> None:
    SavedFilters().save("Picks of the Leica", PICKS)
    SavedFilters().save("low", LOW)
    assert SavedFilters().all() == {"low": LOW, "Picks of the Leica": PICKS}
    SavedFilters().save("low", PICKS)
    assert SavedFilters().all()["low"] == PICKS
    SavedFilters().delete("low")
    assert list(SavedFilters().all()) == ["Picks of the Leica"]


@pytest.mark.parametrize("damage", ["", "[1]", '{"a": 7}', "{"])
def test_a_damaged_file_reads_as_far_as_it_goes(damage: str) -> None:
    file = places.config_dir() / "filters.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(damage)
    assert list(SavedFilters().all().values()) in ([], [FilterSpec()])


def menu_of(bar: FilterBar) -> dict[str, QAction]:
    menu = bar.findChildren(SavedFiltersMenu)[0]
    menu.fill()
    found = {action.text(): action for action in menu.menu().actions() if action.text()}
    delete = found["Delete"].menu() if "Delete" in found else None
    return found | ({f"Delete {action.text()}": action for action in delete.actions()} if delete else {})


def test_the_bar_saves_recalls_and_deletes(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    bar = FilterBar()
    qtbot.addWidget(bar)
    told: list[FilterSpec] = []
    bar.specChanged.connect(told.append)
    assert not menu_of(bar)["Save this filter…"].isEnabled(), "nothing is filtered"
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("  Best  Leica ", True))
    bar.set_spec(PICKS)
    menu_of(bar)["Save this filter…"].trigger()
    assert SavedFilters().all() == {"Best Leica": PICKS}
    assert menu_of(bar)["Best Leica"].isChecked()
    bar.clear()
    assert not menu_of(bar)["Best Leica"].isChecked()
    menu_of(bar)["Best Leica"].trigger()
    assert told[-1] == bar.spec() == PICKS
    asked: list[str] = []
    answers = [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes]
    monkeypatch.setattr(QMessageBox, "question", lambda *args: asked.append(args[2]) or answers.pop(0))
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("Best Leica", True))
    bar.set_spec(LOW)
    bar.save()
    assert SavedFilters().all() == {"Best Leica": PICKS}, "asked, and the answer was no"
    bar.save()
    assert SavedFilters().all() == {"Best Leica": LOW}
    assert "“Best Leica”" in asked[0]
    menu_of(bar)["Delete Best Leica"].trigger()
    assert SavedFilters().all() == {}


def test_a_place_that_cannot_be_written_is_told(qtbot: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "no folder").write_text("a file in the way")
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *args: told.append(args[2]))
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("mine", True))
    menu = SavedFiltersMenu(SavedFilters(tmp_path / "no folder" / "filters.json"), lambda: PICKS)
    qtbot.addWidget(menu)
    menu.ask_and_save()
    assert "could not be saved" in told[0]
