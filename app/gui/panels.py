"""The photos with the panels around them, below the bars that reach over the whole width."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import Qt
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
        self.resizeDocks([*left, *right], widths, Qt.Orientation.Horizontal)
        self.resizeDocks(right, [1, 3][: len(right)], Qt.Orientation.Vertical)

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
