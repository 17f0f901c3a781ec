"""Fixtures of the whole suite: private places, offscreen Qt, no unexpected warnings in the log."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

PATIENCE_MS = 30_000
"""How long a test waits for the window where it says nothing else: what never comes fails, on a busy machine, too."""

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(autouse=True)
def private_places(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point Keepers' data, cache and config folders at a temporary place."""
    home = tmp_path_factory.mktemp("home")
    for name in ("DATA", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"KEEPERS_{name}_DIR", str(home / name.lower()))
    return home


@pytest.fixture(autouse=True)
def no_unexpected_warnings(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test that logs at WARNING or above, unless it is marked ``expects_warnings``."""
    yield
    if request.node.get_closest_marker("expects_warnings"):
        return
    loud = [r for when in ("setup", "call") for r in caplog.get_records(when) if r.levelno >= logging.WARNING]
    assert not loud, "unexpected log records: " + "; ".join(f"{r.name}: {r.getMessage()}" for r in loud)


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """pytest-qt's, with more patience than its five seconds."""
    for name in ("waitUntil", "waitSignal", "waitSignals", "waitExposed"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=PATIENCE_MS))
    return qtbot


@pytest.fixture
def shared_data() -> Path:
    """Folder of the real photographs beside the project."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the photographs beside the project (../shared/data) are not on this machine")
    return SHARED_DATA
