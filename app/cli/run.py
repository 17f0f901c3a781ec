"""Taking folders in and scoring them, with progress on stderr; shared by ``score`` and ``demo``."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import typer

from app.bootstrap import Services
from app.cli.grouping import group_places
from app.cli.terminal import StopOnInterrupt, count, err, say, shown
from app.errors import UserError
from app.scoring.estimates import duration, estimate, free_memory, peak_memory, remember, size
from app.scoring.model_store import TEACHER, has_fast_version

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from app.catalog.catalog import Catalog
    from app.catalog.records import PhotoRecord
    from app.culling.groups import GroupPlace
    from app.photos.model import ScanProblem
    from app.scoring.events import JobEvent, JobReport

_PORTION = 1000
_MOST_PROBLEMS_SHOWN = 20
_SAY_EVERY = 10.0


@dataclass(frozen=True, slots=True)
class RunPhoto:
    """One photo of a run.

    Attributes:
        record: what the catalogue knows after the run.
        percentile: 0..100 among the run's scored photos, None where it has no score.
        cached: whether the score was there before the run, or that the content cannot be read. A file that could not
            even be opened or was empty is tried anew by every run.
        place: where it stands in its group, None for a photo alone.
    """

    record: PhotoRecord
    percentile: float | None
    cached: bool
    place: GroupPlace | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a run.

    Attributes:
        photos: best first; those without a score at the end, by path.
        problems: folders and files that the scan could not look at.
        stopped: whether Ctrl+C ended it before everything was scored.
    """

    photos: list[RunPhoto]
    problems: list[ScanProblem]
    stopped: bool

    @property
    def failed(self) -> list[PhotoRecord]:
        """The photos that could not be read."""
        return [photo.record for photo in self.photos if photo.record.error is not None]


def run_scoring(
    services: Services,
    roots: Sequence[Path],
    *,
    recursive: bool = True,
    rescore: bool = False,
    limit: int | None = None,
    question: CpuQuestion | None = None,
) -> Run:
    """Take in what lies below ``roots`` and score what has no score yet.

    Args:
        rescore: score also what has one.
        limit: only the first so many photos, in the order of the scan.
        question: the one that the services ask about the CPU; it must not be asked under the progress bar.

    Raises:
        UserError: there are no photos, or something stands in the way; the text says what.
    """
    model = services.model_key()
    with StopOnInterrupt() as stop:
        ids, problems = take_in(services, roots, recursive=recursive, stop=stop)
        if stop.asked:
            return Run([], problems, stopped=True)
        if not ids:
            raise UserError(_nothing_found(roots, recursive, problems))
        ids = ids[:limit]
        to_score = services.lane.call(lambda catalog: catalog.to_score(ids, model, rescore=rescore))
        fresh = {photo.id for photo in to_score}
        report: JobReport | None = None
        if to_score:
            _say_estimate(services, len(to_score))
            with _ScoringBar(len(to_score)) as bar:
                if question is not None:
                    question.bar = bar
                job = services.scoring_job(to_score, on_event=bar.on_event)
                stop.also(job.cancel)
                report = job.run()
                _remember(services, report, bar.load_s)
        if report is not None and report.cancelled:
            _say_stopped(report, len(to_score))
            return Run([], problems, stopped=True)
    photos = ranked(services, ids, fresh)
    if report is not None:
        _say_report(report, known=sum(photo.cached for photo in photos))
    else:
        say(f"Nothing new to score: {count(len(photos), 'photo')} known already.")
    return Run(photos, problems, stopped=False)


class CpuQuestion:
    """Whether to go on with the CPU where the GPU is full, by a terminal or by what was said on the command line.

    Args:
        policy: ``"ask"``, ``"cpu"`` or ``"stop"``.
    """

    def __init__(self, policy: str) -> None:
        self.policy = policy
        self.bar: _ScoringBar | None = None

    def __call__(self, sentence: str) -> bool:
        """Answer; called in the thread of the inference, which is the command's own."""
        if self.policy == "cpu":
            say(f"{sentence} Going on with the CPU, as --if-gpu-full says.")
            return True
        if self.policy == "stop" or not sys.stdin.isatty():
            say(f"{sentence} --if-gpu-full cpu goes on with the CPU, --device cpu begins there.")
            return False
        if self.bar is not None:
            self.bar.pause()
        wanted = typer.confirm(f"{sentence} Go on with the CPU, which takes longer?", err=True)
        if self.bar is not None:
            self.bar.go_on()
        return wanted


def _say_estimate(services: Services, count_: int) -> None:
    """Say how long a teacher will take and how much memory; students are there before one has read it."""
    card = services.card()
    if card.architecture != TEACHER:
        if services.device in ("auto", "cpu") and not has_fast_version(card):
            say(f"{card.name} is made ready for this computer's processor, once; that takes a minute or two.")
        return
    expected = estimate(card, services.device)
    how = "measured here before" if expected.measured else "a guess from its size, the first photo will tell better"
    took = "the time is known after the first photo"
    seconds = expected.seconds(count_)
    if expected.photo_s is not None and seconds is not None:
        took = f"about {duration(expected.photo_s)} a photo, {duration(seconds)} for {count(count_, 'photo')}"
    say(f"{card.name} is a teacher: {took}, and {size(expected.memory_bytes)} of memory ({how}).")
    free = free_memory()
    if free is not None and free < expected.memory_bytes:
        say(f"Only {size(free)} of memory are free; close other programs, or it may become very slow or be ended.")


def _remember(services: Services, report: JobReport, load_s: float | None) -> None:
    """Keep what a teacher took, for the next estimate."""
    card, tried = services.card(), report.scored + report.failed
    if card.architecture != TEACHER or load_s is None or not report.scored:
        return
    if services.load_scorer().device == "cpu" and services.device not in ("auto", "cpu"):
        return  # it fell back: nothing is learnt about the device that was asked for
    remember(card, services.device, load_s, (report.seconds - load_s) / tried, peak_memory())


def take_in(
    services: Services, roots: Sequence[Path], *, recursive: bool = True, stop: StopOnInterrupt | None = None
) -> tuple[list[int], list[ScanProblem]]:
    """Take in what lies below ``roots``: catalogue ids in the order of the scan, and what could not be looked at."""
    ids: list[int] = []
    problems: list[ScanProblem] = []
    with _spinner("Reading folders") as bar:
        task = bar.add_task("", total=None, found=count(0, "photo"))

        def found(batch: list[int]) -> None:
            ids.extend(batch)
            bar.update(task, found=count(len(ids), "photo"))

        services.intake().run(
            list(roots),
            recursive=recursive,
            on_batch=found,
            on_problem=problems.append,
            cancelled=lambda: stop is not None and stop.asked,
        )
    return services.lane.call(lambda catalog: catalog.without_halves(ids)), problems


def ranked(services: Services, ids: Sequence[int], fresh: set[int]) -> list[RunPhoto]:
    """The photos best first, with their percentile among themselves.

    Args:
        fresh: those that were scored, or tried, just now.
    """
    from app.culling.ranking import percentiles

    model = services.model_key()
    records: list[PhotoRecord] = []
    for start in range(0, len(ids), _PORTION):  # so that decisions of a window on the same catalogue get in between
        portion = list(ids[start : start + _PORTION])

        def read(catalog: Catalog, portion: list[int] = portion) -> list[PhotoRecord]:
            return catalog.records(portion, model)

        records += services.lane.call(read)
    scores = np.array([np.nan if r.score is None else r.score for r in records], dtype=np.float64)
    places = percentiles(scores)
    groups = group_places(services, ids, model)
    photos = [
        RunPhoto(
            record,
            None if record.score is None else float(place),
            cached=record.id not in fresh and record.fingerprint is not None,
            place=groups.get(record.id),
        )
        for record, place in zip(records, places, strict=True)
    ]
    return sorted(photos, key=lambda p: (p.record.score is None, -(p.record.score or 0.0), str(p.record.path)))


def list_failures(run: Run) -> None:
    """Name on stderr what could not be read, and why."""
    if failed := run.failed:
        say(f"{count(len(failed), 'photo')} could not be read:")
        for record in failed:
            say(f"  {shown(record.path)}: {record.error}")
    for problem in run.problems[:_MOST_PROBLEMS_SHOWN]:
        say(f"  {shown(problem.path)}: {problem.reason}")
    if (more := len(run.problems) - _MOST_PROBLEMS_SHOWN) > 0:
        say(f"  and {more:,} more that could not be looked at")


def _nothing_found(roots: Sequence[Path], recursive: bool, problems: Sequence[ScanProblem]) -> str:
    where = ", ".join(str(root) for root in roots)
    text = f"No photos were found in {where}."
    if problems:
        text += f" {problems[0].path}: {problems[0].reason}"
    if not recursive:
        text += " Folders inside were left out; --recursive looks into them."
    return text


def _say_stopped(report: JobReport, tried: int) -> None:
    left = tried - report.scored - report.failed
    say(f"Stopped: {count(report.scored, 'photo')} scored and kept, {left:,} left. Run the command again to go on.")


def _say_report(report: JobReport, known: int) -> None:
    tried = report.scored + report.failed
    rate = f", {_pace(tried / report.seconds)}" if report.seconds > 0 else ""
    before = f"; {count(known, 'photo')} known already" if known else ""
    say(f"Scored {count(report.scored, 'photo')} in {report.seconds:.1f} s{rate}{before}.")


def _pace(per_second: float) -> str:
    if not per_second:
        return ""
    return f"{per_second:.1f} photos/s" if per_second >= 0.2 else f"{duration(1 / per_second)} a photo"


def _spinner(text: str) -> Bar:
    from rich.progress import Progress, SpinnerColumn, TextColumn

    return Progress(
        SpinnerColumn(),
        TextColumn(text + ": {task.fields[found]}"),
        console=err(),
        transient=True,
        disable=not err().is_terminal,
    )


class _ScoringBar(AbstractContextManager["_ScoringBar"]):
    """A progress bar with rate and time left; where stderr is no terminal, a line now and then."""

    def __init__(self, total: int) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        self._bar = Progress(
            TextColumn("Scoring"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TextColumn("{task.fields[left]}"),
            TextColumn("{task.fields[failed]}"),
            console=err(),
            disable=not err().is_terminal,
        )
        self.load_s: float | None = None  # seconds until the model was there
        self._began = self._said_at = time.monotonic()
        self._task = self._bar.add_task("", total=total, rate="loading the model", left="", failed="")

    def __enter__(self) -> _ScoringBar:
        self._bar.start()
        return self

    def __exit__(self, *details: Any) -> None:
        self._bar.stop()

    def pause(self) -> None:
        """Leave the terminal to a question."""
        self._bar.stop()

    def go_on(self) -> None:
        """Come back after ``pause``."""
        self._bar.start()

    def on_event(self, event: JobEvent) -> None:
        """Show a progress event."""
        from app.scoring.events import Progress

        if not isinstance(event, Progress):
            return
        if self.load_s is None:
            self.load_s = time.monotonic() - self._began
        rate = _pace(event.per_second)
        left = "" if event.seconds_left is None else f"{duration(event.seconds_left)} left"
        failed = f"{event.failed:,} unreadable" if event.failed else ""
        self._bar.update(self._task, completed=event.done, rate=rate, left=left, failed=failed)
        now = time.monotonic()
        if not err().is_terminal and now - self._said_at >= _SAY_EVERY:
            self._said_at = now
            say(", ".join(part for part in (f"{event.done:,} of {event.total:,} photos", rate, left, failed) if part))
