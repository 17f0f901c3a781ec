"""The sheet of keys, generated from the commands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme
from app.gui.commands import Command

_COLUMN = 320
_LONG = 22
"""Letters of the caps of a command, from which each of its keys has a line of its own."""

_GAP = 5 * theme.SPACE
_ARROWS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}


def _sheet() -> str:
    return f"""
QLabel[part="cap"] {{ background: {theme.RAISED}; color: {theme.TEXT_BRIGHT}; border: 1px solid {theme.LINE_STRONG};
    border-bottom: 2px solid {theme.LINE_STRONG}; border-radius: 4px; padding: 1px 6px; font-size: 12px; }}
QLabel[part="joint"] {{ color: {theme.TEXT_DIM}; }}
QLabel[part="group"] {{ color: {theme.TEXT_BRIGHT}; font-weight: 600; font-size: 14px; }}
QLabel[part="text"] {{ color: {theme.TEXT}; }}
"""


def caps(key: str) -> list[str]:
    """The caps of one key binding as this platform writes them: ``"Ctrl+Shift+Z"`` gives three, ``"Ctrl++"`` two."""
    native = _parts(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText))
    portable = _parts(QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText))
    if len(native) != len(portable):  # signs without plus between them
        return native
    enter = QKeySequence("Enter").toString(QKeySequence.SequenceFormat.NativeText)
    return [
        _ARROWS.get(name, enter if name == "Return" else shown.replace("CapsLock", "Caps Lock"))
        for name, shown in zip(portable, native, strict=True)
    ]


def _parts(text: str) -> list[str]:
    if text.endswith("+") and text != "+":
        return [*text[:-1].rstrip("+").split("+"), "+"]
    return [text] if text == "+" else text.split("+")


class _Group(QWidget):
    """One heading with its commands."""

    def __init__(self, name: str, commands: Sequence[Command]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 2 * theme.SPACE)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        title = _label(name, "group")
        title.setWordWrap(True)
        grid.addWidget(title, 0, 0, 1, 2)
        for row, command in enumerate(commands, 1):
            grid.addWidget(self._keys(command), row, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            text = _label(command.text.removesuffix("…"), "text")
            text.setWordWrap(True)
            grid.addWidget(text, row, 0, Qt.AlignmentFlag.AlignVCenter)
        self.rows = len(commands) + 2

    def _keys(self, command: Command) -> QWidget:
        holder = QWidget()
        lines = QVBoxLayout(holder)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(3)
        keys = list(dict.fromkeys(tuple(caps(key)) for key in command.keys))
        if len(keys) > 1 and all(key[:-1] == keys[0][:-1] and key[-1] in _ARROWS.values() for key in keys):
            keys = [(*keys[0][:-1], *(key[-1] for key in keys))]  # Shift and four arrows, not four times Shift
        long = sum(len(cap) + 2 for key in keys for cap in key) > _LONG
        row = None
        for place, key in enumerate(keys):
            if row is None or long:
                row = self._line(lines)
            if place:
                row.addWidget(_label(self.tr("or"), "joint"))
            for cap in key:
                row.addWidget(_label(cap, "cap"))
        if not command.keys:
            self._line(lines).addWidget(_label("–", "joint"))
        return holder

    def _line(self, lines: QVBoxLayout) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(3)
        row.addStretch(1)
        lines.addLayout(row)
        return row


class KeySheet(QDialog):
    """All commands with their keys, grouped, in as many columns as fit, searchable by words and by keys."""

    def __init__(self, commands: Sequence[Command], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = list(commands)
        self._shown: list[Command] = []
        self._columns = 0
        self._stacks: list[QWidget] = []
        self.setWindowTitle(self.tr("Keys"))
        self.setStyleSheet(_sheet())
        self.resize(1180, 720)
        self._search = QLineEdit()
        self._search.setPlaceholderText(self.tr("Search for a command or a key"))
        self._search.setAccessibleName(self.tr("Search"))
        self._search.setClearButtonEnabled(True)
        self._search.setMaximumWidth(_COLUMN)
        self._search.textChanged.connect(self._fill)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * theme.SPACE, 2 * theme.SPACE, theme.SPACE, theme.SPACE)
        column.setSpacing(2 * theme.SPACE)
        column.addWidget(self._search)
        column.addWidget(self._scroll, 1)
        self._fill()

    def shown(self) -> list[Command]:
        """The commands that the search leaves."""
        return list(self._shown)

    def search(self, text: str) -> None:
        """Type into the search field."""
        self._search.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer columns."""
        super().resizeEvent(event)
        if self._fitting_columns() != self._columns:
            self._fill()
        else:
            self._fit()

    def _fit(self) -> None:
        """Columns of one width, whatever is in them."""
        gaps = _GAP * (self._columns - 1) + 7 * theme.SPACE  # between them; margins and scroll bar
        for stack in self._stacks:
            stack.setFixedWidth((self.width() - gaps) // self._columns)

    def _fitting_columns(self) -> int:
        return min(3, max(1, (self.width() - 4 * theme.SPACE) // _COLUMN))

    def _fill(self) -> None:
        wanted = self._search.text().casefold().split()
        self._shown = [
            command
            for command in self._commands
            if all(word in " ".join((command.text, command.group, *command.keys)).casefold() for word in wanted)
        ]
        groups: dict[str, list[Command]] = {}
        for command in self._shown:
            groups.setdefault(command.group, []).append(command)
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, theme.SPACE, 0)
        row.setSpacing(_GAP)
        if not groups:
            row.addWidget(_label(self.tr("No command fits. Search for another word."), "text"))
        self._columns = self._fitting_columns()
        self._stacks = []
        parts = [_Group(name, members) for name, members in groups.items()]
        for share in _columns(parts, self._columns):
            holder = QWidget()
            stack = QVBoxLayout(holder)
            stack.setContentsMargins(0, 0, 0, 0)
            stack.setSpacing(theme.SPACE)
            for part in share:
                stack.addWidget(part)
            stack.addStretch()
            row.addWidget(holder)
            self._stacks.append(holder)
        row.addStretch()
        self._fit()
        self._scroll.setWidget(page)


def _columns(groups: Sequence[_Group], count: int) -> list[list[_Group]]:
    """Share groups out in reading order so that the highest column is as low as can be."""

    def fill(limit: int) -> list[list[_Group]]:
        columns: list[list[_Group]] = [[]]
        for group in groups:
            if columns[-1] and sum(member.rows for member in columns[-1]) + group.rows > limit:
                columns.append([])
            columns[-1].append(group)
        return columns

    limit = max((group.rows for group in groups), default=0)
    while len(fill(limit)) > count:
        limit += 1
    shared = fill(limit)
    return shared + [[] for _ in range(count - len(shared))]


def _label(text: str, part: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("part", part)
    return label
