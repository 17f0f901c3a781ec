"""Framed messages over pipes: four bytes of length, then JSON in ASCII (so that any file name passes)."""

from __future__ import annotations

import json
from typing import IO, Any

Message = dict[str, Any]

_MOST_BYTES = 64 << 20


def write_message(stream: IO[bytes], message: Message) -> None:
    """Write one message and flush.

    Raises:
        OSError: the other side is gone (BrokenPipeError).
    """
    data = json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    stream.write(len(data).to_bytes(4, "big") + data)
    stream.flush()


def read_message(stream: IO[bytes]) -> Message | None:
    """Read one message; None where the other side has ended, be it in the middle of one.

    Raises:
        ValueError: what arrives is no message.
    """
    head = stream.read(4)
    if len(head) < 4:
        return None
    length = int.from_bytes(head, "big")
    if length > _MOST_BYTES:
        raise ValueError(f"a message of {length} bytes")
    data = stream.read(length)
    if len(data) < length:
        return None
    message = json.loads(data)
    if not isinstance(message, dict):
        raise ValueError("a message that is no record")
    return message
