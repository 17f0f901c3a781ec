"""The photos with the panels around them, below the bars that reach over the whole width."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

LEFT_WIDTH, RIGHT_WIDTH = 230, 280
"""Width of the panels left and right before somebody drags them, device-independent pixels."""


class Panel(NamedTuple):
    """What is docked.

    Attributes:
        title: for people.
        widget: the contents.
        left: whether it begins at the left.
    """

    title: str
    widget: QWidget
    left: bool = False


class Panels(QMainWindow):
    """A main window inside the window: docks beside the photos, and nothing of them beside the filter bar.

    Attributes:
        docks: by the names given; two on the right share its height one to three.
    """

    def __init__(self, middle: QWidget, panels: Mapping[str, Panel], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Widget)
        self.setDockOptions(QMainWindow.DockOption.AllowNestedDocks | QMainWindow.DockOption.AnimatedDocks)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # Tab switches all of them
        self.setCentralWidget(middle)
        self.docks = {name: self._dock(name, panel) for name, panel in panels.items()}
        left = [self.docks[name] for name, panel in panels.items() if panel.left]
        right = [self.docks[name] for name, panel in panels.items() if not panel.left]
        self._widths = {name: LEFT_WIDTH if panel.left else RIGHT_WIDTH for name, panel in panels.items()}
        self._dragged = False
        widths = [LEFT_WIDTH] * len(left) + [RIGHT_WIDTH] * len(right)
        self.resizeDocks([*left, *right], widths, Qt.Orientation.Horizontal)
        self.resizeDocks(right, [1, 3][: len(right)], Qt.Orientation.Vertical)

    def widths(self) -> dict[str, int]:
        """The widths that the docks are to have where there is room, by name."""
        return dict(self._widths)

    def want_widths(self, widths: Mapping[str, int]) -> None:
        """Give the docks these widths, as far as there is room now and as soon as there is more."""
        self._widths.update({name: width for name, width in widths.items() if name in self.docks and width > 0})
        self._widen()

    def event(self, event: QEvent) -> bool:
        """The end of a drag of a dock's border is a wish; Qt keeps these clicks to itself, others come along, too."""
        if event.type() == QEvent.Type.MouseButtonPress:
            self._dragged = self.cursor().shape() == Qt.CursorShape.SplitHCursor
        handled = super().event(event)
        if event.type() == QEvent.Type.MouseButtonRelease and self._dragged:
            self._dragged = False
            self._widths.update({name: dock.width() for name, dock in self.docks.items() if dock.isVisible()})
        return handled

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Docks that a narrow window has made narrow get their width back in a wide one."""
        super().resizeEvent(event)
        if event.size().width() > event.oldSize().width():
            self._widen()

    def _widen(self) -> None:
        shown = {dock: self._widths[name] for name, dock in self.docks.items() if dock.isVisible()}
        if shown:
            self.resizeDocks(list(shown), list(shown.values()), Qt.Orientation.Horizontal)

    def _dock(self, name: str, panel: Panel) -> QDockWidget:
        dock = QDockWidget(panel.title, self)
        dock.setObjectName(f"dock-{name}")
        dock.setWidget(panel.widget)
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetClosable
        )
        areas = Qt.DockWidgetArea
        self.addDockWidget(areas.LeftDockWidgetArea if panel.left else areas.RightDockWidgetArea, dock)
        # A moment later, for it is not laid out yet when it is shown.
        dock.visibilityChanged.connect(lambda on: QTimer.singleShot(0, self, self._widen) if on else None)
        return dock
