"""Two real processes on one catalogue, and one that is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.catalog.catalog import Catalog
from app.catalog.records import Decision, Flag, ModelKey

if TYPE_CHECKING:
    from tests.catalog.conftest import Shoot

ROOT = Path(__file__).resolve().parents[2]

INTAKE = """
import sys
from pathlib import Path
from app.catalog.catalog import Catalog
from app.catalog.records import Decision, Flag, IntakeItem, ModelKey, ScoreResult
from app.photos.model import CaptureFacts, PhotoFile, PhotoKind
url, folder, first, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
model = ModelKey("student-lite", "ab" * 32, "fitted-1")
with Catalog.open(url) as catalog:
    for n in range(first, first + count):
        text = f"{n:032x}"
        file = PhotoFile(folder / f"{n}.jpg", n, n, PhotoKind.JPEG)
        [photo] = catalog.take_in([IntakeItem(file, text, CaptureFacts())])
        catalog.store_scores(model, [ScoreResult(photo, text, 50, {f"fault {n % 5}": 0.5})])
        catalog.set_decisions({photo: Decision(Flag.PICK, n % 6)})
"""

DECIDE = """
import sys
from app.catalog.catalog import Catalog
from app.catalog.records import Decision, Flag
with Catalog.open(sys.argv[1]) as catalog:
    for photo in map(int, sys.argv[2].split(",")):
        for stars in range(1, 6):
            catalog.set_decisions({photo: Decision(Flag.PICK, stars)})
            print(photo, stars, flush=True)
"""


def child(script: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", "-c", script, *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_two_processes_write_at_once(catalog_url: str, shoot: Shoot, model: ModelKey) -> None:
    children = [child(INTAKE, catalog_url, str(shoot.folder), str(first), "25") for first in (0, 1000)]
    for process in children:
        process.communicate(timeout=100)
    assert [process.returncode for process in children] == [0, 0]
    with Catalog.open(catalog_url) as catalog:
        columns = catalog.folder_columns([shoot.folder], model=model)
    assert len(columns.ids) == 50
    assert (columns.scores == 50).all()
    assert (columns.flags == 1).all()
    assert sorted(columns.fault_names) == [f"fault {n}" for n in range(5)]
    stars = {int(Path(p).stem): int(s) for p, s in zip(columns.paths, columns.stars, strict=True)}
    assert stars == {n: n % 6 for n in (*range(25), *range(1000, 1025))}


def test_the_same_new_files_in_two_processes_are_one_row_each(catalog_url: str, shoot: Shoot) -> None:
    children = [child(INTAKE, catalog_url, str(shoot.folder), "1", "20") for _ in range(2)]
    for process in children:
        process.communicate(timeout=100)
    assert [process.returncode for process in children] == [0, 0]
    with Catalog.open(catalog_url) as catalog:
        columns = catalog.folder_columns([shoot.folder])
    assert sorted(int(Path(p).stem) for p in columns.paths) == list(range(1, 21))


def test_a_killed_process_loses_no_decision(catalog_url: str, shoot: Shoot) -> None:
    with Catalog.open(catalog_url) as catalog:
        ids = shoot.take_in(catalog, *[f"{n}.jpg" for n in range(400)])
    process = child(DECIDE, catalog_url, ",".join(map(str, ids)))
    assert process.stdout is not None
    said = [process.stdout.readline().split() for _ in range(40)]
    os.kill(process.pid, signal.SIGKILL)
    rest, _ = process.communicate()
    said += [line.split() for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    assert process.returncode == -signal.SIGKILL
    assert len(said) < 5 * len(ids), "it was killed too late to prove anything"
    promised = {int(photo): Decision(Flag.PICK, int(stars)) for photo, stars in said}
    with Catalog.open(catalog_url) as catalog:
        kept = catalog.decisions(list(promised))
        last = list(promised)[-1]
        # It may have been killed between a commit and saying so.
        assert kept[last].stars >= promised[last].stars
        assert {i: d for i, d in kept.items() if i != last} == {i: d for i, d in promised.items() if i != last}
        assert catalog.set_decisions({ids[0]: Decision()}), "and the catalogue is not locked"
