"""RAW and JPEG as one photo in the window."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.catalog.records import Flag
from app.gui.main_window import MainWindow
from tests.gui.windows import names

WindowMaker = Callable[..., MainWindow]


def _folder(tmp_path: Path, shoot: Path) -> Path:
    folder = tmp_path / "pairs"
    folder.mkdir()
    shutil.copy(shoot / "first" / "a.jpg", folder / "a.jpg")
    shutil.copy(shoot / "first" / "b.jpg", folder / "b.jpg")
    shutil.copy(shoot / "first" / "c.jpg", folder / "a.DNG")  # a JPEG by its content: it decodes
    return folder


def test_a_pair_is_one_cell_with_a_sign_and_can_be_switched_off(
    qtbot: QtBot, make_window: WindowMaker, ready: Callable[[MainWindow], None], shoot: Path, tmp_path: Path
) -> None:
    window = make_window(_folder(tmp_path, shoot))
    ready(window)
    qtbot.waitUntil(lambda: names(window) == ["a.jpg", "b.jpg"])
    model = window.area.model
    assert model.cell(int(model.order[0])).pair == "RAW+JPEG"
    assert model.cell(int(model.order[1])).pair == ""
    window.session.desk.set_flag([model.id_at(0)], Flag.PICK)
    qtbot.waitUntil(lambda: not window.session.desk.writing)
    window.actions_by_id["pairs"].setChecked(False)
    qtbot.waitUntil(lambda: sorted(names(window)) == ["a.DNG", "a.jpg", "b.jpg"])
    ready(window)
    flags = {name: model.cell(int(model.order[row])).flag for row, name in enumerate(names(window))}
    assert flags == {"a.DNG": Flag.PICK, "a.jpg": Flag.PICK, "b.jpg": Flag.NONE}
