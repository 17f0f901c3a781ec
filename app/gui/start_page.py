"""What is shown while no folder is open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.gui import theme

MOST = 8
_WIDTH = 520
_LEAST = 300


class StartPage(QWidget):
    """Signals: ``openRequested``, ``folderRequested(Path)``."""

    openRequested = Signal()
    folderRequested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = QFrame(self)
        box.setMaximumWidth(_WIDTH)
        self._rows = QVBoxLayout(box)
        self._rows.setSpacing(theme.SPACE)
        title = QLabel(self.tr("Open a shoot"), box)
        title.setStyleSheet(f"font-size: 22pt; font-weight: 300; color: {theme.TEXT_BRIGHT};")
        text = QLabel(
            self.tr(
                "Choose a folder, or drop one here. Keepers scores every photo in it and in its subfolders;"
                " you decide what stays. Nothing is ever deleted by a score."
            ),
            box,
        )
        text.setWordWrap(True)
        text.setStyleSheet(f"color: {theme.TEXT_DIM};")
        title.setIndent(0)
        self._open = QPushButton(theme.icon("folder-open", theme.ON_ACCENT), self.tr("Open folder…"), box)
        self._open.setDefault(True)
        self._open.setStyleSheet(
            f"QPushButton {{ background: {theme.ACCENT}; color: {theme.ON_ACCENT}; border: 2px solid {theme.ACCENT};"
            " border-radius: 4px; padding: 8px 18px; font-weight: bold; }"
            f"QPushButton:hover {{ background: {theme.ACCENT_HOVER}; }}"
            f" QPushButton:focus {{ border-color: {theme.TEXT_BRIGHT}; }}"
        )
        self._open.clicked.connect(self.openRequested)
        self._recent_title = QLabel(self.tr("Recent folders"), box)
        self._recent_title.setStyleSheet(f"color: {theme.TEXT_DIM}; padding: 16px 0 0 0; font-weight: bold;")
        self._recent_title.setIndent(0)
        for widget in (title, text):
            self._rows.addWidget(widget)
        self._rows.addSpacing(theme.SPACE)
        self._rows.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeft)
        self._rows.addWidget(self._recent_title)
        self._recent: list[QPushButton] = []
        self._folders: Sequence[Path] = ()
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(box, _WIDTH)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(3)
        self.show_recent([])

    def folders(self) -> list[Path]:
        """The folders on offer."""
        return list(self._folders)

    def show_recent(self, folders: Sequence[Path]) -> None:
        """Offer these folders."""
        for button in self._recent:
            self._rows.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._recent = []
        self._folders = folders[:MOST]
        self._recent_title.setVisible(bool(folders))
        for folder in self._folders:
            button = QPushButton(theme.icon("folder", theme.TEXT_DIM), self._words(folder))
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.setToolTip(str(folder))
            button.setAccessibleName(str(folder))
            button.setStyleSheet(
                "QPushButton { text-align: left; border: 1px solid transparent; border-radius: 4px; padding: 6px 8px; }"
                f"QPushButton:hover {{ background: {theme.RAISED}; }}"
                f"QPushButton:focus {{ border-color: {theme.ACCENT}; }}"
            )
            button.clicked.connect(lambda _=False, folder=folder: self.folderRequested.emit(folder))
            self._rows.addWidget(button)
            self._recent.append(button)

    def _words(self, folder: Path) -> str:
        text = f"{folder.name or folder}   —   {folder.parent}"
        width = min(_WIDTH, self.width()) - 70
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, width).replace("&", "&&")

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Long paths are shortened to the width there is."""
        super().resizeEvent(event)
        for folder, button in zip(self._folders, self._recent, strict=False):  # also while `show_recent` is at work
            button.setText(self._words(folder))
