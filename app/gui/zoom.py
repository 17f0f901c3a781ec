"""Where a photo lies in the loupe: the arithmetic of fit, zoom and pan, without Qt.

Everything is in device pixels and in pixels of the upright photo at full size, whatever stage of it is loaded; so a
thumbnail, a preview and the full resolution land on the same place.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

HIGHEST = 8.0
"""Largest scale: eight screen pixels for one photo pixel."""

_STEP = 1.25
_NEARLY = 0.01
_SAME_CAMERA = 0.02
"""Longer sides that differ by less than this share are of one camera, straightened a little perhaps."""


@dataclass(slots=True)
class Zoom:
    """The place of one photo in one view; scale and centre survive a change of photo.

    Attributes:
        view: width and height of the view in device pixels.
        photo: width and height of the upright photo at full size in pixels.
        fit: show the whole photo; ``scale`` and ``centre`` then wait.
        scale: device pixels for one photo pixel.
        centre: the point of the photo in the middle of the view, as shares 0..1 of its width and height.
        turn: quarter turns clockwise by which the upright photo is looked at; ``photo`` and ``centre`` are as turned.
    """

    view: tuple[int, int] = (1, 1)
    photo: tuple[int, int] = (1, 1)
    fit: bool = True
    scale: float = 1.0
    centre: tuple[float, float] = (0.5, 0.5)
    turn: int = 0

    @property
    def fit_scale(self) -> float:
        """The scale at which the whole photo just fits."""
        return min(self.view[0] / self.photo[0], self.view[1] / self.photo[1])

    @property
    def current(self) -> float:
        """The scale in force."""
        return self.fit_scale if self.fit else self.scale

    @property
    def lowest(self) -> float:
        """The smallest scale: the whole photo, or 100 % for one that is smaller than the view."""
        return min(self.fit_scale, 1.0)

    def scale_like(self, scale: float, whole: float, edge: int) -> float:
        """The scale at which this photo stands beside another one that is zoomed in.

        Photos of one camera, upright or not, have the same scale. Of a photo with fewer or more pixels the same scale
        would show more or less of the scene, or nothing but the whole of it: it goes the same share of its own way from
        the whole photo to 100 %, so that both leave the whole photo together and are at 100 % together, each with its
        own pixels; beyond that, pixels are as large in both.

        Args:
            scale: that of the other photo.
            whole: the scale at which the whole other photo just fits.
            edge: longer side of the other photo in pixels.
        """
        alike = abs(max(self.photo) / edge - 1) <= _SAME_CAMERA
        if alike or scale >= max(1.0, whole) or abs(whole - 1.0) < _NEARLY:
            return max(scale, self.lowest)
        way = math.log(scale / whole) / -math.log(whole)
        return math.pow(self.fit_scale, 1.0 - min(1.0, max(0.0, way)))

    def rect(self) -> tuple[int, int, int, int]:
        """Left, top, width and height of the whole photo in the view, in whole device pixels."""
        sides = []
        for axis in (0, 1):
            length = max(1, round(self.photo[axis] * self.current))
            if self.fit or length <= self.view[axis]:
                start = (self.view[axis] - length) // 2
            else:
                start = round(self.view[axis] / 2 - self.centre[axis] * length)
                start = min(0, max(self.view[axis] - length, start))
            sides.append((start, length))
        return sides[0][0], sides[1][0], sides[0][1], sides[1][1]

    def to_photo(self, x: float, y: float) -> tuple[float, float]:
        """The photo pixel under a point of the view; outside the photo it lies outside 0..size."""
        left, top, width, height = self.rect()
        return (x - left) * self.photo[0] / width, (y - top) * self.photo[1] / height

    def to_view(self, x: float, y: float) -> tuple[float, float]:
        """The point of the view where a photo pixel is drawn."""
        left, top, width, height = self.rect()
        return left + x * width / self.photo[0], top + y * height / self.photo[1]

    def turned(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the upright photo is in the photo as it is turned, both as shares 0..1."""
        return ((x, y), (1 - y, x), (1 - x, 1 - y), (y, 1 - x))[self.turn]

    def upright(self, x: float, y: float) -> tuple[float, float]:
        """The way back."""
        return ((x, y), (y, 1 - x), (1 - x, 1 - y), (1 - y, x))[self.turn]

    def upright_width(self) -> int:
        """Width in device pixels at which the upright photo is drawn, before it is turned."""
        return self.rect()[3 if self.turn % 2 else 2]

    def seen(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of what is seen of the upright photo, as shares 0..1."""
        left, top, width, height = self.rect()
        x0, y0 = self.upright(max(0, -left) / width, max(0, -top) / height)
        x1, y1 = self.upright(min(width, self.view[0] - left) / width, min(height, self.view[1] - top) / height)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def zoom_at(self, scale: float, x: float, y: float) -> None:
        """Change the scale so that the photo pixel under a point of the view stays there, as far as the edges allow."""
        seen_x, seen_y = self.to_photo(x, y)
        seen_x = min(max(seen_x, 0.0), float(self.photo[0]))
        seen_y = min(max(seen_y, 0.0), float(self.photo[1]))
        self.scale = min(HIGHEST, max(self.lowest, scale))
        self.fit = abs(self.scale - self.fit_scale) < self.fit_scale * 1e-6
        self.centre = (
            (seen_x + (self.view[0] / 2 - x) / self.scale) / self.photo[0],
            (seen_y + (self.view[1] / 2 - y) / self.scale) / self.photo[1],
        )
        self._settle()

    def step(self, steps: float, x: float, y: float) -> None:
        """Zoom by steps of a quarter at a point, stopping at fit and at 100 % on the way."""
        now = self.current
        wanted = now * _STEP**steps
        stops = [stop for stop in (self.fit_scale, 1.0) if min(now, wanted) * 1.000001 < stop < max(now, wanted)]
        if stops:
            wanted = min(stops, key=lambda stop: abs(stop - now))
        self.zoom_at(wanted, x, y)

    def toggle(self, x: float, y: float) -> None:
        """Between fit and 100 % at a point; 200 % where 100 % looks the same as fit."""
        if not self.fit:
            self.fit = True
            return
        self.zoom_at(2.0 if abs(self.fit_scale - 1.0) < _NEARLY else 1.0, x, y)

    def pan(self, dx: float, dy: float) -> None:
        """Drag the photo by device pixels."""
        if self.fit:
            return
        self.centre = (
            self.centre[0] - dx / (self.photo[0] * self.scale),
            self.centre[1] - dy / (self.photo[1] * self.scale),
        )
        self._settle()

    def can_pan(self) -> bool:
        """Whether any part of the photo lies outside the view."""
        _, _, width, height = self.rect()
        return width > self.view[0] or height > self.view[1]

    def _settle(self) -> None:
        """Keep the centre where it can be reached, so that a drag past the edge need not be dragged back."""
        shares = []
        for axis in (0, 1):
            half = self.view[axis] / (2 * self.photo[axis] * self.scale)
            shares.append(0.5 if half >= 0.5 else min(1 - half, max(half, self.centre[axis])))
        self.centre = (shares[0], shares[1])
