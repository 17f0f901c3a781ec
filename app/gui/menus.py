"""The menu bar."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar


def build_menus(bar: QMenuBar, actions: Mapping[str, QAction]) -> QMenu:
    """Fill the menu bar; returns the menu of recent folders, which is filled when it is opened."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("Menus", text)

    def add(menu: QMenu, *names: str) -> None:
        for name in names:
            if name:
                menu.addAction(actions[name])
            else:
                menu.addSeparator()

    file = bar.addMenu(tr("&File"))
    add(file, "open")
    recent = file.addMenu(tr("Open recent"))
    add(file, "close-folder", "", "rescan", "pause", "", "reject-below", "export", "", "quit")
    edit = bar.addMenu(tr("&Edit"))
    add(edit, "undo", "redo", "", "select-all", "select-none")
    photo = bar.addMenu(tr("&Photo"))
    add(photo, "pick", "reject", "unflag", "")
    stars = photo.addMenu(tr("Stars"))
    add(stars, *(f"stars-{number}" for number in range(6)))
    labels = photo.addMenu(tr("Label"))
    add(labels, "label-red", "label-yellow", "label-green", "label-blue")
    add(photo, "", "advance")
    view = bar.addMenu(tr("&View"))
    add(view, "grid", "loupe", "", "zoom", "zoom-in", "zoom-out", "info", "quality-map", "", "larger", "smaller", "")
    add(view, "filter-bar", "clear-filter", "")
    add(view, "panels", "full-screen")
    help_menu = bar.addMenu(tr("&Help"))
    add(help_menu, "keys")
    return recent
