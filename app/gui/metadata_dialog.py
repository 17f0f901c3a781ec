"""Settings of metadata: for which program, in which words, when, and into which files."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.catalog.records import Label
from app.gui import theme
from app.gui.dialog_layout import at_least
from app.photos.xmp.profiles import Profile, Style
from app.photos.xmp.settings import MetadataSettings, usable_words
from app.photos.xmp.vocabulary import ENGLISH


class MetadataDialog(QDialog):
    """Shows the settings and gives the changed ones."""

    def __init__(self, settings: MetadataSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before = settings
        self.setWindowTitle(self.tr("Metadata"))
        self._profile = QComboBox()
        for profile, text in (
            (Profile.DEFAULT, self.tr("Lightroom, Capture One and most others")),
            (Profile.BRIDGE, self.tr("Adobe Bridge: a reject is a rating of -1")),
            (Profile.DARKTABLE, self.tr("darktable: likewise, sidecars named IMG_1.CR2.xmp")),
            (Profile.DIGIKAM, self.tr("digiKam: its pick and colour labels, IMG_1.CR2.xmp")),
            (Profile.PHOTO_MECHANIC, self.tr("Photo Mechanic: its tag and colour class")),
        ):
            self._profile.addItem(text, profile.value)
        self._words = [QLineEdit() for _ in ENGLISH[1:]]
        self._automatic = QCheckBox(self.tr("Write a sidecar after each decision"))
        self._embed = QCheckBox(self.tr("Write into JPEG, TIFF and DNG files instead of new sidecars"))
        self._score = QCheckBox(self.tr("Score and model, in Keepers' own namespace"))
        self._keyword = QCheckBox(self.tr("The band of the score as a keyword, such as “Keepers 80-89”"))
        self._note = QLabel(
            self.tr(
                "The file is changed only in its metadata, checked before it takes the old one's place and once more "
                "after. Other RAW files are never written."
            )
        )
        self._note.setWordWrap(True)
        self._note.setMinimumHeight(3 * self.fontMetrics().lineSpacing())
        self._note.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._note.setStyleSheet(f"color: {theme.TEXT_DIM};")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._lay_out(buttons)
        at_least(self, 560)
        self._show(settings)

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._profile.setMinimumHeight(28)
        form.addRow(self.tr("Written for"), self._profile)
        form.addRow(self.tr("Words for labels"), self._word_fields())
        for title, boxes in (
            (self.tr("When"), (self._automatic,)),
            (self.tr("Where"), (self._embed, self._note)),
            (self.tr("Also write"), (self._score, self._keyword)),
        ):
            column = QVBoxLayout()
            column.setSpacing(6)
            for box in boxes:
                column.addWidget(box)
            form.addRow(title, column)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 18, 20, 16)
        whole.setSpacing(18)
        whole.addLayout(form)
        whole.addWidget(buttons)

    def _word_fields(self) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        names = (self.tr("Red"), self.tr("Yellow"), self.tr("Green"), self.tr("Blue"), self.tr("Purple"))
        for index, (field, name, english) in enumerate(zip(self._words, names, ENGLISH[1:], strict=True)):
            dot = QLabel()
            dot.setFixedSize(12, 12)
            colour = theme.LABEL_COLORS[Label(index + 1)]
            dot.setStyleSheet(f"background: {colour}; border-radius: 6px;")
            field.setMinimumHeight(26)
            field.setPlaceholderText(english)
            field.setAccessibleName(name)
            field.setMaxLength(64)
            row, column = divmod(index, 3)
            grid.addWidget(dot, row, column * 2)
            grid.addWidget(field, row, column * 2 + 1)
        return holder

    def _show(self, settings: MetadataSettings) -> None:
        self._profile.setCurrentIndex(self._profile.findData(settings.style.profile.value))
        for field, word in zip(self._words, settings.style.words[1:], strict=True):
            field.setText(word)
        self._automatic.setChecked(settings.automatic)
        self._embed.setChecked(settings.embed)
        self._score.setChecked(settings.style.score)
        self._keyword.setChecked(settings.style.keyword)

    def settings(self) -> MetadataSettings:
        """What the user chose; an empty word is the English one."""
        return replace(
            self._before,
            style=Style(
                profile=Profile(self._profile.currentData()),
                words=usable_words(["", *(field.text() for field in self._words)]),
                score=self._score.isChecked(),
                keyword=self._keyword.isChecked(),
            ),
            automatic=self._automatic.isChecked(),
            embed=self._embed.isChecked(),
        )
