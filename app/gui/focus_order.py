"""Where Tab and F6 lead: through the window as the eye goes, wherever the panels have been dragged.

Qt goes through controls in the order in which they were made, and panels are made before the bars above them. The
order is worked out from the screen each time instead: it costs about a millisecond, and nothing has to be kept up to
date when a panel is dragged, a bar breaks into two lines or a view changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget


class _Place(NamedTuple):
    """Sorts by the eye: bars that reach over the width from the top down; beside each other from left to right."""

    band: int
    left: int
    top: int


def _inside(widget: QWidget) -> Iterator[QWidget]:
    """What lies in a widget, those that are windows of their own left out, in the order in which they were made."""
    for child in widget.children():
        if isinstance(child, QWidget) and not child.isWindow():
            yield child
            yield from _inside(child)


class FocusOrder:
    """The order of the keyboard focus in a window of bars and of panels around a middle.

    A part is a bar or a panel: what lies directly in the window, or directly in the inner window of panels. Bars come
    first, from the top, then panels from left to right and from the top down; inside a part the controls come in the
    order in which they were made.

    Args:
        window: the window.
        panels: the inner window with the panels and the middle.
    """

    def __init__(self, window: QWidget, panels: QMainWindow) -> None:
        self._window = window
        self._panels = panels

    def stations(self) -> list[QWidget]:
        """Every control that Tab reaches now, in order.

        They are looked for among the children. ``nextInFocusChain`` must not be called: PySide takes each widget for
        the owner of the next one then, up to the window itself, and one that is deleted takes all of them along.
        """
        found = [widget for widget in _inside(self._window) if self._is_station(widget)]
        return sorted(found, key=lambda station: self._place(self._part(station)))

    def go(self, forward: bool) -> bool:
        """Give the focus to the control after or before the one that has it; True where there is one."""
        stations = self.stations()
        return self._focus(stations, self._at(stations), forward)

    def go_to_part(self, forward: bool) -> bool:
        """Give the focus to the first control of the next part of the window, or of the one before."""
        stations = self.stations()
        firsts = stations[:1] + [b for a, b in pairwise(stations) if self._part(a) is not self._part(b)]
        at = self._at(stations)
        if at is not None:
            at = next(n for n, first in enumerate(firsts) if self._part(first) is self._part(stations[at]))
        return self._focus(firsts, at, forward)

    def _focus(self, stations: list[QWidget], at: int | None, forward: bool) -> bool:
        if not stations:
            return False
        if at is None:
            to = stations[0] if forward else stations[-1]
        else:
            to = stations[(at + (1 if forward else -1)) % len(stations)]
        to.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def _at(self, stations: list[QWidget]) -> int | None:
        """Which station has the focus, or which one stands in for a control that only a click can focus."""
        here = QApplication.focusWidget()
        if here is None:
            return None
        for number, station in enumerate(stations):
            if station is here or station.isAncestorOf(here):
                return number
        return next((n for n, station in enumerate(stations) if self._part(station).isAncestorOf(here)), None)

    def _is_station(self, widget: QWidget) -> bool:
        return (
            bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
            and widget.focusProxy() is None
            and widget.isEnabled()
            and widget.isVisible()
        )

    def _part(self, widget: QWidget) -> QWidget:
        """The bar or panel that a control lies in."""
        outside = (self._window, self._panels, self._panels.parentWidget())
        part = widget
        while (parent := part.parentWidget()) is not None and parent not in outside:
            part = parent
        return part

    def _place(self, part: QWidget) -> _Place:
        at = part.mapTo(self._window, QPoint(0, 0))
        if part.parentWidget() is self._panels:
            return _Place(self._panels.mapTo(self._window, QPoint(0, 0)).y(), at.x(), at.y())
        return _Place(at.y(), at.x(), 0)
