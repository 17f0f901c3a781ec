"""The long work on an open folder, in one thread: take in what is on disk, then score what has no score."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import UserError
from app.priority import BEHIND, give_way

if TYPE_CHECKING:
    from app.catalog.intake import IntakeReport
    from app.catalog.records import ModelKey
    from app.gui.services import Services
    from app.photos.model import ScanProblem
    from app.scoring.events import JobEvent, JobReport
    from app.scoring.job import Job


class Stage(Enum):
    """Where the work is."""

    SCANNING = auto()
    LOADING_MODEL = auto()
    SCORING = auto()


@dataclass(frozen=True, slots=True)
class WorkListener:
    """Who is told, each in the GUI thread."""

    stage: Callable[[Stage], None]
    found: Callable[[Sequence[int]], None]
    problem: Callable[[ScanProblem], None]
    scanned: Callable[[IntakeReport], None]
    event: Callable[[JobEvent], None]
    model: Callable[[ModelKey], None]
    no_model: Callable[[UserError], None]
    failed: Callable[[UserError], None]
    finished: Callable[[JobReport | None], None]


class FolderWork:
    """Runs once for one folder. ``pause``, ``resume`` and ``cancel`` may be called at any time."""

    def __init__(
        self,
        services: Services,
        root: Path,
        listener: WorkListener,
        post: Callable[[Callable[[], object]], None],
        *,
        look_first: bool = True,
    ) -> None:
        self._services = services
        self._root = root
        self._listener = listener
        self._post = post
        self._look_first = look_first
        self._cancelled = threading.Event()
        self._lock = threading.Lock()
        self._job: Job[Any] | None = None
        self._paused = False
        self._thread = threading.Thread(target=self._run, name="folder-work", daemon=True)

    @property
    def paused(self) -> bool:
        """Whether scoring waits; a scan goes on."""
        return self._paused

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def pause(self) -> None:
        """Let scoring wait."""
        with self._lock:
            self._paused = True
            if self._job is not None:
                self._job.pause()

    def resume(self) -> None:
        """Go on."""
        with self._lock:
            self._paused = False
            if self._job is not None:
                self._job.resume()

    def cancel(self) -> None:
        """End soon; what is found and scored stays."""
        self._cancelled.set()
        with self._lock:
            if self._job is not None:
                self._job.cancel()

    def prioritise(self, ids: Sequence[int]) -> None:
        """Score these first."""
        with self._lock:
            if self._job is not None:
                self._job.prioritise(ids)

    def join(self, timeout: float | None = None) -> bool:
        """Wait for the end; False where it took longer."""
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    # -- in the thread -------------------------------------------------------------------------------------------

    def _tell(self, what: Callable[[], object]) -> None:
        if not self._cancelled.is_set():
            self._post(what)

    def _run(self) -> None:
        give_way(BEHIND)  # and with it, on Linux, all threads that scanning and scoring start from here
        tell = self._listener
        try:
            if self._look_first:
                self._tell(lambda: tell.stage(Stage.SCANNING))
                report = self._services.intake().run(
                    [self._root],
                    on_batch=lambda ids: self._tell(lambda: tell.found(ids)),
                    on_marks=lambda ids: self._tell(lambda: tell.found(ids)),
                    on_problem=lambda problem: self._tell(lambda: tell.problem(problem)),
                    cancelled=self._cancelled.is_set,
                )
                self._tell(lambda: tell.scanned(report))
            done = None if self._cancelled.is_set() else self._score()
            self._post(lambda: tell.finished(done))
        except UserError as error:
            told = error
            self._post(lambda: tell.failed(told))
        except BaseException as error:
            bug = error
            self._post(lambda: _raise(bug))

    def _score(self) -> JobReport | None:
        tell = self._listener
        try:
            model = self._services.model_key()
        except UserError as error:
            told = error
            self._tell(lambda: tell.no_model(told))
            return None
        self._tell(lambda: tell.model(model))
        photos = self._services.lane.call(lambda catalog: catalog.to_score_in([self._root], model))
        if not photos:
            return None
        self._tell(lambda: tell.stage(Stage.LOADING_MODEL))
        job = self._services.scoring_job(
            photos, on_event=lambda event: self._tell(lambda: tell.event(event)), model=model
        )
        with self._lock:
            self._job = job
            if self._paused:
                job.pause()
            if self._cancelled.is_set():
                job.cancel()
        return job.run()


def _raise(error: BaseException) -> None:
    raise error
