"""Thumbnails: visible ones first, from the cache where they are, and never more memory than allowed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.bootstrap import Services
from app.gui import thumbnail_loader
from app.gui.dispatcher import Dispatcher
from app.gui.thumbnail_loader import ThumbnailLoader, Wanted
from app.photos.model import PhotoKind
from tests.gui.windows import write_photo


@pytest.fixture
def services() -> Iterator[Services]:
    with Services() as made:
        yield made


@pytest.fixture
def photos(services: Services, tmp_path: Path) -> list[Wanted]:
    """Six photos that the catalogue knows."""
    folder = tmp_path / "photos"
    for number in range(6):
        write_photo(folder / f"{number}.jpg", 30 * number + 30, (900, 600))
    services.intake().run([folder])
    columns = services.lane.call(lambda catalog: catalog.folder_columns([folder]))
    return [Wanted(int(photo), path, PhotoKind.JPEG) for photo, path in zip(columns.ids, columns.paths, strict=True)]


@pytest.fixture
def loader(qtbot: QtBot, services: Services) -> Iterator[ThumbnailLoader]:
    made = ThumbnailLoader(Dispatcher(lambda error: None), budget=2_000_000)
    made.start(services)
    yield made
    made.close()


def test_a_missing_thumbnail_is_made_and_kept_for_the_next_time(
    qtbot: QtBot, loader: ThumbnailLoader, services: Services, photos: list[Wanted]
) -> None:
    with qtbot.waitSignal(loader.ready):
        loader.want(photos[:1], 200)
    pixmap = loader.pixmap(photos[0].id)
    assert pixmap is not None
    assert (pixmap.width(), pixmap.height()) == (200, 133)
    keys = services.lane.call(lambda catalog: catalog.thumb_keys([photos[0].id]))
    assert services.thumbnails.get(keys[photos[0].id]) is not None
    # From now on the file is not needed any more.
    Path(photos[0].path).unlink()
    loader.forget()
    assert loader.pixmap(photos[0].id) is None
    with qtbot.waitSignal(loader.ready):
        loader.want(photos[:1], 120)
    again = loader.pixmap(photos[0].id)
    assert again is not None
    assert again.width() == 120


def test_a_photo_that_cannot_be_read_is_told_once(qtbot: QtBot, loader: ThumbnailLoader, photos: list[Wanted]) -> None:
    Path(photos[2].path).write_bytes(b"")
    with qtbot.waitSignal(loader.failed) as failure:
        loader.want([photos[2]], 200)
    assert failure.args is not None
    assert failure.args[0] == photos[2].id
    assert str(failure.args[1]).endswith(".")
    told: list[int] = []
    loader.failed.connect(lambda photo, _: told.append(photo))
    with qtbot.waitSignal(loader.ready):
        loader.want([photos[2], photos[3]], 200)
    assert told == []


def test_new_wishes_replace_the_old_ones(qtbot: QtBot, services: Services, photos: list[Wanted]) -> None:
    loader = ThumbnailLoader(Dispatcher(lambda error: None))
    loader.want(photos[:3], 200)
    loader.want(photos[5:], 200)
    loaded: list[int] = []
    loader.ready.connect(loaded.append)
    with qtbot.waitSignal(loader.ready):
        loader.start(services)
    loader.close()
    assert loaded == [photos[5].id]


def test_memory_stays_in_its_budget(qtbot: QtBot, loader: ThumbnailLoader, photos: list[Wanted]) -> None:
    loaded: set[int] = set()
    loader.ready.connect(loaded.add)
    for photo in photos:
        loader.want([photo], 512)
        qtbot.waitUntil(lambda photo=photo: photo.id in loaded)  # type: ignore[misc]
    kept = [photo for photo in photos if loader.pixmap(photo.id) is not None]
    assert 1 <= len(kept) <= 2, "512 x 341 x 4 bytes each, 2 MB in all"
    assert kept[-1] == photos[-1]


def test_a_file_with_another_content_gets_another_thumbnail(
    qtbot: QtBot, loader: ThumbnailLoader, services: Services, photos: list[Wanted]
) -> None:
    with qtbot.waitSignals([loader.ready, loader.ready]):
        loader.want(photos[:2], 200)
    old = loader.pixmap(photos[0].id)
    loader.want(photos[:1], 200)
    for wanted in photos[:2]:
        write_photo(Path(wanted.path), 250, (100, 200))
    services.intake().run([Path(photos[0].path).parent])
    loader.renew([wanted.id for wanted in photos[:2]])
    kept = loader.pixmap(photos[0].id)
    assert kept is not None
    assert old is not None
    assert kept.cacheKey() == old.cacheKey(), "no empty cell in between"
    assert loader.pixmap(photos[1].id) is None, "nobody sees this one"
    qtbot.waitUntil(lambda: (made := loader.pixmap(photos[0].id)) is not None and made.height() > made.width())
    with qtbot.waitSignal(loader.ready):
        loader.want(photos[:2], 200)
    made = loader.pixmap(photos[1].id)
    assert made is not None
    assert made.height() > made.width()


def test_the_picture_of_another_file_is_never_kept_under_the_name_of_the_old_one(
    qtbot: QtBot, loader: ThumbnailLoader, services: Services, photos: list[Wanted]
) -> None:
    keys = services.lane.call(lambda catalog: catalog.thumb_keys([photos[0].id]))
    write_photo(Path(photos[0].path), 250, (100, 200))  # and nobody has told the catalogue yet
    with qtbot.waitSignal(loader.ready):
        loader.want(photos[:1], 200)
    assert services.thumbnails.get(keys[photos[0].id]) is None


def test_a_thumbnail_is_read_as_what_it_is_and_nothing_else_is_tried() -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>'
    assert not QImage.fromData(drawing).isNull()
    assert thumbnail_loader._read(drawing).isNull()
