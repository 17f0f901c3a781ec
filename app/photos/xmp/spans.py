"""Where in the text of an XMP document its elements and attributes lie.

XML libraries give trees, not places; an edit that leaves every other byte alone needs places. The document has been
checked to be well-formed and without a document type before it comes here (`packet.parse`), which is what makes a
scanner as simple as this one right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

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
_ATTRIBUTE = re.compile(r"(?P<space>\s++)(?P<name>[^\s=/>]++)\s*+=\s*+(?P<value>\"[^\"]*+\"|'[^']*+')")


@dataclass(slots=True)
class Attribute:
    """An attribute of a start tag.

    Attributes:
        name: with its prefix, as written.
        start: where the white space before it begins; end: after the closing quote.
        inner: begin and end of the value between the quotes.
        space: the white space before it.
        quote: the quote that it is written with.
    """

    name: str
    start: int
    end: int
    inner: tuple[int, int]
    space: str
    quote: str


@dataclass(slots=True)
class Element:
    """An element.

    Attributes:
        name: with its prefix, as written.
        start, end: the whole element.
        inner: begin and end of what is between its tags; both the end of the tag where it is ``<a/>``.
        empty: whether it is written ``<a/>``.
        rest, rest_at: the start tag behind the name, and where it begins.
        spaces: prefix -> namespace, all that hold inside.
        children: elements directly inside.
    """

    name: str
    start: int
    end: int
    inner: tuple[int, int]
    empty: bool
    rest: str
    rest_at: int
    spaces: dict[str, str]
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

    def expand(self, name: str, *, attribute: bool = False) -> tuple[str, str]:
        """Namespace (without a prefix, that of the element, none for an attribute) and local name."""
        prefix, colon, local = name.partition(":")
        if not colon:
            return ("" if attribute else self.spaces.get("", "")), prefix
        return usual_space(self.spaces.get(prefix, "")), local

    @property
    def key(self) -> tuple[str, str]:
        """Namespace and local name."""
        return self.expand(self.name)

    def inside(self, space: str, *locals_: str) -> Iterator[Element]:
        """The children of these names."""
        for child in self.children:
            found, local = child.key
            if found == space and local in locals_:
                yield child


def scan(text: str) -> Element:
    """The root element with all that is in it.

    Args:
        text: a well-formed document without a document type.
    """
    open_elements: list[Element] = []
    root: Element | None = None
    for match in _MARKUP.finditer(text):
        if match["close"] is not None:
            element = open_elements.pop()
            element.inner = (element.inner[0], match.start())
            element.end = match.end()
        elif match["open"] is not None:
            element = _start(match, open_elements[-1].spaces if open_elements else {"xml": XML})
            if open_elements:
                open_elements[-1].children.append(element)
            elif root is None:
                root = element
            if not element.empty:
                open_elements.append(element)
    assert root is not None
    return root


def _start(match: re.Match[str], spaces: dict[str, str]) -> Element:
    rest, end = match["rest"], match.end()
    if "xmlns" in rest:
        declared = {
            found["name"][6:]: unescape(found["value"][1:-1])
            for found in _ATTRIBUTE.finditer(rest)
            if found["name"] == "xmlns" or found["name"].startswith("xmlns:")
        }
        spaces = spaces | declared
    return Element(match["open"], match.start(), end, (end, end), rest.endswith("/"), rest, match.start("rest"), spaces)


def _attributes_of(rest: str, base: int) -> list[Attribute]:
    attributes: list[Attribute] = []
    for found in _ATTRIBUTE.finditer(rest):
        begin, end = found.span("value")
        inner = (base + begin + 1, base + end - 1)
        attributes.append(
            Attribute(found["name"], base + found.start(), base + end, inner, found["space"], rest[begin])
        )
    return attributes


def rdf_element(root: Element) -> Element | None:
    """The rdf:RDF element: the root, or directly inside it."""
    return root if root.key == (RDF, "RDF") else next(root.inside(RDF, "RDF"), None)
