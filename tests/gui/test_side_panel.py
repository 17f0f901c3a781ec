"""The words of the side panel."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from app.catalog.records import Decision, Flag, Label, PhotoRecord
from app.gui.side_panel import ElidedLabel, SidePanel, bias_text, shutter_text
from app.photos.model import CaptureFacts, PhotoKind

RECORD = PhotoRecord(
    id=1,
    path=Path("/shoot/2026-11-14 wedding/DSC_0482 <very> long name of a photo that does not fit.ARW"),
    size=25_300_111,
    mtime_ns=0,
    kind=PhotoKind.RAW,
    fingerprint="x",
    width=6000,
    height=4000,
    facts=CaptureFacts(
        datetime(2026, 11, 14, 16, 42, 8), 60, "Sony ILCE-6000", "E 55-210mm", 55.0, 5.6, 1 / 250, 800, -2 / 3
    ),
    decision=Decision(Flag.PICK, 4, Label.GREEN),
    decided_at=None,
    score=83.4,
    faults={"motion blur": 0.2, "noisy": 0.7, "too dark": 0.9},
    quality_map=None,
    measures=None,
    error=None,
)


@pytest.fixture
def panel(qtbot: Any) -> SidePanel:
    panel = SidePanel()
    qtbot.addWidget(panel)
    panel.resize(280, 600)
    panel.show()
    return panel


def words(panel: SidePanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize(
    ("seconds", "text"), [(1 / 250, "1/250 s"), (1 / 8000, "1/8000 s"), (0.6, "0.6 s"), (2.0, "2 s"), (1 / 6, "1/6 s")]
)
def test_exposure_time_as_cameras_write_it(seconds: float, text: str) -> None:
    assert shutter_text(seconds) == text


@pytest.mark.parametrize(
    ("stops", "text"),
    [(0.0, "0 EV"), (1 / 3, "+1/3 EV"), (-2 / 3, "−2/3 EV"), (-1.67, "−1 2/3 EV"), (2.0, "+2 EV"), (0.5, "+0.5 EV")],
)
def test_exposure_compensation_in_thirds(stops: float, text: str) -> None:
    assert bias_text(stops) == text


def test_everything_known_is_said(panel: SidePanel) -> None:
    panel.show_record(RECORD, 9, 1)
    said = words(panel)
    for part in (
        "83",
        "Top 9 % of this folder",
        "Too dark, noisy",
        "Pick",
        "★★★★",
        "Green",
        "2026-11-14  16:42:08",
        "Sony ILCE-6000",
        "E 55-210mm",
        "55 mm",
        "1/250 s   f/5.6",
        "800",
        "−2/3 EV",
        "6000 × 4000   24.0 MP",
        "RAW, 25.3 MB",
    ):
        assert part in said


def test_numbers_are_written_as_the_language_writes_them(german: None, panel: SidePanel) -> None:
    panel.show_record(RECORD, 9, 1)
    said = words(panel)
    assert "6000 × 4000   24,0 MP" in said
    assert "RAW, 25,3" in said


def test_another_place_of_the_same_photo(panel: SidePanel) -> None:
    panel.show_record(RECORD, 9)
    panel.show_place(-30)
    assert "Last 30 % of this folder" in words(panel)
    panel.show_place(0)
    assert "of this folder" not in words(panel), "the only one that is scored"
    panel.show_record(replace(RECORD, score=None))
    panel.show_place(12)
    assert "Not scored yet" in words(panel)


def test_unknown_facts_have_no_row(panel: SidePanel) -> None:
    panel.show_record(replace(RECORD, facts=CaptureFacts(), width=None, height=None, score=None, decision=Decision()))
    said = words(panel)
    assert "Camera" not in said
    assert "MP" not in said
    assert "Not scored yet" in said
    assert "Not decided" in said


def test_an_error_is_a_sentence(panel: SidePanel) -> None:
    panel.show_record(replace(RECORD, score=None, error="The file is empty."))
    assert "The file is empty." in words(panel)
    assert "Not scored yet" not in words(panel)


def test_no_photo_and_many_photos(panel: SidePanel) -> None:
    panel.show_record(None)
    assert words(panel) == "No photo is selected."
    panel.show_record(None, count=1200)
    assert words(panel) == "1,200 photos are selected."


def test_a_long_name_is_shortened_in_the_middle_and_whole_in_the_tooltip(panel: SidePanel) -> None:
    panel.show_record(RECORD)
    name = panel.findChild(ElidedLabel)
    assert name is not None
    assert name.full_text() == RECORD.path.name
    assert name.text() != RECORD.path.name
    assert name.text().endswith(".ARW")
    assert "&lt;very&gt;" in name.toolTip()
    panel.resize(1200, 600)
    panel.grab()
    assert name.text() == RECORD.path.name
