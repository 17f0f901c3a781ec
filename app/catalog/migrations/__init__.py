"""The way of the tables from one revision to the next (alembic)."""
