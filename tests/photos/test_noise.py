from __future__ import annotations

import logging
import subprocess
import sys
import warnings

import pytest

from app.photos.noise import quiet_libraries


def pillow_warns() -> None:
    warnings.warn_explicit("Corrupt EXIF data", UserWarning, "TiffImagePlugin.py", 1, module="PIL.TiffImagePlugin")


def test_pillows_remarks_are_dropped_and_others_are_not() -> None:
    quiet_libraries()
    pillow_warns()
    with pytest.raises(UserWarning):
        warnings.warn_explicit("mine", UserWarning, "mine.py", 1, module="mine")
    with pytest.raises(DeprecationWarning):
        warnings.warn_explicit("old", DeprecationWarning, "Image.py", 1, module="PIL.Image")


def test_the_filter_comes_back_once() -> None:
    with warnings.catch_warnings():
        warnings.resetwarnings()
        warnings.simplefilter("error")
        with pytest.raises(UserWarning):
            pillow_warns()
        for _ in range(3):
            quiet_libraries()
        pillow_warns()
        assert len(warnings.filters) == 2


def test_exifread_is_silent_and_other_loggers_are_left_alone() -> None:
    root, pillow = logging.getLogger().level, logging.getLogger("PIL").level
    quiet_libraries()
    assert not logging.getLogger("exifread").isEnabledFor(logging.ERROR)
    assert (logging.getLogger().level, logging.getLogger("PIL").level) == (root, pillow)


def test_reading_imports_nothing_heavy() -> None:
    code = (
        "import sys, app.photos.decode, app.photos.facts, app.photos.scan, app.photos.measures\n"
        "print([name for name in ('rawpy', 'pi_heif', 'torch', 'onnxruntime', 'PySide6') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
