"""Parts that the dialogs about handing files over share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from app.culling.wording import in_digits
from app.gui import theme

if TYPE_CHECKING:  # it brings the database, which the window does not wait for
    from app.culling.transfer_weight import Weight

translate = QCoreApplication.translate


class FolderField(QWidget):
    """A folder to type or to choose; it need not be there yet.

    Signals:
        changed: another folder is named.
    """

    changed = Signal()

    def __init__(self, folder: Path, title: str, parent: QWidget | None = None) -> None:
        """Args: title: for the file dialog and screen readers."""
        super().__init__(parent)
        self._title = title
        self.text = QLineEdit(str(folder))
        self.text.setAccessibleName(title)
        self.text.setMinimumHeight(28)
        self.text.textChanged.connect(lambda _: self.changed.emit())
        browse = QPushButton(self.tr("Browse …"))
        browse.setAutoDefault(False)
        browse.setMinimumHeight(28)
        browse.clicked.connect(self._browse)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        row.addWidget(self.text, 1)
        row.addWidget(browse)
        self.setFocusProxy(self.text)

    def folder(self) -> Path | None:
        """The folder, absolute; None where nothing is typed."""
        text = self.text.text().strip()
        return Path(text).expanduser().absolute() if text else None

    def set_folder(self, folder: Path) -> None:
        """Propose another one."""
        self.text.setText(str(folder))

    def _browse(self) -> None:
        start = self.folder()
        while start is not None and not start.is_dir() and start != start.parent:
            start = start.parent
        chosen = QFileDialog.getExistingDirectory(self, self._title, str(start or Path.home()))
        if chosen:
            self.set_folder(Path(chosen))


class Words(QLabel):
    """What will happen, or why nothing can."""

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setMinimumHeight(lines * self.fontMetrics().lineSpacing())

    def say(self, text: str, *, problem: bool = False) -> None:
        """Say it."""
        self.setText(text)
        self.setStyleSheet(f"color: {theme.MIDDLING if problem else theme.TEXT_BRIGHT}")


def count_words(number: int) -> str:
    """``"1 photo"``, ``"2,500 photos"``, in the language of the window."""
    if number == 1:
        return QCoreApplication.translate("Transfer", "1 photo")
    return QCoreApplication.translate("Transfer", "{number} photos").format(number=in_digits(number))


def size_text(number: int) -> str:
    """``"1.4 GB"``, in steps of 1000, as disks are sold."""
    return QLocale().formattedDataSize(number, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def weight_words(weight: Weight) -> str:
    """What would be carried and how much room there is."""

    if weight.others:
        words = translate("Transfer", "{photos} with {others} sidecars and partners, {size}.").format(
            photos=count_words(weight.photos), others=in_digits(weight.others), size=size_text(weight.bytes)
        )
    else:
        words = translate("Transfer", "{photos}, {size}.").format(
            photos=count_words(weight.photos), size=size_text(weight.bytes)
        )
    if weight.to_write and weight.free is not None:
        words += " " + translate("Transfer", "{size} are free there.").format(size=size_text(weight.free))
    if weight.left_out:
        words += " " + translate(
            "Transfer", "{photos} stay: they are there already, are links or have vanished."
        ).format(photos=count_words(weight.left_out))
    return words
