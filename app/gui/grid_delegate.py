"""Paints one cell of the grid: the photo in its own shape, and below it name, flag, stars and score."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Hashable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.catalog.records import Flag, Label
from app.gui import theme
from app.gui.badges import (
    REJECTED_OPACITY,
    STRIP,
    fitted,
    name_font,
    paint_label,
    score_font,
)
from app.gui.card_footer import paint_named, paint_small
from app.gui.photo_model import Cell, PhotoModel
from app.gui.stacks import StackCell, paint_badges, paint_group

GAP = 3  # half the distance of two cards
PAD = 8  # from the card's edge to the photo
PICTURE_BYTES = 40 * 2**20
"""What painted cells may take at least: a full screen of them at 2880 x 1800 takes 20 MB."""


class GridDelegate(QStyledItemDelegate):
    """Cells of one size; set ``cell`` before the view asks for the size.

    A painted cell is kept as a picture. Scanning and scoring threads share the interpreter with the window's thread: a
    cell of thirty calls has to wait for it thirty times, a picture of it once.

    Attributes:
        cell: size of a whole cell, device-independent pixels.
        focused: whether the view has the keyboard focus, so that the current cell can show it.
        picture_bytes: what painted cells may take; never less than twice what is in sight.
        fresh: whether :meth:`paint` may make new pictures; else it shows the photo's last one, or an empty card.
        left_out: whether the last :meth:`paint` lacked its picture for that.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cell = QSize(200, 200)
        self.focused = False
        self.picture_bytes = PICTURE_BYTES
        self.fresh = True
        self.left_out = False
        self._name_font = name_font()
        self.line_height = QFontMetrics(score_font()).height() + 6
        self._pictures: OrderedDict[Hashable, tuple[int, QPixmap]] = OrderedDict()  # with the photo's id
        self._newest: dict[int, Hashable] = {}  # photo id -> key of its last picture
        self._kept_bytes = 0

    def shows_name(self) -> bool:
        """Small cells have no room for the name."""
        return self.cell.width() >= 150

    def footer_height(self) -> int:
        """Height below the photo."""
        return QFontMetrics(self._name_font).height() + 4 + self.line_height + STRIP + 2

    def photo_edge(self) -> int:
        """The longer side of a photo in the cell, device-independent pixels."""
        return self.cell.width() - 2 * (GAP + PAD)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        cell = index.data(PhotoModel.CellRole)
        if not isinstance(cell, Cell):
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        stack = index.data(PhotoModel.StackRole)
        photo = index.data(Qt.ItemDataRole.DecorationRole)
        name = index.data(Qt.ItemDataRole.DisplayRole)
        ratio = painter.device().devicePixelRatio()
        marks = state & (
            QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver
        )
        numbers = (None if math.isnan(number) else number for number in (cell.score, cell.second))
        content = cell._replace(score=0.0, second=0.0), *numbers, name, stack
        photo_key = photo.cacheKey() if isinstance(photo, QPixmap) else 0
        key = content, photo_key, int(marks.value), self.focused, rect.width(), rect.height(), ratio, theme.CANVAS
        known = self._pictures.get(key)
        self.left_out = known is None and not self.fresh
        if self.left_out:
            known = self._pictures.get(self._newest.get(cell.id))
            if known is None or known[1].deviceIndependentSize().toSize() != rect.size():
                self._paint_card(painter, QRectF(rect).adjusted(GAP, GAP, -GAP, -GAP), state)
                return
        if known is not None:
            self._pictures.move_to_end(key if not self.left_out else self._newest[cell.id])
            painter.drawPixmap(rect.topLeft(), known[1])
            return
        picture = QPixmap(round(rect.width() * ratio), round(rect.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(theme.CANVAS))
        with QPainter(picture) as inner:
            self._paint_cell(inner, QRect(0, 0, rect.width(), rect.height()), state, cell, stack, photo, name)
        self._keep(key, cell.id, picture)
        painter.drawPixmap(rect.topLeft(), picture)

    def _keep(self, key: Hashable, photo_id: int, picture: QPixmap) -> None:
        self._pictures[key] = photo_id, picture
        self._newest[photo_id] = key
        self._kept_bytes += 4 * picture.width() * picture.height()
        while self._kept_bytes > self.picture_bytes and len(self._pictures) > 1:
            gone, (old_id, oldest) = self._pictures.popitem(last=False)
            self._kept_bytes -= 4 * oldest.width() * oldest.height()
            if self._newest.get(old_id) == gone:
                del self._newest[old_id]

    # -- parts ---------------------------------------------------------------------------------------------------

    def _paint_cell(
        self,
        painter: QPainter,
        rect: QRect,
        state: QStyle.StateFlag,
        cell: Cell,
        stack: object,
        photo: object,
        name: object,
    ) -> None:
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        card = QRectF(rect).adjusted(GAP, GAP, -GAP, -GAP)
        self._paint_card(painter, card, state)
        if isinstance(stack, StackCell):
            paint_group(painter, QRectF(rect), card, stack)
        photo_area = QRectF(card.left() + PAD, card.top() + PAD, card.width() - 2 * PAD, card.width() - 2 * PAD)
        rejected = cell.flag == Flag.REJECT
        if rejected:
            painter.setOpacity(REJECTED_OPACITY)
        self._paint_photo(painter, photo_area, cell, photo)
        painter.setOpacity(1.0)
        if isinstance(stack, StackCell):
            paint_badges(painter, photo_area, stack)
        self._paint_footer(painter, card, photo_area.bottom() + 4, cell, name, stack)

    def _paint_card(self, painter: QPainter, card: QRectF, state: QStyle.StateFlag) -> None:
        selected = bool(state & QStyle.StateFlag.State_Selected)
        current = bool(state & QStyle.StateFlag.State_HasFocus)
        hover = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.CELL_CHOSEN if selected else theme.CELL_HOVER if hover else theme.CELL))
        painter.drawRoundedRect(card, theme.RADIUS, theme.RADIUS)
        if current or selected:
            color = QColor(theme.ACCENT if current else theme.FRAME)
            if current and not self.focused:
                color = QColor(theme.FRAME_STRONG)
            width = 2.5 if current else 1.0
            painter.setPen(QPen(color, width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inset = width / 2
            painter.drawRoundedRect(card.adjusted(inset, inset, -inset, -inset), theme.RADIUS, theme.RADIUS)

    def _paint_photo(self, painter: QPainter, area: QRectF, cell: Cell, pixmap: object) -> None:
        if cell.error:
            self._paint_unreadable(painter, area)
            return
        if not isinstance(pixmap, QPixmap):
            # A quiet block of the photo's shape: nothing jumps when the thumbnail comes.
            shape = fitted(area, cell.width or 3, cell.height or 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.CELL_BLANK))
            painter.drawRect(shape)
            return
        ratio = painter.device().devicePixelRatio()
        width, height = pixmap.width() / ratio, pixmap.height() / ratio
        if max(width, height) > area.width() or abs(max(width, height) - area.width()) / area.width() < 0.02:
            target = fitted(area, pixmap.width(), pixmap.height())
        else:
            # Loaded for another cell size: it grows. A photo that is smaller than the cell: it keeps its size.
            small = 0 < max(cell.width, cell.height) <= max(pixmap.width(), pixmap.height())
            target = QRectF(0, 0, width, height) if small else fitted(area, pixmap.width(), pixmap.height())
            target.moveCenter(area.center())
        # Whole device pixels, else the photo is resampled and soft.
        left, top = round(target.left() * ratio) / ratio, round(target.top() * ratio) / ratio
        exact = abs(target.width() - width) < 1.0 and abs(target.height() - height) < 1.0
        size = (width, height) if exact else (target.width(), target.height())
        painter.drawPixmap(QRectF(left, top, *size), pixmap, QRectF(pixmap.rect()))

    def _paint_unreadable(self, painter: QPainter, area: QRectF) -> None:
        ratio = painter.device().devicePixelRatio()
        edge = 32 if area.width() >= 110 else 20
        painter.setPen(QPen(QColor(theme.LINE), 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(fitted(area, 3, 2), theme.RADIUS, theme.RADIUS)
        icon = theme.icon_pixmap("image-off", edge, theme.TEXT_DIM, ratio)
        words = area.width() >= 110
        top = area.center().y() - edge / 2 - (10 if words else 0)
        painter.drawPixmap(QPointF(area.center().x() - edge / 2, top), icon)
        if words:
            painter.setFont(self._name_font)
            painter.setPen(QColor(theme.TEXT_DIM))
            line = QRectF(area.left(), top + edge + 4, area.width(), QFontMetrics(self._name_font).height())
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, self.tr("Cannot be read"))

    def _paint_footer(
        self, painter: QPainter, card: QRectF, top: float, cell: Cell, name: object, stack: object
    ) -> None:
        left, width = card.left() + PAD, card.width() - 2 * PAD
        name_height = float(QFontMetrics(self._name_font).height())
        upper = QRectF(left, top, width, name_height)
        lower = QRectF(left, top + name_height + 4, width, self.line_height - 2)
        group = stack if isinstance(stack, StackCell) else None
        if self.shows_name():
            paint_named(painter, upper, lower, cell, str(name), group)
        else:
            paint_small(painter, upper, lower, cell, group)
        if cell.label:
            paint_label(painter, QRectF(left, card.bottom() - STRIP - 1.5, width, STRIP), Label(cell.label))
