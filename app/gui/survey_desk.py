"""Leads a survey: the selected photos tiled, weeded out until the best are left."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.gui.large_view import LargeView
from app.gui.photo_source import PhotoSource

PER_PAGE = 36
"""Photos tiled at once; of more, those around the focus are."""


class SurveyDesk(QObject):
    """Shows photos on the board.

    Signals:
        focusMoved: id of the photo that decisions apply to now.
        removed: id of a photo that was taken out by hand.
        opened: a tile was double-clicked; its photo has the focus.
    """

    focusMoved = Signal(int)
    removed = Signal(int)
    opened = Signal()

    def __init__(self, large: LargeView, source: PhotoSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._board = large.survey
        self._source = source
        self._chosen: list[int] = []  # also those that a filter or a closed stack hides now
        self._ids: list[int] = []
        self._focus = 0
        self._board.chosen.connect(lambda number: self._go_to(self._page_start() + number))
        self._board.opened.connect(lambda _: self.opened.emit())

    @property
    def active(self) -> bool:
        """Whether photos are surveyed."""
        return bool(self._ids)

    @property
    def ids(self) -> list[int]:
        """All photos of the survey, on this page or not."""
        return list(self._ids)

    @property
    def shown(self) -> list[int]:
        """The photos on this page, the one with the focus first."""
        page = self._ids[self._page_start() : self._page_start() + PER_PAGE]
        return sorted(page, key=lambda photo_id: photo_id != self.focused)

    @property
    def focused(self) -> int:
        """Id of the photo with the focus, -1 for none."""
        return self._ids[self._focus] if self._ids else -1

    def begin(self, ids: Sequence[int], current: int) -> bool:
        """Choose what to survey; :meth:`show` shows it. False where there is nothing."""
        self._chosen = list(ids)
        self._ids = list(ids)
        self._focus = self._ids.index(current) if current in self._ids else 0
        return bool(self._ids)

    def resume(self, ids: Sequence[int], current: int, visible: NDArray[np.int64]) -> bool:
        """Go on where a survey was; False where none of its photos is visible any more."""
        here = set(visible[np.isin(visible, ids)].tolist())
        if not here:
            return False
        self.begin([photo_id for photo_id in ids if photo_id in here], current)
        self._chosen = list(ids)
        return True

    def show(self) -> None:
        """Show the photos on the board, which has its place by now."""
        if self._ids:
            self._show(tell=False)

    def end(self) -> None:
        """Survey no more."""
        self._chosen = []
        self._ids = []
        self._focus = 0
        self._board.clear()

    def update(self, visible: NDArray[np.int64]) -> bool:
        """Other photos are visible: hidden ones leave until they are visible again; False where none is left."""
        here = set(visible[np.isin(visible, self._chosen)].tolist())
        if here != set(self._ids):
            focused = self.focused
            after = [photo_id for photo_id in self._ids[self._focus :] if photo_id in here]
            self._ids = [photo_id for photo_id in self._chosen if photo_id in here]
            if not self._ids:
                return False
            wanted = focused if focused in here else after[0] if after else self._ids[-1]
            self._focus = self._ids.index(wanted)
        self._show(tell=False)
        return True

    # -- commands ------------------------------------------------------------------------------------------------

    def step(self, by: int) -> bool:
        """The next photo or the one before; False at the end."""
        return self._go_to(self._focus + by)

    def step_row(self, by: int) -> None:
        """The photo below or above."""
        self._go_to(self._focus + by * self._board.columns())

    def go_to_end(self, last: bool) -> None:
        """The first or last photo."""
        self._go_to(len(self._ids) - 1 if last else 0)

    def remove(self) -> bool:
        """Take the photo with the focus out of the survey; nothing is decided. False where it was the last one."""
        if not self._ids:
            return False
        gone = self._ids.pop(self._focus)
        self._chosen.remove(gone)
        self._focus = max(0, min(self._focus, len(self._ids) - 1))
        self.removed.emit(gone)  # who hears it may ask at once what is shown and focused
        if not self._ids:
            return False
        self._show()
        return True

    def bring(self, photo_id: int) -> None:
        """Focus a photo; one that left the survey comes back."""
        if photo_id == self.focused or photo_id < 0:
            return
        if photo_id not in self._ids:
            if photo_id not in self._chosen:
                self._chosen.insert(self._chosen.index(self.focused), photo_id)
            here = {*self._ids, photo_id}
            self._ids = [chosen for chosen in self._chosen if chosen in here]
        self._focus = self._ids.index(photo_id)
        self._show(tell=False)

    def _go_to(self, number: int) -> bool:
        if not 0 <= number < len(self._ids):
            return False
        self._focus = number
        self._board.setFocus()
        self._show()
        return True

    # -- showing -------------------------------------------------------------------------------------------------

    def _page_start(self) -> int:
        return self._focus // PER_PAGE * PER_PAGE

    def _show(self, *, tell: bool = True) -> None:
        start = self._page_start()
        page = self._ids[start : start + PER_PAGE]
        self._board.show_photos([photo for photo in map(self._source.on_show, page) if photo is not None])
        self._board.set_focused(self._focus - start)
        words = self.tr("{first} to {last} of {count} photos; the arrows go on")
        count = len(self._ids)
        self._board.set_note(
            words.format(first=start + 1, last=start + len(page), count=count) if count > PER_PAGE else ""
        )
        self.show_facts()
        if tell:
            self.focusMoved.emit(self.focused)

    def show_facts(self) -> None:
        """Decisions, scores or ranks may have changed."""
        start = self._page_start()
        for pane, photo_id in zip(self._board.panes(), self._ids[start : start + PER_PAGE], strict=False):
            pane.show_facts(self._source.facts(photo_id))
