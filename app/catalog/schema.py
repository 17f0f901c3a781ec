"""The tables, as the newest revision has them (``migrations/`` leads there; a test compares the two).

A *photo* is a place on disk with what a person decided about it. A *content* is what a file holds, named by its
fingerprint: capture facts, measures and scores belong to it, so a copy or a renamed file has them at once, and a
changed file has lost them.

Paths are stored as the bytes that the file system uses. That keeps names that are not valid UTF-8, and compares byte by
byte in every database. A folder's path ends with the separator, so that ``/a/b/`` is a prefix of all below it and of
nothing else.
"""

from __future__ import annotations

import os
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class PathText(TypeDecorator[str]):
    """A path or file name: text outside, the file system's bytes inside."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        return None if value is None else os.fsencode(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else os.fsdecode(bytes(value))


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

folders = sa.Table(
    "folders",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("path", PathText, nullable=False, unique=True),
)

contents = sa.Table(
    "contents",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False, unique=True),
    # Why the content cannot be decoded; independent of the model.
    sa.Column("error", sa.Text),
    # CaptureFacts; captured_us is microseconds from 1970 to the camera's local time.
    sa.Column("has_facts", sa.Boolean, nullable=False),
    sa.Column("captured_us", sa.BigInteger),
    sa.Column("utc_offset_min", sa.Integer),
    sa.Column("camera", sa.Text),
    sa.Column("lens", sa.Text),
    sa.Column("focal_length_mm", sa.Double),
    sa.Column("aperture", sa.Double),
    sa.Column("shutter_s", sa.Double),
    sa.Column("iso", sa.Integer),
    sa.Column("exposure_bias_ev", sa.Double),
    sa.Column("orientation", sa.SmallInteger, nullable=False),
    sa.Column("latitude", sa.Double),
    sa.Column("longitude", sa.Double),
    sa.Column("rating", sa.SmallInteger),
    sa.Column("bracket_ev", sa.Double),
    sa.Column("drive_mode", sa.String(16)),
    sa.Column("sequence_number", sa.Integer),
    # Focus point as shares of the upright photo's width and height.
    sa.Column("af_x", sa.Double),
    sa.Column("af_y", sa.Double),
    # Measures
    sa.Column("width", sa.Integer),
    sa.Column("height", sa.Integer),
    sa.Column("phash", sa.BigInteger),
    sa.Column("sharpness", sa.Double),
    sa.Column("clipped_low", sa.Double),
    sa.Column("clipped_high", sa.Double),
)

photos = sa.Table(
    "photos",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    # Both None for a photo whose place was taken by another; its decision waits until its content is seen again.
    sa.Column("folder_id", sa.ForeignKey("folders.id")),
    sa.Column("name", PathText),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("mtime_ns", sa.BigInteger, nullable=False),
    sa.Column("content_id", sa.ForeignKey("contents.id"), index=True),
    # Why the file could not be opened when it was last looked at; the next intake looks again.
    sa.Column("error", sa.Text),
    sa.Column("missing", sa.Boolean, nullable=False),
    sa.Column("flag", sa.SmallInteger, nullable=False),
    sa.Column("stars", sa.SmallInteger, nullable=False),
    sa.Column("label", sa.SmallInteger, nullable=False),
    # Microseconds from 1970, UTC; None where nothing is decided.
    sa.Column("decided_us", sa.BigInteger),
    # When a decision was made that no sidecar has yet, likewise; None where there is nothing to write.
    sa.Column("xmp_due_us", sa.BigInteger),
    # For the RAW of a RAW+JPEG pair the id of the JPEG, which stands for both; see `app.catalog.pairs`.
    sa.Column("pair_of", sa.Integer, index=True),
    sa.UniqueConstraint("folder_id", "name"),
    sa.CheckConstraint("flag BETWEEN -1 AND 1", name="flag"),
    sa.CheckConstraint("stars BETWEEN 0 AND 5", name="stars"),
    sa.CheckConstraint("label BETWEEN 0 AND 5", name="label"),
)

models = sa.Table(
    "models",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("weights_hash", sa.Text, nullable=False),
    sa.Column("preprocessing", sa.Text, nullable=False),
    # JSON list; the columns of scores.faults, only ever appended to.
    sa.Column("fault_names", sa.Text, nullable=False),
    sa.UniqueConstraint("name", "weights_hash", "preprocessing"),
)

scores = sa.Table(
    "scores",
    metadata,
    sa.Column("model_id", sa.ForeignKey("models.id"), primary_key=True),
    sa.Column("content_id", sa.ForeignKey("contents.id"), primary_key=True),
    sa.Column("score", sa.Double, nullable=False),
    # Little-endian float32, one for each of the model's fault names at the time of writing, NaN where not judged.
    sa.Column("faults", sa.LargeBinary),
    sa.Column("scored_us", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# Apart from scores, which stay small and quick to read for a whole folder.
quality_maps = sa.Table(
    "quality_maps",
    metadata,
    sa.Column("model_id", sa.ForeignKey("models.id"), primary_key=True),
    sa.Column("content_id", sa.ForeignKey("contents.id"), primary_key=True),
    sa.Column("rows", sa.SmallInteger, nullable=False),
    sa.Column("columns", sa.SmallInteger, nullable=False),
    # rows * columns bytes, row by row.
    sa.Column("data", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# What the content looks like to a model, for grouping; apart from scores for the same reason as the maps.
features = sa.Table(
    "features",
    metadata,
    sa.Column("model_id", sa.ForeignKey("models.id"), primary_key=True),
    sa.Column("content_id", sa.ForeignKey("contents.id"), primary_key=True),
    # Little-endian float16, a unit vector.
    sa.Column("data", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# Photos that a person put together, or took apart: one number is one group, and a number of one photo only keeps it
# alone. It belongs to the photo, so it goes along when the file moves.
group_pins = sa.Table(
    "group_pins",
    metadata,
    sa.Column("photo_id", sa.ForeignKey("photos.id"), primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False),
)

# What XMP said about a photo when it was last read or written; see `app.catalog.sidecars`.
sidecars = sa.Table(
    "sidecars",
    metadata,
    sa.Column("photo_id", sa.ForeignKey("photos.id"), primary_key=True),
    sa.Column("source", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("mtime_ns", sa.BigInteger, nullable=False),
    sa.Column("digest", sa.String(32), nullable=False),
    # None where the file does not say.
    sa.Column("flag", sa.SmallInteger),
    sa.Column("stars", sa.SmallInteger),
    sa.Column("label", sa.SmallInteger),
    sqlite_with_rowid=False,
)

recent_folders = sa.Table(
    "recent_folders",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("path", PathText, nullable=False, unique=True),
    sa.Column("opened_us", sa.BigInteger, nullable=False),
)


# One copy, move, hard-linking or trashing of photos; see `app.catalog.transfers`.
transfers = sa.Table(
    "transfers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("mode", sa.String(16), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    # None for the system's trash.
    sa.Column("destination", PathText),
    # JSON, what is needed to go on after an interruption.
    sa.Column("settings", sa.Text, nullable=False),
    sa.Column("host", sa.Text, nullable=False),
    # Part of the names of its temporary files.
    sa.Column("token", sa.String(16), nullable=False),
    sa.Column("started_us", sa.BigInteger, nullable=False),
    sa.Column("ended_us", sa.BigInteger),
    sa.Column("undo_of", sa.ForeignKey("transfers.id")),
)

transfer_files = sa.Table(
    "transfer_files",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("transfer_id", sa.ForeignKey("transfers.id"), nullable=False, index=True),
    # Files of one set (a photo, its pair partner, sidecars) share a number.
    sa.Column("set_no", sa.Integer, nullable=False),
    # None for a sidecar.
    sa.Column("photo_id", sa.Integer),
    sa.Column("source", PathText, nullable=False),
    sa.Column("target", PathText),
    # Of the source; the target has the same size.
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("mtime_ns", sa.BigInteger, nullable=False),
    sa.Column("target_mtime_ns", sa.BigInteger),
    sa.Column("digest", sa.String(64)),
    # The target was there before with the same content.
    sa.Column("existed", sa.Boolean, nullable=False),
    # A move leaves the source, because another photo needs it, too.
    sa.Column("keep_source", sa.Boolean, nullable=False),
    sa.Column("state", sa.SmallInteger, nullable=False),
)

transfer_folders = sa.Table(
    "transfer_folders",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("transfer_id", sa.ForeignKey("transfers.id"), nullable=False),
    sa.Column("path", PathText, nullable=False),
    sa.UniqueConstraint("transfer_id", "path"),
)


def split_path(path: str) -> tuple[str, str]:
    """Absolute path text -> (folder with its closing separator, name)."""
    folder, name = os.path.split(path)
    return as_folder(folder), name


def as_folder(path: str) -> str:
    """A folder's path text with exactly the closing separator under which ``folders`` keeps it."""
    return path if path.endswith(os.sep) else path + os.sep


def stands_for_itself() -> sa.ColumnElement[bool]:
    """Condition on ``photos``: no other photo stands for this one, as the JPEG does for the RAW of its pair.

    Not ``pair_of IS NULL``, which SQLite, without statistics, takes for rare: it would go through that index, which
    holds nearly all photos of all folders there, to find those of one folder.
    """
    return sa.func.coalesce(photos.c.pair_of, 0) == 0


def below(folder: str) -> sa.ColumnElement[bool]:
    """Condition on ``folders``: ``folder`` (as `as_folder` gives it) and everything below.

    A range instead of LIKE: names may hold ``%`` and ``_``, and a range always uses the index.
    """
    end = folder[: -len(os.sep)] + chr(ord(os.sep) + 1)
    return sa.and_(folders.c.path >= folder, folders.c.path < end)
