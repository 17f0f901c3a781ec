"""The loupe: one photo, large, with zoom, overlays and words where it cannot be shown."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.culling.wording import in_digits
from app.gui.background import Background
from app.gui.canvas_overlays import AfPoint, heat_image
from app.gui.image_loader import ImageLoader, PhotoToShow
from app.gui.notices import EmptyState
from app.gui.photo_canvas import PhotoCanvas
from app.gui.photo_looks import Looks, PhotoLooks
from app.gui.rendering import Rendering, Stage
from app.gui.sentences import localised
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

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        loader: ImageLoader | None = None,
        background: Background | None = None,
        slot: Hashable = 0,
        dwells: bool = True,
        named: bool = True,
    ) -> None:
        """Make a view.

        Args:
            parent: as of every widget.
            loader: shared with other views; one of its own where none is given.
            background: likewise.
            slot: its name at the loader.
            named: say the name and place of the photo over it; a pane has them below.
            dwells: load the full resolution of a photo that is looked at for a moment.
        """
        super().__init__(parent)
        self._loader = loader or ImageLoader(self)
        self._background = background or Background(self)
        self._slot = slot
        self._dwells = dwells
        self._named = named
        self._canvas = PhotoCanvas()
        self._looks = PhotoLooks(self._canvas, self._background, self)
        self._words = EmptyState(selectable=named)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._canvas)
        self._stack.addWidget(self._words)
        self.setFocusProxy(self._canvas)
        self.setAccessibleName(self.tr("Loupe"))

        self._photo: PhotoToShow | None = None
        self._caption: tuple[int, int, int] | None = None
        self._details = ""
        self._facts = ""
        self._af_point: AfPoint | None = None
        self._af_visible = False
        self._seeks_sharpest = False
        self._view_known = False
        self._full_size: tuple[int, int] | None = None
        self._quality_map: NDArray[np.uint8] | None = None
        self._full_problem = ""
        self._map_visible = False
        self._overlay_visible = True

        self._dwell = QTimer(self, singleShot=True, interval=_DWELL_MS)
        self._dwell.timeout.connect(lambda: self._loader.want_full(self._slot))
        self._slow = QTimer(self, singleShot=True, interval=_SAY_LOADING_AFTER_MS)
        self._slow.timeout.connect(self._say_loading)
        self._resized = QTimer(self, singleShot=True, interval=_RESIZE_MS)
        self._resized.timeout.connect(lambda: self._loader.set_view(*self._canvas.zoom.view, self._slot))

        self._loader.loaded.connect(self._on_loaded)
        self._loader.failed.connect(self._on_failed)
        self._loader.forgotten.connect(self._on_forgotten)
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
        turn: int = 0,
    ) -> None:
        """Show a photo: at once what is at hand, better stages in place as they come. Zoom and place stay.

        Args:
            photo_id: catalogue id.
            path: the file.
            kind: format by suffix.
            placeholder: its thumbnail, upright.
            full_size: upright width and height in pixels where the catalogue knows them.
            turn: quarter turns clockwise by which it is shown, 0..3.
        """
        photo = PhotoToShow(photo_id, path, kind, bool(turn % 2))
        again = self._photo is not None and self._photo.id == photo_id
        if not again:
            self._quality_map = None
            self._canvas.set_heat(None)
            self._caption = None
            self._details = ""
            self._facts = ""
            self._af_point = None
            self._seeks_sharpest = False
            self._looks.forget()
            self._canvas.clear()
        self._photo = photo
        self._full_problem = ""
        ready = self._loader.request(photo, size=full_size, full=not self._canvas.zoom.fit, slot=self._slot)
        if ready is not None:
            full_size = (ready.width, ready.height)
        self._full_size = full_size
        self._canvas.show_photo(photo_id, placeholder, full_size, turn)
        if ready is not None:
            self._canvas.set_rendering(ready)
        elif placeholder is None or placeholder.isNull():
            self._slow.start()
        if ready is not None or not again:  # the words about a broken photo stay until it can be read
            self._stack.setCurrentWidget(self._canvas)
        if self._dwells:
            self._dwell.start()
        self._say_info()

    def offer_placeholder(self, photo_id: int, placeholder: QPixmap) -> None:
        """A thumbnail has come; it is taken where that photo is shown and nothing better is there."""
        if self.photo_id == photo_id and self._canvas.finest_level() is None:
            self._canvas.show_photo(photo_id, placeholder, self._full_size, self._canvas.zoom.turn)

    @property
    def photo_id(self) -> int:
        """Id of the photo shown, -1 for none."""
        return -1 if self._photo is None else self._photo.id

    def set_caption(self, position: int, count: int, details: str = "", hidden: int = 0) -> None:
        """What the info overlay says besides name and zoom.

        Args:
            position: 1 for the first photo shown in the folder.
            count: number of photos shown in the folder.
            details: a second line: what is decided, the score and why.
            hidden: number of photos that the filter hides.
        """
        self._caption = (position, count, hidden)
        self._details = details
        self._say_info()

    def set_facts(self, facts: str, af_point: AfPoint | None = None) -> None:
        """How the photo shown was taken, as a third line, and where the camera focused."""
        self._facts = facts
        self._af_point = af_point
        self._show_af_point()
        self._say_info()

    def prefetch(self, photos: Sequence[tuple[int, Path, PhotoKind] | tuple[int, Path, PhotoKind, bool]]) -> None:
        """Look ahead at these, nearest first; a fourth element says that the photo is shown on its side."""
        self._loader.prefetch([PhotoToShow(*photo) for photo in photos], self._slot)

    def forget(self, photo_ids: Collection[int]) -> None:
        """These files have changed on disk: all views that share the loader show them anew."""
        self._loader.forget(photo_ids)

    def try_again(self, photo_ids: Collection[int]) -> None:
        """Those of these that could not be decoded may be readable now, in all views that share the loader."""
        self._loader.try_again(photo_ids)

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

    def set_looks(self, looks: Looks) -> None:
        """Switch clipping warning, focus peaking and histogram."""
        self._looks.set_looks(looks)

    def set_af_point_visible(self, visible: bool) -> None:
        """Switch the frame around the autofocus point."""
        self._af_visible = visible
        self._show_af_point()

    def show_sharpest(self) -> None:
        """Go to the sharpest region at 100 %, as soon as the full resolution is there to find it in."""
        if self._photo is None:
            return
        if self._canvas.has(Stage.FULL) or (self._full_problem and self._canvas.has(Stage.PREVIEW)):
            self._looks.find_sharpest(self._canvas.show_place)
            return
        self._seeks_sharpest = True
        self._canvas.set_note(self.tr("Looking for the sharpest place …"))
        self._loader.want_full(self._slot)

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
        self._seeks_sharpest = False
        self._looks.forget()
        self._loader.release(self._slot)
        self._canvas.clear()
        self._canvas.set_info("")
        self._words.set_state("", message)
        self._stack.setCurrentWidget(self._words)

    def rest(self) -> None:
        """Start nothing more by itself."""
        self._dwell.stop()
        self._slow.stop()
        self._resized.stop()

    def shut_down(self) -> None:
        """End the worker threads; call it before the application ends."""
        self.rest()
        self._background.shut_down()
        self._loader.shut_down()

    def _on_loaded(self, photo_id: int, rendering: Rendering) -> None:
        if self._photo is None or self._photo.id != photo_id:
            return
        own = self._photo.fits(self._canvas.zoom.view)
        if rendering.stage is Stage.PREVIEW and rendering.view != own and self._canvas.has(Stage.PREVIEW):
            return  # made for another view that shows the same photo
        self._slow.stop()
        self._canvas.set_rendering(rendering)
        self._say_problem()
        self._stack.setCurrentWidget(self._canvas)
        self._show_map()
        self._say_info()
        if self._seeks_sharpest and rendering.stage is Stage.FULL:
            self._seeks_sharpest = False
            self.show_sharpest()

    def _on_failed(self, photo_id: int, stage: Stage, reason: str) -> None:
        if self._photo is None or self._photo.id != photo_id:
            return
        self._slow.stop()
        reason = localised(reason)
        if stage is Stage.FULL:
            self._full_problem = reason
            self._say_problem()
            if self._seeks_sharpest:
                self._seeks_sharpest = False
                self.show_sharpest()
            return
        self._dwell.stop()
        name = self._photo.path.name if self._named else ""
        self._words.set_state(name, reason, icon="image-off", short=self.tr("Cannot be read"))
        self._stack.setCurrentWidget(self._words)
        self.failed.emit(photo_id, reason)

    def _on_forgotten(self, photo_ids: frozenset[int]) -> None:
        """The file has another content: the picture gives way as soon as the new one is there."""
        if self._photo is not None and self._photo.id in photo_ids:
            self._full_problem = ""
            self._full_size = None
            self._quality_map = None
            self._show_map()
            self._looks.forget()
            self._canvas.expire()

    def _say_problem(self) -> None:
        """Why there is no full resolution, once there is something else to look at."""
        shown = self._full_problem and self._canvas.has(Stage.PREVIEW)
        words = self.tr("The full resolution cannot be shown. {reason}").format(reason=self._full_problem)
        self._canvas.set_note(words if shown else "")

    def _on_zoom(self, scale: float) -> None:
        if not self._canvas.zoom.fit and self._photo is not None:
            self._loader.want_full(self._slot)
        self._say_info()
        self.zoomChanged.emit(scale)

    def _on_view(self, width: int, height: int) -> None:
        if self._view_known and (self._resized.isActive() or self._photo is not None):
            self._resized.start()  # not a new preview for every step of a resize
        else:
            self._view_known = True
            self._loader.set_view(width, height, self._slot)

    def _show_af_point(self) -> None:
        self._canvas.set_af_point(self._af_point if self._af_visible else None)

    def _show_map(self) -> None:
        shown = self._map_visible and self._quality_map is not None
        self._canvas.set_heat(heat_image(self._quality_map) if shown and self._quality_map is not None else None)

    def _say_loading(self) -> None:
        if self._photo is not None:
            self._canvas.set_note(self.tr("Loading {name} …").format(name=self._photo.path.name))

    def _say_info(self) -> None:
        if self._photo is None:
            return
        parts = [self._photo.path.name] if self._named else []
        if self._caption is not None and self._named:
            position, count, hidden = self._caption
            parts.append(self.tr("{position} of {count}").format(position=in_digits(position), count=in_digits(count)))
            if hidden:
                parts.append(self.tr("hidden: {count}").format(count=in_digits(hidden)))
        scale = self._canvas.zoom.current
        percent = self.tr("{percent} %").format(percent=in_digits(scale * 100, 0 if scale >= 0.1 else 1))
        parts.append(self.tr("fit, {percent}").format(percent=percent) if self._canvas.zoom.fit else percent)
        if not self._named:
            parts = [*(parts if self._dwells else []), self._facts]
        text = "   ".join(part.replace("\n", "␤") for part in parts if part)
        if self._named:
            text = "\n".join(line for line in (text, self._details, self._facts) if line)
        self._canvas.setAccessibleName(text)
        self._canvas.set_info(text if self._overlay_visible else "")
