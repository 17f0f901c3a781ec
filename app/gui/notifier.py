"""Tells that a long job has ended to somebody who looks at another window."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QMainWindow, QSystemTrayIcon

from app.gui import theme
from app.gui.preferences import Preferences

LONG_S = 20.0
"""A job that took at least this long is worth a notice."""

_SHOWN_MS = 10_000


class Notifier(QObject):
    """The desktop's notice where there is a tray; the mark in the task bar always."""

    def __init__(self, window: QMainWindow, preferences: Preferences, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(window)
        self._window = window
        self._preferences = preferences
        self._clock = clock
        self._begun: float | None = None
        self._tray: QSystemTrayIcon | None = None
        self.notices: list[str] = []  # what was told since the start

    def begin(self) -> None:
        """A job begins; one that is under way goes on."""
        if self._begun is None:
            self._begun = self._clock()

    def end(self, words: str) -> bool:
        """The job has ended. Gives whether that was worth a notice: a long job, and the window not looked at."""
        begun, self._begun = self._begun, None
        if begun is None or self._clock() - begun < LONG_S:
            return False
        if not words or not self._preferences.notices or self._window.isActiveWindow():
            return False
        self.notices.append(words)
        QApplication.alert(self._window)
        if QSystemTrayIcon.isSystemTrayAvailable():
            if self._tray is None:
                self._tray = QSystemTrayIcon(theme.icon("image"), self)
                self._tray.messageClicked.connect(self._window.activateWindow)
            self._tray.show()
            self._tray.showMessage("Keepers", words, QSystemTrayIcon.MessageIcon.Information, _SHOWN_MS)
        return True

    def forget(self) -> None:
        """The job was given up."""
        self._begun = None

    def close(self) -> None:
        """Take the icon out of the tray."""
        if self._tray is not None:
            self._tray.hide()
