"""``keepers export --format xmp`` and ``keepers import-xmp``."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.photos.xmp.marks import read_marks
from tests.e2e.conftest import Run
from tests.shoots import write_shoot
from tests.xmp_samples import LIGHTROOM


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    """Four photos; the first is a pick with four stars, the second a reject."""
    write_shoot(tmp_path / "shoot", 4)
    return tmp_path / "shoot"


@pytest.fixture
def decided(keepers: Run, shoot: Path) -> Path:
    keepers("flag", "pick", shoot / "IMG_0000.jpg")
    keepers("stars", 4, shoot / "IMG_0000.jpg")
    keepers("flag", "reject", shoot / "IMG_0001.jpg")
    return shoot


def sidecars(folder: Path) -> dict[str, tuple[int, int, int]]:
    return {path.name: read_marks(path.read_bytes()).values for path in sorted(folder.glob("*.xmp"))}


def test_export_writes_decisions_and_rejects_too(keepers: Run, decided: Path) -> None:
    done = keepers("export", decided, "--format", "xmp", "--dry-run")
    assert "Would write the decisions of 2 photos" in done.err
    assert sidecars(decided) == {}
    done = keepers("export", decided, "--format", "xmp", "--json")
    assert done.code == 0
    assert [row["outcome"] for row in done.rows] == ["written", "written", "skipped", "skipped"]
    assert sidecars(decided) == {"IMG_0000.xmp": (1, 4, 0), "IMG_0001.xmp": (-1, 0, 0)}
    done = keepers("export", decided, "--format", "xmp", "--flag", "pick", "--profile", "digikam")
    assert set(sidecars(decided)) == {"IMG_0000.jpg.xmp", "IMG_0000.xmp", "IMG_0001.xmp"}


def test_the_list_goes_nowhere(keepers: Run, decided: Path, tmp_path: Path) -> None:
    done = keepers("export", decided, "--format", "xmp", "--to", tmp_path / "x.txt")
    assert done.code == 2
    assert "leave --to away" in done.err


def test_embedding(keepers: Run, decided: Path) -> None:
    assert keepers("export", decided, "--format", "xmp", "--embed").code == 0
    assert sidecars(decided) == {}
    assert b'xmp:Rating="4"' in (decided / "IMG_0000.jpg").read_bytes()


def test_import_takes_and_tells(keepers: Run, decided: Path) -> None:
    (decided / "IMG_0002.xmp").write_text(LIGHTROOM, encoding="utf-8")
    (decided / "IMG_0003.xmp").write_text("<broken", encoding="utf-8")
    done = keepers("import-xmp", decided, "--dry-run", "--json")
    assert done.code == 1
    outcomes = {Path(row["path"]).stem: row["outcome"] for row in done.rows}
    assert outcomes == {"IMG_0002": "taken", "IMG_0003": "problem"}
    assert "IMG_0003.xmp: This sidecar cannot be read" in done.err
    assert "Would take the decisions of 1 photo" in done.err
    done = keepers("import-xmp", decided, "--json")
    row = next(row for row in done.rows if row["outcome"] == "taken")
    assert (row["stars"], row["label"], row["orientation"]) == (2, "yellow", 6)


def test_a_conflict_is_a_row_until_somebody_decides(keepers: Run, decided: Path) -> None:
    keepers("export", decided, "--format", "xmp")
    sidecar = decided / "IMG_0000.xmp"
    sidecar.write_text(
        sidecar.read_text(encoding="utf-8").replace('"4"', '"12"').replace('"12"', '"1"'), encoding="utf-8"
    )
    keepers("stars", 5, decided / "IMG_0000.jpg")
    for command in (("import-xmp", decided), ("export", decided, "--format", "xmp")):
        done = keepers(*command, "--json")
        assert done.code == 1
        row = next(row for row in done.rows if row["outcome"] == "conflict")
        assert (row["conflict"], row["stars"], row["file_says"]["stars"]) == (["stars"], 5, 1)
        assert "Keepers has pick, 5 stars, IMG_0000.xmp has pick, 1 star" in done.err
    assert keepers("import-xmp", decided, "--prefer", "file").code == 0
    assert keepers("export", decided, "--format", "xmp").code == 0
    assert sidecars(decided)["IMG_0000.xmp"] == (1, 1, 0)


def test_no_photos(keepers: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert keepers("import-xmp", tmp_path / "empty").code == 2
