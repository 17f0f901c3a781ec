"""Pairs, and the wider capture facts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the pair of a photo, and capture facts; the next intake reads the facts of known files once more."""
    op.add_column("photos", sa.Column("pair_of", sa.Integer))
    op.create_index("ix_photos_pair_of", "photos", ["pair_of"])
    op.add_column("contents", sa.Column("bracket_ev", sa.Double))
    op.add_column("contents", sa.Column("drive_mode", sa.String(16)))
    op.add_column("contents", sa.Column("sequence_number", sa.Integer))
    op.add_column("contents", sa.Column("af_x", sa.Double))
    op.add_column("contents", sa.Column("af_y", sa.Double))
    op.execute(sa.text("UPDATE contents SET has_facts = false"))
