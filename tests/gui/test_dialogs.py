"""Export, proposal, key sheet, notices."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from app.culling.keepers import KeeperFlag, KeeperQuery
from app.culling.lists import ListFormat
from app.gui.commands import commands
from app.gui.export_dialog import ExportDialog
from app.gui.key_sheet import KeySheet, caps
from app.gui.notices import EmptyState
from app.gui.proposal_dialog import ProposalDialog, ProposedPhoto
from app.gui.shown_only import Counted


def labels(widget: Any) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel)]


class TestExport:
    @pytest.fixture
    def dialog(self, qtbot: Any, tmp_path: Path) -> ExportDialog:
        def count(query: KeeperQuery, _only_shown: bool) -> Counted:
            return Counted(0 if (query.min_score or 0) > 90 else 1 if query.flag is KeeperFlag.PICK else 1214)

        dialog = ExportDialog(count, folder=tmp_path)
        qtbot.addWidget(dialog)
        return dialog

    def test_begins_with_all_keepers_in_the_folder(self, dialog: ExportDialog, tmp_path: Path) -> None:
        assert dialog.query() == KeeperQuery()
        assert dialog.destination() == tmp_path / "keepers.txt"
        assert dialog.format() is ListFormat.TXT
        assert dialog.words() == "1,214 photos will be listed."
        assert dialog.export_button.isEnabled()

    def test_every_choice_is_counted(self, dialog: ExportDialog) -> None:
        query = KeeperQuery(min_score=42.5, max_count=7, flag=KeeperFlag.PICK, min_stars=3)
        dialog.set_query(query)
        assert dialog.query() == query
        assert dialog.words() == "1 photo will be listed."

    def test_nothing_to_export_is_said(self, dialog: ExportDialog) -> None:
        dialog.set_query(KeeperQuery(min_score=95))
        assert not dialog.export_button.isEnabled()
        assert dialog.words().startswith("No photo fits")

    def test_suffix_and_format_follow_each_other(self, dialog: ExportDialog, tmp_path: Path) -> None:
        dialog.set_destination(tmp_path / "list.CSV")
        assert dialog.format() is ListFormat.CSV
        box = next(box for box in dialog.findChildren(type(dialog._format)) if box.findData(ListFormat.JSON) >= 0)
        box.setCurrentIndex(box.findData(ListFormat.JSON))
        assert dialog.destination() == tmp_path / "list.json"

    def test_places_that_cannot_be_written_to_are_said(self, dialog: ExportDialog, tmp_path: Path) -> None:
        dialog.set_destination(tmp_path / "nowhere" / "list.txt")
        assert "does not exist" in dialog.words()
        dialog.set_destination(tmp_path)
        assert "is a folder" in dialog.words()
        assert not dialog.export_button.isEnabled()
        (tmp_path / "there.txt").write_text("x")
        dialog.set_destination(tmp_path / "there.txt")
        assert dialog.words().endswith("will be replaced.")
        assert dialog.export_button.isEnabled()


class TestProposal:
    @pytest.fixture
    def dialog(self, qtbot: Any) -> ProposalDialog:
        photos = [ProposedPhoto(f"IMG_{number}.jpg", float(number)) for number in range(30)]
        text = "Reject 30 photos scoring under 35.5? 2 photos under it stay as they are."
        dialog = ProposalDialog(text, 2, photos)
        qtbot.addWidget(dialog)
        return dialog

    def test_question_photos_and_undo_are_said(self, dialog: ProposalDialog) -> None:
        assert "Reject 30 photos scoring under 35.5?" in labels(dialog)
        assert any("2 photos under it" in text and "Ctrl+Z" in text for text in labels(dialog))
        model = dialog.list_view.model()
        assert [model.index(row, 0).data() for row in range(model.rowCount())] == [f"IMG_{n}.jpg" for n in range(30)]
        assert dialog.accept_button.text() == "Reject 30 photos"

    def test_enter_does_nothing_by_default(self, dialog: ProposalDialog, qtbot: Any) -> None:
        dialog.show()
        assert dialog.cancel_button.isDefault()
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
        assert dialog.result() == QDialog.DialogCode.Rejected

    def test_the_button_accepts(self, dialog: ProposalDialog) -> None:
        dialog.show()
        dialog.accept_button.click()
        assert dialog.result() == QDialog.DialogCode.Accepted

    def test_thumbnails_are_asked_for_when_seen_and_filled_in(self, dialog: ProposalDialog, qtbot: Any) -> None:
        with qtbot.waitSignal(dialog.thumbnailsWanted) as got:
            dialog.show()
        assert 0 in got.args[0]
        pixmap = QPixmap(64, 48)
        pixmap.fill(Qt.GlobalColor.green)
        dialog.set_thumbnail(0, pixmap)
        assert dialog.list_view.model().index(0, 0).data(Qt.ItemDataRole.DecorationRole).width() == 64
        dialog.grab()

    def test_how_many_are_left_alone_is_said_where_the_text_does_not(self, qtbot: Any) -> None:
        for number, words in ((1, "1 photo below is left alone"), (1500, "1,500 photos below are left alone")):
            dialog = ProposalDialog("Reject 1 photo?", number, [ProposedPhoto("a.jpg", 3.0)])
            qtbot.addWidget(dialog)
            assert any(text.startswith(words) for text in labels(dialog))

    def test_places_stand_beside_the_score(self, qtbot: Any) -> None:
        photos = [ProposedPhoto("a.jpg", 3.0, None, -20, (2, 7)), ProposedPhoto("b.jpg", float("nan"))]
        dialog = ProposalDialog("Reject 2 photos?", 0, photos)
        qtbot.addWidget(dialog)
        model = dialog.list_view.model()
        said = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
        assert said == ["a.jpg, score 3.0, last 20 % of this folder, 2 of 7 in its group", "b.jpg"]
        assert [photo.places for photo in photos] == ["2/7   last 20 %", ""]
        dialog.show()
        with_places = dialog.list_view.viewport().grab().toImage()
        bare = ProposalDialog("Reject 2 photos?", 0, [ProposedPhoto("a.jpg", 3.0), photos[1]])
        qtbot.addWidget(bare)
        bare.show()
        assert bare.list_view.viewport().grab().toImage() != with_places, "painted, too"

    def test_nothing_to_do_cannot_be_accepted(self, qtbot: Any) -> None:
        dialog = ProposalDialog("No photo scoring under 35 is left to decide on.", 0, [])
        qtbot.addWidget(dialog)
        assert not dialog.accept_button.isEnabled()


class TestKeySheet:
    @pytest.fixture
    def sheet(self, qtbot: Any) -> KeySheet:
        sheet = KeySheet(commands())
        qtbot.addWidget(sheet)
        return sheet

    def test_lists_every_command_with_its_keys_and_group(self, sheet: KeySheet) -> None:
        assert sheet.shown() == list(commands())
        said = labels(sheet)
        for command in commands():
            assert command.text.removesuffix("…") in said
            assert command.group in said
            for key in command.keys:
                assert set(caps(key)) <= set(said)

    def test_under_shift_stand_only_keys_that_go_on_with_shift(self, sheet: KeySheet) -> None:
        decide = [command for command in sheet.shown() if command.group.startswith("Decide (with Shift")]
        assert len(decide) >= 13
        odd = {command.id for command in decide if not command.and_next}
        assert odd == {"advance", "caps-lock"}, "the two that make it so without Shift"
        teacher = {command.group for command in sheet.shown() if command.id.startswith("second-opinion")}
        assert teacher == {"Second opinion"}

    def test_caps_lock_is_on_the_sheet(self, sheet: KeySheet) -> None:
        assert caps("CapsLock") == ["Caps Lock"]
        sheet.search("capslock")
        assert [command.id for command in sheet.shown()] == ["caps-lock"]
        assert "Caps Lock" in labels(sheet)

    def test_finds_by_word_group_and_key(self, sheet: KeySheet) -> None:
        sheet.search("stars")
        assert {command.id for command in sheet.shown()} >= {"stars-0", "stars-2", "stars-5"}
        assert "undo" not in {command.id for command in sheet.shown()}
        sheet.search("ctrl+z")
        assert [command.id for command in sheet.shown()] == ["undo"]
        sheet.search("no such thing")
        assert sheet.shown() == []
        assert any(text.startswith("No command fits") for text in labels(sheet))

    def test_fewer_columns_where_it_is_narrow(self, sheet: KeySheet, qtbot: Any) -> None:
        sheet.show()
        for width in (1100, 700, 380):
            sheet.resize(width, 600)
            qtbot.waitUntil(lambda width=width: sheet.width() == width)
            assert sheet.shown() == list(commands())
            sheet.grab()

    @pytest.mark.parametrize(
        ("key", "drawn"),
        [
            ("Ctrl+Shift+Z", ["Ctrl", "Shift", "Z"]),
            ("Ctrl++", ["Ctrl", "+"]),
            ("+", ["+"]),
            ("Left", ["←"]),
            ("\\", ["\\"]),
        ],
    )
    def test_caps(self, key: str, drawn: list[str], qtbot: Any) -> None:
        assert caps(key) == drawn


class TestEmptyState:
    def test_buttons_do_what_they_say(self, qtbot: Any) -> None:
        done: list[str] = []
        state = EmptyState(
            "Open a folder", "Nothing is open.", [("Open", lambda: done.append("open"))], icon="folder-open"
        )
        qtbot.addWidget(state)
        state.show()
        state.buttons[0].click()
        assert done == ["open"]
        assert state.accessibleName() == "Open a folder"
        state.set_state("No photo fits", "37 photos are hidden.", [("Clear", lambda: done.append("clear"))])
        assert [button.text() for button in state.buttons] == ["Clear"]
        state.buttons[0].click()
        assert done == ["open", "clear"]

    def test_long_words_are_not_cut_off(self, qtbot: Any) -> None:
        state = EmptyState("IMG.jpg", "The file is empty. It was probably not copied completely; copy it again. " * 3)
        qtbot.addWidget(state)
        state.resize(700, 500)
        with qtbot.waitExposed(state):
            state.show()
        for label in state.findChildren(QLabel):
            if label.isVisible():
                assert label.height() >= label.heightForWidth(label.width())

    def test_in_a_tile_nothing_is_cut_off(self, qtbot: Any) -> None:
        """Unreadable photos of a survey, from a few to very many."""
        reason = "The file is cut off after 12 kB. Copy it again from the card."
        page = QWidget()
        qtbot.addWidget(page)
        page.resize(1000, 700)
        state = EmptyState(parent=page, selectable=False)
        state.set_state("", reason, icon="image-off", short="Cannot be read")
        with qtbot.waitExposed(page):
            page.show()
        icon, *words = state.findChildren(QLabel)
        said = []
        for width, height in ((900, 600), (260, 180), (150, 110), (150, 90), (110, 60), (64, 44), (40, 40), (30, 26)):
            state.resize(width, height)
            QApplication.processEvents()
            for label in (icon, *words):
                if label.isVisible():
                    place = label.geometry()
                    assert state.rect().contains(place), (width, height, label.text())
                    needed = icon.sizeHint().height() if label is icon else label.heightForWidth(label.width())
                    assert label.height() >= needed, (width, height, label.text())
                    for word in label.text().split():
                        assert label.fontMetrics().horizontalAdvance(word) <= label.width()
            text = "".join(label.text() for label in words if label.isVisible())
            assert text in (reason, "Cannot be read", "")
            assert text or icon.isVisible()
            assert state.toolTip() == ("" if text == reason else reason)
            said.append((text[:6], icon.isVisible()))
        assert said[:2] == [("The fi", True)] * 2
        assert ("Cannot", False) in said
        assert said[-1] == ("", True)
        state.resize(900, 600)
        assert words[1].text() == reason
