"""Journal of copies and moves, for resuming and undo."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Journal of copies and moves, for resuming and undo."""
    op.create_table(
        "transfers",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("destination", sa.LargeBinary),
        sa.Column("settings", sa.Text, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("token", sa.String(16), nullable=False),
        sa.Column("started_us", sa.BigInteger, nullable=False),
        sa.Column("ended_us", sa.BigInteger),
        sa.Column("undo_of", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_transfers"),
        sa.ForeignKeyConstraint(["undo_of"], ["transfers.id"], name="fk_transfers_undo_of_transfers"),
    )
    op.create_table(
        "transfer_files",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("transfer_id", sa.Integer, nullable=False),
        sa.Column("set_no", sa.Integer, nullable=False),
        sa.Column("photo_id", sa.Integer),
        sa.Column("source", sa.LargeBinary, nullable=False),
        sa.Column("target", sa.LargeBinary),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("mtime_ns", sa.BigInteger, nullable=False),
        sa.Column("target_mtime_ns", sa.BigInteger),
        sa.Column("digest", sa.String(64)),
        sa.Column("existed", sa.Boolean, nullable=False),
        sa.Column("keep_source", sa.Boolean, nullable=False),
        sa.Column("state", sa.SmallInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_transfer_files"),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name="fk_transfer_files_transfer_id_transfers"),
    )
    op.create_index("ix_transfer_files_transfer_id", "transfer_files", ["transfer_id"])
    op.create_table(
        "transfer_folders",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("transfer_id", sa.Integer, nullable=False),
        sa.Column("path", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_transfer_folders"),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name="fk_transfer_folders_transfer_id_transfers"),
        sa.UniqueConstraint("transfer_id", "path", name="uq_transfer_folders_transfer_id_path"),
    )
