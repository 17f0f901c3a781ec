"""The dialogs of handing over: what they say, what they give, when their button is off."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.catalog.records import Flag
from app.catalog.transfers import TransferState
from app.culling.keepers import KeeperFlag, KeeperQuery
from app.culling.transfer import TransferProgress
from app.culling.transfer_model import CollisionRule, Entry, Outcome, PhotoAt, TransferMode
from app.culling.transfer_report import TransferReport
from app.gui.list_dialog import ListDialog
from app.gui.rejects_dialog import RejectsDialog
from app.gui.shown_only import Counted
from app.gui.transfer_dialog import TransferDialog
from app.gui.transfer_progress import TransferProgressDialog


@pytest.fixture
def photos(tmp_path: Path) -> list[PhotoAt]:
    root = tmp_path / "shoot"
    root.mkdir()
    made = []
    for number in range(4):
        path = root / f"IMG_{number}.jpg"
        path.write_bytes(b"x" * 1000)
        made.append(PhotoAt(number, path))
    (root / "IMG_0.xmp").write_bytes(b"y" * 500)
    return made


def transfer_dialog(qtbot: QtBot, photos: list[PhotoAt]) -> TransferDialog:
    asked = {KeeperFlag.KEEPERS: photos, KeeperFlag.PICK: photos[:1]}

    def photos_for(query: KeeperQuery, _only_shown: bool) -> tuple[list[PhotoAt], Counted]:
        chosen = [] if query.min_stars > 4 else asked[query.flag]
        return chosen, Counted(len(chosen))

    dialog = TransferDialog(photos_for, photos[:2], photos[0].path.parent)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.go_button.isEnabled)
    return dialog


def test_the_transfer_dialog_counts_and_weighs(qtbot: QtBot, photos: list[PhotoAt], tmp_path: Path) -> None:
    dialog = transfer_dialog(qtbot, photos)
    assert dialog.go_button.text() == "Copy 4 photos"
    assert dialog.words().startswith("4 photos with 1 sidecars and partners, 4.5 kB.")
    assert "free there" in dialog.words()
    settings = dialog.settings()
    assert (settings.mode, settings.destination) == (TransferMode.COPY, tmp_path / "shoot keepers")
    assert (settings.flat, settings.rule) == (False, CollisionRule.RENAME)
    dialog.set_mode(TransferMode.MOVE)
    dialog.choose_picks()
    assert dialog.go_button.text() == "Move 1 photo"
    assert dialog.photos() == photos[:1]
    qtbot.waitUntil(dialog.go_button.isEnabled)
    assert "free" not in dialog.words(), "a move within a disk needs no room"
    dialog.accept()


def test_the_transfer_dialog_takes_the_selection_and_refuses_what_cannot_be(
    qtbot: QtBot, photos: list[PhotoAt], tmp_path: Path
) -> None:
    dialog = transfer_dialog(qtbot, photos)
    dialog._who.setCurrentIndex(2)
    assert dialog._who.currentText() == "The selection: 2 photos"
    assert dialog.photos() == photos[:2]
    dialog._who.setCurrentIndex(0)
    dialog._stars.setCurrentIndex(5)
    assert not dialog.go_button.isEnabled()
    assert "No photo" in dialog.words()
    dialog._stars.setCurrentIndex(0)
    dialog.folder.text.setText(" ")
    assert "Choose a folder" in dialog.words()
    dialog.folder.set_folder(photos[0].path)
    qtbot.waitUntil(lambda: "is a file" in dialog.words())
    assert not dialog.go_button.isEnabled()
    dialog.reject()


def test_the_rejects_dialog_asks_once_with_number_and_place(qtbot: QtBot, photos: list[PhotoAt]) -> None:
    root = photos[0].path.parent
    dialog = RejectsDialog(photos, root)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.go_button.isEnabled)
    assert dialog.question() == "Move 4 photos to “_rejects”?"
    assert dialog.go_button.text() == "Move 4 photos"
    assert (dialog.settings().mode, dialog.settings().destination) == (TransferMode.MOVE, root / "_rejects")
    dialog.choose_trash()
    assert dialog.question() == "Put 4 photos into the system's trash?"
    qtbot.waitUntil(dialog.go_button.isEnabled)
    assert (dialog.settings().mode, dialog.settings().destination) == (TransferMode.TRASH, None)
    assert "trash" in dialog.words()
    dialog.reject()


def test_progress_then_report(qtbot: QtBot, photos: list[PhotoAt]) -> None:
    dialog = TransferProgressDialog("Copying photos")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.show_progress(TransferProgress(3, 10, 2_000_000, 8_000_000, "a\nb.jpg", 90.0))
    assert dialog.progress_words() == "3 of 10 photos · 2.0 MB of 8.0 MB · 2 min left"
    with qtbot.waitSignal(dialog.cancelRequested):
        qtbot.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
    assert not dialog.cancel_button.isEnabled()
    with qtbot.waitSignal(dialog.cancelRequested):
        dialog.close()
    assert dialog.isVisible(), "closing asks to end; it closes when that is done"
    done = Entry(photos[0].path, Outcome.DONE, ((photos[0].path, Path("/out/IMG_0.jpg")),))
    failed = Entry(photos[1].path, Outcome.FAILED, (), "The file is no longer there.")
    state = TransferState.CANCELLED
    dialog.show_report(TransferReport(TransferMode.COPY, Path("/out"), state, [done, failed], notes=["Before."]))
    assert dialog.summary() == "Before.\nCopied 1 photo to /out; 1 failed."
    assert dialog.rows() == [
        ("IMG_1.jpg", "failed", "The file is no longer there."),
        ("IMG_0.jpg", "done", "/out/IMG_0.jpg"),
    ]
    with qtbot.waitSignal(dialog.undoRequested):
        qtbot.mouseClick(dialog.undo_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()


def list_dialog(qtbot: QtBot) -> ListDialog:
    paths = ["/s/a/IMG_1.jpg", "/s/b/IMG_1.jpg", "/s/a/IMG_2.jpg", "/s/a/IMG_3.jpg"]
    dialog = ListDialog(paths)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_list_dialog_counts_while_one_types(qtbot: QtBot) -> None:
    dialog = list_dialog(qtbot)
    assert not dialog.go_button.isEnabled()
    dialog.set_text("img_2, 3\nIMG_1\nIMG_3\nDSC_9")
    qtbot.waitUntil(dialog.go_button.isEnabled)
    assert dialog.found() == (2, 3)
    assert dialog.words() == "5 names: 2 photos found, 1 ambiguous, 1 not found"
    assert dialog.trouble() == "IMG_1: could be a/IMG_1.jpg, b/IMG_1.jpg\nDSC_9: not found"
    assert (dialog.flag(), dialog.go_button.text()) == (Flag.PICK, "Pick 2 photos")
    dialog.choose(None)
    assert (dialog.flag(), dialog.go_button.text()) == (None, "Select 2 photos")
    dialog.set_text("DSC_9")
    assert not dialog.go_button.isEnabled()
    qtbot.waitUntil(lambda: "1 not found" in dialog.words())
    assert not dialog.go_button.isEnabled()
    dialog.set_text('[{"path":')
    qtbot.waitUntil(lambda: "JSON" in dialog.words())
    dialog.reject()


def test_the_list_dialog_takes_files(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = list_dialog(qtbot)
    file = tmp_path / "list.txt"
    file.write_text("IMG_2\n")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    dialog._text.dropEvent(event)
    qtbot.waitUntil(dialog.go_button.isEnabled)
    assert dialog.found() == (2,)
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, text: told.append(text))
    file.write_bytes(b"\xff\xd8\xff\0")
    dialog.load(file)
    dialog.load(tmp_path / "nowhere")
    assert "is no text" in told[0]
    assert "cannot be read" in told[1]
    dialog.reject()
