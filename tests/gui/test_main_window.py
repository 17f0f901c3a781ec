"""The whole window as a user works with it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.bootstrap import open_catalog_lane
from app.catalog.records import Decision, Flag, Label
from app.culling.filters import FilterSpec
from app.culling.sorting import SortKey
from app.gui.folder_session import Phase
from app.gui.main_window import MainWindow
from tests.gui.windows import current_name, names, photo_id, write_photo

Ready = Callable[[MainWindow], None]
Make = Callable[..., MainWindow]
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def press(
    qtbot: QtBot, window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """A key while the photos have the focus."""
    window.area.focus_photos()
    qtbot.keyClick(window.area.currentWidget(), key, modifier)


def stored(name_of: dict[str, int]) -> dict[str, Decision]:
    """What a second look into the same catalogue file finds."""
    with open_catalog_lane() as lane:
        found = lane.call(lambda catalog: catalog.decisions(list(name_of.values())))
    return {name: found[photo] for name, photo in name_of.items()}


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until every decision is written."""
    qtbot.waitUntil(lambda: not window.session.desk._pending)


def test_opening_a_folder_shows_and_scores_its_photos(
    qtbot: QtBot, make_window: Make, ready: Ready, shoot: Path
) -> None:
    window = make_window(shoot)
    ready(window)
    assert names(window) == [*(f"{c}.jpg" for c in "abcdefghij"), "z broken.jpg"]
    scores = window.session.table.columns.scores
    assert np.isfinite(scores).sum() == 10
    assert window.area.currentWidget() is window.area.grid
    broken = photo_id(window, "z broken.jpg")
    assert "empty" in window.session.reasons[broken]
    assert "1 photo could not be read" in window.status.message() or window.session.table.columns.errors.sum() == 1
    qtbot.waitUntil(lambda: window.area.thumbnails.pixmap(photo_id(window, "a.jpg")) is not None)
    assert window.windowTitle() == "shoot — Keepers"


def test_thumbnails_and_rows_come_before_the_scores(qtbot: QtBot, make_window: Make, shoot: Path) -> None:
    window = make_window(shoot, model="not installed")
    qtbot.waitUntil(lambda: window.session.phase is Phase.READY)
    qtbot.waitUntil(lambda: len(names(window)) == 11)
    qtbot.waitUntil(lambda: window.area.thumbnails.pixmap(photo_id(window, "a.jpg")) is not None)
    assert "Nothing is scored" in window.status.message()
    assert "not installed" in window.status.message()


def test_keys_decide_at_once_and_in_the_catalogue(qtbot: QtBot, make_window: Make, ready: Ready, shoot: Path) -> None:
    window = make_window(shoot)
    ready(window)
    ids = {name: photo_id(window, name) for name in ("a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg")}
    press(qtbot, window, Qt.Key.Key_Home)
    press(qtbot, window, Qt.Key.Key_P, SHIFT)
    assert current_name(window) == "b.jpg"
    press(qtbot, window, Qt.Key.Key_X)
    assert current_name(window) == "b.jpg"
    press(qtbot, window, Qt.Key.Key_Right)
    press(qtbot, window, Qt.Key.Key_4)
    press(qtbot, window, Qt.Key.Key_7, SHIFT)
    press(qtbot, window, Qt.Key.Key_P)
    press(qtbot, window, Qt.Key.Key_U)
    press(qtbot, window, Qt.Key.Key_Right)
    press(qtbot, window, Qt.Key.Key_5)
    press(qtbot, window, Qt.Key.Key_0)
    assert window.session.table.decision(window.session.table.position(ids["a.jpg"])).flag is Flag.PICK
    settle(qtbot, window)
    assert stored(ids) == {
        "a.jpg": Decision(Flag.PICK),
        "b.jpg": Decision(Flag.REJECT),
        "c.jpg": Decision(stars=4, label=Label.YELLOW),
        "d.jpg": Decision(),
        "e.jpg": Decision(),
    }


def test_selection_is_the_target_and_one_undo_step(qtbot: QtBot, make_window: Make, ready: Ready, shoot: Path) -> None:
    window = make_window(shoot)
    ready(window)
    press(qtbot, window, Qt.Key.Key_Home)
    press(qtbot, window, Qt.Key.Key_Right, SHIFT)
    press(qtbot, window, Qt.Key.Key_Right, SHIFT)
    assert len(window.area.targets()) == 3
    press(qtbot, window, Qt.Key.Key_X)
    settle(qtbot, window)
    assert (window.session.table.columns.flags == Flag.REJECT).sum() == 3
    qtbot.waitUntil(lambda: window.status.undo_button().isVisible())
    assert window.status.message() == "Rejected 3 photos."
    press(qtbot, window, Qt.Key.Key_End)
    press(qtbot, window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: not window.session.table.columns.flags.any())
    assert current_name(window) == "c.jpg", "undo returns the view to the photo"
    assert len(window.area.targets()) == 3
    press(qtbot, window, Qt.Key.Key_Z, CTRL | SHIFT)
    qtbot.waitUntil(lambda: (window.session.table.columns.flags == Flag.REJECT).sum() == 3)


def test_select_all_and_none(qtbot: QtBot, make_window: Make, ready: Ready, shoot: Path) -> None:
    window = make_window(shoot)
    ready(window)
    press(qtbot, window, Qt.Key.Key_A, CTRL)
    assert len(window.area.targets()) == 11
    press(qtbot, window, Qt.Key.Key_D, CTRL)
    assert window.area.targets() == [window.session.current]


def test_a_decision_that_hides_the_photo_makes_the_next_one_current(
    qtbot: QtBot, make_window: Make, ready: Ready, shoot: Path
) -> None:
    window = make_window(shoot)
    ready(window)
    window.filter_bar.specChanged.emit(FilterSpec(flags=frozenset({Flag.NONE})))
    window.area.grid.go_to(photo_id(window, "d.jpg"))
    press(qtbot, window, Qt.Key.Key_X)
    assert current_name(window) == "e.jpg"
    assert "d.jpg" not in names(window)
    assert window.session.view.hidden == 1
    window.actions_by_id["filter-bar"].setChecked(False)
    assert window.tool_bar.hidden_text() == "Hidden: 1"
    press(qtbot, window, Qt.Key.Key_End)
    press(qtbot, window, Qt.Key.Key_X)
    assert current_name(window) == "j.jpg", "after the last one the one before it"
    settle(qtbot, window)
    press(qtbot, window, Qt.Key.Key_Z, CTRL)
    press(qtbot, window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: window.session.view.hidden == 0)
    assert current_name(window) == "d.jpg"
    assert window.tool_bar.hidden_text() == ""


def test_a_filter_that_hides_everything_says_so_and_can_be_cleared(
    qtbot: QtBot, make_window: Make, ready: Ready, shoot: Path
) -> None:
    window = make_window(shoot)
    ready(window)
    window.session.set_spec(FilterSpec(text="nothing is called this"))
    assert window.area.currentWidget() is window.area.notice
    assert window.area.targets() == []
    window.actions_by_id["clear-filter"].trigger()
    assert window.area.currentWidget() is window.area.grid
    assert len(names(window)) == 11
    assert window.session.current >= 0


def test_sorting_keeps_the_current_photo_and_puts_the_unscored_last(
    qtbot: QtBot, make_window: Make, ready: Ready, shoot: Path
) -> None:
    window = make_window(shoot)
    ready(window)
    window.area.grid.go_to(photo_id(window, "c.jpg"))
    window.tool_bar.sortChanged.emit(SortKey.SCORE, True)
    assert names(window)[:3] == ["j.jpg", "i.jpg", "h.jpg"]
    assert names(window)[-1] == "z broken.jpg"
    assert current_name(window) == "c.jpg"
    assert window.area.targets() == [photo_id(window, "c.jpg")]


def test_reject_below_threshold_is_a_proposal_and_one_step(
    qtbot: QtBot, make_window: Make, ready: Ready, shoot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.gui.proposal_dialog import ProposalDialog

    window = make_window(shoot)
    ready(window)
    window.area.grid.go_to(photo_id(window, "b.jpg"))
    press(qtbot, window, Qt.Key.Key_3)
    settle(qtbot, window)
    seen: list[ProposalDialog] = []

    def agree(dialog: ProposalDialog) -> int:
        seen.append(dialog)
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(ProposalDialog, "exec", agree)
    window.histogram.rejectBelowRequested.emit(40.0)
    assert len(seen) == 1
    settle(qtbot, window)
    rejected = {name for name in names(window) if _decision(window, name).flag is Flag.REJECT}
    assert rejected == {"a.jpg", "c.jpg", "d.jpg"}
    qtbot.waitUntil(lambda: window.status.message() == "Rejected 3 photos, 1 decided one left alone")
    assert window.status.undo_button().isVisible()
    qtbot.mouseClick(window.status.undo_button(), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.session.table.columns.flags.any())
    assert _decision(window, "b.jpg").stars == 3


def _decision(window: MainWindow, name: str) -> Decision:
    return window.session.table.decision(window.session.table.position(photo_id(window, name)))


def test_loupe_pages_and_decides_on_what_it_shows(qtbot: QtBot, make_window: Make, ready: Ready, shoot: Path) -> None:
    window = make_window(shoot)
    ready(window)
    press(qtbot, window, Qt.Key.Key_A, CTRL)
    window.area.grid.go_to(photo_id(window, "b.jpg"))
    press(qtbot, window, Qt.Key.Key_Return)
    assert window.area.in_loupe
    press(qtbot, window, Qt.Key.Key_Right)
    assert current_name(window) == "c.jpg"
    press(qtbot, window, Qt.Key.Key_P, SHIFT)
    assert current_name(window) == "d.jpg"
    assert _decision(window, "c.jpg").flag is Flag.PICK
    assert (window.session.table.columns.flags != 0).sum() == 1
    press(qtbot, window, Qt.Key.Key_Escape)
    assert window.area.currentWidget() is window.area.grid
    assert current_name(window) == "d.jpg"
    press(qtbot, window, Qt.Key.Key_Space)
    assert window.area.in_loupe
    press(qtbot, window, Qt.Key.Key_G)
    assert not window.area.in_loupe


def test_tab_f_and_backslash_change_the_window(qtbot: QtBot, make_window: Make, ready: Ready, shoot: Path) -> None:
    window = make_window(shoot)
    ready(window)
    assert window.docks["folders"].isVisible()
    press(qtbot, window, Qt.Key.Key_Tab)
    assert not any(dock.isVisible() for dock in window.docks.values())
    press(qtbot, window, Qt.Key.Key_Tab)
    assert all(dock.isVisible() for dock in window.docks.values())
    visible = window.filter_bar.isVisible()
    press(qtbot, window, Qt.Key.Key_Backslash)
    assert window.filter_bar.isVisible() != visible
    press(qtbot, window, Qt.Key.Key_F)
    assert window.isFullScreen()
    press(qtbot, window, Qt.Key.Key_F)
    assert not window.isFullScreen()


def test_a_restart_brings_everything_back(qtbot: QtBot, make_window: Make, ready: Ready, shoot: Path) -> None:
    window = make_window(shoot)
    ready(window)
    window.tool_bar.sortChanged.emit(SortKey.SCORE, True)
    window.session.set_spec(FilterSpec(text=".jpg", errors_only=False, min_score=10.0))
    window.area.grid.go_to(photo_id(window, "f.jpg"))
    press(qtbot, window, Qt.Key.Key_P)
    window.area.grid.set_cell_edge(144)
    window.histogram.set_threshold(52.0)
    window.actions_by_id["panels"].setChecked(False)
    window.close()

    again = make_window(last=True)
    ready(again)
    assert again.session.root == shoot
    assert (again.session.view.key, again.session.view.descending) == (SortKey.SCORE, True)
    assert again.session.view.spec == FilterSpec(text=".jpg", min_score=10.0)
    assert again.filter_bar.spec() == again.session.view.spec
    assert current_name(again) == "f.jpg"
    assert _decision(again, "f.jpg").flag is Flag.PICK
    assert again.area.grid.cell_edge() == 144
    assert again.histogram.threshold() == 52.0
    assert not again.docks["folders"].isVisible()
    assert "a.jpg" not in names(again)


def test_a_closed_folder_stays_closed_and_is_offered(
    qtbot: QtBot, make_window: Make, ready: Ready, shoot: Path
) -> None:
    window = make_window(shoot)
    ready(window)
    window.actions_by_id["close-folder"].trigger()
    assert window.area.currentWidget() is window.area.start
    qtbot.waitUntil(lambda: window.area.start.folders() == [shoot])
    window.close()
    again = make_window(last=True)
    assert again.session.phase is Phase.CLOSED


def drop(window: MainWindow, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    arguments = (mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, *arguments))


def test_a_dropped_photo_is_current_though_the_filter_hid_it(
    qtbot: QtBot, make_window: Make, ready: Ready, shoot: Path
) -> None:
    window = make_window(shoot)
    ready(window)
    told: list[str] = []
    window.status.told.connect(told.append)
    window.session.desk.set_flag([photo_id(window, "b.jpg")], Flag.PICK)
    folder = shoot / "first"
    window.open_folder(folder)
    ready(window)
    window.session.set_spec(FilterSpec(flags=frozenset({Flag.PICK})))
    window.filter_bar.set_spec(window.session.view.spec)
    assert names(window) == ["b.jpg"]
    drop(window, folder / "b.jpg")
    ready(window)
    qtbot.waitUntil(lambda: current_name(window) == "b.jpg")
    assert names(window) == ["b.jpg"], "the filter stays where it lets the photo through"
    drop(window, folder / "d.jpg")
    qtbot.waitUntil(lambda: current_name(window) == "d.jpg")
    ready(window)
    assert names(window) == [f"{c}.jpg" for c in "abcde"]
    assert current_name(window) == "d.jpg"
    assert not window.session.view.spec.active
    assert told.count("The filter is cleared: it hid d.jpg.") == 1


@pytest.mark.parametrize("known", [True, False], ids=["known", "new"])
@pytest.mark.parametrize("as_pairs", [True, False], ids=["pairs", "two photos"])
def test_a_dropped_raw_makes_its_pair_current(
    qtbot: QtBot, make_window: Make, ready: Ready, shoot: Path, known: bool, as_pairs: bool
) -> None:
    folder = shoot / "second"
    shutil.copy(folder / "h.jpg", folder / "i.DNG")  # a JPEG by its content: it decodes
    window = make_window(shoot if known else None)
    if known:
        ready(window)
    qtbot.waitUntil(lambda: window.services is not None)
    window.actions_by_id["pairs"].setChecked(as_pairs)
    drop(window, folder / "i.DNG")
    wanted = "i.jpg" if as_pairs else "i.DNG"
    qtbot.waitUntil(lambda: current_name(window) == wanted)
    ready(window)
    assert current_name(window) == wanted


def test_dropping_a_folder_opens_it(qtbot: QtBot, make_window: Make, ready: Ready, shoot: Path) -> None:
    window = make_window()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(shoot / "first"))])
    arguments = (mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, *arguments)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, *arguments))
    ready(window)
    assert names(window) == [f"{c}.jpg" for c in "abcde"]
    mime.setUrls([QUrl.fromLocalFile(str(shoot / "second" / "h.jpg"))])
    window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, *arguments))
    ready(window)
    qtbot.waitUntil(lambda: current_name(window) == "h.jpg")


def test_late_results_of_a_closed_folder_are_dropped(
    qtbot: QtBot, make_window: Make, ready: Ready, shoot: Path
) -> None:
    seen: list[str] = []
    window = make_window(shoot)
    window.open_folder(shoot / "second")
    ready(window)
    assert {Path(path).parent.name for path in window.session.table.columns.paths} == {"second"}
    window.open_folder(shoot / "first")
    window.session.close_folder()
    assert window.services is not None
    window.services.lane.call(lambda _catalog: None)  # behind what was asked for the closed folder
    window.dispatcher.post(lambda: seen.append("behind it"))
    qtbot.waitUntil(lambda: bool(seen))
    assert len(window.session.table) == 0
    assert window.session.phase is Phase.CLOSED


def test_closing_while_scoring_is_quick_and_loses_no_decision(qtbot: QtBot, make_window: Make, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    for number in range(120):
        write_photo(folder / f"{number:03}.jpg", 40 + number, (900, 600))
    window = make_window(folder)
    qtbot.waitUntil(lambda: window.session.phase is Phase.SCORING, timeout=60_000)
    press(qtbot, window, Qt.Key.Key_P)
    chosen = window.session.current
    name = current_name(window)
    with qtbot.waitSignal(window.closed, timeout=10_000):
        window.close()
    assert stored({name: chosen}) == {name: Decision(Flag.PICK)}
    again = make_window(last=True)
    qtbot.waitUntil(lambda: again.session.phase is Phase.READY, timeout=60_000)
    qtbot.waitUntil(lambda: int(np.isfinite(again.session.table.columns.scores).sum()) == 120, timeout=20_000)


def test_pause_and_stop(qtbot: QtBot, make_window: Make, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    for number in range(120):
        write_photo(folder / f"{number:03}.jpg", 40 + number, (900, 600))
    window = make_window(folder)
    qtbot.waitUntil(lambda: window.session.phase is Phase.SCORING, timeout=60_000)
    window.actions_by_id["pause"].trigger()
    assert window.session.paused
    qtbot.waitUntil(lambda: "paused" in window.status._work.text(), timeout=20_000)
    window.status.cancelRequested.emit()
    assert window.session.phase is Phase.READY
    window.actions_by_id["rescan"].trigger()
    qtbot.waitUntil(lambda: window.session.phase is Phase.READY and not window.session.working, timeout=60_000)
    qtbot.waitUntil(lambda: int(np.isfinite(window.session.table.columns.scores).sum()) == 120, timeout=60_000)


def test_decisions_of_another_process_appear(qtbot: QtBot, make_window: Make, ready: Ready, shoot: Path) -> None:
    window = make_window(shoot)
    ready(window)
    qtbot.waitUntil(lambda: window.session._watch._counter is not None)
    chosen = photo_id(window, "e.jpg")
    with open_catalog_lane() as other:
        other.call(lambda catalog: catalog.set_decisions({chosen: Decision(Flag.REJECT, 2)}))
    window.session._watch.look()
    qtbot.waitUntil(lambda: _decision(window, "e.jpg") == Decision(Flag.REJECT, 2), timeout=10_000)


def test_the_folder_tree_narrows_the_view(qtbot: QtBot, make_window: Make, ready: Ready, shoot: Path) -> None:
    window = make_window(shoot)
    ready(window)
    qtbot.waitUntil(lambda: str(shoot / "second") in window.folder_tree._items)
    window.folder_tree.setCurrentItem(window.folder_tree._items[str(shoot / "second")])
    assert names(window) == [*(f"{c}.jpg" for c in "fghij"), "z broken.jpg"]
    assert window.session.view.hidden == 0
    window.folder_tree.setCurrentItem(window.folder_tree._items[str(shoot)])
    assert len(names(window)) == 11


def test_empty_folder_and_missing_folder_say_so(qtbot: QtBot, make_window: Make, ready: Ready, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    window = make_window(tmp_path / "empty")
    ready(window)
    assert window.area.currentWidget() is window.area.notice
    assert window.session.phase is Phase.READY
    window.open_folder(tmp_path / "not there")
    qtbot.waitUntil(lambda: window.session.phase is Phase.FAILED)
    assert "not there" in window.session.trouble
    assert window.area.currentWidget() is window.area.notice
    assert not window.actions_by_id["rescan"].isEnabled()
    window.actions_by_id["close-folder"].trigger()
    assert window.session.phase is Phase.CLOSED
    assert window.area.currentWidget() is window.area.start
    assert not window.actions_by_id["close-folder"].isEnabled()


def test_a_catalogue_that_cannot_be_opened_is_told(
    qtbot: QtBot, make_window: Make, private_places: Path, shoot: Path
) -> None:
    from app import places

    places.data_dir().mkdir(parents=True, exist_ok=True)
    places.catalog_file().write_bytes(b"this is no database" * 300)
    window = make_window(shoot)
    qtbot.waitUntil(lambda: window.session.phase is Phase.FAILED)
    assert str(places.catalog_file()) in window.session.trouble


def test_odd_file_names_are_shown(qtbot: QtBot, make_window: Make, ready: Ready, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    odd = ["写真 😀.jpg", 'it\'s "quoted".jpg', "two\nlines.jpg"]
    for number, name in enumerate(odd):
        write_photo(folder / name, 60 + 30 * number)
    window = make_window(folder)
    ready(window)
    assert set(names(window)) == set(odd)
    shown = {window.area.model.index(row).data() for row in range(3)}
    assert "two⏎lines.jpg" in shown
