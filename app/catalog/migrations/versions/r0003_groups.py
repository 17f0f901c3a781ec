"""Groups: what a person split or merged, and what grouping needs of each photo."""

from __future__ import annotations

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Groups: what a person split or merged, and what grouping needs of each photo."""
