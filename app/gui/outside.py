"""Handing photos to other programs: file manager, external editor, clipboard."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QProcess, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from app.culling.wording import photos
from app.gui.preferences import Preferences

MANY = 20
"""Opening more photos than this at once is asked about first."""

Targets = Callable[[], Sequence[Path]]
Tell = Callable[[str], object]


def start(program: str, arguments: Sequence[str]) -> bool:
    """Start a program that outlives the window; False where it cannot be started."""
    done = QProcess.startDetached(program, list(arguments))
    return bool(done[0] if isinstance(done, tuple) else done)


class Outside(QObject):
    """Works on the targets of the window and says what it did."""

    def __init__(self, window: QWidget, targets: Targets, tell: Tell, preferences: Preferences) -> None:
        super().__init__(window)
        self._window = window
        self._targets = targets
        self._tell = tell
        self._preferences = preferences
        self.start = start  # replaced in tests, which must start no program
        self.open_url: Callable[[QUrl], bool] = QDesktopServices.openUrl

    def show_in_file_manager(self) -> None:
        """Open the folder of the first target, with the targets marked where the system can."""
        paths = self._targets()
        if not paths:
            return
        if not any(path.exists() for path in paths):
            self._tell(self.tr("{file} is not there any more.").format(file=paths[0]))
        elif not self._reveal(paths):
            words = self.tr("The file manager could not be opened. The folder is {folder}.")
            self._tell(words.format(folder=paths[0].parent))

    def _reveal(self, paths: Sequence[Path]) -> bool:
        if sys.platform == "darwin":
            return self.start("open", ["-R", *map(str, paths[:MANY])])
        if sys.platform == "win32":
            return self.start("explorer", [f"/select,{paths[0]}"])
        return _show_items(paths) or self.open_url(QUrl.fromLocalFile(str(paths[0].parent)))

    def open_in_editor(self) -> None:
        """Open the targets in the program of the settings, or in the one the system has for them."""
        paths = self._targets()
        if not paths or not self._may_open(len(paths)):
            return
        command = self._preferences.editor
        if not command:
            failed = [path for path in paths if not self.open_url(QUrl.fromLocalFile(str(path)))]
            if failed:
                words = self.tr("No program of the system opens {file}. Name an editor in the settings.")
                self._tell(words.format(file=failed[0].name))
                return
        else:
            program, *arguments = split_command(command)
            if not self.start(program, [*arguments, *map(str, paths)]):
                words = self.tr("The editor “{program}” could not be started. Check it in the settings.")
                self._tell(words.format(program=program))
                return
        self._tell(self.tr("Opened {photos} in the editor.").format(photos=photos(len(paths))))

    def _may_open(self, number: int) -> bool:
        if number <= MANY:
            return True
        question = self.tr("Open {photos} in the editor at once?").format(photos=photos(number))
        answer = QMessageBox.question(self._window, self.tr("External editor"), question)
        return answer == QMessageBox.StandardButton.Yes

    def copy_paths(self) -> None:
        """Put the paths of the targets on the clipboard, one a line."""
        paths = self._targets()
        if paths:
            # Text only: data made by Python must not outlive Python, which the clipboard does.
            QGuiApplication.clipboard().setText(mime_of(paths).text())
            self._tell(self.tr("Copied the path of {photos}.").format(photos=photos(len(paths))))


def mime_of(paths: Sequence[Path]) -> QMimeData:
    """Files as other programs take them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    data.setText("\n".join(os.fsencode(path).decode("utf-8", "replace") for path in paths))
    return data


def split_command(command: str) -> list[str]:
    """A command line as typed into the settings; a path with blanks that names a file is a program by itself."""
    if Path(command).exists():
        return [command]
    try:
        return shlex.split(command, posix=os.name != "nt") or [command]
    except ValueError:
        return [command]


def _show_items(paths: Sequence[Path]) -> bool:
    """Ask the desktop's file manager to show and mark files; False where none answers."""
    from PySide6.QtDBus import QDBusConnection, QDBusInterface, QDBusMessage

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    manager = QDBusInterface(
        "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1", "org.freedesktop.FileManager1", bus
    )
    if not manager.isValid():
        return False
    urls = [QUrl.fromLocalFile(str(path)).toString() for path in paths[:MANY]]
    reply = manager.call("ShowItems", urls, "")
    return reply.type() != QDBusMessage.MessageType.ErrorMessage
