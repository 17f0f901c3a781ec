"""Paints one photo at any zoom, with what lies over it, and takes the mouse."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QCursor,
    QImage,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from app.gui import theme
from app.gui.rendering import Rendering, Stage
from app.gui.zoom import Zoom

_IDLE_MS = 120
_PIXELS_FROM = 2.0  # from this scale on one wants to see the pixels, not a blur of them
# Weak, middling, good: told apart by brightness and on the blue-yellow axis too, so not by red and green alone.
_HEAT = ((0, (235, 64, 52), 165), (128, (245, 196, 80), 120), (255, (70, 160, 190), 50))


def heat_image(quality_map: NDArray[np.uint8]) -> QImage:
    """Colours of a quality map of (rows, columns) 0..255: the weaker, the warmer and the denser."""
    stops = [stop[0] for stop in _HEAT]
    values = quality_map.astype(np.float64)
    alpha = np.interp(values, stops, [stop[2] for stop in _HEAT])
    channels = [np.interp(values, stops, [stop[1][i] for stop in _HEAT]) * alpha / 255.0 for i in range(3)]
    pixels = np.ascontiguousarray(np.rint(np.stack([*channels, alpha], axis=-1)).astype(np.uint8))
    rows, columns = quality_map.shape
    return QImage(pixels.data, columns, rows, columns * 4, QImage.Format.Format_RGBA8888_Premultiplied).copy()


class PhotoCanvas(QWidget):
    """One photo in one coordinate system, whichever stage of it is loaded.

    Signals:
        zoomChanged: device pixels for one photo pixel.
        viewChanged: width and height in device pixels.
        painted: photo id and stage, the first time that this stage is on the screen.
    """

    zoomChanged = Signal(float)
    viewChanged = Signal(int, int)
    painted = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.zoom = Zoom()
        self._photo_id: int | None = None
        self._renderings: dict[Stage, Rendering] = {}
        self._painted: tuple[int, Stage] | None = None
        self._heat: QImage | None = None
        self._info = ""
        self._note = ""
        self._grabbed: QPointF | None = None
        self._dragged = False
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle.timeout.connect(self.update)

    # --- what is shown -------------------------------------------------------------------------------------------

    def show_photo(self, photo_id: int, placeholder: QPixmap | None, size: tuple[int, int] | None) -> None:
        """Begin with another photo; zoom and relative place stay.

        Args:
            photo_id: catalogue id.
            placeholder: a thumbnail, upright.
            size: upright full size in pixels, where known.
        """
        if photo_id == self._photo_id and self._renderings:
            return
        self._photo_id = photo_id
        self._renderings = {}
        self._painted = None
        self._note = ""
        self._grabbed = None
        if placeholder is not None and not placeholder.isNull():
            image = placeholder.toImage()
            size = size or self._likely_size(image.size())
            self._renderings[Stage.THUMBNAIL] = Rendering(Stage.THUMBNAIL, (image,), *size)
        if size is not None:
            self._set_photo_size(size)
        self.update()

    def set_rendering(self, rendering: Rendering) -> None:
        """A better stage of the same photo: it takes the place of the one before, pixel on pixel."""
        self._renderings[rendering.stage] = rendering
        self._set_photo_size((rendering.width, rendering.height))
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._photo_id = None
        self._renderings = {}
        self._painted = None
        self._heat = None
        self._note = ""
        self.update()

    def has(self, stage: Stage) -> bool:
        """Whether this stage of the photo is there."""
        return stage in self._renderings

    def set_heat(self, heat: QImage | None) -> None:
        """Lay a small image over the whole photo, smoothly enlarged, with its legend."""
        self._heat = heat
        self.update()

    def set_info(self, text: str) -> None:
        """Words in the upper left corner; none hides them."""
        if text != self._info:
            self._info = text
            self.update()

    def set_note(self, text: str) -> None:
        """A sentence at the lower edge; none hides it."""
        self._note = text
        self.update()

    # --- zoom ----------------------------------------------------------------------------------------------------

    def toggle_zoom(self, at: QPoint | None = None) -> None:
        """Between fit and 100 %."""
        where = self._device(QPointF(at) if at is not None else self._hand())
        self._change(lambda: self.zoom.toggle(where.x(), where.y()))

    def step_zoom(self, steps: float, at: QPointF | None = None) -> None:
        """Nearer for positive steps, farther for negative ones."""
        where = self._device(at if at is not None else self._hand())
        self._change(lambda: self.zoom.step(steps, where.x(), where.y()))

    def fit(self) -> None:
        """The whole photo."""

        def whole() -> None:
            self.zoom.fit = True

        self._change(whole)

    def _change(self, change: Callable[[], None]) -> None:
        before = self.zoom.current
        change()
        self._set_cursor()
        self._idle.start()
        self.update()
        if self.zoom.current != before:
            self.zoomChanged.emit(self.zoom.current)

    def _hand(self) -> QPointF:
        """Where the cursor is, or the middle where it is elsewhere."""
        at = self.mapFromGlobal(QCursor.pos())
        inside = self.rect().contains(at) and self.underMouse()
        return QPointF(at) if inside else QRectF(self.rect()).center()

    def _device(self, at: QPointF) -> QPointF:
        return at * self.devicePixelRatioF()

    def _set_photo_size(self, size: tuple[int, int]) -> None:
        before = self.zoom.current
        self.zoom.photo = (max(1, size[0]), max(1, size[1]))
        self._set_cursor()
        if self.zoom.current != before:
            self.zoomChanged.emit(self.zoom.current)

    def _likely_size(self, thumbnail: QSize) -> tuple[int, int]:
        """The full size before it is known: that of the photo before, where the shape agrees."""
        width, height = self.zoom.photo
        for likely in ((width, height), (height, width)):
            if abs(likely[0] * thumbnail.height() / max(1, likely[1] * thumbnail.width()) - 1) < 0.01:
                return likely
        return thumbnail.width(), thumbnail.height()

    # --- painting ------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint photo and overlays."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.CANVAS))
        rendering = self._best()
        if rendering is not None:
            painter.save()
            ratio = self.devicePixelRatioF()
            painter.scale(1 / ratio, 1 / ratio)
            self._paint_photo(painter, rendering)
            painter.restore()
        if self._info:
            self._paint_pill(painter, self._info, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        if self._note:
            self._paint_pill(painter, self._note, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
        if self._heat is not None and rendering is not None:
            self._paint_legend(painter)
        painter.end()
        if rendering is not None and self._photo_id is not None:
            shown = (self._photo_id, rendering.stage)
            if shown != self._painted:
                self._painted = shown
                self.painted.emit(self._photo_id, rendering.stage.value)

    def _best(self) -> Rendering | None:
        preview = self._renderings.get(Stage.PREVIEW)
        full = self._renderings.get(Stage.FULL)
        if preview is not None and (full is None or preview.levels[0].width() == self.zoom.rect()[2]):
            return preview  # made for exactly this size: sharper than a scaled full resolution, and quicker
        return full or self._renderings.get(Stage.THUMBNAIL)

    def _paint_photo(self, painter: QPainter, rendering: Rendering) -> None:
        left, top, width, height = self.zoom.rect()
        image = rendering.level_for(width)
        if (image.width(), image.height()) == (width, height):
            painter.drawImage(QPoint(left, top), image)
        else:
            moving = self._idle.isActive()
            pixels = rendering.stage is Stage.FULL and self.zoom.current >= _PIXELS_FROM
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not moving and not pixels)
            self._draw(painter, image, left, top, width, height)
        if self._heat is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            self._draw(painter, self._heat, left, top, width, height)

    def _draw(self, painter: QPainter, image: QImage, left: int, top: int, width: int, height: int) -> None:
        """Draw the visible part of an image that fills the given place, in device pixels."""
        x0, y0 = max(0, left), max(0, top)
        x1, y1 = min(self.zoom.view[0], left + width), min(self.zoom.view[1], top + height)
        across, down = image.width() / width, image.height() / height
        source = QRectF((x0 - left) * across, (y0 - top) * down, (x1 - x0) * across, (y1 - y0) * down)
        painter.drawImage(QRectF(x0, y0, x1 - x0, y1 - y0), image, source)

    def _paint_pill(self, painter: QPainter, text: str, align: Qt.AlignmentFlag) -> None:
        margin = 2 * theme.SPACE
        room = self.rect().adjusted(margin, margin, -margin, -margin)
        metrics = self.fontMetrics()
        shown = "\n".join(
            metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, room.width() - 24) for line in text.split("\n")
        )
        size = metrics.size(0, shown) + QSize(24, 12)
        place = QRect(room.topLeft(), size)
        if align & Qt.AlignmentFlag.AlignBottom:
            place.moveBottom(room.bottom())
        if align & Qt.AlignmentFlag.AlignHCenter:
            place.moveLeft(room.center().x() - size.width() // 2)
        self._paint_plate(painter, place)
        painter.drawText(place.adjusted(12, 6, -12, -6), Qt.AlignmentFlag.AlignLeft, shown)

    def _paint_plate(self, painter: QPainter, place: QRect) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(16, 16, 16, 205))
        painter.drawRoundedRect(place, theme.RADIUS, theme.RADIUS)
        painter.setPen(QColor(theme.TEXT_BRIGHT))

    def _paint_legend(self, painter: QPainter) -> None:
        metrics = self.fontMetrics()
        weak, good = self.tr("weak"), self.tr("good")
        bar = 96
        words = metrics.horizontalAdvance(weak), metrics.horizontalAdvance(good)
        height = metrics.height() + 12
        margin = 2 * theme.SPACE
        place = QRect(margin, self.height() - margin - height, sum(words) + bar + 40, height)
        self._paint_plate(painter, place)
        painter.drawText(place.adjusted(12, 6, 0, 0), Qt.AlignmentFlag.AlignLeft, weak)
        painter.drawText(place.adjusted(0, 6, -12, 0), Qt.AlignmentFlag.AlignRight, good)
        ramp = QRect(place.left() + 20 + words[0], place.center().y() - 3, bar, 8)
        gradient = QLinearGradient(ramp.topLeft(), ramp.topRight())
        for stop, color, _alpha in _HEAT:
            gradient.setColorAt(stop / 255, QColor(*color))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(ramp, 4, 4)

    # --- events --------------------------------------------------------------------------------------------------

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Keep the relative place."""
        self._take_view()

    def changeEvent(self, event: QEvent) -> None:
        """A move to a screen of another density changes the view as a resize does."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._take_view()

    def _take_view(self) -> None:
        ratio = self.devicePixelRatioF()
        before = self.zoom.current
        self.zoom.view = (max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio)))
        self._idle.start()
        self.update()
        self.viewChanged.emit(*self.zoom.view)
        if self.zoom.current != before:
            self.zoomChanged.emit(self.zoom.current)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click or the beginning of a drag."""
        if event.button() == Qt.MouseButton.LeftButton and self._renderings:
            self._grabbed = event.position()
            self._dragged = False
            event.accept()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan while the button is held."""
        if self._grabbed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        moved = event.position() - self._grabbed
        if not self._dragged and moved.manhattanLength() < QApplication.startDragDistance():
            return
        self._dragged = True
        self._grabbed = event.position()
        if self.zoom.can_pan():
            self._set_cursor()
            way = self._device(moved)
            self._change(lambda: self.zoom.pan(way.x(), way.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click toggles the zoom there."""
        if event.button() != Qt.MouseButton.LeftButton or self._grabbed is None:
            super().mouseReleaseEvent(event)
            return
        self._grabbed = None
        if self._dragged:
            self._set_cursor()
        else:
            self.toggle_zoom(event.position().toPoint())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the cursor, with or without Ctrl."""
        turned = event.angleDelta().y()
        if turned and self._renderings:
            self.step_zoom(turned / 120.0, event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom and pan by keys; everything else belongs to the window."""
        key = event.key()
        arrows = {
            Qt.Key.Key_Left: (1, 0),
            Qt.Key.Key_Right: (-1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }
        if not self._renderings:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.step_zoom(2)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self.step_zoom(-2)
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Z) and not event.modifiers():
            self.toggle_zoom()
        elif key in arrows and event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self.zoom.can_pan():
            across, down = arrows[Qt.Key(key)]
            view = self.zoom.view
            self._change(lambda: self.zoom.pan(across * view[0] / 8, down * view[1] / 8))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Pinch on a touch pad."""
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.step_zoom(event.value() * 4, event.position())
            return True
        return super().event(event)

    def _set_cursor(self) -> None:
        if self._dragged and self._grabbed is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self.zoom.can_pan() and self._renderings:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()
