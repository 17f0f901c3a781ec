"""Dialogs around the second opinion: what it will take, what is missing for it, and the licence of a checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.culling.wording import in_digits, photos
from app.gui import theme
from app.gui.dialog_layout import column_of
from app.gui.sentences import localised
from app.scoring.estimates import Estimate, duration, free_memory, size
from app.scoring.model_store import LICENCE_NOTICE

_WIDTH = 520


def _text(words: str, color: str = theme.TEXT) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setFixedWidth(_WIDTH)
    label.setStyleSheet(f"color: {color}")
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _heading(words: str) -> QLabel:
    label = _text(words, theme.TEXT_BRIGHT)
    label.setStyleSheet(f"font-size: 17px; font-weight: 600; color: {theme.TEXT_BRIGHT}")
    return label


class _Dialog(QDialog):
    """A column of texts with buttons below."""

    def __init__(self, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.column = column_of(self)
        self.column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)


class AskDialog(_Dialog):
    """Says what a second opinion will take before it is asked for.

    Signals:
        modelChosen: another teacher's name; answer by ``show_estimate``.
    """

    modelChosen = Signal(str)

    def __init__(self, teachers: Sequence[str], chosen: str, count: int, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Second opinion"), parent)
        self._count = count
        self.column.addWidget(_heading(self.tr("Ask the teacher about {photos}?").format(photos=photos(count))))
        form = QFormLayout()
        form.setHorizontalSpacing(2 * theme.SPACE)
        form.setVerticalSpacing(theme.SPACE)
        self._model = QComboBox()
        self._model.addItems(list(teachers))
        self._model.setCurrentText(chosen)
        self._model.setAccessibleName(self.tr("Teacher"))
        self._model.currentTextChanged.connect(self.modelChosen)
        self._time, self._memory = QLabel(), QLabel()
        for label in (self._time, self._memory):
            label.setWordWrap(True)
            label.setMinimumWidth(_WIDTH - 120)
        shown = self._model if len(teachers) > 1 else QLabel(chosen)
        for caption, field in (
            (self.tr("Model"), shown),
            (self.tr("Time"), self._time),
            (self.tr("Memory"), self._memory),
        ):
            heading = QLabel(caption)
            heading.setStyleSheet(f"color: {theme.TEXT_DIM}")
            form.addRow(heading, field)
        self.column.addLayout(form)
        self.column.addWidget(
            _text(
                self.tr(
                    "It works in a process of its own: you can go on culling, every score is kept as soon as it is"
                    " there, and you can cancel at any time."
                ),
                theme.TEXT_DIM,
            )
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._ask = buttons.addButton(self.tr("Ask the teacher"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._ask.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.column.addWidget(buttons)

    def model(self) -> str:
        """Name of the teacher."""
        return self._model.currentText()

    def show_estimate(self, estimate: Estimate, loaded: bool) -> None:
        """Say how long it will take and how much memory."""
        self._time.setText(self.time_words(estimate, loaded))
        free = free_memory()
        needed = size(estimate.memory_bytes)
        if loaded:
            self._memory.setText(self.tr("{size}, already taken: the teacher is loaded.").format(size=needed))
        elif free is not None and free < estimate.memory_bytes:
            self._memory.setStyleSheet(f"color: {theme.BAD}")
            words = self.tr(
                "{size} while it is loaded, and only {free} are free: close other programs first, or this computer may"
                " become very slow."
            )
            self._memory.setText(words.format(size=needed, free=size(free)))
        else:
            self._memory.setText(
                self.tr("{size} while it is loaded; given back three minutes after the last photo.").format(size=needed)
            )

    def time_words(self, estimate: Estimate, loaded: bool) -> str:
        """The line about the time."""
        seconds = estimate.seconds(self._count, loaded=loaded)
        if estimate.photo_s is None or seconds is None:
            return self.tr("Not known for this GPU before the first photo.")
        text = self.tr("About {all}: {each} a photo").format(all=duration(seconds), each=duration(estimate.photo_s))
        if not loaded:
            text += self.tr(" and {load} to load the model").format(load=duration(estimate.load_s))
        if estimate.measured:
            return text + self.tr(". Measured on this computer.")
        return text + self.tr(". A guess from the model's size; the first photo will tell better.")


class NoTeacherDialog(_Dialog):
    """What is needed for a second opinion, in three sentences, and the ways to it.

    Signals:
        importRequested, downloadRequested, tableRequested: import a checkpoint, download CLIP and make the text table
            with it, use a text table from a file.
    """

    importRequested = Signal()
    downloadRequested = Signal()
    tableRequested = Signal()

    def __init__(self, has_table: bool, has_teacher: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Second opinion"), parent)
        self.column.addWidget(
            _heading(self.tr("The text table is missing") if has_teacher else self.tr("No teacher is installed"))
        )
        self.column.addWidget(
            _text(
                self.tr(
                    "The second opinion comes from the DP-IQA teacher, a model of a thousand million parameters that"
                    " reads quality out of Stable Diffusion. Its authors release it as a .pth file for academic use"
                    " (CC BY-NC-SA 4.0), so Keepers brings none along: download one from github.com/RomGai/DP-IQA and"
                    " import it here. Every teacher also needs a text table, made once from CLIP ViT-L/14 (a download"
                    " of 1.71 GB) or taken from a file."
                )
            )
        )
        table = self.tr("The text table is ready.") if has_table else self.tr("The text table is not made yet.")
        self.column.addWidget(_text(table, theme.GOOD if has_table else theme.MIDDLING))
        self.import_button = self._button(self.tr("Import a checkpoint (.pth)…"), self.importRequested)
        self.download_button = self._button(self.tr("Download CLIP and make the text table…"), self.downloadRequested)
        self.table_button = self._button(self.tr("Take the text table from a file…"), self.tableRequested)
        for button in (self.download_button, self.table_button):
            button.setVisible(not has_table)
        main = self.import_button if has_table else self.download_button
        main.setDefault(True)
        main.setFocus()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.column.addWidget(buttons)

    def _button(self, text: str, signal: SignalInstance) -> QPushButton:
        button = QPushButton(text)
        button.setMinimumHeight(4 * theme.SPACE)
        button.clicked.connect(self.accept)
        button.clicked.connect(signal)
        self.column.addWidget(button)
        return button


class LicenceDialog(_Dialog):
    """Shows a checkpoint's licence; the import begins only after the box is ticked."""

    def __init__(self, file: Path, kind: str, parameters: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Import a checkpoint"), parent)
        what = self.tr("{file} is a released DP-IQA {kind} with {number} million parameters.").format(
            file=file.name, kind=kind, number=in_digits(parameters / 1e6)
        )
        self.column.addWidget(_heading(self.tr("Licence of the checkpoint")))
        self.column.addWidget(_text(what))
        notice = _text(localised(LICENCE_NOTICE), theme.TEXT_BRIGHT)
        notice.setStyleSheet(f"background: {theme.CANVAS}; color: {theme.TEXT_BRIGHT}; padding: 12px")
        self.column.addWidget(notice)
        form = QFormLayout()
        self._name = QLineEdit(name)
        form.addRow(self.tr("Name of the model"), self._name)
        self.column.addLayout(form)
        self._accept = QCheckBox(self.tr("I accept this licence"))
        self.column.addWidget(self._accept)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._import = buttons.addButton(self.tr("Import"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._import.setEnabled(False)
        self._accept.toggled.connect(self._import.setEnabled)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.column.addWidget(buttons)

    def name(self) -> str:
        """What the model shall be called."""
        return self._name.text().strip()

    def accept_box(self) -> QCheckBox:
        """The box of the licence."""
        return self._accept

    def import_button(self) -> QPushButton:
        """The button that begins."""
        return self._import


class ErrandDialog(_Dialog):
    """How far a conversion or a download is. Cancel ends it; ``rejected`` says so."""

    def __init__(self, text: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Second opinion"), parent)
        self.column.addWidget(_heading(text))
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(_WIDTH)
        self.column.addWidget(self._bar)
        self._words = _text(note, theme.TEXT_DIM)
        self.column.addWidget(self._words)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        self.column.addWidget(buttons)

    def show_progress(self, done: int, total: int, in_bytes: bool) -> None:
        """Move the bar."""
        self._bar.setRange(0, 1000)
        self._bar.setValue(round(1000 * done / max(total, 1)))
        number = size if in_bytes else lambda value: in_digits(value)
        self._words.setText(self.tr("{done} of {total}").format(done=number(done), total=number(total)))
