"""What XMP says about a photo: flag, stars and label, out of the many ways in which programs say it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from app.photos.xmp.packet import open_packet, parse
from app.photos.xmp.properties import Properties, first, properties_of
from app.photos.xmp.vocabulary import (
    COLOR_CLASS,
    COLOR_LABEL,
    COLOURS,
    DARKTABLE_LABELS,
    DIGIKAM_COLOURS,
    GOOD,
    LABEL,
    LABEL_COLOR,
    LABEL_WORDS,
    MECHANIC_COLOURS,
    MICROSOFT_RATING,
    ORIENTATION,
    PICK,
    PICK_LABEL,
    RATING,
    TAGGED,
)

_REJECT_RATINGS = (-1, 6)
_PICK_LABELS = {0: 0, 1: -1, 2: 0, 3: 1}


@dataclass(frozen=True, slots=True)
class Marks:
    """Flag, stars and label; each is None where the file does not say.

    Attributes:
        flag: -1 reject, 0 none, 1 pick.
        stars: 0..5.
        label: 0 none, else the number of a colour in `vocabulary.COLOURS`.
        orientation: EXIF 1..8.
    """

    flag: int | None = None
    stars: int | None = None
    label: int | None = None
    orientation: int | None = None

    def over(self, other: Marks) -> Marks:
        """These marks; what they do not say is what ``other`` says."""
        return Marks(
            other.flag if self.flag is None else self.flag,
            other.stars if self.stars is None else self.stars,
            other.label if self.label is None else self.label,
            other.orientation if self.orientation is None else self.orientation,
        )

    @property
    def values(self) -> tuple[int, int, int]:
        """Flag, stars and label, where not saying counts as none."""
        return self.flag or 0, self.stars or 0, self.label or 0


def read_marks(data: bytes, words: Mapping[str, int] | None = None) -> Marks:
    """The marks of an XMP document.

    Args:
        data: the whole sidecar or embedded packet.
        words: own label words, as `label_number` takes them.

    Raises:
        XmpError: it is not XMP.
    """
    return marks_of(properties_of(parse(open_packet(data))), words)


def marks_of(properties: Properties, words: Mapping[str, int] | None = None) -> Marks:
    """The marks among properties; the first of the ways of saying it that is there and makes sense counts."""
    rating = _rating(properties)
    return Marks(
        flag=_flag(properties, rating),
        stars=_stars(properties, rating),
        label=_label(properties, words),
        orientation=_orientation(properties),
    )


def from_rating(rating: int | None) -> Marks:
    """The marks of an EXIF rating: 0..5 stars, or -1 for a reject."""
    if rating is None:
        return Marks()
    return Marks(flag=-1) if rating in _REJECT_RATINGS else Marks(stars=rating if 0 <= rating <= 5 else None)


def label_number(word: str, words: Mapping[str, int] | None = None) -> int | None:
    """Which label a word of ``xmp:Label`` means; None for one that means none of ours.

    Args:
        words: own words in the form that `plain_word` gives -> label number; they go before the usual ones.
    """
    plain = plain_word(word)
    return (words or {}).get(plain) or LABEL_WORDS.get(plain)


def plain_word(word: str) -> str:
    """A label word without case and spaces."""
    return "".join(word.split()).casefold()


def number(text: str | None) -> float | None:
    """A finite number, or None."""
    if text is None:
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _rating(properties: Properties) -> int | None:
    value = number(first(properties, RATING))
    return int(value) if value is not None and -1 <= value <= 6 else None


def _stars(properties: Properties, rating: int | None) -> int | None:
    if rating is not None:
        return rating if rating not in _REJECT_RATINGS else None
    percent = number(first(properties, MICROSOFT_RATING))
    if percent is None or not 0 <= percent <= 100:
        return None
    return 0 if percent < 1 else min(5, int((percent + 37) // 25))


def _flag(properties: Properties, rating: int | None) -> int | None:
    pick = number(first(properties, PICK))
    if pick is not None:
        return (pick > 0) - (pick < 0)
    good = (first(properties, GOOD) or "").casefold()
    if good in _TRUTHS:
        return _TRUTHS[good]
    if rating in _REJECT_RATINGS:
        return -1
    choice = number(first(properties, PICK_LABEL))
    if choice in _PICK_LABELS:
        return _PICK_LABELS[int(choice or 0)]
    tagged = (first(properties, TAGGED) or "").casefold()
    return max(0, _TRUTHS[tagged]) if tagged in _TRUTHS else None


_TRUTHS = {"true": 1, "false": -1, "1": 1, "0": -1, "yes": 1, "no": -1}


def _label(properties: Properties, words: Mapping[str, int] | None) -> int | None:
    colour = plain_word(first(properties, LABEL_COLOR) or "")
    if colour in COLOURS:
        return COLOURS.index(colour)
    word = first(properties, LABEL)
    found = label_number(word, words) if word is not None else None
    if found:
        return found
    for name, table in ((COLOR_LABEL, DIGIKAM_COLOURS), (COLOR_CLASS, MECHANIC_COLOURS)):
        choice = number(first(properties, name))
        if choice in table:
            return table[int(choice or 0)]
    labels = [number(value) for value in properties.get(DARKTABLE_LABELS, ())]
    for value in labels:
        if value is not None and 0 <= value <= 4:
            return int(value) + 1
    said_none = number(first(properties, COLOR_LABEL)) == 0 and word is None
    return 0 if said_none else None


def _orientation(properties: Properties) -> int | None:
    value = number(first(properties, ORIENTATION))
    return int(value) if value is not None and 1 <= value <= 8 else None
