"""Errors of the quality models that are told to the user in words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class ModelError(Exception):
    """A model cannot be used; the text is a full sentence that names the file and says what is wrong with it.

    Attributes:
        path: the file or folder, or None where the trouble lies elsewhere.
        reason: the sentence without the path.
    """

    def __init__(self, path: Path | None, reason: str) -> None:
        super().__init__(reason if path is None else f"{path}: {reason}")
        self.path = path
        self.reason = reason


class OutOfMemory(ModelError):  # noqa: N818
    """The device has too little memory for a batch; from ``Scorer``: even for a batch of one photo."""

    def __init__(self, reason: str) -> None:
        super().__init__(None, reason)


class BadScore(ModelError):  # noqa: N818
    """The model gave something that is no number for some photos.

    Attributes:
        positions: which of the given photos; the others can be scored again without them.
    """

    def __init__(self, path: Path | None, reason: str, positions: Sequence[int]) -> None:
        super().__init__(path, reason)
        self.positions = tuple(positions)
