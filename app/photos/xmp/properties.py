"""The properties of an XMP document, whatever their form: attribute or element, any prefix."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from app.photos.xmp.packet import rdf_of
from app.photos.xmp.vocabulary import MICROSOFT, RDF, XML, Name

_DESCRIPTION = f"{{{RDF}}}Description"
_CONTAINERS = {f"{{{RDF}}}{name}" for name in ("Seq", "Bag", "Alt")}
_ITEM = f"{{{RDF}}}li"
_VALUE = f"{{{RDF}}}value"
_RESOURCE = f"{{{RDF}}}resource"
_WITHOUT_SLASH = MICROSOFT.rstrip("/")

Properties = dict[Name, list[str]]
"""Property -> its values; a simple one has one. Of repeated properties the first counts."""


def properties_of(root: Any) -> Properties:
    """All properties of the photo itself; what is inside structures (history, masks) is not looked at.

    Args:
        root: as `packet.parse` gives it.
    """
    found: Properties = {}
    rdf = rdf_of(root)
    for description in [] if rdf is None else rdf.iterchildren(_DESCRIPTION):
        for key, value in description.items():
            if (name := _name_of(key)) is not None and name not in found:
                found[name] = [value]
        for element in description.iterchildren("*"):
            if (name := _name_of(element.tag)) is not None and name not in found:
                found[name] = _values(element)
    return found


def usual_space(space: str) -> str:
    """A namespace as it should be written: Windows and ExifTool leave the closing slash of Microsoft's away."""
    return MICROSOFT if space == _WITHOUT_SLASH else space


@lru_cache(4096)
def _name_of(key: str) -> Name | None:
    """The property of an attribute or element; None for what is RDF's own or has no namespace."""
    space, _, local = key[1:].partition("}") if key.startswith("{") else ("", "", key)
    return None if space in ("", RDF, XML) else Name(usual_space(space), local)


def spellings(name: Name) -> tuple[str, ...]:
    """A property as the parser calls it, in every spelling of its namespace."""
    spaces = (name.space, _WITHOUT_SLASH) if name.space == MICROSOFT else (name.space,)
    return tuple(f"{{{space}}}{name.local}" for space in spaces)


def _values(element: Any) -> list[str]:
    for child in element.iterchildren("*"):
        if child.tag in _CONTAINERS:
            return [_text(item) for item in child.iterchildren(_ITEM)]
        if child.tag == _VALUE:
            return [_text(child)]
        if child.tag == _DESCRIPTION:
            inner = next(child.iterchildren(_VALUE), None)
            return [_text(inner)] if inner is not None else [str(child.get(_VALUE, ""))]
    for attribute in (_VALUE, _RESOURCE):
        if (value := element.get(attribute)) is not None:
            return [str(value)]
    return [_text(element)]


def _text(element: Any) -> str:
    return str(element.xpath("string()")) if len(element) else element.text or ""


def first(properties: Properties, name: Name) -> str | None:
    """The first value without surrounding white space; None where there is none or it is empty."""
    values = properties.get(name)
    text = values[0].strip() if values else ""
    return text or None
