"""Writing a decision into an XMP document, or into a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.photos.xmp.edit import edit_parsed
from app.photos.xmp.marks import Marks, marks_of
from app.photos.xmp.packet import Packet, open_packet, parse
from app.photos.xmp.profiles import Judgement, Style, changes_for
from app.photos.xmp.properties import Properties, properties_of

_NEW = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Keepers">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
   xmlns:xmp="http://ns.adobe.com/xap/1.0/">
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>""".encode()


def new_packet(padding: int = 0) -> bytes:
    """A document without properties; the padding lets programs change it later where it lies."""
    body, _, end = _NEW.rpartition(b"\n")
    spaces = b"".join(b" " * 99 + b"\n" for _ in range(padding // 100))
    return body + b"\n" + spaces + end


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """An XMP document, parsed once.

    Attributes:
        data: all of it.
        properties: see `properties.properties_of`.
    """

    data: bytes
    properties: Properties
    _packet: Packet
    _root: Any

    @classmethod
    def read(cls, data: bytes) -> Document:
        """Parse a document.

        Raises:
            XmpError: it is not XMP.
        """
        packet = open_packet(data)
        root = parse(packet)
        return cls(data, properties_of(root), packet, root)

    def marks(self, words: Mapping[str, int] | None = None) -> Marks:
        """Flag, stars and label; see `marks.marks_of`."""
        return marks_of(self.properties, words)

    def decided(self, decision: tuple[int, int, int], style: Style, judgement: Judgement | None = None) -> Document:
        """The document with a decision in it; itself where it says so already.

        Raises:
            XmpError: it cannot be changed safely.
        """
        found = edit_parsed(self._packet, self._root, changes_for(decision, self.properties, style, judgement))
        if found is None:
            return self
        data, packet, root = found
        return Document(data, properties_of(root), packet, root)


@lru_cache(maxsize=256)
def new_document(decision: tuple[int, int, int], style: Style, judgement: Judgement | None = None) -> Document:
    """A new document with a decision in it; of the same decision the same, since shoots have thousands of each."""
    return Document.read(_NEW).decided(decision, style, judgement)


def with_decision(
    data: bytes | None, decision: tuple[int, int, int], style: Style, judgement: Judgement | None = None
) -> bytes:
    """A sidecar's or packet's content with the decision in it; ``data`` itself where it says so already.

    Args:
        data: the present content, or None for a new document.
        decision: flag -1..1, stars 0..5, label number.

    Raises:
        XmpError: ``data`` is not XMP, or cannot be changed safely.
    """
    if data is None:
        return new_document(decision, style, judgement).data
    return Document.read(data).decided(decision, style, judgement).data
