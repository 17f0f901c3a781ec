"""Collects the sentences that rooms without Qt make, so that the window can say them in the user's language.

Those rooms raise and return English sentences: plain strings, and f-strings whose values stand in braces. Here they are
read from the syntax trees of the sources, as templates such as ``"{folder} cannot be removed: {strerror}."``. Whatever
is shaped like a sentence is taken, wherever it stands, so nothing has to be marked where it is raised. What is no
sentence but is put into one is named in `WORDS`, or comes from the modules in `WORD_LISTS`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

ROOMS = (
    "app/photos",
    "app/catalog",
    "app/helpers",
    "app/scoring",
    "app/culling",
    "app/bootstrap.py",
    "app/places.py",
    "app/gui/loader_workers.py",
    "dpiqa_core",
)
"""Where sentences come from that the window shows."""

ELSEWHERE = (
    "app/catalog/migrations",
    "dpiqa_core/training",
    "dpiqa_core/evaluation",
    "dpiqa_core/datasets",
    "dpiqa_core/evaluate.py",
    "dpiqa_core/nss.py",
    "dpiqa_core/efficientnet.py",
)
"""Parts of the rooms that only command lines reach."""

WORD_LISTS = ("app/photos/formats.py",)
"""Modules whose texts are parts of sentences: ``"a PDF document"``."""

WORDS = (
    "read",
    "written",
    "no permission",
    "copy",
    "move",
    "link",
    "trash",
    "[Errno {errno}] {strerror}: {filename}",
    # What the system says of a file or a drive, as far as a photographer meets it.
    "No such file or directory",
    "Permission denied",
    "Operation not permitted",
    "Input/output error",
    "No space left on device",
    "Disk quota exceeded",
    "Read-only file system",
    "File name too long",
    "File too large",
    "Not a directory",
    "Is a directory",
    "Device or resource busy",
    "No such device",
    "No such device or address",
    "Too many open files",
    "Too many levels of symbolic links",
    "Stale file handle",
    "Host is down",
    "No route to host",
    "Network is unreachable",
    "Connection refused",
    "Connection timed out",
    "Transport endpoint is not connected",
    "Cannot allocate memory",
)
"""Words that are no sentence and are put into one."""

_HOLE = re.compile(r"\{(\w+)\}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SQL = ("SELECT ", "INSERT ", "UPDATE ", "DELETE ", "CREATE ", "PRAGMA ", "BEGIN ")
_TRANSLATORS = {"translate", "tr"}
_LOGGERS = {"log", "_log", "logger"}

_Piece = tuple[bool, str]
"""Whether it is a value, and the value's name or the literal text."""

_Pieces = tuple[_Piece, ...]


def collect_sentences(repository: Path) -> list[str]:
    """Templates of all sentences of the rooms, sorted; one of those that differ only in the names of their values."""
    found = set(WORDS)
    for file in _files(repository):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        everything = file.relative_to(repository).as_posix() in WORD_LISTS
        found.update(text for text in _texts(tree) if is_sentence(text) or (everything and " " in text))
    once = {_HOLE.sub("{}", text): text for text in sorted(found, reverse=True)}
    return sorted(once.values())


def is_sentence(template: str) -> bool:
    """Whether a text is shaped like something that is told to a user."""
    literal = _HOLE.sub(" ", template)
    words = len(_WORD.findall(literal))
    if template.startswith((*_SQL, ";", ",")) or "%s" in template or "%r" in template:
        return False
    if template.endswith((".", "!", "?")):
        return words >= 2 and " " in literal.strip()
    begins = template[:1].isupper() or template.startswith("{")
    if template.endswith("}"):
        return words >= 3 and begins
    return words >= 6 and begins and re.search(r"[.:] ", literal) is not None


def _files(repository: Path) -> Iterator[Path]:
    left_out = tuple(repository / part for part in ELSEWHERE)
    for room in ROOMS:
        place = repository / room
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            if not any(file.is_relative_to(part) for part in left_out):
                yield file


def _texts(tree: ast.Module) -> Iterator[str]:
    """Every text of a module as a template, but for documentation, log lines and what is translated already."""
    constants = _constants(tree)
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp):
            for pieces in _pieces(node, constants):
                yield _template(pieces).strip()
        whole = isinstance(node, ast.JoinedStr | ast.BinOp)  # its literals are parts of it
        waiting += [
            child
            for child in ast.iter_child_nodes(node)
            if not (_is_documentation(child) or _is_told_otherwise(child) or (whole and _is_text(child)))
        ]


def _is_documentation(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_told_otherwise(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in _TRANSLATORS:
            return True
        case ast.Attribute(value=ast.Name(id=name)):
            return name in _LOGGERS
    return False


def _constants(tree: ast.Module) -> Mapping[str, str]:
    """Texts that the module gives a name."""
    found: dict[str, str] = {}
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))):
                found[name] = text
    return found


def _pieces(node: ast.AST, constants: Mapping[str, str]) -> list[_Pieces]:
    """What a text is made of; several where it depends, as in ``"to " + (name if name else "the trash")``."""
    match node:
        case ast.Constant(value=str(text)):
            return [_split(text)]
        case ast.JoinedStr(values=values):
            return [sum(parts, ()) for parts in product(*(_pieces(value, constants) for value in values))]
        case ast.FormattedValue(value=value, conversion=-1):
            return _pieces(value, constants)
        case ast.FormattedValue(value=value):
            return [((True, _name(value)),)]
        case ast.Name(id=name) if name in constants:
            return [_split(constants[name])]
        case ast.IfExp(body=one, orelse=other) if _says_words(node):
            return [*_pieces(one, constants), *_pieces(other, constants)]
        case ast.BoolOp(values=values) if _says_words(node):
            return [pieces for value in values for pieces in _pieces(value, constants)]
        case ast.BinOp(left=left, op=ast.Add(), right=right) if _says_words(node):
            return [sum(parts, ()) for parts in product(_pieces(left, constants), _pieces(right, constants))]
    return [((True, _name(node)),)]


def _says_words(node: ast.AST) -> bool:
    """Whether a part of an expression, or one of the ways it can go, is a literal text."""
    match node:
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, op=ast.Add(), right=other):
            ways = [one, other]
        case ast.BoolOp(values=values):
            ways = values
        case _:
            return False
    return any(isinstance(way, ast.JoinedStr) or _is_text(way) or _says_words(way) for way in ways)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _split(text: str) -> _Pieces:
    """A literal, which may be a template for ``str.format`` itself."""
    parts = _HOLE.split(text)
    return tuple((at % 2 == 1, part) for at, part in enumerate(parts) if part)


def _name(node: ast.AST) -> str:
    """A name for a value, for translators to read."""
    match node:
        case ast.Name(id=name):
            return name.strip("_").lower()
        case ast.Attribute(attr=name):
            return name.strip("_").lower()
        case ast.Call(args=[first, *_]):
            return _name(first)
        case ast.Call(func=inner) | ast.Subscript(value=inner) | ast.BinOp(left=inner):
            return _name(inner)
        case ast.BoolOp(values=[inner, *_]):
            return _name(inner)
    return "value"


def _template(pieces: _Pieces) -> str:
    taken: set[str] = set()
    text = ""
    for is_value, words in pieces:
        if not is_value:
            text += words
            continue
        name, number = words, 1
        while name in taken:
            number += 1
            name = f"{words}{number}"
        taken.add(name)
        text += f"{{{name}}}"
    return text
