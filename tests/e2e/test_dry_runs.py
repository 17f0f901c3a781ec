"""A dry run tells what would happen and stores nothing, also about photos that the catalogue does not know yet."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app import places
from tests.e2e.conftest import Run
from tests.shoots import write_shoot
from tests.xmp_samples import LIGHTROOM

COMMANDS = {
    "import-xmp": ("import-xmp", "FOLDER", "--json"),
    "import-list": ("import-list", "LIST", "FOLDER", "--flag", "pick", "--json"),
    "export": ("export", "FOLDER", "--flag", "any", "--json"),
    "export-xmp": ("export", "FOLDER", "--format", "xmp", "--json"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four photos; the first has a sidecar with two stars."""
    write_shoot(tmp_path / "shoot", 4)
    (tmp_path / "shoot" / "IMG_0000.xmp").write_text(LIGHTROOM, encoding="utf-8")
    (tmp_path / "list.txt").write_text("IMG_0002\n", encoding="utf-8")
    return tmp_path / "shoot"


def arguments(name: str, folder: Path) -> list[object]:
    values = {"FOLDER": folder, "LIST": folder.parent / "list.txt"}
    return [*(values.get(word, word) for word in COMMANDS[name]), "--dry-run"]


def stored(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of a catalogue."""
    with closing(sqlite3.connect(file)) as database:
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: sorted(database.execute(f"SELECT * FROM {table}"), key=repr) for table in tables}


@pytest.mark.parametrize("name", COMMANDS)
def test_no_catalogue_is_made(name: str, folder: Path, keepers: Run) -> None:
    done = keepers(*arguments(name, folder))
    assert done.code == 0, done.err
    assert not places.catalog_file().exists()
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [*(f"IMG_000{n}.jpg" for n in range(4)), "IMG_0000.xmp"]
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_no_row_is_written(name: str, folder: Path, keepers: Run, tmp_path: Path) -> None:
    write_shoot(tmp_path / "known", 2)
    keepers("flag", "pick", tmp_path / "known" / "IMG_0000.jpg")
    before = stored(places.catalog_file())
    assert before["photos"]
    assert keepers(*arguments(name, folder)).code == 0
    assert stored(places.catalog_file()) == before


def test_it_tells_what_the_real_one_does(folder: Path, keepers: Run) -> None:
    said = []
    for dry in (True, False):
        done = keepers(*arguments("import-xmp", folder)[: None if dry else -1])
        said.append([(Path(row["path"]).name, row["outcome"], row["stars"], row["label"]) for row in done.rows])
    assert said[0] == said[1] == [("IMG_0000.jpg", "taken", 2, "yellow")]
    dry = json.loads(keepers(*arguments("import-list", folder)).out)
    assert dry["found"] == [str(folder / "IMG_0002.jpg")]
    assert (dry["changed"], dry["missing"]) == (0, [])
