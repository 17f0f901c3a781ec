"""Rows of csv files, with their line numbers."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from dpiqa_core.datasets.records import DataError


def read_csv(path: Path, needed: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """Read a csv file with a header.

    Args:
        path: the file, UTF-8 with or without a byte order mark.
        needed: columns that have to be there.

    Returns:
        Line number (as an editor counts it) and the row by lower-case column name.

    Raises:
        DataError: the file is missing, is no csv of text, lacks a column, or a row is too short.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream)
            header = [name.strip().lower() for name in next(reader, [])]
            absent = [name for name in needed if name not in header]
            if absent:
                found = ", ".join(header) or "none"
                raise DataError(path, f"The table has no column {absent[0]}; its columns are: {found}.")
            rows: list[tuple[int, dict[str, str]]] = []
            for cells in reader:
                if not any(cell.strip() for cell in cells):
                    continue
                row = dict(zip(header, cells, strict=False))
                short = [name for name in needed if not row.get(name, "").strip()]
                if short:
                    raise DataError(path, f"Line {reader.line_num} has no {short[0]}.")
                rows.append((reader.line_num, row))
            return rows
    except FileNotFoundError as error:
        raise DataError(path, "The table of labels is missing.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(path, f"The table cannot be read as csv: {error}.") from error
    except OSError as error:
        raise DataError(path, f"The table cannot be read: {error.strerror}.") from error
