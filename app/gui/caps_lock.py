"""Whether Caps Lock is on, which makes every decision go on to the next photo.

Qt does not tell the state of Caps Lock. Where the platform writes it into its own modifiers of a key event (X11,
Wayland, Windows, macOS) it is read there, with every key. Elsewhere letters tell it: an upper-case letter without
Shift was typed with Caps Lock on, a lower-case one with Caps Lock off; the key itself switches what is known.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent

_NATIVE_BITS = {"xcb": 0x2, "wayland": 0x2, "windows": 0x100, "cocoa": 0x10000}


class CapsLock(QObject):
    """Watches the keys of a window.

    Signals:
        changed: on or off.
    """

    changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.on = False
        self._bit = _NATIVE_BITS.get(QGuiApplication.platformName().partition("-")[0], 0)

    def listen_to(self, window: QObject) -> None:
        """Look at the keys of this window, too. Keys that a child does not take pass its window before any command."""
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look, and let pass."""
        if event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) and isinstance(event, QKeyEvent):
            self._look(event)
        return super().eventFilter(watched, event)

    def _look(self, event: QKeyEvent) -> None:
        on = self.on
        if self._bit and event.key() != Qt.Key.Key_CapsLock:
            on = bool(event.nativeModifiers() & self._bit)
        elif event.key() == Qt.Key.Key_CapsLock:
            # Two events come for one press of the key; only the first of them may switch.
            on = not on if event.type() == QEvent.Type.ShortcutOverride and not event.isAutoRepeat() else on
        elif (said := _said_by(event)) is not None:
            on = said
        if on != self.on:
            self.on = on
            self.changed.emit(on)


def _said_by(event: QKeyEvent) -> bool | None:
    """What a typed letter tells about Caps Lock; None for other keys and for letters typed with a modifier.

    With Shift the platforms do not agree on what Caps Lock does to a letter.
    """
    text, modifiers = event.text(), event.modifiers()
    if modifiers & ~Qt.KeyboardModifier.KeypadModifier:
        return None
    if len(text) != 1 or text.lower() == text.upper():
        return None
    return text == text.upper()
