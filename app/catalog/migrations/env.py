"""What alembic runs for every command: migrate on the connection that the program hands over."""

from __future__ import annotations

from alembic import context

from app.catalog.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=context.config.attributes["version_table"],
    # SQLite can roll back DDL too, since database.py begins transactions itself.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
