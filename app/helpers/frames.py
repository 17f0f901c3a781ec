"""Framed messages over pipes: a head of two lengths, then JSON in ASCII (so that any file name passes), then bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import IO, Any

Message = dict[str, Any]

_HEAD = 8
_MOST_BYTES = 64 << 20
_LENGTHS = "_parts"


def write_message(stream: IO[bytes], message: Message, parts: Sequence[bytes] = ()) -> None:
    """Write one message and flush.

    Args:
        stream: the pipe.
        message: what JSON can say.
        parts: bytes that go along as they are; the reader finds them as ``message["parts"]``.

    Raises:
        OSError: the other side is gone (BrokenPipeError).
    """
    told = {**message, _LENGTHS: [len(part) for part in parts]} if parts else message
    data = json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    body = b"".join([data, *parts])
    stream.write(len(data).to_bytes(4, "big") + len(body).to_bytes(4, "big") + body)
    stream.flush()


def read_message(stream: IO[bytes]) -> Message | None:
    """Read one message; None where the other side has ended, be it in the middle of one.

    Raises:
        ValueError: what arrives is no message.
    """
    head = stream.read(_HEAD)
    if len(head) < _HEAD:
        return None
    length, total = int.from_bytes(head[:4], "big"), int.from_bytes(head[4:], "big")
    if length > total or total > _MOST_BYTES:
        raise ValueError(f"a message of {length} of {total} bytes")
    body = stream.read(total)
    if len(body) < total:
        return None
    message = json.loads(body[:length])
    if not isinstance(message, dict):
        raise ValueError("a message that is no record")
    lengths = message.pop(_LENGTHS, None)
    if lengths is not None:
        message["parts"] = _cut(body, length, lengths)
    return message


def _cut(body: bytes, start: int, lengths: Sequence[int]) -> list[bytes]:
    if start + sum(lengths) != len(body):
        raise ValueError("a message whose parts are not as long as it says")
    parts = []
    for length in lengths:
        parts.append(body[start : start + length])
        start += length
    return parts
