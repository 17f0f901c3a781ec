"""The one question before rejects are moved away: how many, and where to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.culling.transfer_model import PhotoAt, TransferMode, TransferSettings
from app.culling.transfer_weight import Weight, weigh
from app.gui import theme
from app.gui.background import Background
from app.gui.dialog_layout import at_least, column_of
from app.gui.sentences import localised
from app.gui.shown_only import Reach, ShownOnly, hidden_words
from app.gui.transfer_fields import FolderField, Words, count_words, weight_words
from app.photos.scan import REJECTS_FOLDER

_WAIT_MS = 150


class RejectsDialog(QDialog):
    """Asks once; the default button does what the sentence above it says."""

    def __init__(
        self,
        shown: Sequence[PhotoAt],
        root: Path,
        *,
        hidden: Sequence[PhotoAt] = (),
        reach: Reach = Reach(),
        back: str = "",
        pairs: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """
        Args:
            shown: rejects that are shown.
            root: the open folder.
            hidden: rejects that a filter hides; with ``shown`` at least one photo.
            reach: what a filter shows and hides.
            back: menu and item that takes a transfer back.
            pairs: RAW and JPEG of one stem go together.
            parent: window.
        """
        super().__init__(parent)
        self._shown = list(shown)
        self._hidden = list(hidden)
        self._back = back
        self.shown_only = ShownOnly(reach, self)
        self._root = root
        self._pairs = pairs
        self._background = Background(self)
        self.setWindowTitle(self.tr("Move the rejects away"))
        self._question = QLabel()
        self._question.setWordWrap(True)
        self._question.setStyleSheet(f"font-size: 16px; font-weight: 600; color: {theme.TEXT_BRIGHT}")
        self._to_folder = QRadioButton(self.tr("To a folder, with the folders they lie in now:"))
        self._to_trash = QRadioButton(self.tr("To the system's trash"))
        group = QButtonGroup(self)
        group.addButton(self._to_folder)
        group.addButton(self._to_trash)
        self._to_folder.setChecked(True)
        self.folder = FolderField(root / REJECTS_FOLDER, self.tr("Folder for the rejects"))
        self._words = Words(3)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        for button in buttons.buttons():
            button.setMinimumHeight(28)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = column_of(self)
        column.addWidget(self._question)
        if self.shown_only.offered:
            column.addWidget(self.shown_only)
        choices = QVBoxLayout()
        choices.setSpacing(theme.SPACE)
        choices.addWidget(self._to_folder)
        inset = QVBoxLayout()
        inset.setContentsMargins(3 * theme.SPACE, 0, 0, 0)
        inset.addWidget(self.folder)
        choices.addLayout(inset)
        choices.addWidget(self._to_trash)
        column.addLayout(choices)
        column.addWidget(self._words)
        column.addStretch()
        column.addWidget(buttons)
        at_least(self, 600)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_WAIT_MS)
        self._soon.timeout.connect(self._weigh)
        self.shown_only.toggled.connect(self._changed)
        self._to_folder.toggled.connect(self._changed)
        self.folder.changed.connect(self._changed)
        self.finished.connect(lambda _: self._background.shut_down())
        self._changed()

    def rejects(self) -> list[PhotoAt]:
        """What goes."""
        return self._shown if self.shown_only.on else [*self._shown, *self._hidden]

    def settings(self) -> TransferSettings:
        """What to do with the rejects."""
        if self._to_trash.isChecked():
            return TransferSettings(TransferMode.TRASH, None, self._root, pairs=self._pairs)
        return TransferSettings(TransferMode.MOVE, self.folder.folder(), self._root, pairs=self._pairs)

    def choose_trash(self) -> None:
        """Take the trash instead of a folder."""
        self._to_trash.setChecked(True)

    def question(self) -> str:
        """The question, with number and place."""
        return self._question.text()

    def words(self) -> str:
        """What goes along, or why nothing can."""
        return self._words.text()

    @property
    def go_button(self) -> QPushButton:
        """The button that says yes; off while it cannot be done."""
        return self._ok

    def _changed(self) -> None:
        rejects = self.rejects()
        photos = count_words(len(rejects))
        folder = self.folder.folder()
        self.folder.setEnabled(self._to_folder.isChecked())
        if self._to_trash.isChecked():
            self._question.setText(self.tr("Put {photos} into the system's trash?").format(photos=photos))
            self._ok.setText(self.tr("Put {photos} into the trash").format(photos=photos))
        else:
            place = folder.name if folder is not None else "…"
            self._question.setText(self.tr("Move {photos} to “{place}”?").format(photos=photos, place=place))
            self._ok.setText(self.tr("Move {photos}").format(photos=photos))
        self._ok.setEnabled(False)
        if not rejects:
            self._soon.stop()
            self._question.setText(self.tr("None of the photos shown is rejected."))
            words = self.tr("The filter hides {photos} that you have rejected.")
            self._words.say(words.format(photos=count_words(len(self._hidden))), problem=True)
            return
        if folder is None and self._to_folder.isChecked():
            self._words.say(self.tr("Choose a folder for the rejects."), problem=True)
            return
        self._words.say(self.tr("Looking at the files…"))
        self._soon.start()

    def _weigh(self) -> None:
        settings = self.settings()
        rejects = self.rejects()
        if settings.mode is TransferMode.MOVE and settings.destination is None:
            return
        self._background.ask("weight", lambda: weigh(rejects, settings), self._show)

    def _show(self, weight: Weight) -> None:
        if not self.rejects():
            return  # the choice was changed meanwhile
        if weight.problem:
            self._words.say(localised(weight.problem), problem=True)
            return
        hidden = 0 if self.shown_only.on else len(self._hidden)
        words = " ".join(part for part in (weight_words(weight), hidden_words(hidden)) if part)
        if weight.photos and self._to_trash.isChecked():
            words += " " + self.tr("They lie in the trash until it is emptied.")
        elif weight.photos:
            words += " " + self.tr("Nothing is deleted; “{command}” brings them home again.").format(command=self._back)
        self._words.say(words, problem=not weight.photos)
        self._ok.setEnabled(weight.photos > 0)
