"""A window of its own for the current photo: full screen on a second monitor where there is one."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QKeyEvent, QScreen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.large_view import LargeView
from app.gui.loupe import LoupeView
from app.gui.photo_source import PhotoOnShow

_SLOT = "second screen"


class _Frame(QWidget):
    """The window itself.

    Signals:
        closed: the user closed it.
        keyPressed: a key that means nothing to the loupe in it; to be taken by the main window.
    """

    closed = Signal()
    keyPressed = Signal(QKeyEvent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.keyPressed.emit(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()


class SecondScreen(QObject):
    """Shows the current photo a second time, large. Its keys are those of the main window; zoom is its own.

    Signals:
        closed: the user closed it.
    """

    closed = Signal()

    def __init__(self, owner: QWidget, large: LargeView) -> None:
        super().__init__(owner)
        self._owner = owner
        self._large = large
        self._frame: _Frame | None = None
        self._view: LoupeView | None = None
        self._photo: PhotoOnShow | None = None

    @property
    def window(self) -> QWidget | None:
        """The second window while it is open."""
        return self._frame

    @property
    def view(self) -> LoupeView | None:
        """The loupe in it."""
        return self._view

    @property
    def active_view(self) -> LoupeView | None:
        """The loupe in it while the second window has the keyboard."""
        return self._view if self._frame is not None and self._frame.isActiveWindow() else None

    def other_screen(self) -> QScreen | None:
        """A monitor on which the main window is not."""
        own = self._owner.screen()
        return next((screen for screen in QGuiApplication.screens() if screen is not own), None)

    def show(self, actions: Iterable[QAction]) -> None:
        """Open it, with the keys of the main window."""
        if self._frame is not None:
            return
        frame = self._frame = _Frame()
        frame.setWindowTitle(self.tr("Keepers: current photo"))
        frame.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._view = LoupeView(frame, loader=self._large.loader, background=self._large.background, slot=_SLOT)
        self._view.set_overlay_visible(False)
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self._view)
        frame.addActions(list(actions))
        frame.closed.connect(self.closed)
        frame.keyPressed.connect(self._hand_on)
        self._large.set_elsewhere(self._view)
        screen = self.other_screen()
        if screen is not None:
            frame.setGeometry(screen.geometry())
            frame.showFullScreen()
        else:
            frame.resize(self._owner.size() * 0.6)
            frame.show()
        self.show_photo(self._photo)

    def hide(self) -> None:
        """Close it."""
        if self._frame is None or self._view is None:
            return
        frame, view = self._frame, self._view
        self._frame = self._view = None
        self._large.set_elsewhere(None)
        view.clear()
        view.rest()
        frame.closed.disconnect(self.closed)
        frame.close()
        frame.deleteLater()

    def _hand_on(self, event: QKeyEvent) -> None:
        """Arrows in the grid, for example: they are keys of the view that has the focus there, no commands."""
        there = self._owner.focusWidget()
        if there is not None and there is not self._frame:
            QCoreApplication.sendEvent(there, event)

    def show_photo(self, photo: PhotoOnShow | None) -> None:
        """Show a photo, now or as soon as the window is open."""
        self._photo = photo
        if self._view is None:
            return
        if photo is None:
            self._view.clear()
        else:
            self._view.show_photo(*photo)
