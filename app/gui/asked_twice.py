"""A question that is answered by the same key again, and by nothing else in between."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QMenuBar, QToolButton, QWidget

ASKED_MS = 12_000
"""As long as its words stand in the status bar."""

_ONLY_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)


class AskedTwice(QObject):
    """Knows what was asked last, until something else is done."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.action: QAction | None = None  # the one that asks
        self._about: object = None
        self._forgotten = QTimer(self)
        self._forgotten.setSingleShot(True)
        self._forgotten.setInterval(ASKED_MS)
        self._forgotten.timeout.connect(self.forget)

    def agreed(self, about: object) -> bool:
        """Whether just this was asked and nothing was done since; else it is asked now."""
        asked = self._about
        self.forget()
        if asked is not None and asked == about:
            return True
        self._about = about
        self._forgotten.start()
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        return False

    def forget(self) -> None:
        """Nothing is asked."""
        self._about = None
        self._forgotten.stop()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys and clicks for another purpose end the question, and so does the end of a window."""
        kind = event.type()
        if kind == QEvent.Type.Close:
            self.forget()
            return False
        if kind in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) and isinstance(event, QKeyEvent):
            if not self._is_own(event):
                self.forget()
        elif kind == QEvent.Type.MouseButtonPress and not self._leads_to_action(watched):
            self.forget()
        return False

    def _is_own(self, event: QKeyEvent) -> bool:
        if event.key() in _ONLY_MODIFIERS:
            return True
        own = self.action.shortcuts() if self.action is not None else []
        return QKeySequence(event.keyCombination()) in own

    def _leads_to_action(self, watched: QObject) -> bool:
        """Menus and the button of the command itself."""
        if isinstance(watched, QToolButton):
            return self.action is not None and watched.defaultAction() is self.action
        return isinstance(watched, QMenu | QMenuBar) or not isinstance(watched, QWidget)
