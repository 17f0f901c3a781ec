"""Lists of photos for other programs: txt, csv and json, written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import re
import secrets
import stat
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.catalog.records import PhotoRecord
from app.culling.groups import GroupPlace
from app.culling.reasons import reasons
from app.errors import UserError
from app.photos.formats import kind_of

Row = dict[str, Any]
"""One photo as ``photo_row`` gives it."""

COLUMNS = (
    "path",
    "score",
    "percentile",
    "model",
    "cached",
    "error",
    "width",
    "height",
    "captured_at",
    "flag",
    "stars",
    "label",
    "reasons",
    "camera",
    "group",
    "group_kind",
    "group_rank",
    "group_size",
    "pair",
)
"""Names and order of what a row holds, in JSON and in CSV."""

_SIDECAR = ".xmp"
_SURROGATE = re.compile("[\ud800-\udfff]")
# A spreadsheet takes a cell that begins like this for a formula. A blank in front would be trimmed by some.
_FORMULA = re.compile(r"[=+\-@\t\r]")


class ListFormat(StrEnum):
    """How a list is written.

    TXT: one absolute path a line. A path that would not survive that (it holds a line break or is not UTF-8) is
    written as a JSON string, in double quotes; no absolute path begins with one.
    CSV: comma separated with a header line, quoted where needed; nothing known is an empty cell.
    JSON: a list of objects, one a line.
    All are UTF-8.
    """

    TXT = "txt"
    CSV = "csv"
    JSON = "json"


def photo_row(
    record: PhotoRecord,
    percentile: float | None,
    model: str | None,
    cached: bool,
    place: GroupPlace | None = None,
) -> Row:
    """Give what the command line tells about a photo; the keys are ``COLUMNS``, the values fit for JSON.

    Args:
        record: the photo.
        percentile: 0..100 in its folder; None or NaN where it has no score.
        model: name of the model that scored it.
        cached: whether the score was known before.
        place: where it stands in its group; None for a photo alone, or where nobody grouped.

    Returns:
        ``path`` absolute; ``score`` 0..100 not rounded or None; ``captured_at`` ISO 8601 camera time without a zone
        or None; ``flag`` pick, reject or none; ``label`` none, red, ...; ``reasons`` a list of words, worst first;
        ``pair`` the other half of a RAW+JPEG pair.
        A file name that is not UTF-8 holds lone surrogates, as everywhere in Python.
    """
    captured = record.facts.captured_at
    return {
        "path": str(record.path),
        "score": _known(record.score),
        "percentile": _known(percentile),
        "model": model,
        "cached": cached,
        "error": record.error,
        "width": record.width,
        "height": record.height,
        "captured_at": None if captured is None else captured.isoformat(),
        "flag": record.decision.flag.name.lower(),
        "stars": record.decision.stars,
        "label": record.decision.label.name.lower(),
        "reasons": reasons(record.faults),
        "camera": record.facts.camera,
        "group": place.group if place else None,
        "group_kind": place.kind.value if place else None,
        "group_rank": place.rank if place else None,
        "group_size": place.size if place else None,
        "pair": None if record.partner is None else str(record.partner),
    }


def format_rows(rows: Sequence[Row], format: ListFormat) -> str:  # noqa: A002
    """Give the text of a list, ending in a line break unless it is empty."""
    match ListFormat(format):
        case ListFormat.TXT:
            # Of a pair both files: who copies by the list shall not leave the RAW behind.
            paths = [path for row in rows for path in (row["path"], row.get("pair")) if path is not None]
            return "".join(f"{_path_line(path)}\n" for path in paths)
        case ListFormat.CSV:
            return _csv(rows)
        case ListFormat.JSON:
            # Lone surrogates cannot be UTF-8 but can be JSON escapes; readers get back exactly the name on disk.
            lines = (_escape_surrogates(json.dumps(row, ensure_ascii=False, allow_nan=False)) for row in rows)
            return "[\n" + ",\n".join(lines) + "\n]\n" if rows else "[]\n"


def write_rows(rows: Sequence[Row], to: Path | str | None, format: ListFormat) -> str:  # noqa: A002
    """Write a list, replacing a file that is there in one step; nothing is half written.

    Args:
        rows: as ``photo_row`` gives them.
        to: the file; None or ``-`` writes nothing, the caller prints what is returned.
        format: txt, csv or json.

    Returns:
        The text of the list.

    Raises:
        UserError: the file cannot be written.
    """
    text = format_rows(rows, format)
    if to is not None and str(to) != "-":
        write_whole(Path(to), text.encode("utf-8"))
    return text


def write_list(
    records: Sequence[PhotoRecord],
    percentiles: Sequence[float | None],
    to: Path | str | None,
    format: ListFormat,  # noqa: A002
    *,
    model: str | None = None,
    places: Mapping[int, GroupPlace] = MappingProxyType({}),
) -> str:
    """Write the list of keepers; their scores come from the catalogue, so ``cached`` is true where there is one.

    Args:
        records: the keepers in the order wanted.
        percentiles: 0..100 of each, None or NaN where not scored.
        to, format: as in ``write_rows``.
        model: name of the model that scored them.
        places: photo id -> place in its group; photos alone need not be there.

    Raises:
        UserError: the file cannot be written.
    """
    rows = [
        photo_row(
            record,
            percentile,
            model if record.score is not None else None,
            record.score is not None,
            places.get(record.id),
        )
        for record, percentile in zip(records, percentiles, strict=True)
    ]
    return write_rows(rows, to, format)


def _known(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)


def _escape_surrogates(text: str) -> str:
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _path_line(path: str) -> str:
    fits_a_line = path.splitlines() == [path] and not _SURROGATE.search(path)
    return path if fits_a_line else json.dumps(path)


def _csv(rows: Sequence[Row]) -> str:
    out = io.StringIO(newline="")
    # CRLF as RFC 4180 has it; with "\n" alone, Python before 3.13 leaves a "\r" in a file name unquoted.
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(name, row[name]) for name in COLUMNS] for row in rows)
    return out.getvalue()


def _cell(column: str, value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        value = "; ".join(value)
    if not isinstance(value, str):
        return value
    if column == "path":
        # Absolute, so never taken for a formula and never changed by the guard below.
        return json.dumps(value) if _SURROGATE.search(value) else value
    value = _escape_surrogates(value)
    # Camera names come from the file, that is from anybody: the apostrophe keeps spreadsheets from computing them.
    return f"'{value}" if _FORMULA.match(value) else value


def check_list_target(to: Path | str) -> None:
    """Refuse a name that no list may have, before any work is done for it: a folder, a photo, a sidecar.

    A slip of the keyboard must not replace an original by a list.

    Raises:
        UserError: the list must not be written there.
    """
    for name in (Path(to), Path(os.path.realpath(to))):
        if kind_of(name) is not None:
            raise UserError(f"The list cannot be written to {to}: that is the name of a photo. Name another file.")
        if name.suffix.lower() == _SIDECAR and os.path.lexists(name):
            raise UserError(f"The list cannot be written to {to}: a sidecar would be lost. Name another file.")
    if os.path.isdir(to):  # noqa: PTH112 - Path.is_dir() raises where a folder above may not be entered
        raise UserError(f"The list cannot be written to {to}: it is a folder. Give the name of a file.")


def write_whole(to: Path, content: bytes) -> None:
    """Write a file by way of a temporary one beside it, on disk before it takes the name.

    Raises:
        UserError: it cannot be written.
    """
    check_list_target(to)
    # A symbolic link stays one: what it points to is replaced.
    target = Path(os.path.realpath(to))
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        mode = None
    except OSError as error:
        raise _cannot_write(to, error) from error
    try:
        if mode is not None and not stat.S_ISREG(mode):
            # A pipe or a device such as /dev/stdout takes text but must never be replaced by a file.
            target.write_bytes(content)
            return
        _replace(target, content, None if mode is None else stat.S_IMODE(mode))
    except OSError as error:
        raise _cannot_write(to, error) from error


def _replace(target: Path, content: bytes, mode: int | None) -> None:
    temporary = target.with_name(f".keepers-{secrets.token_hex(8)}.tmp")
    # Opened by hand and not by tempfile: the file shall get the permissions that any new file gets here.
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _cannot_write(to: Path, error: OSError) -> UserError:
    if isinstance(error, FileNotFoundError):
        advice = "its folder does not exist. Create the folder or choose another place."
    elif isinstance(error, NotADirectoryError):
        advice = "a part of its path is a file, not a folder. Choose another place."
    elif isinstance(error, PermissionError):
        advice = "writing there is not allowed. Choose another place or change the permissions of the folder."
    else:
        advice = f"{error.strerror or error}. Free some space or choose another place."
    return UserError(f"The list cannot be written to {to}: {advice}")
