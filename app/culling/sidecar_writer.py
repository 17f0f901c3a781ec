"""Decisions into sidecars, and on request into the photos themselves: merged with what other programs wrote there."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from app.catalog.lane import CatalogLane
from app.catalog.records import Decision, ModelKey
from app.catalog.sidecar_intake import Prefer
from app.catalog.sidecars import Rewritten, Settled, SidecarPhoto, SidecarState, decision_of, values_of
from app.culling.turns import Turns
from app.culling.wording import translate
from app.errors import PhotoError
from app.photos.xmp.document import Document, new_document
from app.photos.xmp.embed import can_embed, embed
from app.photos.xmp.embedded import embedded_marks
from app.photos.xmp.marks import Marks
from app.photos.xmp.merge import Merged, Said, merge
from app.photos.xmp.packet import XmpError
from app.photos.xmp.places import Homes, SidecarIndex, Source
from app.photos.xmp.profiles import Judgement
from app.photos.xmp.settings import MetadataSettings
from app.photos.xmp.sidecar import (
    Overtaken,
    Replacement,
    SidecarFile,
    Stamp,
    full_sidecar,
    prepare_sidecar,
    put_sidecar,
    read_sidecar,
    stem_sidecar,
    sync_folder,
    sync_sidecar,
)

_THREADS = 4
_BATCH = 128
_HANDFUL = 16
"""Photos whose files a thread brings to the disk together: one wait does for several. It holds them open meanwhile."""

_TRIES = 4
_TURNS = Turns()
"""By stem: of all writers in this program."""


class Outcome(StrEnum):
    """What came of writing one photo's decision."""

    WRITTEN = "written"
    SAME = "unchanged"  # the files say it already
    SKIPPED = "skipped"  # nothing is decided and there is no file
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Written:
    """One photo of a write.

    Attributes:
        photo: as it was before.
        outcome: see `Outcome`.
        files: those that were written, or would be.
        decision: what is in the files and the catalogue now.
        theirs: for a conflict, what the files say.
        fields: for a conflict, which of flag, stars and label.
        reason: a sentence that names the file: why it was refused, or why it went to another file than usual.
    """

    photo: SidecarPhoto
    outcome: Outcome
    files: tuple[Path, ...] = ()
    decision: Decision = field(default_factory=Decision)
    theirs: Decision = field(default_factory=Decision)
    fields: tuple[str, ...] = ()
    reason: str = ""


@dataclass(slots=True)
class _Target:
    """One file that is to say what is decided."""

    source: Source
    path: Path
    file: SidecarFile | None = None
    document: Document | None = None
    marks: Marks = field(default_factory=Marks)


@dataclass(slots=True)
class _Job:
    """One photo on its way: decided, then on the disk, then in place.

    Attributes:
        written: the result; its `Settled` is made of it and the states, unless it is told only.
        states: what the sources say then.
        new: what is to be put in place, with what it says.
        gone: see `Settled`.
        settles: whether the catalogue takes the result over.
        overtaken: another program was faster.
    """

    photo: SidecarPhoto
    written: Written
    states: dict[Source, SidecarState] = field(default_factory=dict)
    new: list[tuple[Source, Marks, Replacement]] = field(default_factory=list)
    gone: tuple[Source, ...] = ()
    settles: bool = False
    overtaken: bool = False

    @property
    def open(self) -> bool:
        return self.settles and not self.overtaken

    @property
    def settled(self) -> Settled | None:
        if not self.settles:
            return None
        return Settled(self.photo.id, self.photo.decision, self.written.decision, self.states, self.gone, written=True)

    def refuse(self, reason: str) -> None:
        self.written = Written(self.photo, Outcome.REFUSED, decision=self.photo.decision, reason=reason)
        self.settles = False


class SidecarWriter:
    """Writes decisions of any number of photos.

    The same file is never written twice at a time in this program: photos of one stem take turns.

    Args:
        lane: of the catalogue; not the calling thread.
        settings: how to write.
        prefer: what happens to conflicts.
        dry_run: only tell what would happen.
    """

    def __init__(
        self,
        lane: CatalogLane,
        settings: MetadataSettings,
        *,
        prefer: Prefer = Prefer.NOBODY,
        dry_run: bool = False,
    ) -> None:
        self._lane = lane
        self._settings = settings
        self._prefer = prefer
        self._dry_run = dry_run
        self._index = SidecarIndex()
        self._index_lock = threading.Lock()

    def write(
        self,
        ids: Sequence[int],
        model: ModelKey | None = None,
        *,
        on_batch: Callable[[Sequence[Written]], None] = lambda _batch: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> list[Written]:
        """Write the decisions of these photos.

        Args:
            model: whose score goes along where the settings ask for it.
            on_batch: gets results as they come.
            cancelled: asked now and then; what has been written stays.

        Raises:
            UserError: the catalogue cannot be used.
        """
        done: list[Written] = []
        with ThreadPoolExecutor(_THREADS, thread_name_prefix="sidecars") as pool:
            for start in range(0, len(ids), _BATCH):
                if cancelled():
                    break
                batch = self._write_batch(pool, list(ids[start : start + _BATCH]), model)
                done += batch
                on_batch(batch)
        return done

    def _write_batch(self, pool: ThreadPoolExecutor, ids: list[int], model: ModelKey | None) -> list[Written]:
        results: dict[int, Written] = {}
        for _ in range(_TRIES):
            photos = self._lane.call(lambda catalog, ids=ids: catalog.sidecars.photos(ids, model))  # type: ignore[misc]
            jobs = {job.photo.id: job for some in pool.map(self._write_some, _handfuls(photos)) for job in some}
            results |= {photo.id: jobs[photo.id].written for photo in photos}
            settled = [s for job in jobs.values() if (s := job.settled) is not None]
            if self._dry_run or not settled:
                break
            for folder in {job.photo.path.parent for job in jobs.values() if job.written.outcome is Outcome.WRITTEN}:
                sync_folder(folder)
            # Decided anew meanwhile: those are written once more.
            ids = self._lane.call(lambda catalog, settled=settled: catalog.sidecars.settle(settled))  # type: ignore[misc]
            if not ids:
                break
        return list(results.values())

    # -- a handful of photos, step by step -------------------------------------------------------------------------

    def _write_some(self, photos: Mapping[tuple[str, str], SidecarPhoto]) -> list[_Job]:
        """Write photos of different stems; each has its own result, whatever comes of the others."""
        done: dict[int, _Job] = {}
        left = list(photos.values())
        with _TURNS.at(photos.keys()):
            for _ in range(_TRIES):
                jobs = self._try_some(left)
                done |= {job.photo.id: job for job in jobs}
                left = [job.photo for job in jobs if job.overtaken]
                if not left:
                    break
                with self._index_lock:
                    for photo in left:
                        self._index.forget(photo.path.parent)
        for photo in left:
            done[photo.id].refuse(
                f"{photo.path}: Another program keeps writing its sidecar. Try again when it is done."
            )
        return list(done.values())

    def _try_some(self, photos: Sequence[SidecarPhoto]) -> list[_Job]:
        jobs = [_Job(photo, Written(photo, Outcome.SAME), settles=True) for photo in photos]
        try:
            for step in (self._decide, _to_the_disk, _into_place):
                for job in jobs:
                    try:
                        if job.open:
                            step(job)
                    except Overtaken:
                        job.overtaken = True
                    except PhotoError as error:
                        job.refuse(str(error))
        finally:
            for job in jobs:
                for _, _, replacement in job.new:
                    replacement.drop()
        return jobs

    # -- one photo -----------------------------------------------------------------------------------------------

    def _decide(self, job: _Job) -> None:
        """Read, merge, and prepare what is to be written."""
        photo, states = job.photo, job.states
        with self._index_lock:
            homes = self._index.homes(photo.path, photo.partner)
        targets = self._read(homes)
        merged = self._merge(photo, targets)
        theirs = decision_of(merged.theirs)
        if merged.conflicts and self._prefer is Prefer.NOBODY:
            files = [target.path for target in targets]
            if Source.PARTNER_NEWS in photo.states and photo.partner is not None:
                files.append(photo.partner)
            if Source.EMBEDDED_NEWS in photo.states or not files:
                files.append(photo.path)
            job.written = Written(photo, Outcome.CONFLICT, tuple(files), photo.decision, theirs, merged.conflicts)
            job.settles = False
            return
        decision = theirs if merged.conflicts and self._prefer is Prefer.FILE else decision_of(merged.values)
        outcome, files, notes = Outcome.SAME, [], list[str]()
        embedded_says = photo.inside
        if embedded_says is not None and Source.EMBEDDED_NEWS in photo.states:
            states[Source.EMBEDDED] = embedded_says  # settled now, one way or the other
        if Source.PARTNER_NEWS in photo.states:
            states[Source.PARTNER_EMBEDDED] = photo.states[Source.PARTNER_NEWS]  # likewise
        said_inside = embedded_says is not None and embedded_says.marks.values == values_of(decision)
        if decision.decided or any(target.marks.values != (0, 0, 0) for target in targets):
            if decision.decided and (targets or not said_inside):
                embedded = self._embed(photo, decision, notes)
                if embedded is not None:
                    states[Source.EMBEDDED] = embedded
                targets += self._new_targets(photo, homes, targets, embedded is not None, notes)
            files = [target.path for target in targets if self._prepare(job, decision, target)]
            if Source.EMBEDDED in states and embedded_says != states[Source.EMBEDDED]:
                files.append(photo.path)
            outcome = Outcome.WRITTEN if files else Outcome.SAME
        elif not targets:
            outcome = Outcome.SKIPPED
        known = {Source.EMBEDDED, *states, *(source for source, _, _ in job.new)}
        job.gone = tuple(source for source in photo.states if source not in homes.there and source not in known)
        job.written = Written(photo, outcome, tuple(files), decision, reason=" ".join(notes))

    def _read(self, homes: Homes) -> list[_Target]:
        """The sidecars that are there and may be written, as they are now."""
        targets: list[_Target] = []
        for source, path in homes.there.items():
            if source is Source.STEM and not homes.stem_is_ours:
                continue
            file = read_sidecar(path)
            if file is None:
                continue
            try:
                document = Document.read(file.data)
            except XmpError as error:
                raise _left_alone(path, error) from error
            marks = document.marks(self._settings.style.own_words)
            targets.append(_Target(source, path, file, document, Marks(marks.flag, marks.stars, marks.label)))
        return targets

    def _merge(self, photo: SidecarPhoto, targets: Sequence[_Target]) -> Merged:
        newest_first = sorted(targets, key=lambda t: -(t.file.stamp.mtime_ns if t.file is not None else 0))
        said = [Said(photo.states[t.source].marks if t.source in photo.states else None, t.marks) for t in newest_first]
        embedded = photo.states.get(Source.EMBEDDED)
        if self._settings.embed and can_embed(photo.path):
            before = embedded.marks if embedded is not None else Marks()
            known = photo.inside.marks if photo.inside is not None else before
            now = embedded_marks(photo.path, None, self._settings.style.own_words).over(known)
            said.append(Said(before, Marks(now.flag, now.stars, now.label)))
        elif (news := photo.states.get(Source.EMBEDDED_NEWS)) is not None:
            said.append(Said(embedded.marks if embedded is not None else None, news.marks))
        if (news := photo.states.get(Source.PARTNER_NEWS)) is not None:
            inside = photo.states.get(Source.PARTNER_EMBEDDED)
            said.append(Said(inside.marks if inside is not None else None, news.marks))
        return merge(values_of(photo.decision), said, embedded.marks.values if embedded is not None else (0, 0, 0))

    def _new_targets(
        self, photo: SidecarPhoto, homes: Homes, targets: Sequence[_Target], embedded: bool, notes: list[str]
    ) -> list[_Target]:
        """Sidecars that are to be made."""
        there = {target.source for target in targets}
        full = self._settings.style.full_name or not homes.stem_is_ours
        wanted = {Source.FULL: full_sidecar(photo.path)} if full else {Source.STEM: stem_sidecar(photo.path)}
        if full and photo.partner is not None:
            wanted[Source.PARTNER] = full_sidecar(photo.partner)
        if embedded:
            # What is inside the JPEG of a pair, nobody who opens the RAW sees.
            if photo.partner is None:
                return []
            wanted.pop(Source.FULL, None)
        by_need = Source.FULL in wanted and not self._settings.style.full_name and not homes.stem_is_ours
        if by_need and Source.FULL not in there:
            notes.append(
                f"{photo.path}: {stem_sidecar(photo.path).name} belongs to {_in_words(homes.rivals)}, too, "
                f"so the decision goes to {full_sidecar(photo.path).name}."
            )
        new = [_Target(source, path) for source, path in wanted.items() if source not in there]
        if new and not os.path.lexists(photo.path):
            # The folder of a card or share that was taken away may still be there, empty, on the system's own disk.
            words = "The photo is not there, so no sidecar was written. Check the drive or network share and try again."
            raise PhotoError(photo.path, words)
        return new

    def _prepare(self, job: _Job, decision: Decision, target: _Target) -> bool:
        """Have one sidecar's new content ready; whether it has to be written."""
        before = target.file
        try:
            wanted = (values_of(decision), self._settings.style, _judgement(job.photo))
            document = target.document.decided(*wanted) if target.document is not None else new_document(*wanted)
        except XmpError as error:
            raise _left_alone(target.path, error) from error
        if before is not None and document is target.document:
            job.states[target.source] = _state(target.marks, before.stamp)
            return False
        if not self._dry_run:
            marks = document.marks(self._settings.style.own_words)
            job.new.append((target.source, marks, prepare_sidecar(target.path, document.data, before)))
        return True

    def _embed(self, photo: SidecarPhoto, decision: Decision, notes: list[str]) -> SidecarState | None:
        """Write into the photo itself, where that is switched on and possible; None where it was not done."""
        if not self._settings.embed or not can_embed(photo.path):
            return None
        try:
            done = embed(
                photo.path, values_of(decision), self._settings.style, _judgement(photo), dry_run=self._dry_run
            )
        except (XmpError, PhotoError) as error:
            reason = str(error) if isinstance(error, PhotoError) else f"{photo.path}: {error}"
            notes.append(f"{reason} The decision goes to a sidecar instead.")
            return None
        if done.file is not None:
            # At once: who looks at the file from now on is to know it as the photo that it was.
            rewritten = Rewritten(photo.id, done.file.size, done.file.mtime_ns, done.file.fingerprint)
            self._lane.call(lambda catalog: catalog.sidecars.rewritten([rewritten]))
        return SidecarState(Marks(done.marks.flag, done.marks.stars, done.marks.label))


def _handfuls(photos: Sequence[SidecarPhoto]) -> Iterator[Mapping[tuple[str, str], SidecarPhoto]]:
    """The photos by stem, some at a time; of one stem never two in one portion."""
    left = [((os.path.dirname(photo.path), photo.path.stem.casefold()), photo) for photo in photos]  # noqa: PTH120
    while left:
        first: dict[tuple[str, str], SidecarPhoto] = {}
        later: list[tuple[tuple[str, str], SidecarPhoto]] = []
        for key, photo in left:
            if key in first:
                later.append((key, photo))
            else:
                first[key] = photo
        keys = list(first)
        for start in range(0, len(keys), _HANDFUL):
            yield {key: first[key] for key in keys[start : start + _HANDFUL]}
        left = later


def _to_the_disk(job: _Job) -> None:
    for _, _, replacement in job.new:
        sync_sidecar(replacement)


def _into_place(job: _Job) -> None:
    for source, marks, replacement in job.new:
        job.states[source] = _state(marks, put_sidecar(replacement))


def _state(marks: Marks, stamp: Stamp) -> SidecarState:
    return SidecarState(Marks(marks.flag, marks.stars, marks.label), stamp.size, stamp.mtime_ns, stamp.digest)


def _judgement(photo: SidecarPhoto) -> Judgement | None:
    return Judgement(photo.score, photo.model) if photo.score is not None and photo.model is not None else None


def _left_alone(path: Path, error: XmpError) -> PhotoError:
    return PhotoError(
        path,
        f"This sidecar was left as it is. {error} The decision is kept in Keepers; mend or move the sidecar away, "
        "then write again.",
    )


def _in_words(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return translate("Culling", "{names} and {last}").format(names=", ".join(names[:-1]), last=names[-1])


def counts(results: Sequence[Written]) -> Mapping[Outcome, int]:
    """How many photos had each outcome."""
    return {outcome: sum(1 for r in results if r.outcome is outcome) for outcome in Outcome}
