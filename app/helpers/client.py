"""The program's side of a helper process: start it, talk to it, notice that it has died."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from app.helpers.frames import Message, read_message, write_message

log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[2]
_LAST_LINES = 40
_PATIENCE_S = 2.0
_WINDOWS_FLAGS: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Neither a console window nor Ctrl+C of the program's console; nothing elsewhere."""


def command_of(module: str) -> tuple[str, ...]:
    """What starts a module of the program as a helper process."""
    return sys.executable, "-m", module


class HelperProcess:
    """One helper process. Messages arrive in a thread of its own.

    Args:
        on_message: called with every message.
        on_end: called once, last, when the process has ended: with None where ``close`` or ``kill`` asked for it, else
            with a sentence that says what happened.
        command: what to start, see ``command_of``.

    Raises:
        OSError: it cannot be started.
        RuntimeError: it can, but no thread that would listen to it.
    """

    def __init__(
        self,
        on_message: Callable[[Message], None],
        on_end: Callable[[str | None], None],
        command: Sequence[str],
    ) -> None:
        self._on_message = on_message
        self._on_end = on_end
        self._wanted_end = False
        self._last_words: deque[str] = deque(maxlen=_LAST_LINES)
        self._writing = threading.Lock()
        self._not_understood: BaseException | None = None
        paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        # Its own group: Ctrl+C in a terminal is for the program, which tells its helpers. Not its own session: Linux
        # divides processors between sessions first, and being nice would count for nothing.
        self._process = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # Safe path: a folder "app" where the program was started is none of its own.
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONSAFEPATH": "1"},
            process_group=0 if os.name == "posix" else None,
            creationflags=_WINDOWS_FLAGS,
        )
        self._listener = threading.Thread(target=self._listen, name="helper-messages", daemon=True)
        self._errors = threading.Thread(target=self._keep_errors, name="helper-errors", daemon=True)
        try:
            self._errors.start()
            self._listener.start()
        except RuntimeError:
            self._abandon()
            raise

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def send(self, **message: object) -> None:
        """Send a message; nothing happens where the process has ended, which ``on_end`` tells."""
        assert self._process.stdin is not None
        with self._writing:
            try:
                write_message(self._process.stdin, message)
            except (OSError, ValueError):  # ValueError: closed on this side
                log.info("the helper process is gone")

    def close(self, patience_s: float = _PATIENCE_S) -> None:
        """Let it end, and make it where it does not within a moment; returns when it has ended."""
        self._wanted_end = True
        assert self._process.stdin is not None
        with self._writing:
            try:
                self._process.stdin.close()
            except OSError:
                log.info("the helper process was gone")
        try:
            self._process.wait(patience_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if threading.current_thread() is not self._listener:
            self._listener.join()

    def kill(self) -> None:
        """End it at once."""
        self._wanted_end = True
        self._process.kill()

    def _abandon(self) -> None:
        self._process.kill()
        self._process.wait()
        # A thread that reads one closes it itself.
        read = [self._process.stderr] if self._errors.ident is None else []
        for stream in (self._process.stdin, self._process.stdout, *read):
            assert stream is not None
            stream.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        try:
            while (message := read_message(self._process.stdout)) is not None:
                self._on_message(message)
        except BaseException as error:
            # Nobody would read what it says any more, so it would wait, and whoever waits for it, for ever.
            log.exception("what the helper process says is not understood")
            self._not_understood = error
            self._process.kill()
        finally:
            code = self._process.wait()
            self._errors.join()
            self._process.stdout.close()
            if self._process.stdin is not None:
                with self._writing:
                    try:
                        self._process.stdin.close()
                    except OSError:
                        log.info("the helper process was gone")
            self._on_end(None if self._wanted_end else self._why(code))

    def _keep_errors(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as stream:
            for line in stream:
                text = line.decode("utf-8", "replace").rstrip()
                self._last_words.append(text)
                log.info("helper: %s", text)

    def _why(self, code: int) -> str:
        if self._not_understood is not None:
            name = f"{type(self._not_understood).__name__}: {self._not_understood}"
            return f"It crashed ({name})."
        if code < 0:
            name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
            if -code == getattr(signal, "SIGKILL", 9):
                return f"It was ended from outside ({name}), often because memory ran out. Close other programs."
            return f"It crashed ({name})."
        words = next((line for line in reversed(self._last_words) if line.strip()), "")
        return f"It ended with code {code}{': ' + words if words else ''}."
