"""The tool bar: view, sort, filter, what is hidden, size of the cells."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QSlider, QToolBar, QToolButton, QWidget

from app.culling.sorting import SortKey
from app.culling.wording import in_digits
from app.gui import theme
from app.gui.grid_view import LARGEST, SMALLEST, USUAL


class MainToolBar(QToolBar):
    """Signals: ``sortChanged(SortKey, descending)``, ``cellEdgeChanged(int)``."""

    sortChanged = Signal(object, bool)
    cellEdgeChanged = Signal(int)

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("main-tool-bar")
        self.setWindowTitle(self.tr("Tool bar"))
        self.setMovable(False)
        self.setIconSize(QSize(18, 18))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.addAction(actions["open"])
        self.addSeparator()
        self.addAction(actions["grid"])
        self.addAction(actions["loupe"])
        self.addAction(actions["compare"])
        self.addAction(actions["survey"])
        self.addSeparator()
        self.addWidget(self._label(self.tr("Sort")))
        self._keys = QComboBox(self)
        self._keys.setAccessibleName(self.tr("Sort by"))
        self._keys.setToolTip(self.tr("Sort by"))
        for key, text in self.sort_texts().items():
            self._keys.addItem(text, key)
        self._keys.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._keys.activated.connect(lambda _: self._tell_sort())
        self.addWidget(self._keys)
        self._direction = QToolButton(self)
        self._direction.setCheckable(True)
        self._direction.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._direction.clicked.connect(lambda _: self._tell_sort())
        self.addWidget(self._direction)
        self.addSeparator()
        self.addAction(actions["filter-bar"])
        self._hidden = QToolButton(self)
        self._hidden.setDefaultAction(actions["clear-filter"])
        self._hidden.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._hidden.setStyleSheet(f"QToolButton {{ color: {theme.MIDDLING}; font-weight: bold; }}")
        self._hidden_place = self.addWidget(self._hidden)
        self._hidden_place.setVisible(False)
        spring = QWidget(self)
        spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spring)
        self.addAction(actions["advance"])
        self.addSeparator()
        self.addAction(actions["smaller"])
        self._size = QSlider(Qt.Orientation.Horizontal, self)
        self._size.setRange(SMALLEST, LARGEST)
        self._size.setValue(USUAL)
        self._size.setFixedWidth(120)
        self._size.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._size.setAccessibleName(self.tr("Size of the cells"))
        self._size.setToolTip(self.tr("Size of the cells (Ctrl and wheel)"))
        self._size.valueChanged.connect(self.cellEdgeChanged)
        self.addWidget(self._size)
        self.addAction(actions["larger"])
        self.addSeparator()
        self.addAction(actions["export"])
        self._export = self.widgetForAction(actions["export"])
        if isinstance(self._export, QToolButton):
            self._export.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        more = self.findChild(QToolButton, "qt_toolbar_ext_button")
        if isinstance(more, QToolButton):  # what has no room is behind it; the style's own arrow is dark on dark
            more.setIcon(theme.icon("chevrons-right"))
            more.setAccessibleName(self.tr("More"))
            more.setToolTip(self.tr("More"))
        self.set_sort(SortKey.NAME, False)

    def _label(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setStyleSheet(f"color: {theme.TEXT_DIM}; padding: 0 4px;")
        return label

    def sort_texts(self) -> dict[SortKey, str]:
        """Names of the sorts for people."""
        return {
            SortKey.SCORE: self.tr("Score"),
            SortKey.CAPTURED: self.tr("Capture time"),
            SortKey.NAME: self.tr("Name"),
            SortKey.STARS: self.tr("Stars"),
            SortKey.GROUP: self.tr("Group"),
            SortKey.FOCUS: self.tr("Focus"),
            SortKey.CAMERA: self.tr("Camera"),
            SortKey.LENS: self.tr("Lens"),
            SortKey.SECOND: self.tr("Second opinion"),
            SortKey.DISAGREEMENT: self.tr("Disagreement"),
        }

    def set_sort(self, key: SortKey, descending: bool) -> None:
        """Show a sort, without a signal."""
        self._keys.setCurrentIndex(self._keys.findData(key))
        self._direction.setChecked(descending)
        self._show_direction()

    def _tell_sort(self) -> None:
        self._show_direction()
        key = SortKey(self._keys.currentData())  # Qt keeps a StrEnum as a plain text
        self.sortChanged.emit(key, self._direction.isChecked())

    def _show_direction(self) -> None:
        descending = self._direction.isChecked()
        self._direction.setIcon(theme.icon("arrow-down-wide-narrow" if descending else "arrow-up-narrow-wide"))
        text = {
            SortKey.SCORE: (self.tr("Worst first"), self.tr("Best first")),
            SortKey.CAPTURED: (self.tr("Oldest first"), self.tr("Latest first")),
            SortKey.NAME: (self.tr("A to Z"), self.tr("Z to A")),
            SortKey.STARS: (self.tr("Fewest stars first"), self.tr("Most stars first")),
            SortKey.GROUP: (self.tr("Oldest group first"), self.tr("Latest group first")),
            SortKey.FOCUS: (self.tr("Softest first"), self.tr("Sharpest first")),
            SortKey.CAMERA: (self.tr("A to Z"), self.tr("Z to A")),
            SortKey.LENS: (self.tr("A to Z"), self.tr("Z to A")),
            SortKey.SECOND: (self.tr("Worst first"), self.tr("Best first")),
            SortKey.DISAGREEMENT: (self.tr("Most alike first"), self.tr("Most unlike first")),
        }[self._keys.currentData()][descending]
        self._direction.setToolTip(text)
        self._direction.setAccessibleName(text)

    def show_hidden(self, hidden: int) -> None:
        """Say how many photos the filter hides, whether or not the filter bar is to be seen."""
        self._hidden_place.setVisible(hidden > 0)
        self._hidden.setText(self.tr("Hidden: {number}").format(number=in_digits(hidden)))
        self._hidden.setIcon(theme.icon("eye-off", theme.MIDDLING))
        self._hidden.setToolTip(self.tr("The filter hides photos: click to clear it"))
        self._hidden.setAccessibleName(self._hidden.text())

    def hidden_text(self) -> str:
        """What it says about hidden photos; empty where none is."""
        return self._hidden.text() if self._hidden_place.isVisible() else ""

    def set_cell_edge(self, edge: int) -> None:
        """Show a size, without a signal."""
        self._size.blockSignals(True)
        self._size.setValue(edge)
        self._size.blockSignals(False)
