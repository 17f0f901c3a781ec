"""Asks how many photos to keep, of the folder or of each burst, with the outcome in words at every step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
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
from app.gui.dialog_width import at_least

MOST_OF_A_GROUP = 10
Propose = Callable[[int, bool], Proposal]
"""Number to keep, and whether to pick them instead of rejecting the others -> the proposal."""


class KeepBestDialog(QDialog):
    """Gives a proposal; it is shown with its photos by the caller before anything is done."""

    def __init__(
        self,
        scored: int,
        of_folder: Propose,
        of_groups: Propose | None,
        parent: QWidget | None = None,
    ) -> None:
        """
        Args:
            scored: photos that have a score: the most that can be kept.
            of_folder: proposal for the best of the folder.
            of_groups: proposal for the best of each group; None where there are no groups.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keep the best"))
        self._proposers: dict[bool, Propose | None] = {False: of_folder, True: of_groups}
        self._of_folder = QRadioButton(self.tr("The best of the whole folder:"))
        self._of_groups = QRadioButton(self.tr("The best of each burst or group:"))
        self._of_groups.setEnabled(of_groups is not None)
        if of_groups is None:
            self._of_groups.setToolTip(self.tr("There are no groups in this folder."))
        scope = QButtonGroup(self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * theme.SPACE)
        self._numbers: dict[bool, QSpinBox] = {}
        usual = min(200, max(1, scored // 2))
        for row, (button, most, start) in enumerate(
            ((self._of_folder, max(1, scored), usual), (self._of_groups, MOST_OF_A_GROUP, 2))
        ):
            scope.addButton(button)
            self._numbers[bool(row)] = self._row(grid, row, button, most, start)
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
        column.addLayout(grid)
        column.addWidget(self._reject)
        column.addWidget(self._pick)
        column.addWidget(self._words)
        column.addWidget(buttons)
        at_least(self, 560)
        self._of_folder.setChecked(True)
        self._reject.setChecked(True)
        for radio in (self._of_folder, self._reject):
            radio.toggled.connect(self._say)
        self._proposal = of_folder(usual, False)
        self._say()

    def _row(self, grid: QGridLayout, row: int, button: QRadioButton, most: int, start: int) -> QSpinBox:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(1, most)
        slider.setAccessibleName(button.text())
        number = QSpinBox()
        number.setRange(1, most)
        number.setAccessibleName(button.text())
        slider.valueChanged.connect(number.setValue)
        number.valueChanged.connect(slider.setValue)
        number.setValue(start)
        number.valueChanged.connect(lambda _: button.setChecked(True))
        number.valueChanged.connect(self._say)
        enabled = button.isEnabled()
        slider.setEnabled(enabled)
        number.setEnabled(enabled)
        grid.addWidget(button, row, 0)
        grid.addWidget(slider, row, 1)
        grid.addWidget(number, row, 2)
        grid.setColumnStretch(1, 1)
        return number

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
        propose = self._proposers[groups]
        assert propose is not None
        self._proposal = propose(self._numbers[groups].value(), self._pick.isChecked())
        self._words.setText(self._proposal.text)
        self._go.setEnabled(bool(self._proposal.ids))
