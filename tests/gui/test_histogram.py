"""Counts beside the threshold, and moving it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel

from app.culling.bands import ScoreBand
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
    assert histogram.counts() == (3, 2, 2, 2), "keep, reject, in doubt from 30 up to 40, without a score"
    assert words(histogram) == ["2 reject", "2 in doubt", "3 keep", "2 without a score"]
    assert histogram.words() == "3 keep, 2 reject, 2 in doubt"
    histogram.set_reach(0.0, 0.0)
    assert histogram.counts() == (4, 3, 0, 2)
    histogram.set_threshold(100.0)
    assert histogram.counts() == (1, 6, 0, 2)
    histogram.set_threshold(0.0)
    assert histogram.counts() == (7, 0, 0, 2)


def test_the_ends_of_the_band_are_dragged_alone(histogram: ScoreHistogram, qtbot: Any) -> None:
    plot = histogram.plot
    foot = plot.height() - 20
    bands: list[ScoreBand] = []
    histogram.bandChanged.connect(bands.append)

    def drag(start: float, end: float) -> None:
        qtbot.mousePress(plot, Qt.MouseButton.LeftButton, pos=QPoint(round(plot.x_of(start)), foot))
        move = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(plot.x_of(end), foot),
            plot.mapToGlobal(QPointF(plot.x_of(end), foot)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(plot, move)
        qtbot.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=QPoint(round(plot.x_of(end)), foot))

    drag(30, 12)
    assert histogram.band() == ScoreBand(12, 40)
    drag(40, 70)
    assert histogram.band() == ScoreBand(12, 70)
    assert histogram.threshold() == 35
    drag(70, 20)
    assert histogram.band() == ScoreBand(12, 35), "an end never passes the threshold"
    assert bands[-1] == histogram.band()
    histogram.plot.setFocus()
    qtbot.keyClick(plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(plot, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ShiftModifier)
    assert histogram.band() == ScoreBand(13, 45)
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert histogram.band() == ScoreBand(14, 46), "the threshold takes the band along"


def test_stars_are_marked_where_their_photos_lie(histogram: ScoreHistogram) -> None:
    without = histogram.plot.grab().toImage()
    histogram.set_scores(SCORES, np.array([0, 1, 0, 0, 3, 5, 5, 0, 2], np.int8))
    assert histogram.plot.grab().toImage() != without


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
    assert histogram.counts() == (2, 4, 1, 2)
    assert "4 reject" in words(histogram)


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
    assert histogram.reject_button.text() == "Reject below 30 …"
    with qtbot.waitSignal(histogram.rejectBelowRequested) as got:
        histogram.reject_button.click()
    assert got.args == [30.0]
    histogram.set_threshold(2.0)
    assert not histogram.reject_button.isEnabled()


def test_bars_are_red_below_the_line_and_grey_above(histogram: ScoreHistogram) -> None:
    histogram.set_scores(np.concatenate([np.full(50, 21.0), np.full(50, 81.0)]))
    histogram.set_threshold(50.0)
    histogram.set_reach(2.0, 2.0)
    look = histogram.plot.grab().toImage()
    y = histogram.plot.height() - 30
    low = look.pixelColor(round(histogram.plot.x_of(21.0)), y)
    high = look.pixelColor(round(histogram.plot.x_of(81.0)), y)
    assert low == QColor(theme.BAD)
    assert high.red() == high.green() == high.blue() > 100


def test_no_scores_at_all(histogram: ScoreHistogram) -> None:
    histogram.set_scores(np.full(5, np.nan))
    assert histogram.counts() == (0, 0, 0, 5)
    assert not histogram.keep_best_button.isEnabled()
    histogram.grab()
    histogram.set_scores(np.empty(0))
    assert words(histogram)[3] == ""
    histogram.grab()
