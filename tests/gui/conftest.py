"""A real window on a real catalogue with a real (tiny) model: score = mean brightness."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import places
from app.bootstrap import Services
from app.culling import wording
from app.gui import application, sentences
from app.gui.folder_session import Phase
from app.gui.main_window import MainWindow
from app.gui.preferences import Preferences
from app.gui.translations import install
from app.gui.window_state import WindowState
from tests.gui.bursts import bursts, press, settled, window
from tests.gui.windows import write_photo
from tests.tiny_models import write_tiny_model

MODEL = "tiny-brightness"
__all__ = ["bursts", "press", "settled", "window"]  # fixtures


@pytest.fixture(scope="session", autouse=True)
def themed(qapp: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The application as users see it, in English wherever the tests run."""
    preferences = Preferences(tmp_path_factory.mktemp("settings") / "settings.ini")
    preferences.language = "en"
    application.prepare(qapp, preferences)  # type: ignore[arg-type]


@pytest.fixture(scope="session", autouse=True)
def collected_here(themed: None) -> Iterator[None]:
    """Closed windows are collected in this thread only.

    Else that is done by whichever thread makes the next object. One that disconnects a window's signals that way holds
    a lock of Qt while it waits for the interpreter; a thread that connects some meanwhile waits for it, for ever.
    """
    gc.collect()
    gc.freeze()
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


@pytest.fixture
def tiny_model(private_places: Path) -> str:
    """An installed model whose score is the brightness of the photo; gives its name."""
    write_tiny_model(places.installed_models_dir(), MODEL)
    return MODEL


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    """Ten photos a to j from dark to bright in two folders, and one that cannot be read."""
    root = tmp_path / "shoot"
    for number, name in enumerate("abcdefghij"):
        folder = root / ("first" if number < 5 else "second")
        size = (320, 213) if number % 3 else (213, 320)
        write_photo(folder / f"{name}.jpg", 10 + 25 * number, size)
    (root / "second" / "z broken.jpg").write_bytes(b"")
    return root


WindowMaker = Callable[..., MainWindow]


@pytest.fixture
def make_window(qtbot: QtBot, tiny_model: str) -> Iterator[WindowMaker]:
    """Makes shown windows with everything behind them; closes them in the end."""
    windows: list[MainWindow] = []

    def make(folder: Path | None = None, *, model: str = tiny_model, last: bool = False) -> MainWindow:
        window = MainWindow(WindowState())
        windows.append(window)
        if folder is not None:
            window.open_folder(folder)
        elif last:
            window.open_last_folder()
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        window.use_services(Services(model=model))
        return window

    yield make
    for made in windows:
        made.close()
        made.deleteLater()
    gc.collect()


@pytest.fixture
def ready(qtbot: QtBot) -> Callable[[MainWindow], None]:
    """Waits until a window has found and scored everything and shows it."""

    def wait(window: MainWindow) -> None:
        qtbot.waitUntil(lambda: window.session.phase in (Phase.READY, Phase.FAILED), timeout=60_000)
        session = window.session

        def shown() -> bool:
            columns = session.table.columns
            unscored = (columns.scores != columns.scores) & ~columns.errors
            return not session.arrivals.busy and not unscored.any()

        qtbot.waitUntil(shown, timeout=20_000)

    return wait


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    """The window's language is German, and English again afterwards."""
    before, usual = qapp.findChildren(QTranslator), QLocale()
    assert install(qapp, "de") == "de"
    yield
    QLocale.setDefault(usual)
    for translator in qapp.findChildren(QTranslator):
        if translator not in before:
            qapp.removeTranslator(translator)
            translator.deleteLater()
    wording.speak_with(lambda _context, text: text)
    sentences.speak(english=True)
