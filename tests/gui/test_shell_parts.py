"""The smaller parts of the window."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor, QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.culling.folders import folder_totals
from app.errors import UserError
from app.gui import theme
from app.gui.commands import Where, commands
from app.gui.decision_desk import DecisionDesk
from app.gui.dispatcher import Dispatcher
from app.gui.folder_tree import BELOW, COUNT, MEDIAN, FolderTree
from app.gui.photo_table import PhotoTable
from app.gui.status_bar import StatusBar
from app.scoring.events import Progress
from tests.gui.test_photo_model import columns


def test_commands_have_unique_names_and_keys() -> None:
    every = commands()
    assert len({command.id for command in every}) == len(every)
    keys = [key for command in every if command.where is not Where.VIEW for key in command.keys]
    keys += [f"Shift+{key}" for command in every if command.and_next for key in command.keys]
    assert len(set(keys)) == len(keys)
    for key in keys:
        assert not QKeySequence(key, QKeySequence.SequenceFormat.PortableText).isEmpty(), key
    for command in every:
        assert not command.icon or (theme.RESOURCES / "icons" / f"{command.icon}.svg").is_file()


def _luminance(color: QColor) -> float:
    channels = [color.redF(), color.greenF(), color.blueF()]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: QColor, two: QColor) -> float:
    light, dark = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("score", range(0, 101, 5))
def test_numbers_on_badges_can_be_read(score: int) -> None:
    """WCAG 2.2, 1.4.3: 4.5:1 for text."""
    assert _contrast(theme.score_color(score), QColor(theme.ON_SCORE)) >= 6.0


def test_texts_can_be_read_and_greys_are_neutral() -> None:
    for text in (theme.TEXT, theme.TEXT_DIM, theme.TEXT_BRIGHT):
        for ground in (theme.WINDOW, theme.CANVAS):
            assert _contrast(QColor(text), QColor(ground)) >= 4.5
    for grey in (theme.WINDOW, theme.CANVAS, theme.RAISED, theme.HOVER, theme.LINE):
        assert QColor(grey).saturation() == 0


def test_progress_in_words(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    assert bar.words(Progress(120, 0, 2000, 14.2, 132.0, False)) == "Scored 120 of 2,000 · 14 photos/s · 2 min left"
    assert bar.words(Progress(5, 2, 9, 0.55, 7.0, False)) == "Scored 5 of 9 · 0.6 photos/s · 7 s left · 2 unreadable"
    assert bar.words(Progress(5, 0, 9, 3.0, 2.0, True)) == "Scored 5 of 9 · paused"
    assert bar.words(Progress(1, 0, 99999, 1.0, 8000.0, False)).endswith("2 h 13 min left")


def test_a_message_offers_undo_only_where_it_makes_sense(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show()
    bar.tell("Rejected 3 photos.", True)
    assert bar.undo_button().isVisible()
    with qtbot.waitSignal(bar.undoRequested):
        bar.undo_button().click()
    assert bar.message() == ""
    bar.tell("Wrote 3 photos.")
    assert not bar.undo_button().isVisible()


def test_the_dispatcher_brings_results_home_and_drops_them_after_its_end(qtbot: QtBot) -> None:
    told: list[UserError] = []
    dispatcher = Dispatcher(told.append)
    seen: list[tuple[str, bool]] = []

    def note(text: str) -> None:
        seen.append((text, threading.current_thread() is threading.main_thread()))

    futures: list[Future[str]] = [Future(), Future(), Future()]
    for future in futures:
        dispatcher.when_done(future, note)
    threading.Thread(target=lambda: futures[0].set_result("done")).start()
    qtbot.waitUntil(lambda: seen == [("done", True)])
    threading.Thread(target=lambda: futures[1].set_exception(UserError("The disk is full."))).start()
    qtbot.waitUntil(lambda: len(told) == 1)
    dispatcher.close()
    futures[2].set_result("late")
    QApplication.processEvents()
    assert len(seen) == 1


class FullDisk:
    """A lane that refuses to write. A stub: a full disk cannot be had in a test, and the catalogue is not the point."""

    def submit(self, job: object, *, urgent: bool = False) -> Future[object]:
        future: Future[object] = Future()
        future.set_exception(UserError("The disk is full. Make room and try again."))
        return future


def test_a_decision_that_cannot_be_written_is_told(qtbot: QtBot) -> None:
    from types import SimpleNamespace

    desk = DecisionDesk(Dispatcher(lambda error: None))
    desk.use(SimpleNamespace(lane=FullDisk()))  # type: ignore[arg-type]
    desk.show(PhotoTable(columns([1, 2])))
    with qtbot.waitSignal(desk.failed) as failure:
        desk.set_stars([1], 3)
    assert failure.args == ["The disk is full. Make room and try again."]
    assert not desk._pending


def test_folder_badges(qtbot: QtBot) -> None:
    tree = FolderTree(Dispatcher(lambda error: None))
    qtbot.addWidget(tree)
    photos = PhotoTable(columns(range(100, 500, 100), folder="/s/a"))
    photos.put(columns(range(600, 800, 100), folder="/s/b/c"))
    photos.columns.scores[5] = np.nan
    tree.show_figures(Path("/s"), folder_totals(photos.columns, Path("/s"), 35))
    root, deep = tree._items["/s"], tree._items["/s/b"]
    assert [root.text(column) for column in (COUNT, BELOW, MEDIAN)] == ["6", "60%", "30"]
    assert [deep.text(column) for column in (COUNT, BELOW, MEDIAN)] == ["2", "0%", "60"]
    assert deep.parent() is root
    figures = deep.toolTip(0)
    assert "0 picked, 0 rejected" in figures
    assert "Best: 600.jpg" in figures
    with qtbot.waitSignal(tree.folderChosen) as chosen:
        tree.setCurrentItem(tree._items["/s/b/c"])
    assert chosen.args == ["/s/b/c"]
    tree.show_figures(Path("/s"), folder_totals(columns(range(100, 500, 100), folder="/s/a"), Path("/s"), 35))
    assert "/s/b" not in tree._items
    tree.shut_down()


def test_only_folders_whose_figures_changed_are_shown_anew(qtbot: QtBot) -> None:
    tree = FolderTree(Dispatcher(lambda error: None))
    qtbot.addWidget(tree)
    photos = PhotoTable(columns(range(100, 300, 100), folder="/s/a"))
    photos.put(columns(range(300, 500, 100), folder="/s/b"))
    tree.show_figures(Path("/s"), folder_totals(photos.columns, Path("/s"), 35))
    shown: list[str] = []
    for folder, item in tree._items.items():
        item.show_figures = lambda *_, folder=folder: shown.append(folder)  # type: ignore[method-assign,misc]
    tree.show_figures(Path("/s"), folder_totals(photos.columns, Path("/s"), 35))
    assert shown == []
    photos.columns.scores[3] = 90.0
    tree.show_figures(Path("/s"), folder_totals(photos.columns, Path("/s"), 35))
    assert sorted(shown) == ["/s", "/s/b"]
    tree.shut_down()


def test_names_of_folders_come_before_figures(qtbot: QtBot) -> None:
    tree = FolderTree(Dispatcher(lambda error: None))
    qtbot.addWidget(tree)
    tree.show()
    hidden = {}
    for width in (170, 230, 400):
        tree.resize(width, 300)
        hidden[width] = [column for column in (COUNT, BELOW, MEDIAN) if tree.isColumnHidden(column)]
        assert tree.columnWidth(0) >= 90
    assert hidden == {170: [COUNT, BELOW], 230: [BELOW], 400: []}
    tree.shut_down()
