"""Which system libraries the window needs and lacks, in words, without importing Qt.

On a slim Linux the pip packages of Qt come without a dozen system libraries that every desktop has. The loader's own
message ("libEGL.so.1: cannot open shared object file") does not say what to install; this module does.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

_EVERY_PLATFORM: Mapping[str, str] = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
}
"""What QtCore, QtGui and QtWidgets link to -> the Debian and Ubuntu package."""

_X11: Mapping[str, str] = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What the platform plugin for X11 (xcb) links to besides."""

_WAYLAND: Mapping[str, str] = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}
"""What the platform plugin for Wayland links to besides."""


_NO_PYSIDE = "The window needs PySide6, which is not installed. Install it with: pip install PySide6-Essentials."


@dataclass(frozen=True, slots=True)
class MissingLibrary:
    """A shared library that cannot be loaded.

    Attributes:
        file: e.g. ``"libEGL.so.1"``.
        package: the Debian and Ubuntu package that brings it, e.g. ``"libegl1"``.
    """

    file: str
    package: str


def platforms() -> list[str]:
    """The Qt platforms that a window could be shown on, in the order in which Qt tries them.

    What ``QT_QPA_PLATFORM`` says, else ``"wayland"`` and ``"xcb"`` where the environment names such a display; empty
    without a display. Systems other than Linux always have one, ``"native"``.
    """
    if chosen := os.environ.get("QT_QPA_PLATFORM"):
        return [part.split(":")[0] for part in chosen.split(";") if part]
    if not sys.platform.startswith("linux"):
        return ["native"]
    displays = (("WAYLAND_DISPLAY", "wayland"), ("DISPLAY", "xcb"))
    return [platform for variable, platform in displays if os.environ.get(variable)]


def no_display() -> bool:
    """Whether there is nothing to show a window on."""
    return not platforms()


def missing_libraries(platform: str | None = None) -> list[MissingLibrary]:
    """The libraries that a window would miss on this machine; empty on systems other than Linux.

    Args:
        platform: ``"xcb"``, ``"wayland"`` or another Qt platform; default is the first that would be tried.
    """
    if not sys.platform.startswith("linux"):
        return []
    plugin = platform or next(iter(platforms()), "")
    needed = dict(_EVERY_PLATFORM)
    if plugin == "xcb":
        needed |= _X11
    elif plugin.startswith("wayland"):
        needed |= _WAYLAND
    return [MissingLibrary(file, package) for file, package in needed.items() if not _loads(file)]


def advice(missing: Iterable[MissingLibrary]) -> str:
    """Sentences that name the libraries and the command that installs them."""
    libraries = list(missing)
    files = ", ".join(library.file for library in libraries)
    packages = " ".join(sorted({library.package for library in libraries}))
    what = "a system library" if len(libraries) == 1 else "system libraries"
    return f"The window needs {what} that this machine lacks: {files}. On Debian or Ubuntu: sudo apt install {packages}"


def window_problem() -> str | None:
    """Why no window can be opened here, as sentences with advice; None where one can be, as far as can be told.

    Costs a few milliseconds and imports no Qt: Qt itself would end the process without a display.
    """
    if importlib.util.find_spec("PySide6") is None:
        return _NO_PYSIDE
    problems = []
    for platform in platforms():
        problem = _platform_problem(platform)
        if problem is None:
            return None
        problems.append(problem)
    return (problems or ["There is no display to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set."])[0]


def _platform_problem(platform: str) -> str | None:
    if missing := missing_libraries(platform):
        return advice(missing)
    if _display_answers(platform):
        return None
    name = "WAYLAND_DISPLAY" if platform == "wayland" else "DISPLAY"
    return f"There is no display to open a window on: nothing answers at {name}={os.environ.get(name, '')}."


def explain_import_error(error: ImportError) -> str | None:
    """Sentences for an error met while importing Qt, or None when it is about something else.

    All missing libraries are named at once; the loader only tells the first.
    """
    text = str(error)
    if isinstance(error, ModuleNotFoundError) and (error.name or "").split(".")[0] in ("PySide6", "shiboken6"):
        return _NO_PYSIDE
    found = re.search(r"(lib[\w.+-]+\.so[\w.]*)", text)
    if found is None:
        return None
    missing = missing_libraries()
    if found[1] not in {library.file for library in missing}:
        known = {**_EVERY_PLATFORM, **_X11, **_WAYLAND}.get(found[1])
        if known is None:
            return (
                f"The window cannot be opened, because a system library cannot be loaded: {text}. "
                f"On Debian or Ubuntu, apt-file search {found[1]} names the package that brings it."
            )
        missing = [MissingLibrary(found[1], known), *missing]
    return advice(missing)


@cache
def _loads(file: str) -> bool:
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True


def _display_answers(platform: str) -> bool:
    """Connect to the display server and hang up again."""
    if platform == "xcb":
        xcb = ctypes.CDLL("libxcb.so.1")
        xcb.xcb_connect.restype = ctypes.c_void_p
        connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
        failed = xcb.xcb_connection_has_error(connection)
        xcb.xcb_disconnect(connection)
        return not failed
    if platform == "wayland":
        wayland = ctypes.CDLL("libwayland-client.so.0")
        wayland.wl_display_connect.restype = ctypes.c_void_p
        display = wayland.wl_display_connect(None)
        if display:
            wayland.wl_display_disconnect(ctypes.c_void_p(display))
        return bool(display)
    return True
