"""Filters, live counts, and a stored filter that comes back whatever happened to it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.records import Flag, Label, PhotoColumns
from app.culling.dates import UNKNOWN, periods_of
from app.culling.filters import FilterSpec, StarsRule, apply_filter, facet_counts
from app.culling.names import NameKeys
from app.culling.reasons import filter_terms
from app.photos.model import PhotoKind
from tests.culling.conftest import FAULTS, NAN, columns_of, some_columns

specs = st.builds(
    FilterSpec,
    flags=st.frozensets(st.sampled_from(Flag)),
    stars=st.one_of(st.none(), st.integers(0, 5)),
    stars_rule=st.sampled_from(StarsRule),
    labels=st.frozensets(st.sampled_from(Label)),
    kinds=st.frozensets(st.sampled_from(PhotoKind)),
    min_score=st.one_of(st.none(), st.sampled_from([0.0, 35.0])),
    max_score=st.one_of(st.none(), st.sampled_from([50.0, 100.0])),
    unrated_only=st.booleans(),
    unscored_only=st.booleans(),
    errors_only=st.booleans(),
    faults=st.frozensets(st.sampled_from(["blurred", "noisy", "motion blur", "never heard of"])),
    min_severity=st.sampled_from([0.0, 0.5, 0.9]),
    cameras=st.frozensets(st.sampled_from(["Canon EOS R5", "Leica Q2", UNKNOWN, "never heard of"])),
    lenses=st.frozensets(st.sampled_from(["Z 400mm", UNKNOWN])),
    dates=st.frozensets(st.sampled_from(["1969", "1970-01", "1970-01-02", "2023-11", UNKNOWN])),
    text=st.sampled_from(["", "img", " STRASSE ", "写真", "1", "canon 50MM"]),
    inverted=st.booleans(),
)


def shown(rows: Iterable[dict[str, Any]], **wanted: Any) -> list[int]:
    return np.flatnonzero(apply_filter(columns_of(list(rows)), FilterSpec(**wanted))).tolist()


def test_choices_of_one_filter_widen_and_filters_narrow() -> None:
    rows = [{"flag": 1, "stars": 4}, {"flag": 1}, {"flag": 0, "stars": 5}, {"flag": -1, "stars": 4}]
    assert shown(rows) == [0, 1, 2, 3]
    assert shown(rows, flags=frozenset({Flag.PICK, Flag.REJECT})) == [0, 1, 3]
    assert shown(rows, flags=frozenset({Flag.PICK, Flag.REJECT}), stars=4) == [0, 3]


@pytest.mark.parametrize(
    ("rule", "expected"), [(StarsRule.AT_LEAST, [2, 3]), (StarsRule.EXACTLY, [2]), (StarsRule.AT_MOST, [0, 1, 2])]
)
def test_stars_are_read_by_their_rule(rule: StarsRule, expected: list[int]) -> None:
    assert shown([{"stars": s} for s in (0, 1, 3, 5)], stars=3, stars_rule=rule) == expected


def test_a_score_range_includes_its_ends_and_hides_what_has_no_score() -> None:
    rows = [{"score": 34.9}, {"score": 35.0}, {"score": 50.0}, {"score": 50.1}, {}]
    assert shown(rows, min_score=35.0, max_score=50.0) == [1, 2]
    assert shown(rows, min_score=0.0) == [0, 1, 2, 3]
    assert shown(rows, min_score=35.0, max_score=50.0, inverted=True) == [0, 3, 4]


def test_unrated_unscored_and_errors() -> None:
    rows = [{"score": 5.0}, {"error": True}, {}, {"label": 2, "score": 5.0}, {"stars": 1}, {"flag": -1}]
    assert shown(rows, unrated_only=True) == [0, 1, 2]
    assert shown(rows, unscored_only=True) == [2, 4, 5]
    assert shown(rows, errors_only=True) == [1]


def test_faults_count_from_a_severity_and_blurred_means_either_blur() -> None:
    rows = [{"faults": f} for f in ((0.5, 0.0, 0.0), (0.0, 0.9, 0.0), (0.4, 0.4, 0.9), (NAN, NAN, NAN))]
    assert shown(rows, faults=frozenset({"blurred"})) == [0, 1]
    assert shown(rows, faults=frozenset({"motion blur"})) == [0]
    assert shown(rows, faults=frozenset({"noisy", "out of focus"})) == [1, 2]
    assert shown(rows, faults=frozenset({"blurred"}), min_severity=0.3) == [0, 1, 2]
    assert shown(rows, faults=frozenset({"of another model"})) == []


def test_the_name_is_searched_and_not_the_folder() -> None:
    rows = [
        {"path": "/Über/DSC_1.jpg"},
        {"path": "/s/U\u0308ber 1.JPG"},  # NFD, as a Mac writes it
        {"path": "/s/STRASSE.jpg"},
        {"path": "/s/写真 ２.jpg"},  # full-width 2
        {"path": "/s/\udcff\n🏔.jpg"},
    ]
    assert shown(rows, text="über") == [1]
    assert shown(rows, text="  straße ") == [2]
    assert shown(rows, text="写真 2") == [3]
    assert shown(rows, text="🏔.JPG") == [4]
    assert shown(rows, text="   ") == [0, 1, 2, 3, 4]


def test_words_are_found_in_name_camera_and_lens_alike() -> None:
    rows = [
        {"path": "/s/IMG_1.jpg", "camera": "Canon EOS R5", "lens": "RF 50mm F1.2"},
        {"path": "/s/canon at night.jpg", "camera": "NIKON Z 9"},
        {"path": "/s/IMG_2.jpg"},
    ]
    assert shown(rows, text="canon") == [0, 1]
    assert shown(rows, text="canon img") == [0], "each word has to be somewhere"
    assert shown(rows, text="rf 50MM") == [0]
    assert shown(rows, text="night canon") == [1], "in any order"
    assert shown(rows, text="leica") == []


def test_camera_lens_and_date_narrow_and_unknown_is_a_choice() -> None:
    rows = [
        {"camera": "A", "lens": "wide", "captured": 0.0},
        {"camera": "B", "lens": "wide", "captured": 86_399.9},
        {"camera": "B", "captured": 86_400.0},
        {},
    ]
    assert shown(rows, cameras=frozenset({"B"})) == [1, 2]
    assert shown(rows, cameras=frozenset({"B"}), lenses=frozenset({"wide"})) == [1]
    assert shown(rows, lenses=frozenset({UNKNOWN})) == [2, 3]
    assert shown(rows, dates=frozenset({"1970-01-01"})) == [0, 1]
    assert shown(rows, dates=frozenset({"1970-01-02", UNKNOWN})) == [2, 3]
    assert shown(rows, dates=frozenset({"1970-13", "soon"})) == []


def test_many_days_are_offered_as_months_and_many_months_as_years() -> None:
    day = 86_400.0
    assert periods_of(np.array([0.0, day, 5.0, np.nan])) == ["1970-01-01", "1970-01-02", UNKNOWN]
    assert periods_of(np.arange(60) * day) == ["1970-01", "1970-02", "1970-03"]
    assert periods_of(np.arange(60) * 30.5 * day) == ["1970", "1971", "1972", "1973", "1974"]
    assert periods_of(np.empty(0)) == []


def test_inverting_nothing_hides_nothing() -> None:
    assert shown([{}, {}], inverted=True) == [0, 1]
    assert not FilterSpec(inverted=True, stars_rule=StarsRule.AT_MOST, text=" ").active


@given(some_columns, specs)
def test_a_filter_and_its_inverse_share_the_photos(columns: PhotoColumns, spec: FilterSpec) -> None:
    plain = apply_filter(columns, replace(spec, inverted=False), NameKeys(columns.paths))
    inverse = apply_filter(columns, replace(spec, inverted=True))
    assert (plain ^ inverse).all() if spec.active else (plain & inverse).all()


@given(some_columns, specs)
def test_counts_say_what_each_choice_would_show(columns: PhotoColumns, spec: FilterSpec) -> None:
    counts = facet_counts(columns, spec)

    def brute(**choice: Any) -> int:
        return int(apply_filter(columns, replace(spec, **choice)).sum())

    assert counts.total == len(columns.ids)
    assert counts.shown == int(apply_filter(columns, spec).sum())
    assert counts.flags == {flag: brute(flags=frozenset({flag})) for flag in Flag}
    assert counts.labels == {label: brute(labels=frozenset({label})) for label in Label}
    assert counts.stars == {stars: brute(stars=stars) for stars in range(6)}
    kinds = [kind for kind in PhotoKind if kind in columns.kinds]
    assert counts.kinds == {kind: brute(kinds=frozenset({kind})) for kind in kinds}
    assert counts.faults == {term: brute(faults=frozenset({term})) for term in filter_terms(FAULTS)}
    for column, names, found in (
        (columns.cameras, columns.camera_names, "cameras"),
        (columns.lenses, columns.lens_names, "lenses"),
    ):
        present = set(names) | ({UNKNOWN} if (column < 0).any() and names else set())
        assert getattr(counts, found) == {name: brute(**{found: frozenset({name})}) for name in present}
    periods = periods_of(columns.captured)
    assert counts.dates == {period: brute(dates=frozenset({period})) for period in periods}
    assert counts.unrated == brute(unrated_only=True)
    assert counts.unscored == brute(unscored_only=True)
    assert counts.errors == brute(errors_only=True)
    ranged = spec.min_score is not None or spec.max_score is not None
    assert counts.score == brute() if ranged else counts.score == brute(min_score=0.0)  # without a range: any score
    assert counts.inverted == brute(inverted=True)


@given(specs)
def test_a_filter_survives_a_restart(spec: FilterSpec) -> None:
    assert FilterSpec.from_dict(json.loads(json.dumps(spec.to_dict()))) == spec


def test_the_default_is_stored_as_nothing() -> None:
    assert FilterSpec().to_dict() == {}


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.one_of(_json, st.fixed_dictionaries({}, optional=dict.fromkeys(FilterSpec.__dataclass_fields__, _json))))
def test_a_damaged_filter_never_fails(stored: object) -> None:
    spec = FilterSpec.from_dict(stored)
    assert apply_filter(columns_of([{}]), spec).shape == (1,)
    assert FilterSpec.from_dict(spec.to_dict()) == spec


def test_what_is_left_whole_in_a_damaged_filter_is_kept() -> None:
    stored = {
        "flags": ["pick", "maybe", 3],
        "stars": 9,
        "stars_rule": "about",
        "min_score": "high",
        "max_score": 40,
        "inverted": "yes",
        "text": "IMG",
        "a later version's": 1,
    }
    assert FilterSpec.from_dict(stored) == FilterSpec(flags=frozenset({Flag.PICK}), max_score=40.0, text="IMG")
    assert FilterSpec.from_dict({"min_score": 80, "max_score": 20}) == FilterSpec()
