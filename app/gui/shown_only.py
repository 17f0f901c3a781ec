"""What a filter hides, in dialogs about many photos: the target of an action is always visible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QWidget

from app.culling.wording import in_digits
from app.gui.transfer_fields import count_words

if TYPE_CHECKING:
    from app.gui.folder_view import FolderView

translate = QCoreApplication.translate


def _none(_ids: Sequence[int]) -> int:
    return 0


class Reach(NamedTuple):
    """What an action on the folder shown could reach.

    Attributes:
        shown: photos that the filter lets through, those in closed stacks included.
        hidden: photos that it hides.
        hidden_among: how many of these ids are hidden.
    """

    shown: int = 0
    hidden: int = 0
    hidden_among: Callable[[Sequence[int]], int] = _none


def reach_of(view: FolderView) -> Reach:
    """The reach of actions on what is shown."""
    return Reach(view.matching, view.hidden, view.hidden_among)


class Counted(NamedTuple):
    """What the choices of a dialog come to.

    Attributes:
        number: photos taken.
        unreadable: photos left out only because they cannot be read.
        hidden: how many of those taken the filter hides.
    """

    number: int
    unreadable: int = 0
    hidden: int = 0


class ShownOnly(QCheckBox):
    """Whether an action keeps to the photos shown; there only while a filter hides others, and on to begin with."""

    def __init__(self, reach: Reach, parent: QWidget) -> None:
        """Args: parent: owns it, also where it is not offered and has no place in a layout."""
        super().__init__(parent)
        hidden = in_digits(reach.hidden)
        if reach.hidden == 1:
            text = self.tr("Only the {photos} shown (1 is hidden by the filter)")
        else:
            text = self.tr("Only the {photos} shown ({hidden} are hidden by the filter)")
        if reach.shown == 1:
            text = self.tr("Only the photo shown ({hidden} hidden by the filter)")
        elif not reach.shown:
            text = self.tr("Only photos shown: none ({hidden} hidden by the filter)")
        self.setText(text.format(photos=count_words(reach.shown), hidden=hidden))
        self.setMinimumHeight(28)
        self.setChecked(True)
        self.offered = reach.hidden > 0
        if not self.offered:
            self.hide()

    @property
    def on(self) -> bool:
        """Whether only the photos shown are meant."""
        return self.offered and self.isChecked()


def hidden_words(number: int) -> str:
    """The sentence about photos that an action takes though they cannot be seen; empty where there is none."""
    if not number:
        return ""
    if number == 1:
        return translate("ShownOnly", "1 of them is hidden by the filter.")
    return translate("ShownOnly", "{number} of them are hidden by the filter.").format(number=in_digits(number))
