from __future__ import annotations

from pathlib import Path

import pytest

from app.photos.formats import SUFFIXES, describe_content, kind_of, sniff
from app.photos.model import PhotoKind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.jpg", PhotoKind.JPEG),
        ("A.JPEG", PhotoKind.JPEG),
        ("b.Png", PhotoKind.PNG),
        ("c.tif", PhotoKind.TIFF),
        ("d.webp", PhotoKind.WEBP),
        ("e.HEIC", PhotoKind.HEIC),
        ("f.avif", PhotoKind.AVIF),
        ("g.CR3", PhotoKind.RAW),
        ("h.nef", PhotoKind.RAW),
        ("i.dng", PhotoKind.RAW),
        ("j.xmp", None),
        ("jpg", None),
        ("k.jpg.part", None),
    ],
)
def test_kind_by_suffix(name: str, kind: PhotoKind | None) -> None:
    assert kind_of(Path(name)) is kind


def test_all_suffixes_are_lower_case_with_a_dot() -> None:
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in SUFFIXES)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe1", PhotoKind.JPEG),
        (b"\x89PNG\r\n\x1a\n", PhotoKind.PNG),
        (b"II*\x00\x08\x00\x00\x00", PhotoKind.TIFF),
        (b"MM\x00+\x00\x08", PhotoKind.TIFF),
        (b"II*\x00\x10\x00\x00\x00CR\x02\x00", PhotoKind.RAW),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", PhotoKind.WEBP),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", PhotoKind.HEIC),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1avif", PhotoKind.AVIF),
        (b"\x00\x00\x00\x18ftypcrx \x00\x00\x00\x01crx isom", PhotoKind.RAW),
        (b"FUJIFILMCCD-RAW 0201", PhotoKind.RAW),
        (b"IIU\x00\x18\x00\x00\x00", PhotoKind.RAW),
        (b"II\x1a\x00\x00\x00HEAPCCDR", PhotoKind.RAW),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", None),
        (b"", None),
    ],
)
def test_kind_by_content(head: bytes, kind: PhotoKind | None) -> None:
    assert sniff(head) is kind


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\xef\xbb\xbf<!DOCTYPE html>", "an HTML page"),
        (b"  <HTML>", "an HTML page"),
        (b"GIF89a", "a GIF image"),
        (b"\x00" * 64, "nothing but zeros"),
        (b"Dear diary, today", "plain text"),
        (b"\x01\x02\x03\x9f", "unknown data"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", "a video"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    ],
)
def test_content_in_words(head: bytes, words: str) -> None:
    assert describe_content(head) == words


def test_real_files_are_what_they_say(shared_data: Path) -> None:
    for path in sorted((shared_data / "camera").iterdir()):
        if path.is_file():
            assert sniff(path.read_bytes()[:64]) is kind_of(path), path.name
