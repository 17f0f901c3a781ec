"""Some hundred random keys and clicks, seeded; tests/benchmarks/fuzz_window.py does 20,000."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.gui.conftest import WindowMaker
from tests.gui.window_fuzz import Fuzz, check, no_dialogs


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", [1, 2])
def test_random_keys_and_clicks_lose_nothing(make_window: WindowMaker, shoot: Path, ready: Any, seed: int) -> None:
    window = make_window(shoot)
    ready(window)
    window.area.focus_photos()
    fuzz = Fuzz(window, seed)
    start = fuzz.stored()
    with no_dialogs() as raised:
        fuzz.run(300)
        undone, _ = check(fuzz, start, raised)
    assert undone > 20, "some of it were decisions"
