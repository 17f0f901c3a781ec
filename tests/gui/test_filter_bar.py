"""Filter -> controls -> filter, live counts, and the room that the bar takes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from app.catalog.records import Flag, Label, PhotoColumns
from app.culling.dates import UNKNOWN
from app.culling.filters import FilterSpec, StarsRule, apply_filter, facet_counts
from app.gui.choice_menu import ChoiceMenu
from app.gui.filter_bar import FilterBar, ScoreBox
from app.photos.model import PhotoKind

scores = st.one_of(st.none(), st.integers(0, 1000).map(lambda tenths: tenths / 10))
specs = st.builds(
    FilterSpec,
    flags=st.frozensets(st.sampled_from(Flag)),
    stars=st.one_of(st.none(), st.integers(0, 5)),
    stars_rule=st.sampled_from(StarsRule),
    labels=st.frozensets(st.sampled_from(Label)),
    kinds=st.frozensets(st.sampled_from(PhotoKind)),
    min_score=scores,
    max_score=scores,
    unrated_only=st.booleans(),
    unscored_only=st.booleans(),
    errors_only=st.booleans(),
    faults=st.frozensets(st.sampled_from(["noisy", "blurred", "a term of another model"])),
    min_severity=st.sampled_from([0.5, 0.8]),
    text=st.sampled_from(["", "IMG", "b 1"]),
    inverted=st.booleans(),
)


def shoot(n: int = 60) -> PhotoColumns:
    rng = np.random.default_rng(5)
    values = rng.uniform(0, 100, n)
    values[::7] = np.nan
    return PhotoColumns(
        ids=np.arange(n),
        paths=[f"/shoot/IMG_{i:04}.JPG" for i in range(n)],
        captured=np.arange(n, dtype=float),
        scores=values,
        stars=rng.integers(0, 6, n).astype(np.int8),
        flags=rng.integers(-1, 2, n).astype(np.int8),
        labels=rng.integers(0, 6, n).astype(np.int8),
        errors=np.arange(n) % 14 == 0,
        kinds=["jpeg"] * (n - 10) + ["raw"] * 10,
        widths=np.full(n, 6000, np.int32),
        heights=np.full(n, 4000, np.int32),
        fault_names=("motion blur", "out of focus", "noisy"),
        faults=rng.random((n, 3)).astype(np.float32),
        cameras=(np.arange(n) % 2).astype(np.int32),
        camera_names=("Canon EOS R5", "NIKON Z 9"),
        lenses=(np.arange(n) % 2 - 1).astype(np.int32),
        lens_names=("RF 50mm F1.2",),
    )


@pytest.fixture
def bar(qtbot: Any) -> FilterBar:
    bar = FilterBar()
    qtbot.addWidget(bar)
    return bar


def button(bar: FilterBar, text: str) -> QToolButton:
    return next(found for found in bar.findChildren(QToolButton) if found.text().startswith(text))


@given(spec=specs)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_filter_comes_back_as_it_went_in(bar: FilterBar, spec: FilterSpec) -> None:
    bar.set_spec(spec)
    assert bar.spec() == spec


def test_setting_a_filter_is_silent(bar: FilterBar, qtbot: Any) -> None:
    with qtbot.assertNotEmitted(bar.specChanged, wait=300):
        bar.set_spec(
            FilterSpec(flags=frozenset({Flag.PICK}), stars=3, min_score=20, text="x", faults=frozenset({"noisy"}))
        )


def test_every_control_changes_its_part(bar: FilterBar, qtbot: Any) -> None:
    told: list[FilterSpec] = []
    bar.specChanged.connect(told.append)
    columns = shoot()
    bar.set_counts(facet_counts(columns, FilterSpec()), 60, 60)
    button(bar, "Pick").click()
    assert told[-1].flags == {Flag.PICK}
    button(bar, "No flag").click()
    assert told[-1].flags == {Flag.PICK, Flag.NONE}
    for text, name in (("Unrated", "unrated_only"), ("Unscored", "unscored_only"), ("Errors", "errors_only")):
        button(bar, text).click()
        assert getattr(told[-1], name) is True
    button(bar, "Invert").click()
    assert told[-1].inverted
    rule, stars = bar.findChildren(QComboBox)
    stars.setCurrentIndex(4)
    assert (told[-1].stars, told[-1].stars_rule) == (3, StarsRule.AT_LEAST)
    rule.setCurrentIndex(2)
    assert told[-1].stars_rule is StarsRule.AT_MOST
    faults, labels, kinds, cameras, lenses, dates, *_ = bar.findChildren(ChoiceMenu)
    faults.actions_by_value()["noisy"].toggle()
    assert told[-1].faults == {"noisy"}
    labels.actions_by_value()[Label.RED].toggle()
    assert told[-1].labels == {Label.RED}
    kinds.actions_by_value()[PhotoKind.RAW].toggle()
    assert told[-1].kinds == {PhotoKind.RAW}
    cameras.actions_by_value()["NIKON Z 9"].toggle()
    assert told[-1].cameras == {"NIKON Z 9"}
    lenses.actions_by_value()[UNKNOWN].toggle()
    assert told[-1].lenses == {UNKNOWN}
    dates.actions_by_value()["1970-01-01"].toggle()
    assert told[-1].dates == {"1970-01-01"}
    low, high = bar.findChildren(ScoreBox)
    low.setValue(40)
    high.setValue(60)
    assert (told[-1].min_score, told[-1].max_score) == (40, 60)
    high.setValue(30)
    assert (told[-1].min_score, told[-1].max_score) == (30, 30)
    with qtbot.waitSignal(bar.specChanged):
        qtbot.keyClicks(_search(bar), "img")
    assert told[-1].text == "img"
    number = len(told)
    button(bar, "Clear").click()
    assert told[-1] == FilterSpec()
    assert len(told) == number + 1


def _search(bar: FilterBar) -> QLineEdit:
    return next(field for field in bar.findChildren(QLineEdit) if field.placeholderText())


def test_counts_are_live(bar: FilterBar) -> None:
    columns = shoot()
    spec = FilterSpec(flags=frozenset({Flag.PICK}), stars=3)
    counts = facet_counts(columns, spec)
    bar.set_spec(spec)
    bar.set_counts(counts, counts.shown, counts.total)
    assert button(bar, "Reject").text() == f"Reject  {counts.flags[Flag.REJECT]}"
    stars = bar.findChildren(QComboBox)[1]
    assert stars.itemText(6) == f"★★★★★  {counts.stars[5]}"
    texts = [action.text() for action in bar.findChildren(ChoiceMenu)[0].actions_by_value().values()]
    assert f"blurred\t{counts.faults['blurred']}" in texts
    hidden = int(np.count_nonzero(~apply_filter(columns, spec)))
    assert f"Hidden: {hidden}" in [label.text() for label in bar.findChildren(QLabel)]
    bar.set_counts(facet_counts(columns, FilterSpec()), 60, 60)
    assert "Hidden: 0" not in [label.text() for label in bar.findChildren(QLabel)]
    assert bar.spec() == spec  # counting does not touch the choice


def test_the_score_range_and_invert_have_a_live_count_too(bar: FilterBar) -> None:
    columns = shoot()

    def said(spec: FilterSpec) -> tuple[str, str]:
        counts = facet_counts(columns, spec)
        bar.set_spec(spec)
        bar.set_counts(counts, counts.shown, counts.total)
        score = next(label.text() for label in bar.findChildren(QLabel) if label.text().startswith("Score"))
        return score, button(bar, "Invert").text()

    scored = int(np.count_nonzero(~np.isnan(columns.scores)))
    assert said(FilterSpec()) == (f"Score  {scored}", "Invert")  # nothing to invert
    ranged = FilterSpec(min_score=40, max_score=60)
    inside = int(np.count_nonzero(apply_filter(columns, ranged)))
    assert 0 < inside < scored
    assert said(ranged) == (f"Score  {inside}", f"Invert  {60 - inside}")
    picks = FilterSpec(min_score=40, flags=frozenset({Flag.PICK}))
    both = int(np.count_nonzero(apply_filter(columns, picks)))
    assert said(picks)[0] == f"Score  {both}"


def test_score_boxes_begin_somewhere_sensible_and_can_be_emptied(bar: FilterBar, qtbot: Any) -> None:
    low = bar.findChildren(ScoreBox)[0]
    assert low.score() is None
    low.stepBy(1)
    assert low.score() == 50
    low.setFocus()
    low.lineEdit().clear()
    qtbot.keyClick(low, Qt.Key.Key_Return)
    assert low.score() is None
    assert low.text() == "min"


@pytest.mark.parametrize("caret", range(4))
def test_a_score_typed_or_pasted_after_a_click_replaces_the_word(bar: FilterBar, qtbot: Any, caret: int) -> None:
    with qtbot.waitExposed(bar):
        bar.show()
    low = bar.findChildren(ScoreBox)[0]
    field = low.lineEdit()

    def click() -> None:
        low.set_score(None)
        qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
        field.setCursorPosition(caret)
        assert not field.hasSelectedText()

    click()
    qtbot.keyClicks(low, "x70")
    assert low.text() == "70", "and a letter is none"
    qtbot.keyClick(low, Qt.Key.Key_Return)
    assert low.score() == bar.spec().min_score == 70
    click()
    field.insert("62.5")
    qtbot.keyClick(low, Qt.Key.Key_Return)
    assert low.score() == 62.5
    click()
    qtbot.keyClick(low, Qt.Key.Key_Backspace if caret else Qt.Key.Key_Delete)
    qtbot.keyClicks(low, "5")
    qtbot.keyClick(low, Qt.Key.Key_Return)
    assert low.score() == 5


@pytest.mark.parametrize(("width", "most_lines"), [(1920, 1), (1440, 2), (1000, 3), (640, 5)])
def test_nothing_is_clipped(width: int, most_lines: int, qtbot: Any) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    bar = FilterBar()
    column = QVBoxLayout(host)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(bar)
    column.addStretch(1)
    host.resize(width, 400)
    counts = facet_counts(shoot(900), FilterSpec(flags=frozenset({Flag.PICK})))
    bar.set_spec(FilterSpec(flags=frozenset({Flag.PICK})))
    bar.set_counts(counts, counts.shown, counts.total)
    with qtbot.waitExposed(host):
        host.show()
    qtbot.waitUntil(lambda: bar.width() == width)
    assert host.width() == width
    shown = [part for part in bar.findChildren(QWidget) if part.parentWidget() is bar and part.isVisible()]
    assert len(shown) >= 7
    for part in shown:
        assert bar.rect().contains(part.geometry()), part
        assert part.width() >= part.minimumSizeHint().width()
    assert len({part.geometry().center().y() for part in shown}) <= most_lines


def test_every_control_is_reached_by_the_keyboard(bar: FilterBar) -> None:
    own = [found for found in bar.findChildren(QToolButton) if not isinstance(found.parent(), QLineEdit)]
    for part in (*own, *bar.findChildren(QComboBox), *bar.findChildren(ScoreBox), _search(bar)):
        assert part.focusPolicy() & Qt.FocusPolicy.TabFocus, part
        assert part.accessibleName() or (isinstance(part, QToolButton) and part.text())
