"""The throw-away copy for dry runs: everything is in it, and nothing comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from app.catalog import rehearsal as module
from app.catalog.catalog import Catalog
from app.catalog.records import Decision, Flag
from app.catalog.rehearsal import rehearsal
from app.errors import UserError
from tests.catalog.conftest import Shoot


def test_the_copy_has_everything_and_keeps_it_to_itself(catalog_url: str, catalog: Catalog, shoot: Shoot) -> None:
    one, two = shoot.take_in(catalog, "a.jpg", "b.jpg")
    catalog.set_decisions({one: Decision(Flag.PICK, 3)})
    with rehearsal(catalog_url) as where:
        with Catalog.open(where) as copy:
            assert copy.decisions([one, two]) == catalog.decisions([one, two])
            copy.set_decisions({two: Decision(Flag.REJECT)})
            shoot.take_in(copy, "c.jpg")
        assert where.is_file()
    assert not where.exists()
    assert catalog.decisions([one, two]) == {one: Decision(Flag.PICK, 3), two: Decision()}
    assert len(catalog.folder_columns([shoot.folder]).ids) == 2


def test_rows_of_a_server_are_copied_table_by_table(tmp_path: Path, shoot: Shoot) -> None:
    """As of PostgreSQL, here from another file: halves of pairs name each other, whichever comes first."""
    url = sa.make_url(f"sqlite:///{tmp_path / 'server.sqlite3'}")
    with Catalog.open(str(url)) as catalog:
        ids = shoot.take_in(catalog, "a.cr2", "a.jpg", "b.jpg")
        catalog.pair_up([shoot.folder])
        catalog.set_decisions({ids[1]: Decision(Flag.PICK, 4)})
        module._copy_rows(url, tmp_path / "copy.sqlite3")
        with Catalog.open(tmp_path / "copy.sqlite3") as copy:
            assert copy.decisions(ids) == catalog.decisions(ids)
            assert copy.folder_columns([shoot.folder]).paths == catalog.folder_columns([shoot.folder]).paths


def test_no_catalogue_is_an_empty_one(tmp_path: Path) -> None:
    with rehearsal(tmp_path / "none.sqlite3") as where, Catalog.open(where) as copy:
        assert len(copy.folder_columns([tmp_path]).ids) == 0
    assert not (tmp_path / "none.sqlite3").exists()


def test_what_is_no_catalogue_is_told(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_bytes(b"no database " * 400)
    with pytest.raises(UserError, match=r"notes\.txt is not a catalogue"), rehearsal(file):
        pass
