"""The properties of an XMP document, whatever their form: attribute or element, any prefix."""

from __future__ import annotations

from typing import Any

from app.photos.xmp.packet import rdf_of
from app.photos.xmp.vocabulary import MICROSOFT, RDF, XML, Name

_DESCRIPTION = f"{{{RDF}}}Description"
_CONTAINERS = {f"{{{RDF}}}{name}" for name in ("Seq", "Bag", "Alt")}
_ITEM = f"{{{RDF}}}li"
_VALUE = f"{{{RDF}}}value"
_RESOURCE = f"{{{RDF}}}resource"

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
        for key, value in description.attrib.items():
            _take(found, key, [str(value)])
        for element in description.iterchildren("*"):
            _take(found, str(element.tag), _values(element))
    return found


def usual_space(space: str) -> str:
    """A namespace as it should be written: Windows and ExifTool leave the closing slash of Microsoft's away."""
    return space + "/" if space == MICROSOFT.rstrip("/") else space


def _take(found: Properties, key: str, values: list[str]) -> None:
    space, _, local = key[1:].partition("}") if key.startswith("{") else ("", "", key)
    if space in ("", RDF, XML):
        return
    found.setdefault(Name(usual_space(space), local), values)


def _values(element: Any) -> list[str]:
    for child in element.iterchildren("*"):
        if child.tag in _CONTAINERS:
            return [_text(item) for item in child.iterchildren(_ITEM)]
        if child.tag == _VALUE:
            return [_text(child)]
        if child.tag == _DESCRIPTION:
            inner = child.find(_VALUE)
            return [_text(inner)] if inner is not None else [str(child.get(_VALUE, ""))]
    for attribute in (_VALUE, _RESOURCE):
        if attribute in element.attrib:
            return [str(element.attrib[attribute])]
    return [_text(element)]


def _text(element: Any) -> str:
    return str(element.xpath("string()")) if len(element) else element.text or ""


def first(properties: Properties, name: Name) -> str | None:
    """The first value without surrounding white space; None where there is none or it is empty."""
    values = properties.get(name)
    text = values[0].strip() if values else ""
    return text or None
