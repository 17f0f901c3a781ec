"""digiKam itself takes our sidecars into its database: a real window on a display that nobody sees."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.photos.xmp.document import with_decision
from app.photos.xmp.profiles import Profile, Style
from app.photos.xmp.sidecar import full_sidecar
from tests.interop.conftest import program
from tests.shoots import write_photo

pytestmark = pytest.mark.interop

SETTINGS = """
[General Settings]
Version=7.9.0

[Album Settings]
Scan At Start=true
Show Splash=false

[Metadata Settings]
Use XMP Sidecar For Reading=true
"""
DECISIONS = {"a": (1, 4, 1), "b": (-1, 0, 2), "c": (0, 2, 3), "d": (1, 0, 4), "e": (0, 5, 5), "f": (0, 0, 0)}
PICKS = {-1: "Rejected", 0: "None", 1: "Accepted"}
COLOURS = ("None", "Red", "Yellow", "Green", "Blue", "Magenta")
WAIT = 50.0

Shown = dict[str, tuple[int, set[str]]]
"""File name -> stars, digiKam's own tags for flag and colour."""


def let_digikam_run(place: Path, until: Callable[[sqlite3.Connection], bool]) -> None:
    """Start digiKam on the database in a folder, and end it when the database says what is wanted."""
    # Its help pages are a browser that wants neither root nor a graphics card.
    environment = os.environ | {
        "HOME": str(place),
        "XDG_CONFIG_HOME": str(place),
        "XDG_RUNTIME_DIR": str(place),
        "QT_QPA_PLATFORM": "xcb",
        "QTWEBENGINE_DISABLE_SANDBOX": "1",
        "QTWEBENGINE_CHROMIUM_FLAGS": "--no-sandbox --disable-gpu",
    }
    command = [program("xvfb-run"), "-a", program("dbus-run-session"), program("digikam")]
    process = subprocess.Popen(
        [*command, "--database-directory", str(place)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        for _ in range(int(WAIT / 0.2)):
            try:
                code = process.wait(0.2)
            except subprocess.TimeoutExpired:
                if (place / "digikam4.db").exists() and said(place, until):
                    return
            else:
                pytest.skip(f"digiKam does not run on a display that nobody sees here: it ended with code {code}")
        pytest.skip(f"digiKam on a display that nobody sees took nothing in within {WAIT:.0f} seconds here")
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def said(place: Path, what: Callable[[sqlite3.Connection], bool]) -> bool:
    with closing(sqlite3.connect(f"file:{place / 'digikam4.db'}?mode=ro", uri=True)) as database:
        try:
            return what(database)
        except sqlite3.OperationalError:  # it is just being made, or written
            return False


def everything_is_in(database: sqlite3.Connection) -> bool:
    """Whether all photos have their stars, and those with a sidecar their tags for flag and colour."""
    rated = "SELECT count(*) FROM ImageInformation WHERE rating IS NOT NULL"
    tagged = "SELECT count(*) FROM (SELECT imageid FROM ImageTags GROUP BY imageid HAVING count(*) >= 2)"
    decided = sum(any(decision) for decision in DECISIONS.values())
    return bool(
        database.execute(rated).fetchone()[0] == len(DECISIONS) and database.execute(tagged).fetchone()[0] >= decided
    )


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """What digiKam has in its database after it has looked at everything that we wrote."""
    place = tmp_path_factory.mktemp("digikam")
    (place / "digikamrc").write_text(SETTINGS, encoding="utf-8")
    for name, decision in DECISIONS.items():
        photo = write_photo(place / "shoot" / f"{name}.jpg", seed=ord(name))
        if any(decision):
            full_sidecar(photo).write_bytes(with_decision(None, decision, Style(Profile.DIGIKAM)))
    let_digikam_run(place, lambda d: bool(d.execute("SELECT 1 FROM Settings WHERE keyword = 'DBVersion'").fetchall()))
    with closing(sqlite3.connect(place / "digikam4.db")) as database:
        database.execute(
            "INSERT INTO AlbumRoots (label, status, type, identifier, specificPath) VALUES ('shoot', 0, 1, ?, '/')",
            [f"volumeid:?path={place / 'shoot'}"],
        )
        database.commit()
    let_digikam_run(place, everything_is_in)
    with closing(sqlite3.connect(place / "digikam4.db")) as database:
        rows = database.execute(
            "SELECT i.name, rating, group_concat(t.name) FROM Images i JOIN ImageInformation f ON f.imageid = i.id"
            " LEFT JOIN ImageTags l ON l.imageid = i.id LEFT JOIN Tags t ON t.id = l.tagid GROUP BY i.id"
        ).fetchall()
    return {name: (stars, set(str(tags).split(","))) for name, stars, tags in rows}


@pytest.mark.parametrize("name", DECISIONS)
def test_digikam_shows_stars_flags_and_colours(shown: Shown, name: str) -> None:
    flag, stars, label = DECISIONS[name]
    said_stars, tags = shown[f"{name}.jpg"]
    if any(DECISIONS[name]):
        assert said_stars == stars
        assert {f"Pick Label {PICKS[flag]}", f"Color Label {COLOURS[label]}"} <= tags
    else:
        assert said_stars <= 0
        assert not tags & {"Pick Label Accepted", "Pick Label Rejected"}
