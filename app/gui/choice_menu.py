"""A button with a menu of choices, any number of which can be on."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Signal
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QMouseEvent, Qt
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.culling.wording import in_digits


class ChoiceMenu(QToolButton):
    """Shows its caption, and how many choices are on; the menu stays open while one chooses.

    Signals:
        changed: some choice was switched by the user.
    """

    changed = Signal()

    def __init__(self, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = caption
        self._actions: dict[Hashable, QAction] = {}
        self._menu = QMenu(self)
        self._menu.installEventFilter(self)
        self.setMenu(self._menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._say()

    def set_choices(self, choices: Sequence[tuple[Hashable, str, int | None]], icons: Sequence[QIcon] = ()) -> None:
        """What can be chosen: value, text and count (None for unknown). Choices that are on and missing here stay."""
        listed = {value for value, _, _ in choices}
        for value in [value for value in self._actions if value not in listed and not self._actions[value].isChecked()]:
            self._menu.removeAction(self._actions.pop(value))
        for place, (value, text, count) in enumerate(choices):
            action = self._actions.get(value)
            if action is None:
                action = self._actions[value] = self._menu.addAction("")
                action.setCheckable(True)
                action.toggled.connect(self._on_toggled)
            # The part after the tab stands at the right edge, as shortcuts do.
            action.setText(text if count is None else f"{text}\t{in_digits(count)}")
            if place < len(icons):
                action.setIcon(icons[place])
        self._say()

    def chosen(self) -> frozenset[Hashable]:
        """The values that are on."""
        return frozenset(value for value, action in self._actions.items() if action.isChecked())

    def set_chosen(self, values: Iterable[Hashable]) -> None:
        """Switch choices without a signal; values not known yet get an entry of their own name."""
        wanted = set(values)
        missing = [value for value in wanted if value not in self._actions]
        for value in sorted(missing, key=str):
            action = self._actions[value] = self._menu.addAction(str(value))
            action.setCheckable(True)
            action.toggled.connect(self._on_toggled)
        for value, action in self._actions.items():
            with QSignalBlocker(action):
                action.setChecked(value in wanted)
        self._say()

    def actions_by_value(self) -> dict[Hashable, QAction]:
        """The menu entries."""
        return dict(self._actions)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Switch without closing the menu."""
        if watched is self._menu:
            action: QAction | None = None
            if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
                action = self._menu.actionAt(event.position().toPoint())
            elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                action = self._menu.activeAction() if event.key() == Qt.Key.Key_Space else None
            if action is not None and action.isCheckable() and action.isEnabled():
                action.toggle()
                return True
        return super().eventFilter(watched, event)

    def _on_toggled(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        number = len(self.chosen())
        self.setText(f"{self._caption} ({number}) ▾" if number else f"{self._caption} ▾")
        self.setAccessibleName(self._caption)
        self.setProperty("on", number > 0)
        self.style().unpolish(self)
        self.style().polish(self)
        self.updateGeometry()
