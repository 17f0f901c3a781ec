"""Where somebody stood when something was decided, so that undo and redo lead back there."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QTimer

from app.culling.comparison import Board
from app.culling.step_memory import Spot, Spots

MOST_IDS = 200_000
"""Selected photos that are remembered at most, in all steps together."""


class Standing(NamedTuple):
    """What was current and selected, and what stood side by side.

    Attributes:
        current: id of the current photo, -1 for none.
        selected: ids of the photos that were selected in the grid.
        board: of a comparison, where that was shown.
        survey: ids of the photos of a survey, where that was shown.
    """

    current: int
    selected: tuple[int, ...] = ()
    board: Board | None = None
    survey: tuple[int, ...] = ()

    @property
    def weight(self) -> int:
        """How many ids it holds."""
        return len(self.selected) + len(self.survey) + 4


class Around:
    """Where somebody stood before a step and after it."""

    def __init__(self, before: Standing, after: Standing | None = None) -> None:
        self.before = before
        self.after = after or before


class Standings:
    """Remembers both for the steps of this session and of earlier ones, the latest at most.

    Attributes:
        look: says where somebody stands now.
    """

    def __init__(self) -> None:
        self.look: Callable[[], Standing] = lambda: Standing(-1)
        self._by_step: OrderedDict[int, Around] = OrderedDict()
        self._weight = 0
        self._open: Around | None = None
        self._close_soon = QTimer()
        self._close_soon.setSingleShot(True)
        self._close_soon.setInterval(0)
        self._close_soon.timeout.connect(self.end)

    def begin(self) -> Around:
        """A step begins; what follows from it, such as going on to the next photo, happens at once."""
        self.end()
        self._open = Around(self.look())
        self._close_soon.start()
        return self._open

    def end(self) -> None:
        """What followed from the last step has happened."""
        self._close_soon.stop()
        if self._open is not None:
            self._open.after = self.look()
            self._open = None

    def keep(self, step: int, around: Around) -> None:
        """This step is in the catalogue now."""
        if step:
            self._by_step[step] = around
            self._weight += around.before.weight
        self._make_room()

    def spots(self) -> dict[int, Spots]:
        """What of this is kept for the next session, by the number of the step: not what stood side by side."""
        self.end()
        return {
            step: Spots(*(Spot(standing.current, standing.selected) for standing in (around.before, around.after)))
            for step, around in self._by_step.items()
        }

    def put_before(self, spots: Mapping[int, Spots]) -> None:
        """Take those of an earlier session."""
        earlier = {step: Around(Standing(*spot.before), Standing(*spot.after)) for step, spot in spots.items()}
        self._by_step = OrderedDict({**earlier, **self._by_step})
        self._weight += sum(around.before.weight for around in earlier.values())
        self._make_room()

    def _make_room(self) -> None:
        while self._weight > MOST_IDS and len(self._by_step) > 1:
            self._weight -= self._by_step.popitem(last=False)[1].before.weight

    def find(self, step: int, *, redone: bool) -> Standing | None:
        """Where to go back to after this step was undone or redone; None where that is not known."""
        around = self._by_step.get(step)
        if around is None:
            return None
        return around.after if redone else around.before
