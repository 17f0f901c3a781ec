"""Photos named in a list: pasted from a mail, written by a client, exported by Keepers or another program."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from app.culling.names import fold
from app.errors import UserError
from app.photos.formats import SUFFIXES

LARGEST = 50_000_000
"""Bytes of a list; more is no list."""

_BREAKS = re.compile(r"[,;\t]")
_QUOTES = "\"'“”„‘’«»`"
_PIECE = re.compile(
    r"""\s*
    ( "(?:[^"\\]|\\.|"")*" | '[^']*'(?=\s*(?:[,;\t]|$)) | [“„”][^“”]*[“”] | [«»][^«»]*[«»] | [^,;\t"“„”«»]* )
    \s*(?:[,;\t]|$)""",
    re.VERBOSE,
)
"""One name of a line, in quotes or not, and what parts it from the next."""

_COUNTED = re.compile(r"(?:\(?[0-9]{1,5}[.):]|[-*•–])\s+(?=\S)")
"""What numbered lists and lists with bullets begin their lines with."""

_NUMBER = re.compile(r"[0-9]{1,18}")
_TAIL = re.compile(r"[0-9]+$")
_COLUMNS = ("path", "file", "filename", "file name", "name", "photo", "source", "from")


@dataclass(frozen=True, slots=True)
class Matches:
    """What a list comes to.

    Attributes:
        found: positions of the photos, each once, in the order of the list.
        names: how many different names the list holds.
        ambiguous: names that fit photos of several shots, with their positions; none of these is in ``found``
            on account of that name.
        missing: names that fit no photo.
    """

    found: tuple[int, ...]
    names: int
    ambiguous: tuple[tuple[str, tuple[int, ...]], ...]
    missing: tuple[str, ...]

    @property
    def text(self) -> str:
        """In words, e.g. ``"12 names: 10 photos found, 1 name ambiguous, 1 not found."``."""
        parts = [f"{_number(len(self.found), 'photo')} found"]
        if self.ambiguous:
            parts.append(f"{_number(len(self.ambiguous), 'name')} ambiguous")
        if self.missing:
            parts.append(f"{len(self.missing):,} not found")
        return f"{_number(self.names, 'name')}: {', '.join(parts)}."


def _number(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


class NameIndex:
    """The photos of a folder or a catalogue, found by what people write for them.

    A name may be a whole path, the end of one (``day2/IMG_1.jpg``), a file name with or without its suffix, and, where
    nothing else fits, the number at the end of one (``0023`` or ``23`` for ``IMG_0023.CR2``). Neither case nor Unicode
    form counts. A name with another suffix than the photo's still fits: clients see JPEGs of RAWs.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        """Args: paths: absolute path texts; positions in results are theirs."""
        self._paths = paths
        self._exact = {path: at for at, path in enumerate(paths)}
        self._names: dict[str, list[int]] = defaultdict(list)
        self._stems: dict[str, list[int]] = defaultdict(list)
        self._tails: dict[str, list[int]] = defaultdict(list)
        self._folders = {fold(_parts(folder)[-1]) for folder in {p.rpartition(os.sep)[0] for p in paths} if folder}
        for at, path in enumerate(paths):
            name = fold(path.rpartition(os.sep)[2])
            stem = _stem(name)
            self._names[name].append(at)
            self._stems[stem].append(at)
            if tail := _TAIL.search(stem):
                for number in {tail[0], _value(tail[0])}:
                    self._tails[number].append(at)

    def match(self, text: str) -> Matches:
        """Find the photos of a list.

        Raises:
            UserError: it looks like JSON or CSV of ours but cannot be read as such.
        """
        found: dict[int, None] = {}
        ambiguous: dict[str, tuple[int, ...]] = {}
        missing: dict[str, None] = {}
        names: dict[str, None] = {}
        for name in self._names_in(text):
            names[name] = None
            at = self.find(name)
            if not at:
                missing[name] = None
            elif len({self._shot(position) for position in at}) > 1:
                ambiguous[name] = tuple(at)
            else:
                found.update(dict.fromkeys(at))
        return Matches(tuple(found), len(names), tuple(ambiguous.items()), tuple(missing))

    def find(self, name: str) -> list[int]:
        """Positions that a name may mean, by the first rule that fits any."""
        if name in self._exact:
            return [self._exact[name]]
        parts = [fold(part) for part in _parts(name)]
        if not parts:
            return []
        for table, key in ((self._names, parts[-1]), (self._stems, _stem(parts[-1])), (self._stems, parts[-1])):
            at = self._below(table.get(key, ()), parts[:-1])
            if at:
                return at
        if len(parts) == 1 and _NUMBER.fullmatch(parts[0]):
            # With its zeros it is that very number; without, or where there is none like it, its value counts.
            exact = self._tails.get(parts[0], ()) if parts[0].startswith("0") else ()
            return list(exact or self._tails.get(_value(parts[0]), ()))
        return []

    def _below(self, positions: Iterable[int], folders: Sequence[str]) -> list[int]:
        """Those whose folders end as the name's do.

        All of them, where the name's folder is none of ours: the list was written on another machine.
        """
        positions = list(positions)
        for depth in range(len(folders), 0, -1):
            wanted = list(folders[-depth:])
            fitting = [at for at in positions if self._folders_of(at)[-depth:] == wanted]
            if fitting:
                return fitting
        return [] if folders and folders[-1] in self._folders else positions

    def _folders_of(self, at: int) -> list[str]:
        return [fold(part) for part in _parts(self._paths[at])[:-1]]

    def _shot(self, at: int) -> str:
        """Photos of one folder and stem are one shot: flagging both halves of a pair is no mistake."""
        folder, _, name = self._paths[at].rpartition(os.sep)
        return f"{folder}{os.sep}{_stem(fold(name))}"

    def _names_in(self, text: str) -> list[str]:
        text = text.lstrip("\ufeff")
        from_table = _json_names(text)
        if from_table is None:
            from_table = _csv_names(text)
        if from_table is not None:
            return [name for name in from_table if name.strip()]
        names: list[str] = []
        for line in text.splitlines():
            bare = _COUNTED.sub("", line.strip(), 1)
            # A comma may be part of a name, as "1. " may: a line that is one name as it stands is not taken apart.
            one = next((name for name in (_clean(line), _clean(bare)) if name and self.find(name)), None)
            names += [one] if one else [name for piece in _pieces(bare) if (name := _clean(piece))]
        return names


def decode_list(data: bytes, name: str) -> str:
    """The text of a list: UTF-8, UTF-16 with its mark, or else Windows' western letters.

    Args:
        name: of the list, for the words of errors.

    Raises:
        UserError: it is too large, or no text.
    """
    if len(data) > LARGEST:
        raise UserError(f"{name} is larger than {LARGEST // 1_000_000} MB. That is no list of names.")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        raise UserError(f"{name} is no text. Give a list of names as txt, csv or json.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _value(digits: str) -> str:
    """A number without the zeros before it."""
    return digits.lstrip("0") or "0"


def _pieces(line: str) -> list[str]:
    """The names of a line: a comma or semicolon in quotes is part of a name."""
    pieces: list[str] = []
    at = 0
    while at < len(line):
        found = _PIECE.match(line, at)
        if found is None or found.end() == at:
            return _BREAKS.split(line)  # quotes that do not close
        pieces.append(found[1])
        at = found.end()
    return pieces


def _clean(text: str) -> str:
    """A name without blanks and quotation marks around it; one in JSON quotes, as our txt lists have it, is read."""
    text = text.strip().strip("\u200b")
    if len(text) > 2 and text.startswith('"') and text.endswith('"'):
        text = text.replace('""', '"') if "\\" not in text and '""' in text[1:-1] else text
    if text.startswith('"') and text.endswith('"') and "\\" in text:
        try:
            value = json.loads(text)
        except ValueError:
            value = None  # a Windows path in quotes
        if isinstance(value, str):
            return value
    return text.strip(_QUOTES).strip()


def _parts(name: str) -> list[str]:
    """Folders and file name of a path from any system."""
    kind = PureWindowsPath if "\\" in name and "/" not in name else PurePosixPath
    return [part for part in kind(name).parts if part not in ("/", "\\", ".", "..") and not part.endswith(":\\")]


def _stem(name: str) -> str:
    """A folded name without its suffix, if that is one of a photo or sidecar."""
    stem, dot, suffix = name.rpartition(".")
    return stem if dot and stem and (f".{suffix}" in SUFFIXES or suffix in ("xmp", "gif", "psd", "jxl")) else name


def _json_names(text: str) -> list[str] | None:
    if not text.lstrip().startswith(("[", "{")):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        if text.lstrip().startswith(("[{", "{", '["', "[\n")):
            raise UserError(f"The list looks like JSON but cannot be read: {error}. Check the file.") from error
        return None
    return list(_names_of(value))


def _names_of(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _names_of(item)
    elif isinstance(value, dict):
        column = next((key for key in value if isinstance(key, str) and key.casefold() in _COLUMNS), None)
        if column is not None:
            yield from _names_of(value[column])
        else:
            for item in value.values():
                yield from _names_of(item) if isinstance(item, list) else ()


def _csv_names(text: str) -> list[str] | None:
    """Names of the column that holds them, where the first line is a heading."""
    first = next(iter(text.splitlines()), "").strip()
    separator = max(",;\t", key=first.count)
    try:
        titles = [title.strip().casefold() for title in next(csv.reader([first], delimiter=separator), [])]
        column = next((titles.index(title) for title in _COLUMNS if title in titles), None)
        if column is None or (len(titles) == 1 and titles[0] not in _COLUMNS[:3]):
            return None
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        next(rows)
        return [_clean(row[column]) for row in rows if len(row) > column]
    except csv.Error as error:
        raise UserError(f"The list looks like CSV but cannot be read: {error}. Check the file.") from error
