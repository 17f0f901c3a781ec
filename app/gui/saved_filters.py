"""Filters that the user gave a name: kept in the configuration folder, chosen from a menu of the filter bar."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMenu, QMessageBox, QToolButton, QWidget

from app import places
from app.culling.filters import FilterSpec
from app.gui import theme
from app.gui.sentences import localised


class SavedFilters:
    """Named filters in a file; a file that is missing or damaged reads as none."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file or places.config_dir() / "filters.json"

    def all(self) -> dict[str, FilterSpec]:
        """Name -> filter, by name."""
        try:
            stored: Any = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(stored, dict):
            return {}
        return {name: FilterSpec.from_dict(stored[name]) for name in sorted(stored, key=str.casefold)}

    def save(self, name: str, spec: FilterSpec) -> None:
        """Keep a filter, instead of one of the same name.

        Raises:
            OSError: it cannot be written.
        """
        self._write(self.all() | {name: spec})

    def delete(self, name: str) -> None:
        """Forget a filter.

        Raises:
            OSError: it cannot be written.
        """
        self._write({known: spec for known, spec in self.all().items() if known != name})

    def _write(self, filters: dict[str, FilterSpec]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        half_done = self._file.with_suffix(".tmp")
        text = json.dumps({name: spec.to_dict() for name, spec in filters.items()}, indent=1, ensure_ascii=False)
        half_done.write_text(text, encoding="utf-8")
        os.replace(half_done, self._file)  # noqa: PTH105 - one name for it in the whole house


class SavedFiltersMenu(QToolButton):
    """The button with the saved filters.

    Signals:
        chosen: the FilterSpec that the user picked.
    """

    chosen = Signal(object)

    def __init__(self, store: SavedFilters, present: Callable[[], FilterSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._present = present
        self.setText(self.tr("Saved") + " ▾")
        self.setAccessibleName(self.tr("Saved filters"))
        self.setToolTip(self.tr("Filters with a name: save this one, take one up again"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.aboutToShow.connect(self.fill)
        self.setMenu(menu)

    def fill(self) -> None:
        """Make the menu anew: another window may have saved."""
        menu = self.menu()
        assert menu is not None
        menu.clear()
        filters = self._store.all()
        for name, spec in filters.items():
            action = menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(spec == self._present())
            action.triggered.connect(lambda _=False, spec=spec: self.chosen.emit(spec))
        menu.addSeparator()
        save = menu.addAction(theme.icon("plus"), self.tr("Save this filter…"))
        save.setEnabled(self._present().active)
        save.triggered.connect(lambda: self.ask_and_save())
        if filters:
            delete = menu.addMenu(self.tr("Delete"))
            for name in filters:
                action = delete.addAction(name.replace("&", "&&"))
                action.triggered.connect(lambda _=False, name=name: self._do(lambda: self._store.delete(name)))

    def ask_and_save(self) -> None:
        """Ask for a name and keep the present filter under it."""
        if not self._present().active:
            return
        name, ok = QInputDialog.getText(
            self, self.tr("Save this filter"), self.tr("Name of the filter:"), QLineEdit.EchoMode.Normal
        )
        name = " ".join(name.split())
        if not ok or not name:
            return
        if name in self._store.all():
            question = self.tr("There is a filter named “{name}” already. Replace it?").format(name=name)
            answer = QMessageBox.question(self, self.tr("Save this filter"), question)
            if answer != QMessageBox.StandardButton.Yes:
                return
        spec = self._present()
        self._do(lambda: self._store.save(name, spec))

    def _do(self, write: Callable[[], None]) -> None:
        try:
            write()
        except OSError as error:
            words = self.tr("The filters could not be saved: {reason}. Look whether the folder can be written to.")
            QMessageBox.warning(self, self.tr("Saved filters"), words.format(reason=localised(str(error))))
