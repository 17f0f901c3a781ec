"""Handing over from the window: the folder, the catalogue, the menu and the notice afterwards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.catalog.records import Flag
from app.culling import transferring
from app.culling.keepers import KeeperFlag, KeeperQuery
from app.culling.transfer_model import TransferMode, TransferSettings
from app.gui.main_window import MainWindow
from tests.gui.conftest import WindowMaker
from tests.gui.windows import names, photo_id


def finished(qtbot: QtBot, window: MainWindow) -> None:
    """Wait for the report of the transfer under way."""
    desk = window.transfers
    qtbot.waitUntil(lambda: desk.dialog is not None and desk.dialog.report is not None, timeout=30_000)


@pytest.mark.parametrize("place", ["../rejects", "_rejects"])
def test_move_the_rejects_away_and_take_them_back(
    qtbot: QtBot, make_window: WindowMaker, shoot: Path, ready: object, place: str
) -> None:
    window = make_window(shoot)
    ready(window)  # type: ignore[operator]
    before = sorted(names(window))
    actions = window.actions_by_id
    assert actions["move-rejects"].isEnabled()
    assert not actions["undo-transfer"].isEnabled()
    window.transfers.move_rejects()
    assert window.status.message() == "Nothing is rejected here."
    ids = [photo_id(window, "a.jpg"), photo_id(window, "f.jpg")]
    window.session.desk.set_flag(ids, Flag.REJECT)
    rejects = window.transfers.photos_for(KeeperQuery(flag=KeeperFlag.REJECT))
    assert sorted(photo.path.name for photo in rejects) == ["a.jpg", "f.jpg"]
    outside = shoot.parent / "rejects" if place == "../rejects" else shoot / place
    window.transfers.start(rejects, TransferSettings(TransferMode.MOVE, outside, shoot))
    finished(qtbot, window)
    assert (outside / "first" / "a.jpg").is_file()
    qtbot.waitUntil(lambda: sorted(names(window)) == sorted(set(before) - {"a.jpg", "f.jpg"}), timeout=30_000)
    qtbot.waitUntil(actions["undo-transfer"].isEnabled)
    assert actions["undo-transfer"].text() == f"Take the last transfer back (move of 2 photos to {outside.name})"
    ready(window)  # type: ignore[operator]
    dialog = window.transfers.dialog
    assert dialog is not None
    dialog.undo_button.click()
    qtbot.waitUntil(lambda: sorted(names(window)) == before, timeout=30_000)
    assert not outside.exists()
    table = window.session.table
    assert [table.decision(table.position(i)).flag for i in ids] == [Flag.REJECT] * 2, "decisions come back, too"
    qtbot.waitUntil(lambda: not actions["undo-transfer"].isEnabled())
    ready(window)  # type: ignore[operator]


def test_an_interrupted_copy_is_offered_and_finished(
    qtbot: QtBot, make_window: WindowMaker, shoot: Path, ready: object
) -> None:
    window = make_window(shoot)
    ready(window)  # type: ignore[operator]
    assert window.services is not None
    out = shoot.parent / "out"
    settings = TransferSettings(TransferMode.COPY, out, shoot)
    keepers = window.transfers.photos_for(KeeperQuery())
    asked = iter(range(1000))
    part = transferring.transfer(window.services.lane, keepers, settings, cancelled=lambda: next(asked) > 25)
    assert not part.complete
    window.transfers.use(window.services)
    action = window.actions_by_id["finish-transfer"]
    qtbot.waitUntil(action.isEnabled)
    assert "interrupted" in window.status.message()
    assert f"“File ▸ {action.text()}” goes on." in window.status.message()
    action.trigger()
    finished(qtbot, window)
    assert len(list(out.rglob("*.jpg"))) == len(keepers)
    qtbot.waitUntil(lambda: not action.isEnabled())


def test_a_trouble_is_told_and_leaves_nothing_open(
    qtbot: QtBot, make_window: WindowMaker, shoot: Path, ready: object, monkeypatch: object
) -> None:
    from PySide6.QtWidgets import QMessageBox

    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, text: told.append(text))  # type: ignore[attr-defined]
    window = make_window(shoot)
    ready(window)  # type: ignore[operator]
    file = shoot.parent / "a file"
    file.write_text("")
    keepers = window.transfers.photos_for(KeeperQuery())
    window.transfers.start(keepers, TransferSettings(TransferMode.COPY, file, shoot))
    qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    assert "is a file" in told[0]
    qtbot.waitUntil(lambda: window.transfers.dialog is None)


def test_flags_from_a_list_are_one_undo_step(
    qtbot: QtBot, make_window: WindowMaker, shoot: Path, ready: object
) -> None:
    window = make_window(shoot)
    ready(window)  # type: ignore[operator]
    ids = [photo_id(window, f"{name}.jpg") for name in "bdg"]
    window.transfers.use_list(ids, Flag.PICK)
    table = window.session.table
    assert [table.decision(table.position(i)).flag for i in ids] == [Flag.PICK] * 3
    qtbot.waitUntil(lambda: not window.session.desk.writing)
    assert window.session.desk.undo_text == "Picked 3 photos"
    window.transfers.use_list(ids, None)
    assert sorted(window.area.targets()) == sorted(ids)


def test_decisions_that_wait_for_their_sidecar_go_along(
    qtbot: QtBot, make_window: WindowMaker, shoot: Path, ready: object
) -> None:
    window = make_window(shoot)
    ready(window)  # type: ignore[operator]
    window.session.desk.set_stars([photo_id(window, "b.jpg")], 4)
    window.metadata.change(replace(window.metadata.settings, automatic=True))
    out = shoot.parent / "out"
    keepers = window.transfers.photos_for(KeeperQuery(min_stars=4))
    window.transfers.start(keepers, TransferSettings(TransferMode.COPY, out, shoot, flat=True))
    finished(qtbot, window)
    assert sorted(path.name for path in out.iterdir()) == ["b.jpg", "b.xmp"]
