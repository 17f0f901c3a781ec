"""The arithmetic of the loupe."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.gui.zoom import HIGHEST, Zoom

sides = st.integers(min_value=64, max_value=12_000)
shares = st.floats(min_value=0.0, max_value=1.0)


def test_fit_shows_the_whole_photo_in_the_middle() -> None:
    zoom = Zoom(view=(1200, 800), photo=(6000, 2000))
    assert zoom.rect() == (0, 200, 1200, 400)
    assert zoom.current == pytest.approx(0.2)


def test_a_small_photo_fills_the_view_too() -> None:
    assert Zoom(view=(1000, 800), photo=(100, 50)).rect() == (0, 150, 1000, 500)


@given(sides, sides, shares, shares, st.floats(min_value=0.05, max_value=HIGHEST))
def test_the_point_under_the_cursor_stays(width: int, height: int, x: float, y: float, scale: float) -> None:
    zoom = Zoom(view=(900, 700), photo=(width, height), fit=False, scale=2.0)
    at = (x * 900, y * 700)
    before = zoom.to_photo(*at)
    zoom.zoom_at(scale, *at)
    left, top, shown_width, shown_height = zoom.rect()
    after = zoom.to_photo(*at)
    for axis, (start, length, view) in enumerate(((left, shown_width, 900), (top, shown_height, 700))):
        free = start < 0 and start + length > view  # not held by an edge
        if free and 0 <= before[axis] <= zoom.photo[axis]:
            assert abs(after[axis] - before[axis]) * zoom.current <= 2.0  # device pixels


@given(
    sides, sides, shares, shares, st.floats(min_value=-3000, max_value=3000), st.floats(min_value=-3000, max_value=3000)
)
def test_the_view_is_never_left_empty(width: int, height: int, x: float, y: float, dx: float, dy: float) -> None:
    zoom = Zoom(view=(900, 700), photo=(width, height))
    zoom.toggle(x * 900, y * 700)
    zoom.pan(dx, dy)
    left, top, shown_width, shown_height = zoom.rect()
    assert (left <= 0 and left + shown_width >= 900) or shown_width <= 900
    assert (top <= 0 and top + shown_height >= 700) or shown_height <= 700


def test_a_drag_past_the_edge_need_not_be_dragged_back() -> None:
    zoom = Zoom(view=(900, 700), photo=(6000, 4000), fit=False, scale=1.0)
    zoom.pan(100_000, 0)
    assert zoom.rect()[0] == 0
    zoom.pan(-10, 0)
    assert zoom.rect()[0] == -10


def test_toggle_goes_to_one_to_one_and_back() -> None:
    zoom = Zoom(view=(900, 600), photo=(6000, 4000))
    seen = zoom.to_photo(300, 200)
    zoom.toggle(300, 200)
    assert zoom.rect()[2:] == (6000, 4000)
    assert zoom.to_photo(300, 200) == pytest.approx(seen, abs=1)
    zoom.toggle(10, 10)
    assert zoom.fit


def test_toggle_shows_a_difference_where_fit_is_one_to_one() -> None:
    zoom = Zoom(view=(900, 600), photo=(900, 600))
    zoom.toggle(450, 300)
    assert zoom.current == 2.0


def test_steps_stop_at_fit_and_at_one_to_one() -> None:
    zoom = Zoom(view=(900, 600), photo=(1000, 600))
    assert zoom.fit_scale == 0.9
    zoom.step(1, 450, 300)
    assert zoom.current == 1.0
    zoom.step(1, 450, 300)
    assert zoom.current == 1.25
    zoom.step(-1, 450, 300)
    assert zoom.current == 1.0
    zoom.step(-1, 450, 300)
    assert zoom.fit
    zoom.step(-5, 450, 300)
    assert zoom.fit
    zoom.step(100, 450, 300)
    assert zoom.current == 1.0
    zoom.step(100, 450, 300)
    assert zoom.current == HIGHEST


def test_scale_and_relative_place_survive_another_photo() -> None:
    zoom = Zoom(view=(900, 600), photo=(6000, 4000))
    zoom.zoom_at(1.0, 700, 100)
    centre = zoom.centre
    zoom.photo = (3000, 2000)
    assert (zoom.current, zoom.centre) == (1.0, centre)
    left, top, _, _ = zoom.rect()
    assert left == pytest.approx(450 - centre[0] * 3000, abs=1)
    assert top == 0 or top == pytest.approx(300 - centre[1] * 2000, abs=1)


def test_photos_with_other_pixels_go_their_own_way_to_their_own_100_percent() -> None:
    large = Zoom(view=(700, 700), photo=(6000, 4000))
    small = Zoom(view=(700, 700), photo=(4243, 2828))
    portrait = Zoom(view=(700, 700), photo=(4000, 6000))
    edge = max(large.photo)

    def of(zoom: Zoom, scale: float) -> float:
        return zoom.scale_like(scale, large.fit_scale, edge)

    assert of(small, large.fit_scale) == pytest.approx(small.fit_scale)
    assert of(small, 1.0) == 1.0
    assert of(small, 3.0) == 3.0
    steps = [of(small, large.fit_scale * (1 / large.fit_scale) ** (way / 10)) for way in range(11)]
    assert steps == sorted(steps)
    assert len(set(steps)) == 11, "it moves with every step"
    assert small.scale_like(of(small, 0.4), small.fit_scale, max(small.photo)) == of(small, 0.4)
    assert large.scale_like(of(small, 0.4), small.fit_scale, max(small.photo)) == pytest.approx(0.4), "and back"
    assert of(portrait, 0.4) == 0.4, "the same camera held upright"
    tiny = Zoom(view=(700, 700), photo=(300, 200))
    assert [of(tiny, scale) for scale in (1.0, 2.0)] == [1.0, 2.0]
    assert 1.0 < of(tiny, 0.4) < tiny.fit_scale
    assert large.scale_like(1.0, tiny.fit_scale, 300) == 1.0


@pytest.mark.parametrize("turn", range(4))
def test_points_of_a_turned_photo_go_there_and_back(turn: int) -> None:
    photo = (300, 500) if turn % 2 else (500, 300)
    zoom = Zoom(view=(400, 300), photo=photo, turn=turn)
    for point in ((0.0, 0.0), (1.0, 0.0), (0.3, 0.8)):
        assert zoom.upright(*zoom.turned(*point)) == pytest.approx(point)
    assert zoom.turned(0, 0) == ((0, 0), (1, 0), (1, 1), (0, 1))[turn]
    assert zoom.seen() == (0, 0, 1, 1)
    assert zoom.upright_width() == zoom.rect()[3 if turn % 2 else 2]
    zoom.zoom_at(4.0, 0, 0)  # the upper left corner of what is seen
    left, top, right, bottom = zoom.seen()
    across, down = zoom.upright(0, 0)
    assert across in (pytest.approx(left), pytest.approx(right))
    assert down in (pytest.approx(top), pytest.approx(bottom))
