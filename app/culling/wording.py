"""Numbers of photos, and decisions, in words."""

from __future__ import annotations

from collections.abc import Callable

from app.catalog.records import Decision, Flag, Label


def _in_english(_context: str, text: str) -> str:
    return text


def _as_it_is(text: str) -> str:
    return text


def _english_digits(value: float, decimals: int) -> str:
    return f"{value:,.{decimals}f}"


_speaker: Callable[[str, str], str] = _in_english
_sayer: Callable[[str], str] = _as_it_is
_digits: Callable[[float, int], str] = _english_digits


def speak_with(
    translator: Callable[[str, str], str],
    sayer: Callable[[str], str] = _as_it_is,
    digits: Callable[[float, int], str] = _english_digits,
) -> None:
    """Let this room speak another language.

    Args:
        translator: gives the translation of a text in a context, as Qt's does; this room knows no Qt.
        sayer: gives the translation of a finished sentence, such as the text of an error.
        digits: writes a number with so many decimals.
    """
    global _speaker, _sayer, _digits
    _speaker, _sayer, _digits = translator, sayer, digits


def translate(context: str, text: str) -> str:
    """A text in the language of the window; English on the command line."""
    return _speaker(context, text)


def in_digits(value: float, decimals: int = 0) -> str:
    """A number as it is written in the language of the window; ``"2,500"`` and ``"0.8"`` on the command line."""
    return _digits(value, decimals)


def in_few_digits(value: float) -> str:
    """The same with as many decimals as it has, two at most: ``"35"``, ``"42.5"``, ``"0.25"``."""
    decimals = next(n for n in (0, 1, 2) if round(value, n) == round(value, 2))
    return in_digits(value, decimals)


def say(sentence: str) -> str:
    """A finished sentence in the language of the window; English on the command line."""
    return _sayer(sentence)


def label_word(label: Label) -> str:
    """The colour of a label."""
    return {
        Label.NONE: translate("Culling", "none"),
        Label.RED: translate("Culling", "red"),
        Label.YELLOW: translate("Culling", "yellow"),
        Label.GREEN: translate("Culling", "green"),
        Label.BLUE: translate("Culling", "blue"),
        Label.PURPLE: translate("Culling", "purple"),
    }[label]


def photos(number: int) -> str:
    """Give ``"1 photo"``, ``"2,500 photos"``."""
    if number == 1:
        return translate("Culling", "1 photo")
    return translate("Culling", "{number} photos").format(number=in_digits(number))


def decision_words(decision: Decision) -> str:
    """Give ``"pick, 3 stars, red"``, ``"reject"``, ``"no decision"``."""
    parts = []
    if decision.flag is not Flag.NONE:
        parts.append(translate("Culling", "pick") if decision.flag is Flag.PICK else translate("Culling", "reject"))
    if decision.stars == 1:
        parts.append(translate("Culling", "1 star"))
    elif decision.stars:
        parts.append(translate("Culling", "{number} stars").format(number=decision.stars))
    if decision.label is not Label.NONE:
        parts.append(label_word(decision.label))
    return ", ".join(parts) or translate("Culling", "no decision")
