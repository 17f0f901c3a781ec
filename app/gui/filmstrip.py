"""The photos of the folder in one line below the large view, whichever of them are in sight."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QSizePolicy, QToolTip, QWidget

from app.catalog.records import Flag, Label
from app.gui import theme
from app.gui.badges import REJECTED_OPACITY, fitted, paint_label
from app.gui.card_footer import paint_decisions, paint_places
from app.gui.photo_model import Cell, Index, Ordering, PhotoModel
from app.gui.stacks import StackCell, paint_badges, paint_group

HEIGHT = 122
_CELL, _LINE, _PLACES, _GAP = 116, 20, 15, 2


class Filmstrip(QAbstractScrollArea):
    """Rows of a PhotoModel side by side. Only what is in sight is asked for, be it 100,000 photos.

    Signals:
        chosen: row that was clicked.
        sightChanged: other rows are in sight.
    """

    chosen = Signal(int)
    sightChanged = Signal()

    def __init__(self, model: PhotoModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._current = -1
        self._marked: frozenset[int] = frozenset()
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrows page already, wherever the focus is
        self.setAccessibleName(self.tr("Filmstrip"))
        model.modelReset.connect(self._refit)
        model.dataChanged.connect(self._repaint_rows)
        self.horizontalScrollBar().valueChanged.connect(lambda _: self._scrolled())

    def show_current(self, row: int, marked: frozenset[int] = frozenset()) -> None:
        """Frame a row and bring it to the middle; ``marked`` ids are being compared."""
        self._current, self._marked = row, marked
        if row >= 0:
            self.horizontalScrollBar().setValue(row * _CELL + _CELL // 2 - self.viewport().width() // 2)
        self.viewport().update()

    def rows_in_sight(self) -> Ordering:
        """Rows to be seen and half a screen beyond, from the current one outwards."""
        count, width = self._model.rowCount(), self.viewport().width()
        if not count or width <= 0:
            return np.empty(0, np.intp)
        left = self.horizontalScrollBar().value()
        first, last = max(0, (left - width // 2) // _CELL), min(count - 1, (left + width + width // 2) // _CELL)
        rows = np.arange(first, last + 1)
        middle = self._current if first <= self._current <= last else (first + last) // 2
        return rows[np.argsort(np.abs(rows - middle), kind="stable")].astype(np.intp)

    def cell_rect(self, row: int) -> QRect:
        """Where a row is in the viewport."""
        return QRect(row * _CELL - self._left(), 0, _CELL, self.viewport().height())

    def sizeHint(self) -> QSize:
        """As high as its cells."""
        return QSize(400, HEIGHT)

    # -- inside --------------------------------------------------------------------------------------------------

    def _left(self) -> int:
        """Scroll place; a strip that is shorter than the view stands in its middle."""
        spare = self.viewport().width() - self._model.rowCount() * _CELL
        return -(spare // 2) if spare > 0 else self.horizontalScrollBar().value()

    def _refit(self) -> None:
        width = self.viewport().width()
        self.horizontalScrollBar().setRange(0, max(0, self._model.rowCount() * _CELL - width))
        self.horizontalScrollBar().setPageStep(width)
        self.viewport().update()
        self.sightChanged.emit()

    def _scrolled(self) -> None:
        self.viewport().update()
        self.sightChanged.emit()

    def _repaint_rows(self, first: Index, last: Index) -> None:
        area = self.cell_rect(first.row()).united(self.cell_rect(last.row()))
        self.viewport().update(area.intersected(self.viewport().rect()))

    def _row_at(self, x: int) -> int:
        row = (x + self._left()) // _CELL
        return row if 0 <= row < self._model.rowCount() else -1

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the current photo in the middle."""
        super().resizeEvent(event)
        self._refit()
        self.show_current(self._current, self._marked)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose."""
        row = self._row_at(round(event.position().x()))
        if row >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(row)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll along, whichever way the wheel turns."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - round(turned / 120 * 2 * _CELL))
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """The name and what is known, where the mouse rests."""
        if isinstance(event, QHelpEvent):
            row = self._row_at(event.pos().x())
            words = self._model.index(row).data(Qt.ItemDataRole.ToolTipRole) if row >= 0 else ""
            QToolTip.showText(event.globalPos(), str(words or ""), self)
            return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells that have to be painted anew."""
        with QPainter(self.viewport()) as painter:
            painter.fillRect(event.rect(), QColor(theme.CANVAS))
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
            left = self._left()
            first = max(0, (event.rect().left() + left) // _CELL)
            last = min(self._model.rowCount() - 1, (event.rect().right() + left) // _CELL)
            for row in range(first, last + 1):
                index = self._model.index(row)
                cell = index.data(PhotoModel.CellRole)
                self._paint_cell(painter, row, cell, index.data(Qt.ItemDataRole.DecorationRole))

    def _paint_cell(self, painter: QPainter, row: int, cell: Cell, pixmap: object) -> None:
        card = QRectF(self.cell_rect(row)).adjusted(_GAP, _GAP, -_GAP, -_GAP)
        current = row == self._current
        ground = theme.CELL_CHOSEN if current else theme.CELL_MARKED if cell.id in self._marked else theme.CELL
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(card, theme.RADIUS, theme.RADIUS)
        if current:
            painter.setPen(QPen(QColor(theme.ACCENT), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(card.adjusted(1, 1, -1, -1), theme.RADIUS, theme.RADIUS)
        area = card.adjusted(4, 4, -4, -_LINE - _PLACES - 6)
        if cell.flag == Flag.REJECT:
            painter.setOpacity(REJECTED_OPACITY)
        if isinstance(pixmap, QPixmap) and not cell.error:
            painter.drawPixmap(fitted(area, pixmap.width(), pixmap.height()), pixmap, QRectF(pixmap.rect()))
        elif cell.error:
            icon = theme.icon_pixmap("image-off", 20, theme.TEXT_DIM, self.devicePixelRatioF())
            place = QRectF(0, 0, 20, 20)
            place.moveCenter(area.center())
            painter.drawPixmap(place, icon, QRectF(icon.rect()))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.CELL_BLANK))
            painter.drawRect(fitted(area, cell.width or 3, cell.height or 2))
        painter.setOpacity(1.0)
        stack = self._model.index(row).data(PhotoModel.StackRole)
        if isinstance(stack, StackCell):
            paint_group(painter, QRectF(self.cell_rect(row)), card, stack)
            paint_badges(painter, area, stack)
        self._paint_signs(painter, card, cell, stack)

    def _paint_signs(self, painter: QPainter, card: QRectF, cell: Cell, stack: object) -> None:
        left, width = card.left() + 4, card.width() - 8
        decisions = QRectF(left, card.bottom() - _PLACES - _LINE - 4, width, _LINE)
        paint_decisions(painter, decisions, cell, gap=3.0)
        places = QRectF(left, decisions.bottom(), width, _PLACES)
        paint_places(painter, places, cell, stack if isinstance(stack, StackCell) else None)
        if cell.label:
            paint_label(painter, QRectF(left, card.top() + 1, width, 3), Label(cell.label))
