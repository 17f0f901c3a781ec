"""From sRGB, in which photos come from reading, to the colours of the screen.

Qt does not say what profile a screen has; the systems are asked: Windows for the profile of the screen's device
context, X11 for the property ``_ICC_PROFILE`` of the root window, which colour managers set. On macOS and Wayland the
system itself converts what it is told to be sRGB. Where nobody knows better, the screen counts as sRGB.

The profile of the primary screen is taken when the window starts and holds for all screens.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import logging
import sys

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QColorSpace, QGuiApplication, QImage, QSurfaceFormat

_log = logging.getLogger(__name__)

_MAX_PROFILE = 16 * 1024 * 1024
_SRGB = QColorSpace(QColorSpace.NamedColorSpace.SRgb)


class _Screen:
    """The colour space of the screen; None where it is sRGB."""

    space: QColorSpace | None = None


def use_screen_profile(profile: bytes | None = None) -> None:
    """Take over the profile of the primary screen, or the given one; call once the application exists."""
    if sys.platform == "darwin":
        surface = QSurfaceFormat.defaultFormat()
        surface.setColorSpace(_SRGB)
        QSurfaceFormat.setDefaultFormat(surface)
    profile = profile or _system_profile()
    space = QColorSpace.fromIccProfile(QByteArray(profile)) if profile else _SRGB
    _Screen.space = space if space.isValid() and space.isValidTarget() and space != _SRGB else None


def to_screen(image: QImage) -> QImage:
    """An sRGB image in the colours of the screen: the very image where these are the same. Safe in any thread."""
    if _Screen.space is None or image.isNull():
        return image
    image.setColorSpace(_SRGB)
    image.convertToColorSpace(_Screen.space)
    # Painted as it is: a colour space that stays on the image would be converted once more by some.
    image.setColorSpace(QColorSpace())
    return image


def _system_profile() -> bytes | None:
    try:
        if sys.platform == "win32":
            return _windows_profile()
        if QGuiApplication.platformName() == "xcb":
            return _x11_profile()
    except (OSError, AttributeError) as error:
        _log.debug("no screen profile: %s", error)
    return None


def _windows_profile() -> bytes | None:
    """The file that Windows names for the primary screen."""
    from pathlib import Path

    windll = ctypes.windll  # type: ignore[attr-defined]
    context = windll.user32.GetDC(None)
    try:
        length = ctypes.c_ulong(32768)
        name = ctypes.create_unicode_buffer(length.value)
        if not windll.gdi32.GetICMProfileW(context, ctypes.byref(length), name):
            return None
        return Path(name.value).read_bytes()
    finally:
        windll.user32.ReleaseDC(None, context)


def _x11_profile() -> bytes | None:
    """The property of the root window. Source: ICC Profiles in X Specification 0.4."""
    name = ctypes.util.find_library("X11")
    if name is None:
        return None
    x11 = ctypes.CDLL(name)
    pointer, long = ctypes.c_void_p, ctypes.c_long
    x11.XOpenDisplay.restype, x11.XDefaultRootWindow.restype, x11.XInternAtom.restype = pointer, ctypes.c_ulong, long
    for function in (x11.XDefaultRootWindow, x11.XCloseDisplay):
        function.argtypes = [pointer]
    x11.XInternAtom.argtypes = [pointer, ctypes.c_char_p, ctypes.c_int]
    x11.XGetWindowProperty.argtypes = [pointer, ctypes.c_ulong, long, long, long, ctypes.c_int, long, *[pointer] * 5]
    x11.XFree.argtypes = [pointer]
    display = x11.XOpenDisplay(None)
    if not display:
        return None
    try:
        atom = x11.XInternAtom(display, b"_ICC_PROFILE", 1)
        if not atom:
            return None
        kind, width = ctypes.c_ulong(), ctypes.c_int()
        count, left, data = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_void_p()
        answers = [ctypes.byref(part) for part in (kind, width, count, left, data)]
        root = x11.XDefaultRootWindow(display)
        x11.XGetWindowProperty(display, root, atom, 0, _MAX_PROFILE // 4, 0, 0, *answers)
        if not data.value:
            return None
        content = ctypes.string_at(data.value, count.value) if width.value == 8 else b""
        x11.XFree(data)
        return content or None
    finally:
        x11.XCloseDisplay(display)
