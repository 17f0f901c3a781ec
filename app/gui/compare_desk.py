"""Leads a comparison: which photos stand side by side, which one has the focus, who comes next."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.culling.comparison import Board, Comparison
from app.gui.image_loader import PhotoToShow
from app.gui.large_view import LargeView
from app.gui.photo_source import PhotoSource

Ids = NDArray[np.int64]
_LOOK_AHEAD = 2


class CompareDesk(QObject):
    """Shows a :class:`Comparison` on the board.

    Signals:
        focusMoved: id of the photo that decisions apply to now.
        told: a sentence for the status bar.
    """

    focusMoved = Signal(int)
    told = Signal(str)

    def __init__(self, large: LargeView, source: PhotoSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._large = large
        self._board = large.compare
        self._source = source
        self._comparison: Comparison | None = None
        self._board.chosen.connect(self._clicked)

    @property
    def active(self) -> bool:
        """Whether photos are being compared."""
        return self._comparison is not None

    @property
    def shown(self) -> list[int]:
        """Ids of the photos side by side, the candidate first."""
        return list(self._comparison.panes) if self._comparison is not None else []

    @property
    def focused(self) -> int:
        """Id of the photo with the focus, -1 for none."""
        return self._comparison.focused if self._comparison is not None else -1

    def begin(self, current: int, selected: Sequence[int], visible: Ids, group: Sequence[int]) -> bool:
        """Choose what to compare; :meth:`show` shows it. False where there is nothing to compare with."""
        return self._take(Comparison.begin(current, selected, visible, group))

    def begin_with(self, photo_id: int, visible: Ids, group: Sequence[int]) -> bool:
        """The same for a photo that is to have the focus, as the candidate."""
        begun = Comparison.begin(photo_id, [], visible, group)
        if begun is not None and photo_id in begun.panes:
            begun.focus = begun.panes.index(photo_id)
        return self._take(begun)

    def resume(self, board: Board, visible: Ids) -> bool:
        """Go on where a comparison was; False where its photos are not visible any more."""
        return self._take(Comparison.resume(board, visible))

    def board(self) -> Board | None:
        """What is compared now."""
        return self._comparison.board() if self._comparison is not None else None

    def _take(self, comparison: Comparison | None) -> bool:
        if comparison is not None:
            self._comparison = comparison
        return comparison is not None

    def show(self) -> None:
        """Show the photos on the board, which has its place by now."""
        if self._comparison is not None:
            self._show(tell=False)

    def end(self) -> None:
        """Compare no more."""
        self._comparison = None
        self._board.clear()

    def update(self, visible: Ids) -> bool:
        """Other photos are visible or in another order; False where nothing is left to compare."""
        if self._comparison is None or not self._comparison.update(visible):
            return False
        self._show(tell=False)
        return True

    # -- commands ------------------------------------------------------------------------------------------------

    def step(self, by: int) -> bool:
        """The next challenger or the one before; with more than two photos the focus moves."""
        return self._after(lambda comparison: comparison.step(by))

    def go_to_end(self, last: bool) -> None:
        """The first or last challenger."""
        self._after(lambda comparison: comparison.go_to_end(last))

    def move_focus(self, by: int) -> None:
        """Focus another photo."""
        self._after(lambda comparison: comparison.move_focus(by))

    def step_on(self) -> None:
        """After a decision: from the candidate to the challenger, from him to the next one."""
        self._after(lambda comparison: comparison.move_focus(1) or comparison.step(1))

    def swap(self) -> None:
        """Candidate and challenger change places."""

        def swap(comparison: Comparison) -> bool:
            comparison.swap()
            return True

        self._after(swap)

    def win(self) -> None:
        """The challenger becomes the candidate, and the next one comes."""

        if self._comparison is not None and not self._after(lambda comparison: comparison.win()):
            self.told.emit(self.tr("There is no further challenger."))

    def bring(self, photo_id: int) -> None:
        """Focus a photo; one that is not shown comes as the challenger."""
        if self._comparison is not None and photo_id != self._comparison.focused:
            self._comparison.bring(photo_id)
            self._show(tell=False)

    def _after(self, change: Callable[[Comparison], bool]) -> bool:
        if self._comparison is None:
            return False
        done = change(self._comparison)
        if done:
            self._show()
        return done

    def _clicked(self, number: int) -> None:
        if self._comparison is not None and number < len(self._comparison.panes):
            self._comparison.focus = number
            self._board.setFocus()
            self._show()

    # -- showing -------------------------------------------------------------------------------------------------

    def _show(self, *, tell: bool = True) -> None:
        comparison = self._comparison
        assert comparison is not None
        before = [pane.view.photo_id for pane in self._board.panes()]
        middle = self._large.link.middle()
        photos = [photo for photo in map(self._source.on_show, comparison.panes) if photo is not None]
        self._board.show_photos(photos)
        panes = self._board.panes()
        if len(before) != len(panes):
            self._large.link.align([pane.view.canvas for pane in panes], panes[0].view.canvas)
        else:
            for pane, old in zip(panes, before, strict=True):
                if pane.view.photo_id != old:
                    self._large.link.rejoin(pane.view.canvas, middle)
        self._board.set_focused(comparison.focus)
        self.show_facts()
        self._look_ahead(comparison)
        if tell:
            self.focusMoved.emit(comparison.focused)

    def show_facts(self) -> None:
        """Decisions, scores or ranks may have changed."""
        if self._comparison is None:
            return
        facts = [self._source.facts(photo_id) for photo_id in self._comparison.panes]
        duel = self._comparison.duel
        for number, (pane, own) in enumerate(zip(self._board.panes(), facts, strict=False)):
            role = self.tr("Candidate") if number == 0 else self.tr("Challenger") if duel else ""
            against = facts[0] if number else facts[1] if duel else None
            pane.show_facts(own, role, against)

    def _look_ahead(self, comparison: Comparison) -> None:
        """The next challengers, at the size of the pane in which they will appear."""
        if not comparison.duel:
            return
        photos = [photo for photo in map(self._source.on_show, comparison.coming(_LOOK_AHEAD)) if photo is not None]
        self._large.loader.prefetch(
            [PhotoToShow(photo.id, photo.path, photo.kind, bool(photo.turn % 2)) for photo in photos], ("compare", 1)
        )
