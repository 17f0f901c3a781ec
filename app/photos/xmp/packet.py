"""From bytes to a checked XMP document: encodings, limits, no entities, no network."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from app.photos.xmp.vocabulary import RDF

MAX_BYTES = 32 * 1024 * 1024
"""No program writes sidecars of this size; what is larger is not read."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARATION = re.compile(r"<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z][\w.-]{0,40})[\"']")
# What may stand before the root element, up to a document type.
_DOCTYPE = re.compile(r"(?:\s++|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)
_PADDING = " \t\r\n\x00"


class XmpError(Exception):
    """This is no XMP that can be read or edited; the text is a sentence without the file's name."""


@dataclass(frozen=True, slots=True)
class Packet:
    """An XMP document as text.

    Attributes:
        text: all of it without the byte order mark and what surrounds the XML.
        encoding: Python's name of the encoding.
        head, tail: bytes before and after the text: byte order mark, white space, zeros.
    """

    text: str
    encoding: str
    head: bytes
    tail: bytes

    def to_bytes(self, text: str) -> bytes:
        """The file with another text; characters that the encoding lacks become references."""
        return self.head + text.encode(self.encoding, "xmlcharrefreplace") + self.tail


def open_packet(data: bytes) -> Packet:
    """Decode an XMP document.

    Raises:
        XmpError: empty, too large, in an encoding that is not understood, or with a document type (entities).
    """
    if len(data) > MAX_BYTES:
        raise XmpError(f"It is larger than {MAX_BYTES // 1024 // 1024} MB, which no XMP is.")
    if not data.strip(b" \t\r\n\x00"):
        raise XmpError("It is empty.")
    encoding, bom = _encoding(data)
    try:
        whole = data[len(bom) :].decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise XmpError(f"Its text is not in the encoding that it claims ({encoding}).") from error
    lead = len(whole) - len(whole.lstrip(_PADDING + "\ufeff"))
    end = len(whole.rstrip(_PADDING))
    text = whole[lead:end]
    packet = Packet(text, encoding, bom + whole[:lead].encode(encoding), whole[end:].encode(encoding))
    if packet.to_bytes(text) != data:
        raise XmpError(f"Its text does not survive being decoded ({encoding}).")
    if _DOCTYPE.match(text):
        raise XmpError("It has a document type, which XMP does not allow.")
    return packet


def _encoding(data: bytes) -> tuple[str, bytes]:
    """Python's name of the encoding, and the byte order mark."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name, bom
    if data[:2] == b"<\x00":
        return ("utf-32-le" if data[2:4] == b"\x00\x00" else "utf-16-le"), b""
    if data[:2] == b"\x00<":
        return "utf-16-be", b""
    if data[:4] == b"\x00\x00\x00<":
        return "utf-32-be", b""
    declared = _DECLARATION.match(data[:300].decode("latin-1").lstrip(_PADDING))
    if declared is None:
        return "utf-8", b""
    try:
        name = codecs.lookup(declared[1]).name
    except LookupError as error:
        raise XmpError(f"It claims the unknown encoding {declared[1]}.") from error
    # In such an encoding the declaration itself would not have been readable.
    if name.startswith(("utf-16", "utf-32")) or not _is_text_encoding(name):
        name = "utf-8"
    return name, b""


def _is_text_encoding(name: str) -> bool:
    return bool(getattr(codecs.lookup(name), "_is_text_encoding", True)) and name not in ("idna", "punycode")


def parse(packet: Packet) -> Any:
    """The root element, checked to be well-formed; entities, network and huge trees are off.

    Raises:
        XmpError: it is not well-formed, or holds no RDF.
    """
    declared = _DECLARATION.match(packet.text)
    text = (
        packet.text if declared is None else packet.text[: declared.start(1)] + "utf-8" + packet.text[declared.end(1) :]
    )
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=False,
        remove_pis=False,
        strip_cdata=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError, ValueError) as error:
        first = str(getattr(error, "msg", error)).partition("\n")[0].rstrip(". ")
        raise XmpError(f"It is not well-formed XML ({first}).") from error
    if rdf_of(root) is None:
        raise XmpError("It holds no RDF, so it is not XMP.")
    return root


def rdf_of(root: Any) -> Any | None:
    """The rdf:RDF element, which is the root or directly below it."""
    tag = f"{{{RDF}}}RDF"
    return root if root.tag == tag else next((child for child in root if child.tag == tag), None)
