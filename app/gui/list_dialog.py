"""Finds the photos that a pasted or loaded list names, and flags or selects them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from app.catalog.records import Flag
from app.culling.name_lists import LARGEST, Matches, NameIndex, decode_list
from app.culling.wording import in_digits
from app.errors import UserError
from app.gui import theme
from app.gui.background import Background
from app.gui.dialog_layout import column_of
from app.gui.sentences import localised
from app.gui.transfer_fields import Words, count_words

_WAIT_MS = 200
_MOST_NAMES = 200


class _ListField(QPlainTextEdit):
    """Takes pasted text and dropped files."""

    def __init__(self, owner: ListDialog) -> None:
        super().__init__()
        self._owner = owner

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self._owner.load(Path(files[0]))
        else:
            super().dropEvent(event)


class ListDialog(QDialog):
    """Paste names, see at once which photos they are."""

    def __init__(self, paths: list[str], parent: QWidget | None = None) -> None:
        """
        Args:
            paths: of the photos of the open folder; positions in ``found`` are theirs.
            parent: window.
        """
        super().__init__(parent)
        self._paths = paths
        self._index: NameIndex | None = None
        self._matches: Matches | None = None
        self._background = Background(self)
        self.setWindowTitle(self.tr("Find and flag from a list"))
        self.resize(680, 560)
        self._text = _ListField(self)
        self._text.setPlaceholderText(
            self.tr("Paste names here or drop a list (txt, csv, json): one a line or with commas, suffix or not")
        )
        self._text.setAccessibleName(self.tr("Names"))
        load = QPushButton(self.tr("Load a file…"))
        load.setAutoDefault(False)
        load.clicked.connect(self._choose_file)
        self._words = Words(1)
        self._trouble = QPlainTextEdit()
        self._trouble.setReadOnly(True)
        self._trouble.setMaximumHeight(7 * self.fontMetrics().lineSpacing())
        self._trouble.setAccessibleName(self.tr("Names without a photo"))
        self._trouble.hide()
        self._flag = QComboBox()
        for flag, text in (
            (Flag.PICK, self.tr("Pick them")),
            (Flag.REJECT, self.tr("Reject them")),
            (Flag.NONE, self.tr("Take their flag away")),
            (None, self.tr("Only select them")),
        ):
            self._flag.addItem(text, None if flag is None else int(flag))
        self._flag.currentIndexChanged.connect(self._say)
        self._flag.setMinimumHeight(28)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        for button in buttons.buttons():
            button.setMinimumHeight(28)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._lay_out(load, buttons)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_WAIT_MS)
        self._soon.timeout.connect(self._match)
        self._text.textChanged.connect(self._changed)
        self.finished.connect(lambda _: self._background.shut_down())
        self._say()

    def found(self) -> tuple[int, ...]:
        """Positions of the photos that the list names."""
        return self._matches.found if self._matches is not None else ()

    def flag(self) -> Flag | None:
        """What to set; None to select only."""
        value = self._flag.currentData()
        return None if value is None else Flag(value)

    def choose(self, flag: Flag | None) -> None:
        """Choose what is done."""
        self._flag.setCurrentIndex(self._flag.findData(None if flag is None else int(flag)))

    def set_text(self, text: str) -> None:
        """Take a list."""
        self._text.setPlainText(text)

    def load(self, file: Path) -> None:
        """Take the list that a file holds; what is wrong with it is told."""
        try:
            with file.open("rb") as opened:
                self.set_text(decode_list(opened.read(LARGEST + 1), file.name))
        except OSError as error:
            why = localised(error.strerror or str(error))
            self._warn(self.tr("{file} cannot be read: {why}.").format(file=file, why=why))
        except UserError as error:
            self._warn(localised(str(error)))

    def words(self) -> str:
        """The live count."""
        return self._words.text()

    def trouble(self) -> str:
        """The names that were not found or fit several photos."""
        return self._trouble.toPlainText()

    @property
    def go_button(self) -> QPushButton:
        """Does it; off while no photo is found."""
        return self._ok

    def _lay_out(self, load: QPushButton, buttons: QDialogButtonBox) -> None:
        head = QHBoxLayout()
        title = QLabel(self.tr("&Names"))
        title.setBuddy(self._text)
        head.addWidget(title)
        head.addStretch()
        head.addWidget(load)
        what = QHBoxLayout()
        what.setSpacing(theme.SPACE)
        label = QLabel(self.tr("&Then"))
        label.setBuddy(self._flag)
        what.addWidget(label)
        what.addWidget(self._flag)
        what.addStretch()
        column = column_of(self, theme.SPACE)
        column.addLayout(head)
        column.addWidget(self._text, 1)
        column.addWidget(self._words)
        column.addWidget(self._trouble)
        column.addLayout(what)
        column.addSpacing(theme.SPACE)
        column.addWidget(buttons)
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_file(self) -> None:
        kinds = ";;".join([self.tr("Lists (*.txt *.csv *.json *.xls *.tsv)"), self.tr("All files (*)")])
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Load a list"), str(Path.home()), kinds)
        if name:
            self.load(Path(name))

    def _warn(self, text: str) -> None:
        QMessageBox.warning(self, self.windowTitle(), text)

    def _changed(self) -> None:
        self._matches = None
        self._ok.setEnabled(False)
        self._soon.start()

    def _match(self) -> None:
        text = self._text.toPlainText()

        def work() -> Matches | UserError:
            if self._index is None:
                self._index = NameIndex(self._paths)
            try:
                return self._index.match(text)
            except UserError as error:
                return error

        self._background.ask("match", work, self._show)

    def _show(self, matches: Matches | UserError) -> None:
        if isinstance(matches, UserError):
            self._matches = None
            self._trouble.hide()
            self._say()
            self._words.say(localised(str(matches)), problem=True)
            return
        self._matches = matches
        lines = [self._ambiguous_line(name, at) for name, at in matches.ambiguous[:_MOST_NAMES]]
        lines += [self.tr("{name}: not found").format(name=name) for name in matches.missing[:_MOST_NAMES]]
        self._trouble.setPlainText("\n".join(lines))
        self._trouble.setVisible(bool(lines))
        self._say()

    def _ambiguous_line(self, name: str, at: tuple[int, ...]) -> str:
        places = ", ".join(f"{Path(self._paths[p]).parent.name}/{Path(self._paths[p]).name}" for p in at[:3])
        return self.tr("{name}: could be {places}").format(name=name, places=places + (", …" if len(at) > 3 else ""))

    def _say(self) -> None:
        matches = self._matches
        number = len(matches.found) if matches is not None else 0
        verbs = {
            Flag.PICK: self.tr("Pick {photos}"),
            Flag.REJECT: self.tr("Reject {photos}"),
            Flag.NONE: self.tr("Unflag {photos}"),
            None: self.tr("Select {photos}"),
        }
        self._ok.setText(verbs[self.flag()].format(photos=count_words(number)))
        self._ok.setEnabled(number > 0)
        if matches is None or not matches.names:
            self._words.say("")
            return
        parts = [self.tr("{photos} found").format(photos=count_words(number))]
        if matches.ambiguous:
            parts.append(self.tr("{number} ambiguous").format(number=in_digits(len(matches.ambiguous))))
        if matches.missing:
            parts.append(self.tr("{number} not found").format(number=in_digits(len(matches.missing))))
        names = self.tr("{number} names").format(number=in_digits(matches.names))
        self._words.say(f"{names}: {', '.join(parts)}", problem=bool(matches.missing or matches.ambiguous))
