"""The filter bar: a FilterSpec as controls, each with a live count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPixmap, QResizeEvent, QValidator
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from app.catalog.records import Flag, Label
from app.culling.agreement import Second
from app.culling.dates import UNKNOWN
from app.culling.filters import FacetCounts, FilterSpec, StarsRule
from app.culling.wording import in_digits
from app.gui import theme
from app.gui.choice_menu import ChoiceMenu
from app.gui.fault_words import fault_word
from app.gui.flow_layout import FlowLayout
from app.gui.saved_filters import SavedFilters, SavedFiltersMenu
from app.photos.model import PhotoKind

_TYPING_MS = 200
_HEIGHT = 28


def _sheet() -> str:
    return f"""
QToolButton {{ background: {theme.RAISED}; color: {theme.TEXT}; border: 1px solid {theme.LINE};
    border-radius: {theme.RADIUS}px; padding: 3px 2px; }}
QToolButton:hover {{ background: {theme.HOVER}; }}
QToolButton:checked, QToolButton[on="true"] {{ background: {theme.CHOSEN}; color: {theme.TEXT_BRIGHT};
    border-color: {theme.ACCENT}; }}
QToolButton:focus {{ border: 2px solid {theme.ACCENT}; padding: 2px 1px; }}
QToolButton:disabled {{ color: {theme.TEXT_OFF}; }}
QToolButton::menu-indicator {{ image: none; }}
"""


class ScoreBox(QDoubleSpinBox):
    """A score 0..100, or none, which is written as a word."""

    def __init__(self, word: str, start: float) -> None:
        super().__init__()
        self._start = start
        self.setRange(-1, 100)
        self.setDecimals(1)
        self.setSpecialValueText(word)
        self.setValue(-1)
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def score(self) -> float | None:
        """The score, or None."""
        return None if self.value() < 0 else self.value()

    def set_score(self, score: float | None) -> None:
        """The score, or None."""
        self.setValue(-1 if score is None else score)

    def stepBy(self, steps: int) -> None:
        """From none to where one would begin."""
        if self.value() < 0:
            self.setValue(self._start)
        else:
            self.setValue(max(0.0, self.value() + steps))

    def stepEnabled(self) -> QDoubleSpinBox.StepEnabledFlag:
        """None is no lower end, but a beginning."""
        return QDoubleSpinBox.StepEnabledFlag.StepUpEnabled | QDoubleSpinBox.StepEnabledFlag.StepDownEnabled

    def textFromValue(self, value: float) -> str:
        """Whole scores without decimals."""
        return self.locale().toString(value, "f", 0 if value == int(value) else 1)

    def valueFromText(self, text: str) -> float:
        """Nothing typed is none."""
        return -1.0 if not text.strip() or text == self.specialValueText() else super().valueFromText(text)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """An empty field is a value: none. What is typed or pasted into the word stands in its place."""
        word = self.specialValueText()
        if text != word and word.endswith(text[position:]):
            head = next(size for size in range(position, -1, -1) if word.startswith(text[:size]))
            text = text[head:position]
            position = len(text)
        # Whichever dot the keyboard has: a score has no thousands that it could part.
        text = text.replace(".", self.locale().decimalPoint()).replace(",", self.locale().decimalPoint())
        if not text.strip():
            return (QValidator.State.Acceptable, text, position)
        return super().validate(text, position)


class FilterBar(QWidget):
    """Shows and edits a FilterSpec; what it has no control for stays as it was given.

    Signals:
        specChanged: the FilterSpec after a change by the user.
        left: the user has done what there was to do here: Escape, or Enter after a file name.
    """

    specChanged = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec = FilterSpec()
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._on_changed)
        self.setStyleSheet(_sheet())
        self.setAccessibleName(self.tr("Filter"))
        self._flags = {
            Flag.PICK: self._switch(self.tr("Pick")),
            Flag.NONE: self._switch(self.tr("No flag")),
            Flag.REJECT: self._switch(self.tr("Reject")),
        }
        self._unrated = self._switch(self.tr("Unrated"), self.tr("Only photos without flag, stars and label"))
        self._unscored = self._switch(self.tr("Unscored"), self.tr("Only photos that wait for a score"))
        self._errors = self._switch(self.tr("Errors"), self.tr("Only photos that cannot be read"))
        self._rule = QComboBox()
        for rule, sign, words in (
            (StarsRule.AT_LEAST, "≥", self.tr("at least")),
            (StarsRule.EXACTLY, "=", self.tr("exactly")),
            (StarsRule.AT_MOST, "≤", self.tr("at most")),
        ):
            self._rule.addItem(sign, rule)
            self._rule.setItemData(self._rule.count() - 1, words, Qt.ItemDataRole.ToolTipRole)
            self._rule.setItemData(self._rule.count() - 1, words, Qt.ItemDataRole.AccessibleTextRole)
        self._rule.setAccessibleName(self.tr("How stars are compared"))
        self._stars = QComboBox()
        self._stars.setAccessibleName(self.tr("Stars"))
        self._stars.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._stars.addItem(self.tr("any stars"), None)
        for stars in range(6):
            self._stars.addItem(_stars_text(stars), stars)
        for box in (self._rule, self._stars):
            box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._low = ScoreBox(self.tr("min"), 50)
        self._low.setAccessibleName(self.tr("Least score"))
        self._high = ScoreBox(self.tr("max"), 50)
        self._high.setAccessibleName(self.tr("Highest score"))
        self._score = QLabel(self.tr("Score"))
        self._score.setToolTip(self.tr("Photos with a score in this range"))
        self._faults = ChoiceMenu(self.tr("Faults"))
        self._labels = ChoiceMenu(self.tr("Label"))
        self._kinds = ChoiceMenu(self.tr("Type"))
        self._cameras = ChoiceMenu(self.tr("Camera"))
        self._lenses = ChoiceMenu(self.tr("Lens"))
        self._dates = ChoiceMenu(self.tr("Date"))
        self._second = ChoiceMenu(self.tr("Teacher"))
        self._saved = SavedFiltersMenu(SavedFilters(), self.spec)
        self._text = QLineEdit()
        self._text.setPlaceholderText(self.tr("Name, camera, lens"))
        self._text.setAccessibleName(self.tr("Words in the file name, camera or lens"))
        self._text.setToolTip(self.tr("Every word has to be in the file name, the camera or the lens"))
        self._text.setClearButtonEnabled(True)
        self._text.setFixedWidth(160)
        self._invert = self._switch(self.tr("Invert"), self.tr("Show exactly what would otherwise be hidden"))
        self._captions = {button: button.text() for button in self.findChildren(QToolButton)}
        self._clear = QToolButton()
        self._clear.setText(self.tr("Clear"))
        self._clear.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._clear.setToolTip(self.tr("Show all photos"))
        self._hidden = QLabel()
        self._hidden.setStyleSheet(f"color: {theme.MIDDLING}; font-weight: 600")
        self._lay_out()
        self._set_label_choices({})
        self.set_spec(self._spec)
        self._connect()

    def set_spec(self, spec: FilterSpec) -> None:
        """Show a filter, without a signal."""
        self._spec = spec
        blocked = [QSignalBlocker(part) for part in self._parts()]
        for flag, button in self._flags.items():
            button.setChecked(flag in spec.flags)
        self._unrated.setChecked(spec.unrated_only)
        self._unscored.setChecked(spec.unscored_only)
        self._errors.setChecked(spec.errors_only)
        self._invert.setChecked(spec.inverted)
        self._rule.setCurrentIndex(self._rule.findData(spec.stars_rule))
        self._stars.setCurrentIndex(0 if spec.stars is None else spec.stars + 1)
        self._low.set_score(spec.min_score)
        self._high.set_score(spec.max_score)
        self._faults.set_chosen(spec.faults)
        self._labels.set_chosen(spec.labels)
        self._kinds.set_chosen(spec.kinds)
        self._cameras.set_chosen(spec.cameras)
        self._lenses.set_chosen(spec.lenses)
        self._dates.set_chosen(spec.dates)
        self._second.set_chosen(spec.second)
        if self._text.text().strip() != spec.text.strip():  # not under the fingers of who is typing
            self._text.setText(spec.text)
        self._typing.stop()
        del blocked
        self._enable()

    def spec(self) -> FilterSpec:
        """The filter as the controls say."""
        return replace(
            self._spec,
            flags=frozenset(flag for flag, button in self._flags.items() if button.isChecked()),
            stars=self._stars.currentData(),
            stars_rule=StarsRule(self._rule.currentData()),  # Qt keeps a StrEnum as a plain text
            labels=frozenset(value for value in self._labels.chosen() if isinstance(value, Label)),
            kinds=frozenset(value for value in self._kinds.chosen() if isinstance(value, PhotoKind)),
            min_score=self._low.score(),
            max_score=self._high.score(),
            unrated_only=self._unrated.isChecked(),
            unscored_only=self._unscored.isChecked(),
            errors_only=self._errors.isChecked(),
            faults=frozenset(str(value) for value in self._faults.chosen()),
            cameras=frozenset(str(value) for value in self._cameras.chosen()),
            lenses=frozenset(str(value) for value in self._lenses.chosen()),
            dates=frozenset(str(value) for value in self._dates.chosen()),
            second=frozenset(Second(str(value)) for value in self._second.chosen()),
            text=self._text.text().strip(),
            inverted=self._invert.isChecked(),
        )

    def set_counts(self, counts: FacetCounts, shown: int, total: int) -> None:
        """Say how many photos each choice would show, and how many are hidden now."""
        for flag, button in self._flags.items():
            self._count(button, counts.flags[flag])
        self._count(self._unrated, counts.unrated)
        self._count(self._unscored, counts.unscored)
        self._count(self._errors, counts.errors)
        self._score.setText(f"{self.tr('Score')}  {in_digits(counts.score)}")
        if self._spec.active:
            self._count(self._invert, counts.inverted)
        else:  # nothing to invert
            self._invert.setText(self._captions[self._invert])
        for stars in range(6):
            self._stars.setItemText(stars + 1, f"{_stars_text(stars)}  {in_digits(counts.stars[stars])}")
        self._faults.set_choices([(term, fault_word(term), number) for term, number in counts.faults.items()])
        self._faults.setEnabled(bool(counts.faults) or bool(self._faults.chosen()))
        self._kinds.set_choices([(kind, kind.value.upper(), number) for kind, number in counts.kinds.items()])
        for menu, named in (
            (self._cameras, counts.cameras),
            (self._lenses, counts.lenses),
            (self._dates, counts.dates),
        ):
            texts = {name: self.tr("Unknown") if name == UNKNOWN else name for name in named}
            menu.set_choices([(name, text, named[name]) for name, text in texts.items()])
            menu.setEnabled(bool(named) or bool(menu.chosen()))
        self._second.set_choices([(c, self._second_texts()[c], number) for c, number in counts.second.items()])
        self._second.setVisible(bool(counts.second) or bool(self._second.chosen()))
        self._set_label_choices(counts.labels)
        hidden = total - shown
        self._hidden.setText(self.tr("Hidden: {count}").format(count=in_digits(hidden)) if hidden else "")
        self._hidden.setVisible(hidden > 0)
        self._hidden.setToolTip(
            self.tr("{shown} of {total} photos are shown.").format(shown=in_digits(shown), total=in_digits(total))
        )
        self.updateGeometry()

    def focus_search(self) -> None:
        """Begin to type a file name."""
        self._text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._text.selectAll()

    def sizeHint(self) -> QSize:
        """As high as the present width asks for."""
        width = self.width() if self.isVisible() else self._flow.sizeHint().width()
        return QSize(self._flow.sizeHint().width(), self._flow.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """One line or more, as wide as the widest control."""
        return QSize(self._flow.minimumSize().width(), self._flow.heightForWidth(max(1, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower bar is a higher one."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _parts(self) -> list[QWidget]:
        buttons = [*self._flags.values(), self._unrated, self._unscored, self._errors, self._invert]
        return [*buttons, self._rule, self._stars, self._low, self._high, self._text]

    def _switch(self, text: str, tip: str = "") -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(tip)
        button.setAccessibleName(text)
        return button

    def _lay_out(self) -> None:
        self._flow = FlowLayout(self, spacing=10)
        self._flow.setContentsMargins(12, 6, 12, 6)
        stars = self._group(self._rule, self._stars)
        score = self._group(self._score, self._low, QLabel("–"), self._high)
        for button in self.findChildren(QToolButton):
            button.setFixedHeight(_HEIGHT)
        menus = (self._faults, self._labels, self._kinds, self._cameras, self._lenses, self._dates, self._saved)
        for field in (self._rule, self._stars, self._low, self._high, *menus, self._second):
            field.setFixedHeight(_HEIGHT)
        self._text.setFixedHeight(_HEIGHT)
        self._clear.setFixedHeight(_HEIGHT)
        for part in (
            self._group(*self._flags.values()),
            stars,
            score,
            self._group(self._unrated, self._unscored, self._errors),
            self._group(self._faults, self._labels, self._kinds),
            self._group(self._cameras, self._lenses, self._dates, self._second),
            self._text,
            self._group(self._invert, self._clear, self._saved),
            self._hidden,
        ):
            self._flow.addWidget(part)
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Preferred)
        policy.setVerticalPolicy(QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _group(self, *parts: QWidget) -> QWidget:
        group = QWidget()
        row = QHBoxLayout(group)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for part in parts:
            row.addWidget(part)
        return group

    def _connect(self) -> None:
        for button in (*self._flags.values(), self._unrated, self._unscored, self._errors, self._invert):
            button.toggled.connect(self._on_changed)
        self._rule.currentIndexChanged.connect(self._on_changed)
        self._stars.currentIndexChanged.connect(self._on_changed)
        self._low.valueChanged.connect(self._on_low)
        self._high.valueChanged.connect(self._on_high)
        for menu in (self._faults, self._labels, self._kinds, self._cameras, self._lenses, self._dates, self._second):
            menu.changed.connect(self._on_changed)
        self._text.textChanged.connect(lambda: self._typing.start())
        self._text.returnPressed.connect(self._on_entered)
        self._clear.clicked.connect(self.clear)
        self._saved.chosen.connect(self.take_up)

    def _second_texts(self) -> dict[Second, str]:
        return {
            Second.JUDGED: self.tr("has a second opinion"),
            Second.AGREES: self.tr("teacher agrees"),
            Second.HIGHER: self.tr("teacher ranks it higher"),
            Second.LOWER: self.tr("teacher ranks it lower"),
        }

    def take_up(self, spec: FilterSpec) -> None:
        """Filter by this, as if the user had set it."""
        self.set_spec(spec)
        self.specChanged.emit(self._spec)

    def save(self) -> None:
        """Ask for a name for the present filter."""
        self._saved.ask_and_save()

    def invert(self) -> None:
        """Show what is hidden and hide what is shown; or back."""
        self._invert.toggle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives the keyboard back."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _on_entered(self) -> None:
        self._on_changed()
        self.left.emit()

    def clear(self) -> None:
        """Show everything, and say so."""
        self.set_spec(FilterSpec())
        self.specChanged.emit(self._spec)

    def _on_low(self) -> None:
        low, high = self._low.score(), self._high.score()
        if low is not None and high is not None and low > high:
            with QSignalBlocker(self._high):
                self._high.set_score(low)
        self._on_changed()

    def _on_high(self) -> None:
        low, high = self._low.score(), self._high.score()
        if low is not None and high is not None and high < low:
            with QSignalBlocker(self._low):
                self._low.set_score(high)
        self._on_changed()

    def _on_changed(self) -> None:
        self._typing.stop()
        spec = self.spec()
        if spec != self._spec:
            self._spec = spec
            self._enable()
            self.specChanged.emit(spec)

    def _enable(self) -> None:
        self._clear.setEnabled(self._spec != FilterSpec())
        self._rule.setEnabled(self._spec.stars is not None)

    def _count(self, button: QToolButton, number: int) -> None:
        button.setText(f"{self._captions[button]}  {in_digits(number)}")

    def _set_label_choices(self, counts: Mapping[Label, int]) -> None:
        names = {
            Label.NONE: self.tr("No label"),
            Label.RED: self.tr("Red"),
            Label.YELLOW: self.tr("Yellow"),
            Label.GREEN: self.tr("Green"),
            Label.BLUE: self.tr("Blue"),
            Label.PURPLE: self.tr("Purple"),
        }
        icons = [_dot(theme.LABEL_COLORS.get(label)) for label in names]
        self._labels.set_choices([(label, name, counts.get(label)) for label, name in names.items()], icons)


def _stars_text(stars: int) -> str:
    return "★" * stars if stars else "0 ★"


def _dot(color: str | None) -> QIcon:
    pixmap = QPixmap(32, 32)
    pixmap.setDevicePixelRatio(2.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    if color is not None:
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(color))
            painter.drawEllipse(3, 3, 10, 10)
    return QIcon(pixmap)
