"""Intake: from folders on disk to rows in the catalogue, opening only files that are new or changed."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from app import places
from app.catalog.lane import CatalogLane
from app.catalog.reading import Readers, ReadersHere, has_ended, is_suspect
from app.catalog.records import IntakeItem, KnownFile
from app.catalog.rows import unique
from app.catalog.sidecar_intake import Found, Reading, SidecarReader
from app.photos import crash_journal
from app.photos.model import PhotoFile, ScanProblem
from app.photos.scan import scan
from app.photos.xmp.settings import load_settings

FIRST_BATCH = 24
BATCH = 256
BATCH_SECONDS = 0.5
"""The first batch fills a screen; later ones are large, unless the disk is so slow that a person would wait."""
FIRST_AHEAD = 320
"""Files that may be on their way before the first batch: so many tell the readers early that a folder is large."""
AHEAD = 64
"""Files that may be on their way; as many as are read while a batch is written."""
_STEP_S = 0.1
"""How long a file may let the intake wait before it is asked again whether it is cancelled."""


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """What an intake came to.

    Attributes:
        found: photos on disk, known and new.
        new: of these, photos that were not known under these roots (they may have moved here from elsewhere).
        problems: folders and files that could not be looked at.
        missing: photos that were there at the last look and are gone.
        paired: photos that came into a RAW+JPEG pair or out of one.
        sidecars: photos whose sidecars changed, with what came of it.
        cancelled: whether it was stopped; then nothing was marked missing.
    """

    found: int
    new: int
    problems: int
    missing: int
    cancelled: bool = False
    paired: int = 0
    sidecars: tuple[Reading, ...] = ()


class Intake:
    """Brings the catalogue up to date with folders.

    Args:
        lane: of the catalogue.
        readers: who reads the files of a run; None: threads of this program.
    """

    def __init__(self, lane: CatalogLane, readers: Callable[[], Readers] | None = None) -> None:
        self._lane = lane
        self._readers: Callable[[], Readers] = readers or ReadersHere

    def run(
        self,
        roots: Sequence[Path],
        *,
        recursive: bool = True,
        on_batch: Callable[[list[int]], None] = lambda _ids: None,
        on_problem: Callable[[ScanProblem], None] = lambda _problem: None,
        on_marks: Callable[[list[int]], None] = lambda _ids: None,
        cancelled: Callable[[], bool] = lambda: False,
        sidecars: bool = True,
    ) -> IntakeReport:
        """Scan the roots and take in what is new or changed. A known, unchanged file costs one stat.

        Runs in the calling thread, which must not be the lane's; reading happens beside it, writing in the lane. What
        was reported by ``on_batch`` is in the catalogue.

        Args:
            roots: folders or single photos.
            on_batch: gets ids of photos that are there, each id once, in the order of the scan except for changed
                files, which come last.
            on_problem: gets what could not be looked at.
            on_marks: gets ids of photos that got another decision from their sidecars.
            cancelled: asked between files.
            sidecars: whether sidecars that changed are read into decisions.

        Raises:
            UserError: a root does not exist, or the catalogue cannot be used.
        """
        tops = [Path(os.path.abspath(root)) for root in roots]  # noqa: PTH100 - links stay as the user named them
        crash_journal.look()
        known: dict[str, KnownFile] = {}
        for top in tops:
            known |= self._lane.call(lambda catalog, top=top: catalog.known_files(top, recursive))  # type: ignore[misc]
        with self._readers() as readers:
            run = _Run(self._lane, readers, known, on_batch, cancelled)
            problems = 0
            stopped = False
            for found in scan(tops, recursive=recursive, leave_out=places.own_dirs()):
                if cancelled():
                    stopped = True
                    break
                if isinstance(found, ScanProblem):
                    problems += 1
                    on_problem(found)
                else:
                    run.add(found)
            run.finish()
        stopped = stopped or cancelled()
        missing = 0
        if not stopped:
            for top in tops:
                missing += self._lane.call(
                    lambda catalog, top=top: catalog.mark_missing(top, run.seen, recursive)  # type: ignore[misc]
                )
        # Once more over everything: a half that is gone has left its pair.
        paired = run.paired + self._lane.call(lambda catalog: catalog.pair_up(tops, recursive=recursive))
        readings: list[Reading] = []
        if sidecars and not stopped:
            reader = SidecarReader(self._lane, load_settings().style.own_words)
            readings = reader.read(tops, recursive=recursive, cancelled=cancelled)
            on_marks([reading.photo.id for reading in readings if reading.found is Found.TAKEN])
        return IntakeReport(len(run.seen), run.new, problems, missing, stopped, paired, tuple(readings))


class _Run:
    """The state of one intake."""

    def __init__(
        self,
        lane: CatalogLane,
        readers: Readers,
        known: dict[str, KnownFile],
        on_batch: Callable[[list[int]], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self._lane = lane
        self._readers = readers
        self._known = known
        self._known_ids = {file.id for file in known.values()}
        self._on_batch = on_batch
        self._cancelled = cancelled
        # In the order of the scan: known photos, and files that are being read.
        self._queue: deque[KnownFile | Future[IntakeItem]] = deque()
        self._reading = 0
        self._batch: list[KnownFile | IntakeItem] = []
        self._changed: list[IntakeItem] = []
        self._limit = FIRST_BATCH
        self._ahead = FIRST_AHEAD
        self._flushed = monotonic()
        self.seen: set[int] = set()
        self.new = 0
        self.paired = 0

    def add(self, file: PhotoFile) -> None:
        """Take a file of the scan, and in what was read meanwhile; too much on the way is waited for."""
        known = self._known.get(os.fspath(file.path))
        suspect = crash_journal.is_suspect(file.path, file.size, file.mtime_ns)
        if not suspect and known is not None and has_ended(known.error):
            crash_journal.accuse(file.path, file.size, file.mtime_ns)  # the list of suspects may have been deleted
        if known is not None and _is_unchanged(known, file) and not suspect:
            self._queue.append(known)
        else:
            suspect = suspect or (known is not None and is_suspect(known.error))
            self._queue.append(self._readers.submit(file, suspect=suspect))
            self._reading += 1
        while self._queue and (self._reading > self._ahead or _is_ready(self._queue[0])):
            if not self._take_next():
                return

    def finish(self) -> None:
        """Take in what is still being read, unless it is cancelled; what has been read is not thrown away."""
        while self._queue:
            if not self._take_next():
                for waiting in self._queue:
                    if isinstance(waiting, Future):
                        waiting.cancel()
                break
        self._flush()
        # Changed files may have exchanged their names, which shows only when they are taken in together.
        if self._changed:
            self._batch, self._changed = [*self._changed], []
            self._flush()

    def _take_next(self) -> bool:
        """Take in the head of the queue; whether it came before the intake was cancelled."""
        head = self._queue[0]
        while isinstance(head, Future) and not head.done():
            if self._cancelled():
                return False
            wait([head], timeout=_STEP_S)
        self._queue.popleft()
        if isinstance(head, Future):
            self._reading -= 1
            item = head.result()
            known = self._known.get(os.fspath(item.file.path))
            if (
                known is not None
                and known.fingerprint is not None
                and item.fingerprint not in (known.fingerprint, None)
            ):
                self._changed.append(item)
                return True
            self._batch.append(item)
        else:
            self._batch.append(head)
        if len(self._batch) >= self._limit or monotonic() - self._flushed > BATCH_SECONDS:
            self._flush()
        return True

    def _flush(self) -> None:
        batch, self._batch = self._batch, []
        self._flushed = monotonic()
        if not batch:
            return
        self._limit = BATCH
        self._ahead = AHEAD
        items = [entry for entry in batch if isinstance(entry, IntakeItem)]
        back = [entry.id for entry in batch if isinstance(entry, KnownFile) and entry.missing]
        taken: list[int] = []
        if items:
            taken = self._lane.call(lambda catalog: catalog.take_in(items))
            # At once, so that the grid hardly ever shows the halves of a pair as two.
            touched = unique(item.file.path.parent for item in items)
            self.paired += self._lane.call(lambda catalog: catalog.pair_up(touched, recursive=False))
        if back:
            self._lane.call(lambda catalog: catalog.mark_found(back))
        rest = iter(taken)
        ids = [entry.id if isinstance(entry, KnownFile) else next(rest) for entry in batch]
        fresh = [i for i in dict.fromkeys(ids) if i not in self.seen]
        self.new += sum(1 for i in taken if i not in self._known_ids)
        self.seen.update(fresh)
        self._on_batch(fresh)
        # Writing is not the disk's slowness: the clock of the next batch starts now.
        self._flushed = monotonic()


def _is_unchanged(known: KnownFile, file: PhotoFile) -> bool:
    return (
        (known.size, known.mtime_ns) == (file.size, file.mtime_ns)
        and known.fingerprint is not None
        and known.error is None
        and known.has_facts
    )


def _is_ready(entry: KnownFile | Future[IntakeItem]) -> bool:
    return not isinstance(entry, Future) or entry.done()
