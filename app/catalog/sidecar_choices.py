"""Words for what reading sidecars came to and who is right in a conflict; the window needs them before the database."""

from __future__ import annotations

from enum import StrEnum


class Prefer(StrEnum):
    """Who is right where Keepers and a file both changed the same field."""

    NOBODY = "nobody"  # it stays a conflict
    KEEPERS = "keepers"
    FILE = "file"


class Found(StrEnum):
    """What reading a photo's XMP came to."""

    NOTHING = "nothing"  # no XMP, or nothing in it
    SAME = "same"
    TAKEN = "taken"
    CONFLICT = "conflict"
    PROBLEM = "problem"
