"""Clipping warning, focus peaking, histogram and the way to the sharpest place, for one canvas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRect, QRectF
from PySide6.QtGui import QImage

from app.gui.background import Background
from app.gui.photo_canvas import PhotoCanvas
from app.gui.pixel_looks import channel_histogram, overlay, sharpest_place

_BAND = 256


@dataclass(frozen=True, slots=True)
class Looks:
    """What is switched on over the photos."""

    clipping: bool = False
    peaking: bool = False
    histogram: bool = False


class PhotoLooks(QObject):
    """Calculates, in the background, from the very pixels that are on the screen.

    While one zooms or drags, the colours calculated last stay where they belong; those of the new pixels follow when
    the hand rests.
    """

    def __init__(self, canvas: PhotoCanvas, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._background = background
        self._looks = Looks()
        self._shown: tuple[int, QRect, Looks] | None = None
        self._counted: int | None = None
        canvas.sightChanged.connect(self._look)

    def set_looks(self, looks: Looks) -> None:
        """Switch on and off."""
        self._looks = looks
        if not (looks.clipping or looks.peaking):
            self._canvas.set_patch(None)
            self._background.drop((self, "patch"))
        if not looks.histogram:
            self._canvas.set_histogram(None)
            self._background.drop((self, "histogram"))
        self.forget()
        self._look()

    def forget(self) -> None:
        """Another photo is shown."""
        self._shown = None
        self._counted = None
        for name in ("patch", "histogram", "sharpest"):
            self._background.drop((self, name))

    def find_sharpest(self, then: Callable[[float, float], object]) -> None:
        """Give the centre of the sharpest region, as shares 0..1 of the upright photo, to ``then``."""
        image = self._canvas.finest_level()
        if image is not None:
            self._background.ask((self, "sharpest"), lambda: sharpest_place(grey(image)), lambda place: then(*place))

    def _look(self) -> None:
        looks = self._looks
        if not (looks.clipping or looks.peaking or looks.histogram):
            return
        sight = self._canvas.level_in_sight()
        if sight is None:
            return
        image, share = sight
        if looks.clipping or looks.peaking:
            self._ask_patch(image, share)
        if looks.histogram:
            self._ask_histogram()

    def _ask_patch(self, image: QImage, share: QRectF) -> None:
        part = _pixels_of(share, image)
        wanted = (image.cacheKey(), part, self._looks)
        if wanted == self._shown or part.isEmpty():
            return
        self._shown = wanted
        looks = self._looks
        place = QRectF(
            part.x() / image.width(),
            part.y() / image.height(),
            part.width() / image.width(),
            part.height() / image.height(),
        )

        def work() -> QImage:
            return to_image(overlay(rgb(image, part), clipping=looks.clipping, peaking=looks.peaking))

        self._background.ask((self, "patch"), work, lambda patch: self._canvas.set_patch(patch, place))

    def _ask_histogram(self) -> None:
        image = self._canvas.coarsest_level()
        if image is None or image.cacheKey() == self._counted:
            return
        self._counted = image.cacheKey()

        def work() -> NDArray[np.int64]:
            return channel_histogram(rgb(image))

        self._background.ask((self, "histogram"), work, self._canvas.set_histogram)


def rgb(image: QImage, part: QRect | None = None) -> NDArray[np.uint8]:
    """The pixels (h, w, 3) of an image, or of a part of it.

    By numpy, not by Qt: QImage holds Python's lock while it converts or copies, which stops the GUI thread too.
    """
    part = part or image.rect()
    pixels = _pixels(image)[part.top() : part.bottom() + 1, part.left() : part.right() + 1]
    return np.ascontiguousarray(pixels[:, :, :3] if pixels.shape[2] == 3 else pixels[:, :, 2::-1])


def grey(image: QImage) -> NDArray[np.uint8]:
    """The luminance (h, w) of an image."""
    made = np.empty((image.height(), image.width()), np.uint8)
    for top in range(0, image.height(), _BAND):
        band = rgb(image, QRect(0, top, image.width(), min(_BAND, image.height() - top))).astype(np.uint16)
        made[top : top + _BAND] = (band[:, :, 0] * 77 + band[:, :, 1] * 150 + band[:, :, 2] * 29) >> 8
    return made


def _pixels(image: QImage) -> NDArray[np.uint8]:
    """The bytes of an image: (h, w, 3) in the order RGB, or (h, w, 4) in the order BGRX; a view, while it lives."""
    if image.format() not in (QImage.Format.Format_RGB888, QImage.Format.Format_RGB32):
        plain = image.convertToFormat(QImage.Format.Format_RGB32)  # a thumbnail
        return _pixels(plain).copy()  # the bytes of a QImage end with it
    depth = 3 if image.format() == QImage.Format.Format_RGB888 else 4
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return lines[:, : image.width() * depth].reshape(image.height(), image.width(), depth)


def to_image(colors: NDArray[np.uint8]) -> QImage:
    """An image of colours (h, w, 4), RGBA premultiplied."""
    height, width, _ = colors.shape
    colors = np.ascontiguousarray(colors[:, :, [2, 1, 0, 3]])
    return QImage(colors.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()


def _pixels_of(share: QRectF, image: QImage) -> QRect:
    """The whole pixels that a share of the photo touches."""
    left, top = int(share.left() * image.width()), int(share.top() * image.height())
    right, bottom = -int(-share.right() * image.width() // 1), -int(-share.bottom() * image.height() // 1)
    return QRect(left, top, right - left, bottom - top).intersected(image.rect())
