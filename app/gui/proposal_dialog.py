"""Asks before a proposal touches photos, and shows exactly which."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListView,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.culling.wording import in_digits
from app.gui import theme
from app.gui.badges import name_font
from app.gui.group_words import rank_words
from app.gui.place_sign import folder_place_words, place_words
from app.gui.shown_only import Reach, ShownOnly

Index = QModelIndex | QPersistentModelIndex

_CELL = QSize(166, 174)
_WORDS = 40  # below the photo: its name and its places
_SCORE = Qt.ItemDataRole.UserRole + 1
_PLACES = Qt.ItemDataRole.UserRole + 2


class ProposedPhoto(NamedTuple):
    """A photo of a proposal.

    Attributes:
        name: of the file.
        score: NaN for none.
        thumbnail: None where it comes later.
        place: in the folder, see `place_sign`; 0 for none.
        rank: place in its group and the size of the group, or None.
    """

    name: str
    score: float
    thumbnail: QPixmap | None = None
    place: int = 0
    rank: tuple[int, int] | None = None

    @property
    def places(self) -> str:
        """Both places as short as in the grid."""
        rank = "" if self.rank is None else f"{self.rank[0]}/{self.rank[1]}"
        return "   ".join(part for part in (rank, place_words(self.place)) if part)


class _Photos(QAbstractListModel):
    """Names, scores, places and thumbnails."""

    wanted = Signal(int)

    def __init__(self, photos: Sequence[ProposedPhoto]) -> None:
        super().__init__()
        self._photos = list(photos)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._photos)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        photo = self._photos[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return photo.name
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._in_words(photo)
        if role == Qt.ItemDataRole.DecorationRole:
            if photo.thumbnail is None:
                self.wanted.emit(index.row())
            return photo.thumbnail
        if role == _PLACES:
            return photo.places
        return photo.score if role == _SCORE else None

    def _in_words(self, photo: ProposedPhoto) -> str:
        if math.isnan(photo.score):
            words = [photo.name]
        else:
            words = [self.tr("{name}, score {score}").format(name=photo.name, score=in_digits(photo.score, 1))]
        if photo.place:
            words.append(folder_place_words(photo.place))
        if photo.rank is not None:
            words.append(rank_words(*photo.rank))
        return ", ".join(words)

    def set_pixmap(self, row: int, pixmap: QPixmap) -> None:
        self._photos[row] = self._photos[row]._replace(thumbnail=pixmap)
        at = self.index(row)
        self.dataChanged.emit(at, at, [Qt.ItemDataRole.DecorationRole])


class _Cell(QStyledItemDelegate):
    """A thumbnail in its shape, the score on it, the name and the places below."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return _CELL

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        cell = QRect(option.rect).adjusted(4, 4, -4, -4)
        room = cell.adjusted(0, 0, 0, -_WORDS)
        place = room
        pixmap = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(pixmap, QPixmap) and not pixmap.isNull():
            size = pixmap.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(room.topLeft(), size)
            place.moveCenter(room.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(place, pixmap)
        painter.setPen(QColor(theme.TEXT))
        name = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideMiddle, cell.width())
        below = QRect(cell.left(), room.bottom() + 3, cell.width(), _WORDS // 2)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, name)
        if places := index.data(_PLACES):
            usual = painter.font()
            painter.setFont(name_font())
            painter.setPen(QColor(theme.TEXT_DIM))
            line = below.translated(0, _WORDS // 2 - 2)
            painter.drawText(line, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, places)
            painter.setFont(usual)
        score = index.data(_SCORE)
        if not math.isnan(score):
            font = QFont(painter.font())
            font.setBold(True)
            painter.setFont(font)
            badge = QRect(place.left() + 4, place.top() + 4, 28, 18)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.score_color(score))
            painter.drawRoundedRect(badge, 3, 3)
            painter.setPen(QColor(theme.ON_SCORE))
            painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, f"{score:.0f}")
        painter.restore()


class ProposalDialog(QDialog):
    """What is proposed, the photos it would touch, and the choice.

    Cancel is the default: Enter pressed once too often decides nothing.

    Signals:
        thumbnailsWanted: rows that are seen and have no thumbnail yet; answer by :meth:`set_thumbnail`.
    """

    thumbnailsWanted = Signal(list)

    def __init__(
        self,
        text: str,
        left_alone: int,
        thumbnails: Sequence[ProposedPhoto],
        parent: QWidget | None = None,
        *,
        accept_text: str = "",
        reach: Reach = Reach(),
    ) -> None:
        """Build the dialog.

        Args:
            text: the question first, then what else there is to know.
            left_alone: photos that stay because somebody has decided on them.
            thumbnails: exactly the photos that are touched.
            parent: window.
            accept_text: what the button that does it says.
            reach: what a filter shows and hides; where it hides photos they can be chosen, too (`shown_only`).
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Proposal"))
        self.resize(880, 600)
        self._title = self._label(f"font-size: 18px; font-weight: 600; color: {theme.TEXT_BRIGHT}")
        self._details = self._label(f"color: {theme.TEXT}")
        self.shown_only = ShownOnly(reach, self)
        self._model = _Photos(())
        self._missing: list[int] = []
        self._ask = QTimer(self, singleShot=True, interval=0)
        self._ask.timeout.connect(self._ask_for_missing)
        self._list = QListView()
        self._list.setViewMode(QListView.ViewMode.IconMode)
        self._list.setResizeMode(QListView.ResizeMode.Adjust)
        self._list.setMovement(QListView.Movement.Static)
        self._list.setUniformItemSizes(True)
        self._list.setLayoutMode(QListView.LayoutMode.Batched)
        self._list.setSelectionMode(QListView.SelectionMode.NoSelection)
        self._list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._list.setGridSize(_CELL)
        self._list.setAccessibleName(self.tr("Photos of the proposal"))
        self._list.setItemDelegate(_Cell(self._list))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        self._accept = QPushButton()
        self._accept.setAutoDefault(False)
        buttons.addButton(self._accept, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._cancel.setDefault(True)
        self._cancel.setFocus()
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * theme.SPACE, 2 * theme.SPACE, 2 * theme.SPACE, 2 * theme.SPACE)
        column.setSpacing(12)
        column.addWidget(self._title)
        if self.shown_only.offered:
            column.addWidget(self.shown_only)
        column.addWidget(self._details)
        column.addWidget(self._list, 1)
        column.addWidget(buttons)
        self.propose(text, left_alone, thumbnails, accept_text)

    def propose(self, text: str, left_alone: int, thumbnails: Sequence[ProposedPhoto], accept_text: str = "") -> None:
        """Show another proposal instead."""
        count = len(thumbnails)
        question, *details = re.split(r"(?<=[?.])\s+", text.strip(), maxsplit=1)
        if left_alone and not details:
            details.append(self._left_alone(left_alone))
        if count:
            details.append(self.tr("No file is touched. One undo (Ctrl+Z) takes it all back."))
        self._title.setText(question)
        self._details.setText(" ".join(details))
        self._details.setVisible(bool(details))
        self._missing.clear()
        self._model = _Photos(thumbnails)
        self._model.wanted.connect(self._want)
        self._list.setModel(self._model)
        self._accept.setText(accept_text or self._accept_text(count))
        self._accept.setEnabled(count > 0)

    @property
    def accept_button(self) -> QPushButton:
        """The button that does it."""
        return self._accept

    @property
    def cancel_button(self) -> QPushButton:
        """The button that does not."""
        return self._cancel

    @property
    def list_view(self) -> QListView:
        """The photos."""
        return self._list

    def set_thumbnail(self, index: int, pixmap: QPixmap) -> None:
        """Fill in a thumbnail that came later."""
        self._model.set_pixmap(index, pixmap)

    def _want(self, row: int) -> None:
        if row not in self._missing:
            self._missing.append(row)
            self._ask.start()

    def _ask_for_missing(self) -> None:
        wanted, self._missing = self._missing, []
        self.thumbnailsWanted.emit(wanted)

    def _left_alone(self, number: int) -> str:
        if number == 1:
            return self.tr("1 photo below is left alone: you have already decided on it.")
        return self.tr("{count} photos below are left alone: you have already decided on them.").format(
            count=in_digits(number)
        )

    def _accept_text(self, count: int) -> str:
        return (
            self.tr("Reject 1 photo") if count == 1 else self.tr("Reject {count} photos").format(count=in_digits(count))
        )

    def _label(self, style: str) -> QLabel:
        label = QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setStyleSheet(style)
        return label
