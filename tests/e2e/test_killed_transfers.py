"""A transfer that is killed loses nothing, leaves nothing half, and the same command again finishes it."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app import places
from tests.killing import KilledTransfer, write_files

FILES = 200
KILLS = 4
SEED = 20260521


@pytest.fixture
def other_disk(tmp_path: Path) -> Path:
    """A folder on another file system than the tests' one."""
    shm = Path("/dev/shm")
    if not shm.is_dir() or shm.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second file system")
    return shm / f"keepers-test-{tmp_path.parent.name}-{tmp_path.name}"


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("mode", "across"), [("copy", False), ("move", False), ("move", True)], ids=["copy", "move", "move-across-disks"]
)
def test_killed_at_random_points(mode: str, across: bool, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    rng = random.Random(SEED)
    target = request.getfixturevalue("other_disk") if across else tmp_path / "keepers"
    source = tmp_path / "shoot"
    run = KilledTransfer(mode, source, target, write_files(source, FILES, rng))
    try:
        for reached in sorted(rng.sample(range(1, FILES - 5), KILLS)):
            if run.kills and reached <= run.kills[-1]:
                continue  # the last process got further than this before it died
            run.run_until(reached)
            run.check_nothing_lost()
        assert run.kills, "no process was killed"
        said = run.finish()
        run.check_finished()
        assert "photos" in said
        if mode == "move":
            with closing(sqlite3.connect(places.catalog_file())) as catalog:
                rows = catalog.execute(
                    "SELECT folders.path, count(*) FROM photos JOIN folders ON folders.id = folder_id "
                    "WHERE NOT missing GROUP BY 1"
                ).fetchall()
            assert {Path(path.decode()).parent for path, _ in rows} == {target}
            assert sum(number for _, number in rows) == sum(name.endswith(".jpg") for name in run.expected)
    finally:
        if across:
            shutil.rmtree(target, ignore_errors=True)
