"""RAW+JPEG pairs in the catalogue: both halves are rows; the RAW's points to the JPEG's, which stands for the pair.

The JPEG is the one that is shown and scored: it is what the camera made of the shot, and quicker to read. A pair is
worked out from the names in its folder whenever the folder is taken in, so a half that is gone or renamed ends it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.catalog.queries import conditions_for
from app.catalog.records import Decision
from app.catalog.rows import chunks, raw_rows, unique, update_each
from app.catalog.schema import folders, photos
from app.photos.model import PhotoKind
from app.photos.pairs import PARTNER_KINDS, pair_names

_KINDS = [PhotoKind.RAW.value, *(kind.value for kind in PARTNER_KINDS)]


def pair_up(connection: Connection, roots: Sequence[Path], recursive: bool) -> int:
    """Bring the pairs under the roots up to date; a photo that is missing is in no pair.

    Where a new pair finds a decision on one of its halves only, the other takes it over; where both carry one, both
    keep theirs until the next decision, and the JPEG's is what is shown.

    Returns:
        How many photos came into a pair or out of one.
    """
    changed = 0
    for condition in conditions_for(roots, recursive):
        # Folders without a RAW, and nothing left of a pair, cost one query together.
        query = (
            sa.select(photos.c.folder_id)
            .join(folders, folders.c.id == photos.c.folder_id)
            .where(condition, sa.or_(photos.c.kind == PhotoKind.RAW.value, photos.c.pair_of.is_not(None)))
            .distinct()
        )
        for (folder_id,) in raw_rows(connection, query):
            changed += _pair_up_folder(connection, folder_id)
    return changed


def _pair_up_folder(connection: Connection, folder_id: int) -> int:
    # By kind as well as by name: a file's kind is that of its suffix.
    query = sa.select(
        photos.c.id, photos.c.name, photos.c.pair_of, photos.c.missing, photos.c.flag, photos.c.stars, photos.c.label
    ).where(photos.c.folder_id == folder_id, sa.or_(photos.c.kind.in_(_KINDS), photos.c.pair_of.is_not(None)))
    rows = {os.fsdecode(row[1]): row for row in raw_rows(connection, query)}
    wanted = pair_names(name for name, row in rows.items() if not row[3])
    updates = []
    decisions = []
    for name, row in rows.items():
        photo_id, _, before, _, *decision = row
        face = rows[wanted[name]] if name in wanted else None
        now = None if face is None else face[0]
        if now == before:
            continue
        updates.append({"row_id": photo_id, "pair_of": now})
        if face is not None and any(decision) != any(face[4:]):
            giver, taker = (row, face) if any(decision) else (face, row)
            decisions.append((giver[0], {"row_id": taker[0]} | _decision_values(giver[4:])))
    update_each(connection, photos, updates)
    if decisions:
        times = _decided(connection, [giver for giver, _ in decisions])
        update_each(connection, photos, [values | {"decided_us": times[giver]} for giver, values in decisions])
    return len(updates)


def _decision_values(values: Sequence[int]) -> dict[str, int]:
    return dict(zip(("flag", "stars", "label"), values, strict=True))


def _decided(connection: Connection, ids: Sequence[int]) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    for part in chunks(ids):
        query = sa.select(photos.c.id, photos.c.decided_us).where(photos.c.id.in_(part))
        found.update((row[0], row[1]) for row in raw_rows(connection, query))
    return found


def partners(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """Photo id -> id of the other half of its pair; photos without one are left out."""
    found: dict[int, int] = {}
    query = sa.select(photos.c.id, photos.c.pair_of).where(photos.c.pair_of.is_not(None))
    for part in chunks(unique(ids)):
        asked = set(part)
        # Two queries, each with an index of its own.
        for condition in (photos.c.id.in_(part), photos.c.pair_of.in_(part)):
            for raw, face in raw_rows(connection, query.where(condition)):
                if raw in asked:
                    found[raw] = face
                if face in asked:
                    found[face] = raw
    return found


def halves(connection: Connection, ids: Sequence[int]) -> set[int]:
    """Those of ``ids`` that another photo stands for."""
    found: set[int] = set()
    query = sa.select(photos.c.id).where(photos.c.pair_of.is_not(None))
    for part in chunks(unique(ids)):
        found |= {row[0] for row in raw_rows(connection, query.where(photos.c.id.in_(part)))}
    return found


def with_partners(connection: Connection, changes: Mapping[int, Decision]) -> dict[int, Decision]:
    """The same decisions, and the same for the other halves that have none of their own among them."""
    both = partners(connection, list(changes))
    return {both[i]: decision for i, decision in changes.items() if i in both} | dict(changes)
