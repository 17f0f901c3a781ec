"""The other theme at once: nothing of the old one is left in a window that is open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.gui import theme, theme_switch
from app.gui.main_window import MainWindow
from app.gui.preferences import Look
from app.gui.settings_dialog import SettingsDialog
from tests.gui.conftest import WindowMaker

Ready = Callable[[MainWindow], None]


@pytest.fixture(autouse=True)
def dark_again(qapp: QApplication) -> Iterator[None]:
    yield
    theme_switch.switch(qapp, light=False)


def picture(window: MainWindow) -> QImage:
    QApplication.processEvents()
    return window.grab().toImage()


def share_of(image: QImage, *colors: str) -> float:
    """How much of a picture is painted in exactly these colours."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = Counter(
        plain.pixel(x, y) & 0xFFFFFF for y in range(0, plain.height(), 3) for x in range(0, plain.width(), 3)
    )
    return sum(pixels[int(color[1:], 16)] for color in colors) / pixels.total()


@pytest.mark.parametrize("light", [False, True])
def test_every_colour_of_a_theme_can_be_known_by_its_value(light: bool, qapp: QApplication) -> None:
    theme_switch.switch(qapp, light=light)
    values = Counter(theme.colors().values())
    assert [value for value, count in values.items() if count > 1] == []


def test_an_open_window_follows(make_window: WindowMaker, ready: Ready, shoot: Path, qapp: QApplication) -> None:
    window = make_window(shoot)
    ready(window)
    window.area.focus_photos()
    dark_values = set(theme.colors().values())
    before = picture(window)
    assert share_of(before, theme.CANVAS, theme.WINDOW, theme.CELL) > 0.3
    old = theme.CANVAS, theme.WINDOW, theme.CELL, theme.RAISED
    assert theme_switch.switch(qapp, light=True)
    window.info.refresh()
    after = picture(window)
    assert share_of(after, theme.CANVAS, theme.WINDOW, theme.CELL) > 0.3
    # Not none at all: the edges of dark letters on a light ground have all greys.
    assert share_of(after, *old) < 0.001, "panels, bars and the cells that were kept as pictures"
    left = dark_values - set(theme.colors().values())
    for widget in qapp.allWidgets():
        words = widget.styleSheet() + (widget.text() if isinstance(widget, QLabel) else "")
        if widget.window() is window:
            assert not left & set(re.findall(r"#[0-9a-f]{6}\b", words)), words
    icons = theme.made_icons()
    shown = [owner.icon() for kind in (QAction, QAbstractButton) for owner in window.findChildren(kind)]
    colors = {icons[icon.cacheKey()].color for icon in shown if icon.cacheKey() in icons}
    assert colors
    assert not colors & left
    assert not theme_switch.switch(qapp, light=True), "it has it already"


def test_there_and_back_is_as_it_was(make_window: WindowMaker, qapp: QApplication) -> None:
    window = make_window()
    before = picture(window)
    theme_switch.switch(qapp, light=True)
    switched = picture(window)
    theme_switch.switch(qapp, light=False)
    assert picture(window) == before
    theme_switch.switch(qapp, light=True)
    other = make_window()
    other.resize(window.size())
    assert picture(other) == switched, "as a window that was made in it"


def test_the_settings_change_it_at_once(
    make_window: WindowMaker, ready: Ready, shoot: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(shoot)
    ready(window)

    def choose(dialog: SettingsDialog) -> int:
        dialog.set_choices(language="en", look=Look.LIGHT, editor="", notices=True)
        dialog.accept()
        return 1

    monkeypatch.setattr(SettingsDialog, "exec", choose)
    window.actions_by_id["settings"].trigger()
    assert theme.is_light()
    window.comfort.preferences.look = Look.SYSTEM
    monkeypatch.setattr(theme, "system_is_light", lambda _: False)
    window.comfort._scheme_changed()
    assert not theme.is_light(), "and as the system changes, where that is wanted"
