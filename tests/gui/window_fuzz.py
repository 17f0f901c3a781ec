"""Random keys and clicks on a window, and what must hold afterwards: nothing raised, nothing lost, all undoable."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QKeySequence, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMessageBox, QWidget

from app.catalog.records import Decision
from app.culling.decisions import Change
from app.gui.commands import commands
from app.gui.main_window import MainWindow

LEAVES_THE_FOLDER = {"quit", "close-folder", "open"}
"""Commands that end what is being tried."""

_MODIFIERS = [Qt.KeyboardModifier.NoModifier] * 6 + [
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
]
_VIEW_KEYS = [
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Space,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Return,
]

Raised = list[tuple[type[BaseException], BaseException, TracebackType | None]]


@contextmanager
def no_dialogs() -> Iterator[Raised]:
    """Answer every dialog with no, and collect what is raised in Qt's event loop."""
    raised: Raised = []
    kept = {
        (owner, name): getattr(owner, name)
        for owner, name in (
            (QFileDialog, "getExistingDirectory"),
            (QFileDialog, "getOpenFileName"),
            (QFileDialog, "getSaveFileName"),
            (QInputDialog, "getText"),
            (QMessageBox, "question"),
            (QMessageBox, "warning"),
        )
    }
    no: dict[str, Callable[..., object]] = {
        "getExistingDirectory": lambda *_, **__: "",
        "getOpenFileName": lambda *_, **__: ("", ""),
        "getSaveFileName": lambda *_, **__: ("", ""),
        "getText": lambda *_, **__: ("", False),
        "question": lambda *_, **__: QMessageBox.StandardButton.No,
        "warning": lambda *_, **__: QMessageBox.StandardButton.Ok,
    }
    for owner, name in kept:
        setattr(owner, name, no[name])
    hook = sys.excepthook
    sys.excepthook = lambda *what: raised.append(what)
    closer = QTimer()
    closer.setInterval(5)
    closer.timeout.connect(_close_what_popped_up)
    closer.start()
    try:
        yield raised
    finally:
        closer.stop()
        sys.excepthook = hook
        for (owner, name), value in kept.items():
            setattr(owner, name, value)


def _close_what_popped_up() -> None:
    for popped in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
        if popped is not None:
            popped.close()


class Fuzz:
    """Presses and clicks at random, always the same for one seed."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        self.window = window
        self.random = random.Random(seed)
        self.shadow: dict[int, Decision] = {}
        self.steps = 0
        self.events = 0
        window.session.desk.settled.connect(self._settled)
        window.comfort.outside.start = lambda *_: True
        window.comfort.outside.open_url = lambda *_: True
        window.comfort.drag_out.run = lambda _: None
        table = [command for command in commands() if command.id not in LEAVES_THE_FOLDER]
        self._keys = [QKeySequence(key) for command in table for key in command.keys]
        self._decisions = [
            QKeySequence(shift + key)
            for command in table
            if command.and_next
            for key in command.keys
            for shift in ("", "Shift+")
        ]

    def _settled(self, change: Change, back: bool) -> None:
        self.shadow.update(change.decisions)
        if back and change.ids:
            self.steps += 1

    def run(self, events: int) -> None:
        """Do so many things."""
        for _ in range(events):
            kind = self.random.random()
            if kind < 0.55:
                self._press_command()
            elif kind < 0.75:
                self._press_view_key()
            elif kind < 0.9:
                self._click()
            elif kind < 0.95:
                # Somebody who has typed himself into an empty view clears the filter and goes on.
                self.window.clear_filter()
                self.window.area.focus_photos()
            else:
                self._wheel()
            self.events += 1
            if self.events % 5 == 0:
                QApplication.processEvents()
        self.settle()

    def settle(self) -> None:
        """Let everything that is under way come to its end."""
        services = self.window.services
        assert services is not None
        for _ in range(3):
            self._hear()
            services.lane.call(lambda catalog: catalog.change_counter())
        self._hear()

    def _hear(self) -> None:
        """Let the window hear all that was posted to it, which it does in portions."""
        QApplication.processEvents()
        while self.window.dispatcher.waiting:
            QApplication.processEvents()

    def _target(self) -> QWidget:
        focus = QApplication.focusWidget()
        if focus is None or not focus.isVisible():
            # Nothing activates a window again after a dialog where there is no window manager.
            self.window.activateWindow()
            self.window.raise_()
            QApplication.processEvents()
            self.window.area.focus_photos()
        return QApplication.focusWidget() or self.window

    def _press_command(self) -> None:
        sequence = self.random.choice(self._decisions if self.random.random() < 0.5 else self._keys)
        combination = sequence[0]
        QTest.keyClick(self._target(), combination.key(), combination.keyboardModifiers())

    def _press_view_key(self) -> None:
        QTest.keyClick(self._target(), self.random.choice(_VIEW_KEYS), self.random.choice(_MODIFIERS))

    def _click(self) -> None:
        middle = self.window.area if self.random.random() < 0.8 else self.window.centralWidget()
        if middle is None or not middle.isVisible():
            return
        place = QPoint(self.random.randrange(max(1, middle.width())), self.random.randrange(max(1, middle.height())))
        target = middle.childAt(place) or middle
        at = target.mapFrom(middle, place)
        modifiers = self.random.choice(_MODIFIERS)
        button = Qt.MouseButton.LeftButton
        if self.random.random() < 0.15:
            QTest.mouseDClick(target, button, modifiers, at)
        elif self.random.random() < 0.15:
            QTest.mousePress(target, button, modifiers, at)
            there = QPointF(at + QPoint(self.random.randrange(-80, 80), self.random.randrange(-80, 80)))
            event = QMouseEvent(
                QEvent.Type.MouseMove, there, target.mapToGlobal(there), Qt.MouseButton.NoButton, button, modifiers
            )
            QApplication.sendEvent(target, event)
            QTest.mouseRelease(target, button, modifiers, there.toPoint())
        else:
            QTest.mouseClick(target, button, modifiers, at)

    def _wheel(self) -> None:
        area = self.window.area
        target = area.childAt(area.rect().center()) or area
        at = QPointF(target.rect().center())
        event = QWheelEvent(
            at,
            target.mapToGlobal(at),
            QPoint(),
            QPoint(0, self.random.choice((-240, -120, 120, 240))),
            Qt.MouseButton.NoButton,
            self.random.choice(_MODIFIERS),
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(target, event)

    # -- what must hold ------------------------------------------------------------------------------------------

    def stored(self) -> dict[int, Decision]:
        """What the catalogue holds."""
        services = self.window.services
        assert services is not None
        ids = self.window.session.table.columns.ids.tolist()
        return services.lane.call(lambda catalog: catalog.decisions(ids))

    def shown(self) -> dict[int, Decision]:
        """What the window shows."""
        table = self.window.session.table
        return {photo_id: table.decision(place) for place, photo_id in enumerate(table.columns.ids.tolist())}

    def undo_all(self) -> int:
        """Take every step back; gives their number."""
        desk = self.window.session.desk
        return self._move_all(desk.undo, lambda: desk.undo_text)

    def redo_all(self) -> int:
        """Do every step again; gives their number."""
        desk = self.window.session.desk
        return self._move_all(desk.redo, lambda: desk.redo_text)

    def _move_all(self, move: Callable[[], None], text: Callable[[], str | None]) -> int:
        before = self.steps
        while text() is not None:
            for _ in range(20):  # the key held down
                move()
            self.settle()
        return self.steps - before


def check(fuzz: Fuzz, start: dict[int, Decision], raised: Raised) -> tuple[int, int]:
    """Raise AssertionError unless everything holds; gives the steps undone and redone."""
    assert not raised, raised
    end = fuzz.stored()
    assert fuzz.shown() == end, "the window shows what is stored"
    assert start | fuzz.shadow == end, "every decision that was told is there, and no other"
    undone = fuzz.undo_all()
    assert fuzz.stored() == start, "undone to the start, the start is there"
    assert fuzz.shown() == start
    # What had been undone by hand before can be done again as well, so this leads to the end or beyond it.
    redone = fuzz.redo_all()
    assert redone >= undone
    assert fuzz.shown() == fuzz.stored()
    fuzz.undo_all()
    assert fuzz.stored() == start
    assert not raised, raised
    return undone, redone
