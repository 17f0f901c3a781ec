"""The panel of groups: how photos are grouped, what the current group is, and what its keys would do."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.culling.groups import LEAST_GAP, LEAST_LIKENESS, MOST_GAP, MOST_LIKENESS, GroupSettings
from app.culling.wording import in_few_digits
from app.gui import theme

_STEPS = 100
_BUTTONS = ("stacks", "stack", "split-group", "merge-groups", "automatic-group")


class GroupPanel(QWidget):
    """Knows no session: settings out, words in.

    Signals:
        settingsChanged: GroupSettings, live while a slider moves.
        bestRequested: go to the suggested best of the group.
    """

    settingsChanged = Signal(object)
    bestRequested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gap = self._slider(self.tr("Time gap"), self.tr("Most time between two photos of a group"))
        self._alike = self._slider(
            self.tr("Similarity"), self.tr("How much alike every two photos of a burst have to be, at least")
        )
        self._gap_text, self._alike_text = QLabel(), QLabel()
        for slider, low, high in (
            (self._gap, 0, _STEPS),
            (self._alike, round(LEAST_LIKENESS * 100), round(MOST_LIKENESS * 100)),
        ):
            slider.setRange(low, high)
            slider.valueChanged.connect(lambda _: self._moved())
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE)
        grid.setColumnStretch(1, 1)
        for row, (slider, text) in enumerate(((self._gap, self._gap_text), (self._alike, self._alike_text))):
            caption = QLabel(slider.accessibleName())
            caption.setStyleSheet(f"color: {theme.TEXT_DIM}")
            caption.setBuddy(slider)
            text.setMinimumWidth(text.fontMetrics().horizontalAdvance("0.25 s"))
            text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for column, widget in enumerate((caption, slider, text)):
                grid.addWidget(widget, row, column)
        self._folder = self._words(theme.TEXT_DIM)
        self._title = self._words(theme.TEXT_BRIGHT)
        self._rank = self._words(theme.TEXT)
        self._best = QLabel()
        self._best.setTextFormat(Qt.TextFormat.RichText)
        self._best.setWordWrap(True)
        self._best.linkActivated.connect(lambda _: self.bestRequested.emit())
        self._hint = self._words(theme.TEXT_DIM)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(2)
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(theme.SPACE, theme.SPACE, theme.SPACE, theme.SPACE)
        rows.setSpacing(theme.SPACE)
        rows.addLayout(grid)
        rows.addWidget(self._folder)
        rows.addLayout(self._buttons)
        for label in (self._title, self._rank, self._best, self._hint):
            rows.addWidget(label)
        rows.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self._inside = inside
        self.show_settings(GroupSettings())
        self.show_group("", "", "", "", "")

    def sizeHint(self) -> QSize:
        return QSize(230, 300)

    def minimumSizeHint(self) -> QSize:
        """As wide as its words need; what has no height is scrolled to."""
        return QSize(self._inside.minimumSizeHint().width(), 80)

    def set_actions(self, actions: Mapping[str, QAction]) -> None:
        """Put buttons for these commands under the words about the folder."""
        for name in _BUTTONS:
            button = QToolButton(self)
            button.setDefaultAction(actions[name])
            button.setAutoRaise(True)
            button.setIconSize(QSize(18, 18))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(actions[name].text())
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)

    def settings(self) -> GroupSettings:
        """What the sliders say."""
        share = self._gap.value() / _STEPS
        gap = LEAST_GAP * (MOST_GAP / LEAST_GAP) ** share
        return GroupSettings(min(MOST_GAP, max(LEAST_GAP, _readable(gap))), self._alike.value() / 100)

    def show_settings(self, settings: GroupSettings) -> None:
        """Move the sliders, without a signal."""
        share = math.log(settings.max_gap_s / LEAST_GAP) / math.log(MOST_GAP / LEAST_GAP)
        for slider, value in ((self._gap, round(share * _STEPS)), (self._alike, round(settings.similarity * 100))):
            slider.blockSignals(True)
            slider.setValue(value)
            slider.blockSignals(False)
        self._show_numbers()

    def show_folder(self, words: str) -> None:
        """What the settings make of the folder."""
        self._folder.setText(words)

    def show_group(self, title: str, rank: str, best: str, reason: str, hint: str) -> None:
        """What the current photo's group is.

        Args:
            title: what it is, e.g. "Burst of 7".
            rank: place of the photo.
            best: name of the suggested best photo where that is another one, else "".
            reason: why it is suggested.
            hint: what the keys would do.
        """
        self._title.setText(title)
        self._rank.setText(rank)
        link = f'<a href="best" style="color: {theme.ACCENT}">{_escaped(best)}</a>: ' if best else ""
        self._best.setText(f"{link}{_escaped(reason)}")
        self._hint.setText(hint)
        for label in (self._title, self._rank, self._best, self._hint):
            label.setVisible(bool(label.text()))

    def words(self) -> str:
        """All that is said about the current group, one line each."""
        labels = (self._title, self._rank, self._best, self._hint)
        return "\n".join(label.text() for label in labels if label.text())

    def folder_words(self) -> str:
        """What is said about the folder."""
        return self._folder.text()

    def _slider(self, name: str, tip: str) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal, self)
        slider.setAccessibleName(name)
        slider.setToolTip(tip)
        slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return slider

    def _moved(self) -> None:
        self._show_numbers()
        self.settingsChanged.emit(self.settings())

    def _show_numbers(self) -> None:
        settings = self.settings()
        self._gap_text.setText(self.tr("{seconds} s").format(seconds=in_few_digits(settings.max_gap_s)))
        self._alike_text.setText(self.tr("{share} %").format(share=round(settings.similarity * 100)))

    def _words(self, color: str) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setStyleSheet(f"color: {color}")
        return label


def _readable(seconds: float) -> float:
    """Seconds as one would say them: 0.1, 0.25, 1.5, 30."""
    for step, least in ((10.0, 60.0), (5.0, 20.0), (1.0, 5.0), (0.5, 2.0), (0.1, 0.5)):
        if seconds >= least:
            return round(round(seconds / step) * step, 2)
    return round(seconds * 20) / 20


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
