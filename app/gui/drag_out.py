"""Dragging selected photos out of the grid into another program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QDrag, QMouseEvent, QPixmap
from PySide6.QtWidgets import QApplication

from app.gui.grid_view import GridView
from app.gui.outside import mime_of


class DragOut(QObject):
    """Begins a drag where the mouse is pressed on a photo that is selected already; elsewhere the grid selects."""

    def __init__(
        self, grid: GridView, paths_of: Callable[[Sequence[int]], list[Path]], pixmap: Callable[[int], QPixmap | None]
    ) -> None:
        super().__init__(grid)
        self._grid = grid
        self._paths_of = paths_of
        self._pixmap = pixmap
        self._ids: list[int] = []  # what is to be dragged; empty where the press does not begin a drag
        self._current = -1
        self._pressed = QPoint()
        self.run: Callable[[QDrag], object] = lambda drag: drag.exec(Qt.DropAction.CopyAction)
        grid.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the moves of a press on a selected photo away from the grid."""
        if isinstance(event, QMouseEvent):
            if event.type() == QEvent.Type.MouseButtonPress:
                self._press(event)
            elif event.type() == QEvent.Type.MouseMove and self._ids and event.buttons() & Qt.MouseButton.LeftButton:
                if (event.position().toPoint() - self._pressed).manhattanLength() >= QApplication.startDragDistance():
                    self._drag()
                return True
            elif event.type() == QEvent.Type.MouseButtonRelease:
                self._ids = []
        return super().eventFilter(watched, event)

    def _press(self, event: QMouseEvent) -> None:
        self._ids = []
        if event.button() != Qt.MouseButton.LeftButton or event.modifiers() != Qt.KeyboardModifier.NoModifier:
            return
        index = self._grid.indexAt(event.position().toPoint())
        selected = self._grid.selected_ids().tolist()
        if index.isValid() and self._grid.selectionModel().isSelected(index) and selected:
            self._ids = selected
            self._current = self._grid.current_id()
            self._pressed = event.position().toPoint()

    def _drag(self) -> None:
        ids, self._ids = self._ids, []
        self._grid.select_ids(ids, self._current)  # the press had left only one of them
        drag = QDrag(self._grid)
        drag.setMimeData(mime_of(self._paths_of(ids)))
        pixmap = self._pixmap(ids[0])
        if pixmap is not None:
            drag.setPixmap(pixmap.scaledToHeight(96, Qt.TransformationMode.SmoothTransformation))
        self.run(drag)
