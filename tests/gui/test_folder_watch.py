"""New photos of a tethered shoot appear and are scored; half-written files wait; a vanished folder gives a sentence."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from app.catalog.records import Flag
from app.gui import folder_watch
from app.gui.folder_session import Phase
from app.gui.loupe import LoupeView
from app.gui.main_window import MainWindow
from app.photos import watching
from app.photos.xmp.settings import MetadataSettings
from tests.gui.conftest import WindowMaker
from tests.gui.windows import names as names_in_order
from tests.gui.windows import photo_id, write_photo


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "SETTLE_S", 0.2)
    monkeypatch.setattr(watching, "SWEEP_S", 0.2)
    monkeypatch.setattr(folder_watch, "POLL_MS", 150)
    monkeypatch.setattr(folder_watch, "WAITING_MS", 80)


Opened = Callable[[Path], MainWindow]


@pytest.fixture
def opened(make_window: WindowMaker, ready: Any, qtbot: Any) -> Opened:
    def make(folder: Path) -> MainWindow:
        window = make_window(folder)
        ready(window)
        qtbot.waitUntil(lambda: window.comfort.watch.watching)
        qtbot.waitUntil(lambda: bool(window.comfort.watch._eye and window.comfort.watch._eye.folders))
        return window

    return make


def names(window: MainWindow) -> set[str]:
    return {Path(path).name for path in window.session.table.columns.paths}


def scored(window: MainWindow, name: str) -> bool:
    columns = window.session.table.columns
    at = [place for place, path in enumerate(columns.paths) if Path(path).name == name]
    return bool(at) and columns.scores[at[0]] == columns.scores[at[0]]


def test_a_new_photo_appears_and_is_scored(opened: Opened, shoot: Path, qtbot: Any) -> None:
    window = opened(shoot)
    told: list[str] = []
    window.session.told.connect(lambda text, _: told.append(text))
    write_photo(shoot / "second" / "k.jpg", 200)
    write_photo(shoot / "third" / "l.jpg", 210)
    qtbot.waitUntil(lambda: scored(window, "k.jpg") and scored(window, "l.jpg"), timeout=30_000)
    assert len(window.session.table) == 13
    assert any("arrived" in text for text in told)


def test_a_half_written_photo_is_awaited_and_never_flagged_broken(opened: Opened, shoot: Path, qtbot: Any) -> None:
    window = opened(shoot)
    broken: list[str] = []

    def look(*_: object) -> None:
        columns = window.session.table.columns
        broken.extend(columns.paths[p] for p in columns.errors.nonzero()[0].tolist() if "slow" in columns.paths[p])

    window.session.looksChanged.connect(look)
    window.session.orderChanged.connect(look)
    whole = write_photo(shoot.parent / "slow.jpg", 120).read_bytes()
    growing = shoot / "first" / "slow.jpg"
    parts = [whole[: len(whole) * part // 5] for part in range(6)]
    for part in parts:
        growing.write_bytes(part)
        qtbot.wait(100)  # a slow writer, not a wait for the program
    qtbot.waitUntil(lambda: scored(window, "slow.jpg"), timeout=30_000)
    assert broken == []


def test_a_photo_that_was_half_there_at_the_start_is_cured(opened: Opened, shoot: Path, qtbot: Any) -> None:
    late = write_photo(shoot / "first" / "late.jpg", 90)
    whole = late.read_bytes()
    late.write_bytes(whole[: len(whole) // 2])
    window = opened(shoot)
    assert not scored(window, "late.jpg")
    late.write_bytes(whole)
    qtbot.waitUntil(lambda: scored(window, "late.jpg"), timeout=30_000)
    columns = window.session.table.columns
    assert not columns.errors[[Path(path).name for path in columns.paths].index("late.jpg")]


def test_a_deleted_photo_goes(opened: Opened, shoot: Path, qtbot: Any) -> None:
    window = opened(shoot)
    (shoot / "first" / "b.jpg").unlink()
    qtbot.waitUntil(lambda: "b.jpg" not in names(window), timeout=30_000)
    assert len(window.session.table) == 10


def test_a_vanished_folder_gives_a_sentence_and_comes_back(opened: Opened, shoot: Path, qtbot: Any) -> None:
    window = opened(shoot)
    told: list[str] = []
    window.session.told.connect(lambda text, _: told.append(text))
    shoot.rename(shoot.with_name("unplugged"))
    qtbot.waitUntil(lambda: any("is not there any more" in text for text in told), timeout=30_000)
    assert len(window.session.table) == 11, "the photos stay in sight"
    assert sum("is not there any more" in text for text in told) == 1
    shoot.with_name("unplugged").rename(shoot)
    qtbot.waitUntil(lambda: any("is there again" in text for text in told), timeout=30_000)
    qtbot.waitUntil(lambda: window.session.phase is Phase.READY, timeout=30_000)
    assert len(window.session.table) == 11


def test_switched_off_nothing_is_watched(opened: Opened, shoot: Path, qtbot: Any) -> None:
    window = opened(shoot)
    window.actions_by_id["watch"].setChecked(False)
    assert not window.comfort.watch.watching
    window.actions_by_id["watch"].setChecked(True)
    assert window.comfort.watch.watching
    window.session.close_folder()
    assert not window.comfort.watch.watching


@pytest.mark.parametrize("raw_first", [True, False])
def test_the_two_files_of_a_shot_arrive_as_one_photo(
    opened: Opened, shoot: Path, tmp_path: Path, qtbot: Any, raw_first: bool
) -> None:
    window = opened(shoot)
    raw, jpeg = shoot / "second" / "k.DNG", shoot / "second" / "k.jpg"
    for turn, path in enumerate((raw, jpeg) if raw_first else (jpeg, raw)):
        # Both are a JPEG by their content: they decode.
        shutil.copy(write_photo(tmp_path / "card" / f"{path.suffix[1:]}.jpg", 200), path)
        if not turn:  # the camera sends one after the other, and the first is shown and decided on by then
            qtbot.waitUntil(lambda path=path: scored(window, path.name), timeout=30_000)
            first = next(
                int(i)
                for i, shown in zip(window.session.table.columns.ids, window.session.table.columns.paths, strict=True)
                if shown == str(path)
            )
            window.session.desk.set_flag([first], Flag.PICK)

    def paired() -> bool:
        columns = window.session.table.columns
        at = [place for place, path in enumerate(columns.paths) if Path(path).stem == "k"]
        return len(at) == 1 and bool(columns.pairs[at[0]]) and columns.flags[at[0]] == Flag.PICK

    qtbot.waitUntil(paired, timeout=30_000)


def test_the_other_half_of_a_pair_is_no_new_photo(opened: Opened, shoot: Path, tmp_path: Path, qtbot: Any) -> None:
    for name in ("k.DNG", "k.jpg"):
        shutil.copy(write_photo(tmp_path / "card" / "k.jpg", 200), shoot / "second" / name)
    window = opened(shoot)
    window.session.close_folder()
    window.open_folder(shoot)  # by now the catalogue knows both halves
    found: list[Path] = []
    told: list[str] = []
    window.comfort.watch.arrived.connect(found.extend)
    window.session.told.connect(lambda text, _: told.append(text))
    qtbot.waitUntil(lambda: window.comfort.watch.watching)
    write_photo(shoot / "second" / "l.jpg", 210)
    qtbot.waitUntil(lambda: scored(window, "l.jpg"))
    assert found == [shoot / "second" / "l.jpg"]
    assert [text for text in told if "arrived" in text] == ["1 photo arrived."]
    (shoot / "second" / "k.DNG").unlink()
    qtbot.waitUntil(lambda: not window.session.table.columns.pairs.any())
    assert "k.jpg" in names(window)


def test_a_new_pair_is_told_as_one_photo(opened: Opened, shoot: Path, tmp_path: Path, qtbot: Any) -> None:
    window = opened(shoot)
    told: list[str] = []
    window.session.told.connect(lambda text, _: told.append(text))
    for name in ("k.DNG", "k.jpg"):
        shutil.copy(write_photo(tmp_path / "card" / "k.jpg", 200), shoot / "second" / name)
    qtbot.waitUntil(lambda: bool(window.session.table.columns.pairs.any()))
    assert [text for text in told if "arrived" in text] == ["1 photo arrived."]


def overwrite(path: Path, brightness: int, *, by_rename: bool) -> None:
    """Put another photo in the place of one, as a copy does, or as editors do who write a new file and rename it."""
    other = write_photo(path.with_name(f".{path.name}") if by_rename else path, brightness, (300, 200))
    if by_rename:
        other.replace(path)


def brightness_of(image: QImage) -> int:
    middle = image.pixelColor(image.width() // 2, image.height() // 2)
    return middle.red()


def near(image: QImage | None, brightness: int) -> bool:
    return image is not None and abs(brightness_of(image) - brightness) < 12


@pytest.mark.parametrize("by_rename", [False, True], ids=["in place", "renamed"])
@pytest.mark.parametrize("by_hand", [False, True], ids=["watched", "F5"])
def test_a_photo_that_was_overwritten_shows_its_new_picture_everywhere(
    opened: Opened, shoot: Path, qtbot: Any, by_rename: bool, by_hand: bool
) -> None:
    window = opened(shoot)
    window.actions_by_id["watch"].setChecked(not by_hand)
    area, session = window.area, window.session
    photo = photo_id(window, "b.jpg")  # 35 bright, wide

    def thumbnail() -> QImage | None:
        pixmap = area.thumbnails.pixmap(photo)
        return None if pixmap is None else pixmap.toImage()

    def anew(loupe: LoupeView) -> bool:
        level = loupe.canvas.finest_level()
        return near(level, 220) and (loupe.canvas.zoom.photo == (300, 200))

    area.go_to(photo)
    area.show_loupe()
    window.actions_by_id["second-screen"].setChecked(True)
    qtbot.waitUntil(lambda: near(thumbnail(), 35) and near(area.loupe.canvas.finest_level(), 35))
    session.desk.set_flag([photo], Flag.PICK)
    overwrite(shoot / "first" / "b.jpg", 220, by_rename=by_rename)
    if by_hand:
        window.actions_by_id["rescan"].trigger()
    second = window.views.second.view
    assert second is not None
    qtbot.waitUntil(lambda: anew(area.loupe) and anew(second), timeout=30_000)
    qtbot.waitUntil(lambda: near(thumbnail(), 220), timeout=30_000)
    position = session.table.position(photo)
    qtbot.waitUntil(lambda: session.table.columns.scores[position] > 80, timeout=30_000)
    assert session.current == photo
    assert session.table.columns.flags[position] == Flag.PICK
    # In the views that were not open it is the new one, too.
    area.grid.select_ids([photo, photo_id(window, "c.jpg")], photo)
    area.show_compare()
    qtbot.waitUntil(lambda: anew(area.large.compare.panes()[0].view))
    window.actions_by_id["second-screen"].setChecked(False)


def test_a_photo_that_was_overwritten_while_another_folder_was_open(
    opened: Opened, shoot: Path, tmp_path: Path, qtbot: Any, ready: Any
) -> None:
    window = opened(shoot)
    photo = photo_id(window, "b.jpg")
    window.area.go_to(photo)
    window.area.show_loupe()
    qtbot.waitUntil(lambda: near(window.area.loupe.canvas.finest_level(), 35))
    write_photo(tmp_path / "elsewhere" / "x.jpg", 128)
    window.open_folder(tmp_path / "elsewhere")
    ready(window)
    overwrite(shoot / "first" / "b.jpg", 220, by_rename=False)
    window.open_folder(shoot)
    qtbot.waitUntil(lambda: len(window.session.table) == 11)
    ready(window)
    window.area.go_to(photo)
    window.area.show_loupe()
    qtbot.waitUntil(lambda: near(window.area.loupe.canvas.finest_level(), 220))


def test_what_keepers_writes_into_a_photo_changes_nothing_on_the_screen(
    opened: Opened, shoot: Path, qtbot: Any
) -> None:
    window = opened(shoot)
    area, session = window.area, window.session
    photo = photo_id(window, "b.jpg")
    area.go_to(photo)
    area.show_loupe()
    qtbot.waitUntil(lambda: near(area.loupe.canvas.finest_level(), 35))
    forgotten: list[object] = []
    area.large.loader.forgotten.connect(forgotten.append)
    arrived: list[Path] = []
    window.comfort.watch.arrived.connect(arrived.extend)
    unscored: list[bool] = []
    session.looksChanged.connect(
        lambda _: unscored.append(bool((session.table.columns.scores != session.table.columns.scores)[1]))
    )
    window.metadata.change(MetadataSettings(automatic=True, embed=True))
    before = (shoot / "first" / "b.jpg").read_bytes()
    session.desk.set_flag([photo], Flag.PICK)
    qtbot.waitUntil(lambda: (shoot / "first" / "b.jpg").read_bytes() != before, timeout=30_000)
    qtbot.waitUntil(lambda: shoot / "first" / "b.jpg" in arrived, timeout=30_000)
    qtbot.waitUntil(lambda: not session.working and not session.arrivals.busy)
    assert not forgotten
    assert not any(unscored)


def test_a_photo_that_is_renamed_takes_its_place_in_the_order(opened: Opened, shoot: Path, qtbot: Any) -> None:
    window = opened(shoot)
    photo = photo_id(window, "b.jpg")
    window.area.go_to(photo)
    window.area.show_loupe()
    window.session.desk.set_flag([photo], Flag.PICK)
    (shoot / "first" / "b.jpg").rename(shoot / "first" / "dd.jpg")

    def order() -> list[str]:
        return names_in_order(window)[:5]

    qtbot.waitUntil(lambda: order() == ["a.jpg", "c.jpg", "d.jpg", "dd.jpg", "e.jpg"], timeout=30_000)
    assert photo_id(window, "dd.jpg") == photo, "its decision went along"
    assert window.session.current == photo
    assert "dd.jpg" in window.area.loupe.canvas.accessibleName()


def test_a_photo_that_takes_the_place_of_another_is_there_once(opened: Opened, shoot: Path, qtbot: Any) -> None:
    window = opened(shoot)
    (shoot / "first" / "b.jpg").replace(shoot / "first" / "d.jpg")
    qtbot.waitUntil(lambda: names_in_order(window)[:4] == ["a.jpg", "c.jpg", "d.jpg", "e.jpg"], timeout=30_000)
    assert len(window.session.table) == 10


def test_a_photo_whose_writing_pauses_is_awaited(
    opened: Opened, shoot: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(shoot)
    found: list[Path] = []
    window.comfort.watch.arrived.connect(found.extend)
    whole = write_photo(shoot.parent / "slow.jpg", 120).read_bytes()
    growing = shoot / "first" / "slow.jpg"
    growing.write_bytes(whole[: len(whole) // 2])
    write_photo(shoot / "first" / "quick.jpg", 60)
    qtbot.waitUntil(lambda: scored(window, "quick.jpg"), timeout=30_000)
    qtbot.wait(600)  # the writer pauses for much longer than a whole file has to rest
    assert found == [shoot / "first" / "quick.jpg"]
    growing.write_bytes(whole)
    qtbot.waitUntil(lambda: scored(window, "slow.jpg"), timeout=30_000)
    assert found == [shoot / "first" / "quick.jpg", growing]
