"""Changes Keepers' own properties in an XMP document and leaves every other byte as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from app.photos.xmp.check import KEYWORD, same_but
from app.photos.xmp.packet import Packet, XmpError, open_packet, parse
from app.photos.xmp.spans import Attribute, Element, rdf_element, scan
from app.photos.xmp.vocabulary import DARKTABLE_LABELS, OURS, PREFIXES, RDF, SUBJECT, Name

Changes = Mapping[Name, str | None]
"""Property -> its new value, or None to remove it. The value of ``dc:subject`` is Keepers' one keyword."""

_CONTAINERS = ("Seq", "Bag", "Alt")


def edit(data: bytes, changes: Changes) -> bytes:
    """The document with the changes made.

    An attribute stays an attribute and an element an element; what is new comes as attributes of the first suitable
    rdf:Description. The result is read again and compared: it differs from ``data`` in these properties only.

    Raises:
        XmpError: it is not XMP, or is written in a way that cannot be changed safely.
        ValueError: a property is not one of Keepers' own.
    """
    packet = open_packet(data)
    found = edit_parsed(packet, parse(packet), changes)
    return data if found is None else found[0]


def edit_parsed(packet: Packet, root: Any, changes: Changes) -> tuple[bytes, Packet, Any] | None:
    """As `edit`, for a document that has been parsed already.

    Args:
        root: what `packet.parse` gave for it.

    Returns:
        the result as bytes, as a packet and parsed; None where there is nothing to change.
    """
    if not changes.keys() <= OURS:
        raise ValueError(f"not ours: {sorted(changes.keys() - OURS)}")
    text = _Editor(packet.text, changes).run()
    if text == packet.text:
        return None
    result = packet.to_bytes(text)
    after = open_packet(result)
    tree = parse(after)
    if not same_but(root, tree, changes):
        raise XmpError("Changing it would have changed something else, so it was left as it is.")
    return result, after, tree


class _Editor:
    """One edit: collects replacements of spans of the text and makes them all at once."""

    def __init__(self, text: str, changes: Changes) -> None:
        self._text = text
        self._changes = changes
        self._cuts: list[tuple[int, int, str]] = []
        self._declared: dict[int, dict[str, str]] = {}
        rdf = rdf_element(scan(text, changes))
        if rdf is None:
            raise XmpError("It holds no RDF, so it is not XMP.")
        self._rdf = rdf
        self._descriptions = list(rdf.inside(RDF, "Description"))
        self._attributes: dict[Name, list[Attribute]] = {}  # of the changes only, as the elements
        self._elements: dict[Name, list[Element]] = {}
        self._homes: dict[str, Element] = {}  # namespace -> the first Description with something of it
        for description in self._descriptions:
            for key, attribute in description.properties():
                self._homes.setdefault(key[0], description)
                if key in changes:
                    self._attributes.setdefault(Name(*key), []).append(attribute)
            for element in description.children:
                self._homes.setdefault(element.key[0], description)
                if element.key in changes:
                    self._elements.setdefault(Name(*element.key), []).append(element)

    def run(self) -> str:
        missing: dict[Name, str] = {}
        for name, value in self._changes.items():
            if name == SUBJECT:
                self._set_keyword(value)
            elif not self._set(name, value) and value is not None:
                missing[name] = value
        if missing:
            self._add(missing)
        return self._apply()

    def _apply(self) -> str:
        parts: list[str] = []
        at = 0
        for start, end, new in sorted(self._cuts, key=lambda cut: (cut[0], cut[1])):
            if start < at:
                raise XmpError("Its properties lie in each other, which Keepers cannot change safely.")
            parts += (self._text[at:start], new)
            at = end
        return "".join([*parts, self._text[at:]])

    # -- properties that are there -------------------------------------------------------------------------------

    def _set(self, name: Name, value: str | None) -> bool:
        """Change the property wherever it is; whether it is there now (or was taken away)."""
        done = False
        for attribute in self._attributes.get(name, ()):
            self._set_attribute(attribute, None if done else value)
            done = True
        for element in self._elements.get(name, ()):
            self._set_element(name, element, None if done else value)
            done = True
        return done

    def _set_attribute(self, attribute: Attribute, value: str | None) -> None:
        if value is None:
            self._cuts.append((attribute.start, attribute.end, ""))
        else:
            self._replace(*attribute.inner, _quoted(value))

    def _set_element(self, name: Name, element: Element, value: str | None) -> None:
        if value is None:
            start = element.start
            while self._text[start - 1].isspace():
                start -= 1
            self._cuts.append((start, element.end, ""))
            return
        place = self._value_of(element)
        if name == DARKTABLE_LABELS and any(True for _ in element.inside(RDF, *_CONTAINERS)):
            self._set_only_item(element, value)
        elif place is not None:
            self._replace(*place, escape(value))
        else:
            self._cuts.append((element.start, element.end, f"<{element.name}>{escape(value)}</{element.name}>"))

    def _value_of(self, element: Element) -> tuple[int, int] | None:
        """Where the text of a simple property lies, or the rdf:value of one with qualifiers."""
        if element.empty:
            return None
        if not element.children:
            return element.inner
        for child in element.inside(RDF, "value", *_CONTAINERS):
            if child.key[1] == "value":
                return None if child.empty or child.children else child.inner
            items = [item for item in child.inside(RDF, "li") if not item.empty and not item.children]
            return items[0].inner if items else None
        for inner in element.inside(RDF, "Description"):
            return self._value_of(inner)
        return None

    def _set_only_item(self, element: Element, value: str) -> None:
        container = next(element.inside(RDF, *_CONTAINERS))
        prefix = container.name.partition(":")[0] + ":" if ":" in container.name else ""
        item = f"<{prefix}li>{escape(value)}</{prefix}li>"
        items = list(container.inside(RDF, "li"))
        if len(items) == 1 and not items[0].empty and not items[0].children:
            self._replace(*items[0].inner, escape(value))
        elif items:
            self._replace(items[0].start, items[-1].end, item)
        else:
            self._fill(container, item)

    def _replace(self, start: int, end: int, new: str) -> None:
        if self._text[start:end].strip() != new:
            self._cuts.append((start, end, new))

    # -- properties that are new ---------------------------------------------------------------------------------

    def _add(self, missing: Mapping[Name, str]) -> None:
        if not self._descriptions:
            self._add_description(missing)
            return
        for name, value in missing.items():
            home = self._homes.get(name.space, self._descriptions[0])
            space = home.attributes[-1].space if home.attributes and "\n" in home.attributes[-1].space else " "
            prefix = self._prefix(home, name.space, space)
            self._cuts.append((home.tag_end, home.tag_end, f'{space}{prefix}:{name.local}="{_quoted(value)}"'))

    def _prefix(self, element: Element, space: str, gap: str) -> str:
        """The prefix that a namespace has at an element; declares one where it has none."""
        for prefix, known in element.spaces.items():
            if prefix and known == space:
                return prefix
        declared = self._declared.setdefault(element.start, {})
        if space not in declared:
            prefix = _free_prefix(PREFIXES[space], element.spaces)
            declared[space] = prefix
            self._cuts.append((element.tag_end, element.tag_end, f'{gap}xmlns:{prefix}="{space}"'))
        return declared[space]

    def _add_description(self, missing: Mapping[Name, str]) -> None:
        """A new rdf:Description, for a document that has none."""
        rdf = self._rdf.name.removesuffix("RDF")
        qualified = rdf or next((f"{p}:" for p, s in self._rdf.spaces.items() if p and s == RDF), "")
        spaces = sorted({name.space for name in missing} | (set() if qualified else {RDF}))
        prefixes = {space: _free_prefix(PREFIXES[space], self._rdf.spaces) for space in spaces}
        about = qualified or f"{prefixes[RDF]}:"
        parts = [f'<{rdf}Description {about}about=""']
        parts += [f'xmlns:{prefix}="{space}"' for space, prefix in prefixes.items()]
        parts += [f'{prefixes[name.space]}:{name.local}="{_quoted(value)}"' for name, value in missing.items()]
        self._fill(self._rdf, " ".join(parts) + "/>")

    def _fill(self, element: Element, content: str) -> None:
        """Put something at the end of an element."""
        if element.empty:
            slash = self._text.rindex("/", element.start, element.end)
            self._cuts.append((slash, element.end, f">{content}</{element.name}>"))
        else:
            self._cuts.append((element.inner[1], element.inner[1], content))

    # -- the keyword ---------------------------------------------------------------------------------------------

    def _set_keyword(self, value: str | None) -> None:
        if SUBJECT in self._attributes:
            raise XmpError("Its keywords are not written as a list, so Keepers cannot add one.")
        bags = [bag for subject in self._elements.get(SUBJECT, ()) for bag in subject.inside(RDF, *_CONTAINERS)]
        for bag in bags:
            for item in bag.inside(RDF, "li"):
                if item.children or not KEYWORD.fullmatch(self._text[slice(*item.inner)].strip()):
                    continue
                if value is None:
                    self._cuts.append((item.start, item.end, ""))
                else:
                    self._replace(*item.inner, escape(value))
                    value = None
        if value is None:
            return
        if bags:
            prefix = bags[0].name.rpartition(":")[0]
            name = f"{prefix}:li" if prefix else "li"
            self._fill(bags[0], f"<{name}>{escape(value)}</{name}>")
        elif self._descriptions:
            home = self._descriptions[0]
            dc, rdf = self._prefix(home, SUBJECT.space, " "), self._prefix(home, RDF, " ")
            self._fill(
                home,
                f"<{dc}:subject><{rdf}:Bag><{rdf}:li>{escape(value)}</{rdf}:li></{rdf}:Bag></{dc}:subject>",
            )


def _free_prefix(wanted: str, taken: Mapping[str, str]) -> str:
    prefix, number = wanted, 1
    while prefix in taken:
        number += 1
        prefix = f"{wanted}{number}"
    return prefix


def _quoted(value: str) -> str:
    return escape(value, {'"': "&quot;", "'": "&apos;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})
