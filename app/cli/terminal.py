"""Talking to the terminal: results on stdout, everything else on stderr, names of any kind made printable."""

from __future__ import annotations

import io
import signal
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from rich.console import Console

INTERRUPTED = 130
"""Exit code after Ctrl+C, as shells have it."""

_WIDE = 250


def use_utf8() -> None:
    """Let any file name pass: to a file or another program as the bytes it has on disk, to a terminal escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="backslashreplace")
            else:
                stream.reconfigure(encoding="utf-8", errors="surrogateescape")


@cache
def _console(stderr: bool) -> Console:
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=False)
    # In a pipe there is no width to fit into: a table then takes what it needs.
    return (
        console
        if console.is_terminal
        else Console(stderr=stderr, highlight=False, markup=False, emoji=False, width=_WIDE)
    )


def out() -> Console:
    """For results."""
    return _console(False)


def err() -> Console:
    """For progress, notes and complaints."""
    return _console(True)


def say(text: str) -> None:
    """A note on stderr."""
    err().print(printable(text), soft_wrap=True)


def complain(text: str) -> None:
    """An error on stderr."""
    err().print(printable(text), style="red", soft_wrap=True)


def printable(text: str) -> str:
    """``text`` with control characters, newlines and bytes that are no UTF-8 written as escapes."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def shown(path: str | Path, root: Path | None = None) -> str:
    """A path fit for one line of a table, below ``root`` where it lies there."""
    if root is not None:
        path = Path(path)
        if path.is_relative_to(root) and path != root:
            path = path.relative_to(root)
    return printable(str(path))


def count(number: int, noun: str) -> str:
    """``"1 photo"``, ``"1,234 photos"``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


class StopOnInterrupt:
    """While entered, the first Ctrl+C asks the work to end properly, the second one ends the process at once.

    Attributes:
        asked: whether Ctrl+C was pressed.
    """

    def __init__(self) -> None:
        self.asked = False
        self._stops: list[Callable[[], None]] = []
        self._before: Any = None

    def also(self, stop: Callable[[], None]) -> None:
        """Call ``stop`` on Ctrl+C; at once if it was pressed already."""
        self._stops.append(stop)
        if self.asked:
            stop()

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._interrupted)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _interrupted(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        for stop in self._stops:
            stop()
