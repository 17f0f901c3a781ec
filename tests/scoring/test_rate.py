"""Rate and time left."""

from __future__ import annotations

import pytest

from app.scoring.rate import RateMeter


def test_nothing_is_known_at_first() -> None:
    meter = RateMeter()
    assert meter.per_second() == 0.0
    assert meter.seconds_left(10) is None
    meter.mark(0.0, 0)
    assert meter.seconds_left(10) is None


def test_rate_and_time_left() -> None:
    meter = RateMeter()
    meter.mark(100.0, 0)
    meter.mark(102.0, 8)
    assert meter.per_second() == pytest.approx(4.0)
    assert meter.seconds_left(20) == pytest.approx(5.0)


def test_the_window_forgets_a_slow_start() -> None:
    meter = RateMeter(window=10.0)
    meter.mark(0.0, 0)
    for second in range(60):
        meter.mark(60.0 + second, second * 5)
    assert meter.per_second() == pytest.approx(5.0)


def test_a_pause_does_not_count() -> None:
    meter = RateMeter()
    meter.mark(0.0, 0)
    meter.mark(1.0, 4)
    meter.pause(1.0)
    meter.pause(5.0)
    meter.resume(101.0)
    meter.mark(102.0, 8)
    assert meter.per_second() == pytest.approx(4.0)
