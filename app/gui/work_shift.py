"""Who works on the open folder: at most one `FolderWork`, and those that are still ending."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.gui.folder_work import FolderWork, WorkListener

if TYPE_CHECKING:
    from app.gui.services import Services


class WorkShift:
    """Starts, pauses and ends the long work; one that was ended may take a moment until its batch is stored."""

    def __init__(self) -> None:
        self._work: FolderWork | None = None
        self._ending: list[FolderWork] = []

    def start(
        self,
        services: Services,
        root: Path,
        listener: WorkListener,
        post: Callable[[Callable[[], object]], None],
        *,
        look_first: bool,
    ) -> None:
        """Begin; see `FolderWork`."""
        self.end()
        self._work = FolderWork(services, root, listener, post, look_first=look_first)
        self._work.start()

    @property
    def on(self) -> bool:
        """Whether there is work that was not ended."""
        return self._work is not None

    @property
    def paused(self) -> bool:
        """Whether scoring waits."""
        return self._work is not None and self._work.paused

    def pause_or_resume(self) -> None:
        """The other one of the two."""
        if self._work is not None:
            (self._work.resume if self._work.paused else self._work.pause)()

    def prioritise(self, ids: Sequence[int]) -> None:
        """Score these first."""
        if self._work is not None:
            self._work.prioritise(ids)

    def end(self) -> None:
        """Cancel what is under way."""
        self._ending = [work for work in self._ending if not work.join(0)]
        if self._work is not None:
            self._work.cancel()
            self._ending.append(self._work)
            self._work = None

    def finished(self) -> None:
        """It came to its end by itself."""
        self._work = None

    def join(self, timeout: float) -> bool:
        """Wait for what was ended; False where a thread is still busy."""
        ended = [work.join(timeout) for work in self._ending]
        return all(ended)
