"""The first sheet of an xlsx workbook as rows of texts, for SPAQ's labels. Formulas keep their last value."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from xml.etree import ElementTree

from dpiqa_core.datasets.records import DataError

_MAX_BYTES = 1 << 28
_CELL = re.compile(r"([A-Z]{1,3})[0-9]+$")


def read_first_sheet(path: Path) -> list[tuple[int, list[str]]]:
    """Row number (as the program that made it counts) and the texts of its cells; empty cells are empty texts.

    Raises:
        DataError: the file is missing, damaged or no workbook.
    """
    try:
        with zipfile.ZipFile(path) as book:
            sheets = sorted(
                (name for name in book.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)),
                key=lambda name: int(re.sub(r"\D", "", name)),
            )
            if not sheets:
                raise DataError(path, "The workbook holds no sheet.")
            shared = _shared(_part(book, "xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in book.namelist() else []
            return _rows(_part(book, sheets[0]), shared)
    except FileNotFoundError as error:
        raise DataError(path, "The workbook of labels is missing.") from error
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, ValueError, IndexError, EOFError) as error:
        raise DataError(path, f"The workbook is damaged: {error}. Unpack the data set again.") from error
    except OSError as error:
        raise DataError(path, f"The workbook cannot be read: {error.strerror}.") from error


def _part(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
    if book.getinfo(name).file_size > _MAX_BYTES:
        raise ValueError(f"{name} is far too large")
    return ElementTree.fromstring(book.read(name))


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _texts(element: ElementTree.Element) -> str:
    """All text of an entry; phonetic hints (``rPh``) are no part of it."""
    parts: list[str] = []
    for child in element:
        if _local(child) == "t":
            parts.append(child.text or "")
        elif _local(child) == "r":
            parts.append(_texts(child))
    return "".join(parts)


def _shared(root: ElementTree.Element) -> list[str]:
    return [_texts(entry) for entry in root if _local(entry) == "si"]


def _rows(root: ElementTree.Element, shared: list[str]) -> list[tuple[int, list[str]]]:
    rows: list[tuple[int, list[str]]] = []
    for row in (element for element in root.iter() if _local(element) == "row"):
        cells: list[str] = []
        for cell in row:
            column = _column(cell.get("r", ""), len(cells))
            cells += [""] * (column - len(cells))
            cells.append(_value(cell, shared))
        rows.append((int(row.get("r", len(rows) + 1)), cells))
    return rows


def _column(reference: str, following: int) -> int:
    match = _CELL.match(reference)
    if match is None:
        return following
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return max(number - 1, following)


def _value(cell: ElementTree.Element, shared: list[str]) -> str:
    for child in cell:
        if _local(child) == "v":
            text = child.text or ""
            return shared[int(text)] if cell.get("t") == "s" else text
        if _local(child) == "is":
            return _texts(child)
    return ""
