"""The loupe: one photo, large, with zoom, overlays and words where it cannot be shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.gui.image_loader import ImageLoader, PhotoToShow
from app.gui.notices import EmptyState
from app.gui.photo_canvas import PhotoCanvas, heat_image
from app.gui.rendering import Rendering, Stage
from app.photos.model import PhotoKind

_DWELL_MS = 400
_SAY_LOADING_AFTER_MS = 250
_RESIZE_MS = 120


class LoupeView(QWidget):
    """One photo, large.

    Signals:
        zoomChanged: screen pixels for one photo pixel; 1.0 is 100 %.
        failed: photo id and a sentence; the loupe says it too.
        painted: photo id and "thumbnail", "preview" or "full", when that stage is first on the screen.
    """

    zoomChanged = Signal(float)
    failed = Signal(int, str)
    painted = Signal(int, str)

    def __init__(self, parent: QWidget | None = None, *, loader: ImageLoader | None = None) -> None:
        super().__init__(parent)
        self._loader = loader or ImageLoader(self)
        self._canvas = PhotoCanvas()
        self._words = EmptyState()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._canvas)
        self._stack.addWidget(self._words)
        self.setFocusProxy(self._canvas)
        self.setAccessibleName(self.tr("Loupe"))

        self._photo: PhotoToShow | None = None
        self._caption: tuple[int, int] | None = None
        self._details = ""
        self._quality_map: NDArray[np.uint8] | None = None
        self._full_problem = ""
        self._map_visible = False
        self._overlay_visible = True

        self._dwell = QTimer(self, singleShot=True, interval=_DWELL_MS)
        self._dwell.timeout.connect(self._loader.want_full)
        self._slow = QTimer(self, singleShot=True, interval=_SAY_LOADING_AFTER_MS)
        self._slow.timeout.connect(self._say_loading)
        self._resized = QTimer(self, singleShot=True, interval=_RESIZE_MS)
        self._resized.timeout.connect(lambda: self._loader.set_view(*self._canvas.zoom.view))

        self._loader.loaded.connect(self._on_loaded)
        self._loader.failed.connect(self._on_failed)
        self._canvas.zoomChanged.connect(self._on_zoom)
        self._canvas.viewChanged.connect(self._on_view)
        self._canvas.painted.connect(self.painted)

    @property
    def canvas(self) -> PhotoCanvas:
        """The part that paints and takes mouse and keys."""
        return self._canvas

    def zoom(self) -> float:
        """Screen pixels for one photo pixel."""
        return self._canvas.zoom.current

    def show_photo(
        self,
        photo_id: int,
        path: Path,
        kind: PhotoKind,
        placeholder: QPixmap | None = None,
        full_size: tuple[int, int] | None = None,
    ) -> None:
        """Show a photo: at once what is at hand, better stages in place as they come. Zoom and place stay.

        Args:
            photo_id: catalogue id.
            path: the file.
            kind: format by suffix.
            placeholder: its thumbnail, upright.
            full_size: upright width and height in pixels where the catalogue knows them.
        """
        photo = PhotoToShow(photo_id, path, kind)
        again = self._photo is not None and self._photo.id == photo_id
        if not again:
            self._quality_map = None
            self._canvas.set_heat(None)
            self._caption = None
            self._details = ""
            self._canvas.clear()
        self._photo = photo
        self._full_problem = ""
        ready = self._loader.request(photo, size=full_size, full=not self._canvas.zoom.fit)
        if ready is not None:
            full_size = (ready.width, ready.height)
        self._canvas.show_photo(photo_id, placeholder, full_size)
        if ready is not None:
            self._canvas.set_rendering(ready)
        elif placeholder is None or placeholder.isNull():
            self._slow.start()
        if ready is not None or not again:  # the words about a broken photo stay until it can be read
            self._stack.setCurrentWidget(self._canvas)
        self._dwell.start()
        self._say_info()

    def set_caption(self, position: int, count: int, details: str = "") -> None:
        """What the info overlay says besides name and zoom.

        Args:
            position: 1 for the first photo shown in the folder.
            count: number of photos shown in the folder.
            details: a second line: what is decided, the score and why.
        """
        self._caption = (position, count)
        self._details = details
        self._say_info()

    def prefetch(self, photos: Sequence[tuple[int, Path, PhotoKind]]) -> None:
        """Look ahead at these, nearest first."""
        self._loader.prefetch([PhotoToShow(*photo) for photo in photos])

    def forget(self, photo_ids: Collection[int]) -> None:
        """These files have changed on disk: what is in memory of them is void."""
        self._loader.forget(photo_ids)

    def toggle_zoom(self, at: QPoint | None = None) -> None:
        """Between fit and 100 % at ``at`` in widget coordinates, else at the cursor, else in the middle."""
        self._canvas.toggle_zoom(at)

    def zoom_in(self) -> None:
        """One step nearer, at the cursor or in the middle."""
        self._canvas.step_zoom(2)

    def zoom_out(self) -> None:
        """One step farther, at the cursor or in the middle."""
        self._canvas.step_zoom(-2)

    def zoom_fit(self) -> None:
        """The whole photo."""
        self._canvas.fit()

    def set_quality_map(self, quality_map: NDArray[np.uint8] | None) -> None:
        """The map of the photo shown now: (rows, columns) of 0..255, higher is better; drawn while switched on."""
        self._quality_map = quality_map
        self._show_map()

    def set_quality_map_visible(self, visible: bool) -> None:
        """Switch the quality map overlay."""
        self._map_visible = visible
        self._show_map()

    def set_overlay_visible(self, visible: bool) -> None:
        """Switch the info overlay."""
        self._overlay_visible = visible
        self._say_info()

    def clear(self, message: str = "") -> None:
        """Show no photo, but a sentence."""
        self._photo = None
        self._quality_map = None
        self._dwell.stop()
        self._slow.stop()
        self._loader.release()
        self._canvas.clear()
        self._canvas.set_info("")
        self._words.set_state("", message)
        self._stack.setCurrentWidget(self._words)

    def shut_down(self) -> None:
        """End the worker threads; call it before the application ends."""
        self._loader.shut_down()

    def _on_loaded(self, photo_id: int, rendering: Rendering) -> None:
        if self._photo is None or self._photo.id != photo_id:
            return
        self._slow.stop()
        self._canvas.set_rendering(rendering)
        self._say_problem()
        self._stack.setCurrentWidget(self._canvas)
        self._show_map()
        self._say_info()

    def _on_failed(self, photo_id: int, stage: Stage, reason: str) -> None:
        if self._photo is None or self._photo.id != photo_id:
            return
        self._slow.stop()
        if stage is Stage.FULL:
            self._full_problem = reason
            self._say_problem()
            return
        self._dwell.stop()
        self._words.set_state(self._photo.path.name, reason, icon="image-off")
        self._stack.setCurrentWidget(self._words)
        self.failed.emit(photo_id, reason)

    def _say_problem(self) -> None:
        """Why there is no full resolution, once there is something else to look at."""
        shown = self._full_problem and self._canvas.has(Stage.PREVIEW)
        words = self.tr("The full resolution cannot be shown. {reason}").format(reason=self._full_problem)
        self._canvas.set_note(words if shown else "")

    def _on_zoom(self, scale: float) -> None:
        if not self._canvas.zoom.fit and self._photo is not None:
            self._loader.want_full()
        self._say_info()
        self.zoomChanged.emit(scale)

    def _on_view(self, width: int, height: int) -> None:
        if self._resized.isActive() or self._photo is not None:
            self._resized.start()  # not a new preview for every step of a resize
        else:
            self._loader.set_view(width, height)

    def _show_map(self) -> None:
        shown = self._map_visible and self._quality_map is not None
        self._canvas.set_heat(heat_image(self._quality_map) if shown and self._quality_map is not None else None)

    def _say_loading(self) -> None:
        if self._photo is not None:
            self._canvas.set_note(self.tr("Loading {name} …").format(name=self._photo.path.name))

    def _say_info(self) -> None:
        if self._photo is None:
            return
        parts = [self._photo.path.name]
        if self._caption is not None:
            position, count = self._caption
            parts.append(self.tr("{position} of {count}").format(position=f"{position:,}", count=f"{count:,}"))
        scale = self._canvas.zoom.current
        percent = self.tr("{percent} %").format(percent=f"{scale * 100:.0f}" if scale >= 0.1 else f"{scale * 100:.1f}")
        parts.append(self.tr("fit, {percent}").format(percent=percent) if self._canvas.zoom.fit else percent)
        text = "   ".join(part.replace("\n", "␤") for part in parts)
        if self._details:
            text += "\n" + self._details
        self._canvas.setAccessibleName(text)
        self._canvas.set_info(text if self._overlay_visible else "")
