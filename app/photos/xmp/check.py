"""Whether two XMP documents are the same but for some properties of Keepers' own: the proof of every edit."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from app.photos.xmp.packet import rdf_of
from app.photos.xmp.properties import spellings
from app.photos.xmp.vocabulary import RDF, SUBJECT, Name

KEYWORD = re.compile(r"Keepers \d{1,3}-\d{1,3}")
"""Keepers' own keyword: the band that the score is in. No other keyword is touched."""

_ABOUT = f"{{{RDF}}}about"
_DESCRIPTION = f"{{{RDF}}}Description"
_ITEM = f"{{{RDF}}}li"
_SUBJECT = f"{{{SUBJECT.space}}}{SUBJECT.local}"

_OUTSIDE, _IN_RDF, _PROPERTY = 0, 1, 2
"""How deep an element lies: above and including rdf:RDF, directly in it (a Description), directly in that."""


def same_but(one: Any, other: Any, names: Collection[Name]) -> bool:
    """Whether every other element, attribute, text and comment of two documents is the same, prefixes included.

    White space between the elements down to the properties may differ, and a Description that holds nothing but
    these properties may be there or not. Of ``dc:subject`` only Keepers' own keyword may differ.

    Args:
        one, other: the root elements, as `packet.parse` gives them.
        names: the properties that may differ.
    """
    return _Check(one, other, names).passed()


class _Check:
    """One comparison; walks both trees at once, so that it stops at the first difference and copies nothing."""

    def __init__(self, one: Any, other: Any, names: Collection[Name]) -> None:
        self._roots = one, other
        self._rdfs = rdf_of(one), rdf_of(other)
        self._own = {key for name in names if name != SUBJECT for key in spellings(name)}
        self._subject = _SUBJECT if SUBJECT in names else None

    def passed(self) -> bool:
        return self._same(*self._roots, _OUTSIDE)

    def _same(self, one: Any, other: Any, level: int) -> bool:
        if level >= _PROPERTY:
            return _identical(one, other)
        if one.tag != other.tag or one.prefix != other.prefix:
            return False
        if level == _IN_RDF:
            if self._foreign_attributes(one) != self._foreign_attributes(other):
                return False
        elif one.items() != other.items():
            return False
        ours, theirs = list(self._parts(one, level)), list(self._parts(other, level))
        if len(ours) != len(theirs):
            return False
        for (inner, mine), (outer, its) in zip(ours, theirs, strict=True):
            if inner != outer or not (mine == its if inner is None else self._same(mine, its, inner)):
                return False
        return True

    def _parts(self, element: Any, level: int) -> Iterator[tuple[int | None, Any]]:
        """What is inside an element above the properties, without what may differ: (None, text) or (level, child)."""
        if text := (element.text or "").strip():
            yield None, text
        below = level + 1 if level == _IN_RDF or element in self._rdfs else _OUTSIDE
        for child in element:
            inner = _OUTSIDE if child in self._rdfs else below
            if inner == _PROPERTY and child.tag == self._subject:
                yield from ((None, keyword) for keyword in _foreign_keywords(child))
            elif not (inner == _PROPERTY and child.tag in self._own) and not (
                inner == _IN_RDF and child.tag == _DESCRIPTION and self._is_hollow(child)
            ):
                yield inner, child
            if text := (child.tail or "").strip():
                yield None, text

    def _foreign_attributes(self, element: Any) -> list[tuple[Any, Any]]:
        return [item for item in element.items() if item[0] not in self._own]

    def _is_hollow(self, description: Any) -> bool:
        """Whether nothing but own properties is in a Description, as in one that was just added."""
        return (
            all(key == _ABOUT and not value for key, value in self._foreign_attributes(description))
            and all(
                child.tag in self._own or (child.tag == self._subject and not _foreign_keywords(child))
                for child in description
            )
            and not (description.text or "").strip()
        )


def _identical(one: Any, other: Any) -> bool:
    """Whether two elements with all that is in them are the same; what follows them is not looked at."""
    for mine, its in zip(one.iter(), other.iter(), strict=False):  # same numbers of children all along: same length
        if (
            mine.tag != its.tag
            or mine.prefix != its.prefix
            or mine.text != its.text
            or mine.items() != its.items()
            or len(mine) != len(its)
            or (mine is not one and mine.tail != its.tail)
        ):
            return False
    return True


def _foreign_keywords(subject: Any) -> list[tuple[str, str]]:
    found = [str(item.xpath("string()")) for item in subject.iter(_ITEM)]
    return [("keyword", text) for text in found if not KEYWORD.fullmatch(text.strip())]
