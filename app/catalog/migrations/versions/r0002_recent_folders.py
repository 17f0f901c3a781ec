"""Folders that were opened lately."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the list behind "recent folders"."""
    op.create_table(
        "recent_folders",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("path", sa.LargeBinary, nullable=False),
        sa.Column("opened_us", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_recent_folders"),
        sa.UniqueConstraint("path", name="uq_recent_folders_path"),
    )
