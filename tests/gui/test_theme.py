"""Both themes: colours by name, texts that can be read, and the choice of the user."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app.gui import theme


@pytest.fixture(params=[False, True], ids=["dark", "light"])
def light(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[bool]:
    theme.apply(qapp, light=request.param)
    yield request.param
    theme.apply(qapp)


def brightness(color: str) -> float:
    """Relative luminance, 0..1 (WCAG 2)."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    found = QColor(color)
    return 0.2126 * linear(found.redF()) + 0.7152 * linear(found.greenF()) + 0.0722 * linear(found.blueF())


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1..21 (WCAG 2)."""
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_palette_follows(light: bool, qapp: QApplication) -> None:
    assert theme.is_light() is light
    window = qapp.palette().color(QPalette.ColorRole.Window)
    assert (window.lightness() > 128) is light
    assert not re.search(r": @", qapp.styleSheet()), "every colour was put in"


def test_texts_can_be_read(light: bool) -> None:
    for text, least in (("TEXT", 7.0), ("TEXT_BRIGHT", 9.0), ("TEXT_DIM", 4.4)):
        for ground in ("WINDOW", "RAISED"):
            assert contrast(getattr(theme, text), getattr(theme, ground)) >= least, (text, ground)
    assert contrast(theme.TEXT, theme.CELL) >= 6
    for score in (0, 20, 35, 50, 65, 80, 100):
        assert contrast(theme.score_color(score).name(), theme.ON_SCORE) >= 4, score


def test_greys_around_photos_are_neutral(light: bool) -> None:
    for name in ("CANVAS", "CELL", "CELL_HOVER", "CELL_CHOSEN", "CELL_BLANK", "WINDOW"):
        color = QColor(getattr(theme, name))
        assert color.red() == color.green() == color.blue(), name
