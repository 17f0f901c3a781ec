"""Photos side by side on one page, all of one size, as large as the page allows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.gui import theme
from app.gui.background import Background
from app.gui.canvas_overlays import paint_pill
from app.gui.image_loader import ImageLoader
from app.gui.photo_pane import PhotoPane
from app.gui.photo_source import PhotoOnShow

_GAP = 4


def columns_for(
    count: int, width: int, height: int, shapes: Sequence[float], strip: int, *, beside: float = 1.0
) -> int:
    """In how many columns photos are seen largest.

    Args:
        count: number of photos.
        width, height: of the page.
        shapes: width by height of each photo.
        strip: height that each photo gives to its strip.
        beside: how much larger, in area, photos have to become to leave the single row.
    """

    def area(columns: int) -> float:
        rows = -(-count // columns)
        across, down = width / columns, max(1.0, height / rows - strip)
        return sum(min(across, down * shape) ** 2 / shape for shape in shapes)

    best = max(range(1, count + 1), key=area)
    return count if area(best) < beside * area(count) else best


class PaneBoard(QWidget):
    """Panes that are arranged, focused and told about the keyboard together.

    Signals:
        chosen: number of the pane on which the mouse went down.
        opened: number of the pane that was double-clicked.
    """

    chosen = Signal(int)
    opened = Signal(int)
    BESIDE = 1.0

    def __init__(
        self, name: str, loader: ImageLoader, background: Background, parent: QWidget | None = None, *, zooms: bool
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._loader = loader
        self._background = background
        self._zooms = zooms
        self._panes: list[PhotoPane] = []
        self._count = 0
        self._shapes: tuple[float, ...] = ()
        self._columns = 1
        self._note = ""
        self.on_new_pane: Callable[[PhotoPane], None] = lambda _: None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def panes(self) -> list[PhotoPane]:
        """Those that show a photo now."""
        return self._panes[: self._count]

    def all_panes(self) -> list[PhotoPane]:
        """Those that are at rest too."""
        return self._panes

    def columns(self) -> int:
        """Panes in a row."""
        return self._columns

    def set_note(self, text: str) -> None:
        """A sentence at the lower edge."""
        self._note = text
        self._arrange()
        self.update()

    def show_photos(self, photos: Sequence[PhotoOnShow]) -> None:
        """Show these, one in each pane; a pane whose photo stays is not touched."""
        while len(self._panes) < len(photos):
            self._add_pane()
        if len(photos) != self._count:
            self._count = len(photos)
            for number, pane in enumerate(self._panes):
                pane.setVisible(number < self._count)
            self._shapes = ()
        shapes = tuple(_shape(photo) for photo in photos)
        if not self._shapes or not self._zooms:
            self._shapes = shapes  # a comparison keeps its arrangement while challengers come and go
        self._arrange()
        for pane, photo in zip(self._panes, photos, strict=False):
            pane.show_photo(photo)

    def clear(self) -> None:
        """Show none."""
        for pane in self._panes:
            pane.view.clear()
            pane.hide()
        self._count = 0
        self._shapes = ()

    def set_focused(self, number: int) -> None:
        """Frame one of them."""
        for place, pane in enumerate(self.panes()):
            pane.set_focused(place == number, self.hasFocus())

    def _add_pane(self) -> None:
        number = len(self._panes)
        pane = PhotoPane((self._name, number), self._loader, self._background, self, zooms=self._zooms)
        pane.chosen.connect(lambda: self.chosen.emit(number))
        pane.opened.connect(lambda: self.opened.emit(number))
        self._panes.append(pane)
        self.on_new_pane(pane)

    def _arrange(self) -> None:
        if not self._count:
            return
        foot = 40 if self._note else 0
        width, height = self.width() + _GAP, self.height() - foot + _GAP
        strip = self._panes[0].strip.sizeHint().height() + 2 * _GAP
        self._columns = columns_for(self._count, width, height, self._shapes, strip, beside=self.BESIDE)
        rows = -(-self._count // self._columns)
        for number, pane in enumerate(self.panes()):
            row, column = divmod(number, self._columns)
            shift = (rows * self._columns - self._count) / 2 if row == rows - 1 else 0  # the last row in the middle
            left = round((column + shift) * width / self._columns)
            right = round((column + shift + 1) * width / self._columns)
            top, bottom = row * height // rows, (row + 1) * height // rows
            pane.setGeometry(QRect(left, top, right - left - _GAP, bottom - top - _GAP))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground between the panes, and the note."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.CANVAS))
            if self._note:
                paint_pill(
                    painter, self.rect(), self._note, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
                )

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Arrange anew."""
        self._arrange()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show it."""
        super().focusInEvent(event)
        self._tell_keyboard()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show it."""
        super().focusOutEvent(event)
        self._tell_keyboard()

    def _tell_keyboard(self) -> None:
        for pane in self.panes():
            pane.set_focused(pane.focused, self.hasFocus())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows with Shift move the focused photo alone, with Alt all of them; the rest belongs to the window."""
        alone = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        together = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        panes = [pane for pane in self.panes() if pane.focused]
        if together:  # a small photo has nothing to move at 100 % where a larger one beside it has
            panes += [pane for pane in self.panes() if not pane.focused]
        if not (alone or together) or not any(p.view.canvas.pan_by_key(event.key(), alone=alone) for p in panes):
            super().keyPressEvent(event)


def _shape(photo: PhotoOnShow) -> float:
    size = photo.size
    if size is None and photo.placeholder is not None:
        size = (photo.placeholder.width(), photo.placeholder.height())
    width, height = size or (3, 2)
    return height / width if photo.turn % 2 else width / height
