"""Which properties carry a decision, for which program: the table of what Keepers writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from app.photos.xmp.marks import Marks, label_number, marks_of, number, plain_word
from app.photos.xmp.properties import Properties, first
from app.photos.xmp.vocabulary import (
    COLOR_CLASS,
    COLOR_LABEL,
    COLOURS,
    DARKTABLE_LABELS,
    DIGIKAM_COLOURS,
    ENGLISH,
    GOOD,
    LABEL,
    LABEL_COLOR,
    MECHANIC_COLOURS,
    MICROSOFT_PERCENT,
    MICROSOFT_RATING,
    MODEL,
    PICK,
    PICK_LABEL,
    RATING,
    SCORE,
    SUBJECT,
    TAGGED,
    Name,
)


class Profile(StrEnum):
    """The program that shall understand flags and labels best; all get what the default writes."""

    DEFAULT = "default"
    BRIDGE = "bridge"  # a reject is a rating of -1
    DARKTABLE = "darktable"  # likewise, in <name.ext>.xmp: in <stem>.xmp darktable takes -1 for two stars
    DIGIKAM = "digikam"
    PHOTO_MECHANIC = "photo-mechanic"


@dataclass(frozen=True, slots=True)
class Style:
    """How decisions are written.

    Attributes:
        profile: see `Profile`.
        words: label number -> word of ``xmp:Label``; the first is empty.
        score: write the score into Keepers' own namespace, too.
        keyword: write the band that the score is in as a keyword, too.
    """

    profile: Profile = Profile.DEFAULT
    words: tuple[str, ...] = ENGLISH
    score: bool = False
    keyword: bool = False

    @property
    def own_words(self) -> Mapping[str, int]:
        """The words in the form that `marks.label_number` takes."""
        return _own_words(self.words)

    @property
    def full_name(self) -> bool:
        """Whether a new sidecar is called ``<name.ext>.xmp``, not ``<stem>.xmp``."""
        return self.profile in (Profile.DIGIKAM, Profile.DARKTABLE)


@lru_cache(16)
def _own_words(words: tuple[str, ...]) -> Mapping[str, int]:
    return MappingProxyType({plain_word(word): i for i, word in enumerate(words) if word.strip()})


@dataclass(frozen=True, slots=True)
class Judgement:
    """A score, for those who want it in the sidecar: 0..100 and the model that gave it."""

    score: float
    model: str


def changes_for(
    decision: tuple[int, int, int], there: Properties, style: Style, judgement: Judgement | None = None
) -> dict[Name, str | None]:
    """What has to be written so that a file says what was decided.

    Args:
        decision: flag -1..1, stars 0..5, label number.
        there: the properties that the file has. What other programs wrote there about flag, stars and label beyond
            the profile's own properties is brought in line, so that a file does not contradict itself.
        style: see `Style`.
        judgement: the photo's score, if it has one.

    Returns:
        property -> value, or None where it is to be removed. May hold what is in the file already.
    """
    flag, stars, label = decision
    said = marks_of(there, style.own_words)
    changes: dict[Name, str | None] = {}
    _stars(changes, flag, stars, said, there, style)
    _flag(changes, flag, said, there, style)
    _label(changes, label, there, style)
    if judgement is not None and style.score:
        changes[SCORE] = f"{judgement.score:.1f}"
        changes[MODEL] = judgement.model
    if judgement is not None and style.keyword:
        changes[SUBJECT] = keyword(judgement.score)
    return changes


def keyword(score: float) -> str:
    """The keyword of a score's band, e.g. ``"Keepers 80-89"``."""
    low = min(90, int(score // 10) * 10)
    return f"Keepers {low}-{100 if low == 90 else low + 9}"


def _stars(
    changes: dict[Name, str | None], flag: int, stars: int, said: Marks, there: Properties, style: Style
) -> None:
    rating = number(first(there, RATING))
    if style.profile in (Profile.BRIDGE, Profile.DARKTABLE) and flag == -1:
        changes[RATING] = "-1"
    elif rating in (-1, 6) and flag == -1 and not stars:
        pass  # a reject as Bridge writes it, which says the same
    elif rating is None or rating != stars:
        changes[RATING] = str(stars)
    if MICROSOFT_RATING in there and said.stars != stars:
        changes[MICROSOFT_RATING] = str(MICROSOFT_PERCENT[stars])


def _flag(changes: dict[Name, str | None], flag: int, said: Marks, there: Properties, style: Style) -> None:
    changes[PICK] = str(flag) if flag else None
    changes[GOOD] = {1: "True", -1: "False"}.get(flag)
    known = first(there, PICK_LABEL)
    pending = number(known) == 2 and flag == 0
    if (style.profile is Profile.DIGIKAM or known is not None) and not pending:
        changes[PICK_LABEL] = {1: "3", -1: "1"}.get(flag, "0")
    if style.profile is Profile.PHOTO_MECHANIC or (TAGGED in there and said.flag != flag):
        changes[TAGGED] = "True" if flag == 1 else "False"


def _label(changes: dict[Name, str | None], label: int, there: Properties, style: Style) -> None:
    word = first(there, LABEL)
    meant = label_number(word, style.own_words) if word is not None else None
    if label:
        if meant != label:
            changes[LABEL] = style.words[label]
        changes[LABEL_COLOR] = COLOURS[label]
    else:
        # A word that is no colour ("Portfolio") is not ours to take away.
        if meant is not None:
            changes[LABEL] = None
        if LABEL_COLOR in there:
            changes[LABEL_COLOR] = None
    for name, table, profile in (
        (COLOR_LABEL, DIGIKAM_COLOURS, Profile.DIGIKAM),
        (COLOR_CLASS, MECHANIC_COLOURS, Profile.PHOTO_MECHANIC),
    ):
        now = number(first(there, name))
        foreign = now is not None and now != 0 and now not in table
        if (
            (style.profile is profile or now is not None)
            and table.get(int(now or 0), 0) != label
            and not (foreign and not label)
        ):
            changes[name] = next((str(key) for key, value in table.items() if value == label), "0")
        elif style.profile is profile and now is None:
            changes[name] = "0"
    if DARKTABLE_LABELS in there and said_by_darktable(there) != label:
        changes[DARKTABLE_LABELS] = str(label - 1) if label else None


def said_by_darktable(there: Properties) -> int:
    """The label of ``darktable:colorlabels``, where several lights count as their first."""
    return marks_of({DARKTABLE_LABELS: there.get(DARKTABLE_LABELS, [])}).label or 0
