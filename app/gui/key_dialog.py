"""The dialog in which every command can be given other keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme
from app.gui.commands import Command, Where
from app.gui.key_bindings import conflict, portable, write_bindings
from app.gui.sentences import localised

_ID = Qt.ItemDataRole.UserRole


class KeyDialog(QDialog):
    """Shows commands with their keys and changes them; nothing is kept before "Save"."""

    def __init__(
        self,
        bound: Sequence[Command],
        usual: Sequence[Command],
        parent: QWidget | None = None,
        *,
        menus: Sequence[Command] = (),
    ) -> None:
        """
        Args:
            bound: all commands with their present keys.
            usual: the same commands with the keys that they come with.
            menus: what else has keys, and keeps them.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Change keys"))
        self._commands = {command.id: command for command in bound}
        self._usual = {command.id: command for command in usual}
        self._menus = tuple(menus)
        self._rows: dict[str, QTreeWidgetItem] = {}
        self._search = QLineEdit()
        self._search.setPlaceholderText(self.tr("Search commands and keys"))
        self._search.setAccessibleName(self._search.placeholderText())
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._filter)
        self._tree = QTreeWidget()
        self._tree.setHeaderLabels([self.tr("Command"), self.tr("Keys")])
        self._tree.setRootIsDecorated(False)
        self._tree.setAccessibleName(self.tr("Commands"))
        self._tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._tree.currentItemChanged.connect(lambda *_: self._show_chosen())
        self._edit = QKeySequenceEdit()
        self._edit.setMaximumSequenceLength(1)
        self._edit.setAccessibleName(self.tr("New key"))
        self._edit.installEventFilter(self)
        self._edit.keySequenceChanged.connect(lambda _: self._show_chosen())
        self._add = QPushButton(self.tr("Add key"))
        self._add.clicked.connect(lambda: self.give(self.typed()))
        self._only = QPushButton(self.tr("Use only this key"))
        self._only.clicked.connect(lambda: self.give(self.typed(), only=True))
        self._none = QPushButton(self.tr("No key"))
        self._none.clicked.connect(lambda: self._set(self.chosen(), ()))
        self._usual_key = QPushButton(self.tr("Usual key"))
        self._usual_key.clicked.connect(lambda: self.back_to_usual(self.chosen()))
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self._words.setStyleSheet(f"color: {theme.MIDDLING}")
        self._buttons = QDialogButtonBox()
        self._buttons.addButton(self.tr("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.reset_button = self._buttons.addButton(
            self.tr("Usual keys for all"), QDialogButtonBox.ButtonRole.ResetRole
        )
        self.reset_button.clicked.connect(self.reset)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        for button in (self._add, self._only, self._none, self._usual_key, *self._buttons.buttons()):
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)  # Enter is a key that can be given
        self._lay_out()
        self._fill()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        row.addWidget(self._edit, 1)
        for button in (self._add, self._only, self._none, self._usual_key):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[2 * theme.SPACE] * 4)
        column.setSpacing(theme.SPACE)
        for part in (self._search, self._tree):
            column.addWidget(part)
        column.addLayout(row)
        column.addWidget(self._words)
        column.addWidget(self._buttons)
        self.resize(720, 640)

    def _fill(self) -> None:
        headings: dict[str, QTreeWidgetItem] = {}
        for command in self._commands.values():
            heading = headings.get(command.group)
            if heading is None:
                heading = headings[command.group] = QTreeWidgetItem(self._tree, [command.group])
                heading.setFirstColumnSpanned(True)
                heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
                font = heading.font(0)
                font.setBold(True)
                heading.setFont(0, font)
            row = QTreeWidgetItem(heading, [command.text.removesuffix("…"), ""])
            row.setData(0, _ID, command.id)
            self._rows[command.id] = row
            self._show_keys(command)
        self._tree.expandAll()
        first = next(iter(self._rows.values()), None)
        if first is not None:
            self._tree.setCurrentItem(first)

    def _show_keys(self, command: Command) -> None:
        shown = [QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in command.keys]
        row = self._rows[command.id]
        row.setText(1, "   ".join(shown) or "–")
        changed = command.keys != self._usual[command.id].keys
        font = row.font(1)
        font.setBold(changed)
        row.setFont(1, font)

    # -- what can be done ----------------------------------------------------------------------------------------

    def choose(self, command_id: str) -> None:
        """Make a command the chosen one."""
        self._tree.setCurrentItem(self._rows[command_id])

    def chosen(self) -> Command | None:
        """The chosen command."""
        row = self._tree.currentItem()
        return self._commands.get(row.data(0, _ID)) if row is not None else None

    def typed(self) -> str:
        """The key in the field."""
        return portable(self._edit.keySequence().toString(QKeySequence.SequenceFormat.PortableText))

    def type_key(self, key: str) -> None:
        """Put a key into the field."""
        self._edit.setKeySequence(QKeySequence(key))

    def keys_of(self, command_id: str) -> tuple[str, ...]:
        """The keys of a command as they would be saved."""
        return self._commands[command_id].keys

    def words(self) -> str:
        """What is said about the key in the field."""
        return self._words.text()

    def give(self, key: str, *, only: bool = False) -> None:
        """Give the chosen command a key; where another has it, ask whether to take it away there."""
        command = self.chosen()
        if command is None or not key or command.where is Where.VIEW:
            return
        rival = self._rival(command, key)
        while rival is not None:
            if rival.where is Where.VIEW or not self._may_take(key, rival):
                return
            wanted = {key, portable(f"Shift+{key}")} if command.and_next else {key}
            kept = tuple(
                k
                for k in rival.keys
                if portable(k) not in wanted and not (rival.and_next and portable(f"Shift+{k}") in wanted)
            )
            self._set(rival, kept)
            rival = self._rival(command, key)
        self._set(command, (key,) if only else tuple(dict.fromkeys((*command.keys, key))))
        self._edit.clear()

    def _rival(self, command: Command, key: str) -> Command | None:
        """Who has this key already where the command would hear it."""
        return conflict([*self._commands.values(), *self._menus], command, key)

    def _may_take(self, key: str, rival: Command) -> bool:
        question = self.tr("{key} is the key of “{command}”. Take it away there?")
        shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
        asked = question.format(key=shown, command=rival.text.removesuffix("…"))
        return QMessageBox.question(self, self.windowTitle(), asked) == QMessageBox.StandardButton.Yes

    def back_to_usual(self, command: Command | None) -> None:
        """Give a command its usual keys again, as far as no other command has them now."""
        if command is None:
            return
        free = [key for key in self._usual[command.id].keys if self._rival(command, key) is None]
        self._set(command, tuple(free))

    def reset(self) -> None:
        """Usual keys for all commands."""
        for command in list(self._commands.values()):
            self._set(command, self._usual[command.id].keys)

    def _set(self, command: Command | None, keys: tuple[str, ...]) -> None:
        if command is None or command.where is Where.VIEW:
            return
        self._commands[command.id] = replace(command, keys=keys)
        self._show_keys(self._commands[command.id])
        self._show_chosen()

    def accept(self) -> None:
        """Keep what differs from the usual keys."""
        changed = {
            name: command.keys for name, command in self._commands.items() if command.keys != self._usual[name].keys
        }
        try:
            write_bindings(changed)
        except OSError as error:
            words = self.tr("The keys could not be saved: {reason}. Look whether the folder can be written to.")
            QMessageBox.warning(self, self.windowTitle(), words.format(reason=localised(str(error))))
            return
        super().accept()

    # -- looks ---------------------------------------------------------------------------------------------------

    def _show_chosen(self) -> None:
        command, key = self.chosen(), self.typed()
        fixed = command is None or command.where is Where.VIEW
        for part in (self._none, self._usual_key):
            part.setEnabled(not fixed)
        self._edit.setEnabled(not fixed)
        for part in (self._add, self._only):
            part.setEnabled(bool(key) and not fixed)
        if command is not None and fixed:
            self._words.setText(self.tr("The view itself handles this key; it cannot be changed."))
            return
        rival = self._rival(command, key) if command is not None and key else None
        if rival is None:
            self._words.setText("")
            return
        text = self.tr("This key belongs to “{command}”.")
        if rival.where is Where.VIEW:
            text = self.tr("“{command}” needs this key; choose another one.")
            for part in (self._add, self._only):
                part.setEnabled(False)
        self._words.setText(text.format(command=rival.text.removesuffix("…")))

    def _filter(self, text: str) -> None:
        wanted = text.casefold().strip()
        for name, row in self._rows.items():
            shown = f"{row.text(0)} {row.text(1)} {name}".casefold()
            row.setHidden(bool(wanted) and wanted not in shown)
        for place in range(self._tree.topLevelItemCount()):
            heading = self._tree.topLevelItem(place)
            if heading is not None:
                below = [row for row in self._rows.values() if row.parent() is heading]
                heading.setHidden(all(row.isHidden() for row in below))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the field have Tab, Escape and Enter where they are meant as keys, and leave Tab for the keyboard."""
        if watched is self._edit and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
            if plain and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self.focusNextPrevChild(event.key() == Qt.Key.Key_Tab)
                return True
        return super().eventFilter(watched, event)
