"""Photos on which Keepers and another program decided differently: both values, and who is right."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.catalog.records import Decision
from app.catalog.sidecar_choices import Prefer
from app.culling.wording import decision_words


@dataclass(frozen=True, slots=True)
class Conflict:
    """One photo.

    Attributes:
        photo_id, path: the photo.
        ours, theirs: what Keepers has and what the files say.
        files: the sidecars, and the photo itself where its own XMP says something else.
    """

    photo_id: int
    path: Path
    ours: Decision
    theirs: Decision
    files: tuple[Path, ...]


class ConflictDialog(QDialog):
    """Shows both values of every conflict and asks who is right; what is left undecided stays a conflict."""

    def __init__(self, conflicts: Sequence[Conflict], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conflicts = list(conflicts)
        self.setWindowTitle(self.tr("Conflicts with XMP"))
        self.resize(1000, 460)
        text = QLabel(
            self.tr(
                "Keepers and another program both changed these decisions since Keepers last read or wrote the file, "
                "a sidecar or the photo itself. Nothing is written until you say which is right."
            )
        )
        text.setWordWrap(True)
        self._table = QTableWidget(len(self._conflicts), 4)
        self._table.setHorizontalHeaderLabels(
            [self.tr("Photo"), self.tr("Keepers"), self.tr("File"), self.tr("Which is right")]
        )
        self._boxes: list[QComboBox] = []
        self._fill()
        ours, theirs = QPushButton(self.tr("Keepers for all")), QPushButton(self.tr("File for all"))
        ours.clicked.connect(lambda: self._set_all(Prefer.KEEPERS))
        theirs.clicked.connect(lambda: self._set_all(Prefer.FILE))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("Apply"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("Later"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        bottom = QHBoxLayout()
        bottom.addWidget(ours)
        bottom.addWidget(theirs)
        bottom.addStretch(1)
        bottom.addWidget(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 18, 20, 16)
        whole.setSpacing(14)
        whole.addWidget(text)
        whole.addWidget(self._table, 1)
        whole.addLayout(bottom)

    def _fill(self) -> None:
        table = self._table
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.setWordWrap(False)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # photos of one shoot differ at the end of their names
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(34)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Fixed)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.setColumnWidth(3, 170)
        for row, conflict in enumerate(self._conflicts):
            where = self.tr("in the photo") if conflict.path in conflict.files else self.tr("in the sidecar")
            theirs = f"{decision_words(conflict.theirs)} ({where})"
            cells = (conflict.path.name, decision_words(conflict.ours), theirs)
            for column, text in enumerate(cells):
                table.setItem(row, column, QTableWidgetItem(text))
            files = "\n".join(os.fspath(file) for file in conflict.files)
            for column, tip in ((0, str(conflict.path)), (2, files)):
                item = table.item(row, column)
                assert item is not None
                item.setToolTip(tip)
            box = QComboBox()
            for prefer, words in (
                (Prefer.NOBODY, self.tr("Decide later")),
                (Prefer.KEEPERS, self.tr("Keepers")),
                (Prefer.FILE, self.tr("File")),
            ):
                box.addItem(words, prefer.value)
            box.setAccessibleName(self.tr("Which is right for {photo}").format(photo=conflict.path.name))
            self._boxes.append(box)
            table.setCellWidget(row, 3, box)

    def _set_all(self, prefer: Prefer) -> None:
        for box in self._boxes:
            box.setCurrentIndex(box.findData(prefer.value))

    def said(self, row: int) -> tuple[str, ...]:
        """The words of a row: name, Keepers' decision, the file's."""
        items = (self._table.item(row, column) for column in range(3))
        return tuple(item.text() for item in items if item is not None)

    def choose(self, row: int, prefer: Prefer) -> None:
        """Set the choice of a row."""
        self._boxes[row].setCurrentIndex(self._boxes[row].findData(prefer.value))

    def choices(self) -> Mapping[int, Prefer]:
        """Photo id -> who is right, without those left for later."""
        chosen = {c.photo_id: Prefer(b.currentData()) for c, b in zip(self._conflicts, self._boxes, strict=True)}
        return {photo_id: prefer for photo_id, prefer in chosen.items() if prefer is not Prefer.NOBODY}
