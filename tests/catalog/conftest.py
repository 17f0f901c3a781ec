"""Fixtures of the catalogue's tests: a catalogue on the database under test, and a shoot of real files."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.catalog.catalog import Catalog
from app.catalog.lane import CatalogLane
from app.catalog.records import IntakeItem, ModelKey, ScoreResult
from app.photos.fingerprint import fingerprint
from app.photos.model import CaptureFacts, PhotoFile, PhotoKind

DATABASE_VARIABLE = "KEEPERS_TEST_DATABASE_URL"


@pytest.fixture
def catalog_url(tmp_path: Path) -> Iterator[str]:
    """An empty database: a SQLite file, or a schema of its own on the server that the environment names."""
    server = os.environ.get(DATABASE_VARIABLE)
    if not server:
        yield f"sqlite:///{tmp_path / 'catalog.sqlite3'}"
        return
    schema = f"keepers_{uuid.uuid4().hex[:12]}"
    url = sa.make_url(server)
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        connection.execute(sa.schema.CreateSchema(schema))
    yield url.update_query_dict({"options": f"-csearch_path={schema}"}).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(sa.schema.DropSchema(schema, cascade=True))
    admin.dispose()


@pytest.fixture
def catalog(catalog_url: str) -> Iterator[Catalog]:
    with Catalog.open(catalog_url) as opened:
        yield opened


@pytest.fixture
def lane(catalog_url: str) -> Iterator[CatalogLane]:
    with CatalogLane(lambda: Catalog.open(catalog_url)) as opened:
        yield opened


@pytest.fixture
def model() -> ModelKey:
    return ModelKey("student-lite", "ab" * 32, "fitted-1")


class Shoot:
    """A folder of files whose content is chosen, and what the intake would say about them."""

    facts = CaptureFacts(captured_at=datetime(2026, 5, 4, 3, 2, 1, 500000), camera="Canon EOS 6D", iso=800)

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, content: str = "") -> Path:
        """Write a file; without a content it holds its own name."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.fsencode(content or name))
        return path

    def file(self, path: Path) -> PhotoFile:
        stat = path.stat()
        return PhotoFile(path, stat.st_size, stat.st_mtime_ns, PhotoKind.JPEG)

    def item(self, path: Path, error: str | None = None) -> IntakeItem:
        file = self.file(path)
        if error is not None:
            return IntakeItem(file, None, None, error)
        return IntakeItem(file, fingerprint(path, file.size), self.facts)

    def take_in(self, catalog: Catalog, *names: str) -> list[int]:
        """Take in files that exist, or else are written with their name as content."""
        paths = [self.folder / name if (self.folder / name).exists() else self.write(name) for name in names]
        return catalog.take_in([self.item(path) for path in paths])


@pytest.fixture
def shoot(tmp_path: Path) -> Shoot:
    folder = tmp_path / "shoot"
    folder.mkdir()
    return Shoot(folder)


@pytest.fixture
def score(model: ModelKey) -> Callable[..., None]:
    """Store a score of ``model`` for photos of a catalogue."""

    def store(catalog: Catalog, ids: list[int], value: float = 50.0) -> None:
        keys = catalog.thumb_keys(ids)
        catalog.store_scores(model, [ScoreResult(i, keys[i], value) for i in ids])

    return store
