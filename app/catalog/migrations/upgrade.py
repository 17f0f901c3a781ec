"""Running alembic inside the program, without files of settings and without words on the console."""

from __future__ import annotations

import threading

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection

_one_at_a_time = threading.Lock()
"""alembic keeps what it migrates in module variables: two catalogues at once would run into each other."""


def config_for(connection: Connection, version_table: str) -> Config:
    """An alembic configuration that works on ``connection`` inside its transaction."""
    config = Config()
    config.set_main_option("script_location", "app.catalog:migrations")
    config.attributes["connection"] = connection
    config.attributes["version_table"] = version_table
    return config


def upgrade(connection: Connection, version_table: str, revision: str = "head") -> None:
    """Bring the tables to ``revision``; the caller commits."""
    with _one_at_a_time:
        command.upgrade(config_for(connection, version_table), revision)
