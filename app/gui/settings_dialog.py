"""The settings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme
from app.gui.dialog_layout import at_least
from app.gui.preferences import Look, Preferences


class SettingsDialog(QDialog):
    """Shows the preferences and keeps them when accepted."""

    def __init__(
        self, preferences: Preferences, languages: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        """
        Args:
            languages: code and own name of each language.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self._preferences = preferences
        self._language = QComboBox()
        self._language.addItem(self.tr("As the system"), "")
        for code, name in languages:
            self._language.addItem(name, code)
        self._language.setCurrentIndex(max(0, self._language.findData(preferences.language)))
        self._look = QComboBox()
        for look, text in (
            (Look.DARK, self.tr("Dark")),
            (Look.LIGHT, self.tr("Light")),
            (Look.SYSTEM, self.tr("As the system")),
        ):
            self._look.addItem(text, look.value)
        self._look.setCurrentIndex(self._look.findData(preferences.look.value))
        self._editor = QLineEdit(preferences.editor)
        self._editor.setPlaceholderText(self.tr("The program that the system has for photos"))
        choose = QPushButton(self.tr("Choose…"))
        choose.clicked.connect(self._choose_editor)
        editor = QHBoxLayout()
        editor.addWidget(self._editor, 1)
        editor.addWidget(choose)
        self._notices = QCheckBox(self.tr("Tell me when a long job ends while I look at another window"))
        self._notices.setChecked(preferences.notices)
        form = QFormLayout()
        form.setHorizontalSpacing(2 * theme.SPACE)
        form.setVerticalSpacing(2 * theme.SPACE)
        form.addRow(self.tr("&Language"), self._language)
        form.addRow(self.tr("&Theme"), self._look)
        form.addRow(self.tr("External editor"), editor)
        form.addRow("", self._notices)
        self._note = QLabel(self.tr("The language takes effect at the next start."))
        self._note.setStyleSheet(f"color: {theme.TEXT_DIM}")
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._editor.setAccessibleName(self.tr("External editor"))
        column = QVBoxLayout(self)
        column.setContentsMargins(*[3 * theme.SPACE] * 4)
        column.setSpacing(2 * theme.SPACE)
        column.addLayout(form)
        column.addWidget(self._note)
        column.addWidget(buttons)
        at_least(self, 560)

    def _choose_editor(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("External editor"))
        if chosen:
            self._editor.setText(chosen)

    def set_choices(self, *, language: str, look: Look, editor: str, notices: bool) -> None:
        """Fill in everything."""
        self._language.setCurrentIndex(max(0, self._language.findData(language)))
        self._look.setCurrentIndex(self._look.findData(look.value))
        self._editor.setText(editor)
        self._notices.setChecked(notices)

    def accept(self) -> None:
        """Keep everything."""
        self._preferences.language = str(self._language.currentData())
        self._preferences.look = Look(self._look.currentData())
        self._preferences.editor = self._editor.text()
        self._preferences.notices = self._notices.isChecked()
        super().accept()
