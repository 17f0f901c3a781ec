"""Grouping in the background: only the newest wish counts, and nothing outlives its folder."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.catalog.records import Flag
from app.culling.groups import GroupSettings
from app.errors import UserError
from app.gui.keep_best_dialog import KeepBestDialog
from app.gui.main_window import MainWindow
from app.gui.proposal_dialog import ProposalDialog
from tests.gui.bursts import (
    Settled,
    flags,
    grouped,
    id_of,
    names,
    quiet,
    settle,
    stem,
    write,
)

MakeWindow = Callable[..., MainWindow]


def test_many_settings_at_once_end_with_the_last(
    qtbot: QtBot, make_window: MakeWindow, settled: Settled, bursts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(bursts)
    settled(window)
    made: list[GroupSettings] = []
    import app.gui.group_desk as desk_module

    original = desk_module.group_photos

    def counted(*arguments: object) -> object:
        made.append(arguments[2])  # type: ignore[arg-type]
        return original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(desk_module, "group_photos", counted)
    for gap in range(1, 60):
        window.session.groups.set_settings(GroupSettings(max_gap_s=float(gap)))
    window.session.groups.set_settings(GroupSettings(max_gap_s=0.1))
    quiet(qtbot, window)
    assert made[-1] == GroupSettings(max_gap_s=0.1)
    assert len(made) <= 3
    assert grouped(window) == []


def test_groups_of_a_folder_that_was_left_are_dropped(
    qtbot: QtBot, make_window: MakeWindow, settled: Settled, bursts: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    write(other / "x.jpg", 99, 0.5, 5.0)
    window = make_window(bursts)
    settled(window)
    window.session.groups.set_settings(GroupSettings(max_gap_s=30.0))
    window.open_folder(other)
    settled(window)
    assert grouped(window) == []
    assert names(window) == ["x"]
    assert window.group_panel.folder_words() == "No groups with these settings."


def test_new_photos_join_their_burst(qtbot: QtBot, make_window: MakeWindow, settled: Settled, bursts: Path) -> None:
    window = make_window(bursts)
    settled(window)
    write(bursts / "a5.jpg", 0, 0.55, 1.25)
    window.session.rescan()
    settled(window)
    qtbot.waitUntil(lambda: ["a1", "a2", "a3", "a4", "a5"] in grouped(window), timeout=20_000)


def test_photos_that_are_gone_leave_their_group(
    qtbot: QtBot, make_window: MakeWindow, settled: Settled, bursts: Path
) -> None:
    window = make_window(bursts)
    settled(window)
    (bursts / "a3.jpg").unlink()
    window.session.rescan()
    settled(window)
    qtbot.waitUntil(lambda: ["a1", "a2", "a4"] in grouped(window), timeout=20_000)


def test_closed_stacks_stay_closed_while_everything_is_read_again(
    qtbot: QtBot, make_window: MakeWindow, settled: Settled, bursts: Path
) -> None:
    window = make_window(bursts)
    settled(window)
    window.stacking.toggle_all()
    shown: list[list[str]] = []
    window.session.orderChanged.connect(lambda _: shown.append(names(window)))
    window.session.reload()
    quiet(qtbot, window)
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    quiet(qtbot, window)
    assert all(order == ["a3", "b3", "c", "d3", "e"] for order in shown), "no flicker in between"


def test_trouble_is_told_and_the_groups_stay(
    qtbot: QtBot, make_window: MakeWindow, settled: Settled, bursts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(bursts)
    settled(window)
    before = grouped(window)

    def refuse(*_: object) -> object:
        raise UserError("The catalogue is locked. Try again.")

    from app.catalog.catalog import Catalog

    monkeypatch.setattr(Catalog, "photo_traits", refuse)
    window.session.groups.changed.emit()
    window.session.reload()
    qtbot.waitUntil(lambda: "locked" in window.status.message(), timeout=20_000)
    quiet(qtbot, window)
    assert grouped(window) == before


def test_a_window_closes_while_photos_are_grouped(make_window: MakeWindow, settled: Settled, bursts: Path) -> None:
    window = make_window(bursts)
    settled(window)
    window.session.groups.set_settings(GroupSettings(max_gap_s=60.0))
    window.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("group-photos")]


def test_the_best_of_each_burst_are_kept_as_one_step(
    qtbot: QtBot, make_window: MakeWindow, settled: Settled, bursts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(bursts)
    settled(window)
    window.session.desk.set_flag([id_of(window, "d3")], Flag.REJECT)  # the best of its burst: it competes no more
    settle(qtbot, window)
    asked: list[str] = []
    shown: list[str] = []

    def choose(dialog: KeepBestDialog) -> int:
        dialog.choose(2, groups=True)
        asked.append(dialog.words())
        return QDialog.DialogCode.Accepted

    def agree(dialog: ProposalDialog) -> int:
        model = dialog.list_view.model()
        shown.extend(stem(str(model.index(row, 0).data())) for row in range(model.rowCount()))
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(KeepBestDialog, "exec", choose)
    monkeypatch.setattr(ProposalDialog, "exec", agree)
    window.actions_by_id["keep-best"].trigger()
    settle(qtbot, window)
    assert "3 groups" in asked[0]
    assert sorted(shown) == ["a1", "a2", "b1"]
    assert flags(window) == dict.fromkeys(("a1", "a2", "b1", "d3"), Flag.REJECT)
    window.session.desk.undo()
    settle(qtbot, window)
    assert flags(window) == {"d3": Flag.REJECT}
