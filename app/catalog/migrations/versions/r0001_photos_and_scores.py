"""Photos, contents, models and scores.

The tables are written out here and not taken from ``schema.py``: a revision stays what it was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "folders",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("path", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_folders"),
        sa.UniqueConstraint("path", name="uq_folders_path"),
    )
    op.create_table(
        "contents",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("error", sa.Text),
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
        sa.Column("width", sa.Integer),
        sa.Column("height", sa.Integer),
        sa.Column("phash", sa.BigInteger),
        sa.Column("sharpness", sa.Double),
        sa.Column("clipped_low", sa.Double),
        sa.Column("clipped_high", sa.Double),
        sa.PrimaryKeyConstraint("id", name="pk_contents"),
        sa.UniqueConstraint("fingerprint", name="uq_contents_fingerprint"),
    )
    op.create_table(
        "photos",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("folder_id", sa.Integer),
        sa.Column("name", sa.LargeBinary),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("mtime_ns", sa.BigInteger, nullable=False),
        sa.Column("content_id", sa.Integer),
        sa.Column("error", sa.Text),
        sa.Column("missing", sa.Boolean, nullable=False),
        sa.Column("flag", sa.SmallInteger, nullable=False),
        sa.Column("stars", sa.SmallInteger, nullable=False),
        sa.Column("label", sa.SmallInteger, nullable=False),
        sa.Column("decided_us", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_photos"),
        sa.ForeignKeyConstraint(["folder_id"], ["folders.id"], name="fk_photos_folder_id_folders"),
        sa.ForeignKeyConstraint(["content_id"], ["contents.id"], name="fk_photos_content_id_contents"),
        sa.UniqueConstraint("folder_id", "name", name="uq_photos_folder_id_name"),
        sa.CheckConstraint("flag BETWEEN -1 AND 1", name=op.f("ck_photos_flag")),
        sa.CheckConstraint("stars BETWEEN 0 AND 5", name=op.f("ck_photos_stars")),
        sa.CheckConstraint("label BETWEEN 0 AND 5", name=op.f("ck_photos_label")),
    )
    op.create_index("ix_photos_content_id", "photos", ["content_id"])
    op.create_table(
        "models",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("weights_hash", sa.Text, nullable=False),
        sa.Column("preprocessing", sa.Text, nullable=False),
        sa.Column("fault_names", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_models"),
        sa.UniqueConstraint("name", "weights_hash", "preprocessing", name="uq_models_name_weights_hash_preprocessing"),
    )
    op.create_table(
        "scores",
        sa.Column("model_id", sa.Integer, nullable=False),
        sa.Column("content_id", sa.Integer, nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("faults", sa.LargeBinary),
        sa.Column("scored_us", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("model_id", "content_id", name="pk_scores"),
        sa.ForeignKeyConstraint(["model_id"], ["models.id"], name="fk_scores_model_id_models"),
        sa.ForeignKeyConstraint(["content_id"], ["contents.id"], name="fk_scores_content_id_contents"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quality_maps",
        sa.Column("model_id", sa.Integer, nullable=False),
        sa.Column("content_id", sa.Integer, nullable=False),
        sa.Column("rows", sa.SmallInteger, nullable=False),
        sa.Column("columns", sa.SmallInteger, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("model_id", "content_id", name="pk_quality_maps"),
        sa.ForeignKeyConstraint(["model_id"], ["models.id"], name="fk_quality_maps_model_id_models"),
        sa.ForeignKeyConstraint(["content_id"], ["contents.id"], name="fk_quality_maps_content_id_contents"),
        sqlite_with_rowid=False,
    )
