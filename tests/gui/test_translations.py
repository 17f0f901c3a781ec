"""The window in German: no text is missed, placeholders fit, and what is shown is German."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QApplication, QLabel, QToolButton

from app.culling.filters import FilterSpec, facet_counts
from app.culling.transfer_model import size_words
from app.culling.wording import in_digits, photos
from app.gui import update_translations
from app.gui.filter_bar import FilterBar, ScoreBox
from app.gui.histogram import ScoreHistogram
from app.gui.sentences import localised
from app.gui.translations import FOLDER, install, languages
from tests.culling.conftest import columns_of
from tests.gui.conftest import WindowMaker

GERMAN = FOLDER / "keepers_de.ts"


def test_every_text_of_the_sources_is_translated() -> None:
    missing = update_translations.missing(GERMAN)
    assert not missing, "run python -m app.gui.update_translations and translate what it names"


def test_placeholders_and_blanks_survive() -> None:
    for (context, text), translation in update_translations.read(GERMAN).items():
        holders = sorted(set(re.findall(r"\{\w*\}", text)))
        assert sorted(set(re.findall(r"\{\w*\}", translation))) == holders, (context, text)
        assert translation.startswith(" ") == text.startswith(" "), (context, text)
        assert translation.endswith(" ") == text.endswith(" "), (context, text)


def test_the_compiled_file_is_up_to_date(tmp_path: Path) -> None:
    compiled = tmp_path / "keepers_de.qm"
    update_translations.compile_to(GERMAN, compiled)
    assert compiled.read_bytes() == GERMAN.with_suffix(".qm").read_bytes()


def test_a_new_language_can_be_begun(tmp_path: Path) -> None:
    file = tmp_path / "keepers_fr.ts"
    update_translations.collect(file)
    assert len(update_translations.read(file)) == len(update_translations.read(GERMAN))
    assert not any(update_translations.read(file).values())


def test_languages_are_offered_by_their_own_names(qapp: QApplication) -> None:
    assert ("en", "English") in languages()
    assert ("de", "Deutsch") in languages()
    assert install(qapp, "xx") == "en", "an unknown language is English"


def test_the_window_speaks_german(german: None, make_window: WindowMaker, shoot: Path, ready: Any, qtbot: Any) -> None:
    window = make_window(shoot)
    ready(window)
    assert [action.text() for action in window.menuBar().actions()] == [
        "&Datei",
        "&Bearbeiten",
        "&Foto",
        "&Ansicht",
        "&Hilfe",
    ]
    assert window.actions_by_id["pick"].text() == "Behalten"
    window.figures.show_counts()
    assert window.histogram.words().endswith("im Zweifel")
    window.area.grid.selectAll()
    window.actions_by_id["reject"].trigger()
    qtbot.waitUntil(lambda: window.status.message() == "11 Fotos abgelehnt.")
    english = {
        text for (_, text), german in update_translations.read(GERMAN).items() if german != text and len(text) > 6
    }
    shown = {label.text() for label in window.findChildren(QLabel)} | {
        b.text() for b in window.findChildren(QToolButton)
    }
    shown |= {action.text() for action in window.actions_by_id.values()}
    assert not shown & english, "these are still English"


def test_keepers_picks_and_the_selection_have_words_of_their_own_in_german(german: None) -> None:
    def said(context: str, text: str) -> str:
        return QCoreApplication.translate(context, text)

    keepers = [said("TransferDialog", "Keepers: everything not rejected"), said("Commands", "Copy or move keepers…")]
    assert all(text.startswith("Ausbeute") for text in keepers)
    assert said("TransferDialog", "The selection: {photos}").startswith("Die Auswahl")
    assert said("TransferDialog", "Picks only") == "Nur behaltene"


def test_numbers_belong_to_the_language_that_is_spoken(german: None) -> None:
    assert photos(12345) == "12.345 Fotos"
    assert in_digits(0.75, 1) in ("0,8", "0,7")
    assert size_words(1_400_000_000) == "1,4 GB"
    counts = facet_counts(columns_of([{"score": 50.0}] * 1234), FilterSpec())
    bar = FilterBar()
    bar.set_counts(counts, 1234, 1234)
    assert "Bewertung  1.234" in [label.text() for label in bar.findChildren(QLabel)]
    sentence = f"A transfer (copy) had been interrupted after {1234:,} of {photos(2000)}; it was put in order."
    said = localised(sentence)
    assert said != sentence
    assert "1.234" in said
    assert "2.000 Fotos" in said


@pytest.mark.parametrize("typed", ["62,5", "62.5"])
def test_a_score_is_typed_with_either_dot_and_written_as_the_language_does(
    german: None, typed: str, qtbot: Any
) -> None:
    box = ScoreBox("min", 50)
    qtbot.addWidget(box)
    box.show()
    box.lineEdit().selectAll()
    qtbot.keyClicks(box, typed)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.score() == 62.5
    assert box.text() == "62,5"
    box.stepBy(1)
    assert box.text() == "63,5"
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.score() == 63.5


def test_english_numbers_where_english_is_chosen_on_another_system(
    qapp: QApplication, german: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QLocale, "system", lambda: QLocale(QLocale.Language.German, QLocale.Country.Germany))
    install(qapp, "en")
    assert photos(12345).startswith("12,345")


def test_thresholds_are_written_as_the_language_writes_them(german: None, qtbot: Any) -> None:
    histogram = ScoreHistogram()
    qtbot.addWidget(histogram)
    histogram.set_threshold(47.5)
    assert "42,5" in histogram.reject_button.text()
