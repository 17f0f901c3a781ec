"""Photos in the colours of the screen."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QColorSpace, QImage

from app.gui import screen_profile
from app.gui.rendering import to_qimage
from app.gui.screen_profile import to_screen, use_screen_profile
from app.photos.adobe_rgb import adobe_rgb_profile


@pytest.fixture(autouse=True)
def srgb_again() -> Iterator[None]:
    yield
    use_screen_profile()


def _red(image: QImage) -> tuple[int, ...]:
    return image.pixelColor(3, 3).getRgb()[:3]


@pytest.mark.parametrize("size", [(8, 8), (9000, 6000)])
def test_a_wide_screen_gets_smaller_numbers(size: tuple[int, int]) -> None:
    photo = Image.new("RGB", size, (255, 0, 0))
    assert _red(to_qimage(photo)) == (255, 0, 0)
    use_screen_profile(adobe_rgb_profile())
    # sRGB's red in Adobe RGB, by the definitions of both.
    assert _red(to_qimage(photo)) == pytest.approx((219, 0, 0), abs=1)


def test_srgb_and_nonsense_change_nothing() -> None:
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(0xFF336699)
    for profile in (bytes(QColorSpace(QColorSpace.NamedColorSpace.SRgb).iccProfile().data()), b"nonsense"):
        use_screen_profile(profile)
        assert to_screen(image) is image
        assert _red(image) == (0x33, 0x66, 0x99)


def test_the_screen_of_the_tests_has_no_profile() -> None:
    use_screen_profile()
    assert screen_profile._Screen.space is None


@pytest.mark.skipif(sys.platform != "linux", reason="X11 is asked on Linux only")
def test_x11_is_asked(tmp_path: Path) -> None:
    """A real X server with a profile on its root window, set by a foreign program."""
    if not shutil.which("xvfb-run") or not shutil.which("xprop"):
        pytest.skip("xvfb-run or xprop is not installed")
    profile = adobe_rgb_profile()[:60]  # as much as xprop takes
    numbers = ",".join(map(str, profile))
    reader = "from app.gui.screen_profile import _x11_profile; print(_x11_profile().hex())"
    setter = f"xprop -root -f _ICC_PROFILE 8c -set _ICC_PROFILE {numbers}"
    script = f"{setter} && {sys.executable} -c '{reader}'"
    command = ["xvfb-run", "-a", "-s", "-noreset", "sh", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert bytes.fromhex(done.stdout.strip()) == profile, done.stderr
