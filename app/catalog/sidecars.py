"""What each photo's sidecars, and the XMP inside it, said when they were last read or written."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.catalog.database import Database
from app.catalog.pairs import with_partners
from app.catalog.queries import conditions_for
from app.catalog.records import Decision, Flag, IntakeItem, Label, ModelKey
from app.catalog.rows import chunks, now_us, raw_rows, unique, update_each, upsert
from app.catalog.schema import contents, folders, models, photos, scores, sidecars, stands_for_itself
from app.photos.xmp.marks import Marks
from app.photos.xmp.merge import Said, merge
from app.photos.xmp.places import Source


@dataclass(frozen=True, slots=True)
class SidecarState:
    """What a source said at the last look.

    Attributes:
        marks: flag, stars, label as the file said them; None where it did not.
        size, mtime_ns, digest: of the sidecar; 0, 0 and empty for what is embedded.
    """

    marks: Marks
    size: int = 0
    mtime_ns: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class SidecarPhoto:
    """A photo with all that reading and writing its XMP needs.

    Attributes:
        id, path: of the photo; of a RAW+JPEG pair, of the JPEG.
        decision: the present one.
        states: source -> what it said last.
        partner: the RAW of the pair.
        due: whether the decision changed since it was last written.
        score, model: the score of the asked model and its name.
    """

    id: int
    path: Path
    decision: Decision
    states: Mapping[Source, SidecarState] = field(default_factory=dict)
    partner: Path | None = None
    due: bool = False
    score: float | None = None
    model: str | None = None

    @property
    def inside(self) -> SidecarState | None:
        """What the photo itself says as far as is known, whether or not it was settled with the decision."""
        return self.states.get(Source.EMBEDDED_NEWS) or self.states.get(Source.EMBEDDED)


@dataclass(frozen=True, slots=True)
class Settled:
    """What reading or writing one photo's XMP came to, for the catalogue.

    Attributes:
        photo_id: the photo.
        expected: the decision that was looked at.
        decision: the decision now; another than ``expected`` where a file had something new.
        states: sources that were read or written.
        gone: sources whose file is not there any more.
        written: the files say what is decided.
    """

    photo_id: int
    expected: Decision
    decision: Decision
    states: Mapping[Source, SidecarState] = field(default_factory=dict)
    gone: tuple[Source, ...] = ()
    written: bool = False


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A photo whose file was changed by Keepers without touching its pixels."""

    photo_id: int
    size: int
    mtime_ns: int
    fingerprint: str


class SidecarTable:
    """Reads and writes what is known about XMP; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def photos_in(self, roots: Sequence[Path], *, recursive: bool = True) -> list[SidecarPhoto]:
        """All photos under the roots that are not missing, by folder and name; of a pair the one that stands for it."""
        with self._database.reading() as connection:
            return [
                photo
                for condition in conditions_for(roots, recursive)
                for photo in _photos(connection, sa.and_(condition, sa.not_(photos.c.missing)), None)
            ]

    def with_news(self, roots: Sequence[Path], *, recursive: bool = True) -> list[SidecarPhoto]:
        """The photos under the roots whose own XMP another program changed to something else than what is decided."""
        news = sa.select(sidecars.c.photo_id).where(sidecars.c.source == int(Source.EMBEDDED_NEWS))
        with self._database.reading() as connection:
            if not connection.execute(news.limit(1)).first():
                return []
            raws = photos.alias()  # of a pair the JPEG stands for both, for what the RAW says, too
            faces = sa.select(raws.c.pair_of).where(raws.c.id.in_(news), raws.c.pair_of.is_not(None))
            wanted = sa.and_(sa.or_(photos.c.id.in_(news), photos.c.id.in_(faces)), sa.not_(photos.c.missing))
            return [
                photo
                for condition in conditions_for(roots, recursive)
                for photo in _photos(connection, sa.and_(condition, wanted), None)
            ]

    def folders_in(self, roots: Sequence[Path], *, recursive: bool = True) -> list[Path]:
        """The folders in which the catalogue has photos under the roots; not those of single photos."""
        with self._database.reading() as connection:
            query = sa.select(folders.c.path).join(photos, photos.c.folder_id == folders.c.id).distinct()
            return [
                Path(os.fsdecode(path))
                for condition in conditions_for([root for root in roots if not root.is_file()], recursive)
                for (path,) in raw_rows(connection, query.where(condition))
            ]

    def photos(self, ids: Sequence[int], model: ModelKey | None = None) -> list[SidecarPhoto]:
        """Chosen photos that are not missing, in the given order, with their scores; of a pair the one that stands."""
        found: dict[int, SidecarPhoto] = {}
        with self._database.reading() as connection:
            for part in chunks(unique(ids)):
                condition = sa.and_(photos.c.id.in_(part), sa.not_(photos.c.missing))
                found |= {photo.id: photo for photo in _photos(connection, condition, model)}
        return [found[i] for i in unique(ids) if i in found]

    def due(self, since_us: int) -> list[int]:
        """Photos whose decision changed at or after that time and is in no sidecar yet, the oldest change first."""
        query = (
            sa.select(photos.c.id)
            .where(photos.c.xmp_due_us >= since_us, stands_for_itself(), sa.not_(photos.c.missing))
            .order_by(photos.c.xmp_due_us, photos.c.id)
        )
        with self._database.reading() as connection:
            return [row[0] for row in raw_rows(connection, query)]

    def settle(self, results: Sequence[Settled]) -> list[int]:
        """Take over what reading and writing found, in one transaction.

        Returns:
            photos whose decision changed meanwhile; it stands, and they have to be looked at again.
        """
        if not results:
            return []
        with self._database.writing() as connection:
            now = dict(_decisions(connection, [r.photo_id for r in results]))
            overtaken = [r.photo_id for r in results if now.get(r.photo_id) != r.expected]
            lost = set(overtaken)
            good = [r for r in results if r.photo_id not in lost]
            _adopt(connection, {r.photo_id: r.decision for r in good if r.decision != r.expected})
            # What was written is in the file, whatever was decided since.
            true = [r for r in results if r.photo_id not in lost or (r.written and r.decision == r.expected)]
            raws = _raws_of(connection, [*true, *good])
            _keep(connection, {key: state for r in true for key, state in _own(r.photo_id, r.states, raws).items()})
            for result in good:
                for photo_id, source in _own(result.photo_id, dict.fromkeys(result.gone), raws):
                    _forget(connection, [photo_id], [source])
            for part in chunks([r.photo_id for r in good if r.written]):
                both = sa.or_(photos.c.id.in_(part), photos.c.pair_of.in_(part))
                connection.execute(sa.update(photos).where(both).values(xmp_due_us=None))
        return overtaken

    def rewritten(self, files: Sequence[Rewritten]) -> None:
        """Let photos whose XMP was written into the file itself keep what is known about their pixels."""
        with self._database.writing() as connection:
            for file in files:
                _move_content(connection, file)


def take_embedded(connection: Connection, ids: Sequence[int], items: Sequence[IntakeItem]) -> None:
    """Merge what photos say themselves into their decisions, when their files have just been read.

    A field becomes the decision where nobody decided on it in Keepers since. Where somebody did, that is a conflict as
    one with a sidecar is: the decision stands, and what the file says is kept as news until a person says who is right.
    """
    fresh = {i: item.marks for i, item in zip(ids, items, strict=True) if item.marks is not None}
    if not fresh:
        return
    before = _states(connection, list(fresh))
    stale = [photo_id for photo_id, states in before.items() if Source.EMBEDDED_NEWS in states]
    _forget(connection, stale, [Source.EMBEDDED_NEWS])
    changed: dict[int, Marks] = {}
    for photo_id, marks in fresh.items():
        known = before.get(photo_id, {}).get(Source.EMBEDDED)
        if (known.marks if known is not None else Marks()) != _plain(marks):
            changed[photo_id] = _plain(marks)
    if not changed:
        return
    adopted: dict[int, Decision] = {}
    read: dict[tuple[int, Source], SidecarState] = {}
    for photo_id, decision in _decisions(connection, list(changed)):
        known = before.get(photo_id, {}).get(Source.EMBEDDED)
        said = Said(known.marks if known is not None else None, changed[photo_id])
        merged = merge(values_of(decision), [said])
        source = Source.EMBEDDED_NEWS if merged.conflicts else Source.EMBEDDED
        read[photo_id, source] = SidecarState(changed[photo_id])
        if not merged.conflicts and decision_of(merged.values) != decision:
            adopted[photo_id] = decision_of(merged.values)
    _adopt(connection, adopted)
    _keep(connection, read)


def values_of(decision: Decision) -> tuple[int, int, int]:
    """A decision as the XMP room has it."""
    return int(decision.flag), decision.stars, int(decision.label)


def decision_of(values: tuple[int, int, int]) -> Decision:
    """The decision of flag, stars and label number."""
    return Decision(Flag(values[0]), values[1], Label(values[2]))


def _plain(marks: Marks) -> Marks:
    """Without the orientation, which is no decision."""
    return Marks(marks.flag, marks.stars, marks.label)


def _decisions(connection: Connection, ids: Sequence[int]) -> list[tuple[int, Decision]]:
    query = sa.select(photos.c.id, photos.c.flag, photos.c.stars, photos.c.label)
    return [
        (photo_id, Decision(Flag(flag), stars, Label(label)))
        for part in chunks(unique(ids))
        for photo_id, flag, stars, label in raw_rows(connection, query.where(photos.c.id.in_(part)))
    ]


def _adopt(connection: Connection, decisions: Mapping[int, Decision]) -> None:
    """Set decisions that come from files: they are in a file already, so nothing has to be written for them."""
    time = now_us()
    update_each(
        connection,
        photos,
        [
            {
                "row_id": photo_id,
                "flag": int(decision.flag),
                "stars": decision.stars,
                "label": int(decision.label),
                "decided_us": time if decision.decided else None,
            }
            for photo_id, decision in with_partners(connection, decisions).items()
        ]
        if decisions
        else [],
    )


def _keep(connection: Connection, states: Mapping[tuple[int, Source], SidecarState]) -> None:
    upsert(
        connection,
        sidecars,
        [
            {
                "photo_id": photo_id,
                "source": int(source),
                "size": state.size,
                "mtime_ns": state.mtime_ns,
                "digest": state.digest,
                "flag": state.marks.flag,
                "stars": state.marks.stars,
                "label": state.marks.label,
            }
            for (photo_id, source), state in states.items()
        ],
    )


def _forget(connection: Connection, ids: Sequence[int], sources: Sequence[Source]) -> None:
    for part in chunks(ids):
        connection.execute(
            sa.delete(sidecars).where(sidecars.c.photo_id.in_(part), sidecars.c.source.in_(list(map(int, sources))))
        )


def _states(connection: Connection, ids: Sequence[int]) -> dict[int, dict[Source, SidecarState]]:
    query = sa.select(
        sidecars.c.photo_id,
        sidecars.c.source,
        sidecars.c.flag,
        sidecars.c.stars,
        sidecars.c.label,
        sidecars.c.size,
        sidecars.c.mtime_ns,
        sidecars.c.digest,
    )
    found: dict[int, dict[Source, SidecarState]] = {}
    for part in chunks(ids):
        for photo_id, source, flag, stars, label, size, mtime_ns, digest in raw_rows(
            connection, query.where(sidecars.c.photo_id.in_(part))
        ):
            state = SidecarState(Marks(flag, stars, label), size, mtime_ns, digest)
            found.setdefault(photo_id, {})[Source(source)] = state
    return found


T = TypeVar("T")

_OF_THE_RAW = {Source.PARTNER_EMBEDDED: Source.EMBEDDED, Source.PARTNER_NEWS: Source.EMBEDDED_NEWS}


def _raws_of(connection: Connection, results: Sequence[Settled]) -> dict[int, int]:
    """JPEG of a pair -> its RAW, of those that say something for their RAW."""
    faces = [r.photo_id for r in results if not _OF_THE_RAW.keys().isdisjoint((*r.states, *r.gone))]
    return {face: raw for face, (raw, _) in _raw_partners(connection, faces).items()}


def _own(photo_id: int, said: Mapping[Source, T], raws: Mapping[int, int]) -> dict[tuple[int, Source], T]:
    """By photo and source as the catalogue has them; what is said for a RAW that is no partner any more falls away."""
    found = {(photo_id, source): value for source, value in said.items() if source not in _OF_THE_RAW}
    if photo_id in raws:
        found |= {(raws[photo_id], _OF_THE_RAW[s]): value for s, value in said.items() if s in _OF_THE_RAW}
    return found


def _photos(connection: Connection, condition: sa.ColumnElement[bool], model: ModelKey | None) -> list[SidecarPhoto]:
    query = (
        sa.select(
            photos.c.id,
            folders.c.path,
            photos.c.name,
            photos.c.flag,
            photos.c.stars,
            photos.c.label,
            photos.c.xmp_due_us,
        )
        .join(folders, folders.c.id == photos.c.folder_id)
        .where(condition, stands_for_itself())
        .order_by(folders.c.path, photos.c.name)
    )
    rows = raw_rows(connection, query)
    ids = [row[0] for row in rows]
    states = _states(connection, ids)
    raws = _raw_partners(connection, ids)
    inside = _states(connection, [raw for raw, _ in raws.values()])
    for face, (raw, _) in raws.items():
        said = inside.get(raw, {})
        if Source.EMBEDDED_NEWS in said:
            states.setdefault(face, {}).update(
                {here: said[there] for here, there in _OF_THE_RAW.items() if there in said}
            )
    judged = _scores(connection, ids, model) if model is not None else {}
    return [
        SidecarPhoto(
            id=photo_id,
            path=Path(os.fsdecode(folder + name)),
            decision=Decision(Flag(flag), stars, Label(label)),
            states=states.get(photo_id, {}),
            partner=Path(os.fsdecode(folder + raws[photo_id][1])) if photo_id in raws else None,
            due=due is not None,
            score=judged.get(photo_id),
            model=model.name if model is not None else None,
        )
        for photo_id, folder, name, flag, stars, label, due in rows
    ]


def _raw_partners(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[int, bytes]]:
    """JPEG of a pair -> id and name of its RAW."""
    query = sa.select(photos.c.pair_of, photos.c.id, photos.c.name).where(sa.not_(photos.c.missing))
    return {
        face: (raw, name)
        for part in chunks(ids)
        for face, raw, name in raw_rows(connection, query.where(photos.c.pair_of.in_(part)))
    }


def _scores(connection: Connection, ids: Sequence[int], model: ModelKey) -> dict[int, float]:
    query = (
        sa.select(photos.c.id, scores.c.score)
        .join(scores, scores.c.content_id == photos.c.content_id)
        .join(models, models.c.id == scores.c.model_id)
        .where(
            models.c.name == model.name,
            models.c.weights_hash == model.weights_hash,
            models.c.preprocessing == model.preprocessing,
        )
    )
    return {
        photo_id: score
        for part in chunks(ids)
        for photo_id, score in raw_rows(connection, query.where(photos.c.id.in_(part)))
    }


def _move_content(connection: Connection, file: Rewritten) -> None:
    """Give a photo a new fingerprint; scores, maps and measures go along, a copy with the old content keeps them."""
    old = connection.execute(sa.select(photos.c.content_id).where(photos.c.id == file.photo_id)).scalar()
    known = connection.execute(sa.select(contents.c.id).where(contents.c.fingerprint == file.fingerprint)).scalar()
    values: dict[str, Any] = {"size": file.size, "mtime_ns": file.mtime_ns}
    if known is not None:
        values["content_id"] = known
    elif old is not None:
        shared = connection.execute(
            sa.select(sa.func.count())
            .select_from(photos)
            .where(photos.c.content_id == old, photos.c.id != file.photo_id)
        ).scalar()
        if shared:
            values["content_id"] = _copy_content(connection, old, file.fingerprint)
        else:
            connection.execute(sa.update(contents).where(contents.c.id == old).values(fingerprint=file.fingerprint))
    connection.execute(sa.update(photos).where(photos.c.id == file.photo_id).values(**values))


def _copy_content(connection: Connection, old: int, fingerprint: str) -> int:
    names = [column.name for column in contents.c if column.name != "id"]
    columns = [sa.literal(fingerprint) if name == "fingerprint" else contents.c[name] for name in names]
    connection.execute(sa.insert(contents).from_select(names, sa.select(*columns).where(contents.c.id == old)))
    new = connection.execute(sa.select(contents.c.id).where(contents.c.fingerprint == fingerprint)).scalar_one()
    about = [t for t in photos.metadata.tables.values() if "content_id" in t.c and t is not photos]
    for table in about:
        names = [column.name for column in table.c]
        columns = [sa.literal(new) if name == "content_id" else table.c[name] for name in names]
        connection.execute(sa.insert(table).from_select(names, sa.select(*columns).where(table.c.content_id == old)))
    return int(new)
