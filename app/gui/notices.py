"""Empty and error states: a title, a sentence, what one can do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.gui import theme

_WIDTH = 480


class EmptyState(QWidget):
    """Fills a view that has nothing to show. The first button is the main one."""

    def __init__(
        self,
        title: str = "",
        text: str = "",
        buttons: Sequence[tuple[str, Callable[[], object]]] = (),
        parent: QWidget | None = None,
        *,
        icon: str = "",
    ) -> None:
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
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._labels = (self._title, self._text)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.SPACE)
        self._row.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * theme.SPACE, 3 * theme.SPACE, 3 * theme.SPACE, 3 * theme.SPACE)
        column.setSpacing(theme.SPACE)
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
        column.addSpacing(2 * theme.SPACE)
        column.addLayout(self._row)
        column.addStretch(3)
        self._buttons: list[QPushButton] = []
        self.set_state(title, text, buttons, icon=icon)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words as wide as they are read well, or as there is room."""
        super().resizeEvent(event)
        for label in self._labels:
            label.setFixedWidth(max(40, min(_WIDTH, self.width() - 6 * theme.SPACE)))

    def minimumSizeHint(self) -> QSize:
        """As small as one likes; it is seen in tiles too."""
        return QSize(40, 40)

    def restyle(self) -> None:
        """As dark as the ground of the photos."""
        colors = self.palette()
        colors.setColor(self.backgroundRole(), theme.CANVAS)
        self.setPalette(colors)

    def set_state(
        self, title: str, text: str, buttons: Sequence[tuple[str, Callable[[], object]]] = (), *, icon: str = ""
    ) -> None:
        """Say something else.

        Args:
            title: a few words.
            text: full sentences.
            buttons: text and what it does; the first one is drawn as the main one.
            icon: file name in resources/icons without suffix, or empty.
        """
        self._icon.setVisible(bool(icon))
        if icon:
            self._icon.setPixmap(theme.icon_pixmap(icon, 48, theme.TEXT_OFF, self.devicePixelRatioF()))
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._text.setText(text)
        self._text.setVisible(bool(text))
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

    @property
    def buttons(self) -> Sequence[QPushButton]:
        """The buttons shown now, the main one first."""
        return tuple(self._buttons)
