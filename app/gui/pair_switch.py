"""Whether a RAW and its JPEG are shown as one photo, and the sign that says so."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from app.gui import theme

if TYPE_CHECKING:
    from app.gui.main_window import MainWindow
    from app.gui.services import Services

_HEIC_SUFFIXES = (".heic", ".heif", ".hif")


class PairSwitch(QObject):
    """Brings the window's switch to the catalogue and reads the open folder again."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._services: Services | None = None
        self._shown: bool | None = None

    def use(self, services: Services) -> None:
        """The rooms behind are ready; what the command line says goes before the switch of the last time."""
        self._services = services
        if services.pairs is not None:
            self._window.actions_by_id["pairs"].setChecked(services.pairs)
        self.switch(self._window.actions_by_id["pairs"].isChecked())

    def switch(self, on: bool) -> None:
        """Show pairs as one photo, or as two."""
        services, session = self._services, self._window.session
        if services is None or on == self._shown:
            return
        first, self._shown = self._shown is None, on
        services.lane.submit(lambda catalog: setattr(catalog, "pairs", on))
        if session.root is not None and not first:
            session.open(session.root)


def pair_text(path: str) -> str:
    """The words of the sign for the photo that stands for a pair."""
    if os.path.splitext(path)[1].lower() in _HEIC_SUFFIXES:  # noqa: PTH122 (asked for every cell painted)
        return QCoreApplication.translate("Pairs", "RAW+HEIC")
    return QCoreApplication.translate("Pairs", "RAW+JPEG")


def pair_width(text: str, font: QFont) -> float:
    """The width of the sign beside words in ``font``."""
    return QFontMetrics(_smaller(font)).horizontalAdvance(text) + 8.0


def paint_pair(painter: QPainter, right: float, top: float, height: float, text: str, font: QFont) -> float:
    """Paint the sign with its right end at ``right``; returns the width taken."""
    small = _smaller(font)
    width = pair_width(text, font)
    box = QRectF(right - width, top + 0.5, width - 1, height - 1)
    painter.setFont(small)
    painter.setPen(QPen(QColor(theme.FRAME), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(QColor(theme.FRAME_STRONG))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    return width


def _smaller(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.82)
    return small
