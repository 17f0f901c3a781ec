"""The menu bar."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from app.gui.commands import Command, Where, usual_commands

translate = QCoreApplication.translate


def command_text(name: str) -> str:
    """What the command of this id is called."""
    return next(command.text for command in usual_commands() if command.id == name)


def place_of(name: str, actions: Mapping[str, QAction]) -> str:
    """Where the item of a command is found: its menu and what it is called, so that words about it are always true."""
    menus = [menu for menu in actions[name].associatedObjects() if isinstance(menu, QMenu)]
    return " ▸ ".join([*(menu.title().replace("&", "") for menu in menus[:1]), command_text(name)])


def menu_keys(bar: QMenuBar) -> tuple[Command, ...]:
    """The keys that open the menus, in the language shown, as commands that can have no others."""
    found = []
    for action in bar.actions():
        key = QKeySequence.mnemonic(action.text()).toString(QKeySequence.SequenceFormat.PortableText)
        if key:
            words = translate("Menus", "Menu {name}").format(name=action.text().replace("&", ""))
            found.append(Command(f"menu {key}", words, "", (key,), Where.VIEW))
    return tuple(found)


def build_menus(bar: QMenuBar, actions: Mapping[str, QAction]) -> QMenu:
    """Fill the menu bar; returns the menu of recent folders, which is filled when it is opened."""

    def add(menu: QMenu, *names: str) -> None:
        for name in names:
            if name:
                menu.addAction(actions[name])
            else:
                menu.addSeparator()

    file = bar.addMenu(translate("Menus", "&File"))
    add(file, "open")
    recent = file.addMenu(translate("Menus", "Open recent"))
    add(file, "close-folder", "", "rescan", "pause", "watch", "", "reject-below", "keep-best", "find-list", "")
    add(file, "export", "write-xmp", "xmp-conflicts", "transfer", "move-rejects", "finish-transfer", "")
    add(file, "metadata", "settings", "quit")
    edit = bar.addMenu(translate("Menus", "&Edit"))
    add(edit, "undo", "redo", "undo-transfer", "", "select-all", "select-none")
    photo = bar.addMenu(translate("Menus", "&Photo"))
    add(photo, "pick", "reject", "unflag", "")
    stars = photo.addMenu(translate("Menus", "Stars"))
    add(stars, *(f"stars-{number}" for number in range(6)))
    labels = photo.addMenu(translate("Menus", "Label"))
    add(labels, "label-red", "label-yellow", "label-green", "label-blue")
    add(photo, "", "second-opinion", "second-opinion-band", "", "advance", "", "show-file", "open-editor", "copy-path")
    groups = photo.addMenu(translate("Menus", "Group"))
    add(groups, "keep-group", "previous-group", "next-group", "", "stack", "stacks", "")
    add(groups, "split-group", "merge-groups", "automatic-group")
    view = bar.addMenu(translate("Menus", "&View"))
    add(view, "grid", "loupe", "compare", "survey", "", "zoom", "zoom-in", "zoom-out", "sharpest", "")
    add(view, "info", "quality-map", "clipping", "peaking", "rgb-histogram", "af-point", "")
    add(view, "turn-left", "turn-right", "", "swap", "win", "survey-remove", "", "larger", "smaller", "")
    add(view, "pairs", "filter-bar", "search", "invert-filter", "clear-filter", "save-filter", "")
    add(view, "filmstrip", "panels", "full-screen", "second-screen")
    help_menu = bar.addMenu(translate("Menus", "&Help"))
    add(help_menu, "keys", "change-keys")
    return recent
