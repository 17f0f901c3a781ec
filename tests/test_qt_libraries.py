"""Missing Qt libraries in words."""

from __future__ import annotations

import sys

import pytest

from app import qt_libraries
from app.qt_libraries import MissingLibrary, advice, explain_import_error, missing_libraries, platforms

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux lacks libraries")


def test_advice_names_files_and_packages_once() -> None:
    text = advice([MissingLibrary("libEGL.so.1", "libegl1"), MissingLibrary("libgthread-2.0.so.0", "libglib2.0-0")])
    assert "libEGL.so.1" in text
    assert text.endswith("sudo apt install libegl1 libglib2.0-0")


@linux
def test_an_import_error_of_a_known_library_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qt_libraries, "_loads", lambda file: file not in ("libEGL.so.1", "libxkbcommon.so.0"))
    text = explain_import_error(ImportError("libEGL.so.1: cannot open shared object file: No such file or directory"))
    assert text is not None
    assert "libegl1" in text
    assert "libxkbcommon0" in text


@linux
def test_a_library_nobody_thought_of_is_named_all_the_same() -> None:
    text = explain_import_error(ImportError("libodd-9.so.2: cannot open shared object file: No such file"))
    assert text is not None
    assert "libodd-9.so.2" in text


def test_a_missing_pyside_is_told() -> None:
    text = explain_import_error(ModuleNotFoundError("No module named 'PySide6'", name="PySide6"))
    assert text is not None
    assert "PySide6-Essentials" in text


def test_an_import_error_about_something_else_is_a_bug_and_stays_one() -> None:
    assert explain_import_error(ImportError("cannot import name 'Photo' from 'app.gui'", name="app.gui")) is None


@linux
def test_what_is_missing_depends_on_the_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qt_libraries, "_loads", lambda file: False)
    files = {library.file for library in missing_libraries("xcb")}
    assert {"libEGL.so.1", "libxcb-cursor.so.0"} <= files
    assert "libxcb-cursor.so.0" not in {library.file for library in missing_libraries("offscreen")}
    assert "libwayland-client.so.0" in {library.file for library in missing_libraries("wayland")}


@linux
@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, []),
        ({"DISPLAY": ":0"}, ["xcb"]),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, ["wayland", "xcb"]),
        ({"QT_QPA_PLATFORM": "offscreen"}, ["offscreen"]),
        ({"QT_QPA_PLATFORM": "offscreen:size=1x1;xcb"}, ["offscreen", "xcb"]),
    ],
)
def test_the_platform_follows_the_environment(
    variables: dict[str, str], expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert platforms() == expected
