"""What the open folder is doing."""

from __future__ import annotations

from enum import Enum, auto


class Phase(Enum):
    """What the folder is doing."""

    CLOSED = auto()
    OPENING = auto()
    SCANNING = auto()
    LOADING_MODEL = auto()
    SCORING = auto()
    READY = auto()
    FAILED = auto()
