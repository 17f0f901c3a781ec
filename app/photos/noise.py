"""Keeping the decoders' chatter about odd files away from the terminal, the log and the tests.

A damaged photo is an ordinary thing in this program: it becomes a sentence beside its name. The libraries below
also warn about it on their own, through ``warnings`` and ``logging``; those messages help nobody.
"""

from __future__ import annotations

import ctypes
import logging
import warnings

from PIL import _imaging

_PILLOW = r"PIL\."


def _silence_libtiff() -> None:
    """Take away libtiff's error handler, which prints to the terminal what Pillow raises anyway.

    Asked of Pillow's own extension module, the symbol is that of the libtiff that Pillow uses. Where libtiff is linked
    into it statically the symbol cannot be had, and the messages stay.
    """
    try:
        set_handler = ctypes.CDLL(_imaging.__file__).TIFFSetErrorHandler
    except (AttributeError, OSError):
        return
    set_handler.argtypes, set_handler.restype = [ctypes.c_void_p], ctypes.c_void_p
    set_handler(None)


_silence_libtiff()


def quiet_libraries() -> None:
    """Silence Pillow's ``UserWarning`` about odd files and exifread's logger. Cheap; called before every reading.

    ``warnings.catch_warnings`` swaps process-wide state and so cannot be used by the decoding threads. A filter
    that is simply there is safe; it is put back whenever something (a test runner, another thread's
    ``catch_warnings``) has taken it away.
    """
    if not any(
        action == "ignore" and category is UserWarning and getattr(module, "pattern", None) == _PILLOW
        for action, _, category, module, _ in warnings.filters
    ):
        warnings.filterwarnings("ignore", category=UserWarning, module=_PILLOW)
    exifread_log = logging.getLogger("exifread")
    if exifread_log.level != logging.CRITICAL:
        exifread_log.setLevel(logging.CRITICAL)
