"""Between records and rows: small conversions that every query shares."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, RowMapping

from app.photos.model import CaptureFacts, DriveMode, Measures

T = TypeVar("T")

CHUNK = 2000
"""Values in one IN list; far below every database's limit of parameters."""

_EPOCH = datetime(1970, 1, 1)
_EPOCH_UTC = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def chunks(values: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def unique(values: Iterable[T]) -> list[T]:
    """The values without repetition, in order."""
    return list(dict.fromkeys(values))


def now_us() -> int:
    """Microseconds since 1970, UTC."""
    return time.time_ns() // 1000


def utc_time(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else _EPOCH_UTC + microseconds * _MICROSECOND


def plain_text(text: str | None) -> str | None:
    """Text that every database stores: without NUL (PostgreSQL) and lone surrogates (all)."""
    return None if text is None else text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _number(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _integer(value: int | None, bits: int) -> int | None:
    """EXIF is full of garbage: what does not fit its column is not known."""
    return value if value is not None and -(1 << (bits - 1)) <= value < 1 << (bits - 1) else None


def facts_to_row(facts: CaptureFacts | None) -> dict[str, Any]:
    """Columns of ``contents`` for capture facts, or for none."""
    has_facts = facts is not None
    facts = facts or CaptureFacts()
    captured = facts.captured_at
    return {
        "has_facts": has_facts,
        "captured_us": None if captured is None else (captured.replace(tzinfo=None) - _EPOCH) // _MICROSECOND,
        "utc_offset_min": _integer(facts.utc_offset_min, 32),
        "camera": plain_text(facts.camera),
        "lens": plain_text(facts.lens),
        "focal_length_mm": _number(facts.focal_length_mm),
        "aperture": _number(facts.aperture),
        "shutter_s": _number(facts.shutter_s),
        "iso": _integer(facts.iso, 32),
        "exposure_bias_ev": _number(facts.exposure_bias_ev),
        "orientation": facts.orientation,
        "latitude": _number(facts.latitude),
        "longitude": _number(facts.longitude),
        "rating": _integer(facts.rating, 16),
        "bracket_ev": _number(facts.bracket_ev),
        "drive_mode": None if facts.drive_mode is None else facts.drive_mode.value,
        "sequence_number": _integer(facts.sequence_number, 32),
        "af_x": None if facts.af_point is None else _number(facts.af_point[0]),
        "af_y": None if facts.af_point is None else _number(facts.af_point[1]),
    }


def facts_from_row(row: RowMapping) -> CaptureFacts:
    """The facts of a row that holds the columns of ``contents``; the empty facts where there is no content."""
    if row["orientation"] is None:
        return CaptureFacts()
    captured = row["captured_us"]
    return CaptureFacts(
        captured_at=None if captured is None else _EPOCH + captured * _MICROSECOND,
        utc_offset_min=row["utc_offset_min"],
        camera=row["camera"],
        lens=row["lens"],
        focal_length_mm=row["focal_length_mm"],
        aperture=row["aperture"],
        shutter_s=row["shutter_s"],
        iso=row["iso"],
        exposure_bias_ev=row["exposure_bias_ev"],
        orientation=row["orientation"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        rating=row["rating"],
        bracket_ev=row["bracket_ev"],
        drive_mode=None if row["drive_mode"] is None else DriveMode(row["drive_mode"]),
        sequence_number=row["sequence_number"],
        af_point=None if row["af_x"] is None or row["af_y"] is None else (row["af_x"], row["af_y"]),
    )


def measures_to_row(measures: Measures) -> dict[str, Any]:
    return {
        "width": int(measures.width),
        "height": int(measures.height),
        "phash": int(measures.phash),
        "sharpness": float(measures.sharpness),
        "clipped_low": float(measures.clipped_low),
        "clipped_high": float(measures.clipped_high),
    }


def measures_from_row(row: RowMapping) -> Measures | None:
    if row["phash"] is None:
        return None
    return Measures(
        width=row["width"],
        height=row["height"],
        phash=row["phash"],
        sharpness=row["sharpness"],
        clipped_low=row["clipped_low"],
        clipped_high=row["clipped_high"],
    )


def upsert(connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], *, update: bool = True) -> None:
    """Insert rows; where the key (the table's own, or else its unique columns) is taken, overwrite, or else yield."""
    if not rows:
        return
    key = _key(table)
    insert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table)
    if update:
        changed = {name: statement.excluded[name] for name in rows[0] if name not in key}
        statement = statement.on_conflict_do_update(index_elements=key, set_=changed)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=key)
    connection.execute(statement, [dict(row) for row in rows])


def update_each(connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """For each of ``rows``, which all name the same columns, update the row ``row_id`` with the other values."""
    if not rows:
        return
    values: dict[str, Any] = {name: sa.bindparam(name) for name in rows[0] if name != "row_id"}
    statement = sa.update(table).where(table.c.id == sa.bindparam("row_id")).values(**values)
    connection.execute(statement, [dict(row) for row in rows])


def _key(table: sa.Table) -> list[str]:
    if "id" not in table.c:
        return [column.name for column in table.primary_key]
    constraint = next(c for c in table.constraints if isinstance(c, sa.UniqueConstraint))
    return [column.name for column in constraint.columns]


def raw_rows(connection: Connection, statement: sa.Select[Any]) -> list[tuple[Any, ...]]:
    """All rows as the driver gives them, far faster than Row objects: paths as bytes, SQLite's booleans as 0 and 1."""
    result = connection.execute(statement)
    cursor = result.cursor
    assert cursor is not None
    rows: list[tuple[Any, ...]] = list(cursor.fetchall())
    result.close()
    return rows
