"""Photos over which the program has ended: a short list that outlives it."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from app.locks import lock

log = logging.getLogger(__name__)

MOST = 300
"""Suspects that are remembered; of more the oldest are forgotten."""
MOST_ENDS = 3
"""So often a photo may be under suspicion, be read elsewhere without harm, and be trusted again."""
FORGIVEN_S = 3600
"""Ends that lie so long apart, with a reading without harm between them, are not counted together."""
REMEMBERED_S = 30 * 24 * 3600
LONGEST_NAME = 4000
"""Bytes of a path that are kept as they are."""


class Sight(NamedTuple):
    """A file as it was seen; when it changes it is another one.

    Attributes:
        name: its path, or what stands for a path that is too long.
    """

    name: str
    size: int
    mtime_ns: int


def sight_of(path: Path, size: int, mtime_ns: int) -> Sight:
    """The sight of a file."""
    name = os.fspath(path)
    if len(name) * 4 > LONGEST_NAME and len(data := os.fsencode(name)) > LONGEST_NAME:
        name = "\0" + hashlib.blake2b(data, digest_size=32).hexdigest()  # no path holds a NUL
    return Sight(name, size, mtime_ns)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What is known of a suspect.

    Attributes:
        ends: how often the program has ended while it was being read.
        trusted: it was read without harm since.
        at: when it came under suspicion the last time, in seconds since 1970.
    """

    ends: int = 0
    trusted: bool = False
    at: float = 0.0

    @property
    def stubborn(self) -> bool:
        """Whether being read without harm elsewhere does not clear it any more."""
        return self.ends >= MOST_ENDS


Suspicions = dict[Sight, Suspicion]


def accused(known: Suspicions, sight: Sight, ends: int) -> None:
    """Put a photo on the list, which has ended the program so often since."""
    before = known.get(sight, Suspicion())
    if before.trusted and time.time() - before.at > FORGIVEN_S:
        before = Suspicion()  # read without harm since: what ends the program now and then is something else
    known[sight] = Suspicion(before.ends + ends, trusted=False, at=time.time())


def cleared(known: Suspicions, sight: Sight) -> None:
    """A photo was read without harm."""
    if (before := known.get(sight)) is not None and not before.stubborn:
        known[sight] = replace(before, trusted=True)


class SuspectFile:
    """Keeps suspicions in a file, which several programs may change.

    Args:
        path: the file; a lock lies beside it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Suspicions:
        """What the file says; a damaged one says nothing.

        Raises:
            OSError: it is there and cannot be read.
        """
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return {}
        try:
            entries = [_entry(record) for record in json.loads(data)]
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
            log.info("%s is damaged and begun anew: %r", self._path, error)
            return {}
        oldest = time.time() - REMEMBERED_S
        return {sight: suspicion for sight, suspicion in entries if suspicion.at > oldest}

    @contextmanager
    def changing(self) -> Iterator[Suspicions]:
        """What the file says, to be changed; is written at the end of the block.

        Raises:
            OSError: it cannot be read or written.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o666)
        try:
            lock(descriptor)
            known = self.read()
            before = dict(known)
            yield known
            if known != before:
                self._write(known)
        finally:
            os.close(descriptor)

    def _write(self, known: Suspicions) -> None:
        latest = sorted(known.items(), key=lambda entry: entry[1].at)[-MOST:]
        records = [sight._asdict() | asdict(suspicion) for sight, suspicion in latest]
        made = self._path.with_suffix(".new")
        made.write_text(json.dumps(records), encoding="ascii")
        made.replace(self._path)


def _entry(record: dict[str, Any]) -> tuple[Sight, Suspicion]:
    sight = Sight(str(record["name"]), int(record["size"]), int(record["mtime_ns"]))
    return sight, Suspicion(int(record["ends"]), bool(record["trusted"]), float(record["at"]))
