"""Starting and ending the window."""

from __future__ import annotations

import gc
import logging
import signal
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtGui import QImageReader
from PySide6.QtWidgets import QApplication, QMessageBox

from app.errors import UserError
from app.gui import theme, translations
from app.gui.main_window import MainWindow
from app.gui.preferences import Preferences
from app.gui.screen_profile import use_screen_profile
from app.gui.services import Services, ServicesFactory
from app.gui.theme_switch import wants_light
from app.gui.tidying import Tidier

if TYPE_CHECKING:
    from app.catalog.lane import CatalogLane

_log = logging.getLogger(__name__)


class ServicesStarter:
    """Builds the rooms behind the window in a thread, for their imports take longer than a window to show."""

    def __init__(self, window: MainWindow, make_services: ServicesFactory) -> None:
        self._window = window
        self._make = make_services
        self._made: Services | None = None
        self._handed_over = False
        self._thread = threading.Thread(target=self._run, name="services", daemon=True)
        window.closed.connect(self._window_closed)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def _run(self) -> None:
        try:
            self._made = self._make()
        except UserError as error:
            told = error
            self._window.dispatcher.post(lambda: self._window.services_failed(told))
        except BaseException as error:
            bug = error
            self._window.dispatcher.post(lambda: _raise(bug))
        else:
            self._window.dispatcher.post(self._hand_over)

    def _hand_over(self) -> None:
        assert self._made is not None
        self._handed_over = True
        self._window.use_services(self._made)
        stay_responsive(self._made.lane, self._window)

    def _window_closed(self) -> None:
        """A window that was closed before its rooms were ready leaves them to be closed here."""
        self._thread.join()
        if self._made is not None and not self._handed_over:
            self._made.close()


def stay_responsive(lane: CatalogLane, window: QObject) -> None:
    """Keep the interpreter's own work from stopping the window.

    A full run of the garbage collector looks at every object of every module: 40 ms on a fast machine, many times that
    on a busy one. What is loaded now, and with the catalogue, stays until the end, so it need not be looked at again.
    The other runs come often, so that each is short, and in the window's thread (see `tidying`). And that thread asks
    for the interpreter back after two milliseconds of another thread's work instead of five; at a fifth of one, threads
    that only pass the lock on cost a fifth of the photos a second.
    """
    gc.freeze()
    lane.submit(lambda _: gc.freeze())
    Tidier(window)
    sys.setswitchinterval(0.002)


def prepare(app: QApplication, preferences: Preferences | None = None) -> None:
    """Give the application its name, language, theme and limits; must come before the first widget."""
    app.setApplicationName("Keepers")
    app.setDesktopFileName("keepers")
    # Qt refuses images of more than 256 MB decoded, which is a photo of 64 megapixels.
    QImageReader.setAllocationLimit(0)
    use_screen_profile()
    preferences = preferences or Preferences()
    translations.install(app, preferences.language)
    theme.apply(app, light=wants_light(app, preferences.look))


def run_window(make_services: ServicesFactory, folder: Path | None) -> int:
    """Show the window until it is closed.

    Args:
        make_services: builds the rooms behind the window; called in a thread after the window is shown.
        folder: to be opened; None goes on with the folder of the last time.

    Returns:
        the exit status.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    prepare(app)
    window = MainWindow()
    previous_hook = sys.excepthook

    def tell_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        previous_hook(kind, error, trace)
        if issubclass(kind, Exception):
            _log.critical("unexpected error", exc_info=(kind, error, trace))
            text = QCoreApplication.translate(
                "MainWindow", "Something went wrong inside Keepers. Decisions made so far are saved."
            )
            box = QMessageBox(QMessageBox.Icon.Critical, "Keepers", text, parent=window)
            box.setDetailedText(f"{kind.__name__}: {error}")
            box.open()

    sys.excepthook = tell_bug
    starter = ServicesStarter(window, make_services)
    if folder is not None:
        window.open_folder(folder)
    else:
        window.open_last_folder()
    window.show()
    starter.start()
    heartbeat = _end_on_interrupt(window)
    try:
        return app.exec()
    finally:
        heartbeat.stop()
        sys.excepthook = previous_hook


def _end_on_interrupt(window: MainWindow) -> QTimer:
    """Ctrl+C in the terminal closes the window; Python sees signals only when it runs, so a timer lets it."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, lambda *_: window.close())
        signal.signal(signal.SIGTERM, lambda *_: window.close())
    timer = QTimer(window)
    timer.timeout.connect(lambda: None)
    timer.start(300)
    return timer


def _raise(error: BaseException) -> None:
    raise error
