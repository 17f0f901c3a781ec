"""File names made fit for searching and for natural order."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

_DIGITS = re.compile(r"[0-9]+")


def fold(text: str) -> str:
    """Make texts comparable whatever their case and their Unicode form (NFC as on Linux, NFD as from a Mac).

    NFKC and case folding; accents still count ("é" is not "e"). Lone surrogates of names that are not UTF-8 pass.
    """
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def natural_key(name: str) -> str:
    """Give a text that sorts as people count: ``IMG_9`` before ``IMG_10``, case and Unicode form ignored."""
    return _DIGITS.sub(_number_key, fold(name))


def _number_key(match: re.Match[str]) -> str:
    digits = match[0].lstrip("0") or "0"
    # A longer number is a larger one, so its length goes first, as one character; the "0" before it keeps numbers
    # where digits sort among other characters.
    return f"0{chr(len(digits))}{digits}"


class NameKeys:
    """Search and sort keys of a folder's file names, worked out once and only when asked for.

    Make one per list of paths and hand it to ``apply_filter``, ``facet_counts``, ``sort_order`` and ``select``; they
    make their own where none is given; the natural order of 100,000 names takes a good third of a second.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths = list(paths)  # the caller's list may change

    def refreshed(self, paths: Sequence[str]) -> NameKeys:
        """Give keys for ``paths``: these where the paths are the same; where some were only added behind them, what
        is worked out for these is kept, so that a folder that grows photo by photo costs little each time.
        """
        if self._paths == paths:
            return self
        old = len(self._paths)
        grown = NameKeys(paths)
        if old and len(paths) > old and paths[:old] == self._paths and "order" in self.__dict__:
            grown._grow_from(self, old)
        return grown

    def _grow_from(self, before: NameKeys, old: int) -> None:
        added = NameKeys(self._paths[old:])
        self.__dict__["names"] = before.names + added.names
        self.__dict__["_keys"] = before._keys + added._keys
        if "folded" in before.__dict__:
            self.__dict__["folded"] = before.folded + added.folded
        # Two runs that are in order each: the sort only merges them.
        runs = [*before.order.tolist(), *(added.order + old).tolist()]
        self.__dict__["order"] = np.array(sorted(runs, key=self._keys.__getitem__), dtype=np.intp)

    @cached_property
    def names(self) -> list[str]:
        """File names without their folder."""
        # Faster than os.path.basename on 100,000 paths by a factor of five.
        if os.altsep is None:
            return [path.rpartition(os.sep)[2] for path in self._paths]
        return [os.path.basename(path) for path in self._paths]  # noqa: PTH119

    @cached_property
    def folded(self) -> list[str]:
        """File names for a search that minds neither case nor Unicode form."""
        return [fold(name) for name in self.names]

    @cached_property
    def order(self) -> NDArray[np.intp]:
        """Indices in natural order of the file names; the same name in several folders by path."""
        return np.array(sorted(range(len(self._keys)), key=self._keys.__getitem__), dtype=np.intp)

    @cached_property
    def _keys(self) -> list[str]:
        return [f"{natural_key(name)}\0{path}" for name, path in zip(self.names, self._paths, strict=True)]

    @cached_property
    def rank(self) -> NDArray[np.intp]:
        """Place of each photo in ``order``."""
        rank = np.empty(len(self._paths), dtype=np.intp)
        rank[self.order] = np.arange(len(rank), dtype=np.intp)
        return rank

    def containing(self, text: str) -> NDArray[np.bool_]:
        """Tell which file names contain ``text``; neither case nor Unicode form matters."""
        wanted = fold(text)
        return np.fromiter((wanted in name for name in self.folded), dtype=np.bool_, count=len(self._paths))
