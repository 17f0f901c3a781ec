"""Opening, migrating, and what a person is told when that does not work."""

from __future__ import annotations

import importlib.resources
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app import places
from app.catalog import database as database_module
from app.catalog.catalog import Catalog
from app.catalog.database import HEAD, REVISIONS, VERSION_TABLE, Database, open_database
from app.catalog.migrations.upgrade import config_for, upgrade
from app.catalog.records import Decision, Flag
from app.catalog.schema import metadata
from app.errors import UserError

if TYPE_CHECKING:
    from tests.catalog.conftest import Shoot

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "catalog.sqlite3"


def at_revision(monkeypatch: pytest.MonkeyPatch, where: str | Path, revision: str) -> Database:
    """A database as a program of that revision makes it."""
    older = REVISIONS[: REVISIONS.index(revision) + 1]
    with monkeypatch.context() as patch:
        patch.setattr(database_module, "HEAD", revision)
        patch.setattr(database_module, "REVISIONS", older)
        patch.setattr(
            "app.catalog.migrations.upgrade.upgrade", lambda connection, table: upgrade(connection, table, revision)
        )
        return open_database(where)


def picked_photo(older: Database, shoot: Shoot, name: str) -> int:
    """Put a photo with a decision into a database of revision 0001, as the program of that time did."""
    item = shoot.item(shoot.write(name))
    folder = f"{shoot.folder}/".encode()
    facts = {"fingerprint": item.fingerprint, "camera": shoot.facts.camera, "yes": True, "no": False}
    photo = {"name": name.encode(), "size": item.file.size, "mtime": item.file.mtime_ns, "no": False}
    with older.writing() as connection:
        connection.execute(sa.text("INSERT INTO folders (path) VALUES (:folder)"), {"folder": folder})
        connection.execute(
            sa.text(
                "INSERT INTO contents (fingerprint, has_facts, camera, orientation)"
                " VALUES (:fingerprint, :yes, :camera, 1)"
            ),
            facts,
        )
        connection.execute(
            sa.text(
                "INSERT INTO photos (folder_id, name, kind, size, mtime_ns, content_id, missing, flag, stars, label)"
                " VALUES (1, :name, 'jpeg', :size, :mtime, 1, :no, 1, 5, 0)"
            ),
            photo,
        )
    return 1


def set_revision(where: str | Path, revision: str) -> None:
    database = open_database(where)
    with database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '{revision}'")
    database.close()


# Migrations


def test_migrations_lead_to_the_tables_of_the_program(catalog_url: str) -> None:
    database = open_database(catalog_url)
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, metadata) == []
        names = {c["name"] for c in sa.inspect(connection).get_check_constraints("photos")}
        assert names == {"ck_photos_flag", "ck_photos_stars", "ck_photos_label"}
    database.close()


def test_the_program_knows_every_revision(catalog_url: str) -> None:
    database = open_database(catalog_url)
    with database.reading() as connection:
        script = ScriptDirectory.from_config(config_for(connection, VERSION_TABLE))
    database.close()
    assert script.get_current_head() == HEAD
    assert [r.revision for r in script.walk_revisions()][::-1] == list(REVISIONS)


def test_revisions_are_part_of_the_package() -> None:
    versions = importlib.resources.files("app.catalog.migrations.versions")
    assert {f"r{r}" for r in REVISIONS} <= {entry.name.split("_")[0] for entry in versions.iterdir()}


def test_an_older_catalogue_is_brought_up_to_date(
    monkeypatch: pytest.MonkeyPatch, catalog_url: str, shoot: Shoot
) -> None:
    older = at_revision(monkeypatch, catalog_url, "0001")
    photo = picked_photo(older, shoot, "a.jpg")
    older.close()
    with Catalog.open(catalog_url) as newer:
        assert newer.decisions([photo]) == {photo: Decision(Flag.PICK, 5)}
        assert newer.record(photo).facts.camera == shoot.facts.camera
        # What later revisions know of a photo is read at the next look at it.
        assert not newer.known_files(shoot.folder)[str(shoot.folder / "a.jpg")].has_facts
        assert shoot.take_in(newer, "a.jpg") == [photo]
        newer.remember_folder(shoot.folder)
        assert newer.recent_folders() == [shoot.folder]


def test_a_backup_is_made_before_an_upgrade(monkeypatch: pytest.MonkeyPatch, file: Path, shoot: Shoot) -> None:
    older = at_revision(monkeypatch, file, "0001")
    photo = picked_photo(older, shoot, "a.jpg")
    Catalog.open(file).close()  # while the older one is still open, so that its last writes are in the log only
    older.close()
    [backup] = file.parent.glob("*.bak")
    assert backup.name.startswith("catalog-0001-")
    assert not list(file.parent.glob("*.part*"))
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone() == ("0001",)
        assert connection.execute("SELECT flag, stars FROM photos").fetchall() == [(1, 5)]
    with Catalog.open(backup) as restored:
        assert restored.decisions([photo]) == {photo: Decision(Flag.PICK, 5)}


def test_no_backup_without_a_migration(file: Path) -> None:
    Catalog.open(file).close()
    Catalog.open(file).close()
    assert list(file.parent.glob("*.bak")) == []


def test_without_a_backup_nothing_is_migrated(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    at_revision(monkeypatch, file, "0001").close()

    class FixedTime:
        @staticmethod
        def now() -> FixedTime:
            return FixedTime()

        def strftime(self, _format: str) -> str:
            return "now"

    file.with_name("catalog-0001-now.bak.part").mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(database_module, "datetime", FixedTime)
        with pytest.raises(UserError, match=r"backup copy cannot be written.*the catalogue is unchanged"):
            open_database(file)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone() == ("0001",)


def test_a_migration_that_fails_leaves_the_catalogue_as_it_was(
    monkeypatch: pytest.MonkeyPatch, catalog_url: str
) -> None:
    at_revision(monkeypatch, catalog_url, "0001").close()

    def half_way(connection: sa.Connection, table: str) -> None:
        upgrade(connection, table)
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("app.catalog.migrations.upgrade.upgrade", half_way)
        with pytest.raises(RuntimeError, match="power cut"):
            open_database(catalog_url)
    engine = sa.create_engine(catalog_url)
    with engine.connect() as connection:
        assert not sa.inspect(connection).has_table("recent_folders")
        assert connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar() == "0001"
    engine.dispose()
    open_database(catalog_url).close()


def test_a_newer_catalogue_is_refused(catalog_url: str) -> None:
    set_revision(catalog_url, "0099")
    with pytest.raises(
        UserError, match=r"written by a newer Keepers \(revision 0099, this program knows 0006\)\. Update"
    ):
        Catalog.open(catalog_url)


def test_two_instances_may_migrate_at_once(catalog_url: str) -> None:
    script = "import sys; from app.catalog.catalog import Catalog; Catalog.open(sys.argv[1]).close()"
    children = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", script, catalog_url], cwd=ROOT) for _ in range(4)
    ]
    assert [child.wait(60) for child in children] == [0] * 4
    with Catalog.open(catalog_url) as catalog:
        assert catalog.models() == []


def test_a_start_at_the_newest_revision_is_light_and_quiet(file: Path) -> None:
    Catalog.open(file).close()
    script = (
        "import sys, logging; logging.basicConfig(level=logging.INFO)\n"
        "from app.catalog.catalog import Catalog\n"
        "Catalog.open(sys.argv[1]).close()\n"
        "heavy = {'alembic', 'torch', 'rawpy', 'onnxruntime', 'PySide6'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(file)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_first_start_says_nothing_either(file: Path) -> None:
    script = (
        "import sys, logging; logging.basicConfig(level=logging.INFO)\n"
        "from app.catalog.catalog import Catalog\n"
        "Catalog.open(sys.argv[1]).close()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(file)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# Places and trouble


def test_the_default_place_is_made() -> None:
    with Catalog.open() as catalog:
        assert catalog.file == places.catalog_file()
    assert places.catalog_file().exists()


def test_the_catalogue_outlives_a_power_cut(file: Path) -> None:
    database = open_database(file)
    with database.reading() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    database.close()
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


def test_a_file_name_may_be_strange(tmp_path: Path) -> None:
    file = tmp_path / "Fotos 日本 %41 ?x#y.sqlite3"
    with Catalog.open(file) as catalog:
        assert catalog.models() == []
    assert file.exists()
    assert {path.name for path in tmp_path.iterdir()} == {file.name}


def test_an_empty_file_becomes_a_catalogue(file: Path) -> None:
    file.touch()
    with Catalog.open(str(file)) as catalog:
        assert catalog.models() == []


@pytest.mark.parametrize("content", [b"GIF89a, not a catalogue" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_refused_and_kept(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(UserError, match=r"catalog\.sqlite3 .*(damaged).*\.bak"):
        Catalog.open(file)
    assert file.read_bytes() == content


def test_damage_in_the_middle_is_told(file: Path, shoot: Shoot) -> None:
    with Catalog.open(file) as catalog:
        shoot.take_in(catalog, *[f"{n}.jpg" for n in range(200)])
    size = file.stat().st_size
    with file.open("r+b") as handle:
        middle = size * 3 // 4 // 4096 * 4096  # behind what is read to open it
        handle.seek(middle)
        handle.write(b"\xaa" * (size - middle))
    with Catalog.open(file) as catalog, pytest.raises(UserError, match="is damaged"):
        catalog.folder_columns([shoot.folder])


def test_another_program_s_database_is_left_alone(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE tracks (id INTEGER)")
    with pytest.raises(UserError, match="is a database of another program"):
        Catalog.open(file)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("tracks",)]


def test_a_folder_is_not_a_catalogue(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"is a folder\. Name a file"):
        Catalog.open(tmp_path)


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"nowhere/catalog\.sqlite3 .*folder does not exist\. Create"):
        Catalog.open(tmp_path / "nowhere" / "catalog.sqlite3")


@pytest.mark.parametrize("read_only", ["file", "folder"])
def test_a_read_only_place_is_told(file: Path, read_only: str) -> None:
    """In a child that gives up the powers of root, to whom nothing is read-only."""
    Catalog.open(file).close()
    (file if read_only == "file" else file.parent).chmod(0o444 if read_only == "file" else 0o555)
    script = """
import ctypes, os, struct, sys
from app.catalog.catalog import Catalog
from app.errors import UserError
if os.getuid() == 0:
    assert ctypes.CDLL(None).capset(struct.pack("Ii", 0x20080522, 0), bytes(24)) == 0
try:
    Catalog.open(sys.argv[1])
except UserError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(file)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    file.parent.chmod(0o755)
    assert str(file) in done.stdout, done.stderr
    assert "writable" in done.stdout or "can be written" in done.stdout


def test_a_locked_catalogue_is_told(file: Path, monkeypatch: pytest.MonkeyPatch, shoot: Shoot) -> None:
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 0.1)
    with Catalog.open(file) as catalog, closing(sqlite3.connect(file, isolation_level=None)) as other:
        [photo] = shoot.take_in(catalog, "a.jpg")
        other.execute("BEGIN IMMEDIATE")
        assert catalog.decisions([photo]) == {photo: Decision()}, "reading goes on"
        with pytest.raises(UserError, match=r"catalog\.sqlite3 is locked by another program\. Close"):
            catalog.set_decisions({photo: Decision(Flag.PICK)})
        other.execute("ROLLBACK")
        catalog.set_decisions({photo: Decision(Flag.PICK)})
        assert catalog.decisions([photo]) == {photo: Decision(Flag.PICK)}


def test_a_full_disk_is_told_and_nothing_saved_is_lost(file: Path, shoot: Shoot) -> None:
    database = open_database(file)
    with Catalog(database) as catalog:
        [photo] = shoot.take_in(catalog, "a.jpg")
        catalog.set_decisions({photo: Decision(Flag.PICK)})
        with database.reading() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(UserError, match=r"the disk is full\. Free some space"):
            shoot.take_in(catalog, *[f"{n}.jpg" for n in range(300)])
        assert catalog.decisions([photo]) == {photo: Decision(Flag.PICK)}
        assert catalog.folder_columns([shoot.folder]).ids.tolist() == [photo]
        with database.reading() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 100000")
        assert len(shoot.take_in(catalog, *[f"{n}.jpg" for n in range(300)])) == 300


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("mysql://localhost/x", "SQLite or PostgreSQL, not in mysql"),
        ("sqlite://", "in memory would be lost"),
        ("sqlite:///:memory:", "in memory would be lost"),
        ("postgresql+nonsense://localhost/x", "is not the address of a database"),
        ("://", "is not the address of a database"),
    ],
)
def test_an_address_that_is_none_is_told(where: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        Catalog.open(where)


def test_a_server_that_does_not_answer_is_told_without_the_password() -> None:
    with pytest.raises(UserError, match=r"postgresql.*does not do its work: .*Check that the server runs") as told:
        Catalog.open("postgresql://someone:secret@127.0.0.1:1/keepers")
    assert "secret" not in str(told.value)


def test_bugs_are_not_trouble(catalog_url: str) -> None:
    database = open_database(catalog_url)
    with pytest.raises(sa.exc.DBAPIError), database.reading() as connection:
        connection.exec_driver_sql("SELECT nonsense FROM nowhere")
    database.close()
