"""Asks which keepers are copied or moved, where to, and what is done about names that are taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.culling.keepers import KeeperFlag, KeeperQuery, unreadable_words
from app.culling.transfer_model import CollisionRule, PhotoAt, TransferMode, TransferSettings
from app.culling.transfer_weight import Weight, weigh
from app.gui import theme
from app.gui.background import Background
from app.gui.dialog_layout import at_least, column_of
from app.gui.sentences import localised
from app.gui.shown_only import Counted, Reach, ShownOnly, hidden_words
from app.gui.transfer_fields import FolderField, Words, count_words, size_text, weight_words

_WAIT_MS = 150
"""Typing a path asks the disk only after such a pause."""


class TransferDialog(QDialog):
    """Choose, count and weigh what is handed over."""

    def __init__(
        self,
        photos_for: Callable[[KeeperQuery, bool], tuple[list[PhotoAt], Counted]],
        selected: Sequence[PhotoAt],
        root: Path,
        *,
        reach: Reach = Reach(),
        pairs: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """
        Args:
            photos_for: the photos of a query, the bool keeping to those shown; asked at every change, so it must be
                quick.
            selected: photos that are selected; with more than one they can be chosen instead.
            root: the open folder.
            reach: what a filter shows and hides.
            pairs: RAW and JPEG of one stem go together.
            parent: window.
        """
        super().__init__(parent)
        self._photos_for = photos_for
        self._selected = list(selected)
        self._root = root
        self._pairs = pairs
        self._photos: list[PhotoAt] = []
        self._counted = Counted(0)
        self.shown_only = ShownOnly(reach, self)
        self._background = Background(self)
        self.setWindowTitle(self.tr("Copy or move keepers"))
        self._who = self._who_box()
        self._stars = self._stars_box()
        self._modes = self._mode_buttons()
        self.folder = FolderField(root.parent / f"{root.name} keepers", self.tr("Destination folder"))
        self._keep = QCheckBox(self.tr("Keep the folders inside “{folder}”").format(folder=root.name or root))
        self._keep.setChecked(True)
        self._rule = self._rule_box()
        self._words = Words(4)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        for button in self._buttons.buttons():
            button.setMinimumHeight(28)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_WAIT_MS)
        self._soon.timeout.connect(self._weigh)
        self._lay_out()
        at_least(self, 620)
        for box in (self._who, self._stars):
            box.currentIndexChanged.connect(self._choose)
        for button in self._modes.values():
            button.toggled.connect(self._changed)
        self.shown_only.toggled.connect(self._choose)
        self.folder.changed.connect(self._changed)
        self._keep.toggled.connect(self._changed)
        self._rule.currentIndexChanged.connect(self._changed)
        self.finished.connect(lambda _: self._background.shut_down())
        self._choose()

    # -- answers -------------------------------------------------------------------------------------------------

    def photos(self) -> list[PhotoAt]:
        """Which photos."""
        return self._photos

    def settings(self) -> TransferSettings:
        """What to do with them.

        Raises:
            ValueError: no destination is named; the button is off then.
        """
        folder = self.folder.folder()
        if folder is None:
            raise ValueError("no destination")
        return TransferSettings(
            self.mode(),
            folder,
            self._root,
            flat=not self._keep.isChecked(),
            rule=CollisionRule(self._rule.currentData()),
            pairs=self._pairs,
        )

    def mode(self) -> TransferMode:
        """Copy, move or link."""
        return next(mode for mode, button in self._modes.items() if button.isChecked())

    def set_mode(self, mode: TransferMode) -> None:
        """Begin with another choice than copying."""
        self._modes[mode].setChecked(True)

    def choose_picks(self) -> None:
        """Take picks only."""
        self._who.setCurrentIndex(self._who.findData(KeeperFlag.PICK))

    def words(self) -> str:
        """What the dialog says will happen, or why nothing can."""
        return self._words.text()

    @property
    def go_button(self) -> QPushButton:
        """The button that begins; off while nothing can be done."""
        return self._ok

    # -- building ------------------------------------------------------------------------------------------------

    def _who_box(self) -> QComboBox:
        box = QComboBox()
        box.addItem(self.tr("Keepers: everything not rejected"), KeeperFlag.KEEPERS)
        box.addItem(self.tr("Picks only"), KeeperFlag.PICK)
        if len(self._selected) > 1:
            box.addItem(self.tr("The selection: {photos}").format(photos=count_words(len(self._selected))), None)
        box.setMinimumHeight(28)
        return box

    def _stars_box(self) -> QComboBox:
        box = QComboBox()
        box.addItem(self.tr("any"), 0)
        for stars in range(1, 6):
            box.addItem("★" * stars + ("" if stars == 5 else self.tr(" or more")), stars)
        box.setMinimumHeight(28)
        box.setMaximumWidth(160)
        return box

    def _mode_buttons(self) -> dict[TransferMode, QRadioButton]:
        group = QButtonGroup(self)
        buttons = {}
        for mode, text in (
            (TransferMode.COPY, self.tr("Copy: the originals stay; every copy is read back and compared")),
            (TransferMode.MOVE, self.tr("Move: the originals go when everything of a photo is safe")),
            (TransferMode.LINK, self.tr("Hard link: a second name for the same file, on the same disk")),
        ):
            buttons[mode] = QRadioButton(text)
            group.addButton(buttons[mode])
        buttons[TransferMode.COPY].setChecked(True)
        return buttons

    def _rule_box(self) -> QComboBox:
        box = QComboBox()
        for rule, text in (
            (CollisionRule.RENAME, self.tr("Rename with everything that belongs to it: name-1")),
            (CollisionRule.SKIP, self.tr("Leave that photo where it is")),
            (CollisionRule.REFUSE, self.tr("Do nothing at all")),
        ):
            box.addItem(text, rule)
        box.setMinimumHeight(28)
        return box

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(2 * theme.SPACE)
        form.setVerticalSpacing(12)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.addRow(self.tr("&Photos"), self._who)
        if self.shown_only.offered:
            form.addRow("", self.shown_only)
        form.addRow(self.tr("S&tars"), self._stars)
        modes = QVBoxLayout()
        modes.setSpacing(6)
        for button in self._modes.values():
            modes.addWidget(button)
        form.addRow(self.tr("How"), modes)
        form.addRow(self.tr("&Destination"), self.folder)
        form.addRow("", self._keep)
        form.addRow(self.tr("If a &name is taken"), self._rule)
        column = column_of(self)
        column.addLayout(form)
        column.addWidget(self._words)
        column.addStretch()
        column.addWidget(self._buttons)

    # -- counting ------------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        flag = self._who.currentData()
        self._stars.setEnabled(flag is not None)
        self.shown_only.setEnabled(flag is not None)  # what is selected is shown
        if flag is None:
            self._photos, self._counted = self._selected, Counted(len(self._selected))
        else:
            query = KeeperQuery(flag=KeeperFlag(flag), min_stars=self._stars.currentData())
            self._photos, self._counted = self._photos_for(query, self.shown_only.on)
        self._changed()

    def _changed(self) -> None:
        verbs = {
            TransferMode.COPY: self.tr("Copy {photos}"),
            TransferMode.MOVE: self.tr("Move {photos}"),
            TransferMode.LINK: self.tr("Link {photos}"),
        }
        self._ok.setText(verbs[self.mode()].format(photos=count_words(len(self._photos))))
        self._ok.setEnabled(False)
        if not self._photos:
            self._words.say(self.tr("No photo fits these choices. Choose others."), problem=True)
        elif self.folder.folder() is None:
            self._words.say(self.tr("Choose a folder to hand the photos over to."), problem=True)
        else:
            self._words.say(self.tr("Looking at the files…"))
            self._soon.start()

    def _weigh(self) -> None:
        photos = self._photos
        if photos and self.folder.folder() is not None:
            settings = self.settings()
            self._background.ask("weight", lambda: weigh(photos, settings), self._show)

    def _show(self, weight: Weight) -> None:
        if weight.problem:
            self._words.say(localised(weight.problem), problem=True)
            return
        if weight.free is not None and weight.to_write > weight.free:
            words = self.tr("There is not enough room: {needed} are needed, {free} are free.")
            text = words.format(needed=size_text(weight.to_write), free=size_text(weight.free))
            self._words.say(text, problem=True)
            return
        parts = (
            weight_words(weight),
            hidden_words(self._counted.hidden),
            unreadable_words(self._counted.unreadable),
        )
        self._words.say(" ".join(part for part in parts if part), problem=not weight.photos)
        self._ok.setEnabled(weight.photos > 0)
