"""Progress on a terminal, Ctrl+C, names made printable."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.run import duration
from app.cli.terminal import StopOnInterrupt, count, printable, shown
from tests.e2e.conftest import command
from tests.shoots import write_large_shoot

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and terminals as on POSIX")


@posix
def test_a_terminal_gets_a_bar_with_rate_and_time_left(model_name: str, tmp_path: Path) -> None:
    import pty

    write_large_shoot(tmp_path / "shoot", 40)
    master, slave = pty.openpty()
    process = subprocess.Popen(
        command("score", tmp_path / "shoot", "--model", model_name, "--json", "-"), stdout=subprocess.PIPE, stderr=slave
    )
    os.close(slave)
    shown_text = b""
    try:
        while chunk := os.read(master, 4096):
            shown_text += chunk
    except OSError:  # how Linux says that the other end is closed
        pass
    finally:
        os.close(master)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert out.lstrip().startswith(b"[")
    assert b"photos/s" in shown_text
    assert b" left" in shown_text
    assert b"40/40" in shown_text


@posix
def test_the_first_ctrl_c_asks_and_the_second_ends() -> None:
    before = signal.getsignal(signal.SIGINT)
    called: list[str] = []
    with StopOnInterrupt() as stop:
        stop.also(lambda: called.append("first"))
        os.kill(os.getpid(), signal.SIGINT)
        assert stop.asked
        stop.also(lambda: called.append("late"))
        assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
    assert called == ["first", "late"]
    assert signal.getsignal(signal.SIGINT) is before


def test_names_are_made_printable() -> None:
    assert printable("写真 🎉.jpg") == "写真 🎉.jpg"
    assert printable("two\nlines\x1b[31m.jpg") == "two\\nlines\\x1b[31m.jpg"
    assert printable(os.fsdecode(b"caf\xe9.jpg")) == "caf\\udce9.jpg"
    assert shown(Path("/a/b/c.jpg"), Path("/a")) == os.path.join("b", "c.jpg")  # noqa: PTH118
    assert shown(Path("/a/b/c.jpg"), Path("/other")) == str(Path("/a/b/c.jpg"))


def test_numbers_in_words() -> None:
    assert (count(1, "photo"), count(1234, "photo")) == ("1 photo", "1,234 photos")
    assert (duration(42.4), duration(200), duration(7500)) == ("42 s", "3 min 20 s", "2 h 5 min")
