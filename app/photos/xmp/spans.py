"""Where in the text of an XMP document its elements and attributes lie.

XML libraries give trees, not places; an edit that leaves every other byte alone needs places. The document has been
checked to be well-formed and without a document type before it comes here (`packet.parse`), which is what makes a
scanner as simple as this one right.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

from app.photos.xmp.properties import usual_space
from app.photos.xmp.vocabulary import RDF, XML

# Possessive throughout: no input makes it try twice.
_MARKUP = re.compile(
    r"<!--(?:[^-]++|-(?!->))*+-->"
    r"|<\?(?:[^?]++|\?(?!>))*+\?>"
    r"|<!\[CDATA\[(?:[^\]]++|\](?!\]>))*+\]\]>"
    r"|</(?P<close>[^\s>]++)\s*+>"
    r"|<(?P<open>[^\s/>!?]++)(?P<rest>(?:[^\"'>]++|\"[^\"]*+\"|'[^']*+')*+)>"
)
_ATTRIBUTE = re.compile(r"(\s++)([^\s=/>]++)\s*+=\s*+(\"[^\"]*+\"|'[^']*+')")
_OF_XML = {"xml": XML}
_NONE_YET = 1_000_000
"""Deeper than any document."""


class Attribute(NamedTuple):
    """An attribute of a start tag.

    Attributes:
        name: with its prefix, as written.
        start: where the white space before it begins; end: after the closing quote.
        space: the white space before it.
        value: as written, between the quotes.
    """

    name: str
    start: int
    end: int
    space: str
    value: str

    @property
    def inner(self) -> tuple[int, int]:
        """Begin and end of the value between the quotes."""
        return self.end - 1 - len(self.value), self.end - 1


@dataclass(slots=True)
class Element:
    """An element.

    Attributes:
        name: with its prefix, as written.
        key: namespace and local name.
        start, end: the whole element.
        inner: begin and end of what is between its tags; both the end of the tag where it is ``<a/>``.
        empty: whether it is written ``<a/>``.
        rest, rest_at: the start tag behind the name, and where it begins.
        spaces: prefix -> namespace as `usual_space` has it, all that hold inside.
        children: elements directly inside, as far as they were asked for.
    """

    name: str
    key: tuple[str, str]
    start: int
    end: int
    inner: tuple[int, int]
    empty: bool
    rest: str
    rest_at: int
    spaces: Mapping[str, str]
    children: list[Element] = field(default_factory=list)
    _attributes: list[Attribute] | None = None

    @property
    def attributes(self) -> list[Attribute]:
        """Namespace declarations included; looked for when asked, since of most elements nobody asks."""
        if self._attributes is None:
            self._attributes = _attributes_of(self.rest, self.rest_at)
        return self._attributes

    @property
    def tag_end(self) -> int:
        """Behind the name and the last attribute, where another attribute may be put."""
        return self.attributes[-1].end if self.attributes else self.start + 1 + len(self.name)

    def properties(self) -> Iterator[tuple[tuple[str, str], Attribute]]:
        """The attributes that have a namespace, with namespace and local name; no declarations."""
        for attribute in self.attributes:
            prefix, colon, local = attribute.name.partition(":")
            space = self.spaces.get(prefix) if colon else None
            if space is not None:
                yield (space, local), attribute

    def inside(self, space: str, *locals_: str) -> Iterator[Element]:
        """The children of these names."""
        for child in self.children:
            found, local = child.key
            if found == space and local in locals_:
                yield child


def scan(text: str, wanted: Container[tuple[str, str]]) -> Element:
    """The root element with what is in it, down to the properties and the inside of those that are wanted.

    Args:
        text: a well-formed document without a document type.
        wanted: namespace and local name of properties.
    """
    open_elements: list[Element] = []
    root: Element | None = None
    property_depth = _NONE_YET
    skipped = 0  # open elements of a property that is not wanted, itself included
    for match in _MARKUP.finditer(text):
        kind = match.lastgroup
        if kind == "close":
            if skipped > 1:
                skipped -= 1
                continue
            skipped = 0
            element = open_elements.pop()
            element.inner = (element.inner[0], match.start())
            element.end = match.end()
        elif kind is not None:
            if skipped:
                skipped += text[match.end() - 2] != "/"
                continue
            depth = len(open_elements)
            element = _start(match, open_elements[-1].spaces if open_elements else _OF_XML)
            if open_elements:
                open_elements[-1].children.append(element)
            elif root is None:
                root = element
            if property_depth == _NONE_YET and element.key == (RDF, "RDF"):
                property_depth = depth + 2
            if not element.empty:
                open_elements.append(element)
                skipped = int(depth == property_depth and element.key not in wanted)
    assert root is not None
    return root


def _start(match: re.Match[str], spaces: Mapping[str, str]) -> Element:
    name, rest = match.group("open", "rest")
    start, end = match.span()
    rest_at = start + 1 + len(name)
    attributes = None
    if "xmlns" in rest:
        attributes = _attributes_of(rest, rest_at)
        declared = {each.name[6:]: each.value for each in attributes if each.name[:6] in ("xmlns", "xmlns:")}
        spaces = {**spaces, **{prefix: usual_space(unescape(space)) for prefix, space in declared.items()}}
    prefix, colon, local = name.partition(":")
    key = (spaces.get(prefix, ""), local) if colon else (spaces.get("", ""), name)
    return Element(name, key, start, end, (end, end), rest[-1:] == "/", rest, rest_at, spaces, _attributes=attributes)


def _attributes_of(rest: str, base: int) -> list[Attribute]:
    attributes: list[Attribute] = []
    for found in _ATTRIBUTE.finditer(rest):
        space, name, value = found.groups()
        start, end = found.span()
        attributes.append(Attribute(name, base + start, base + end, space, value[1:-1]))
    return attributes


def rdf_element(root: Element) -> Element | None:
    """The rdf:RDF element: the root, or directly inside it."""
    return root if root.key == (RDF, "RDF") else next(root.inside(RDF, "RDF"), None)
