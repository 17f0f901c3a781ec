"""Just enough of MATLAB's level 5 MAT files for CLIVE: arrays of numbers, texts, and cells of them.

Source: "MAT-File Format", The MathWorks, version of R2023. Read by hand, because SciPy is no part of a bare training
machine.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dpiqa_core.datasets.records import DataError

_HEADER_BYTES = 128
_MATRIX, _COMPRESSED = 14, 15
_NUMBERS = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8"}
_TEXTS = {16: "utf-8", 17: "utf-16", 18: "utf-32"}
_CELL, _CHAR = 1, 4
_NUMERIC_CLASSES = range(6, 16)
_MAX_BYTES = 1 << 28
_MAX_DEPTH = 8


def read_mat(path: Path) -> dict[str, Any]:
    """Read every variable: numbers as float64 arrays, texts as str, cells as flat lists in MATLAB's order.

    Variables of other kinds are left out.

    Raises:
        DataError: the file is missing, cut off, or no MAT file of level 5.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise DataError(path, "The file is missing from the data set.") from error
    except OSError as error:
        raise DataError(path, f"The file cannot be read: {error.strerror}.") from error
    mark = data[126:128]
    if len(data) < _HEADER_BYTES or mark not in (b"IM", b"MI"):
        raise DataError(path, "The file is no MATLAB file of level 5 (MATLAB 5 to 7).")
    order = "<" if mark == b"IM" else ">"
    found: dict[str, Any] = {}
    try:
        position = _HEADER_BYTES
        while position < len(data):
            kind, body, position = _element(data, position, order)
            if kind == _COMPRESSED:
                inflated = _inflate(body)
                kind, body, _ = _element(inflated, 0, order)
            if kind == _MATRIX and body:
                name, value = _matrix(body, order, 0)
                if value is not None:
                    found[name] = value
    except (struct.error, zlib.error, ValueError, UnicodeDecodeError) as error:
        raise DataError(path, f"The file is damaged or cut off: {error}. Unpack the data set again.") from error
    return found


def _inflate(body: bytes) -> bytes:
    worker = zlib.decompressobj()
    inflated = worker.decompress(body, _MAX_BYTES)
    if not worker.eof:
        raise ValueError("a compressed part is cut off or far too large")
    return inflated


def _element(data: bytes, position: int, order: str) -> tuple[int, bytes, int]:
    """Type, content and the place of the next element."""
    kind, size = struct.unpack_from(order + "II", data, position)
    if kind >> 16:  # small element: type, size and up to four bytes in eight
        size, kind = kind >> 16, kind & 0xFFFF
        if size > 4:
            raise ValueError("a small element claims more than four bytes")
        return kind, data[position + 4 : position + 4 + size], position + 8
    start = position + 8
    end = start + size
    if end > len(data):
        raise ValueError(f"an element of {size} bytes ends behind the file")
    padding = 0 if kind == _COMPRESSED else -size % 8
    return kind, data[start:end], end + padding


def _numbers(kind: int, body: bytes, order: str) -> NDArray[Any]:
    if kind not in _NUMBERS:
        raise ValueError(f"numbers of the unknown type {kind}")
    return np.frombuffer(body, np.dtype(order + _NUMBERS[kind]))


def _text(kind: int, body: bytes, order: str) -> str:
    if kind in _TEXTS:
        return body.decode(_TEXTS[kind] + ("" if kind == 16 else "-le" if order == "<" else "-be"))
    return "".join(map(chr, _numbers(kind, body, order).tolist()))


def _matrix(body: bytes, order: str, depth: int) -> tuple[str, Any]:
    if depth > _MAX_DEPTH:
        raise ValueError("cells inside cells inside cells without end")
    _, flags, position = _element(body, 0, order)
    array_class = struct.unpack_from(order + "I", flags)[0] & 0xFF
    kind, raw, position = _element(body, position, order)
    shape = tuple(int(n) for n in _numbers(kind, raw, order))
    kind, raw, position = _element(body, position, order)
    name = raw.decode("ascii", "replace")
    if array_class == _CELL:
        cells: list[Any] = []
        while position < len(body):
            kind, raw, position = _element(body, position, order)
            cells.append(_matrix(raw, order, depth + 1)[1] if kind == _MATRIX and raw else None)
        return name, cells
    if array_class == _CHAR:
        kind, raw, _ = _element(body, position, order)
        return name, _text(kind, raw, order)
    if array_class in _NUMERIC_CLASSES:
        kind, raw, _ = _element(body, position, order)
        return name, _numbers(kind, raw, order).astype(np.float64).reshape(shape, order="F")
    return name, None
