"""Readers against damage and nonsense: a sentence or an answer, never a crash, and the file stays as it is.

The long run with tens of thousands of inputs is ``python -m tests.benchmarks.fuzz_readers``.
"""

from __future__ import annotations

import contextlib
import io
import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import PhotoError
from app.photos.decode import decode
from app.photos.facts import read_facts
from app.photos.formats import describe_content, kind_of, sniff
from app.photos.maker_notes import read_note
from app.photos.model import CaptureFacts, Decoded
from app.photos.previews import find_previews
from app.photos.tiff import read_ifds
from tests.photos.mutations import real_files, small_files, spoiled

FEW = settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
FILES = small_files()
_BEGINNINGS = (
    b"\xff\xd8\xff\xe1\x10\x00Exif\0\0II*\0\x08\0\0\0",
    b"\x89PNG\r\n\x1a\n",
    b"RIFF\x00\x10\0\0WEBP",
    b"II*\0\x08\0\0\0",
    b"MM\0*\0\0\0\x08",
    b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    b"\0\0\0\x18ftypcrx \0\0\0\1crx isom",
    b"FUJIFILMCCD-RAW ",
    b"IIRO\x08\0\0\0",
    b"",
)


def _read(path: Path) -> None:
    """Read everything; only an error for people may come of it, and the file stays."""
    kind = kind_of(path)
    assert kind is not None
    before = path.read_bytes(), path.stat().st_mtime_ns
    reasons: list[str] = []
    for reading in (
        read_facts,
        lambda path, kind: decode(path, kind, min_edge=48),
        lambda path, kind: decode(path, kind, min_edge=48, quick=True),
    ):
        try:
            assert isinstance(reading(path, kind), (CaptureFacts, Decoded))
        except PhotoError as error:
            reasons.append(error.reason)
    assert all(reason.endswith(".") for reason in reasons)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


@pytest.mark.parametrize("suffix", FILES)
@FEW
@given(seed=st.integers(0, 2**32), which=st.integers(0, 100))
def test_spoiled_files(tmp_path: Path, suffix: str, seed: int, which: int) -> None:
    path = tmp_path / f"photo{suffix}"
    path.write_bytes(spoiled(FILES[suffix][which % len(FILES[suffix])], seed))
    _read(path)


@pytest.mark.parametrize("suffix", [".jpg", ".tif", ".heic", ".dng", ".png", ".webp", ".raf"])
@FEW
@given(beginning=st.sampled_from(_BEGINNINGS), rest=st.binary(max_size=600))
def test_nonsense_after_a_good_beginning(tmp_path: Path, suffix: str, beginning: bytes, rest: bytes) -> None:
    path = tmp_path / f"photo{suffix}"
    path.write_bytes(beginning + rest or b"\0")
    _read(path)


@FEW
@given(st.binary(max_size=200))
def test_any_beginning_has_a_description(head: bytes) -> None:
    sniff(head)
    assert describe_content(head)


@FEW
@given(st.sampled_from([b"II*\0", b"MM\0*"]), st.binary(max_size=400))
def test_directories_end(order: bytes, rest: bytes) -> None:
    assert len(list(read_ifds(io.BytesIO(order + rest)))) <= 64


@FEW
@given(
    st.sampled_from([b"Nikon\0\x02\x11\0\0", b"FUJIFILM", b"OLYMPUS\0II", b"OM SYSTEM", b"Panasonic\0\0\0", b"AOC\0",
                     b"PENTAX \0", b"QVC\0\0\0", b"KDK", b"\x01\xf1\x03\0", b"RECONYXH2\0", b""]),
    st.sampled_from(["Canon", "SONY", "OTHER"]),
    st.binary(max_size=400),
)  # fmt: skip
def test_maker_notes_of_nonsense(beginning: bytes, make: str, rest: bytes) -> None:
    with contextlib.suppress(struct.error, IndexError, ValueError, OverflowError):  # what the caller expects
        read_note(io.BytesIO(beginning + rest), 0, "<", make, "X")


@FEW
@given(st.sampled_from(_BEGINNINGS), st.binary(max_size=400))
def test_previews_of_nonsense(beginning: bytes, rest: bytes) -> None:
    content = beginning + rest
    try:
        previews, _ = find_previews(io.BytesIO(content), content[:64])
    except (EOFError, ValueError, struct.error):
        return
    assert all(preview.width > 0 and preview.height > 0 for preview in previews)


def test_real_files_spoiled(tmp_path: Path, shared_data: Path) -> None:
    for suffix, contents in real_files(shared_data, 100_000).items():
        for number, content in enumerate(contents):
            for seed in range(4):
                path = tmp_path / f"photo{suffix}"
                path.write_bytes(spoiled(content, 1000 * number + seed))
                _read(path)
