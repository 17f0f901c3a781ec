"""A shoot of three bursts and two photos alone, and what tests of groups in the window need."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.gui.main_window import MainWindow

NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier

BURSTS = {"a": 4, "b": 3, "d": 3}
"""First letter of the name -> photos of the burst; ``c`` and ``e`` are alone."""


def scene(seed: int, brightness: float) -> Image.Image:
    """A view of its own for each seed, which the hash tells apart; brighter scores higher with the tiny model."""
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray(rng.integers(0, 256, (6, 6), np.uint8), "L").resize((240, 160), Image.Resampling.BICUBIC)
    return Image.fromarray(np.clip(np.asarray(coarse) * brightness, 0, 255).astype(np.uint8)).convert("RGB")


def write(path: Path, seed: int, brightness: float, second: float, **exif: float) -> None:
    """Write a photo with a capture time of whole and fractional seconds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    facts = Image.Exif()
    inner = facts.get_ifd(0x8769)
    inner[0x9003] = f"2026:05:16 10:{int(second) // 60:02d}:{int(second) % 60:02d}"
    inner[0x9291] = f"{round(second % 1 * 100):02d}"
    for tag, value in {0x829A: exif.get("shutter"), 0x829D: exif.get("aperture"), 0x8827: exif.get("iso")}.items():
        if value is not None:
            inner[tag] = int(value) if tag == 0x8827 else value
    scene(seed, brightness).save(path, quality=92, exif=facts)


@pytest.fixture
def bursts(tmp_path: Path) -> Path:
    """a1-a4, b1-b3, c, d1-d3, e; the third of each burst is the brightest, so the best."""
    root = tmp_path / "bursts"
    for number, (letter, count) in enumerate({**BURSTS, "c": 1, "e": 1}.items()):
        start = 60.0 * "abcde".index(letter)
        for index in range(1, count + 1):
            name = f"{letter}{index}.jpg" if count > 1 else f"{letter}.jpg"
            brightness = 0.9 if index == 3 else 0.5 + 0.05 * index
            write(root / name, number, brightness, start + 0.25 * index)
    return root


Settled = Callable[[MainWindow], None]


@pytest.fixture
def settled(qtbot: QtBot, ready: Callable[[MainWindow], None]) -> Settled:
    """Waits until everything is scored and grouped."""

    def wait(window: MainWindow) -> None:
        ready(window)
        quiet(qtbot, window)

    return wait


@pytest.fixture
def window(make_window: Callable[..., MainWindow], bursts: Path, settled: Settled) -> MainWindow:
    """The shoot, scored and grouped, with the keyboard on the grid."""
    window = make_window(bursts)
    settled(window)
    window.area.grid.setFocus()
    return window


def quiet(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.session.groups.busy and not window.session.desk.writing, timeout=20_000)


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until the catalogue has done what was asked of it, and the window has heard of it."""
    assert window.services is not None
    with qtbot.waitCallback(timeout=20_000) as heard:
        window.dispatcher.when_done(window.services.lane.submit(lambda _: None), lambda _: heard())
    quiet(qtbot, window)


def names(window: MainWindow) -> list[str]:
    """What the grid shows, in order."""
    paths = window.session.table.columns.paths
    return [stem(paths[position]) for position in window.session.view.order.tolist()]


def stem(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0]  # noqa: PTH119, PTH122


def current(window: MainWindow) -> str:
    session = window.session
    return stem(session.table.columns.paths[session.table.position(session.current)])


def go_to(window: MainWindow, name: str) -> None:
    assert window.area.grid.go_to(id_of(window, name))


def id_of(window: MainWindow, name: str) -> int:
    columns = window.session.table.columns
    return int(columns.ids[[stem(path) for path in columns.paths].index(name)])


def flags(window: MainWindow) -> dict[str, int]:
    columns = window.session.table.columns
    return {stem(path): int(flag) for path, flag in zip(columns.paths, columns.flags, strict=True) if flag}


def grouped(window: MainWindow) -> list[list[str]]:
    groups = window.session.groups.groups
    paths = window.session.table.columns.paths
    return [[stem(paths[row]) for row in groups.members(number).tolist()] for number in range(len(groups))]


@pytest.fixture
def press(qtbot: QtBot, window: MainWindow) -> Callable[..., None]:
    """Presses a key where the photos are and waits until everything that follows is done."""

    def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        page = window.area.currentWidget()
        assert page is not None
        qtbot.keyClick(window.focusWidget() or page, key, modifiers)
        settle(qtbot, window)

    return press
