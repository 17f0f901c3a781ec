"""How a helper process begins: its pipes, its place behind the window, its end."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from typing import IO, NoReturn

from app.priority import process_gives_way


def serve_pipes(serve: Callable[[IO[bytes], IO[bytes]], None], steps: int) -> NoReturn:
    """Let ``serve`` read requests from stdin and write replies to stdout; end the process when the other side does.

    Whatever libraries print goes to stderr. The code is 1 after an error, whose trace is the last words.

    Args:
        serve: takes the pipes of requests and of replies.
        steps: how far this process goes behind the window, see ``app.priority``.
    """
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    process_gives_way(steps)
    run_and_end(lambda: serve(requests, replies))


def run_and_end(work: Callable[[], None]) -> NoReturn:
    """End the process after ``work``, whatever its other threads are doing: nobody waits for them any more."""
    code = 0
    try:
        work()
    except BrokenPipeError:
        pass
    except BaseException:
        code = 1
        traceback.print_exc()
    finally:
        try:
            sys.stderr.flush()
        finally:
            os._exit(code)
