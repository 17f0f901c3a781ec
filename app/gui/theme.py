"""The dark neutral theme: colours, icons and the style sheet.

Greys are neutral (red = green = blue), so that nothing casts a colour on the photos; the accent marks only what is
selected or has the keyboard focus.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from app.catalog.records import Label

RESOURCES = Path(__file__).resolve().parents[2] / "resources"

CANVAS = "#1e1e1e"  # behind photos
WINDOW = "#2b2b2b"  # panels, bars
RAISED = "#383838"  # buttons, fields, cards
HOVER = "#444444"
LINE = "#454545"  # separators and borders
TEXT = "#d6d6d6"
TEXT_BRIGHT = "#f2f2f2"
TEXT_DIM = "#a0a0a0"  # still 5:1 on WINDOW
TEXT_OFF = "#757575"
ACCENT = "#5aa2e6"
ON_ACCENT = "#101010"
GOOD = "#6cbf6f"
MIDDLING = "#e3b04b"
BAD = "#ee7168"
ON_SCORE = "#141414"  # text on a score colour; at least 6:1 on all of them

LABEL_COLORS: dict[Label, str] = {
    Label.RED: "#e0524a",
    Label.YELLOW: "#e6c03c",
    Label.GREEN: "#5bb75f",
    Label.BLUE: "#4d8fe0",
    Label.PURPLE: "#a277d6",
}

SPACE = 8  # the unit of all distances, in device-independent pixels
RADIUS = 4


def _between(low: QColor, high: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        low.redF() + (high.redF() - low.redF()) * share,
        low.greenF() + (high.greenF() - low.greenF()) * share,
        low.blueF() + (high.blueF() - low.blueF()) * share,
    )


def score_color(score: float) -> QColor:
    """Colour of a score of 0..100: red through amber (50) to green; clipped outside 20..80 where nobody sees steps."""
    share = min(1.0, max(0.0, (score - 20.0) / 60.0))
    if share < 0.5:
        return _between(QColor(BAD), QColor(MIDDLING), share * 2.0)
    return _between(QColor(MIDDLING), QColor(GOOD), share * 2.0 - 1.0)


def palette() -> QPalette:
    """The palette of the whole application, for the Fusion style."""
    colors = QPalette()
    role = QPalette.ColorRole
    for which, color in (
        (role.Window, WINDOW),
        (role.WindowText, TEXT),
        (role.Base, CANVAS),
        (role.AlternateBase, WINDOW),
        (role.Text, TEXT),
        (role.PlaceholderText, TEXT_DIM),
        (role.Button, RAISED),
        (role.ButtonText, TEXT),
        (role.BrightText, TEXT_BRIGHT),
        (role.ToolTipBase, RAISED),
        (role.ToolTipText, TEXT_BRIGHT),
        (role.Highlight, ACCENT),
        (role.HighlightedText, ON_ACCENT),
        (role.Accent, ACCENT),
        (role.Link, ACCENT),
        (role.LinkVisited, ACCENT),
        (role.Light, HOVER),
        (role.Midlight, RAISED),
        (role.Mid, LINE),
        (role.Dark, CANVAS),
        (role.Shadow, "#101010"),
    ):
        colors.setColor(which, QColor(color))
    for which in (role.WindowText, role.Text, role.ButtonText):
        colors.setColor(QPalette.ColorGroup.Disabled, which, QColor(TEXT_OFF))
    colors.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(HOVER))
    return colors


def apply(app: QApplication) -> None:
    """Give the application its style, palette and style sheet."""
    app.setStyle("Fusion")
    app.setPalette(palette())
    sheet = (RESOURCES / "theme" / "dark.qss").read_text(encoding="utf-8")
    for name in (
        "CANVAS",
        "WINDOW",
        "RAISED",
        "HOVER",
        "LINE",
        "TEXT_BRIGHT",
        "TEXT_DIM",
        "TEXT_OFF",
        "TEXT",
        "ACCENT",
    ):
        sheet = sheet.replace(f"@{name}", str(globals()[name]))
    app.setStyleSheet(sheet)


@lru_cache(maxsize=64)
def _svg(name: str, color: str) -> QByteArray:
    text = (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return QByteArray(text.replace("currentColor", color).encode())


@lru_cache(maxsize=512)
def icon_pixmap(name: str, size: int, color: str = TEXT, ratio: float = 1.0) -> QPixmap:
    """A Lucide icon, crisp at the given device pixel ratio.

    Args:
        name: file name in resources/icons without suffix.
        size: edge in device-independent pixels.
        color: stroke colour.
        ratio: device pixel ratio of where it is shown.
    """
    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(_svg(name, color)).render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@lru_cache(maxsize=128)
def icon(name: str, color: str = TEXT) -> QIcon:
    """A Lucide icon for buttons and menus, with a dimmed version for disabled ones; needs a running QGuiApplication."""
    made = QIcon()
    for ratio in (1.0, 2.0):
        for size in (16, 20, 24):
            made.addPixmap(icon_pixmap(name, size, color, ratio))
            made.addPixmap(icon_pixmap(name, size, TEXT_OFF, ratio), QIcon.Mode.Disabled)
    return made
