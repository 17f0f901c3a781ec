"""Objects in cycles are collected in the window's thread, whoever makes the next object."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject

from app.gui.tidying import Tidier


class Ring:
    """Holds itself, and tells which thread takes it away."""

    def __init__(self, told: list[str]) -> None:
        self._itself, self._told = self, told

    def __del__(self) -> None:
        self._told.append(threading.current_thread().name)


@pytest.fixture
def by_itself() -> Iterator[None]:
    """The interpreter collects by itself, as in a program that has just been started."""
    was = gc.isenabled()
    gc.enable()
    yield
    if not was:
        gc.disable()


def busy(told: list[str]) -> None:
    """Make cycles and many other objects, as threads do that read and write."""
    for _ in range(200):
        Ring(told)
        kept = [[number] for number in range(200)]
        del kept


def worker(told: list[str]) -> None:
    thread = threading.Thread(target=busy, args=(told,), name="worker")
    thread.start()
    thread.join()


def test_a_busy_thread_collects_nothing(by_itself: None, qtbot: Any) -> None:
    parent = QObject()
    Tidier(parent)
    told: list[str] = []
    for _ in range(20):
        worker(told)
    assert not told, "nobody collects before the window's thread has time"
    qtbot.waitUntil(lambda: len(told) == 20 * 200)
    assert set(told) == {threading.current_thread().name}


def test_without_it_the_busy_thread_would(by_itself: None) -> None:
    told: list[str] = []
    for _ in range(20):
        worker(told)
    assert "worker" in told


def test_it_ends_with_its_window(by_itself: None, qtbot: Any) -> None:
    parent = QObject()
    Tidier(parent)
    assert not gc.isenabled()
    parent.deleteLater()
    qtbot.waitUntil(gc.isenabled)
