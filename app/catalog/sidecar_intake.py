"""Reading sidecars into decisions: at every scan those that changed, on command all of them."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.catalog.lane import CatalogLane
from app.catalog.records import Decision
from app.catalog.sidecar_choices import Found, Prefer
from app.catalog.sidecars import Settled, SidecarPhoto, SidecarState, decision_of, values_of
from app.errors import PhotoError
from app.photos.xmp.embedded import embedded_marks
from app.photos.xmp.marks import Marks, read_marks
from app.photos.xmp.merge import Said, merge
from app.photos.xmp.packet import XmpError
from app.photos.xmp.places import SidecarIndex, Source
from app.photos.xmp.sidecar import read_sidecar

__all__ = ["Found", "Prefer", "Reading", "SidecarReader"]

_log = logging.getLogger(__name__)

_BATCH = 256
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """One photo of an import.

    Attributes:
        photo: as it was before.
        found: see `Found`.
        files: the sidecars, and the photo itself where its own XMP or EXIF counts.
        theirs: what the files say; where they are silent, what Keepers has.
        decision: the decision now.
        fields: for a conflict, which of flag, stars and label.
        reason: for a problem, a sentence that names the file.
        orientation: EXIF orientation that a sidecar gives, or None.
    """

    photo: SidecarPhoto
    found: Found
    files: tuple[Path, ...] = ()
    theirs: Decision = field(default_factory=Decision)
    decision: Decision = field(default_factory=Decision)
    fields: tuple[str, ...] = ()
    reason: str = ""
    orientation: int | None = None


@dataclass(frozen=True, slots=True)
class _Look:
    """One source that was read."""

    source: Source
    path: Path
    state: SidecarState
    orientation: int | None


class SidecarReader:
    """Brings what sidecars say into the catalogue.

    Args:
        lane: of the catalogue; not the calling thread.
        words: own label words, see `marks.label_number`.
    """

    def __init__(self, lane: CatalogLane, words: Mapping[str, int] | None = None) -> None:
        self._lane = lane
        self._words = words
        self._index = SidecarIndex()

    def read(
        self,
        roots: Sequence[Path],
        *,
        recursive: bool = True,
        everything: bool = False,
        prefer: Prefer = Prefer.NOBODY,
        dry_run: bool = False,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> list[Reading]:
        """Read the sidecars of all photos under the roots that are in the catalogue.

        Args:
            everything: also sidecars that did not change, and the XMP inside the photos.
            prefer: what happens to conflicts.
            dry_run: only tell what would happen.

        Returns:
            One reading for each photo of whose files something was read, or could not be.

        Raises:
            UserError: the catalogue cannot be used.
        """
        if everything:
            photos = self._lane.call(lambda catalog: catalog.sidecars.photos_in(roots, recursive=recursive))
        else:
            photos = self._changed(roots, recursive)
        readings: list[Reading] = []
        for start in range(0, len(photos), _BATCH):
            if cancelled():
                break
            readings += self._read_batch(photos[start : start + _BATCH], everything, prefer, dry_run)
        return readings

    def _changed(self, roots: Sequence[Path], recursive: bool) -> list[SidecarPhoto]:
        """The photos whose sidecars may have changed, and those whose own XMP did and waits for a person's word."""
        beside = self._with_sidecars(roots, recursive)
        photos = self._lane.call(lambda catalog: catalog.sidecars.photos_in(beside, recursive=False))
        waiting = self._lane.call(lambda catalog: catalog.sidecars.with_news(roots, recursive=recursive))
        return list({photo.id: photo for photo in (*photos, *waiting)}.values())

    def _with_sidecars(self, roots: Sequence[Path], recursive: bool) -> list[Path]:
        """The folders with sidecars, and roots that are single photos."""
        folders = self._lane.call(lambda catalog: catalog.sidecars.folders_in(roots, recursive=recursive))
        found = [root for root in roots if root.is_file()]
        for folder in folders:
            try:
                if self._index.has_sidecars(folder):
                    found.append(folder)
            except PhotoError as error:
                # The scan has told it; what is known about the photos there stays.
                _log.info("%s", error)
        return found

    def _read_batch(
        self, photos: Sequence[SidecarPhoto], everything: bool, prefer: Prefer, dry_run: bool
    ) -> list[Reading]:
        done: dict[int, Reading] = {}
        for _ in range(_TRIES):
            results: list[Settled] = []
            for photo in photos:
                reading, settled = self._read_photo(photo, everything, prefer)
                done[photo.id] = reading
                if settled is not None:
                    results.append(settled)
            if dry_run or not results:
                break
            overtaken = self._lane.call(lambda catalog, results=results: catalog.sidecars.settle(results))  # type: ignore[misc]
            if not overtaken:
                break
            photos = self._lane.call(lambda catalog, ids=overtaken: catalog.sidecars.photos(ids))  # type: ignore[misc]
        return [reading for reading in done.values() if reading.found is not Found.NOTHING]

    def _read_photo(self, photo: SidecarPhoto, everything: bool, prefer: Prefer) -> tuple[Reading, Settled | None]:
        try:
            looks = sorted(self._looks(photo, everything), key=lambda look: -look.state.mtime_ns)
        except PhotoError as error:
            return Reading(photo, Found.PROBLEM, (error.path,), decision=photo.decision, reason=str(error)), None
        if not looks:
            return Reading(photo, Found.NOTHING), None
        return self._merge(photo, looks, prefer)

    def _looks(self, photo: SidecarPhoto, everything: bool) -> Iterator[_Look]:
        """What there is to read of a photo."""
        if everything or Source.EMBEDDED_NEWS in photo.states:
            yield self._embedded(photo)
        if (news := photo.states.get(Source.PARTNER_NEWS)) is not None and photo.partner is not None:
            yield _Look(Source.PARTNER_EMBEDDED, photo.partner, news, None)
        for source, path in self._index.homes(photo.path, photo.partner).there.items():
            known = photo.states.get(source)
            if not everything and known is not None and _is_as_known(path, known):
                continue
            file = read_sidecar(path)
            if file is None:
                continue
            try:
                marks = read_marks(file.data, self._words)
            except XmpError as error:
                raise PhotoError(path, f"This sidecar cannot be read: {error}") from error
            state = SidecarState(
                Marks(marks.flag, marks.stars, marks.label), file.stamp.size, file.stamp.mtime_ns, file.stamp.digest
            )
            yield _Look(source, path, state, marks.orientation)

    def _embedded(self, photo: SidecarPhoto) -> _Look:
        # The rating of the EXIF was taken in by the scan and is part of what was embedded then.
        known = photo.inside
        marks = embedded_marks(photo.path, None, self._words).over(known.marks if known is not None else Marks())
        return _Look(Source.EMBEDDED, photo.path, SidecarState(Marks(marks.flag, marks.stars, marks.label)), None)

    def _merge(self, photo: SidecarPhoto, looks: Sequence[_Look], prefer: Prefer) -> tuple[Reading, Settled | None]:
        embedded = photo.states.get(Source.EMBEDDED)
        said = [
            Said(photo.states[look.source].marks if look.source in photo.states else None, look.state.marks)
            for look in looks
        ]
        start = embedded.marks.values if embedded is not None else (0, 0, 0)
        merged = merge(values_of(photo.decision), said, start)
        theirs = decision_of(merged.theirs)
        speaking = [look for look in looks if look.state.marks != Marks()]
        reading = Reading(
            photo,
            Found.SAME if speaking else Found.NOTHING,
            tuple(look.path for look in speaking),
            theirs=theirs,
            decision=photo.decision,
            orientation=next((look.orientation for look in looks if look.orientation is not None), None),
        )
        if merged.conflicts and prefer is Prefer.NOBODY:
            return replace(reading, found=Found.CONFLICT, fields=merged.conflicts), None
        decision = theirs if merged.conflicts and prefer is Prefer.FILE else decision_of(merged.values)
        if decision != photo.decision:
            reading = replace(reading, found=Found.TAKEN, decision=decision)
        states = {look.source: look.state for look in looks if photo.states.get(look.source) != look.state}
        gone = tuple(source for source in photo.states if source in (Source.EMBEDDED_NEWS, Source.PARTNER_NEWS))
        if not states and not gone and decision == photo.decision:
            return reading, None
        return reading, Settled(photo.id, photo.decision, decision, states, gone)


def _is_as_known(path: Path, known: SidecarState) -> bool:
    try:
        status = os.stat(path)  # noqa: PTH116 - many files
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == (known.size, known.mtime_ns)
