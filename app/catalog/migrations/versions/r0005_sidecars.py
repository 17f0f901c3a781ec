"""What was last read from and written to each sidecar."""

from __future__ import annotations

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was last read from and written to each sidecar."""
