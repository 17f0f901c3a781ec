"""Compared photos with unlike numbers of pixels: the same place of the scene, each at its own 100 %."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.gui.rendering import Stage
from tests.gui.test_views import ALT, SHIFT, Make, Ready, compared, focused, name_of, select, tap
from tests.gui.windows import write_photo

Key = Qt.Key


def test_photos_of_unlike_sizes_show_the_same_place(
    qtbot: QtBot, make_window: Make, ready: Ready, tmp_path: Path
) -> None:
    """24 megapixels beside half and twice as many, in small: the same shapes with other numbers of pixels."""
    for number, (name, size) in enumerate({"a": (1800, 1200), "b": (1273, 849), "c": (2545, 1697)}.items()):
        write_photo(tmp_path / "sizes" / f"{name}.jpg", 200 - 40 * number, size)
    window = make_window(tmp_path / "sizes")
    window.resize(1100, 600)
    ready(window)
    window.area.focus_photos()
    select(window, "a", "b")
    tap(Key.Key_C)
    assert compared(window) == ["a", "b"]
    first, second = (pane.view.canvas for pane in window.area.large.compare.panes())
    qtbot.waitUntil(lambda: first.has(Stage.FULL) and second.has(Stage.FULL), timeout=20_000)
    assert second.zoom.fit_scale > 1.3 * first.zoom.fit_scale
    tap(Key.Key_Plus)
    for canvas in (first, second):
        assert not canvas.zoom.fit
        assert 1.05 * canvas.zoom.fit_scale < canvas.zoom.current < 0.95, "both have left the whole photo"
    window.area.compare.move_focus(1)
    tap(Key.Key_W)
    assert compared(window) == ["b", "a"]
    assert first.zoom.fit_scale > 1.3 * second.zoom.fit_scale
    for canvas in (first, second):
        assert 1.05 * canvas.zoom.fit_scale < canvas.zoom.current < 0.95, "as near as before in the other places"
    tap(Key.Key_W)
    tap(Key.Key_Z)
    assert first.zoom.fit and second.zoom.fit  # noqa: PT018
    tap(Key.Key_Z)
    assert first.zoom.scale == second.zoom.scale == 1.0, "each one's own pixels"
    for key in (Key.Key_Left, Key.Key_Left, Key.Key_Up):
        tap(key, ALT)
    assert first.zoom.centre == second.zoom.centre != (0.5, 0.5)
    places = [canvas.zoom.to_photo(canvas.zoom.view[0] / 2, canvas.zoom.view[1] / 2) for canvas in (first, second)]
    shares = [
        (x / canvas.zoom.photo[0], y / canvas.zoom.photo[1])
        for (x, y), canvas in zip(places, (first, second), strict=True)
    ]
    assert shares[0] == pytest.approx(shares[1], abs=0.002), "the same place in the middle of both"
    centre = first.zoom.centre
    tap(Key.Key_Right)
    assert "c" in compared(window)
    qtbot.waitUntil(lambda: second.has(Stage.FULL), timeout=20_000)
    assert (second.zoom.scale, second.zoom.centre) == (1.0, centre), "and so does the next challenger"


def test_a_photo_without_room_to_move_leaves_it_to_the_others(
    qtbot: QtBot, make_window: Make, ready: Ready, tmp_path: Path
) -> None:
    write_photo(tmp_path / "sizes" / "small.jpg", 90, (200, 150))
    write_photo(tmp_path / "sizes" / "wide.jpg", 150, (1800, 1350))
    window = make_window(tmp_path / "sizes")
    window.resize(1100, 600)
    ready(window)
    window.area.focus_photos()
    select(window, "small", "wide")
    tap(Key.Key_C)
    canvases = {name_of(window, pane.view.photo_id): pane.view.canvas for pane in window.area.large.compare.panes()}
    small, wide = canvases["small"], canvases["wide"]
    qtbot.waitUntil(lambda: small.has(Stage.FULL) and wide.has(Stage.FULL), timeout=20_000)
    tap(Key.Key_Z)
    assert not small.zoom.can_pan()
    before = wide.zoom.centre
    assert focused(window) == "small"
    tap(Key.Key_Right, SHIFT)
    assert wide.zoom.centre == before, "alone means alone"
    tap(Key.Key_Right, ALT)
    assert wide.zoom.centre[0] > before[0]
