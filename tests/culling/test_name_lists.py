"""Lists of names as people write them, and the photos they mean."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.culling.lists import ListFormat, format_rows
from app.culling.name_lists import LARGEST, NameIndex, decode_list
from app.errors import UserError
from tests.culling.test_lists import rows_of

SHOOT = [
    "/shoot/day1/IMG_0001.JPG",
    "/shoot/day1/IMG_0002.CR2",
    "/shoot/day1/IMG_0002.JPG",
    "/shoot/day2/IMG_0001.JPG",
    "/shoot/day2/IMG_0003.CR2",
    "/shoot/day2/Müller, Anna.jpg",
    "/shoot/day2/two words; 7.jpg",
    "/shoot/day2/0815-0042.heic",
    "/shoot/day2/写真.jpg",
]


@pytest.fixture
def index() -> NameIndex:
    return NameIndex(SHOOT)


def found(index: NameIndex, text: str) -> list[str]:
    return [SHOOT[at].removeprefix("/shoot/") for at in index.match(text).found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IMG_0003.CR2", ["day2/IMG_0003.CR2"]),
        ("img_0003", ["day2/IMG_0003.CR2"]),
        ("IMG_0003.jpg", ["day2/IMG_0003.CR2"]),  # the client saw a JPEG of it
        ("IMG_0002", ["day1/IMG_0002.CR2", "day1/IMG_0002.JPG"]),  # both halves of one shot
        ("IMG_0002.JPG", ["day1/IMG_0002.JPG"]),
        ("day2/IMG_0001.JPG", ["day2/IMG_0001.JPG"]),
        ("/shoot/day1/IMG_0001.JPG", ["day1/IMG_0001.JPG"]),
        (r"D:\cards\day1\IMG_0001.JPG", ["day1/IMG_0001.JPG"]),
        (r'"C:\Users\anna\IMG_0003.jpg"', ["day2/IMG_0003.CR2"]),
        ("0003", ["day2/IMG_0003.CR2"]),
        ("0042", ["day2/0815-0042.heic"]),
        (
            "IMG_0003, 0042;IMG_0002.JPG\t写真",
            ["day2/IMG_0003.CR2", "day2/0815-0042.heic", "day1/IMG_0002.JPG", "day2/写真.jpg"],
        ),
        ("Müller, Anna.jpg", ["day2/Müller, Anna.jpg"]),
        ("Mu\u0308ller, Anna", ["day2/Müller, Anna.jpg"]),
        ("two words; 7", ["day2/two words; 7.jpg"]),
        ("  IMG_0003.CR2  \r\n\r\n'img_0003'", ["day2/IMG_0003.CR2"]),
        ("\ufeff„IMG_0003“", ["day2/IMG_0003.CR2"]),
        ('["IMG_0003", "0042"]', ["day2/IMG_0003.CR2", "day2/0815-0042.heic"]),
        ('{"picks": ["IMG_0003"]}', ["day2/IMG_0003.CR2"]),
        ("Rating;Filename\r\n5;IMG_0003.jpg\r\n4;写真.jpg", ["day2/IMG_0003.CR2", "day2/写真.jpg"]),
        ("", []),
        (" , ;\n\t", []),
    ],
)
def test_what_a_name_means(text: str, expected: list[str], index: NameIndex) -> None:
    assert found(index, text) == expected


@pytest.mark.parametrize(
    ("text", "expected", "ambiguous"),
    [
        ('"DSC, final.jpg","x;y.jpg"', ["DSC, final.jpg", "x;y.jpg"], []),
        ("“DSC, final.jpg”; „x;y.jpg“", ["DSC, final.jpg", "x;y.jpg"], []),
        ('"o""k.jpg", 23', ['o"k.jpg', "IMG_0023.CR2", "IMG_0023.JPG"], []),
        ("23", ["IMG_0023.CR2", "IMG_0023.JPG"], []),
        ("23, 24", ["IMG_0023.CR2", "IMG_0023.JPG"], ["24"]),
        ("5", ["a/IMG_0005.jpg"], []),
        (
            "1. IMG_0023.JPG\n2) x;y.jpg\n(3) DSC, final\n- 5",
            ["IMG_0023.JPG", "x;y.jpg", "DSC, final.jpg", "a/IMG_0005.jpg"],
            [],
        ),
        ("1. party.jpg", ["1. party.jpg"], []),
        ('5" print, 23', ["IMG_0023.CR2", "IMG_0023.JPG"], []),
    ],
)
def test_quotes_numbers_and_numbered_lists(text: str, expected: list[str], ambiguous: list[str]) -> None:
    names = ["DSC, final.jpg", "x;y.jpg", 'o"k.jpg', "IMG_0023.CR2", "IMG_0023.JPG", "_DSC0024.jpg", "a/IMG_0024.jpg"]
    names += ["a/IMG_0005.jpg", "1. party.jpg"]
    matches = NameIndex([f"/s/{name}" for name in names]).match(text)
    assert [names[at] for at in matches.found] == expected
    assert [name for name, _ in matches.ambiguous] == ambiguous


def test_what_fits_several_shots_or_none_is_told_and_not_found(index: NameIndex) -> None:
    matches = index.match("IMG_0001\nIMG_9999\nIMG_0003\nIMG_0003\nday3/IMG_9999")
    assert found(index, "IMG_0001") == []
    assert matches.ambiguous == (("IMG_0001", (0, 3)),)
    assert matches.missing == ("IMG_9999", "day3/IMG_9999")
    assert matches.text == "4 names: 1 photo found, 1 name ambiguous, 2 not found."


def test_a_folder_that_we_have_is_meant(index: NameIndex) -> None:
    assert index.match("day1/IMG_0003.CR2").missing == ("day1/IMG_0003.CR2",), "day1 is ours and has no such photo"
    assert found(index, "export/IMG_0003.jpg") == ["day2/IMG_0003.CR2"], "a folder of somebody else says nothing"


@pytest.mark.parametrize("form", list(ListFormat))
def test_our_own_lists_come_back_whole(form: ListFormat) -> None:
    odd = ["/s/two\nlines.jpg", "/s/\udcff.jpg", "/s/写真.jpg", '/s/"quoted", it.jpg', "/s/a;b.jpg", "/s/plain.jpg"]
    text = format_rows(rows_of(odd), form)
    matches = NameIndex(odd).match(text)
    assert [odd[at] for at in matches.found] == odd
    assert not matches.missing


def test_broken_json_is_a_sentence(index: NameIndex) -> None:
    for text in ('[{"path": "IMG_0003"', '["' + "[" * 100_000, "[\n" + "[" * 100_000):
        with pytest.raises(UserError, match="JSON"):
            index.match(text)


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_coding_is_read(coding: str) -> None:
    assert decode_list("Müller\n".encode(coding), "list.txt").lstrip("\ufeff") == "Müller\n"


def test_what_is_no_list_is_refused() -> None:
    with pytest.raises(UserError, match=r"photo\.jpg is no text"):
        decode_list(b"\xff\xd8\xff\xe0\0\x10JFIF", "photo.jpg")
    with pytest.raises(UserError, match="larger"):
        decode_list(b"x" * (LARGEST + 1), "huge.txt")


@given(st.text(max_size=200))
def test_any_text_is_taken_without_a_crash(text: str) -> None:
    try:
        matches = NameIndex(SHOOT).match(text)
    except UserError:
        return
    assert all(0 <= at < len(SHOOT) for at in matches.found)


@given(st.lists(st.sampled_from(SHOOT), unique=True))
def test_whole_paths_always_mean_themselves(paths: list[str]) -> None:
    matches = NameIndex(SHOOT).match("\n".join(paths))
    assert [SHOOT[at] for at in matches.found] == paths


def test_ten_thousand_names_among_a_hundred_thousand_photos_are_quick() -> None:
    import time

    paths = [f"/shoot/{number % 40}/IMG_{number:06}.CR2" for number in range(100_000)]
    started = time.perf_counter()
    matches = NameIndex(paths).match("\n".join(Path(path).stem for path in paths[::10]))
    assert len(matches.found) == 10_000
    assert time.perf_counter() - started < 10, "usually well under one second"
