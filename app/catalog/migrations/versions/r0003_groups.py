"""Groups: what a person split or merged, and what grouping needs of each photo."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add content features beside the scores, and the groups that people made."""
    op.create_table(
        "features",
        sa.Column("model_id", sa.Integer, nullable=False),
        sa.Column("content_id", sa.Integer, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("model_id", "content_id", name="pk_features"),
        sa.ForeignKeyConstraint(["model_id"], ["models.id"], name="fk_features_model_id_models"),
        sa.ForeignKeyConstraint(["content_id"], ["contents.id"], name="fk_features_content_id_contents"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "group_pins",
        sa.Column("photo_id", sa.Integer, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("photo_id", name="pk_group_pins"),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name="fk_group_pins_photo_id_photos"),
    )
