"""What threads hand to the window's thread: in order, in portions, and nothing is lost."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from pytestqt.qtbot import QtBot

from app.gui.dispatcher import PORTION_SECONDS, Dispatcher


@pytest.fixture
def dispatcher(qtbot: QtBot) -> Dispatcher:
    assert qtbot is not None
    return Dispatcher(lambda error: None)


def test_in_the_order_of_the_posts(dispatcher: Dispatcher, qtbot: QtBot) -> None:
    seen: list[int] = []

    def post() -> None:
        for number in range(500):
            dispatcher.post(lambda number=number: seen.append(number))  # type: ignore[misc]

    thread = threading.Thread(target=post)
    thread.start()
    qtbot.waitUntil(lambda: len(seen) == 500)
    thread.join()
    assert seen == list(range(500))


def test_a_backlog_lets_others_in_between(dispatcher: Dispatcher, qtbot: QtBot) -> None:
    seen: list[str] = []

    def busy() -> None:
        until = time.perf_counter() + PORTION_SECONDS / 2
        while time.perf_counter() < until:
            pass
        seen.append("post")

    for _ in range(40):
        dispatcher.post(busy)
    QTimer.singleShot(0, lambda: seen.append("timer"))
    qtbot.waitUntil(lambda: len(seen) == 41)
    assert seen.index("timer") < 40


def test_a_dialog_with_a_loop_of_its_own_stops_nothing(dispatcher: Dispatcher, qtbot: QtBot) -> None:
    seen: list[str] = []
    loop = QEventLoop()

    def dialog() -> None:
        dispatcher.post(loop.quit)  # behind "waiting", and while the dialog is open
        loop.exec()
        seen.append("closed")

    dispatcher.post(dialog)
    dispatcher.post(lambda: seen.append("waiting"))
    qtbot.waitUntil(lambda: "closed" in seen)
    assert seen == ["waiting", "closed"]
    dispatcher.post(lambda: seen.append("later"))
    qtbot.waitUntil(lambda: seen[-1] == "later")


def test_a_bug_loses_nothing_behind_it(dispatcher: Dispatcher, qtbot: QtBot) -> None:
    seen: list[str] = []

    def bug() -> None:
        raise ValueError("a bug")

    with qtbot.captureExceptions() as raised:
        dispatcher.post(bug)
        dispatcher.post(lambda: seen.append("behind"))
        qtbot.waitUntil(lambda: seen == ["behind"])
    assert [str(error) for _, error, _ in raised] == ["a bug"]


def test_closed(dispatcher: Dispatcher, qtbot: QtBot) -> None:
    seen: list[str] = []
    dispatcher.post(lambda: seen.append("before"))
    dispatcher.close()
    dispatcher.post(lambda: seen.append("after"))
    qtbot.wait(1)
    assert seen == []
