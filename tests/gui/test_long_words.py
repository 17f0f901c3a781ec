"""Dialogs and key sheet in a language with long words: nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel

from app.catalog.records import Flag
from app.culling.proposals import Proposal
from app.gui.commands import commands
from app.gui.export_dialog import ExportDialog
from app.gui.keep_best_dialog import Contest, KeepBestDialog
from app.gui.key_sheet import KeySheet, caps
from app.gui.metadata_dialog import MetadataDialog
from app.gui.preferences import Preferences
from app.gui.rejects_dialog import RejectsDialog
from app.gui.settings_dialog import SettingsDialog
from app.gui.shown_only import Counted, Reach
from app.gui.transfer_dialog import TransferDialog
from app.gui.translations import FOLDER, languages
from app.photos.xmp.settings import MetadataSettings


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    translator = QTranslator(qapp)
    assert translator.load(str(FOLDER / "keepers_de.qm"))
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def _proposal(_count: int, _pick: bool) -> Proposal:
    return Proposal((1,), 0, "", "", Flag.REJECT)


REACH = Reach(12_345, 23_456)
DIALOGS: dict[str, Callable[[Path], QDialog]] = {
    "export": lambda _: ExportDialog(lambda *_: Counted(3), reach=REACH),
    "keep best": lambda _: KeepBestDialog(lambda _: Contest(9, _proposal, _proposal), REACH),
    "metadata": lambda _: MetadataDialog(MetadataSettings()),
    "rejects": lambda folder: RejectsDialog([], folder, reach=REACH),
    "settings": lambda _: SettingsDialog(Preferences(), languages()),
    "transfer": lambda folder: TransferDialog(lambda *_: ([], Counted(0)), [], folder, reach=REACH),
}


@pytest.mark.parametrize("name", DIALOGS)
def test_every_button_of_a_dialog_shows_its_whole_text(german: None, name: str, tmp_path: Path, qtbot: Any) -> None:
    dialog = DIALOGS[name](tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    for button in dialog.findChildren(QAbstractButton):
        if button.isVisible() and button.text():
            assert button.width() >= button.sizeHint().width(), button.text()
            assert button.mapTo(dialog, button.rect().topRight()).x() < dialog.width(), button.text()
    dialog.close()


def test_the_key_sheet_keeps_its_columns_and_caps_inside(german: None, qtbot: Any) -> None:
    sheet = KeySheet(commands())
    qtbot.addWidget(sheet)
    sheet.show()
    qtbot.waitExposed(sheet)
    assert sheet.windowTitle() == "Tasten"
    for label in sheet.findChildren(QLabel):
        if label.property("part") == "cap":
            assert label.width() >= label.sizeHint().width(), label.text()
            assert label.mapTo(sheet, label.rect().topRight()).x() < sheet.width(), label.text()


def test_arrow_keys_are_arrows_in_every_language(qapp: QApplication, qtbot: Any) -> None:
    assert caps("Ctrl+Left")[-1] == "←"
    assert caps("Return") == caps("Enter")
    assert caps("Ctrl++")[-1] == "+"


class Shouting(QTranslator):
    """A language of capitals, of Qt's key names too."""

    def translate(self, context: str, text: str, *_: Any) -> str:  # type: ignore[override]
        return text.upper() if context == "QShortcut" else ""


def test_names_of_keys_are_those_of_the_language(qapp: QApplication) -> None:
    translator = Shouting(qapp)
    qapp.installTranslator(translator)
    try:
        assert caps("Shift+Left") == ["SHIFT", "←"]
        assert caps("Backspace") == ["BACKSPACE"]
    finally:
        qapp.removeTranslator(translator)
