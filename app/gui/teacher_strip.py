"""How far the teacher is, at the right end of the status bar."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from app.gui import theme
from app.scoring.estimates import duration
from app.scoring.second_opinion import Judged


class TeacherStrip(QWidget):
    """Hidden while no teacher is loaded.

    Signals:
        cancelRequested: end the request.
        unloadRequested: give the memory back.
    """

    cancelRequested = Signal()
    unloadRequested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Second opinion"))
        self._words = QLabel()
        self._bar = QProgressBar()
        self._bar.setFixedWidth(100)
        self._bar.setTextVisible(False)
        self._button = QToolButton()
        self._button.setIcon(theme.icon("circle-stop"))
        self._button.setIconSize(QSize(16, 16))
        self._button.setAutoRaise(True)
        self._button.clicked.connect(self._clicked)
        self._busy = False
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE, 3, theme.SPACE, 3)
        row.setSpacing(theme.SPACE)
        for part in (self._words, self._bar, self._button):
            row.addWidget(part)
        self.hide()

    def show_starting(self, seconds: float | None) -> None:
        """The model is being loaded."""
        about = "" if seconds is None else self.tr(", about {time}").format(time=duration(seconds))
        self._show(self.tr("Loading the teacher{about}…").format(about=about), 0, 0, busy=True)

    def show_progress(self, now: Judged) -> None:
        """So many photos are judged."""
        words = self.tr("Teacher: {done} of {total}").format(done=now.done, total=now.total)
        if now.photo_s is not None:
            words += self.tr(" · {each} a photo").format(each=duration(now.photo_s))
        if now.seconds_left:
            words += self.tr(" · {left} left").format(left=duration(now.seconds_left))
        self._show(words, now.done, now.total, busy=True)

    def show_idle(self) -> None:
        """It is loaded and has nothing to do."""
        self._show(self.tr("Teacher loaded"), 1, 1, busy=False)
        self._bar.hide()

    def words(self) -> str:
        """What it says; empty while it is hidden."""
        return "" if self.isHidden() else self._words.text()

    def button(self) -> QToolButton:
        """Cancel, or unload."""
        return self._button

    def _show(self, words: str, done: int, total: int, *, busy: bool) -> None:
        self._busy = busy
        self._words.setText(words)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._bar.show()
        tip = self.tr("Cancel; what is judged is kept") if busy else self.tr("Unload the teacher: its memory is freed")
        self._button.setIcon(theme.icon("circle-stop" if busy else "x"))
        self._button.setToolTip(tip)
        self._button.setAccessibleName(tip)
        self.show()

    def _clicked(self) -> None:
        (self.cancelRequested if self._busy else self.unloadRequested).emit()
