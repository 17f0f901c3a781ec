"""One of several photos side by side: the photo, and below it name, signs, score and reasons."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.catalog.records import Flag, Label
from app.culling.wording import label_word
from app.gui import theme
from app.gui.background import Background
from app.gui.badges import STRIP, name_font, paint_flag, paint_label, paint_score, paint_stars, score_font
from app.gui.image_loader import ImageLoader
from app.gui.loupe import LoupeView
from app.gui.photo_source import PaneFacts, PhotoOnShow
from app.gui.place_sign import folder_place_words, place_words

_EDGE = 2
_PAD = 8


class PaneStrip(QWidget):
    """Signs and words below a photo; two lines, the first with name and score, the second with decision and reasons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: PaneFacts | None = None
        self._role = ""
        self._against: PaneFacts | None = None
        self._line = QFontMetrics(score_font()).height() + 6

    def sizeHint(self) -> QSize:
        """Two lines and the label."""
        return QSize(120, 2 * self._line + STRIP + 6)

    def show_facts(self, facts: PaneFacts | None, role: str = "", against: PaneFacts | None = None) -> None:
        """Show these.

        Args:
            facts: of the photo above; None shows nothing.
            role: candidate or challenger, or empty.
            against: facts of the photo with which this one is compared; differences are pointed out.
        """
        if (facts, role, against) == (self._facts, self._role, self._against):
            return  # a decision about one photo is told to every pane
        self._facts, self._role, self._against = facts, role, against
        self.setAccessibleName(self._in_words())
        self.setToolTip(self._in_words())
        self.update()

    def difference(self) -> float | None:
        """Score above that of the photo it is compared with."""
        if self._facts is None or self._against is None:
            return None
        own, other = self._facts.cell.score, self._against.cell.score
        # Of the rounded scores, which are the ones that can be read beside it.
        return float(round(own) - round(other)) if own == own and other == other else None

    def unlike(self) -> tuple[list[str], list[str]]:
        """Reasons that only this photo has, and those it shares with the one it is compared with."""
        if self._facts is None:
            return [], []
        others = self._against.reasons if self._against is not None else self._facts.reasons
        own = [reason for reason in self._facts.reasons if reason not in others]
        return own, [reason for reason in self._facts.reasons if reason in others]

    def _rank(self) -> str:
        if self._facts is None or self._facts.rank is None:
            return ""
        place, count = self._facts.rank
        return self.tr("{place} of {count} in its group").format(place=place, count=count)

    def _in_words(self) -> str:
        if self._facts is None:
            return ""
        cell = self._facts.cell
        words = [self._role, cell.name]
        words.append({Flag.PICK: self.tr("picked"), Flag.REJECT: self.tr("rejected")}.get(Flag(cell.flag), ""))
        words.append("★" * cell.stars)
        words.append(self.tr("label {name}").format(name=label_word(Label(cell.label))) if cell.label else "")
        if cell.score == cell.score:
            words.append(self.tr("score {score}").format(score=f"{cell.score:.0f}"))
        difference = self.difference()
        if difference is not None:
            words.append(_signed(difference))
        words += [self._rank(), folder_place_words(cell.place), *self._facts.reasons]
        return ", ".join(word for word in words if word)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint both lines."""
        with QPainter(self) as painter:
            painter.setRenderHints(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), QColor(theme.CELL))
            if self._facts is None:
                return
            room = QRectF(self.rect()).adjusted(_PAD, 3, -_PAD, 0)
            self._paint_name(painter, QRectF(room.left(), room.top(), room.width(), self._line))
            self._paint_signs(painter, QRectF(room.left(), room.top() + self._line, room.width(), self._line))
            if self._facts.cell.label:
                strip = QRectF(room.left(), self.height() - STRIP - 1, room.width(), STRIP)
                paint_label(painter, strip, Label(self._facts.cell.label))

    def _paint_name(self, painter: QPainter, line: QRectF) -> None:
        assert self._facts is not None
        right = line.right() - paint_score(painter, line, self._facts.cell.score) - 6
        difference = self.difference()
        if difference is not None:
            painter.setFont(score_font())
            painter.setPen(
                QColor(theme.GOOD if difference > 0.5 else theme.BAD if difference < -0.5 else theme.TEXT_DIM)
            )
            words = _signed(difference)
            width = QFontMetrics(score_font()).horizontalAdvance(words)
            painter.drawText(QRectF(right - width, line.top(), width + 1, line.height()), _CENTRED, words)
            right -= width + 8
        left = line.left()
        if self._role and right - left > 200:
            painter.setFont(score_font())
            painter.setPen(QColor(theme.TEXT_DIM))
            painter.drawText(QRectF(left, line.top(), right - left, line.height()), _CENTRED, self._role)
            left += QFontMetrics(score_font()).horizontalAdvance(self._role) + 10
        self._paint_words(painter, left, right, line, self._facts.cell.name, theme.TEXT_BRIGHT, middle=True)

    def _paint_signs(self, painter: QPainter, line: QRectF) -> None:
        assert self._facts is not None
        cell, left = self._facts.cell, line.left()
        if cell.flag:
            left += paint_flag(painter, left, line, Flag(cell.flag)) + 6
        if cell.stars:
            left += paint_stars(painter, left, line, cell.stars, line.right()) + 6
        own, shared = self.unlike()
        for words, color in (
            ("   ".join(word for word in (self._rank(), place_words(cell.place)) if word), theme.TEXT_DIM),
            (", ".join(own), theme.MIDDLING),
            (", ".join(shared), theme.TEXT_DIM),
        ):
            if words and left < line.right():
                left = self._paint_words(painter, left, line.right(), line, words, color) + 12

    def _paint_words(
        self,
        painter: QPainter,
        left: float,
        right: float,
        line: QRectF,
        words: str,
        color: str,
        *,
        middle: bool = False,
    ) -> float:
        font = name_font()
        metrics = QFontMetrics(font)
        mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        shown = metrics.elidedText(words.replace("\n", "␤"), mode, max(0, int(right - left)))
        painter.setFont(font)
        painter.setPen(QColor(color))
        painter.drawText(QRectF(left, line.top(), max(0.0, right - left), line.height()), _CENTRED, shown)
        return left + metrics.horizontalAdvance(shown)


_CENTRED = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class PhotoPane(QWidget):
    """A photo with its strip and a frame that shows the focus.

    Signals:
        chosen: the mouse went down on it.
        opened: it was double-clicked.
    """

    chosen = Signal()
    opened = Signal()

    def __init__(
        self, slot: object, loader: ImageLoader, background: Background, parent: QWidget | None = None, *, zooms: bool
    ) -> None:
        super().__init__(parent)
        self.view = LoupeView(self, loader=loader, background=background, slot=slot, dwells=zooms, named=False)
        self.view.canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.canvas.zooms_on_click = False
        self.strip = PaneStrip(self)
        self._focused = False
        self._keyboard = False
        self._zooms = zooms
        self.view.canvas.clicked.connect(self.chosen)
        self.view.canvas.doubleClicked.connect(self.opened)
        self.strip.installEventFilter(self)

    def show_photo(self, photo: PhotoOnShow | None) -> None:
        """Show a photo, or none."""
        if photo is None:
            self.view.clear()
        else:
            self.view.show_photo(*photo)

    def show_facts(self, facts: PaneFacts | None, role: str = "", against: PaneFacts | None = None) -> None:
        """Show what is known and decided."""
        self.strip.show_facts(facts, role, against)
        self.view.canvas.set_dimmed(facts is not None and facts.cell.flag == Flag.REJECT and not self._zooms)

    def set_focused(self, focused: bool, keyboard: bool) -> None:
        """Frame it, in the colour of the focus while its page has the keyboard."""
        if (focused, keyboard) != (self._focused, self._keyboard):
            self._focused, self._keyboard = focused, keyboard
            self.update()

    @property
    def focused(self) -> bool:
        """Whether decisions apply to it."""
        return self._focused

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Photo above, strip below, inside the frame."""
        strip = self.strip.sizeHint().height()
        room = self.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        self.view.setGeometry(room.adjusted(0, 0, 0, -strip))
        self.strip.setGeometry(QRect(room.left(), room.bottom() + 1 - strip, room.width(), strip))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Where there are words in place of the photo; the photo itself says when it is clicked."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The same."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The frame."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.CANVAS))
            focus = theme.ACCENT if self._keyboard else theme.FRAME_STRONG
            painter.setPen(QPen(QColor(focus), 2 * _EDGE) if self._focused else QPen(QColor(theme.LINE), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """The strip belongs to the photo: a click there chooses it."""
        if watched is self.strip and event.type() == QEvent.Type.MouseButtonPress:
            self.chosen.emit()
        return False


def _signed(difference: float) -> str:
    shown = f"{difference:+.0f}".replace("-", "−")
    return "±0" if shown in ("+0", "−0") else shown
