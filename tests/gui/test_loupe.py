"""The loupe on real files: place and size through all stages, zoom by hand, orientation, words for trouble."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QApplication

from app.gui import theme
from app.gui.canvas_overlays import heat_image
from app.gui.image_loader import ImageLoader, PhotoToShow
from app.gui.loupe import LoupeView
from app.gui.notices import EmptyState
from app.gui.photo_canvas import PhotoCanvas
from app.gui.rendering import Rendering, Stage, to_qimage
from app.gui.zoom import Zoom
from app.photos.model import PhotoKind

RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 200, 30), (30, 30, 220), (220, 210, 30)
# How an upright image has to be stored so that the EXIF orientation brings it back.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def quarters(width: int, height: int) -> Image.Image:
    """Four colours, one in each corner."""
    image = Image.new("RGB", (width, height), RED)
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 2, 0, width, height // 2), GREEN)
    draw.rectangle((0, height // 2, width // 2, height), BLUE)
    draw.rectangle((width // 2, height // 2, width, height), YELLOW)
    return image


def save(image: Image.Image, path: Path, orientation: int = 1) -> Path:
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = STORED[orientation]
    (image.transpose(stored) if stored is not None else image).save(path, quality=95, subsampling=0, exif=exif)
    return path


def near(color: QColor, wanted: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(color.getRgb()[:3], wanted, strict=True))


def photo_area(image: QImage) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is not background."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    pixels = np.frombuffer(image.constBits(), np.uint8)
    pixels = pixels.reshape(image.height(), -1)[:, : image.width() * 3].reshape(image.height(), image.width(), 3)
    filled = (np.abs(pixels.astype(int) - QColor(theme.CANVAS).red()) > 8).any(axis=2)
    rows, columns = np.flatnonzero(filled.any(axis=1)), np.flatnonzero(filled.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]), int(rows[-1])


@pytest.fixture
def loupe(qtbot: Any) -> Iterator[LoupeView]:
    view = LoupeView()
    qtbot.addWidget(view)
    view.set_overlay_visible(False)
    view.resize(600, 500)
    with qtbot.waitExposed(view):
        view.show()
    yield view
    view.shut_down()


@pytest.fixture
def show(loupe: LoupeView, qtbot: Any) -> Callable[[Path], None]:
    """Show a photo and wait for its full resolution."""

    def show(path: Path) -> None:
        loupe.show_photo(abs(hash(path)) % 10**6, path, PhotoKind.JPEG)
        qtbot.waitUntil(lambda: loupe.canvas.has(Stage.PREVIEW) and loupe.canvas.has(Stage.FULL), timeout=30_000)

    return show


def every_stage(qtbot: Any, path: Path, thumbnail: Image.Image, size: tuple[int, int] | None) -> dict[Stage, QImage]:
    """What a canvas of 600 x 500 looks like with each stage alone, decoded by the loader itself."""
    renderings: dict[Stage, Rendering] = {}
    loader = ImageLoader()
    loader.set_view(600, 500)
    loader.loaded.connect(lambda _, rendering: renderings.setdefault(rendering.stage, rendering))
    loader.request(PhotoToShow(1, path, PhotoKind.JPEG), full=True)
    qtbot.waitUntil(lambda: len(renderings) == 2, timeout=30_000)
    loader.shut_down()
    looks = {}
    for stage in Stage:
        canvas = PhotoCanvas()
        qtbot.addWidget(canvas)
        canvas.resize(600, 500)
        placeholder = QPixmap.fromImage(to_qimage(thumbnail)) if stage is Stage.THUMBNAIL else None
        canvas.show_photo(1, placeholder, size)
        if stage is not Stage.THUMBNAIL:
            canvas.set_rendering(renderings[stage])
        looks[stage] = canvas.grab().toImage()
    return looks


@pytest.mark.parametrize("orientation", range(1, 9))
def test_upright_in_every_stage(orientation: int, tmp_path: Path, qtbot: Any) -> None:
    upright = quarters(900, 1300)
    path = save(upright, tmp_path / "photo.jpg", orientation)
    place = Zoom(view=(600, 500), photo=(900, 1300))
    for look in every_stage(qtbot, path, upright.resize((180, 260)), (900, 1300)).values():
        for x, y, color in ((225, 325, RED), (675, 325, GREEN), (225, 975, BLUE), (675, 975, YELLOW)):
            across, down = place.to_view(x, y)
            assert near(look.pixelColor(int(across), int(down)), color)


@pytest.mark.parametrize("known", [True, False])
def test_no_jump_between_stages(known: bool, tmp_path: Path, qtbot: Any) -> None:
    path = save(quarters(3000, 2000), tmp_path / "photo.jpg")
    looks = every_stage(qtbot, path, quarters(510, 340), (3000, 2000) if known else None)
    assert {photo_area(look) for look in looks.values()} == {(0, 50, 599, 449)}
    for look in looks.values():  # the cross of the four colours lies in the middle
        assert near(look.pixelColor(295, 245), RED)
        assert near(look.pixelColor(304, 254), YELLOW)


def test_a_placeholder_gives_way_to_better_stages(tmp_path: Path, loupe: LoupeView, qtbot: Any) -> None:
    path = save(quarters(3000, 2000), tmp_path / "photo.jpg")
    seen: list[str] = []
    loupe.painted.connect(lambda _, stage: seen.append(stage))
    loupe.show_photo(1, path, PhotoKind.JPEG, QPixmap.fromImage(to_qimage(quarters(510, 340))), (3000, 2000))
    loupe.canvas.grab()
    assert seen == ["thumbnail"]
    qtbot.waitUntil(lambda: seen == ["thumbnail", "preview"], timeout=30_000)
    loupe.toggle_zoom(QPoint(300, 250))
    qtbot.waitUntil(lambda: seen[-1] == "full", timeout=30_000)


def test_zoom_stays_while_paging_and_shows_one_to_one(
    tmp_path: Path, show: Callable[[Path], None], loupe: LoupeView, qtbot: Any
) -> None:
    noise = Image.effect_noise((1600, 1200), 80).convert("RGB")
    noise.save(tmp_path / "first.png")
    noise.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(tmp_path / "second.png")
    show(tmp_path / "first.png")
    with qtbot.waitSignal(loupe.zoomChanged):
        loupe.toggle_zoom(QPoint(400, 300))
    assert loupe.zoom() == 1.0
    rect = loupe.canvas.zoom.rect()
    show(tmp_path / "second.png")
    seen = loupe.canvas.grab().toImage()
    assert loupe.canvas.zoom.rect() == rect
    with Image.open(tmp_path / "second.png") as stored:
        for x, y in ((10, 20), (400, 300), (599, 499)):
            expected = stored.getpixel((x - rect[0], y - rect[1]))
            assert seen.pixelColor(x, y).getRgb()[:3] == expected


def test_click_toggles_at_the_cursor_and_drag_pans(
    tmp_path: Path, show: Callable[[Path], None], loupe: LoupeView, qtbot: Any
) -> None:
    show(save(quarters(3000, 2000), tmp_path / "photo.jpg"))
    canvas = loupe.canvas
    at = QPoint(450, 150)
    seen = canvas.zoom.to_photo(at.x(), at.y())
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at)
    assert loupe.zoom() == 1.0
    assert canvas.zoom.to_photo(at.x(), at.y()) == pytest.approx(seen, abs=1)
    left, top, _, _ = canvas.zoom.rect()
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    for step in (20, 40, 60):
        qtbot.mouseMove(canvas, QPoint(300 - step, 300 + step))
    drag = QPoint(240, 360)
    _move(canvas, drag)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=drag)
    assert loupe.zoom() == 1.0  # the end of a drag is no click
    assert canvas.zoom.rect()[:2] == (left - 60, top + 60)
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at)
    assert canvas.zoom.fit


def _move(canvas: Any, to: QPoint) -> None:
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(to),
        QPointF(canvas.mapToGlobal(to)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(canvas, event)


@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier])
def test_wheel_zooms_at_the_cursor(
    modifier: Qt.KeyboardModifier, tmp_path: Path, show: Callable[[Path], None], loupe: LoupeView
) -> None:
    show(save(quarters(3000, 2000), tmp_path / "photo.jpg"))
    canvas = loupe.canvas
    at = QPointF(200, 260)

    def turn(times: int) -> None:
        for _ in range(times):
            event = QWheelEvent(
                at, at, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, modifier, Qt.ScrollPhase.NoScrollPhase, False
            )
            QApplication.sendEvent(canvas, event)

    turn(3)  # until the photo is larger than the view in both directions, and nothing but the cursor holds it
    seen = canvas.zoom.to_photo(at.x(), at.y())
    turn(3)
    assert loupe.zoom() == pytest.approx(0.2 * 1.25**6)
    assert canvas.zoom.to_photo(at.x(), at.y()) == pytest.approx(seen, abs=5)


def test_keys_zoom_and_pan(tmp_path: Path, show: Callable[[Path], None], loupe: LoupeView, qtbot: Any) -> None:
    show(save(quarters(3000, 2000), tmp_path / "photo.jpg"))
    qtbot.keyClick(loupe.canvas, Qt.Key.Key_Z)
    assert loupe.zoom() == 1.0
    centre = loupe.canvas.zoom.centre
    qtbot.keyClick(loupe.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert loupe.canvas.zoom.centre[0] > centre[0]
    qtbot.keyClick(loupe.canvas, Qt.Key.Key_Space)
    assert loupe.canvas.zoom.fit
    loupe.zoom_in()
    assert not loupe.canvas.zoom.fit
    loupe.zoom_fit()
    loupe.zoom_out()
    assert loupe.canvas.zoom.fit


def test_a_broken_photo_says_its_name_and_why(tmp_path: Path, loupe: LoupeView, qtbot: Any) -> None:
    broken = tmp_path / "IMG <b>1.jpg"
    broken.write_bytes(b"")
    with qtbot.waitSignal(loupe.failed) as got:
        loupe.show_photo(3, broken, PhotoKind.JPEG, None)
    words = loupe.findChild(EmptyState)
    assert words is not None
    assert words.isVisible()
    assert words.accessibleName() == broken.name
    assert words.accessibleDescription() == got.args[1]
    good = save(quarters(300, 200), tmp_path / "good.jpg")
    with qtbot.waitSignal(loupe.painted):
        loupe.show_photo(4, good, PhotoKind.JPEG, None)
    assert not words.isVisible()


def test_clear_shows_a_sentence(loupe: LoupeView) -> None:
    loupe.clear("No photo is selected.")
    words = loupe.findChild(EmptyState)
    assert words is not None
    assert words.accessibleDescription() == "No photo is selected."


def test_info_names_place_score_and_zoom(tmp_path: Path, show: Callable[[Path], None], loupe: LoupeView) -> None:
    show(save(quarters(3000, 2000), tmp_path / "photo.jpg"))
    loupe.set_caption(3, 40, "score 71   noisy")
    for part in ("photo.jpg", "3 of 40", "score 71   noisy", "fit, 20 %"):
        assert part in loupe.canvas.accessibleName()


def test_the_quality_map_reddens_what_is_weak(tmp_path: Path, show: Callable[[Path], None], loupe: LoupeView) -> None:
    grey = tmp_path / "grey.png"
    Image.new("RGB", (1200, 1000), (128, 128, 128)).save(grey)
    show(grey)
    before = loupe.canvas.grab().toImage().pixelColor(150, 250)
    weak_left = np.full((4, 4), 255, np.uint8)
    weak_left[:, :2] = 0
    loupe.set_quality_map(weak_left)
    assert loupe.canvas.grab().toImage().pixelColor(150, 250) == before  # not switched on
    loupe.set_quality_map_visible(True)
    shown = loupe.canvas.grab().toImage()
    assert shown.pixelColor(100, 250).red() > before.red() + 40
    assert shown.pixelColor(500, 250).red() < before.red()
    loupe.show_photo(999, grey, PhotoKind.PNG, None)
    assert heat_image(weak_left).width() == 4


def test_a_photo_of_more_than_a_hundred_megapixels(tmp_path: Path, loupe: LoupeView, qtbot: Any) -> None:
    path = tmp_path / "huge.jpg"
    quarters(12_000, 9_000).save(path, quality=60)
    seen: list[str] = []
    loupe.painted.connect(lambda _, stage: seen.append(stage))
    loupe.show_photo(5, path, PhotoKind.JPEG, None)
    qtbot.waitUntil(lambda: "preview" in seen, timeout=30_000)
    loupe.toggle_zoom(QPoint(500, 400))
    qtbot.waitUntil(lambda: "full" in seen, timeout=60_000)
    assert near(loupe.canvas.grab().toImage().pixelColor(500, 400), YELLOW)


def test_one_photo_pixel_is_one_screen_pixel_at_any_density(tmp_path: Path) -> None:
    image = Image.effect_noise((1500, 1100), 80).convert("RGB")
    image.save(tmp_path / "noise.png")
    script = """
import sys
from pathlib import Path
from PIL import Image
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QApplication
from app.gui.loupe import LoupeView
from app.photos.model import PhotoKind
app = QApplication([])
path = Path(sys.argv[1])
view = LoupeView()
view.resize(400, 300)
view.set_overlay_visible(False)
view.show()
def check(_, stage):
    if stage == "full" and not view.canvas.zoom.fit:
        QTimer.singleShot(0, compare)
def compare():
    shown = view.canvas.grab().toImage()
    left, top, width, height = view.canvas.zoom.rect()
    stored = Image.open(path)
    same = all(shown.pixelColor(x, y).getRgb()[:3] == stored.getpixel((x - left, y - top))
               for x in range(3, shown.width(), 50) for y in range(3, shown.height(), 50))
    print(view.devicePixelRatioF(), (shown.width(), shown.height()), (width, height), same)
    app.quit()
view.painted.connect(check)
view.toggle_zoom(QPoint(200, 150))
view.show_photo(1, path, PhotoKind.PNG, None)
view.toggle_zoom(QPoint(200, 150)) if view.canvas.zoom.fit else None
app.exec()
view.shut_down()
"""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": "2"}
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "noise.png")],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
        cwd=Path(__file__).resolve().parents[2],
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "2.0 (800, 600) (1500, 1100) True"
