"""Paints one cell of the grid: the photo in its own shape, and below it name, flag, stars and score."""

from __future__ import annotations

import math

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.catalog.records import Flag, Label
from app.gui import theme
from app.gui.photo_model import Cell, PhotoModel

GAP = 3  # half the distance of two cards
PAD = 8  # from the card's edge to the photo
STRIP = 4  # height of the label strip
REJECTED_OPACITY = 0.3


class GridDelegate(QStyledItemDelegate):
    """Cells of one size; set ``cell`` before the view asks for the size.

    Attributes:
        cell: size of a whole cell, device-independent pixels.
        focused: whether the view has the keyboard focus, so that the current cell can show it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cell = QSize(200, 200)
        self.focused = False
        self._name_font = QFont()
        self._name_font.setPointSizeF(max(7.0, QFont().pointSizeF() * 0.85))
        self._score_font = QFont()
        self._score_font.setBold(True)
        self._score_font.setPointSizeF(max(7.5, QFont().pointSizeF() * 0.95))
        self.line_height = QFontMetrics(self._score_font).height() + 6

    def shows_name(self) -> bool:
        """Small cells have no room for the name."""
        return self.cell.width() >= 150

    def footer_height(self) -> int:
        """Height below the photo."""
        name = QFontMetrics(self._name_font).height() + 4 if self.shows_name() else 0
        return name + self.line_height + STRIP + 2

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
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        card = QRectF(rect).adjusted(GAP, GAP, -GAP, -GAP)
        self._paint_card(painter, card, state)
        photo_area = QRectF(card.left() + PAD, card.top() + PAD, card.width() - 2 * PAD, card.width() - 2 * PAD)
        rejected = cell.flag == Flag.REJECT
        if rejected:
            painter.setOpacity(REJECTED_OPACITY)
        self._paint_photo(painter, photo_area, cell, index.data(Qt.ItemDataRole.DecorationRole))
        painter.setOpacity(1.0)
        self._paint_footer(painter, card, photo_area.bottom() + 4, cell, index.data(Qt.ItemDataRole.DisplayRole))
        painter.restore()

    # -- parts ---------------------------------------------------------------------------------------------------

    def _paint_card(self, painter: QPainter, card: QRectF, state: QStyle.StateFlag) -> None:
        selected = bool(state & QStyle.StateFlag.State_Selected)
        current = bool(state & QStyle.StateFlag.State_HasFocus)
        hover = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#4c4c4c" if selected else "#303030" if hover else "#272727"))
        painter.drawRoundedRect(card, theme.RADIUS, theme.RADIUS)
        if current or selected:
            color = QColor(theme.ACCENT if current else "#7c7c7c")
            if current and not self.focused:
                color = QColor("#b4b4b4")
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
            shape = _fitted(area, cell.width or 3, cell.height or 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor("#333333"))
            painter.drawRect(shape)
            return
        ratio = painter.device().devicePixelRatio()
        width, height = pixmap.width() / ratio, pixmap.height() / ratio
        if max(width, height) > area.width() or abs(max(width, height) - area.width()) / area.width() < 0.02:
            target = _fitted(area, pixmap.width(), pixmap.height())
        else:
            # Loaded for another cell size: it grows. A photo that is smaller than the cell: it keeps its size.
            small = 0 < max(cell.width, cell.height) <= max(pixmap.width(), pixmap.height())
            target = QRectF(0, 0, width, height) if small else _fitted(area, pixmap.width(), pixmap.height())
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
        painter.drawRoundedRect(_fitted(area, 3, 2), theme.RADIUS, theme.RADIUS)
        icon = theme.icon_pixmap("image-off", edge, theme.TEXT_DIM, ratio)
        words = area.width() >= 110
        top = area.center().y() - edge / 2 - (10 if words else 0)
        painter.drawPixmap(QPointF(area.center().x() - edge / 2, top), icon)
        if words:
            painter.setFont(self._name_font)
            painter.setPen(QColor(theme.TEXT_DIM))
            line = QRectF(area.left(), top + edge + 4, area.width(), QFontMetrics(self._name_font).height())
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, self.tr("Cannot be read"))

    def _paint_footer(self, painter: QPainter, card: QRectF, top: float, cell: Cell, name: object) -> None:
        left, right = card.left() + PAD, card.right() - PAD
        if self.shows_name():
            metrics = QFontMetrics(self._name_font)
            painter.setFont(self._name_font)
            painter.setPen(QColor(theme.TEXT_DIM))
            text = metrics.elidedText(str(name), Qt.TextElideMode.ElideMiddle, int(right - left))
            painter.drawText(QPointF(left, top + metrics.ascent()), text)
            top += metrics.height() + 4
        line = QRectF(left, top, right - left, self.line_height - 2)
        x = line.left()
        if cell.flag:
            x += self._paint_flag(painter, x, line, Flag(cell.flag)) + 5
        badge = self._paint_score(painter, line, cell.score)
        self._paint_stars(painter, x, line, cell.stars, line.right() - badge - 4)
        if cell.label:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.LABEL_COLORS[Label(cell.label)]))
            painter.drawRoundedRect(QRectF(left, card.bottom() - STRIP - 1.5, right - left, STRIP), 2, 2)

    def _paint_flag(self, painter: QPainter, x: float, line: QRectF, flag: Flag) -> float:
        size = min(16.0, line.height())
        circle = QRectF(x, line.center().y() - size / 2, size, size)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.GOOD if flag == Flag.PICK else theme.BAD))
        painter.drawEllipse(circle)
        ratio = painter.device().devicePixelRatio()
        icon = theme.icon_pixmap("check" if flag == Flag.PICK else "x", 12, theme.ON_SCORE, ratio)
        painter.drawPixmap(QPointF(circle.center().x() - 6, circle.center().y() - 6), icon)
        return size

    def _paint_stars(self, painter: QPainter, x: float, line: QRectF, stars: int, end: float) -> None:
        if not stars:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#e8e8e8"))
        size, step = 11.0, 13.0
        if x + stars * step > end:  # no room in small cells: a number and one star
            painter.setFont(self._name_font)
            painter.setPen(QColor("#e8e8e8"))
            width = QFontMetrics(self._name_font).horizontalAdvance(str(stars))
            painter.drawText(QRectF(x, line.top(), width + 1, line.height()), Qt.AlignmentFlag.AlignVCenter, str(stars))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawPolygon(_star(x + width + 2 + size / 2, line.center().y(), size / 2))
            return
        for number in range(stars):
            painter.drawPolygon(_star(x + number * step + size / 2, line.center().y(), size / 2))

    def _paint_score(self, painter: QPainter, line: QRectF, score: float) -> float:
        """Paints at the right end; returns the width taken."""
        if math.isnan(score):
            return 0.0
        text = f"{score:.0f}"
        painter.setFont(self._score_font)
        width = QFontMetrics(self._score_font).horizontalAdvance("00") + 12.0
        height = line.height() - 2
        badge = QRectF(line.right() - width, line.center().y() - height / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.score_color(score))
        painter.drawRoundedRect(badge, 3, 3)
        painter.setPen(QColor(theme.ON_SCORE))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)
        return width


def _fitted(area: QRectF, width: float, height: float) -> QRectF:
    """The largest centred rectangle of this shape in ``area``."""
    scale = min(area.width() / width, area.height() / height)
    fitted = QRectF(0, 0, max(1.0, width * scale), max(1.0, height * scale))
    fitted.moveCenter(area.center())
    return fitted


def _star(x: float, y: float, radius: float) -> QPolygonF:
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.45
        angle = math.pi * (corner / 5 - 0.5)
        points.append(QPointF(x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return QPolygonF(points)
