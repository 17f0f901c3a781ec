"""Asks which photos go on the keeper list, and where to."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from app.culling.keepers import KeeperFlag, KeeperQuery
from app.culling.lists import ListFormat
from app.gui import theme
from app.gui.dialog_layout import at_least, column_of
from app.gui.shown_only import Counted, Reach, ShownOnly, hidden_words
from app.gui.transfer_fields import count_words


class ExportDialog(QDialog):
    """Choose and count the photos of a keeper list, and name the file."""

    def __init__(
        self,
        count_for: Callable[[KeeperQuery, bool], Counted],
        *,
        reach: Reach = Reach(),
        folder: Path | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Build the dialog.

        Args:
            count_for: how many photos a query gives, the bool keeping to the photos shown; asked at every change, so it
                must be quick.
            reach: what a filter shows and hides.
            folder: where the list is proposed to go; the home folder otherwise.
            parent: window.
        """
        super().__init__(parent)
        self._count_for = count_for
        self._count = Counted(0)
        self.setWindowTitle(self.tr("Export keepers"))
        self._who = QComboBox()
        for flag, text in (
            (KeeperFlag.KEEPERS, self.tr("Keepers: everything not rejected")),
            (KeeperFlag.PICK, self.tr("Picks only")),
            (KeeperFlag.NONE, self.tr("Photos without a flag")),
            (KeeperFlag.REJECT, self.tr("Rejects only")),
            (KeeperFlag.ANY, self.tr("All photos, rejects too")),
        ):
            self._who.addItem(text, flag)
        self.shown_only = ShownOnly(reach, self)
        self._stars = QComboBox()
        self._stars.addItem(self.tr("any"), 0)
        for stars in range(1, 6):
            self._stars.addItem("★" * stars + ("" if stars == 5 else self.tr(" or more")), stars)
        self._score = QDoubleSpinBox(minimum=-1, maximum=100, decimals=1, value=-1)
        self._score.setSpecialValueText(self.tr("any"))
        self._most = QSpinBox(minimum=0, maximum=9_999_999, value=0)
        self._most.setSpecialValueText(self.tr("no limit"))
        self._format = QComboBox()
        for kind, text in (
            (ListFormat.TXT, self.tr("Text: one path a line")),
            (ListFormat.CSV, self.tr("CSV: a table with all columns")),
            (ListFormat.JSON, self.tr("JSON: for programs")),
        ):
            self._format.addItem(text, kind)
        self._to = QLineEdit(str((folder or Path.home()) / "keepers.txt"))
        browse = QPushButton(self.tr("Browse …"))
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self._ok = self._buttons.button(QDialogButtonBox.StandardButton.Save)
        self._ok.setText(self.tr("Export"))
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        for field in (self._who, self._stars, self._score, self._most, self._format, self._to, browse):
            field.setMinimumHeight(28)
        for field in (self._score, self._most, self._stars):
            field.setMaximumWidth(160)
        self._lay_out(browse)
        at_least(self, 560)
        for box in (self._who, self._stars):
            box.currentIndexChanged.connect(self._recount)
        self.shown_only.toggled.connect(self._recount)
        self._score.valueChanged.connect(self._recount)
        self._most.valueChanged.connect(self._recount)
        self._format.currentIndexChanged.connect(self._on_format)
        self._to.textChanged.connect(self._on_destination)
        self._recount()

    def query(self) -> KeeperQuery:
        """Which photos."""
        return KeeperQuery(
            min_score=None if self._score.value() < 0 else self._score.value(),
            max_count=self._most.value() or None,
            flag=KeeperFlag(self._who.currentData()),  # Qt keeps a StrEnum as a plain text
            min_stars=self._stars.currentData(),
        )

    def set_query(self, query: KeeperQuery) -> None:
        """Begin with other choices than the default ones."""
        self._who.setCurrentIndex(self._who.findData(query.flag))
        self._stars.setCurrentIndex(query.min_stars)
        self._score.setValue(-1 if query.min_score is None else query.min_score)
        self._most.setValue(query.max_count or 0)

    def destination(self) -> Path:
        """The file, absolute."""
        return Path(self._to.text().strip()).expanduser().absolute()

    def set_destination(self, path: Path) -> None:
        """Propose another file; its suffix chooses the format."""
        self._to.setText(str(path))

    def format(self) -> ListFormat:
        """How the list is written."""
        return ListFormat(self._format.currentData())

    @property
    def export_button(self) -> QPushButton:
        """The button that exports; off while there is nothing to export or no place to write to."""
        return self._ok

    def words(self) -> str:
        """What the dialog says will happen, or why nothing can."""
        return self._words.text()

    def _lay_out(self, browse: QPushButton) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(2 * theme.SPACE)
        form.setVerticalSpacing(12)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.addRow(self.tr("&Photos"), self._who)
        if self.shown_only.offered:
            form.addRow("", self.shown_only)
        form.addRow(self.tr("S&tars"), self._stars)
        form.addRow(self.tr("&Least score"), self._score)
        form.addRow(self.tr("At &most"), self._most)
        form.addRow(self.tr("&Format"), self._format)
        place = QHBoxLayout()
        place.setSpacing(theme.SPACE)
        place.addWidget(self._to, 1)
        place.addWidget(browse)
        form.addRow(self.tr("File &name"), place)
        name = form.labelForField(place)
        if isinstance(name, QLabel):
            name.setBuddy(self._to)
        self._to.setAccessibleName(self.tr("File name"))
        column = column_of(self)
        column.addLayout(form)
        column.addWidget(self._words)
        column.addStretch()
        column.addWidget(self._buttons)

    def _recount(self) -> None:
        self._count = self._count_for(self.query(), self.shown_only.on)
        self._say()

    def _on_format(self) -> None:
        text = self._to.text().strip()
        if text:
            with QSignalBlocker(self._to):
                self._to.setText(str(Path(text).with_suffix(f".{self.format().value}")))
        self._say()

    def _on_destination(self) -> None:
        suffix = Path(self._to.text().strip()).suffix.lower().removeprefix(".")
        if suffix in set(ListFormat):
            with QSignalBlocker(self._format):
                self._format.setCurrentIndex(self._format.findData(ListFormat(suffix)))
        self._say()

    def _problem(self) -> str:
        """Why it cannot be done, or nothing."""
        if not self._count.number:
            return self.tr("No photo fits these choices. Lower the score or the stars, or choose other photos.")
        if not self._to.text().strip():
            return self.tr("Choose a file to write the list to.")
        to = self.destination()
        if to.is_dir():
            return self.tr("“{name}” is a folder. Add a file name.").format(name=to.name)
        if not to.parent.is_dir():
            return self.tr("The folder “{folder}” does not exist.").format(folder=to.parent)
        if not os.access(to.parent, os.W_OK):
            return self.tr("The folder “{folder}” cannot be written to. Choose another one.").format(folder=to.parent)
        return ""

    def _unreadable(self) -> str:
        number = self._count.unreadable
        if number == 1:
            return self.tr("1 photo that cannot be read is left out.")
        words = self.tr("{photos} that cannot be read are left out.")
        return words.format(photos=count_words(number)) if number else ""

    def _say(self) -> None:
        problem = self._problem()
        self._ok.setEnabled(not problem)
        if problem:
            self._words.setText(problem)
            self._words.setStyleSheet(f"color: {theme.MIDDLING}")
            return
        words = (
            self.tr("1 photo will be listed.")
            if self._count.number == 1
            else self.tr("{photos} will be listed.").format(photos=count_words(self._count.number))
        )
        words = " ".join(part for part in (words, hidden_words(self._count.hidden), self._unreadable()) if part)
        if self.destination().exists():
            words += " " + self.tr("The file exists and will be replaced.")
        self._words.setText(words)
        self._words.setStyleSheet(f"color: {theme.TEXT_BRIGHT}")

    def _browse(self) -> None:
        filters = {
            ListFormat.TXT: self.tr("Text (*.txt)"),
            ListFormat.CSV: self.tr("CSV (*.csv)"),
            ListFormat.JSON: self.tr("JSON (*.json)"),
        }
        name, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Export keepers to"),
            str(self.destination()),
            ";;".join(filters.values()),
            filters[self.format()],
        )
        if name:
            path = Path(name)
            self._to.setText(str(path if path.suffix else path.with_suffix(f".{self.format().value}")))
