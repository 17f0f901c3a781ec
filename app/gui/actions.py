"""QActions made from the commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.gui import theme
from app.gui.commands import Command, Where, commands

AND_NEXT = "+next"
"""Suffix of the id of the variant that goes on to the next photo."""


def build_actions(
    window: QWidget, photos: QWidget, loupe: QWidget, handlers: Mapping[str, Callable[..., object]]
) -> dict[str, QAction]:
    """One action for each command, and for decisions a second one with Shift.

    Args:
        window, photos, loupe: the widgets that listen, by ``Command.where``.
        handlers: command id -> what it does; a checkable one gets the new state. Shift variants are looked up under
            the id with ``AND_NEXT``.

    Raises:
        KeyError: a command has no handler.
    """
    listeners = {Where.WINDOW: window, Where.PHOTOS: photos, Where.LOUPE: loupe}
    actions: dict[str, QAction] = {}
    for command in commands():
        if command.where is Where.VIEW:
            continue
        listener = listeners[command.where]
        actions[command.id] = _action(command, listener, command.keys, handlers[command.id])
        if command.and_next:
            keys = tuple(f"Shift+{key}" for key in command.keys)
            name = command.id + AND_NEXT
            actions[name] = _action(command, listener, keys, handlers[name])
    return actions


def _action(command: Command, listener: QWidget, keys: tuple[str, ...], handler: Callable[..., object]) -> QAction:
    action = QAction(command.text, listener)
    action.setObjectName(command.id)
    if command.icon:
        action.setIcon(theme.icon(command.icon))
    whole = command.where is Where.WINDOW
    action.setShortcutContext(
        Qt.ShortcutContext.WindowShortcut if whole else Qt.ShortcutContext.WidgetWithChildrenShortcut
    )
    _set_keys(action, command, keys)
    action.setCheckable(command.checkable)
    if command.checkable:
        action.toggled.connect(handler)
    else:
        action.triggered.connect(lambda _=False: handler())
    listener.addAction(action)
    return action


def rebind(actions: Mapping[str, QAction]) -> None:
    """Give the actions the keys that the commands have now; menus and tool tips follow."""
    for command in commands():
        if command.id in actions:
            _set_keys(actions[command.id], command, command.keys)
        if command.id + AND_NEXT in actions:
            keys = tuple(f"Shift+{key}" for key in command.keys)
            _set_keys(actions[command.id + AND_NEXT], command, keys)


def _set_keys(action: QAction, command: Command, keys: tuple[str, ...]) -> None:
    action.setShortcuts([QKeySequence(key, QKeySequence.SequenceFormat.PortableText) for key in keys])
    shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{command.text} ({shown})" if shown else command.text)
