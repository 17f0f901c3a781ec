"""How a helper process begins: its pipes, its place behind the window, its end."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from typing import IO

from app.priority import process_gives_way


def serve_pipes(serve: Callable[[IO[bytes], IO[bytes]], None], steps: int) -> None:
    """Let ``serve`` read requests from stdin and write replies to stdout until the other side ends.

    Whatever libraries print goes to stderr. Ends the process with code 1 after an error, whose trace is its last words.

    Args:
        serve: takes the pipes of requests and of replies.
        steps: how far this process goes behind the window, see ``app.priority``.
    """
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    process_gives_way(steps)
    try:
        serve(requests, replies)
    except BrokenPipeError:
        sys.exit(0)
    except BaseException:
        traceback.print_exc()
        sys.exit(1)
