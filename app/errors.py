"""Errors that are told to the user in words, as opposed to bugs, which are not caught."""

from __future__ import annotations

from pathlib import Path


class UserError(Exception):
    """Something in the user's world is wrong; the text is a full sentence that says what and what to do about it."""


class PhotoError(UserError):
    """A photo cannot be read.

    Attributes:
        path: the file.
        reason: one sentence without the path, fit for a table cell, e.g. ``"The file is empty."``.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason
