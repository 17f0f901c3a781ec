"""A model that is replaced under its name while the window is open."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app import places
from app.bootstrap import Services
from app.gui.main_window import MainWindow
from app.gui.phase import Phase
from app.gui.window_state import WindowState
from tests.tiny_models import write_tiny_model


def test_after_looking_again_the_scores_are_those_of_the_new_model(
    qtbot: QtBot, tiny_model: str, shoot: Path, ready: Callable[[MainWindow], None]
) -> None:
    window = MainWindow(WindowState())
    window.open_folder(shoot)
    window.show()
    window.use_services(Services(model=tiny_model, apart=True))
    session = window.session
    try:
        ready(window)
        before = session.table.columns.scores.copy()
        first = session.model
        shutil.rmtree(places.installed_models_dir() / tiny_model)
        write_tiny_model(places.installed_models_dir(), tiny_model, white=510.0)
        session.rescan()
        qtbot.waitUntil(lambda: session.model != first, timeout=60_000)

        def judged_anew() -> bool:
            scores = session.table.columns.scores
            return session.phase is Phase.READY and bool((np.isnan(scores) == np.isnan(before)).all())

        qtbot.waitUntil(judged_anew, timeout=60_000)
        assert session.table.columns.scores == pytest.approx(before / 2, abs=0.1, nan_ok=True)
    finally:
        window.close()
        window.deleteLater()
