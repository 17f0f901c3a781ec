"""Other programs, notices, hint, settings, keeping the best, dragging out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDrag, QGuiApplication
from PySide6.QtWidgets import QDialog, QMainWindow, QMessageBox

from app.catalog.records import Flag
from app.gui.hint_bar import HintBar
from app.gui.keep_best_dialog import Contest, KeepBestDialog
from app.gui.main_window import MainWindow
from app.gui.notifier import LONG_S, Notifier
from app.gui.outside import Outside, split_command
from app.gui.preferences import Look, Preferences
from app.gui.proposal_dialog import ProposalDialog
from app.gui.settings_dialog import SettingsDialog
from tests.gui.conftest import WindowMaker


@pytest.fixture
def window(make_window: WindowMaker, shoot: Path, ready: Callable[[MainWindow], None]) -> MainWindow:
    made = make_window(shoot)
    ready(made)
    return made


# -- other programs ----------------------------------------------------------------------------------------------


class Started:
    """Programs and URLs that would have been started."""

    def __init__(self, outside: Outside, *, works: bool = True) -> None:
        self.calls: list[list[str]] = []
        outside.start = lambda program, arguments: self.calls.append([program, *arguments]) or works
        outside.open_url = lambda url: self.calls.append([url.toLocalFile()]) or works


def test_photos_open_in_the_editor_of_the_settings(window: MainWindow) -> None:
    outside = window.comfort.outside
    started = Started(outside)
    window.area.grid.go_to_row(0)
    path = str(window.comfort.target_paths()[0])
    outside.open_in_editor()
    assert started.calls == [[path]], "without an editor the program of the system"
    window.comfort.preferences.editor = "gimp --new-instance"
    outside.open_in_editor()
    assert started.calls[-1] == ["gimp", "--new-instance", path]
    assert window.status.message() == "Opened 1 photo in the editor."


def test_an_editor_that_does_not_start_is_told(window: MainWindow) -> None:
    Started(window.comfort.outside, works=False)
    window.area.grid.go_to_row(0)
    window.comfort.outside.open_in_editor()
    assert "No program of the system opens a.jpg" in window.status.message()
    window.comfort.preferences.editor = "no-such-program"
    window.comfort.outside.open_in_editor()
    assert "“no-such-program” could not be started" in window.status.message()


def test_many_photos_are_asked_about(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.gui.outside.MANY", 3)
    started = Started(window.comfort.outside)
    asked: list[str] = []
    monkeypatch.setattr(QMessageBox, "question", lambda *a: asked.append(a[2]) or QMessageBox.StandardButton.No)
    window.area.grid.selectAll()
    window.actions_by_id["open-editor"].trigger()
    assert asked == ["Open 11 photos in the editor at once?"]
    assert not started.calls


def test_the_file_manager_shows_the_photo(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.gui.outside._show_items", lambda paths: False)
    started = Started(window.comfort.outside)
    window.area.grid.go_to_row(0)
    window.actions_by_id["show-file"].trigger()
    assert len(started.calls) == 1
    path = window.comfort.target_paths()[0]
    path.unlink()
    window.actions_by_id["show-file"].trigger()
    assert window.status.message() == f"{path} is not there any more."


def test_paths_are_copied(window: MainWindow) -> None:
    window.area.grid.selectAll()
    window.actions_by_id["copy-path"].trigger()
    data = QGuiApplication.clipboard().mimeData()
    paths = window.comfort.target_paths()
    assert data.text().splitlines() == [str(path) for path in paths]
    assert window.status.message() == "Copied the path of 11 photos."


def test_a_command_line_is_split_as_a_shell_does(tmp_path: Path) -> None:
    assert split_command("'/opt/my editor/bin' -a") == ["/opt/my editor/bin", "-a"]
    program = tmp_path / "my editor"
    program.touch()
    assert split_command(str(program)) == [str(program)]
    assert split_command("it's") == ["it's"]


def test_selected_photos_are_dragged_out(window: MainWindow, qtbot: Any) -> None:
    grid = window.area.grid
    dragged: list[list[str]] = []
    window.comfort.drag_out.run = lambda drag: dragged.append([url.toLocalFile() for url in drag.mimeData().urls()])
    grid.go_to_row(1)
    ids = window.area.model.ids_at(range(3)).tolist()
    grid.select_ids(ids, ids[0])
    place = grid.cell_rect(ids[1]).center()
    viewport = grid.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=place)
    move(viewport, place + QPoint(60, 4))
    assert dragged == [[str(path) for path in window.comfort.target_paths()]]
    assert len(dragged[0]) == 3
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=place + QPoint(60, 4))
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    assert grid.selected_ids().tolist() == [ids[1]], "a click still chooses one"


def move(target: Any, to: QPoint) -> None:
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    there = QPointF(to)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        there,
        target.mapToGlobal(there),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(target, event)


# -- notices -----------------------------------------------------------------------------------------------------


def test_the_end_of_a_long_job_is_told_to_who_looks_elsewhere(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    host = QMainWindow()
    qtbot.addWidget(host)
    clock = [0.0]
    notifier = Notifier(host, Preferences(), lambda: clock[0])
    assert not notifier.end("nothing was begun")
    notifier.begin()
    clock[0] += LONG_S - 1
    assert not notifier.end("short")
    notifier.begin()
    clock[0] += LONG_S
    notifier.begin()
    assert notifier.end("2,000 photos are scored.")
    assert notifier.notices == ["2,000 photos are scored."]
    notifier.begin()
    clock[0] += LONG_S
    monkeypatch.setattr(host, "isActiveWindow", lambda: True)
    assert not notifier.end("looked at")
    monkeypatch.undo()
    Preferences().notices = False
    notifier = Notifier(host, Preferences(), lambda: clock[0])
    notifier.begin()
    clock[0] += LONG_S
    assert not notifier.end("switched off")
    notifier.close()


# -- hint and settings -------------------------------------------------------------------------------------------


def test_the_hint_comes_once(window: MainWindow, make_window: WindowMaker, shoot: Path, ready: Any) -> None:
    hint = window.comfort.hint
    assert isinstance(hint, HintBar)
    assert hint.isVisible()
    assert "Caps Lock" in hint.text()
    hint.read.emit()
    assert window.comfort.hint is None
    window.close()
    again = make_window(shoot)
    ready(again)
    assert again.comfort.hint is None


def test_settings_are_kept(qtbot: Any) -> None:
    preferences = Preferences()
    assert (preferences.language, preferences.look, preferences.editor, preferences.notices) == (
        "",
        Look.DARK,
        "",
        True,
    )
    dialog = SettingsDialog(preferences, [("en", "English"), ("de", "Deutsch")])
    qtbot.addWidget(dialog)
    dialog.set_choices(language="de", look=Look.SYSTEM, editor=" gimp ", notices=False)
    dialog.accept()
    again = Preferences()
    assert (again.language, again.look, again.editor, again.notices) == ("de", Look.SYSTEM, "gimp", False)


# -- keep the best -----------------------------------------------------------------------------------------------


def test_keeping_the_best_shows_the_photos_and_is_one_step(
    window: MainWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.area.grid.go_to_row(9)
    window.session.desk.set_stars([window.session.current], 2)
    shown: list[tuple[str, int]] = []

    def choose(dialog: KeepBestDialog) -> int:
        dialog.choose(4)
        assert dialog.can_go_on()
        return QDialog.DialogCode.Accepted

    def agree(dialog: ProposalDialog) -> int:
        shown.append((dialog.findChildren(type(dialog.list_view))[0].objectName(), dialog.list_view.model().rowCount()))
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(KeepBestDialog, "exec", choose)
    monkeypatch.setattr(ProposalDialog, "exec", agree)
    window.actions_by_id["keep-best"].trigger()
    columns = window.session.table.columns
    qtbot.waitUntil(lambda: int((columns.flags == Flag.REJECT).sum()) == 6)
    assert shown[0][1] == 6
    kept = columns.scores[(columns.flags == Flag.NONE) & ~columns.errors]
    assert kept.min() > columns.scores[columns.flags == Flag.REJECT].max()
    qtbot.waitUntil(lambda: "Rejected 6 photos" in window.status.message())
    window.session.desk.undo()
    qtbot.waitUntil(lambda: not columns.flags.any())


def test_sliders_and_numbers_move_together_and_say_the_outcome(qtbot: Any) -> None:
    from app.culling.keep_best import keep_best
    from tests.culling.conftest import columns_of

    columns = columns_of([{"score": float(score)} for score in range(10, 60)])
    contest = Contest(50, lambda count, pick: keep_best(columns, count, pick=pick))
    dialog = KeepBestDialog(lambda _only_shown: contest)
    qtbot.addWidget(dialog)
    assert dialog.words() == "Keep the best 25 of 50 photos and reject the others? That rejects 25 photos."
    dialog.choose(49, pick=True)
    assert dialog.words() == "Pick the best 49 of 50 photos? That flags 49 photos."
    dialog.choose(50)
    assert not dialog.can_go_on()


def test_the_band_of_the_histogram_is_the_sessions(window: MainWindow, qtbot: Any) -> None:
    plot = window.histogram.plot
    qtbot.keyClick(plot, Qt.Key.Key_PageUp)
    assert window.session.band == window.histogram.band()
    assert window.session.band.low == 40
    asked: list[float] = []
    window.histogram.rejectBelowRequested.connect(asked.append)
    window.dialogs.propose = lambda *_: None  # type: ignore[method-assign]
    qtbot.waitUntil(window.histogram.reject_button.isEnabled)
    window.histogram.reject_button.click()
    assert asked == [40]


def test_ctrl_f_searches(window: MainWindow, qtbot: Any) -> None:
    window.actions_by_id["filter-bar"].setChecked(False)
    window.actions_by_id["search"].trigger()
    assert window.filter_bar.isVisible()
    field = window.filter_bar._text
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "g")
    qtbot.waitUntil(lambda: window.session.view.spec.text == "g")


def test_a_drag_has_a_picture(window: MainWindow) -> None:
    drags: list[QDrag] = []
    window.comfort.drag_out.run = drags.append
    window.comfort.drag_out._ids = [int(window.session.table.columns.ids[0])]
    window.comfort.drag_out._drag()
    assert drags[0].mimeData().urls()


def test_the_next_session_begins_in_the_loupe_if_this_one_ends_there(
    window: MainWindow, make_window: WindowMaker, qtbot: Any
) -> None:
    window.area.grid.go_to_row(3)
    window.area.show_loupe()
    path = window.comfort.target_paths()
    window.close()
    again = make_window(last=True)
    qtbot.waitUntil(lambda: again.area.in_loupe, timeout=20_000)
    assert again.comfort.target_paths() == path
