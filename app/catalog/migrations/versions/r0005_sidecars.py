"""What was last read from and written to each sidecar."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what sidecars said, and which decisions wait to be written into them."""
    op.add_column("photos", sa.Column("xmp_due_us", sa.BigInteger))
    op.create_table(
        "sidecars",
        sa.Column("photo_id", sa.Integer, nullable=False),
        sa.Column("source", sa.SmallInteger, nullable=False, autoincrement=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("mtime_ns", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("flag", sa.SmallInteger),
        sa.Column("stars", sa.SmallInteger),
        sa.Column("label", sa.SmallInteger),
        sa.PrimaryKeyConstraint("photo_id", "source", name="pk_sidecars"),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name="fk_sidecars_photo_id_photos"),
        sqlite_with_rowid=False,
    )
