"""What the bars would say, over the photos of a full screen that has no bars: the last message, and what is hidden."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.culling.wording import in_digits
from app.gui import theme

_LOOK = "background: rgba(16, 16, 16, 215); color: {color}; border-radius: {radius}px; padding: 6px 12px; {more}"
_ON_DARK = "#f2f2f2"  # on its own dark ground, whatever the theme
_MARGIN = 2 * theme.SPACE


class BareWords(QObject):
    """Two labels over a widget, to be seen only while there are no bars; the mouse goes through them."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._bare = False
        self._message = self._label(_ON_DARK, "")
        self._message.setAccessibleName(self.tr("Message"))
        self._hidden = self._label("#e3b04b", "font-weight: 600;")
        over.installEventFilter(self)

    def _label(self, color: str, more: str) -> QLabel:
        label = QLabel(self._over)
        label.setStyleSheet(_LOOK.format(color=color, radius=theme.RADIUS, more=more))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        label.hide()
        return label

    @property
    def message(self) -> str:
        """The message that is to be seen; empty where none is."""
        return self._message.text() if self._message.isVisible() else ""

    @property
    def hidden(self) -> str:
        """What is to be seen about hidden photos; empty where nothing is."""
        return self._hidden.text() if self._hidden.isVisible() else ""

    def set_bare(self, bare: bool) -> None:
        """There are no bars, or there are."""
        self._bare = bare
        self._show()

    def show_message(self, text: str) -> None:
        """What happened, or a question; empty when its time is over."""
        self._message.setText(text)
        self._show()

    def show_hidden(self, hidden: int) -> None:
        """How many photos the filter hides."""
        number = in_digits(hidden)
        self._hidden.setText(self.tr("Hidden: {number}").format(number=number) if hidden else "")
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the places."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _show(self) -> None:
        for label in (self._message, self._hidden):
            label.setVisible(self._bare and bool(label.text()))
            label.raise_()
        self._place()

    def _place(self) -> None:
        room = self._over.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        for label in (self._message, self._hidden):
            label.setWordWrap(False)
            label.setMaximumWidth(room.width())
            label.setWordWrap(label.sizeHint().width() > room.width())
            label.adjustSize()
        # Both below: words and histogram of the view are above.
        self._hidden.move(room.right() - self._hidden.width(), room.bottom() - self._hidden.height())
        left, top = room.center().x() - self._message.width() // 2, room.bottom() - self._message.height()
        beside = left + self._message.width() + theme.SPACE < self._hidden.x()
        self._message.move(
            left, top if beside or not self._hidden.text() else top - self._hidden.height() - theme.SPACE
        )
