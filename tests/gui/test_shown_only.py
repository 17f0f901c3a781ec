"""Actions on the folder keep to the photos shown, unless one says otherwise; nothing hidden is touched unseen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from app.catalog.records import Flag
from app.culling.filters import FilterSpec
from app.culling.keepers import KeeperFlag, KeeperQuery
from app.gui.export_dialog import ExportDialog
from app.gui.hand_over import count_keepers
from app.gui.keep_best_dialog import KeepBestDialog
from app.gui.main_window import MainWindow
from app.gui.proposal_dialog import ProposalDialog
from app.gui.rejects_dialog import RejectsDialog
from app.gui.shown_only import Counted
from app.gui.transfer_dialog import TransferDialog
from tests.gui.conftest import WindowMaker
from tests.gui.windows import photo_id

Look = Callable[[Any], bool]


@pytest.fixture
def window(make_window: WindowMaker, shoot: Path, ready: Callable[[MainWindow], None]) -> MainWindow:
    """Of the ten photos and the broken one the four brightest are shown."""
    window = make_window(shoot)
    ready(window)
    window.session.set_spec(FilterSpec(min_score=60))
    assert (window.session.view.matching, window.session.view.hidden) == (4, 7)
    return window


def when_asked(monkeypatch: pytest.MonkeyPatch, dialog: type[QDialog], look: Look) -> list[bool]:
    """Answer a dialog by what ``look`` says; gives the answers."""
    answers: list[bool] = []

    def run(asked: QDialog) -> int:
        asked.show()
        answers.append(look(asked))
        asked.hide()
        return int(QDialog.DialogCode.Accepted if answers[-1] else QDialog.DialogCode.Rejected)

    monkeypatch.setattr(dialog, "exec", run)
    return answers


CHOICE = "Only the 4 photos shown (7 are hidden by the filter)"


def test_the_choice_is_there_only_while_something_is_hidden(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(dialog: ExportDialog) -> bool:
        assert dialog.shown_only.isVisible() is (window.session.view.hidden > 0)
        return False

    answers = when_asked(monkeypatch, ExportDialog, look)
    window.actions_by_id["export"].trigger()
    window.session.set_spec(FilterSpec())
    window.actions_by_id["export"].trigger()
    assert answers == [False, False]


def test_the_list_of_keepers(window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, tmp_path: Path) -> None:
    to = tmp_path / "list.txt"

    def look(dialog: ExportDialog) -> bool:
        assert dialog.shown_only.text() == CHOICE
        assert dialog.shown_only.isChecked()
        assert dialog.words() == "4 photos will be listed."
        dialog.shown_only.setChecked(False)
        assert dialog.words() == (
            "10 photos will be listed. 6 of them are hidden by the filter. 1 photo that cannot be read is left out."
        )
        dialog.shown_only.setChecked(len(answers) == 0)
        dialog.set_destination(to)
        return True

    answers: list[bool] = []
    answers = when_asked(monkeypatch, ExportDialog, look)
    window.actions_by_id["export"].trigger()
    qtbot.waitUntil(lambda: to.is_file() and len(to.read_text().split()) == 4)
    window.actions_by_id["export"].trigger()
    qtbot.waitUntil(lambda: len(to.read_text().split()) == 10)


def test_percentiles_of_a_list_are_those_of_the_folder(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    from app.culling.lists import ListFormat
    from app.gui.hand_over import write_keepers

    assert window.services is not None
    tables = []
    for only_shown in (True, False):
        to = tmp_path / f"{only_shown}.csv"
        done = write_keepers(
            window.services, window.session, KeeperQuery(max_count=4), to, ListFormat.CSV, only_shown=only_shown
        )
        assert done.result(20) == 4
        tables.append(to.read_text())
    assert tables[0] == tables[1]


def test_handing_over(window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, tmp_path: Path) -> None:
    def look(dialog: TransferDialog) -> bool:
        assert dialog.shown_only.text() == CHOICE
        assert dialog.go_button.text() == "Copy 4 photos"
        dialog.shown_only.setChecked(False)
        assert dialog.go_button.text() == "Copy 10 photos"
        qtbot.waitUntil(dialog.go_button.isEnabled)
        assert "6 of them are hidden by the filter." in dialog.words()
        assert dialog.words().endswith("1 photo that cannot be read stays where it is.")
        dialog.shown_only.setChecked(True)
        qtbot.waitUntil(dialog.go_button.isEnabled)
        assert "hidden" not in dialog.words()
        dialog.folder.set_folder(tmp_path / "out")
        qtbot.waitUntil(dialog.go_button.isEnabled)
        return True

    when_asked(monkeypatch, TransferDialog, look)
    window.actions_by_id["transfer"].trigger()
    desk = window.transfers
    qtbot.waitUntil(lambda: desk.dialog is not None and desk.dialog.report is not None, timeout=30_000)
    assert sorted(path.name for path in (tmp_path / "out").rglob("*.jpg")) == ["g.jpg", "h.jpg", "i.jpg", "j.jpg"]


def test_rejects(window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, shoot: Path) -> None:
    hidden, shown = [photo_id(window, "a.jpg"), photo_id(window, "b.jpg")], [photo_id(window, "j.jpg")]
    window.session.desk.set_flag(hidden, Flag.REJECT)
    window.actions_by_id["move-rejects"].setEnabled(True)

    def nothing_shown(dialog: RejectsDialog) -> bool:
        assert dialog.question() == "None of the photos shown is rejected."
        assert dialog.words() == "The filter hides 2 photos that you have rejected."
        assert not dialog.go_button.isEnabled()
        dialog.shown_only.setChecked(False)
        assert dialog.question() == "Move 2 photos to “_rejects”?"
        qtbot.waitUntil(dialog.go_button.isEnabled)
        assert "2 of them are hidden by the filter." in dialog.words()
        return False

    assert when_asked(monkeypatch, RejectsDialog, nothing_shown) == []
    window.actions_by_id["move-rejects"].trigger()
    window.session.desk.set_flag(shown, Flag.REJECT)

    def one_shown(dialog: RejectsDialog) -> bool:
        assert dialog.question() == "Move 1 photo to “_rejects”?"
        qtbot.waitUntil(dialog.go_button.isEnabled)
        item = window.actions_by_id["undo-transfer"].text()
        assert f"“Edit ▸ {item}” brings them home" in dialog.words()
        return True

    when_asked(monkeypatch, RejectsDialog, one_shown)
    window.actions_by_id["move-rejects"].trigger()
    desk = window.transfers
    qtbot.waitUntil(lambda: desk.dialog is not None and desk.dialog.report is not None, timeout=30_000)
    assert [path.name for path in (shoot / "_rejects").rglob("*.jpg")] == ["j.jpg"]


def test_writing_xmp(window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, shoot: Path) -> None:
    for name in "abij":
        window.session.desk.set_stars([photo_id(window, f"{name}.jpg")], 3)
    qtbot.waitUntil(lambda: not window.session.desk.writing)
    asked: list[str] = []

    def run(box: QMessageBox) -> int:
        choice = box.checkBox()
        assert choice.text() == CHOICE
        asked.append(f"{box.text()} {box.informativeText()}")
        choice.setChecked(False)
        asked.append(f"{box.text()} {box.informativeText()}")
        choice.setChecked(True)
        return 0

    def accept(box: QMessageBox) -> Any:
        return next(b for b in box.buttons() if box.buttonRole(b) == QMessageBox.ButtonRole.AcceptRole)

    monkeypatch.setattr(QMessageBox, "exec", run)
    monkeypatch.setattr(QMessageBox, "clickedButton", accept)
    window.actions_by_id["write-xmp"].trigger()
    assert "decisions of 2 photos into sidecars" in asked[0]
    assert "hidden" not in asked[0]
    assert "decisions of 4 photos into sidecars" in asked[1]
    assert asked[1].endswith("2 of them are hidden by the filter.")
    qtbot.waitUntil(lambda: "Wrote XMP of 2 photos" in window.status.message())
    assert sorted(path.name for path in shoot.rglob("*.xmp")) == ["i.xmp", "j.xmp"]


def test_keeping_the_best(window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    def look(dialog: KeepBestDialog) -> bool:
        assert dialog.shown_only.text() == CHOICE
        dialog.choose(1)
        assert dialog.words() == "Keep the best 1 of 4 photos and reject the others? That rejects 3 photos."
        dialog.shown_only.setChecked(False)
        dialog.choose(1)
        assert "of 10 photos" in dialog.words()
        assert dialog.words().endswith("6 of them are hidden by the filter.")
        dialog.shown_only.setChecked(True)
        dialog.choose(1)
        return True

    when_asked(monkeypatch, KeepBestDialog, look)
    agreed = when_asked(monkeypatch, ProposalDialog, lambda _: True)
    window.actions_by_id["keep-best"].trigger()
    assert agreed == [True]
    flags = window.session.table.columns.flags
    qtbot.waitUntil(lambda: int((flags == Flag.REJECT).sum()) == 3)
    assert all(window.session.table.columns.scores[flags == Flag.REJECT] >= 60)


@pytest.mark.parametrize("everything", [False, True])
def test_rejecting_below(everything: bool, window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    def look(dialog: ProposalDialog) -> bool:
        assert dialog.shown_only.text() == CHOICE
        assert dialog.list_view.model().rowCount() == 1
        assert dialog.accept_button.text() == "Reject 1 photo"
        dialog.shown_only.setChecked(not everything)
        count = 7 if everything else 1
        assert dialog.list_view.model().rowCount() == count
        words = " ".join(label.text() for label in dialog.findChildren(type(dialog._details)))
        assert ("6 of them are hidden by the filter." in words) is everything
        return True

    when_asked(monkeypatch, ProposalDialog, look)
    window.propose_reject_below(65.0)
    flags = window.session.table.columns.flags
    qtbot.waitUntil(lambda: int((flags == Flag.REJECT).sum()) == (7 if everything else 1))


def test_what_is_shown_has_nothing_below_but_the_choice_is_there(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(dialog: ProposalDialog) -> bool:
        assert not dialog.accept_button.isEnabled()
        dialog.shown_only.setChecked(False)
        assert dialog.accept_button.text() == "Reject 6 photos"
        return False

    assert when_asked(monkeypatch, ProposalDialog, look) == []
    window.propose_reject_below(55.0)
    assert not window.session.table.columns.flags.any()


def test_photos_in_closed_stacks_are_shown(
    make_window: WindowMaker, bursts: Path, settled: Callable[[MainWindow], None], qtbot: QtBot
) -> None:
    window = make_window(bursts)
    settled(window)
    view = window.session.view
    window.actions_by_id["stacks"].trigger()
    qtbot.waitUntil(lambda: len(view.order) < len(view.table))
    assert count_keepers(view, KeeperQuery(), True) == Counted(12)
    window.session.set_spec(FilterSpec(text="a"))
    assert count_keepers(view, KeeperQuery(), True) == Counted(4)
    assert count_keepers(view, KeeperQuery(), False) == Counted(12, 0, 8)
    assert count_keepers(view, KeeperQuery(flag=KeeperFlag.REJECT), False) == Counted(0)
