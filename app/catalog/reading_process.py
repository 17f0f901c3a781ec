"""A process of its own that reads the files of an intake for a window.

Capture facts are read in Python, and threads that compute take the interpreter's lock from the window's thread. Started
by ``app.catalog.reading_apart``; when the program ends or dies, the pipe closes and this side ends with it.
"""

from __future__ import annotations

import queue
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import IO

from app.catalog.item_parcels import file_of, item_record
from app.catalog.reading import default_threads, read_item
from app.helpers.frames import Message, read_message, write_message
from app.helpers.pipes import run_and_end, serve_pipes
from app.photos.model import PhotoFile
from app.priority import LAST

_GATHER_S = 0.01
"""Every reply wakes a thread beside the window's, so those of a moment go together."""
_MOST = 64
REHEARSAL_S = 120.0
"""How long decoding a suspect may take: the intake waits for it."""


def serve(requests: IO[bytes], replies: IO[bytes]) -> None:
    """Read the files that are asked for until the other side ends."""
    pool = ThreadPoolExecutor(default_threads(), thread_name_prefix="intake")
    done: queue.SimpleQueue[Message] = queue.SimpleQueue()

    def take_requests() -> None:
        while (message := read_message(requests)) is not None:
            pool.submit(_read, message, done)

    threading.Thread(target=lambda: run_and_end(take_requests), name="requests", daemon=True).start()
    write_message(replies, {"say": "ready"})
    while True:
        write_message(replies, {"say": "read", "items": _gathered(done)})


def _read(request: Message, done: queue.SimpleQueue[Message]) -> None:
    try:
        file = file_of(request)
        record = item_record(read_item(file))
        if request["rehearse"]:
            _rehearse(file)
    except BaseException as error:
        traceback.print_exc()
        record = {"bug": f"{type(error).__name__}: {error}"}
    done.put({"number": request["number"], "rehearsed": request["rehearse"], **record})


def _rehearse(file: PhotoFile) -> None:
    """Decode a photo; what ends a window ends this process, and so does a decoder that comes to no end."""
    from app.photos.decode import rehearse  # Pillow and its plug-ins, which nothing else needs here

    def give_up() -> None:
        raise TimeoutError(f"{file.path.name} was not decoded in {REHEARSAL_S:.0f} seconds.")

    timer = threading.Timer(REHEARSAL_S, run_and_end, (give_up,))
    timer.daemon = True
    timer.start()
    try:
        rehearse(file.path, file.kind)
    finally:
        timer.cancel()


def _gathered(done: queue.SimpleQueue[Message]) -> list[Message]:
    found = [done.get()]
    until = monotonic() + _GATHER_S
    while len(found) < _MOST and (left := until - monotonic()) > 0:
        try:
            found.append(done.get(timeout=left))
        except queue.Empty:
            break
    return found


def main() -> None:
    """Serve through stdin and stdout.

    It goes last: a thread of the program that holds the interpreter's lock must not wait for a processor, for then the
    window's thread waits with it.
    """
    serve_pipes(serve, LAST)


if __name__ == "__main__":
    main()
