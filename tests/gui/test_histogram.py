"""Counts beside the threshold, and moving it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel

from app.gui import theme
from app.gui.histogram import ScoreHistogram

SCORES = np.array([5.0, 10.0, 34.9, 35.0, 60.0, 99.0, 100.0, np.nan, np.nan])


@pytest.fixture
def histogram(qtbot: Any) -> ScoreHistogram:
    histogram = ScoreHistogram()
    qtbot.addWidget(histogram)
    histogram.resize(320, 200)
    histogram.set_scores(SCORES)
    histogram.show()
    return histogram


def words(histogram: ScoreHistogram) -> list[str]:
    return [label.text() for label in histogram.findChildren(QLabel)]


def test_counts_on_each_side(histogram: ScoreHistogram) -> None:
    assert histogram.counts() == (3, 4, 2)
    assert words(histogram) == ["3 below", "4 at or above", "2 without a score"]
    histogram.set_threshold(100.0)
    assert histogram.counts() == (6, 1, 2)
    histogram.set_threshold(0.0)
    assert histogram.counts() == (0, 7, 2)


def test_dragging_moves_the_line_and_tells_at_every_step(histogram: ScoreHistogram, qtbot: Any) -> None:
    told: list[float] = []
    histogram.thresholdChanged.connect(told.append)
    plot = histogram.plot
    y = plot.height() // 2
    qtbot.mousePress(plot, Qt.MouseButton.LeftButton, pos=QPoint(round(plot.x_of(35)), y))
    assert told == []
    for score in (50, 61):
        qtbot.mousePress(plot, Qt.MouseButton.LeftButton, pos=QPoint(round(plot.x_of(score)), y))
    assert told == pytest.approx([50, 61], abs=1)
    assert histogram.counts() == (5, 2, 2)
    assert "5 below" in words(histogram)


def test_places_and_scores_are_inverse(histogram: ScoreHistogram) -> None:
    for score in range(0, 101):
        assert histogram.plot.score_at(histogram.plot.x_of(score)) == score
    assert histogram.plot.score_at(-50) == 0
    assert histogram.plot.score_at(10_000) == 100


def test_keys_move_the_line(histogram: ScoreHistogram, qtbot: Any) -> None:
    steps = (
        (Qt.Key.Key_Right, 36),
        (Qt.Key.Key_Left, 35),
        (Qt.Key.Key_PageUp, 45),
        (Qt.Key.Key_PageDown, 35),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_Left, 0),
        (Qt.Key.Key_End, 100),
    )
    for key, threshold in steps:
        qtbot.keyClick(histogram.plot, key)
        assert histogram.threshold() == threshold


def test_setting_the_threshold_is_silent(histogram: ScoreHistogram, qtbot: Any) -> None:
    with qtbot.assertNotEmitted(histogram.thresholdChanged):
        histogram.set_threshold(61.0)
        histogram.set_threshold(-5.0)
    assert histogram.threshold() == 0


def test_the_button_asks_with_the_threshold(histogram: ScoreHistogram, qtbot: Any) -> None:
    assert histogram.reject_button.text() == "Reject below 35 …"
    with qtbot.waitSignal(histogram.rejectBelowRequested) as got:
        histogram.reject_button.click()
    assert got.args == [35.0]
    histogram.set_threshold(2.0)
    assert not histogram.reject_button.isEnabled()


def test_bars_are_red_below_the_line_and_grey_above(histogram: ScoreHistogram) -> None:
    histogram.set_scores(np.concatenate([np.full(50, 21.0), np.full(50, 81.0)]))
    histogram.set_threshold(50.0)
    look = histogram.plot.grab().toImage()
    y = histogram.plot.height() - 30
    low = look.pixelColor(round(histogram.plot.x_of(21.0)), y)
    high = look.pixelColor(round(histogram.plot.x_of(81.0)), y)
    assert low == QColor(theme.BAD)
    assert high.red() == high.green() == high.blue() > 100


def test_no_scores_at_all(histogram: ScoreHistogram) -> None:
    histogram.set_scores(np.full(5, np.nan))
    assert histogram.counts() == (0, 0, 5)
    histogram.grab()
    histogram.set_scores(np.empty(0))
    assert words(histogram)[2] == ""
    histogram.grab()
