"""Why a photo scores low, in plain words, and the same words as filter terms."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

SEVERE_ENOUGH = 0.5
"""Severity, 0..1, from which a fault is named and counted, unless the caller says otherwise."""

# Model cards name faults in plain words already; cards of other origin may use identifiers.
_WORDS: Mapping[str, str] = {
    "motion": "motion blur",
    "shake": "motion blur",
    "camera shake": "motion blur",
    "defocus": "out of focus",
    "focus": "out of focus",
    "noise": "noisy",
    "underexposed": "too dark",
    "underexposure": "too dark",
    "dark": "too dark",
    "overexposed": "blown highlights",
    "overexposure": "blown highlights",
    "clipped highlights": "blown highlights",
    "haze": "hazy",
    "white balance": "colour cast",
    "color cast": "colour cast",
    "jpeg": "compressed",
    "compression": "compressed",
    "oversharpening": "oversharpened",
}

# Words that stand for several faults: a photographer asks for "blurred" and minds the cause later.
_GROUPS: Mapping[str, frozenset[str]] = {"blurred": frozenset({"motion blur", "out of focus"})}


def word_for(fault: str) -> str:
    """Give the plain word of a fault as a model card names it; names never heard of are only tidied."""
    tidy = " ".join(fault.replace("_", " ").split()).casefold()
    return _WORDS.get(tidy, tidy)


def reasons(faults: Mapping[str, float], threshold: float = SEVERE_ENOUGH) -> list[str]:
    """Name the faults of one photo, worst first.

    Args:
        faults: fault name -> severity 0..1; NaN means not judged and is left out.
        threshold: severity from which a fault is named.

    Returns:
        Plain words without repetition; equally severe faults in the order of the model card.
    """
    severe = [(severity, word_for(name)) for name, severity in faults.items() if _counts(severity, threshold)]
    severe.sort(key=lambda pair: -pair[0])
    return list(dict.fromkeys(word for _, word in severe))


def filter_terms(fault_names: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Give the terms that photos can be filtered by.

    Args:
        fault_names: the model's faults, the columns of ``PhotoColumns.faults``.

    Returns:
        Term -> columns, any one of which being severe is enough. Groups such as ``"blurred"`` come first and only
        where they say more than a single fault does.
    """
    by_word: dict[str, list[int]] = {}
    for column, name in enumerate(fault_names):
        by_word.setdefault(word_for(name), []).append(column)
    terms: dict[str, tuple[int, ...]] = {}
    for term, members in _GROUPS.items():
        present = [word for word in by_word if word in members]
        if len(present) > 1:
            terms[term] = tuple(sorted(column for word in present for column in by_word[word]))
    for word, columns in by_word.items():
        terms.setdefault(word, tuple(columns))
    return terms


def _counts(severity: float, threshold: float) -> bool:
    return not math.isnan(severity) and severity >= threshold
