"""Sentences of rooms without Qt, in the language of the window.

Errors, reasons and reports arrive as finished English sentences. Their templates are known
(resources/translations/sentences.json, see `collect_sentences`), so the window finds the template that a sentence was
made from, has Qt translate it, and puts the same values into the translation. Values that are sentences themselves are
translated, too. A sentence that no template fits is shown as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from PySide6.QtCore import QCoreApplication

from app.culling.wording import in_digits
from app.gui.theme import RESOURCES

CONTEXT = "Sentences"
TEMPLATES = RESOURCES / "translations" / "sentences.json"

_LONGEST = 1200
"""Characters from which a text is no sentence any more; reading it takes longer the more sentences it could be."""

_END = 6
"""Characters at the end of a template by which it is looked up."""

_HOLE = re.compile(r"\{(\w+)\}")
_SENTENCE_END = re.compile(r"(?<=[.!?]) ")
_AFTER_PLACE = re.compile(r"(?<=:) ")
_PLACE = re.compile(r"/|\\\\|[A-Za-z]:\\")
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+")

Said = tuple[str, int]
"""A translated text, and how many characters of the English one were known; 0 where it stays English."""


@dataclass(frozen=True)
class Template:
    """A sentence with values in braces."""

    text: str

    @cached_property
    def literals(self) -> list[str]:
        """What stands around and between the values."""
        return _HOLE.split(self.text)[::2]

    @cached_property
    def names(self) -> list[str]:
        """The values in their order."""
        return _HOLE.findall(self.text)

    @cached_property
    def weight(self) -> int:
        """How much of it is not value."""
        return sum(map(len, self.literals))

    @cached_property
    def _patterns(self) -> list[re.Pattern[str]]:
        """Where one value ends and the next begins can be read in two ways: as early or as late as possible."""
        ways = ["(.*?)", "(.*)"] if len(self.names) > 1 else ["(.*)"]
        return [re.compile(way.join(map(re.escape, self.literals)), re.DOTALL) for way in ways]

    def readings(self, text: str) -> Iterable[Mapping[str, str]]:
        """The values with which this template gives the text; none where it cannot."""
        if text.startswith(self.literals[0]) and text.endswith(self.literals[-1]):
            for pattern in self._patterns:
                if match := pattern.fullmatch(text):
                    yield dict(zip(self.names, match.groups(), strict=True))


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put values into a template; what stands in braces without being one of them stays."""
    return _HOLE.sub(lambda hole: values.get(hole[1], hole[0]), template)


class SentenceBook:
    """Knows the templates of one language.

    Args:
        templates: English, values in braces.
        translate: gives the translation of a template, or the template itself where there is none.
    """

    def __init__(self, templates: Iterable[str], translate: Callable[[str], str]) -> None:
        self._translate = translate
        texts = set(templates)
        self._plain = {text for text in texts if not _HOLE.search(text)}
        self._by_end: dict[str, list[Template]] = {}
        for text in sorted(texts - self._plain):
            template = Template(text)
            end = template.literals[-1][-_END:]
            self._by_end.setdefault(end if len(end) == _END else "", []).append(template)
        self._known = lru_cache(maxsize=4096)(self._look_up)

    def say(self, text: str) -> str:
        """An English text in the language of the book; unchanged where it knows nothing of it."""
        return self._known(text)[0] if len(text) <= _LONGEST else text

    def _look_up(self, text: str) -> Said:
        """Of all ways to read the text the one that explains most of it."""
        if text in self._plain:
            return self._translate(text), len(text)
        best: Said = (text, 0)
        for colon in _AFTER_PLACE.finditer(text):  # the file, then what is wrong with it
            rest = self._known(text[colon.end() :])
            if rest[1] > best[1]:
                best = text[: colon.end()] + rest[0], rest[1]
            if rest[1] == len(text) - colon.end() and _PLACE.match(text):
                return best  # thousands of files with one reason: quick
        for template in (*self._by_end.get(text[-_END:], ()), *self._by_end.get("", ())):
            for values in template.readings(text):
                inside = {name: self._known(value) for name, value in values.items()}
                known = template.weight + sum(said[1] for said in inside.values())
                if known > best[1]:
                    words = {name: _in_own_digits(said[0]) for name, said in inside.items()}
                    best = fill(self._translate(template.text), words), known
        for end in _SENTENCE_END.finditer(text):  # several sentences
            first, rest = self._known(text[: end.start()]), self._known(text[end.end() :])
            if first[1] + rest[1] > best[1]:
                best = f"{first[0]} {rest[0]}", first[1] + rest[1]
        return best


def _in_own_digits(value: str) -> str:
    """A value that is nothing but an English number, as it is written here."""
    return in_digits(int(value.replace(",", ""))) if _THOUSANDS.fullmatch(value) else value


_book: SentenceBook | None = None


def speak(english: bool) -> None:
    """Let `localised` speak what Qt's translators speak now; English costs nothing."""
    global _book
    if english:
        _book = None
        return
    templates = json.loads(TEMPLATES.read_text(encoding="utf-8"))
    _book = SentenceBook(templates, lambda template: QCoreApplication.translate(CONTEXT, template))


def localised(text: str) -> str:
    """A sentence of a room without Qt in the language of the window."""
    return _book.say(text) if _book is not None else text
