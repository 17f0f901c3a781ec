"""Caps Lock as the platform or the letters tell it, and decisions that go on while it is on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.catalog.records import Flag
from app.culling.filters import FilterSpec
from app.gui.caps_lock import CapsLock
from tests.gui.conftest import WindowMaker

NONE, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


def press(target: Any, key: Qt.Key, text: str = "", modifiers: Any = NONE, native: int = 0) -> None:
    """One press; Qt sends the event that asks for shortcuts before it."""
    QCoreApplication.sendEvent(target, QKeyEvent(QEvent.Type.KeyPress, key, modifiers, 0, 0, native, text))


@pytest.fixture
def caps(qtbot: Any) -> Iterator[CapsLock]:
    widget = QWidget()
    qtbot.addWidget(widget)
    made = CapsLock(widget)
    made.listen_to(widget)
    yield made
    widget.close()  # it lives until here


def test_letters_tell(caps: CapsLock) -> None:
    for text, modifiers, on in (
        ("P", NONE, True),
        ("p", NONE, False),
        ("P", SHIFT, False),
        ("É", NONE, True),
        ("é", SHIFT, True),
    ):
        press(caps.parent(), Qt.Key.Key_P, text, modifiers)
        assert caps.on is on, (text, modifiers)


def test_what_is_no_letter_tells_nothing(caps: CapsLock) -> None:
    press(caps.parent(), Qt.Key.Key_P, "P")
    press(caps.parent(), Qt.Key.Key_1, "1")
    press(caps.parent(), Qt.Key.Key_Left)
    press(caps.parent(), Qt.Key.Key_Z, "\x1a", CTRL)
    assert caps.on


def test_the_key_itself_switches(caps: CapsLock) -> None:
    told: list[bool] = []
    caps.changed.connect(told.append)
    press(caps.parent(), Qt.Key.Key_CapsLock)
    press(caps.parent(), Qt.Key.Key_CapsLock)
    assert told == [True, False]


def test_the_platform_knows_best(caps: CapsLock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caps, "_bit", 0x2)
    press(caps.parent(), Qt.Key.Key_1, "1", native=0x2)
    assert caps.on
    press(caps.parent(), Qt.Key.Key_P, "P", native=0x10)
    assert not caps.on


def test_decisions_go_on_while_it_is_on_and_never_by_two(
    make_window: WindowMaker, shoot: Path, ready: Any, qtbot: Any
) -> None:
    window = make_window(shoot)
    ready(window)
    area, session = window.area, window.session
    area.go_to_end(False)
    press(window, Qt.Key.Key_A, "A")
    assert window.comfort.goes_on
    rows = lambda: area.grid.currentIndex().row()  # noqa: E731
    window.actions_by_id["pick"].trigger()
    assert rows() == 1
    window.actions_by_id["stars-3"].trigger()
    assert rows() == 2
    window.actions_by_id["reject+next"].trigger()
    assert rows() == 3, "Shift with Caps Lock is still one step"
    session.set_spec(FilterSpec(flags=frozenset({Flag.NONE})))
    before = session.view.order.tolist()
    area.go_to_end(False)
    current = session.current
    window.actions_by_id["pick"].trigger()
    assert session.view.order.tolist() == before[1:], "the decision hid the photo"
    assert session.current != current
    assert rows() == 0, "and the next visible one is current, not the one after it"
    press(window, Qt.Key.Key_A, "a")
    session.set_spec(FilterSpec())
    place = rows()
    window.actions_by_id["pick"].trigger()
    assert rows() == place
