"""A row of widgets that stands as a column where it is too narrow for a row."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from app.gui import theme

_GAP = theme.SPACE // 2


class FoldingRow(QWidget):
    """Widgets beside each other; one below the other where their words would be cut.

    Args:
        widgets: from left to right.
        stretch: they share the width; otherwise what is left of it lies between them.
    """

    def __init__(self, *widgets: QWidget, stretch: bool = False) -> None:
        super().__init__()
        self._widgets = widgets
        self._row: QBoxLayout = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        for place, widget in enumerate(widgets):
            if place and not stretch:
                self._row.addStretch(1)
            self._row.addWidget(widget, 1 if stretch else 0)

    @property
    def folded(self) -> bool:
        """Whether they stand below each other."""
        return self._row.direction() == QBoxLayout.Direction.TopToBottom

    def minimumSizeHint(self) -> QSize:
        """As narrow as the widest of them."""
        shown = [widget.minimumSizeHint() for widget in self._widgets]
        return QSize(max(hint.width() for hint in shown), self._row.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def event(self, event: QEvent) -> bool:
        """Other words need another width."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fold()
        return super().event(event)

    def _fold(self) -> None:
        hints = [widget.minimumSizeHint().width() for widget in self._widgets]
        fits = sum(hints) + _GAP * (len(hints) - 1) <= self.width()  # the same whether folded or not
        wanted = QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        if wanted != self._row.direction():
            self._row.setDirection(wanted)
            self.updateGeometry()
