"""Threads that go last, and what is made in them."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from app.priority import BEHIND, LAST, give_way, made_last


def steps() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux orders threads by number")
def test_threads_inherit_their_place_and_the_maker_keeps_its_own() -> None:
    own = steps()
    found: list[int] = []

    def work() -> None:
        give_way(own + BEHIND)
        child = threading.Thread(target=lambda: found.append(steps()))
        child.start()
        child.join()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [own + BEHIND]
    assert made_last(steps) == max(own, LAST)
    assert steps() == own


def test_what_is_raised_while_making_is_raised_here() -> None:
    def fail() -> None:
        raise ValueError("no model")

    with pytest.raises(ValueError, match="no model"):
        made_last(fail)
