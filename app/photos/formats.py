"""Which files are photos: by suffix for the scan, by content for the decoder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from app.photos.model import PhotoKind

HEAD_BYTES = 64
"""How much of a file's beginning :func:`sniff` and :func:`describe_content` need."""

_RAW_SUFFIXES = (
    *(".3fr", ".arw", ".cr2", ".cr3", ".crw", ".dcr", ".dng", ".erf", ".fff", ".iiq", ".kdc", ".mef", ".mos", ".mrw"),
    *(".nef", ".nrw", ".orf", ".pef", ".raf", ".raw", ".rwl", ".rw2", ".sr2", ".srf", ".srw", ".x3f"),
)

SUFFIXES: Mapping[str, PhotoKind] = MappingProxyType(
    {
        ".jpg": PhotoKind.JPEG,
        ".jpeg": PhotoKind.JPEG,
        ".jpe": PhotoKind.JPEG,
        ".jfif": PhotoKind.JPEG,
        ".png": PhotoKind.PNG,
        ".tif": PhotoKind.TIFF,
        ".tiff": PhotoKind.TIFF,
        ".webp": PhotoKind.WEBP,
        ".heic": PhotoKind.HEIC,
        ".heif": PhotoKind.HEIC,
        ".hif": PhotoKind.HEIC,
        ".avif": PhotoKind.AVIF,
        ".jxl": PhotoKind.JPEG_XL,
    }
    | dict.fromkeys(_RAW_SUFFIXES, PhotoKind.RAW)
)
"""Lower-case suffix with its dot -> format."""

_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})

_JPEG_XL = (b"\xff\x0a", b"\x00\x00\x00\x0cJXL ")

_RAW_MAGICS = (
    b"FUJIFILMCCD-RAW",
    b"IIU\x00",  # Panasonic, Leica
    b"IIRO",  # Olympus
    b"IIRS",
    b"MMOR",
    b"\x00MRM",  # Minolta
    b"FOVb",  # Sigma
)

# What turns up under a photo's name in real folders: half-finished downloads, renamed documents, videos.
_FOREIGN = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a BMP image"),
    (b"8BPS", "a Photoshop document"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 image"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 image"),
    (b"gimp xcf", "a GIMP document"),
    (b"\x00\x05\x16\x07", "macOS file attributes"),
    (b"<!doctype html", "an HTML page"),
    (b"<html", "an HTML page"),
    (b"<svg", "an SVG drawing"),
    (b"<?xml", "XML text"),
    (b"{", "JSON text"),
)

_KIND_WORDS = {
    PhotoKind.JPEG: "a JPEG image",
    PhotoKind.PNG: "a PNG image",
    PhotoKind.TIFF: "a TIFF image",
    PhotoKind.WEBP: "a WebP image",
    PhotoKind.HEIC: "a HEIC image",
    PhotoKind.AVIF: "an AVIF image",
    PhotoKind.JPEG_XL: "a JPEG XL image",
    PhotoKind.RAW: "a RAW photo",
}


def kind_of(path: Path) -> PhotoKind | None:
    """The format that the suffix promises, in any case of letters; None where it is no photo."""
    return SUFFIXES.get(path.suffix.lower())


def sniff(head: bytes) -> PhotoKind | None:
    """The format that the first :data:`HEAD_BYTES` bytes tell, or None where they are no photo.

    RAW formats built on plain TIFF (CR2 apart) cannot be told from TIFF by their beginning and come out as TIFF.
    """
    if head[:3] == b"\xff\xd8\xff":
        return PhotoKind.JPEG
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return PhotoKind.PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return PhotoKind.WEBP
    if head[4:8] == b"ftyp":
        return _sniff_brands(head)
    if head.startswith(_JPEG_XL):
        return PhotoKind.JPEG_XL
    if head.startswith(_RAW_MAGICS) or head[6:14] == b"HEAPCCDR":
        return PhotoKind.RAW
    if head[:4] in (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"):
        return PhotoKind.RAW if head[8:10] == b"CR" else PhotoKind.TIFF
    return None


def _sniff_brands(head: bytes) -> PhotoKind | None:
    box = head[: max(16, min(int.from_bytes(head[:4], "big"), len(head)))]
    major = box[8:12]
    if major == b"crx ":
        return PhotoKind.RAW
    # The compatible brands follow the major brand and its version; "mif1" alone says only "some HEIF".
    brands = [major, *(box[at : at + 4] for at in range(16, len(box) - 3, 4))]
    if any(brand in _AVIF_BRANDS for brand in brands):
        return PhotoKind.AVIF
    if any(brand in _HEIC_BRANDS for brand in brands):
        return PhotoKind.HEIC
    return None


def describe_content(head: bytes) -> str:
    """What the beginning of a file looks like, in words with an article, e.g. ``"a PDF document"``."""
    kind = sniff(head)
    if kind is not None:
        return _KIND_WORDS[kind]
    if not head.strip(b"\x00"):
        return "nothing but zeros"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for magic, words in _FOREIGN:
        if head.startswith(magic) or text.startswith(magic):
            return words
    if head[4:8] == b"ftyp":
        return "a video"
    if all(byte >= 0x20 or byte in b"\t\r\n\f\x1b" for byte in head):
        return "plain text"
    return "unknown data"
