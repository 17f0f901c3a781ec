"""Empty and error states: a title, a sentence, what one can do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.gui import theme

_WIDTH = 480
_ICON, _SMALL_ICON = 48, 24


class EmptyState(QWidget):
    """Fills a view that has nothing to show. The first button is the main one.

    Where there is little room, as in a tile, the icon becomes smaller or goes, and at last a few words stand for the
    sentences, which the tool tip then tells.
    """

    def __init__(
        self,
        title: str = "",
        text: str = "",
        buttons: Sequence[tuple[str, Callable[[], object]]] = (),
        parent: QWidget | None = None,
        *,
        icon: str = "",
        selectable: bool = True,
    ) -> None:
        """
        Args:
            title, text, buttons, icon: as of `set_state`.
            selectable: the words can be selected and copied; if not, a click on them is one on what lies below.
        """
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self.restyle()
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        self._title = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        self._title.setStyleSheet(f"font-size: 20px; font-weight: 600; color: {theme.TEXT_BRIGHT}")
        self._text = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        self._text.setStyleSheet(f"font-size: 14px; color: {theme.TEXT}")
        for label in (self._title, self._text):
            label.setTextFormat(Qt.TextFormat.PlainText)  # file names may hold anything
            label.setWordWrap(True)
            label.setFixedWidth(_WIDTH)
            if selectable:
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._labels = (self._title, self._text)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.SPACE)
        self._row.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(2)
        words = QVBoxLayout()
        words.setSpacing(theme.SPACE)
        for part in (self._icon, self._title, self._text):
            words.addWidget(part)
        middle = QHBoxLayout()  # stretches on both sides: an aligned layout item would cut off wrapped lines
        middle.addStretch()
        middle.addLayout(words)
        middle.addStretch()
        column.addLayout(middle)
        column.addLayout(self._row)
        column.addStretch(3)
        self._buttons: list[QPushButton] = []
        self._sentences = self._short = self._icon_name = ""
        self.set_state(title, text, buttons, icon=icon)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words as wide as they are read well, or as there is room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Say as much as there is room for."""
        space = theme.SPACE
        ways = [(edge, self._sentences, margin) for edge, margin in ((_ICON, 3 * space), (_ICON, space))]
        ways += [(edge, self._sentences, space) for edge in (_SMALL_ICON, 0)]
        if self._short:
            ways += [(edge, self._short, space // 2) for edge in (_SMALL_ICON, 0)]
            ways.append((_SMALL_ICON, "", 0))
        for edge, words, margin in ways:
            if self._fits(edge, words, margin):
                break
        self.setToolTip(self._sentences if self._text.text() != self._sentences else "")

    def _fits(self, edge: int, words: str, margin: int) -> bool:
        """Show it so, and say whether all of it is to be seen."""
        width = max(40, min(_WIDTH, self.width() - 2 * margin))
        self._icon.setVisible(bool(self._icon_name and edge))
        if self._icon_name and edge:
            ratio = self.devicePixelRatioF()
            self._icon.setPixmap(theme.icon_pixmap(self._icon_name, edge, theme.TEXT_OFF, ratio))
        self._text.setText(words)
        self._text.setVisible(bool(words))
        parts = [edge] if self._icon_name and edge else []
        for label in self._labels:
            label.setFixedWidth(width)
            if label.text():
                label.ensurePolished()
                longest = max(map(label.fontMetrics().horizontalAdvance, label.text().split()), default=0)
                if longest > width:
                    return False
                parts.append(label.heightForWidth(width))
        gaps = theme.SPACE * max(0, len(parts) - 1)
        return sum(parts) + gaps + self._row.sizeHint().height() + 2 * margin <= self.height()

    def minimumSizeHint(self) -> QSize:
        """As small as one likes; it is seen in tiles too."""
        return QSize(40, 40)

    def restyle(self) -> None:
        """As dark as the ground of the photos."""
        colors = self.palette()
        colors.setColor(self.backgroundRole(), theme.CANVAS)
        self.setPalette(colors)

    def set_state(
        self,
        title: str,
        text: str,
        buttons: Sequence[tuple[str, Callable[[], object]]] = (),
        *,
        icon: str = "",
        short: str = "",
    ) -> None:
        """Say something else.

        Args:
            title: a few words.
            text: full sentences.
            buttons: text and what it does; the first one is drawn as the main one.
            icon: file name in resources/icons without suffix, or empty.
            short: a few words for the text where there is no room for it.
        """
        self._icon_name, self._sentences, self._short = icon, text, short
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()  # it goes only with the next turn of the event loop
            button.deleteLater()
        self._buttons = []
        for place, (words, slot) in enumerate(buttons):
            button = QPushButton(words)
            button.setMinimumSize(15 * theme.SPACE, 4 * theme.SPACE)
            button.setDefault(place == 0)
            button.clicked.connect(lambda _checked=False, act=slot: act())
            self._row.addWidget(button)
            self._buttons.append(button)
        self._row.setContentsMargins(0, 4 * theme.SPACE if buttons else 0, 0, 0)
        self._fit()

    @property
    def buttons(self) -> Sequence[QPushButton]:
        """The buttons shown now, the main one first."""
        return tuple(self._buttons)
