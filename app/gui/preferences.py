"""What the user set once and for all: language, theme, editor, notices."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QSettings

from app import places


class Look(StrEnum):
    """The theme."""

    DARK = "dark"
    LIGHT = "light"
    SYSTEM = "system"


class Preferences:
    """Reads and writes ``settings.ini``; what is missing or makes no sense there reads as the usual."""

    def __init__(self, file: Path | None = None) -> None:
        self._settings = QSettings(str(file or places.config_dir() / "settings.ini"), QSettings.Format.IniFormat)

    def _text(self, name: str, usual: str = "") -> str:
        return str(self._settings.value(name, usual))

    def _set(self, name: str, value: str) -> None:
        self._settings.setValue(name, value)
        self._settings.sync()

    @property
    def language(self) -> str:
        """Code such as ``"de"`` or ``"en"``; empty for the language of the system."""
        return self._text("language")

    @language.setter
    def language(self, code: str) -> None:
        self._set("language", code)

    @property
    def look(self) -> Look:
        """The theme; dark unless the user wants another."""
        text = self._text("theme", Look.DARK.value)
        return Look(text) if text in set(Look) else Look.DARK

    @look.setter
    def look(self, look: Look) -> None:
        self._set("theme", look.value)

    @property
    def editor(self) -> str:
        """Command line of the external editor; empty for the program that the system has for a photo."""
        return self._text("editor").strip()

    @editor.setter
    def editor(self, command: str) -> None:
        self._set("editor", command.strip())

    @property
    def notices(self) -> bool:
        """Whether the end of a long job is told by the desktop."""
        return self._text("notices", "true") == "true"

    @notices.setter
    def notices(self, on: bool) -> None:
        self._set("notices", "true" if on else "false")

    @property
    def hint_seen(self) -> bool:
        """Whether the hint of the first start was read."""
        return self._text("hint-seen") == "true"

    @hint_seen.setter
    def hint_seen(self, seen: bool) -> None:
        self._set("hint-seen", "true" if seen else "false")
