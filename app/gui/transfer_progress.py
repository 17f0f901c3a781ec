"""How far a transfer is, with Cancel; then what came of it, with Undo."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QStackedLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.culling.transfer import TransferProgress
from app.culling.transfer_model import Entry, Outcome
from app.culling.transfer_report import TransferReport, write_report
from app.culling.wording import in_digits
from app.errors import UserError
from app.gui import theme
from app.gui.sentences import localised
from app.gui.transfer_fields import count_words, size_text

_STEPS = 1000
_MOST_ROWS = 2000
"""More rows than anybody reads; the saved report has all."""


class TransferProgressDialog(QDialog):
    """Two pages: progress, then the report.

    Signals:
        cancelRequested: the person wants it to end.
        undoRequested: the person wants it taken back.
    """

    cancelRequested = Signal()
    undoRequested = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report: TransferReport | None = None
        self._over = False
        self.setWindowTitle(title)
        self.setMinimumWidth(560)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._progress_page(title))

    @property
    def report(self) -> TransferReport | None:
        """What came of it, once it is over."""
        return self._report

    def sizeHint(self) -> QSize:
        return QSize(760, 480) if self._pages.currentIndex() else QSize(560, 130)

    # -- progress ------------------------------------------------------------------------------------------------

    def _progress_page(self, title: str) -> QWidget:
        page = QWidget()
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(title)
        self._words = QLabel(self.tr("Looking at the files…"))
        self._name = QLabel()
        self._name.setStyleSheet(f"color: {theme.TEXT_DIM}")
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setMinimumHeight(28)
        self._cancel.clicked.connect(self._ask_to_end)
        row = QHBoxLayout()
        row.addWidget(self._name, 1)
        row.addWidget(self._cancel)
        column = QVBoxLayout(page)
        column.setContentsMargins(*[3 * theme.SPACE] * 4)
        column.setSpacing(theme.SPACE)
        column.addWidget(self._words)
        column.addWidget(self._bar)
        column.addLayout(row)
        column.addStretch()
        return page

    def show_progress(self, progress: TransferProgress) -> None:
        """How far it is."""
        if self._over:
            return
        self._bar.setRange(0, _STEPS)
        share = progress.bytes / progress.total_bytes if progress.total_bytes else progress.sets / progress.total_sets
        self._bar.setValue(round(_STEPS * share))
        parts = [
            self.tr("{done} of {photos}").format(done=in_digits(progress.sets), photos=count_words(progress.total_sets))
        ]
        if progress.total_bytes:
            words = self.tr("{done} of {all}")
            parts.append(words.format(done=size_text(progress.bytes), all=size_text(progress.total_bytes)))
        if progress.seconds_left is not None:
            parts.append(self._left(progress.seconds_left))
        self._words.setText(" · ".join(parts))
        if progress.name:
            metrics = self._name.fontMetrics()
            name = progress.name if progress.name.isprintable() else ascii(progress.name)
            width = max(120, self._name.width())
            self._name.setText(metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, width))

    def progress_words(self) -> str:
        """What the first page says."""
        return self._words.text()

    def _left(self, seconds: float) -> str:
        if seconds < 60:
            return self.tr("{number} s left").format(number=max(1, round(seconds)))
        return self.tr("{number} min left").format(number=round(seconds / 60))

    def _ask_to_end(self) -> None:
        self._cancel.setEnabled(False)
        self._words.setText(self.tr("Ending; what is done stays done…"))
        self.cancelRequested.emit()

    # -- report --------------------------------------------------------------------------------------------------

    def _report_page(self) -> QWidget:
        page = QWidget()
        self._sum = QLabel()
        self._sum.setWordWrap(True)
        self._sum.setTextFormat(Qt.TextFormat.PlainText)
        self._sum.setStyleSheet(f"font-size: 15px; color: {theme.TEXT_BRIGHT}")
        self._sum.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._list = QTreeWidget()
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._list.setAccessibleName(self.tr("What became of each photo"))
        self._list.setHeaderLabels([self.tr("Photo"), self.tr("Result"), self.tr("Where or why")])
        header = self._list.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._undo = QPushButton(theme.icon("undo-2"), self.tr("Take back"))
        self._undo.setAutoDefault(False)
        self._undo.clicked.connect(self._take_back)
        self._save = QPushButton(self.tr("Save report…"))
        self._save.setAutoDefault(False)
        self._save.clicked.connect(self._save_report)
        self._close = QPushButton(self.tr("Close"))
        self._close.setDefault(True)
        self._close.clicked.connect(self.accept)
        for button in (self._undo, self._save, self._close):
            button.setMinimumHeight(28)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        row.addWidget(self._undo)
        row.addWidget(self._save)
        row.addStretch()
        row.addWidget(self._close)
        column = QVBoxLayout(page)
        column.setContentsMargins(*[3 * theme.SPACE] * 4)
        column.setSpacing(2 * theme.SPACE)
        column.addWidget(self._sum)
        column.addWidget(self._list, 1)
        column.addLayout(row)
        return page

    def show_report(self, report: TransferReport) -> None:
        """It is over."""
        self._report = report
        self._over = True
        self._pages.addWidget(self._report_page())
        self._sum.setText("\n".join([*map(localised, report.notes), report.text]))
        order = (Outcome.FAILED, Outcome.SKIPPED, Outcome.NOT_REACHED, Outcome.DONE, Outcome.ALREADY)
        entries = sorted(report.entries, key=lambda entry: order.index(entry.outcome))
        self._list.addTopLevelItems([self._row(entry) for entry in entries[:_MOST_ROWS]])
        if len(entries) > _MOST_ROWS:
            more = self.tr("… and {number} more").format(number=in_digits(len(entries) - _MOST_ROWS))
            self._list.addTopLevelItem(QTreeWidgetItem([more, "", self.tr("The saved report has all.")]))
        self._undo.setVisible(not report.undo and report.count(Outcome.DONE) > 0)
        self._pages.setCurrentIndex(1)
        self.resize(self.sizeHint())
        self._close.setFocus()

    def summary(self) -> str:
        """What the report page says first."""
        return self._sum.text()

    def rows(self) -> list[tuple[str, str, str]]:
        """What its list says."""
        items = [self._list.topLevelItem(at) for at in range(self._list.topLevelItemCount())]
        return [(item.text(0), item.text(1), item.text(2)) for item in items if item is not None]

    @property
    def undo_button(self) -> QPushButton:
        """Takes the transfer back."""
        return self._undo

    @property
    def cancel_button(self) -> QPushButton:
        """Ends it early."""
        return self._cancel

    def _row(self, entry: Entry) -> QTreeWidgetItem:
        words = {
            Outcome.DONE: self.tr("done"),
            Outcome.ALREADY: self.tr("there already"),
            Outcome.SKIPPED: self.tr("skipped"),
            Outcome.FAILED: self.tr("failed"),
            Outcome.NOT_REACHED: self.tr("not reached"),
        }
        target = entry.files[0][1] if entry.files else None
        reason = localised(entry.reason)
        where = reason or (str(target) if target is not None else "")
        item = QTreeWidgetItem([_one_line(entry.photo.name), words[entry.outcome], _one_line(where)])
        item.setToolTip(0, _one_line(str(entry.photo)))
        item.setToolTip(2, "\n".join(_one_line(str(place)) for _, place in entry.files if place) or reason)
        return item

    def _take_back(self) -> None:
        self.accept()
        self.undoRequested.emit()

    def _save_report(self) -> None:
        assert self._report is not None
        name, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Save the report"),
            str(Path.home() / "transfer-report.txt"),
            ";;".join([self.tr("Text (*.txt)"), self.tr("JSON (*.json)")]),
        )
        if name:
            try:
                write_report(self._report, Path(name))
            except UserError as error:
                QMessageBox.warning(self, self.tr("The report was not saved"), localised(str(error)))

    # -- the end -------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._over:
            event.ignore()
            self._ask_to_end()
        else:
            super().closeEvent(event)

    def reject(self) -> None:
        """Esc: cancel first, close when it is over."""
        if not self._over:
            self._ask_to_end()
        else:
            super().reject()

    def give_up(self) -> None:
        """It ended without a report; why is told elsewhere."""
        self._over = True
        super().reject()


def _one_line(text: str) -> str:
    return text if text.isprintable() else ascii(text)[1:-1]
