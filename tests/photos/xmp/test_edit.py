"""Editing: our properties change, everything else stays byte for byte."""

from __future__ import annotations

import difflib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.photos.xmp.document import new_packet, with_decision
from app.photos.xmp.edit import edit
from app.photos.xmp.marks import Marks, read_marks
from app.photos.xmp.packet import XmpError, open_packet, parse
from app.photos.xmp.profiles import Judgement, Profile, Style, keyword
from app.photos.xmp.properties import properties_of
from app.photos.xmp.vocabulary import GOOD, LABEL, PICK, RATING, SCORE, SUBJECT, Name
from tests.xmp_samples import DARKTABLE, DIGIKAM, EXIFTOOL, LIGHTROOM, document, encoded

STYLES = [Style(profile) for profile in Profile]
DECISIONS = [(f, s, c) for f in (-1, 0, 1) for s in (0, 1, 5) for c in (0, 1, 5)]


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    lines = list(difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True)))
    return [x[2:] for x in lines if x.startswith("- ")], [x[2:] for x in lines if x.startswith("+ ")]


def test_an_attribute_stays_an_attribute_and_the_rest_stays() -> None:
    after = edit(LIGHTROOM.encode(), {RATING: "5", LABEL: None}).decode()
    assert changed_lines(LIGHTROOM, after) == (
        ['   xmp:Rating="2"\n', '   xmp:Label="Gelb"\n'],
        ['   xmp:Rating="5"\n'],
    )


def test_an_element_stays_an_element() -> None:
    after = edit(EXIFTOOL.encode(), {RATING: "1", LABEL: None}).decode()
    assert changed_lines(EXIFTOOL, after) == (
        ["  <xmp:Label>Green</xmp:Label>\n", "  <xmp:Rating>4</xmp:Rating>\n"],
        ["  <xmp:Rating>1</xmp:Rating>\n"],
    )


def test_what_is_new_looks_like_its_neighbours() -> None:
    after = edit(LIGHTROOM.encode(), {PICK: "1", GOOD: "True"}).decode()
    removed, added = changed_lines(LIGHTROOM, after)
    assert [line.rstrip("\n") for line in added] == [
        '   crs:HasSettings="True"',
        '   xmlns:xmpDM="http://ns.adobe.com/xmp/1.0/DynamicMedia/"',
        '   xmpDM:pick="1"',
        '   xmpDM:good="True">',
    ]
    assert removed == ['   crs:HasSettings="True">\n']


def test_it_goes_beside_what_has_the_same_namespace() -> None:
    text = EXIFTOOL.replace("  <xmp:Rating>4</xmp:Rating>\n", "")
    after = edit(text.encode(), {RATING: "2"}).decode()
    assert changed_lines(text, after)[1] == ["  xmlns:xmp='http://ns.adobe.com/xap/1.0/'\n", '  xmp:Rating="2">\n'] or (
        "xmlns:xmp='http://ns.adobe.com/xap/1.0/'\n  xmp:Rating=\"2\">" in after
    )


def test_nothing_to_change_is_no_change() -> None:
    data = LIGHTROOM.encode()
    assert edit(data, {RATING: "2", LABEL: "Gelb", PICK: None}) is data


def test_only_own_properties_can_be_changed() -> None:
    with pytest.raises(ValueError, match="not ours"):
        edit(LIGHTROOM.encode(), {Name("http://ns.adobe.com/camera-raw-settings/1.0/", "Temperature"): "1"})


def test_a_prefix_that_is_taken_gets_a_number() -> None:
    text = (
        document().replace("xmlns:xmpDM=", "xmlns:dm=").replace('xmlns:tiff="', 'xmlns:xmpDM="urn:other" xmlns:tiff="')
    )
    after = edit(text.replace('xmlns:dm="http://ns.adobe.com/xmp/1.0/DynamicMedia/"', "").encode(), {PICK: "1"})
    assert b'xmlns:xmpDM2="http://ns.adobe.com/xmp/1.0/DynamicMedia/" xmpDM2:pick="1"' in after
    assert read_marks(after).flag == 1


def test_documents_without_a_description_get_one() -> None:
    for rdf in ("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>", None):
        text = rdf or "<RDF xmlns='http://www.w3.org/1999/02/22-rdf-syntax-ns#'> </RDF>"
        after = edit(f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{text}</x:xmpmeta>".encode(), {RATING: "3"})
        assert read_marks(after).stars == 3


def test_repeated_properties_become_one() -> None:
    text = document('xmp:Rating="1"', "<xmp:Rating>2</xmp:Rating><xmp:Rating>3</xmp:Rating><crs:a>b</crs:a>")
    after = edit(text.encode(), {RATING: "4"})
    assert after.count(b"Rating") == 1 + after.count(b"MicrosoftPhoto:Rating")
    assert read_marks(after).stars == 4
    assert b"<crs:a>b</crs:a>" in after


@pytest.mark.parametrize(
    "element",
    [
        "<xmp:Label/>",
        "<xmp:Label></xmp:Label>",
        "<xmp:Label>\n Blue <!-- note --></xmp:Label>",
        "<xmp:Label><![CDATA[Blue]]></xmp:Label>",
        '<xmp:Label xml:lang="en">Blue</xmp:Label>',
        '<xmp:Label rdf:parseType="Resource"><rdf:value>Blue</rdf:value><crs:q>kept</crs:q></xmp:Label>',
        "<xmp:Label><rdf:Description><rdf:value>Blue</rdf:value><crs:q>kept</crs:q></rdf:Description></xmp:Label>",
        '<xmp:Label><rdf:Alt><rdf:li xml:lang="x-default">Blue</rdf:li></rdf:Alt></xmp:Label>',
        '<xmp:Label rdf:value="Blue"/>',
    ],
)
def test_every_form_of_a_property_can_be_set_and_taken_away(element: str) -> None:
    data = document(elements=f"<crs:a>1</crs:a>{element}<crs:b>2</crs:b>").encode()
    after = edit(data, {LABEL: "Red"})
    assert read_marks(after).label == 1
    assert (b"kept" in after) == (b"kept" in data)
    without = edit(data, {LABEL: None})
    assert read_marks(without).label is None
    assert b"<crs:a>1</crs:a><crs:b>2</crs:b>" in without


def test_values_are_escaped() -> None:
    nasty = "a<b>&\"c'\n\tд]]>"
    for data in (document('xmp:Label="x"'), document(elements="<xmp:Label>x</xmp:Label>"), document()):
        after = edit(data.encode(), {LABEL: nasty})
        found = properties_of(parse(open_packet(after)))[LABEL][0]
        assert found == nasty


def test_a_narrow_encoding_gets_references() -> None:
    text = '<?xml version="1.0" encoding="ISO-8859-1"?>' + document('xmp:Label="Grün"')
    after = edit(text.encode("latin-1"), {LABEL: "Grün 緑"})
    assert "Grün &#32209;".encode("latin-1") in after
    assert properties_of(parse(open_packet(after)))[LABEL] == ["Grün 緑"]


def test_darktables_lights_follow() -> None:
    after = with_decision(DARKTABLE.encode(), (0, 3, 1), Style())
    assert re.sub(r"\s+", "", after.decode()).count("<rdf:Seq><rdf:li>0</rdf:li></rdf:Seq>") == 1
    assert read_marks(after) == Marks(None, 3, 1)
    gone = with_decision(DARKTABLE.encode(), (0, 3, 0), Style())
    assert b"colorlabels" not in gone
    assert b'darktable:operation="rawprepare"' in gone


def test_other_programs_words_follow_where_they_are_there() -> None:
    after = with_decision(DIGIKAM.encode(), (-1, 5, 1), Style()).decode()
    for part in (
        'PickLabel="1"',
        'ColorLabel="1"',
        'xmp:Rating="5"',
        'MicrosoftPhoto:Rating="99"',
        'acdsee:rating="3"',
    ):
        assert part in after
    assert "photomechanic" not in after


def test_a_word_that_is_no_colour_is_not_taken_away() -> None:
    data = document('xmp:Label="Portfolio"').encode()
    assert b"Portfolio" in with_decision(data, (1, 3, 0), Style())
    assert b'xmp:Label="Red"' in with_decision(data, (1, 3, 1), Style())


def test_a_foreign_word_for_the_same_colour_stays() -> None:
    assert b'xmp:Label="Gelb"' in with_decision(LIGHTROOM.encode(), (1, 3, 2), Style())


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.profile.value)
def test_the_table_of_what_is_written(style: Style) -> None:
    def said(decision: tuple[int, int, int]) -> dict[str, str]:
        found = properties_of(parse(open_packet(with_decision(None, decision, style))))
        return {name.local: values[0] for name, values in found.items()}

    pick = {"Rating": "4", "pick": "1", "good": "True", "Label": "Red", "LabelColor": "red"}
    reject = {"Rating": "2", "pick": "-1", "good": "False"}
    bare = {"Rating": "1"}
    if style.profile in (Profile.BRIDGE, Profile.DARKTABLE):
        reject["Rating"] = "-1"
    if style.profile is Profile.DIGIKAM:
        pick |= {"PickLabel": "3", "ColorLabel": "1"}
        reject |= {"PickLabel": "1", "ColorLabel": "0"}
        bare |= {"PickLabel": "0", "ColorLabel": "0"}
    if style.profile is Profile.PHOTO_MECHANIC:
        pick |= {"Tagged": "True", "ColorClass": "2"}
        reject |= {"Tagged": "False", "ColorClass": "0"}
        bare |= {"Tagged": "False", "ColorClass": "0"}
    assert said((1, 4, 1)) == pick
    assert said((-1, 2, 0)) == reject
    assert said((0, 1, 0)) == bare


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.profile.value)
@pytest.mark.parametrize("name", encoded())
def test_every_decision_survives_every_foreign_sidecar(name: str, style: Style) -> None:
    data = encoded()[name]
    for decision in DECISIONS:
        after = with_decision(data, decision, style)
        expected = decision
        if decision[0] == -1 and style.profile in (Profile.BRIDGE, Profile.DARKTABLE):
            found = read_marks(after).values
            expected = (-1, found[1], decision[2])  # the rating says "reject", so there is no room for stars
        assert read_marks(after).values == expected
        assert with_decision(after, decision, style) == after


@pytest.mark.parametrize("name", encoded())
def test_there_and_back_is_where_it_began(name: str) -> None:
    data = encoded()[name]
    marks = read_marks(data).values
    there = with_decision(data, (1, 5, 4), Style())
    back = with_decision(there, marks, Style())
    assert read_marks(back).values == marks
    kept = [n for n in properties_of(parse(open_packet(data))) if n not in (RATING, LABEL)]
    before, after = (properties_of(parse(open_packet(d))) for d in (data, back))
    assert {n: before[n] for n in kept if n.local != "colorlabels"} == {
        n: after[n] for n in kept if n.local != "colorlabels"
    }


def test_own_words_are_written_and_read() -> None:
    style = Style(words=("", "Select", "Zweite", "OK", "Prüfen", "Später"))
    after = with_decision(None, (0, 0, 4), style)
    assert "Prüfen" in after.decode()
    assert read_marks(after.replace(b"LabelColor", b"Nothing"), style.own_words).label == 4


def test_score_and_keyword_come_only_when_asked_for() -> None:
    judged = Judgement(87.25, "student-lite")
    assert b"keepers" not in with_decision(None, (1, 0, 0), Style(), judged).lower().replace(b'xmptk="keepers"', b"")
    after = with_decision(LIGHTROOM.encode(), (1, 0, 0), Style(score=True, keyword=True), judged)
    found = properties_of(parse(open_packet(after)))
    assert found[SCORE] == ["87.2"]
    assert found[SUBJECT] == ["Grüße & mehr", "日本", "Keepers 80-89"]
    again = with_decision(after, (1, 0, 0), Style(score=True, keyword=True), Judgement(91.0, "student-lite"))
    assert properties_of(parse(open_packet(again)))[SUBJECT] == ["Grüße & mehr", "日本", "Keepers 90-100"]
    assert read_marks(again).stars == 0
    assert [keyword(score) for score in (0, 9.9, 10, 100)] == [
        "Keepers 0-9",
        "Keepers 0-9",
        "Keepers 10-19",
        "Keepers 90-100",
    ]


def test_keywords_that_are_no_list_are_left_alone() -> None:
    data = document('dc:subject="one"').encode()
    with pytest.raises(XmpError, match="keywords"):
        edit(data, {SUBJECT: "Keepers 0-9"})


def test_padding_of_a_new_packet() -> None:
    assert len(new_packet(2000)) - len(new_packet()) == 2000
    assert read_marks(with_decision(new_packet(2000), (1, 2, 3), Style())) == Marks(1, 2, 3)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_damage_is_refused_or_edited_exactly(data: st.DataObject) -> None:
    """Mutated documents: either an XmpError, or a result that differs in our properties only (edit checks itself)."""
    source = bytearray(data.draw(st.sampled_from(sorted(encoded().values()))))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(source) - 1))
        kind = data.draw(st.integers(0, 3))
        if kind == 0:
            source[at] = data.draw(st.integers(0, 255))
        elif kind == 1:
            del source[at : at + data.draw(st.integers(1, 40))]
        elif kind == 2:
            source[at:at] = data.draw(
                st.sampled_from([b"<", b">", b"/>", b'"', b"'", b"&", b"\0", b"<!--", b"]]>", b":"])
            )
        else:
            source[at:at] = source[max(0, at - 30) : at]
        if not source:
            break
    try:
        after = with_decision(bytes(source), (1, 4, 3), Style())
    except XmpError:
        return
    assert read_marks(after).values == (1, 4, 3)


def test_a_namespace_that_is_no_full_address_is_kept() -> None:
    # Canonical XML refuses such documents; other programs write them all the same.
    foreign = '<odd:note xmlns:odd="odd/relative">kept</odd:note>'
    data = LIGHTROOM.replace("</rdf:Description>", f"{foreign}</rdf:Description>", 1).encode()
    assert foreign.encode() in data
    found = edit(data, {RATING: "5"})
    assert foreign.encode() in found
    assert properties_of(parse(open_packet(found)))[RATING] == ["5"]
