"""The side panel: everything known about the current photo, in words."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QLocale, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.catalog.records import Decision, Flag, Label, PhotoRecord
from app.culling.reasons import reasons
from app.culling.wording import in_digits, in_few_digits
from app.gui import theme
from app.gui.fault_words import fault_word
from app.gui.place_sign import folder_place_words
from app.gui.second_opinion_card import SecondOpinionCard
from app.gui.sentences import localised
from app.photos.model import CaptureFacts

_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse


def shutter_text(seconds: float) -> str:
    """Exposure time as cameras write it: ``1/250 s``, ``0.6 s``, ``2 s``."""
    if seconds < 0.3:
        return f"1/{round(1 / seconds)} s"
    return in_few_digits(round(seconds, 1)) + " s"


def bias_text(stops: float) -> str:
    """Exposure compensation with its sign and thirds: ``+1/3 EV``, ``−1 2/3 EV``, ``0 EV``."""
    thirds = round(stops * 3)
    if abs(thirds / 3 - stops) > 0.05:
        return f"{stops:+.2g} EV".replace("-", "−")
    whole, rest = divmod(abs(thirds), 3)
    number = " ".join(part for part in (str(whole) if whole or not rest else "", f"{rest}/3" if rest else "") if part)
    sign = "" if thirds == 0 else "+" if thirds > 0 else "−"
    return f"{sign}{number} EV"


class ElidedLabel(QLabel):
    """One line, shortened in the middle where it does not fit; a file name's end tells as much as its beginning."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(_SELECTABLE)
        self.setMinimumWidth(80)

    def set_full_text(self, text: str) -> None:
        """The whole text."""
        self._full = text.replace("\n", "␤")
        self.setAccessibleName(text)
        self._elide()

    def full_text(self) -> str:
        """The whole text, however much of it is seen."""
        return self._full

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten to the new width."""
        super().resizeEvent(event)
        self._elide()

    def changeEvent(self, event: QEvent) -> None:
        """Shorten anew in another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._elide()

    def minimumSizeHint(self) -> QSize:
        """As narrow as one likes."""
        return QSize(80, super().minimumSizeHint().height())

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideMiddle, max(0, self.width()))
        if shown != self.text():
            self.setText(shown)


class SidePanel(QWidget):
    """Score, reasons, decision and facts of one photo."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Photo details"))
        self._name = ElidedLabel()
        self._name.setStyleSheet(f"font-size: 15px; font-weight: 600; color: {theme.TEXT_BRIGHT}")
        self._score = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._score.setFixedSize(72, 56)
        self._place = self._text(theme.TEXT)
        self._scored = False
        self._reasons = self._text(theme.TEXT_BRIGHT)
        self._error = self._text(theme.BAD)
        self._decision = QLabel()
        self._decision.setTextFormat(Qt.TextFormat.RichText)
        self._decision.setWordWrap(True)
        self._nothing = self._text(theme.TEXT_DIM)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)

        badge = QHBoxLayout()
        badge.setSpacing(12)
        badge.addWidget(self._score, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._place)
        self._rank = self._text(theme.TEXT)
        self._rank.setVisible(False)
        words.addWidget(self._rank)
        words.addWidget(self._reasons, 1)  # no spacer, which would grow with the panel
        badge.addLayout(words, 1)

        self._facts = QFormLayout()
        self._facts.setHorizontalSpacing(12)
        self._facts.setVerticalSpacing(6)
        self._facts.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._facts.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        self._rows: dict[str, QLabel] = {}
        for key, caption in (
            ("time", self.tr("Time")),
            ("camera", self.tr("Camera")),
            ("lens", self.tr("Lens")),
            ("focal", self.tr("Focal length")),
            ("exposure", self.tr("Exposure")),
            ("iso", self.tr("ISO")),
            ("bias", self.tr("Bias")),
            ("size", self.tr("Size")),
            ("file", self.tr("File")),
        ):
            value = self._text(theme.TEXT)
            heading = QLabel(caption)
            heading.setStyleSheet(f"color: {theme.TEXT_DIM}")
            self._facts.addRow(heading, value)
            self._rows[key] = value

        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(2 * theme.SPACE, 2 * theme.SPACE, 2 * theme.SPACE, 2 * theme.SPACE)
        column.setSpacing(2 * theme.SPACE)
        column.addWidget(self._name)
        column.addLayout(badge)
        column.addWidget(self._error)
        column.addWidget(self._decision)
        self.second = SecondOpinionCard()
        column.addWidget(self.second)
        line = QFrame()
        line.setFixedHeight(1)
        line.setStyleSheet(f"background: {theme.LINE}")
        column.addWidget(line)
        column.addLayout(self._facts)
        column.addStretch(1)

        self._scroll = QScrollArea()
        self._scroll.setAccessibleName(self.tr("Photo details"))
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)
        outer.addWidget(self._nothing)
        self.show_record(None)

    def sizeHint(self) -> QSize:
        """Wide enough for a lens name in two lines."""
        return QSize(280, 420)

    def show_record(self, record: PhotoRecord | None, place: int = 0, count: int = 0) -> None:
        """Show one photo.

        Args:
            record: the photo, or None.
            place: in the folder, see `place_sign`; 0 for none.
            count: number of photos selected; says so where there is no record.
        """
        self._scroll.setVisible(record is not None)
        self._nothing.setVisible(record is None)
        if record is None:
            many = self.tr("{count} photos are selected.").format(count=in_digits(count))
            self._nothing.setText(many if count > 1 else self.tr("No photo is selected."))
            return
        self._name.set_full_text(record.path.name)
        self._name.setToolTip(f"<p style='white-space: pre-wrap'>{escape(str(record.path))}</p>")
        self._show_score(record, place)
        self._error.setText(localised(record.error or ""))
        self._error.setVisible(bool(record.error))
        self._show_decision(record.decision)
        self._show_facts(record)

    def show_place(self, place: int) -> None:
        """Say which place the photo has in the folder, if it has a score; 0 where it is the only one."""
        if self._scored:
            words = folder_place_words(place)
            self._place.setText(words[0].upper() + words[1:] if words else self.tr("Score"))

    def show_rank(self, words: str) -> None:
        """Say which place the photo has in its group; empty for a photo alone."""
        self._rank.setText(words)
        self._rank.setVisible(bool(words))

    def rank_text(self) -> str:
        """What is said about the place in the group."""
        return self._rank.text()

    def _show_score(self, record: PhotoRecord, place: int) -> None:
        score = record.score
        self._scored = score is not None
        if score is None:
            self._score.setText("–")
            self._score.setStyleSheet(_badge(theme.RAISED, theme.TEXT_DIM))
            self._score.setAccessibleName(self.tr("No score"))
            self._place.setText(self.tr("Not scored") if record.error else self.tr("Not scored yet"))
        else:
            self._score.setText(f"{score:.0f}")
            self._score.setStyleSheet(_badge(theme.score_color(score).name(), theme.ON_SCORE))
            self._score.setAccessibleName(self.tr("Score {score} of 100").format(score=f"{score:.0f}"))
            self.show_place(place)
        self._score.setToolTip(
            "" if score is None else self.tr("Score {score} of 100").format(score=in_digits(score, 2))
        )
        named = [fault_word(fault) for fault in reasons(record.faults)]
        text = ", ".join(named)
        self._reasons.setText(text[:1].upper() + text[1:])
        self._reasons.setVisible(bool(named))

    def _show_decision(self, decision: Decision) -> None:
        parts = []
        if decision.flag is Flag.PICK:
            word = self.tr("Pick")
            parts.append(f"<b style='color: {theme.GOOD}'>✓ {word}</b>")
        elif decision.flag is Flag.REJECT:
            word = self.tr("Reject")
            parts.append(f"<b style='color: {theme.BAD}'>✕ {word}</b>")
        if decision.stars:
            stars = "★" * decision.stars
            rest = "★" * (5 - decision.stars)
            parts.append(
                f"<span style='color: {theme.TEXT_BRIGHT}'>{stars}</span>"
                f"<span style='color: {theme.LINE_STRONG}'>{rest}</span>"
            )
        if decision.label is not Label.NONE:
            parts.append(
                f"<span style='color: {theme.LABEL_COLORS[decision.label]}'>●</span> {self._label(decision.label)}"
            )
        word = self.tr("Not decided")
        undecided = f"<span style='color: {theme.TEXT_DIM}'>{word}</span>"
        self._decision.setText("&nbsp;&nbsp;&nbsp; ".join(parts) or undecided)

    def _label(self, label: Label) -> str:
        return {
            Label.RED: self.tr("Red"),
            Label.YELLOW: self.tr("Yellow"),
            Label.GREEN: self.tr("Green"),
            Label.BLUE: self.tr("Blue"),
            Label.PURPLE: self.tr("Purple"),
        }[label]

    def _show_facts(self, record: PhotoRecord) -> None:
        facts = record.facts
        values = {
            "time": self._time(facts),
            "camera": facts.camera,
            "lens": facts.lens,
            "focal": f"{facts.focal_length_mm:.4g} mm" if facts.focal_length_mm else None,
            "exposure": self._exposure(facts),
            "iso": str(facts.iso) if facts.iso else None,
            "bias": bias_text(facts.exposure_bias_ev) if facts.exposure_bias_ev is not None else None,
            "size": self._size(record.width, record.height),
            "file": f"{record.kind.value.upper()}, {_bytes(record.size)}",
        }
        for key, value in values.items():
            self._rows[key].setText(value or "")
            self._facts.setRowVisible(self._rows[key], bool(value))

    def _time(self, facts: CaptureFacts) -> str | None:
        if facts.captured_at is None:
            return None
        return facts.captured_at.strftime("%Y-%m-%d  %H:%M:%S")

    def _exposure(self, facts: CaptureFacts) -> str | None:
        parts = []
        if facts.shutter_s:
            parts.append(shutter_text(facts.shutter_s))
        if facts.aperture:
            parts.append(f"f/{facts.aperture:.3g}")
        return "   ".join(parts) or None

    def _size(self, width: int | None, height: int | None) -> str | None:
        if not width or not height:
            return None
        megapixels = width * height / 1e6
        return f"{width} × {height}   {in_digits(megapixels, 1)} MP"

    def _text(self, color: str) -> QLabel:
        label = QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        label.setTextInteractionFlags(_SELECTABLE)
        label.setStyleSheet(f"color: {color}")
        return label


def _badge(background: str, color: str) -> str:
    return f"background: {background}; color: {color}; border-radius: 6px; font-size: 30px; font-weight: 700"


def _bytes(size: int) -> str:
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
