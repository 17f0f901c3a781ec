"""Which row a file on disk is: the same place, a moved file, a copy, a changed content, something new."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.catalog.records import IntakeItem
from app.catalog.rows import chunks, facts_to_row, plain_text, unique, update_each, upsert
from app.catalog.schema import contents, folders, photos, split_path
from app.errors import PhotoError
from app.photos.fingerprint import fingerprint
from app.photos.model import CaptureFacts

Place = tuple[int, str]
"""Folder id and file name."""


class _Row(NamedTuple):
    """A photo as the catalogue has it before the intake."""

    id: int
    folder_id: int | None
    name: str | None
    content_id: int | None
    size: int
    mtime_ns: int
    decided: bool

    @property
    def place(self) -> Place | None:
        return None if self.folder_id is None or self.name is None else (self.folder_id, self.name)


def take_in(connection: Connection, items: Sequence[IntakeItem]) -> list[int]:
    """Insert or update the photos of ``items`` and return their ids in order.

    - A known place with the content it had keeps its row.
    - A content that the catalogue has in a place where it is no longer has *moved*: its row, with the decision, goes
      along, even when the new place had a row of its own, which then waits without a place for its content. So a shoot
      that is renumbered keeps every decision with its photo. "No longer" means that the file is gone, that another
      content is there, or that the new place is the same file, reached through a link.
    - A known place with new content keeps its row, so its decision; scores, which belong to contents, fall away.
    - Everything else is a new row; a copy finds the score of its content.

    All of ``items`` are looked at together: what moved among them in a circle is found only then.

    Raises:
        ValueError: a path is not absolute.
    """
    if not items:
        return []
    relative = next((item.file.path for item in items if not item.file.path.is_absolute()), None)
    if relative is not None:
        raise ValueError(f"{relative} is not an absolute path")
    split = [split_path(os.fspath(item.file.path)) for item in items]
    folder_ids = ensure_folders(connection, unique(folder for folder, _ in split))
    places: list[Place] = [(folder_ids[folder], name) for folder, name in split]
    # A path given twice counts with its last state.
    latest = dict(zip(places, items, strict=True))
    content_ids = ensure_contents(
        connection, {i.fingerprint: i.facts for i in latest.values() if i.fingerprint is not None}
    )
    content_of = {p: content_ids[i.fingerprint] if i.fingerprint is not None else None for p, i in latest.items()}

    here = _rows_at(connection, list(latest))
    path_of = {place: os.fspath(item.file.path) for place, item in latest.items()}
    moved = _find_moves(connection, content_of, here, path_of)
    moved_ids = {row.id for row in moved.values()}
    displaced = [here[p].id for p in moved if p in here and here[p].id not in moved_ids]
    # First leave every old place, then take the new ones: in between no two rows want the same.
    _leave_places(connection, [*moved_ids, *displaced])

    updates: list[dict[str, Any]] = []
    inserts: list[dict[str, Any]] = []
    for place, item in latest.items():
        values = _values(place, item, content_of[place])
        row = moved.get(place) or here.get(place)
        if place not in moved and row is not None and row.id in moved_ids:
            row = None  # the row of this place went away with its content
        if row is None:
            inserts.append(values | {"flag": 0, "stars": 0, "label": 0, "decided_us": None})
            continue
        same_file = (row.size, row.mtime_ns) == (item.file.size, item.file.mtime_ns)
        if item.fingerprint is None and same_file:
            values["content_id"] = row.content_id  # unreadable for the moment, but nothing says that it changed
        updates.append(values | {"row_id": row.id})
    update_each(connection, photos, updates)
    if inserts:
        connection.execute(sa.insert(photos), inserts)
    ids = {place: row.id for place, row in here.items() if row.id not in moved_ids}
    ids |= {place: row.id for place, row in moved.items()}
    if inserts:
        fresh = _rows_at(connection, [(values["folder_id"], values["name"]) for values in inserts])
        ids |= {place: row.id for place, row in fresh.items()}
    return [ids[place] for place in places]


def _values(place: Place, item: IntakeItem, content_id: int | None) -> dict[str, Any]:
    return {
        "folder_id": place[0],
        "name": place[1],
        "kind": item.file.kind.value,
        "size": item.file.size,
        "mtime_ns": item.file.mtime_ns,
        "content_id": content_id,
        "error": plain_text(item.error),
        "missing": False,
    }


def ensure_folders(connection: Connection, paths: Sequence[str]) -> dict[str, int]:
    """Ids of the folders with these path texts, made where they are new."""
    found: dict[str, int] = {}
    for make in (True, False):
        for part in chunks([p for p in paths if p not in found]):
            rows = connection.execute(sa.select(folders.c.path, folders.c.id).where(folders.c.path.in_(part)))
            found |= {row.path: row.id for row in rows}
        absent = [{"path": p} for p in paths if p not in found]
        if not absent:
            break
        if make:
            connection.execute(sa.insert(folders), absent)
    return found


def ensure_contents(connection: Connection, facts: dict[str, CaptureFacts | None]) -> dict[str, int]:
    """Ids of the contents with these fingerprints, made where they are new; facts that are given are stored."""
    wanted = list(facts)
    known = _content_ids(connection, wanted)
    absent = [f for f in wanted if f not in known]
    upsert(connection, contents, [{"fingerprint": f} | facts_to_row(facts[f]) for f in absent], update=False)
    fresher = [{"row_id": known[f]} | facts_to_row(facts[f]) for f in wanted if f in known and facts[f] is not None]
    update_each(connection, contents, fresher)
    return known | _content_ids(connection, absent)


def _content_ids(connection: Connection, fingerprints: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in chunks(fingerprints):
        rows = connection.execute(
            sa.select(contents.c.fingerprint, contents.c.id).where(contents.c.fingerprint.in_(part))
        )
        found |= {row.fingerprint: row.id for row in rows}
    return found


_ROW = sa.select(
    photos.c.id,
    photos.c.folder_id,
    photos.c.name,
    photos.c.content_id,
    photos.c.size,
    photos.c.mtime_ns,
    photos.c.decided_us.is_not(None),
)


def _rows_at(connection: Connection, places: Sequence[Place]) -> dict[Place, _Row]:
    by_folder: dict[int, list[str]] = defaultdict(list)
    for folder_id, name in places:
        by_folder[folder_id].append(name)
    found: dict[Place, _Row] = {}
    for folder_id, names in by_folder.items():
        for part in chunks(names):
            query = _ROW.where(photos.c.folder_id == folder_id, photos.c.name.in_(part))
            for row in map(_Row._make, connection.execute(query)):
                found[(folder_id, row.name or "")] = row
    return found


def _find_moves(
    connection: Connection, content_of: dict[Place, int | None], here: dict[Place, _Row], path_of: dict[Place, str]
) -> dict[Place, _Row]:
    """New place -> the row that moved there."""
    wanting: dict[int, list[Place]] = defaultdict(list)
    for place, content_id in content_of.items():
        row = here.get(place)
        if content_id is not None and (row is None or row.content_id != content_id):
            wanting[content_id].append(place)
    moved: dict[Place, _Row] = {}
    if not wanting:
        return moved
    lost: dict[int, list[_Row]] = defaultdict(list)
    aliases: dict[int, dict[tuple[int, int], Place]] = {}
    for row, path, text in _rows_with(connection, list(wanting)):
        assert row.content_id is not None
        if row.place in content_of:
            # Its place is being taken in right now: the fresh fingerprint says whether it is still there.
            in_place = content_of[row.place] in (row.content_id, None)
        else:
            in_place = path is not None and _still_there(path, row, text)
            if in_place and path is not None:
                if row.content_id not in aliases:
                    aliases[row.content_id] = _by_inode(wanting[row.content_id], path_of)
                alias = aliases[row.content_id].get(_inode(path) or (0, 0))
                if alias is not None:
                    moved.setdefault(alias, row)
        if not in_place:
            lost[row.content_id].append(row)
    for content_id, rows in lost.items():
        # Of several equal files: first who kept his name, then whoever carries a decision.
        rows.sort(key=lambda row: (not row.decided, row.id))
        for same_name in (True, False):
            for place in [p for p in wanting[content_id] if p not in moved]:
                fit = next((r for r in rows if not same_name or r.name == place[1]), None)
                if fit is not None:
                    moved[place] = fit
                    rows.remove(fit)
    return moved


def _rows_with(connection: Connection, content_ids: Sequence[int]) -> Iterable[tuple[_Row, str | None, str]]:
    """Rows of these contents with their path (None without a place) and fingerprint."""
    query = (
        _ROW.add_columns(folders.c.path, contents.c.fingerprint)
        .select_from(photos)
        .join(contents, contents.c.id == photos.c.content_id)
        .outerjoin(folders, folders.c.id == photos.c.folder_id)
    )
    for part in chunks(content_ids):
        for *columns, folder, text in connection.execute(query.where(photos.c.content_id.in_(part))).all():
            row = _Row(*columns)
            yield row, None if folder is None or row.name is None else folder + row.name, text


def _still_there(path: str, row: _Row, text: str) -> bool:
    """Whether the file at the row's place is the one that the row knows."""
    try:
        stat = Path(path).stat()
        if stat.st_size != row.size:
            return False
        return stat.st_mtime_ns == row.mtime_ns or fingerprint(Path(path), stat.st_size) == text
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, PhotoError):
        return True  # cannot be told, so the decision stays where it is


def _by_inode(places: Sequence[Place], path_of: dict[Place, str]) -> dict[tuple[int, int], Place]:
    """The places by the very file that lies there.

    A row whose file is among them is reached through a link, or is spelled in another case or Unicode form that the
    file system ignores. The scan gives a file once only, so the photo is where it was seen last.
    """
    found: dict[tuple[int, int], Place] = {}
    for place in places:
        inode = _inode(path_of[place])
        if inode is not None:
            found.setdefault(inode, place)
    return found


def _inode(path: str) -> tuple[int, int] | None:
    try:
        stat = Path(path).stat()
    except OSError:
        return None
    return (stat.st_dev, stat.st_ino) if stat.st_ino else None


def _leave_places(connection: Connection, ids: Sequence[int]) -> None:
    for part in chunks(ids):
        connection.execute(
            sa.update(photos).where(photos.c.id.in_(part)).values(folder_id=None, name=None, missing=True)
        )
