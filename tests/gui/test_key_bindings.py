"""Keys of the user's own: kept, checked against each other, followed by actions and key sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QMessageBox

from app import places
from app.gui.commands import Where, commands, usual_commands
from app.gui.key_bindings import bindings_file, conflict, portable, read_bindings, write_bindings
from app.gui.key_dialog import KeyDialog
from tests.gui.conftest import WindowMaker


def keys_of(name: str) -> tuple[str, ...]:
    return next(command.keys for command in commands() if command.id == name)


def test_the_usual_keys_do_not_collide() -> None:
    table = usual_commands()
    for command in table:
        for key in command.keys:
            assert conflict(table, command, key) is None, (command.id, key)


def test_bindings_survive_a_restart() -> None:
    write_bindings({"pick": ("A",), "reject": ()})
    assert read_bindings() == {"pick": ("A",), "reject": ()}
    assert keys_of("pick") == ("A",)
    assert keys_of("reject") == ()
    assert keys_of("unflag") == ("U",)


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"pick": "A"}', '{"pick": [7]}', '{"pick": [""]}'])
def test_damaged_bindings_read_as_the_usual_ones(damage: str) -> None:
    places.config_dir().mkdir(parents=True, exist_ok=True)
    bindings_file().write_text(damage)
    assert keys_of("pick") == ("P",)


def test_keys_handled_by_a_view_cannot_be_bound() -> None:
    fixed = next(command for command in usual_commands() if command.where is Where.VIEW)
    write_bindings({fixed.id: ("A",)})
    assert keys_of(fixed.id) == fixed.keys


def test_keys_are_compared_in_one_form() -> None:
    assert portable("shift+ctrl+z") == portable("Ctrl+Shift+Z") == "Ctrl+Shift+Z"
    assert portable("Ctrl+K, Ctrl+C") == "", "one key, not two after each other"


def test_a_conflict_counts_the_shift_variants() -> None:
    table = usual_commands()
    pick = next(command for command in table if command.id == "pick")
    assert getattr(conflict(table, pick, "X"), "id", "") == "reject"
    assert getattr(conflict(table, pick, "Shift+X"), "id", "") == "reject"
    assert conflict(table, pick, "Ctrl+Alt+Y") is None


@pytest.mark.parametrize(
    ("name", "key", "rival"),
    [
        ("next", "Shift+Right", "pan"),
        ("swap", "Alt+Left", "pan"),
        ("next", "Right", ""),
        ("pane-up", "Up", ""),
        ("grid", "Shift+Up", "extend"),
        ("zoom-in", "CapsLock", "caps-lock"),
    ],
)
def test_a_key_that_a_view_handles_is_one_only_where_that_view_is_shown(name: str, key: str, rival: str) -> None:
    table = usual_commands()
    command = next(command for command in table if command.id == name)
    assert getattr(conflict(table, command, key), "id", "") == rival


@pytest.fixture
def dialog(qtbot: Any) -> KeyDialog:
    made = KeyDialog(commands(), usual_commands())
    qtbot.addWidget(made)
    return made


def test_the_dialog_asks_before_it_takes_a_key_away(dialog: KeyDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    answers = [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes]
    monkeypatch.setattr(QMessageBox, "question", lambda *args: asked.append(args[2]) or answers.pop(0))
    dialog.choose("pick")
    dialog.type_key("X")
    assert dialog.words() == "This key belongs to “Reject”."
    dialog.give("X")
    assert dialog.keys_of("pick") == ("P",)
    dialog.give("X", only=True)
    assert "X is the key of “Reject”" in asked[0]
    assert dialog.keys_of("pick") == ("X",)
    assert dialog.keys_of("reject") == ()
    dialog.accept()
    assert read_bindings() == {"pick": ("X",), "reject": ()}


def test_the_dialog_keeps_the_keys_with_which_a_photo_is_moved(dialog: KeyDialog) -> None:
    dialog.choose("next")
    dialog.type_key("Shift+Right")
    assert dialog.words().startswith("“Move the photo (zoomed in)")
    assert dialog.words().endswith("needs this key; choose another one.")
    dialog.give("Shift+Right")
    assert dialog.keys_of("next") == ("Right",)


@pytest.mark.parametrize(("language", "key", "words"), [("en", "Alt+F", "Menu File"), ("de", "Alt+D", "Menü Datei")])
def test_the_keys_that_open_menus_are_theirs(
    language: str, key: str, words: str, request: pytest.FixtureRequest, make_window: WindowMaker, monkeypatch: Any
) -> None:
    if language == "de":
        request.getfixturevalue("german")
    window = make_window()
    said: list[str] = []

    def try_it(dialog: KeyDialog) -> bool:
        dialog.choose("stars-1")
        for wanted in (key, "Alt+Q"):
            dialog.type_key(wanted)
            said.append(dialog.words())
            dialog.give(wanted)
        assert dialog.keys_of("stars-1") == ("1", "Alt+Q")
        return False

    monkeypatch.setattr(KeyDialog, "exec", try_it)
    window.comfort.change_keys()
    assert words in said[0]
    assert said[1] == ""


def test_one_command_or_all_go_back_to_the_usual_keys(dialog: KeyDialog) -> None:
    dialog.choose("pick")
    dialog.give("Ctrl+Alt+F12", only=True)
    dialog.give("Ctrl+Alt+F11")
    assert dialog.keys_of("pick") == ("Ctrl+Alt+F12", "Ctrl+Alt+F11")
    chosen = dialog.chosen()
    dialog.back_to_usual(chosen)
    assert dialog.keys_of("pick") == ("P",)
    dialog.give("Ctrl+Alt+F12", only=True)
    dialog.reset_button.click()
    dialog.accept()
    assert read_bindings() == {}


def test_a_place_that_cannot_be_written_is_told(dialog: KeyDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *args: told.append(args[2]))
    config = places.config_dir()
    config.parent.mkdir(parents=True, exist_ok=True)
    monkeypatch.setenv("KEEPERS_CONFIG_DIR", str(Path(__file__) / "inside a file"))
    dialog.accept()
    assert "could not be saved" in told[0]
    assert dialog.result() == 0


def test_actions_menus_and_key_sheet_follow_at_once(
    make_window: WindowMaker, shoot: Path, ready: Any, qtbot: Any
) -> None:
    window = make_window(shoot)
    ready(window)
    write_bindings({"pick": ("Ctrl+Alt+K",)})
    window.comfort.keys_changed()
    action = window.actions_by_id["pick"]
    assert [key.toString() for key in action.shortcuts()] == ["Ctrl+Alt+K"]
    assert action.toolTip().endswith("(Ctrl+Alt+K)")
    assert [key.toString() for key in window.actions_by_id["pick+next"].shortcuts()] == ["Ctrl+Alt+Shift+K"]
    assert "Ctrl+Alt+K" in next(command.keys for command in commands() if command.id == "pick")
    assert window.comfort.hint is not None
    assert "Ctrl+Alt+K" in window.comfort.hint.text()
