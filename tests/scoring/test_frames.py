"""Framed messages."""

from __future__ import annotations

import io

import pytest

from app.helpers.frames import read_message, write_message


def test_messages_of_any_text_come_through() -> None:
    pipe = io.BytesIO()
    messages = [{"path": "/a/\udcff ü\n🎞"}, {"many": list(range(1000)), "none": None}]
    for message in messages:
        write_message(pipe, message)
    pipe.seek(0)
    assert [read_message(pipe), read_message(pipe)] == messages
    assert read_message(pipe) is None


def test_bytes_come_along_as_they_are() -> None:
    pipe = io.BytesIO()
    write_message(pipe, {"one": 1}, [b"\xff\0\n", b"", bytes(range(256))])
    write_message(pipe, {"two": 2})
    pipe.seek(0)
    assert read_message(pipe) == {"one": 1, "parts": [b"\xff\0\n", b"", bytes(range(256))]}
    assert read_message(pipe) == {"two": 2}


@pytest.mark.parametrize("cut", [0, 2, 4, 10, 40])
def test_an_end_in_the_middle_is_an_end(cut: int) -> None:
    pipe = io.BytesIO()
    write_message(pipe, {"a": "b" * 50})
    assert read_message(io.BytesIO(pipe.getvalue()[:cut])) is None


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\0\0\0\x03\0\0\0\x02[]",
        b"\0\0\0\x02\0\0\0\x02[]",
        b"\0\0\0\x02\0\0\0\x02{{",
        b'\0\0\0\x0e\0\0\0\x0f{"_parts":[7]}x',
    ],
)
def test_what_is_no_message_is_an_error(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_message(io.BytesIO(data))
