"""The grid: cells that fill the width, zoomable, asking for thumbnails only where one looks.

All cells have one size, so every place follows from the row by arithmetic. That is why this is not a QListView: its
single-pass layout costs 0.2 s for 100,000 rows at every change of order, and its batched layout does not know yet where
a photo is when the view has to return to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from time import perf_counter
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QCursor,
    QFocusEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyle, QStyleOptionViewItem, QWidget

from app.gui import theme
from app.gui.grid_delegate import PICTURE_BYTES, GridDelegate
from app.gui.grid_layout import GridLayout, ranges_of
from app.gui.photo_model import Index, Ordering, PhotoModel
from app.gui.photo_table import PhotoTable

SMALLEST, LARGEST, USUAL = 96, 480, 180
PAINT_SECONDS = 0.006
"""For new pictures of cells in one go while photos are scored; the rest follows after what else is waiting."""
"""Edge of a cell, device-independent pixels."""
_STEP = 1.2


class GridView(QAbstractItemView):
    """Shows a PhotoModel.

    Signals:
        currentChangedTo: id of the photo that became current by the user's hand or by ``show_order``, -1 for none.
        selectionChangedTo: the selection became another one.
        visibleChanged: other rows are to be seen, or they want thumbnails of another size.
        loupeRequested: double click.
        cellSizeChanged: edge of a cell, device-independent pixels.

    Attributes:
        hurried: other threads are at work and make painting slow: paint in portions.
    """

    currentChangedTo = Signal(int)
    selectionChangedTo = Signal()
    visibleChanged = Signal()
    loupeRequested = Signal()
    cellSizeChanged = Signal(int)

    def __init__(self, model: PhotoModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._model = model
        self.hurried = False
        self._edge = USUAL
        self._delegate = GridDelegate(self)
        self._told_current = -1
        self._quiet = False
        self._layout = GridLayout(QSize(USUAL, USUAL))
        self._seen = QRect()  # the viewport as the cells were last fitted to it
        self._band_start = QPoint()
        self._band: QRect | None = None  # the rubber band, in coordinates of the contents
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Photos"))
        self.setModel(model)
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(15)
        self._look.timeout.connect(self.visibleChanged)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._look.start())
        self.verticalScrollBar().rangeChanged.connect(lambda *_: self._look.start())
        self.doubleClicked.connect(lambda _: self.loupeRequested.emit())
        self.selectionModel().selectionChanged.connect(lambda *_: self._tell_selection())
        self._fit_cells()

    # -- contents ------------------------------------------------------------------------------------------------

    def show_order(self, table: PhotoTable, order: Ordering, current: int, *, reveal: bool = False) -> None:
        """Show other photos or another order and keep selection, current photo and place.

        Args:
            current: id of the photo that is to be current; -1 for none.
            reveal: scroll to the current photo even if it was not in sight before.
        """
        selected, stood = self.selected_ids(), self.current_id()
        anchor, offset = self._anchor(current)
        self._quiet = True
        self._model.show(table, order)
        self.updateGeometries()
        row = self._model.row_of(current) if current >= 0 else -1
        rows = self._model.rows_of(selected)
        if row >= 0 and len(selected) == 1 and selected[0] == stood != current:
            rows = rows[:0]  # who stands on one photo takes its selection along
        selection = self.selectionModel()
        if len(rows) > 1 or (len(rows) and rows[0] != row):
            selection.select(ranges_of(self._model, rows), QItemSelectionModel.SelectionFlag.Select)
        if row >= 0:
            flag = QItemSelectionModel.SelectionFlag
            # A photo that was selected alone and went away hands its selection on to the new current one.
            how = flag.Select if len(rows) == 0 else flag.NoUpdate
            if len(rows) == 1 and rows[0] == row:
                how = flag.Select
            selection.setCurrentIndex(self._model.index(row), how)
        self._quiet = False
        if (anchor_row := self._model.row_of(anchor)) >= 0:
            self.verticalScrollBar().setValue(self._layout.top_of(anchor_row) - offset)
        if row >= 0 and reveal:
            self.scrollTo(self._model.index(row), QAbstractItemView.ScrollHint.EnsureVisible)
        self._tell_current()
        self._tell_selection()
        self._look.start()

    def _anchor(self, current: int) -> tuple[int, int]:
        """The photo that stays where it is, and its distance from the top: the current one or the first."""
        if not self._model.rowCount():
            return -1, 0
        at_top = self.verticalScrollBar().value() == 0
        row = self._model.row_of(current)
        if row >= 0 and not (at_top and current != self.current_id()):
            rect = self.visualRect(self._model.index(row))
            if rect.intersects(self.viewport().rect()):
                return current, rect.top()
        if at_top:
            return -1, 0
        first, _ = self.visible_rows()
        return self._model.id_at(first), self.visualRect(self._model.index(first)).top()

    # -- current and selected ------------------------------------------------------------------------------------

    def current_id(self) -> int:
        """Id of the current photo, -1 for none."""
        index = self.currentIndex()
        return self._model.id_at(index.row()) if index.isValid() else -1

    def selected_ids(self) -> NDArray[np.int64]:
        """Ids of the selected photos in the order of the grid."""
        parts = [
            np.arange(chosen.top(), chosen.bottom() + 1, dtype=np.intp)
            for chosen in self.selectionModel().selection().toList()
        ]
        if not parts:
            return np.empty(0, np.int64)
        return self._model.ids_at(np.unique(np.concatenate(parts)))

    def go_to_row(self, row: int) -> None:
        """Make the photo in a row the only selected and the current one, and show it."""
        if 0 <= row < self._model.rowCount():
            # Not the view's setCurrentIndex: that minds which modifier keys are held, e.g. Ctrl of Ctrl+Z.
            self.selectionModel().setCurrentIndex(
                self._model.index(row), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
            self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.EnsureVisible)

    def show_one_of(self, ids: list[int]) -> None:
        """Bring the current photo into sight, else the first of these, unless one of them is to be seen already."""
        rows = self._model.rows_of(np.array(ids, np.int64))
        first, last = self._layout.visible(self.verticalOffset(), self.viewport().height(), self._model.rowCount())
        if len(rows) and not ((rows >= first) & (rows <= last)).any():
            current = self.currentIndex()
            row = current.row() if current.row() in rows else int(rows[0])
            self.scrollTo(self._model.index(row), QAbstractItemView.ScrollHint.PositionAtCenter)

    def step_line(self, by: int) -> None:
        """To the photo above or below."""
        action = QAbstractItemView.CursorAction
        kind = action.MoveUp if by < 0 else action.MoveDown
        self.go_to_row(self.moveCursor(kind, Qt.KeyboardModifier.NoModifier).row())

    def go_to_current(self) -> None:
        """Bring the current photo into sight."""
        self.scrollTo(self.currentIndex())

    def go_to(self, photo_id: int) -> bool:
        """The same for a photo; False where it is hidden."""
        row = self._model.row_of(photo_id)
        self.go_to_row(row)
        return row >= 0

    def make_current(self, photo_id: int) -> None:
        """Make a photo current and leave the selection as it is; nothing happens where it is hidden."""
        row = self._model.row_of(photo_id)
        if row >= 0:
            self.selectionModel().setCurrentIndex(self._model.index(row), QItemSelectionModel.SelectionFlag.NoUpdate)

    def deselect(self, photo_id: int) -> None:
        """Take a photo out of the selection."""
        row = self._model.row_of(photo_id)
        if row >= 0:
            self.selectionModel().select(self._model.index(row), QItemSelectionModel.SelectionFlag.Deselect)

    def select_ids(self, ids: Sequence[int], current: int) -> None:
        """Select these photos, of which one is current."""
        row = self._model.row_of(current)
        if row < 0:
            return
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(
            ranges_of(self._model, self._model.rows_of(np.asarray(ids, np.int64))), flag.ClearAndSelect
        )
        self.selectionModel().setCurrentIndex(self._model.index(row), flag.Select)
        self.scrollTo(self._model.index(row), QAbstractItemView.ScrollHint.EnsureVisible)

    def select_only_current(self) -> None:
        """Select nothing but the current photo."""
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(self.currentIndex(), flag.ClearAndSelect)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if not self._quiet:
            self._tell_current()

    def _tell_current(self) -> None:
        current = self.current_id()
        if current != self._told_current:
            self._told_current = current
            self.currentChangedTo.emit(current)

    def _tell_selection(self) -> None:
        if not self._quiet:
            self.selectionChangedTo.emit()

    # -- what is to be seen --------------------------------------------------------------------------------------

    def columns(self) -> int:
        """Cells in a row."""
        return self._layout.columns

    def visible_rows(self) -> tuple[int, int]:
        """First and last model row in sight, without asking the layout; (0, -1) where there are none."""
        return self._layout.visible(self.verticalScrollBar().value(), self.viewport().height(), self._model.rowCount())

    def rows_wanted(self) -> Ordering:
        """Rows whose thumbnails are wanted, the most urgent first: in sight, then one screen below, then one above."""
        first, last = self.visible_rows()
        screen = last - first + 1
        below = np.arange(last + 1, min(last + 1 + screen, self._model.rowCount()))
        above = np.arange(first - 1, max(first - 1 - screen, -1), -1)
        return np.concatenate([np.arange(first, last + 1), below, above]).astype(np.intp)

    def thumbnail_edge(self) -> int:
        """Edge of the square for a photo in device pixels."""
        return round(self._delegate.photo_edge() * self.devicePixelRatioF())

    # -- geometry, what QAbstractItemView asks for ---------------------------------------------------------------

    def _rect(self, row: int) -> QRect:
        """Place of a row in the viewport."""
        return self._layout.rect(row, self.verticalOffset())

    def visualRect(self, index: Index) -> QRect:
        return self._rect(index.row()) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self._row_at(point)
        return self._model.index(row) if row >= 0 else QModelIndex()

    def _row_at(self, point: QPoint) -> int:
        return self._layout.row_at(point, self.verticalOffset(), self._model.rowCount())

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        if not index.isValid():
            return
        rect, bar, height = self.visualRect(index), self.verticalScrollBar(), self.viewport().height()
        kinds = QAbstractItemView.ScrollHint
        if hint == kinds.PositionAtCenter:
            bar.setValue(bar.value() + rect.center().y() - height // 2)
        elif hint == kinds.PositionAtTop or (rect.top() < 0 and hint == kinds.EnsureVisible):
            bar.setValue(bar.value() + rect.top())
        elif hint == kinds.PositionAtBottom or rect.bottom() >= height:
            bar.setValue(bar.value() + min(rect.top(), rect.bottom() + 1 - height))

    def updateGeometries(self) -> None:
        super().updateGeometries()
        lines = self._layout.lines(self._model.rowCount())
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, lines * self._layout.cell.height() - height))
        bar.setPageStep(height)
        bar.setSingleStep(max(1, self._layout.cell.height() // 3))

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:  # noqa: ARG002
        return False

    def moveCursor(
        self,
        action: QAbstractItemView.CursorAction,
        modifiers: Qt.KeyboardModifier,  # noqa: ARG002
    ) -> QModelIndex:
        count, row = self._model.rowCount(), self.currentIndex().row()
        if not count:
            return QModelIndex()
        if row < 0:
            return self._model.index(0)
        return self._model.index(self._layout.goal(action, row, self.viewport().height(), count))

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        if self.state() == QAbstractItemView.State.DragSelectingState:
            rows = self._rows_in(rect.normalized())
        else:  # from one photo to another, in the order of the grid
            ends = sorted(row for row in (self._row_at(rect.topLeft()), self._row_at(rect.bottomRight())) if row >= 0)
            rows = np.arange(ends[0], ends[-1] + 1, dtype=np.intp) if ends else np.empty(0, np.intp)
        self.selectionModel().select(ranges_of(self._model, rows), command)

    def _rows_in(self, rect: QRect) -> Ordering:
        return self._layout.rows_in(rect, self.verticalOffset(), self._model.rowCount())

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        # Only what is in sight matters, whatever is selected.
        if selection.count() > 64:
            return QRegion(self.viewport().rect())
        first, last = self.visible_rows()
        region = QRegion()
        for part in selection.toList():
            for row in range(max(first, part.top()), min(last, part.bottom()) + 1):
                region += self._rect(row)
        return region

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(dx, dy)
        super().scrollContentsBy(dx, dy)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            self._paint(painter, event.region())

    def _paint(self, painter: QPainter, region: QRegion) -> None:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        usual: QStyle.StateFlag = option.state
        usual &= ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver)
        selection, current = self.selectionModel(), self.currentIndex().row()
        mouse = self.viewport().mapFromGlobal(QCursor.pos())
        hovered = self._row_at(mouse) if self.viewport().underMouse() else -1
        # Two cells in opposite corners are two cells, not all that lie between them.
        parts = list(cast("Iterable[QRect]", region))
        rows = {row for part in parts for row in self._rows_in(part).tolist()}
        sight = self.viewport().size() * self.devicePixelRatioF()
        self._delegate.picture_bytes = max(PICTURE_BYTES, 8 * sight.width() * sight.height())
        left_out = QRegion()
        until = perf_counter() + PAINT_SECONDS
        # The current photo first: it is what the last key was about.
        for row in sorted(rows, key=lambda row: (row != current, row)):
            self._delegate.fresh = not self.hurried or perf_counter() < until
            index = self._model.index(row)
            state = usual
            if selection.isSelected(index):
                state |= QStyle.StateFlag.State_Selected
            if row == current:
                state |= QStyle.StateFlag.State_HasFocus
            if row == hovered:
                state |= QStyle.StateFlag.State_MouseOver
            option.rect = self._rect(row)
            option.state = state
            self._delegate.paint(painter, option, index)
            if self._delegate.left_out:
                left_out += option.rect
        if not left_out.isEmpty():
            QTimer.singleShot(0, self, lambda: self.viewport().update(left_out))
        if self._band is not None:
            color = QColor(theme.ACCENT)
            painter.setPen(color)
            color.setAlpha(40)
            painter.setBrush(color)
            painter.drawRect(self._band.normalized().translated(0, -self.verticalOffset()))

    # -- cell size -----------------------------------------------------------------------------------------------

    def cell_edge(self) -> int:
        """Wanted edge of a cell; the real one differs a little, so that the cells fill the width."""
        return self._edge

    def set_cell_edge(self, edge: int) -> None:
        """Make cells larger or smaller, keeping the current photo, else the first one, in its place."""
        edge = min(LARGEST, max(SMALLEST, edge))
        if edge == self._edge:
            return
        self._edge = edge
        self._fit_cells()
        self.cellSizeChanged.emit(edge)

    def larger(self) -> None:
        """One step."""
        self.set_cell_edge(round(self._edge * _STEP))

    def smaller(self) -> None:
        """One step."""
        self.set_cell_edge(round(self._edge / _STEP))

    def _room(self) -> int:
        return self.viewport().width() - 1

    def _fit_cells(self) -> None:
        anchor, seen = -1, False
        if self._model.rowCount():
            current = self.currentIndex()
            # In sight before: a viewport that has become lower must not lose the photo one works on.
            seen = current.isValid() and self.visualRect(current).intersects(self._seen)
            anchor = current.row() if seen else self.visible_rows()[0]
        columns = max(1, round(self._room() / self._edge))
        width = self._room() // columns
        self._delegate.cell = QSize(width, width)
        size = QSize(width, width + self._delegate.footer_height())
        self._delegate.cell = size
        if (size, columns) != (self._layout.cell, self._layout.columns):
            self._layout = GridLayout(size, columns)
            self.updateGeometries()
            self.viewport().update()
            if anchor > 0:
                self.scrollTo(self._model.index(anchor), QAbstractItemView.ScrollHint.PositionAtCenter)
        elif seen and self._seen.height() > self.viewport().height():
            self.updateGeometries()
            self.scrollTo(self._model.index(anchor), QAbstractItemView.ScrollHint.EnsureVisible)
        self._seen = self.viewport().rect()
        self._look.start()

    # -- events --------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit_cells()
        super().resizeEvent(event)
        self._look.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.larger if event.angleDelta().y() > 0 else self.smaller)()
            event.accept()
            return
        super().wheelEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here, not a search."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._band = None
        self._band_start = event.position().toPoint() + QPoint(0, self.verticalOffset())
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self.state() == QAbstractItemView.State.DragSelectingState:
            self._band = QRect(self._band_start, event.position().toPoint() + QPoint(0, self.verticalOffset()))
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._band = None
        super().mouseReleaseEvent(event)
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._delegate.focused = True
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._delegate.focused = False
        super().focusOutEvent(event)
        self.viewport().update()

    def cell_rect(self, photo_id: int) -> QRect:
        """Where a photo is in the viewport; empty where it is hidden."""
        row = self._model.row_of(photo_id)
        return self.visualRect(self._model.index(row)) if row >= 0 else QRect(QPoint(), QSize())
