"""The catalogue: what is known about photos and what a person decided about them."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import sqlalchemy as sa

from app.catalog import identity, pins, queries
from app.catalog import pairs as pairs_module
from app.catalog import scores as scores_module
from app.catalog import second as second_module
from app.catalog.database import Database, open_database
from app.catalog.pins import PinChange
from app.catalog.records import (
    Decision,
    Flag,
    IntakeItem,
    KnownFile,
    Label,
    ModelKey,
    PhotoColumns,
    PhotoRecord,
    PhotoToScore,
    ScoreResult,
)
from app.catalog.rows import chunks, now_us, raw_rows, unique, update_each, upsert
from app.catalog.schema import contents, models, photos, recent_folders
from app.catalog.sidecars import SidecarTable, take_embedded
from app.catalog.traits import PhotoTraits, photo_traits
from app.catalog.transfers import TransferJournal

RECENT_FOLDERS = 20
"""How many opened folders are remembered."""


class Catalog:
    """One open catalogue.

    Every method is one transaction: what it wrote is on the disk when it returns, and nothing of it when it raises.
    Methods may be called from any thread, and take turns; normally all calls go through a `CatalogLane`. Each may raise
    `UserError` when the database is locked, full, read-only, damaged or out of reach.
    """

    def __init__(self, database: Database, pairs: bool = True) -> None:
        self._database = database
        self._pairs = pairs
        self.second: ModelKey | None = None
        """The model whose scores columns and records give as ``second``, besides those of the model asked for."""

    @classmethod
    def open(cls, where: str | Path | None = None, *, pairs: bool = True) -> Catalog:
        """Open or create a catalogue and bring its tables up to date, after a backup copy.

        Args:
            where: a file, an SQLAlchemy URL of SQLite or PostgreSQL, or None for `places.catalog_file`.
            pairs: see `pairs`.

        Raises:
            UserError: it cannot be opened, is not a catalogue, or was written by a newer program.
        """
        return cls(open_database(where), pairs)

    def __enter__(self) -> Catalog:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database; may be called twice."""
        self._database.close()

    @property
    def url(self) -> str:
        """Address of the database, without a password."""
        return self._database.engine.url.render_as_string(hide_password=True)

    @property
    def file(self) -> Path | None:
        """The SQLite file, or None for a database server."""
        return self._database.file

    @property
    def transfers(self) -> TransferJournal:
        """The journal of copies and moves."""
        return TransferJournal(self._database)

    @property
    def pairs(self) -> bool:
        """Whether a RAW and its JPEG count as one photo, for which the JPEG stands; may be switched at any time.

        The RAW then is in no columns and is not scored, and a decision about one half is one about both. Switched off,
        both are photos of their own with the decisions they have.
        """
        return self._pairs

    @pairs.setter
    def pairs(self, value: bool) -> None:
        self._pairs = value

    @property
    def sidecars(self) -> SidecarTable:
        """What XMP said about photos, and which decisions wait to be written into it."""
        return SidecarTable(self._database)

    # Intake

    def pair_up(self, roots: Sequence[Path], *, recursive: bool = True) -> int:
        """Find the pairs under the roots anew; see `app.catalog.pairs.pair_up`."""
        with self._database.writing() as connection:
            return pairs_module.pair_up(connection, roots, recursive)

    def without_halves(self, ids: Sequence[int]) -> list[int]:
        """``ids`` without those that another photo stands for; all of them where pairs are off."""
        if not self._pairs:
            return list(ids)
        with self._database.reading() as connection:
            halves = pairs_module.halves(connection, ids)
        return [photo_id for photo_id in ids if photo_id not in halves]

    def known_files(self, root: Path, recursive: bool = True) -> dict[str, KnownFile]:
        """Path text -> what is remembered, for all photos under ``root``, missing ones included."""
        with self._database.reading() as connection:
            return queries.known_files(connection, root, recursive)

    def take_in(self, items: Sequence[IntakeItem]) -> list[int]:
        """Insert or update photos; see `identity.take_in` for which row a file becomes.

        Returns:
            catalogue ids in the order of ``items``.
        """
        with self._database.writing() as connection:
            ids = identity.take_in(connection, items)
            take_embedded(connection, ids, items)
            return ids

    def mark_found(self, ids: Collection[int]) -> None:
        """Bring photos back into the views whose unchanged file is there again."""
        with self._database.writing() as connection:
            for part in chunks(list(ids)):
                connection.execute(
                    sa.update(photos).where(photos.c.id.in_(part), photos.c.missing).values(missing=False)
                )

    def mark_missing(self, root: Path, seen_ids: Collection[int], recursive: bool = True) -> int:
        """Hide the photos under ``root`` whose file is gone; everything about them is kept. Seen ones come back.

        A photo that was not seen but whose file is there (a folder that could not be read, a file that another instance
        took in meanwhile) stays as it is. Where ``root`` itself is gone or unreadable, as with an unplugged drive,
        nothing is marked.

        Returns:
            how many photos went missing now.
        """
        seen = set(seen_ids)
        known = self.known_files(root, recursive)
        back = [known_file.id for known_file in known.values() if known_file.missing and known_file.id in seen]
        gone: list[int] = []
        if _is_reachable(root):
            # Looking at the disk happens outside the transaction: a slow drive must not keep others from writing.
            gone = [k.id for path, k in known.items() if not k.missing and k.id not in seen and _is_gone(path)]
        if not back and not gone:
            return 0
        with self._database.writing() as connection:
            for ids, missing in ((back, False), (gone, True)):
                for part in chunks(ids):
                    connection.execute(sa.update(photos).where(photos.c.id.in_(part)).values(missing=missing))
        return len(gone)

    # Scores

    def to_score(self, ids: Sequence[int], model: ModelKey, rescore: bool = False) -> list[PhotoToScore]:
        """Those of ``ids``, in this order, that ``model`` has not judged.

        Left out are missing photos, photos whose content is not known because the file cannot be opened and, without
        ``rescore``, photos that turned out to be unreadable.
        """
        with self._database.reading() as connection:
            return queries.to_score(connection, ids, model, rescore, self._pairs)

    def to_score_in(
        self, roots: Sequence[Path], model: ModelKey, *, recursive: bool = True, rescore: bool = False
    ) -> list[PhotoToScore]:
        """Like `to_score` for all photos under the roots, by folder and name."""
        with self._database.reading() as connection:
            return queries.to_score_in(connection, roots, recursive, model, rescore, self._pairs)

    def store_scores(self, model: ModelKey, results: Sequence[ScoreResult]) -> None:
        """Write results of one model in one transaction. Other models' scores stay beside them.

        A score belongs to the content that was judged, so it holds for every copy. An error of a file that is there
        unchanged belongs to the content, too; other errors, and those without a fingerprint (the disk failed, not the
        photo), belong to the photo until the next intake. A score clears both.

        Raises:
            ValueError: see `scores.store_scores`.
        """
        with self._database.writing() as connection:
            scores_module.store_scores(connection, model, results)

    def models(self) -> list[ModelKey]:
        """Every model that has judged a photo, oldest first."""
        query = sa.select(models.c.name, models.c.weights_hash, models.c.preprocessing).order_by(models.c.id)
        with self._database.reading() as connection:
            return [ModelKey(*row) for row in connection.execute(query)]

    # Reading

    def folder_columns(
        self, roots: Sequence[Path], *, recursive: bool = True, model: ModelKey | None = None
    ) -> PhotoColumns:
        """All photos under the roots (folders or single photos) that are not missing, each once, by folder and name.

        Args:
            recursive: whether photos in folders below count.
            model: whose scores and faults; None gives NaN scores and no faults.
        """
        with self._database.reading() as connection:
            columns = queries.folder_columns(connection, roots, recursive, model, self._pairs)
            return second_module.with_second(connection, columns, self.second)

    def columns_for(self, ids: Sequence[int], model: ModelKey | None = None) -> PhotoColumns:
        """The same columns for chosen photos in the given order; unknown ids are left out."""
        with self._database.reading() as connection:
            columns = queries.columns_for(connection, ids, model, self._pairs)
            return second_module.with_second(connection, columns, self.second)

    def record(self, photo_id: int, model: ModelKey | None = None) -> PhotoRecord:
        """Everything about one photo.

        Raises:
            KeyError: there is no such photo.
        """
        found = self.records([photo_id], model)
        if not found:
            raise KeyError(photo_id)
        return found[0]

    def records(self, ids: Sequence[int], model: ModelKey | None = None) -> list[PhotoRecord]:
        """Everything about some photos in the given order; unknown ids are left out."""
        with self._database.reading() as connection:
            found = queries.records(connection, ids, model)
            return second_module.records_with_second(connection, found, self.second)

    def thumb_keys(self, ids: Sequence[int]) -> dict[int, str]:
        """Photo id -> fingerprint, under which the thumbnail is cached; photos without one are left out."""
        query = sa.select(photos.c.id, contents.c.fingerprint).join(contents, contents.c.id == photos.c.content_id)
        found: dict[int, str] = {}
        with self._database.reading() as connection:
            for part in chunks(ids):
                found |= {row[0]: row[1] for row in raw_rows(connection, query.where(photos.c.id.in_(part)))}
        return found

    def missing_among(self, ids: Sequence[int]) -> set[int]:
        """Those of these photos whose files were not there at the last look."""
        query = sa.select(photos.c.id).where(photos.c.missing)
        found: set[int] = set()
        with self._database.reading() as connection:
            for part in chunks(ids):
                found |= {row[0] for row in raw_rows(connection, query.where(photos.c.id.in_(part)))}
        return found

    def ids_for_paths(self, paths: Sequence[Path]) -> dict[Path, int]:
        """Path -> id for those paths (made absolute) that the catalogue knows, missing ones included."""
        with self._database.reading() as connection:
            return queries.ids_for_paths(connection, paths)

    # Groups

    def photo_traits(self, ids: Sequence[int], model: ModelKey | None = None) -> PhotoTraits:
        """What grouping needs of these photos in this order; of unknown ids nothing is known."""
        with self._database.reading() as connection:
            return photo_traits(connection, ids, model)

    def set_group_pins(self, changes: Mapping[int, int]) -> dict[int, int]:
        """Put photos into hand-made groups by number; see `pins.set_pins`."""
        with self._database.writing() as connection:
            return pins.set_pins(connection, changes)

    def group_pins(self, ids: Sequence[int]) -> dict[int, int]:
        """Photo id -> number of its hand-made group, 0 for none; unknown ids are left out."""
        with self._database.reading() as connection:
            return pins.pins_of(connection, ids)

    def pin_groups(self, parts: Sequence[Sequence[int]]) -> PinChange:
        """Make each of these parts a group of its own, of one photo to keep it alone, in one transaction."""
        with self._database.writing() as connection:
            return pins.pin_groups(connection, parts)

    # Decisions

    def decisions(self, ids: Sequence[int]) -> dict[int, Decision]:
        """Photo id -> decision; unknown ids are left out."""
        with self._database.reading() as connection:
            return _decisions(connection, ids)

    def set_decisions(self, changes: Mapping[int, Decision]) -> dict[int, Decision]:
        """Write decisions in one transaction that is on the disk when this returns.

        Where a RAW and its JPEG count as one photo, the other half of each gets the same decision.

        Returns:
            the decisions that were there before, for undo.

        Raises:
            KeyError: a photo does not exist; nothing is written.
            ValueError: stars are not in 0..5; nothing is written.
        """
        if not changes:
            return {}
        time = now_us()
        rows = []
        for photo_id, decision in changes.items():
            if not 0 <= decision.stars <= 5:
                raise ValueError(f"photo {photo_id}: {decision.stars} stars")
            rows.append(
                {
                    "row_id": photo_id,
                    "flag": int(Flag(decision.flag)),
                    "stars": decision.stars,
                    "label": int(Label(decision.label)),
                    "decided_us": time if decision.decided else None,
                    "xmp_due_us": time,
                }
            )
        with self._database.writing() as connection:
            before = _decisions(connection, list(changes))
            unknown = changes.keys() - before.keys()
            if unknown:
                raise KeyError(min(unknown))
            if self._pairs:
                both = pairs_module.partners(connection, list(changes))
                by_id = dict(zip(changes, rows, strict=True))
                rows += [by_id[i] | {"row_id": other} for i, other in both.items() if other not in changes]
            update_each(connection, photos, rows)
        return before

    # Around

    def recent_folders(self) -> list[Path]:
        """Folders that were opened, the latest first."""
        query = sa.select(recent_folders.c.path).order_by(recent_folders.c.opened_us.desc(), recent_folders.c.id.desc())
        with self._database.reading() as connection:
            return [Path(path) for (path,) in connection.execute(query.limit(RECENT_FOLDERS))]

    def remember_folder(self, path: Path) -> None:
        """Put a folder at the head of `recent_folders`."""
        text = os.path.abspath(path)  # noqa: PTH100 - links stay as the user named them
        with self._database.writing() as connection:
            # A clock that was set back must not bury the newest folder.
            last = connection.execute(sa.select(sa.func.max(recent_folders.c.opened_us))).scalar() or 0
            upsert(connection, recent_folders, [{"path": text, "opened_us": max(now_us(), last + 1)}])
            keep = sa.select(recent_folders.c.id).order_by(recent_folders.c.opened_us.desc()).limit(RECENT_FOLDERS)
            connection.execute(sa.delete(recent_folders).where(recent_folders.c.id.not_in(keep)))

    def change_counter(self) -> int:
        """A number that is different after another process wrote; cheap enough to ask every second.

        On SQLite own writes do not change it; on PostgreSQL every write does.
        """
        with self._database.reading() as connection:
            if self._database.is_sqlite:
                query = "PRAGMA data_version"
            else:
                query = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
            return int(connection.exec_driver_sql(query).scalar_one())


def _decisions(connection: sa.Connection, ids: Sequence[int]) -> dict[int, Decision]:
    query = sa.select(photos.c.id, photos.c.flag, photos.c.stars, photos.c.label)
    found: dict[int, Decision] = {}
    for part in chunks(unique(ids)):
        for photo_id, flag, stars, label in raw_rows(connection, query.where(photos.c.id.in_(part))):
            found[photo_id] = Decision(Flag(flag), stars, Label(label))
    return found


def _is_reachable(root: Path) -> bool:
    """Whether the folder can be looked into, or the single photo is there."""
    try:
        with os.scandir(root):
            return True
    except NotADirectoryError:
        return True
    except OSError:
        return False


def _is_gone(path: str) -> bool:
    try:
        os.stat(path)  # noqa: PTH116 - a text as the catalogue keeps it
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False  # cannot be told
    return False
