"""Another theme for windows that are open.

Style sheet and palette of the application reach every widget by Qt's own ways, and what is painted asks for its colours
each time. What is left are colours that widgets were given when they were made: in style sheets and texts of their own,
and in icons. Every colour of a theme has a value of its own, so each is known again by it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Protocol, runtime_checkable

from PySide6.QtGui import QAction, QColor, QIcon
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QSystemTrayIcon,
    QTreeWidget,
    QTreeWidgetItemIterator,
    QWidget,
)

from app.gui import theme
from app.gui.preferences import Look

_COLOR = re.compile(r"#[0-9a-f]{6}\b")


@runtime_checkable
class Restyled(Protocol):
    """A widget that does more than that when the theme changes."""

    def restyle(self) -> None:
        """Take the colours of the theme anew."""


def wants_light(app: QApplication, look: Look) -> bool:
    """Whether that choice means the light theme now."""
    return look is Look.LIGHT or (look is Look.SYSTEM and theme.system_is_light(app))


def switch(app: QApplication, *, light: bool) -> bool:
    """Give everything that is open the other theme; False where it has it already."""
    if light == theme.is_light():
        return False
    before, icons, pictures = theme.colors(), theme.made_icons(), theme.made_pictures()
    theme.apply(app, light=light)
    after = theme.colors()
    swap = {value: after[name] for name, value in before.items()}

    def icon_like(icon: QIcon) -> QIcon | None:
        made = icons.get(icon.cacheKey())
        return None if made is None else theme.icon(made.name, swap.get(made.color, made.color))

    for widget in app.allWidgets():
        _restyle(widget, swap)
        if isinstance(widget, QAbstractButton):
            _set(widget, icon_like)
        elif isinstance(widget, QLabel):
            made = pictures.get(widget.pixmap().cacheKey())
            if made is not None:
                color = swap.get(made.color, made.color)
                widget.setPixmap(theme.icon_pixmap(made.name, made.size, color, made.ratio))
        elif isinstance(widget, QTreeWidget):
            _restyle_tree(widget, swap, icon_like)
        if isinstance(widget, Restyled):
            widget.restyle()
    for top in app.topLevelWidgets():
        for action in top.findChildren(QAction):
            _set(action, icon_like)
        for tray in top.findChildren(QSystemTrayIcon):
            _set(tray, icon_like)
        top.update()
    return True


def _set(owner: QAction | QAbstractButton | QSystemTrayIcon, icon_like: Callable[[QIcon], QIcon | None]) -> None:
    icon = icon_like(owner.icon())
    if icon is not None:
        owner.setIcon(icon)


def _restyle(widget: QWidget, swap: Mapping[str, str]) -> None:
    sheet = widget.styleSheet()
    if sheet and (other := _swapped(sheet, swap)) != sheet:
        widget.setStyleSheet(other)
    if isinstance(widget, QLabel) and "style=" in widget.text():
        widget.setText(_swapped(widget.text(), swap))


def _restyle_tree(tree: QTreeWidget, swap: Mapping[str, str], icon_like: Callable[[QIcon], QIcon | None]) -> None:
    walk = QTreeWidgetItemIterator(tree)
    while (item := walk.value()) is not None:
        for column in range(tree.columnCount()):
            icon = icon_like(item.icon(column))
            if icon is not None:
                item.setIcon(column, icon)
            color = swap.get(item.foreground(column).color().name())
            if color is not None and item.foreground(column).style().value:
                item.setForeground(column, QColor(color))
        walk += 1


def _swapped(text: str, swap: Mapping[str, str]) -> str:
    return _COLOR.sub(lambda found: swap.get(found[0], found[0]), text)
