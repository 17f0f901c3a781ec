"""The folder tree with the quality of each folder beside its name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.catalog.records import PhotoColumns
from app.culling.folders import FolderFigures, folder_totals
from app.culling.names import natural_key
from app.culling.wording import in_digits, photos
from app.gui import theme
from app.gui.dispatcher import Dispatcher

translate = QCoreApplication.translate

NAME, COUNT, BELOW, MEDIAN = range(4)
_FOLDER = int(Qt.ItemDataRole.UserRole)
_VALUE = _FOLDER + 1
_ROOM_FOR = {BELOW: 270, COUNT: 215}
"""Width of the tree from which a column is shown."""


class FolderTree(QTreeWidget):
    """Folders below the open one, each figure with its subfolders.

    Signals:
        folderChosen: path text of the folder that is to be shown.
    """

    folderChosen = Signal(str)

    def __init__(self, dispatcher: Dispatcher, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dispatcher = dispatcher
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="rate-folders")
        self._wish: tuple[PhotoColumns, Path, float] | None = None
        self._busy = False
        self._pause = QTimer(self)  # badges need not flicker while scores come in
        self._pause.setSingleShot(True)
        self._pause.setInterval(500)
        self._pause.timeout.connect(self._rate_next)
        self._items: dict[str, _Item] = {}
        self.setColumnCount(4)
        self.setIndentation(12)
        self.setMinimumWidth(170)
        self.setUniformRowHeights(True)
        self.setItemDelegateForColumn(MEDIAN, _BadgeDelegate(self))
        self.setAccessibleName(self.tr("Folders"))
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(36)
        letters = self.fontMetrics().horizontalAdvance("0")
        for column, width in ((COUNT, 7 * letters), (BELOW, 6 * letters), (MEDIAN, 7 * letters)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, width)
            self.headerItem().setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setSortingEnabled(True)
        self.sortByColumn(NAME, Qt.SortOrder.AscendingOrder)
        self.itemSelectionChanged.connect(self._chosen)
        self.set_threshold(35)

    def set_threshold(self, threshold: float) -> None:
        """The score of which the third column tells the share below."""
        text = f"{threshold:.0f}"
        below = self.tr("< {threshold}").format(threshold=text)
        self.setHeaderLabels([self.tr("Folder"), self.tr("Photos"), below, self.tr("Median")])
        tip = self.tr("Share of the scored photos that score under {threshold}").format(threshold=text)
        self.headerItem().setToolTip(BELOW, tip)
        self.headerItem().setToolTip(MEDIAN, self.tr("Median score of the scored photos"))

    def show_figures(self, root: Path | None, figures: Mapping[Path, FolderFigures]) -> None:
        """Show these folders; what was chosen and opened out stays so."""
        if root is None or str(root) not in self._items:
            self.clear()
            self._items = {}
        if root is None:
            return
        wanted: dict[str, FolderFigures | None] = {str(root): None}
        wanted.update((str(folder), value) for folder, value in figures.items())
        below = self.headerItem().text(BELOW)
        if wanted.keys() == self._items.keys() and all(
            value is None or self._items[folder].shows(value, below) for folder, value in wanted.items()
        ):
            return
        self.blockSignals(True)
        self.setSortingEnabled(False)
        for gone in self._items.keys() - wanted.keys():
            self._remove(gone)
        for folder in sorted(wanted, key=len):
            item = self._items.get(folder) or self._add(folder, root)
            if (value := wanted[folder]) is not None and not item.shows(value, below):
                item.show_figures(value, below)
        self.setSortingEnabled(True)
        self.blockSignals(False)

    def rate(self, columns: PhotoColumns, root: Path, threshold: float) -> None:
        """Work out the figures in a thread and show them; of several wishes meanwhile the last one counts."""
        self._wish = (columns, root, threshold)
        if not self._busy and not self._pause.isActive():
            self._rate_next()

    def _rate_next(self) -> None:
        if self._wish is None:
            return
        columns, root, threshold = self._wish
        self._wish = None
        self._busy = True
        self._dispatcher.when_done(
            self._worker.submit(folder_totals, columns, root, threshold), lambda figures: self._rated(root, figures)
        )

    def _rated(self, root: Path, figures: Mapping[Path, FolderFigures]) -> None:
        self._busy = False
        if self._wish is None or self._wish[1] == root:
            self.show_figures(root, figures)
        self._pause.start()

    def shut_down(self) -> None:
        """End the thread."""
        self._wish = None
        self._busy = True
        self._pause.stop()
        self._worker.shutdown(cancel_futures=True)

    def choose(self, folder: str) -> None:
        """Mark a folder as the one shown, without a signal."""
        if item := self._items.get(folder):
            self.blockSignals(True)
            self.setCurrentItem(item)
            self.blockSignals(False)

    def _add(self, folder: str, root: Path) -> _Item:
        # As texts: paths as objects would cost as much as all the rest.
        above, _, name = folder.rpartition(os.sep)
        parent = None if folder == str(root) else (self._items.get(above) or self._items.get(above + os.sep))
        item = _Item(folder, name or folder)
        item.setData(NAME, _FOLDER, folder)
        item.setToolTip(NAME, folder)
        item.setIcon(NAME, theme.icon("folder", theme.TEXT_DIM))
        for column in (COUNT, BELOW, MEDIAN):
            item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if parent is None:
            self.addTopLevelItem(item)
            item.setExpanded(True)
            self.setCurrentItem(item)
        else:
            parent.addChild(item)
        self._items[folder] = item
        return item

    def _remove(self, folder: str) -> None:
        item = self._items.pop(folder)
        parent = item.parent()
        if parent is not None:
            parent.removeChild(item)

    def _chosen(self) -> None:
        items = self.selectedItems()
        if items:
            self.folderChosen.emit(str(items[0].data(NAME, _FOLDER)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names come first: where the tree is narrow, the tool tip alone tells the share below and the number."""
        super().resizeEvent(event)
        for column, needed in _ROOM_FOR.items():
            self.setColumnHidden(column, event.size().width() < needed)

    def sizeHint(self) -> QSize:
        return QSize(230, 300)


class _Item(QTreeWidgetItem):
    """A folder; sorts by figures, not by their texts."""

    def __init__(self, folder: str, name: str) -> None:
        super().__init__([name])
        self._folder = folder
        self._key = natural_key(name)
        self._shown: tuple[FolderFigures, str] | None = None

    def shows(self, value: FolderFigures, below: str) -> bool:
        """Whether it shows these figures now: of a hundred folders few change at a time."""
        return self._shown == (value, below)

    def show_figures(self, value: FolderFigures, below: str) -> None:
        """Show these figures; ``below`` is the name of the third column."""
        self._shown = value, below
        self.setText(COUNT, in_digits(value.count))
        self.setData(COUNT, _VALUE, float(value.count))
        self.setData(MEDIAN, _VALUE, value.median)
        self.setData(BELOW, _VALUE, value.share_below)
        self.setText(MEDIAN, "" if value.median is None else f"{value.median:.0f}")
        self.setText(BELOW, "" if value.share_below is None else f"{value.share_below:.0%}")
        lines = [self._folder, photos(value.count)]
        if value.median is not None and value.p10 is not None and value.p90 is not None:
            lines.append(
                translate("FolderTree", "Median {median}, eight in ten between {low} and {high}").format(
                    median=f"{value.median:.0f}", low=f"{value.p10:.0f}", high=f"{value.p90:.0f}"
                )
            )
        if value.share_below is not None:
            lines.append(f"{below}: {value.share_below:.0%}")
        lines.append(
            translate("FolderTree", "{picks} picked, {rejects} rejected").format(
                picks=value.picks, rejects=value.rejects
            )
        )
        if value.best is not None:
            lines.append(translate("FolderTree", "Best: {name}").format(name=value.best.rpartition(os.sep)[2]))
        self.setToolTip(NAME, "\n".join(lines))
        for column in (COUNT, BELOW):
            self.setForeground(column, QColor(theme.TEXT_DIM))

    def __lt__(self, other: QTreeWidgetItem) -> bool:
        tree = self.treeWidget()
        column = tree.sortColumn() if tree is not None else NAME
        if column == NAME and isinstance(other, _Item):
            return self._key < other._key
        mine, theirs = self.data(column, _VALUE), other.data(column, _VALUE)
        return (-1.0 if mine is None else float(mine)) < (-1.0 if theirs is None else float(theirs))


class _BadgeDelegate(QStyledItemDelegate):
    """The median as the same badge as in the grid."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        text = index.data(Qt.ItemDataRole.DisplayRole)
        value = index.data(_VALUE)
        blank = QStyleOptionViewItem(option)
        self.initStyleOption(blank, index)
        blank.text = ""
        widget: QWidget = option.widget
        widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, blank, painter, widget)
        if text:
            self._paint_badge(painter, option, float(value), str(text))

    def _paint_badge(self, painter: QPainter, option: QStyleOptionViewItem, value: float, text: str) -> None:
        rect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = option.font
        font.setBold(True)
        painter.setFont(font)
        height = min(rect.height() - 4, 20)
        badge = QRectF(rect.right() - 34, rect.center().y() - height / 2 + 0.5, 30, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.score_color(value))
        painter.drawRoundedRect(badge, 3, 3)
        painter.setPen(QColor(theme.ON_SCORE))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(44, super().sizeHint(option, index).height())
