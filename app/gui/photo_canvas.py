"""Paints one photo at any zoom, with what lies over it, and takes the mouse."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QCursor,
    QImage,
    QKeyEvent,
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
from app.gui.canvas_overlays import AfPoint, paint_af_point, paint_histogram, paint_legend, paint_pill
from app.gui.rendering import Rendering, Stage
from app.gui.zoom import Zoom

_IDLE_MS = 120
_PIXELS_FROM = 2.0  # from this scale on one wants to see the pixels, not a blur of them
_WHOLE = QRectF(0, 0, 1, 1)
_ARROWS = {Qt.Key.Key_Left: (1, 0), Qt.Key.Key_Right: (-1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}


class PhotoCanvas(QWidget):
    """One photo in one coordinate system, whichever stage of it is loaded.

    Signals:
        zoomChanged: device pixels for one photo pixel.
        viewChanged: width and height in device pixels.
        sizeChanged: the photo has other pixels than the one before, or than it was thought to have.
        painted: photo id and stage, the first time that this stage is on the screen.
        movedByUser: zoom or place were changed by hand; the bool says whether this photo alone is meant (Shift).
        sightChanged: other pixels are to be seen, or better ones.
        clicked: a mouse button went down here.
        doubleClicked: where a click does not zoom.
    """

    zoomChanged = Signal(float)
    viewChanged = Signal(int, int)
    sizeChanged = Signal()
    painted = Signal(int, str)
    movedByUser = Signal(bool)
    sightChanged = Signal()
    clicked = Signal()
    doubleClicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.zoom = Zoom()
        self.zooms_on_click = True
        self._photo_id: int | None = None
        self._upright: tuple[int, int] | None = None
        self._renderings: dict[Stage, Rendering] = {}
        self._outdated: object = None  # these renderings stay until one of the file as it is now has come
        self._painted: tuple[int, Stage] | None = None
        self._heat: QImage | None = None
        self._patch: tuple[QImage, QRectF] | None = None
        self._histogram: NDArray[np.int64] | None = None
        self._af_point: AfPoint | None = None
        self._dimmed = False
        self._info = ""
        self._note = ""
        self._grabbed: QPointF | None = None
        self._dragged = False
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle.timeout.connect(self._see_anew)

    # --- what is shown -------------------------------------------------------------------------------------------

    @property
    def photo_id(self) -> int | None:
        """The photo that is shown."""
        return self._photo_id

    def show_photo(
        self, photo_id: int, placeholder: QPixmap | None, size: tuple[int, int] | None, turn: int = 0
    ) -> None:
        """Begin with another photo; zoom and relative place stay.

        Args:
            photo_id: catalogue id.
            placeholder: a thumbnail, upright.
            size: upright full size in pixels, where known.
            turn: quarter turns clockwise by which the photo is shown, 0..3.
        """
        if photo_id == self._photo_id and self._renderings and turn == self.zoom.turn:
            return
        if photo_id != self._photo_id:
            self._renderings = {}
            self._painted = None
            self._note = ""
            self._grabbed = None
            self._drop_looks()
        elif turn != self.zoom.turn and self._upright is not None:
            size = size or self._upright
        self._photo_id = photo_id
        self.zoom.turn = turn
        if placeholder is not None and not placeholder.isNull():
            image = placeholder.toImage()
            size = size or self._likely_size(image.size())
            self._renderings[Stage.THUMBNAIL] = Rendering(Stage.THUMBNAIL, (image,), *size)
        if size is not None:
            self._set_photo_size(size)
        self._see_anew()

    def set_rendering(self, rendering: Rendering) -> None:
        """A better stage of the same photo: it takes the place of the one before, pixel on pixel."""
        if self._outdated is self._renderings:
            self._renderings = {}
        self._renderings[rendering.stage] = rendering
        self._set_photo_size((rendering.width, rendering.height))
        self._see_anew()

    def expire(self) -> None:
        """The file has another content: what is shown gives way to the first rendering that comes."""
        self._outdated = self._renderings
        self._drop_looks()
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._photo_id = None
        self._renderings = {}
        self._painted = None
        self._heat = None
        self._note = ""
        self._drop_looks()
        self.update()

    def _drop_looks(self) -> None:
        self._patch = None
        self._histogram = None
        self._af_point = None

    def _see_anew(self) -> None:
        self.update()
        self.sightChanged.emit()

    def has(self, stage: Stage) -> bool:
        """Whether this stage of the photo is there."""
        return stage in self._renderings and self._outdated is not self._renderings

    def set_heat(self, heat: QImage | None) -> None:
        """Lay a small image over the whole photo, smoothly enlarged, with its legend."""
        self._heat = heat
        self.update()

    def set_patch(self, patch: QImage | None, share: QRectF = _WHOLE) -> None:
        """Lay colours over a part of the photo, pixel by pixel; ``share``: that part, as 0..1 of the upright photo."""
        self._patch = None if patch is None else (patch, share)
        self.update()

    def set_histogram(self, counts: NDArray[np.int64] | None) -> None:
        """Show counts (3, 256) of red, green and blue in the upper right corner; None hides it."""
        self._histogram = counts
        self.update()

    def set_af_point(self, point: AfPoint | None) -> None:
        """Frame the place on which the camera focused; None frames nothing."""
        self._af_point = point
        self.update()

    def set_dimmed(self, dimmed: bool) -> None:
        """Show the photo darker: it is rejected."""
        if dimmed != self._dimmed:
            self._dimmed = dimmed
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

    def step_zoom(self, steps: float, at: QPointF | None = None, *, alone: bool = False) -> None:
        """Nearer for positive steps, farther for negative ones."""
        where = self._device(at if at is not None else self._hand())
        self._change(lambda: self.zoom.step(steps, where.x(), where.y()), alone)

    def pan_by_key(self, key: int, *, alone: bool = False) -> bool:
        """Move the photo by an eighth of the view for an arrow key; False where there is nothing to move."""
        if key not in _ARROWS or not self.zoom.can_pan():
            return False
        across, down = _ARROWS[Qt.Key(key)]
        view = self.zoom.view
        self._change(lambda: self.zoom.pan(across * view[0] / 8, down * view[1] / 8), alone)
        return True

    def fit(self) -> None:
        """The whole photo."""

        def whole() -> None:
            self.zoom.fit = True

        self._change(whole)

    def show_place(self, x: float, y: float, scale: float = 1.0) -> None:
        """Bring a point of the upright photo, as shares 0..1, to the middle at a scale; 100 % unless said otherwise."""
        across, down = self.zoom.turned(x, y)

        def look() -> None:
            self.zoom.fit = False
            self.zoom.scale = scale
            self.zoom.centre = (across, down)
            self.zoom.pan(0, 0)

        self._change(look)

    def take_place(self, place: tuple[float, tuple[float, float]] | None) -> None:
        """Follow another canvas: scale and centre as it has them, or None for the whole photo."""
        before = self.zoom.current
        if place is None:
            self.zoom.fit = True
        else:
            self.zoom.fit = False
            self.zoom.scale, self.zoom.centre = place
        self._moved(before)

    def _change(self, change: Callable[[], None], alone: bool = False) -> None:
        before = self.zoom.current
        change()
        self._moved(before)
        self.movedByUser.emit(alone)

    def _moved(self, before: float) -> None:
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
        before, old = self.zoom.current, self.zoom.photo
        self._upright = size
        width, height = (size[1], size[0]) if self.zoom.turn % 2 else size
        self.zoom.photo = (max(1, width), max(1, height))
        if self.zoom.photo != old:
            self.sizeChanged.emit()
        self._set_cursor()
        if self.zoom.current != before:
            self.zoomChanged.emit(self.zoom.current)

    def _likely_size(self, thumbnail: QSize) -> tuple[int, int]:
        """The full size before it is known: that of the photo before, where the shape agrees."""
        width, height = self._upright or self.zoom.photo
        for likely in ((width, height), (height, width)):
            if abs(likely[0] * thumbnail.height() / max(1, likely[1] * thumbnail.width()) - 1) < 0.01:
                return likely
        return thumbnail.width(), thumbnail.height()

    # --- painting ------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint photo and overlays."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.CANVAS))
            rendering = self._best()
            if rendering is not None:
                painter.save()
                ratio = self.devicePixelRatioF()
                painter.scale(1 / ratio, 1 / ratio)
                self._paint_photo(painter, rendering)
                painter.restore()
                if self._af_point is not None:
                    paint_af_point(painter, self._place_of(self._af_point))
                if self._histogram is not None:
                    paint_histogram(painter, self.rect(), self._histogram)
            if self._info:
                paint_pill(painter, self.rect(), self._info, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            if self._note:
                paint_pill(
                    painter, self.rect(), self._note, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
                )
            if self._heat is not None and rendering is not None:
                paint_legend(painter, self.rect())
        if rendering is not None and self._photo_id is not None:
            shown = (self._photo_id, rendering.stage)
            if shown != self._painted:
                self._painted = shown
                self.painted.emit(self._photo_id, rendering.stage.value)

    def _best(self) -> Rendering | None:
        preview = self._renderings.get(Stage.PREVIEW)
        full = self._renderings.get(Stage.FULL)
        if preview is not None and (full is None or preview.levels[0].width() == self.zoom.upright_width()):
            return preview  # made for exactly this size: sharper than a scaled full resolution, and quicker
        return full or self._renderings.get(Stage.THUMBNAIL)

    def finest_level(self) -> QImage | None:
        """The image with the most pixels at hand."""
        return next((self._renderings[s].levels[0] for s in reversed(Stage) if s in self._renderings), None)

    def coarsest_level(self) -> QImage | None:
        """The smallest image of the whole photo that is better than a thumbnail; the thumbnail where there is none."""
        better: list[Stage] = [stage for stage in self._renderings if stage != Stage.THUMBNAIL] or list(
            self._renderings
        )
        return min((self._renderings[stage].levels[-1] for stage in better), key=QImage.width, default=None)

    def level_in_sight(self) -> tuple[QImage, QRectF] | None:
        """The image whose pixels are on the screen, and the part that is seen as shares 0..1; None for nothing."""
        rendering = self._best()
        if rendering is None:
            return None
        x0, y0, x1, y1 = self.zoom.seen()
        return rendering.level_for(self.zoom.upright_width()), QRectF(QPointF(x0, y0), QPointF(x1, y1))

    def _place_of(self, point: AfPoint) -> QRectF:
        """The frame of an autofocus point in widget coordinates."""
        left, top, width, height = self.zoom.rect()
        across, down = self.zoom.turned(point.x, point.y)
        ratio = self.devicePixelRatioF()
        edge = min(64.0, max(20.0, 0.04 * max(width, height) / ratio))
        frame = QRectF(0, 0, edge, edge * 0.75)
        frame.moveCenter(QPointF(left + across * width, top + down * height) / ratio)
        return frame

    def _paint_photo(self, painter: QPainter, rendering: Rendering) -> None:
        image = rendering.level_for(self.zoom.upright_width())
        if self._dimmed:
            painter.setOpacity(0.45)
        exact = image.width() == self.zoom.upright_width()
        moving = self._idle.isActive()
        pixels = rendering.stage is Stage.FULL and self.zoom.current >= _PIXELS_FROM
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not (moving or pixels or exact))
        self._draw(painter, image, _WHOLE)
        painter.setOpacity(1.0)
        if self._patch is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            self._draw(painter, *self._patch)
        if self._heat is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            self._draw(painter, self._heat, _WHOLE)

    def _draw(self, painter: QPainter, image: QImage, share: QRectF) -> None:
        """Draw the visible part of an image that lies over a share of the upright photo; in device pixels."""
        left, top, width, height = self.zoom.rect()
        painter.save()
        if self.zoom.turn:
            painter.translate(left + width / 2, top + height / 2)
            painter.rotate(90 * self.zoom.turn)
            width, height = (height, width) if self.zoom.turn % 2 else (width, height)
            painter.translate(-width / 2, -height / 2)
        else:
            painter.translate(left, top)
        x0, y0, x1, y1 = self.zoom.seen()
        seen = QRectF(QPointF(x0 * width, y0 * height), QPointF(x1 * width, y1 * height))
        place = QRectF(share.x() * width, share.y() * height, share.width() * width, share.height() * height)
        part = place.intersected(seen)
        if not part.isEmpty():
            across, down = image.width() / place.width(), image.height() / place.height()
            source = QRectF(
                (part.x() - place.x()) * across,
                (part.y() - place.y()) * down,
                part.width() * across,
                part.height() * down,
            )
            painter.drawImage(part, image, source)
        painter.restore()

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
        self.clicked.emit()
        if event.button() == Qt.MouseButton.LeftButton and self._renderings:
            self._grabbed = event.position()
            self._dragged = False
            event.accept()
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open, where clicks do not zoom; else two clicks."""
        if self.zooms_on_click:
            self.mousePressEvent(event)
        else:
            self.doubleClicked.emit()

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
            self._change(lambda: self.zoom.pan(way.x(), way.y()), _shift(event.modifiers()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click toggles the zoom there."""
        if event.button() != Qt.MouseButton.LeftButton or self._grabbed is None:
            super().mouseReleaseEvent(event)
            return
        self._grabbed = None
        if self._dragged:
            self._set_cursor()
        elif self.zooms_on_click:
            self.toggle_zoom(event.position().toPoint())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the cursor, with or without Ctrl."""
        turned = event.angleDelta().y()
        if turned and self._renderings:
            self.step_zoom(turned / 120.0, event.position(), alone=_shift(event.modifiers()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom and pan by keys; everything else belongs to the window."""
        key = event.key()
        if not self._renderings:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.step_zoom(2)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self.step_zoom(-2)
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Z) and not event.modifiers():
            self.toggle_zoom()
        elif not (_shift(event.modifiers()) and self.pan_by_key(key, alone=True)):
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


def _shift(modifiers: Qt.KeyboardModifier) -> bool:
    return bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
