"""The neutral theme, dark unless the user wants it light: colours, icons and the style sheet.

Greys are neutral (red = green = blue), so that nothing casts a colour on the photos; the accent marks only what is
selected or has the keyboard focus. No two colours of a theme have the same value: by it `theme_switch` knows which
colour a widget was given.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from app.catalog.records import Label

RESOURCES = Path(__file__).resolve().parents[2] / "resources"

CANVAS = "#1e1e1e"  # behind photos
FIELD = "#1d1d1d"  # behind what is typed
CELL = "#272727"  # around a photo in the grid
CELL_HOVER = "#303030"
CELL_MARKED = "#3a3a3a"
CELL_CHOSEN = "#4c4c4c"
CELL_BLANK = "#333333"  # where the photo will be
FRAME = "#7c7c7c"
FRAME_STRONG = "#b4b4b4"
WINDOW = "#2b2b2b"  # panels, bars
RAISED = "#383838"  # buttons, fields, cards
HOVER = "#444444"
LINE = "#454545"  # separators and borders
LINE_STRONG = "#5c5c5c"
GRIP = "#555555"
GRIP_HOVER = "#6a6a6a"
TEXT = "#d6d6d6"
TEXT_BRIGHT = "#f2f2f2"
TEXT_DIM = "#a0a0a0"  # still 5:1 on WINDOW
TEXT_OFF = "#757575"
ACCENT = "#5aa2e6"
ACCENT_HOVER = "#74b2ec"
CHOSEN = "#24415c"  # a switch of the filter bar that is on
ON_ACCENT = "#101010"
BAR = "#9c9c9c"  # of the histogram
GOOD = "#6cbf6f"
MIDDLING = "#e3b04b"
BAD = "#ee7168"
ON_SCORE = "#141414"  # text on a score colour; at least 6:1 on all of them

_LIGHT = {
    "CANVAS": "#c6c6c6",
    "FIELD": "#ffffff",
    "CELL": "#d0d0d0",
    "CELL_HOVER": "#d8d8d8",
    "CELL_MARKED": "#dedede",
    "CELL_CHOSEN": "#f0f0f0",
    "CELL_BLANK": "#bcbcbc",
    "FRAME": "#7c7c7c",
    "FRAME_STRONG": "#4c4c4c",
    "WINDOW": "#ececec",
    "RAISED": "#fafafa",
    "HOVER": "#dadada",
    "LINE": "#bebebe",
    "LINE_STRONG": "#979797",
    "GRIP": "#a4a4a4",
    "GRIP_HOVER": "#8b8b8b",
    "TEXT": "#2a2a2a",
    "TEXT_BRIGHT": "#0c0c0c",
    "TEXT_DIM": "#565656",
    "TEXT_OFF": "#969696",
    "ACCENT": "#1f6db5",
    "ACCENT_HOVER": "#2b80cf",
    "CHOSEN": "#c4dcf2",
    "ON_ACCENT": "#fefefe",
    "BAR": "#8a8a8a",
    "GOOD": "#2f8a34",
    "MIDDLING": "#a86a00",
    "BAD": "#c6392f",
    "ON_SCORE": "#fdfdfd",
}
_DARK = {name: globals()[name] for name in _LIGHT}

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
        (role.Base, FIELD),
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


def use(*, light: bool) -> None:
    """Choose the colours. Widgets take them when they are made; `theme_switch` gives them to those that are there."""
    globals().update(_LIGHT if light else _DARK)
    for cached in (_svg, icon_pixmap, icon):
        cached.cache_clear()


class MadeIcon(NamedTuple):
    """From what an icon was made."""

    name: str
    size: int
    color: str
    ratio: float


_icons: dict[int, MadeIcon] = {}
_pictures: dict[int, MadeIcon] = {}


def colors() -> dict[str, str]:
    """Every colour of the theme by its name."""
    return {name: str(globals()[name]) for name in _LIGHT}


def made_icons() -> dict[int, MadeIcon]:
    """From what the icons were made, by their cache key."""
    return dict(_icons)


def made_pictures() -> dict[int, MadeIcon]:
    """Likewise of single pictures."""
    return dict(_pictures)


def is_light() -> bool:
    """Whether the light colours are chosen."""
    return _LIGHT["WINDOW"] == WINDOW


def system_is_light(app: QApplication) -> bool:
    """Whether the desktop asks for a light theme; a desktop that does not say counts as dark."""
    return app.styleHints().colorScheme() == Qt.ColorScheme.Light


def apply(app: QApplication, *, light: bool = False) -> None:
    """Give the application its style, palette and style sheet."""
    use(light=light)
    app.setStyle("Fusion")
    app.setPalette(palette())
    boxes = palette()  # Fusion frames these in a shade of the window: on a dark one only their inside can be seen
    boxes.setColor(QPalette.ColorRole.Base, QColor(FIELD if light else GRIP))
    for name in ("QRadioButton", "QCheckBox"):
        app.setPalette(boxes, name)  # type: ignore[arg-type]  # the stub says bytes, which are refused
    sheet = (RESOURCES / "theme" / "keepers.qss").read_text(encoding="utf-8")
    for name in sorted(_LIGHT, key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", str(globals()[name]))
    app.setStyleSheet(sheet)


@lru_cache(maxsize=64)
def _svg(name: str, color: str) -> QByteArray:
    text = (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return QByteArray(text.replace("currentColor", color).encode())


@lru_cache(maxsize=512)
def icon_pixmap(name: str, size: int, color: str = "", ratio: float = 1.0) -> QPixmap:
    """A Lucide icon, crisp at the given device pixel ratio.

    Args:
        name: file name in resources/icons without suffix.
        size: edge in device-independent pixels.
        color: stroke colour; empty for that of texts.
        ratio: device pixel ratio of where it is shown.
    """
    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        QSvgRenderer(_svg(name, color or TEXT)).render(painter, QRectF(pixmap.rect()))
    pixmap.setDevicePixelRatio(ratio)
    _pictures[pixmap.cacheKey()] = MadeIcon(name, size, color, ratio)
    return pixmap


@lru_cache(maxsize=128)
def icon(name: str, color: str = "") -> QIcon:
    """A Lucide icon for buttons and menus, with a dimmed version for disabled ones; needs a running QGuiApplication."""
    made = QIcon()
    for ratio in (1.0, 2.0):
        for size in (16, 20, 24):
            made.addPixmap(icon_pixmap(name, size, color, ratio))
            made.addPixmap(icon_pixmap(name, size, TEXT_OFF, ratio), QIcon.Mode.Disabled)
    _icons[made.cacheKey()] = MadeIcon(name, 0, color, 1.0)
    return made
