"""Reading flag, stars and label, however they are written."""

from __future__ import annotations

import re

import pytest

from app.photos.xmp.marks import Marks, from_rating, read_marks
from app.photos.xmp.packet import MAX_BYTES, XmpError
from tests.xmp_samples import DARKTABLE, DIGIKAM, EXIFTOOL, LIGHTROOM, document, encoded


@pytest.mark.parametrize(
    ("attributes", "flag", "stars", "label"),
    [
        ('xmp:Rating="3"', None, 3, None),
        ('xmp:Rating=" 3 "', None, 3, None),
        ('xmp:Rating="3.0"', None, 3, None),
        ('xmp:Rating="0"', None, 0, None),
        ('xmp:Rating="-1"', -1, None, None),
        ('xmp:Rating="6"', -1, None, None),
        ('xmp:Rating="99"', None, None, None),
        ('xmp:Rating="many"', None, None, None),
        ('xmp:Rating=""', None, None, None),
        ('xmp:Rating="nan"', None, None, None),
        ('MicrosoftPhoto:Rating="75"', None, 4, None),
        ('MicrosoftPhoto:Rating="1"', None, 1, None),
        ('MicrosoftPhoto:Rating="99"', None, 5, None),
        ('MicrosoftPhoto:Rating="50" xmp:Rating="5"', None, 5, None),
        ('xmpDM:pick="1"', 1, None, None),
        ('xmpDM:pick="-1" xmp:Rating="4"', -1, 4, None),
        ('xmpDM:pick="0" xmpDM:good="True"', 0, None, None),
        ('xmpDM:good="true"', 1, None, None),
        ('xmpDM:good="FALSE"', -1, None, None),
        ('xmpDM:good="True" xmp:Rating="-1"', 1, None, None),
        ('xmp:Rating="-1" digiKam:PickLabel="3"', -1, None, None),
        ('digiKam:PickLabel="3" photomechanic:Tagged="False"', 1, None, None),
        ('digiKam:PickLabel="1"', -1, None, None),
        ('digiKam:PickLabel="2"', 0, None, None),
        ('photomechanic:Tagged="True"', 1, None, None),
        ('photomechanic:Tagged="false"', 0, None, None),
        ('xmp:Label="Red"', None, None, 1),
        ('xmp:Label="red"', None, None, 1),
        ('xmp:Label="Rot"', None, None, 1),
        ('xmp:Label="Jaune"', None, None, 2),
        ('xmp:Label="グリーン"', None, None, 3),
        ('xmp:Label="СИНИЙ"', None, None, 4),
        ('xmp:Label="Lila"', None, None, 5),
        ('xmp:Label="To Do"', None, None, 5),
        ('xmp:Label="Approved"', None, None, 3),
        ('xmp:Label="Portfolio"', None, None, None),
        ('xmp:Label="Portfolio" digiKam:ColorLabel="4"', None, None, 3),
        ('xmp:Label="Red" photoshop:LabelColor="blue"', None, None, 4),
        ('digiKam:ColorLabel="1"', None, None, 1),
        ('digiKam:ColorLabel="2"', None, None, None),
        ('digiKam:ColorLabel="5"', None, None, 4),
        ('digiKam:ColorLabel="0"', None, None, 0),
        ('photomechanic:ColorClass="4"', None, None, 2),
        ('darktable:colorlabels="0"', None, None, 1),
    ],
)
def test_every_way_of_saying_it(attributes: str, flag: int | None, stars: int | None, label: int | None) -> None:
    assert read_marks(document(attributes).encode()) == Marks(flag, stars, label)
    elements = "".join(f"<{name}>{value}</{name}>" for name, value in re.findall(r'(\S+)="(.*?)"', attributes))
    assert read_marks(document(elements=elements).encode()) == Marks(flag, stars, label)


def test_foreign_programs() -> None:
    assert read_marks(LIGHTROOM.encode()) == Marks(None, 2, 2, 6)
    assert read_marks(DARKTABLE.encode()) == Marks(-1, None, 3)
    assert read_marks(EXIFTOOL.encode()) == Marks(None, 4, 3)
    assert read_marks(DIGIKAM.encode()) == Marks(1, 3, 3)


@pytest.mark.parametrize("name", encoded())
def test_encodings_line_ends_and_prefixes_make_no_difference(name: str) -> None:
    expected = {
        "lightroom": Marks(None, 2, 2, 6),
        "darktable": Marks(-1, None, 3),
        "exiftool": Marks(None, 4, 3),
        "digikam": Marks(1, 3, 3),
    }[name.partition("-")[0]]
    assert read_marks(encoded()[name]) == expected


def test_forms_that_are_rare_but_allowed() -> None:
    resource = '<xmp:Rating rdf:parseType="Resource"><rdf:value>4</rdf:value><crs:q>x</crs:q></xmp:Rating>'
    assert read_marks(document(elements=resource).encode()).stars == 4
    inner = "<xmp:Label><rdf:Description><rdf:value>Blue</rdf:value></rdf:Description></xmp:Label>"
    assert read_marks(document(elements=inner).encode()).label == 4
    listed = "<xmp:Label><rdf:Alt><rdf:li xml:lang='x-default'>Grün</rdf:li></rdf:Alt></xmp:Label>"
    assert read_marks(document(elements=listed).encode()).label == 3
    cdata = "<xmp:Rating><![CDATA[2]]></xmp:Rating>"
    assert read_marks(document(elements=cdata).encode()).stars == 2
    commented = "<xmp:Rating><!-- was 1 -->5</xmp:Rating>"
    assert read_marks(document(elements=commented).encode()).stars == 5
    bare = document('xmp:Rating="1"').removeprefix('<x:xmpmeta xmlns:x="adobe:ns:meta/">').removesuffix("</x:xmpmeta>")
    assert read_marks(bare.encode()).stars == 1
    assert read_marks(b"  \r\n" + document('xmp:Rating="1"').encode() + b"\n\0\0").stars == 1


def test_what_is_inside_structures_is_not_the_photos() -> None:
    inner = "<crs:Look><rdf:Description xmp:Rating='5' xmpDM:pick='1'/></crs:Look>"
    assert read_marks(document(elements=inner).encode()) == Marks()


def test_microsofts_namespace_without_the_slash() -> None:
    text = document('MicrosoftPhoto:Rating="75"').replace("microsoft.com/photo/1.0/", "microsoft.com/photo/1.0")
    assert read_marks(text.encode()).stars == 4


def test_own_words_go_before_the_usual_ones() -> None:
    words = {"keep": 3, "red": 2}
    assert read_marks(document('xmp:Label="KEEP"').encode(), words).label == 3
    assert read_marks(document('xmp:Label="Red"').encode(), words).label == 2


def test_latin_encoding_that_is_declared() -> None:
    text = '<?xml version="1.0" encoding="ISO-8859-1"?>' + document('xmp:Label="Grün"')
    assert read_marks(text.encode("latin-1")).label == 3


def test_exif_rating() -> None:
    assert from_rating(None) == Marks()
    assert from_rating(4) == Marks(stars=4)
    assert from_rating(-1) == Marks(flag=-1)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9))
    + "]>"
    + document('xmp:Label="&j;"')
)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\0\0", "empty"),
        (document().encode()[:-20], "well-formed"),
        (document().encode().replace(b"</rdf:RDF>", b""), "well-formed"),
        (b"<a/>", "no RDF"),
        (b"\xff\xd8\xff\xe0 not xml", "encoding"),
        (b"just text", "well-formed"),
        (document('xmp:Label="\xe9"').encode("latin-1"), "encoding"),
        (BOMB.encode(), "document type"),
        (BOMB.encode("utf-16"), "document type"),
        (b'<!-- a --><!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "document type"),
        (document(elements="<crs:a>" * 300 + "</crs:a>" * 300).encode(), "well-formed"),
        (b"\0" * (MAX_BYTES + 1), "larger"),
        (b'<?xml version="1.0" encoding="klingon"?>' + document().encode(), "unknown encoding"),
        (b'<?xml version="1.0" encoding="rot13"?>' + document().encode(), ""),
    ],
)
def test_what_is_no_xmp_is_told_in_words(data: bytes, words: str) -> None:
    if not words:
        read_marks(data)
        return
    with pytest.raises(XmpError, match=words) as told:
        read_marks(data)
    assert str(told.value).startswith("It")
    assert str(told.value).endswith(".")
