"""The hint of the first start: the five keys that one needs, in one line that goes away for good."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.gui import theme
from app.gui.commands import Command


class HintBar(QFrame):
    """Signals: ``read`` (the user has read it), ``keysRequested``."""

    read = Signal()
    keysRequested = Signal()

    def __init__(self, commands: Sequence[Command], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hint-bar")
        self.setStyleSheet(
            f"#hint-bar {{ background: {theme.RAISED}; border-bottom: 1px solid {theme.LINE}; }}"
            f" QLabel {{ color: {theme.TEXT}; }}"
        )
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        keys = QPushButton(self.tr("All keys"))
        keys.clicked.connect(self.keysRequested)
        done = QPushButton(self.tr("Got it"))
        done.clicked.connect(self.read)
        for button in (keys, done):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(theme.SPACE)
        row.addWidget(self._text, 1)
        row.addWidget(keys)
        row.addWidget(done)
        self.show_keys(commands)

    def show_keys(self, commands: Sequence[Command]) -> None:
        """Name the keys as they are bound now."""
        by_id = {command.id: command for command in commands}

        def key(name: str) -> str:
            keys = by_id[name].keys if name in by_id else ()
            shown = QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if keys else "–"
            return f"<b style='color: {theme.TEXT_BRIGHT}'>{shown}</b>"

        words = self.tr(
            "{pick} picks, {reject} rejects, {first} to {last} give stars, {zoom} looks closer, {undo} takes back."
            " With Shift held, or Caps Lock on, a decision goes on to the next photo. Nothing is ever deleted."
        )
        self._text.setText(
            words.format(
                pick=key("pick"),
                reject=key("reject"),
                first=key("stars-1"),
                last=key("stars-5"),
                zoom=key("zoom"),
                undo=key("undo"),
            )
        )

    def text(self) -> str:
        """What it says."""
        return self._text.text()
