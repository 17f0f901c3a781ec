"""Threads and processes that go behind the window."""

from __future__ import annotations

import os
import queue
import sys
import textwrap
import threading

import pytest

from app.helpers.client import HelperProcess
from app.helpers.frames import Message
from app.priority import BEHIND, give_way


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
    assert steps() == own


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such numbers")
def test_a_helper_process_goes_last_in_the_session_of_the_program() -> None:
    """Linux divides processors between sessions first: in one of its own, going last would count for nothing."""
    code = textwrap.dedent(
        """
        import os
        from app.helpers.pipes import serve_pipes
        from app.helpers.frames import write_message
        serve_pipes(lambda _, replies: write_message(replies, {"nice": os.nice(0), "session": os.getsid(0)}), 10)
        """
    )
    told: queue.Queue[Message] = queue.Queue()
    helper = HelperProcess(told.put, lambda _: None, [sys.executable, "-c", code])
    try:
        assert told.get(timeout=60) == {"nice": max(os.nice(0), 10), "session": os.getsid(0)}
    finally:
        helper.close()
