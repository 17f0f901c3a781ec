"""A dry run tells what would happen and stores nothing, also about photos that the catalogue does not know yet."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest

from app import places
from app.culling.transfer_lock import only_transfer
from tests.e2e.conftest import Run, command
from tests.killing import count_files, write_files
from tests.shoots import write_shoot
from tests.xmp_samples import LIGHTROOM

COMMANDS = {
    "import-xmp": ("import-xmp", "FOLDER", "--json"),
    "import-list": ("import-list", "LIST", "FOLDER", "--flag", "pick", "--json"),
    "export": ("export", "FOLDER", "--flag", "any", "--json"),
    "export-xmp": ("export", "FOLDER", "--format", "xmp", "--json"),
    "transfer-copy": ("transfer", "keepers", "FOLDER", "--to", "OUT", "--json"),
    "transfer-move": ("transfer", "keepers", "FOLDER", "--to", "OUT", "--move", "--json"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four photos; the first has a sidecar with two stars."""
    write_shoot(tmp_path / "shoot", 4)
    (tmp_path / "shoot" / "IMG_0000.xmp").write_text(LIGHTROOM, encoding="utf-8")
    (tmp_path / "list.txt").write_text("IMG_0002\n", encoding="utf-8")
    return tmp_path / "shoot"


def arguments(name: str, folder: Path) -> list[object]:
    values = {"FOLDER": folder, "LIST": folder.parent / "list.txt", "OUT": folder.parent / "out"}
    return [*(values.get(word, word) for word in COMMANDS[name]), "--dry-run"]


def stored(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of a catalogue."""
    with closing(sqlite3.connect(file)) as database:
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: sorted(database.execute(f"SELECT * FROM {table}"), key=repr) for table in tables}


def on_disk(*folders: Path) -> dict[Path, bytes]:
    """Every file, less the index that SQLite makes anew of its journal whenever it looks."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {path: path.read_bytes() for path in files if not path.name.endswith("-shm")}


@pytest.mark.parametrize("name", COMMANDS)
def test_no_catalogue_is_made(name: str, folder: Path, keepers: Run) -> None:
    done = keepers(*arguments(name, folder))
    assert done.code == 0, done.err
    assert not places.catalog_file().exists()
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [*(f"IMG_000{n}.jpg" for n in range(4)), "IMG_0000.xmp"]
    )
    assert not (folder.parent / "out").exists()


@pytest.mark.parametrize("name", COMMANDS)
def test_no_row_is_written(name: str, folder: Path, keepers: Run, tmp_path: Path) -> None:
    write_shoot(tmp_path / "known", 2)
    keepers("flag", "pick", tmp_path / "known" / "IMG_0000.jpg")
    before = stored(places.catalog_file())
    assert before["photos"]
    disk = on_disk(places.catalog_file().parent, tmp_path)
    assert keepers(*arguments(name, folder)).code == 0
    assert on_disk(places.catalog_file().parent, tmp_path) == disk
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


@pytest.mark.skipif(sys.platform == "win32", reason="signals as on POSIX")
def test_an_interrupted_transfer_is_told_and_left_as_it_is(tmp_path: Path, keepers: Run) -> None:
    shoot, out = tmp_path / "shoot", tmp_path / "out"
    expected = write_files(shoot, 300, random.Random(1))
    move = ("transfer", "keepers", shoot, "--to", out, "--move")
    process = subprocess.Popen(command(*move), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and count_files(out) < 70:
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.001)
    process.kill()
    assert process.wait(60) == -signal.SIGKILL
    write_shoot(shoot / "new", 2)
    disk = on_disk(places.catalog_file().parent, tmp_path)
    done = keepers(*move, "--json", "--dry-run")
    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert [(open_["mode"], open_["destination"]) for open_ in told["interrupted"]] == [("move", str(out))]
    assert not told["busy"]
    assert "would be put in order first" in told["notes"][0]
    assert "would be put in order first" in done.err
    assert {str(shoot / "new" / f"IMG_000{n}.jpg") for n in range(2)} <= {photo["photo"] for photo in told["photos"]}
    back = keepers("transfer", "--undo", "--dry-run")
    assert (back.code, "it would be taken back then" in back.err) == (0, True)
    assert on_disk(places.catalog_file().parent, tmp_path) == disk
    assert keepers(*move).code == 0
    assert not list(shoot.rglob("*.jpg"))
    assert sum(path.is_file() for path in out.rglob("*")) == len(expected) + 2


def test_a_transfer_of_another_program_is_told_and_left_alone(folder: Path, keepers: Run, tmp_path: Path) -> None:
    keepers("flag", "pick", folder / "IMG_0000.jpg")
    arguments_ = arguments("transfer-move", folder)
    with only_transfer(places.catalog_file()):
        disk = on_disk(places.catalog_file().parent, tmp_path)
        done = keepers(*arguments_)
        assert on_disk(places.catalog_file().parent, tmp_path) == disk
        assert keepers(*arguments_[:-1]).code == 2, "which the real one would not do either"
    told = json.loads(done.out)
    assert (done.code, told["busy"], told["interrupted"], told["counts"]["done"]) == (0, True, [], 4)
    assert "Another Keepers window or command" in told["notes"][0]
    assert json.loads(keepers(*arguments_).out)["notes"] == []
