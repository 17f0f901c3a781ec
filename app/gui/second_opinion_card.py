"""Both models' scores of one photo side by side, and in words how they agree."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from app.culling.agreement import Comparison, Second, verdict
from app.culling.wording import in_digits, photos
from app.gui import theme
from app.gui.badges import score_font
from app.gui.place_sign import place_numbers, place_words


class SecondOpinionCard(QFrame):
    """Hidden where there is no second opinion."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("second-opinion")
        self.setStyleSheet(f"#second-opinion {{ background: {theme.RAISED}; border-radius: {theme.RADIUS}px; }}")
        self.setAccessibleName(self.tr("Second opinion"))
        self._first, self._second = _badge(), _badge()
        self._first_place, self._second_place = _small(), _small()
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * theme.SPACE)
        grid.setVerticalSpacing(4)
        columns = (
            (self.tr("Student"), self._first, self._first_place),
            (self.tr("Teacher"), self._second, self._second_place),
        )
        for column, (caption, badge, place) in enumerate(columns):
            heading = _small()
            heading.setText(caption)
            grid.addWidget(heading, 0, column)
            grid.addWidget(badge, 1, column, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(place, 2, column)
            grid.setColumnStretch(column, 1)
        grid.setRowMinimumHeight(1, 40)  # or a badge is squeezed where the words below take several lines
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 10, 12, 10)
        rows.setSpacing(theme.SPACE)
        rows.addLayout(grid)
        rows.addWidget(self._words)
        self.hide()

    def clear(self) -> None:
        """There is no second opinion."""
        self.hide()

    def show_opinion(
        self, score: float | None, second: float, comparison: Comparison, at: int, *, everyone: bool = False
    ) -> None:
        """Show both.

        Args:
            score, second: 0..100; ``score`` None where the first model has not judged the photo.
            comparison: of all photos of the folder.
            at: the photo's place in it.
            everyone: both have judged all photos that have a place in the folder, so the places are those of the
                folder; else it is said among how many photos they are.
        """
        _set(self._first, score)
        _set(self._second, second)
        ranked = comparison.by_rank and score is not None
        for label, places in ((self._first_place, comparison.first), (self._second_place, comparison.second)):
            words = place_words(int(place_numbers(places)[at])) if ranked else ""
            if words and not everyone:
                words = self.tr("{place} of {count}").format(place=words, count=in_digits(comparison.count))
            label.setText(words)
            label.setVisible(ranked)
        text, color = self._in_words(comparison, at)
        self._words.setText(text)
        self._words.setStyleSheet(f"color: {color}")
        self.setAccessibleDescription(text)
        self.show()

    def words(self) -> str:
        """What is said about the two."""
        return self._words.text()

    def _in_words(self, comparison: Comparison, at: int) -> tuple[str, str]:
        difference = float(comparison.difference[at])
        which = verdict(difference)
        if which is None:
            return self.tr("The student has not judged this photo."), theme.TEXT_DIM
        points = f"{abs(difference):.0f}"
        if comparison.by_rank:
            among = self.tr("{points} points apart among {count} photos judged by both").format(
                points=points, count=in_digits(comparison.count)
            )
            texts = {
                Second.AGREES: self.tr("They agree: {among}."),
                Second.HIGHER: self.tr("The teacher ranks it higher: {among}."),
                Second.LOWER: self.tr("The teacher ranks it lower: {among}."),
            }
        else:
            among = self.tr("Both judged only {count} here, too few to compare ranks.").format(
                count=photos(comparison.count)
            )
            texts = {
                Second.AGREES: self.tr("The scores are {points} apart. {among}"),
                Second.HIGHER: self.tr("The teacher's score is {points} higher. {among}"),
                Second.LOWER: self.tr("The teacher's score is {points} lower. {among}"),
            }
        color = theme.TEXT if which is Second.AGREES else theme.MIDDLING
        return texts[which].format(points=points, among=among), color


def second_width(second: float) -> float:
    """The width of what :func:`paint_second` paints, 0 without a second opinion."""
    return 0.0 if second != second else QFontMetrics(score_font()).horizontalAdvance("00") + 12.0


def paint_second(painter: QPainter, line: QRectF, right: float, second: float) -> float:
    """Paint the second opinion in outline, left of the score; returns the width taken, 0 where there is none."""
    width = second_width(second)
    if not width:
        return 0.0
    painter.setFont(score_font())
    height = line.height() - 2
    badge = QRectF(right - width, line.center().y() - height / 2, width, height).adjusted(0.75, 0.75, -0.75, -0.75)
    color = QColor(theme.score_color(second))
    painter.setPen(QPen(color, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(badge, 3, 3)
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, f"{second:.0f}")
    return width


def _badge() -> QLabel:
    label = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
    label.setFixedSize(52, 36)
    return label


def _set(label: QLabel, score: float | None) -> None:
    label.setText("–" if score is None else f"{score:.0f}")
    background = theme.WINDOW if score is None else theme.score_color(score).name()
    color = theme.TEXT_DIM if score is None else theme.ON_SCORE
    label.setStyleSheet(
        f"background: {background}; color: {color}; border-radius: 5px; font-size: 20px; font-weight: 700"
    )


def _small() -> QLabel:
    label = QLabel()
    label.setStyleSheet(f"color: {theme.TEXT_DIM}")
    return label
