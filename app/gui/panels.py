"""The photos with the panels around them, below the bars that reach over the whole width."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QResizeEvent, QShowEvent
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
        widths = [LEFT_WIDTH] * len(left) + [RIGHT_WIDTH] * len(right)
        self._widths = dict(zip([*left, *right], widths, strict=True))
        self.resizeDocks([*left, *right], widths, Qt.Orientation.Horizontal)
        self.resizeDocks(right, [1, 3][: len(right)], Qt.Orientation.Vertical)

    def restoreState(self, state: QByteArray | bytes | bytearray | memoryview, /, version: int | None = 0) -> bool:
        """Put the docks where they were."""
        self._widths = {}  # known when they have been laid out
        return super().restoreState(state, version or 0)

    def showEvent(self, event: QShowEvent) -> None:
        """By now it is known how much room there is."""
        super().showEvent(event)
        if not self._widths:
            QTimer.singleShot(0, self, self._remember)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Somebody may have dragged the border of a dock."""
        super().mouseReleaseEvent(event)
        self._remember()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Docks that a narrow window has made narrow get their width back in a wide one."""
        super().resizeEvent(event)
        if event.size().width() > event.oldSize().width() and self._widths:
            shown = [dock for dock in self._widths if dock.isVisible()]
            self.resizeDocks(shown, [self._widths[dock] for dock in shown], Qt.Orientation.Horizontal)

    def _remember(self) -> None:
        """Keep the widths that the docks have now."""
        self._widths = {dock: dock.width() for dock in self.docks.values()}

    def _dock(self, name: str, panel: Panel) -> QDockWidget:
        dock = QDockWidget(panel.title, self)
        dock.setObjectName(f"dock-{name}")
        dock.setWidget(panel.widget)
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetClosable
        )
        areas = Qt.DockWidgetArea
        self.addDockWidget(areas.LeftDockWidgetArea if panel.left else areas.RightDockWidgetArea, dock)
        return dock
