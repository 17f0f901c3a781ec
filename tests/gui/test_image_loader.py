"""Decoding in the background: newest first, look-ahead, bounded memory, nothing stale."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.gui.image_loader import ImageLoader, PhotoToShow
from app.gui.rendering import Rendering, RenderingCache, Stage, full_rendering, to_qimage
from app.photos.decode import decode
from app.photos.model import Decoded, PhotoKind


class Gate:
    """The real decoder behind a door, with a list of who came through."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()
        self.calls: list[tuple[str, int | None]] = []
        self.entered = threading.Semaphore(0)

    def __call__(
        self, path: Path, kind: PhotoKind | None = None, *, min_edge: int | None = None, quick: bool = False
    ) -> Decoded:
        self.calls.append((path.name, min_edge))
        self.entered.release()
        assert self.open.wait(20)
        return decode(path, kind, min_edge=min_edge)


@pytest.fixture
def photo(tmp_path: Path) -> Callable[[int], PhotoToShow]:
    def make(number: int) -> PhotoToShow:
        path = tmp_path / f"{number}.jpg"
        if not path.exists():
            Image.new("RGB", (1200, 800), (number * 20 % 256, 90, 120)).save(path)
        return PhotoToShow(number, path, PhotoKind.JPEG)

    return make


@pytest.fixture
def loaders(qtbot: Any) -> Iterator[Callable[..., ImageLoader]]:
    made: list[ImageLoader] = []

    def make(**options: Any) -> ImageLoader:
        loader = ImageLoader(**options)
        loader.set_view(300, 200)
        made.append(loader)
        return loader

    yield make
    for loader in made:
        loader.shut_down()


def test_preview_has_the_size_of_the_view_and_knows_the_full_size(qtbot: Any, loaders: Any, photo: Any) -> None:
    loader = loaders()
    with qtbot.waitSignal(loader.loaded) as got:
        assert loader.request(photo(1)) is None
    photo_id, rendering = got.args
    assert photo_id == 1
    assert rendering.stage is Stage.PREVIEW
    assert (rendering.levels[0].width(), rendering.levels[0].height()) == (300, 200)
    assert (rendering.width, rendering.height) == (1200, 800)
    assert loader.request(photo(1)) is rendering


def test_full_resolution_comes_when_it_is_wanted(qtbot: Any, loaders: Any, photo: Any) -> None:
    loader = loaders()
    with qtbot.waitSignal(loader.loaded):
        loader.request(photo(1))
    with qtbot.waitSignal(loader.loaded) as got:
        loader.want_full()
    assert got.args[1].stage is Stage.FULL
    assert got.args[1].levels[0].width() == 1200


def test_newest_request_wins(qtbot: Any, loaders: Any, photo: Any) -> None:
    gate = Gate()
    gate.open.clear()
    loader = loaders(read=gate, workers=1)
    shown: list[int] = []
    loader.loaded.connect(lambda photo_id, _: shown.append(photo_id))
    loader.request(photo(1))
    assert gate.entered.acquire(timeout=20)
    for number in (2, 3, 4, 5):
        loader.request(photo(number))
    gate.open.set()
    qtbot.waitUntil(lambda: shown == [5])
    assert [name for name, _ in gate.calls] == ["1.jpg", "5.jpg"]  # 2, 3 and 4 were never decoded


def test_results_of_a_photo_no_longer_shown_are_kept_but_not_announced(qtbot: Any, loaders: Any, photo: Any) -> None:
    gate = Gate()
    gate.open.clear()
    loader = loaders(read=gate)
    shown: list[int] = []
    loader.loaded.connect(lambda photo_id, _: shown.append(photo_id))
    loader.request(photo(1))
    assert gate.entered.acquire(timeout=20)
    loader.request(photo(2))
    gate.open.set()
    qtbot.waitUntil(lambda: shown == [2] and loader.at_hand(1) is not None)


def test_results_older_than_a_change_of_the_file_are_dropped(qtbot: Any, loaders: Any, photo: Any) -> None:
    gate = Gate()
    gate.open.clear()
    loader = loaders(read=gate, workers=1)
    got: list[Rendering] = []
    loader.loaded.connect(lambda _, rendering: got.append(rendering))
    loader.request(photo(1))
    assert gate.entered.acquire(timeout=20)
    loader.forget([1])
    gate.open.set()
    qtbot.waitUntil(lambda: len(gate.calls) == 2 and len(got) == 1)
    assert loader.at_hand(1) is got[0]


def test_neighbours_are_decoded_ahead_and_never_on_all_workers(qtbot: Any, loaders: Any, photo: Any) -> None:
    gate = Gate()
    loader = loaders(read=gate)
    with qtbot.waitSignal(loader.loaded):
        loader.request(photo(1))
    gate.open.clear()
    loader.prefetch([photo(2), photo(3)])
    assert gate.entered.acquire(timeout=20)
    assert gate.entered.acquire(timeout=20)
    assert [name for name, _ in gate.calls] == ["1.jpg", "2.jpg"]
    loader.request(photo(9))  # finds a free worker although the look-ahead is stuck
    assert gate.entered.acquire(timeout=20)
    assert gate.calls[-1][0] == "9.jpg"
    gate.open.set()
    qtbot.waitUntil(lambda: all(loader.at_hand(number) for number in (2, 3, 9)))
    assert loader.request(photo(2)) is not None


def test_another_view_size_gets_another_preview(qtbot: Any, loaders: Any, photo: Any) -> None:
    loader = loaders()
    with qtbot.waitSignal(loader.loaded):
        loader.request(photo(1))
    with qtbot.waitSignal(loader.loaded) as got:
        loader.set_view(600, 600)
    assert got.args[1].levels[0].width() == 600


def test_a_broken_photo_fails_with_a_sentence(qtbot: Any, loaders: Any, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"")
    loader = loaders()
    with qtbot.waitSignal(loader.failed) as got:
        loader.request(PhotoToShow(7, broken, PhotoKind.JPEG))
    assert got.args[:2] == [7, Stage.PREVIEW]
    assert got.args[2].endswith(".")


def test_a_photo_that_came_back_is_read_again(qtbot: Any, loaders: Any, photo: Any, tmp_path: Path) -> None:
    path = tmp_path / "later.jpg"
    loader = loaders()
    with qtbot.waitSignal(loader.failed):
        loader.request(PhotoToShow(7, path, PhotoKind.JPEG))
    photo(1).path.rename(path)
    with qtbot.waitSignal(loader.loaded):
        loader.request(PhotoToShow(7, path, PhotoKind.JPEG))


def test_a_bug_in_a_worker_surfaces_in_the_gui_thread(qtbot: Any, loaders: Any, photo: Any) -> None:
    def wrong(
        path: Path, kind: PhotoKind | None = None, *, min_edge: int | None = None, quick: bool = False
    ) -> Decoded:
        raise ZeroDivisionError

    loader = loaders(read=wrong)
    with qtbot.captureExceptions() as caught:
        loader.request(photo(1))
        qtbot.waitUntil(lambda: len(caught) == 1)
    assert caught[0][0] is ZeroDivisionError


def test_a_photo_decoded_whole_anyway_is_not_decoded_again_for_the_full_resolution(
    qtbot: Any, loaders: Any, photo: Any
) -> None:
    gate = Gate()
    loader = loaders(read=gate)
    loader.set_view(1100, 800)  # more than half its size: no scaled decode of a JPEG is large enough
    stages: list[Stage] = []
    loader.loaded.connect(lambda _, rendering: stages.append(rendering.stage))
    loader.request(photo(1))
    qtbot.waitUntil(lambda: stages == [Stage.PREVIEW, Stage.FULL])
    loader.want_full()
    assert len(gate.calls) == 1


def test_memory_is_bounded(qtbot: Any, loaders: Any, photo: Any) -> None:
    one = 300 * 200 * 4
    loader = loaders(cache_bytes=3 * one)
    for number in range(8):
        with qtbot.waitSignal(loader.loaded):
            loader.request(photo(number))
        assert loader.cached_bytes <= 3 * one
    assert loader.at_hand(7) is not None
    assert loader.at_hand(0) is None


def test_a_photo_larger_than_the_memory_for_it_is_shown_and_not_decoded_twice(
    qtbot: Any, loaders: Any, photo: Any
) -> None:
    gate = Gate()
    loader = loaders(read=gate, cache_bytes=1000)
    stages: set[Stage] = set()
    loader.loaded.connect(lambda _, rendering: stages.add(rendering.stage))
    loader.request(photo(1), full=True)
    qtbot.waitUntil(lambda: Stage.FULL in stages)
    calls = len(gate.calls)
    loader.prefetch([])
    loader.want_full()
    assert loader.at_hand(1) is not None
    assert len(gate.calls) == calls
    assert loader.cached_bytes == 0


def test_the_cache_drops_what_was_not_used_for_longest() -> None:
    def rendering() -> Rendering:
        return Rendering(Stage.PREVIEW, (to_qimage(Image.new("RGB", (10, 10))),), 10, 10)

    cache = RenderingCache(3 * 400)
    for number in (1, 2, 3):
        cache.put(number, rendering())
    assert cache.get(1, Stage.PREVIEW)
    cache.put(4, rendering())
    assert cache.get(2, Stage.PREVIEW) is None
    assert cache.get(1, Stage.PREVIEW)
    cache.forget([1])
    assert cache.size_bytes == 800


def test_pixels_are_copied_exactly_in_both_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    image = Image.effect_noise((301, 203), 90).convert("RGB")
    image.putpixel((300, 202), (1, 2, 3))
    for compact_from in (10**9, 1):
        monkeypatch.setattr("app.gui.rendering._COMPACT_FROM", compact_from)
        made = to_qimage(image)
        for at in ((0, 0), (300, 202), (17, 130), (299, 127), (0, 128)):
            assert made.pixelColor(*at).getRgb()[:3] == image.getpixel(at)


def test_levels_halve_and_the_right_one_is_taken() -> None:
    rendering = full_rendering(Image.new("RGB", (4000, 3000)), smallest=1000)
    assert [level.width() for level in rendering.levels] == [4000, 2000, 1000]
    assert rendering.level_for(1500).width() == 2000
    assert rendering.level_for(1000).width() == 1000
    assert rendering.level_for(9000).width() == 4000


def test_two_views_of_one_photo_get_a_preview_each(qtbot: Any, loaders: Any, photo: Any) -> None:
    loader = loaders()
    views = {"loupe": (400, 300), "second": (200, 160)}
    for slot, view in views.items():
        loader.set_view(*view, slot)
        loader.request(photo(1), slot=slot)

    def made() -> bool:
        return all(loader._cache.get(1, Stage.PREVIEW, view) is not None for view in views.values())

    qtbot.waitUntil(made, timeout=20_000)
    for slot, view in views.items():
        assert loader.at_hand(1, slot).view == view


def test_a_view_that_is_left_asks_for_nothing_more(qtbot: Any, loaders: Any, photo: Any) -> None:
    loader = loaders()
    loader.set_view(400, 300, "second")
    loader.request(photo(1), slot="second")
    loader.release("second")
    heard: list[int] = []
    loader.loaded.connect(lambda photo_id, _: heard.append(photo_id))
    with qtbot.waitSignal(loader.loaded, timeout=20_000):
        loader.request(photo(2))
    assert heard == [2]


def test_a_photo_on_its_side_gets_a_preview_that_fits_as_it_is_seen(qtbot: Any, loaders: Any, photo: Any) -> None:
    loader = loaders()
    lying = photo(1)._replace(turned=True)
    with qtbot.waitSignal(loader.loaded, timeout=20_000) as got:
        loader.request(lying)
    image = got.args[1].levels[0]
    assert (image.width(), image.height()) == (200, 133)  # in a view of 300 x 200 it stands 133 x 200
