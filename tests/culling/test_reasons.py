"""Faults in plain words."""

from __future__ import annotations

from app.culling.reasons import filter_terms, reasons, word_for


def test_the_worst_fault_is_named_first_and_slight_ones_are_not() -> None:
    faults = {"noisy": 0.6, "motion blur": 0.9, "hazy": 0.49, "too dark": 0.5, "colour cast": float("nan")}
    assert reasons(faults) == ["motion blur", "noisy", "too dark"]
    assert reasons(faults, threshold=0.8) == ["motion blur"]
    assert reasons({}) == []


def test_names_of_other_cards_become_words_once() -> None:
    assert word_for("Motion_Blur") == "motion blur"
    assert word_for("moire_pattern") == "moire pattern"
    assert reasons({"jpeg": 0.7, "compression": 0.8}) == ["compressed"]


def test_blurred_stands_for_both_causes_where_the_model_tells_them_apart() -> None:
    terms = filter_terms(("noisy", "motion blur", "out of focus"))
    assert terms == {"blurred": (1, 2), "noisy": (0,), "motion blur": (1,), "out of focus": (2,)}
    assert filter_terms(("motion blur",)) == {"motion blur": (0,)}
    assert filter_terms(()) == {}
