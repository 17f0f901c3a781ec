"""What survives a restart, in an INI file in Keepers' own configuration folder."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from app import places
from app.culling.filters import FilterSpec
from app.culling.sorting import SortKey


class WindowState:
    """Reads and writes ``window.ini``; what is missing or damaged there reads as the default."""

    def __init__(self, file: Path | None = None) -> None:
        self._settings = QSettings(str(file or places.config_dir() / "window.ini"), QSettings.Format.IniFormat)

    def save(self) -> None:
        """Write now."""
        self._settings.sync()

    # -- places --------------------------------------------------------------------------------------------------

    def bytes(self, name: str) -> QByteArray:
        """Geometry or dock places; empty where there are none."""
        value = self._settings.value(f"window/{name}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_bytes(self, name: str, value: QByteArray) -> None:
        """Keep geometry or dock places."""
        self._settings.setValue(f"window/{name}", value)

    def number(self, name: str, default: float) -> float:
        """A number, e.g. the cell size."""
        try:
            return float(str(self._settings.value(f"view/{name}", default)))
        except ValueError:
            return default

    def switch(self, name: str, default: bool) -> bool:
        """A switch."""
        return str(self._settings.value(f"view/{name}", default)).lower() == "true"

    def text(self, name: str) -> str:
        """A word that was kept by ``set_value``, or an empty one."""
        return str(self._settings.value(f"view/{name}", ""))

    def set_value(self, name: str, value: float | bool | str) -> None:
        """Keep a number or a switch."""
        self._settings.setValue(f"view/{name}", value)

    # -- the folder ----------------------------------------------------------------------------------------------

    def folder(self) -> Path | None:
        """The folder that was open; None where it was closed."""
        return self._path("folder")

    def photo(self) -> str:
        """Path text of the photo that was current, or empty."""
        path = self._path("photo")
        return "" if path is None else str(path)

    def set_folder(self, folder: Path | None, photo: str) -> None:
        """Keep the open folder and its current photo."""
        self._settings.setValue("session/folder", _quoted("" if folder is None else str(folder)))
        self._settings.setValue("session/photo", _quoted(photo))

    def _path(self, name: str) -> Path | None:
        text = _unquoted(str(self._settings.value(f"session/{name}", "")))
        return Path(text) if text else None

    # -- sort and filter -----------------------------------------------------------------------------------------

    def sort(self) -> tuple[SortKey, bool]:
        """Key and whether descending."""
        text = str(self._settings.value("view/sort", SortKey.NAME.value))
        key = SortKey(text) if text in set(SortKey) else SortKey.NAME
        return key, self.switch("descending", False)

    def set_sort(self, key: SortKey, descending: bool) -> None:
        """Keep the sort."""
        self._settings.setValue("view/sort", key.value)
        self._settings.setValue("view/descending", descending)

    def spec(self) -> FilterSpec:
        """The filter."""
        try:
            stored: Any = json.loads(str(self._settings.value("view/filter", "{}")))
        except ValueError:
            return FilterSpec()
        return FilterSpec.from_dict(stored)

    def set_spec(self, spec: FilterSpec) -> None:
        """Keep the filter."""
        self._settings.setValue("view/filter", json.dumps(spec.to_dict()))


def _quoted(path: str) -> str:
    # File names may hold bytes that are no UTF-8, which an INI file cannot.
    return json.dumps(os.fsencode(path).decode("latin-1"))


def _unquoted(text: str) -> str:
    try:
        return os.fsdecode(str(json.loads(text)).encode("latin-1")) if text else ""
    except (ValueError, UnicodeEncodeError):
        return ""
