"""Asks how many photos to keep, of the folder or of each burst, with the outcome in words at every step."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QRadioButton,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.culling.proposals import Proposal
from app.gui import theme
from app.gui.dialog_layout import at_least
from app.gui.shown_only import Reach, ShownOnly, hidden_words

MOST_OF_A_GROUP = 10
Propose = Callable[[int, bool], Proposal]
"""Number to keep, and whether to pick them instead of rejecting the others -> the proposal."""


class Contest(NamedTuple):
    """Photos of which the best are kept.

    Attributes:
        scored: photos that have a score: the most that can be kept.
        of_folder: proposal for the best of all of them.
        of_groups: proposal for the best of each group; None where there are no groups.
    """

    scored: int
    of_folder: Propose
    of_groups: Propose | None = None


class KeepBestDialog(QDialog):
    """Gives a proposal; it is shown with its photos by the caller before anything is done."""

    def __init__(
        self,
        contest_for: Callable[[bool], Contest],
        reach: Reach = Reach(),
        parent: QWidget | None = None,
    ) -> None:
        """
        Args:
            contest_for: who competes, the bool keeping to the photos shown; in none of both ways nobody.
            reach: what a filter shows and hides.
            parent: window.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keep the best"))
        self._contest_for = contest_for
        self._reach = reach
        self.shown_only = ShownOnly(reach, self)
        self._contest = contest_for(self.shown_only.on)
        self._of_folder = QRadioButton()
        self._of_groups = QRadioButton(self.tr("The best of each burst or group:"))
        scope = QButtonGroup(self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * theme.SPACE)
        self._numbers: dict[bool, QSpinBox] = {}
        self._sliders: dict[bool, QSlider] = {}
        for groups, button in ((False, self._of_folder), (True, self._of_groups)):
            scope.addButton(button)
            self._row(grid, groups, button)
        self._reject = QRadioButton(self.tr("Reject the others"))
        self._pick = QRadioButton(self.tr("Pick these"))
        action = QButtonGroup(self)
        action.addButton(self._reject)
        action.addButton(self._pick)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setMinimumHeight(4 * self.fontMetrics().height())
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        buttons = QDialogButtonBox()
        self._go = buttons.addButton(self.tr("Show the photos…"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[3 * theme.SPACE] * 4)
        column.setSpacing(2 * theme.SPACE)
        if self.shown_only.offered:
            column.addWidget(self.shown_only)
        column.addLayout(grid)
        column.addWidget(self._reject)
        column.addWidget(self._pick)
        column.addWidget(self._words)
        column.addWidget(buttons)
        at_least(self, 560)
        self._of_folder.setChecked(True)
        self._reject.setChecked(True)
        self._numbers[True].setValue(2)
        self._reach_changed()
        for button, number in ((self._of_folder, self._numbers[False]), (self._of_groups, self._numbers[True])):
            number.valueChanged.connect(lambda _, chosen=button: chosen.setChecked(True))
            number.valueChanged.connect(self._say)
        for radio in (self._of_folder, self._reject):
            radio.toggled.connect(self._say)
        self.shown_only.toggled.connect(self._reach_changed)

    def _row(self, grid: QGridLayout, groups: bool, button: QRadioButton) -> None:
        slider = QSlider(Qt.Orientation.Horizontal)
        number = QSpinBox()
        for field in (slider, number):
            field.setRange(1, MOST_OF_A_GROUP)
            field.setAccessibleName(button.text())
        slider.valueChanged.connect(number.setValue)
        number.valueChanged.connect(slider.setValue)
        grid.addWidget(button, int(groups), 0)
        grid.addWidget(slider, int(groups), 1)
        grid.addWidget(number, int(groups), 2)
        grid.setColumnStretch(1, 1)
        self._sliders[groups], self._numbers[groups] = slider, number

    def _reach_changed(self) -> None:
        """Others compete: as many as there are can be kept."""
        self._contest = self._contest_for(self.shown_only.on)
        most = max(1, self._contest.scored)
        with QSignalBlocker(self._numbers[False]), QSignalBlocker(self._sliders[False]):
            for field in (self._numbers[False], self._sliders[False]):
                field.setRange(1, most)
                field.setValue(min(200, max(1, self._contest.scored // 2)))
        of_groups = self._contest.of_groups is not None
        if not of_groups:
            self._of_folder.setChecked(True)
        for widget in (self._of_groups, self._sliders[True], self._numbers[True]):
            widget.setEnabled(of_groups)
        self._of_groups.setToolTip("" if of_groups else self.tr("There are no groups in this folder."))
        words = (
            self.tr("The best of the photos shown:") if self.shown_only.on else self.tr("The best of the whole folder:")
        )
        for field in (self._sliders[False], self._numbers[False]):
            field.setAccessibleName(words)
        self._of_folder.setText(words)
        self._say()

    def choose(self, count: int, *, groups: bool = False, pick: bool = False) -> None:
        """Set everything at once."""
        (self._of_groups if groups else self._of_folder).setChecked(True)
        (self._pick if pick else self._reject).setChecked(True)
        self._numbers[groups].setValue(count)
        self._say()

    def proposal(self) -> Proposal:
        """What the controls propose."""
        return self._proposal

    def words(self) -> str:
        """The outcome as it is told."""
        return self._words.text()

    def can_go_on(self) -> bool:
        """Whether there is anything to show."""
        return self._go.isEnabled()

    def _say(self) -> None:
        groups = self._of_groups.isChecked()
        propose = self._contest.of_groups if groups else self._contest.of_folder
        assert propose is not None
        self._proposal = propose(self._numbers[groups].value(), self._pick.isChecked())
        words = self._proposal.text
        if not self._contest.scored:
            words = self.tr("None of the photos shown has a score.")
        self._words.setText(f"{words} {hidden_words(self._reach.hidden_among(self._proposal.ids))}".rstrip())
        self._go.setEnabled(bool(self._proposal.ids))
