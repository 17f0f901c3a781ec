"""The status bar: what just happened with Undo beside it, what is selected, and how far the work is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStatusBar,
    QToolButton,
    QWidget,
)

from app.culling.wording import in_digits
from app.gui import theme
from app.scoring.events import Progress

MESSAGE_MS = 12_000


class StatusBar(QStatusBar):
    """Signals: ``told`` (what is said), ``undoRequested``, ``pauseRequested`` (pause or go on), ``cancelRequested``."""

    told = Signal(str)
    undoRequested = Signal()
    pauseRequested = Signal()
    cancelRequested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._message = _Elided(self)
        self._message.setAccessibleName(self.tr("Message"))
        self._undo = QPushButton(theme.icon("undo-2"), self.tr("Undo"), self)
        self._undo.setFlat(True)
        self._undo.clicked.connect(self._undo_clicked)
        self._undo.hide()
        self._count = QLabel(self)
        self._count.setAccessibleName(self.tr("Number of photos"))
        self._count.setStyleSheet(f"color: {theme.TEXT_DIM};")
        self._stacked = 0
        self._shown_count = (0, 0)
        self._rank = QLabel(self)
        self._rank.setAccessibleName(self.tr("Place in the group"))
        self._rank.setStyleSheet(f"color: {theme.TEXT_DIM};")
        self._work = QLabel(self)
        self._work.setAccessibleName(self.tr("Progress"))
        self._bar = QProgressBar(self)
        self._bar.setFixedWidth(140)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._pause = self._button("pause", self.tr("Pause scoring"), self.pauseRequested)
        self._cancel = self._button("circle-stop", self.tr("Stop; what is scored is kept"), self.cancelRequested)
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(theme.SPACE, 3, theme.SPACE, 3)
        row.setSpacing(theme.SPACE)
        row.addWidget(self._message)
        row.addWidget(self._undo)
        row.addStretch(1)
        for widget in (self._work, self._bar, self._pause, self._cancel, self._rank, self._count):
            row.addWidget(widget)
        self.addWidget(holder, 1)
        self._fade = QTimer(self)
        self._fade.setSingleShot(True)
        self._fade.timeout.connect(lambda: self.tell(""))
        self.show_idle()

    def _button(self, icon: str, tip: str, signal: SignalInstance) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(theme.icon(icon))
        button.setIconSize(QSize(16, 16))
        button.setAutoRaise(True)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(signal)
        return button

    # -- left ----------------------------------------------------------------------------------------------------

    def tell(self, text: str, undo: bool = False) -> None:
        """Say something for a while, with an Undo button where that makes sense."""
        self._message.set_text(text)
        self.told.emit(text)
        self._undo.setVisible(undo and bool(text))
        self._fade.stop()
        if text:
            self._fade.start(MESSAGE_MS)

    def message(self) -> str:
        """What is said at present."""
        return self._message.full_text()

    def undo_button(self) -> QPushButton:
        """The button beside the message."""
        return self._undo

    def _undo_clicked(self) -> None:
        self.tell("")
        self.undoRequested.emit()

    # -- right ---------------------------------------------------------------------------------------------------

    def show_count(self, shown: int, selected: int) -> None:
        """Photos in sight of the filter, and selected ones where there are several."""
        self._shown_count = (shown, selected)
        number = in_digits(shown)
        text = self.tr("{number} photos").format(number=number) if shown != 1 else self.tr("1 photo")
        if selected > 1:
            text += " · " + self.tr("{number} selected").format(number=in_digits(selected))
        if self._stacked:
            text += " · " + self.tr("{number} collapsed under them").format(number=in_digits(self._stacked))
        self._count.setText(text if shown else "")

    def count_text(self) -> str:
        """What is said about numbers of photos."""
        return self._count.text()

    def rank_text(self) -> str:
        """What is said about the place in the group."""
        return self._rank.text()

    def show_stacked(self, stacked: int) -> None:
        """Photos that are under closed stacks."""
        self._stacked = stacked
        self.show_count(*self._shown_count)

    def show_rank(self, words: str) -> None:
        """Place of the current photo in its group; empty for a photo alone."""
        self._rank.setText(words)
        self._rank.setVisible(bool(words))

    def show_idle(self) -> None:
        """Nothing is being worked on."""
        self._work.setToolTip("")
        self._work.setStyleSheet("")
        for widget in (self._work, self._bar, self._pause, self._cancel):
            widget.hide()

    def show_note(self, text: str, reason: str) -> None:
        """Something stays amiss, in a few words; the reason is in the tool tip."""
        self.show_idle()
        self._work.setText(text)
        self._work.setToolTip(reason)
        self._work.setStyleSheet(f"color: {theme.MIDDLING};")
        self._work.show()

    def show_busy(self, text: str) -> None:
        """Something without a measurable end is being done."""
        self._work.setText(text)
        self._bar.setRange(0, 0)
        self._pause.hide()
        for widget in (self._work, self._bar, self._cancel):
            widget.show()

    def show_progress(self, progress: Progress) -> None:
        """How far scoring is."""
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.done)
        self._work.setText(self.words(progress))
        self._pause.setIcon(theme.icon("play" if progress.paused else "pause"))
        tip = self.tr("Go on scoring") if progress.paused else self.tr("Pause scoring")
        self._pause.setToolTip(tip)
        self._pause.setAccessibleName(tip)
        for widget in (self._work, self._bar, self._pause, self._cancel):
            widget.show()

    def words(self, progress: Progress) -> str:
        """Progress in words: "Scored 120 of 2,000 · 14 photos/s · 2 min left"."""
        parts = [
            self.tr("Scored {done} of {total}").format(done=in_digits(progress.done), total=in_digits(progress.total))
        ]
        if progress.paused:
            parts.append(self.tr("paused"))
        elif progress.per_second > 0:
            digits = 0 if progress.per_second >= 10 else 1
            rate = in_digits(progress.per_second, digits)
            parts.append(self.tr("{rate} photos/s").format(rate=rate))
            if progress.seconds_left is not None and progress.done < progress.total:
                parts.append(self.tr("{time} left").format(time=self._duration(progress.seconds_left)))
        if progress.failed:
            parts.append(self.tr("{number} unreadable").format(number=in_digits(progress.failed)))
        return " · ".join(parts)

    def _duration(self, seconds: float) -> str:
        if seconds < 60:
            return self.tr("{number} s").format(number=max(1, round(seconds)))
        minutes = round(seconds / 60)
        if minutes < 60:
            return self.tr("{number} min").format(number=minutes)
        return self.tr("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)


class _Elided(QLabel):
    """A label whose text may be too long for its place; the whole is in the tool tip."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._full = ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def set_text(self, text: str) -> None:
        self._full = text
        self.setToolTip(text)
        self._fit()

    def full_text(self) -> str:
        return self._full

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._full) + 4, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002
        self._fit()

    def _fit(self) -> None:
        self.setText(self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, max(0, self.width())))
        self.updateGeometry()
