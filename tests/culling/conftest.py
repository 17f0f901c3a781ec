"""Columns for the tests of culling, by hand, by Hypothesis, and 100,000 of them."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st

from app.catalog.catalog import Catalog
from app.catalog.lane import CatalogLane
from app.catalog.queries import interned
from app.catalog.records import Decision, Flag, Label, PhotoColumns, PhotoRecord
from app.photos.model import CaptureFacts, PhotoKind
from tests.culling.sidecar_desk import Desk
from tests.culling.transfer_world import World

# An example that is slow on a busy machine is no failure.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

NAN = float("nan")
FAULTS = ("motion blur", "out of focus", "noisy")


def columns_of(rows: Sequence[dict[str, Any]], fault_names: tuple[str, ...] = FAULTS) -> PhotoColumns:
    """Make columns from rows of any of: id, path, captured, score, stars, flag, label, error, kind, faults, camera,
    lens, sharpness, second, disagreement.
    """

    def column(name: str, default: object, dtype: Any) -> Any:
        return np.array([row.get(name, default) for row in rows], dtype=dtype)

    return PhotoColumns(
        ids=np.array([row.get("id", index + 1) for index, row in enumerate(rows)], dtype=np.int64),
        paths=[row.get("path", f"/shoot/{index}.jpg") for index, row in enumerate(rows)],
        captured=column("captured", NAN, np.float64),
        scores=column("score", NAN, np.float64),
        stars=column("stars", 0, np.int8),
        flags=column("flag", 0, np.int8),
        labels=column("label", 0, np.int8),
        errors=column("error", False, np.bool_),
        kinds=[row.get("kind", "jpeg") for row in rows],
        widths=column("width", 0, np.int32),
        heights=column("height", 0, np.int32),
        fault_names=fault_names,
        faults=np.array([row.get("faults", (NAN,) * len(fault_names)) for row in rows], dtype=np.float32).reshape(
            len(rows), len(fault_names)
        ),
        **_named("camera", "cameras", "camera_names", rows),
        **_named("lens", "lenses", "lens_names", rows),
        sharpness=column("sharpness", NAN, np.float64),
        second=column("second", NAN, np.float64),
        disagreement=column("disagreement", NAN, np.float64),
    )


def _named(key: str, codes: str, names: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    numbers, known = interned([row.get(key) for row in rows])
    return {codes: numbers, names: known}


_few_numbers = st.sampled_from([0.0, 10.0, 34.999, 35.0, 50.0, 100.0])
_rows = st.fixed_dictionaries(
    {
        "path": st.builds(
            lambda folder, name: f"/shoot/{folder}/{name}",
            st.sampled_from(["a", "b10", "b9"]),
            st.sampled_from(
                ["IMG_1.jpg", "IMG_9.jpg", "img_10.jpg", "Straße.jpg", "Über.jpg", "写真2.jpg", "\udcff.jpg"]
            ),
        ),
        "captured": st.sampled_from([NAN, -1.0, 1.0, 86_400.0, 1.7e9]),
        "camera": st.sampled_from([None, "Canon EOS R5", "NIKON Z 9", "Leica Q2"]),
        "lens": st.sampled_from([None, "RF 50mm F1.2", "Z 400mm"]),
        "sharpness": st.sampled_from([NAN, 0.1, 3.0]),
        "score": st.one_of(st.just(NAN), _few_numbers),
        "stars": st.integers(0, 5),
        "flag": st.integers(-1, 1),
        "label": st.integers(0, 5),
        "error": st.booleans(),
        "kind": st.sampled_from([str(kind) for kind in PhotoKind]),
        "faults": st.tuples(*[st.sampled_from([NAN, 0.0, 0.4, 0.5, 0.9])] * len(FAULTS)),
    }
)
some_columns = st.lists(_rows, max_size=25).map(columns_of)


@pytest.fixture
def make_record() -> Callable[..., PhotoRecord]:
    """Give a maker of records; what is not named is unknown."""

    def make(path: str = "/shoot/a.jpg", **known: Any) -> PhotoRecord:
        values: dict[str, Any] = {
            "id": 1,
            "path": Path(path),
            "size": 1000,
            "mtime_ns": 0,
            "kind": PhotoKind.JPEG,
            "fingerprint": None,
            "width": 6000,
            "height": 4000,
            "facts": CaptureFacts(captured_at=datetime(2024, 5, 17, 9, 30, 1, 250000), camera="Canon EOS 6D"),
            "decision": Decision(Flag.PICK, 4, Label.RED),
            "decided_at": None,
            "score": 71.123456789,
            "faults": {},
            "quality_map": None,
            "measures": None,
            "error": None,
        }
        return PhotoRecord(**(values | known))

    return make


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An empty shoot with a catalogue."""
    made = World(tmp_path)
    yield made
    made.lane.close()


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on another file system than the tests' one."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second file system")
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """An empty disk of 2 MB."""
    folder = tmp_path / "small disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)


@pytest.fixture
def lane(tmp_path: Path) -> Iterator[CatalogLane]:
    """A catalogue's lane."""
    with CatalogLane(lambda: Catalog.open(tmp_path / "catalog.sqlite3")) as opened:
        yield opened


@pytest.fixture
def desk(tmp_path: Path, lane: CatalogLane) -> Desk:
    """An empty folder with a catalogue."""
    folder = tmp_path / "shoot"
    folder.mkdir()
    return Desk(folder, lane)
