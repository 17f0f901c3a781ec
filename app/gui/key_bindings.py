"""Keys that the user gave to commands, instead of the usual ones; kept in the configuration folder."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from PySide6.QtGui import QKeySequence

from app import places

Bindings = Mapping[str, tuple[str, ...]]
"""Command id -> portable key texts; no key at all is a binding too."""


class Bindable(Protocol):
    """What of a command matters for its keys."""

    @property
    def id(self) -> str:
        """Stable name."""

    @property
    def places(self) -> frozenset[str]:
        """The parts of the window in which its keys are heard."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Portable key texts."""

    @property
    def also(self) -> tuple[str, ...]:
        """Further keys that it answers to, which its text tells."""

    @property
    def and_next(self) -> bool:
        """Whether the same keys with Shift do something, too."""


AnyBindable = TypeVar("AnyBindable", bound=Bindable)


def bindings_file() -> Path:
    """Where they are kept."""
    return places.config_dir() / "keys.json"


def read_bindings(file: Path | None = None) -> dict[str, tuple[str, ...]]:
    """The user's keys; a file that is missing or damaged reads as none, as do keys that are no keys."""
    try:
        stored: Any = json.loads((file or bindings_file()).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(stored, dict):
        return {}
    found = {}
    for name, keys in stored.items():
        if isinstance(keys, list) and all(isinstance(key, str) and portable(key) for key in keys):
            found[name] = tuple(portable(key) for key in keys)
    return found


def write_bindings(bindings: Bindings, file: Path | None = None) -> None:
    """Keep the user's keys.

    Raises:
        OSError: they cannot be written.
    """
    file = file or bindings_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    half_done = file.with_suffix(".tmp")
    half_done.write_text(json.dumps({name: list(keys) for name, keys in bindings.items()}, indent=1), encoding="utf-8")
    os.replace(half_done, file)  # noqa: PTH105 - one name for it in the whole house


def portable(key: str) -> str:
    """A key text in the one form in which keys are compared; empty where it is no single key."""
    sequence = QKeySequence(key, QKeySequence.SequenceFormat.PortableText)
    if sequence.count() != 1:
        return ""
    text = sequence.toString(QKeySequence.SequenceFormat.PortableText)
    return text if text.isprintable() else ""


def taken(command: Bindable) -> set[str]:
    """All keys that a command answers to, the Shift variants included."""
    keys = {portable(key) for key in (*command.keys, *command.also)}
    return keys | {portable(f"Shift+{key}") for key in command.keys} if command.and_next else keys


def both_listen(one: Bindable, other: Bindable) -> bool:
    """Whether there is a place in the window where both commands hear the same key."""
    return bool(one.places & other.places)


def conflict(commands: Sequence[AnyBindable], command: Bindable, key: str) -> AnyBindable | None:
    """The other command that has this key already, where both would listen.

    Args:
        commands: all commands with their present keys.
        command: the one that is to get the key.
        key: portable key text.
    """
    wanted = {portable(key)} | ({portable(f"Shift+{key}")} if command.and_next else set())
    for other in commands:
        if other.id != command.id and both_listen(command, other) and wanted & taken(other):
            return other
    return None
