"""Groups that a person made by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.catalog.rows import chunks, raw_rows, unique, upsert
from app.catalog.schema import group_pins, photos

AUTOMATIC = 0
"""Pin of a photo that nobody put into a group, or took out of one, by hand."""


class PinChange(NamedTuple):
    """Photo id -> number of its hand-made group, 0 for none, before and after a change, for undo and redo."""

    before: dict[int, int]
    after: dict[int, int]


def pins_of(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """Photo id -> number of its hand-made group, 0 where it has none; unknown photos are left out."""
    query = sa.select(photos.c.id, group_pins.c.number).outerjoin(group_pins, group_pins.c.photo_id == photos.c.id)
    found: dict[int, int] = {}
    for part in chunks(unique(ids)):
        rows = raw_rows(connection, query.where(photos.c.id.in_(part)))
        found |= {photo_id: number or AUTOMATIC for photo_id, number in rows}
    return found


def set_pins(connection: Connection, changes: Mapping[int, int]) -> dict[int, int]:
    """Put photos into hand-made groups by number, or with 0 back under automatic grouping.

    Returns:
        the numbers that were there before, for undo.

    Raises:
        KeyError: a photo does not exist; nothing is written.
    """
    before = pins_of(connection, list(changes))
    unknown = changes.keys() - before.keys()
    if unknown:
        raise KeyError(min(unknown))
    for part in chunks([photo_id for photo_id, number in changes.items() if not number]):
        connection.execute(sa.delete(group_pins).where(group_pins.c.photo_id.in_(part)))
    upsert(
        connection,
        group_pins,
        [{"photo_id": photo_id, "number": number} for photo_id, number in changes.items() if number],
    )
    return before


def pin_groups(connection: Connection, parts: Sequence[Sequence[int]]) -> PinChange:
    """Make each of these parts a group of its own, under numbers that no group has.

    Raises:
        KeyError: a photo does not exist; nothing is written.
    """
    free = int(connection.execute(sa.select(sa.func.max(group_pins.c.number))).scalar() or 0) + 1
    after = {photo_id: free + number for number, part in enumerate(parts) for photo_id in part}
    return PinChange(set_pins(connection, after), after)
