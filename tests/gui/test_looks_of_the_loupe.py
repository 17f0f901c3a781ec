"""What lies over the photo in the loupe: computed in the background, in the right place, gone with the photo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPixmap

from app.gui.background import Background
from app.gui.canvas_overlays import AfPoint
from app.gui.loupe import LoupeView
from app.gui.photo_looks import Looks, grey, rgb
from app.gui.pixel_looks import BLOCKED_COLOR, BLOWN_COLOR
from app.gui.rendering import Stage, to_qimage
from app.photos.model import PhotoKind
from tests.gui.test_pixel_looks import scene


@pytest.fixture
def loupe(qtbot: Any) -> Iterator[LoupeView]:
    """A shown loupe of 600 x 500."""
    view = LoupeView()
    qtbot.addWidget(view)
    view.resize(600, 500)
    view.show()
    qtbot.waitExposed(view)
    yield view
    view.shut_down()


@pytest.fixture
def show(qtbot: Any, loupe: LoupeView) -> Callable[..., None]:
    """Shows a file and waits for the full resolution."""

    def show(path: Path, photo_id: int = 1, turn: int = 0) -> None:
        with Image.open(path) as image:
            size = image.size
        loupe.show_photo(photo_id, path, PhotoKind.PNG, None, size, turn)
        qtbot.waitUntil(lambda: loupe.canvas.has(Stage.FULL), timeout=30_000)

    return show


def clipped(path: Path) -> Path:
    """Grey, with a white block upper left and a black one lower right."""
    image = Image.new("RGB", (1200, 1000), (128, 128, 128))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 299, 249), fill=(255, 255, 255))
    draw.rectangle((900, 750, 1199, 999), fill=(0, 0, 0))
    image.save(path)
    return path


def color_at(loupe: LoupeView, x: int, y: int) -> tuple[int, ...]:
    """What is on the screen."""
    return loupe.canvas.grab().toImage().pixelColor(x, y).getRgb()[:3]


def test_clipping_is_marked_where_it_is(tmp_path: Path, loupe: LoupeView, show: Any, qtbot: Any) -> None:
    show(clipped(tmp_path / "clipped.png"))
    assert color_at(loupe, 60, 60) == (255, 255, 255)
    loupe.set_looks(Looks(clipping=True))
    qtbot.waitUntil(lambda: color_at(loupe, 60, 60) == BLOWN_COLOR)
    assert color_at(loupe, 560, 440) == BLOCKED_COLOR
    assert color_at(loupe, 300, 250) == (128, 128, 128)
    loupe.toggle_zoom(QPoint(590, 490))  # 100 %, the lower right corner
    qtbot.waitUntil(lambda: color_at(loupe, 500, 400) == BLOCKED_COLOR)
    assert color_at(loupe, 100, 100) == (128, 128, 128)
    loupe.set_looks(Looks())
    assert color_at(loupe, 500, 400) == (0, 0, 0)


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_clipping_turns_with_the_view(turn: int, tmp_path: Path, loupe: LoupeView, show: Any, qtbot: Any) -> None:
    loupe.set_looks(Looks(clipping=True))
    show(clipped(tmp_path / "clipped.png"), turn=turn)
    left, top, width, height = loupe.canvas.zoom.rect()
    x, y = loupe.canvas.zoom.turned(0.1, 0.1)
    qtbot.waitUntil(lambda: color_at(loupe, left + round(x * width), top + round(y * height)) == BLOWN_COLOR)
    x, y = loupe.canvas.zoom.turned(0.9, 0.9)
    assert color_at(loupe, left + round(x * width), top + round(y * height)) == BLOCKED_COLOR


def test_the_colours_go_with_their_photo(tmp_path: Path, loupe: LoupeView, show: Any, qtbot: Any) -> None:
    loupe.set_looks(Looks(clipping=True, histogram=True))
    show(clipped(tmp_path / "clipped.png"))
    qtbot.waitUntil(lambda: color_at(loupe, 60, 60) == BLOWN_COLOR)
    grey = tmp_path / "grey.png"
    Image.new("RGB", (1200, 1000), (90, 90, 90)).save(grey)
    placeholder = QPixmap.fromImage(to_qimage(Image.new("RGB", (120, 100), (90, 90, 90))))
    loupe.show_photo(2, grey, PhotoKind.PNG, placeholder, (1200, 1000))
    assert color_at(loupe, 60, 60) == (90, 90, 90)
    qtbot.waitUntil(lambda: loupe.canvas.has(Stage.PREVIEW))
    assert color_at(loupe, 60, 60) == (90, 90, 90)


def test_nothing_is_computed_in_the_gui_thread(
    tmp_path: Path, loupe: LoupeView, show: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import app.gui.photo_looks as module

    threads: list[bool] = []

    def noted(name: str) -> Callable[..., Any]:
        real = getattr(module, name)

        def work(*args: Any, **kwargs: Any) -> Any:
            threads.append(current_thread() is main_thread())
            return real(*args, **kwargs)

        return work

    for name in ("overlay", "channel_histogram", "sharpest_place"):
        monkeypatch.setattr(module, name, noted(name))
    show(clipped(tmp_path / "clipped.png"))
    loupe.set_looks(Looks(clipping=True, peaking=True, histogram=True))
    loupe.show_sharpest()
    qtbot.waitUntil(lambda: len(threads) >= 3)
    assert not any(threads)


def test_the_sharpest_place_comes_to_the_middle_at_100_percent(tmp_path: Path, loupe: LoupeView, qtbot: Any) -> None:
    sharp = scene((3000, 2000))
    photo = sharp.filter(ImageFilter.GaussianBlur(6))
    photo.paste(sharp.crop((0, 0, 400, 300)), (2000, 1300))
    photo.save(tmp_path / "photo.png")
    loupe.show_photo(1, tmp_path / "photo.png", PhotoKind.PNG)
    loupe.show_sharpest()  # at once, before anything is loaded
    qtbot.waitUntil(lambda: loupe.zoom() == 1.0, timeout=30_000)
    x, y = loupe.canvas.zoom.to_photo(300, 250)
    assert 2000 <= x <= 2400
    assert 1300 <= y <= 1600


def test_the_autofocus_point_is_framed_and_turns(tmp_path: Path, loupe: LoupeView, show: Any) -> None:
    show(clipped(tmp_path / "clipped.png"))
    before = loupe.canvas.grab().toImage()
    loupe.set_facts("1/250 s", AfPoint(0.75, 0.25))
    assert loupe.canvas.grab().toImage() != before  # the words
    framed = loupe.canvas._place_of(AfPoint(0.75, 0.25))
    assert (framed.center().x(), framed.center().y()) == (450, 125)
    plain = loupe.canvas.grab().toImage()
    loupe.set_af_point_visible(True)
    assert loupe.canvas.grab().toImage() != plain
    loupe.show_photo(1, tmp_path / "clipped.png", PhotoKind.PNG, None, None, 1)
    framed = loupe.canvas._place_of(AfPoint(0.75, 0.25))
    left, top, width, height = loupe.canvas.zoom.rect()
    assert (framed.center().x(), framed.center().y()) == (left + 0.75 * width, top + 0.75 * height)


def test_of_requests_under_one_name_the_newest_alone_is_answered(qtbot: Any) -> None:
    background = Background()
    answers: list[int] = []
    for number in range(50):
        background.ask("same", lambda number=number: number, answers.append)
    background.ask("other", lambda: -1, answers.append)
    background.ask("dropped", lambda: -2, answers.append)
    background.drop("dropped")
    qtbot.waitUntil(lambda: sorted(answers) == [-1, 49])
    background.shut_down()


def test_a_bug_in_the_background_is_seen(qtbot: Any) -> None:
    background = Background()
    with qtbot.captureExceptions() as seen:
        background.ask("bug", lambda: 1 // 0, lambda _: None)
        qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][0] is ZeroDivisionError
    background.shut_down()


@pytest.mark.parametrize("form", [QImage.Format.Format_RGB32, QImage.Format.Format_RGB888, QImage.Format.Format_ARGB32])
def test_pixels_come_as_qt_would_give_them(form: QImage.Format) -> None:
    noise = np.random.default_rng(5).integers(0, 256, (301, 33, 3), np.uint8)
    image = to_qimage(Image.fromarray(noise)).convertToFormat(form)
    assert (rgb(image) == noise).all()
    assert (rgb(image, QRect(3, 5, 11, 7)) == noise[5:12, 3:14]).all()
    wanted = noise @ np.array([0.299, 0.587, 0.114])
    assert np.abs(grey(image) - wanted).max() <= 1.5
    assert image.convertToFormat(QImage.Format.Format_ARGB32).pixelColor(0, 0).alpha() == 255
