"""XMP from the window: on command, by itself, read at the scan, conflicts."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QAbstractButton, QMessageBox
from pytestqt.qtbot import QtBot

from app.catalog.records import Decision, Flag, Label
from app.catalog.sidecar_intake import Prefer
from app.gui.conflict_dialog import Conflict, ConflictDialog
from app.gui.main_window import MainWindow
from app.gui.metadata_dialog import MetadataDialog
from app.photos.xmp.marks import read_marks
from app.photos.xmp.profiles import Profile, Style
from app.photos.xmp.settings import MetadataSettings, load_settings
from tests.gui.conftest import WindowMaker

Ready = Callable[[MainWindow], None]


def ids_of(window: MainWindow, *names: str) -> list[int]:
    columns = window.session.table.columns
    by_name = {Path(path).name: int(i) for path, i in zip(columns.paths, columns.ids, strict=True)}
    return [by_name[name] for name in names]


def decision_of(window: MainWindow, name: str) -> Decision:
    table = window.session.table
    return table.decision(table.position(ids_of(window, name)[0]))


def settle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.session.desk.writing, timeout=10_000)


def answer(monkeypatch: pytest.MonkeyPatch, role: QMessageBox.ButtonRole) -> list[str]:
    """Press the button of that role in every question; gives the questions asked."""
    asked: list[str] = []

    def buttons(box: QMessageBox) -> list[QAbstractButton]:
        return [button for button in box.buttons() if box.buttonRole(button) == role]

    def run(box: QMessageBox) -> int:
        asked.append(f"{box.text()} {box.informativeText()}")
        return 0

    monkeypatch.setattr(QMessageBox, "exec", run)
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda box: next(iter(buttons(box)), None))
    return asked


def test_write_on_command_names_the_number(
    make_window: WindowMaker, ready: Ready, shoot: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(shoot)
    ready(window)
    window.metadata.ask_and_write()
    assert not list(shoot.rglob("*.xmp"))
    window.session.desk.set_flag(ids_of(window, "a.jpg", "f.jpg"), Flag.PICK)
    settle(qtbot, window)
    answer(monkeypatch, QMessageBox.ButtonRole.RejectRole)
    window.metadata.ask_and_write()
    asked = answer(monkeypatch, QMessageBox.ButtonRole.AcceptRole)
    window.actions_by_id["write-xmp"].trigger()
    assert "decisions of 2 photos into sidecars" in asked[0]
    qtbot.waitUntil(lambda: len(list(shoot.rglob("*.xmp"))) == 2, timeout=10_000)
    assert read_marks((shoot / "first" / "a.xmp").read_bytes()).values == (1, 0, 0)


def test_by_itself_once_switched_on_and_after_a_restart(
    make_window: WindowMaker, ready: Ready, shoot: Path, qtbot: QtBot
) -> None:
    window = make_window(shoot)
    ready(window)
    window.session.desk.set_flag(ids_of(window, "a.jpg"), Flag.PICK)
    settle(qtbot, window)
    window.metadata.change(replace(window.metadata.settings, automatic=True))
    window.session.desk.set_stars(ids_of(window, "b.jpg"), 3)
    settle(qtbot, window)
    window.close()  # at once: nothing may be lost by that
    again = make_window(shoot)
    ready(again)
    qtbot.waitUntil(lambda: (shoot / "first" / "b.xmp").exists(), timeout=20_000)
    assert read_marks((shoot / "first" / "b.xmp").read_bytes()).values == (0, 3, 0)
    assert not (shoot / "first" / "a.xmp").exists()  # decided before it was switched on


def test_a_scan_shows_what_sidecars_say(make_window: WindowMaker, ready: Ready, shoot: Path, qtbot: QtBot) -> None:
    from app.photos.xmp.document import with_decision

    (shoot / "first" / "c.xmp").write_bytes(with_decision(None, (-1, 2, 4), Style()))
    window = make_window(shoot)
    ready(window)
    qtbot.waitUntil(lambda: decision_of(window, "c.jpg") == Decision(Flag.REJECT, 2, Label.BLUE), timeout=10_000)


@pytest.mark.parametrize(("prefer", "stars"), [(Prefer.KEEPERS, 5), (Prefer.FILE, 2)])
def test_conflicts_are_shown_and_settled(
    make_window: WindowMaker,
    ready: Ready,
    shoot: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    prefer: Prefer,
    stars: int,
) -> None:
    window = make_window(shoot)
    ready(window)
    sidecar = shoot / "first" / "a.xmp"
    window.session.desk.set_stars(ids_of(window, "a.jpg"), 4)
    settle(qtbot, window)
    window.metadata.write(ids_of(window, "a.jpg"))
    qtbot.waitUntil(sidecar.exists, timeout=10_000)
    text = sidecar.read_text(encoding="utf-8").replace('Rating="4"', 'Rating="2"')
    sidecar.write_text(text, encoding="utf-8")
    os.utime(sidecar, ns=(0, sidecar.stat().st_mtime_ns + 10**9))
    window.session.desk.set_stars(ids_of(window, "a.jpg"), 5)
    settle(qtbot, window)
    shown: list[list[Conflict]] = []

    def run(dialog: ConflictDialog) -> int:
        shown.append(dialog._conflicts)
        dialog.choose(0, prefer)
        return int(ConflictDialog.DialogCode.Accepted)

    monkeypatch.setattr(ConflictDialog, "exec", run)
    window.metadata.write(ids_of(window, "a.jpg"))
    qtbot.waitUntil(lambda: bool(shown), timeout=10_000)
    (conflict,) = shown[0]
    assert (conflict.ours.stars, conflict.theirs.stars) == (5, 2)
    qtbot.waitUntil(lambda: read_marks(sidecar.read_bytes()).stars == stars, timeout=10_000)
    qtbot.waitUntil(lambda: decision_of(window, "a.jpg").stars == stars, timeout=10_000)
    assert not window.metadata.conflicts


def test_a_change_inside_the_photo_is_a_conflict_at_the_next_scan(
    make_window: WindowMaker, ready: Ready, shoot: Path, qtbot: QtBot
) -> None:
    from app.photos.xmp.document import with_decision

    window = make_window(shoot)
    ready(window)
    window.session.desk.set_stars(ids_of(window, "a.jpg"), 4)
    settle(qtbot, window)
    photo = shoot / "first" / "a.jpg"
    with Image.open(photo) as image:
        image.load()
        image.save(photo, xmp=with_decision(None, (0, 2, 0), Style()))
    os.utime(photo, ns=(0, photo.stat().st_mtime_ns + 10**9))
    window.actions_by_id["rescan"].trigger()
    qtbot.waitUntil(lambda: bool(window.metadata.conflicts), timeout=20_000)
    (conflict,) = window.metadata.conflicts.values()
    assert (conflict.ours.stars, conflict.theirs.stars, conflict.files) == (4, 2, (photo,))
    dialog = ConflictDialog([conflict])
    qtbot.addWidget(dialog)
    assert dialog.said(0) == ("a.jpg", "4 stars", "2 stars (in the photo)")
    window.metadata.resolve({conflict.photo_id: Prefer.FILE})
    qtbot.waitUntil(lambda: decision_of(window, "a.jpg").stars == 2, timeout=10_000)


def test_refusals_are_told(
    make_window: WindowMaker, ready: Ready, shoot: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shoot / "first" / "a.xmp").write_bytes(b"<broken")
    window = make_window(shoot)
    ready(window)
    asked = answer(monkeypatch, QMessageBox.ButtonRole.AcceptRole)
    window.session.desk.set_stars(ids_of(window, "a.jpg"), 4)
    settle(qtbot, window)
    window.metadata.write(ids_of(window, "a.jpg"))
    qtbot.waitUntil(lambda: bool(asked), timeout=10_000)
    assert "a.xmp: This sidecar was left as it is." in asked[0]
    assert (shoot / "first" / "a.xmp").read_bytes() == b"<broken"


def test_the_dialog_gives_back_what_it_shows(qtbot: QtBot) -> None:
    settings = MetadataSettings(
        Style(Profile.PHOTO_MECHANIC, ("", "Rot", "Gelb", "Grün", "Blau", "Lila"), score=True), embed=True, since_us=5
    )
    dialog = MetadataDialog(settings)
    qtbot.addWidget(dialog)
    assert dialog.settings() == settings
    dialog._words[0].setText("  ")
    dialog._automatic.setChecked(True)
    assert dialog.settings().style.words[1] == "Red"
    assert dialog.settings().automatic


def test_settings_are_kept(make_window: WindowMaker, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    window = make_window()

    def run(dialog: MetadataDialog) -> int:
        dialog._automatic.setChecked(True)
        dialog._profile.setCurrentIndex(dialog._profile.findData(Profile.DIGIKAM.value))
        return int(MetadataDialog.DialogCode.Accepted)

    monkeypatch.setattr(MetadataDialog, "exec", run)
    window.actions_by_id["metadata"].trigger()
    kept = load_settings()
    assert (kept.style.profile, kept.automatic) == (Profile.DIGIKAM, True)
    assert kept.since_us > 0


def test_the_conflict_dialog_leaves_what_is_left(qtbot: QtBot) -> None:
    rows = [
        Conflict(i, Path(f"/p/{i}.jpg"), Decision(stars=i), Decision(stars=5), (Path(f"/p/{i}.xmp"),)) for i in range(3)
    ]
    dialog = ConflictDialog(rows)
    qtbot.addWidget(dialog)
    assert dialog.choices() == {}
    dialog.choose(1, Prefer.FILE)
    assert dialog.choices() == {1: Prefer.FILE}
    dialog._set_all(Prefer.KEEPERS)
    assert set(dialog.choices().values()) == {Prefer.KEEPERS}
